//! 线索处理和回访抽查 on the write path: judged, drawn and called from what stands under the lock. The
//! month's histories are read before it, so that nobody waits meanwhile.

use crate::db::{Handover, WriteTx};
use crate::log::Log;
use crate::reads::Looked;
use crate::record::Record;
use crate::write::Ground;
use crate::{Ask, Contact, Store, StoreError, Written};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{
    Answer, SampleEvent, Standing, candidate, follows, not_by_own_unit, tries,
};
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::assessment::frame::{hands, seed};
use banjie_core::assessment::history::History;
use banjie_core::district::Sight;
use banjie_core::matter::{Act, MatterNo, Refusal};
use jiff::civil::Date;

/// What the coordinator decides about a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judging {
    /// The matter marked.
    pub no: MatterNo,
    /// What was found.
    pub detector: Detector,
    /// Into the sample, or dismissed.
    pub taken: bool,
    /// Why.
    pub reason: String,
}

impl Store {
    /// Puts a mark of a month into its sample, or dismisses it.
    ///
    /// # Errors
    /// There is no such mark (`NoMatter`); refusals in words; the database fails.
    pub async fn judge_mark(
        &self,
        month: Month,
        judging: Judging,
        ask: Ask,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), self.look(month).await?, month, judging, ask);
        self.db
            .write(input, |tx, (ground, looked, month, judging, ask)| {
                Box::pin(async move {
                    if ground.replied(tx, ask).await?.is_some() {
                        return Ok(());
                    }
                    let log = Log::lock(tx, &ground.district).await?;
                    let histories = ground.look_again(tx, *month, looked.take()).await?;
                    let what = ground.judged(tx, *month, &histories, judging, &ask.act);
                    let what = what.await?;
                    ground.sampled(tx, log, *month, what, ask, judging.no).await
                })
            })
            .await
    }

    /// Draws the sample of a month that is over, once. The seed holds the root of the log as it
    /// stands then: nobody chooses it, and nobody knows it before.
    ///
    /// # Errors
    /// The month runs, it was drawn before, there is nothing to draw: in words; the database fails.
    pub async fn draw_sample(&self, month: Month, act: Act) -> Result<(), StoreError> {
        let input = (self.ground(), self.look(month).await?, month, act);
        self.db
            .write(input, |tx, (ground, looked, month, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let law = ground.law();
                    let seed = seed(law.district, *month, &log.frontier().root());
                    let histories = ground.look_again(tx, *month, looked.take()).await?;
                    let marks = ground.marks(tx, *month, &histories).await?;
                    let sampling = ground.sampling(tx, *month).await?;
                    let frame = sampling.frame(&histories, &marks, seed, &law);
                    let frame = frame.map_err(Refusal::Rule)?;
                    let what = sampling.draw(frame, act.at, &law)?;
                    let month = *month;
                    let record = Record::SampleMoved { month, what };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The histories of a month, for a job to come.
    async fn look(&self, month: Month) -> Result<Handover<Looked>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let looked = self.ground().look(&mut tx, month).await?;
        Ok(Handover::new(looked))
    }

    /// Why a matter cannot be put into a sample on a day; `None`: it can.
    ///
    /// # Errors
    /// `NoMatter`; the database fails.
    pub async fn not_callable(
        &self,
        no: MatterNo,
        on: Date,
    ) -> Result<Option<&'static str>, StoreError> {
        let mut tx = self.db.read().await?;
        let matter = self.ground().load(&mut tx, no).await?;
        let matter = matter.ok_or(StoreError::NoMatter(no))?;
        Ok(candidate(&matter, std::iter::empty(), on).err())
    }

    /// Writes down what an enterprise said when called. Only the unit that was drawn to call may. Where
    /// it said that nothing is solved, 区营商办 has to decide on the matter again.
    ///
    /// # Errors
    /// `NoMatter` for a matter that is not theirs to call about; to a unit that handled it, and
    /// where it was answered before, refusals in words; the database fails.
    pub async fn call_back(
        &self,
        month: Month,
        no: MatterNo,
        answer: Answer,
        ask: Ask,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), month, no, answer, ask);
        self.db
            .write(input, |tx, (ground, month, no, answer, ask)| {
                Box::pin(async move {
                    if ground.replied(tx, ask).await?.is_some() {
                        return Ok(());
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    ground.not_by_own_unit(tx, *no, &ask.act).await?;
                    let sampling = ground.sampling(tx, *month).await?;
                    let (by, at) = (&ask.act.by, ask.act.at);
                    let called = sampling.call(*no, answer.clone(), by, &ground.law(), at.date());
                    let what = called.ok_or(StoreError::NoMatter(*no))??;
                    let matter = ground
                        .load(tx, *no)
                        .await?
                        .ok_or(StoreError::NoMatter(*no))?;
                    if let Some(order) = follows(&matter, answer, at, &ground.law()) {
                        let rule = Act::rule(at);
                        ground.give(tx, &mut log, *no, None, &order, &rule).await?;
                    }
                    ground.sampled(tx, log, *month, what, ask, *no).await
                })
            })
            .await
    }

    /// The telephone of an enterprise that is to be called back; the look enters the journal first,
    /// and the enterprise sees it.
    ///
    /// # Errors
    /// `NoMatter` for a matter that is not theirs to call about or was answered; the database fails.
    pub async fn contact_to_call(
        &self,
        month: Month,
        no: MatterNo,
        act: Act,
    ) -> Result<Option<Contact>, StoreError> {
        let input = (self.ground(), month, no, act);
        self.db
            .write(input, |tx, (ground, month, no, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    ground.not_by_own_unit(tx, *no, act).await?;
                    let sampling = ground.sampling(tx, *month).await?;
                    let today = act.at.date();
                    let tries = tries(&ground.law(), today).map_err(Refusal::Rule)?;
                    let open = |standing| matches!(standing, Standing::Waiting | Standing::Missed);
                    let theirs = sampling
                        .item(*no)
                        .zip(act.by.staff())
                        .filter(|(item, staff)| {
                            item.sight(staff) != Sight::Nothing && open(item.standing(today, tries))
                        });
                    theirs.ok_or(StoreError::NoMatter(*no))?;
                    let reason = format!("{}回访抽查", month.words());
                    let record = Record::IdentityViewed { no: *no, reason };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await?;
                    ground.contact(tx, *no).await
                })
            })
            .await
    }
}

