//! Jobs: in one commit together, each whole or not at all, answered when durable.

use super::*;

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
