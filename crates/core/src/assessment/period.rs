//! Periods of the assessment: the ISO week of a bulletin, the month of a ranking, the quarter of an
//! assessment.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A week from Monday to Sunday (ISO 8601), written `2026-W09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Week {
    monday: Date,
}

/// A calendar month, written `2026-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    first: Date,
}

/// A quarter of a calendar year, written `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    first: Month,
}

/// What goes through the steps draft, checking, settled, sealed, published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Period {
    /// 月排名.
    Month(Month),
    /// 季考核.
    Quarter(Quarter),
}

/// A text that names no period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPeriod {
    /// No week.
    Week(String),
    /// No month.
    Month(String),
    /// No quarter.
    Quarter(String),
    /// Neither month nor quarter.
    Period(String),
}

impl fmt::Display for BadPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(text) => write!(
                f,
                "周次“{text}”不对，请写年份和第几周，例如 2026-W09（2026年第9周，周一到周日）"
            ),
            Self::Month(text) => write!(f, "月份“{text}”不对，请写年份和月份，例如 2026-01"),
            Self::Quarter(text) => write!(
                f,
                "季度“{text}”不对，请写年份和第几季度，例如 2026-Q1（1月至3月）"
            ),
            Self::Period(text) => write!(
                f,
                "考核期“{text}”不对，请写月份（例如 2026-01）或季度（例如 2026-Q1）"
            ),
        }
    }
}

impl std::error::Error for BadPeriod {}

impl Week {
    /// The week of a day.
    pub fn of(day: Date) -> Self {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        Self {
            monday: day.saturating_sub(jiff::Span::new().days(back)),
        }
    }

    /// The calendar year the week belongs to (its Thursday's).
    pub fn year(self) -> i16 {
        self.monday.iso_week_date().year()
    }

    /// 期号: the number of the week in its year, 1 to 53.
    pub fn number(self) -> i8 {
        self.monday.iso_week_date().week()
    }

    /// Its Monday.
    pub fn first(self) -> Date {
        self.monday
    }

    /// Its Sunday.
    pub fn last(self) -> Date {
        self.monday.saturating_add(jiff::Span::new().days(6))
    }

    /// The week before.
    pub fn previous(self) -> Self {
        Self::of(self.monday.saturating_sub(jiff::Span::new().days(7)))
    }

    /// The week after.
    pub fn next(self) -> Self {
        Self::of(self.monday.saturating_add(jiff::Span::new().days(7)))
    }

    /// The last whole day of it as seen on `today`: its last day, or yesterday while it runs.
    /// `None` before its first day is over.
    pub fn whole_days(self, today: Date) -> Option<Date> {
        let yesterday = today.yesterday().ok()?;
        (yesterday >= self.first()).then(|| yesterday.min(self.last()))
    }

    /// `2026年第9期`.
    pub fn words(self) -> String {
        format!("{}年第{}期", self.year(), self.number())
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year(), self.number())
    }
}

impl FromStr for Week {
    type Err = BadPeriod;
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let bad = || BadPeriod::Week(text.to_owned());
        let (year, week) = text.split_once("-W").ok_or_else(bad)?;
        let (year, week) = (digits(year, 4).ok_or_else(bad)?, digits(week, 2));
        let week = i8::try_from(week.ok_or_else(bad)?).map_err(|_| bad())?;
        let monday = ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| bad())?;
        Ok(Self {
            monday: monday.date(),
        })
    }
}

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
        }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// The month before.
    pub fn previous(self) -> Self {
        Self::of(self.first.saturating_sub(jiff::Span::new().months(1)))
    }

    /// The month after.
    pub fn next(self) -> Self {
        Self::of(self.first.saturating_add(jiff::Span::new().months(1)))
    }

    /// The last whole day of it as seen on `today`: its last day, or yesterday while it runs.
    /// `None` before its first day is over.
    pub fn whole_days(self, today: Date) -> Option<Date> {
        let yesterday = today.yesterday().ok()?;
        (yesterday >= self.first()).then(|| yesterday.min(self.last()))
    }

    /// `2026年1月`.
    pub fn words(self) -> String {
        format!("{}年{}月", self.first.year(), self.first.month())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = BadPeriod;
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let bad = || BadPeriod::Month(text.to_owned());
        let (year, month) = text.split_once('-').ok_or_else(bad)?;
        let (year, month) = (digits(year, 4).ok_or_else(bad)?, digits(month, 2));
        let month = i8::try_from(month.ok_or_else(bad)?).map_err(|_| bad())?;
        Date::new(year, month, 1).map(Self::of).map_err(|_| bad())
    }
}

