//! Figures, scores, places: from what matters contribute to what a ranking prints.

pub mod rank;
pub mod rates;
pub mod rulebook;
pub mod tally;
