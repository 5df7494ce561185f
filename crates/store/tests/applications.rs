//! An application with a promised material, on both engines: what acceptance opens in one
//! transaction, what lies beside the journal, what the rules do on their days, and tampering.

use banjie_core::district::{PersonId, Role, Sight};
use banjie_core::kinds::application::{Handed, NewApplication, Wish};
use banjie_core::kinds::commitment::Standing;
use banjie_core::matter::{
    Act, Actor, Channel, Command, Detail, Enterprise, Evidence, MatterNo, Staff,
};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_core::packages::answers::{Typed, read};
use banjie_core::packages::commitment::Signature;
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::{FieldType, Handover, Picks};
use banjie_store::db::Db;
use banjie_store::reads::PromiseFilter;
use banjie_store::testing::district;
use banjie_store::{Ask, Beside, Contact, Filled, Store, StoreError};
use jiff::civil::{Date, date};

const PICKS: [(&str, &str); 6] = [
    ("licence_status", "还没有，开个体户"),
    ("dining_area_band", "不足300平方米"),
    ("food_categories", "热食类"),
    ("has_signboard", "是"),
    ("discharges_wastewater", "是"),
    ("premises_right", "租用"),
];

fn at(day: Date) -> Moment {
    Moment::local(day.at(10, 0, 0, 0))
}

fn ask(by: Actor, day: Date, key: Option<&str>) -> Ask {
    Ask {
        act: Act { at: at(day), by },
        key: key.map(str::to_owned),
    }
}

fn staff() -> Staff {
    Staff {
        person: PersonId("shijian.1".to_owned()),
        name: "林秀英".to_owned(),
        unit: "市场监管局".into(),
        roles: vec![Role::Clerk, Role::UnitHead],
        post: None,
    }
}

fn window() -> Actor {
    Actor::Staff(staff())
}

/// Everything the form asks, each answer as short as it may be.
fn typed(pack: &Pack, picks: &Picks) -> Typed {
    let package = pack.services.package(&"open-restaurant".into()).unwrap();
    let form = pack.services.merge(package, picks);
    let mut typed = Typed::new();
    for merged in form.fields.iter().filter(|f| f.required) {
        let code = merged.field.code.as_str();
        let value = match (picks.get(&merged.field.code), merged.field.kind) {
            (Some(chosen), _) => chosen.join(""),
            (None, FieldType::Choice | FieldType::Choices) => merged.choices[0].to_owned(),
            (None, FieldType::YesNo) => "否".to_owned(),
            (None, FieldType::Money | FieldType::Number) => {
                merged.bounds.min.unwrap_or(1).max(1).to_string()
            }
            (None, FieldType::Date) => "2025-09-01".to_owned(),
            (None, FieldType::Phone) => "13800000000".to_owned(),
            (None, FieldType::CitizenId | FieldType::Identity) => "11010519491231002X".to_owned(),
            (None, FieldType::Uscc) => "914403001922038216".to_owned(),
            _ => "甲".repeat(merged.bounds.min.unwrap_or(2).max(2) as usize),
        };
        typed.insert(code.to_owned(), vec![value]);
    }
    let errors = read(&form.fields, &typed).errors;
    assert!(errors.is_empty(), "{errors:?}");
    typed
}

fn application(pack: &Pack) -> (NewApplication, Beside) {
    application_of(pack, PICKS)
}

fn application_of(pack: &Pack, picks: [(&str, &str); 6]) -> (NewApplication, Beside) {
    let picks: Picks = picks
        .map(|(field, choice)| (field.into(), vec![choice.to_owned()]))
        .into();
    let package = pack.services.package(&"open-restaurant".into()).unwrap();
    let form = pack.services.merge(package, &picks);
    let later = "health_certificates";
    let handed = (form.materials.iter())
        .filter(|m| m.handover == Handover::Submitted && m.material.code.as_str() != later)
        .map(|m| Handed {
            material: m.material.code.clone(),
            files: Vec::new(),
        });
    let new = NewApplication {
        package: package.id.clone(),
        revision: package.revision.to_string(),
        enterprise: Enterprise {
            code: None,
            name: "某小吃店".to_owned(),
        },
        township: None,
        channel: Channel::Window,
        handed: handed.collect(),
        files: Vec::new(),
        tolerance: vec![Wish {
            material: later.into(),
            days: Some(3),
        }],
        promises: Vec::new(),
        signed: Some(date(2025, 11, 3)),
        may_commit: true,
        contact: None,
        form: None,
        external: None,
        picks: picks.clone(),
    };
    let beside = Beside {
        contact: Some(Contact {
            name: "王某".to_owned(),
            phone: "00000001234".to_owned(),
            salt: "5a".repeat(16),
        }),
        filled: Some(Filled {
            form: FilledForm {
                typed: typed(pack, &picks),
                signature: Some(Signature::Typed {
                    name: "王某".to_owned(),
                }),
            },
            salt: "6b".repeat(16),
        }),
        import: None,
    };
    (new, beside)
}

