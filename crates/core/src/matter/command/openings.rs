//! What opens a matter from outside: an appeal, an order, an objection.

use crate::assessment::Period;
use crate::district::{IndicatorId, PersonId, TopicId, UnitId};
use crate::kinds::directive::{Cadence, Order};
use crate::matter::{Attachment, Channel, Enterprise, MatterNo};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// 提交诉求: what an enterprise says. Contact data are not here: they lie apart, and only their
/// salted hash enters the journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAppeal {
    /// Title.
    pub title: String,
    /// What happened and what is asked.
    pub text: String,
    /// Who asks.
    pub enterprise: Enterprise,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// Where.
    pub township: Option<UnitId>,
    /// Since when.
    pub since: Option<Date>,
    /// How it came in.
    pub channel: Channel,
    /// Salted hash of the contact, hex.
    pub contact: Option<String>,
    /// Files, already stored.
    pub files: Vec<Attachment>,
    /// Number in the system it came from.
    pub external: Option<String>,
    /// The visit or matter it follows from.
    pub parent: Option<MatterNo>,
}

/// 下发任务: one confirmed order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDirective {
    /// What is to be done, in one line.
    pub title: String,
    /// The sentence it comes from, or the full order.
    pub text: String,
    /// 牵头.
    pub lead: UnitId,
    /// 配合.
    pub support: Vec<UnitId>,
    /// Indicator, if it serves one.
    pub indicator: Option<IndicatorId>,
    /// Where the order stands.
    pub order: Order,
    /// How often a report is due.
    pub cadence: Cadence,
    /// The day ordered; `None`: by the rule `directive.feedback`.
    pub due: Option<Date>,
    /// 反思 or task.
    pub reflection: bool,
    /// The directive it is a corrective step of.
    pub parent: Option<MatterNo>,
}

/// 申诉: a unit does not agree with its figures in a period under check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewObjection {
    /// The month or quarter.
    pub period: Period,
    /// The revision that was looked at.
    pub revision: u32,
    /// Who objects.
    pub unit: UnitId,
    /// The measure, as printed.
    pub measure: String,
    /// Why, and what would be right.
    pub text: String,
    /// The matters that should not count.
    pub cases: Vec<MatterNo>,
    /// Evidence, already stored.
    pub files: Vec<Attachment>,
    /// The bonus, deduction or veto of a quarter that is objected to, by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<u32>,
    /// Who proposed that one; the write path looks it up, nobody says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<PersonId>,
}
