//! The SQLite file: settings, readers, statements. The one writer is in `writer.rs`.

use super::cells::Cells;
use super::error::{Constraint, DbError};
use super::tx::{Conn, Tx};
use super::value::{Row, Value};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, Statement, ffi};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Readers at a time. A reader is held while a page gathers its data, not while it is rendered.
const READERS: usize = 8;
/// How long a page waits for a reader, and a connection for a lock of another process.
const PATIENCE: Duration = Duration::from_secs(5);
/// Statements kept prepared on one connection; beyond it the least used go.
const STATEMENTS: usize = 512;

/// Pages the writer keeps, in KiB.
const WRITER_CACHE: i64 = 16_000;
/// Pages each reader keeps, in KiB: what it drops, the system's own file cache still holds.
const READER_CACHE: i64 = 4_000;

/// Opens a connection with the settings that durability rests on, and asserts them.
pub(super) fn connect(path: &Path, writes: bool) -> Result<Connection, DbError> {
    let open = |error: rusqlite::Error| DbError::Open {
        target: path.display().to_string(),
        reason: error.to_string(),
    };
    let access = if writes {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    // No mutex inside SQLite: a connection is owned by one thread at a time.
    let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(open)?;
    conn.busy_timeout(PATIENCE).map_err(open)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise SQLite plans a statement anew whenever a value in a range differs from the last
    // one, in the hope of statistics we do not keep; that costs more than the statement.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(open)?;
    // A checkpoint every 4,000 pages (16 MB) takes some tens of milliseconds, in which the writer
    // waits; smaller ones copy the same pages again and again.
    // What a statement or savepoint keeps to undo itself stays in memory: on disk it is a file more.
    let settings = "
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma foreign_keys = on;
        pragma trusted_schema = off;
        pragma secure_delete = on;
        pragma wal_autocheckpoint = 4000;
        pragma journal_size_limit = 67108864;
        pragma temp_store = memory;";
    conn.execute_batch(settings).map_err(open)?;
    let cache = if writes { WRITER_CACHE } else { READER_CACHE };
    conn.pragma_update(None, "cache_size", -cache)
        .map_err(open)?;
    for (name, wanted, why) in [
        ("journal_mode", "wal", "崩溃后已受理的事项可能丢失"),
        ("synchronous", "2", "断电后已受理的事项可能丢失"),
        ("foreign_keys", "1", "数据之间的引用得不到检查"),
        ("trusted_schema", "0", "被篡改的库文件可能执行代码"),
        ("secure_delete", "1", "删除的内容会留在磁盘上"),
    ] {
        let is = conn
            .pragma_query_value(None, name, |row| {
                Ok(match row.get_ref(0)? {
                    ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
            })
            .map_err(open)?;
        if is != wanted {
            return Err(DbError::Setting(format!(
                "数据库文件“{}”的设置 {name} 为“{is}”，应为“{wanted}”：{why}。请把数据目录放在本机磁盘（不是网络盘）上再启动。",
                path.display()
            )));
        }
    }
    Ok(conn)
}

/// The readers of one file, opened as they are needed and kept.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::new(Vec::new()),
            permits: Arc::new(Semaphore::new(READERS)),
        }
    }

    /// A read transaction; its state of the database is fixed by the first statement.
    pub(super) async fn begin(self: &Arc<Self>) -> Result<Tx, DbError> {
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => tokio::time::timeout(PATIENCE, self.permits.clone().acquire_owned())
                .await
                .map_err(|_| DbError::Busy(format!("{READERS} 个读连接都在使用")))?
                .map_err(|_| DbError::Closed)?,
        };
        let conn = match self.take() {
            Some(conn) => conn,
            None => connect(&self.path, false)?,
        };
        command(&conn, "begin").map_err(|error| refused("begin", &error))?;
        Ok(Tx::new(Conn::Sqlite(SqliteConn {
            conn: Some(conn),
            home: Some((self.clone(), permit)),
        })))
    }

    fn take(&self) -> Option<Connection> {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
    }

    fn put(&self, conn: Connection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(conn);
    }
}

