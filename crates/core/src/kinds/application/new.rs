//! What an applicant hands in, and the words of what happens to it.

use crate::district::{FieldCode, ItemId, MaterialCode, PackageId, UnitId};
use crate::matter::clock::Clock;
use crate::matter::{Attachment, Channel, Enterprise, MatterNo};
use crate::packages::Picks;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// 一件事的申请. What was typed is not here: it is personal and lies beside the journal, and only its
/// salted hash enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApplication {
    /// Which package.
    pub package: PackageId,
    /// The revision of the form it was filled in on.
    pub revision: String,
    /// Who applies; without a code while the enterprise does not exist yet.
    pub enterprise: Enterprise,
    /// Where.
    pub township: Option<UnitId>,
    /// How it came in.
    pub channel: Channel,
    /// The choices on which it depends what is needed.
    pub picks: Picks,
    /// Materials handed in.
    pub handed: Vec<Handed>,
    /// Their files, already stored.
    pub files: Vec<Attachment>,
    /// 容缺: materials that the applicant chose to hand in later.
    pub tolerance: Vec<Wish>,
    /// 告知承诺: items that the applicant chose to have decided on a promise.
    pub promises: Vec<ItemId>,
    /// The day the applicant signed for these choices.
    pub signed: Option<Date>,
    /// Whoever signed is the legal representative or holds an authorisation.
    pub may_commit: bool,
    /// Salted hash of the contact, hex.
    pub contact: Option<String>,
    /// Salted hash of the filled form, hex.
    pub form: Option<String>,
    /// Number in the system it came from.
    pub external: Option<String>,
}

/// A material handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Which.
    pub material: MaterialCode,
    /// Hashes of its files; empty: on paper at the window.
    pub files: Vec<String>,
}

/// A material that the applicant wants to hand in later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Which.
    pub material: MaterialCode,
    /// Working days after acceptance; `None`: as long as allowed.
    pub days: Option<u32>,
}

/// A material that comes later, as it was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// Which.
    pub material: MaterialCode,
    /// Its name.
    pub name: String,
    /// In which form.
    pub form: String,
    /// The last day.
    pub due: Date,
    /// The items that need it.
    pub items: Vec<ItemId>,
}

/// A material that is missing or not in order, as the one notice tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingMaterial {
    /// Which.
    pub material: MaterialCode,
    /// Its name.
    pub name: String,
    /// What is wanted: missing, or what is wrong with it.
    pub what: String,
}

/// How an item ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 已办成.
    Granted,
    /// 决定不予办理.
    Denied,
    /// 容缺终止.
    ToleranceEnded,
    /// 前置事项未办成.
    Predecessor,
}

impl Outcome {
    /// The word in the list of results.
    pub fn word(self) -> &'static str {
        match self {
            Self::Granted => "已办成",
            Self::Denied => "决定不予办理",
            Self::ToleranceEnded => "容缺终止",
            Self::Predecessor => "前置事项未办成，没有办",
        }
    }
}

/// How all results are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 窗口领取.
    Window,
    /// 邮寄.
    Post,
    /// 网上下载.
    Download,
}

impl Way {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Window, Self::Post, Self::Download];

    /// The code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Post => "post",
            Self::Download => "download",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Window => "窗口领取",
            Self::Post => "邮寄",
            Self::Download => "网上下载",
        }
    }

    /// The way with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.code() == code)
    }
}

/// Why an item is not carried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The applicant took the application back.
    Withdrawn,
    /// An item it waits for was not granted.
    Predecessor,
    /// 容缺 ended because what was promised did not come.
    ToleranceEnded,
    /// What a commitment was made for is not needed any more.
    NotNeeded,
}

/// One item of an accepted application, as its child matter is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// The application.
    pub application: MatterNo,
    /// The item.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// Who decides.
    pub unit: UnitId,
    /// Who accepted the application and sees all of it.
    pub lead: UnitId,
    /// Who applies.
    pub enterprise: Enterprise,
    /// Where.
    pub township: Option<UnitId>,
    /// How it came in.
    pub channel: Channel,
    /// Names of the items it waits for.
    pub after: Vec<String>,
    /// Facts it has to produce, with their labels.
    pub produces: Vec<(FieldCode, String)>,
    /// Materials that come later: the result waits for them.
    pub held: Vec<MaterialCode>,
    /// 告知承诺: what is promised, when it is decided on a promise.
    pub promise: Option<PlannedPromise>,
    /// The promised time; it starts when the item begins.
    pub promised: Clock,
    /// The statutory time, if the law gives one.
    pub statutory: Option<Clock>,
    /// Natural days of public notice before anything can be decided.
    pub notice_days: u32,
}

/// 告知承诺 as it was when the application was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPromise {
    /// What is promised.
    pub what: String,
    /// Working days after the decision within which it is checked.
    pub check: u32,
    /// The day it was signed.
    pub signed: Date,
    /// Salted hash of the signature given on paper at the window, hex; put in by the store. A
    /// signature given when handing in is part of the filled form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

/// Facts that one item produced and others wait for, e.g. the credit code.
pub type Facts = BTreeMap<FieldCode, String>;
