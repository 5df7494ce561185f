use jiff::civil::date;

use super::{Row, Sheet, SheetError, read};
use crate::template::{Column, ColumnKind, Template};
use crate::xlsx::{self, Book, CellKind, Grid, GridColumn};

fn template() -> Template {
    Template {
        name: "12345热线工单导入".into(),
        notes: vec!["来文里的单位名称照原文写。".into()],
        columns: vec![
            Column::new("工单编号", ColumnKind::Code)
                .required()
                .alias("编号")
                .help("热线系统的编号", "GD20260001"),
            Column::new("信用代码", ColumnKind::Code).help("18位", "91330100799655058B"),
            Column::new("诉求内容", ColumnKind::Text)
                .required()
                .width(60)
                .help("照工单写", "门口路灯不亮"),
            Column::new("受理日期", ColumnKind::Date).help("", "2026-2-27"),
            Column::new(
                "来源",
                ColumnKind::Choice(vec!["热线".into(), "窗口".into()]),
            )
            .help("", "热线"),
        ],
        max_rows: 100,
    }
}

fn csv(text: &str) -> Result<Sheet, SheetError> {
    read(text.as_bytes(), "表.csv", &template())
}

/// A workbook as other systems export it: titles above the head, columns in another order.
fn exported(rows: Vec<Vec<&str>>) -> Vec<u8> {
    let titles = [
        "序号",
        "诉求内容*",
        "受理日期：",
        "编 号",
        "来源(必填)",
        "信用代码",
    ];
    xlsx::write(&Book {
        title: "工单".into(),
        created: date(2026, 2, 27),
        demo: true,
        sheets: vec![Grid {
            name: "工单".into(),
            notes: vec!["2026年2月热线工单".into()],
            columns: titles
                .into_iter()
                .map(|title| GridColumn::new(title, 12, CellKind::Text))
                .collect(),
            rows: rows
                .into_iter()
                .map(|row| row.into_iter().map(String::from).collect())
                .collect(),
        }],
    })
    .unwrap()
}

#[test]
fn the_head_is_found_below_titles_and_columns_are_put_in_order() {
    let bytes = exported(vec![
        vec![
            "1",
            " 路灯不亮　",
            "２０２６年２月２７日",
            "gd 1",
            "热线",
            "９１330100799655058b",
        ],
        vec![],
        vec!["合 计", "1件"],
    ]);
    let sheet = read(&bytes, "工单.xlsx", &template()).unwrap();
    assert_eq!(sheet.head[0], "工单编号");
    assert_eq!(
        sheet.rows,
        [Row {
            number: 4,
            cells: [
                "GD1",
                "91330100799655058B",
                "路灯不亮",
                "2026-02-27",
                "热线"
            ]
            .map(String::from)
            .to_vec(),
            problems: vec![],
        }]
    );
    assert_eq!(sheet.skipped[0].why, "合计行");
    assert_eq!(sheet.skipped[0].number, 6);
}

#[test]
fn our_own_template_reads_back_and_its_example_is_no_row() {
    let empty = xlsx::template(&template(), date(2026, 1, 1)).unwrap();
    assert_eq!(
        read(&empty, "模板.xlsx", &template()),
        Err(SheetError::NoRows)
    );
}

#[test]
fn the_report_of_rejected_rows_can_be_mended_and_read_again() {
    let first = csv("工单编号,诉求内容,受理日期,来源\nGD1,漏水,2月27日,邮箱\n").unwrap();
    let row = &first.rows[0];
    assert_eq!(row.number, 2);
    assert_eq!(row.problems.len(), 2);
    assert!(row.problems[0].contains("受理日期：写成“2月27日”"));
    let rejected = [(row.clone(), row.problems.clone())];
    let report = xlsx::reject_report(&template(), &rejected, date(2026, 1, 1)).unwrap();
    let again = read(&report, "退回.xlsx", &template()).unwrap();
    assert_eq!(again.rows[0].cells, row.cells);
    assert_eq!(again.rows[0].problems, row.problems);
}

#[test]
fn text_stays_text_through_xlsx_and_csv() {
    let bytes = exported(vec![vec!["1", "=1+1", "2026-2-27", "+1", "热线", ""]]);
    let sheet = read(&bytes, "x.xlsx", &template()).unwrap();
    assert_eq!(sheet.rows[0].cells[2], "=1+1");
    assert_eq!(sheet.rows[0].cells[0], "+1");
    let grid = Grid {
        columns: ["工单编号", "诉求内容"]
            .map(|title| GridColumn::new(title, 9, CellKind::Text))
            .to_vec(),
        rows: vec![vec!["GD1".into(), "=1+1".into()]],
        ..Grid::default()
    };
    let text = crate::csv::write(&grid, true);
    let sheet = read(&text, "x.csv", &template()).unwrap();
    assert_eq!(sheet.rows[0].cells[2], "=1+1");
}

#[test]
fn csv_is_read_in_the_encodings_of_offices() {
    let text = "工单编号,诉求内容\nGD1,路灯不亮\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let utf16: Vec<u8> = format!("\u{FEFF}{}", text.replace(',', "\t"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for bytes in [text.as_bytes(), &gb, &utf16, &bom] {
        let sheet = read(bytes, "x.csv", &template()).unwrap();
        assert_eq!(sheet.rows[0].cells[2], "路灯不亮");
    }
}

#[test]
fn row_numbers_are_those_a_spreadsheet_shows() {
    let sheet = csv("工单编号,诉求内容\nGD1,\"两\n行\"\n\n,,\nGD2,一行\n").unwrap();
    assert_eq!(sheet.rows[0].cells[2], "两\n行");
    let numbers: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 5]);
}

#[test]
fn refusals_name_what_is_missing() {
    let missing = csv("工单编号,来源\nGD1,热线\n").unwrap_err();
    assert_eq!(
        missing.to_string(),
        "第1行的表头缺少：诉求内容。请补上这1列（列名照模板写），再上传。"
    );
    let required = csv("工单编号,诉求内容\nGD1,　\n").unwrap();
    assert_eq!(required.rows[0].problems, ["诉求内容：没有填，这一列必填"]);
}

#[test]
fn a_sheet_and_a_refusal_survive_the_way_back_from_the_child_process() {
    let sheet = csv("工单编号,诉求内容\nGD1,x\n");
    let json = serde_json::to_string(&sheet).unwrap();
    let back: Result<Sheet, SheetError> = serde_json::from_str(&json).unwrap();
    assert_eq!(back, sheet);
    let refused: Result<Sheet, SheetError> = Err(SheetError::TooManyRows { most: 3 });
    let json = serde_json::to_string(&refused).unwrap();
    assert_eq!(
        serde_json::from_str::<Result<Sheet, SheetError>>(&json).unwrap(),
        refused
    );
}
