//! Tables as xlsx: exports, import templates and the report of rejected rows.
//!
//! Text is always written as text (`=1+1` stays text), and the creation date is an argument, so
//! that the same value gives the same bytes.

mod form;

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use serde::{Deserialize, Serialize};

pub use form::{FILL_SHEET, HELP_SHEET, REASON_TITLE, reject_report, template};

use crate::paper::{DEMO_MARK, PaperError};

/// A workbook to be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Book {
    /// Title in the file's properties.
    pub title: String,
    /// The day in the file's properties; decides the bytes, so take it from the data.
    pub created: Date,
    /// True writes 演示数据 above the head of each sheet.
    pub demo: bool,
    /// The sheets in order.
    pub sheets: Vec<Grid>,
}

/// One sheet: columns and rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Name on the tab; forbidden characters are replaced, at most 31 characters are kept.
    pub name: String,
    /// Lines above the head: title, period, head of the journal.
    pub notes: Vec<String>,
    /// Columns from left to right.
    pub columns: Vec<GridColumn>,
    /// Rows of cells as text, in the form the kind of their column names.
    pub rows: Vec<Vec<String>>,
}

/// A column of a [`Grid`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridColumn {
    /// Title in the head.
    pub title: String,
    /// Width in characters of half width.
    pub width: u16,
    /// What the cells hold.
    pub kind: CellKind,
}

impl GridColumn {
    /// A column of `width` half characters.
    pub fn new(title: impl Into<String>, width: u16, kind: CellKind) -> Self {
        Self {
            title: title.into(),
            width,
            kind,
        }
    }
}

/// What the cells of a column hold. A cell that does not read as its kind, or has more digits than
/// a spreadsheet keeps (15), is written as text: nothing is lost or guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellKind {
    /// Text as it is.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number shown with so many places.
    Decimal(u8),
    /// A day, `2026-02-27`.
    Date,
}

/// Writes the workbook.
///
/// # Errors
/// [`PaperError::Writer`] when a sheet has more than 1,048,576 rows or 16,384 columns, or a text
/// more than 32,767 characters.
pub fn write(book: &Book) -> Result<Vec<u8>, PaperError> {
    let mut workbook = workbook(&book.title, book.created).map_err(refusal)?;
    for (index, grid) in book.sheets.iter().enumerate() {
        let name = sheet_name(&grid.name, index, &book.sheets);
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).map_err(refusal)?;
        write_grid(sheet, grid, book.demo).map_err(refusal)?;
    }
    workbook.save_to_buffer().map_err(refusal)
}

fn refusal(error: XlsxError) -> PaperError {
    PaperError::Writer(match error {
        XlsxError::RowColumnLimitError => "表格超过 1,048,576 行或 16,384 列".to_owned(),
        XlsxError::MaxStringLengthExceeded => "有一格文字超过 32,767 个字".to_owned(),
        other => other.to_string(),
    })
}

fn workbook(title: &str, created: Date) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let at = ExcelDateTime::from_ymd(
        u16::try_from(created.year()).unwrap_or(2000),
        u8::try_from(created.month()).unwrap_or(1),
        u8::try_from(created.day()).unwrap_or(1),
    )?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title(title)
            .set_author("办结")
            .set_creation_datetime(&at),
    );
    Ok(workbook)
}

/// A tab name that spreadsheets accept and that no earlier sheet has.
fn sheet_name(wanted: &str, index: usize, sheets: &[Grid]) -> String {
    let clean = |name: &str| -> String {
        name.chars()
            .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c })
            .filter(|c| !c.is_control())
            .take(27)
            .collect::<String>()
            .trim()
            .to_owned()
    };
    let name = clean(wanted);
    let taken = sheets[..index]
        .iter()
        .any(|other| clean(&other.name).to_lowercase() == name.to_lowercase());
    if name.is_empty() || taken {
        format!("{name}({})", index + 1)
    } else {
        name
    }
}

/// The formats of one workbook.
struct Look {
    head: Format,
    required: Format,
    text: Format,
    example: Format,
    note: Format,
    mark: Format,
    reason: Format,
}

impl Look {
    fn new() -> Self {
        let base = || {
            Format::new()
                .set_font_name("宋体")
                .set_font_size(11)
                .set_align(FormatAlign::VerticalCenter)
        };
        let cell = || {
            base()
                .set_border(FormatBorder::Thin)
                .set_border_color("#777777")
                .set_text_wrap()
        };
        let head = cell().set_bold().set_background_color("#EEF6F7");
        Self {
            required: head.clone().set_font_color("#B3261E"),
            head,
            text: cell().set_num_format("@"),
            example: cell().set_num_format("@").set_font_color("#5A6773"),
            note: base(),
            mark: base().set_bold(),
            reason: cell().set_font_color("#B3261E"),
        }
    }
}

