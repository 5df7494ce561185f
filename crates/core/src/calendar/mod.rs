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
    /// What a due date asks day by day.
    bits: BTreeMap<i16, YearBits>,
}

/// A year's days as bits, 366 in six words.
#[derive(Clone, Copy, Debug, Default)]
struct YearBits {
    /// Whether work is done.
    working: [u64; 6],
    /// Whether a notice names the day.
    named: [u64; 6],
}

/// What a day is called: a word that every such day shares, or the name of a holiday.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DayName<'a> {
    /// `周六`, `调休上班`, `工作日`.
    Shared(&'static str),
    /// `国庆节`.
    Holiday(&'a str),
}

impl DayName<'_> {
    fn into_note(self) -> std::borrow::Cow<'static, str> {
        match self {
            Self::Shared(word) => word.into(),
            Self::Holiday(name) => name.to_owned().into(),
        }
    }
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

impl DayKind {
    /// Whether work is done on such a day.
    pub fn works(self) -> bool {
        matches!(self, Self::Ordinary | Self::MakeUp)
    }
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
            bits: BTreeMap::new(),
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
        let special = year.special_days()?;
        let mut bits = YearBits::default();
        let mut day = Date::new(year.year, 1, 1).ok();
        while let Some(date) = day.filter(|date| date.year() == year.year) {
            let works = match special.get(&date) {
                Some((kind, _)) => *kind == DayKind::MakeUp,
                None => !is_weekend(date),
            };
            let (word, bit) = place(date);
            bits.working[word] |= u64::from(works) << bit;
            bits.named[word] |= u64::from(special.contains_key(&date)) << bit;
            day = date.tomorrow().ok();
        }
        self.bits.insert(year.year, bits);
        self.special.extend(special);
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
        let (kind, name) = self.kind(date)?;
        Ok(Day {
            date,
            working: kind.works(),
            kind,
            name: name.into_note().into_owned(),
        })
    }

    /// Kind and name of a day, as [`Calendar::day`] without a copy.
    pub(crate) fn kind(&self, date: Date) -> Result<(DayKind, DayName<'_>), MissingYear> {
        let bits = self.bits_of(date)?;
        let (word, bit) = place(date);
        let (working, named) = (
            bits.working[word] >> bit & 1 == 1,
            bits.named[word] >> bit & 1 == 1,
        );
        let shared = |kind, word| (kind, DayName::Shared(word));
        Ok(match (working, named) {
            (true, true) => shared(DayKind::MakeUp, MAKE_UP_NOTE),
            (true, false) => shared(DayKind::Ordinary, "工作日"),
            // A rest day that no notice names is a plain weekend.
            (false, false) => shared(DayKind::Weekend, weekday_word(date)),
            (false, true) => match self.special.get(&date) {
                Some((kind, name)) => (*kind, DayName::Holiday(name)),
                None => shared(DayKind::Holiday, "放假"),
            },
        })
    }

    fn bits_of(&self, date: Date) -> Result<&YearBits, MissingYear> {
        let year = date.year();
        self.bits.get(&year).ok_or_else(|| self.missing(year))
    }

    /// Whether the day is a working day.
    ///
    /// # Errors
    /// The year is not held.
    pub fn is_working(&self, date: Date) -> Result<bool, MissingYear> {
        let bits = self.bits_of(date)?;
        let (word, bit) = place(date);
        Ok(bits.working[word] >> bit & 1 == 1)
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

    /// Whether the day rests only because it is a Saturday or Sunday; `false` in a year not held.
    pub(crate) fn is_plain_weekend(&self, date: Date) -> bool {
        matches!(self.kind(date), Ok((DayKind::Weekend, _)))
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

/// Where a day's bit stands.
fn place(date: Date) -> (usize, u32) {
    let day = u32::from(date.day_of_year().unsigned_abs()) - 1;
    ((day / 64) as usize, day % 64)
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
