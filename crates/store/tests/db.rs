//! The database layer on both engines: same answers, shared commits, isolated failures.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a failure here is a failed test"
)]

#[path = "db/migrations.rs"]
mod migrations;
#[path = "db/writers.rs"]
mod writers;

use banjie_store::db::{
    Constraint, DatabaseUrl, Db, DbError, Engine, Value, like_pattern, placeholders,
};
use banjie_store::migrate::{self, MIGRATIONS, Migration, schema_names};
use banjie_store::params;
use banjie_store::testing::{Postgres, both, postgres, sqlite};
use std::time::Duration;

const TABLE: &str = "create table note (
    no text not null primary key, unit text not null, fen bigint not null check (fen >= 0),
    body bytea, parent text references note (no))";

/// Runs statements, each with its parameters, in one job.
async fn write(db: &Db, statements: Vec<(&'static str, Vec<Value>)>) -> Result<u64, DbError> {
    db.write(statements, |tx, statements| {
        Box::pin(async move {
            let mut changed = 0;
            for (sql, params) in statements {
                changed += tx.exec(sql, params).await?;
            }
            Ok(changed)
        })
    })
    .await
}

async fn with_notes(db: &Db) {
    let insert = "insert into note (no, unit, fen) values ($1, $2, $3)";
    let mut statements = vec![(TABLE, vec![])];
    for (no, unit, fen) in [
        ("01", "住建局", 300),
        ("02", "住建局", 100),
        ("03", "税务局", 200),
        ("04", "税务局", 50),
        ("05", "Bank_A", 7),
    ] {
        statements.push((insert, params![no, unit, fen].to_vec()));
    }
    write(db, statements).await.unwrap();
}

async fn count(db: &Db) -> i64 {
    let mut tx = db.read().await.unwrap();
    let row = tx.one("select count(*) as n from note", &[]).await.unwrap();
    row.int("n").unwrap()
}

async fn insert(db: &Db, no: String) -> Result<u64, DbError> {
    db.write(no, |tx, no| {
        Box::pin(async move {
            tx.exec(
                "insert into note (no, unit, fen) values ($1, '住建局', 1)",
                &params![no],
            )
            .await
        })
    })
    .await
}

/// The answer of a query as text, to be compared across engines.
async fn answer(db: &Db, sql: &str, params: &[Value]) -> String {
    let mut tx = db.read().await.unwrap();
    let rows = tx.all(sql, params).await.unwrap();
    let line = |row: &banjie_store::db::Row| format!("{:?}={:?}", row.names(), row.values());
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_text_gives_the_same_answers_on_both() {
    let questions: &[(&str, &[Value])] = &[
        // Integer sums are `numeric` on PostgreSQL: cast before dividing, as its quotient has decimals.
        (
            "select unit, sum(fen) as sum, count(*) as n, cast(sum(fen) as bigint) / count(*) as mean from note group by unit order by unit",
            &[],
        ),
        (
            "select no, row_number() over (partition by unit order by fen desc) as rank, sum(fen) over () as total from note order by no",
            &[],
        ),
        (
            "select count(*) filter (where fen > $1) as many, coalesce(sum(fen) filter (where fen > 9999), 0) as none from note",
            &params![99],
        ),
        (
            "select no, fen > 100 as dear, body is null as bare, body, length(unit) as len from note order by no",
            &[],
        ),
        (
            "select no from note where ($1::text is null or unit = $1) and fen <> $2 order by no limit $3 offset $4",
            &params!["税务局", 1, 1, 1],
        ),
        (
            "select no from note where ($1::text is null or unit = $1) order by no",
            &params![None::<String>],
        ),
        (
            "with dear as (select * from note where fen >= 100) select no from dear order by fen desc, no",
            &[],
        ),
        (
            "select unit, group_no from (select unit, min(no) as group_no from note group by unit) as t order by unit desc",
            &[],
        ),
        (
            "select case when fen > 100 then '高' else '低' end as grade, unit || '·' || no as label from note order by no",
            &[],
        ),
        (
            "select no from note where fen in (select max(fen) from note union select min(fen) from note) order by no",
            &[],
        ),
        (
            "select 9223372036854775807 as big, -1 as small, '$1' as literal, $1::bigint as given",
            &params![i64::MIN],
        ),
        (
            "select sum(fen) * 100 as cents, sum(fen) - $1 as rest from note having sum(fen) > $1",
            &params![3],
        ),
        (
            "select n.no, p.no as parent from note as n left join note as p on p.no = n.parent order by n.no desc",
            &[],
        ),
    ];
    let answers = std::sync::Mutex::new(Vec::new());
    both(async |db| {
        with_notes(&db).await;
        let mut all = String::new();
        for (sql, params) in questions {
            all.push_str(&answer(&db, sql, params).await);
            all.push('\n');
        }
        let pattern = like_pattern("k_a");
        let found = answer(
            &db,
            r"select no from note where lower(unit) like lower($1) escape '\'",
            &params![pattern],
        )
        .await;
        assert_eq!(found, r#"["no"]=[Text("05")]"#);
        let wild = answer(
            &db,
            r"select no from note where lower(unit) like lower($1) escape '\'",
            &params![like_pattern("%")],
        )
        .await;
        assert_eq!(wild, "");
        let listed = format!(
            "select no from note where no in ({}) order by no",
            placeholders(1, 2)
        );
        assert!(
            answer(&db, &listed, &params!["04", "02"])
                .await
                .contains("02")
        );
        let nothing = format!("select no from note where no in ({})", placeholders(1, 0));
        assert_eq!(answer(&db, &nothing, &[]).await, "");

        let upsert = "insert into note (no, unit, fen, body) values ($1, $2, $3, $4)
            on conflict (no) do update set fen = note.fen + excluded.fen, body = excluded.body
            returning no, fen, body";
        for fen in [5, 6] {
            let row = db
                .write(fen, move |tx, fen| {
                    Box::pin(async move {
                        tx.one(upsert, &params!["09", "发改局", *fen, [0_u8, 255]])
                            .await
                    })
                })
                .await
                .map_err(|error: DbError| panic!("{error}"))
                .unwrap();
            all.push_str(&format!("{row:?}\n"));
            assert_eq!(row.bytes("body").unwrap(), [0, 255]);
        }
        let changed = write(
            &db,
            vec![
                (
                    "update note set fen = fen + $1 where unit = $2",
                    params![1, "住建局"].to_vec(),
                ),
                ("delete from note where no = $1", params!["04"].to_vec()),
                (
                    "insert into note (no, unit, fen) values ($1, $2, $3) on conflict do nothing",
                    params!["01", "x", 1].to_vec(),
                ),
            ],
        )
        .await
        .unwrap();
        assert_eq!(changed, 3);
        all.push_str(&answer(&db, "select * from note order by no", &[]).await);
        answers.lock().unwrap().push(all);
    })
    .await;
    let answers = answers.into_inner().unwrap();
    assert!(answers[0].contains("Int(400)"), "{}", answers[0]);
    for other in &answers[1..] {
        assert_eq!(&answers[0], other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_told_apart() {
    both(async |db| {
        with_notes(&db).await;
        let insert = "insert into note (no, unit, fen, parent) values ($1, $2, $3, $4)";
        let cases = [
            (Constraint::Unique, &params!["01", "x", 1, None::<&str>]),
            (Constraint::ForeignKey, &params!["06", "x", 1, "99"]),
            (Constraint::Check, &params!["06", "x", -1, None::<&str>]),
            (
                Constraint::NotNull,
                &params!["06", None::<&str>, 1, None::<&str>],
            ),
        ];
        for (expected, values) in cases {
            let error = write(&db, vec![(insert, values.to_vec())])
                .await
                .unwrap_err();
            assert!(
                matches!(&error, DbError::Constraint { kind, .. } if *kind == expected),
                "{error}"
            );
            assert_eq!(error.is_unique(), expected == Constraint::Unique);
        }
        assert_eq!(count(&db).await, 5);

        let mut tx = db.read().await.unwrap();
        let error = tx.one("select no from note", &[]).await.unwrap_err();
        assert!(matches!(error, DbError::Rows { found: 2.., .. }), "{error}");
        let error = tx
            .one("select no from note where no = '99'", &[])
            .await
            .unwrap_err();
        assert!(matches!(error, DbError::Rows { found: 0, .. }), "{error}");
        assert!(
            tx.opt("select no from note where no = '99'", &[])
                .await
                .unwrap()
                .is_none()
        );
        let row = tx
            .one("select no, fen, parent from note where no = '01'", &[])
            .await
            .unwrap();
        assert_eq!((row.text("no").unwrap(), row.int(1).unwrap()), ("01", 300));
        assert_eq!(row.opt_text("parent").unwrap(), None);
        assert!(
            row.text("parent")
                .unwrap_err()
                .to_string()
                .contains("列“parent”不可用：应为文本，实际为空值")
        );
        assert!(
            row.int("no")
                .unwrap_err()
                .to_string()
                .contains("应为整数，实际为文本")
        );
        assert!(
            row.int("seq")
                .unwrap_err()
                .to_string()
                .contains("现有列为 no、fen、parent")
        );
        assert!(row.int(3).is_err());
        // A character that one engine could not keep.
        assert!(
            tx.all("select no from note where no = $1", &params!["a\0"])
                .await
                .is_err()
        );
        // A fraction is refused, not rounded.
        let error = tx
            .all(
                "select avg(fen) as mean from note where no in ('01', '04', '05')",
                &[],
            )
            .await
            .unwrap_err();
        assert!(
            matches!(&error, DbError::Column { column, .. } if column == "mean"),
            "{error}"
        );
        // Nothing goes on after a failure.
        assert!(matches!(
            tx.all("select 1 as one", &[]).await,
            Err(DbError::Failed(_))
        ));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_must_match_the_statement() {
    both(async |db| {
        with_notes(&db).await;
        let cases: [(&str, &[Value]); 3] = [
            ("select no from note where no = $1", &[]),
            ("select no from note where no = $1", &params!["01", "02"]),
            ("select no from note where no = $2", &params!["01"]),
        ];
        for (sql, given) in cases {
            let mut tx = db.read().await.unwrap();
            assert!(tx.all(sql, given).await.is_err(), "{sql}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_one_state_and_changes_nothing() {
    both(async |db| {
        with_notes(&db).await;
        let mut tx = db.read_long().await.unwrap();
        let n = "select count(*) as n from note";
        assert_eq!(tx.one(n, &[]).await.unwrap().int("n").unwrap(), 5);
        insert(&db, "06".to_owned()).await.unwrap();
        assert_eq!(tx.one(n, &[]).await.unwrap().int("n").unwrap(), 5);
        assert_eq!(count(&db).await, 6);
        let sneaky = "delete from note where no = $1 returning no";
        assert!(tx.all(sneaky, &params!["01"]).await.is_err());
        drop(tx);
        assert_eq!(count(&db).await, 6);
        // Readers go home, even those dropped in a failed state.
        for _ in 0..50 {
            let mut tx = db.read().await.unwrap();
            let _ = tx.all("select nonsense", &[]).await;
        }
        assert_eq!(count(&db).await, 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_whole_and_never_overwrites() {
    let (db, directory) = sqlite().await;
    with_notes(&db).await;
    let writing = tokio::spawn({
        let db = db.clone();
        async move {
            for number in 0..200 {
                insert(&db, format!("w{number}")).await.unwrap();
            }
        }
    });
    let to = directory.path().join("backup.db");
    db.backup(&to).await.unwrap();
    writing.await.unwrap();
    let error = db.backup(&to).await.unwrap_err().to_string();
    assert!(error.contains("不会覆盖"), "{error}");

    let copy = Db::open(&DatabaseUrl::Sqlite(to)).await.unwrap();
    assert!((5..=205).contains(&count(&copy).await));
    assert_eq!(migrate::run(&copy).await, Ok(vec![]));
    assert_eq!(
        answer(&copy, "pragma integrity_check", &[]).await,
        r#"["integrity_check"]=[Text("ok")]"#
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_closing_writes_are_refused_and_the_file_reopens() {
    let (db, directory) = sqlite().await;
    with_notes(&db).await;
    db.close().await;
    db.close().await;
    assert_eq!(insert(&db, "06".to_owned()).await, Err(DbError::Closed));
    let again = Db::open(&DatabaseUrl::Sqlite(directory.path().join("banjie.db")))
        .await
        .unwrap();
    assert_eq!(count(&again).await, 5);
}

#[test]
fn addresses_are_read_and_shown_without_password() {
    let postgres: DatabaseUrl = "postgres://banjie:secret@db/x?sslmode=disable"
        .parse()
        .unwrap();
    assert_eq!(postgres.to_string(), "postgres://banjie@db/x");
    assert!(!format!("{postgres:?}").contains("secret"));
    let file: DatabaseUrl = "sqlite:data/banjie.db".parse().unwrap();
    assert_eq!(file, DatabaseUrl::Sqlite("data/banjie.db".into()));
    assert!("mysql://x/y".parse::<DatabaseUrl>().is_err());
    assert!("".parse::<DatabaseUrl>().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_cannot_keep_its_promise_is_not_opened() {
    let error = Db::open(&DatabaseUrl::Sqlite(":memory:".into()))
        .await
        .err();
    let error = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(
        error.contains("journal_mode 为“memory”，应为“wal”"),
        "{error}"
    );

    let Some(server) = Postgres::shared() else {
        return;
    };
    let url = server.url("postgres");
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    let name = format!("ascii_{}", std::process::id());
    let create = format!(
        "create database {name} template template0 encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'"
    );
    client.batch_execute(&create).await.unwrap();
    let error = Db::open(&DatabaseUrl::Postgres(server.url(&name)))
        .await
        .err();
    let error = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("编码为 SQL_ASCII"), "{error}");
    let error = Db::open(&DatabaseUrl::Postgres(server.url("nowhere")))
        .await
        .err();
    assert!(matches!(error, Some(DbError::Open { .. })), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_a_crash_of_the_server_loses_nothing() {
    let Some(server) = Postgres::start().unwrap() else {
        return;
    };
    let db = Db::open(&server.fresh().await).await.unwrap();
    with_notes(&db).await;
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut told = Vec::new();
                let mut refused = Vec::new();
                let mut doubtful = 0;
                for number in 0..150 {
                    let no = format!("w{writer}/{number}");
                    match insert(&db, no.clone()).await {
                        Ok(_) => told.push(no),
                        Err(DbError::Unknown(_)) => doubtful += 1,
                        // A server that takes longer to come back than a caller is kept waiting.
                        Err(DbError::Lost(_)) => refused.push(no),
                        Err(error) => panic!("{no}: {error}"),
                    }
                }
                (told, refused, doubtful)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    if let Err(error) = server.crash() {
        eprintln!("SKIPPED: {error}");
        return;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    server.restart().unwrap();
    let (mut told, mut refused, mut doubtful) = (Vec::new(), Vec::new(), 0);
    for writer in writers {
        let (yes, no, unsure) = writer.await.unwrap();
        told.extend(yes);
        refused.extend(no);
        doubtful += unsure;
    }
    // Each writer has one job under way when the server goes.
    assert!(doubtful <= 4, "{doubtful}");
    let mut tx = db.read().await.unwrap();
    let rows = tx.all("select no from note", &[]).await.unwrap();
    let present: Vec<_> = rows.iter().map(|row| row.string("no").unwrap()).collect();
    assert!(told.iter().all(|no| present.contains(no)));
    assert!(!refused.iter().any(|no| present.contains(no)));
    assert!(present.len() <= told.len() + 5 + doubtful);
}
