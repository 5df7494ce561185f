//! Screens of the staff.

mod application;
mod assess;
mod assessments;
mod checks;
mod digits;
mod dispatch;
mod extract;
mod imports;
mod intake;
mod leader;
mod list;
mod matter;
mod packages;
mod periods;
pub(crate) mod promises;
mod proposals;
pub(crate) mod reports;
mod rulebook;
mod rules;
mod unit;
mod weekly;
