//! 加分、扣分、一票否决: entered by 区营商办 with reason and document, agreed by a second person, before
//! the quarter goes to the units for checking. One that turns out wrong is withdrawn with a reason.

use super::rule::QuarterRule;
use crate::assessment::period::Quarter;
use crate::assessment::report::Grounds;
use crate::assessment::steps::RankingStep;
use crate::district::{Action, District, Reach, UnitId};
use crate::matter::{Actor, By, Staff};
use crate::moment::Moment;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest reason, in characters.
pub const LONGEST: usize = 500;

/// What changes a total beside the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentKind {
    /// 加分; all of a quarter together no more than the rule allows.
    Bonus,
    /// 扣分, e.g. for a circulated criticism.
    Deduction,
    /// 一票否决.
    Veto,
}

impl AdjustmentKind {
    /// All, for a choice.
    pub const ALL: [AdjustmentKind; 3] = [Self::Bonus, Self::Deduction, Self::Veto];

    /// The code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Bonus => "bonus",
            Self::Deduction => "deduction",
            Self::Veto => "veto",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Bonus => "加分",
            Self::Deduction => "扣分",
            Self::Veto => "一票否决",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// For which unit.
    pub unit: UnitId,
    /// What.
    pub kind: AdjustmentKind,
    /// Points, positive; 0 for a veto.
    pub points: Decimal,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub grounds: Grounds,
}

impl Proposal {
    /// `加分 2 分`, `一票否决`.
    pub fn words(&self) -> String {
        match self.kind {
            AdjustmentKind::Veto => self.kind.word().to_owned(),
            kind => format!("{} {} 分", kind.word(), self.points.normalize()),
        }
    }
}

/// An event of one adjustment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentEvent {
    /// 提出.
    Proposed(Proposal),
    /// A second person agrees: it counts from now.
    Agreed,
    /// A second person does not agree.
    Declined {
        /// Why.
        reason: String,
    },
    /// 撤回.
    Withdrawn {
        /// Why.
        reason: String,
    },
}

/// Where an adjustment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdjustmentState {
    /// 等第二个人.
    Waiting,
    /// It counts.
    Agreed(By, Moment),
    /// It was not agreed, and why.
    Declined(By, Moment, String),
    /// It was taken back, and why.
    Withdrawn(By, Moment, String),
}

/// An adjustment as its events make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// From 1 within its quarter.
    pub number: u32,
    /// What was proposed.
    pub proposal: Proposal,
    /// Who proposed it.
    pub by: By,
    /// When.
    pub at: Moment,
    /// What became of it.
    pub state: AdjustmentState,
}

impl Adjustment {
    /// Whether a second person still has to say.
    pub fn is_waiting(&self) -> bool {
        self.state == AdjustmentState::Waiting
    }

    /// As an assessment carries it; `None` while or because it does not count.
    pub fn decided(&self) -> Option<Decided> {
        let AdjustmentState::Agreed(second, _) = &self.state else {
            return None;
        };
        Some(Decided {
            number: self.number,
            unit: self.proposal.unit.clone(),
            kind: self.proposal.kind,
            points: self.proposal.points,
            reason: self.proposal.reason.clone(),
            document: self.proposal.grounds.note.clone(),
            by: format!("{}提出，{}同意", self.by.words(), second.words()),
        })
    }
}

/// An adjustment that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Its number in the quarter.
    pub number: u32,
    /// The unit.
    pub unit: UnitId,
    /// What.
    pub kind: AdjustmentKind,
    /// Points, positive; 0 for a veto.
    pub points: Decimal,
    /// Why.
    pub reason: String,
    /// The document it rests on.
    pub document: String,
    /// Who proposed and who agreed.
    pub by: String,
}

impl Decided {
    /// `加分 2 分：……（依据：……；区营商办田志刚提出，组织部孟庆华同意）`.
    pub fn words(&self) -> String {
        let points = match self.kind {
            AdjustmentKind::Veto => self.kind.word().to_owned(),
            kind => format!("{} {} 分", kind.word(), self.points.normalize()),
        };
        format!(
            "{points}：{}（依据：{}；{}）",
            self.reason, self.document, self.by
        )
    }
}

