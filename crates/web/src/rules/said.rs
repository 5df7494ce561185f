//! Values, periods and refusals in words for people who know no ids.

use crate::kit::{text, words};
use banjie_core::calendar::{Calendar, MissingYear};
use banjie_core::credit::{Class, Regime};
use banjie_core::rules::{Parameter, Value, Version};
use jiff::civil::Date;

/// A value as it stands in a table. Codes that the program reads are said in words.
pub(crate) fn value_words(value: &Value) -> String {
    match value {
        Value::Text(code) => match (Regime::from_code(code), Class::from_code(code)) {
            (Some(regime), _) => regime.word().to_owned(),
            (None, Some(class)) => class.word().to_owned(),
            (None, None) => code.clone(),
        },
        value => value.words(),
    }
}

/// When a version holds: `2025年6月1日起`, `2020年9月1日至2025年5月31日`.
pub(crate) fn period(version: &Version) -> String {
    span(version.from, version.until)
}

/// The same for its first and last day.
pub(crate) fn span(from: Date, until: Option<Date>) -> String {
    match until {
        Some(until) => format!("{}至{}", day(from), day(until)),
        None => format!("{}起", day(from)),
    }
}

/// `2025年6月1日`.
pub(crate) fn day(date: Date) -> String {
    format!("{}年{}", date.year(), text::month_day(date))
}

/// Why a year without a notice gives no date, for whoever cannot load it.
pub(crate) fn missing_year(missing: &MissingYear) -> String {
    format!(
        "要数到{}年，那一年的放假安排没有录入，算不准。请等放假通知公布以后再算，或者换一个日期",
        missing.year
    )
}

/// The weekday of a due date and how far it is: `周三，还剩 3 个工作日`, `周三，已经过了 2 个工作日`.
/// Nobody is late here: somebody only counts.
pub(crate) fn rest(due: Date, today: Date, calendar: &Calendar) -> String {
    let rest = words::rest(due, today, calendar).replacen("逾期", "已经过了", 1);
    format!("{}，{rest}", text::weekday(due))
}

/// Why a rule says nothing on a day, with what it says when.
pub(crate) fn no_value(rule: &Parameter, on: Date) -> String {
    let periods: Vec<_> = rule.versions.iter().map(period).collect();
    format!(
        "{}“{}”还没有规定；有规定的是{}。请核对日期",
        day(on),
        rule.title,
        periods.join("、")
    )
}
