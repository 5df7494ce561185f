//! Figures, scores, places: from what matters contribute to what a ranking prints.

pub mod adoption;
pub mod bulletin;
pub mod certainty;
pub mod conduct;
pub mod detectors;
pub mod difference;
pub mod document;
pub mod figure;
pub mod form;
pub mod grade;
pub mod history;
pub mod losses;
pub mod metric;
pub mod performance;
pub mod period;
pub mod proofs;
pub mod proposals;
pub mod quarterly;
pub mod rank;
pub mod ranking;
pub mod rates;
pub mod report;
pub mod reviews;
pub mod rulebook;
pub mod sample;
pub mod scoring;
pub mod standing;
pub mod steps;
pub mod talks;
pub mod tally;
pub mod trial;
pub mod weights;

pub use figure::{Counted, Counts, Figure};
pub use grade::Grade;
pub use period::{BadPeriod, Month, Period, Quarter, Week};
pub use steps::{RankingStep, StepRefusal};
