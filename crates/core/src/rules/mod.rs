//! Rules as dated data: a parameter has values by effective date, each with its source.

mod changes;
mod deadline;
mod ladder;
mod local;
mod lookup;
mod parameter;
mod soundness;

pub use changes::*;
pub use deadline::*;
pub use ladder::*;
pub use local::*;
pub use lookup::*;
pub use parameter::*;
pub use soundness::*;

/// The time limits every pack must hold: other programs, screens and the state machines rely on
/// these ids.
pub const REQUIRED_LIMITS: [&str; 25] = [
    "licence.decide",
    "licence.joint",
    "licence.completeness_notice",
    "registration.decide",
    "arrears.complaint.transfer",
    "arrears.complaint.handle",
    "credit_repair.platform_review",
    "credit_repair.sector_decide",
    "credit_repair.market_review",
    "labour.arbitration.accept",
    "labour.arbitration.award",
    "labour.inspection.accept",
    "labour.inspection.investigate",
    "information.reply",
    "supervision.objection",
    "tolerance.supplement",
    "review.correct",
    "appeal.accept",
    "appeal.handle",
    "appeal.confirm",
    "appeal.review",
    "appeal.reopen",
    "directive.feedback",
    "directive.review",
    "assessment.objection",
];
