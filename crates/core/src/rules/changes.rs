//! What a new version of a rule means for work already under way: open matters keep the version of
//! their start (C9); this lists them beside what the new one would give.

use super::{Rules, TimeLimit, Value};
use crate::calendar::Calendar;
use crate::district::RuleId;
use crate::matter::MatterNo;
use crate::matter::clock::{Clock, Due};
use jiff::civil::Date;

/// One open matter that runs under an old version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnderOldVersion {
    /// The matter.
    pub no: MatterNo,
    /// The rule its clock follows.
    pub rule: RuleId,
    /// The day its clock started.
    pub started: Date,
    /// First day of the version it keeps; `None`: the rule had no version on that day.
    pub version_from: Option<Date>,
    /// First day of the version in force today.
    pub new_from: Date,
    /// Its due date, which stays.
    pub due: Due,
    /// The due date if the new version counted from the same start.
    pub would_be: Due,
}

/// Of these open matters with their running clocks, those whose rule has another version today
/// than on the day the clock started, by due date. A version that only changes the source counts,
/// too: the reader then sees two equal dates.
pub fn under_old_versions<'m>(
    open: impl IntoIterator<Item = (MatterNo, &'m Clock)>,
    rules: &Rules,
    calendar: &Calendar,
    today: Date,
) -> Vec<UnderOldVersion> {
    let mut found: Vec<_> = (open.into_iter())
        .filter_map(|(no, clock)| {
            let new = rules.version(&clock.rule, today).ok()?;
            let old = rules.version(&clock.rule, clock.started).ok();
            if old.is_some_and(|old| old.from == new.from) {
                return None;
            }
            let Value::Limit(limit) = &new.value else {
                return None;
            };
            Some(UnderOldVersion {
                no,
                rule: clock.rule.clone(),
                started: clock.started,
                version_from: old.map(|old| old.from),
                new_from: new.from,
                due: clock.due(calendar, today),
                would_be: under(clock, limit).due(calendar, today),
            })
        })
        .collect();
    found.sort_by(|a, b| (a.due.earliest(), &a.no).cmp(&(b.due.earliest(), &b.no)));
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
