//! The machine's limit for durable writes: SQLite alone, one row a commit, with our settings.

use rusqlite::Connection;
use std::path::Path;
use std::time::{Duration, Instant};

/// A database beside the server's, on the same disk.
pub(super) struct Raw {
    conn: Connection,
}

impl Raw {
    /// Creates it with the settings the store asserts: WAL, every commit synced.
    pub(super) fn new(folder: &Path) -> Result<Self, String> {
        let conn = Connection::open(folder.join("raw.db")).map_err(said)?;
        conn.execute_batch(
            "pragma journal_mode = wal; pragma synchronous = full;
             pragma wal_autocheckpoint = 4000; pragma cache_size = -16000;
             create table row (id integer primary key, body text not null);",
        )
        .map_err(said)?;
        Ok(Self { conn })
    }

    /// Durable commits a second.
    pub(super) fn round(&self, seconds: u32) -> Result<f64, String> {
        // Small, so that the limit is the disk's and not the row's.
        let body = "x".repeat(100);
        let mut insert = self
            .conn
            .prepare("insert into row (body) values (?1)")
            .map_err(said)?;
        let (began, whole) = (Instant::now(), Duration::from_secs(seconds.into()));
        let mut commits = 0_u32;
        while began.elapsed() < whole {
            insert.execute([&body]).map_err(said)?;
            commits += 1;
        }
        Ok(f64::from(commits) / began.elapsed().as_secs_f64())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn said(e: rusqlite::Error) -> String {
    format!("对照库：{e}")
}
