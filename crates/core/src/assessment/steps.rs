//! The steps of a ranking or assessment: draft → checking → settled → sealed → published. What is
//! sealed never changes; a correction is a new revision that begins as a draft and says why.

use super::period::{Month, Period};
use crate::calendar::MissingYear;
use crate::district::PersonId;
use crate::matter::Law;
use crate::rules::{LengthUnit, RuleError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many different persons sign the settled figures before they are sealed: no one person can
/// bend a score.
pub const SIGNERS: usize = 2;

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RankingStep {
    /// 草稿: computed and kept, seen by 区营商办.
    Draft,
    /// 核对中: units see their figures and may object.
    Checking,
    /// 已定稿: objections are answered; two persons sign.
    Settled,
    /// 已封存: signed, bound into the journal, never changed.
    Sealed,
    /// 已公布: everybody sees it.
    Published,
}

impl RankingStep {
    /// All, in order.
    pub const ALL: [RankingStep; 5] = [
        Self::Draft,
        Self::Checking,
        Self::Settled,
        Self::Sealed,
        Self::Published,
    ];

    /// The code in the database and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::Settled => "settled",
            Self::Sealed => "sealed",
            Self::Published => "published",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Checking => "核对中",
            Self::Settled => "已定稿",
            Self::Sealed => "已封存",
            Self::Published => "已公布",
        }
    }

    /// The step with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The step after; `None` after publishing.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    /// Whether the figures can no longer change in this revision.
    pub fn is_final(self) -> bool {
        self >= Self::Sealed
    }
}

/// Where a period stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The step.
    pub step: RankingStep,
    /// The day on which it was taken.
    pub since: Date,
    /// Who has signed the settled figures, in order, each once.
    pub signers: Vec<PersonId>,
}

/// What else decides whether a step may be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Objections to the period that nobody has ruled on.
    pub objections: usize,
    /// Exclusions that wait for a second person.
    pub exclusions: usize,
    /// Bonuses, deductions and vetoes that wait for a second person.
    pub adjustments: usize,
    /// Months of a quarter whose newest ranking is not sealed.
    pub unsealed: Vec<Month>,
    /// Cases that came due in the period: without any there is nothing to rank.
    pub cases: u64,
}

/// Why a period stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// The period is not over.
    Running(Period),
    /// Nothing came due in it.
    NoData(Period),
    /// Units may still check and object.
    StillChecking {
        /// The last day for objections.
        until: Date,
    },
    /// Objections wait for their ruling.
    ObjectionsOpen(usize),
    /// Exclusions wait for a second person.
    ExclusionsOpen(usize),
    /// Bonuses, deductions or vetoes wait for a second person.
    AdjustmentsOpen(usize),
    /// Months of the quarter whose newest ranking is not sealed.
    MonthsOpen(Vec<Month>),
    /// Too few persons have signed.
    Unsigned {
        /// How many have.
        signed: usize,
    },
    /// This person has signed already.
    SignedBefore,
    /// Only settled figures are signed.
    NotSettled(Option<RankingStep>),
    /// A correction without a reason.
    NoReason,
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
            Self::Running(period) => {
                let first = period.last().tomorrow().unwrap_or(period.last());
                write!(
                    f,
                    "{}还没有过完，{}起才能生成草稿",
                    period.words(),
                    day(first)
                )
            }
            Self::NoData(period) => write!(
                f,
                "{}没有一件办件到期，没有数可以排。请核对月份，或先把这段时间的办件登记、导入",
                period.words()
            ),
            Self::StillChecking { until } => {
                write!(f, "各单位核对到{}，当天 24:00 后才能定稿", day(*until))
            }
            Self::ObjectionsOpen(n) => write!(
                f,
                "还有 {n} 件申诉没有裁定，裁定以后才能接着办。请先到申诉里逐件裁定"
            ),
            Self::ExclusionsOpen(n) => write!(
                f,
                "还有 {n} 件剔除等第二个人复核，复核以后才能接着办。请先到剔除复核里逐件处理"
            ),
            Self::AdjustmentsOpen(n) => write!(
                f,
                "还有 {n} 条加分、扣分或一票否决等第二个人定，定了以后才能接着办"
            ),
            Self::MonthsOpen(months) => {
                let months: Vec<String> = months.iter().map(|m| m.words()).collect();
                write!(
                    f,
                    "{}的月排名还没有封存，季考核留在原处。请先把月排名封存，再接着办",
                    months.join("、")
                )
            }
            Self::Unsigned { signed } => write!(
                f,
                "定稿要由 {SIGNERS} 个人签署，现在签了 {signed} 个。请再找一位有签署权限的同事签"
            ),
            Self::SignedBefore => {
                f.write_str("您已经签过这一版，另一个签名要由别人来签，请换一位同事")
            }
            Self::NotSettled(now) => write!(
                f,
                "只签定稿的数，现在是“{}”，请定稿以后再签",
                now.map_or("未生成", RankingStep::word)
            ),
            Self::NoReason => f.write_str("更正的理由：没有填。请写清为什么要出更正版，会公开"),
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

pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The last day on which units may object to figures that went to checking on `since`.
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

/// The step that follows, if it may be taken on `today`. `at`: where the period stands; a sealed
/// or published one begins again as a draft of the next revision once it is published.
///
/// # Errors
/// The period runs or is empty, objections or exclusions are open, signatures are missing.
pub fn advance(
    period: Period,
    at: Option<&Stand>,
    pending: &Pending,
    today: Date,
    law: &Law<'_>,
) -> Result<RankingStep, StepRefusal> {
    if today <= period.last() {
        return Err(StepRefusal::Running(period));
    }
    let Some(stand) = at else {
        return match pending.cases {
            0 => Err(StepRefusal::NoData(period)),
            _ => Ok(RankingStep::Draft),
        };
    };
    match stand.step {
        RankingStep::Draft => grounded(pending)?,
        RankingStep::Checking => {
            let until = objections_until(stand.since, law)?;
            if today <= until {
                return Err(StepRefusal::StillChecking { until });
            }
            grounded(pending)?;
            answered(pending)?;
        }
        RankingStep::Settled => {
            answered(pending)?;
            let signed = stand.signers.len();
            if signed < SIGNERS {
                return Err(StepRefusal::Unsigned { signed });
            }
        }
        RankingStep::Sealed | RankingStep::Published => {}
    }
    Ok(stand.step.next().unwrap_or(RankingStep::Draft))
}

/// What a quarter rests on is there: its months are sealed, and whatever shall be added or taken off
/// has its second word before units check it.
fn grounded(pending: &Pending) -> Result<(), StepRefusal> {
    if !pending.unsealed.is_empty() {
        return Err(StepRefusal::MonthsOpen(pending.unsealed.clone()));
    }
    match pending.adjustments {
        0 => Ok(()),
        n => Err(StepRefusal::AdjustmentsOpen(n)),
    }
}

/// Nothing that could still change the figures is open.
fn answered(pending: &Pending) -> Result<(), StepRefusal> {
    match (pending.objections, pending.exclusions) {
        (0, 0) => Ok(()),
        (0, n) => Err(StepRefusal::ExclusionsOpen(n)),
        (n, _) => Err(StepRefusal::ObjectionsOpen(n)),
    }
}

/// Whether this person may sign the figures now.
///
/// # Errors
/// They are not settled, or the person has signed already.
pub fn sign(at: Option<&Stand>, person: &PersonId) -> Result<(), StepRefusal> {
    match at {
        Some(stand) if stand.step == RankingStep::Settled => {
            if stand.signers.contains(person) {
                return Err(StepRefusal::SignedBefore);
            }
            Ok(())
        }
        other => Err(StepRefusal::NotSettled(other.map(|stand| stand.step))),
    }
}
