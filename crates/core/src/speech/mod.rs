//! A leader's speech, a plan or minutes → orders with their sentences.
//!
//! No model: rules of form here, words in the pack's `speech.toml` ([`Dictionary`]), names from the
//! district ([`Names`]). Nothing found is dispatched until the coordinator has confirmed it; hence
//! every order carries the grounds on which it was taken for one, and a confidence that is the
//! sum of their published weights (`evidence.rs`).

mod dictionary;
mod due;
mod evidence;
mod lexicon;
mod names;
mod note;
mod orders;
mod reader;
mod reflection;
mod split;
mod view;

pub use dictionary::{
    BackgroundWords, Collective, Dictionary, GapWords, Group, Hint, OrderWords, PartyWords,
    ProblemWords, ReflectionWords, TimeWords,
};
pub use names::Names;
pub use view::{FoundView, NamedView};

use crate::calendar::Calendar;
use crate::district::UnitId;
use jiff::civil::Date;

/// The longest text read, in characters: about 600 printed pages.
pub const MAX_CHARS: usize = 500_000;

/// Everything read out of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Extraction {
    /// The orders, in the order of the text.
    pub found: Vec<Found>,
    /// Stretches the text itself says are missing.
    pub missing: Vec<Gap>,
    /// Reflections (反思) owed.
    pub reflections: Vec<Reflection>,
    /// What the coordinator should know before confirming, one sentence each.
    pub notes: Vec<String>,
}

/// One order. Offsets count characters from the start of the file, `end` exclusive.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The sentence, exactly as in the text.
    pub sentence: String,
    /// Its first character.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The task in the text's words, without subject, 要 and due phrase.
    pub what: String,
    /// Who leads. Empty: the text names nobody.
    pub lead: Vec<Named>,
    /// Who supports.
    pub support: Vec<Named>,
    /// How often.
    pub cadence: Cadence,
    /// The due phrase as written.
    pub due_text: Option<String>,
    /// The day it means; `None` when it cannot be worked out.
    pub due: Option<Date>,
    /// 0.05–0.99, two decimals: the sum of the weights of the grounds.
    pub confidence: f64,
    /// The grounds, in words.
    pub evidence: Vec<String>,
    /// Who could lead when the text names nobody; for the coordinator to confirm.
    pub proposals: Vec<Proposal>,
}

/// A name in the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The unit's or post's id, or the name as written.
    pub name: String,
    /// Not in the pack.
    pub unknown: bool,
}

/// 频次.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cadence {
    /// Done once.
    Once,
    /// 每周.
    Weekly,
    /// 每月.
    Monthly,
    /// 每季度.
    Quarterly,
    /// A standing rule or a lasting duty.
    Standing,
}

/// A stretch the text says is missing, e.g. `此处隐藏4062字`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// First character of the mark.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The mark as written.
    pub text: String,
    /// How many characters are missing, when the mark says so.
    pub characters: Option<u32>,
}

/// One matter that somebody reflected on and owes a written reflection for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reflection {
    /// The sentence.
    pub sentence: String,
    /// Its first character.
    pub start: usize,
    /// One past its last character.
    pub end: usize,
    /// The matter, e.g. `信用修复审核`.
    pub matter: String,
    /// The unit the text names for it; empty when it names none.
    pub units: Vec<Named>,
    /// How many units the sentence speaks of, e.g. 5.
    pub units_said: Option<u32>,
    /// Units proposed from the pack, to be confirmed.
    pub proposals: Vec<Proposal>,
}

/// A unit proposed, never taken without confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The unit.
    pub unit: UnitId,
    /// Why, in one sentence.
    pub reason: String,
}

/// Why a text was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// No letters in it.
    Empty,
    /// Bytes or control characters: no text.
    NotText,
    /// Hardly any Chinese in it: the share in percent.
    NotChinese(usize),
    /// More than [`MAX_CHARS`] characters.
    TooLong(usize),
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("文稿是空的，没有可读的文字：请粘贴全文，或选择有内容的文本文件。"),
            Self::NotText => f.write_str(
                "这个文件不是文本（含有不可显示的字符）：请在文字处理软件中另存为“纯文本（UTF-8）”，或复制正文后粘贴。",
            ),
            Self::NotChinese(share) => write!(
                f,
                "文稿中汉字只占{share}%，不像中文讲话、方案或纪要：请核对是否选错了文件。"
            ),
            Self::TooLong(chars) => write!(
                f,
                "文稿有{chars}字，超过一次可读的{MAX_CHARS}字：请按章节分成几份，分别读取。"
            ),
        }
    }
}

impl std::error::Error for Unreadable {}

/// Text from a file's bytes: UTF-8, with or without mark.
///
/// The mark, if any, stays in the text, so that offsets are those of the file.
///
/// # Errors
/// [`Unreadable::NotText`] for anything else.
pub fn decode(bytes: &[u8]) -> Result<&str, Unreadable> {
    std::str::from_utf8(bytes).map_err(|_| Unreadable::NotText)
}

/// A span of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Reads a text. `held_on` is the day of the meeting or of the document; without it only due
/// phrases with a written year become dates.
///
/// # Errors
/// The text is empty, no text, not Chinese or too long; each says what to do.
pub fn extract(
    text: &str,
    names: &Names,
    dictionary: &Dictionary,
    held_on: Option<Date>,
    calendar: &Calendar,
) -> Result<Extraction, Unreadable> {
    check(text)?;
    Ok(reader::read(text, names, dictionary, held_on, calendar))
}

fn check(text: &str) -> Result<(), Unreadable> {
    let (mut all, mut letters, mut han, mut control) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        all += 1;
        letters += usize::from(c.is_alphanumeric());
        han += usize::from(('\u{3400}'..='\u{9FFF}').contains(&c));
        let odd =
            c == '\u{FFFD}' || (c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{0C}'));
        control += usize::from(odd);
    }
    if text.contains('\0') || control * 100 > all {
        return Err(Unreadable::NotText);
    }
    if letters == 0 {
        return Err(Unreadable::Empty);
    }
    if all > MAX_CHARS {
        return Err(Unreadable::TooLong(all));
    }
    if han * 100 < letters * 20 {
        return Err(Unreadable::NotChinese(han * 100 / letters));
    }
    Ok(())
}
