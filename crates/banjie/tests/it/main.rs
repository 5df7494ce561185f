//! The one integration test binary: screens, API, assurance and command line, by folder.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests stand outside test functions"
)]

mod api;
mod bench;
mod desk;
mod portal;
mod smoke;
