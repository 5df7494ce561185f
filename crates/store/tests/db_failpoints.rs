//! D2: every step of the write path fails, panics or stalls, at each of its passes; nothing that was
//! answered is lost, nothing that was refused is there, and the next write works.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests: a failure here is a failed test"
)]

use banjie_store::db::{Db, DbError, Failpoint};
use banjie_store::params;
use banjie_store::testing::both;
use std::collections::BTreeSet;

async fn insert(db: &Db, no: String) -> Result<u64, DbError> {
    db.write(no, |tx, no| {
        Box::pin(async move {
            tx.exec("insert into note (no) values ($1)", &params![no])
                .await
        })
    })
    .await
}

async fn present(db: &Db) -> BTreeSet<String> {
    let mut tx = db.read().await.unwrap();
    let rows = tx.all("select no from note", &[]).await.unwrap();
    rows.iter().map(|row| row.string("no").unwrap()).collect()
}

/// Writes with several callers and says who was told yes, who no; the rest do not know.
async fn load(db: &Db, round: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let tasks: Vec<_> = (0..12)
        .map(|number| {
            let (db, no) = (db.clone(), format!("{round}/{number}"));
            tokio::spawn(async move { (no.clone(), insert(&db, no).await) })
        })
        .collect();
    let (mut yes, mut no) = (BTreeSet::new(), BTreeSet::new());
    for task in tasks {
        match task.await.unwrap() {
            (name, Ok(_)) => yes.insert(name),
            (_, Err(DbError::Unknown(_))) => false,
            (name, Err(_)) => no.insert(name),
        };
    }
    (yes, no)
}

// One test, because fail points are set for the whole process.
#[tokio::test(flavor = "multi_thread")]
async fn d02_every_step_of_a_write_may_fail() {
    let scenario = fail::FailScenario::setup();
    // The panics are ours; their traces would bury the rest.
    std::panic::set_hook(Box::new(|_| {}));
    both(async |db| {
        let table = "create table note (no text not null primary key)";
        db.write((), move |tx, ()| Box::pin(tx.exec(table, &[])))
            .await
            .map_err(|error: DbError| error.to_string())
            .unwrap();
        let (mut told, mut refused) = (BTreeSet::new(), BTreeSet::new());
        for point in Failpoint::ALL {
            for action in ["return", "panic", "delay(20)"] {
                for pass in 0..4 {
                    let round = format!("{}/{action}/{pass}", point.name());
                    // Quiet until that pass, then once, then quiet again.
                    let plan = format!("{pass}*off->1*{action}->off");
                    fail::cfg(point.name(), &plan).unwrap();
                    let (yes, no) = load(&db, &round).await;
                    fail::remove(point.name());
                    told.extend(yes);
                    refused.extend(no);
                    let after = format!("{round}/after");
                    assert_eq!(insert(&db, after.clone()).await, Ok(1), "{after}");
                    told.insert(after);
                }
            }
        }
        let present = present(&db).await;
        assert!(
            told.is_subset(&present),
            "lost: {:?}",
            told.difference(&present)
        );
        assert!(
            refused.is_disjoint(&present),
            "undead: {:?}",
            refused.intersection(&present)
        );
        assert!(told.len() > 300, "{} told", told.len());
    })
    .await;
    let _ = std::panic::take_hook();
    scenario.teardown();
}
