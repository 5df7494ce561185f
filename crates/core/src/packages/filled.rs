//! The filled form of an application and who signed: personal, so it lies beside the journal and only
//! its salted hash is an event's.

use super::answers::Typed;
use super::commitment::Signature;
use serde::{Deserialize, Serialize};

/// What an applicant has filled in and signed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledForm {
    /// Values by name, as typed.
    pub typed: Typed,
    /// Who signed for 容缺 or 告知承诺, and how; `None` when nothing was promised.
    pub signature: Option<Signature>,
}

/// Answers are personal: debug output shows none.
impl std::fmt::Debug for FilledForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FilledForm(hidden)")
    }
}

impl FilledForm {
    /// The text that is kept and hashed: names in order, so the same answers give the same text.
    pub fn text(&self) -> String {
        // Maps of texts always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what [`FilledForm::text`] wrote; `None` when it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