/// Runs a statement without parameters or answer, prepared once for each connection.
pub(super) fn command(conn: &Connection, sql: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.raw_execute().map(drop)
}

/// A connection inside a transaction: a reader that goes home when dropped, or the writer's own.
pub(super) struct SqliteConn {
    /// Taken only on the way out.
    conn: Option<Connection>,
    home: Option<(Arc<Readers>, OwnedSemaphorePermit)>,
}

impl SqliteConn {
    pub(super) fn writer(conn: Connection) -> Self {
        Self {
            conn: Some(conn),
            home: None,
        }
    }

    pub(super) fn conn(&self) -> Result<&Connection, DbError> {
        self.conn.as_ref().ok_or(DbError::Closed)
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>, DbError> {
        let conn = self.conn()?;
        #[cfg(feature = "testing")]
        crate::testing::note(conn.path(), sql);
        conn.prepare_cached(sql)
            .map_err(|error| refused(sql, &error))
    }

    /// At most `most` rows of a statement.
    pub(super) fn rows(
        &self,
        sql: &str,
        params: &[Value],
        most: usize,
    ) -> Result<Vec<Row>, DbError> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        let names: Arc<[String]> = statement.column_names().map(str::to_owned).collect();
        let mut answer = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| refused(sql, &error))? {
            // Counted rather than broken off, so that `… returning` always runs to its end.
            if answer.len() < most {
                answer.push(read(row, &names, sql)?);
            }
        }
        Ok(answer)
    }

    /// Hands over each row as it lies in the engine.
    pub(super) fn each(
        &self,
        sql: &str,
        params: &[Value],
        take: &mut (dyn FnMut(Cells<'_>) -> Result<(), DbError> + Send),
    ) -> Result<(), DbError> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| refused(sql, &error))? {
            take(Cells::sqlite(row))?;
        }
        Ok(())
    }

    pub(super) fn exec(&self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let mut statement = self.prepare(sql)?;
        bind(&mut statement, sql, params)?;
        let changed = statement
            .raw_execute()
            .map_err(|error| refused(sql, &error))?;
        Ok(changed as u64)
    }

    pub(super) fn script(&self, sql: &str) -> Result<(), DbError> {
        self.conn()?
            .execute_batch(sql)
            .map_err(|error| refused(sql, &error))
    }
}

impl Drop for SqliteConn {
    fn drop(&mut self) {
        if let (Some(conn), Some((home, permit))) = (self.conn.take(), self.home.take()) {
            // A reader that cannot end its transaction is not used again.
            if command(&conn, "rollback").is_ok() {
                home.put(conn);
            }
            drop(permit);
        }
    }
}

/// Binds by the number in the name: SQLite reads `$2` as a parameter *named* so (and `$2::bigint`
/// as one with a longer name), numbered by first appearance.
fn bind(statement: &mut Statement<'_>, sql: &str, params: &[Value]) -> Result<(), DbError> {
    let mut highest = 0;
    for index in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|name| name.split(':').next())
            .and_then(|digits| digits.parse::<usize>().ok())
            .ok_or_else(|| DbError::Statement {
                sql: sql.to_owned(),
                reason: "参数应写作 $1、$2……".to_owned(),
            })?;
        highest = highest.max(number);
        let value = number.checked_sub(1).and_then(|at| params.get(at));
        let value = value.ok_or_else(|| miscounted(sql, number, params))?;
        statement
            .raw_bind_parameter(index, value)
            .map_err(|error| refused(sql, &error))?;
    }
    if highest == params.len() {
        Ok(())
    } else {
        Err(miscounted(sql, highest, params))
    }
}

fn miscounted(sql: &str, highest: usize, params: &[Value]) -> DbError {
    DbError::Statement {
        sql: sql.to_owned(),
        reason: format!("语句用到参数 ${highest}，给出了 {} 个", params.len()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

fn read(row: &rusqlite::Row<'_>, names: &Arc<[String]>, sql: &str) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let column = |reason: String| DbError::Column {
            column: name.clone(),
            reason,
        };
        values.push(
            match row.get_ref(at).map_err(|error| refused(sql, &error))? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(value) => Value::Int(value),
                ValueRef::Text(value) => Value::Text(
                    String::from_utf8(value.to_vec()).map_err(|error| column(error.to_string()))?,
                ),
                ValueRef::Blob(value) => Value::Bytes(value.to_vec()),
                ValueRef::Real(value) => {
                    return Err(column(format!(
                        "小数 {value} 不在库中使用，请以整数（分、百分之一）计算"
                    )));
                }
            },
        );
    }
    Ok(Row::new(names.clone(), values))
}

