//! `count`: a length from a day (C1–C3).

use super::{Facts, Input, Refused};
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let (from, unit) = (input.date("from")?, input.unit("unit")?);
    let length = input.length("length")?;
    // C2, C3: a time limit for doing something rolls; publicity periods say `roll: false`.
    let roll = input.flag("roll")?.unwrap_or(true);
    let count = facts.calendar.count(from, unit, length, roll)?;
    let mut answer = count.json();
    answer["working"] = json!(count.working());
    Ok(answer)
}
