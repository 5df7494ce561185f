//! Who proposes, agrees, takes back and corrects an adjustment, and until when.

use super::{
    Adjustment, AdjustmentEvent, AdjustmentKind, AdjustmentRefusal, AdjustmentState, LONGEST,
    Proposal, Terms,
};
use crate::assessment::period::Quarter;
use crate::assessment::quarterly::rule::QuarterRule;
use crate::assessment::steps::RankingStep;
use crate::district::{Action, District, Reach};
use crate::matter::{Actor, By, MatterNo, Staff};
use jiff::civil::Date;
use rust_decimal::Decimal;

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
    /// Change what counts.
    Correct {
        /// Which.
        number: u32,
        /// To what.
        to: Terms,
        /// Why.
        reason: String,
    },
    /// What a ruling on an objection does; who may rule was asked before.
    Follow(Followed),
}

/// What a ruling on an objection says of an adjustment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Which.
    pub number: u32,
    /// To be corrected to this; `None`: taken back.
    pub to: Option<Terms>,
    /// The objection.
    pub because: MatterNo,
    /// The ruling and its reason.
    pub reason: String,
}

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
            let adjustment = find(all, number)?;
            match adjustment.correcting() {
                Some(_) => before_settling(place)?,
                None => before_checking(place)?,
            }
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
            before_settling(place)?;
            let adjustment = find(all, number)?;
            let reason = reason.trim().to_owned();
            short("撤回的理由", &reason)?;
            match (is_alive(adjustment), reason.is_empty()) {
                (false, _) => Err(AdjustmentRefusal::NotCounting),
                (true, true) => Err(AdjustmentRefusal::NoReasonToWithdraw),
                (true, false) => Ok((
                    number,
                    AdjustmentEvent::Withdrawn {
                        reason,
                        because: None,
                    },
                )),
            }
        }
        AdjustmentCommand::Correct { number, to, reason } => {
            let staff = may(by, Action::Adjust, "区营商办")?;
            let adjustment = find(all, number)?;
            if staff.unit == adjustment.proposal.unit {
                return Err(AdjustmentRefusal::OwnUnit(staff.unit.clone()));
            }
            let to = corrected(place, adjustment, to)?;
            let reason = reason.trim().to_owned();
            short("更正的理由", &reason)?;
            match reason.is_empty() {
                true => Err(AdjustmentRefusal::NoReasonToCorrect),
                false => Ok((
                    number,
                    AdjustmentEvent::Corrected {
                        to,
                        reason,
                        because: None,
                    },
                )),
            }
        }
        AdjustmentCommand::Follow(followed) => follow(place, all, followed),
    }
}

/// An objection upheld takes an adjustment back; one upheld in part proposes its correction, which a
/// second person still has to agree to.
fn follow(
    place: AdjustmentPlace<'_>,
    all: &[Adjustment],
    followed: Followed,
) -> Result<(u32, AdjustmentEvent), AdjustmentRefusal> {
    let Followed {
        number,
        to,
        because,
        reason,
    } = followed;
    let because = Some(because);
    let reason: String = reason.chars().take(LONGEST).collect();
    let adjustment = find(all, number)?;
    let Some(to) = to else {
        before_settling(place)?;
        return match is_alive(adjustment) {
            true => Ok((number, AdjustmentEvent::Withdrawn { reason, because })),
            false => Err(AdjustmentRefusal::NotCounting),
        };
    };
    let to = corrected(place, adjustment, to)?;
    if !to.is_milder(adjustment.proposal.terms()) {
        let now = adjustment.proposal.words();
        return Err(AdjustmentRefusal::OnlyMilder(now));
    }
    Ok((
        number,
        AdjustmentEvent::Corrected {
            to,
            reason,
            because,
        },
    ))
}

/// It counts, or may still come to count.
fn is_alive(adjustment: &Adjustment) -> bool {
    matches!(
        adjustment.state,
        AdjustmentState::Agreed(..) | AdjustmentState::Waiting
    )
}

/// What an adjustment that counts may be corrected to.
fn corrected(
    place: AdjustmentPlace<'_>,
    adjustment: &Adjustment,
    to: Terms,
) -> Result<Terms, AdjustmentRefusal> {
    before_settling(place)?;
    if adjustment.decided().is_none() {
        return Err(AdjustmentRefusal::NothingToCorrect);
    }
    if adjustment.correcting().is_some() {
        return Err(AdjustmentRefusal::CorrectionWaits(adjustment.number));
    }
    let (to, now) = (in_bounds(place, to)?, adjustment.proposal.terms());
    if to == now {
        return Err(AdjustmentRefusal::Unchanged(now.words()));
    }
    if place.step >= Some(RankingStep::Checking) && !to.is_milder(now) {
        return Err(AdjustmentRefusal::OnlyMilder(now.words()));
    }
    Ok(to)
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

/// Settled figures are signed: nothing is taken back or corrected any more.
fn before_settling(place: AdjustmentPlace<'_>) -> Result<(), AdjustmentRefusal> {
    match place.step {
        Some(step) if step >= RankingStep::Settled => {
            Err(AdjustmentRefusal::Settled(place.quarter, step))
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
    let by = (adjustment.correcting()).map_or(&adjustment.by, |correction| &correction.by);
    if matches!(by, By::Staff { person, .. } if *person == staff.person) {
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

/// Points that one adjustment may have; a veto has none.
fn in_bounds(place: AdjustmentPlace<'_>, terms: Terms) -> Result<Terms, AdjustmentRefusal> {
    let (points, most) = (terms.points, place.rule.adjustment_most);
    match terms.kind {
        AdjustmentKind::Veto => Ok(Terms {
            points: Decimal::ZERO,
            ..terms
        }),
        _ if points <= Decimal::ZERO || points > most || points.normalize().scale() > 2 => {
            Err(AdjustmentRefusal::BadPoints { points, most })
        }
        _ => Ok(terms),
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
    proposal.points = in_bounds(place, proposal.terms())?.points;
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
