//! Reading an uploaded sheet. The file is hostile until proven otherwise: see `assurance.md` §3.
//!
//! [`read`] is pure and bounded by itself; the server still calls it in a child process with
//! memory and time limits. Order: size, kind of file, zip under limits ([`crate::zipguard`]),
//! cells one by one (never a range: two corner cells ask for 549 GB), head, rows.

mod cell;
mod delimited;
mod refusal;
mod rows;
mod spreadsheet;

use serde::{Deserialize, Serialize};

pub use refusal::SheetError;

use crate::template::Template;
use crate::upload::{self, Looks};

/// Largest file that is looked at.
pub const MAX_BYTES: usize = 20 << 20;
/// Most cells of one file, empty ones included.
pub const MAX_CELLS: usize = 500_000;
/// Most characters of one cell, the limit of spreadsheets themselves.
pub const MAX_TEXT: usize = 32_767;
/// Columns to the right of this are not looked at.
const MAX_COLUMNS: usize = 64;
/// Most bytes of text that all cells may hold together: a shared string is stored once in the
/// file but once a cell here.
const MAX_ALL_TEXT: usize = 32 << 20;

/// A sheet that was read: columns in the order of the template, whatever their order in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Titles of the template.
    pub head: Vec<String>,
    /// The rows with content, without example and total rows.
    pub rows: Vec<Row>,
    /// Rows that were left out, with the reason.
    pub skipped: Vec<Skipped>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the file as a spreadsheet shows it.
    pub number: u32,
    /// Tidied cells in the order of the template.
    pub cells: Vec<String>,
    /// What is wrong with it, each a sentence that names column, value and remedy. Empty when the
    /// row can go on to the rules of its kind.
    pub problems: Vec<String>,
}

/// A row that carries no matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Its number in the file.
    pub number: u32,
    /// `示例行` or `合计行`.
    pub why: String,
}

/// Reads an uploaded xlsx or csv. `name` is the sender's file name; it only helps to word refusals.
///
/// # Errors
/// A [`SheetError`] when the file as a whole cannot be read; its text says what to do. A fault of
/// one row is no error but stands in [`Row::problems`].
pub fn read(bytes: &[u8], name: &str, template: &Template) -> Result<Sheet, SheetError> {
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(SheetError::TooLarge {
            megabytes: bytes.len().div_ceil(1 << 20),
        });
    }
    let lines = match upload::looks_like(bytes) {
        Looks::Zip => spreadsheet::read(bytes, template)?,
        Looks::Text => delimited::read(bytes)?,
        Looks::Compound => {
            return Err(if upload::is_encrypted_office(bytes) {
                SheetError::Encrypted
            } else {
                SheetError::OldFormat
            });
        }
        Looks::Other(what) => {
            return Err(SheetError::NotASheet {
                name: upload::display_name(name),
                what: what.to_owned(),
            });
        }
    };
    rows::assemble(lines, template)
}

/// The day that somebody typed: `2026-2-27 2026.2.27 2026/2/27 2026年2月27日 20260227`, full width
/// too. `None` when it is no day. Forms read dates as sheets do.
pub fn date(typed: &str) -> Option<jiff::civil::Date> {
    cell::date(typed)?.parse().ok()
}

/// A cell as the file holds it.
#[derive(Clone, Debug, PartialEq)]
enum Raw {
    Text(String),
    Number(f64),
    /// Days since 1899-12-30, from a cell formatted as a date.
    Serial(f64),
    /// A cell with `#REF!` or the like.
    Fault(String),
    /// A text that was longer than [`MAX_TEXT`]; only its length is kept.
    TooLong(usize),
}

/// A line of the file: its number and its filled cells by column.
struct Line {
    number: u32,
    cells: Vec<(usize, Raw)>,
}

impl Line {
    fn at(&self, column: usize) -> Option<&Raw> {
        self.cells
            .iter()
            .find(|(index, _)| *index == column)
            .map(|(_, raw)| raw)
    }
}

/// Counts what has been read from a file and stops it at the limits.
#[derive(Default)]
struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    fn cell(&mut self) -> Result<(), SheetError> {
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return Err(SheetError::TooManyCells);
        }
        Ok(())
    }

    /// Takes a text into the sheet; an overlong one leaves only its length.
    fn text(&mut self, text: &str) -> Result<Raw, SheetError> {
        // A character has at most 4 bytes: most texts need no counting.
        if text.len() > MAX_TEXT && text.chars().nth(MAX_TEXT).is_some() {
            return Ok(Raw::TooLong(text.chars().count()));
        }
        self.text += text.len();
        if self.text > MAX_ALL_TEXT {
            return Err(SheetError::TooMuchText);
        }
        Ok(Raw::Text(text.to_owned()))
    }
}

#[cfg(test)]
mod tests;
