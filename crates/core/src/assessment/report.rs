//! 指标报送: a figure that no matter contains is reported by the lead department with evidence and
//! verified by another unit. Only a verified figure counts. 未报, 已报未核, 不适用 and the value 0
//! are four different things, through every sum and rank.

use super::period::Month;
use super::rulebook::{Basis, Measure, Reported, Rulebook};
use crate::district::{Unit, UnitId};
use crate::matter::{Actor, By, Staff};
use crate::moment::Moment;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

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
    /// SHA-256 of the files, hex, each with its name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<(String, String)>,
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

    /// The report on a unit.
    pub fn get(&self, measure: &str, unit: &UnitId) -> Option<&Report> {
        self.all.get(&(measure.to_owned(), unit.clone()))
    }

    /// What counts of it.
    pub fn reading(&self, measure: &str, unit: &UnitId) -> Reading {
        let found = self.get(measure, unit);
        found.map_or(Reading::Unreported, Report::reading)
    }
}

/// What somebody asks of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportCommand {
    /// Report.
    Make {
        /// What is said.
        said: Said,
        /// What it rests on.
        grounds: Grounds,
    },
    /// Verify.
    Verify,
    /// Return.
    Return {
        /// Why.
        reason: String,
    },
}

/// Where a report belongs.
#[derive(Clone, Copy, Debug)]
pub struct ReportPlace<'a> {
    /// The method of the month.
    pub rulebook: &'a Rulebook,
    /// The month.
    pub month: Month,
    /// Id of the measure.
    pub measure: &'a str,
    /// The unit the figure is about.
    pub unit: &'a Unit,
    /// Whether the month's ranking is settled or sealed already.
    pub settled: bool,
}

/// Why a report is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportRefusal {
    /// No such reported measure in the month's method.
    NoMeasure(String),
    /// It does not apply to the unit.
    NotForUnit {
        /// The measure.
        measure: String,
        /// The unit.
        unit: UnitId,
    },
    /// Another unit reports it.
    OtherLead {
        /// The measure.
        measure: String,
        /// Who reports.
        lead: UnitId,
    },
    /// Another unit verifies it.
    OtherVerifier {
        /// The measure.
        measure: String,
        /// Who verifies.
        verifier: UnitId,
    },
    /// The one who reported may not verify.
    OwnReport,
    /// The figure is about the verifying unit itself.
    AboutOneself(UnitId),
    /// The month is not over.
    Running(Month),
    /// The month's ranking is settled.
    Settled(Month),
    /// Nothing says what it rests on.
    NoEvidence,
    /// "Not applicable" without a reason, or a return without one.
    NoReason,
    /// The value cannot be.
    OutOfRange {
        /// As written.
        value: Decimal,
        /// Smallest.
        least: Decimal,
        /// Greatest.
        most: Decimal,
        /// Unit.
        unit: String,
    },
    /// Nothing waits to be verified.
    NothingWaits,
    /// Neither a rule nor an enterprise reports.
    NobodyAtWork,
}

impl fmt::Display for ReportRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMeasure(id) => write!(
                f,
                "考核办法里没有“{id}”这一项报送指标，请从指标报送页重新选"
            ),
            Self::NotForUnit { measure, unit } => {
                write!(f, "“{measure}”不考核{unit}，不用报送")
            }
            Self::OtherLead { measure, lead } => {
                write!(f, "“{measure}”由{lead}报送，请联系{lead}")
            }
            Self::OtherVerifier { measure, verifier } => {
                write!(f, "“{measure}”由{verifier}核验，请联系{verifier}")
            }
            Self::OwnReport => f.write_str("报送的人不能核验自己报的数，请换一位同事核验"),
            Self::AboutOneself(unit) => write!(
                f,
                "这个数考核的就是{unit}，{unit}不能自己核验，请联系区营商办另定核验单位"
            ),
            Self::Running(month) => {
                let day = month.next().first();
                let (words, m, d) = (month.words(), day.month(), day.day());
                write!(f, "{words}还没有过完，{m}月{d}日起才能报送")
            }
            Self::Settled(month) => write!(
                f,
                "{}的排名已经定稿，报送的数不再改动；确有差错，请联系区营商办出更正版",
                month.words()
            ),
            Self::NoEvidence => f.write_str(
                "没有写依据：请在“依据”里写明台账、文件或系统名称，或者附上材料，再报送",
            ),
            Self::NoReason => f.write_str("没有写理由：请写明为什么不适用或为什么退回"),
            Self::OutOfRange {
                value,
                least,
                most,
                unit,
            } => write!(
                f,
                "数值“{}{unit}”不在{}到{}{unit}之间，请核对单位和小数点",
                value.normalize(),
                least.normalize(),
                most.normalize()
            ),
            Self::NothingWaits => {
                f.write_str("这个数没有等待核验：还没有报送，或已经核验、退回，请刷新后再看")
            }
            Self::NobodyAtWork => f.write_str("指标由在册人员报送，请先登录"),
        }
    }
}

