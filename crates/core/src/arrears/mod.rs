//! 清欠: when a public body or a large enterprise had to pay, and what its delay costs.
//!
//! The regulation is 《保障中小企业款项支付条例》, Order 728 until 2025-05-31 and Order 802 from
//! 2025-06-01. Its numbers are rule data (`packs/…/rules/arrears.toml`, `…/lpr.toml`); here is what
//! follows from them. Which version counts: the one in force when the contract was signed (C9).

mod interest;
mod term;

pub use interest::{
    Claim, Interest, InterestRefusal, Payment, RateUsed, Segment, YearBasis, interest,
};
pub use term::{Buyer, Contract, Start, Term, TermRefusal, term};
