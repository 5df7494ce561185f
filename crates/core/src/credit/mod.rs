//! 信用修复: how long a penalty stays public, when repair may be asked for, who decides, and what
//! an applicant still lacks.
//!
//! The national line had four regimes one after another (发改办财金〔2019〕527号, NDRC Order 58,
//! 国办发〔2025〕22号 beside it, NDRC Order 36); market regulation has its own track. Which one
//! counts follows from the day of the penalty decision; the numbers are rule data
//! (`packs/…/rules/credit_repair.toml`).

mod applicant;
mod publicity;
mod regime;

pub use applicant::{Applicant, Decision, Need, Record, decider, needs};
pub use publicity::{CreditRefusal, Penalty, Publicity, publicity};
pub use regime::{Class, Field, Regime, Track, regime_on};
