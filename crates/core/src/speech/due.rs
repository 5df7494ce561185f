//! Due phrases: where one stands in the text and which day it means.
//!
//! Without a year the first such day on or after the meeting is meant. Periods in working days,
//! days and months run from the meeting (rules.md C1–C3).

use super::lexicon::Lexicon;
use crate::calendar::Calendar;
use crate::rules::LengthUnit;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// What a due phrase means, before the meeting's date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// The day of the meeting.
    Meeting,
    /// A day of a month; without a year the next one.
    On {
        year: Year,
        month: i8,
        /// 31 stands for the last day.
        day: i8,
    },
    /// A day of the meeting's month or one after it.
    MonthDay { ahead: i8, day: i8 },
    /// A weekday (1 = Monday) of the meeting's week or one after it.
    Weekday { ahead: i8, day: i8 },
    /// The next such weekday: 每周五前.
    EveryWeek(i8),
    /// The next such day of a month: 每月10日前.
    EveryMonth(i8),
    /// The end of the running quarter: 每季度末.
    EveryQuarter,
    /// A period from the meeting on.
    Within(LengthUnit, u32),
    /// A due phrase without a day.
    Unfixed,
}

/// The year of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// Written.
    Written(i16),
    /// 今年 is 0, 明年 is 1.
    Ahead(i16),
    /// Not said: the next such day.
    Open,
}

/// A reader of characters: position and limit.
struct Cursor<'a> {
    chars: &'a [char],
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        let i = self.at + ahead;
        (i < self.end).then(|| self.chars[i])
    }

    /// Steps over `word` if it stands here.
    fn eat(&mut self, word: &str) -> bool {
        let n = word.chars().count();
        let here = word
            .chars()
            .enumerate()
            .all(|(i, c)| self.peek(i) == Some(c));
        if here {
            self.at += n;
        }
        here
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|w| self.eat(w))
    }

    fn spaces(&mut self) {
        while self.peek(0) == Some(' ') {
            self.at += 1;
        }
    }

    /// A number in digits or in Chinese numerals below 100.
    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        let mut value: u32 = 0;
        while let Some(digit) = self.peek(0).and_then(|c| c.to_digit(10)) {
            value = value.checked_mul(10)?.checked_add(digit)?;
            self.at += 1;
        }
        if self.at > start {
            self.spaces();
            return Some(value);
        }
        let mut tens: Option<u32> = None;
        let mut ones: Option<u32> = None;
        while let Some(c) = self.peek(0) {
            match c {
                '十' if tens.is_none() => tens = Some(ones.take().unwrap_or(1)),
                '两' if ones.is_none() => ones = Some(2),
                _ => match "零一二三四五六七八九".chars().position(|n| n == c) {
                    Some(n) if n > 0 && ones.is_none() => ones = u32::try_from(n).ok(),
                    _ => break,
                },
            }
            self.at += 1;
        }
        match (tens, ones) {
            (None, None) => None,
            (t, o) => Some(t.unwrap_or(0) * 10 + o.unwrap_or(0)),
        }
    }

    fn small(&mut self, low: u32, high: u32) -> Option<i8> {
        let n = self.number()?;
        (low..=high).contains(&n).then_some(())?;
        i8::try_from(n).ok()
    }
}

/// First characters of dates and periods that are not digits.
const OPENERS: [char; 26] = [
    '零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '两', '每', '年', '月', '今',
    '本', '明', '次', '下', '上', '当', '这', '周', '第', '半',
];

const BEFORE: [&str; 7] = ["之前", "以前", "前", "内", "止", "为止", "截止"];

