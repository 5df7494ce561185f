//! `banjie conformance`.

use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::conformance::{self, Facts};
use std::path::Path;

/// Runs the cases of a file and prints one line each.
pub(crate) fn run(json: bool, file: &Path, pack: Option<&Path>) -> Outcome {
    let cases =
        std::fs::read_to_string(file).map_err(|e| format!("{}：读不了（{e}）", file.display()))?;
    let pack = wiring::pack_or_shipped(pack)?;
    let facts = Facts {
        calendar: &pack.calendar,
        rules: &pack.rules,
    };
    let report = conformance::run(&cases, &facts);
    let lines: Vec<_> = report
        .outcomes
        .iter()
        .map(|o| serde_json::json!({ "id": o.id, "passed": o.passed(), "differences": o.differences }))
        .collect();
    let value = serde_json::json!({
        "passed": report.passed(), "failed": report.failed(), "cases": lines,
    });
    say(json, &value, &report.to_string(), report.failed() == 0)
}
