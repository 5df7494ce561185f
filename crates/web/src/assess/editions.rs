//! Which values of a period are shown: as issued, or computed now.

use super::stamp;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::quarterly::Assessment;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Month, Period, Quarter, Week};
use banjie_papers::bulletin::Stamp;
use banjie_store::reads::Kept;
use banjie_store::{Store, StoreError};
use jiff::civil::Date;

/// Values of a period with what they say of themselves.
#[derive(Clone, Debug)]
pub struct Edition<T> {
    /// The values.
    pub values: T,
    /// Revision, issue, journal head.
    pub stamp: Stamp,
    /// State code: `draft` when computed now, else as kept.
    pub state: String,
}

impl<T> Edition<T> {
    pub(crate) async fn kept(
        store: &Store,
        url: &str,
        path: &str,
        kept: Kept<T>,
    ) -> Result<Self, StoreError> {
        let (revision, at) = (kept.issued.revision, kept.issued.at);
        Ok(Self {
            values: kept.values,
            stamp: stamp(store, url, path, revision, Some(at)).await?,
            state: kept.issued.state,
        })
    }

    /// The same with the names of those who signed the figures of `period`.
    pub(crate) async fn signed(
        mut self,
        store: &Store,
        period: Period,
    ) -> Result<Self, StoreError> {
        let signatures = store.signatures(period, self.stamp.revision).await?;
        self.stamp.signed = signatures
            .iter()
            .map(|s| format!("{}{}", s.unit, s.name))
            .collect();
        Ok(self)
    }

    pub(crate) async fn draft(
        store: &Store,
        url: &str,
        path: &str,
        values: T,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            values,
            stamp: stamp(store, url, path, 0, None).await?,
            state: RankingStep::Draft.code().to_owned(),
        })
    }
}

impl Edition<Bulletin> {
    /// Where it is read: the draft on the desk, what was issued in public.
    pub(crate) fn base(&self) -> String {
        let week = self.values.week;
        match self.stamp.revision {
            0 => format!("/desk/bulletins/{week}"),
            _ => format!("/bulletins/{week}"),
        }
    }
}

/// The bulletin of a week: as issued, else computed from the journal up to yesterday. `None`
/// before a day of it is over.
///
/// # Errors
/// The database fails.
pub async fn bulletin(
    store: &Store,
    week: Week,
    today: Date,
    url: &str,
) -> Result<Option<Edition<Bulletin>>, StoreError> {
    let path = format!("/bulletins/{week}");
    if let Some(kept) = store.issued_bulletin(week).await? {
        return Edition::kept(store, url, &path, kept).await.map(Some);
    }
    let Some(as_of) = week.whole_days(today) else {
        return Ok(None);
    };
    let values = store.bulletin(week, as_of).await?;
    Edition::draft(store, url, &path, values).await.map(Some)
}

/// The ranking of a month: as kept at its step, else computed from the journal up to yesterday.
/// `None` before a day of it is over.
///
/// # Errors
/// The database fails.
pub async fn ranking(
    store: &Store,
    month: Month,
    today: Date,
    url: &str,
) -> Result<Option<Edition<Ranking>>, StoreError> {
    let path = format!("/rankings/{month}");
    if let Some(kept) = store.issued_ranking(month).await? {
        let edition = Edition::kept(store, url, &path, kept).await?;
        return edition.signed(store, Period::Month(month)).await.map(Some);
    }
    let Some(as_of) = month.whole_days(today) else {
        return Ok(None);
    };
    let values = store.ranking(month, as_of).await?;
    Edition::draft(store, url, &path, values).await.map(Some)
}

/// The assessment of a quarter: as kept at its step, else computed from the journal up to yesterday.
/// `None` before a day of it is over.
///
/// # Errors
/// The database fails; the rules hold no weights for the quarter.
pub async fn assessment(
    store: &Store,
    quarter: Quarter,
    today: Date,
    url: &str,
) -> Result<Option<Edition<Assessment>>, StoreError> {
    let path = format!("/assessments/{quarter}");
    if let Some(kept) = store.issued_assessment(quarter).await? {
        let edition = Edition::kept(store, url, &path, kept).await?;
        let period = Period::Quarter(quarter);
        return edition.signed(store, period).await.map(Some);
    }
    let Some(as_of) = quarter.whole_days(today) else {
        return Ok(None);
    };
    let values = store.assessment(quarter, as_of).await?;
    Edition::draft(store, url, &path, values).await.map(Some)
}
