//! Texts of the genre with expected orders written by hand: what is found, what is missed, what
//! is made up, and whether each field is right. All were "held" on 2025-09-24, a Wednesday.

use super::district::read;
use banjie_core::speech::{Found, FoundView};
use jiff::civil::date;
use serde_json::Value;

macro_rules! texts {
    ($($name:literal),*) => {
        [$((
            $name,
            include_str!(concat!("../speeches/", $name, ".txt")),
            include_str!(concat!("../speeches/", $name, ".expected.json")),
        )),*]
    };
}

/// Whether this is the expected order: its sentence and its task.
fn same(found: &Found, expected: &Value) -> bool {
    let has = |text: &str, key: &str| text.contains(expected[key].as_str().unwrap());
    has(&found.sentence, "sentence") && has(&found.what, "what")
}

#[test]
fn hand_made_texts_are_read_as_a_clerk_reads_them() {
    let (mut hits, mut found_all, mut expected_all, mut fields) = (0, 0, 0, 0);
    let mut wrong: Vec<String> = Vec::new();
    for (name, text, expected) in texts!(
        "plan", "table", "minutes", "labels", "report", "notice", "talk", "tasks"
    ) {
        let read = read(text, Some(date(2025, 9, 24)));
        let expected: Vec<Value> = serde_json::from_str(expected).unwrap();
        found_all += read.found.len();
        expected_all += expected.len();
        for e in &expected {
            let Some(found) = read.found.iter().find(|f| same(f, e)) else {
                wrong.push(format!("{name}: missed {e}"));
                continue;
            };
            hits += 1;
            let view = serde_json::to_value(FoundView::from(found)).unwrap();
            for key in ["lead", "support", "cadence", "due_text", "due"] {
                if view[key] == e[key] {
                    fields += 1;
                } else {
                    wrong.push(format!(
                        "{name}: {} {key}: {} expected {}",
                        e["what"], view[key], e[key]
                    ));
                }
            }
        }
        for f in &read.found {
            if !expected.iter().any(|e| same(f, e)) {
                wrong.push(format!("{name}: made up {}", f.what));
            }
        }
    }
    let percent = |part: usize, whole: usize| part * 100 / whole;
    let (precision, recall) = (percent(hits, found_all), percent(hits, expected_all));
    let right = percent(fields, hits * 5);
    println!(
        "precision {precision} %, recall {recall} %, fields {right} %\n{}",
        wrong.join("\n")
    );
    assert!(
        precision >= 95 && recall >= 95 && right >= 95,
        "{precision} {recall} {right}\n{}",
        wrong.join("\n")
    );
}

#[test]
fn sentences_are_what_stands_at_their_offsets() {
    for (name, text, _) in texts!(
        "plan", "table", "minutes", "labels", "report", "notice", "talk", "tasks"
    ) {
        let chars: Vec<char> = text.chars().collect();
        for f in read(text, None).found {
            let at: String = chars[f.start..f.end].iter().collect();
            assert_eq!(at, f.sentence, "{name}");
        }
    }
}

#[test]
fn half_and_full_width_punctuation_read_alike() {
    for (name, text, _) in texts!("plan", "minutes", "notice", "talk", "tasks") {
        let narrow: String = text
            .chars()
            .map(|c| match c {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap(),
                _ => c,
            })
            .collect();
        let (wide, half) = (read(text, None).found, read(&narrow, None).found);
        let of = |found: &[Found]| -> Vec<_> {
            found
                .iter()
                .map(|f| {
                    (
                        f.start,
                        f.end,
                        f.lead.clone(),
                        f.cadence,
                        f.confidence.to_bits(),
                    )
                })
                .collect()
        };
        assert_eq!(of(&wide), of(&half), "{name}");
    }
}

#[test]
fn the_json_has_the_keys_of_the_interface_and_marks_unknown_names() {
    let read = read("区大数据局要在2025年10月底前制定数据目录。", None);
    let view = serde_json::to_value(FoundView::from(&read.found[0])).unwrap();
    let mut keys: Vec<&String> = view.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "cadence",
            "confidence",
            "due",
            "due_text",
            "end",
            "lead",
            "sentence",
            "start",
            "support",
            "what"
        ]
    );
    assert_eq!(
        view["lead"],
        serde_json::json!([{"name": "区大数据局", "unknown": true}])
    );
    assert_eq!(view["due"], "2025-10-31");
}
