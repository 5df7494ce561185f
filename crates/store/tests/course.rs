//! One appeal from submission to its confirmed end, on both engines; then the whole-log check and
//! tampering with what it found good.

#[path = "course/changes.rs"]
mod changes;

use banjie_core::district::{PersonId, Role, Sight, UnitId};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Refusal, Staff,
    Verdict,
};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_journal::{SigningKey, Suite, verify_receipt};
use banjie_store::db::Db;
use banjie_store::reads::{Figure, Filter, Sort};
use banjie_store::testing::{district, pack};
use banjie_store::{Ask, Contact, Store, StoreError};
use jiff::civil::{Date, date};
use std::sync::Arc;

async fn store(db: &Db) -> Store {
    district(db, "course", at(date(2026, 2, 1), 9)).await
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
        text: "验收已过，还欠 42 万元，希望给个还款日期。".to_owned(),
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
    let note = Command::Comment {
        words: "已与财务核对".to_owned(),
        public: false,
    };
    store
        .command(no, 3, note, ask(clerk(), d(24), None))
        .await
        .unwrap();
    let answer = Command::Answer {
        reply: "已列入 3 月预算，3 月 20 日前付清。".to_owned(),
        evidence: vec![Evidence::Record(4)],
    };
    store
        .command(no, 4, answer, ask(clerk(), d(24), None))
        .await
        .unwrap();
    let confirm = Command::Confirm {
        tags: Vec::new(),
        verdict: Verdict::Solved,
        level: Some(5),
        words: String::new(),
    };
    store
        .command(no, 5, confirm, ask(Actor::Enterprise, d(25), None))
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
        assert_eq!(course.events.len(), 6);
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
            // The level given with the confirmation is the review of this appeal.
            [
                ("due", 1),
                ("on_time", 1),
                ("solved", 1),
                ("level_5", 1),
                ("pleased", 1)
            ]
        );
        let figure = Figure {
            unit: Some("住建局".into()),
            kind: None,
            indicator: None,
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
        assert_eq!((checked.events, checked.matters), (8, 2));
    })
    .await;
}

/// A tree of even size needs other neighbours than one of odd size.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_matter_gets_a_receipt_that_verifies_at_every_size_of_the_log() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let today = date(2026, 2, 11);
        for n in 1..=9 {
            let submit = || ask(Actor::Enterprise, today, Some(&format!("size {n}")));
            let open = || store.open_appeal(appeal(), None, None, submit());
            let (first, again) = (open().await.unwrap(), open().await.unwrap());
            assert!(!first.repeated && again.repeated);
            for written in [&first, &again] {
                let opened = store.opened(written, at(today, 10)).await.unwrap();
                assert!(verify_receipt(&opened.receipt, None).ok(), "size {n}");
                assert_eq!(opened.receipt.number, first.no.to_string());
                // Accept within 2 working days: 12, 13.
                assert_eq!(opened.due, date(2026, 2, 13));
                assert_eq!(
                    (opened.lead.as_str(), opened.next_step.as_str()),
                    ("区营商办", "派单")
                );
            }
        }
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

/// The shipped pack once the notice for 2027 is there: 1–3 January free, no make-up day.
fn with_2027() -> Arc<Pack> {
    let mut pack = (*pack()).clone();
    let notice = banjie_core::calendar::Year {
        year: 2027,
        notice: "国办发明电〔虚构〕1号".to_owned(),
        rest: vec![(date(2027, 1, 1), date(2027, 1, 3), "元旦".to_owned())],
        makeup: vec![],
    };
    pack.calendar = pack.calendar.with(notice).unwrap();
    Arc::new(pack)
}

