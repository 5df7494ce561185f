//! Where the unit's matters stand longest: signing or handling, median and nine in ten.

use crate::App;
use crate::desk::links;
use crate::kit::Problem;
use crate::kit::parts::{Cell, Column, DataTable, HBar};
use crate::kit::viewer::Viewer;
use banjie_core::district::UnitId;
use banjie_core::moment::Moment;
use banjie_store::reads::ListLine;
use jiff::ToSpan;

/// Days looked back.
const DAYS: i64 = 90;
const DAY_MS: i64 = 86_400_000;

/// The stages of a unit and which is the slowest.
pub(super) struct Stages {
    /// `最慢的是办理：一半超过 3.2 天`.
    pub title: String,
    /// Each stage.
    pub table: DataTable,
}

/// The stages of the last 90 days; `None` when nothing went through any.
pub(super) async fn of(
    app: &App,
    viewer: &Viewer,
    unit: &UnitId,
    open: &[ListLine],
) -> Result<Option<Stages>, Problem> {
    let from = app.today().saturating_sub(DAYS.days());
    let since = Moment::local(from.at(0, 0, 0, 0));
    let times = app.store().stage_times(&viewer.sight, unit, since).await?;
    let stages = [
        ("签收", "dispatched", times.signing),
        ("办理", "handling", times.handling),
    ];
    let median = |times: &[i64]| quantile(times, 50);
    let slowest = stages.iter().max_by_key(|(_, _, times)| median(times));
    let Some((word, Some(longest))) = slowest.map(|(word, _, times)| (word, median(times))) else {
        return Ok(None);
    };
    let rows = stages.iter().filter_map(|(word, state, times)| {
        let (half, most) = (median(times)?, quantile(times, 90)?);
        let now = open.iter().filter(|l| l.state == *state).count();
        let href = links::matters(&[("unit", unit.as_str()), ("state", state)]);
        let share = |ms: i64| u64::try_from(ms).unwrap_or(0);
        Some(vec![
            Cell::from(*word),
            Cell::from(days(half)),
            Cell::Bar(HBar::of(share(half), share(longest))),
            Cell::from(days(most)),
            Cell::from(times.len().to_string()),
            match now {
                0 => Cell::from("0"),
                now => Cell::link(now.to_string(), href),
            },
        ])
    });
    Ok(Some(Stages {
        title: format!("最慢的是{word}：一半超过 {} 天", days(longest)),
        table: DataTable {
            caption: "各环节用的天数".to_owned(),
            columns: vec![
                Column::text("环节"),
                Column::number("一半在几天内"),
                Column::text(""),
                Column::number("九成在几天内"),
                Column::number("办过"),
                Column::number("现在停在这里"),
            ],
            rows: rows.collect(),
        },
    }))
}

/// The value that `percent` of 100 do not exceed, by nearest rank; times are sorted.
fn quantile(times: &[i64], percent: usize) -> Option<i64> {
    let rank = (times.len() * percent).div_ceil(100);
    times.get(rank.checked_sub(1)?).copied()
}

/// Days with one decimal, half up.
fn days(ms: i64) -> String {
    let tenths = (ms.max(0) * 20 + DAY_MS) / (2 * DAY_MS);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_and_nine_in_ten_by_nearest_rank() {
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!((quantile(&ten, 50), quantile(&ten, 90)), (Some(5), Some(9)));
        assert_eq!(quantile(&[7], 50), Some(7));
        assert_eq!(quantile(&[], 50), None);
    }

    #[test]
    fn days_have_one_decimal() {
        assert_eq!(days(DAY_MS), "1.0");
        // 2 hours are 0.083 days, 30 hours 1.25.
        assert_eq!(
            (days(DAY_MS / 12), days(DAY_MS * 5 / 4)),
            ("0.1".into(), "1.3".into())
        );
    }
}
