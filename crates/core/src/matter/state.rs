//! The state of a matter: facts only.

use super::clock::Clock;
use super::{By, MatterNo};
use crate::district::{IndicatorId, Named, PersonId, PostId, TopicId, UnitId};
pub use crate::kinds::{Detail, Kind};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who may know that the matter exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The units concerned and the district's coordinating offices.
    Units,
    /// The discipline office only.
    Sealed,
    /// Only those named in the matter.
    Named,
}

/// The enterprise a matter concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enterprise {
    /// 统一社会信用代码; `None` when the enterprise did not give one.
    pub code: Option<String>,
    /// Name.
    pub name: String,
}

/// How a matter came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The portal.
    Portal,
    /// The window or a telephone call, registered by staff.
    Window,
    /// A visit, registered by staff.
    Visit,
    /// A file of hotline work orders.
    Hotline,
    /// Another system through the API.
    Api,
    /// A meeting or a leader (directives).
    Meeting,
    /// The desk: a unit itself (objections).
    Desk,
}

impl Channel {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Channel::Portal => "门户",
            Channel::Window => "窗口",
            Channel::Visit => "走访",
            Channel::Hotline => "热线",
            Channel::Api => "接口",
            Channel::Meeting => "会议",
            Channel::Desk => "工作台",
        }
    }
}

/// A file that belongs to a matter; the bytes lie in the attachment store under their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// SHA-256 of the bytes, hex.
    pub hash: String,
    /// Display name, cleaned.
    pub name: String,
    /// Media type as found in the bytes.
    pub media: String,
    /// Bytes.
    pub size: u64,
}

/// What an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A file attached to the matter, by hash.
    File(String),
    /// An earlier record of this matter, by its version.
    Record(u64),
}

/// A person named in the work: handler.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Handler {
    /// User name.
    pub person: PersonId,
    /// Name as shown.
    pub name: String,
}

/// What the enterprise says of an answer (the second key).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 已解决.
    Solved,
    /// 未解决.
    NotSolved,
    /// 5 个工作日内未答复.
    NoAnswer,
}

/// One run of the work: from the day a unit got it to its answer and the verdict on it. Rates
/// count rounds, so a matter that was closed on paper and reopened shows both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// The unit that owed the answer.
    pub unit: UnitId,
    /// When the unit got it.
    pub began: Moment,
    /// The clock it ran on.
    pub clock: Clock,
    /// Ids of the rungs fired while this round ran: a report sent back takes them up again.
    pub rungs: BTreeSet<String>,
    /// When the unit answered.
    pub answered: Option<Moment>,
    /// The verdict and its time.
    pub verdict: Option<(Verdict, Moment)>,
    /// 满意度, 1 (非常不满意) – 5 (非常满意), when given.
    pub level: Option<u8>,
    /// 配合: when a unit other than the lead first wrote a record or added a file, while the lead's
    /// answer was still owed.
    pub supported: BTreeMap<UnitId, Moment>,
}

/// 剔除: the matter leaves the denominators and stays visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: By,
    /// When.
    pub at: Moment,
}

/// 办件: the facts of one matter, folded from its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Number.
    pub no: MatterNo,
    /// How many events it has; commands name the version they saw.
    pub version: u64,
    /// Title.
    pub title: String,
    /// What is asked or ordered, in full.
    pub text: String,
    /// The enterprise, if one is concerned.
    pub enterprise: Option<Enterprise>,
    /// How it came in.
    pub channel: Channel,
    /// When it was opened.
    pub opened: Moment,
    /// What it is about.
    pub topic: Option<TopicId>,
    /// The indicator it counts under.
    pub indicator: Option<IndicatorId>,
    /// The township it happened in.
    pub township: Option<UnitId>,
    /// 主责.
    pub lead: UnitId,
    /// 配合.
    pub support: Vec<UnitId>,
    /// 包抓.
    pub sponsor: Option<PostId>,
    /// 经办.
    pub handler: Option<Handler>,
    /// The matter this one follows from.
    pub parent: Option<MatterNo>,
    /// Who may know.
    pub visibility: Visibility,
    /// Those named, where only they may know.
    pub named: Vec<Named>,
    /// The clock running now (accepting, handling, or waiting for the enterprise).
    pub clock: Clock,
    /// The unit that transferred it here and may get it back once.
    pub came_from: Option<UnitId>,
    /// Units that have passed it on since it was dispatched: none does so twice, and none gets it
    /// back by another transfer.
    pub passed_on_by: Vec<UnitId>,
    /// When it reached the lead unit, or 区营商办 before it is dispatched.
    pub received: Moment,
    /// The one return has been used.
    pub returned: bool,
    /// 区营商办 has ruled who leads; units no longer move it.
    pub ruled: bool,
    /// Ids of the rungs of the ladder fired in this round.
    pub rungs: BTreeSet<String>,
    /// How often it was urged.
    pub urged: u32,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// 办理记录: versions of the events that somebody wrote as a record, oldest first. With the
    /// files they are what an answer can rest on.
    pub records: Vec<u64>,
    /// Rounds, oldest first; the last may be running.
    pub rounds: Vec<Round>,
    /// Left the denominators.
    pub exclusion: Option<Exclusion>,
    /// Somebody wants it out of the denominators, and a second person has not yet agreed.
    pub exclusion_proposed: Option<Exclusion>,
    /// When the one it was done for was reminded that it can still be rated; once at most.
    pub rating_reminded: Option<Moment>,
    /// When it ended, however it ended.
    pub ended: Option<Moment>,
    /// By kind.
    pub detail: Detail,
}

impl Matter {
    /// A matter that has just been opened, with what most kinds leave empty.
    pub(crate) fn blank(
        no: MatterNo,
        lead: &UnitId,
        channel: Channel,
        clock: &Clock,
        at: Moment,
        detail: Detail,
    ) -> Self {
        Self {
            no,
            version: 1,
            title: String::new(),
            text: String::new(),
            enterprise: None,
            channel,
            opened: at,
            topic: None,
            indicator: None,
            township: None,
            lead: lead.clone(),
            support: Vec::new(),
            sponsor: None,
            handler: None,
            parent: None,
            visibility: Visibility::Units,
            named: Vec::new(),
            clock: clock.clone(),
            came_from: None,
            passed_on_by: Vec::new(),
            received: at,
            returned: false,
            ruled: false,
            rungs: BTreeSet::new(),
            urged: 0,
            attachments: Vec::new(),
            records: Vec::new(),
            rounds: Vec::new(),
            exclusion: None,
            exclusion_proposed: None,
            rating_reminded: None,
            ended: None,
            detail,
        }
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.detail.kind()
    }

    /// The code of its state, stable in API and database.
    pub fn state(&self) -> &'static str {
        self.detail.state()
    }

    /// The word for its state.
    pub fn state_word(&self) -> &'static str {
        self.detail.state_word()
    }

    /// The matter whose contact and form are meant: an item or a commitment has those of its
    /// application.
    pub fn contact_no(&self) -> MatterNo {
        match &self.detail {
            Detail::Item(item) => item.new.application,
            Detail::Commitment(commitment) => commitment.new.application,
            _ => self.no,
        }
    }

    /// Whether nothing more is owed.
    pub fn is_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// The round running now, if a unit owes an answer or an answer awaits its verdict.
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last().filter(|r| r.verdict.is_none())
    }
}
