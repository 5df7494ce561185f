//! The one write path and the reads: everything that touches the database.

pub mod db;
pub mod migrate;
pub mod testing;
