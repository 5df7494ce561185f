//! Golden bytes of what belongs to no matter: one file for each name in `golden/records/`, with an example
//! of each of its forms. They are never changed; a new version gets a new name and a new file, and the
//! old one must still be read. (Events of matters: `core/tests/golden/events/`.)

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use banjie_store::record::Record;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/records")
}

/// Every name in the source; read there so that none can be forgotten.
fn names() -> BTreeSet<String> {
    let source = include_str!("../src/record.rs");
    let names = source.split("#[serde(rename = \"").skip(1);
    let names = names.map(|rest| rest.split('"').next().unwrap().to_owned());
    names.collect()
}

#[test]
fn every_record_has_its_golden_file() {
    let file = |name: &String| folder().join(format!("{}.json", name.replace('/', "-")));
    let names = names();
    assert!(names.contains("sample.moved/1"), "{names:?}");
    let missing: Vec<&String> = names.iter().filter(|name| !file(name).exists()).collect();
    assert!(missing.is_empty(), "without a golden file: {missing:?}");
}

#[test]
fn every_version_ever_written_is_read_and_written_the_same() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let examples: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert!(!examples.is_empty(), "{name}");
        for golden in examples {
            assert_eq!(golden["event"].as_str().unwrap().replace('/', "-"), name);
            let record: Record = serde_json::from_value(golden.clone())
                .unwrap_or_else(|why| panic!("{name}: {why}: {golden}"));
            let now = serde_json::to_value(&record).unwrap();
            assert_eq!(golden, now, "{name} changed: give it a new version");
        }
    }
}

/// A sample has three sorts of events, each with parts that may be missing.
#[test]
fn every_form_of_a_sample_is_in_its_file() {
    let text = std::fs::read_to_string(folder().join("sample.moved-1.json")).unwrap();
    for part in [
        "\"drawn\": {",
        "\"judged\": {",
        "\"called\": {",
        "\"added\": [",
        "\"hands\": [",
        "\"marks\": [",
        "\"wanted\": true",
        "\"pleased\": false",
        "\"said\": \"unreached\"",
    ] {
        assert!(text.contains(part), "{part}");
    }
}
