//! From lines of a file to rows of the template: find the head, order the columns, leave out what
//! is no matter.

use super::{Line, Row, Sheet, SheetError, Skipped, cell};
use crate::template::{Column, Template};

/// Rows in which the head is looked for.
pub(super) const HEAD_ROWS: usize = 30;

/// The head: its place among the lines and the file's column for each column of the template.
struct Head {
    at: usize,
    columns: Vec<Option<usize>>,
}

impl Head {
    fn found(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// Titles are compared without blanks, stars, colons and remarks in brackets such as (必填).
fn key(title: &str) -> String {
    let half = cell::half_width(title);
    let bare: String = half
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '＊'))
        .collect();
    bare.replace("(必填)", "")
        .replace("(选填)", "")
        .to_lowercase()
}

fn is_title(column: &Column, text: &str) -> bool {
    let text = key(text);
    !text.is_empty()
        && std::iter::once(&column.title)
            .chain(&column.aliases)
            .any(|title| key(title) == text)
}

fn find_head(lines: &[Line], template: &Template) -> Option<Head> {
    let mut best: Option<Head> = None;
    for (at, line) in lines.iter().take(HEAD_ROWS).enumerate() {
        let titles: Vec<(usize, String)> = line
            .cells
            .iter()
            .map(|(column, raw)| (*column, cell::as_text(Some(raw))))
            .collect();
        let columns = template
            .columns
            .iter()
            .map(|column| {
                titles
                    .iter()
                    .find(|(_, title)| is_title(column, title))
                    .map(|(at, _)| *at)
            })
            .collect();
        let head = Head { at, columns };
        if head.found() > best.as_ref().map_or(0, Head::found) {
            best = Some(head);
        }
    }
    best
}

fn missing<'t>(head: &Head, template: &'t Template) -> Vec<&'t Column> {
    template
        .columns
        .iter()
        .zip(&head.columns)
        .filter(|(column, place)| column.required && place.is_none())
        .map(|(column, _)| column)
        .collect()
}

/// True when the lines hold a head with all required columns.
pub(super) fn has_head(lines: &[Line], template: &Template) -> bool {
    find_head(lines, template).is_some_and(|head| missing(&head, template).is_empty())
}

/// Orders the columns and reads each row.
pub(super) fn assemble(lines: Vec<Line>, template: &Template) -> Result<Sheet, SheetError> {
    let titles = || template.columns.iter().map(|column| column.title.clone());
    let head = find_head(&lines, template).ok_or_else(|| SheetError::NoHead {
        wanted: titles().collect(),
    })?;
    let missing = missing(&head, template);
    if !missing.is_empty() {
        return Err(SheetError::MissingColumns {
            missing: missing.iter().map(|column| column.title.clone()).collect(),
            row: lines[head.at].number,
        });
    }
    let mut sheet = Sheet {
        head: titles().collect(),
        rows: Vec::new(),
        skipped: Vec::new(),
    };
    for line in lines.into_iter().skip(head.at + 1) {
        read_line(&line, &head, template, &mut sheet)?;
    }
    if sheet.rows.is_empty() {
        return Err(SheetError::NoRows);
    }
    Ok(sheet)
}

fn read_line(
    line: &Line,
    head: &Head,
    template: &Template,
    sheet: &mut Sheet,
) -> Result<(), SheetError> {
    let raw = |place: &Option<usize>| place.and_then(|column| line.at(column));
    let texts: Vec<String> = head
        .columns
        .iter()
        .map(|place| cell::as_text(raw(place)))
        .collect();
    if texts.iter().all(String::is_empty) && head.columns.iter().all(|p| raw(p).is_none()) {
        return Ok(());
    }
    if is_total(line) {
        return skip(sheet, line, "合计行");
    }
    let example = template.columns.iter().any(|c| !c.example.is_empty())
        && template
            .columns
            .iter()
            .zip(&texts)
            .all(|(column, text)| column.example == *text);
    if example {
        return skip(sheet, line, "示例行");
    }
    if sheet.rows.len() >= template.max_rows as usize {
        return Err(SheetError::TooManyRows {
            most: template.max_rows,
        });
    }
    let mut problems = Vec::new();
    let mut cells = Vec::with_capacity(texts.len());
    for ((column, place), text) in template.columns.iter().zip(&head.columns).zip(texts) {
        cells.push(match cell::read(raw(place), column) {
            Ok(tidy) => tidy,
            Err(problem) => {
                problems.push(problem);
                text
            }
        });
    }
    sheet.rows.push(Row {
        number: line.number,
        cells,
        problems,
    });
    Ok(())
}

fn skip(sheet: &mut Sheet, line: &Line, why: &str) -> Result<(), SheetError> {
    sheet.skipped.push(Skipped {
        number: line.number,
        why: why.to_owned(),
    });
    Ok(())
}

/// A row whose first filled cell says 合计, 总计 or 小计.
fn is_total(line: &Line) -> bool {
    let first = line.cells.iter().min_by_key(|(column, _)| *column);
    let text: String = cell::as_text(first.map(|(_, raw)| raw))
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：'))
        .collect();
    matches!(text.as_str(), "合计" | "总计" | "小计" | "共计" | "总数")
}
