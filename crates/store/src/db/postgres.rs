//! PostgreSQL: pools, statements, and jobs run again after a conflict.

use super::error::{Constraint, DbError};
use super::job::{failpoint, settle, to_the_end};
use super::tx::{Conn, Tx, Work, WriteTx};
use super::value::{Row, Value};
use super::writer::Counters;
use super::{Failpoint, numeric};
use bytes::BytesMut;
use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType,
};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{NoTls, Statement};

/// Connections of a node for readers, and as many for writers: a page that holds a reader can never
/// keep a command from its connection.
const CONNECTIONS: usize = 12;
/// How long a caller waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a job is tried; with the pauses below about seven seconds, a restart of the server.
const TRIES: u32 = 10;

const READ: &str = "begin isolation level repeatable read read only";
const WRITE: &str = "begin isolation level read committed";

/// Settings of each session. A node that stops in the middle of a transaction loses its locks
/// after half a minute, so that another can take over.
const OPTIONS: &str = "-c synchronous_commit=on -c lock_timeout=10s \
     -c idle_in_transaction_session_timeout=30s -c timezone=UTC";

#[derive(Clone)]
pub(super) struct Pools {
    readers: Pool,
    writers: Pool,
}

impl Pools {
    pub(super) async fn open(url: &str) -> Result<Self, DbError> {
        let refuse = |reason: String| DbError::Open {
            target: without_password(url),
            reason,
        };
        let mut config: tokio_postgres::Config = url
            .parse()
            .map_err(|error: tokio_postgres::Error| refuse(words(&error)))?;
        let options = config.get_options().unwrap_or_default();
        let options = format!("{options} {OPTIONS}");
        config.options(options.trim());
        config.application_name("banjie");
        config.connect_timeout(PATIENCE);
        let pool = || {
            let manager = ManagerConfig {
                recycling_method: RecyclingMethod::Fast,
            };
            Pool::builder(Manager::from_config(config.clone(), NoTls, manager))
                .max_size(CONNECTIONS)
                .runtime(Runtime::Tokio1)
                .wait_timeout(Some(PATIENCE))
                .create_timeout(Some(PATIENCE))
                .build()
                .map_err(|error| refuse(error.to_string()))
        };
        let pools = Self {
            readers: pool()?,
            writers: pool()?,
        };
        let mut tx = pools
            .begin(&pools.readers, READ)
            .await
            .map_err(|error| match error {
                DbError::Lost(reason) | DbError::Busy(reason) => refuse(reason),
                other => other,
            })?;
        assert_settings(&mut tx).await?;
        Ok(pools)
    }

    async fn begin(&self, pool: &Pool, begin: &str) -> Result<Tx, DbError> {
        let client = pool.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => {
                DbError::Busy(format!("{CONNECTIONS} 个连接都在使用"))
            }
            PoolError::Backend(error) => match refused(begin, &error) {
                // Nothing was asked of the server yet.
                DbError::Statement { reason, .. } => DbError::Lost(reason),
                other => other,
            },
            PoolError::Closed => DbError::Closed,
            other => DbError::Lost(other.to_string()),
        })?;
        let conn = PgConn {
            client: Some(client),
        };
        conn.script(begin).await?;
        Ok(Tx::new(Conn::Postgres(conn)))
    }

    pub(super) async fn read(&self) -> Result<Tx, DbError> {
        match self.begin(&self.readers, READ).await {
            // The first connection after a restart of the server may be a stale one.
            Err(DbError::Lost(_)) => self.begin(&self.readers, READ).await,
            other => other,
        }
    }

    /// Runs a job in a transaction of its own, again when the engine undid it for a reason that
    /// lies outside the job.
    pub(super) async fn write<I, T, E, F>(
        &self,
        input: &I,
        job: &F,
        counters: &Counters,
    ) -> Result<T, E>
    where
        I: Send + Sync,
        T: Send,
        E: From<DbError> + Send,
        F: for<'a> Fn(&'a mut WriteTx, &'a I) -> Work<'a, T, E> + Send + Sync,
    {
        let mut tried = 0;
        loop {
            let again = match self.attempt(input, job, counters).await {
                Ended::Done(result) => return result,
                Ended::Undone(error) => error,
            };
            tried += 1;
            if tried >= TRIES || !again.is_retryable() {
                return Err(again.into());
            }
            // 10 to 20 ms, doubling up to 2 s; spread so that two writers do not meet again.
            let most = 20_u64.saturating_mul(1 << tried.min(7)).min(2_000);
            tokio::time::sleep(Duration::from_millis(fastrand::u64(most / 2..=most))).await;
        }
    }

    async fn attempt<I, T, E, F>(&self, input: &I, job: &F, counters: &Counters) -> Ended<T, E>
    where
        I: Send + Sync,
        T: Send,
        E: From<DbError> + Send,
        F: for<'a> Fn(&'a mut WriteTx, &'a I) -> Work<'a, T, E> + Send + Sync,
    {
        if let Err(error) = failpoint(Failpoint::Begin) {
            return Ended::Undone(error);
        }
        let mut tx = match self.begin(&self.writers, WRITE).await {
            Ok(tx) => WriteTx(tx),
            Err(error) => return Ended::Undone(error),
        };
        let result = to_the_end(|| job(&mut tx, input)).await;
        if let Some(error) = tx.failed.take_if(|error| error.is_retryable()) {
            return Ended::Undone(error);
        }
        let value = match settle(result, tx.failed.clone()) {
            Ok(value) => value,
            // Dropping the transaction undoes it.
            Err(error) => return Ended::Done(Err(error)),
        };
        let ready = failpoint(Failpoint::Job).and_then(|()| failpoint(Failpoint::Commit));
        if let Err(error) = ready {
            return Ended::Undone(error);
        }
        if let Conn::Postgres(conn) = &mut tx.0.conn
            && let Err(error) = conn.commit().await
        {
            return Ended::Undone(error);
        }
        counters.commits.fetch_add(1, Ordering::Relaxed);
        counters.jobs.fetch_add(1, Ordering::Relaxed);
        match failpoint(Failpoint::Answer) {
            Ok(()) => Ended::Done(Ok(value)),
            Err(error) => Ended::Undone(DbError::Unknown(error.to_string())),
        }
    }

    pub(super) fn close(&self) {
        self.readers.close();
        self.writers.close();
    }
}

