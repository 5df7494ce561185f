//! What the clock asks for: rungs of the ladder reached, confirmations run out, due dates that
//! have become certain. Each runs as a command of the rule, so running a job twice changes nothing.

use super::filter::Where;
use crate::db::Value;
use crate::{Ask, Store, StoreError};
use banjie_core::matter::{Act, Command, MatterNo, Refusal, ladder};
use banjie_core::moment::Moment;

/// What a run of the daily rules did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Rungs fired.
    pub escalated: u64,
    /// Answers that the enterprise did not confirm in time.
    pub lapsed: u64,
    /// Due dates computed anew.
    pub recomputed: u64,
}

impl Store {
    /// Runs the rules of the day as they stand at `at`.
    ///
    /// # Errors
    /// The database fails. A matter that changed meanwhile is left for the next run.
    pub async fn run_rules(&self, at: Moment) -> Result<Ran, StoreError> {
        let today = at.date();
        let day = || Value::from(today.to_string());
        let mut ran = Ran::default();
        let offices =
            "m.waiting in ('unit', 'coordinator') and m.paused = 0 and m.yellow_from <= ?";
        for no in self.numbers(offices, vec![day()]).await? {
            ran.escalated += self.climb(no, at).await?;
        }
        let lapsed = "m.kind = 'appeal' and m.waiting = 'enterprise' and m.due < ?";
        for no in self.numbers(lapsed, vec![day()]).await? {
            ran.lapsed += self.give(no, Command::Lapse, at).await?;
        }
        for no in self
            .numbers(
                "m.due_earliest is not null and m.waiting <> 'nobody'",
                vec![],
            )
            .await?
        {
            ran.recomputed += self.give(no, Command::Recompute, at).await?;
        }
        Ok(ran)
    }

    async fn climb(&self, no: MatterNo, at: Moment) -> Result<u64, StoreError> {
        let matter = {
            let mut tx = self.db.read().await?;
            self.ground().load(&mut tx, no).await?
        };
        let Some(matter) = matter else { return Ok(0) };
        let law = self.pack.law();
        let reached: Vec<String> = ladder::reached(&matter, at.date(), &law)
            .map(|r| r.id.clone())
            .collect();
        let mut fired = 0;
        for rung in reached {
            fired += self.give(no, Command::Escalate { rung }, at).await?;
        }
        Ok(fired)
    }

    /// Gives a rule's command to a matter as it stands; 1 when it was carried out.
    async fn give(&self, no: MatterNo, command: Command, at: Moment) -> Result<u64, StoreError> {
        let matter = {
            let mut tx = self.db.read().await?;
            self.ground().load(&mut tx, no).await?
        };
        let Some(matter) = matter else { return Ok(0) };
        let ask = Ask {
            act: Act::rule(at),
            key: None,
        };
        match self.command(no, matter.version, command, ask).await {
            Ok(_) => Ok(1),
            // Not yet, or somebody was faster: the next run looks again.
            Err(StoreError::Refused(
                Refusal::Stale { .. } | Refusal::NotAllowed { .. } | Refusal::WrongState { .. },
            )) => Ok(0),
            Err(e) => Err(e),
        }
    }

    async fn numbers(
        &self,
        condition: &str,
        values: Vec<Value>,
    ) -> Result<Vec<MatterNo>, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.and(condition, values);
        let mut tx = self.db.read_long().await?;
        let sql = format!(
            "select m.no as no from matters m where {} order by m.no",
            clause.sql
        );
        let rows = tx.all(&sql, &clause.params).await?;
        rows.iter()
            .map(|r| r.text("no")?.parse().map_err(StoreError::damaged))
            .collect()
    }
}
