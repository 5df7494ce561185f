//! 在办 and 逾期: one definition for pages, lists and figures. A matter stands open with whoever owes its
//! next step, and is overdue when that step is past its own due day, the day shown beside it on every
//! screen (law 1). The rates of 按时 count otherwise, on purpose: each round once, on the day it came
//! due, whatever stands now.

use super::bulletin::Standing;
use crate::district::UnitId;
use crate::matter::clock::Light;
use crate::matter::{Law, Matter, Visibility, Waiting, ladder};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The unit that owes the next step of a matter: its lead, or 区营商办 while it decides which unit has to
/// answer. `None`: it waits for the enterprise, has ended or left the figures, or not every unit may
/// know of it; what 区营商办 has to do before and after the units is not counted with theirs.
pub fn owing<'a>(matter: &'a Matter, law: &Law<'a>) -> Option<&'a UnitId> {
    let counted = matter.visibility == Visibility::Units && matter.exclusion.is_none();
    let unanswered = || matter.rounds.last().is_some_and(|r| r.answered.is_none());
    match matter.step().waiting {
        Waiting::Unit if counted => Some(&matter.lead),
        Waiting::Coordinator if counted && unanswered() => Some(&law.district.coordinator),
        _ => None,
    }
}

/// Whether a matter, as it stood at the end of `day`, was overdue then: red the next morning. A clock
/// that stands still is not.
pub fn is_overdue(matter: &Matter, day: Date, law: &Law<'_>) -> bool {
    let morning = day.tomorrow().unwrap_or(Date::MAX);
    owing(matter, law).is_some() && ladder::light(matter, morning, law) == Light::Overdue
}

/// What stood open at the end of a day, of matters as they stood then; by due day and number.
pub fn open(matters: &BTreeMap<String, &Matter>, day: Date, law: &Law<'_>) -> Vec<Standing> {
    standing(matters.iter(), day, law)
}

/// Of these, what was overdue.
pub fn overdue(matters: &BTreeMap<String, &Matter>, day: Date, law: &Law<'_>) -> Vec<Standing> {
    let late = (matters.iter()).filter(|(_, matter)| is_overdue(matter, day, law));
    standing(late, day, law)
}

fn standing<'a>(
    matters: impl Iterator<Item = (&'a String, &'a &'a Matter)>,
    day: Date,
    law: &Law<'_>,
) -> Vec<Standing> {
    let mut rows: Vec<Standing> = matters
        .filter_map(|(no, matter)| {
            Some(Standing {
                unit: owing(matter, law)?.clone(),
                kind: matter.kind(),
                no: no.clone(),
                day: matter.clock.due(law.calendar, day).latest(),
                indicator: matter.indicator.clone(),
            })
        })
        .collect();
    rows.sort_by(|a, b| (a.day, &a.no).cmp(&(b.day, &b.no)));
    rows
}
