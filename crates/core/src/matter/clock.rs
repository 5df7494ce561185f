//! 办理时钟: a budget of time and a ledger of pauses; the due date and the light follow from them.
//!
//! The clock stores facts only (which limit, started when, extended to what, paused from when to
//! when and why). Due date, light and remaining days are functions of these facts, the calendar
//! and a day, so a corrected calendar corrects them too.

mod light;
mod refusal;

pub use light::{Due, Light, Thresholds, rest_words};
pub use refusal::ClockRefusal;

use crate::district::RuleId;
use crate::rules::{LengthUnit, TimeLimit};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The facts of one running time limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The rule the limit comes from.
    pub rule: RuleId,
    /// The trigger day: day 0.
    pub started: Date,
    /// Counting unit.
    pub unit: LengthUnit,
    /// Length without extension.
    pub length: u32,
    /// Longest total length when extended; `None`: may not be extended.
    pub longest: Option<u32>,
    /// Reasons for which it may pause; empty: never.
    pub pause_reasons: Vec<String>,
    /// Whether an end in natural days rolls on to the next working day.
    pub roll: bool,
    /// The total length granted by an extension, counted from `started` (C4).
    pub extended_to: Option<u32>,
    /// The ledger of pauses, in the order they were entered.
    pub pauses: Vec<Pause>,
}

/// One entry of the ledger; both days inclusive (rules.md E45b).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// First day that does not count.
    pub from: Date,
    /// Last day that does not count; `None`: still paused.
    pub until: Option<Date>,
    /// One of the rule's reasons.
    pub reason: String,
}

impl Clock {
    /// A clock that starts on the trigger day with a rule's limit (the version in force that day,
    /// C9).
    pub fn start(rule: RuleId, limit: &TimeLimit, started: Date) -> Self {
        Self {
            rule,
            started,
            unit: limit.unit,
            length: limit.length,
            longest: limit.extended,
            pause_reasons: limit.pauses.clone(),
            roll: limit.roll,
            extended_to: None,
            pauses: Vec::new(),
        }
    }

    /// The total length granted now.
    pub fn granted(&self) -> u32 {
        self.extended_to.unwrap_or(self.length)
    }

    /// Extends to `total` units counted from the trigger day (C4).
    ///
    /// # Errors
    /// The rule knows no extension, or not so long a one, or `total` extends nothing.
    pub fn extend(&mut self, total: u32) -> Result<(), ClockRefusal> {
        let Some(longest) = self.longest else {
            let rule = self.rule.clone();
            return Err(ClockRefusal::NeverExtends { rule });
        };
        let unit = self.unit;
        if total > longest {
            return Err(ClockRefusal::BeyondLongest {
                asked: total,
                longest,
                unit,
            });
        }
        let granted = self.granted();
        if total <= granted {
            return Err(ClockRefusal::NotLonger {
                asked: total,
                granted,
                unit,
            });
        }
        self.extended_to = Some(total);
        Ok(())
    }

    /// Opens a pause whose first excluded day is `from`. Several reasons may run side by side;
    /// their days count once.
    ///
    /// # Errors
    /// The reason is not listed or already open, or `from` lies before the trigger day.
    pub fn pause(&mut self, from: Date, reason: &str) -> Result<(), ClockRefusal> {
        self.may_pause(from, reason)?;
        self.pauses.push(Pause {
            from,
            until: None,
            reason: reason.to_owned(),
        });
        Ok(())
    }

    /// Closes the open pause of this reason; `until` is the last excluded day, so counting goes on
    /// the day after.
    ///
    /// # Errors
    /// No pause for this reason is open, or it would end before it began.
    pub fn resume(&mut self, until: Date, reason: &str) -> Result<(), ClockRefusal> {
        let open = (self.pauses.iter_mut())
            .find(|p| p.until.is_none() && p.reason == reason)
            .ok_or_else(|| ClockRefusal::NotPaused {
                reason: reason.to_owned(),
            })?;
        if until < open.from {
            let from = open.from;
            return Err(ClockRefusal::EndsBeforeItBegins { from, until });
        }
        open.until = Some(until);
        Ok(())
    }

    fn may_pause(&self, from: Date, reason: &str) -> Result<(), ClockRefusal> {
        if self.pause_reasons.is_empty() {
            let rule = self.rule.clone();
            return Err(ClockRefusal::NeverPauses { rule });
        }
        let reason = reason.to_owned();
        if !self.pause_reasons.contains(&reason) {
            let listed = self.pause_reasons.clone();
            return Err(ClockRefusal::ReasonNotListed { reason, listed });
        }
        if let Some(open) = self.open_pauses().find(|p| p.reason == reason) {
            let from = open.from;
            return Err(ClockRefusal::AlreadyPaused { reason, from });
        }
        if from < self.started {
            let started = self.started;
            return Err(ClockRefusal::BeforeStart { from, started });
        }
        Ok(())
    }

    /// The pauses still open.
    pub fn open_pauses(&self) -> impl Iterator<Item = &Pause> {
        self.pauses.iter().filter(|p| p.until.is_none())
    }

    /// Whether the clock stands still on this day. Not on the day work is taken up again: that day
    /// does not count, but somebody must move again.
    pub fn stands_still_on(&self, date: Date) -> bool {
        (self.pauses.iter()).any(|p| p.from <= date && p.until.is_none_or(|until| date < until))
    }

    /// Whether this day lies in a pause and does not count.
    pub fn is_paused_on(&self, date: Date) -> bool {
        (self.pauses.iter()).any(|p| p.from <= date && p.until.is_none_or(|until| date <= until))
    }
}
