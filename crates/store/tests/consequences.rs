//! Proposals on both engines: opened once, seen by those named and nobody else in list, count and
//! matter, read with a trace, checked against the journal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use banjie_core::district::{PersonId, Sight};
use banjie_core::kinds::consequence::{NewConsequence, Subject};
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::kinds::interview::NewInterview;
use banjie_core::matter::proposal::{Basis, Fact};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, Handler, MatterNo, NewAppeal, NewDirective,
    Refusal, Staff,
};
use banjie_core::moment::Moment;
use banjie_store::db::Db;
use banjie_store::reads::{Filter, Sort};
use banjie_store::testing::district;
use banjie_store::{Ask, Store, StoreError};
use jiff::civil::{Date, date};

async fn store(db: &Db) -> Store {
    district(db, "consequences", at(date(2026, 1, 4))).await
}

fn at(day: Date) -> Moment {
    Moment::local(day.at(10, 0, 0, 0))
}

fn staff(store: &Store, name: &str) -> Staff {
    let people = &store.pack().people;
    let person = people.iter().find(|p| p.name == name).unwrap();
    Staff {
        person: person.user.clone(),
        name: person.name.clone(),
        unit: person.unit.clone(),
        roles: person.roles.clone(),
        post: person.post.clone(),
    }
}

fn interview() -> NewInterview {
    NewInterview {
        unit: "住建局".into(),
        months: vec!["2026-01".parse().unwrap(), "2025-12".parse().unwrap()],
        basis: Basis {
            rule: "连续2个月组内末位".to_owned(),
            facts: vec![Fact {
                words: "2026年1月：第17名".to_owned(),
                href: "/rankings/2026-01".to_owned(),
                cases: Vec::new(),
            }],
            checks: Vec::new(),
            certainty: "末位概率82%。".to_owned(),
        },
    }
}

/// How many proposals of a kind somebody finds, by list and by number.
async fn found(store: &Store, name: &str, no: MatterNo) -> (u64, u64, bool) {
    let sight = Sight::of(&staff(store, name), &store.pack().district);
    let today = date(2026, 2, 9);
    let filter = Filter {
        q: no.to_string(),
        ..Filter::default()
    };
    let list = store
        .list(&sight, &filter, Sort::Newest, 0, 50, today)
        .await
        .unwrap();
    let count = store.count(&sight, &filter, today).await.unwrap();
    let one = store.matter(&sight, no).await.unwrap().is_some();
    (list.total, count, one)
}

