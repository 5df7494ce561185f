//! Who is told, and when, as a matter comes due and passes its due date. The moments and the
//! people are rule data; the light itself is computed in `matter`.

use super::Source;
use jiff::civil::Date;

/// 亮灯与逐级提醒.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// First day on which this ladder applies.
    pub from: Date,
    /// When the light turns yellow.
    pub yellow: YellowRule,
    /// The rungs, in the order in which they are reached.
    pub rungs: Vec<Rung>,
    /// Where the ladder comes from.
    pub source: Source,
}

/// 临期: yellow when either holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YellowRule {
    /// Percent of the time used, 1–99.
    pub percent_used: u8,
    /// Working days left.
    pub working_days_left: u32,
}

/// One rung. Each fires once in the life of a due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Name in events, e.g. `red_sponsor`; never renamed.
    pub id: String,
    /// What starts it.
    pub trigger: Trigger,
    /// Who is told, in addition to those of the rungs before.
    pub tell: Tell,
    /// What is said beforehand on the matter, e.g. `将上报包抓区领导`.
    pub announcement: String,
}

/// What starts a rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// The light turned yellow.
    Yellow,
    /// This many working days after the light turned red; 0: the day it turned red.
    Red {
        /// Working days after the first red day.
        working_days: u32,
    },
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// 经办人.
    Handler,
    /// 部门负责人.
    UnitHead,
    /// 包抓区领导.
    Sponsor,
    /// 区营商办.
    Coordinator,
    /// 写入下一期周通报草稿.
    Bulletin,
}

impl Tell {
    /// All recipients, in the order of the ladder.
    pub const ALL: [Tell; 5] = [
        Tell::Handler,
        Tell::UnitHead,
        Tell::Sponsor,
        Tell::Coordinator,
        Tell::Bulletin,
    ];

    /// The code used in packs and events.
    pub fn code(self) -> &'static str {
        match self {
            Tell::Handler => "handler",
            Tell::UnitHead => "unit_head",
            Tell::Sponsor => "sponsor",
            Tell::Coordinator => "coordinator",
            Tell::Bulletin => "bulletin",
        }
    }

    /// The recipient with this code.
    pub fn from_code(code: &str) -> Option<Tell> {
        Tell::ALL.into_iter().find(|t| t.code() == code)
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Tell::Handler => "经办人",
            Tell::UnitHead => "部门负责人",
            Tell::Sponsor => "包抓区领导",
            Tell::Coordinator => "区营商办",
            Tell::Bulletin => "周通报",
        }
    }
}
