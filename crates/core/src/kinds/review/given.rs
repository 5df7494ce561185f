//! What is said in a review and about it: the visit or matter, the rating, the follow-up, how the
//! unit made it good.

use crate::district::{ItemId, UnitId, WindowId};
use crate::matter::{Evidence, Handler, MatterNo};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};

/// 五级: level and word, best first. Nobody is rated by default: no level is ever filled in.
pub const LEVELS: [(u8, &str); 5] = [
    (5, "非常满意"),
    (4, "满意"),
    (3, "基本满意"),
    (2, "不满意"),
    (1, "非常不满意"),
];

/// The word for a level, 1–5.
pub fn level_word(level: u8) -> &'static str {
    LEVELS
        .iter()
        .find(|(l, _)| *l == level)
        .map_or("", |(_, word)| word)
}

/// 差评: 不满意 and 非常不满意 (国办发〔2019〕51号).
pub fn is_bad(level: u8) -> bool {
    level <= 2
}

/// 一事一评、一次一评: what somebody is invited to rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReview {
    /// What it is about in one line, without any name.
    pub title: String,
    /// The unit whose service is rated.
    pub unit: UnitId,
    /// The finished matter; `None`: a visit to a window.
    pub about: Option<MatterNo>,
    /// The window of a visit.
    pub window: Option<WindowId>,
    /// The service item, if one was done.
    pub item: Option<ItemId>,
    /// What the matter was about: the appeal's topic or the application's package.
    pub topic: Option<String>,
    /// Who served.
    pub officer: Option<Handler>,
    /// Whether the unit can ring the rater: the matter has a contact.
    pub named: bool,
}

/// 评价.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 (非常不满意) – 5 (非常满意).
    pub level: u8,
    /// Tags of that level, as the pack writes them.
    pub tags: Vec<String>,
    /// Words; may be empty.
    pub words: String,
    /// Salted hash of the contact the rater left for a call-back, hex.
    pub contact: Option<String>,
    /// Which network it was sent from, as a token keyed and salted anew each month: it says only
    /// whether two ratings of one month came from the same place, never from which.
    pub network: Option<String>,
}

/// A rating with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// What was said.
    pub rating: Rating,
    /// When.
    pub at: Moment,
}

/// 追评: once, later. It stands beside the first rating and does not change it, so that nobody is
/// pressed to raise a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Level 1–5.
    pub level: u8,
    /// Words; may be empty.
    pub words: String,
    /// When.
    pub at: Moment,
}

/// How a unit answers a bad review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 诉求清楚合理，已整改.
    Corrected,
    /// 情况复杂，说明计划并限期整改.
    Planned,
    /// 没有法律政策依据，已说明理由.
    Explained,
}

impl Way {
    /// All ways.
    pub const ALL: [Way; 3] = [Way::Corrected, Way::Planned, Way::Explained];

    /// The code in forms and the API.
    pub fn code(self) -> &'static str {
        match self {
            Way::Corrected => "corrected",
            Way::Planned => "planned",
            Way::Explained => "explained",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Way::Corrected => "已经整改",
            Way::Planned => "情况复杂，限期整改",
            Way::Explained => "没有法律政策依据，已说明",
        }
    }
}

/// Why a unit holds that a bad review should not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 误评.
    Mistaken,
    /// 恶意差评.
    Malicious,
}

impl Ground {
    /// All grounds.
    pub const ALL: [Ground; 2] = [Ground::Mistaken, Ground::Malicious];

    /// The code in forms and the API.
    pub fn code(self) -> &'static str {
        match self {
            Ground::Mistaken => "mistaken",
            Ground::Malicious => "malicious",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Ground::Mistaken => "误评",
            Ground::Malicious => "恶意差评",
        }
    }
}

/// 回访.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// The rater was spoken to.
    pub reached: bool,
    /// What was said, or how it was tried.
    pub words: String,
    /// When.
    pub at: Moment,
}

/// The unit's answer to a bad review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redress {
    /// How.
    pub way: Way,
    /// The words for the rater and the public.
    pub reply: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// When.
    pub at: Moment,
}

/// 申诉.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Mistaken or malicious.
    pub ground: Ground,
    /// Why.
    pub reason: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// When.
    pub at: Moment,
    /// The answer of the other unit, when it was refused; an upheld one is the matter's exclusion.
    pub refused: Option<String>,
}
