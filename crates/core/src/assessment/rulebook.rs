//! 专项考核办法 as dated data: what is measured, how much it weighs, who is compared with whom.
//! The figures come from rollups, the scoring reads this; nothing here computes.

use crate::rules::Source;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One version of the assessment method. A sealed period keeps the version it was sealed under.
#[derive(Clone, Debug, PartialEq)]
pub struct Rulebook {
    /// Id, the same in all versions, e.g. `monthly`.
    pub id: String,
    /// Title as printed on the document.
    pub title: String,
    /// Version, e.g. `2025-1`.
    pub version: String,
    /// First day whose periods are assessed by it.
    pub from: Date,
    /// What is measured; the weights sum to 100.
    pub measures: Vec<Measure>,
    /// Fewer cases than this in the period: listed without a place.
    pub minimum_cases: u32,
    /// What happens to the weight of a measure with too few cases.
    pub missing: MissingMeasure,
    /// How equal scores are placed.
    pub ties: Ties,
    /// Last places in a row after which an interview is proposed.
    pub interview_after: u32,
    /// The peer groups in which places are given, in the order of the ranking's tables.
    pub peer_groups: Vec<String>,
    /// Where the method comes from.
    pub source: Source,
}

/// One measure with its weight and its line from 0 to 100 points.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// What is measured.
    pub metric: Metric,
    /// As printed.
    pub title: String,
    /// Share of the score, in points of 100.
    pub weight: Decimal,
    /// Rate in percent that earns 0 points.
    pub floor: Decimal,
    /// Rate in percent that earns all points; below `floor` when less is better.
    pub target: Decimal,
    /// Fewer cases than this: the measure does not count for the unit.
    pub minimum_cases: u32,
}

/// The rates a rulebook can use, each in percent of the cases of the unit and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// 按时办结: done in time of all that came due, open overdue ones counted as late.
    OnTime,
    /// 解决: the enterprise says solved, of all its valid answers.
    Solved,
    /// 满意: good reviews of all valid reviews.
    Satisfied,
    /// 重办: reopened by the enterprise of all closed; less is better.
    Reopened,
    /// 会议任务按时反馈: directives answered in time of all that came due.
    DirectiveOnTime,
}

impl Metric {
    /// All metrics, in the order of the tables.
    pub const ALL: [Metric; 5] = [
        Metric::OnTime,
        Metric::Solved,
        Metric::Satisfied,
        Metric::Reopened,
        Metric::DirectiveOnTime,
    ];

    /// The code used in packs and the API, e.g. `on_time`.
    pub fn code(self) -> &'static str {
        match self {
            Metric::OnTime => "on_time",
            Metric::Solved => "solved",
            Metric::Satisfied => "satisfied",
            Metric::Reopened => "reopened",
            Metric::DirectiveOnTime => "directive_on_time",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Metric::OnTime => "按时办结率",
            Metric::Solved => "解决率",
            Metric::Satisfied => "满意率",
            Metric::Reopened => "重办率",
            Metric::DirectiveOnTime => "会议任务按时反馈率",
        }
    }

    /// The metric with this code.
    pub fn from_code(code: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// What happens to the weight of a measure with fewer cases than its minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingMeasure {
    /// Spread over the unit's other measures in proportion to their weights.
    Redistribute,
    /// The unit gets no score in this period.
    NoScore,
}

impl MissingMeasure {
    /// The rule with this code: `redistribute`, `no_score`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "redistribute" => Some(Self::Redistribute),
            "no_score" => Some(Self::NoScore),
            _ => None,
        }
    }
}

/// How equal scores are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// 1, 2, 2, 4 (rules.md C8).
    Competition,
    /// 1, 2, 2, 3.
    Dense,
}

impl Ties {
    /// The rule with this code: `competition`, `dense`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "competition" => Some(Self::Competition),
            "dense" => Some(Self::Dense),
            _ => None,
        }
    }
}
