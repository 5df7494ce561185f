//! The store: one write path, reads by capability, the same SQL on SQLite and PostgreSQL.

mod applications;
pub mod check;
mod consequences;
mod contact;
mod course;
pub mod db;
mod error;
pub mod files;
mod log;
pub mod migrate;
mod once;
pub mod people;
mod project;
pub mod reads;
pub mod record;
pub mod reviews;
pub mod sampling;
mod seals;
mod speakers;
mod step;
pub mod story;
#[cfg(feature = "testing")]
pub mod testing;
pub mod upkeep;
mod weekly;
pub mod write;

pub use applications::{Beside, Filled};
pub use contact::Contact;
pub use course::Happened;
pub use error::StoreError;
pub use files::Files;
pub use write::{Ask, Written};

use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_journal::{Frontier, SigningKey, Suite};
use db::{DatabaseUrl, Db};
use std::path::Path;
use std::sync::Arc;
use write::Ground;

/// A district's store: database, attachments, pack and signing key.
#[derive(Clone)]
pub struct Store {
    db: Db,
    pack: Arc<Pack>,
    key: Arc<SigningKey>,
    last_head: seals::LastHead,
    files: Files,
    samples: reads::Samples,
}

impl Store {
    /// Opens the database of a district and brings its schema up to date. The district must have
    /// been created with [`Store::create`].
    ///
    /// # Errors
    /// The database cannot be opened, is newer than this program, or holds no such district.
    pub async fn open(
        url: &DatabaseUrl,
        files: &Path,
        pack: Arc<Pack>,
        key: SigningKey,
    ) -> Result<Self, StoreError> {
        let db = Db::open(url).await?;
        migrate::run(&db).await?;
        Ok(Self::over(db, files, pack, key))
    }

    /// A store over a database whose schema is up to date.
    pub fn over(db: Db, files: &Path, pack: Arc<Pack>, key: SigningKey) -> Self {
        Self {
            db,
            pack,
            key: Arc::new(key),
            last_head: seals::LastHead::default(),
            files: Files::new(files),
            samples: reads::Samples::default(),
        }
    }

    /// Begins the district's journal, if it has none. `demo` marks made-up data for ever.
    ///
    /// # Errors
    /// The database refuses; a demo over a real district, or the other way round.
    pub async fn create(&self, demo: bool, at: Moment) -> Result<(), StoreError> {
        let frontier = Frontier::new(self.suite()).to_string();
        let input = (self.ground(), frontier, demo, at);
        self.db
            .write(input, |tx, (ground, frontier, demo, at)| {
                Box::pin(async move {
                    tx.exec(
                        "insert into logs (district, name, frontier, opened_ms, demo)
                         values ($1, $2, $3, $4, $5) on conflict (district) do nothing",
                        &params![
                            ground.district.as_str(),
                            &ground.pack.district.name,
                            frontier,
                            at.ms(),
                            *demo
                        ],
                    )
                    .await?;
                    let row = tx
                        .one(
                            "select demo from logs where district = $1",
                            &params![ground.district.as_str()],
                        )
                        .await?;
                    if row.flag("demo")? != *demo {
                        return Err(StoreError::DemoAndReal);
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Whether the data are made up; `None` when the district has not been created.
    ///
    /// # Errors
    /// The database fails.
    pub async fn is_demo(&self) -> Result<Option<bool>, StoreError> {
        let mut tx = self.db.read().await?;
        let district = self.pack.district.code.as_str();
        let row = tx
            .opt(
                "select demo from logs where district = $1",
                &params![district],
            )
            .await?;
        Ok(row.map(|r| r.flag("demo")).transpose()?)
    }

    /// The pack it was opened with.
    pub fn pack(&self) -> &Arc<Pack> {
        &self.pack
    }

    /// The attachments.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The database, for health and benches.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Hash and signature algorithms of the log.
    pub fn suite(&self) -> Suite {
        self.key.suite()
    }

    pub(crate) fn ground(&self) -> Ground {
        Ground {
            district: self.pack.district.code.clone(),
            pack: self.pack.clone(),
        }
    }
}

/// Counts of the domain as the database keeps them. The database never holds more than `i64::MAX`
/// rows, so the fallback is never reached.
pub(crate) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The text under which serde writes a unit variant, e.g. `portal`.
pub(crate) fn code(value: &impl serde::Serialize) -> Result<String, StoreError> {
    match serde_json::to_value(value).map_err(StoreError::damaged)? {
        serde_json::Value::String(text) => Ok(text),
        other => Err(StoreError::damaged(other)),
    }
}
