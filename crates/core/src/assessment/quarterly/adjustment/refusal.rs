//! Why an adjustment stays as it is, in sentences.

use super::LONGEST;
use crate::assessment::period::Quarter;
use crate::assessment::steps::RankingStep;
use crate::district::UnitId;
use rust_decimal::Decimal;
use std::fmt;

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
    /// It does not count, so nothing can be corrected.
    NothingToCorrect,
    /// A correction of it waits for a second person already.
    CorrectionWaits(u32),
    /// A correction to what it is; in words.
    Unchanged(String),
    /// Corrected without a reason.
    NoReasonToCorrect,
    /// Units check what counts, so from then on it only becomes milder; in words what it is.
    OnlyMilder(String),
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
            Self::NothingToCorrect => f.write_str("这一条没有算进去，不用更正"),
            Self::CorrectionWaits(number) => write!(
                f,
                "第 {number} 条已经有一个更正在等第二个人定，定了以后再提"
            ),
            Self::Unchanged(now) => write!(f, "改为：现在就是{now}，请写改成多少"),
            Self::NoReasonToCorrect => {
                f.write_str("更正的理由：没有填。请写清原来哪里不对、依据是什么")
            }
            Self::OnlyMilder(now) => write!(
                f,
                "改为：现在是{now}，已经发给各单位核对，只能改得对单位有利。确实要加重的，公布以后出更正版"
            ),
        }
    }
}

impl std::error::Error for AdjustmentRefusal {}
