//! What the clock refuses, each a sentence.

use crate::district::RuleId;
use crate::rules::LengthUnit;
use jiff::civil::Date;

/// Why the clock refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClockRefusal {
    /// The rule knows no extension.
    NeverExtends {
        /// Which rule.
        rule: RuleId,
    },
    /// More than the rule allows in total.
    BeyondLongest {
        /// Total asked.
        asked: u32,
        /// Longest total allowed.
        longest: u32,
        /// Counting unit.
        unit: LengthUnit,
    },
    /// Not longer than what is already granted.
    NotLonger {
        /// Total asked.
        asked: u32,
        /// Total granted already.
        granted: u32,
        /// Counting unit.
        unit: LengthUnit,
    },
    /// The rule allows no pause.
    NeverPauses {
        /// Which rule.
        rule: RuleId,
    },
    /// The reason is not one of the rule's.
    ReasonNotListed {
        /// What was given.
        reason: String,
        /// What the rule lists.
        listed: Vec<String>,
    },
    /// The clock is already paused for this reason.
    AlreadyPaused {
        /// The reason.
        reason: String,
        /// Since when.
        from: Date,
    },
    /// No pause for this reason is open.
    NotPaused {
        /// The reason.
        reason: String,
    },
    /// A pause begins before the clock does.
    BeforeStart {
        /// First day of the pause.
        from: Date,
        /// The trigger day.
        started: Date,
    },
    /// A pause ends before it begins.
    EndsBeforeItBegins {
        /// First day.
        from: Date,
        /// Last day given.
        until: Date,
    },
}

impl ClockRefusal {
    /// Stable code for API and log.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeverExtends { .. } => "never_extends",
            Self::BeyondLongest { .. } => "beyond_longest",
            Self::NotLonger { .. } => "not_longer",
            Self::NeverPauses { .. } => "never_pauses",
            Self::ReasonNotListed { .. } => "reason_not_listed",
            Self::AlreadyPaused { .. } => "already_paused",
            Self::NotPaused { .. } => "not_paused",
            Self::BeforeStart { .. } => "before_start",
            Self::EndsBeforeItBegins { .. } => "ends_before_it_begins",
        }
    }
}

impl std::fmt::Display for ClockRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NeverExtends { .. } => f.write_str("这个时限没有延期规定：请在原期限内办结"),
            Self::BeyondLongest {
                asked,
                longest,
                unit,
            } => {
                let word = unit.word();
                write!(
                    f,
                    "申请延至共{asked}{word}，规定最长{longest}{word}：请改为{longest}{word}以内"
                )
            }
            Self::NotLonger {
                asked,
                granted,
                unit,
            } => {
                let word = unit.word();
                write!(
                    f,
                    "申请延至共{asked}{word}，现已有{granted}{word}：延期须写延长后的总期限"
                )
            }
            Self::NeverPauses { .. } => f.write_str("这个时限没有可暂停计时的情形：请继续办理"),
            Self::ReasonNotListed { reason, listed } => {
                let listed = listed.join("”“");
                write!(f, "“{reason}”不是可暂停计时的情形：请从“{listed}”中选择")
            }
            Self::AlreadyPaused { reason, from } => {
                write!(f, "自{from}起已因“{reason}”暂停计时：请先恢复，再另行暂停")
            }
            Self::NotPaused { reason } => {
                write!(f, "没有因“{reason}”暂停的计时：请核对暂停事由")
            }
            Self::BeforeStart { from, started } => {
                write!(
                    f,
                    "暂停首日{from}早于计时起算日{started}：请改为{started}或以后"
                )
            }
            Self::EndsBeforeItBegins { from, until } => {
                write!(f, "暂停末日{until}早于首日{from}：请改为{from}或以后")
            }
        }
    }
}

impl std::error::Error for ClockRefusal {}
