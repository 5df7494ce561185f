//! What the clock asks for: rungs of the ladder reached, confirmations run out, due dates that
//! have become certain. Each runs as a command of the rule, so running a job twice changes nothing.

use super::filter::Where;
use crate::db::{Value, WriteTx};
use crate::log::Log;
use crate::write::Ground;
use crate::{Store, StoreError};
use banjie_core::kinds::review;
use banjie_core::matter::{Act, Command, MatterNo, Refusal, ladder};
use banjie_core::moment::Moment;
use jiff::civil::Date;

/// Natural days before its date within which a promise is looked at: more than the longest run of
/// rest days before a working day.
const REMIND_WITHIN: i64 = 12;

/// What a run of the daily rules did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Rungs fired.
    pub escalated: u64,
    /// Answers not confirmed, visits not rated, proposals not decided in time.
    pub lapsed: u64,
    /// Due dates computed anew.
    pub recomputed: u64,
    /// Applications that count as accepted, since nobody said in time what was missing.
    pub deemed: u64,
    /// Reminders of promises, and that something can still be rated.
    pub reminded: u64,
}

impl Store {
    /// Runs the rules of the day as they stand at `at`, in one transaction.
    ///
    /// # Errors
    /// The database fails.
    pub async fn run_rules(&self, at: Moment) -> Result<Ran, StoreError> {
        let input = (self.ground(), at);
        self.db
            .write(input, |tx, (ground, at)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let ran = ground.run_rules(tx, &mut log, *at).await?;
                    log.keep(tx).await?;
                    Ok(ran)
                })
            })
            .await
    }
}

impl Ground {
    /// The rules of the day inside a job.
    pub(crate) async fn run_rules(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        at: Moment,
    ) -> Result<Ran, StoreError> {
        let day = || Value::from(at.date().to_string());
        let mut ran = Ran::default();
        let offices =
            "m.waiting in ('unit', 'coordinator') and m.paused = 0 and m.yellow_from <= ?";
        for no in self.numbers(tx, offices, vec![day()]).await? {
            ran.escalated += self.climb(tx, log, no, at).await?;
        }
        let deemed = "m.kind = 'application' and m.state in ('to_admit', 'supplied') and m.due < ?";
        for no in self.numbers(tx, deemed, vec![day()]).await? {
            ran.deemed += self.rule(tx, log, no, Command::Deem, at).await?;
        }
        // Before they lapse: the reminder before the day is not lost on the day after a holiday.
        let promises = "m.kind = 'commitment' and m.paused = 0
            and m.state in ('pledged', 'correcting', 'missed') and m.due <= ?";
        let soon = at
            .date()
            .saturating_add(jiff::Span::new().days(REMIND_WITHIN));
        for no in self
            .numbers(tx, promises, vec![soon.to_string().into()])
            .await?
        {
            ran.reminded += self.rule(tx, log, no, Command::Remind, at).await?;
        }
        ran.reminded += self.remind_of_rating(tx, log, at).await?;
        let lapsed = "m.kind in ('appeal', 'commitment', 'review')
            and m.waiting = 'enterprise' and m.due < ?";
        for no in self.numbers(tx, lapsed, vec![day()]).await? {
            ran.lapsed += self.rule(tx, log, no, Command::Lapse, at).await?;
        }
        let proposals = "m.kind in ('interview', 'consequence')
            and m.state in ('proposed', 'put_forward')";
        for no in self.numbers(tx, proposals, vec![]).await? {
            ran.lapsed += self.rule(tx, log, no, Command::Lapse, at).await?;
        }
        let provisional = "m.provisional = 1";
        for no in self.numbers(tx, provisional, vec![]).await? {
            ran.recomputed += self.rule(tx, log, no, Command::Recompute, at).await?;
        }
        Ok(ran)
    }

    /// Finished matters that nobody has rated, a few days before it is too late. What has changed since
    /// the day before that was reminded already, or its enterprise has been there: it is not looked at
    /// every minute.
    async fn remind_of_rating(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        at: Moment,
    ) -> Result<u64, StoreError> {
        let Some((first, last)) = review::ended_to_be_reminded(at.date(), &self.law()) else {
            return Ok(0);
        };
        let start = |day: Date| Moment::start_of(day).ms();
        let next = last.saturating_add(jiff::Span::new().days(1));
        let quiet = "m.kind in ('appeal', 'application') and m.sealed = 0
            and m.ended_ms >= ? and m.ended_ms < ? and m.changed_ms < m.ended_ms + ?
            and not exists (select 1 from reviews r where r.district = m.district and r.about = m.no)";
        let values = [start(first), start(next), start(at.date()) - start(next)];
        let values = values.map(Value::from).to_vec();
        let mut reminded = 0;
        for no in self.numbers(tx, quiet, values).await? {
            reminded += self.rule(tx, log, no, Command::Remind, at).await?;
        }
        Ok(reminded)
    }

    async fn climb(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
        at: Moment,
    ) -> Result<u64, StoreError> {
        let Some(matter) = self.known(tx, log, no).await? else {
            return Ok(0);
        };
        let law = self.law();
        let reached: Vec<String> = ladder::reached(&matter, at.date(), &law)
            .map(|r| r.id.clone())
            .collect();
        log.remember(matter);
        let mut fired = 0;
        for rung in reached {
            fired += self
                .rule(tx, log, no, Command::Escalate { rung }, at)
                .await?;
        }
        Ok(fired)
    }

    /// Gives a rule's command to a matter as it stands; 1 when it was carried out.
    pub(crate) async fn rule(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
        command: Command,
        at: Moment,
    ) -> Result<u64, StoreError> {
        match self.give(tx, log, no, None, &command, &Act::rule(at)).await {
            Ok(_) => Ok(1),
            // Not yet due, or already done: the next run looks again.
            Err(StoreError::Refused(Refusal::NotAllowed { .. } | Refusal::WrongState { .. })) => {
                Ok(0)
            }
            Err(e) => Err(e),
        }
    }

    async fn numbers(
        &self,
        tx: &mut WriteTx,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<MatterNo>, StoreError> {
        let mut clause = Where::district(self.district.as_str());
        clause.and(condition, values);
        let sql = format!(
            "select m.no as no from matters m where {} order by m.opened_ms, m.no",
            clause.sql
        );
        let rows = tx.all(&sql, &clause.params).await?;
        rows.iter()
            .map(|r| r.text("no")?.parse().map_err(StoreError::damaged))
            .collect()
    }
}
