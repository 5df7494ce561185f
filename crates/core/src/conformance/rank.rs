//! `rank`: places by score, best first (C8). A score of null is "no data" and has no place.

use super::input::decimal;
use super::{Facts, Input, Refused};
use crate::assessment::rank::places;
use serde_json::{Map, Value};

pub(super) fn answer(input: &Input<'_>, _: &Facts<'_>) -> Result<Value, Refused> {
    let scores = input.object("scores")?;
    let mut units = Vec::new();
    let mut values = Vec::new();
    let mut answer = Map::new();
    for (unit, score) in scores {
        if score.is_null() {
            answer.insert(unit.clone(), Value::Null);
        } else {
            units.push(unit.clone());
            values.push(decimal(unit, score)?);
        }
    }
    for (unit, place) in units.into_iter().zip(places(&values)) {
        answer.insert(unit, place.into());
    }
    Ok(Value::Object(answer))
}
