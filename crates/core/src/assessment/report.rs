//! 指标报送: a figure that no matter contains is reported by the lead department with evidence and
//! verified by another unit. Only a verified figure counts. 未报, 已报未核, 不适用 and the value 0
//! are four different things, through every sum and rank.

mod decide;
mod owed;

pub use decide::{ReportCommand, ReportPlace, ReportRefusal, decide};
pub use owed::{Line, Lines, State, report_until};

use crate::district::UnitId;
use crate::matter::{Attachment, By};
use crate::moment::Moment;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A value in the measure's unit; 0 is a value.
    Value(Decimal),
    /// 不适用, with the reason.
    NotApplicable(String),
}

/// What a report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// Which ledger, document or system shows it.
    pub note: String,
    /// Files that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Attachment>,
}

/// An event of one report: one measure, one unit, one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportEvent {
    /// 报送, again after a return or a mistake.
    Made {
        /// What is said.
        said: Said,
        /// What it rests on.
        grounds: Grounds,
    },
    /// 核验通过.
    Verified,
    /// 退回, with the reason.
    Returned {
        /// Why.
        reason: String,
    },
}

/// A report as its events make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What is said.
    pub said: Said,
    /// What it rests on.
    pub grounds: Grounds,
    /// Who reported it, when.
    pub made: (By, Moment),
    /// Who verified it, when.
    pub verified: Option<(By, Moment)>,
    /// Who returned it, when, why.
    pub returned: Option<(By, Moment, String)>,
}

impl Report {
    /// The report that a row of events makes; `None` without any.
    pub fn fold<'a>(
        events: impl IntoIterator<Item = (&'a ReportEvent, &'a By, Moment)>,
    ) -> Option<Self> {
        let mut now: Option<Self> = None;
        for (event, by, at) in events {
            match event {
                ReportEvent::Made { said, grounds } => {
                    now = Some(Self {
                        said: said.clone(),
                        grounds: grounds.clone(),
                        made: (by.clone(), at),
                        verified: None,
                        returned: None,
                    });
                }
                ReportEvent::Verified => {
                    if let Some(report) = &mut now {
                        report.verified = Some((by.clone(), at));
                    }
                }
                ReportEvent::Returned { reason } => {
                    if let Some(report) = &mut now {
                        report.returned = Some((by.clone(), at, reason.clone()));
                    }
                }
            }
        }
        now
    }

    /// Whether it waits for the other unit.
    pub fn is_waiting(&self) -> bool {
        self.verified.is_none() && self.returned.is_none()
    }

    /// What counts of it.
    pub fn reading(&self) -> Reading {
        match &self.said {
            _ if self.verified.is_none() => Reading::Unverified,
            Said::Value(value) => Reading::Value(*value),
            Said::NotApplicable(reason) => Reading::NotApplicable(reason.clone()),
        }
    }
}

/// What the assessment reads of a reported figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// A verified value; 0 is one.
    Value(Decimal),
    /// 未报: nobody reported it.
    Unreported,
    /// 已报未核: reported, not verified or returned. Scored like 未报, said apart.
    Unverified,
    /// 不适用, with the reason: its weight goes to the other measures.
    NotApplicable(String),
}

impl Reading {
    /// As printed, with the unit of the value: `3.5天`, `未报`, `不适用`.
    pub fn words(&self, unit: &str) -> String {
        match self {
            Self::Value(value) => format!("{}{unit}", value.normalize()),
            Self::Unreported => "未报".to_owned(),
            Self::Unverified => "已报未核".to_owned(),
            Self::NotApplicable(_) => "不适用".to_owned(),
        }
    }
}

/// The reports of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reports {
    all: BTreeMap<(String, UnitId), Report>,
}

impl Reports {
    /// From each measure's id, unit and report.
    pub fn new(reports: impl IntoIterator<Item = (String, UnitId, Report)>) -> Self {
        let all = (reports.into_iter())
            .map(|(measure, unit, report)| ((measure, unit), report))
            .collect();
        Self { all }
    }

    /// The report on a unit, `None`: 未报.
    pub fn get(&self, measure: &str, unit: &UnitId) -> Option<&Report> {
        self.all.get(&(measure.to_owned(), unit.clone()))
    }

    /// What counts of it.
    pub fn reading(&self, measure: &str, unit: &UnitId) -> Reading {
        let found = self.get(measure, unit);
        found.map_or(Reading::Unreported, Report::reading)
    }
}
