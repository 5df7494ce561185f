//! A record or answer that claims a day in time, written down only after the due day: the journal's
//! time stands beside the claimed one.

use super::{Detector, Field, History, Mark, mark, said};
use crate::matter::{By, Event, Matter};
use jiff::civil::Date;

/// Words that claim that something is done.
const DONE: [&str; 8] = [
    "已办结",
    "已答复",
    "已回复",
    "已解决",
    "已完成",
    "办结",
    "答复了",
    "已经答复",
];

pub(super) fn marks(history: &History, field: &Field<'_>) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut before: Option<Matter> = None;
    for (event, by, at) in &history.events {
        let words = match event {
            Event::Commented { words, .. } => Some(words),
            Event::Answered { reply, .. } | Event::Reported { reply, .. } => Some(reply),
            _ => None,
        };
        if let (Some(words), Some(matter), By::Staff { unit, .. }) = (words, &before, by) {
            let due = matter.clock.due(field.law.calendar, at.date()).latest();
            let claimed = claimed(words, at.date());
            if let Some(claimed) = claimed.filter(|day| *day <= due && due < at.date()) {
                out.push(mark(
                    history,
                    Detector::Backdating,
                    unit,
                    at.date(),
                    format!(
                        "记录写{}已办，{}到期，{}才记入日志",
                        said(claimed),
                        said(due),
                        said(at.date())
                    ),
                ));
            }
        }
        before = match before {
            None => crate::matter::open(event, *at),
            Some(matter) => Some(matter.apply(event, by, *at)),
        };
    }
    out
}

/// The last day named as `N月N日` before the words that claim it done; of the year that puts it
/// before the writing.
fn claimed(words: &str, written: Date) -> Option<Date> {
    let upto = DONE.iter().filter_map(|word| words.find(word)).max()?;
    let mut found = None;
    let mut rest = words.get(..upto)?;
    while let Some(at) = rest.find('月') {
        let (head, tail) = rest.split_at(at);
        let month = digits_before(head);
        let tail = tail.trim_start_matches('月');
        let day: String = tail.chars().take_while(char::is_ascii_digit).collect();
        let marked = tail.get(day.len()..).is_some_and(|t| t.starts_with('日'));
        if let (Some(month), Ok(day), true) = (month, day.parse::<i8>(), marked) {
            let of = |year: i16| Date::new(year, month, day).ok();
            let this = of(written.year()).filter(|d| *d <= written);
            found = this.or_else(|| of(written.year() - 1)).or(found);
        }
        rest = tail;
    }
    found
}

fn digits_before(text: &str) -> Option<i8> {
    let digits: Vec<char> = text
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.into_iter().rev().collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_claimed_day_is_read_with_its_year() {
        let written = date(2026, 1, 5);
        let read = |words| claimed(words, written);
        assert_eq!(read("2月3日已答复企业"), Some(date(2025, 2, 3)));
        assert_eq!(read("已于12月30日已办结"), Some(date(2025, 12, 30)));
        assert_eq!(read("计划1月20日前办完"), None);
        assert_eq!(read("已办结，1月2日回访"), None);
        assert_eq!(read("本月已办结"), None);
    }
}
