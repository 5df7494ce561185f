//! The canonical line.

use crate::logs::{SUITES, entry};
use banjie_journal::{Entry, EntryError, Frontier};
use serde_json::{Value, json};

const LINES: &str = include_str!("../golden/entries-1.jsonl");
const LEAVES: &str = include_str!("../golden/entries-1.leaves.txt");

#[test]
fn golden_lines_are_read_and_written_to_the_byte() {
    let mut leaves = LEAVES.lines().filter(|line| !line.starts_with('#'));
    for line in LINES.lines() {
        let entry = Entry::parse(line).unwrap();
        assert_eq!(entry.line().unwrap(), line);
        let hashes = SUITES.map(|suite| suite.leaf(line.as_bytes()).to_string());
        let expected = format!("{} {} {}", entry.seq, hashes[0], hashes[1]);
        assert_eq!(leaves.next(), Some(expected.as_str()));
    }
    assert_eq!(leaves.next(), None);
}

#[test]
fn the_golden_head_is_the_root_of_the_golden_lines() {
    for suite in SUITES {
        let mut frontier = Frontier::new(suite);
        for line in LINES.lines() {
            frontier.append(suite.leaf(line.as_bytes()));
        }
        let head = crate::seal::golden(suite).0;
        assert_eq!(head.head.head.root, frontier.root());
    }
}

/// Whatever the order in which a program builds the data, the line is the same.
#[test]
fn order_of_keys_does_not_matter() {
    let mut a = entry(1, "");
    a.data = serde_json::from_str(r#"{"b":{"y":1,"x":2},"a":3}"#).unwrap();
    let mut b = a.clone();
    b.data = serde_json::from_str(r#"{"a":3,"b":{"x":2,"y":1}}"#).unwrap();
    assert_eq!(a.line().unwrap(), b.line().unwrap());
}

#[test]
fn other_spellings_of_the_same_entry_are_refused() {
    let line = LINES.lines().next().unwrap();
    let spaced = line.replacen(":1,", ": 1,", 1);
    let doubled = line.replacen("\"topic\":", "\"topic\":\"x\",\"topic\":", 1);
    let swapped = line.replacen(
        "{\"district\":\"310199\",\"seq\":1,",
        "{\"seq\":1,\"district\":\"310199\",",
        1,
    );
    let escaped = line.replacen("工程款", "\\u5de5程款", 1);
    for other in [spaced, doubled, swapped, escaped, format!("{line}\n")] {
        assert_ne!(other, line);
        assert_eq!(Entry::parse(&other), Err(EntryError::NotCanonical));
    }
    let extra = line.replacen("{\"district\"", "{\"extra\":1,\"district\"", 1);
    for other in [extra.as_str(), "", "{}", "null", &line[1..]] {
        assert!(matches!(Entry::parse(other), Err(EntryError::Json(_))));
    }
}

#[test]
fn fractions_depth_and_seq_zero_are_refused_in_words() {
    let with = |data: Value| Entry {
        data,
        ..entry(1, "")
    };
    let sentence = with(json!({"rate": 3.5})).line().unwrap_err().to_string();
    assert_eq!(
        sentence,
        "日志条目里的数“3.5”不是整数，请改用文字写小数，例如 \"236800.00\"。"
    );
    for text in ["1.0", "1e3", "-0", "18446744073709551616"] {
        let data = serde_json::from_str(text).unwrap();
        assert!(with(data).line().is_err(), "{text}");
    }
    let deep = |n| (0..n).fold(json!(1), |inner, _| json!([inner]));
    assert!(with(deep(32)).line().is_ok());
    assert_eq!(with(deep(33)).line(), Err(EntryError::TooDeep));
    assert_eq!(entry(0, "").line(), Err(EntryError::SeqZero));
    // Nested far beyond anything: refused by the reader, no stack overflow.
    let hostile = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert!(Entry::parse(&hostile).is_err());
}