/// The adjustments that a quarter's events make, in order.
pub fn fold<'a>(
    events: impl IntoIterator<Item = (u32, &'a AdjustmentEvent, &'a By, Moment)>,
) -> Vec<Adjustment> {
    let mut out: Vec<Adjustment> = Vec::new();
    for (number, event, by, at) in events {
        if let AdjustmentEvent::Proposed(proposal) = event {
            out.push(Adjustment {
                number,
                proposal: proposal.clone(),
                by: by.clone(),
                at,
                state: AdjustmentState::Waiting,
            });
            continue;
        }
        let Some(adjustment) = out.iter_mut().find(|a| a.number == number) else {
            continue;
        };
        let by = by.clone();
        adjustment.state = match event {
            AdjustmentEvent::Proposed(_) => continue,
            AdjustmentEvent::Agreed => AdjustmentState::Agreed(by, at),
            AdjustmentEvent::Declined { reason } => {
                AdjustmentState::Declined(by, at, reason.clone())
            }
            AdjustmentEvent::Withdrawn { reason } => {
                AdjustmentState::Withdrawn(by, at, reason.clone())
            }
        };
    }
    out
}

/// What somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdjustmentCommand {
    /// Propose.
    Propose(Proposal),
    /// Agree or not.
    Decide {
        /// Which.
        number: u32,
        /// Whether it shall count.
        agree: bool,
        /// Why not; may be empty when agreed.
        reason: String,
    },
    /// Take back.
    Withdraw {
        /// Which.
        number: u32,
        /// Why.
        reason: String,
    },
}

/// Why nothing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AdjustmentRefusal {
    /// The quarter has not begun.
    NotBegun(Quarter),
    /// It has gone to the units or further.
    HandedOut(Quarter, RankingStep),
    /// It is settled or further.
    Settled(Quarter, RankingStep),
    /// The actor's roles do not allow it.
    NotYours(&'static str),
    /// A unit that is not assessed.
    UnknownUnit(String),
    /// Nobody decides about the own unit.
    OwnUnit(UnitId),
    /// No points, or more than one may give.
    BadPoints {
        /// As given.
        points: Decimal,
        /// The most.
        most: Decimal,
    },
    /// No reason.
    NoReason,
    /// No document.
    NoDocument,
    /// Too many characters.
    TooLong {
        /// Which field.
        field: &'static str,
        /// How many there are.
        given: usize,
    },
    /// The same is proposed already and waits: a form sent twice.
    Twice(u32),
    /// No adjustment with this number.
    Unknown(u32),
    /// Somebody has decided meanwhile.
    NotWaiting,
    /// It does not count, so nothing can be taken back.
    NotCounting,
    /// The one who proposed does not agree to it.
    OwnProposal,
    /// Against it without a reason.
    NoReasonAgainst,
    /// Taken back without a reason.
    NoReasonToWithdraw,
}

