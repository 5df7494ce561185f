//! `due`: the due date of a rule's time limit, extended and paused.

use super::input::{date, whole, wrong};
use super::{Facts, Input, Refused};
use crate::calendar::Excluded;
use crate::district::RuleId;
use crate::matter::clock::{Clock, ClockRefusal};
use crate::rules::TimeLimit;
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let rule = RuleId::from(input.text("rule")?);
    let from = input.date("from")?;
    // C9: the version in force on the trigger day.
    let (limit, source) = facts.rules.limit(&rule, from)?;
    let limit = with_settings(limit.clone(), input)?;
    let mut clock = Clock::start(rule.clone(), &limit, from);
    if input.flag("extended")?.unwrap_or(false) {
        let longest = limit.extended.unwrap_or_default();
        clock.extend(longest)?;
    }
    let pauses = pauses(input, &clock)?;
    let granted = clock.granted();
    let count = (facts.calendar).count_without(from, limit.unit, granted, limit.roll, &pauses)?;
    let mut answer = count.json();
    answer["rule"] = rule.as_str().into();
    answer["source"] = json!(source);
    Ok(answer)
}

/// `set` replaces single facts of the rule for this answer: `length`, `roll`.
fn with_settings(mut limit: TimeLimit, input: &Input<'_>) -> Result<TimeLimit, Refused> {
    if input.get("set").is_none() {
        return Ok(limit);
    }
    for (key, value) in input.object("set")? {
        match key.as_str() {
            "length" => {
                let length = whole(key, value)?;
                limit.length =
                    u32::try_from(length).map_err(|_| wrong(key, value, "合理的期限长度"))?;
            }
            "roll" => {
                let roll = (value.as_bool()).or_else(|| value.as_str()?.parse().ok());
                limit.roll = roll.ok_or_else(|| wrong(key, value, "true 或 false"))?;
            }
            _ => {
                let sentence = format!("set 不认识“{key}”:可设 length(期限长度)、roll(是否顺延)");
                return Err(Refused::bad_input(sentence));
            }
        }
    }
    Ok(limit)
}

/// `[[first, last], …]`, both days inclusive. The reasons are not part of a case, but a rule
/// without any allows no pause.
fn pauses(input: &Input<'_>, clock: &Clock) -> Result<Vec<Excluded>, Refused> {
    let Some(value) = input.get("pauses") else {
        return Ok(Vec::new());
    };
    let wanted = "[[首日, 末日], …]";
    let list = (value.as_array()).ok_or_else(|| wrong("pauses", value, wanted))?;
    let mut pauses = Vec::new();
    for pair in list {
        let pair = pair.as_array().map(Vec::as_slice);
        let Some([from, until]) = pair else {
            return Err(wrong("pauses", value, wanted));
        };
        let (from, until) = (date("pauses", from)?, date("pauses", until)?);
        let started = clock.started;
        if clock.pause_reasons.is_empty() {
            let rule = clock.rule.clone();
            return Err(ClockRefusal::NeverPauses { rule }.into());
        }
        if from < started {
            return Err(ClockRefusal::BeforeStart { from, started }.into());
        }
        if until < from {
            return Err(ClockRefusal::EndsBeforeItBegins { from, until }.into());
        }
        let reason = String::new();
        pauses.push(Excluded {
            from,
            until,
            reason,
        });
    }
    Ok(pauses)
}
