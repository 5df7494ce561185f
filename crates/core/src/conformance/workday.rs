//! `workday`: is this day a working day, and what is it called?

use super::{Facts, Input, Refused};
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let day = facts.calendar.day(input.date("date")?)?;
    Ok(json!({"date": day.date.to_string(), "workday": day.working, "name": day.name}))
}
