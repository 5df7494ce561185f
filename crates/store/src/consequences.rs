//! What follows from figures and conduct: the rule proposes interviews and consequences, each once,
//! into the hands of those named. Run once a day; running again changes nothing.

use crate::db::Tx;
use crate::log::Log;
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::conduct::{Conduct, Limits, commendable, complaints, shirking};
use banjie_core::assessment::history::History;
use banjie_core::assessment::proposals::{self, interviews};
use banjie_core::assessment::standing::months_needed;
use banjie_core::assessment::{Month, Quarter};
use banjie_core::district::{PersonId, RuleId, UnitId};
use banjie_core::kinds::consequence::{self, NewConsequence, Subject};
use banjie_core::kinds::interview::{self, Interview, NewInterview};
use banjie_core::matter::{Act, Command, Detail, Matter, MatterNo};
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Rankings are published within so many months after theirs; older ones propose nothing.
const MONTHS_BACK: u32 = 3;
/// Facts about a person are looked for in so many months.
const CONDUCT_MONTHS: i32 = 12;

impl Store {
    /// Opens every interview and consequence that is to be proposed at `at` and has not been;
    /// their numbers.
    ///
    /// # Errors
    /// The database fails, a rule has no value.
    pub async fn propose(&self, at: Moment) -> Result<Vec<MatterNo>, StoreError> {
        self.retract(at).await?;
        let interviews = self.interviews_due(at.date()).await?;
        let consequences = self.consequences_due(at.date()).await?;
        if interviews.is_empty() && consequences.is_empty() {
            return Ok(Vec::new());
        }
        self.open_proposals(interviews, consequences, at).await
    }

