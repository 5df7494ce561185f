//! The district: who exists, who answers for what, who may do what.

mod ids;
mod roles;
mod units;

pub use ids::*;
pub use roles::*;
pub use units::*;
