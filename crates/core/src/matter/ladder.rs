//! Who is told, and when: the ladder applied to one matter.

use super::clock::Thresholds;
use super::{Law, Matter, Waiting};
use crate::rules::{Rung, Trigger};
use jiff::civil::Date;

/// The thresholds of the light, as the ladder says.
pub fn thresholds(law: &Law<'_>) -> Thresholds {
    Thresholds {
        percent: u32::from(law.ladder.yellow.percent_used),
        working_days_left: law.ladder.yellow.working_days_left,
    }
}

/// The first day on which a rung's trigger holds, if nothing changes. In a year without a notice
/// Monday to Friday stand for working days: a warning may be a little off, a due date never is.
fn day_of(rung: &Rung, matter: &Matter, today: Date, law: &Law<'_>) -> Date {
    let red = matter.clock.red_from(law.calendar, today);
    match rung.trigger {
        Trigger::Yellow => matter
            .clock
            .yellow_from(law.calendar, &thresholds(law), today),
        Trigger::Red { working_days } => {
            let on = law.calendar.working_day_from(red).unwrap_or(red);
            if working_days == 0 {
                return red;
            }
            law.calendar
                .count(
                    on,
                    crate::rules::LengthUnit::WorkingDays,
                    working_days,
                    false,
                )
                .map_or_else(
                    |_| on.saturating_add(jiff::Span::new().days(working_days)),
                    |c| c.due,
                )
        }
    }
}

fn climbs(matter: &Matter, today: Date) -> bool {
    let waiting = matter.step().waiting;
    !matches!(waiting, Waiting::Enterprise | Waiting::Nobody)
        && !matter.clock.stands_still_on(today)
}

/// The rungs reached on `today` and not yet fired in this round, lowest first.
pub fn reached<'a>(
    matter: &'a Matter,
    today: Date,
    law: &'a Law<'a>,
) -> impl Iterator<Item = &'a Rung> {
    let climbs = climbs(matter, today);
    law.ladder.rungs.iter().filter(move |rung| {
        climbs && !matter.rungs.contains(&rung.id) && day_of(rung, matter, today, law) <= today
    })
}

/// The next rung and its day, announced on the matter before it happens.
pub fn next<'a>(matter: &Matter, today: Date, law: &'a Law<'_>) -> Option<(Date, &'a Rung)> {
    if !climbs(matter, today) {
        return None;
    }
    law.ladder
        .rungs
        .iter()
        .filter(|r| !matter.rungs.contains(&r.id))
        .map(|r| (day_of(r, matter, today, law), r))
        .filter(|(day, _)| *day > today)
        .min_by_key(|(day, _)| *day)
}