enum Ended<T, E> {
    /// The job's own answer.
    Done(Result<T, E>),
    /// The engine undid it, or does not say.
    Undone(DbError),
}

/// Statements prepared on one connection before they are all forgotten.
const STATEMENTS: usize = 512;

/// A connection inside a transaction. Dropped before its commit, it is rolled back in the
/// background before it goes home; without a runtime it is closed, which undoes it as well.
pub(super) struct PgConn {
    /// Taken on commit and on the way out.
    client: Option<Object>,
}

impl PgConn {
    fn client(&self) -> Result<&Object, DbError> {
        self.client.as_ref().ok_or(DbError::Closed)
    }

    async fn prepare(&self, sql: &str) -> Result<Statement, DbError> {
        let client = self.client()?;
        // Lists put their conditions together, so the number of texts has no bound of its own.
        if client.statement_cache.size() >= STATEMENTS {
            client.statement_cache.clear();
        }
        client
            .prepare_cached(sql)
            .await
            .map_err(|error| refused(sql, &error))
    }

    pub(super) async fn rows(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let statement = self.prepare(sql).await?;
        counted(&statement, sql, params)?;
        let names: Arc<[String]> = statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect();
        self.client()?
            .query(&statement, &borrowed(params))
            .await
            .map_err(|error| refused(sql, &error))?
            .iter()
            .map(|row| read(row, &names))
            .collect()
    }

    pub(super) async fn exec(&self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let statement = self.prepare(sql).await?;
        counted(&statement, sql, params)?;
        self.client()?
            .execute(&statement, &borrowed(params))
            .await
            .map_err(|error| refused(sql, &error))
    }

    pub(super) async fn script(&self, sql: &str) -> Result<(), DbError> {
        self.client()?
            .batch_execute(sql)
            .await
            .map_err(|error| refused(sql, &error))
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        let sent = self.client()?.batch_execute("commit").await;
        match sent {
            Ok(()) => {
                // Home at once: nothing is left to undo.
                drop(self.client.take());
                Ok(())
            }
            Err(error) => Err(match refused("commit", &error) {
                DbError::Lost(reason) => DbError::Unknown(reason),
                other => other,
            }),
        }
    }
}

impl Drop for PgConn {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else {
            return;
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) if !client.is_closed() => {
                runtime.spawn(async move {
                    if client.batch_execute("rollback").await.is_err() {
                        drop(Object::take(client));
                    }
                });
            }
            _ => drop(Object::take(client)),
        }
    }
}

fn counted(statement: &Statement, sql: &str, params: &[Value]) -> Result<(), DbError> {
    let used = statement.params().len();
    if used == params.len() {
        return Ok(());
    }
    Err(DbError::Statement {
        sql: sql.to_owned(),
        reason: format!("语句用到参数 ${used}，给出了 {} 个", params.len()),
    })
}

