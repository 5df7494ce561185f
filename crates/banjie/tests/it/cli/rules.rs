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

/// What a person reads: exit code, words on stdout.
fn words(args: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_banjie"))
        .arg("rules")
        .args(args)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn the_working_is_printed_line_by_line_with_source_and_conventions() {
    // E02 as a rule of five working days: the make-up Sunday counts, the holiday does not.
    let (code, text) = words(&["due", "labour.inspection.accept", "--from", "2025-09-26"]);
    assert_eq!(code, 0);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "劳动监察投诉受理决定");
    assert_eq!(lines[1], "    2025-09-26 周五 起算日，不计入");
    assert_eq!(lines[2], "    2025-09-27 周六");
    assert_eq!(lines[3], "  1 2025-09-28 周日 调休上班");
    assert_eq!(lines[6], "    2025-10-01 周三 国庆节、中秋节");
    let source =
        "依据：《关于实施〈劳动保障监察条例〉若干规定》（劳动和社会保障部令第25号）第十八条";
    assert_eq!(lines[lines.len() - 2], source);
    assert_eq!(lines[lines.len() - 1], "到期：2025-10-10（周五）");
    // E34, extended: nominal Sunday, and the two conventions behind it.
    let (_, text) = words(&[
        "due",
        "labour.arbitration.award",
        "--from",
        "2025-08-20",
        "--extended",
    ]);
    for part in [
        "期满日 2025-10-19，顺延到 2025-10-20",
        "口径：延长后的时限",
        "（口径待确认）",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn a_history_is_printed_with_values_and_sources() {
    let (_, text) = words(&["show", "credit_repair.market_review"]);
    for part in [
        "2021-09-01 至 2025-12-24  15个工作日",
        "2025-12-25 起  7个工作日",
        "市场监管总局令第107号",
        "核对于 2026-02-24",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}

#[test]
fn changes_are_listed_and_without_a_district_nothing_is_made_up() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none");
    let none = none.to_str().unwrap();
    let (code, told) = rules(&["changes", "--since", "2025-12-01", "--data", none]);
    assert_eq!(code, 0);
    assert_eq!(told["matters"], Value::Null);
    let changes = told["changes"].as_array().unwrap();
    let review = changes
        .iter()
        .find(|c| c["rule"] == "credit_repair.market_review");
    let review = review.unwrap();
    assert_eq!(review["from"], "2025-12-25");
    assert_eq!(
        (&review["before"], &review["after"]),
        (&"15个工作日".into(), &"7个工作日".into())
    );
    assert!(
        changes
            .iter()
            .all(|c| c["from"].as_str() > Some("2025-12-01"))
    );
}

#[test]
fn every_refusal_has_a_code_and_a_sentence() {
    for (args, error) in [
        (
            vec![
                "due",
                "licence.decide",
                "--from",
                "2025-11-03",
                "--pause",
                "2025-11-10..2025-11-12",
                "--pause",
                "2025-11-12..2025-11-17",
            ],
            "overlapping_pauses",
        ),
        (
            vec![
                "due",
                "licence.decide",
                "--from",
                "2025-11-03",
                "--pause",
                "2025-11-10..2025-11-07",
            ],
            "ends_before_it_begins",
        ),
        (
            vec![
                "due",
                "licence.decide",
                "--from",
                "2025-11-03",
                "--pause",
                "2025-11-10",
            ],
            "bad_input",
        ),
        (
            vec![
                "due",
                "licence.deliver",
                "--from",
                "2025-11-03",
                "--extended",
            ],
            "never_extends",
        ),
        (
            vec![
                "due",
                "licence.deliver",
                "--from",
                "2025-11-03",
                "--set",
                "length",
            ],
            "bad_input",
        ),
        (vec!["show", "licence.decid"], "unknown_rule"),
        (vec!["workday", "2025-02-30"], "bad_date"),
    ] {
        let (code, answer) = rules(&args);
        let answer = if answer.is_array() {
            answer[0].clone()
        } else {
            answer
        };
        assert_eq!(
            (code, answer["error"].as_str()),
            (1, Some(error)),
            "{args:?}"
        );
        let sentence = answer["message"].as_str().unwrap();
        assert!(sentence.chars().count() > 8, "{sentence}");
    }
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
