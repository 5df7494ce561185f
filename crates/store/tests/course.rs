//! One appeal from submission to its confirmed end, on both engines; then the whole-log check and
//! tampering with what it found good.

use banjie_core::district::{PersonId, Role, Sight, UnitId};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Refusal, Staff,
    Verdict,
};
use banjie_core::moment::Moment;
use banjie_core::pack::{Pack, PackFile};
use banjie_journal::{SigningKey, Suite, verify_receipt};
use banjie_store::db::Db;
use banjie_store::reads::{Figure, Filter, Sort};
use banjie_store::{Ask, Contact, Store, StoreError};
use jiff::civil::{Date, date};
use std::path::Path;
use std::sync::Arc;

fn pack() -> Arc<Pack> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let mut files = Vec::new();
    gather(&root, &root, &mut files);
    let checked = Pack::parse(&files);
    Arc::new(checked.pack.expect("the shipped pack is sound"))
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push(PackFile {
                path: name,
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

async fn store(db: &Db) -> Store {
    let key = SigningKey::from_seed(Suite::Sha256Ed25519, [7; 32]).unwrap();
    let files = std::env::temp_dir().join("banjie-store-course");
    let store = Store::over(db.clone(), &files, pack(), key);
    store.create(true, at(date(2026, 2, 1), 9)).await.unwrap();
    store
}

fn at(day: Date, hour: i8) -> Moment {
    Moment::local(day.at(hour, 0, 0, 0))
}

fn staff(unit: &str, role: Role) -> Actor {
    Actor::Staff(Staff {
        person: PersonId(format!("{unit}-{}", role.code())),
        name: "李敏".to_owned(),
        unit: UnitId::from(unit),
        roles: vec![role],
        post: None,
    })
}

fn ask(by: Actor, day: Date, key: Option<&str>) -> Ask {
    Ask {
        act: Act {
            at: at(day, 10),
            by,
        },
        key: key.map(str::to_owned),
    }
}

fn appeal() -> NewAppeal {
    NewAppeal {
        title: "反映拖欠外墙维修尾款".to_owned(),
        text: "验收已过,还欠 42 万元,希望给个还款日期。".to_owned(),
        enterprise: Enterprise {
            code: Some("91330100799655058B".to_owned()),
            name: "宏远装饰有限公司".to_owned(),
        },
        topic: None,
        township: None,
        since: None,
        channel: Channel::Portal,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    }
}

fn contact() -> Contact {
    Contact {
        name: "王某".to_owned(),
        phone: "00000000000".to_owned(),
        salt: "5a".repeat(16),
    }
}

async fn to_the_end(store: &Store) -> MatterNo {
    let d = |n| date(2026, 2, n);
    let submit = || ask(Actor::Enterprise, d(11), Some("form-1"));
    let first = store
        .open_appeal(appeal(), Some(contact()), None, submit())
        .await
        .unwrap();
    let again = store
        .open_appeal(appeal(), Some(contact()), None, submit())
        .await
        .unwrap();
    assert_eq!(
        (again.no, again.repeated),
        (first.no, true),
        "resent form opens nothing"
    );
    let no = first.no;
    assert_eq!(
        store.answered(&submit()).await.unwrap().map(|w| w.no),
        Some(no)
    );
    for (phone, own) in [("00000000000", true), ("00000000001", false)] {
        let open = store
            .open_appeals_of("91330100799655058B", phone)
            .await
            .unwrap();
        let open: Vec<_> = open.iter().map(|(l, own)| (l.no.clone(), *own)).collect();
        assert_eq!(open, [(no.to_string(), own)]);
    }
    let coordinator = store.pack().district.coordinator.to_string();
    let desk = || staff(&coordinator, Role::Coordinator);
    let clerk = || staff("住建局", Role::Clerk);
    let dispatch = Command::Dispatch {
        unit: "住建局".into(),
        support: vec![],
        topic: None,
        reason: "施工合同".to_owned(),
    };
    store
        .command(no, 1, dispatch.clone(), ask(desk(), d(11), None))
        .await
        .unwrap();
    let stale = store
        .command(no, 1, dispatch, ask(desk(), d(11), None))
        .await;
    assert!(
        matches!(
            stale,
            Err(StoreError::Refused(Refusal::Stale { current: 2, .. }))
        ),
        "{stale:?}"
    );
    store
        .command(no, 2, Command::Sign, ask(clerk(), d(12), None))
        .await
        .unwrap();
    let answer = Command::Answer {
        reply: "已列入 3 月预算,3 月 20 日前付清。".to_owned(),
        evidence: vec![Evidence::Record(3)],
    };
    store
        .command(no, 3, answer, ask(clerk(), d(24), None))
        .await
        .unwrap();
    let confirm = Command::Confirm {
        verdict: Verdict::Solved,
        level: Some(5),
        words: String::new(),
    };
    store
        .command(no, 4, confirm, ask(Actor::Enterprise, d(25), None))
        .await
        .unwrap();
    no
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appeal_runs_to_its_confirmed_end_and_every_figure_opens() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let no = to_the_end(&store).await;
        let course = store.matter(&Sight::District, no).await.unwrap().unwrap();
        assert_eq!(course.matter.state(), "solved");
        assert_eq!(course.events.len(), 5);
        let today = date(2026, 2, 26);
        let filter = Filter {
            state: Some("solved".to_owned()),
            ..Filter::default()
        };
        let sight = Sight::Unit {
            unit: "住建局".into(),
            indicators: vec![],
        };
        let list = store
            .list(&sight, &filter, Sort::Due, 0, 50, today)
            .await
            .unwrap();
        assert_eq!((list.total, list.lines.len()), (1, 1));
        let other = Sight::Unit {
            unit: "财政局".into(),
            indicators: vec![],
        };
        assert_eq!(
            store
                .count(&other, &Filter::default(), today)
                .await
                .unwrap(),
            0
        );
        assert!(
            store.matter(&other, no).await.unwrap().is_none(),
            "hidden is not there"
        );

        // Received 02-11, 5 working days: 12, 13, 14 (make-up), 24, 25 → due 02-25, answered 02-24.
        let sums = store
            .sums(date(2026, 2, 25), date(2026, 2, 25))
            .await
            .unwrap();
        let counts: Vec<_> = sums.iter().map(|s| (s.count.code(), s.cases)).collect();
        assert_eq!(
            counts,
            [("due", 1), ("on_time", 1), ("pleased", 1), ("solved", 1)]
        );
        let figure = Figure {
            unit: Some("住建局".into()),
            kind: None,
            count: banjie_core::assessment::tally::Count::OnTime,
            except: None,
            from: date(2026, 2, 1),
            to: date(2026, 2, 28),
        };
        let cases = store.cases(&other, &figure).await.unwrap();
        assert_eq!((cases.len(), cases[0].in_sight), (1, false));

        let receipt = store.receipt(no, at(today, 9)).await.unwrap();
        assert!(verify_receipt(&receipt, None).ok());
        store.seal(at(today, 9)).await.unwrap();
        let checked = store.check(vec![]).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
        assert_eq!((checked.events, checked.matters), (5, 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_run_twice_change_once() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let submit = ask(Actor::Enterprise, date(2026, 2, 11), None);
        store
            .open_appeal(appeal(), None, None, submit)
            .await
            .unwrap();
        // Accept within 2 working days: 12, 13; red from 14.
        let first = store.run_rules(at(date(2026, 2, 14), 9)).await.unwrap();
        assert_eq!(first.escalated, 2, "yellow and red");
        let second = store.run_rules(at(date(2026, 2, 14), 10)).await.unwrap();
        assert_eq!(second.escalated, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_names_what_was_altered_by_hand() {
    banjie_store::testing::both(|db| async move {
        let alterations = [
            ("update matters set title = 'x'", "title"),
            (
                "update tallies set day = '2026-01-01' where count = 'due'",
                "计数",
            ),
            ("update rollups set cases = 5 where count = 'due'", "汇总"),
            ("delete from journal where seq = 3", "3"),
            (
                "update journal set line = replace(line, '42', '12') where seq = 1",
                "1",
            ),
        ];
        let store = store(&db).await;
        to_the_end(&store).await;
        for (sql, named) in alterations.into_iter().filter(|(_, n)| !n.is_empty()) {
            let sql = sql.to_owned();
            db.write(sql.clone(), |tx, sql| {
                Box::pin(async move { tx.exec(sql, &[]).await.map_err(StoreError::from) })
            })
            .await
            .unwrap();
            let faults = store.check(vec![]).await.unwrap().faults;
            assert!(
                faults.iter().any(|f| f.contains(named)),
                "{sql}: {faults:?}"
            );
        }
    })
    .await;
}
