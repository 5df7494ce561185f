//! Rules as dated data: a parameter has values by effective date, each with its source.

mod parameter;

pub use parameter::*;
