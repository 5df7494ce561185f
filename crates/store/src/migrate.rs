//! Brings the schema up to date: numbered SQL files, embedded, each in a transaction of its own.
//!
//! One text serves both engines where the DDL allows (`bigint`, `text`, `bytea`); where it does not,
//! the migration is a pair `00NN_name.sqlite.sql` and `00NN_name.postgres.sql`, each saying why.
//! A released migration never changes: its hash is recorded. No constraint is `deferrable`: on
//! SQLite it would be checked when a whole group of jobs commits, and take the others with it.

use crate::db::{Db, DbError, Engine, Tx, WriteTx};
use crate::params;
use sha2::{Digest, Sha256};

/// One step of the schema.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place, from 1 without gaps.
    pub number: i64,
    /// Its file name without number and ending.
    pub name: &'static str,
    /// The text for SQLite.
    pub sqlite: &'static str,
    /// The text for PostgreSQL.
    pub postgres: &'static str,
}

/// A migration whose text serves both engines.
macro_rules! shared {
    ($number:literal, $name:literal, $file:literal) => {{
        const TEXT: &str = include_str!(concat!("../migrations/", $file, ".sql"));
        Migration {
            number: $number,
            name: $name,
            sqlite: TEXT,
            postgres: TEXT,
        }
    }};
}

/// A migration with a text for each engine.
macro_rules! pair {
    ($number:literal, $name:literal, $file:literal) => {
        Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $file, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $file, ".postgres.sql")),
        }
    };
}

/// All migrations of this program, oldest first.
pub const MIGRATIONS: &[Migration] = &[
    shared!(1, "foundation", "0001_foundation"),
    shared!(2, "district", "0002_district"),
    shared!(3, "tally_rounds", "0003_tally_rounds"),
    shared!(4, "list_index", "0004_list_index"),
    shared!(5, "provisional", "0005_provisional"),
    shared!(6, "code_index", "0006_code_index"),
    pair!(7, "narrow", "0007_narrow"),
    shared!(8, "streams", "0008_streams"),
    shared!(9, "filled_forms", "0009_filled_forms"),
    shared!(10, "reviews", "0010_reviews"),
    shared!(11, "objections", "0011_objections"),
    shared!(12, "named", "0012_named"),
    shared!(13, "speakers", "0013_speakers"),
    shared!(14, "ended", "0014_ended"),
    shared!(15, "log_rows", "0015_log_rows"),
];

impl Migration {
    /// The text for an engine.
    pub fn text(&self, engine: Engine) -> &'static str {
        engine.pick(self.sqlite, self.postgres)
    }

    /// SHA-256 of the text in hex, the same whatever line ends a checkout has.
    pub fn hash(&self, engine: Engine) -> String {
        let text = self.text(engine).replace("\r\n", "\n");
        let hash = Sha256::digest(text.as_bytes());
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Brings the schema up to this program's, and says which migrations that took.
///
/// # Errors
/// [`DbError::Schema`] when the database was written by a newer program, a released migration was
/// changed, or the tables in it are not ours; a statement's own error when a migration fails, with
/// all of that migration undone.
pub async fn run(db: &Db) -> Result<Vec<&'static str>, DbError> {
    run_list(db, MIGRATIONS).await
}

/// Like [`run`], with another list: how tests make an older or newer database.
///
/// # Errors
/// As [`run`].
pub async fn run_list(db: &Db, list: &'static [Migration]) -> Result<Vec<&'static str>, DbError> {
    let mut applied = Vec::new();
    let step = async || db.write(list, |tx, list| Box::pin(next(tx, list))).await;
    while let Some(name) = step().await? {
        applied.push(name);
    }
    Ok(applied)
}

/// Applies the first migration that is missing; `None` when there is none.
async fn next(
    tx: &mut WriteTx,
    list: &'static [Migration],
) -> Result<Option<&'static str>, DbError> {
    let engine = tx.engine();
    if engine == Engine::Postgres {
        // Two nodes that start at once: the second waits for the first, however long it takes.
        // The number is this program's mark, "banjie" in ASCII.
        tx.script("set local lock_timeout = 0; select pg_advisory_xact_lock(108170586253669)")
            .await?;
    }
    let recorded = check(tx, list).await?;
    let Some(migration) = list.get(recorded) else {
        return Ok(None);
    };
    tx.script(migration.text(engine)).await?;
    tx.exec(
        "insert into schema_migration (number, name, hash) values ($1, $2, $3)",
        &params![migration.number, migration.name, migration.hash(engine)],
    )
    .await?;
    Ok(Some(migration.name))
}

