//! 加分、扣分、一票否决: entered by 区营商办 with reason and document, agreed by a second person, before
//! the quarter goes to the units for checking. One that turns out wrong is withdrawn with a reason, or
//! corrected, again by two persons; while units check, a correction only makes it milder. An objection
//! that is upheld takes it back, one upheld in part asks for its correction.

mod decide;
mod refusal;

pub use decide::{AdjustmentCommand, AdjustmentPlace, Followed, decide, second};
pub use refusal::AdjustmentRefusal;

use crate::assessment::report::Grounds;
use crate::district::UnitId;
use crate::matter::{By, MatterNo};
use crate::moment::Moment;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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
    /// What it does.
    pub fn terms(&self) -> Terms {
        Terms {
            kind: self.kind,
            points: self.points,
        }
    }

    /// `加分 2 分`, `一票否决`.
    pub fn words(&self) -> String {
        self.terms().words()
    }
}

/// What an adjustment does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What.
    pub kind: AdjustmentKind,
    /// Points, positive; 0 for a veto.
    pub points: Decimal,
}

impl Terms {
    /// `加分 2 分`, `一票否决`.
    pub fn words(self) -> String {
        match self.kind {
            AdjustmentKind::Veto => self.kind.word().to_owned(),
            kind => format!("{} {} 分", kind.word(), self.points.normalize()),
        }
    }

    /// Whether a unit is better off with it than with `other`.
    fn is_milder(self, other: Self) -> bool {
        let worth = |terms: Self| match terms.kind {
            AdjustmentKind::Veto => Decimal::MIN,
            AdjustmentKind::Deduction => -terms.points,
            AdjustmentKind::Bonus => terms.points,
        };
        worth(self) > worth(other)
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
        /// The objection whose ruling took it back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<MatterNo>,
    },
    /// 更正: proposed; the next `Agreed` or `Declined` is about it, and it counts once agreed.
    Corrected {
        /// To what.
        to: Terms,
        /// Why.
        reason: String,
        /// The objection whose ruling asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<MatterNo>,
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

/// What a second person said to a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CorrectionState {
    /// 等第二个人; until then the adjustment counts as it was.
    Waiting,
    /// It counts so.
    Agreed(By, Moment),
    /// It stays as it was, and why.
    Declined(By, Moment, String),
}

/// A correction of an adjustment that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// As it was.
    pub from: Terms,
    /// As it shall be.
    pub to: Terms,
    /// Why.
    pub reason: String,
    /// The objection whose ruling asked for it.
    pub because: Option<MatterNo>,
    /// Who proposed it.
    pub by: By,
    /// When.
    pub at: Moment,
    /// What became of it.
    pub state: CorrectionState,
}

/// An adjustment as its events make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// From 1 within its quarter.
    pub number: u32,
    /// What was proposed, as corrected.
    pub proposal: Proposal,
    /// Who proposed it.
    pub by: By,
    /// When.
    pub at: Moment,
    /// What became of it.
    pub state: AdjustmentState,
    /// Its corrections, oldest first.
    pub corrections: Vec<Correction>,
}

impl Adjustment {
    /// Whether a second person still has to say, to it or to a correction of it.
    pub fn is_waiting(&self) -> bool {
        self.state == AdjustmentState::Waiting || self.correcting().is_some()
    }

    /// The correction that waits for a second person.
    pub fn correcting(&self) -> Option<&Correction> {
        let counts = matches!(self.state, AdjustmentState::Agreed(..));
        let last = self.corrections.last().filter(|_| counts);
        last.filter(|correction| correction.state == CorrectionState::Waiting)
    }

    /// The last second word on it or on a correction: whether it was agreed, and by whom.
    pub fn last_word(&self) -> Option<(bool, &By)> {
        let said = self.corrections.iter().rev().find_map(|c| match &c.state {
            CorrectionState::Waiting => None,
            CorrectionState::Agreed(by, _) => Some((true, by)),
            CorrectionState::Declined(by, ..) => Some((false, by)),
        });
        said.or(match &self.state {
            AdjustmentState::Agreed(by, _) => Some((true, by)),
            AdjustmentState::Declined(by, ..) => Some((false, by)),
            AdjustmentState::Waiting | AdjustmentState::Withdrawn(..) => None,
        })
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
            by: self.who(second),
        })
    }

    /// `区营商办田志刚提出，组织部孟庆华同意；原为扣分 5 分，……更正，……同意`.
    fn who(&self, second: &By) -> String {
        let mut words = format!("{}提出，{}同意", self.by.words(), second.words());
        for correction in &self.corrections {
            if let CorrectionState::Agreed(second, _) = &correction.state {
                words.push_str(&format!(
                    "；原为{}，{}更正，{}同意",
                    correction.from.words(),
                    correction.by.words(),
                    second.words()
                ));
            }
        }
        words
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
    /// What it does.
    pub fn terms(&self) -> Terms {
        Terms {
            kind: self.kind,
            points: self.points,
        }
    }

    /// `加分 2 分：……（依据：……；区营商办田志刚提出，组织部孟庆华同意）`.
    pub fn words(&self) -> String {
        format!(
            "{}：{}（依据：{}；{}）",
            self.terms().words(),
            self.reason,
            self.document,
            self.by
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
                corrections: Vec::new(),
            });
            continue;
        }
        if let Some(adjustment) = out.iter_mut().find(|a| a.number == number) {
            go_on(adjustment, event, by.clone(), at);
        }
    }
    out
}

/// What an event after the first does to an adjustment.
fn go_on(adjustment: &mut Adjustment, event: &AdjustmentEvent, by: By, at: Moment) {
    let counts = matches!(adjustment.state, AdjustmentState::Agreed(..));
    let waits = adjustment.corrections.last_mut();
    let waits = waits.filter(|c| counts && c.state == CorrectionState::Waiting);
    match (event, waits) {
        (AdjustmentEvent::Proposed(_), _) => {}
        (AdjustmentEvent::Agreed, Some(correction)) => {
            correction.state = CorrectionState::Agreed(by, at);
            let Terms { kind, points } = correction.to;
            adjustment.proposal.kind = kind;
            adjustment.proposal.points = points;
        }
        (AdjustmentEvent::Agreed, None) => adjustment.state = AdjustmentState::Agreed(by, at),
        (AdjustmentEvent::Declined { reason }, Some(correction)) => {
            correction.state = CorrectionState::Declined(by, at, reason.clone());
        }
        (AdjustmentEvent::Declined { reason }, None) => {
            adjustment.state = AdjustmentState::Declined(by, at, reason.clone());
        }
        (AdjustmentEvent::Withdrawn { reason, .. }, _) => {
            adjustment.state = AdjustmentState::Withdrawn(by, at, reason.clone());
        }
        (
            AdjustmentEvent::Corrected {
                to,
                reason,
                because,
            },
            _,
        ) => adjustment.corrections.push(Correction {
            from: adjustment.proposal.terms(),
            to: *to,
            reason: reason.clone(),
            because: *because,
            by,
            at,
            state: CorrectionState::Waiting,
        }),
    }
}
