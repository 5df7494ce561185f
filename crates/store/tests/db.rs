//! The database layer on both engines: same answers, shared commits, isolated failures.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a failure here is a failed test"
)]

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
async fn writers_share_commits() {
    let (db, _directory) = sqlite().await;
    with_notes(&db).await;
    let before = db.counts();
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move { insert(&db, format!("w{number}")).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(1));
    }
    let after = db.counts();
    assert_eq!(after.jobs - before.jobs, 200);
    assert!(after.commits - before.commits < 100, "{after:?}");
    assert_eq!(count(&db).await, 205);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_fails_or_panics_takes_nothing_with_it() {
    both(async |db| {
        with_notes(&db).await;
        let tasks: Vec<_> = (0..60)
            .map(|number| {
                let db = db.clone();
                tokio::spawn(async move {
                    db.write(number, |tx, number| {
                        Box::pin(async move {
                            let sql = "insert into note (no, unit, fen) values ($1, 'x', 1)";
                            tx.exec(sql, &params![format!("w{number}")]).await?;
                            match number % 3 {
                                0 => Ok(()),
                                1 => Err(DbError::Setting("不受理".to_owned())),
                                _ => panic!("第 {number} 号"),
                            }
                        })
                    })
                    .await
                })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            match (number % 3, task.await.unwrap()) {
                (0, Ok(())) => {}
                (1, Err(DbError::Setting(words))) => assert_eq!(words, "不受理"),
                (2, Err(DbError::Panicked(words))) => assert_eq!(words, format!("第 {number} 号")),
                (_, other) => panic!("{number}: {other:?}"),
            }
        }
        assert_eq!(count(&db).await, 25);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_swallows_a_failure_is_undone() {
    both(async |db| {
        with_notes(&db).await;
        let result: Result<(), DbError> = db
            .write((), |tx, ()| {
                Box::pin(async move {
                    let sql = "insert into note (no, unit, fen) values ($1, 'x', 1)";
                    tx.exec(sql, &params!["06"]).await?;
                    let _ = tx.exec(sql, &params!["01"]).await;
                    Ok(())
                })
            })
            .await;
        assert!(matches!(result, Err(DbError::Failed(_))), "{result:?}");
        assert_eq!(count(&db).await, 5);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite_a_job_may_not_wait_for_anything_else() {
    let (db, _directory) = sqlite().await;
    with_notes(&db).await;
    let result: Result<(), DbError> = db
        .write((), |tx, ()| {
            Box::pin(async move {
                let sql = "insert into note (no, unit, fen) values ('06', 'x', 1)";
                tx.exec(sql, &[]).await?;
                std::future::pending::<()>().await;
                Ok(())
            })
        })
        .await;
    assert_eq!(result, Err(DbError::Waited));
    assert_eq!(insert(&db, "07".to_owned()).await, Ok(1));
    assert_eq!(count(&db).await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_after_the_commit() {
    both(async |db| {
        with_notes(&db).await;
        let tasks: Vec<_> = (0..40)
            .map(|number| {
                let db = db.clone();
                tokio::spawn(async move {
                    let no = format!("w{number}");
                    insert(&db, no.clone()).await.unwrap();
                    // Another connection sees it at once.
                    let mut tx = db.read().await.unwrap();
                    let sql = "select no from note where no = $1";
                    assert!(tx.opt(sql, &params![no]).await.unwrap().is_some());
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_when_its_caller_hangs_up() {
    both(async |db| {
        with_notes(&db).await;
        let task = tokio::spawn({
            let db = db.clone();
            async move { insert(&db, "06".to_owned()).await }
        });
        tokio::time::sleep(Duration::from_millis(1)).await;
        task.abort();
        // Whether it had begun or not, the next one works and the state is whole.
        assert_eq!(insert(&db, "07".to_owned()).await, Ok(1));
        assert!((6..=7).contains(&count(&db).await));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_row_orders_the_writers() {
    both(async |db| {
        with_notes(&db).await;
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move {
                    // Read, then write what was read plus one: lost updates would show.
                    db.write((), |tx, ()| {
                        Box::pin(async move {
                            let locked = "select fen from note where no = '02'";
                            let rows = tx.lock(locked, &[]).await?;
                            let fen = rows[0].int("fen")?;
                            let sql = "update note set fen = $1 where no = '02'";
                            tx.exec(sql, &params![fen + 1]).await?;
                            Ok::<_, DbError>(fen)
                        })
                    })
                    .await
                    .unwrap()
                })
            })
            .collect();
        let mut seen = Vec::new();
        for task in tasks {
            seen.push(task.await.unwrap());
        }
        seen.sort_unstable();
        assert_eq!(seen, (100..140).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_jobs_that_deadlock_are_run_again() {
    let Some(db) = postgres().await else { return };
    with_notes(&db).await;
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let db = db.clone();
            tokio::spawn(async move {
                let order = if number % 2 == 0 {
                    ["01", "02"]
                } else {
                    ["02", "01"]
                };
                db.write(order, |tx, order| {
                    Box::pin(async move {
                        for no in order {
                            let sql = "update note set fen = fen + 1 where no = $1";
                            tx.exec(sql, &params![*no]).await?;
                            tx.one("select 1::bigint as x, pg_sleep(0.02)::text as y", &[])
                                .await?;
                        }
                        Ok::<_, DbError>(())
                    })
                })
                .await
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()));
    }
    let fen = answer(
        &db,
        "select fen from note where no in ('01', '02') order by no",
        &[],
    )
    .await;
    assert_eq!(fen, "[\"fen\"]=[Int(308)]\n[\"fen\"]=[Int(108)]");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres_claimed_rows_are_passed_over() {
    let Some(db) = postgres().await else { return };
    with_notes(&db).await;
    let claim = |db: Db| async move {
        db.write((), |tx, ()| {
            Box::pin(async move {
                let sql = "select no from note order by no limit 1";
                let rows = tx.lock_free(sql, &[]).await?;
                tx.one("select pg_sleep(0.3)::text as y", &[]).await?;
                rows[0].string("no")
            })
        })
        .await
        .unwrap()
    };
    let (one, two) = tokio::join!(claim(db.clone()), claim(db.clone()));
    assert_ne!(one, two);
}

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
        assert!(migrate::run(&db).await.unwrap().contains(&"narrow"));
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
