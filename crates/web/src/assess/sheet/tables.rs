//! Tables of figures in a bulletin; every figure opens.

use super::Part;
use crate::assess::figure::opens;
use crate::kit::parts::{Cell, Column, DataTable, HBar};
use crate::kit::text;
use banjie_core::assessment::Counted;
use banjie_core::assessment::bulletin::{Bulletin, GroupRates};
use banjie_core::assessment::scoring::Share;

pub(crate) fn number(counted: &Counted) -> Cell {
    Cell::link(text::thousands(counted.cases), opens(counted))
}

/// A rate opens to its cases; no data opens nothing.
pub(crate) fn rate(share: &Share) -> Cell {
    match (share.rate, share.whole.as_slice()) {
        (None, _) => "无数据".into(),
        // One figure makes up the denominator: open it; otherwise the cases counted as good.
        (Some(_), [whole]) => Cell::link(share.words(), opens(whole)),
        (Some(_), _) => Cell::link(share.words(), opens(&share.hits)),
    }
}

pub(super) fn rates(b: &Bulletin) -> Vec<Part> {
    b.groups.iter().map(group_rates).collect()
}

fn group_rates(group: &GroupRates) -> Part {
    let mut columns = vec![Column::text("单位")];
    let numbers = [
        "交办",
        "答复",
        "在办",
        "逾期",
        "到期",
        "按时率",
        "解决率",
        "满意率",
    ];
    columns.extend(numbers.map(Column::number));
    let rows = (group.rows.iter())
        .map(|row| {
            let due = row.on_time.whole.first().map_or("0".into(), number);
            vec![
                row.unit.to_string().into(),
                number(&row.received),
                number(&row.answered),
                number(&row.open),
                number(&row.overdue),
                due,
                rate(&row.on_time),
                rate(&row.solved),
                rate(&row.satisfied),
            ]
        })
        .collect();
    let table = DataTable {
        caption: group.group.clone(),
        columns,
        rows,
    };
    Part {
        heading: group.group.clone(),
        ..Part::table(table)
    }
}

pub(super) fn satisfaction(b: &Bulletin) -> Vec<Part> {
    let row = |share: &Share, good: &str, bad: &str| -> Vec<Cell> {
        vec![
            share.metric.word().into(),
            share.words().into(),
            Cell::link(format!("{} {good}", share.hits.cases), opens(&share.hits)),
            Cell::link(
                format!("{} {bad}", share.missed.cases),
                opens(&share.missed),
            ),
            Cell::Bar(HBar::of(share.hits.cases, share.cases())),
        ]
    };
    let table = DataTable {
        caption: "企业怎么说".to_owned(),
        columns: vec![
            Column::text("项目"),
            Column::number("率"),
            Column::number("好"),
            Column::number("差"),
            Column::text(""),
        ],
        rows: vec![
            row(&b.satisfied, "条满意", "条不满意"),
            row(&b.solved, "件已解决", "件未解决"),
        ],
    };
    vec![Part::table(table)]
}

pub(super) fn movement(b: &Bulletin) -> Vec<Part> {
    let moved = b.better.iter().chain(&b.worse);
    let rows: Vec<Vec<Cell>> = moved
        .map(|m| {
            let change = match m.now.cases.checked_sub(m.before.cases) {
                Some(more) => format!("多 {more}"),
                None => format!("少 {}", m.before.cases - m.now.cases),
            };
            vec![
                m.unit.to_string().into(),
                number(&m.before),
                number(&m.now),
                change.into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = DataTable {
        caption: "逾期件数与上周相比".to_owned(),
        columns: vec![
            Column::text("单位"),
            Column::number("上周末逾期"),
            Column::number("现在逾期"),
            Column::number("变化"),
        ],
        rows,
    };
    vec![Part::table(table)]
}
