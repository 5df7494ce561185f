//! 各年: what the months of a calendar year come to. A rate of a year is that of all its cases, never
//! the mean of rates; a score is the mean of the months that have one. A year says how many of its
//! months it holds; one without any is not zero, and what was not measured is not zero either.

use super::period::Month;
use super::scoring::{Share, two};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What a month adds to its year.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthPart {
    /// The month.
    pub month: Month,
    /// The score; `None`: no score.
    pub score: Option<Decimal>,
    /// The rates, always the same ones; `None`: not measured in this month.
    pub shares: Vec<Option<Share>>,
}

/// A calendar year.
#[derive(Clone, Debug, PartialEq)]
pub struct Year {
    /// Which.
    pub year: i16,
    /// Its months with figures, in order.
    pub months: Vec<Month>,
    /// Whether it is over.
    pub over: bool,
    /// The mean of the scores, two decimals; `None`: no month has one.
    pub score: Option<Decimal>,
    /// How many months have a score.
    pub scored: usize,
    /// The rates of all cases of the year; `None`: measured in no month.
    pub shares: Vec<Option<Share>>,
}

impl Year {
    /// Whether its months follow one another without a gap: then a figure of the whole span opens to
    /// the same cases.
    pub fn is_unbroken(&self) -> bool {
        self.months.windows(2).all(|two| two[0].next() == two[1])
    }

    /// `12 个月`, `9 个月有数（4–12月），不满一年`, `2 个月有数（1–2月），今年还没有过完`, `没有数据`.
    pub fn words(&self) -> String {
        let whole = self.months.len() == 12;
        match (self.months.is_empty(), self.over) {
            (true, true) => "没有数据".to_owned(),
            (true, false) => "没有数据，今年还没有过完".to_owned(),
            (false, true) if whole => "12 个月".to_owned(),
            (false, over) => {
                let short = match over {
                    true => "不满一年",
                    false => "今年还没有过完",
                };
                format!(
                    "{} 个月有数（{}），{short}",
                    self.months.len(),
                    self.spans()
                )
            }
        }
    }

    /// `1–3月、5月`.
    fn spans(&self) -> String {
        let mut spans: Vec<(Month, Month)> = Vec::new();
        for month in &self.months {
            match spans.last_mut() {
                Some((_, last)) if last.next() == *month => *last = *month,
                _ => spans.push((*month, *month)),
            }
        }
        let number = |month: Month| month.first().month();
        let words: Vec<String> = (spans.into_iter())
            .map(|(first, last)| match first == last {
                true => format!("{}月", number(first)),
                false => format!("{}–{}月", number(first), number(last)),
            })
            .collect();
        words.join("、")
    }
}

/// The calendar years from `first` to the one of `today`, the newest first.
pub fn years(parts: &[MonthPart], first: i16, today: Date) -> Vec<Year> {
    let all = (first..=today.year()).rev();
    all.map(|year| {
        let own: Vec<&MonthPart> = (parts.iter())
            .filter(|part| part.month.first().year() == year)
            .collect();
        let scores: Vec<Decimal> = own.iter().filter_map(|part| part.score).collect();
        let sum: Decimal = scores.iter().sum();
        let most = own.iter().map(|part| part.shares.len()).max();
        Year {
            year,
            months: own.iter().map(|part| part.month).collect(),
            over: year < today.year(),
            score: sum.checked_div(Decimal::from(scores.len())).map(two),
            scored: scores.len(),
            shares: (0..most.unwrap_or(0))
                .map(|index| {
                    let of = own
                        .iter()
                        .filter_map(|part| part.shares.get(index)?.as_ref());
                    of.cloned().reduce(|sum, next| sum.plus(&next))
                })
                .collect(),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Counts;
    use crate::assessment::rulebook::Metric;
    use crate::assessment::tally::Count;
    use crate::matter::Kind;
    use jiff::civil::date;

    /// `on_time` of `due` appeals.
    fn part(month: &str, score: Option<&str>, cases: Option<(u64, u64)>) -> MonthPart {
        let month: Month = month.parse().unwrap();
        let share = cases.map(|(due, on_time)| {
            let mut counts = Counts::new(month.first(), month.last());
            counts.add("住建局".into(), Kind::Appeal, Count::Due, due);
            counts.add("住建局".into(), Kind::Appeal, Count::OnTime, on_time);
            Share::of(Metric::ON_TIME, None, &counts)
        });
        MonthPart {
            month,
            score: score.map(|score| score.parse().unwrap()),
            shares: vec![share],
        }
    }

    #[test]
    fn a_year_is_the_rate_of_all_its_cases_and_says_what_it_lacks() {
        let parts = [
            part("2025-03", Some("60.00"), Some((1, 0))),
            part("2025-04", Some("90.00"), Some((99, 99))),
            part("2025-06", None, None),
            part("2026-01", None, Some((0, 0))),
        ];
        let all = years(&parts, 2024, date(2026, 2, 11));
        let said: Vec<_> = all.iter().map(|year| (year.year, year.words())).collect();
        assert_eq!(
            said,
            [
                (2026, "1 个月有数（1月），今年还没有过完".to_owned()),
                (2025, "3 个月有数（3–4月、6月），不满一年".to_owned()),
                (2024, "没有数据".to_owned()),
            ]
        );
        let [now, past, none] = all.as_slice() else {
            panic!("{all:?}");
        };
        // 99 of 100, not the mean of 0 and 100; 75 is the mean of two scores, the third month has none.
        let share = past.shares[0].as_ref().unwrap();
        assert_eq!((share.hits.cases, share.cases()), (99, 100));
        assert_eq!(share.words(), "99.00%");
        assert_eq!(share.missed.cases, 1);
        assert_eq!(share.hits.figure.from, date(2025, 3, 1));
        assert_eq!(share.hits.figure.to, date(2025, 4, 30));
        assert_eq!(
            (past.score, past.scored),
            (Some("75.00".parse().unwrap()), 2)
        );
        assert!(!past.is_unbroken());
        // Measured without cases is no rate; not measured is nothing at all; neither is zero.
        assert_eq!(now.shares[0].as_ref().unwrap().words(), "无数据");
        assert_eq!((now.score, now.scored), (None, 0));
        assert!(none.shares.is_empty() && none.score.is_none());
        let twelve: Vec<MonthPart> = (1..=12)
            .map(|n| part(&format!("2025-{n:02}"), Some("80"), None))
            .collect();
        let whole = &years(&twelve, 2025, date(2026, 1, 1))[1];
        assert_eq!(whole.words(), "12 个月");
        assert!(whole.is_unbroken() && whole.shares == [None]);
    }
}
