//! `due`: the due date of a rule's time limit, extended, paused, or with single facts replaced.

use super::input::{date, whole, wrong};
use super::{Facts, Input, Refused};
use crate::district::RuleId;
use crate::rules::{DeadlineRefusal, Question, Settings, deadline};
use jiff::civil::Date;
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let question = Question {
        rule: RuleId::from(input.text("rule")?),
        from: input.date("from")?,
        extended: input.flag("extended")?.unwrap_or(false),
        pauses: pauses(input)?,
        set: settings(input)?,
    };
    let found = deadline(&question, facts.rules, facts.calendar)?;
    let mut answer = found.count.json();
    answer["rule"] = found.rule.as_str().into();
    answer["title"] = found.title.as_str().into();
    answer["source"] = json!(found.source);
    answer["reviewed"] = found.reviewed.to_string().into();
    answer["notes"] = json!(found.notes);
    answer["working"] = json!(found.count.working());
    Ok(answer)
}

impl From<DeadlineRefusal> for Refused {
    fn from(refusal: DeadlineRefusal) -> Self {
        match refusal {
            DeadlineRefusal::Rule(error) => error.into(),
            DeadlineRefusal::Clock(refusal) => refusal.into(),
            DeadlineRefusal::Calendar(missing) => missing.into(),
            DeadlineRefusal::BeyondPromise { latest, .. } => {
                Self::new(refusal.code(), refusal.to_string()).with("latest", latest.to_string())
            }
            DeadlineRefusal::Overlap { .. } => Self::new(refusal.code(), refusal.to_string()),
        }
    }
}

/// `set` replaces single facts of the rule for this answer.
fn settings(input: &Input<'_>) -> Result<Settings, Refused> {
    let mut set = Settings::default();
    if input.get("set").is_none() {
        return Ok(set);
    }
    let length = |key: &str, value: &Value| -> Result<Option<u32>, Refused> {
        let length = u32::try_from(whole(key, value)?);
        Ok(Some(
            length.map_err(|_| wrong(key, value, "合理的期限长度"))?,
        ))
    };
    for (key, value) in input.object("set")? {
        match key.as_str() {
            "length" => set.length = length(key, value)?,
            "extended" => set.extended = length(key, value)?,
            "promised" | "promised_days" | "item_days" | "item_promised" | "item_limit" => {
                set.promised = length(key, value)?
            }
            "offered" | "offered_days" => set.offered = length(key, value)?,
            "unit" => {
                let unit = serde_json::from_value(value.clone());
                set.unit =
                    Some(unit.map_err(|_| wrong(key, value, "working_days、days、months 之一"))?);
            }
            "roll" => {
                let roll = (value.as_bool()).or_else(|| value.as_str()?.parse().ok());
                set.roll = Some(roll.ok_or_else(|| wrong(key, value, "true 或 false"))?);
            }
            _ => {
                let sentence = format!(
                    "set 不认识“{key}”：可设 length（期限长度）、extended（延长后总长度）、unit（单位）、roll（是否顺延）、promised（事项承诺的工作日数）、offered（申请人承诺的工作日数）"
                );
                return Err(Refused::bad_input(sentence));
            }
        }
    }
    Ok(set)
}

/// `[[first, last], …]`, both days inclusive.
fn pauses(input: &Input<'_>) -> Result<Vec<(Date, Date)>, Refused> {
    let Some(value) = input.get("pauses") else {
        return Ok(Vec::new());
    };
    let wanted = "[[首日， 末日], …]";
    let list = (value.as_array()).ok_or_else(|| wrong("pauses", value, wanted))?;
    list.iter()
        .map(|pair| match pair.as_array().map(Vec::as_slice) {
            Some([from, until]) => Ok((date("pauses", from)?, date("pauses", until)?)),
            _ => Err(wrong("pauses", value, wanted)),
        })
        .collect()
}
