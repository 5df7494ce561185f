//! Working days, make-up days, and the "why" of a due date (rules.md §10, conventions C1–C4, C10).
//!
//! The calendar is a value: the years a district holds, each from its State Council notice. A
//! date in a year that is not held is an error naming that year, never a guess; for matters that
//! must be shown all the same, [`Calendar::bounds`] gives the earliest and latest possible date.

mod bounds;
mod count;
mod year;

pub use bounds::{Assumptions, Bounds, Season};
pub use count::{Count, Excluded, MAKE_UP_NOTE, Step, months_later};
pub use year::{CalendarProblem, Year};

use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;

/// The working-day calendar of a district: the years it holds.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: BTreeMap<i16, Year>,
    special: BTreeMap<Date, (DayKind, String)>,
    assumptions: Assumptions,
    roll_weekends: bool,
}

/// What a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary Monday to Friday.
    Ordinary,
    /// An ordinary Saturday or Sunday.
    Weekend,
    /// A rest day by the yearly notice, whatever its weekday.
    Holiday,
    /// A Saturday or Sunday on which work is made up.
    MakeUp,
}

/// One day as the calendar sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// Whether it is a working day.
    pub working: bool,
    /// What kind of day.
    pub kind: DayKind,
    /// Name for the screen: the holiday, `调休上班`, `工作日`, `周六` or `周日`.
    pub name: String,
}

/// The calendar holds no notice for that year (C10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingYear {
    /// The year without a notice.
    pub year: i16,
    /// First and last year held; `None` when none is held.
    pub held: Option<(i16, i16)>,
}

impl std::fmt::Display for MissingYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "工作日历缺{}年的放假安排", self.year)?;
        if let Some((first, last)) = self.held {
            write!(f, "（现有{first}年至{last}年）")?;
        }
        f.write_str("，无法推算日期：请先导入国务院办公厅该年的放假通知")
    }
}

impl std::error::Error for MissingYear {}

impl Calendar {
    /// A calendar of these years, with the usual [`Assumptions`] about years not held.
    ///
    /// # Errors
    /// A sentence naming year and date: a year given twice, a date outside its year, a make-up
    /// day on a weekday or inside a rest, a rest or make-up day without a name.
    pub fn new(years: Vec<Year>) -> Result<Self, CalendarProblem> {
        let mut calendar = Self {
            years: BTreeMap::new(),
            special: BTreeMap::new(),
            assumptions: Assumptions::default(),
            roll_weekends: true,
        };
        for year in years {
            calendar.add(year)?;
        }
        Ok(calendar)
    }

    /// The same calendar with one more year, e.g. when November's notice is loaded.
    ///
    /// # Errors
    /// As [`Calendar::new`].
    pub fn with(mut self, year: Year) -> Result<Self, CalendarProblem> {
        self.add(year)?;
        Ok(self)
    }

    /// The same calendar with other assumptions about years not held.
    pub fn assuming(mut self, assumptions: Assumptions) -> Self {
        self.assumptions = assumptions;
        self
    }

    /// The same calendar, in which an end in natural days or months that falls on an ordinary
    /// weekend stays there: 民法典 203 speaks of 法定休假日 only (C2, the district's one switch).
    pub fn without_weekend_roll(mut self) -> Self {
        self.roll_weekends = false;
        self
    }

    /// Whether an end on this rest day moves on to the next working day.
    pub(crate) fn rolls_over(&self, date: Date) -> bool {
        self.roll_weekends || self.special.contains_key(&date) || !is_weekend(date)
    }

    fn add(&mut self, year: Year) -> Result<(), CalendarProblem> {
        if self.years.contains_key(&year.year) {
            return Err(CalendarProblem::new(
                year.year,
                "在工作日历中出现两次：请删去一份",
            ));
        }
        self.special.extend(year.special_days()?);
        self.years.insert(year.year, year);
        Ok(())
    }

    /// The years held, oldest first, each with its notice.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values()
    }

    /// Whether this year is held.
    pub fn holds(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Working or not, and what the day is called.
    ///
    /// # Errors
    /// The year is not held.
    pub fn day(&self, date: Date) -> Result<Day, MissingYear> {
        if !self.holds(date.year()) {
            return Err(self.missing(date.year()));
        }
        let (kind, name) = match self.special.get(&date) {
            Some((DayKind::MakeUp, _)) => (DayKind::MakeUp, MAKE_UP_NOTE.to_owned()),
            Some((kind, name)) => (*kind, name.clone()),
            None if is_weekend(date) => (DayKind::Weekend, weekday_word(date).to_owned()),
            None => (DayKind::Ordinary, "工作日".to_owned()),
        };
        let working = matches!(kind, DayKind::Ordinary | DayKind::MakeUp);
        Ok(Day {
            date,
            working,
            kind,
            name,
        })
    }

    /// Whether the day is a working day.
    ///
    /// # Errors
    /// The year is not held.
    pub fn is_working(&self, date: Date) -> Result<bool, MissingYear> {
        if !self.holds(date.year()) {
            return Err(self.missing(date.year()));
        }
        Ok(match self.special.get(&date) {
            Some((kind, _)) => *kind == DayKind::MakeUp,
            None => !is_weekend(date),
        })
    }

    /// Working days after `after` up to and including `until`; 0 when `until` is not later.
    ///
    /// # Errors
    /// A year in between is not held.
    pub fn working_days_between(&self, after: Date, until: Date) -> Result<u32, MissingYear> {
        let mut working = 0;
        let mut date = after;
        while date < until {
            date = next_day(date)?;
            working += u32::from(self.is_working(date)?);
        }
        Ok(working)
    }

    /// The first working day on or after `date`.
    ///
    /// # Errors
    /// A year on the way is not held.
    pub fn working_day_from(&self, date: Date) -> Result<Date, MissingYear> {
        let mut date = date;
        while !self.is_working(date)? {
            date = next_day(date)?;
        }
        Ok(date)
    }

    pub(crate) fn missing(&self, year: i16) -> MissingYear {
        let first = self.years.keys().next();
        let last = self.years.keys().next_back();
        MissingYear {
            year,
            held: first.zip(last).map(|(a, b)| (*a, *b)),
        }
    }
}

/// Saturday or Sunday.
pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day after; the civil calendar of the program ends with the year 9999.
pub(crate) fn next_day(date: Date) -> Result<Date, MissingYear> {
    date.tomorrow().map_err(|_| MissingYear {
        year: 10_000,
        held: None,
    })
}

/// `周一` … `周日`.
pub fn weekday_word(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}