async fn store(db: &Db) -> Store {
    district(db, "applications", at(date(2025, 10, 1))).await
}

/// Submitted and accepted on 2025-11-03; the application and what acceptance opened.
async fn accepted(store: &Store) -> (MatterNo, Vec<MatterNo>) {
    let day = date(2025, 11, 3);
    let (new, beside) = application(store.pack());
    let send = || {
        store.open_application(
            new.clone(),
            beside.clone(),
            ask(Actor::Enterprise, day, Some("k")),
        )
    };
    let first = send().await.unwrap();
    let again = send().await.unwrap();
    assert_eq!((again.no, again.repeated), (first.no, true));
    let course = store
        .matter(&Sight::District, first.no)
        .await
        .unwrap()
        .unwrap();
    let Detail::Application(state) = &course.matter.detail else {
        unreachable!("an application was opened");
    };
    let present = state.plan.submitted().map(|m| m.material.clone());
    let admit = Command::Admit {
        present: present
            .filter(|m| m.as_str() != "health_certificates")
            .collect(),
        deferred: state.new.tolerance.clone(),
        promises: Vec::new(),
        signature: None,
    };
    let done = store
        .command(first.no, 1, admit, ask(window(), day, None))
        .await
        .unwrap();
    // Admitted, then divided.
    assert_eq!(done.version, 3);
    (first.no, done.opened)
}

#[tokio::test(flavor = "multi_thread")]
async fn acceptance_opens_every_item_and_the_commitment_with_its_letter() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (no, opened) = accepted(&store).await;
        assert_eq!(opened.len(), 5, "four items and a commitment");
        let commitment = *opened.last().unwrap();
        let letter = store.letter(commitment).await.unwrap().unwrap();
        for part in [
            "从业人员健康证明",
            "王某",
            "00000001234",
            "林秀英",
            "2025年11月6日",
        ] {
            assert!(letter.contains(part), "{part}: {letter}");
        }
        assert!(store.filled_form(no).await.unwrap().is_some());
        // The applicant's own key opens the application and what belongs to it.
        for no in [no, opened[0], commitment] {
            assert!(store.tail_fits(no, "1234").await.unwrap());
            assert!(!store.tail_fits(no, "4321").await.unwrap());
        }
        // Nothing personal is in the journal.
        let mut tx = db.read().await.unwrap();
        let rows = tx.all("select line from journal", &[]).await.unwrap();
        for row in rows {
            let line = row.text("line").unwrap();
            for secret in ["王某", "00000001234", "11010519491231002X"] {
                assert!(!line.contains(secret), "{line}");
            }
        }
        drop(tx);
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
        for (sql, fault) in [
            ("update forms set body = '{}'", "填的表"),
            ("update letters set body = '不用补了'", "承诺书"),
        ] {
            db.write(sql, |tx, sql| {
                Box::pin(async move { tx.exec(sql, &[]).await.map_err(StoreError::from) })
            })
            .await
            .unwrap();
            let faults = store.check(vec![]).await.unwrap().faults;
            assert!(faults.iter().any(|f| f.contains(fault)), "{faults:?}");
        }
    })
    .await;
}