impl Quarter {
    /// The quarter of a day.
    pub fn of(day: Date) -> Self {
        let months_back = (day.month() - 1) % 3;
        let first = day
            .first_of_month()
            .saturating_sub(jiff::Span::new().months(i64::from(months_back)));
        Self {
            first: Month::of(first),
        }
    }

    /// 1 to 4.
    pub fn number(self) -> i8 {
        (self.first.first().month() + 2) / 3
    }

    /// Its three months.
    pub fn months(self) -> [Month; 3] {
        let second = self.first.next();
        [self.first, second, second.next()]
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.first.first()
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.months()[2].last()
    }

    /// The quarter before.
    pub fn previous(self) -> Self {
        Self::of(self.first.previous().first())
    }

    /// The quarter after.
    pub fn next(self) -> Self {
        Self::of(self.last().saturating_add(jiff::Span::new().days(1)))
    }

    /// The last whole day of it as seen on `today`, see [`Month::whole_days`].
    pub fn whole_days(self, today: Date) -> Option<Date> {
        let yesterday = today.yesterday().ok()?;
        (yesterday >= self.first()).then(|| yesterday.min(self.last()))
    }

    /// `2026年第一季度`.
    pub fn words(self) -> String {
        let ordinal = match self.number() {
            1 => "一",
            2 => "二",
            3 => "三",
            _ => "四",
        };
        format!("{}年第{ordinal}季度", self.first().year())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.first().year(), self.number())
    }
}

impl FromStr for Quarter {
    type Err = BadPeriod;
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let bad = || BadPeriod::Quarter(text.to_owned());
        let (year, number) = text.split_once("-Q").ok_or_else(bad)?;
        let (year, number) = (digits(year, 4).ok_or_else(bad)?, digits(number, 1));
        let number = (number.filter(|n| (1..=4).contains(n))).ok_or_else(bad)?;
        let month = i8::try_from(number * 3 - 2).map_err(|_| bad())?;
        Date::new(year, month, 1).map(Self::of).map_err(|_| bad())
    }
}

impl Period {
    /// The kind of paper its figures stand on: `ranking`, `assessment`.
    pub fn paper(self) -> &'static str {
        match self {
            Self::Month(_) => "ranking",
            Self::Quarter(_) => "assessment",
        }
    }

    /// What the paper is called: `月排名`, `季考核`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Month(_) => "月排名",
            Self::Quarter(_) => "季考核",
        }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            Self::Month(month) => month.first(),
            Self::Quarter(quarter) => quarter.first(),
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            Self::Month(month) => month.last(),
            Self::Quarter(quarter) => quarter.last(),
        }
    }

    /// `2026年1月`, `2026年第一季度`.
    pub fn words(self) -> String {
        match self {
            Self::Month(month) => month.words(),
            Self::Quarter(quarter) => quarter.words(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(quarter) => quarter.fmt(f),
        }
    }
}

impl FromStr for Period {
    type Err = BadPeriod;
    fn from_str(text: &str) -> Result<Self, BadPeriod> {
        let month = text.parse().map(Self::Month);
        month
            .or_else(|_| text.parse().map(Self::Quarter))
            .map_err(|_| BadPeriod::Period(text.to_owned()))
    }
}

