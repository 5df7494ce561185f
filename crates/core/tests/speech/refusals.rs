//! What is not read, and what a text too large or odd does.

use super::district::{calendar, dictionary, names, read};
use banjie_core::speech::{Extraction, MAX_CHARS, Unreadable, decode, extract};

fn try_read(text: &str) -> Result<Extraction, Unreadable> {
    extract(text, &names(), &dictionary(), None, &calendar())
}

#[test]
fn unreadable_texts_are_refused_in_sentences() {
    let long = "好".repeat(MAX_CHARS + 1);
    let cases = [
        ("", Unreadable::Empty, "请粘贴全文"),
        (" \n\t。,\n", Unreadable::Empty, "请粘贴全文"),
        (
            "The bureau shall publish its pledge by June.",
            Unreadable::NotChinese(0),
            "汉字只占0%",
        ),
        (
            "\u{1}\u{2}\0PK\u{3}\u{4}发改局要制定方案",
            Unreadable::NotText,
            "另存为",
        ),
        (&long, Unreadable::TooLong(MAX_CHARS + 1), "分成几份"),
    ];
    for (text, expected, words) in cases {
        let refusal = try_read(text).unwrap_err();
        assert_eq!(refusal, expected);
        assert!(refusal.to_string().contains(words), "{refusal}");
    }
    // The same sentence in GBK bytes.
    assert_eq!(
        decode(&[0xb7, 0xa2, 0xb8, 0xc4, 0xbe, 0xd6]),
        Err(Unreadable::NotText)
    );
}

#[test]
fn a_text_without_orders_says_so() {
    let read = read(include_str!("../speeches/report.txt"), None);
    assert!(read.found.is_empty());
    assert!(
        read.notes[0].contains("没有读出布置的任务"),
        "{:?}",
        read.notes
    );
}

#[test]
fn three_hundred_pages_are_read_whole() {
    let speech = include_str!("../speeches/speech-2025q3.txt");
    // 3,079 characters a copy; a page holds about 700.
    let text = speech.repeat(300 * 700 / 3_079 + 1);
    let one = read(speech, None).found.len();
    let many = read(&text, None);
    assert_eq!(many.found.len(), one * 69);
    assert_eq!(many.missing.len(), 69);
}

#[test]
fn odd_texts_do_not_stop_the_reader() {
    for text in [
        "发改局要",
        "要",
        "(责任单位:)好",
        "((((发改局牵头",
        "))))]]发改局要制定方案",
        "“发改局要制定方案",
        "由、、、牵头",
        "责任单位:发改局",
        "一、",
        "①②③发改局负责",
        "发改局要99月99日前制定99999999999999个方案,0个工作日内。",
        "||||发改局||\n|序号|任务|责任单位|\n|||\n|发改局|发改局|发改局|",
        "\u{FEFF}发改局要制定方案。",
    ] {
        let chars: Vec<char> = text.chars().collect();
        for f in try_read(text).unwrap().found {
            assert_eq!(chars[f.start..f.end].iter().collect::<String>(), f.sentence);
        }
    }
}

#[test]
fn a_stretch_without_full_stops_is_named_not_read() {
    let text = format!("{}。发改局要制定方案。", "发改局要制定方案,".repeat(50_000));
    let read = try_read(&text).unwrap();
    assert_eq!(read.found.len(), 1);
    assert!(read.notes[0].contains("没有断句"), "{:?}", read.notes);
}
