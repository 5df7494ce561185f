//! 怎么算的: the count behind a due date, as a month grid (desk) or the counted days (phone).

use askama::Template;
use jiff::civil::{Date, Weekday};

use crate::kit::part;

/// What a day is to the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// The day of acceptance, from which the count starts.
    From,
    /// Counted, with its ordinal.
    Counted(u32),
    /// The last day, with its ordinal; red when it is past.
    Due(u32),
    /// A working day outside the count.
    Plain,
    /// A rest day or holiday: not counted.
    Off,
    /// Within a pause of the clock: not counted.
    Paused,
}

/// One day of the explanation.
#[derive(Clone, Debug)]
pub struct WhyDay {
    /// The day.
    pub date: Date,
    /// What it is to the count.
    pub mark: DayMark,
    /// `补班`, `春节`, …; may be empty.
    pub note: String,
}

/// The explanation of a due date.
#[derive(Clone, Debug)]
pub struct WhyView {
    /// One sentence: `2月11日 16:40 受理，次日起算，限 5 个工作日。`
    pub sentence: String,
    /// Every day from acceptance to due date, in order; days after it may follow to show their
    /// rest days ([`DayMark::Plain`], [`DayMark::Off`]).
    pub days: Vec<WhyDay>,
    /// Today.
    pub today: Date,
    /// Whether the due date is past.
    pub late: bool,
    /// What is not counted and on which rule it stands, last.
    pub source: String,
    /// The rule's own page with its history; empty: none.
    pub rule_href: String,
    /// Whether it is open from the start.
    pub open: bool,
}

/// Month grid, for the desk.
#[derive(Debug, Template)]
#[template(path = "kit/parts/why_grid.html")]
pub struct WhyGrid<'a> {
    why: &'a WhyView,
}

/// Counted days in rows of five, for the phone.
#[derive(Debug, Template)]
#[template(path = "kit/parts/why_days.html")]
pub struct WhyDays<'a> {
    why: &'a WhyView,
}

part!(WhyGrid<'_>, WhyDays<'_>);

/// A cell of the grid.
struct GridCell {
    day: i8,
    class: String,
    note: String,
}

impl WhyView {
    /// As a grid of whole weeks: `{{ why.grid() }}`.
    pub fn grid(&self) -> WhyGrid<'_> {
        WhyGrid { why: self }
    }

    /// As a row of counted days: `{{ why.row() }}`.
    pub fn row(&self) -> WhyDays<'_> {
        WhyDays { why: self }
    }
}

impl WhyGrid<'_> {
    /// Weeks from the Monday before the first to the Sunday after the last day or today,
    /// at most eight.
    fn weeks(&self) -> Vec<Vec<GridCell>> {
        let (Some(first), Some(last)) = (self.why.days.first(), self.why.days.last()) else {
            return Vec::new();
        };
        let past = (self.why.today - last.date).get_days();
        let end = if (1..=14).contains(&past) {
            self.why.today
        } else {
            last.date
        };
        let mut day = first.date;
        while day.weekday() != Weekday::Monday {
            let Ok(before) = day.yesterday() else { break };
            day = before;
        }
        let mut weeks = Vec::new();
        while day <= end && weeks.len() < 8 {
            let mut week = Vec::with_capacity(7);
            for _ in 0..7 {
                week.push(self.cell(day));
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
            weeks.push(week);
        }
        weeks
    }

    fn cell(&self, date: Date) -> GridCell {
        let known = self.why.days.iter().find(|d| d.date == date);
        let (class, number) = match known.map(|d| d.mark) {
            Some(DayMark::From) => ("from", "受理".to_owned()),
            Some(DayMark::Counted(n)) => ("on", n.to_string()),
            Some(DayMark::Due(n)) if self.why.late => ("due late", format!("{n} 到期")),
            Some(DayMark::Due(n)) => ("due", format!("{n} 到期")),
            Some(DayMark::Off) => ("off", String::new()),
            Some(DayMark::Paused) => ("off", "暂停".to_owned()),
            Some(DayMark::Plain) => ("", String::new()),
            // Not told: no claim that it is a working day or not.
            None => ("", String::new()),
        };
        let note = known.map_or("", |d| d.note.as_str());
        let mut class = class.to_owned();
        let mut words: Vec<&str> = [number.as_str(), note]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        if date == self.why.today {
            class.push_str(" today");
            if words.is_empty() {
                words.push("今天");
            }
        }
        GridCell {
            day: date.day(),
            class,
            note: words.join(" "),
        }
    }

    fn months(&self) -> String {
        let (Some(first), Some(last)) = (self.why.days.first(), self.why.days.last()) else {
            return String::new();
        };
        let (a, b) = (first.date, last.date);
        if a.year() == b.year() && a.month() == b.month() {
            format!("{}年{}月", a.year(), a.month())
        } else {
            format!("{}年{}月–{}月", a.year(), a.month(), b.month())
        }
    }
}

impl WhyDays<'_> {
    fn counted(&self) -> Vec<GridCell> {
        self.why
            .days
            .iter()
            .filter_map(|d| {
                let (class, word) = match d.mark {
                    DayMark::Counted(_) => ("", ""),
                    DayMark::Due(_) => ("due", "到期"),
                    _ => return None,
                };
                let today = d.date == self.why.today;
                let weekday = crate::kit::text::weekday(d.date);
                let note = match (word, today, d.note.is_empty()) {
                    ("到期", _, _) => "到期",
                    (_, true, _) => "今天",
                    (_, _, false) => &d.note,
                    _ => weekday,
                };
                Some(GridCell {
                    day: 0,
                    class: if today {
                        format!("{class} today")
                    } else {
                        class.to_owned()
                    },
                    note: format!("{}-{}|{note}", d.date.month(), d.date.day()),
                })
            })
            .collect()
    }
}

impl GridCell {
    fn halves(&self) -> (&str, &str) {
        self.note.split_once('|').unwrap_or((&self.note, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn why() -> WhyView {
        let day = |d: i8, mark, note: &str| WhyDay {
            date: date(2026, 2, d),
            mark,
            note: note.into(),
        };
        WhyView {
            sentence: "2月13日受理，限 5 个工作日。".into(),
            days: vec![
                day(13, DayMark::From, ""),
                day(14, DayMark::Counted(1), "补班"),
                day(15, DayMark::Off, "春节"),
                day(24, DayMark::Counted(2), ""),
                day(25, DayMark::Due(3), ""),
            ],
            today: date(2026, 2, 26),
            late: true,
            source: "依据：规则第 9 条。".into(),
            rule_href: String::new(),
            open: false,
        }
    }

    #[test]
    fn the_grid_has_whole_weeks_and_frames_the_due_day() {
        let html = why().grid().to_string();
        assert!(html.contains("3 到期") && html.contains("补班"), "{html}");
        assert_eq!(html.matches("<tr>").count(), 1 + 3, "head and three weeks");
    }

    #[test]
    fn the_row_shows_only_counted_days() {
        let html = why().row().to_string();
        assert_eq!(html.matches("<li").count(), 3, "{html}");
        assert!(html.contains("2-14"));
    }
}
