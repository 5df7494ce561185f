//! The one write path and the reads: everything that touches the database.

pub mod db;
pub mod migrate;
#[cfg(feature = "testing")]
#[expect(
    clippy::panic,
    reason = "a test that cannot have its database has failed"
)]
pub mod testing;
