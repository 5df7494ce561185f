//! Files read back by other means than those that wrote them: tables of a page, of a Word file, of a
//! workbook, lines of a pdf.

use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};
use std::process::Command;

/// A table: its rows, each a list of cells.
pub(crate) type Rows = Vec<Vec<String>>;

/// The rows of all tables of some markup, in order. `row` and `cells` are the names of its tags.
fn rows(markup: &str, row: &str, cells: &[&str]) -> Rows {
    let (mut out, mut open) = (Rows::new(), false);
    for piece in markup.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split([' ', '/', '\n']).next().unwrap_or("");
        let ends = tag.strip_prefix('/').map(str::trim);
        if name == row && !tag.ends_with('/') {
            out.push(Vec::new());
        }
        if cells.contains(&name) && !tag.ends_with('/') {
            open = true;
            out.last_mut().unwrap().push(String::new());
        }
        if ends.is_some_and(|ends| cells.contains(&ends)) {
            open = false;
        }
        if let (true, Some(cell)) = (open, out.last_mut().and_then(|row| row.last_mut())) {
            cell.push_str(&text.replace("&#38;", "&").replace("&amp;", "&"));
        }
    }
    for cell in out.iter_mut().flatten() {
        *cell = cell.trim().to_owned();
    }
    out
}

/// The rows of a page's tables.
pub(crate) fn html(page: &str) -> Rows {
    rows(page, "tr", &["td", "th"])
}

/// The rows of a Word file's tables.
pub(crate) fn docx(bytes: &[u8]) -> Rows {
    let mut entries = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut document = String::new();
    let mut part = entries.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut document).unwrap();
    rows(&document, "w:tr", &["w:tc"])
}

/// The rows of a sheet; numbers as they are shown, whole ones without decimals.
pub(crate) fn xlsx(bytes: &[u8], sheet: &str) -> Rows {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let word = |cell: &Data| match cell {
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    };
    range
        .rows()
        .map(|row| row.iter().map(word).collect())
        .collect()
}

/// The lines of a pdf as laid out, without blanks; `None`: the tool is not there.
pub(crate) fn pdf(bytes: &[u8]) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    let mut reader = Command::new("pdftotext");
    let Ok(read) = reader.arg("-layout").arg(&file).arg("-").output() else {
        eprintln!("skipped: pdftotext is missing");
        return None;
    };
    let text = String::from_utf8(read.stdout).unwrap();
    let lines = text.lines();
    Some(
        lines
            .map(|line| line.split_whitespace().collect())
            .collect(),
    )
}

/// The row that begins with these cells and has this many.
pub(crate) fn row<'a>(rows: &'a Rows, begins: &[&str], cells: usize) -> &'a [String] {
    let begun = |row: &&Vec<String>| {
        let fits = row.len() == cells;
        fits && row.iter().zip(begins).all(|(cell, wanted)| cell == wanted)
    };
    let found = rows.iter().find(begun);
    found.unwrap_or_else(|| panic!("no row {begins:?} of {cells} cells in {rows:#?}"))
}
