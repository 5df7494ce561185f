//! Money, terms, publicity periods, versions and bulletins: a second program, hand counts, and
//! properties that hold for every input.

#![expect(
    clippy::unwrap_used,
    reason = "a test helper that cannot read its own data should stop the test"
)]

#[path = "sums/bulletin.rs"]
mod bulletin;
#[path = "sums/codes.rs"]
mod codes;
#[path = "sums/credit.rs"]
mod credit;
#[path = "sums/interest.rs"]
mod interest;
#[path = "sums/rules.rs"]
mod rules;
mod support;

use banjie_core::pack::Pack;
use std::sync::LazyLock;

static PACK: LazyLock<Pack> = LazyLock::new(support::shipped);
