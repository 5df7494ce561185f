//! A rule gets another version while a matter is open: the matter keeps its own, on both engines.

use super::*;

/// The shipped pack with 1 instead of 2 working days for accepting an appeal, from 2026-02-13 on.
fn repacked() -> Arc<Pack> {
    let mut files = banjie_store::testing::pack_files();
    let file = files.iter_mut().find(|f| f.path == "rules/appeal.toml");
    let file = file.unwrap();
    let (head, rest) = file.text.split_once("from = 2024-01-01").unwrap();
    let own = rest.split_once("[[rule]]").unwrap().0;
    let newer = own.replace("length = 2", "length = 1");
    file.text = format!(
        "{head}from = 2024-01-01\nuntil = 2026-02-12{own}[[rule.version]]\nfrom = 2026-02-13{newer}[[rule]]{}",
        rest.split_once("[[rule]]").unwrap().1
    );
    Arc::new(banjie_store::testing::parsed(&files))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_keeps_the_version_of_its_start_and_is_listed_beside_the_new_one() {
    banjie_store::testing::both(|db| async move {
        let first = store(&db).await;
        let submit = ask(Actor::Enterprise, date(2026, 2, 11), None);
        let opened = first.open_appeal(appeal(), Some(contact()), None, submit);
        let no = opened.await.unwrap().no;
        let listed = |store: Store, sight: Sight, today| async move {
            let rows = store.under_old_versions(&sight, today).await.unwrap();
            rows.into_iter()
                .map(|(matter, row)| {
                    (
                        matter.no,
                        row.upcoming,
                        row.due.fixed(),
                        row.would_be.fixed(),
                    )
                })
                .collect::<Vec<_>>()
        };
        let today = date(2026, 2, 12);
        assert_eq!(listed(first, Sight::District, today).await, []);
        let key = SigningKey::from_seed(Suite::Sha256Ed25519, [7; 32]).unwrap();
        let files = std::env::temp_dir().join("banjie-store-course");
        let second = Store::over(db.clone(), &files, repacked(), key);
        // Working days after 02-11: 02-12, 02-13.
        let row = |upcoming| {
            (
                no,
                upcoming,
                Some(date(2026, 2, 13)),
                Some(date(2026, 2, 12)),
            )
        };
        let list = listed(second.clone(), Sight::District, today).await;
        assert_eq!(list, [row(true)]);
        let list = listed(second.clone(), Sight::District, date(2026, 2, 13)).await;
        assert_eq!(list, [row(false)]);
        assert_eq!(listed(second, Sight::Nothing, today).await, []);
    })
    .await;
}
