//! csv (and tab-separated text): UTF-8 with or without BOM, UTF-16 with BOM, GB18030.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{Budget, Line, MAX_CELLS, MAX_COLUMNS, SheetError};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, SheetError> {
    let text = decode(bytes)?;
    let delimiter = delimiter(&text);
    // The reader keeps 8 bytes for each field of a record, so count before it does.
    if memchr::memchr_iter(delimiter, text.as_bytes()).count() > 4 * MAX_CELLS {
        return Err(SheetError::TooManyCells);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut budget = Budget::default();
    let mut lines = Vec::new();
    let mut record = csv::StringRecord::new();
    // Line feeds inside fields make lines of the file, but no rows of the spreadsheet.
    let mut inside = 0;
    while reader
        .read_record(&mut record)
        .map_err(|_| SheetError::Broken)?
    {
        let line = record.position().map_or(0, csv::Position::line);
        let number = u32::try_from(line.saturating_sub(inside)).unwrap_or(u32::MAX);
        let mut cells = Vec::new();
        for (column, field) in record.iter().enumerate() {
            budget.cell()?;
            inside += memchr::memchr_iter(b'\n', field.as_bytes()).count() as u64;
            if column < MAX_COLUMNS && !field.trim().is_empty() {
                // Our own exports put an apostrophe before what a spreadsheet would compute.
                let field = match field.strip_prefix('\'') {
                    Some(rest) if crate::csv::neutral(rest) != rest => rest,
                    _ => field,
                };
                cells.push((column, budget.text(field)?));
            }
        }
        if !cells.is_empty() {
            lines.push(Line { number, cells });
        }
    }
    Ok(lines)
}

fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, SheetError> {
    let (encoding, rest) = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        (UTF_8, rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        (UTF_16LE, rest)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        (UTF_16BE, rest)
    } else if std::str::from_utf8(bytes).is_ok() {
        (UTF_8, bytes)
    } else {
        (GB18030, bytes)
    };
    encoding
        .decode_without_bom_handling_and_without_replacement(rest)
        .filter(|text| !text.contains('\0'))
        .ok_or(SheetError::Encoding)
}

/// The separator that the first filled line has most of; a comma when in doubt.
fn delimiter(text: &str) -> u8 {
    let head = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |separator: u8| memchr::memchr_iter(separator, head.as_bytes()).count();
    [b'\t', b';']
        .into_iter()
        .find(|other| count(*other) > count(b','))
        .unwrap_or(b',')
}
