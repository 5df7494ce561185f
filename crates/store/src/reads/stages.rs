//! How long a unit's matters stood in each of its stages: where it is slow.

use super::courses::EACH_LINE;
use super::filter::Where;
use crate::db::Value;
use crate::{Store, StoreError};
use banjie_core::district::{Sight, UnitId};
use banjie_core::moment::Moment;

/// Times a unit's matters took, in milliseconds of the wall clock (pauses and holidays
/// included), shortest first. Only stages that have ended are in here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// From the arrival at the unit to the signature.
    pub signing: Vec<i64>,
    /// From the signature to the answer or report.
    pub handling: Vec<i64>,
}

/// The work arrives at the unit.
const ARRIVED: [&str; 3] = [
    "directive.dispatched/1",
    "matter.dispatched/1",
    "appeal.reopened/1",
];
/// It goes to another unit or back: what was before is not this unit's.
const LEFT: [&str; 2] = ["matter.transferred/1", "matter.returned/1"];
const SIGNED: &str = "matter.signed/1";
/// A report was not enough: the unit works on.
const SENT_BACK: &str = "directive.sent_back/1";
const DONE: [&str; 3] = [
    "appeal.answered/1",
    "directive.reported/1",
    "directive.reflected/1",
];

/// Where the matter being read stands.
#[derive(Clone, Copy, Default)]
struct Since {
    arrived: Option<i64>,
    signed: Option<i64>,
}

impl Store {
    /// The times of the matters that a unit leads, from what happened since a moment.
    ///
    /// # Errors
    /// The database fails.
    pub async fn stage_times(
        &self,
        sight: &Sight,
        unit: &UnitId,
        since: Moment,
    ) -> Result<StageTimes, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.and(
            "m.lead = ? and j.at_ms >= ?",
            [Value::from(unit.as_str()), Value::from(since.ms())],
        );
        let sql = format!(
            "select j.stream as stream, j.event as event, j.at_ms as at_ms from {EACH_LINE}
               and {} order by j.stream, j.version",
            clause.sql
        );
        let mut tx = self.db.read().await?;
        let rows = tx.all(&sql, &clause.params).await?;
        let (mut times, mut of_one) = (StageTimes::default(), StageTimes::default());
        let (mut stream, mut since) = (String::new(), Since::default());
        for row in &rows {
            if row.text("stream")? != stream {
                row.text("stream")?.clone_into(&mut stream);
                since = Since::default();
                times.take(&mut of_one);
            }
            let (event, at) = (row.text("event")?, row.int("at_ms")?);
            match event {
                _ if ARRIVED.contains(&event) => {
                    since = Since {
                        arrived: Some(at),
                        signed: None,
                    }
                }
                _ if LEFT.contains(&event) => {
                    of_one = StageTimes::default();
                    since = Since {
                        arrived: (event == LEFT[0]).then_some(at),
                        signed: None,
                    };
                }
                SENT_BACK => since.signed = Some(at),
                SIGNED => {
                    of_one.signing.extend(since.arrived.take().map(|a| at - a));
                    since.signed.get_or_insert(at);
                }
                _ if DONE.contains(&event) => {
                    of_one.handling.extend(since.signed.take().map(|s| at - s));
                }
                _ => {}
            }
        }
        times.take(&mut of_one);
        times.signing.sort_unstable();
        times.handling.sort_unstable();
        Ok(times)
    }
}

impl StageTimes {
    fn take(&mut self, one: &mut Self) {
        self.signing.append(&mut one.signing);
        self.handling.append(&mut one.handling);
    }
}
