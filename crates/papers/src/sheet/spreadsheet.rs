//! xlsx: the zip is looked through first, then cells are read one by one.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Budget, Line, MAX_COLUMNS, Raw, SheetError, rows};
use crate::template::Template;
use crate::xlsx::FILL_SHEET;
use crate::zipguard;

/// Most merged ranges that are followed.
const MAX_MERGED: usize = 5_000;
/// Most cells that merged ranges may fill.
const MAX_FILLED: usize = 100_000;
/// Most sheets searched for the head.
const MAX_SHEETS: usize = 20;

pub(super) fn read(bytes: &[u8], template: &Template) -> Result<Vec<Line>, SheetError> {
    let names = zipguard::inspect(bytes, true)?;
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if !has("xl/workbook.xml") && !has("[Content_Types].xml") {
        return Err(SheetError::NotASheet {
            name: "上传的文件".to_owned(),
            what: if has("content.xml") {
                "OpenDocument 文件（.ods、.odt）".to_owned()
            } else {
                "压缩包".to_owned()
            },
        });
    }
    if has("word/document.xml") {
        return Err(SheetError::NotASheet {
            name: "上传的文件".to_owned(),
            what: "Word 文档".to_owned(),
        });
    }
    if has("xl/workbook.bin") {
        return Err(SheetError::OldFormat);
    }
    // Cell addresses beyond any sheet overflow inside the reader: that is a damaged file, too.
    catch_unwind(AssertUnwindSafe(|| read_workbook(bytes, template)))
        .unwrap_or(Err(SheetError::Broken))
}

fn broken(_: XlsxError) -> SheetError {
    SheetError::Broken
}

fn read_workbook(bytes: &[u8], template: &Template) -> Result<Vec<Line>, SheetError> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .take(MAX_SHEETS)
        .collect();
    let chosen: Vec<String> = match sheets.iter().find(|name| name.trim() == FILL_SHEET) {
        Some(fill) => vec![fill.clone()],
        None => sheets,
    };
    let mut budget = Budget::default();
    let mut first = None;
    for name in &chosen {
        let lines = read_sheet(&mut book, name, template, &mut budget)?;
        if rows::has_head(&lines, template) {
            return Ok(lines);
        }
        // Without a head anywhere the first sheet with content says what is missing.
        if first.is_none() && !lines.is_empty() {
            first = Some(lines);
        }
    }
    Ok(first.unwrap_or_default())
}

fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    template: &Template,
    budget: &mut Budget,
) -> Result<Vec<Line>, SheetError> {
    let mut lines: Vec<Line> = Vec::new();
    let mut reader = book.worksheet_cells_reader(name).map_err(broken)?;
    while let Some(cell) = reader.next_cell().map_err(broken)? {
        budget.cell()?;
        let (row, column) = cell.get_position();
        let column = column as usize;
        if column >= MAX_COLUMNS || row >= 1_048_576 {
            continue;
        }
        let Some(raw) = raw_of(cell.get_value(), budget)? else {
            continue;
        };
        let number = row + 1;
        match lines.last_mut() {
            Some(line) if line.number == number => line.cells.push((column, raw)),
            _ => {
                if lines.len() > template.max_rows as usize + rows::HEAD_ROWS {
                    return Err(SheetError::TooManyRows {
                        most: template.max_rows,
                    });
                }
                lines.push(Line {
                    number,
                    cells: vec![(column, raw)],
                });
            }
        }
    }
    drop(reader);
    // Spreadsheets write rows in order; where somebody did not, order and join them.
    lines.sort_by_key(|line| line.number);
    lines.dedup_by(|later, earlier| {
        let same = later.number == earlier.number;
        if same {
            earlier.cells.append(&mut later.cells);
        }
        same
    });
    fill_merged(book, name, &mut lines, budget)?;
    Ok(lines)
}

fn raw_of(value: &DataRef<'_>, budget: &mut Budget) -> Result<Option<Raw>, SheetError> {
    Ok(Some(match value {
        DataRef::Empty => return Ok(None),
        DataRef::SharedString(text) if text.trim().is_empty() => return Ok(None),
        DataRef::String(text) if text.trim().is_empty() => return Ok(None),
        DataRef::SharedString(text) => budget.text(text)?,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            budget.text(text)?
        }
        DataRef::Int(number) => Raw::Number(*number as f64),
        DataRef::Float(number) => Raw::Number(*number),
        DataRef::Bool(true) => Raw::Text("是".to_owned()),
        DataRef::Bool(false) => Raw::Text("否".to_owned()),
        DataRef::DateTime(at) if at.is_datetime() => Raw::Serial(at.as_f64()),
        DataRef::DateTime(span) => Raw::Number(span.as_f64()),
        DataRef::Error(fault) => Raw::Fault(fault.to_string()),
    }))
}

/// A merged range holds its value in the first cell only; people mean it for each of its rows.
fn fill_merged(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    lines: &mut [Line],
    budget: &mut Budget,
) -> Result<(), SheetError> {
    let merged = book.merge_cells_by_sheet_name(name).map_err(broken)?;
    if merged.len() > MAX_MERGED {
        return Err(SheetError::TooManyMerged);
    }
    let mut filled = 0;
    for range in merged {
        let (first_row, first_column) = (range.start.0.saturating_add(1), range.start.1 as usize);
        let last_row = range.end.0.saturating_add(1);
        let last_column = (range.end.1 as usize).min(MAX_COLUMNS - 1);
        let Ok(top) = lines.binary_search_by_key(&first_row, |line| line.number) else {
            continue;
        };
        let Some(value) = lines[top].at(first_column).cloned() else {
            continue;
        };
        for line in lines[top..]
            .iter_mut()
            .take_while(|line| line.number <= last_row)
        {
            for column in first_column..=last_column {
                filled += 1;
                if filled > MAX_FILLED {
                    return Err(SheetError::TooManyMerged);
                }
                if line.at(column).is_none() {
                    let copy = match &value {
                        Raw::Text(text) => budget.text(text)?,
                        other => other.clone(),
                    };
                    line.cells.push((column, copy));
                }
            }
        }
    }
    Ok(())
}
