//! A version of the assessment method with where it stands, and its paper: the same on desk and
//! command line.

use super::stamp;
use banjie_core::assessment::Month;
use banjie_core::assessment::adoption::{Proposal, Standing};
use banjie_core::assessment::document::{Document, DocumentInput};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_papers::Paper;
use banjie_store::{Store, StoreError};
use jiff::civil::Date;

/// A version.
#[derive(Clone, Debug)]
pub struct Version {
    /// The method.
    pub rulebook: Rulebook,
    /// How it came in; `None`: it stands in the pack.
    pub proposal: Option<Proposal>,
}

impl Version {
    /// `施行中`, `自2026年4月1日起施行`, `待审定`.
    pub fn state(
        &self,
        books: &banjie_core::assessment::rulebook::Rulebooks,
        today: Date,
    ) -> String {
        let book = &self.rulebook;
        match self.proposal.as_ref().map(|p| &p.standing) {
            None | Some(Standing::Adopted(..)) => {}
            Some(standing) => return standing.word().to_owned(),
        }
        let now = books.on(Month::of(today)).ok();
        let from = banjie_papers::paper::chinese_date(book.from);
        match now {
            Some(now) if now.version == book.version => format!("施行中，自{from}起"),
            _ if book.from > today => format!("将自{from}起施行"),
            _ => "已被以后的版本替代".to_owned(),
        }
    }

    /// The document.
    pub fn document(&self, store: &Store) -> Document {
        let pack = store.pack();
        Document::of(&DocumentInput {
            rulebook: &self.rulebook,
            district: &pack.district,
            rules: &pack.rules,
            forbidden: &pack.forbidden,
        })
    }
}

/// The version with this name: submitted ones first, then those of the pack.
///
/// # Errors
/// The database fails.
pub async fn version(store: &Store, name: &str) -> Result<Option<Version>, StoreError> {
    let proposals = store.proposals().await?;
    let submitted = proposals.into_iter().find(|p| p.rulebook.version == name);
    let submitted = submitted.map(|proposal| Version {
        rulebook: proposal.rulebook.clone(),
        proposal: Some(proposal),
    });
    let packed = store.pack().rulebooks.version(name);
    Ok(submitted.or(packed.map(|rulebook| Version {
        rulebook: rulebook.clone(),
        proposal: None,
    })))
}

/// The official paper of a version.
///
/// # Errors
/// The database fails.
pub async fn rulebook_paper(
    store: &Store,
    version: &Version,
    url: &str,
) -> Result<Paper, StoreError> {
    let standing = version.proposal.as_ref().map(|p| &p.standing);
    let adopted = match standing {
        Some(Standing::Adopted(_, at)) => Some(*at),
        _ => None,
    };
    let stamp = stamp(store, url, "/seals", 1, adopted).await?;
    let name = &version.rulebook.version;
    let state = match standing {
        None | Some(Standing::Adopted(..)) => format!("{name}版"),
        Some(Standing::Waiting) => format!("{name}版（送审稿）"),
        Some(other) => format!("{name}版（{}）", other.word()),
    };
    let document = version.document(store);
    Ok(banjie_papers::rulebook::paper(
        &document, name, &state, &stamp,
    ))
}
