//! The JSON form of interfaces.md §4.

use super::{Cadence, Found, Named};
use serde::Serialize;

/// One order as `directives extract --json` prints it.
#[derive(Debug, Serialize)]
pub struct FoundView<'a> {
    /// The sentence.
    pub sentence: &'a str,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The task.
    pub what: &'a str,
    /// Who leads.
    pub lead: Vec<NamedView<'a>>,
    /// Who supports.
    pub support: Vec<NamedView<'a>>,
    /// How often.
    pub cadence: Cadence,
    /// The due phrase.
    pub due_text: Option<&'a str>,
    /// ISO date.
    pub due: Option<String>,
    /// 0.05–0.99.
    pub confidence: f64,
}

/// A name: a plain string when it is in the pack, otherwise `{"name","unknown":true}`.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum NamedView<'a> {
    /// In the pack.
    Known(&'a str),
    /// As written.
    Unknown {
        /// The name.
        name: &'a str,
        /// Always true.
        unknown: bool,
    },
}

impl<'a> From<&'a Named> for NamedView<'a> {
    fn from(named: &'a Named) -> Self {
        if named.unknown {
            Self::Unknown {
                name: &named.name,
                unknown: true,
            }
        } else {
            Self::Known(&named.name)
        }
    }
}

impl<'a> From<&'a Found> for FoundView<'a> {
    fn from(f: &'a Found) -> Self {
        Self {
            sentence: &f.sentence,
            start: f.start,
            end: f.end,
            what: &f.what,
            lead: f.lead.iter().map(NamedView::from).collect(),
            support: f.support.iter().map(NamedView::from).collect(),
            cadence: f.cadence,
            due_text: f.due_text.as_deref(),
            due: f.due.map(|d| d.to_string()),
            confidence: f.confidence,
        }
    }
}