fn write_grid(sheet: &mut Worksheet, grid: &Grid, demo: bool) -> Result<(), XlsxError> {
    let look = Look::new();
    let mut row = 0;
    if demo {
        sheet.write_string_with_format(row, 0, DEMO_MARK, &look.mark)?;
        row += 1;
    }
    for note in &grid.notes {
        sheet.write_string_with_format(row, 0, note, &look.note)?;
        row += 1;
    }
    let mut formats = Vec::new();
    for (column, definition) in (0u16..).zip(&grid.columns) {
        sheet.set_column_width(column, f64::from(definition.width))?;
        sheet.write_string_with_format(row, column, &definition.title, &look.head)?;
        formats.push(match definition.kind {
            CellKind::Text => look.text.clone(),
            CellKind::Integer => look.text.clone().set_num_format("#,##0"),
            CellKind::Decimal(places) => {
                let zeros = "0".repeat(usize::from(places.min(10)));
                look.text.clone().set_num_format(if zeros.is_empty() {
                    "#,##0".to_owned()
                } else {
                    format!("#,##0.{zeros}")
                })
            }
            CellKind::Date => look.text.clone().set_num_format("yyyy-mm-dd"),
        });
    }
    row += 1;
    sheet.set_freeze_panes(row, 0)?;
    sheet.set_repeat_rows(row - 1, row - 1)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C第 &P 页，共 &N 页");
    for cells in &grid.rows {
        for ((column, definition), format) in (0u16..).zip(&grid.columns).zip(&formats) {
            let text = cells.get(usize::from(column)).map_or("", String::as_str);
            match value(text, definition.kind) {
                Value::Number(number) => {
                    sheet.write_number_with_format(row, column, number, format)?
                }
                Value::Date(date) => sheet.write_datetime_with_format(row, column, date, format)?,
                Value::Text => sheet.write_string_with_format(row, column, text, &look.text)?,
            };
        }
        row += 1;
    }
    Ok(())
}

enum Value {
    Number(f64),
    Date(ExcelDateTime),
    Text,
}

fn value(text: &str, kind: CellKind) -> Value {
    let number = || {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let plain = text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        (plain && (1..=15).contains(&digits))
            .then(|| text.parse().ok())
            .flatten()
    };
    match kind {
        CellKind::Text => None,
        CellKind::Integer if text.contains('.') => None,
        CellKind::Integer | CellKind::Decimal(_) => number().map(Value::Number),
        CellKind::Date => text.parse::<Date>().ok().and_then(|date| {
            ExcelDateTime::from_ymd(
                u16::try_from(date.year()).ok()?,
                u8::try_from(date.month()).ok()?,
                u8::try_from(date.day()).ok()?,
            )
            .ok()
            .map(Value::Date)
        }),
    }
    .unwrap_or(Value::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::{Column, ColumnKind, Template};

    fn book() -> Book {
        Book {
            title: "2026年2月排名".into(),
            created: jiff::civil::date(2026, 3, 1),
            demo: true,
            sheets: vec![
                Grid {
                    name: "部门[甲组]".into(),
                    notes: vec!["2026年2月".into()],
                    columns: vec![
                        GridColumn::new("单位", 20, CellKind::Text),
                        GridColumn::new("办结", 8, CellKind::Integer),
                        GridColumn::new("按时率", 10, CellKind::Decimal(1)),
                        GridColumn::new("最近一件", 12, CellKind::Date),
                        GridColumn::new("代码", 22, CellKind::Integer),
                    ],
                    rows: vec![
                        ["=1+1", "12", "91.3", "2026-02-27", "914403001922038216"]
                            .map(String::from)
                            .to_vec(),
                        ["住建局", "—", "不足5件", "", ""]
                            .map(String::from)
                            .to_vec(),
                    ],
                },
                Grid {
                    name: "部门 甲组".into(),
                    ..Grid::default()
                },
            ],
        }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        std::io::read_to_string(zip.by_name(name).unwrap()).unwrap()
    }

    #[test]
    fn the_same_book_gives_the_same_bytes_and_holds_no_formula() {
        let bytes = write(&book()).unwrap();
        assert_eq!(bytes, write(&book()).unwrap());
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"));
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("=1+1"));
        assert!(part(&bytes, "docProps/core.xml").contains("2026-03-01T00:00:00Z"));
        if let Ok(dir) = std::env::var("PAPERS_OUT") {
            std::fs::write(format!("{dir}/ranking.xlsx"), bytes).unwrap();
        }
    }

    #[test]
    fn numbers_are_numbers_and_what_a_spreadsheet_would_spoil_is_text() {
        assert!(matches!(value("12", CellKind::Integer), Value::Number(n) if n == 12.0));
        assert!(matches!(value("-91.30", CellKind::Decimal(2)), Value::Number(n) if n == -91.3));
        assert!(matches!(
            value("2026-02-27", CellKind::Date),
            Value::Date(_)
        ));
        for (text, kind) in [
            ("914403001922038216", CellKind::Integer),
            ("1.5", CellKind::Integer),
            ("inf", CellKind::Decimal(1)),
            ("1e5", CellKind::Decimal(1)),
            ("", CellKind::Integer),
            ("2026-02-30", CellKind::Date),
            ("12", CellKind::Text),
        ] {
            assert!(matches!(value(text, kind), Value::Text), "{text}");
        }
    }

    #[test]
    fn a_template_has_its_two_sheets_drop_downs_and_stable_bytes() {
        let template_of = Template {
            name: "导入".into(),
            notes: vec![],
            columns: vec![
                Column::new(
                    "来源",
                    ColumnKind::Choice(vec!["热线".into(), "窗口".into()]),
                )
                .required(),
            ],
            max_rows: 10,
        };
        let bytes = template(&template_of, jiff::civil::date(2026, 1, 1)).unwrap();
        let again = template(&template_of, jiff::civil::date(2026, 1, 1)).unwrap();
        assert_eq!(bytes, again);
        let workbook = part(&bytes, "xl/workbook.xml");
        assert!(workbook.contains("填写") && workbook.contains("说明"));
        assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("\"热线,窗口\""));
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("来源*"));
        if let Ok(dir) = std::env::var("PAPERS_OUT") {
            std::fs::write(format!("{dir}/template.xlsx"), bytes).unwrap();
        }
    }
}
