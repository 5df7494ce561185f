//! The district: who exists, who answers for what, who may do what.

mod actions;
mod ids;
mod named;
mod roles;
mod units;
mod windows;

pub use actions::*;
pub use ids::*;
pub use named::*;
pub use roles::*;
pub use units::*;
pub use windows::*;
