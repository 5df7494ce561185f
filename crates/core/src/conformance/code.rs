//! `code`: is a typed code valid, and if not, what is wrong with it?

use super::input::wrong;
use super::{Facts, Input, Refused};
use crate::codes::{CitizenId, CodeProblem, ItemCode, Phone, Uscc};
use serde_json::{Value, json};

pub(super) fn answer(input: &Input<'_>, _: &Facts<'_>) -> Result<Value, Refused> {
    // Not `text`: its refusal would repeat the value, and that may be a personal number.
    let typed = (input.need("value")?.as_str())
        .ok_or_else(|| Refused::bad_input("“value”应为文字：请给号码加上引号"))?;
    let checked: Result<(), CodeProblem> = match input.text("kind")? {
        "uscc" => Uscc::parse(typed).map(|_| ()),
        "citizen_id" => CitizenId::parse(typed).map(|_| ()),
        "item_code" => ItemCode::parse(typed).map(|_| ()),
        "phone" => Phone::parse(typed).map(|_| ()),
        kind => {
            return Err(wrong(
                "kind",
                &kind.into(),
                "uscc、citizen_id、phone、item_code 之一",
            ));
        }
    };
    Ok(match checked {
        Ok(()) => json!({"valid": true, "reason": ""}),
        Err(problem) => json!({
            "valid": false,
            "reason": problem.sentence,
            "position": problem.position,
        }),
    })
}