async fn give(
    store: &Store,
    name: &str,
    no: MatterNo,
    day: Date,
    command: Command,
) -> Result<(), StoreError> {
    let staff = staff(store, name);
    let sight = Sight::of(&staff, &store.pack().district);
    let course = store.matter(&sight, no).await?;
    let seen = course.map_or(0, |course| course.matter.version);
    let ask = Ask {
        act: Act {
            at: at(day),
            by: Actor::Staff(staff),
        },
        key: None,
    };
    store.command(no, seen, command, ask).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_is_found_by_those_named_only_and_opened_once() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let day = date(2026, 2, 9);
        let open = || store.open_proposals(vec![interview()], Vec::new(), at(day));
        let [no] = open().await.unwrap()[..] else {
            panic!("one is opened");
        };
        assert_eq!(open().await.unwrap(), [], "again: nothing");
        for name in ["吴正清", "顾明远"] {
            assert_eq!(found(&store, name, no).await, (1, 1, true), "{name}");
        }
        // 负责人 of the unit, of 纪委监委, 区营商办, 组织部, the other leaders: not named.
        for person in &store.pack().people {
            if !["吴正清", "顾明远"].contains(&person.name.as_str()) {
                let seen = found(&store, &person.name, no).await;
                assert_eq!(seen, (0, 0, false), "{}", person.name);
            }
        }
        for sight in [Sight::District, Sight::Sealed] {
            assert!(store.matter(&sight, no).await.unwrap().is_none());
        }
        let refused = give(&store, "吴正清", no, day, Command::Decide {
            adopt: true,
            reason: "两个月末位".to_owned(),
        });
        let refused = refused.await.unwrap_err();
        assert!(
            matches!(&refused, StoreError::Refused(Refusal::NotAllowed { why }) if why.contains("打开")),
            "{refused}"
        );
        give(&store, "吴正清", no, day, Command::Open).await.unwrap();
        let sight = Sight::of(&staff(&store, "吴正清"), &store.pack().district);
        let course = store.matter(&sight, no).await.unwrap().unwrap();
        assert!(course.matter.is_open_to(&PersonId::from("leader.wu"), day));
        assert_eq!(course.events.last().unwrap().event.name(), "proposal.opened/1");
        let decide = Command::Decide {
            adopt: true,
            reason: "两个月末位".to_owned(),
        };
        give(&store, "吴正清", no, day, decide).await.unwrap();
        give(&store, "顾明远", no, day, Command::Open).await.unwrap();
        let invite = Command::Invite {
            on: day,
            place: "203 室".to_owned(),
        };
        give(&store, "顾明远", no, day, invite).await.unwrap();
        assert_eq!(found(&store, "杨振华", no).await, (1, 1, true), "told now");
        let checked = store.check(Vec::new()).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undecided_proposal_expires_by_the_rules_of_the_day() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let opened = store.open_proposals(vec![interview()], Vec::new(), at(date(2026, 2, 9)));
        let no = opened.await.unwrap()[0];
        // 02-09 起 30 个自然日：03-11 是最后一天。
        store.run_rules(at(date(2026, 3, 11))).await.unwrap();
        let sight = Sight::of(&staff(&store, "吴正清"), &store.pack().district);
        let state = async || {
            store
                .matter(&sight, no)
                .await
                .unwrap()
                .unwrap()
                .matter
                .state()
        };
        assert_eq!(state().await, "proposed");
        store.run_rules(at(date(2026, 3, 12))).await.unwrap();
        assert_eq!(state().await, "proposal_expired");
        assert_eq!(
            store.run_rules(at(date(2026, 3, 12))).await.unwrap().lapsed,
            0
        );
    })
    .await;
}

/// 住建局 disputes an appeal, and 区营商办 rules that it is theirs.
async fn ruled_back(store: &Store, day: Date) -> MatterNo {
    let appeal = NewAppeal {
        title: "施工许可没有结果".to_owned(),
        text: "请告诉我们还差什么。".to_owned(),
        enterprise: Enterprise {
            code: None,
            name: "甲公司".to_owned(),
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
    let ask = Ask {
        act: Act {
            at: at(day),
            by: Actor::Enterprise,
        },
        key: None,
    };
    let no = store.open_appeal(appeal, None, None, ask).await.unwrap().no;
    let dispatch = || Command::Dispatch {
        unit: "住建局".into(),
        support: Vec::new(),
        topic: None,
        reason: "按职责".to_owned(),
    };
    give(store, "方晓晴", no, day, dispatch()).await.unwrap();
    let back = Command::Return {
        reason: "不归本单位".to_owned(),
    };
    give(store, "苏浩然", no, day, back).await.unwrap();
    give(store, "方晓晴", no, day, dispatch()).await.unwrap();
    no
}

#[tokio::test(flavor = "multi_thread")]
async fn shirking_found_in_the_journal_is_proposed_once() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let (day, today) = (date(2026, 2, 10), date(2026, 2, 12));
        let mut numbers = Vec::new();
        for _ in 0..2 {
            numbers.push(ruled_back(&store, day).await);
        }
        assert_eq!(
            store.propose(at(today)).await.unwrap(),
            [],
            "two are too few"
        );
        numbers.push(ruled_back(&store, day).await);
        let [no] = store.propose(at(today)).await.unwrap()[..] else {
            panic!("three are proposed");
        };
        assert_eq!(store.propose(at(today)).await.unwrap(), [], "once");
        let sight = Sight::of(&staff(&store, "孟庆华"), &store.pack().district);
        let matter = store.matter(&sight, no).await.unwrap().unwrap().matter;
        let facts = &matter.dossier().unwrap().basis.facts;
        let cases: Vec<MatterNo> = facts.iter().flat_map(|f| f.cases.clone()).collect();
        assert_eq!(cases, numbers);
        assert_eq!(matter.title, "取消评优：推诿扯皮建议：住建局 苏浩然");
        assert_eq!(
            found(&store, "苏浩然", no).await,
            (0, 0, false),
            "not told yet"
        );
        let checked = store.check(Vec::new()).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disqualification_names_a_person() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let new = |person| NewConsequence {
            subject: Subject::Complaints,
            unit: "住建局".into(),
            person,
            from: date(2025, 2, 1),
            to: date(2026, 2, 1),
            basis: interview().basis,
        };
        let none = store.open_proposals(Vec::new(), vec![new(None)], at(date(2026, 2, 9)));
        assert!(none.await.unwrap_err().to_string().contains("涉及的人"));
        let person = Some(Handler {
            person: "zhujian.1".into(),
            name: "苏浩然".to_owned(),
        });
        let some = store.open_proposals(Vec::new(), vec![new(person)], at(date(2026, 2, 9)));
        assert_eq!(some.await.unwrap().len(), 1);
    })
    .await;
}

