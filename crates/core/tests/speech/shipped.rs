//! The shipped pack reads the speech it was made for.

use super::district::calendar;
use banjie_core::pack::{Pack, PackFile};
use banjie_core::speech::{Extraction, Names, extract};
use jiff::civil::date;
use std::path::Path;

/// The shipped pack, as its folder holds it.
fn pack() -> Pack {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(PackFile {
                    path: path
                        .strip_prefix(&root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    let checked = Pack::parse(&files);
    checked
        .pack
        .unwrap_or_else(|| panic!("{:?}", checked.mistakes))
}

fn read(pack: &Pack, text: &str) -> Extraction {
    let names = Names::from_district(&pack.district);
    extract(
        text,
        &names,
        &pack.dictionary,
        Some(date(2025, 9, 24)),
        &calendar(),
    )
    .unwrap()
}

#[test]
fn every_lead_of_the_speech_is_in_the_pack() {
    let pack = pack();
    let read = read(&pack, include_str!("../speeches/speech-2025q3.txt"));
    assert_eq!(read.found.len(), 28);
    let unknown: Vec<&str> = read
        .found
        .iter()
        .flat_map(|f| f.lead.iter().chain(&f.support))
        .filter(|n| n.unknown)
        .map(|n| n.name.as_str())
        .collect();
    // The speaker, and a deputy head the shipped pack does not name.
    assert!(
        unknown.iter().all(|n| ["我", "李军副区长"].contains(n)),
        "{unknown:?}"
    );
    assert!(
        read.reflections
            .iter()
            .all(|r| !r.units.is_empty() || !r.proposals.is_empty())
    );
    let names = Names::from_district(&pack.district);
    assert_eq!(
        names
            .units_behind("今天参会的17个部门", &pack.dictionary)
            .len(),
        17
    );
}

#[test]
fn short_forms_that_are_ordinary_words_name_nobody_by_chance() {
    let pack = pack();
    let lead = |text: &str| -> Vec<String> {
        let read = read(&pack, text);
        read.found
            .into_iter()
            .flat_map(|f| f.lead)
            .map(|n| n.name)
            .collect()
    };
    assert_eq!(lead("教育引导干部要形成合力。"), [""; 0]);
    assert_eq!(lead("要简化税务登记手续,公开财政资金使用情况。"), [""; 0]);
    assert_eq!(
        lead("由财政、住建部门牵头制定清欠方案。"),
        ["财政局", "住建局"]
    );
    assert_eq!(lead("建立清欠台账。(发改牵头,财政配合)"), ["发改局"]);
}