impl fmt::Display for AdjustmentRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBegun(quarter) => write!(
                f,
                "{}还没有开始，{}起才能提加分、扣分、一票否决",
                quarter.words(),
                crate::assessment::steps::day(quarter.first())
            ),
            Self::HandedOut(quarter, step) => write!(
                f,
                "{}的季考核现在是“{}”，已经发给各单位核对，不再加分、扣分。确有遗漏的，公布以后出更正版",
                quarter.words(),
                step.word()
            ),
            Self::Settled(quarter, step) => write!(
                f,
                "{}的季考核现在是“{}”，数不再改。确有错误的，公布以后出更正版",
                quarter.words(),
                step.word()
            ),
            Self::NotYours(who) => write!(f, "这一步由{who}办，请交给有权限的同事"),
            Self::UnknownUnit(unit) => {
                write!(f, "单位：“{unit}”不参加考核，请从单位里选一个")
            }
            Self::OwnUnit(unit) => {
                write!(f, "{unit}的事不能由{unit}自己的人定，请交给别的单位的同事")
            }
            Self::BadPoints { points, most } => write!(
                f,
                "分数：写的是 {}，要大于 0、不超过 {}，最多两位小数，例如 1.5",
                points.normalize(),
                most.normalize()
            ),
            Self::NoReason => f.write_str("理由：没有填。请写清做了什么、为什么加减，会公开"),
            Self::NoDocument => {
                f.write_str("依据文件：没有填。请写文件名称和文号，例如“区委办通报〔2025〕7号”")
            }
            Self::TooLong { field, given } => {
                write!(f, "{field}：写了 {given} 字，最多 {LONGEST} 字，请写短一些")
            }
            Self::Twice(number) => write!(
                f,
                "同样的一条（第 {number} 条）已经提过，正等第二个人定，不用再提"
            ),
            Self::Unknown(number) => write!(f, "没有第 {number} 条，请刷新后再看"),
            Self::NotWaiting => f.write_str("这一条已经有人定过，请刷新后再看"),
            Self::NotCounting => f.write_str("这一条没有算进去，不用撤回"),
            Self::OwnProposal => f.write_str("是您提出的，要由另一个人定，请换一位同事"),
            Self::NoReasonAgainst => f.write_str("不同意的理由：没有填。请写清为什么不同意"),
            Self::NoReasonToWithdraw => f.write_str("撤回的理由：没有填。请写清为什么撤回"),
        }
    }
}

impl std::error::Error for AdjustmentRefusal {}

/// Where an adjustment belongs.
#[derive(Clone, Copy, Debug)]
pub struct AdjustmentPlace<'a> {
    /// The district.
    pub district: &'a District,
    /// The rule of the quarter.
    pub rule: &'a QuarterRule,
    /// The quarter.
    pub quarter: Quarter,
    /// The step its newest revision stands at; `None`: no draft yet.
    pub step: Option<RankingStep>,
}

/// Decides what a command does; `all` are the quarter's adjustments so far.
///
/// # Errors
/// The refusal in words; nothing changes then.
pub fn decide(
    place: AdjustmentPlace<'_>,
    all: &[Adjustment],
    command: AdjustmentCommand,
    by: &Actor,
    today: Date,
) -> Result<(u32, AdjustmentEvent), AdjustmentRefusal> {
    match command {
        AdjustmentCommand::Propose(proposal) => {
            let staff = may(by, Action::Adjust, "区营商办")?;
            before_checking(place)?;
            if today < place.quarter.first() {
                return Err(AdjustmentRefusal::NotBegun(place.quarter));
            }
            let proposal = checked(place, proposal)?;
            if staff.unit == proposal.unit {
                return Err(AdjustmentRefusal::OwnUnit(proposal.unit));
            }
            let mut waiting = all.iter().filter(|a| a.is_waiting() && a.by == by.by());
            if let Some(same) = waiting.find(|a| a.proposal == proposal) {
                return Err(AdjustmentRefusal::Twice(same.number));
            }
            let last = all.iter().map(|a| a.number).max().unwrap_or(0);
            Ok((last + 1, AdjustmentEvent::Proposed(proposal)))
        }
        AdjustmentCommand::Decide {
            number,
            agree,
            reason,
        } => {
            let staff = may(by, Action::AgreeAdjustment, "区营商办或组织部")?;
            before_checking(place)?;
            let adjustment = find(all, number)?;
            second(adjustment, staff)?;
            let reason = reason.trim().to_owned();
            short("不同意的理由", &reason)?;
            match (agree, reason.is_empty()) {
                (true, _) => Ok((number, AdjustmentEvent::Agreed)),
                (false, true) => Err(AdjustmentRefusal::NoReasonAgainst),
                (false, false) => Ok((number, AdjustmentEvent::Declined { reason })),
            }
        }
        AdjustmentCommand::Withdraw { number, reason } => {
            may(by, Action::Adjust, "区营商办")?;
            if let Some(step) = place.step.filter(|step| *step >= RankingStep::Settled) {
                return Err(AdjustmentRefusal::Settled(place.quarter, step));
            }
            let adjustment = find(all, number)?;
            let counts = matches!(
                adjustment.state,
                AdjustmentState::Agreed(..) | AdjustmentState::Waiting
            );
            let reason = reason.trim().to_owned();
            short("撤回的理由", &reason)?;
            match (counts, reason.is_empty()) {
                (false, _) => Err(AdjustmentRefusal::NotCounting),
                (true, true) => Err(AdjustmentRefusal::NoReasonToWithdraw),
                (true, false) => Ok((number, AdjustmentEvent::Withdrawn { reason })),
            }
        }
    }
}

