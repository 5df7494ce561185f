//! One transaction on either engine.

use super::postgres::PgConn;
use super::sqlite::SqliteConn;
use super::{Cells, DbError, Engine, Row, Value};
use std::ops::{Deref, DerefMut};

/// What a job gives back: boxed, because a job is handed its transaction by reference.
/// Write `|tx, input| Box::pin(async move { … })`.
pub type Work<'a, T, E> = std::pin::Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

pub(super) enum Conn {
    Sqlite(SqliteConn),
    Postgres(PgConn),
}

/// A transaction to read in: all statements see one and the same state of the database. It ends
/// when dropped. From [`Db::read`](super::Db::read) the engine itself refuses every change.
///
/// Parameters are `$1, $2 …` on both engines. After a failed statement the transaction takes no
/// further ones; where a failure is to be expected, let the statement say so (`on conflict do
/// nothing`).
pub struct Tx {
    pub(super) conn: Conn,
    pub(super) failed: Option<DbError>,
    long: bool,
}

impl Tx {
    pub(super) fn new(conn: Conn) -> Self {
        Self {
            conn,
            failed: None,
            long: false,
        }
    }

    /// Marks statements as long: on SQLite they then leave the runtime's worker to other tasks.
    pub(super) fn long(mut self) -> Self {
        self.long = true;
        self
    }

    /// Which engine runs this transaction; only for a statement that must differ.
    pub fn engine(&self) -> Engine {
        match &self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows.
    ///
    /// # Errors
    /// Whatever the engine refuses, see [`DbError`].
    pub async fn all(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.rows(sql, params, usize::MAX).await
    }

    /// The only row, or none.
    ///
    /// # Errors
    /// [`DbError::Rows`] for more than one row, else as [`all`](Self::all).
    pub async fn opt(&mut self, sql: &str, params: &[Value]) -> Result<Option<Row>, DbError> {
        let mut rows = self.rows(sql, params, 2).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            found => Err(miscounted(sql, "至多一", found)),
        }
    }

    /// The only row.
    ///
    /// # Errors
    /// [`DbError::Rows`] for none or more than one, else as [`all`](Self::all).
    pub async fn one(&mut self, sql: &str, params: &[Value]) -> Result<Row, DbError> {
        let mut rows = self.rows(sql, params, 2).await?;
        match (rows.len(), rows.pop()) {
            (1, Some(row)) => Ok(row),
            (found, _) => Err(miscounted(sql, "一", found)),
        }
    }

    async fn rows(
        &mut self,
        sql: &str,
        params: &[Value],
        most: usize,
    ) -> Result<Vec<Row>, DbError> {
        self.usable(params)?;
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => aside(self.long, || conn.rows(sql, params, most)),
            Conn::Postgres(conn) => conn.rows(sql, params).await,
        };
        self.note(result)
    }

    /// Hands over each row as it lies in the engine, for lists read often.
    ///
    /// # Errors
    /// As [`all`](Self::all), and those of `take`.
    pub(crate) async fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        take: &mut (dyn FnMut(Cells<'_>) -> Result<(), DbError> + Send),
    ) -> Result<(), DbError> {
        self.usable(params)?;
        let result = match &mut self.conn {
            Conn::Sqlite(conn) => aside(self.long, || conn.each(sql, params, take)),
            Conn::Postgres(conn) => conn
                .rows(sql, params)
                .await
                .and_then(|rows| rows.iter().try_for_each(|row| take(Cells::of(row, 0)))),
        };
        self.note(result)
    }

    fn usable(&self, params: &[Value]) -> Result<(), DbError> {
        if let Some(error) = &self.failed {
            return Err(DbError::Failed(error.to_string()));
        }
        // PostgreSQL cannot keep this character, so SQLite does not get it either.
        let nul = params
            .iter()
            .position(|value| matches!(value, Value::Text(text) if text.contains('\0')));
        match nul {
            None => Ok(()),
            Some(at) => Err(DbError::Column {
                column: format!("${}", at + 1),
                reason: "文本中含有 NUL 字符，请去掉后再试".to_owned(),
            }),
        }
    }

    fn note<T>(&mut self, result: Result<T, DbError>) -> Result<T, DbError> {
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }
}

/// A transaction to change things in, handed to a job of [`Db::write`](super::Db::write). Reads
/// like a [`Tx`], so code that takes `&mut Tx` serves pages and commands alike.
pub struct WriteTx(pub(super) Tx);

impl WriteTx {
    /// Runs a statement and says how many rows it changed. For `… returning` use
    /// [`one`](Tx::one), [`opt`](Tx::opt) or [`all`](Tx::all).
    ///
    /// # Errors
    /// Whatever the engine refuses, see [`DbError`].
    pub async fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.0.usable(params)?;
        let result = match &mut self.0.conn {
            Conn::Sqlite(conn) => conn.exec(sql, params),
            Conn::Postgres(conn) => conn.exec(sql, params).await,
        };
        self.0.note(result)
    }

    /// The rows of a plain `select`, locked until this transaction ends: another writer that locks
    /// one of them waits. On SQLite the text runs as it is, since only one job writes at a time.
    ///
    /// # Errors
    /// [`DbError::Busy`] when a lock is held too long, else as [`all`](Tx::all).
    pub async fn lock(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.locked(sql, "for update", params).await
    }

    /// Like [`lock`](Self::lock), but rows that another writer holds are left out instead of
    /// waited for: how several nodes share a queue of jobs.
    ///
    /// # Errors
    /// As [`all`](Tx::all).
    pub async fn lock_free(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.locked(sql, "for update skip locked", params).await
    }

    async fn locked(
        &mut self,
        sql: &str,
        clause: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, DbError> {
        match self.engine() {
            Engine::Sqlite => self.all(sql, params).await,
            Engine::Postgres => self.all(&format!("{sql} {clause}"), params).await,
        }
    }

    /// Several statements without parameters, separated by `;`.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), DbError> {
        self.0.usable(&[])?;
        let result = match &mut self.0.conn {
            Conn::Sqlite(conn) => conn.script(sql),
            Conn::Postgres(conn) => conn.script(sql).await,
        };
        self.0.note(result)
    }
}

impl Deref for WriteTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.0
    }
}

fn miscounted(sql: &str, expected: &'static str, found: usize) -> DbError {
    DbError::Rows {
        expected,
        found,
        sql: sql.to_owned(),
    }
}

/// Runs a synchronous read; a long one lets the runtime move its other tasks to another thread.
fn aside<T>(long: bool, read: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    let movable = long
        && Handle::try_current()
            .is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if movable {
        tokio::task::block_in_place(read)
    } else {
        read()
    }
}
