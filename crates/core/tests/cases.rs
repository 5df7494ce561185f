//! Every file of `tests/cases` passes, and the comparison can fail.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that cannot read its own data should stop the test"
)]

mod support;

use banjie_core::conformance::{Facts, run};
use std::path::Path;

#[test]
fn every_case_file_passes() {
    let pack = support::shipped();
    let facts = Facts {
        calendar: &pack.calendar,
        rules: &pack.rules,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let report = run(&std::fs::read_to_string(&path).unwrap(), &facts);
        assert!(report.passed() > 0, "{path:?} holds no case");
        let failed: Vec<_> = (report.outcomes.iter())
            .filter(|o| !o.passed())
            .map(ToString::to_string)
            .collect();
        assert!(failed.is_empty(), "{path:?}\n{}", failed.join("\n"));
        files += 1;
    }
    assert!(files >= 4);
}

/// The 54 worked examples of the rule text: each is the id, or the beginning of the id, of a case.
/// E52, the margins of a paper, is no sum: the papers test it on their own pages.
#[test]
fn every_worked_example_is_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut found = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
        for case in cases.as_array().unwrap() {
            let id = case["id"].as_str().unwrap();
            found.insert(id.split(' ').next().unwrap().to_owned());
        }
    }
    let mut wanted: Vec<_> = (1..=53).map(|n| format!("E{n:02}")).collect();
    wanted.push("E45b".to_owned());
    assert_eq!(wanted.len(), 54);
    let missing: Vec<_> = (wanted.into_iter())
        .filter(|id| id != "E52" && !found.contains(id))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    for convention in 1..=11 {
        let id = format!("C{convention}");
        assert!(found.contains(&id), "no edge case for {id}");
    }
}

/// Each of these must fail: otherwise a passing file says nothing.
#[test]
fn wrong_expectations_fail_with_a_reason() {
    let pack = support::shipped();
    let facts = Facts {
        calendar: &pack.calendar,
        rules: &pack.rules,
    };
    let wrong = r#"[
        {"id":"date","function":"count","input":{"from":"2025-09-26","unit":"working_days","length":"5"},"expected":{"due":"2025-10-09"}},
        {"id":"key","function":"count","input":{"from":"2025-09-26","unit":"working_days","length":5},"expected":{"end":"2025-10-10"}},
        {"id":"not refused","function":"workday","input":{"date":"2025-09-26"},"expected":{"error":"bad_date"}},
        {"id":"refused","function":"workday","input":{"date":"2031-09-26"},"expected":{"workday":true}},
        {"id":"other code","function":"workday","input":{"date":"2031-09-26"},"expected":{"error":"bad_date"}},
        {"id":"other year","function":"workday","input":{"date":"2031-09-26"},"expected":{"error":"calendar_year_missing","year":2030}},
        {"id":"type","function":"workday","input":{"date":"2025-09-26"},"expected":{"workday":"true"}},
        {"id":"number","function":"rating_rates","input":{"counts":{"5":1,"1":2}},"expected":{"satisfaction":"33.34"}},
        {"id":"no data","function":"rating_rates","input":{"counts":{}},"expected":{"satisfaction":"0.00"}},
        {"id":"list","function":"count","input":{"from":"2025-09-01","unit":"days","length":30},"expected":{"why":[]}},
        {"id":"no expectation","function":"workday","input":{"date":"2025-09-26"}},
        {"id":"no function","input":{},"expected":{}},
        {"function":"arrears","input":{},"expected":{"due":"x"}}
    ]"#;
    let report = run(wrong, &facts);
    assert_eq!(report.failed(), 13, "{report}");
    assert!(report.to_string().ends_with("0 passed, 13 failed"));
    assert!(
        report
            .to_string()
            .contains("失败 date count:due 应为 2025-10-09，得 2025-10-10")
    );
    for unreadable in ["", "{}", "[", "公文"] {
        assert_eq!(run(unreadable, &facts).failed(), 1, "{unreadable}");
    }
    assert_eq!(run("[]", &facts).outcomes, []);
}
