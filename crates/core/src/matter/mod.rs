//! 办件: what is common to every kind of work with an owner and a due date.
//!
//! `decide(state, command, act, law)` yields events or a refusal; `Matter::apply` folds an event
//! into the state. What can be computed from facts (light, due date, next step) is never stored.

mod actor;
pub(crate) mod check;
pub mod clock;
mod command;
mod common;
mod decide;
mod event;
pub mod ladder;
mod number;
mod permit;
pub mod proposal;
mod refusal;
mod row;
mod state;
mod step;

pub use actor::*;
pub use command::*;
pub use common::return_by;
pub(crate) use common::{common_decide, not_overdue};
pub use decide::*;
pub use event::*;
pub use number::*;
pub use permit::*;
pub use refusal::*;
pub use row::*;
pub use state::*;
pub use step::*;

use crate::calendar::Calendar;
use crate::district::District;
use crate::packages::Catalogue;
use crate::rules::{Ladder, Rules};

/// What a decision stands on: the district, its dated rules and its calendar.
#[derive(Clone, Copy, Debug)]
pub struct Law<'a> {
    /// Who exists and who answers for what.
    pub district: &'a District,
    /// Dated parameters.
    pub rules: &'a Rules,
    /// Who is told when a matter comes due.
    pub ladder: &'a Ladder,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Service items and theme packages.
    pub services: &'a Catalogue,
}

/// The act of giving a command: who, when.
#[derive(Clone, Debug)]
pub struct Act {
    /// When.
    pub at: crate::moment::Moment,
    /// Who.
    pub by: Actor,
}
