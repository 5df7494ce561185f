//! One file per kind: states, commands, who may give them, what each needs, what it yields.

pub mod appeal;
pub mod application;
pub mod commitment;
pub mod consequence;
pub mod directive;
pub mod interview;
pub mod objection;
pub mod review;
