//! The schema is brought up to date once, in order, and nothing that stood in it is lost.

use super::*;
use banjie_store::db::Tx;

#[tokio::test(flavor = "multi_thread")]
async fn migrations_run_once_and_leave_the_same_tables() {
    let mut schemas = Vec::new();
    let (db, _directory) = sqlite().await;
    assert_eq!(migrate::run(&db).await, Ok(vec![]));
    schemas.push(schema_names(&mut db.read().await.unwrap()).await.unwrap());
    if let Some(db) = postgres().await {
        assert_eq!(migrate::run(&db).await, Ok(vec![]));
        schemas.push(schema_names(&mut db.read().await.unwrap()).await.unwrap());
    }
    assert!(
        schemas[0]
            .iter()
            .any(|column| column.table == "schema_migration")
    );
    assert!(
        schemas.iter().all(|schema| *schema == schemas[0]),
        "{schemas:#?}"
    );
}

#[test]
fn the_list_of_migrations_is_the_folder() {
    let mut files: Vec<_> = std::fs::read_dir("migrations")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort_unstable();
    let mut listed = Vec::new();
    for (at, step) in MIGRATIONS.iter().enumerate() {
        assert_eq!(step.number, at as i64 + 1, "gap before {}", step.name);
        let stem = format!("{:04}_{}", step.number, step.name);
        if step.sqlite == step.postgres {
            listed.push(format!("{stem}.sql"));
        } else {
            listed.push(format!("{stem}.postgres.sql"));
            listed.push(format!("{stem}.sqlite.sql"));
        }
        for text in [step.sqlite, step.postgres] {
            assert!(
                !text.to_lowercase().contains("deferrable initially"),
                "{stem}"
            );
        }
    }
    assert_eq!(files, listed);
}

const fn step(number: i64, name: &'static str, text: &'static str) -> Migration {
    Migration {
        number,
        name,
        sqlite: text,
        postgres: text,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_or_altered_schema_is_refused_in_words() {
    static NEWER: [Migration; 2] = [
        MIGRATIONS[0],
        step(2, "future", "create table future (no text)"),
    ];
    static ALTERED: [Migration; 2] = [
        MIGRATIONS[0],
        step(2, "future", "create table past (no text)"),
    ];
    static OTHER: [Migration; 2] = [
        MIGRATIONS[0],
        step(2, "other", "create table future (no text)"),
    ];
    static BROKEN: [Migration; 3] = [
        NEWER[0],
        NEWER[1],
        step(
            3,
            "broken",
            "create table half (no text); create table half (no text)",
        ),
    ];
    both(async |db| {
        // The list of the day of this test, so that later migrations do not disturb it.
        let (db, _directory) = fresh_with(&db, &NEWER[..1]).await;
        assert_eq!(migrate::run_list(&db, &NEWER).await, Ok(vec!["future"]));
        let error = migrate::run_list(&db, &NEWER[..1])
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("结构版本为 2（future），比本程序所知的 1 新"),
            "{error}"
        );
        let error = migrate::run_list(&db, &ALTERED)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("被改动过"), "{error}");
        let error = migrate::run_list(&db, &OTHER)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains("来历不同"), "{error}");
        // A migration that fails half-way leaves nothing.
        let before = schema_names(&mut db.read().await.unwrap()).await.unwrap();
        assert!(migrate::run_list(&db, &BROKEN).await.is_err());
        assert_eq!(
            schema_names(&mut db.read().await.unwrap()).await.unwrap(),
            before
        );
        assert_eq!(migrate::run_list(&db, &NEWER).await, Ok(vec![]));
    })
    .await;
}

/// An empty database on the same engine, with these migrations.
async fn fresh_with(like: &Db, list: &'static [Migration]) -> (Db, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let url = match like.engine() {
        Engine::Sqlite => DatabaseUrl::Sqlite(directory.path().join("new/banjie.db")),
        Engine::Postgres => {
            banjie_store::testing::Postgres::shared()
                .unwrap()
                .fresh()
                .await
        }
    };
    let db = Db::open(&url).await.unwrap();
    migrate::run_list(&db, list).await.unwrap();
    (db, directory)
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_together_migrate_once() {
    both(async |db| {
        let (db, _directory) = fresh_with(&db, &[]).await;
        let start = || migrate::run(&db);
        let (one, two, three) = tokio::join!(start(), start(), start());
        let steps = one.unwrap().len() + two.unwrap().len() + three.unwrap().len();
        assert_eq!(steps, MIGRATIONS.len());
    })
    .await;
}

