//! 异常线索: patterns by which a score could be gamed, found in what happened to the matters of a month.
//! Each mark names a matter and says why; it goes into the coordinator's sample and changes no score
//! by itself (design law 4). Pure functions over events, with thresholds as rule data
//! (`detector.*`).

mod backdating;
mod bouncing;
mod exclusions;
mod one_place;
mod paper_closing;
mod pausing;
mod recategorised;
mod splitting;
mod wave;

use super::history::History;
use super::period::Month;
use crate::district::{RuleId, UnitId};
use crate::matter::{Law, MatterNo};
use crate::rules::RuleError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// 闪电办结又重办: answered within days on no file, then not solved or reopened.
    PaperClosing,
    /// 月末突击办结: most answers of the month in its last days.
    Wave,
    /// 到期前暂停: the clock stopped just before the due day.
    Pausing,
    /// 反复推转: the matter went from unit to unit.
    Bouncing,
    /// 拆单: the same enterprise's one thing registered as several.
    Splitting,
    /// 好评同源: praise from one place.
    OnePlace,
    /// 投诉后改类: another topic after the enterprise complained.
    Recategorised,
    /// 倒填日期: a record claims a day in time, the journal has it after the due day.
    Backdating,
    /// 剔除过多: many matters of one unit left the denominators.
    Exclusions,
}

impl Detector {
    /// All, in the order of the page.
    pub const ALL: [Detector; 9] = [
        Self::PaperClosing,
        Self::Wave,
        Self::Pausing,
        Self::Bouncing,
        Self::Splitting,
        Self::OnePlace,
        Self::Recategorised,
        Self::Backdating,
        Self::Exclusions,
    ];

    /// The code in addresses and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::PaperClosing => "paper_closing",
            Self::Wave => "wave",
            Self::Pausing => "pausing",
            Self::Bouncing => "bouncing",
            Self::Splitting => "splitting",
            Self::OnePlace => "one_place",
            Self::Recategorised => "recategorised",
            Self::Backdating => "backdating",
            Self::Exclusions => "exclusions",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::PaperClosing => "闪电办结又没解决",
            Self::Wave => "月末突击办结",
            Self::Pausing => "到期前暂停",
            Self::Bouncing => "反复推转",
            Self::Splitting => "拆成几件",
            Self::OnePlace => "好评同一来源",
            Self::Recategorised => "投诉后改类别",
            Self::Backdating => "倒填日期",
            Self::Exclusions => "剔除过多",
        }
    }

    /// The rules that hold its thresholds; none: it needs no threshold.
    pub fn rules(self) -> &'static [&'static str] {
        match self {
            Self::PaperClosing => &["detector.closing_days"],
            Self::Wave => &[
                "detector.wave_days",
                "detector.wave_percent",
                "detector.wave_least",
            ],
            Self::Pausing => &["detector.pause_days"],
            Self::Bouncing => &["detector.bounces"],
            Self::Splitting => &["detector.split_days", "detector.split_least"],
            Self::OnePlace => &["detector.place_least"],
            Self::Recategorised | Self::Backdating => &[],
            Self::Exclusions => &["detector.excluded_least", "detector.excluded_percent"],
        }
    }

    /// The detector with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.code() == code)
    }
}

/// A good review and the place it was sent from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Praise {
    /// The matter it praises.
    pub no: MatterNo,
    /// The unit praised.
    pub unit: UnitId,
    /// When.
    pub day: Date,
    /// What stands for device or address: a salted token, never the address.
    pub place: String,
}

/// A matter that looks as if its figures were made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The day it happened.
    pub day: Date,
    /// Which matter.
    pub no: MatterNo,
    /// The unit whose figures gain.
    pub unit: UnitId,
    /// What was found.
    pub detector: Detector,
    /// Why, in one sentence with its facts.
    pub reason: String,
}

/// The thresholds in force in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// Answered within so many working days of getting it counts as at once.
    pub closing_days: u32,
    /// The last so many working days of a month.
    pub wave_days: u32,
    /// Percent of the month's answers in them.
    pub wave_percent: u32,
    /// Fewer answers in the month: no wave.
    pub wave_least: u32,
    /// Paused within so many working days of the due day.
    pub pause_days: u32,
    /// Passed on so often.
    pub bounces: u32,
    /// Registered within so many days.
    pub split_days: u32,
    /// So many matters of one enterprise and topic.
    pub split_least: u32,
    /// So many good reviews of one unit from one place.
    pub place_least: u32,
    /// So many exclusions of one unit in the month.
    pub excluded_least: u32,
    /// Percent of what came due to the unit.
    pub excluded_percent: u32,
}

impl Thresholds {
    /// The thresholds of the rules on a day.
    ///
    /// # Errors
    /// A rule `detector.*` has no number on that day.
    pub fn of(law: &Law<'_>, on: Date) -> Result<Self, RuleError> {
        let number = |name: &str| {
            let id = RuleId(format!("detector.{name}"));
            let (value, _) = law.rules.number(&id, on)?;
            Ok(u32::try_from(value).unwrap_or(0))
        };
        Ok(Self {
            closing_days: number("closing_days")?,
            wave_days: number("wave_days")?,
            wave_percent: number("wave_percent")?,
            wave_least: number("wave_least")?,
            pause_days: number("pause_days")?,
            bounces: number("bounces")?,
            split_days: number("split_days")?,
            split_least: number("split_least")?,
            place_least: number("place_least")?,
            excluded_least: number("excluded_least")?,
            excluded_percent: number("excluded_percent")?,
        })
    }
}

/// What is looked at: the matters and reviews around a month.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Calendar and rules.
    pub law: Law<'a>,
    /// The month.
    pub month: Month,
    /// Its thresholds.
    pub thresholds: Thresholds,
    /// The matters that were worked on in it.
    pub histories: &'a [History],
    /// Good reviews of the month.
    pub praise: &'a [Praise],
}

impl Field<'_> {
    fn holds(&self, day: Date) -> bool {
        self.month.first() <= day && day <= self.month.last()
    }

    /// Working days from `from` to `to`; a year without a notice says nothing.
    fn working_days(&self, from: Date, to: Date) -> Option<u32> {
        match to < from {
            true => Some(0),
            false => self.law.calendar.working_days_between(from, to).ok(),
        }
    }
}

/// Every mark of the month, by day, number and detector; the order of the input changes nothing.
pub fn marks(field: &Field<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for history in field.histories {
        marks.extend(paper_closing::marks(history, field));
        marks.extend(pausing::marks(history, field));
        marks.extend(bouncing::marks(history, field));
        marks.extend(recategorised::marks(history, field));
        marks.extend(backdating::marks(history, field));
    }
    marks.extend(wave::marks(field));
    marks.extend(splitting::marks(field));
    marks.extend(one_place::marks(field));
    marks.extend(exclusions::marks(field));
    marks.retain(|mark| field.holds(mark.day));
    marks.sort();
    marks.dedup();
    marks
}

fn mark(history: &History, detector: Detector, unit: &UnitId, day: Date, reason: String) -> Mark {
    Mark {
        day,
        no: history.matter.no,
        unit: unit.clone(),
        detector,
        reason,
    }
}

/// `2月27日`.
fn said(day: Date) -> String {
    format!("{}月{}日", day.month(), day.day())
}