/// The due phrase that starts at `at`: its length and meaning. `loose`: the place is a field for
/// dates (a label, a table column), so a bare date is enough.
pub(super) fn at(
    words: &Lexicon<When>,
    chars: &[char],
    at: usize,
    end: usize,
    loose: bool,
) -> Option<(usize, When)> {
    if let Some((len, when)) = after_meeting(chars, at, end) {
        return Some((len, when));
    }
    if let Some((len, when)) = words.at(chars, at, end) {
        return Some((len, *when));
    }
    // Most places hold no first character of a date.
    if at >= end || !(chars[at].is_ascii_digit() || OPENERS.contains(&chars[at])) {
        return None;
    }
    let readers: [fn(&mut Cursor<'_>, bool) -> Option<When>; 6] =
        [recurring, iso, dated, quarter, period, week];
    readers.into_iter().find_map(|read| {
        let mut c = Cursor { chars, at, end };
        let when = read(&mut c, loose)?;
        // 压缩至1个工作日内, 自受理之日起5日内: a target or another clock, not the due date.
        let other_clock = matches!(when, When::Within(..))
            && at > 0
            && matches!(
                chars[at - 1],
                '至' | '到' | '为' | '过' | '起' | '由' | '后' | '的' | '第'
            );
        (!other_clock).then_some((c.at - at, when))
    })
}

/// 会后10个工作日内, 会后要立即: the meeting is the trigger.
fn after_meeting(chars: &[char], at: usize, end: usize) -> Option<(usize, When)> {
    if at >= end || !matches!(chars[at], '今' | '会' | '散') {
        return None;
    }
    let mut c = Cursor { chars, at, end };
    c.eat("今天");
    if !c.eat_any(&["会后", "会议结束后", "散会后"]) {
        return None;
    }
    let bare = c.at;
    c.eat_any(&["一", "的"]);
    if let Some(when) = period(&mut c, false) {
        return Some((c.at - at, when));
    }
    c.at = bare;
    c.eat_any(&["要", "应", "必须", "务必"]);
    if !c.eat_any(&["立即", "马上", "当天", "迅速"]) {
        c.at = bare;
    }
    Some((c.at - at, When::Meeting))
}

/// 每月10日前, 每周五前, 每季度末.
fn recurring(c: &mut Cursor<'_>, _: bool) -> Option<When> {
    if c.eat_any(&["每月", "每个月"]) {
        c.eat_any(&["的"]);
        if c.eat_any(&["底", "末"]) {
            c.eat("前");
            return Some(When::EveryMonth(31));
        }
        let day = c.small(1, 31)?;
        (c.eat_any(&["日", "号"])).then_some(())?;
        c.eat_any(&BEFORE);
        return Some(When::EveryMonth(day));
    }
    if c.eat_any(&["每周", "每星期"]) {
        let day = weekday(c)?;
        c.eat_any(&BEFORE);
        return Some(When::EveryWeek(day));
    }
    if c.eat_any(&["每季度末", "每季度底", "每季末"]) {
        c.eat("前");
        return Some(When::EveryQuarter);
    }
    None
}

/// 2025-06-30前, 2025.6.30.
fn iso(c: &mut Cursor<'_>, loose: bool) -> Option<When> {
    let year = c.number().filter(|y| (2000..2100).contains(y))?;
    let mark = c.peek(0).filter(|m| matches!(m, '-' | '.' | '/'))?;
    c.at += 1;
    let month = c.small(1, 12)?;
    let day = if c.peek(0) == Some(mark) {
        c.at += 1;
        c.small(1, 31)?
    } else {
        31
    };
    (c.eat_any(&BEFORE) || loose).then_some(When::On {
        year: Year::Written(i16::try_from(year).ok()?),
        month,
        day,
    })
}

/// 2025年6月底前, 5月底前, 3月15日前, 年底前, 本月底前, 15日前.
fn dated(c: &mut Cursor<'_>, loose: bool) -> Option<When> {
    let begin = c.at;
    let year = written_year(c);
    if c.eat_any(&["年底", "年末", "底", "末"]) && (c.at > begin) {
        let said_year = year != Year::Open || c.chars[begin] == '年';
        c.eat_any(&BEFORE);
        return said_year.then_some(When::On {
            year,
            month: 12,
            day: 31,
        });
    }
    if year != Year::Open && c.eat("内") || c.eat("年内") {
        return Some(When::On {
            year,
            month: 12,
            day: 31,
        });
    }
    if c.eat("上半年") {
        let ends = c.eat_any(&["底", "末", "结束"]) | c.eat_any(&BEFORE);
        return (ends || loose).then_some(When::On {
            year,
            month: 6,
            day: 30,
        });
    }
    if year == Year::Open {
        for (words, ahead) in [
            (["本月", "当月", "这个月"], 0),
            (["下月", "下个月", "次月"], 1),
        ] {
            if c.eat_any(&words) {
                let day = if c.eat_any(&["底", "末"]) {
                    31
                } else {
                    month_day(c)?.unwrap_or(31)
                };
                c.eat_any(&BEFORE);
                return Some(When::MonthDay { ahead, day });
            }
        }
        if c.eat_any(&["月底", "月末"]) {
            return c
                .eat_any(&BEFORE)
                .then_some(When::MonthDay { ahead: 0, day: 31 });
        }
    }
    let first = c.small(1, 31)?;
    if !c.eat("月") {
        let day_only =
            year == Year::Open && c.eat_any(&["日", "号"]) && c.eat_any(&["之前", "以前", "前"]);
        return day_only.then_some(When::MonthDay {
            ahead: 0,
            day: first,
        });
    }
    let month = (first <= 12).then_some(first)?;
    if c.eat("份") && !loose {
        return None;
    }
    c.spaces();
    if c.eat_any(&["底", "末", "下旬"]) {
        c.eat_any(&BEFORE);
        return Some(When::On {
            year,
            month,
            day: 31,
        });
    }
    for (word, day) in [("上旬", 10), ("中旬", 20), ("初", 5)] {
        if c.eat(word) {
            c.eat_any(&BEFORE);
            return Some(When::On { year, month, day });
        }
    }
    let day = month_day(c)?.unwrap_or(31);
    (c.eat_any(&BEFORE) || loose).then_some(When::On { year, month, day })
}

/// `Some(None)`: no day written; `None`: a number that is no day.
fn month_day(c: &mut Cursor<'_>) -> Option<Option<i8>> {
    let here = c.at;
    let Some(n) = c.number() else {
        return Some(None);
    };
    if !c.eat_any(&["日", "号"]) {
        c.at = here;
        return None;
    }
    i8::try_from(n)
        .ok()
        .filter(|n| (1..=31).contains(n))
        .map(Some)
}

fn written_year(c: &mut Cursor<'_>) -> Year {
    let here = c.at;
    for (words, ahead) in [
        (["今年", "本年", "本年度"], 0),
        (["明年", "次年", "下一年"], 1),
    ] {
        if c.eat_any(&words) {
            return Year::Ahead(ahead);
        }
    }
    if let Some(n) = c.number()
        && (2000..2100).contains(&n)
        && c.eat("年")
        && let Ok(year) = i16::try_from(n)
    {
        c.eat("度");
        return Year::Written(year);
    }
    c.at = here;
    Year::Open
}

/// 二季度末, 第三季度前.
fn quarter(c: &mut Cursor<'_>, loose: bool) -> Option<When> {
    let year = written_year(c);
    c.eat("第");
    let (month, day) = if c.eat("本季度") {
        c.eat_any(&["末", "底", "内"]).then_some(())?;
        c.eat("前");
        return Some(When::EveryQuarter);
    } else {
        let q = c.small(1, 4)?;
        c.eat("季度").then_some(())?;
        (q * 3, if q == 2 || q == 3 { 30 } else { 31 })
    };
    let ends = c.eat_any(&["末", "底", "结束"]) | c.eat_any(&BEFORE);
    (ends || loose).then_some(When::On { year, month, day })
}

/// 10个工作日内, 15日内, 两周内, 三个月内, 半年内.
fn period(c: &mut Cursor<'_>, loose: bool) -> Option<When> {
    let within = |c: &mut Cursor<'_>| c.eat("之内") || c.eat("内") || loose;
    if c.eat("半年") {
        return within(c).then_some(When::Within(LengthUnit::Months, 6));
    }
    if c.eat("半个月") {
        return within(c).then_some(When::Within(LengthUnit::Days, 15));
    }
    let n = c.number()?;
    let (unit, length) = if c.eat_any(&["个工作日", "工作日"]) {
        (LengthUnit::WorkingDays, n)
    } else if c.eat_any(&["个自然日", "自然日", "日", "天"]) {
        (LengthUnit::Days, n)
    } else if c.eat_any(&["个星期", "星期", "周"]) {
        (LengthUnit::Days, n.checked_mul(7)?)
    } else if c.eat("个月") {
        (LengthUnit::Months, n)
    } else {
        return None;
    };
    (within(c) && (1..=1_000).contains(&length)).then_some(When::Within(unit, length))
}

/// 本周五前, 下周一前, 本周内, 周五前.
fn week(c: &mut Cursor<'_>, _: bool) -> Option<When> {
    let ahead = if c.eat_any(&["下周", "下星期"]) {
        1
    } else if c.eat_any(&["本周", "这周"]) || c.eat("周") {
        0
    } else {
        return None;
    };
    if c.eat_any(&["内", "末前", "末", "底前"]) {
        return Some(When::Weekday { ahead, day: 7 });
    }
    let day = weekday(c)?;
    c.eat_any(&["下班"]);
    c.eat_any(&BEFORE).then_some(When::Weekday { ahead, day })
}

fn weekday(c: &mut Cursor<'_>) -> Option<i8> {
    let n = "一二三四五六日".chars().position(|d| c.peek(0) == Some(d));
    let n = n.or_else(|| (c.peek(0) == Some('天')).then_some(6))?;
    c.at += 1;
    i8::try_from(n + 1).ok()
}

/// The last day of a month, or `day` if the month has it.
fn in_month(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.min(first.days_in_month())).ok()
}

fn plus(from: Date, span: Span) -> Option<Date> {
    from.checked_add(span).ok()
}

/// The day meant. `Ok(None)`: the phrase or the missing date of the meeting leaves it open.
///
/// # Errors
/// The calendar lacks a year (C10), in words.
pub(super) fn resolve(
    when: When,
    held_on: Option<Date>,
    calendar: &Calendar,
) -> Result<Option<Date>, String> {
    if let When::On {
        year: Year::Written(year),
        month,
        day,
    } = when
    {
        return Ok(in_month(year, month, day));
    }
    let Some(held) = held_on else { return Ok(None) };
    Ok(match when {
        When::Unfixed => None,
        When::Meeting => Some(held),
        When::On {
            year: Year::Written(year),
            month,
            day,
        } => in_month(year, month, day),
        When::On {
            year: Year::Ahead(n),
            month,
            day,
        } => in_month(held.year() + n, month, day),
        When::On {
            year: Year::Open,
            month,
            day,
        } => {
            let this = in_month(held.year(), month, day);
            if this.is_some_and(|d| d < held) {
                in_month(held.year() + 1, month, day)
            } else {
                this
            }
        }
        When::MonthDay { ahead, day } => {
            let month = plus(held.first_of_month(), i64::from(ahead).months());
            let this = month.and_then(|m| in_month(m.year(), m.month(), day));
            match this {
                Some(d) if d < held => month
                    .and_then(|m| plus(m, 1.month()))
                    .and_then(|m| in_month(m.year(), m.month(), day)),
                _ => this,
            }
        }
        When::Weekday { ahead, day } => {
            let monday = i64::from(held.weekday().to_monday_zero_offset());
            let days = i64::from(ahead) * 7 + i64::from(day) - 1 - monday;
            // 周五前 said on a Saturday is the Friday to come.
            let days = if days < 0 { days + 7 } else { days };
            plus(held, days.days())
        }
        When::EveryWeek(day) => {
            let monday = i64::from(held.weekday().to_monday_zero_offset());
            plus(held, (i64::from(day) - 1 - monday).rem_euclid(7).days())
        }
        When::EveryMonth(day) => {
            let this = in_month(held.year(), held.month(), day);
            match this {
                Some(d) if d < held => plus(held.first_of_month(), 1.month())
                    .and_then(|m| in_month(m.year(), m.month(), day)),
                _ => this,
            }
        }
        When::EveryQuarter => {
            let month = (held.month() - 1) / 3 * 3 + 3;
            date(held.year(), month, 1).last_of_month().into()
        }
        When::Within(unit, length) => Some(
            calendar
                .count(held, unit, length, true)
                .map_err(|missing| missing.to_string())?
                .due,
        ),
    })
}
