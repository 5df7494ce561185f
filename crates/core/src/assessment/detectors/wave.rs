//! Most answers of a unit's month come in its last days.

use super::{Detector, Field, Mark, mark};
use crate::district::UnitId;
use crate::matter::Event;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) fn marks(field: &Field<'_>) -> Vec<Mark> {
    let thresholds = field.thresholds;
    let Some(from) = last_days(field) else {
        return Vec::new();
    };
    let mut answers: BTreeMap<&UnitId, Vec<(&super::History, Date)>> = BTreeMap::new();
    for history in field.histories {
        for (event, _, at) in &history.events {
            let answered = matches!(event, Event::Answered { .. } | Event::Reported { .. });
            if answered && field.holds(at.date()) {
                let round = history
                    .matter
                    .rounds
                    .iter()
                    .find(|r| r.answered == Some(*at));
                let unit = round.map_or(&history.matter.lead, |round| &round.unit);
                answers.entry(unit).or_default().push((history, at.date()));
            }
        }
    }
    let mut out = Vec::new();
    for (unit, answers) in answers {
        let late: Vec<_> = answers.iter().filter(|(_, day)| *day >= from).collect();
        let least = usize::try_from(thresholds.wave_least).unwrap_or(usize::MAX);
        let percent = usize::try_from(thresholds.wave_percent).unwrap_or(100);
        if answers.len() < least || late.len() * 100 < answers.len() * percent {
            continue;
        }
        let reason = format!(
            "{unit}本月答复 {} 件，{} 件在最后 {} 个工作日",
            answers.len(),
            late.len(),
            thresholds.wave_days
        );
        out.extend(
            (late.iter())
                .map(|(history, day)| mark(history, Detector::Wave, unit, *day, reason.clone())),
        );
    }
    out
}

/// The first of the last working days of the month.
fn last_days(field: &Field<'_>) -> Option<Date> {
    let mut left = field.thresholds.wave_days;
    let mut day = field.month.last();
    while day >= field.month.first() {
        if field.law.calendar.is_working(day).ok()? {
            left = left.checked_sub(1)?;
            if left == 0 {
                return Some(day);
            }
        }
        day = day.yesterday().ok()?;
    }
    None
}
