//! `calendar/<year>.toml`: the State Council's yearly notices.

use super::mistake::{Place, Report};
use super::names::Names;
use super::reader::{Spot, Table};
use crate::calendar::{Calendar, Year};
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Reads all years and lays them together.
pub(super) fn calendar<'d>(
    files: impl Iterator<Item = Table<'d>>,
    report: &Report,
) -> Option<Calendar> {
    let mut names = Names::new("年份", "calendar");
    let mut years: Vec<(Year, Place<'d>)> = Vec::new();
    let mut whole = true;
    for file in files {
        match year(&file, &mut names) {
            Some(year) => years.push((year, file.at())),
            None => whole = false,
        }
    }
    if !whole || years.is_empty() {
        return None;
    }
    years.sort_by_key(|(year, _)| year.year);
    for pair in years.windows(2) {
        // A hole in the middle is a forgotten file.
        for missing in pair[0].0.year + 1..pair[1].0.year {
            report.error(
                pair[1].1,
                format!("日历缺 {missing} 年"),
                format!("请照国务院办公厅通知补上 calendar/{missing}.toml"),
            );
        }
    }
    let places: BTreeMap<i16, Place<'d>> = years.iter().map(|(y, at)| (y.year, *at)).collect();
    match Calendar::new(years.into_iter().map(|(year, _)| year).collect()) {
        Ok(calendar) => Some(calendar),
        Err(problem) => {
            let line_one = Place {
                file: "calendar/",
                line: 1,
            };
            report.error(
                places.get(&problem.year).copied().unwrap_or(line_one),
                problem.sentence,
                "请对照国务院办公厅通知改正",
            );
            None
        }
    }
}

/// Reads one year's notice.
fn year(file: &Table<'_>, names: &mut Names) -> Option<Year> {
    let before = file.report().len();
    let year = file.integer("year").and_then(|year| {
        let read = i16::try_from(year.value).ok().filter(|y| *y >= 2000);
        if read.is_none() {
            file.report().error(
                year.at,
                format!("年份“{}”写得不对", year.value),
                "请写四位年份，例如 2026",
            );
        }
        Some((read?, year.at))
    });
    let notice = file.text("notice");
    let mut rest = Vec::new();
    let mut days = BTreeSet::new();
    for table in file.tables("rest") {
        rest.extend(rest_range(&table, year.map(|y| y.0), &mut days));
    }
    let mut makeup = Vec::new();
    for table in file.tables("makeup") {
        makeup.extend(makeup_day(&table, year.map(|y| y.0), &mut days));
    }
    let (year, at) = year?;
    names.define(
        file,
        Spot {
            value: &year.to_string(),
            at,
        },
    );
    if rest.is_empty() {
        file.report().error(
            file.at(),
            format!("{year} 年没有一个放假日"),
            "请照国务院办公厅通知写 [[rest]],空的日历会把节日算成工作日",
        );
    }
    // A year with mistakes would only produce others in the calendar.
    (file.report().len() == before).then_some(())?;
    Some(Year {
        year,
        notice: notice?.value.to_owned(),
        rest,
        makeup,
    })
}

fn inside(table: &Table<'_>, year: Option<i16>, date: Spot<'_, Date>) -> bool {
    let Some(year) = year else { return true };
    if date.value.year() == year {
        return true;
    }
    table.report().error(
        date.at,
        format!("{} 不在 {year} 年", date.value),
        format!("请改成 {year} 年的日期，跨年的假期写在各自年份的文件里"),
    );
    false
}

fn once(table: &Table<'_>, at: Spot<'_, Date>, day: Date, days: &mut BTreeSet<Date>) -> bool {
    let new = days.insert(day);
    if !new {
        table.report().error(
            at.at,
            format!("{day} 在放假或调休里写了两次"),
            "请对照通知删去重复的一处",
        );
    }
    new
}

fn rest_range(
    table: &Table<'_>,
    year: Option<i16>,
    days: &mut BTreeSet<Date>,
) -> Option<(Date, Date, String)> {
    let name = table.text("name");
    let from = table.date("from");
    let to = table.date("to");
    let (from, to) = (from?, to?);
    if !(inside(table, year, from) && inside(table, year, to)) {
        return None;
    }
    if to.value < from.value {
        table.report().error(
            to.at,
            format!("放假从 {} 起，却到 {} 止", from.value, to.value),
            "请把起止日期对调或改正",
        );
        return None;
    }
    for day in from.value.series(jiff::Span::new().days(1)) {
        if day > to.value || !once(table, from, day, days) {
            break;
        }
    }
    Some((from.value, to.value, name?.value.to_owned()))
}

fn makeup_day(
    table: &Table<'_>,
    year: Option<i16>,
    days: &mut BTreeSet<Date>,
) -> Option<(Date, String)> {
    let name = table.text("name");
    let date = table.date("date")?;
    if !inside(table, year, date) || !once(table, date, date.value, days) {
        return None;
    }
    if !matches!(date.value.weekday(), Weekday::Saturday | Weekday::Sunday) {
        table.report().error(
            date.at,
            format!("调休上班日 {} 不是周六或周日", date.value),
            "请对照通知改正日期，周一至周五不用写",
        );
        return None;
    }
    Some((date.value, name?.value.to_owned()))
}
