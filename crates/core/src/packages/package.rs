//! A theme package: 一件事.

use super::revision::Revision;
use super::when::When;
use crate::district::{FieldCode, ItemId, PackageId, UnitId};

/// An item within a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageItem {
    /// The item.
    pub item: ItemId,
    /// Under which condition it belongs.
    pub when: When,
    /// Items that must be finished before, beside those whose data it waits for.
    pub after: Vec<ItemId>,
}

/// Several items that one occasion needs, done once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePackage {
    /// Its id; stands in the address.
    pub id: PackageId,
    /// Its name.
    pub name: String,
    /// What one would say for it: `开公司`; the search finds it by these words.
    pub aliases: Vec<String>,
    /// Who it is for.
    pub who: String,
    /// What it does, in one line.
    pub summary: String,
    /// The unit that leads.
    pub lead: UnitId,
    /// Its items in the order of the pack.
    pub items: Vec<PackageItem>,
    /// Three to six questions that decide what is needed.
    pub questions: Vec<FieldCode>,
    /// What the applicant should know first, a sentence each.
    pub notes: Vec<String>,
    /// The content hash of everything the form is derived from; filled in by the catalogue.
    pub revision: Revision,
}
