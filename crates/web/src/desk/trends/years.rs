//! The years of a trend as a table: each with how much of it there is.

use crate::assess::figure::opens;
use crate::kit::parts::{Cell, Column, DataTable};
use banjie_core::assessment::Month;
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::years::{MonthPart, Year, years};
use jiff::civil::Date;

/// Calendar years shown.
pub(super) const YEARS: i16 = 3;

/// The first month of the first year shown.
pub(super) fn since(today: Date) -> Month {
    let first = today.first_of_year();
    let back = jiff::Span::new().years(YEARS - 1);
    Month::of(first.checked_sub(back).unwrap_or(first))
}

/// The table; `score`: whether months have one; `rates` names the columns of the rates.
pub(super) fn table(
    name: &str,
    parts: &[MonthPart],
    score: bool,
    rates: &[String],
    today: Date,
) -> DataTable {
    let mut columns = vec![Column::text("年度"), Column::text("有哪几个月")];
    if score {
        columns.push(Column::number("月均得分"));
    }
    columns.extend(rates.iter().map(|rate| Column::number(rate)));
    let all = years(parts, since(today).first().year(), today);
    DataTable {
        caption: format!("{name}各年的数"),
        columns,
        rows: (all.iter())
            .map(|year| row(year, score, rates.len()))
            .collect(),
    }
}

fn row(year: &Year, score: bool, rates: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::from(format!("{}年", year.year)), year.words().into()];
    if score {
        cells.push(match year.score {
            Some(mean) => format!("{mean}（{} 个月）", year.scored).into(),
            None if year.months.is_empty() => "—".into(),
            None => "没有得分".into(),
        });
    }
    cells.extend((0..rates).map(|index| match year.shares.get(index) {
        Some(Some(share)) => rate(share, year.is_unbroken()),
        Some(None) => "没有考核".into(),
        None => "—".into(),
    }));
    cells
}

/// A rate opens where one span of days holds just its cases; otherwise its months open below.
fn rate(share: &Share, unbroken: bool) -> Cell {
    match share.rate {
        None => "无数据".into(),
        Some(_) if unbroken => Cell::link(share.words(), opens(&share.hits)),
        Some(_) => share.words().into(),
    }
}