/// Gives a command to a matter as it stands, at the window.
async fn give(store: &Store, no: MatterNo, command: Command) {
    let seen = store.matter(&Sight::District, no).await.unwrap().unwrap();
    let asked = ask(window(), date(2025, 11, 4), None);
    let done = store.command(no, seen.matter.version, command, asked);
    done.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_credit_code_is_on_every_row_and_a_kept_promise_outlives_the_application() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (no, opened) = accepted(&store).await;
        let (first, commitment) = (opened[0], *opened.last().unwrap());
        let record = Command::Comment {
            words: "已核对".to_owned(),
            public: false,
        };
        give(&store, first, Command::Sign).await;
        give(&store, first, record).await;
        let seen = store
            .matter(&Sight::District, first)
            .await
            .unwrap()
            .unwrap();
        let Detail::Item(item) = &seen.matter.detail else {
            panic!("the first item comes first");
        };
        let value = |code: &str| match code {
            "uscc" => "914403001922038216".to_owned(),
            _ => "2025-11-04".to_owned(),
        };
        let produces = item.new.produces.iter();
        let grant = Command::Grant {
            words: "准予登记。".to_owned(),
            number: String::new(),
            facts: produces
                .map(|(c, _)| (c.clone(), value(c.as_str())))
                .collect(),
            evidence: vec![Evidence::Record(*seen.matter.records.last().unwrap())],
        };
        give(&store, first, grant).await;
        let mut tx = db.read().await.unwrap();
        let sql = "select count(*) as n from matters where enterprise_code = '914403001922038216'";
        let known = tx.one(sql, &[]).await.unwrap().int("n").unwrap();
        drop(tx);
        assert_eq!(known, 5, "the application and its four items");
        let supply = Command::Supply {
            handed: vec![Handed {
                material: "health_certificates".into(),
                files: Vec::new(),
            }],
            files: Vec::new(),
            words: String::new(),
        };
        let inspect = Command::Inspect {
            kept: true,
            words: String::new(),
            stop: false,
        };
        give(&store, commitment, supply).await;
        give(&store, commitment, inspect).await;
        let whole = store.matter(&Sight::District, no).await.unwrap().unwrap();
        let reason = "不开了".to_owned();
        let withdraw = Command::Withdraw { reason };
        let asked = ask(Actor::Enterprise, date(2025, 11, 4), None);
        let done = store.command(no, whole.matter.version, withdraw, asked);
        done.await.unwrap();
        assert_eq!(state(&store, commitment).await, "kept");
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_remind_lapse_and_deem_on_their_days_once() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (_, opened) = accepted(&store).await;
        let commitment = *opened.last().unwrap();
        let (mut second, beside) = application(store.pack());
        second.tolerance.clear();
        second.signed = None;
        let day = date(2025, 11, 3);
        let deemed = store
            .open_application(second, beside, ask(Actor::Enterprise, day, None))
            .await
            .unwrap();
        // Promised within three working days: 11-06.
        let run = |day| store.run_rules(at(day));
        assert_eq!(run(date(2025, 11, 4)).await.unwrap().reminded, 0);
        assert_eq!(run(date(2025, 11, 5)).await.unwrap().reminded, 1);
        assert_eq!(run(date(2025, 11, 5)).await.unwrap().reminded, 0, "once");
        assert_eq!(run(date(2025, 11, 6)).await.unwrap().reminded, 1);
        let after = run(date(2025, 11, 7)).await.unwrap();
        assert_eq!((after.reminded, after.lapsed, after.deemed), (1, 1, 0));
        assert_eq!(state(&store, commitment).await, "missed");
        // Five working days after 11-03 are over on 11-10.
        assert_eq!(run(date(2025, 11, 10)).await.unwrap().deemed, 0);
        assert_eq!(run(date(2025, 11, 11)).await.unwrap().deemed, 1);
        assert_eq!(state(&store, deemed.no).await, "running");
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

/// 告知承诺 signed on paper at the window: the signature waits with the item until it is decided, then
/// it stands in the letter of the commitment.
#[tokio::test(flavor = "multi_thread")]
async fn a_promise_signed_on_paper_becomes_a_letter_when_its_item_is_decided() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let day = date(2025, 11, 3);
        let mut large = PICKS;
        large[1].1 = "300平方米及以上";
        let (mut new, mut beside) = application_of(store.pack(), large);
        new.tolerance.clear();
        new.signed = None;
        beside.filled.as_mut().unwrap().form.signature = None;
        let no = store
            .open_application(new, beside, ask(Actor::Enterprise, day, None))
            .await
            .unwrap()
            .no;
        let opened = store.matter(&Sight::District, no).await.unwrap().unwrap();
        let Detail::Application(state) = opened.matter.detail else {
            unreachable!("an application was opened");
        };
        let asked = state.plan.submitted().map(|m| m.material.clone());
        let present: Vec<_> = asked.collect();
        let admit = |signature| Command::Admit {
            present: present.clone(),
            deferred: Vec::new(),
            promises: vec!["fire_check".into()],
            signature,
        };
        let refused = store
            .command(no, 1, admit(None), ask(window(), day, None))
            .await;
        assert!(refused.is_err(), "nobody signed");
        let paper = Signature::Paper {
            name: "王某".to_owned(),
            scan: "cd".repeat(32),
        };
        let accepted = store
            .command(no, 1, admit(Some(paper)), ask(window(), day, None))
            .await
            .unwrap();
        let mut decided = Vec::new();
        for (unit, item) in [
            ("市场监管局", "individual_business"),
            ("消防救援大队", "fire_check"),
        ] {
            let found = find_item(&store, &accepted.opened, item).await;
            let by = Actor::Staff(Staff {
                unit: unit.into(),
                ..staff()
            });
            for command in [
                Command::Sign,
                Command::Comment {
                    words: "已核对".to_owned(),
                    public: false,
                },
                Command::Grant {
                    words: "准予。".to_owned(),
                    number: String::new(),
                    facts: match item {
                        "fire_check" => Default::default(),
                        _ => [("uscc".into(), "914403001922038216".to_owned())].into(),
                    },
                    evidence: Vec::new(),
                },
            ] {
                let version = store
                    .matter(&Sight::District, found)
                    .await
                    .unwrap()
                    .unwrap();
                let version = version.matter.version;
                let command = match command {
                    Command::Grant {
                        words,
                        number,
                        facts,
                        ..
                    } => Command::Grant {
                        words,
                        number,
                        facts,
                        evidence: vec![Evidence::Record(version)],
                    },
                    other => other,
                };
                let done = store
                    .command(found, version, command, ask(by.clone(), day, None))
                    .await
                    .unwrap();
                decided.extend(done.opened);
            }
        }
        let commitment = *decided.last().unwrap();
        let letter = store.letter(commitment).await.unwrap().unwrap();
        for part in ["消防", "王某（纸质签名", "20 个工作日内", "撤销决定"] {
            assert!(letter.contains(part), "{part}: {letter}");
        }
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
        db.write("update letters set body = '{}'", |tx, sql| {
            Box::pin(async move { tx.exec(sql, &[]).await.map_err(StoreError::from) })
        })
        .await
        .unwrap();
        let faults = store.check(vec![]).await.unwrap().faults;
        assert_eq!(
            faults.iter().filter(|f| f.contains("承诺书")).count(),
            2,
            "{faults:?}"
        );
    })
    .await;
}

