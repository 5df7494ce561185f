//! The steps of a ranking: draft → checking → settled → sealed. A sealed ranking never changes; a
//! correction is a new revision that begins as a draft.

use super::period::Month;
use crate::calendar::MissingYear;
use crate::matter::Law;
use crate::rules::{LengthUnit, RuleError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankingStep {
    /// 草稿: computed and kept, seen by 区营商办.
    Draft,
    /// 核对中: units see their figures.
    Checking,
    /// 已定稿: the time for objections is over.
    Settled,
    /// 已封存: signed by the journal, published, never changed.
    Sealed,
}

impl RankingStep {
    /// All, in order.
    pub const ALL: [RankingStep; 4] = [Self::Draft, Self::Checking, Self::Settled, Self::Sealed];

    /// The code in the database and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::Settled => "settled",
            Self::Sealed => "sealed",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Checking => "核对中",
            Self::Settled => "已定稿",
            Self::Sealed => "封存并公布",
        }
    }

    /// The step with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The step after; `None` after sealing.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }
}

/// Why a ranking stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// The month is not over.
    Running(Month),
    /// Units may still check and object.
    StillChecking {
        /// The last day for objections.
        until: Date,
    },
    /// Another step was taken meanwhile.
    Moved {
        /// What the form had seen.
        seen: Option<RankingStep>,
        /// Where it stands.
        now: Option<RankingStep>,
    },
    /// The rule `assessment.objection` cannot be applied.
    Rule(RuleError),
    /// The calendar does not reach.
    Calendar(MissingYear),
}

impl fmt::Display for StepRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running(month) => write!(
                f,
                "{}还没有过完，{}起才能生成草稿",
                month.words(),
                day(month.next().first())
            ),
            Self::StillChecking { until } => {
                write!(f, "各单位核对到{}，当天 24:00 后才能定稿", day(*until))
            }
            Self::Moved { seen, now } => {
                let word = |s: &Option<RankingStep>| s.map_or("未生成", RankingStep::word);
                write!(
                    f,
                    "您打开时是“{}”，现在已是“{}”，请刷新后再办",
                    word(seen),
                    word(now)
                )
            }
            Self::Rule(_) => f.write_str(
                "规则 assessment.objection（核对期限）在这一天没有值，请在规则包里补上后再办",
            ),
            Self::Calendar(missing) => write!(
                f,
                "还没有 {} 年的放假安排，算不出核对期限，请先把当年通知加进日历",
                missing.year
            ),
        }
    }
}

fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The last day on which units may object to a ranking that went to checking on `since`.
///
/// # Errors
/// The rule or the calendar cannot say.
pub fn objections_until(since: Date, law: &Law<'_>) -> Result<Date, StepRefusal> {
    let id = crate::district::RuleId::from("assessment.objection");
    let (limit, _) = law.rules.limit(&id, since).map_err(StepRefusal::Rule)?;
    let (unit, length, roll) = (limit.unit, limit.length, limit.roll);
    let roll = roll && unit != LengthUnit::WorkingDays;
    (law.calendar.count(since, unit, length, roll))
        .map(|count| count.due)
        .map_err(StepRefusal::Calendar)
}

/// The step that follows, if it may be taken on `today`. `at`: where the ranking stands and since
/// when; a sealed one begins again as a draft of the next revision.
///
/// # Errors
/// The month runs, or the time for objections does.
pub fn advance(
    month: Month,
    at: Option<(RankingStep, Date)>,
    today: Date,
    law: &Law<'_>,
) -> Result<RankingStep, StepRefusal> {
    if today <= month.last() {
        return Err(StepRefusal::Running(month));
    }
    if let Some((RankingStep::Checking, since)) = at {
        let until = objections_until(since, law)?;
        if today <= until {
            return Err(StepRefusal::StillChecking { until });
        }
    }
    let next = at.and_then(|(step, _)| step.next());
    Ok(next.unwrap_or(RankingStep::Draft))
}
