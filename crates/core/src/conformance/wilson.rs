//! `wilson`: the interval of a rate, in percent.

use super::input::{decimal, wrong};
use super::{Facts, Input, Refused};
use crate::assessment::rates::{Confidence, printed, wilson};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, _: &Facts<'_>) -> Result<Value, Refused> {
    let (hits, n) = (input.whole("hits")?, input.whole("n")?);
    if hits > n {
        return Err(Refused::bad_input(format!(
            "hits 是 {hits}，多于总数 n 的 {n}：请更正"
        )));
    }
    let level = match input.get("confidence") {
        Some(value) => confidence(value)?,
        None => Confidence::P95,
    };
    let bounds = wilson(hits, n, level);
    Ok(json!({
        "low": bounds.map(|(low, _)| printed(low)),
        "high": bounds.map(|(_, high)| printed(high)),
    }))
}

/// `95`, `"95"` or `0.95`.
fn confidence(value: &Value) -> Result<Confidence, Refused> {
    let level = decimal("confidence", value)?;
    let percent = if level < Decimal::ONE {
        level * Decimal::ONE_HUNDRED
    } else {
        level
    };
    Confidence::from_percent(percent)
        .ok_or_else(|| wrong("confidence", value, "80、90、95、99 之一（百分数）"))
}
