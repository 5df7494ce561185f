//! What is promised.

use crate::district::{ItemId, UnitId};
use crate::kinds::application::Deferred;
use crate::matter::{Channel, Enterprise, MatterNo};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Two modes that are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 容缺受理: accepted now, decided later.
    Tolerance,
    /// 告知承诺: decided now, checked later.
    Promise,
}

impl Mode {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tolerance => "容缺承诺",
            Self::Promise => "告知承诺",
        }
    }
}

/// When the one who promised is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// Before the date.
    Before,
    /// On it.
    On,
    /// After it.
    After,
}

impl Reminder {
    /// The words in the course.
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "快到期提醒",
            Self::On => "当天提醒",
            Self::After => "到期后提醒",
        }
    }
}

/// 承诺, as it is opened. Who signed is not here: the letter lies beside the journal, and only its
/// salted hash enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCommitment {
    /// Which mode.
    pub mode: Mode,
    /// The application it belongs to.
    pub application: MatterNo,
    /// 告知承诺: the item that was decided on it.
    pub decided: Option<MatterNo>,
    /// The items concerned.
    pub items: Vec<ItemId>,
    /// Their names, or what was promised, for people.
    pub what: String,
    /// The unit that follows it up.
    pub unit: UnitId,
    /// Who promised.
    pub enterprise: Enterprise,
    /// Where.
    pub township: Option<UnitId>,
    /// How the application came in.
    pub channel: Channel,
    /// The day of acceptance (容缺) or of the decision (告知承诺).
    pub accepted: Date,
    /// The day it was signed.
    pub signed: Date,
    /// 容缺: what comes when.
    pub deferred: Vec<Deferred>,
    /// 告知承诺: working days within which it is checked.
    pub check: Option<u32>,
    /// Salted hash of the letter, hex; put in by the store.
    pub letter: Option<String>,
}
