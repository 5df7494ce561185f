//! `banjie rules`: one JSON value, exit codes, refusals with a code and a sentence.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `banjie rules … --json`: the exit code and the value.
fn rules(words: &[&str]) -> (i32, Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_banjie"))
        .arg("rules")
        .args(words)
        .arg("--json")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        serde_json::from_str(&text).unwrap(),
    )
}

#[test]
fn a_due_date_comes_with_its_working_and_source() {
    // rules.md E44.
    let (code, answer) = rules(&["due", "supervision.objection", "--from", "2025-09-05"]);
    assert_eq!(code, 0);
    assert_eq!(answer["nominal"], "2025-10-05");
    assert_eq!(answer["due"], "2025-10-09");
    assert_eq!(
        (&answer["unit"], &answer["length"]),
        (&"days".into(), &30.into())
    );
    assert_eq!(answer["source"]["article"], "第十七条");
    let (code, paused) = rules(&[
        "due",
        "licence.decide",
        "--from",
        "2025-11-03",
        "--pause",
        "2025-11-10..2025-11-17",
    ]);
    // E45b.
    assert_eq!((code, &paused["due"]), (0, &"2025-12-09".into()));
}

#[test]
fn refusals_carry_a_code_and_what_helps() {
    let (code, unknown) = rules(&["due", "licence.decid", "--from", "2025-04-25"]);
    assert_eq!((code, &unknown["error"]), (1, &"unknown_rule".into()));
    assert_eq!(unknown["nearest"][0], "licence.decide");
    let (code, impossible) = rules(&["due", "licence.decide", "--from", "2025-02-30"]);
    assert_eq!((code, &impossible["error"]), (1, &"bad_date".into()));
    let (code, year) = rules(&["count", "--from", "2031-01-01", "--working-days", "5"]);
    assert_eq!((code, &year["error"]), (1, &"calendar_year_missing".into()));
    assert_eq!(year["year"], 2031);
    let (code, none) = rules(&["show", "arrears.complaint.handle", "--on", "2025-05-31"]);
    assert_eq!((code, &none["error"]), (1, &"no_value".into()));
    assert_eq!(none["on"], "2025-05-31");
}

#[test]
fn a_parameter_shows_its_history() {
    let (_, shown) = rules(&["show", "credit_repair.market_review"]);
    let versions = shown["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0]["until"], "2025-12-24");
    assert_eq!(versions[1]["limit"]["length"], 7);
    let (_, group) = rules(&["show", "labour", "--on", "2026-02-24"]);
    let ids: Vec<_> = group.as_array().unwrap().iter().map(|p| &p["id"]).collect();
    assert!(
        ids.iter()
            .all(|id| id.as_str().unwrap().starts_with("labour."))
    );
    assert!(ids.len() > 15);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_published_rate_is_added_once_and_used_from_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    copy(&shipped, folder.path());
    let pack = folder.path().to_str().unwrap();
    let add = |day, percent| rules(&["lpr", "add", day, percent, "--pack", pack]);
    assert_eq!(add("2026-03-20", "2.95").0, 0);
    let on = |day| rules(&["show", "arrears.lpr", "--on", day, "--pack", pack]).1;
    assert_eq!(on("2026-03-19")["versions"][0]["value"], "3.00");
    assert_eq!(on("2026-03-20")["versions"][0]["value"], "2.95");
    assert_eq!(on("2026-03-20")["reviewed"], "2026-03-20");
    let (code, again) = add("2026-03-20", "2.95");
    assert_eq!((code, &again["error"]), (1, &"not_later".into()));
    let (code, negative) = add("2026-04-20", "-3");
    assert_eq!((code, &negative["error"]), (1, &"money_negative".into()));
}