impl Ground {
    /// Appends an event of the sample and keeps the answer under the request's key.
    async fn sampled(
        &self,
        tx: &mut WriteTx,
        mut log: Log,
        month: Month,
        what: SampleEvent,
        ask: &Ask,
        no: MatterNo,
    ) -> Result<(), StoreError> {
        let record = Record::SampleMoved { month, what };
        self.record(tx, &mut log, &record, &ask.act).await?;
        log.keep(tx).await?;
        self.reply(tx, ask, &Written::opened(no)).await
    }

    /// Somebody of a unit that handled the matter is told so, whether it was drawn or not.
    async fn not_by_own_unit(
        &self,
        tx: &mut WriteTx,
        no: MatterNo,
        act: &Act,
    ) -> Result<(), StoreError> {
        let matter = self.load(tx, no).await?.ok_or(StoreError::NoMatter(no))?;
        let staff = act.by.staff().ok_or(StoreError::NoMatter(no))?;
        Ok(not_by_own_unit(&matter, staff)?)
    }

    async fn judged(
        &self,
        tx: &mut WriteTx,
        month: Month,
        histories: &[History],
        judging: &Judging,
        act: &Act,
    ) -> Result<SampleEvent, StoreError> {
        let marks = self.marks(tx, month, histories).await?;
        let is = |mark: &&Mark| mark.no == judging.no && mark.detector == judging.detector;
        let mark = (marks.iter().find(is)).ok_or(StoreError::NoMatter(judging.no))?;
        let history = histories.iter().find(|h| h.matter.no == judging.no);
        let other = self.load(tx, judging.no).await?;
        let candidate = match (history, &other) {
            (Some(history), _) => candidate(
                &history.matter,
                hands(history, &self.pack.district),
                act.at.date(),
            ),
            // Reviews are not looked at by detectors, and cannot be called about either.
            (None, Some(matter)) => candidate(matter, std::iter::empty(), act.at.date()),
            (None, None) => return Err(StoreError::NoMatter(judging.no)),
        };
        let sampling = self.sampling(tx, month).await?;
        let decision = (judging.taken, judging.reason.as_str());
        Ok(sampling.judge(mark, candidate, decision, act.at, &self.law())?)
    }
}
