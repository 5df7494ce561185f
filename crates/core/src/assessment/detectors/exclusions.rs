//! Many matters of one unit left the denominators in a month.

use super::{Detector, Field, History, Mark, mark};
use crate::assessment::tally::{Count, tallies};
use crate::district::UnitId;
use std::collections::BTreeMap;

pub(super) fn marks(field: &Field<'_>) -> Vec<Mark> {
    let mut due: BTreeMap<UnitId, usize> = BTreeMap::new();
    let mut excluded: BTreeMap<UnitId, Vec<(&History, jiff::civil::Date)>> = BTreeMap::new();
    for history in field.histories {
        for tally in tallies(&history.matter, &field.law) {
            if !field.holds(tally.day) {
                continue;
            }
            match tally.count {
                Count::Due => *due.entry(tally.unit).or_default() += 1,
                Count::Excluded => excluded
                    .entry(tally.unit)
                    .or_default()
                    .push((history, tally.day)),
                _ => {}
            }
        }
    }
    let least = usize::try_from(field.thresholds.excluded_least).unwrap_or(usize::MAX);
    let percent = usize::try_from(field.thresholds.excluded_percent).unwrap_or(100);
    let mut out = Vec::new();
    for (unit, cases) in excluded {
        let all = due.get(&unit).copied().unwrap_or(0) + cases.len();
        if cases.len() < least || cases.len() * 100 < all * percent {
            continue;
        }
        let reason = format!("{unit}本月应办 {all} 件，剔除 {} 件", cases.len());
        out.extend((cases.iter()).map(|(history, day)| {
            mark(history, Detector::Exclusions, &unit, *day, reason.clone())
        }));
    }
    out
}
