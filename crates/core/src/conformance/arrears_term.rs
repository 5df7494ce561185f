//! `arrears_term`: when a public body or a large enterprise had to pay.

use super::input::wrong;
use super::{Facts, Input, Refused};
use crate::arrears::{Buyer, Contract, Start, term};
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, facts: &Facts<'_>) -> Result<Value, Refused> {
    let code = input.text("buyer")?;
    let buyer = Buyer::from_code(code).ok_or_else(|| {
        let wanted =
            "government（机关）、public_institution（事业单位）、large_enterprise（大型企业）之一";
        wrong("buyer", &code.into(), wanted)
    })?;
    let agreed_days = (input.get("agreed_days"))
        .map(|_| input.length("agreed_days"))
        .transpose()?;
    let contract = Contract {
        buyer,
        signed: input.optional_date("signed")?,
        agreed_days,
    };
    let term = term(&contract, start(input)?, facts.rules, facts.calendar)?;
    let mut answer = term.count.json();
    answer["term_days"] = term.term_days.into();
    answer["source"] = json!(term.source);
    answer["notes"] = json!(term.notes);
    Ok(answer)
}

/// Acceptance decides where there is one; otherwise the confirmed amount, otherwise delivery.
fn start(input: &Input<'_>) -> Result<Start, Refused> {
    let passed = input.optional_date("accepted")?;
    let period_ends = input.optional_date("acceptance_period_ends")?;
    if passed.is_some() || period_ends.is_some() {
        return Ok(Start::Accepted {
            passed,
            period_ends,
        });
    }
    if let Some(day) = input.optional_date("confirmed")? {
        return Ok(Start::Confirmed(day));
    }
    match input.optional_date("delivered")? {
        Some(day) => Ok(Start::Delivered(day)),
        None => Err(Refused::bad_input(
            "没有起算日：请填“delivered”（交付）、“accepted”（验收合格）或“confirmed”（确认结算金额）之一",
        )),
    }
}
