//! The components of the look, one struct each. Write `{{ part }}` in a page.

mod act;
mod data;
mod field;
mod level_bar;
mod light;
mod lists;
mod matter;
mod progress;
mod rank;
mod states;
pub(crate) mod trend;
mod why;

pub mod samples;

pub use act::{Act, Acts};
pub use data::{Cell, Column, DataTable, HBar, Kpi, KpiRow};
pub use field::{Choice, Control, ErrorSummary, Field, KeptFile};
pub use level_bar::LevelBar;
pub use light::{LightKind, LightView};
pub use lists::{BulkBar, Chip, FilterBar, Pager, Tab, Tabs};
pub use matter::{IdentityBar, MatterCard, MatterGroup, MatterList, MatterRow};
pub use progress::{Moment as TimelineEvent, Reach, Stage, Stages, Timeline, TrackCard};
pub use rank::{RankRow, RankTable};
pub use states::{Confirm, Empty, IdentityLock, Job, Note, Tone};
pub use trend::{Series, Trend};
pub use why::{DayMark, WhyDay, WhyView};
