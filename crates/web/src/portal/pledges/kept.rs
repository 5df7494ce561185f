//! How far the units have kept their time this month, as the rankings count it.

use crate::App;
use crate::assess::figure;
use crate::kit::Problem;
use banjie_core::assessment::rulebook::Metric;
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::{Counts, Month};
use banjie_core::district::UnitId;

/// The counts of the month up to yesterday; in its first days those of the month before.
pub(in crate::portal) struct Record {
    counts: Counts,
    month: &'static str,
}

/// A unit's share of appeals answered in time.
pub(in crate::portal) struct OnTime {
    /// `本月按时 97.22%`.
    pub(in crate::portal) words: String,
    /// The share in percent, two decimals: what the list is ordered by.
    pub(in crate::portal) percent: String,
    /// Whether some came too late.
    pub(in crate::portal) late: bool,
    /// The cases.
    pub(in crate::portal) href: String,
}

impl Record {
    /// Reads it.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::portal) async fn read(app: &App) -> Result<Self, Problem> {
        let today = app.today();
        let this = Month::of(today);
        // A day counts when it is over, so the first day of a month has none yet.
        let (month, from, to) = match today.yesterday() {
            Ok(yesterday) if yesterday >= this.first() => ("本月", this.first(), yesterday),
            _ => {
                let before = this.previous();
                ("上月", before.first(), before.last())
            }
        };
        let counts = app.store().counts(from, to).await?;
        Ok(Self { counts, month })
    }

    /// `本月` or `上月`.
    pub(in crate::portal) fn month(&self) -> &'static str {
        self.month
    }

    /// The share of a unit; `None` when nothing came due.
    pub(in crate::portal) fn of(&self, unit: &UnitId) -> Option<OnTime> {
        let share = Share::of(Metric::ON_TIME, Some(unit), &self.counts);
        let rate = share.rate?;
        Some(OnTime {
            words: format!("{}按时 {}", self.month, share.words()),
            percent: rate.to_string(),
            late: share.hits.cases < share.cases(),
            href: share.whole.first().map(figure::opens)?,
        })
    }
}
