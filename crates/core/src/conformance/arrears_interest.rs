//! `arrears_interest`: what a late payment costs.

use super::input::{date, money, rate, whole, wrong};
use super::{Facts, Input, Refused};
use crate::arrears::{Claim, Payment, RateUsed, YearBasis, interest};
use crate::district::RuleId;
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let agreed = (input.get("agreed_rate"))
        .map(|value| rate("agreed_rate", value))
        .transpose()?;
    let claim = Claim {
        principal: money("principal", input.need("principal")?)?,
        due: input.date("due")?,
        payments: payments(input)?,
        until: input.optional_date("paid")?,
        agreed,
        signed: input.optional_date("signed")?,
        basis: basis(input, facts)?,
    };
    let found = interest(&claim, facts.rules)?;
    let segments: Vec<_> = (found.segments.iter())
        .map(|s| {
            json!({
                "after": s.after.to_string(),
                "until": s.until.to_string(),
                "days": s.days,
                "outstanding": s.outstanding.to_string(),
                "interest": s.interest.to_string(),
            })
        })
        .collect();
    let mut answer = json!({
        "overdue_days": found.overdue_days,
        "segments": segments,
        "interest": found.interest.to_string(),
        "outstanding": found.outstanding.to_string(),
        "working": found.working(),
        "sources": found.sources,
        "notes": found.notes,
    });
    match &found.rate {
        RateUsed::Annual {
            percent,
            floor,
            raised,
            basis,
        } => {
            answer["rate"] = percent.to_string().into();
            answer["floor"] = floor.to_string().into();
            answer["raised"] = (*raised).into();
            answer["basis"] = basis.days().into();
        }
        RateUsed::Daily { percent } => answer["daily_rate"] = percent.to_string().into(),
    }
    Ok(answer)
}

/// `[[date, amount], …]`.
fn payments(input: &Input<'_>) -> Result<Vec<Payment>, Refused> {
    let Some(value) = input.get("payments") else {
        return Ok(Vec::new());
    };
    let wanted = "[[日期， 金额], …]";
    let list = (value.as_array()).ok_or_else(|| wrong("payments", value, wanted))?;
    list.iter()
        .map(|pair| match pair.as_array().map(Vec::as_slice) {
            Some([on, amount]) => Ok(Payment {
                on: date("payments", on)?,
                amount: money("payments", amount)?,
            }),
            _ => Err(wrong("payments", value, wanted)),
        })
        .collect()
}

/// As asked, else the district's convention on the due date (C6).
fn basis(input: &Input<'_>, facts: &Facts<'_>) -> Result<YearBasis, Refused> {
    if let Some(value) = input.get("basis") {
        return (YearBasis::from_days(whole("basis", value)?))
            .ok_or_else(|| wrong("basis", value, "365 或 360"));
    }
    let on = input.date("due")?;
    let convention = facts.rules.number(&RuleId::from("arrears.year_basis"), on);
    let days = convention.map_or(365, |(days, _)| days.unsigned_abs());
    Ok(YearBasis::from_days(days).unwrap_or_default())
}
