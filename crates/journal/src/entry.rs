//! The canonical line of a journal entry: the very bytes of its leaf.
//!
//! One line of JSON without spaces, keys of the entry in this order, no line feed at the end:
//!
//! ```text
//! {"district":"310199","seq":1,"at":"2026-02-26T00:30:00.000+08:00","stream":"…","version":1,"actor":…,"event":"appeal.accepted/1","data":{…}}
//! ```
//!
//! Inside `actor` and `data` keys stand in the order of their UTF-8 bytes, numbers are integers
//! (a fraction has more than one spelling, so money and rates are decimal text), text is escaped
//! as in RFC 8785 §3.2.2.2. So one entry has exactly one line, and [`Entry::parse`] refuses every
//! other spelling. The bytes are kept as golden files for ever (`tests/golden/`).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// Deepest nesting of lists and objects in `actor` and `data`.
pub const MAX_DEPTH: usize = 32;

/// One event as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// 行政区划代码 of the district whose log this is.
    pub district: String,
    /// Place in the log, from 1, without gaps. The leaf index of RFC 6962 is one less.
    pub seq: u64,
    /// When it was written, RFC 3339 text.
    pub at: String,
    /// What it belongs to: for a matter, its number.
    pub stream: String,
    /// Version of the stream after this event.
    pub version: u64,
    /// Who acted, in the caller's words (text or object).
    pub actor: Value,
    /// Event name with its version, e.g. `appeal.accepted/1`.
    pub event: String,
    /// The event itself.
    pub data: Value,
}

/// Why an entry has no canonical line, or a line is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryError {
    /// Not the JSON of an entry.
    Json(String),
    /// JSON of an entry, but not its one canonical spelling.
    NotCanonical,
    /// A number in `actor` or `data` that is not an integer.
    Fraction(String),
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// `seq` is 0; it counts from 1.
    SeqZero,
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EntryError::Json(reason) => write!(f, "这一行不是日志条目：{reason}。"),
            EntryError::NotCanonical => f.write_str(
                "这一行是日志条目，但不是规定的写法（键的顺序、空格、转义或重复的键），可能被改写过。",
            ),
            EntryError::Fraction(number) => write!(
                f,
                "日志条目里的数“{number}”不是整数，请改用文字写小数，例如 \"236800.00\"。"
            ),
            EntryError::TooDeep => {
                write!(f, "日志条目的内容嵌套超过 {MAX_DEPTH} 层，请减少层数。")
            }
            EntryError::SeqZero => f.write_str("日志条目的序号为 0，序号应从 1 开始。"),
        }
    }
}

impl std::error::Error for EntryError {}

impl Entry {
    /// The canonical line, without a line feed.
    ///
    /// # Errors
    /// [`EntryError::Fraction`], [`EntryError::TooDeep`], [`EntryError::SeqZero`].
    pub fn line(&self) -> Result<String, EntryError> {
        if self.seq == 0 {
            return Err(EntryError::SeqZero);
        }
        let mut out = Vec::with_capacity(1024);
        out.extend(b"{\"district\":");
        json(&mut out, &self.district)?;
        out.extend(b",\"seq\":");
        json(&mut out, &self.seq)?;
        out.extend(b",\"at\":");
        json(&mut out, &self.at)?;
        out.extend(b",\"stream\":");
        json(&mut out, &self.stream)?;
        out.extend(b",\"version\":");
        json(&mut out, &self.version)?;
        out.extend(b",\"actor\":");
        value(&mut out, &self.actor, 0)?;
        out.extend(b",\"event\":");
        json(&mut out, &self.event)?;
        out.extend(b",\"data\":");
        value(&mut out, &self.data, 0)?;
        out.push(b'}');
        String::from_utf8(out).map_err(|e| EntryError::Json(e.to_string()))
    }

    /// Reads a canonical line and refuses every other spelling.
    ///
    /// # Errors
    /// [`EntryError::Json`] when it is no entry, [`EntryError::NotCanonical`] when its bytes differ
    /// from [`Entry::line`], and the errors of that function.
    pub fn parse(line: &str) -> Result<Self, EntryError> {
        let entry: Entry =
            serde_json::from_str(line).map_err(|e| EntryError::Json(e.to_string()))?;
        if entry.line()? == line {
            Ok(entry)
        } else {
            Err(EntryError::NotCanonical)
        }
    }

    /// Index of the leaf in the tree (RFC 6962 §2.1): `seq − 1`.
    pub fn leaf_index(&self) -> u64 {
        self.seq.saturating_sub(1)
    }
}

/// Text or a whole number. In text only `"`, `\` and control characters are escaped (RFC 8785
/// §3.2.2.2).
fn json(out: &mut Vec<u8>, plain: &(impl Serialize + ?Sized)) -> Result<(), EntryError> {
    serde_json::to_writer(out, plain).map_err(|e| EntryError::Json(e.to_string()))
}

/// Written here and not by `serde_json`, whose order of keys depends on a feature that any crate
/// of a build can switch on.
fn value(out: &mut Vec<u8>, v: &Value, depth: usize) -> Result<(), EntryError> {
    if depth > MAX_DEPTH {
        return Err(EntryError::TooDeep);
    }
    match v {
        Value::Null => out.extend(b"null"),
        Value::Bool(true) => out.extend(b"true"),
        Value::Bool(false) => out.extend(b"false"),
        Value::Number(n) if n.is_i64() || n.is_u64() => json(out, n)?,
        Value::Number(n) => return Err(EntryError::Fraction(n.to_string())),
        Value::String(s) => json(out, s)?,
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                value(out, item, depth + 1)?;
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_unstable_by(|a, b| a.0.cmp(b.0));
            out.push(b'{');
            for (i, (key, item)) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                json(out, key)?;
                out.push(b':');
                value(out, item, depth + 1)?;
            }
            out.push(b'}');
        }
    }
    Ok(())
}
