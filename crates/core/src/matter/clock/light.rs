//! What follows from a clock's facts on a day: due date, light, days left.

use super::Clock;
use crate::calendar::{Calendar, Count, Excluded, MissingYear};
use crate::rules::LengthUnit;
use jiff::civil::Date;

/// Where a clock ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Certain, with its explanation. While a pause is open it is the date as if work were taken
    /// up again the next day.
    Fixed(Count),
    /// A needed year has no notice yet: only bounds are known.
    Provisional {
        /// No notice can make it earlier.
        earliest: Date,
        /// No notice can make it later.
        latest: Date,
        /// The first year missing.
        missing_year: i16,
    },
}

/// 红绿灯. The word is [`Light::word`]; shapes and colours are the page's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// 正常.
    Normal,
    /// 临期.
    DueSoon,
    /// 逾期: from the day after the due date.
    Overdue,
    /// 暂停.
    Paused,
}

/// When the light turns yellow: whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// So much of the time used, today included, in percent.
    pub percent: u32,
    /// At most so many working days left after today.
    pub working_days_left: u32,
}

impl Default for Thresholds {
    /// 80 %, or one working day left.
    fn default() -> Self {
        Self {
            percent: 80,
            working_days_left: 1,
        }
    }
}

/// How far a due day is on a day: `还剩 3 个工作日`, `今天到期`, `逾期 1 个工作日`. Where no working
/// day lies between, or the year has no notice (`None`), natural days, and says so.
pub fn rest_words(due: Date, on: Date, working_days: Option<u32>) -> String {
    if due == on {
        return "今天到期".to_owned();
    }
    let head = if due < on { "逾期" } else { "还剩" };
    match working_days {
        Some(days) if days > 0 => format!("{head} {days} 个工作日"),
        _ => format!(
            "{head} {} 天（自然日）",
            (due - on).get_days().unsigned_abs()
        ),
    }
}

impl Clock {
    /// The due date as known on `today`; an open pause excludes the days up to and including it.
    pub fn due(&self, calendar: &Calendar, today: Date) -> Due {
        let excluded = self.excluded(today);
        let (from, length) = (self.started, self.granted());
        match calendar.count_without(from, self.unit, length, self.roll, &excluded) {
            Ok(count) => Due::Fixed(count),
            Err(missing) => {
                let bounds = calendar.bounds(from, self.unit, length, self.roll, &excluded);
                Due::Provisional {
                    earliest: bounds.earliest,
                    latest: bounds.latest,
                    missing_year: missing.year,
                }
            }
        }
    }

    /// The light on `today`. A provisional due date warns by its earliest and turns red only
    /// after its latest possible day.
    pub fn light(&self, calendar: &Calendar, thresholds: &Thresholds, today: Date) -> Light {
        if self.stands_still_on(today) {
            Light::Paused
        } else if today >= self.red_from(calendar, today) {
            Light::Overdue
        } else if today >= self.yellow_from(calendar, thresholds, today) {
            Light::DueSoon
        } else {
            Light::Normal
        }
    }

    /// The first red day: the one after the due date.
    pub fn red_from(&self, calendar: &Calendar, today: Date) -> Date {
        let latest = self.due(calendar, today).latest();
        latest.tomorrow().unwrap_or(Date::MAX)
    }

    /// The first yellow day if nothing changes: the first on which the used share reaches
    /// `percent` or at most `working_days_left` working days are left after it. Never before the
    /// trigger day. In a year that is not held, Monday to Friday are taken as working days: a
    /// warning may be a little off there, a due date never is.
    pub fn yellow_from(&self, calendar: &Calendar, thresholds: &Thresholds, today: Date) -> Date {
        let due = self.due(calendar, today).earliest();
        let excluded = self.excluded(today);
        let by_days_left = last_days(calendar, self.started, due, &excluded, thresholds);
        by_days_left.min(self.used_percent_on(calendar, thresholds.percent, &excluded, due))
    }

