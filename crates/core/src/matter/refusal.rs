//! A refusal is a sentence: what does not fit, and what to do.

use super::CommandName;
use super::clock::ClockRefusal;
use crate::calendar::MissingYear;
use crate::district::{Role, UnitId};
use crate::rules::RuleError;
use std::fmt;

/// Why a command was not carried out. `Display` is the sentence for people, `code` for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else acted first.
    Stale {
        /// Version the person saw.
        seen: u64,
        /// Version now.
        current: u64,
    },
    /// The person's roles do not include this.
    NotYourRole {
        /// What was asked.
        command: CommandName,
        /// Who could.
        holders: Vec<Role>,
    },
    /// Another unit owns the matter.
    NotYourUnit {
        /// The owner.
        owner: UnitId,
    },
    /// Not possible in this state.
    WrongState {
        /// What was asked.
        command: CommandName,
        /// The state's word.
        state: &'static str,
        /// What is possible or needed instead.
        instead: &'static str,
    },
    /// A field is empty.
    Missing {
        /// The field's label.
        field: &'static str,
        /// What to write.
        remedy: &'static str,
    },
    /// A field is too long.
    TooLong {
        /// The field's label.
        field: &'static str,
        /// Most characters.
        most: usize,
        /// Characters given.
        given: usize,
    },
    /// A value is not of its list or form.
    BadValue {
        /// The field's label.
        field: &'static str,
        /// What was given.
        value: String,
        /// What to do.
        remedy: String,
    },
    /// The rule does not allow it.
    NotAllowed {
        /// The sentence: which rule, why, what then.
        why: String,
    },
    /// The clock does not allow it.
    Clock(ClockRefusal),
    /// A rule is unknown or has no value on that day.
    Rule(RuleError),
    /// The calendar of a year is missing.
    Calendar(MissingYear),
}

impl Refusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stale { .. } => "stale_version",
            Self::NotYourRole { .. } => "not_your_role",
            Self::NotYourUnit { .. } => "not_your_unit",
            Self::WrongState { .. } => "wrong_state",
            Self::Missing { .. } => "missing",
            Self::TooLong { .. } => "too_long",
            Self::BadValue { .. } => "bad_value",
            Self::NotAllowed { .. } => "not_allowed",
            Self::Clock(_) => "clock",
            Self::Rule(e) => e.code(),
            Self::Calendar(_) => "calendar_year_missing",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stale { .. } => {
                f.write_str("您打开之后，别人已经办过这件。请看最新情况，再决定要不要继续")
            }
            Self::NotYourRole { command, .. } if command.for_rule() => {
                write!(f, "“{}”到日子自动进行，不用人来办", command.word())
            }
            Self::NotYourRole { command, holders } if holders.is_empty() => {
                let word = command.word();
                write!(f, "“{word}”由企业自己来做，工作人员不能代办")
            }
            Self::NotYourRole { command, holders } => {
                let who: Vec<_> = holders.iter().map(|r| r.word()).collect();
                write!(f, "“{}”由{}办理，请找他们", command.word(), who.join("、"))
            }
            Self::NotYourUnit { owner } => write!(f, "这件归{owner}办。要办请联系{owner}"),
            Self::WrongState {
                command,
                state,
                instead,
            } => {
                write!(f, "现在是“{state}”，不能{}。{instead}", command.word())
            }
            Self::Missing { field, remedy } => write!(f, "{field}：没有填。{remedy}"),
            Self::TooLong { field, most, given } => write!(
                f,
                "{field}：最多 {most} 字，现在 {given} 字，请删去 {} 字，详细内容可作为材料上传",
                given - most
            ),
            Self::BadValue {
                field,
                value,
                remedy,
            } => {
                write!(f, "{field}：写成了“{value}”。{remedy}")
            }
            Self::NotAllowed { why } => f.write_str(why),
            Self::Clock(e) => e.fmt(f),
            Self::Rule(e) => e.fmt(f),
            Self::Calendar(e) => e.fmt(f),
        }
    }
}

impl From<RuleError> for Refusal {
    fn from(e: RuleError) -> Self {
        Self::Rule(e)
    }
}

impl From<MissingYear> for Refusal {
    fn from(e: MissingYear) -> Self {
        Self::Calendar(e)
    }
}

impl From<ClockRefusal> for Refusal {
    fn from(e: ClockRefusal) -> Self {
        Self::Clock(e)
    }
}