async fn cases_of(store: &Store) -> Vec<(String, u64)> {
    let sums = store.sums(date(2027, 1, 1), date(2027, 1, 31)).await;
    let sums = sums.unwrap();
    let named = sums.iter().map(|s| (s.count.code().to_owned(), s.cases));
    named.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_years_notice_fixes_open_answered_and_ended_matters_and_touches_no_other() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let settled = to_the_end(&store).await;
        let (d, clerk) = (|n| date(2026, 12, n), || staff("住建局", Role::Clerk));
        let coordinator = store.pack().district.coordinator.to_string();
        // Five working days from 28 December end in a year without a notice.
        let mut opened = Vec::new();
        for stage in ["open", "answered", "ended"] {
            let submit = ask(Actor::Enterprise, d(28), None);
            let no = store.open_appeal(appeal(), None, None, submit).await;
            let no = no.unwrap().no;
            let dispatch = Command::Dispatch {
                unit: "住建局".into(),
                support: vec![],
                topic: None,
                reason: String::new(),
            };
            let note = Command::Comment {
                words: "已与财务核对".to_owned(),
                public: false,
            };
            let answer = Command::Answer {
                reply: "3 月 20 日前付清。".to_owned(),
                evidence: vec![Evidence::Record(4)],
            };
            let confirm = Command::Confirm {
                tags: Vec::new(),
                verdict: Verdict::Solved,
                level: Some(5),
                words: String::new(),
            };
            let steps = [
                (dispatch, staff(&coordinator, Role::Coordinator)),
                (Command::Sign, clerk()),
                (note, clerk()),
                (answer, clerk()),
                (confirm, Actor::Enterprise),
            ];
            let done = match stage {
                "open" => 3,
                "answered" => 4,
                _ => 5,
            };
            for (seen, (command, by)) in (1..).zip(steps.into_iter().take(done)) {
                let step = ask(by, d(29), None);
                store.command(no, seen, command, step).await.unwrap();
            }
            opened.push(no);
        }
        let early = store.run_rules(at(d(29), 11)).await.unwrap();
        assert_eq!(early.recomputed, 0, "nothing to compute without a notice");
        assert_eq!(cases_of(&store).await, []);
        assert_eq!(store.check(vec![]).await.unwrap().faults, [""; 0]);

        let store = banjie_store::testing::store(&db, "course", with_2027());
        let version = async |no| {
            let course = store.matter(&Sight::District, no).await.unwrap();
            course.unwrap().matter.version
        };
        let before = version(settled).await;
        let ran = store.run_rules(at(d(30), 9)).await.unwrap();
        let four = "open, answered and ended, and the review of the last";
        assert_eq!(ran.recomputed, 4, "{four}");
        assert_eq!(
            version(settled).await,
            before,
            "its date was never in doubt"
        );
        let again = store.run_rules(at(d(30), 10)).await.unwrap();
        assert_eq!(again.recomputed, 0);
        // 12-29, 12-30, 12-31, 01-04, 01-05: due on 01-05 for all three, two of them met.
        let counts = cases_of(&store).await;
        assert_eq!(counts, [("due".to_owned(), 3), ("on_time".to_owned(), 2)]);
        assert_eq!(store.check(vec![]).await.unwrap().faults, [""; 0]);
        assert_eq!(opened.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn work_is_assigned_only_to_somebody_of_the_lead_unit() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let account = |user: &str, unit: &str, active| banjie_store::people::Account {
            staff: Staff {
                person: user.into(),
                name: "郭海波".to_owned(),
                unit: unit.into(),
                roles: vec![Role::Clerk],
                post: None,
            },
            telephone: String::new(),
            password: String::new(),
            active,
        };
        let people = vec![
            account("here", "住建局", true),
            account("left", "住建局", false),
            account("elsewhere", "税务局", true),
        ];
        let act = Act::rule(at(date(2026, 2, 1), 9));
        store.add_people(people, act).await.unwrap();
        let day = date(2026, 2, 11);
        let submit = ask(Actor::Enterprise, day, None);
        let no = store.open_appeal(appeal(), None, None, submit).await;
        let no = no.unwrap().no;
        let dispatch = Command::Dispatch {
            unit: "住建局".into(),
            support: vec![],
            topic: None,
            reason: String::new(),
        };
        let coordinator = store.pack().district.coordinator.to_string();
        let by = staff(&coordinator, Role::Coordinator);
        let by = ask(by, day, None);
        store.command(no, 1, dispatch, by).await.unwrap();
        let assign = async |user: &str| {
            let command = Command::Assign {
                person: user.into(),
                name: "郭海波".to_owned(),
            };
            let by = ask(staff("住建局", Role::Clerk), day, None);
            store.command(no, 2, command, by).await
        };
        for user in ["elsewhere", "left", "nobody"] {
            let refused = assign(user).await.unwrap_err().to_string();
            let sentence = format!(
                "经办人：写成了“{user}”。住建局没有这位在岗的工作人员，请从住建局的名单里选"
            );
            assert_eq!(refused, sentence);
        }
        assign("here").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_submitted_goes_after_thirty_days_and_attached_files_never() {
    banjie_store::testing::both(|db: Db| async move {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::from_seed(Suite::Sha256Ed25519, [7; 32]).unwrap();
        let store = Store::over(db.clone(), folder.path(), pack(), key);
        store.create(true, at(date(2026, 2, 1), 9)).await.unwrap();
        let keep = |bytes: &[u8], day: Date| {
            let hash = store.files().keep(bytes).unwrap();
            let path = folder.path().join(&hash[..2]).join(&hash);
            let file = std::fs::File::options().write(true).open(path).unwrap();
            let ms = u64::try_from(at(day, 9).ms()).unwrap();
            let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(ms);
            file.set_modified(time).unwrap();
            hash
        };
        let (old, new) = (date(2026, 1, 1), date(2026, 2, 20));
        let attached = keep(b"contract", old);
        let drafted = keep(b"in a draft", old);
        let (left, fresh) = (keep(b"left behind", old), keep(b"just sent", new));
        let mut with_file = appeal();
        with_file.files = vec![banjie_core::matter::Attachment {
            hash: attached.clone(),
            name: "合同.pdf".to_owned(),
            media: "application/pdf".to_owned(),
            size: 8,
        }];
        let submit = ask(Actor::Enterprise, date(2026, 2, 2), Some("once"));
        store
            .open_appeal(with_file, None, None, submit)
            .await
            .unwrap();
        for (id, day, body) in [("stale", old, "{}"), ("live", new, drafted.as_str())] {
            let draft = banjie_store::reads::Draft {
                id: id.to_owned(),
                owner: "staff:li.min".to_owned(),
                kind: "extract".to_owned(),
                body: body.to_owned(),
                version: 0,
                at: at(day, 9),
            };
            store.save_draft(draft).await.unwrap();
        }
        let tidied = store.tidy(at(date(2026, 3, 1), 9)).await.unwrap();
        assert_eq!((tidied.drafts, tidied.files, tidied.replies), (1, 1, 0));
        assert!(store.draft("stale").await.unwrap().is_none());
        assert!(store.draft("live").await.unwrap().is_some());
        assert_eq!(store.files().read(&left).unwrap(), None);
        for kept in [&attached, &drafted, &fresh] {
            assert!(store.files().read(kept).unwrap().is_some());
        }
        let again = store.tidy(at(date(2026, 3, 1), 9)).await.unwrap();
        assert_eq!((again.drafts, again.files), (0, 0));
        let later = store.tidy(at(date(2026, 3, 10), 9)).await.unwrap();
        assert_eq!(later.replies, 1);
    })
    .await;
}