    /// Opens proposals, all or none, without those that were opened before; their numbers.
    ///
    /// # Errors
    /// A field is wrong, the database fails.
    pub async fn open_proposals(
        &self,
        interviews: Vec<NewInterview>,
        consequences: Vec<NewConsequence>,
        at: Moment,
    ) -> Result<Vec<MatterNo>, StoreError> {
        let input = (self.ground(), interviews, consequences, at);
        self.db
            .write(input, |tx, (ground, interviews, consequences, at)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let (act, law) = (Act::rule(*at), ground.law());
                    let mut opened = Vec::new();
                    // Another node may have proposed the same meanwhile.
                    let known = ground.proposals(tx).await?;
                    for new in interviews.iter().filter(|new| !known.has_interview(new)) {
                        let no = log.number(*at)?;
                        let event = interview::propose(no, new.clone(), *at, &law)?;
                        ground.begin(tx, &mut log, &event, &act).await?;
                        opened.push(no);
                    }
                    for new in consequences
                        .iter()
                        .filter(|new| !known.has_consequence(new))
                    {
                        let no = log.number(*at)?;
                        let event = consequence::propose(no, new.clone(), *at, &law)?;
                        ground.begin(tx, &mut log, &event, &act).await?;
                        opened.push(no);
                    }
                    log.keep(tx).await?;
                    Ok(opened)
                })
            })
            .await
    }

    /// Retracts every interview not yet held whose months were corrected so that it rests on nothing.
    async fn retract(&self, at: Moment) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        let waiting = self.ground().proposals(&mut tx).await?.waiting();
        drop(tx);
        let mut unfounded = Vec::new();
        for (no, unit, months) in waiting {
            let mut rankings = Vec::new();
            for month in &months {
                let sealed = self.sealed_ranking(*month).await?;
                rankings.extend(sealed.map(|kept| kept.values));
            }
            let why = proposals::unfounded(&unit, &months, &rankings);
            unfounded.extend(why.map(|why| (no, why)));
        }
        if unfounded.is_empty() {
            return Ok(());
        }
        let input = (self.ground(), unfounded, at);
        self.db
            .write(input, |tx, (ground, unfounded, at)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    for (no, why) in unfounded.iter() {
                        let retract = Command::Retract { why: why.clone() };
                        ground.rule(tx, &mut log, *no, retract, *at).await?;
                    }
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The interviews that the newest sealed ranking proposes.
    async fn interviews_due(&self, today: Date) -> Result<Vec<NewInterview>, StoreError> {
        let mut month = Month::of(today);
        for _ in 0..MONTHS_BACK {
            month = month.previous();
            let Some(newest) = self.sealed_ranking(month).await? else {
                continue;
            };
            let books = self.rulebooks().await?;
            let open = &books.on(month)?.open;
            let (mut earlier, mut before) = (Vec::new(), month);
            for _ in 0..months_needed(open).max(newest.values.interview_after) {
                before = before.previous();
                let sealed = self.sealed_ranking(before).await?;
                earlier.extend(sealed.map(|kept| kept.values));
            }
            let mut tx = self.db.read().await?;
            let known = self.ground().proposals(&mut tx).await?;
            let district = &self.pack.district;
            let mut due = interviews(&newest.values, &earlier, open, district);
            due.retain(|new| !known.has_interview(new));
            return Ok(due);
        }
        Ok(Vec::new())
    }

    /// What the conduct of the last months proposes.
    async fn consequences_due(&self, today: Date) -> Result<Vec<NewConsequence>, StoreError> {
        let law = self.pack.law();
        let limits = Limits::of(&law, today).map_err(refused)?;
        let from = today.saturating_sub(jiff::Span::new().months(CONDUCT_MONTHS));
        let mut tx = self.db.read_long().await?;
        let known = self.ground().proposals(&mut tx).await?;
        let histories = self.conduct(&mut tx, from).await?;
        let handled = self.handled(&mut tx, from).await?;
        drop(tx);
        let year = Conduct {
            histories: &histories,
            from,
            to: today,
            limits,
            handled: &handled,
        };
        let mut due = shirking(&year, &known.until(Subject::Shirking));
        due.extend(complaints(&year, &known.until(Subject::Complaints)));
        let quarter = Quarter::of(today).previous();
        let words = RuleId::from("assessment.arrears_words");
        let (words, _) = law.rules.text(&words, today).map_err(refused)?;
        let words: Vec<&str> = words.split('、').collect();
        let quarter = Conduct {
            from: quarter.first(),
            to: quarter.last(),
            ..year
        };
        due.extend(commendable(&quarter, &words, &law));
        due.retain(|new| !known.has_consequence(new));
        Ok(due)
    }

    /// The matters in which something happened that conduct is judged by.
    async fn conduct(&self, tx: &mut Tx, from: Date) -> Result<Vec<History>, StoreError> {
        let rows = tx
            .all(
                "select distinct stream from journal where district = $1 and at_ms >= $2
                   and event in ('matter.transferred/1', 'matter.returned/1', 'matter.disputed/1',
                     'appeal.reopened/1', 'item.granted/1', 'directive.accepted/1')
                 order by stream",
                &params![
                    self.pack.district.code.as_str(),
                    Moment::start_of(from).ms()
                ],
            )
            .await?;
        let ground = self.ground();
        let mut histories = Vec::with_capacity(rows.len());
        for row in &rows {
            let no: MatterNo = row.text("stream")?.parse().map_err(StoreError::damaged)?;
            let events = ground.events(tx, no).await?;
            let matter = Matter::fold(events.iter().map(|e| (&e.event, &e.by, e.at)));
            histories.extend(matter.map(|matter| History {
                matter,
                events: events.into_iter().map(|e| (e.event, e.by, e.at)).collect(),
            }));
        }
        Ok(histories)
    }

    /// How many matters each person handles or handled that came in since a day.
    async fn handled(
        &self,
        tx: &mut Tx,
        from: Date,
    ) -> Result<BTreeMap<PersonId, u64>, StoreError> {
        let rows = tx
            .all(
                "select handler, count(*) as n from matters
                 where district = $1 and handler is not null and opened_day >= $2
                 group by handler",
                &params![self.pack.district.code.as_str(), from.to_string()],
            )
            .await?;
        let mut handled = BTreeMap::new();
        for row in &rows {
            let matters = u64::try_from(row.int("n")?).map_err(StoreError::damaged)?;
            handled.insert(PersonId(row.string("handler")?), matters);
        }
        Ok(handled)
    }

    /// The newest month before `month` for which a unit was interviewed by the end of `as_of`: the
    /// same whenever the ranking is computed again.
    pub(crate) async fn talked(
        &self,
        month: Month,
        as_of: Date,
    ) -> Result<BTreeMap<UnitId, Month>, StoreError> {
        let mut tx = self.db.read().await?;
        let known = self.ground().proposals(&mut tx).await?;
        Ok(known.talked(month, as_of))
    }
}

