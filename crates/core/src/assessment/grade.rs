//! 等次: what a quarter is called, and what its coefficient goes by.

use serde::{Deserialize, Serialize};

/// 等次 of a quarter, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 优秀.
    Excellent,
    /// 良好.
    Good,
    /// 合格.
    Fair,
    /// 不合格.
    Poor,
}

impl Grade {
    /// All, the best first.
    pub const ALL: [Grade; 4] = [Self::Excellent, Self::Good, Self::Fair, Self::Poor];

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Excellent => "优秀",
            Self::Good => "良好",
            Self::Fair => "合格",
            Self::Poor => "不合格",
        }
    }

    /// The code in rules and the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Excellent => "excellent",
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }
}