    /// The first day on which `percent` of the granted time is used, that day included.
    fn used_percent_on(
        &self,
        calendar: &Calendar,
        percent: u32,
        excluded: &[Excluded],
        due: Date,
    ) -> Date {
        let share = |whole: u64| {
            let part = (whole * u64::from(percent)).div_ceil(100);
            u32::try_from(part).unwrap_or(u32::MAX)
        };
        let (unit, part) = match self.unit {
            // Months have no fixed share: take the days they span.
            LengthUnit::Months => {
                let plain = calendar.count(self.started, self.unit, self.granted(), false);
                let Ok(plain) = plain else { return due };
                let days = (plain.due - self.started).get_days();
                (LengthUnit::Days, share(u64::try_from(days).unwrap_or(0)))
            }
            unit => (unit, share(u64::from(self.granted()))),
        };
        let bounds = calendar.bounds(self.started, unit, part, false, excluded);
        bounds.earliest.min(due)
    }

    /// Working days left after `today` up to the due date, pauses left out; 0 on the due date and
    /// later (`今天到期`). A provisional due date counts to its earliest day.
    ///
    /// # Errors
    /// A year in between is not held.
    pub fn remaining_working_days(
        &self,
        calendar: &Calendar,
        today: Date,
    ) -> Result<u32, MissingYear> {
        let due = self.due(calendar, today).earliest();
        let excluded = self.excluded(today);
        let mut left = 0;
        let mut date = today;
        while date < due {
            date = crate::calendar::next_day(date)?;
            left += u32::from(!is_excluded(&excluded, date) && calendar.is_working(date)?);
        }
        Ok(left)
    }

    /// Working days after the due date up to and including `today`; 0 when not overdue.
    ///
    /// # Errors
    /// A year in between is not held.
    pub fn overdue_working_days(
        &self,
        calendar: &Calendar,
        today: Date,
    ) -> Result<u32, MissingYear> {
        let due = self.due(calendar, today).latest();
        calendar.working_days_between(due, today)
    }

    /// Whether finishing on `done` was in time; `None` while the due date is provisional and
    /// `done` lies within its bounds.
    pub fn met_by(&self, calendar: &Calendar, done: Date) -> Option<bool> {
        let due = self.due(calendar, done);
        if done <= due.earliest() {
            Some(true)
        } else if done > due.latest() {
            Some(false)
        } else {
            None
        }
    }

    fn excluded(&self, today: Date) -> Vec<Excluded> {
        (self.pauses.iter())
            .map(|pause| Excluded {
                from: pause.from,
                until: pause.until.unwrap_or(today),
                reason: pause.reason.clone(),
            })
            .collect()
    }
}

fn is_excluded(excluded: &[Excluded], date: Date) -> bool {
    excluded.iter().any(|e| e.from <= date && date <= e.until)
}

/// The first day, not before `started`, with at most `working_days_left` working days after it up
/// to `due`.
fn last_days(
    calendar: &Calendar,
    started: Date,
    due: Date,
    excluded: &[Excluded],
    thresholds: &Thresholds,
) -> Date {
    let weekday = |date| !crate::calendar::is_weekend(date);
    let mut date = due;
    let mut left = 0;
    while date > started {
        let works = calendar.is_working(date).unwrap_or_else(|_| weekday(date));
        left += u32::from(works && !is_excluded(excluded, date));
        if left > thresholds.working_days_left {
            return date;
        }
        date = date.yesterday().unwrap_or(Date::MIN);
    }
    started
}

impl Due {
    /// The due date, or the earliest it can be.
    pub fn earliest(&self) -> Date {
        match self {
            Self::Fixed(count) => count.due,
            Self::Provisional { earliest, .. } => *earliest,
        }
    }

    /// The due date, or the latest it can be.
    pub fn latest(&self) -> Date {
        match self {
            Self::Fixed(count) => count.due,
            Self::Provisional { latest, .. } => *latest,
        }
    }

    /// The due date if it is certain.
    pub fn fixed(&self) -> Option<Date> {
        match self {
            Self::Fixed(count) => Some(count.due),
            Self::Provisional { .. } => None,
        }
    }
}

impl Light {
    /// The word beside the shape.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "正常",
            Self::DueSoon => "临期",
            Self::Overdue => "逾期",
            Self::Paused => "暂停",
        }
    }

    /// Code for API and database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::DueSoon => "due_soon",
            Self::Overdue => "overdue",
            Self::Paused => "paused",
        }
    }

    /// The light with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Normal, Self::DueSoon, Self::Overdue, Self::Paused]
            .into_iter()
            .find(|light| light.code() == code)
    }
}