/// An order about arrears: given, signed and reported by 财政局, accepted by 区营商办.
async fn cleared(store: &Store, title: &str, (day, due, reported): (Date, Date, Date)) -> MatterNo {
    let order = NewDirective {
        title: title.to_owned(),
        text: title.to_owned(),
        lead: "财政局".into(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source: "推进会".to_owned(),
            on: Some(day),
            sentence: title.to_owned(),
            at: None,
        },
        cadence: Cadence::Once,
        due: Some(due),
        reflection: false,
        parent: None,
    };
    let ask = Ask {
        act: Act {
            at: at(day),
            by: Actor::Staff(staff(store, "方晓晴")),
        },
        key: None,
    };
    let no = store.open_directives(vec![order], ask).await.unwrap()[0];
    give(store, "方春燕", no, day, Command::Sign).await.unwrap();
    let note = Command::Comment {
        words: "逐笔核对过台账".to_owned(),
        public: false,
    };
    give(store, "方春燕", no, reported, note).await.unwrap();
    let report = Command::Answer {
        reply: "到期的都付清了。".to_owned(),
        evidence: vec![Evidence::Record(3)],
    };
    give(store, "方春燕", no, reported, report).await.unwrap();
    let words = "同意".to_owned();
    give(store, "方晓晴", no, reported, Command::Accept { words })
        .await
        .unwrap();
    no
}

/// Three orders about arrears of a quarter, all in time, propose praise of the unit after the quarter;
/// the unit learns of it when it is decided. One of them late, and nothing is proposed.
#[tokio::test(flavor = "multi_thread")]
async fn arrears_cleared_in_time_are_praised_after_the_quarter() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let mut numbers = Vec::new();
        for month in 1..=3 {
            let day = |day| date(2026, month, day);
            let days = (day(5), day(20), day(19));
            numbers.push(cleared(&store, "核对拖欠账款台账，付清到期的", days).await);
        }
        let (inside, after) = (date(2026, 3, 31), date(2026, 4, 1));
        assert_eq!(
            store.propose(at(inside)).await.unwrap(),
            [],
            "the quarter runs"
        );
        let [no] = store.propose(at(after)).await.unwrap()[..] else {
            panic!("one is proposed");
        };
        assert_eq!(store.propose(at(after)).await.unwrap(), [], "once");
        let sight = Sight::of(&staff(&store, "孟庆华"), &store.pack().district);
        let matter = store.matter(&sight, no).await.unwrap().unwrap().matter;
        assert_eq!(matter.title, "优先推荐建议：财政局");
        let fact = &matter.dossier().unwrap().basis.facts[0];
        assert_eq!(fact.cases, numbers);
        let words = "2026年1月1日至2026年3月31日清欠任务办结3件，没有一件超时，全区最多";
        assert_eq!(fact.words, words);
        assert_eq!(
            found(&store, "何文斌", no).await,
            (0, 0, false),
            "not told yet"
        );
        // The second quarter, one of four reported a day late.
        for (month, reported) in [(4, 17), (5, 20), (6, 19), (6, 23)] {
            let day = |day| date(2026, month, day);
            let due = day(if reported == 23 { 22 } else { 20 });
            cleared(&store, "核对拖欠账款台账", (day(7), due, day(reported))).await;
        }
        assert_eq!(store.propose(at(date(2026, 7, 1))).await.unwrap(), []);
    })
    .await;
}
