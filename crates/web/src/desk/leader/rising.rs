//! What rises: topics whose appeals grew in two seven-day windows in a row.

use crate::App;
use crate::desk::links;
use crate::kit::Problem;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use banjie_core::district::TopicId;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Windows of seven days, the last one ends yesterday.
const WEEKS: usize = 6;
/// Rows of the table.
const MOST: usize = 5;

/// The table, sorted by the newest count; `None` when nothing rises.
pub(super) async fn table(app: &App, viewer: &Viewer) -> Result<Option<DataTable>, Problem> {
    let spans = spans(app.today());
    let (Some((from, _)), Some((_, to))) = (spans.first(), spans.last()) else {
        return Ok(None);
    };
    let opened = app
        .store()
        .opened_by_topic(&viewer.sight, *from, *to)
        .await?;
    let mut counts: BTreeMap<TopicId, [u64; WEEKS]> = BTreeMap::new();
    for (topic, day, n) in opened {
        let week = spans.iter().position(|(a, b)| *a <= day && day <= *b);
        if let Some(week) = week {
            counts.entry(topic).or_default()[week] += n;
        }
    }
    let mut rising: Vec<_> = counts.into_iter().filter(|(_, c)| rises(c)).collect();
    rising.sort_by_key(|(_, c)| std::cmp::Reverse(c[WEEKS - 1]));
    rising.truncate(MOST);
    if rising.is_empty() {
        return Ok(None);
    }
    let mut columns = vec![Column::text("类别")];
    columns.extend(
        spans
            .iter()
            .map(|(a, _)| Column::number(&format!("{}.{}起", a.month(), a.day()))),
    );
    let rows = rising.iter().map(|(topic, counts)| {
        let mut row = vec![Cell::link(
            topic.as_str(),
            links::matters(&[("topic", topic.as_str()), ("kind", "appeal")]),
        )];
        row.extend(counts.iter().zip(&spans).map(|(n, (a, b))| {
            let (from, to) = (a.to_string(), b.to_string());
            let pairs = [
                ("topic", topic.as_str()),
                ("kind", "appeal"),
                ("from", &from),
                ("to", &to),
            ];
            match n {
                0 => Cell::from("0"),
                n => Cell::link(n.to_string(), links::matters(&pairs)),
            }
        }));
        row
    });
    Ok(Some(DataTable {
        caption: "连续两个七天都在变多的诉求类别".to_owned(),
        columns,
        rows: rows.collect(),
    }))
}

/// The windows, oldest first.
fn spans(today: Date) -> Vec<(Date, Date)> {
    let back = |days: i64| today.saturating_sub(jiff::Span::new().days(days));
    (1..=WEEKS as i64)
        .rev()
        .map(|n| (back(7 * n), back(7 * n - 6)))
        .collect()
}

/// Whether the last two windows each have more than the one before.
fn rises(counts: &[u64; WEEKS]) -> bool {
    counts[WEEKS - 3] < counts[WEEKS - 2] && counts[WEEKS - 2] < counts[WEEKS - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn windows_touch_and_end_yesterday() {
        let spans = spans(date(2026, 2, 26));
        assert_eq!(spans[5], (date(2026, 2, 19), date(2026, 2, 25)));
        assert_eq!(spans[0].0, date(2026, 1, 15));
        assert!(
            spans
                .windows(2)
                .all(|w| w[0].1.tomorrow().unwrap() == w[1].0)
        );
    }

    #[test]
    fn two_steps_up_in_a_row_count_as_rising() {
        assert!(rises(&[9, 9, 9, 3, 4, 6]));
        assert!(!rises(&[0, 0, 0, 4, 4, 6]));
        assert!(!rises(&[0, 1, 2, 3, 6, 5]));
    }
}
