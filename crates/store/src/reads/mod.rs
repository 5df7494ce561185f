//! Reading, by capability; each file holds its SQL.

mod assess;
mod changes;
mod drafts;
mod figures;
mod filter;
mod jobs;
mod matter;
mod matters;
mod own;
mod pages;
mod papers;
mod periods;
mod promises;
mod reports;
mod reviews;
mod rising;
mod rulebooks;
mod stages;

pub use assess::*;
pub use drafts::*;
pub use figures::*;
pub use filter::*;
pub use matter::*;
pub use matters::*;
pub use pages::*;
pub use papers::*;
pub use periods::*;
pub use promises::*;
pub use reports::RefusedReports;
pub(crate) use reports::reports_of;
pub use reviews::*;
pub(crate) use rulebooks::rulebooks_of;
pub use stages::*;
