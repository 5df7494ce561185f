//! The one integration test binary: screens, API, assurance and command line, by folder.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests stand outside test functions"
)]

mod api;
mod assurance;
mod bad_input;
mod bench;
mod cli;
mod demo;
mod desk;
mod map;
mod portal;
mod punctuation;
mod reading;
mod smoke;
