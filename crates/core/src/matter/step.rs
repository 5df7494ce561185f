//! Who must move next, and what they must do (design law 1).

use super::Matter;
use crate::kinds;

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// 区营商办.
    Coordinator,
    /// The lead unit.
    Unit,
    /// The enterprise.
    Enterprise,
    /// Nobody: it has ended.
    Nobody,
}

impl Waiting {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Unit => "unit",
            Self::Enterprise => "enterprise",
            Self::Nobody => "nobody",
        }
    }
}

/// 下一步.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Whose turn.
    pub waiting: Waiting,
    /// What to do, verb first.
    pub what: &'static str,
}

impl Matter {
    /// The next step.
    pub fn step(&self) -> Step {
        if self.is_ended() {
            return Step {
                waiting: Waiting::Nobody,
                what: "已结束，不用再办",
            };
        }
        kinds::step(&self.detail)
    }
}