fn borrowed(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as _).collect()
}

fn read(row: &tokio_postgres::Row, names: &Arc<[String]>) -> Result<Row, DbError> {
    let values = names.iter().enumerate().map(|(at, name)| {
        row.try_get::<_, Value>(at)
            .map_err(|error| DbError::Column {
                column: name.clone(),
                reason: words(&error),
            })
    });
    Ok(Row::new(names.clone(), values.collect::<Result<_, _>>()?))
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(ty, raw)?.into()),
            Type::NUMERIC => Self::Int(numeric::read(raw)?),
            Type::BYTEA => Self::Bytes(raw.to_vec()),
            _ => Self::Text(String::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::NUMERIC | Type::BYTEA
        ) || <String as FromSql>::accepts(ty)
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::BOOL) => (*value != 0).to_sql(ty, out),
            (Self::Int(value), &Type::NUMERIC) => {
                out.extend_from_slice(&numeric::write(*value));
                Ok(IsNull::No)
            }
            (Self::Text(value), _) if <String as ToSql>::accepts(ty) => value.to_sql(ty, out),
            (Self::Bytes(value), &Type::BYTEA) => value.to_sql(ty, out),
            _ => Err(format!(
                "参数是{}，此处需要 {ty}；请在语句中写明类型，如 $1::bigint",
                self.kind()
            )
            .into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The engine's refusal in our words.
fn refused(sql: &str, error: &tokio_postgres::Error) -> DbError {
    let reason = words(error);
    let Some(code) = error.code() else {
        // Without a code it is ours (a parameter of a wrong kind) or the connection's.
        return if error.is_closed()
            || error
                .source()
                .is_some_and(|source| source.is::<std::io::Error>())
        {
            DbError::Lost(reason)
        } else {
            DbError::Statement {
                sql: sql.to_owned(),
                reason,
            }
        };
    };
    let constraint = |kind| DbError::Constraint {
        kind,
        reason: reason.clone(),
    };
    match *code {
        SqlState::UNIQUE_VIOLATION => constraint(Constraint::Unique),
        SqlState::FOREIGN_KEY_VIOLATION => constraint(Constraint::ForeignKey),
        SqlState::CHECK_VIOLATION => constraint(Constraint::Check),
        SqlState::NOT_NULL_VIOLATION => constraint(Constraint::NotNull),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            DbError::Conflict(reason)
        }
        SqlState::LOCK_NOT_AVAILABLE => DbError::Busy(reason),
        SqlState::DISK_FULL => DbError::Full(reason),
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
        | SqlState::TOO_MANY_CONNECTIONS => DbError::Lost(reason),
        _ if code.code().starts_with("08") => DbError::Lost(reason),
        _ => DbError::Statement {
            sql: sql.to_owned(),
            reason,
        },
    }
}

/// The error with its causes: the outermost says only "db error".
fn words(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push(':');
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// What durability and equal figures on both engines rest on.
async fn assert_settings(tx: &mut Tx) -> Result<(), DbError> {
    for (name, why) in [
        ("fsync", "断电后数据库可能损坏"),
        ("full_page_writes", "断电后数据页可能残缺"),
        ("synchronous_commit", "崩溃后已受理的事项可能丢失"),
    ] {
        let is = tx
            .one("select current_setting($1) as is", &[Value::from(name)])
            .await?;
        if is.text("is")? == "off" {
            return Err(DbError::Setting(format!(
                "PostgreSQL 的设置 {name} 为 off:{why}。请在 postgresql.conf 中改为 on 并重新加载。"
            )));
        }
    }
    let database = tx
        .one(
            "select pg_encoding_to_char(encoding) as encoding, datcollate as collation
             from pg_database where datname = current_database()",
            &[],
        )
        .await?;
    let (encoding, collation) = (database.text("encoding")?, database.text("collation")?);
    let plain = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation);
    if encoding != "UTF8" || !plain {
        return Err(DbError::Setting(format!(
            "PostgreSQL 库的编码为 {encoding}、排序规则为 {collation}，应为 UTF8 和 C，否则两种数据库排出的次序不同。\
             请用 create database banjie template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8' 重新建库。"
        )));
    }
    Ok(())
}

/// The address for messages and logs.
pub(super) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "postgres".to_owned();
    };
    let rest = rest.split('?').next().unwrap_or_default();
    match rest.rsplit_once('@') {
        None => format!("{scheme}://{rest}"),
        Some((who, host)) => {
            let user = who.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
    }
}