/// A number of exactly `length` ASCII digits.
fn digits(text: &str, length: usize) -> Option<i16> {
    let plain = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

macro_rules! as_text {
    ($($name:ident),+) => { $(
        impl TryFrom<String> for $name {
            type Error = BadPeriod;
            fn try_from(text: String) -> Result<Self, BadPeriod> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(period: $name) -> String {
                period.to_string()
            }
        }
    )+ };
}
as_text!(Week, Month, Quarter, Period);

/// A span of days as papers write it: `2月9日—15日`, `2月23日—3月1日`.
pub fn span_words(from: Date, to: Date) -> String {
    let (a, b) = (from, to);
    if a == b {
        format!("{}月{}日", a.month(), a.day())
    } else if a.year() != b.year() {
        format!(
            "{}年{}月{}日—{}年{}月{}日",
            a.year(),
            a.month(),
            a.day(),
            b.year(),
            b.month(),
            b.day()
        )
    } else if a.month() != b.month() {
        format!("{}月{}日—{}月{}日", a.month(), a.day(), b.month(), b.day())
    } else {
        format!("{}月{}日—{}日", a.month(), a.day(), b.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weeks_are_those_of_iso_8601() {
        let week: Week = "2026-W09".parse().unwrap();
        assert_eq!(week.first(), date(2026, 2, 23));
        assert_eq!(week.last(), date(2026, 3, 1));
        assert_eq!(week.words(), "2026年第9期");
        assert_eq!(span_words(week.first(), week.last()), "2月23日—3月1日");
        assert_eq!(week.previous().to_string(), "2026-W08");
        // 2025-12-29 is a Monday and already belongs to 2026-W01.
        assert_eq!(Week::of(date(2025, 12, 31)).to_string(), "2026-W01");
        assert_eq!(
            "2026-W01".parse::<Week>().unwrap().previous().to_string(),
            "2025-W52"
        );
        assert_eq!(
            "2020-W53".parse::<Week>().unwrap().next().to_string(),
            "2021-W01"
        );
    }

    #[test]
    fn only_whole_days_count() {
        let week: Week = "2026-W09".parse().unwrap();
        assert_eq!(week.whole_days(date(2026, 2, 23)), None);
        assert_eq!(week.whole_days(date(2026, 2, 26)), Some(date(2026, 2, 25)));
        assert_eq!(week.whole_days(date(2026, 5, 1)), Some(date(2026, 3, 1)));
    }

    #[test]
    fn months_end_where_they_end() {
        let month: Month = "2024-02".parse().unwrap();
        assert_eq!(month.last(), date(2024, 2, 29));
        assert_eq!(month.previous().to_string(), "2024-01");
        assert_eq!(
            "2026-01".parse::<Month>().unwrap().previous().words(),
            "2025年12月"
        );
    }

    #[test]
    fn quarters_are_three_months() {
        let quarter: Quarter = "2026-Q1".parse().unwrap();
        assert_eq!(quarter.first(), date(2026, 1, 1));
        assert_eq!(quarter.last(), date(2026, 3, 31));
        assert_eq!(quarter.words(), "2026年第一季度");
        assert_eq!(quarter.previous().to_string(), "2025-Q4");
        assert_eq!(Quarter::of(date(2025, 12, 31)).next(), quarter);
        assert_eq!(quarter.months()[2].to_string(), "2026-03");
        let period: Period = "2026-Q1".parse().unwrap();
        assert_eq!(
            (period.paper(), period.last()),
            ("assessment", quarter.last())
        );
        for text in ["2026-Q0", "2026-Q5", "2026-1", "Q1"] {
            assert!(text.parse::<Quarter>().is_err(), "{text}");
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_period_is_refused_with_an_example() {
        for text in [
            "2026-W54", "2025-W53", "2026-09", "2026-W9", "", "w", "2026-W+1",
        ] {
            let refused = text.parse::<Week>().unwrap_err().to_string();
            assert!(
                refused.contains("2026-W09") && refused.contains(text),
                "{refused}"
            );
        }
        for text in ["2026-13", "2026-00", "2026-1", "26-01", "2026/01"] {
            assert!(
                text.parse::<Month>()
                    .unwrap_err()
                    .to_string()
                    .contains("2026-01")
            );
        }
        assert!(serde_json::from_str::<Week>("\"2026-W60\"").is_err());
    }
}
