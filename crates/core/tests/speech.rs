//! Reading speeches, plans and minutes: the real speech and hand-made texts of the genre.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

#[path = "speech/dates.rs"]
mod dates;
#[path = "speech/district.rs"]
mod district;
#[path = "speech/fixtures.rs"]
mod fixtures;
#[path = "speech/real.rs"]
mod real;
#[path = "speech/refusals.rs"]
mod refusals;
#[path = "speech/shipped.rs"]
mod shipped;
