//! Light and ladder of one matter: what colour it has, who is told, and when.

use super::clock::{Light, Thresholds};
use super::{Law, Matter, Visibility, Waiting};
use crate::rules::{RuleError, Rung, Tell, Trigger};
use jiff::civil::Date;

/// The thresholds of the light, as the ladder says.
pub fn thresholds(law: &Law<'_>) -> Thresholds {
    Thresholds {
        percent: u32::from(law.ladder.yellow.percent_used),
        working_days_left: law.ladder.yellow.working_days_left,
    }
}

/// The last day to sign an order that waits for it; `None` when it does not. An appeal has no such
/// day of its own: `appeal.accept` covers dispatch and signing.
///
/// # Errors
/// The rule `directive.sign` has no value on the day the unit got it.
pub fn sign_by(matter: &Matter, law: &Law<'_>) -> Result<Option<Date>, RuleError> {
    let waits = matches!(&matter.detail, super::Detail::Directive(d)
        if d.stage == crate::kinds::directive::Stage::Dispatched);
    if !waits {
        return Ok(None);
    }
    let received = matter.received.date();
    let clock = law.clock(&"directive.sign".into(), received)?;
    Ok(Some(clock.due(law.calendar, received).latest()))
}

/// The first day on which the matter shows yellow: as its clock says, and earlier when nobody has
/// signed by the last day for it. The ladder follows the clock alone, so that its warning before the
/// due date is not used up.
pub fn yellow_from(matter: &Matter, today: Date, law: &Law<'_>) -> Date {
    let by_clock = matter
        .clock
        .yellow_from(law.calendar, &thresholds(law), today);
    match sign_by(matter, law) {
        Ok(Some(last)) => by_clock.min(last.tomorrow().unwrap_or(Date::MAX)),
        // Without the rule only the clock speaks.
        Ok(None) | Err(_) => by_clock,
    }
}

/// The light of the matter on a day.
pub fn light(matter: &Matter, today: Date, law: &Law<'_>) -> Light {
    let by_clock = matter.clock.light(law.calendar, &thresholds(law), today);
    match by_clock {
        Light::Normal if today >= yellow_from(matter, today, law) => Light::DueSoon,
        other => other,
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

/// Whether a rung is one of the matter's: what only those named may know of is in no bulletin.
fn concerns(rung: &Rung, matter: &Matter) -> bool {
    rung.tell != Tell::Bulletin || matter.visibility != Visibility::Named
}

/// The rungs reached on `today` and not yet fired in this round, lowest first.
pub fn reached<'a>(
    matter: &'a Matter,
    today: Date,
    law: &'a Law<'a>,
) -> impl Iterator<Item = &'a Rung> {
    let climbs = climbs(matter, today);
    law.ladder.rungs.iter().filter(move |rung| {
        climbs
            && concerns(rung, matter)
            && !matter.rungs.contains(&rung.id)
            && day_of(rung, matter, today, law) <= today
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
        .filter(|r| concerns(r, matter) && !matter.rungs.contains(&r.id))
        .map(|r| (day_of(r, matter, today, law), r))
        .filter(|(day, _)| *day > today)
        .min_by_key(|(day, _)| *day)
}
