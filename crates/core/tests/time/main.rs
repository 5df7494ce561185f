//! Calendar and clock: examples, an independent oracle, and properties that hold for every input.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that cannot read its own data should stop the test"
)]

mod bounds;
mod calendar;
mod clock;
mod oracle;
mod properties;
#[path = "../support/mod.rs"]
mod support;

use banjie_core::calendar::{Calendar, Year};
use banjie_core::rules::{LengthUnit, TimeLimit};

/// The shipped years 2024, 2025 and 2026.
fn years() -> Vec<Year> {
    let years: Vec<_> = support::shipped().calendar.years().cloned().collect();
    years.into_iter().filter(|y| y.year <= 2026).collect()
}

/// The calendar of these years; when 2027 ships, tests about its absence still hold.
fn calendar() -> Calendar {
    Calendar::new(years()).unwrap()
}

/// A limit that may be extended to `extended` and paused for two reasons.
fn limit(unit: LengthUnit, length: u32, extended: Option<u32>) -> TimeLimit {
    TimeLimit {
        unit,
        length,
        extended,
        pauses: vec!["专家评审".to_owned(), "听证".to_owned()],
        roll: true,
    }
}
