//! The pure heart of Banjie: rules, clocks, matters, assessment.
//!
//! Nothing here reads a clock, a file, a database or a random source; time and data come in as
//! arguments and values go out. Words are those of `design.md` §2, one folder each.

pub mod arrears;
pub mod assessment;
pub mod calendar;
pub mod codes;
pub mod conformance;
pub mod credit;
pub mod district;
pub mod kinds;
pub mod matter;
pub mod moment;
pub mod money;
mod nearest;
pub mod pack;
pub mod packages;
pub mod rules;
#[cfg(test)]
mod sample_kind;
pub mod speech;
pub mod typed;
