//! Conformance cases: single counts and sums that other programs, too, can check themselves
//! against (interfaces.md §3).
//!
//! A case names a function, its input and what it expects. [`answer`] computes one function;
//! [`run`] goes through a file and compares. A new function is one file here and one line in
//! [`FUNCTIONS`].

mod arrears_interest;
mod arrears_term;
mod code;
mod compare;
mod count;
mod credit_publicity;
mod due;
mod input;
mod rank;
mod rating_rates;
mod report;
mod three_rates;
mod wilson;
mod workday;

pub use input::{Input, Refused, date};
pub use report::{Outcome, Report};

use crate::calendar::Calendar;
use crate::rules::Rules;
use serde_json::Value;

/// What the functions stand on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Working days.
    pub calendar: &'a Calendar,
    /// Dated parameters.
    pub rules: &'a Rules,
}

/// One function: from the input's fields to an object, or a refusal with a code.
type Function = fn(&Input<'_>, &Facts<'_>) -> Result<Value, Refused>;

/// All functions by name.
const FUNCTIONS: &[(&str, Function)] = &[
    ("workday", workday::answer),
    ("count", count::answer),
    ("due", due::answer),
    ("arrears_term", arrears_term::answer),
    ("arrears_interest", arrears_interest::answer),
    ("credit_publicity", credit_publicity::answer),
    ("rating_rates", rating_rates::answer),
    ("three_rates", three_rates::answer),
    ("wilson", wilson::answer),
    ("rank", rank::answer),
    ("code", code::answer),
];

/// Computes one function.
///
/// # Errors
/// The refusal's code, e.g. `unknown_function`, `bad_date`, `calendar_year_missing`.
pub fn answer(function: &str, input: &Value, facts: &Facts<'_>) -> Result<Value, Refused> {
    let Some((_, compute)) = FUNCTIONS.iter().find(|(name, _)| *name == function) else {
        let known: Vec<_> = FUNCTIONS.iter().map(|(name, _)| *name).collect();
        let known = known.join("、");
        return Err(Refused::new(
            "unknown_function",
            format!("没有函数“{function}”：可用的有{known}"),
        ));
    };
    compute(&Input::new(input)?, facts)
}

/// Runs a file of cases: a JSON list of `{"id","function","input","expected"}`. A file that is not
/// such a list is a report with one failed outcome that says so.
pub fn run(cases_json: &str, facts: &Facts<'_>) -> Report {
    let cases = match serde_json::from_str::<Value>(cases_json) {
        Ok(Value::Array(cases)) => cases,
        Ok(_) => return Report::unreadable("文件不是用例列表：最外层应为 [ … ]"),
        Err(error) => return Report::unreadable(format!("文件不是 JSON:{error}")),
    };
    let outcomes = (cases.iter().enumerate())
        .map(|(i, case)| run_case(i, case, facts))
        .collect();
    Report { outcomes }
}

fn run_case(i: usize, case: &Value, facts: &Facts<'_>) -> Outcome {
    let text = |key: &str| case.get(key).and_then(Value::as_str).map(str::to_owned);
    let id = text("id").unwrap_or_else(|| format!("第{}例", i + 1));
    let Some(function) = text("function") else {
        let differences = vec!["缺 function：请写函数名".to_owned()];
        return Outcome {
            id,
            function: String::new(),
            differences,
        };
    };
    let differences = match case.get("expected") {
        Some(expected @ Value::Object(_)) => {
            let input = case.get("input").unwrap_or(&Value::Null);
            compare::differences(expected, &answer(&function, input, facts))
        }
        _ => vec!["缺 expected：请写期望结果，如 {\"due\":\"2025-10-10\"}".to_owned()],
    };
    Outcome {
        id,
        function,
        differences,
    }
}
