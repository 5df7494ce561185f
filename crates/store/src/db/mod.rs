//! One thin database that hides the engine: a SQLite file, or PostgreSQL for several nodes.
//!
//! SQL is written once, with `$1, $2 …`, beside the function that uses it; the few statements that
//! must differ are pairs picked by [`Engine::pick`].
//!
//! ```no_run
//! # use banjie_store::{db::{Db, DbError}, params};
//! # async fn example(db: Db) -> Result<(), DbError> {
//! let mut tx = db.read().await?;
//! let row = tx.one("select count(*) as n from note where at_ms > $1", &params![0]).await?;
//! let n = row.int("n")?;
//! drop(tx);
//!
//! let text = "门头招牌如何报批".to_owned();
//! db.write(text, |tx, text| Box::pin(async move {
//!     tx.exec("insert into note (text, at_ms) values ($1, $2)", &params![text, 1]).await
//! })).await?;
//! # Ok(()) }
//! ```
//!
//! Types of columns that both engines read alike: `bigint`, `text`, `bytea`. PostgreSQL infers the
//! type of a parameter from its place; where there is none (`select $1`), write `$1::bigint`, which
//! SQLite reads as a parameter, too. Integer sums and counts come back as integers on both; before
//! dividing write `cast(sum(x) as bigint)`, since PostgreSQL sums into a type with decimals, and a
//! result with decimals is refused on both. Text is ordered by its bytes on both.

mod cells;
mod error;
mod handover;
mod job;
mod numeric;
mod postgres;
mod sqlite;
mod text;
mod tx;
mod value;
mod writer;

pub(crate) use cells::Cells;
pub use error::{Constraint, DbError};
pub(crate) use handover::Handover;
pub use text::{like_pattern, placeholders};
pub use tx::{Tx, Work, WriteTx};
pub use value::{Column, Row, Value};

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A SQLite file, created when absent, together with its directory.
    Sqlite(PathBuf),
    /// A PostgreSQL address, `postgres://user:password@host/name`.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = DbError;

    /// `postgres://…` or `postgresql://…`, `sqlite:path`, or a bare path.
    fn from_str(text: &str) -> Result<Self, DbError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || text.contains("://") && !text.starts_with("sqlite:") {
            let scheme = text.split("://").next().unwrap_or_default();
            return Err(DbError::Setting(format!(
                "数据库地址（以“{scheme}”开头）不能识别。请写成 postgres://用户@主机/库名，或 SQLite 文件的路径。"
            )));
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }
}

/// Without the password.
impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => f.write_str(&postgres::without_password(url)),
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// Which engine is underneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Engine {
    /// The text for this engine, of a pair that must differ.
    pub fn pick<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}

/// How much has been written since the database was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteCounts {
    /// Durable commits.
    pub commits: u64,
    /// Jobs whose changes are in them; more than `commits` when jobs shared one.
    pub jobs: u64,
}

/// The steps of the write path where a test can make it fail, by name in the `fail` crate's
/// configuration (feature `failpoints`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failpoint {
    /// Before the transaction begins.
    Begin,
    /// After a job.
    Job,
    /// After the last job, before the commit.
    Commit,
    /// After the commit, before the callers are answered: they get [`DbError::Unknown`].
    Answer,
}

impl Failpoint {
    /// All of them, in the order they are passed.
    pub const ALL: [Self; 4] = [Self::Begin, Self::Job, Self::Commit, Self::Answer];

    /// The name to configure.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begin => "db-begin",
            Self::Job => "db-job",
            Self::Commit => "db-commit",
            Self::Answer => "db-answer",
        }
    }
}

/// The database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Db {
    kind: Arc<Kind>,
    counters: Arc<writer::Counters>,
}

enum Kind {
    Sqlite {
        path: PathBuf,
        readers: Arc<sqlite::Readers>,
        writer: mpsc::Sender<writer::Order>,
    },
    Postgres(postgres::Pools),
}

