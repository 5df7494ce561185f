//! Tests of the journal: tree against an oracle and fixed vectors, golden bytes, seals, receipts,
//! and tampering (assurance T1–T3).
#![expect(
    clippy::unwrap_used,
    reason = "the linter exempts test functions, not their helpers"
)]

mod entry;
mod logs;
mod receipt;
mod seal;
mod tamper;
mod tree;
