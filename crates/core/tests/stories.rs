//! Stories: the course of a matter, day by day, as a clerk would tell it (`stories/*.txt`).
//! `stories/README.md` explains the words. The first line that differs fails its story.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "stories/expect.rs"]
mod expect;
#[path = "stories/give.rs"]
mod give;
#[path = "stories/line.rs"]
mod line;
mod matter_support;
#[path = "stories/one_thing.rs"]
mod one_thing;
mod pack_folder;
#[path = "stories/proposals.rs"]
mod proposals;
#[path = "stories/world.rs"]
mod world;

use std::path::Path;

/// Runs every story of a text; the failures, each `file:line`, what was expected, what was found.
fn run(name: &str, text: &str) -> (usize, Vec<String>) {
    let stories = line::stories(name, text);
    let failures = stories
        .iter()
        .filter_map(|story| world::World::tell(story).err())
        .collect();
    (stories.len(), failures)
}

#[test]
fn every_story_goes_as_it_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let (mut told, mut failures) = (0, Vec::new());
    for file in files {
        let name = format!("tests/stories/{}", file.file_name().unwrap().display());
        let (stories, failed) = run(&name, &std::fs::read_to_string(&file).unwrap());
        told += stories;
        failures.extend(failed);
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
    assert!(told >= 30, "only {told} stories");
}

#[test]
fn a_story_fails_at_its_first_wrong_line_and_says_what_was_found() {
    let text = "story 错的一行\n\
        2025-11-03  企业  提交  类别 施工许可\n\
        \t\t状态  待派单\n\
        \t\t时限  2025-11-04\n\
        \t\t状态  已解决\n";
    let (_, failures) = run("wrong.txt", text);
    assert_eq!(
        failures,
        ["wrong.txt:4  时限\n  应当是  2025-11-04\n  实际是  2025-11-05"]
    );
}

#[test]
fn a_refusal_nobody_expected_fails_and_so_does_an_expected_one_that_never_came() {
    let (_, failures) = run(
        "a.txt",
        "story 甲\n2025-11-03  企业  提交\n\t企业  签收\n\t状态  待派单\n",
    );
    assert!(failures[0].starts_with("a.txt:3  签收\n  应当是  办成\n  实际是  拒绝："));
    let (_, failures) = run(
        "b.txt",
        "story 乙\n2025-11-03  企业  提交\n\t企业  催办 请快一点\n\t拒绝  不能催办\n",
    );
    assert_eq!(
        failures,
        ["b.txt:4  拒绝\n  应当是  不能催办\n  实际是  办成"]
    );
}
