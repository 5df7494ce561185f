//! 回访 that a unit was drawn for. Counted on every page of the desk, so a sample that did not change
//! since is not read again.

use super::bulletin::end_of;
use super::marks::sample_events;
use crate::record::Kept;
use crate::{Store, StoreError, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Item, Sampling, Standing, missed, tries};
use banjie_core::district::{Sight, UnitId};
use banjie_core::matter::{Law, Refusal, Staff};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Months looked at: what was drawn longer ago stands with 区营商办 only.
const MONTHS: usize = 6;

/// Samples as folded from so many events of their streams. Streams only grow, so an equal number means
/// an equal sample.
pub(crate) type Samples = Arc<Mutex<BTreeMap<Month, (i64, Arc<Sampling>)>>>;

/// A call that a unit was drawn for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitCall {
    /// Of which month's sample.
    pub month: Month,
    /// The matter with its calls.
    pub item: Item,
    /// Where it stands on the day asked for.
    pub standing: Standing,
}

impl UnitCall {
    /// Whether somebody still has to ring.
    pub fn is_owed(&self) -> bool {
        matches!(self.standing, Standing::Missed | Standing::Waiting)
    }
}

/// A month and those before it, as far back as one looks.
fn looked_at(newest: Month) -> Vec<Month> {
    let months = std::iter::successors(Some(newest), |month| Some(month.previous()));
    months.take(MONTHS).collect()
}

/// The calls that units had not made in time at the end of a day, by the records of samples up to then.
pub(crate) fn missed_by(
    kept: &BTreeMap<Month, Vec<Kept>>,
    day: Date,
    law: &Law<'_>,
) -> Result<BTreeMap<UnitId, u64>, StoreError> {
    let end = end_of(day);
    let known = looked_at(Month::of(day)).into_iter().filter_map(|month| {
        let events = sample_events(kept.get(&month)?);
        let events = events.filter(|(_, _, at)| at.ms() < end);
        Some(Sampling::fold(month, events))
    });
    let samples: Vec<Sampling> = known.collect();
    let tries = tries(law, day).map_err(Refusal::Rule)?;
    Ok(missed(&samples, day, tries))
}

impl Store {
    /// The calls that somebody's unit was drawn for in the last months: late ones first, then those to
    /// make, then those made; within it by due day.
    ///
    /// # Errors
    /// The database fails; `callback.tries` has no value on that day.
    pub async fn calls_of(&self, staff: &Staff, today: Date) -> Result<Vec<UnitCall>, StoreError> {
        let tries = tries(&self.pack.law(), today).map_err(Refusal::Rule)?;
        let mut out = Vec::new();
        for sampling in self.samplings(Month::of(today)).await? {
            let items = sampling.items.iter();
            let own = items.filter(|item| item.sight(staff) != Sight::Nothing);
            out.extend(own.map(|item| UnitCall {
                month: sampling.month,
                item: item.clone(),
                standing: item.standing(today, tries),
            }));
        }
        out.sort_by_key(|call| (call.standing, call.item.due, call.item.drawn.no));
        Ok(out)
    }

    /// The calls that units had not made in time at the end of a day, as known then.
    pub(super) async fn missed_calls(
        &self,
        day: Date,
    ) -> Result<BTreeMap<UnitId, u64>, StoreError> {
        let mut tx = self.db.read().await?;
        let mut kept = BTreeMap::new();
        for month in looked_at(Month::of(day)) {
            let stream = format!("sample/{month}");
            kept.insert(month, self.ground().stream(&mut tx, &stream).await?);
        }
        missed_by(&kept, day, &self.pack.law())
    }

    /// The samples of a month and those before it, as far back as one looks.
    async fn samplings(&self, newest: Month) -> Result<Vec<Arc<Sampling>>, StoreError> {
        let months = looked_at(newest);
        let mut params = params![self.pack.district.code.as_str()].to_vec();
        params.extend(months.iter().map(|month| format!("sample/{month}").into()));
        let marks: Vec<String> = (2..=params.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select stream, max(version) as version from journal
             where district = $1 and stream in ({}) group by stream",
            marks.join(", ")
        );
        let mut tx = self.db.read().await?;
        let mut versions: BTreeMap<String, i64> = BTreeMap::new();
        for row in tx.all(&sql, &params).await? {
            versions.insert(row.text("stream")?.to_owned(), row.int("version")?);
        }
        let mut out = Vec::new();
        for month in months {
            let stream = format!("sample/{month}");
            let Some(version) = versions.get(&stream).copied() else {
                continue;
            };
            if let Some(known) = self.known_sampling(month, version) {
                out.push(known);
                continue;
            }
            let kept: Vec<Kept> = self.ground().stream(&mut tx, &stream).await?;
            let sampling = Arc::new(Sampling::fold(month, sample_events(&kept)));
            if let (Ok(mut samples), Ok(read)) = (self.samples.lock(), i64::try_from(kept.len())) {
                samples.insert(month, (read, Arc::clone(&sampling)));
            }
            out.push(sampling);
        }
        Ok(out)
    }

    fn known_sampling(&self, month: Month, version: i64) -> Option<Arc<Sampling>> {
        let samples = self.samples.lock().ok()?;
        let (known, sampling) = samples.get(&month)?;
        (*known == version).then(|| Arc::clone(sampling))
    }
}
