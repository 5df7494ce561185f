//! 线索处理和回访抽查 on the write path: judged, drawn and called from what stands under the lock.

use crate::db::WriteTx;
use crate::log::Log;
use crate::record::Record;
use crate::write::Ground;
use crate::{Ask, Contact, Store, StoreError, Written};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{
    Answer, SampleEvent, Standing, candidate, not_by_own_unit, tries,
};
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::assessment::history::History;
use banjie_core::assessment::sample::{Candidate, Frame, Shares};
use banjie_core::district::{Sight, UnitId};
use banjie_core::matter::{Act, By, MatterNo, Refusal};

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
        let input = (self.ground(), month, judging, ask);
        self.db
            .write(input, |tx, (ground, month, judging, ask)| {
                Box::pin(async move {
                    if ground.replied(tx, ask).await?.is_some() {
                        return Ok(());
                    }
                    let log = Log::lock(tx, &ground.district).await?;
                    let what = ground.judged(tx, *month, judging, &ask.act).await?;
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
        let input = (self.ground(), month, act);
        self.db
            .write(input, |tx, (ground, month, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let seed = format!(
                        "{}|{month}|{}",
                        ground.district.as_str(),
                        log.frontier().root()
                    );
                    let frame = ground.frame(tx, *month, seed).await?;
                    let sampling = ground.sampling(tx, *month).await?;
                    let what = sampling.draw(frame, act.at, &ground.law())?;
                    let (month, what) = (*month, what);
                    let record = Record::SampleMoved { month, what };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// Writes down what an enterprise said when called. Only the unit that was drawn to call may.
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
                    let log = Log::lock(tx, &ground.district).await?;
                    ground.not_by_own_unit(tx, *no, &ask.act).await?;
                    let sampling = ground.sampling(tx, *month).await?;
                    let (by, today) = (&ask.act.by, ask.act.at.date());
                    let called = sampling.call(*no, answer.clone(), by, &ground.law(), today);
                    let what = called.ok_or(StoreError::NoMatter(*no))??;
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
        judging: &Judging,
        act: &Act,
    ) -> Result<SampleEvent, StoreError> {
        let histories = self.histories(tx, month).await?;
        let marks = self.marks(tx, month, &histories).await?;
        let is = |mark: &&Mark| mark.no == judging.no && mark.detector == judging.detector;
        let mark = (marks.iter().find(is)).ok_or(StoreError::NoMatter(judging.no))?;
        let history = histories.iter().find(|h| h.matter.no == judging.no);
        let candidate = match history {
            Some(history) => candidate(&history.matter, self.hands(history), act.at.date()),
            None => Err("这条线索是评价，不是办件；请打开评价核实"),
        };
        let sampling = self.sampling(tx, month).await?;
        let decision = (judging.taken, judging.reason.as_str());
        Ok(sampling.judge(mark, candidate, decision, act.at, &self.law())?)
    }

    /// What a draw of the month rests on now.
    async fn frame(
        &self,
        tx: &mut WriteTx,
        month: Month,
        seed: String,
    ) -> Result<Frame, StoreError> {
        let histories = self.histories(tx, month).await?;
        let marks = self.marks(tx, month, &histories).await?;
        let sampling = self.sampling(tx, month).await?;
        let mut candidates: Vec<Candidate> = Vec::new();
        for history in &histories {
            let found = candidate(&history.matter, self.hands(history), month.last());
            let Ok(found) = found.map(|c| sampling.marked(c, &marks)) else {
                continue;
            };
            if found.wanted || answered_in(history, month) {
                candidates.push(found);
            }
        }
        let law = self.law();
        let district = &self.pack.district;
        Ok(Frame {
            seed,
            shares: Shares::of(&law, month.last()).map_err(Refusal::Rule)?,
            callers: (district.units.iter())
                .filter(|unit| unit.peer_group.is_some())
                .map(|unit| unit.id.clone())
                .collect(),
            candidates,
        })
    }

    /// Every unit whose people acted on a matter; 区营商办 acts on all.
    fn hands<'a>(&'a self, history: &'a History) -> impl Iterator<Item = UnitId> + 'a {
        let coordinator = &self.pack.district.coordinator;
        let units = history.events.iter().filter_map(|(_, by, _)| match by {
            By::Staff { unit, .. } => Some(unit.clone()),
            _ => None,
        });
        units.filter(move |unit| unit != coordinator)
    }
}

/// Whether a unit answered it in the month.
fn answered_in(history: &History, month: Month) -> bool {
    let in_month = |day| month.first() <= day && day <= month.last();
    (history.matter.rounds.iter())
        .filter_map(|round| round.answered)
        .any(|at| in_month(at.date()))
}