async fn find_item(store: &Store, opened: &[MatterNo], id: &str) -> MatterNo {
    for no in opened {
        let found = store.matter(&Sight::District, *no).await.unwrap().unwrap();
        if matches!(&found.matter.detail, Detail::Item(item) if item.new.item.as_str() == id) {
            return *no;
        }
    }
    unreachable!("{id} was opened");
}

#[tokio::test(flavor = "multi_thread")]
async fn promises_are_listed_by_enterprise_and_standing_for_whoever_sees_them() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (no, opened) = accepted(&store).await;
        let commitment = *opened.last().unwrap();
        let list = async |sight: &Sight, filter: PromiseFilter| {
            let (found, counts) = store.promises(sight, &filter, 0, 20).await.unwrap();
            let numbers: Vec<MatterNo> = found.iter().map(|m| m.no).collect();
            (numbers, counts)
        };
        let of = |name: &str| PromiseFilter {
            enterprise: Some(name.to_owned()),
            ..PromiseFilter::default()
        };
        let one = vec![commitment];
        let district = Sight::District;
        let (all, counts) = list(&district, PromiseFilter::default()).await;
        assert_eq!(
            (all, counts),
            (one.clone(), [(Standing::Running, 1)].into())
        );
        assert_eq!(list(&district, of("某小吃店")).await.0, one);
        assert_eq!(list(&district, of("某小吃")).await.0, []);
        let words = PromiseFilter {
            q: "小吃".to_owned(),
            ..PromiseFilter::default()
        };
        assert_eq!(list(&district, words).await.0, one);
        let kept = PromiseFilter {
            standing: Some(Standing::Kept),
            ..PromiseFilter::default()
        };
        let (none, counts) = list(&district, kept).await;
        assert_eq!((none, counts), (vec![], [(Standing::Running, 1)].into()));
        let unit = |unit: &str| Sight::Unit {
            unit: unit.into(),
            indicators: Vec::new(),
        };
        assert_eq!(list(&unit("市场监管局"), of("某小吃店")).await.0, one);
        assert_eq!(list(&unit("住建局"), of("某小吃店")).await.0, []);

        // Its own: by the telephone of the application, from any matter of it.
        let own = async |no: MatterNo, name: &str| {
            let enterprise = Enterprise {
                code: None,
                name: name.to_owned(),
            };
            let found = store.own_promises(no, &enterprise, false).await.unwrap();
            assert!(found.iter().all(|(_, own)| *own), "one telephone");
            found.iter().map(|(m, _)| m.no).collect::<Vec<_>>()
        };
        for held in [no, opened[0], commitment] {
            assert_eq!(own(held, "某小吃店").await, one);
            assert_eq!(own(held, "另一家店").await, []);
        }
        let (second, mut beside) = application(store.pack());
        beside.contact.as_mut().unwrap().phone = "00000005678".to_owned();
        let day = date(2025, 11, 4);
        let other = store
            .open_application(second, beside, ask(Actor::Enterprise, day, None))
            .await
            .unwrap();
        assert_eq!(own(other.no, "某小吃店").await, [], "another telephone");
        // A name is never enough; a credit code is, once an office has looked at who applies.
        let of = async |code: Option<&str>, proved: bool| {
            let enterprise = Enterprise {
                code: code.map(str::to_owned),
                name: "某小吃店".to_owned(),
            };
            let found = store.own_promises(other.no, &enterprise, proved).await;
            let found = found.unwrap();
            found
                .iter()
                .map(|(m, own)| (m.no, *own))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(None, true).await, []);
        give(&store, opened[0], Command::Sign).await;
        let record = Command::Comment {
            words: "已核对".to_owned(),
            public: false,
        };
        give(&store, opened[0], record).await;
        let grant = Command::Grant {
            words: "准予登记".to_owned(),
            number: String::new(),
            facts: [("uscc".into(), "914403001922038216".to_owned())].into(),
            evidence: vec![Evidence::Record(4)],
        };
        give(&store, opened[0], grant).await;
        // The commitment itself keeps what the application knew then: no code, so it is nobody else's.
        let code = Some("914403001922038216");
        assert_eq!(of(code, false).await, []);
        let known = store.line(commitment).await.unwrap().unwrap();
        let shown = match known.enterprise_code.as_deref() == code {
            true => vec![(commitment, false)],
            false => vec![],
        };
        assert_eq!(of(code, true).await, shown);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_objected_at_a_window_lies_beside_the_journal_and_is_checked() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (_, opened) = accepted(&store).await;
        let commitment = *opened.last().unwrap();
        store.run_rules(at(date(2025, 11, 7))).await.unwrap();
        let revoke = Command::Revoke {
            reason: "没有补".to_owned(),
            basis: "承诺书".to_owned(),
        };
        let seen = store.matter(&Sight::District, commitment).await.unwrap();
        let asked = ask(window(), date(2025, 11, 10), None);
        let version = seen.unwrap().matter.version;
        let done = store.command(commitment, version, revoke, asked).await;
        let version = done.unwrap().version;
        let speaker = || Contact {
            name: "张来人".to_owned(),
            phone: "13900000777".to_owned(),
            salt: "7c".repeat(16),
        };
        let say = |words: &str| {
            let asked = ask(window(), date(2025, 11, 11), Some("said"));
            store.object_for(commitment, version, words.to_owned(), speaker(), asked)
        };
        assert!(say("").await.is_err(), "nothing was said");
        assert!(store.speakers(commitment).await.unwrap().is_empty());
        let first = say("体检医院停诊").await.unwrap();
        let again = say("体检医院停诊").await.unwrap();
        assert_eq!((again.version, again.repeated), (first.version, true));
        assert_eq!(state(&store, commitment).await, "to_settle");
        let kept = store.speakers(commitment).await.unwrap();
        assert_eq!(kept, [(first.version, speaker())]);
        let mut tx = db.read().await.unwrap();
        for row in tx.all("select line from journal", &[]).await.unwrap() {
            let line = row.text("line").unwrap();
            assert!(!line.contains("张来人") && !line.contains("13900000777"));
        }
        drop(tx);
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
        db.write("update speakers set phone = '13900000778'", |tx, sql| {
            Box::pin(async move { tx.exec(sql, &[]).await.map_err(StoreError::from) })
        })
        .await
        .unwrap();
        let faults = store.check(vec![]).await.unwrap().faults;
        assert!(faults.iter().any(|f| f.contains("代录的人")), "{faults:?}");
    })
    .await;
}

async fn state(store: &Store, no: MatterNo) -> &'static str {
    let found = store.matter(&Sight::District, no).await.unwrap();
    found.unwrap().matter.state()
}
