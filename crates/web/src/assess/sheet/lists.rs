//! Lists of matters in a bulletin: what is overdue, comes due soon, is under way.

use super::tables::number;
use super::{Eyes, Part};
use crate::kit::parts::{Cell, Column, DataTable, HBar, LightKind, LightView};
use crate::kit::text;
use banjie_core::assessment::bulletin::{Bulletin, Listed};
use jiff::civil::Date;

/// Rows of a list that stand open.
const OPEN: usize = 10;

pub(super) fn overdue(b: &Bulletin, eyes: Eyes<'_>) -> Vec<Part> {
    let longest = b.late_units.first().map_or(0, |load| load.overdue.cases);
    let rows: Vec<Vec<Cell>> = (b.late_units.iter())
        .map(|load| {
            vec![
                load.unit.to_string().into(),
                number(&load.overdue),
                Cell::Bar(HBar::of(load.overdue.cases, longest)),
                number(&load.open),
                text::thousands(load.oldest.into()).into(),
            ]
        })
        .collect();
    let mut tables = Vec::new();
    if !rows.is_empty() {
        let columns = vec![
            Column::text("单位"),
            Column::number("现在逾期"),
            Column::text(""),
            Column::number("在办"),
            Column::number("最久（工作日）"),
        ];
        tables.push(Part::table(DataTable {
            caption: "逾期单位".to_owned(),
            columns,
            rows,
        }));
    }
    tables.extend(listed_in("红灯：逾期", &b.red, Some(b.as_of), eyes));
    tables.extend(listed_in("黄灯：临期", &b.yellow, None, eyes));
    tables
}

/// A list of matters; `late_on`: all were overdue at the end of that day. None when it is empty.
pub(super) fn listed_in(
    heading: &str,
    rows: &[Listed],
    late_on: Option<Date>,
    eyes: Eyes<'_>,
) -> Vec<Part> {
    if rows.is_empty() {
        return Vec::new();
    }
    let heading = format!("{heading} {} 件", rows.len());
    let table = |rows: &[Listed]| DataTable {
        caption: heading.clone(),
        columns: listed_columns(eyes),
        rows: rows
            .iter()
            .map(|row| listed_row(row, late_on, eyes))
            .collect(),
    };
    let (first, more) = rows.split_at(rows.len().min(OPEN));
    let rest = (!more.is_empty()).then(|| (format!("其余 {} 件", more.len()), table(more)));
    vec![Part {
        table: table(first),
        rest,
        heading,
    }]
}

fn listed_columns(eyes: Eyes<'_>) -> Vec<Column> {
    let mut columns = match eyes {
        Eyes::Public => vec![Column::text("单位")],
        Eyes::Staff(_) => vec![Column::text("单位、经办"), Column::text("办件")],
    };
    columns.extend([
        Column::number("到期"),
        Column::text("时限"),
        Column::text("下一步"),
    ]);
    columns
}

/// The light as it stood at the end of the week. What was due on its last days and not done is overdue
/// then, by no whole working day yet.
fn light(row: &Listed, late_on: Option<Date>) -> Cell {
    let (kind, days) = match (row.late, row.left, late_on) {
        (0, _, Some(day)) => {
            let rest = row.rest_words(day);
            let rest = rest.trim_start_matches("逾期 ").to_owned();
            return Cell::Light(LightView::new(LightKind::Overdue, rest));
        }
        (0, 0..=1, _) => (LightKind::Soon, row.left),
        (0, left, _) => (LightKind::Normal, left),
        (late, _, _) => (LightKind::Overdue, late),
    };
    let amount = match kind {
        LightKind::Overdue => format!("{days} 个工作日"),
        _ => format!("还剩 {days} 个工作日"),
    };
    Cell::Light(LightView::new(kind, amount))
}

fn listed_row(row: &Listed, late_on: Option<Date>, eyes: Eyes<'_>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match eyes {
        Eyes::Public => vec![format!("{} {}", row.unit, row.kind.word()).into()],
        // Unit over person, as in the lists of matters.
        Eyes::Staff(_) if eyes.reach(row.unit.as_str()) => {
            let href = format!("/desk/matters/{}", row.no);
            let who = format!("{} {}", row.unit, row.owner);
            vec![who.into(), Cell::link(row.title.clone(), href)]
        }
        Eyes::Staff(_) => vec![row.unit.to_string().into(), row.no.clone().into()],
    };
    cells.extend([
        text::month_day(row.due).into(),
        light(row, late_on),
        row.next_step.clone().into(),
    ]);
    cells
}