impl Db {
    /// Opens the database and asserts the settings that durability rests on. The schema is brought
    /// up to date by [`migrate::run`](crate::migrate::run).
    ///
    /// # Errors
    /// [`DbError::Open`] when it cannot be reached, [`DbError::Setting`] when it would not be safe.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, DbError> {
        let counters = Arc::new(writer::Counters::default());
        let kind = match url {
            DatabaseUrl::Sqlite(path) => {
                create_parent(path)?;
                Kind::Sqlite {
                    path: path.clone(),
                    writer: writer::start(path.clone(), counters.clone())?,
                    readers: Arc::new(sqlite::Readers::new(path.clone())),
                }
            }
            DatabaseUrl::Postgres(url) => Kind::Postgres(postgres::Pools::open(url).await?),
        };
        Ok(Self {
            kind: Arc::new(kind),
            counters,
        })
    }

    /// Which engine is underneath.
    pub fn engine(&self) -> Engine {
        match &*self.kind {
            Kind::Sqlite { .. } => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// A read transaction over one state of the database. Hold it while gathering data, not while
    /// rendering: readers are few. On SQLite statements run on the spot, in microseconds.
    ///
    /// # Errors
    /// [`DbError::Busy`] when no reader comes free in time, [`DbError::Lost`] without connection.
    pub async fn read(&self) -> Result<Tx, DbError> {
        match &*self.kind {
            Kind::Sqlite { readers, .. } => readers.begin().await,
            Kind::Postgres(pools) => pools.read().await,
        }
    }

    /// Like [`read`](Self::read) for reports, exports and replays, whose statements may take longer
    /// than a millisecond: on SQLite other tasks of the runtime go on meanwhile.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn read_long(&self) -> Result<Tx, DbError> {
        self.read().await.map(Tx::long)
    }

    /// Runs a job in a write transaction and answers once its changes are durable; when it returns
    /// an error or panics, none of its changes stay. The job
    ///
    /// - awaits nothing but its transaction, since other writers wait meanwhile;
    /// - may be run again after a conflict on PostgreSQL, hence `Fn` and the borrowed `input`;
    /// - runs to its end even when the caller stops waiting.
    ///
    /// On SQLite one job runs at a time. On PostgreSQL jobs run side by side at `read committed`:
    /// [`lock`](WriteTx::lock) first whatever decides their order.
    ///
    /// # Errors
    /// The job's own, or a [`DbError`]; after [`DbError::Unknown`] the changes may have stayed.
    pub async fn write<I, T, E, F>(&self, input: I, job: F) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: for<'a> Fn(&'a mut WriteTx, &'a I) -> Work<'a, T, E> + Send + Sync + 'static,
    {
        let unknown = || DbError::Unknown("写入任务中断".to_owned());
        match &*self.kind {
            Kind::Sqlite { writer, .. } => {
                let (caller, answer) = oneshot::channel();
                let task = job::Task {
                    input,
                    job,
                    result: None,
                    caller,
                };
                writer
                    .send(writer::Order::Job(Box::new(task)))
                    .await
                    .map_err(|_| DbError::Closed)?;
                answer.await.map_err(|_| unknown())?
            }
            Kind::Postgres(pools) => {
                let pools = pools.clone();
                let counters = self.counters.clone();
                // In a task of its own, so that a caller who hangs up does not break it off.
                tokio::spawn(async move { pools.write(&input, &job, &counters).await })
                    .await
                    .map_err(|_| unknown())?
            }
        }
    }

    /// How much has been written since the database was opened.
    pub fn counts(&self) -> WriteCounts {
        self.counters.read()
    }

    /// Copies a SQLite database as it stands at one moment into a new file, while reading and
    /// writing go on. The file appears whole or not at all.
    ///
    /// # Errors
    /// [`DbError::Backup`] when the file exists, cannot be written, or the engine is PostgreSQL.
    pub async fn backup(&self, to: &Path) -> Result<(), DbError> {
        match &*self.kind {
            Kind::Sqlite { path, .. } => {
                let (path, to) = (path.clone(), to.to_owned());
                tokio::task::spawn_blocking(move || sqlite::backup(&path, &to))
                    .await
                    .map_err(|error| {
                        DbError::Backup(format!("备份任务中断：{error}。请再试一次。"))
                    })?
            }
            Kind::Postgres(_) => Err(DbError::Backup(
                "PostgreSQL 数据库请用 pg_dump 或归档备份，本命令只备份 SQLite 文件。".to_owned(),
            )),
        }
    }

    /// Finishes the jobs already queued and closes the writer; later writes are refused.
    pub async fn close(&self) {
        match &*self.kind {
            Kind::Sqlite { writer, .. } => {
                let (done, closed) = oneshot::channel();
                if writer.send(writer::Order::Close(done)).await.is_ok() {
                    // An error only says that it was closing already.
                    let _ = closed.await;
                }
            }
            Kind::Postgres(pools) => pools.close(),
        }
    }
}

/// Creates the data directory, open to its owner only: it holds people's names.
fn create_parent(path: &Path) -> Result<(), DbError> {
    let Some(directory) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|error| DbError::Open {
        target: path.display().to_string(),
        reason: error.to_string(),
    })
}
