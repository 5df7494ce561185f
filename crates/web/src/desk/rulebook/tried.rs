//! A draft tried on history, as tables.

use crate::assess::weights::weights;
use crate::kit::part;
use crate::kit::parts::{Cell, Column, DataTable};
use askama::Template;
use banjie_core::assessment::trial::{Mover, Trial, TrialGroup, TrialMonth};
use rust_decimal::Decimal;

/// The result of a trial.
#[derive(Template)]
#[template(path = "desk/rulebook/tried.html")]
pub(super) struct Tried {
    finding: String,
    months: DataTable,
    details: Vec<Detail>,
    weights: Vec<DataTable>,
    ceilings: Vec<String>,
}

struct Detail {
    title: String,
    table: DataTable,
}

part!(Tried);

impl Tried {
    pub(super) fn of(trial: &Trial) -> Self {
        let moved = trial
            .months
            .iter()
            .filter(|month| month.movers() > 0)
            .count();
        let last = trial.months.iter().rev().find(|month| month.has_data());
        let last_groups = || last.into_iter().flat_map(|month| &month.groups);
        Self {
            finding: match (last, moved) {
                (None, _) => "这些月份没有单位够最低件数，没有数可比".to_owned(),
                (_, 0) => "这些月份名次都不变".to_owned(),
                (_, n) => format!("{}个月里{n}个月有单位换名次", trial.months.len()),
            },
            months: DataTable {
                caption: "各月变化".to_owned(),
                columns: vec![
                    Column::text("月份"),
                    Column::text("现在按哪一版"),
                    Column::number("换名次"),
                    Column::text("约谈建议：现在"),
                    Column::text("约谈建议：按草案"),
                ],
                rows: trial.months.iter().map(month_row).collect(),
            },
            details: (trial.months.iter())
                .filter(|month| month.movers() > 0)
                .map(|month| Detail {
                    title: month.words(),
                    table: movers(month),
                })
                .collect(),
            weights: last_groups()
                .filter(|group| !group.weights.is_empty())
                .map(|group| weights(&group.group, &group.weights))
                .collect(),
            ceilings: last_groups()
                .flat_map(|group| group.ceilings.clone())
                .collect(),
        }
    }
}

fn names(units: &[banjie_core::district::UnitId]) -> Cell {
    let names: Vec<&str> = units.iter().map(|unit| unit.as_str()).collect();
    match names.is_empty() {
        true => "无".into(),
        false => names.join("、").into(),
    }
}

fn month_row(month: &TrialMonth) -> Vec<Cell> {
    vec![
        Cell::link(
            month.month.words(),
            format!("/desk/rankings/{}", month.month),
        ),
        month.version.clone().into(),
        match month.has_data() {
            true => month.movers().to_string().into(),
            false => "没有数".into(),
        },
        names(&month.interviews_now),
        names(&month.interviews_draft),
    ]
}

fn movers(month: &TrialMonth) -> DataTable {
    let rows = month.groups.iter().flat_map(|group| {
        let moving = group.rows.iter().filter(|row| row.moves());
        moving.map(move |row| mover(group, row))
    });
    DataTable {
        caption: month.words(),
        columns: vec![
            Column::text("单位"),
            Column::text("可比组"),
            Column::text("名次"),
            Column::number("现在得分"),
            Column::number("草案得分"),
            Column::text("为什么"),
        ],
        rows: rows.collect(),
    }
}

fn mover(group: &TrialGroup, row: &Mover) -> Vec<Cell> {
    let score = |score: Option<Decimal>| {
        Cell::from(score.map_or("—".to_owned(), |score| score.to_string()))
    };
    vec![
        row.unit.to_string().into(),
        group.group.clone().into(),
        row.words().into(),
        score(row.score_now),
        score(row.score_draft),
        row.why.clone().into(),
    ]
}
