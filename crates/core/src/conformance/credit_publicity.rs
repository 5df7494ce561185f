//! `credit_publicity`: from when to when a penalty is public.

use super::input::wrong;
use super::{Facts, Input, Refused};
use crate::credit::{Class, Field, Penalty, Regime, publicity};
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let code = input.text("regime")?;
    let regime = Regime::from_code(code).ok_or_else(|| {
        let wanted = "order58、order36、market、notice527 之一";
        wrong("regime", &code.into(), wanted)
    })?;
    let from = input.date("from")?;
    let found = publicity(regime, &penalties(input)?, from, facts.rules)?;
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string());
    Ok(json!({
        "from": from.to_string(),
        "published": found.published,
        "min_months": found.min_months,
        "max_months": found.max_months,
        "min_ends": day(found.min_ends),
        "earliest_application": day(found.earliest_application),
        "max_ends": day(found.max_ends),
        "sources": found.sources,
        "notes": found.notes,
    }))
}

/// `class` and `field`, each one word or, for several penalties in one decision, a list.
fn penalties(input: &Input<'_>) -> Result<Vec<Penalty>, Refused> {
    let mut penalties = Vec::new();
    for word in words(input, "class")? {
        // Order 58 has no classes; the word for "neither special nor otherwise named" is a field.
        if let Some(class) = Class::from_code(word) {
            let field = Field::Ordinary;
            penalties.push(Penalty {
                class: Some(class),
                field,
            });
        } else if let Some(field) = Field::from_code(word) {
            penalties.push(Penalty { class: None, field });
        } else {
            let wanted =
                "minor（轻微）、general（一般）、serious（严重）、warning（警告、通报批评）之一";
            return Err(wrong("class", &word.into(), wanted));
        }
    }
    for word in words(input, "field")? {
        let field = Field::from_code(word).ok_or_else(|| {
            let wanted = "ordinary（其他）、food（食品）、drugs（药品）、special_equipment（特种设备）、work_safety（安全生产）、fire（消防）之一";
            wrong("field", &word.into(), wanted)
        })?;
        // A class and a field together describe one penalty.
        match penalties.as_mut_slice() {
            [only] if only.class.is_some() && input.get("class").is_some_and(Value::is_string) => {
                only.field = field;
            }
            _ => penalties.push(Penalty { class: None, field }),
        }
    }
    if penalties.is_empty() {
        penalties.push(Penalty {
            class: None,
            field: Field::Ordinary,
        });
    }
    Ok(penalties)
}

fn words<'a>(input: &Input<'a>, key: &str) -> Result<Vec<&'a str>, Refused> {
    match input.get(key) {
        None => Ok(Vec::new()),
        Some(Value::String(word)) => Ok(vec![word.as_str()]),
        Some(value @ Value::Array(list)) => (list.iter())
            .map(|word| word.as_str().ok_or_else(|| wrong(key, value, "文字的列表")))
            .collect(),
        Some(value) => Err(wrong(key, value, "文字")),
    }
}