impl std::error::Error for ReportRefusal {}

/// The reported measure with this id.
fn reported<'a>(
    rulebook: &'a Rulebook,
    id: &str,
) -> Result<(&'a Measure, &'a Reported), ReportRefusal> {
    let found = rulebook.measures.iter().find(|measure| measure.id == id);
    match found.map(|measure| (measure, &measure.basis)) {
        Some((measure, Basis::Reported(reported))) => Ok((measure, reported)),
        _ => Err(ReportRefusal::NoMeasure(id.to_owned())),
    }
}

/// Decides what a command on a report does. `now` is the report as it stands.
///
/// # Errors
/// The refusal in words; nothing changes then.
pub fn decide(
    place: ReportPlace<'_>,
    now: Option<&Report>,
    command: ReportCommand,
    by: &Actor,
    today: Date,
) -> Result<ReportEvent, ReportRefusal> {
    let staff = by.staff().ok_or(ReportRefusal::NobodyAtWork)?;
    let (measure, reported) = reported(place.rulebook, place.measure)?;
    let unit = &place.unit.id;
    if place.unit.peer_group.is_none()
        || !measure.applies_to(unit, place.unit.peer_group.as_deref())
    {
        return Err(ReportRefusal::NotForUnit {
            measure: measure.title.clone(),
            unit: unit.clone(),
        });
    }
    if place.settled {
        return Err(ReportRefusal::Settled(place.month));
    }
    match command {
        ReportCommand::Make { said, grounds } => {
            if staff.unit != reported.lead {
                return Err(ReportRefusal::OtherLead {
                    measure: measure.title.clone(),
                    lead: reported.lead.clone(),
                });
            }
            if today <= place.month.last() {
                return Err(ReportRefusal::Running(place.month));
            }
            check(&said, &grounds, reported)?;
            Ok(ReportEvent::Made { said, grounds })
        }
        ReportCommand::Verify => {
            let report = waiting(now, measure, reported, staff, unit)?;
            let made_by =
                matches!(&report.made.0, By::Staff { person, .. } if *person == staff.person);
            if made_by {
                return Err(ReportRefusal::OwnReport);
            }
            Ok(ReportEvent::Verified)
        }
        ReportCommand::Return { reason } => {
            waiting(now, measure, reported, staff, unit)?;
            if reason.trim().is_empty() {
                return Err(ReportRefusal::NoReason);
            }
            Ok(ReportEvent::Returned { reason })
        }
    }
}

fn check(said: &Said, grounds: &Grounds, reported: &Reported) -> Result<(), ReportRefusal> {
    match said {
        Said::Value(value) if *value < reported.least || *value > reported.most => {
            return Err(ReportRefusal::OutOfRange {
                value: *value,
                least: reported.least,
                most: reported.most,
                unit: reported.unit_word.clone(),
            });
        }
        Said::NotApplicable(reason) if reason.trim().is_empty() => {
            return Err(ReportRefusal::NoReason);
        }
        _ => {}
    }
    if grounds.note.trim().is_empty() && grounds.files.is_empty() {
        return Err(ReportRefusal::NoEvidence);
    }
    Ok(())
}

/// The report that this member of staff may verify or return.
fn waiting<'a>(
    now: Option<&'a Report>,
    measure: &Measure,
    reported: &Reported,
    staff: &Staff,
    about: &UnitId,
) -> Result<&'a Report, ReportRefusal> {
    if staff.unit != reported.verifier {
        return Err(ReportRefusal::OtherVerifier {
            measure: measure.title.clone(),
            verifier: reported.verifier.clone(),
        });
    }
    if staff.unit == *about {
        return Err(ReportRefusal::AboutOneself(about.clone()));
    }
    now.filter(|report| report.is_waiting())
        .ok_or(ReportRefusal::NothingWaits)
}
