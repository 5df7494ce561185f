//! 一件事一次办: service items, theme packages, and the one form derived from them.
//!
//! Items say what they ask by shared field codes; a package names items. What the applicant fills
//! in, hands over and waits for is never drawn by hand: [`Catalogue::merge`] derives it.

pub mod answers;
pub mod authority;
mod catalogue;
pub mod commitment;
mod conflict;
pub mod draft;
mod field;
pub mod filled;
pub mod handin;
mod item;
mod merge;
mod order;
mod package;
mod picks;
mod revision;
pub mod tolerance;
mod when;

pub use catalogue::Catalogue;
pub use conflict::{Conflict, ConflictKind, Undecided};
pub use field::{Bounds, Column, Field, FieldGroup, FieldType, NO, YES};
pub use item::{
    CodeScheme, FREE, FieldUse, Given, ItemCode, ItemKind, Material, MaterialUse, NATIONAL_SCHEME,
    Need, PromiseMode, ServiceItem, Statutory,
};
pub use merge::{
    Handover, MergedField, MergedForm, MergedItem, MergedMaterial, Page, Produced, Serving,
};
pub use order::{Cycle, WholeLimit};
pub use package::{PackageItem, ServicePackage};
pub use picks::WrongPick;
pub use revision::Revision;
pub use when::{Picks, Test, Verdict, When};
