//! What another version of a rule means for work already under way: open matters keep the version
//! of their start (C9); this lists them beside what the new one gives, or one to come would give.

use super::{Parameter, Rules, Source, TimeLimit, Value, Version};
use crate::calendar::Calendar;
use crate::district::RuleId;
use crate::matter::MatterNo;
use crate::matter::clock::{Clock, Due};
use jiff::civil::Date;

/// A version that replaced another one, or will.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change<'r> {
    /// The rule.
    pub rule: &'r Parameter,
    /// What it said before.
    pub before: &'r Version,
    /// What it says from [`Version::from`] on.
    pub after: &'r Version,
    /// Whether it is still to come.
    pub upcoming: bool,
}

/// Every change of a rule that begins after `since`, those to come included, by day. The first
/// version of a rule changes nothing.
pub fn changes(rules: &Rules, since: Date, today: Date) -> Vec<Change<'_>> {
    let mut found: Vec<_> = (rules.iter())
        .flat_map(|rule| {
            (rule.versions.windows(2)).filter_map(move |pair| match pair {
                [before, after] if after.from > since => Some(Change {
                    rule,
                    before,
                    after,
                    upcoming: after.from > today,
                }),
                _ => None,
            })
        })
        .collect();
    found.sort_by_key(|change| (change.after.from, &change.rule.id));
    found
}

/// The first day of the last version that replaces another time limit: a clock started on that day
/// or later keeps nothing old. `None`: no limit was ever replaced.
pub fn last_change_of_a_limit(rules: &Rules) -> Option<Date> {
    (rules.iter().filter_map(|rule| rule.versions.last()))
        .filter(|last| matches!(last.value, Value::Limit(_)))
        .map(|last| last.from)
        .max()
}

/// One open matter that runs under another version than the one in force, or one to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderOldVersion {
    /// The matter.
    pub no: MatterNo,
    /// The rule its clock follows.
    pub rule: RuleId,
    /// What the rule is about.
    pub title: String,
    /// The day its clock started.
    pub started: Date,
    /// First day of the version it keeps; `None`: the rule had no version on that day.
    pub version_from: Option<Date>,
    /// Where the version it keeps stands.
    pub source: Option<Source>,
    /// First day of the other version.
    pub new_from: Date,
    /// Where the other version stands.
    pub new_source: Source,
    /// Whether the other version is still to come.
    pub upcoming: bool,
    /// Its due date, which stays.
    pub due: Due,
    /// The due date if the other version counted from the same start.
    pub would_be: Due,
}

/// Of these open matters with their running clocks, those whose rule has another version today, or
/// will have, than on the day the clock started; by due date. A version that only changes the
/// source counts, too: the reader then sees two equal dates.
pub fn under_old_versions<'m>(
    open: impl IntoIterator<Item = (MatterNo, &'m Clock)>,
    rules: &Rules,
    calendar: &Calendar,
    today: Date,
) -> Vec<UnderOldVersion> {
    let mut found = Vec::new();
    for (no, clock) in open {
        let Ok(rule) = rules.get(&clock.rule) else {
            continue;
        };
        let kept = rules.version(&clock.rule, clock.started).ok();
        for other in &rule.versions {
            let in_force = other.from <= today && other.until.is_none_or(|until| today <= until);
            let upcoming = other.from > today;
            let later = kept.map_or(clock.started, |kept| kept.from) < other.from;
            let Value::Limit(limit) = &other.value else {
                continue;
            };
            if !later || !(in_force || upcoming) {
                continue;
            }
            found.push(UnderOldVersion {
                no,
                rule: clock.rule.clone(),
                title: rule.title.clone(),
                started: clock.started,
                version_from: kept.map(|kept| kept.from),
                source: kept.map(|kept| kept.source.clone()),
                new_from: other.from,
                new_source: other.source.clone(),
                upcoming,
                due: clock.due(calendar, today),
                would_be: under(clock, limit).due(calendar, today),
            });
        }
    }
    found.sort_by_key(|row| (row.due.earliest(), row.no, row.new_from));
    found
}

/// The same clock under another limit: started, extended and paused as it was.
fn under(clock: &Clock, limit: &TimeLimit) -> Clock {
    let mut other = Clock::start(clock.rule.clone(), limit, clock.started);
    // An extension granted under the old version would reach as far as the new one allows.
    other.extended_to = clock.extended_to.and(limit.extended);
    other.pauses = clock.pauses.clone();
    other
}
