//! Reading, by capability; each file holds its SQL.

mod adjustments;
mod assess;
mod bulletin;
mod calls;
mod changes;
mod courses;
mod drafts;
mod figures;
mod filter;
mod jobs;
mod marks;
mod matter;
mod matters;
mod own;
mod pages;
mod papers;
mod periods;
mod promises;
mod quarters;
mod reports;
mod reviews;
mod rising;
mod rulebooks;
mod stages;
mod talks;

pub(crate) use adjustments::adjustments_of;
pub use assess::*;
pub(crate) use bulletin::end_of;
pub use calls::UnitCall;
pub(crate) use calls::{Samples, missed_by};
pub(crate) use courses::{courses, folded};
pub use drafts::*;
pub use figures::*;
pub use filter::*;
pub(crate) use marks::{GOOD, Looked, sample_events};
pub use matter::*;
pub use matters::*;
pub use pages::*;
pub use papers::*;
pub use periods::*;
pub use promises::*;
pub(crate) use quarters::add_reports;
pub use reports::RefusedReports;
pub(crate) use reports::reports_of;
pub use reviews::*;
pub(crate) use rulebooks::rulebooks_of;
pub use stages::*;
pub use talks::*;

/// Matters named in one statement at most.
const AT_ONCE: usize = 200;
