//! Tables as csv: UTF-8 with a byte order mark, formulas neutralised.

use crate::xlsx::Grid;

/// Writes a sheet as csv for spreadsheets: BOM, CRLF, every field that a spreadsheet would take
/// for a formula (`= + - @`, tab, carriage return at its start) gets a leading apostrophe. Plain
/// negative numbers stay numbers. The lines above the head are left out, except 演示数据.
pub fn write(grid: &Grid, demo: bool) -> Vec<u8> {
    let mut out = String::from("\u{FEFF}");
    if demo {
        out.push_str(crate::paper::DEMO_MARK);
        out.push_str("\r\n");
    }
    push_line(
        grid.columns.iter().map(|column| column.title.as_str()),
        &mut out,
    );
    for row in &grid.rows {
        let cells = (0..grid.columns.len()).map(|i| row.get(i).map_or("", String::as_str));
        push_line(cells, &mut out);
    }
    out.into_bytes()
}

fn push_line<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        let safe = neutral(cell);
        if safe.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&safe.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&safe);
        }
    }
    out.push_str("\r\n");
}

/// The text as it may stand in a csv cell without ever being computed.
pub fn neutral(text: &str) -> std::borrow::Cow<'_, str> {
    // Spreadsheets skip blanks before they look for a formula; so do we.
    let first = text
        .trim_start_matches([' ', '\u{3000}', '\n'])
        .chars()
        .next();
    let formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
    );
    let number = text.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && rest.bytes().filter(|b| *b == b'.').count() <= 1
    });
    if formula && !number {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xlsx::{CellKind, GridColumn};

    #[test]
    fn formulas_become_text_and_negative_numbers_stay() {
        for text in [
            "=1+1", "+1", "-cmd", "@x", "\tx", "\rx", " =1", "＝1", "-1-2", "-",
        ] {
            assert!(neutral(text).starts_with('\''), "{text:?}");
        }
        for text in ["-3.5", "普通", "1+1", ""] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn a_csv_has_a_mark_a_bom_and_quoted_fields() {
        let grid = Grid {
            name: "x".into(),
            notes: vec![],
            columns: vec![
                GridColumn::new("单位", 10, CellKind::Text),
                GridColumn::new("说明", 10, CellKind::Text),
            ],
            rows: vec![vec!["住建局".into(), "说\"好\",\n再办".into()], vec![]],
        };
        assert_eq!(
            String::from_utf8(write(&grid, true)).unwrap(),
            "\u{FEFF}演示数据\r\n单位,说明\r\n住建局,\"说\"\"好\"\",\n再办\"\r\n,\r\n"
        );
    }
}
