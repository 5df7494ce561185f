//! 好差评 on both engines: one matter one review, whoever is faster; rates by unit, window and item
//! that add up; what is kept of the network.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use banjie_core::assessment::bulletin::Movement;
use banjie_core::assessment::rates::printed;
use banjie_core::assessment::talks::TalkEvent;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Figure, Week};
use banjie_core::district::{PersonId, Role, Sight, UnitId};
use banjie_core::kinds::review::{NewReview, Rating};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Staff, Verdict,
    Waiting,
};
use banjie_core::moment::Moment;
use banjie_store::db::Db;
use banjie_store::reads::{Filter, RatesBy, ReviewFilter};
use banjie_store::testing::district;
use banjie_store::{Ask, Contact, Store, StoreError};
use jiff::civil::{Date, date};

async fn store(db: &Db) -> Store {
    district(db, "reviews", at(date(2026, 3, 1), 9)).await
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

fn ask(by: Actor, day: Date) -> Ask {
    let act = Act {
        at: at(day, 10),
        by,
    };
    Ask { act, key: None }
}

async fn visit(store: &Store, window: &str, item: &str, day: Date) -> MatterNo {
    let district = &store.pack().district;
    let unit = district.window(&window.into()).unwrap().unit.clone();
    let review = NewReview {
        title: format!("评价：{item}"),
        unit: unit.clone(),
        about: None,
        window: Some(window.into()),
        item: Some(item.into()),
        topic: None,
        officer: None,
        named: false,
    };
    let by = staff(unit.as_str(), Role::Clerk);
    let token = |no: MatterNo| format!("hash of {no}");
    let made = store.invite_review(review, token, ask(by, day)).await;
    made.unwrap().no
}

fn rating(level: u8) -> Rating {
    Rating {
        level,
        tags: Vec::new(),
        words: String::new(),
        contact: None,
        network: None,
    }
}

async fn rate(store: &Store, no: MatterNo, level: u8, day: Date) -> Result<(), StoreError> {
    let contact = (level <= 2).then(|| Contact {
        name: "评价人".to_owned(),
        phone: "13900000210".to_owned(),
        salt: "5a".repeat(16),
    });
    let by = ask(Actor::Enterprise, day);
    store.rate(no, rating(level), contact, by).await.map(drop)
}

async fn give(store: &Store, no: MatterNo, by: Actor, day: Date, command: Command) {
    let version = store.line(no).await.unwrap().unwrap().version;
    store
        .command(no, version, command, ask(by, day))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_with_one_link_make_one_review() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let day = date(2026, 3, 2);
        let no = visit(&store, "open-01", "establishment", day).await;
        let linked = store.linked_review(&format!("hash of {no}")).await.unwrap();
        assert_eq!(linked.map(|l| (l.no, l.review)), Some((no, Some(no))));
        assert!(store.linked_review("another").await.unwrap().is_none());
        let tries = (0..8).map(|n| {
            let store = store.clone();
            tokio::spawn(async move { rate(&store, no, 3 + n % 3, day).await.is_ok() })
        });
        let mut accepted = 0;
        for one in tries.collect::<Vec<_>>() {
            accepted += u32::from(one.await.unwrap());
        }
        assert_eq!(accepted, 1);
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rates_by_unit_window_and_item_add_up_and_open() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let d = |n| date(2026, 3, n);
        // 市场监管局: window open-01 5, 4, 1 (corrected), one not rated; general-12 2 (excluded).
        for (level, item) in [(5, "establishment"), (4, "individual_business")] {
            let no = visit(&store, "open-01", item, d(2)).await;
            rate(&store, no, level, d(2)).await.unwrap();
        }
        visit(&store, "open-01", "establishment", d(2)).await;
        let bad = visit(&store, "open-01", "establishment", d(3)).await;
        rate(&store, bad, 1, d(3)).await.unwrap();
        let clerk = || staff("市场监管局", Role::Clerk);
        let call = || Command::CallBack {
            reached: true,
            words: "等得久".to_owned(),
        };
        let evidence = || vec![Evidence::Record(3)];
        give(&store, bad, clerk(), d(4), call()).await;
        let redress = Command::Redress {
            way: banjie_core::kinds::review::Way::Corrected,
            reply: "加开窗口".to_owned(),
            evidence: evidence(),
        };
        give(&store, bad, clerk(), d(5), redress).await;
        let gone = visit(&store, "general-12", "change_registration", d(3)).await;
        rate(&store, gone, 2, d(3)).await.unwrap();
        give(&store, gone, clerk(), d(4), call()).await;
        let exclude = Command::Exclude {
            reason: "误评".to_owned(),
            evidence: evidence(),
            before: 0,
        };
        give(
            &store,
            gone,
            staff("区营商办", Role::Coordinator),
            d(5),
            exclude,
        )
        .await;
        let of = |by, filter| {
            let store = store.clone();
            async move { store.review_rates(by, &filter, d(1), d(31)).await.unwrap() }
        };
        let units = of(RatesBy::Unit, ReviewFilter::default()).await;
        let unit = units["市场监管局"];
        // 5, 4 and 1 are valid: 2 of 3; four visits could be rated, the excluded one has left.
        assert_eq!(printed(unit.satisfaction().unwrap()), "66.67");
        assert_eq!(printed(unit.bad().unwrap()), "33.33");
        assert_eq!((unit.named, unit.called_back, unit.excluded), (1, 1, 1));
        assert_eq!((unit.upheld, unit.corrected, unit.in_time), (1, 1, 1));
        assert_eq!(printed(unit.participation().unwrap()), "75.00");
        let windows = of(RatesBy::Window, ReviewFilter::default()).await;
        assert_eq!(windows["open-01"].ratings.levels, [1, 0, 0, 1, 1]);
        assert_eq!(windows["general-12"].satisfaction(), None, "no data");
        let items = of(RatesBy::Item, ReviewFilter::default()).await;
        assert_eq!(items["establishment"].ratings.levels, [1, 0, 0, 0, 1]);
        assert_eq!(items["individual_business"].ratings.levels, [0, 0, 0, 1, 0]);
        // Each figure opens to its reviews.
        for (count, cases) in [
            (Count::Pleased, 2),
            (Count::Displeased, 1),
            (Count::Upheld, 1),
        ] {
            let filter = ReviewFilter {
                window: Some("open-01".into()),
                count: Some(count),
                from: Some(d(1)),
                to: Some(d(31)),
                ..ReviewFilter::default()
            };
            let found = store
                .reviews(&Sight::District, &filter, 0, 50)
                .await
                .unwrap();
            assert_eq!(
                (found.1, found.0.len()),
                (cases, cases as usize),
                "{count:?}"
            );
        }
        let filter = ReviewFilter {
            unrated: true,
            ..ReviewFilter::default()
        };
        let all = store
            .reviews(&Sight::District, &filter, 0, 2)
            .await
            .unwrap();
        assert_eq!((all.1, all.0.len()), (5, 2));
        let other = Sight::Unit {
            unit: "住建局".into(),
            indicators: Vec::new(),
        };
        assert_eq!(store.reviews(&other, &filter, 0, 9).await.unwrap().1, 0);
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
        // What is altered by hand is named.
        let sql = "update review_rollups set cases = 9 where count = 'level_5'";
        db.write(sql, |tx, sql| {
            Box::pin(async move { tx.exec(sql, &[]).await.map(drop) })
        })
        .await
        .unwrap();
        let faults = store.check(Vec::new()).await.unwrap().faults;
        assert!(faults.iter().any(|f| f.contains("评价汇总")), "{faults:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overdue_is_one_number_on_every_page_and_in_every_figure() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let d = |n| date(2026, 3, n);
        let unit = UnitId::from("市场监管局");
        let clerk = || staff("市场监管局", Role::Clerk);
        let call = || Command::CallBack {
            reached: true,
            words: "等得久".to_owned(),
        };
        let bad = async |named: bool| {
            let no = visit(&store, "open-01", "establishment", d(2)).await;
            match named {
                true => rate(&store, no, 1, d(2)).await.unwrap(),
                false => {
                    let by = ask(Actor::Enterprise, d(2));
                    store.rate(no, rating(1), None, by).await.map(drop).unwrap();
                }
            }
            no
        };
        // Rated on Monday 2 March: to be rung by Tuesday 3, answered by Monday 9, corrected by
        // Monday 23 (1, 5 and 15 working days).
        let silent = bad(false).await;
        let never = bad(true).await;
        let late = bad(true).await;
        let planned = bad(true).await;
        give(&store, planned, clerk(), d(3), call()).await;
        give(&store, late, clerk(), d(5), call()).await;
        let plan = Command::Redress {
            way: banjie_core::kinds::review::Way::Planned,
            reply: "二十三日前加开窗口".to_owned(),
            evidence: Vec::new(),
        };
        give(&store, planned, clerk(), d(6), plan).await;
        let overdue = async |day| {
            let figure = Figure::overdue(Some(unit.clone()), None, day);
            let cases = store.cases(&Sight::District, &figure).await.unwrap();
            let mut found: Vec<String> = cases.into_iter().map(|case| case.line.no).collect();
            found.sort();
            found
        };
        let of = |numbers: &[MatterNo]| -> Vec<String> {
            let mut of: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            of.sort();
            of
        };
        assert!(overdue(d(2)).await.is_empty());
        assert_eq!(overdue(d(4)).await, of(&[never, late]));
        // Rung, though late, `late` has until the 9th; what it missed stands in its rate of 按时.
        assert_eq!(overdue(d(6)).await, of(&[never]));
        assert_eq!(overdue(d(9)).await, of(&[silent, never, late]));

        // The bulletin says the same, with as many as the page of the unit shows red the next morning.
        let week: Week = "2026-W11".parse().unwrap();
        let bulletin = store.bulletin(week, d(9)).await.unwrap();
        let moved = |m: &Movement| (m.before.cases, m.now.cases);
        assert_eq!(
            bulletin.worse.iter().map(moved).collect::<Vec<_>>(),
            [(0, 3)]
        );
        assert_eq!(bulletin.overdue.now.cases, 3);
        assert_eq!(bulletin.red.len(), 3);
        let lit = Filter {
            unit: Some(unit.clone()),
            waiting: Some(Waiting::Unit),
            light: Some(Light::Overdue),
            ..Filter::default()
        };
        let reds = store.count(&Sight::District, &lit, d(10)).await.unwrap();
        assert_eq!(reds, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_is_known_again_in_its_month_and_never_after() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let token = |network: &'static str, day| {
            let store = store.clone();
            async move {
                let fresh = format!("{day}{network}");
                store
                    .network_token(network, fresh, at(day, 9))
                    .await
                    .unwrap()
            }
        };
        let (d1, d2) = (date(2026, 3, 2), date(2026, 4, 1));
        let first = token("10.0.0.1", d1).await;
        assert_eq!(first.len(), 16);
        assert_eq!(first, token("10.0.0.1", date(2026, 3, 31)).await);
        assert_ne!(first, token("10.0.0.2", d1).await);
        assert_ne!(first, token("10.0.0.1", d2).await);
        let mut tx = db.read().await.unwrap();
        let salts = tx.all("select day from network_salts", &[]).await.unwrap();
        assert_eq!(salts.len(), 1, "last month's salt is gone");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_is_decided_once_by_another_unit_and_stays_on_record() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        // Last in March and in April: open-01 with 1 of 2, against 1 of 1 elsewhere.
        for month in [3, 4] {
            for (window, item, level) in [
                ("open-01", "establishment", 1),
                ("open-01", "establishment", 5),
                ("general-12", "change_registration", 5),
            ] {
                let no = visit(&store, window, item, date(2026, month, 3)).await;
                rate(&store, no, level, date(2026, month, 4)).await.unwrap();
            }
        }
        let today = date(2026, 5, 6);
        let proposed = store.proposed_talks(today).await.unwrap();
        assert_eq!(proposed.len(), 1);
        assert_eq!(proposed[0].window.as_str(), "open-01");
        let rated: Vec<_> = (proposed[0].facts.iter())
            .map(|f| (f.month.to_string(), f.satisfied, f.valid))
            .collect();
        let month = |m: &str| (m.to_owned(), 1, 2);
        assert_eq!(rated, [month("2026-03"), month("2026-04")]);
        // In the middle of April the rule looks at February and March: nothing is proposed.
        assert!(
            store
                .proposed_talks(date(2026, 4, 15))
                .await
                .unwrap()
                .is_empty()
        );
        let decide = |by: Actor, what: TalkEvent| {
            let act = Act {
                at: at(today, 10),
                by,
            };
            store.decide_talk("open-01".into(), "2026-04".parse().unwrap(), what, act)
        };
        let waived = |reason: &str| TalkEvent::Waived {
            reason: reason.to_owned(),
        };
        let own = staff("市场监管局", Role::Inspector);
        let refused = decide(own, waived("已换人")).await.unwrap_err();
        assert!(
            refused.to_string().contains("不能由本单位决定"),
            "{refused}"
        );
        let held = TalkEvent::Held {
            on: date(2026, 5, 6),
            with: "1 号窗口负责人".to_owned(),
            words: "5 月底前加开一个窗口".to_owned(),
        };
        let office = || staff("区营商办", Role::Coordinator);
        decide(office(), held.clone()).await.unwrap();
        assert!(store.proposed_talks(today).await.unwrap().is_empty());
        let twice = decide(office(), waived("不用了")).await.unwrap_err();
        assert!(twice.to_string().contains("没有待定的约谈建议"), "{twice}");
        let talks = store.decided_talks().await.unwrap();
        assert_eq!((talks.len(), &talks[0].what), (1, &held));
        assert_eq!(talks[0].proposal.facts, proposed[0].facts);
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

/// An appeal answered and confirmed on a day, with or without a rating.
async fn solved(store: &Store, level: Option<u8>, day: Date) -> MatterNo {
    let new = NewAppeal {
        title: "反映拖欠尾款".to_owned(),
        text: "验收已过，还欠 42 万元。".to_owned(),
        enterprise: Enterprise {
            code: None,
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
    };
    let contact = Contact {
        name: "王某".to_owned(),
        phone: "13900000210".to_owned(),
        salt: "5a".repeat(16),
    };
    let by = ask(Actor::Enterprise, day);
    let opened = store.open_appeal(new, Some(contact), None, by).await;
    let no = opened.unwrap().no;
    let dispatch = Command::Dispatch {
        unit: "住建局".into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    };
    let office = staff("区营商办", Role::Coordinator);
    give(store, no, office, day, dispatch).await;
    let clerk = || staff("住建局", Role::Clerk);
    give(store, no, clerk(), day, Command::Sign).await;
    let record = Command::Comment {
        words: "已核实".to_owned(),
        public: false,
    };
    give(store, no, clerk(), day, record).await;
    let answer = Command::Answer {
        reply: "已付清".to_owned(),
        evidence: vec![Evidence::Record(4)],
    };
    give(store, no, clerk(), day, answer).await;
    let confirm = Command::Confirm {
        verdict: Verdict::Solved,
        level,
        tags: Vec::new(),
        words: String::new(),
    };
    give(store, no, Actor::Enterprise, day, confirm).await;
    no
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_rated_is_reminded_once_before_it_is_too_late() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let day = date(2026, 3, 2);
        let quiet = solved(&store, None, day).await;
        let rated = solved(&store, Some(5), day).await;
        // 30 days from 03-02 end on 04-01, a Wednesday; seven days before it is 03-25.
        let run = async |day| store.run_rules(at(day, 0)).await.unwrap().reminded;
        assert_eq!(run(date(2026, 3, 24)).await, 0);
        assert_eq!(run(date(2026, 3, 25)).await, 1);
        assert_eq!(run(date(2026, 3, 25)).await, 0, "once");
        assert_eq!(run(date(2026, 3, 31)).await, 0, "never again");
        let reminded = async |no| {
            let course = store.matter(&Sight::District, no).await.unwrap().unwrap();
            course.matter.rating_reminded.is_some()
        };
        assert!(reminded(quiet).await);
        assert!(!reminded(rated).await, "it has been rated");
        // Nobody looked on the day itself: a run before the end still reminds, one after it does not.
        let later = solved(&store, None, date(2026, 4, 3)).await;
        assert_eq!(run(date(2026, 5, 2)).await, 1);
        assert!(reminded(later).await);
        let too_late = solved(&store, None, date(2026, 5, 6)).await;
        assert_eq!(run(date(2026, 6, 20)).await, 0);
        assert!(!reminded(too_late).await);
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}
