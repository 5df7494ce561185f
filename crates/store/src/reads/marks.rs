//! 异常线索: what detectors find in a month, computed from the journal, and what is known of its
//! sample of call-backs.

use super::courses::{EACH_LINE, courses, folded};
use crate::db::Tx;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{SampleEvent, Sampling};
use banjie_core::assessment::detectors::{Field, Mark, Praise, Thresholds, marks};
use banjie_core::assessment::frame::looked_at_since;
use banjie_core::assessment::history::History;
use banjie_core::matter::{By, Refusal};
use banjie_core::moment::Moment;

/// From this level on a review is praise.
pub(crate) const GOOD: i64 = 4;

impl Store {
    /// What detectors find in a month, computed from the journal.
    ///
    /// # Errors
    /// The database fails; a threshold is missing from the rules.
    pub async fn marks(&self, month: Month) -> Result<Vec<Mark>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let ground = self.ground();
        let histories = ground.histories(&mut tx, month).await?;
        ground.marks(&mut tx, month, &histories).await
    }

    /// What is known of the sample of a month.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sampling(&self, month: Month) -> Result<Sampling, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().sampling(&mut tx, month).await
    }
}

impl Ground {
    /// The matters that are looked at with a month, each with its events, by number: those of core's
    /// [`is_looked_at`](banjie_core::assessment::frame::is_looked_at).
    pub(crate) async fn histories(
        &self,
        tx: &mut Tx,
        month: Month,
    ) -> Result<Vec<History>, StoreError> {
        let sql = format!(
            "select j.stream as no, j.line as line from {EACH_LINE} and m.district = $1
               and m.sealed = 0 and m.kind <> 'review'
               and m.opened_day <= $2 and (m.ended_ms is null or m.ended_ms >= $3)
             order by m.opened_day, m.no, j.version"
        );
        let params = params![
            self.district.as_str(),
            month.last().to_string(),
            Moment::start_of(looked_at_since(month)).ms()
        ];
        let courses = courses(tx, &sql, &params).await?;
        let histories = courses.into_iter().map(|(no, course)| {
            Ok(History {
                matter: folded(&no, &course)?,
                events: course.into_iter().map(|e| (e.event, e.by, e.at)).collect(),
            })
        });
        histories.collect()
    }

    /// What detectors find in these.
    pub(crate) async fn marks(
        &self,
        tx: &mut Tx,
        month: Month,
        histories: &[History],
    ) -> Result<Vec<Mark>, StoreError> {
        let law = self.law();
        let thresholds = Thresholds::of(&law, month.last()).map_err(Refusal::Rule)?;
        let praise = self.praise(tx, month).await?;
        Ok(marks(&Field {
            law,
            month,
            thresholds,
            histories,
            praise: &praise,
        }))
    }

    /// Good reviews of a month with what stands for the place they were sent from.
    async fn praise(&self, tx: &mut Tx, month: Month) -> Result<Vec<Praise>, StoreError> {
        let rows = tx
            .all(
                "select coalesce(r.about, r.no) as no, m.lead as unit, r.day as day,
                   r.network as place
                 from reviews r join matters m on m.district = r.district and m.no = r.no
                 where r.district = $1 and r.day >= $2 and r.day <= $3 and r.level >= $4
                   and r.network is not null and m.excluded = 0
                 order by r.no",
                &params![
                    self.district.as_str(),
                    month.first().to_string(),
                    month.last().to_string(),
                    GOOD
                ],
            )
            .await?;
        let praise = rows.iter().map(|row| {
            Ok(Praise {
                no: row.text("no")?.parse().map_err(StoreError::damaged)?,
                unit: row.text("unit")?.into(),
                day: row.text("day")?.parse().map_err(StoreError::damaged)?,
                place: row.text("place")?.to_owned(),
            })
        });
        praise.collect()
    }

    /// What is known of the sample of a month, inside a job or a read.
    pub(crate) async fn sampling(&self, tx: &mut Tx, month: Month) -> Result<Sampling, StoreError> {
        let kept = self.stream(tx, &format!("sample/{month}")).await?;
        Ok(Sampling::fold(month, sample_events(&kept)))
    }
}

/// What records say of a sample, for folding.
pub(crate) fn sample_events(kept: &[Kept]) -> impl Iterator<Item = (&SampleEvent, &By, Moment)> {
    kept.iter()
        .filter_map(|Kept { at, by, record }| match record {
            Record::SampleMoved { what, .. } => Some((what, by, *at)),
            _ => None,
        })
}
