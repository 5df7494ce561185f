//! `three_rates`: response, solve and satisfaction of a hotline, and their composite.

use super::input::{decimal, wrong};
use super::{Facts, Input, Refused};
use crate::assessment::rates::{ThreeRates, printed};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, _: &Facts<'_>) -> Result<Value, Refused> {
    let rates = ThreeRates {
        assigned: input.whole("assigned")?,
        excluded: input
            .get("excluded")
            .map_or(Ok(0), |_| input.whole("excluded"))?,
        responded: input.whole("responded")?,
        callbacks: input.whole("callbacks")?,
        solved: input.whole("solved")?,
        satisfied: input.whole("satisfied")?,
    };
    let assessed = rates.assigned.checked_sub(rates.excluded);
    let consistent = assessed.is_some_and(|assessed| rates.responded <= assessed)
        && rates.solved <= rates.callbacks
        && rates.satisfied <= rates.callbacks;
    if !consistent {
        return Err(Refused::bad_input(
            "部分多于总数:excluded+responded 不能多于 assigned,solved、satisfied 不能多于 callbacks",
        ));
    }
    let composite = (weights(input)?).and_then(|weights| rates.composite(weights));
    Ok(json!({
        "response": rates.response().map(printed),
        "solve": rates.solve().map(printed),
        "satisfied": rates.satisfaction().map(printed),
        "composite": composite.map(printed),
    }))
}

/// Weights of response, solve and satisfaction: `[10,45,45]`, `"10/45/45"` or an object with
/// those names; without weights there is no composite.
fn weights(input: &Input<'_>) -> Result<Option<[Decimal; 3]>, Refused> {
    let Some(value) = input.get("weights") else {
        return Ok(None);
    };
    let wanted = "三个不小于0的权重，如 [10,45,45]";
    let parts: Vec<Value> = match value {
        Value::Array(parts) => parts.clone(),
        Value::String(text) => text.split('/').map(Value::from).collect(),
        Value::Object(parts) => ["response", "solve", "satisfied"]
            .iter()
            .filter_map(|name| parts.get(*name).cloned())
            .collect(),
        _ => Vec::new(),
    };
    let [response, solve, satisfied] = parts.as_slice() else {
        return Err(wrong("weights", value, wanted));
    };
    let mut weights = [Decimal::ZERO; 3];
    for (weight, part) in weights.iter_mut().zip([response, solve, satisfied]) {
        *weight = decimal("weights", part)?;
        if weight.is_sign_negative() {
            return Err(wrong("weights", value, wanted));
        }
    }
    Ok(Some(weights))
}