/// How many migrations the database has been through, if it is one that this list may go on from.
async fn check(tx: &mut Tx, list: &[Migration]) -> Result<usize, DbError> {
    let tables = schema_names(tx).await?;
    if !tables
        .iter()
        .any(|column| column.table == "schema_migration")
    {
        return match tables.first() {
            None => Ok(0),
            Some(column) => Err(DbError::Schema(format!(
                "这个数据库里有表“{}”，却没有办结的结构记录，不是办结的数据库。请另指定一个空库。",
                column.table
            ))),
        };
    }
    let engine = tx.engine();
    let recorded = tx
        .all(
            "select number, name, hash from schema_migration order by number",
            &[],
        )
        .await?;
    for (at, row) in recorded.iter().enumerate() {
        let (number, name) = (row.int("number")?, row.text("name")?);
        let Some(known) = list.get(at) else {
            return Err(DbError::Schema(format!(
                "数据库的结构版本为 {number}（{name}），比本程序所知的 {} 新，由较新的程序写成。请换用较新的程序，或恢复升级前的备份。",
                list.last().map_or(0, |last| last.number)
            )));
        };
        if (known.number, known.name) != (number, name) {
            return Err(DbError::Schema(format!(
                "数据库的第 {} 步结构为 {number}（{name}），本程序的为 {}（{}），两者来历不同。请用建立该库的程序打开它。",
                at + 1,
                known.number,
                known.name
            )));
        }
        if known.hash(engine) != row.text("hash")? {
            return Err(DbError::Schema(format!(
                "结构步骤 {number}（{name}）的内容与数据库记录的不一致：已发布的步骤被改动过。请换用未改动的程序。"
            )));
        }
    }
    Ok(recorded.len())
}

/// A column of a table, as the database itself describes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaColumn {
    /// Table.
    pub table: String,
    /// Column.
    pub column: String,
    /// Declared type in lower case.
    pub kind: String,
    /// Whether null is refused.
    pub not_null: bool,
}

/// All columns of all ordinary tables, by table and column: the same on both engines, except for
/// the tables of full-text search, which are left out (virtual on SQLite, named `search_…`).
///
/// # Errors
/// Whatever the engine refuses.
pub async fn schema_names(tx: &mut Tx) -> Result<Vec<SchemaColumn>, DbError> {
    // The catalogues differ, so the texts do.
    let sql = tx.engine().pick(
        "select t.name as tbl, c.name as col, lower(c.type) as kind, c.\"notnull\" as not_null
         from pragma_table_list as t join pragma_table_info(t.name) as c
         where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite~_%' escape '~'
           and t.name not like 'search~_%' escape '~'
         order by t.name, c.name",
        "select c.table_name::text as tbl, c.column_name::text as col, c.data_type::text as kind,
                c.is_nullable = 'NO' as not_null
         from information_schema.columns as c
         join information_schema.tables as t using (table_schema, table_name)
         where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
           and c.table_name not like 'search~_%' escape '~'
         order by c.table_name::text, c.column_name::text",
    );
    let rows = tx.all(sql, &[]).await?;
    let column = |row: &crate::db::Row| {
        Ok(SchemaColumn {
            table: row.string("tbl")?,
            column: row.string("col")?,
            kind: row.string("kind")?,
            not_null: row.flag("not_null")?,
        })
    };
    rows.iter().map(column).collect()
}