/// The engine's refusal in our words.
pub(super) fn refused(sql: &str, error: &rusqlite::Error) -> DbError {
    let reason = error.to_string();
    let Some(code) = error.sqlite_error() else {
        return DbError::Statement {
            sql: sql.to_owned(),
            reason,
        };
    };
    let constraint = match code.extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            Some(Constraint::Unique)
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Constraint::ForeignKey),
        ffi::SQLITE_CONSTRAINT_CHECK => Some(Constraint::Check),
        ffi::SQLITE_CONSTRAINT_NOTNULL => Some(Constraint::NotNull),
        _ => None,
    };
    match (code.code, constraint) {
        (_, Some(kind)) => DbError::Constraint { kind, reason },
        (ffi::ErrorCode::DiskFull, _) => DbError::Full(reason),
        (ffi::ErrorCode::DatabaseBusy | ffi::ErrorCode::DatabaseLocked, _) => DbError::Busy(reason),
        _ => DbError::Statement {
            sql: sql.to_owned(),
            reason,
        },
    }
}

/// Copies the database as it stands at one moment into a new file, which appears whole or not at
/// all. Writers go on meanwhile.
pub(super) fn backup(path: &Path, to: &Path) -> Result<(), DbError> {
    let refuse = |reason: String| {
        DbError::Backup(format!(
            "备份到“{}”没有完成：{reason}。请检查目标目录的权限和空间后再试。",
            to.display()
        ))
    };
    if to.exists() {
        return Err(refuse("目标文件已存在，不会覆盖".to_owned()));
    }
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let copy = || -> Result<(), String> {
        let say = |error: rusqlite::Error| error.to_string();
        let from = connect(path, false).map_err(|error| error.to_string())?;
        let mut into = Connection::open(&part).map_err(say)?;
        {
            // All pages in one step: a copy in several would start anew after each commit.
            let backup = rusqlite::backup::Backup::new(&from, &mut into).map_err(say)?;
            match backup.step(-1).map_err(say)? {
                rusqlite::backup::StepResult::Done => {}
                other => return Err(format!("{other:?}")),
            }
        }
        into.close().map_err(|(_, error)| say(error))?;
        let file = std::fs::File::open(&part).map_err(|error| error.to_string())?;
        file.sync_all().map_err(|error| error.to_string())?;
        std::fs::rename(&part, to).map_err(|error| error.to_string())?;
        sync_directory(to).map_err(|error| error.to_string())
    };
    copy().map_err(|reason| {
        // Best effort: the half-made file has a name nobody takes for a backup.
        let _ = std::fs::remove_file(&part);
        refuse(reason)
    })
}

/// Makes the file's name itself durable.
fn sync_directory(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(directory) if !directory.as_os_str().is_empty() => {
            std::fs::File::open(directory)?.sync_all()
        }
        _ => std::fs::File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_its_values() {
        let folder = tempfile::tempdir().unwrap();
        let conn = connect(&folder.path().join("a.db"), true).unwrap();
        conn.execute_batch(
            "create table a (unit text, day text); create index a_day on a (unit, day);
             insert into a values ('u', '2026-01-01'), ('u', '2026-02-01'); analyze;",
        )
        .unwrap();
        // A new connection reads the statistics.
        let conn = connect(&folder.path().join("a.db"), false).unwrap();
        let sql = "select count(*) from a where unit = $1 and day >= $2";
        for (day, expected) in [("2026-01-01", 2), ("2026-01-15", 1), ("2026-03-01", 0)] {
            let mut statement = conn.prepare_cached(sql).unwrap();
            let count: i64 = statement.query_row(["u", day], |row| row.get(0)).unwrap();
            assert_eq!(count, expected);
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{day}");
        }
    }
}
