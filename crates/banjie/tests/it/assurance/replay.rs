//! D8: what is derived from the journal is the same on both stores, to the last column, and equal
//! to what the journal alone gives.

use super::tamper::populate;
use banjie_store::db::Db;
use banjie_web::testing::TestDistrict;
use std::sync::Mutex;

/// The journal, and everything derived from it.
const TABLES: [&str; 7] = [
    "journal", "logs", "matters", "supports", "tallies", "rollups", "papers",
];

async fn dump(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    for table in TABLES {
        let mut tx = db.read().await.unwrap();
        let rows = tx
            .all(&format!("select * from {table}"), &[])
            .await
            .unwrap();
        let mut lines: Vec<_> = (rows.iter())
            .map(|row| format!("{table}: {:?} {:?}", row.names(), row.values()))
            .collect();
        lines.sort();
        all.extend(lines);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn both_stores_hold_the_same_and_the_journal_alone_gives_it_back() {
    let dumps = Mutex::new(Vec::new());
    banjie_store::testing::both(async |db| {
        let district = TestDistrict::on(db).await;
        populate(&district).await;
        district.set("2026-03-10 09:00");
        district
            .store()
            .run_rules(district.app.now())
            .await
            .unwrap();
        let checked = district.store().check(Vec::new()).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
        let dump = dump(district.store().db()).await;
        dumps.lock().unwrap().push((checked.root, dump));
    })
    .await;
    let dumps = dumps.into_inner().unwrap();
    let (root, first) = &dumps[0];
    assert!(
        first.iter().filter(|l| l.starts_with("tallies")).count() > 5,
        "something was counted"
    );
    for (other, dump) in &dumps[1..] {
        let differing: Vec<_> = first
            .iter()
            .zip(dump)
            .filter(|(a, b)| a != b)
            .take(3)
            .collect();
        assert!(differing.is_empty(), "{differing:#?}");
        assert_eq!((first.len(), root), (dump.len(), other));
    }
    println!("D8: {} rows equal on {} stores", first.len(), dumps.len());
}
