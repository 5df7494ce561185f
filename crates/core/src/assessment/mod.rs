//! Figures, scores, places: from what matters contribute to what a ranking prints.

pub mod bulletin;
pub mod certainty;
pub mod figure;
pub mod period;
pub mod rank;
pub mod ranking;
pub mod rates;
pub mod reviews;
pub mod rulebook;
pub mod scoring;
pub mod steps;
pub mod tally;

pub use figure::{Counted, Counts, Figure};
pub use period::{BadPeriod, Month, Week};
pub use steps::{RankingStep, StepRefusal};