fn may<'a>(
    by: &'a Actor,
    action: Action,
    who: &'static str,
) -> Result<&'a Staff, AdjustmentRefusal> {
    by.staff()
        .filter(|staff| action.reach_of(&staff.roles) != Reach::No)
        .ok_or(AdjustmentRefusal::NotYours(who))
}

/// Units check everything that counts, so nothing is added after it was handed to them.
fn before_checking(place: AdjustmentPlace<'_>) -> Result<(), AdjustmentRefusal> {
    match place.step {
        Some(step) if step >= RankingStep::Checking => {
            Err(AdjustmentRefusal::HandedOut(place.quarter, step))
        }
        _ => Ok(()),
    }
}

fn find(all: &[Adjustment], number: u32) -> Result<&Adjustment, AdjustmentRefusal> {
    let found = all.iter().find(|a| a.number == number);
    found.ok_or(AdjustmentRefusal::Unknown(number))
}

/// Whether this person may give the second word.
///
/// # Errors
/// Decided before, the own proposal, or the own unit.
pub fn second(adjustment: &Adjustment, staff: &Staff) -> Result<(), AdjustmentRefusal> {
    if !adjustment.is_waiting() {
        return Err(AdjustmentRefusal::NotWaiting);
    }
    if matches!(&adjustment.by, By::Staff { person, .. } if *person == staff.person) {
        return Err(AdjustmentRefusal::OwnProposal);
    }
    if staff.unit == adjustment.proposal.unit {
        return Err(AdjustmentRefusal::OwnUnit(staff.unit.clone()));
    }
    Ok(())
}

fn short(field: &'static str, text: &str) -> Result<(), AdjustmentRefusal> {
    let given = text.chars().count();
    match given > LONGEST {
        true => Err(AdjustmentRefusal::TooLong { field, given }),
        false => Ok(()),
    }
}

fn checked(
    place: AdjustmentPlace<'_>,
    mut proposal: Proposal,
) -> Result<Proposal, AdjustmentRefusal> {
    let unit = place.district.unit(&proposal.unit);
    if unit.is_none_or(|unit| unit.peer_group.is_none()) {
        return Err(AdjustmentRefusal::UnknownUnit(proposal.unit.to_string()));
    }
    let (points, most) = (proposal.points, place.rule.adjustment_most);
    match proposal.kind {
        AdjustmentKind::Veto => proposal.points = Decimal::ZERO,
        _ if points <= Decimal::ZERO || points > most || points.normalize().scale() > 2 => {
            return Err(AdjustmentRefusal::BadPoints { points, most });
        }
        _ => {}
    }
    proposal.reason = proposal.reason.trim().to_owned();
    proposal.grounds.note = proposal.grounds.note.trim().to_owned();
    short("理由", &proposal.reason)?;
    short("依据文件", &proposal.grounds.note)?;
    if proposal.reason.is_empty() {
        return Err(AdjustmentRefusal::NoReason);
    }
    if proposal.grounds.note.is_empty() {
        return Err(AdjustmentRefusal::NoDocument);
    }
    Ok(proposal)
}
