//! What the store says, as a problem on a page or in JSON.

use super::Problem;
use banjie_core::matter::Refusal;
use banjie_store::StoreError;
use banjie_store::db::DbError;

impl From<StoreError> for Problem {
    fn from(e: StoreError) -> Self {
        match e {
            StoreError::NoMatter(_) => Problem::NotFound,
            StoreError::Refused(refusal) => refused(&refusal),
            StoreError::ImportedBefore => Problem::Refused {
                sentence: e.to_string(),
                code: "imported_before",
            },
            StoreError::NoRulebook(_) => Problem::Refused {
                sentence: e.to_string(),
                code: "no_rulebook",
            },
            StoreError::Overtaken => Problem::Refused {
                sentence: e.to_string(),
                code: "overtaken",
            },
            StoreError::Taken(_) => Problem::Refused {
                sentence: e.to_string(),
                code: "taken",
            },
            StoreError::Db(DbError::Busy(_)) => Problem::Busy,
            other => Problem::internal(&other),
        }
    }
}

/// A refusal of the rules. Screens with a form show it at its field instead.
fn refused(refusal: &Refusal) -> Problem {
    let sentence = refusal.to_string();
    match refusal {
        Refusal::Stale { current, .. } => Problem::Conflict {
            what: sentence,
            href: String::new(),
            current: serde_json::json!({ "version": current }),
        },
        other => Problem::Refused {
            sentence,
            code: other.code(),
        },
    }
}