/// Step 7 rebuilds five tables on SQLite; what stood in them stands there afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_rebuilds_tables_keeps_their_rows() {
    const ROWS: [(&str, &str, &str); 5] = [
        (
            "log_nodes",
            "hash",
            "insert into log_nodes values ('x', 1, 2, 'kept')",
        ),
        (
            "tallies",
            "indicator",
            "insert into tallies values
               ('x', '区住建局', 'appeal', 'due', '2026-03-02', '2026-0000001-8', 1, 'kept')",
        ),
        (
            "rollups",
            "indicator",
            "insert into rollups values
               ('x', '区住建局', 'appeal', 'kept', 'due', '2026-03-02', 3)",
        ),
        (
            "contacts",
            "salt",
            "insert into contacts values ('x', '2026-0000001-8', '王某', '0000-1', 'kept')",
        ),
        (
            "replies",
            "answer",
            "insert into replies values ('x', 'k', 'kept', 5)",
        ),
    ];
    both(async |db| {
        let (db, _directory) = fresh_with(&db, &MIGRATIONS[..6]).await;
        let statements = ROWS.iter().map(|(_, _, insert)| (*insert, vec![]));
        write(&db, statements.collect()).await.unwrap();
        let done = migrate::run_list(&db, &MIGRATIONS[..7]).await.unwrap();
        assert_eq!(done, ["narrow"]);
        let mut tx = db.read().await.unwrap();
        for (table, column, _) in ROWS {
            let sql = format!("select {column} from {table}");
            let row = tx.one(&sql, &[]).await.unwrap();
            assert_eq!(row.text(column).unwrap(), "kept", "{table}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_someone_else_is_left_alone() {
    both(async |db| {
        let (db, _directory) = fresh_with(&db, &[]).await;
        write(&db, vec![("create table visitors (no text)", vec![])])
            .await
            .unwrap();
        let error = migrate::run(&db).await.unwrap_err().to_string();
        assert!(error.contains("有表“visitors”"), "{error}");
    })
    .await;
}

/// Step 15: a node stands with the entry that completed it, `(place + 1) · 2^level`; the last numbers
/// stand with their log.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_and_numbers_move_to_the_rows_they_belong_to() {
    // The seven nodes of eight leaves, each named by its level and place.
    const NODES: [(i64, i64); 7] = [(1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0)];
    const NODE: &str = "insert into log_nodes values ($1, $2, $3, $4)";
    const LINE: &str = "insert into journal values ($1, $2, 0, $3, 1, 'e', 'leaf', 'line')";
    both(async |db| {
        let (db, _directory) = fresh_with(&db, &MIGRATIONS[..14]).await;
        let mut old = Vec::new();
        for district in ["x", "y"] {
            for seq in 1..=8_i64 {
                let stream = format!("s{seq}");
                old.push((LINE, params![district, seq, stream].to_vec()));
            }
            let log = "insert into logs values ($1, 'n', 'f', 0, 0)";
            old.push((log, params![district].to_vec()));
        }
        for (level, place) in NODES {
            let hash = format!("h{level}-{place}");
            old.push((NODE, params!["x", level, place, hash].to_vec()));
        }
        let number = "insert into numbers values ('x', $1, $2)";
        old.push((number, params![2026_i64, 33_i64].to_vec()));
        old.push((number, params![2025_i64, 812_i64].to_vec()));
        write(&db, old).await.unwrap();

        assert!(migrate::run(&db).await.unwrap().contains(&"log_rows"));
        let mut tx = db.read().await.unwrap();
        let sql = "select nodes from journal where district = $1 order by seq";
        let kept = async |tx: &mut Tx, district: &str| -> Vec<String> {
            let rows = tx.all(sql, &params![district]).await.unwrap();
            let texts = rows.iter().map(|row| row.text("nodes").unwrap().to_owned());
            texts.collect()
        };
        let wanted = [
            "",
            "h1-0",
            "",
            "h1-1 h2-0",
            "",
            "h1-2",
            "",
            "h1-3 h2-1 h3-0",
        ];
        assert_eq!(kept(&mut tx, "x").await, wanted);
        assert_eq!(kept(&mut tx, "y").await, [""; 8]);
        let sql = "select numbers from logs order by district";
        let rows = tx.all(sql, &[]).await.unwrap();
        let numbers: Vec<_> = rows
            .iter()
            .map(|row| row.text("numbers").unwrap())
            .collect();
        assert_eq!(numbers, [r#"{"2025":812,"2026":33}"#, "{}"]);
    })
    .await;
}