fn refused(error: banjie_core::rules::RuleError) -> StoreError {
    StoreError::Refused(banjie_core::matter::Refusal::Rule(error))
}

/// Every proposal there has been.
pub(crate) struct Proposals(Vec<Matter>);

impl Ground {
    pub(crate) async fn proposals(&self, tx: &mut Tx) -> Result<Proposals, StoreError> {
        let rows = tx
            .all(
                "select no from matters where district = $1
                   and kind in ('interview', 'consequence') order by opened_ms, no",
                &params![self.district.as_str()],
            )
            .await?;
        Ok(Proposals(self.load_each(tx, &rows).await?))
    }
}

impl Proposals {
    /// Those among some matters.
    pub(crate) fn among<'a>(matters: impl Iterator<Item = &'a Matter>) -> Self {
        let proposals = matters.filter(|matter| {
            matches!(matter.detail, Detail::Interview(_) | Detail::Consequence(_))
        });
        Self(proposals.cloned().collect())
    }

    /// The newest month before `month` for which a unit was interviewed by the end of `as_of`.
    pub(crate) fn talked(&self, month: Month, as_of: Date) -> BTreeMap<UnitId, Month> {
        let mut talked = BTreeMap::new();
        for (unit, interview) in self.interviews() {
            let held = interview.held.is_some_and(|at| at.date() <= as_of);
            let newest = interview.months.iter().filter(|m| **m < month).max();
            if let (true, Some(newest)) = (held, newest) {
                let entry = talked.entry(unit.clone()).or_insert(*newest);
                *entry = (*entry).max(*newest);
            }
        }
        talked
    }

    /// Interviews not yet held and not yet known to rest on a corrected month.
    fn waiting(&self) -> Vec<(MatterNo, UnitId, Vec<Month>)> {
        let waiting = self.0.iter().filter_map(|matter| match &matter.detail {
            Detail::Interview(i) if !matter.is_ended() && i.held.is_none() => Some((matter.no, i)),
            _ => None,
        });
        waiting
            .filter(|(_, interview)| interview.dossier.corrected.is_none())
            .map(|(no, i)| (no, i.dossier.unit.clone(), i.months.clone()))
            .collect()
    }

    fn interviews(&self) -> impl Iterator<Item = (&UnitId, &Interview)> {
        self.0.iter().filter_map(|matter| match &matter.detail {
            Detail::Interview(interview) => Some((&interview.dossier.unit, &**interview)),
            _ => None,
        })
    }

    /// Proposed for that month before, or an earlier one still waits for its talk.
    fn has_interview(&self, new: &NewInterview) -> bool {
        self.0.iter().any(|matter| match &matter.detail {
            Detail::Interview(old) if old.dossier.unit == new.unit => {
                let waits = !matter.is_ended() && old.held.is_none();
                let retracted = matter.is_ended() && old.dossier.corrected.is_some();
                waits || !retracted && old.months.first() == new.months.first()
            }
            _ => false,
        })
    }

    /// Proposed on these facts before, or still open.
    fn has_consequence(&self, new: &NewConsequence) -> bool {
        self.0.iter().any(|matter| match &matter.detail {
            Detail::Consequence(old) => {
                let about =
                    |p: &Option<banjie_core::matter::Handler>| p.as_ref().map(|p| p.person.clone());
                old.subject == new.subject
                    && old.dossier.unit == new.unit
                    && about(&old.person) == about(&new.person)
                    && (!matter.is_ended()
                        || old.dossier.basis.facts == new.basis.facts
                        || (new.subject == Subject::Commend
                            && old.from == new.from
                            && old.dossier.basis.rule == new.basis.rule))
            }
            _ => false,
        })
    }

    /// The last day of facts already proposed about each person.
    fn until(&self, subject: Subject) -> BTreeMap<PersonId, Date> {
        let mut until = BTreeMap::new();
        for matter in &self.0 {
            if let Detail::Consequence(old) = &matter.detail
                && old.subject == subject
                && let Some(person) = &old.person
            {
                let entry = until.entry(person.person.clone()).or_insert(old.to);
                *entry = (*entry).max(old.to);
            }
        }
        until
    }
}
