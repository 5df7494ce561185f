//! G1: what a unit could do to its figures, planted in a month of honest work, is marked, and the
//! honest work is not. G2: the same digits on both engines and whatever order the matters came in.
//! The sample drawn from them: repeated by its seed, called by others, never by who handled it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Answer, Said, SampleEvent, Standing};
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::assessment::sample::{Frame, draw};
use banjie_core::district::{PersonId, Role, Sight, UnitId};
use banjie_core::kinds::review::{NewReview, Rating};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Staff, Verdict,
};
use banjie_core::moment::Moment;

use banjie_store::db::Db;
use banjie_store::record::Record;
use banjie_store::sampling::Judging;
use banjie_store::testing::district;
use banjie_store::{Ask, Contact, Store, StoreError};
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

fn at(day: Date, hour: i8) -> Moment {
    Moment::local(day.at(hour, 0, 0, 0))
}

fn november(day: i8) -> Date {
    date(2025, 11, day)
}

fn month() -> Month {
    "2025-11".parse().unwrap()
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

fn clerk(unit: &str) -> Actor {
    staff(unit, Role::Clerk)
}

fn desk() -> Actor {
    staff("区营商办", Role::Coordinator)
}

fn ask(by: Actor, at: Moment) -> Ask {
    Ask {
        act: Act { at, by },
        key: None,
    }
}

/// A matter being told.
struct Told<'a> {
    store: &'a Store,
    no: MatterNo,
    hour: i8,
}

impl<'a> Told<'a> {
    /// An appeal of an enterprise that `by` brings in.
    async fn new(store: &'a Store, day: Date, by: Actor, firm: &str) -> Self {
        let appeal = NewAppeal {
            title: format!("{firm}的施工许可没有结果"),
            text: "材料已经交齐，请告诉我们还差什么。".to_owned(),
            enterprise: Enterprise {
                code: None,
                name: firm.to_owned(),
            },
            topic: Some("施工许可".into()),
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
        let opened = store.open_appeal(appeal, Some(contact), None, ask(by, at(day, 8)));
        Self {
            store,
            no: opened.await.unwrap().no,
            hour: 8,
        }
    }

    async fn give(self, day: Date, by: Actor, command: Command) -> Self {
        self.from(None, day, by, command).await
    }

    async fn from(mut self, place: Option<&str>, day: Date, by: Actor, command: Command) -> Self {
        self.hour = 8 + (self.hour - 7) % 12;
        let version = self.store.line(self.no).await.unwrap().unwrap().version;
        let (place, ask) = (place.map(str::to_owned), ask(by, at(day, self.hour)));
        let given = self
            .store
            .command_from(place, self.no, version, command, ask);
        given.await.unwrap();
        self
    }

    /// Dispatched to a unit and signed on a day.
    async fn handled(self, unit: &str, day: Date) -> Self {
        let dispatch = Command::Dispatch {
            unit: unit.into(),
            support: Vec::new(),
            topic: None,
            reason: String::new(),
        };
        let told = self.give(day, desk(), dispatch).await;
        told.give(day, clerk(unit), Command::Sign).await
    }

    /// Answered by a unit on a record that says these words.
    async fn answered(self, unit: &str, day: Date, words: &str) -> Self {
        let noted = Command::Comment {
            words: words.to_owned(),
            public: false,
        };
        let told = self.give(day, clerk(unit), noted).await;
        let version = told.store.line(told.no).await.unwrap().unwrap().version;
        let answer = Command::Answer {
            reply: "已核实，按规定处理。".to_owned(),
            evidence: vec![Evidence::Record(version)],
        };
        told.give(day, clerk(unit), answer).await
    }

    async fn said(self, place: Option<&str>, day: Date, verdict: Verdict) -> Self {
        let confirm = Command::Confirm {
            verdict,
            level: Some(if verdict == Verdict::Solved { 5 } else { 1 }),
            tags: Vec::new(),
            words: "说明".to_owned(),
        };
        self.from(place, day, Actor::Enterprise, confirm).await
    }
}

/// Handled, answered on a record and solved, days apart: honest work.
async fn honest(store: &Store, unit: &str, n: i8, place: &str) -> MatterNo {
    let day = 3 + n % 4;
    let answered = november(day + 4 + if day > 4 { 2 } else { 0 });
    Told::new(
        store,
        november(day),
        Actor::Enterprise,
        &format!("企业{unit}{n}"),
    )
    .await
    .handled(unit, november(day))
    .await
    .answered(unit, answered, "已现场核实")
    .await
    .said(Some(place), november(24), Verdict::Solved)
    .await
    .no
}

/// What is planted with each detector.
type Planted = BTreeMap<Detector, BTreeSet<MatterNo>>;

async fn single(store: &Store, detector: Detector) -> MatterNo {
    let d = november;
    let new = || Told::new(store, d(10), Actor::Enterprise, "甲公司");
    let pass = |unit: &str| Command::Transfer {
        unit: unit.into(),
        reason: "不归本单位".to_owned(),
    };
    let give_back = || Command::Return {
        reason: "不归本单位".to_owned(),
    };
    match detector {
        Detector::PaperClosing => {
            let told = new().await.handled("人社局", d(10)).await;
            let told = told.answered("人社局", d(10), "已联系").await;
            told.said(None, d(12), Verdict::NotSolved).await.no
        }
        Detector::Pausing => {
            // Due on Monday 17; on Friday 14 one working day is left.
            let reason = "等待企业补充材料".to_owned();
            let told = new().await.handled("人社局", d(10)).await;
            told.give(d(14), clerk("人社局"), Command::Pause { reason })
                .await
                .no
        }
        Detector::Bouncing => {
            let told = new().await.handled("住建局", d(10)).await;
            let told = told.give(d(10), clerk("住建局"), pass("城管局")).await;
            let told = told.give(d(10), clerk("城管局"), pass("自然资源局")).await;
            told.give(d(10), clerk("自然资源局"), give_back()).await.no
        }
        Detector::Recategorised => {
            let urge = Command::Urge {
                words: "请快一点".to_owned(),
            };
            let again = Command::Dispatch {
                unit: "人社局".into(),
                support: Vec::new(),
                topic: Some("其他".into()),
                reason: "改类别".to_owned(),
            };
            let told = new().await.handled("人社局", d(10)).await;
            let told = told.give(d(11), Actor::Enterprise, urge).await;
            let told = told.give(d(11), clerk("人社局"), give_back()).await;
            told.give(d(12), desk(), again).await.no
        }
        Detector::Backdating => {
            // Due on Monday 17; written down on 19.
            let told = new().await.handled("人社局", d(10)).await;
            told.answered("人社局", d(19), "11月14日已答复企业")
                .await
                .no
        }
        other => unreachable!("{other:?} needs several matters"),
    }
}

/// A part of the month: some matters, and what is planted in them.
async fn part(store: &Store, nth: usize, planted: &mut Planted) {
    let d = november;
    let mut add = |detector, no| {
        planted.entry(detector).or_default().insert(no);
    };
    const SINGLE: [Detector; 5] = [
        Detector::PaperClosing,
        Detector::Pausing,
        Detector::Bouncing,
        Detector::Recategorised,
        Detector::Backdating,
    ];
    match nth {
        0 => {
            for n in 0..20 {
                honest(store, "住建局", n, &format!("place {n}")).await;
            }
        }
        // Five good words from one place; two from each of others are none.
        1 => {
            for n in 0..9 {
                let place = if n < 5 {
                    "window"
                } else {
                    ["b", "c"][usize::from(n > 6)]
                };
                let no = honest(store, "市场监管局", n, place).await;
                if n < 5 {
                    add(Detector::OnePlace, no);
                }
            }
        }
        2 => {
            for n in 0..12 {
                let day = if n < 3 { 24 } else { 27 };
                let told = Told::new(store, d(20), Actor::Enterprise, &format!("企业丙{n}")).await;
                let told = told.handled("城管局", d(20)).await;
                let told = told.answered("城管局", d(day), "已现场核实").await;
                if n >= 3 {
                    add(Detector::Wave, told.no);
                }
            }
        }
        3 => {
            for _ in 0..3 {
                let told = Told::new(store, d(17), clerk("税务局"), "乙公司").await;
                add(Detector::Splitting, told.no);
            }
        }
        4 => {
            for n in 0..3 {
                let told = Told::new(store, d(10), Actor::Enterprise, &format!("企业丁{n}")).await;
                let told = told.handled("自然资源局", d(10)).await;
                let out = Command::exclude("不合理".to_owned());
                add(Detector::Exclusions, told.give(d(12), desk(), out).await.no);
            }
        }
        n => {
            let detector = SINGLE[n - 5];
            add(detector, single(store, detector).await);
        }
    }
}

const PARTS: usize = 10;

/// The month told in an order of its parts.
async fn told(db: &Db, order: impl Iterator<Item = usize>) -> (Store, Planted) {
    let store = district(db, "sampling", at(november(1), 9)).await;
    let mut planted = Planted::new();
    for nth in order {
        part(&store, nth, &mut planted).await;
    }
    (store, planted)
}

fn by_detector(marks: &[Mark]) -> Planted {
    let mut found = Planted::new();
    for mark in marks {
        found.entry(mark.detector).or_default().insert(mark.no);
    }
    found
}

async fn ranked(store: &Store) -> String {
    let ranking = store.ranking(month(), month().last()).await.unwrap();
    serde_json::to_string(&ranking.groups).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_is_marked_and_nothing_else_with_the_same_digits_everywhere() {
    let seen = Mutex::new(Vec::new());
    let run = async |db: Db| {
        let (store, planted) = told(&db, 0..PARTS).await;
        let marks = store.marks(month()).await.unwrap();
        assert_eq!(by_detector(&marks), planted);
        assert_eq!(
            planted.len(),
            Detector::ALL.len(),
            "every detector has its plant"
        );
        store
            .draw_sample(month(), act(desk(), date(2025, 12, 1)))
            .await
            .unwrap();
        let sampling = store.sampling(month()).await.unwrap();
        let found = (marks, ranked(&store).await, sampling);
        seen.lock().unwrap().push(found);
    };
    banjie_store::testing::both(run).await;
    let seen = seen.into_inner().unwrap();
    assert!(
        seen.windows(2).all(|pair| pair[0] == pair[1]),
        "G2: two stores"
    );

    // The same month, its matters come in the other way round: other numbers, the same figures.
    let (db, _folder) = banjie_store::testing::sqlite().await;
    let (store, planted) = told(&db, (0..PARTS).rev()).await;
    let marks = store.marks(month()).await.unwrap();
    assert_eq!(by_detector(&marks), planted);
    let sorted = |marks: &[Mark]| {
        let key = |m: &Mark| (m.detector, m.unit.clone(), m.day, m.reason.clone());
        let mut all: Vec<_> = marks.iter().map(key).collect();
        all.sort();
        all
    };
    assert_eq!(sorted(&marks), sorted(&seen[0].0));
    assert_eq!(ranked(&store).await, seen[0].1, "G2: shuffled input");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_hears_not_solved_orders_a_decision_when_the_enterprises_time_is_over() {
    banjie_store::testing::both(async |db: Db| {
        // Twenty matters of 住建局, each confirmed as solved on Monday 24 November: the enterprise could
        // have it done again for 10 working days, until Monday 8 December.
        let (store, _) = told(&db, 0..1).await;
        store
            .draw_sample(month(), act(desk(), date(2025, 12, 1)))
            .await
            .unwrap();
        let sampling = store.sampling(month()).await.unwrap();
        let one = sampling.items[0].drawn.clone();
        let line = async || store.line(one.no).await.unwrap().unwrap();
        let before = ranked(&store).await;
        let give = async |by: Actor, day: Date, command: Command| {
            let version = line().await.version;
            let ask = ask(by, at(day, 12));
            store.command(one.no, version, command, ask).await
        };
        let again = |reason: &str| Command::Reopen {
            reason: reason.to_owned(),
        };
        let day = date(2025, 12, 15);
        let late = give(Actor::Enterprise, day, again("还差批文")).await;
        assert!(refused(late).contains("最晚 2025-12-08"));
        let call = |words: &str| {
            let ask = ask(clerk(one.caller.as_str()), at(day, 13));
            store.call_back(month(), one.no, said(Said::NotSolved, words), ask)
        };
        call("还差一张批文").await.unwrap();
        let now = line().await;
        assert_eq!((&*now.state, &*now.waiting), ("not_solved", "coordinator"));
        // Three working days from the 15th.
        assert_eq!(now.due, date(2025, 12, 18));
        assert_eq!(ranked(&store).await, before, "a call changes no score");
        give(desk(), date(2025, 12, 16), again("回访说还差一张批文"))
            .await
            .unwrap();
        let now = line().await;
        assert_eq!((&*now.state, &*now.lead), ("dispatched", "住建局"));
        assert_eq!(
            ranked(&store).await,
            before,
            "nor does December touch November"
        );
        let checked = store.check(Vec::new()).await.unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn praise_of_a_visit_is_marked_and_nobody_is_rung_about_it() {
    banjie_store::testing::both(async |db: Db| {
        let store = district(&db, "sampling", at(november(1), 9)).await;
        let day = november(10);
        let mut last = None;
        for _ in 0..5 {
            let review = NewReview {
                title: "评价：企业设立登记".to_owned(),
                unit: "市场监管局".into(),
                about: None,
                window: Some("open-01".into()),
                item: Some("establishment".into()),
                topic: None,
                officer: None,
                named: false,
            };
            let token = |no: MatterNo| format!("hash of {no}");
            let by = ask(clerk("市场监管局"), at(day, 10));
            let no = store.invite_review(review, token, by).await.unwrap().no;
            let rating = Rating {
                level: 5,
                tags: Vec::new(),
                words: String::new(),
                contact: None,
                network: Some("one place".to_owned()),
            };
            let by = ask(Actor::Enterprise, at(day, 11));
            store.rate(no, rating, None, by).await.unwrap();
            last = Some(no);
        }
        let marks = store.marks(month()).await.unwrap();
        assert_eq!(by_detector(&marks)[&Detector::OnePlace].len(), 5);
        let no = last.unwrap();
        let first = date(2025, 12, 1);
        let why = "这是到窗口办事的人评的，没有答复可以打电话去问";
        assert_eq!(store.not_callable(no, first).await.unwrap(), Some(why));
        let judge = |taken| Judging {
            no,
            detector: Detector::OnePlace,
            taken,
            reason: "五条都来自窗口的平板".to_owned(),
        };
        let give = |taken| store.judge_mark(month(), judge(taken), ask(desk(), at(first, 9)));
        assert!(refused(give(true).await).contains(why));
        give(false).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_does_not_follow_from_the_log_is_named() {
    banjie_store::testing::both(async |db: Db| {
        // Twenty honest matters of 住建局; one of 人社局 closed on paper, one paused before its day.
        let (store, planted) = told(&db, [0, 5, 6].into_iter()).await;
        let by = act(desk(), date(2025, 12, 1));
        store.draw_sample(month(), by.clone()).await.unwrap();
        let faults = async || store.check(Vec::new()).await.unwrap().faults;
        assert_eq!(faults().await, Vec::<String>::new());
        let drawing = store.sampling(month()).await.unwrap().drawing.unwrap();

        // Whoever holds the keys writes a draw of their own: one matter left out, a mark gone, the rest
        // in order.
        let mut frame = drawing.frame.clone();
        let gone = frame.candidates.remove(0);
        let marked = *planted[&Detector::PaperClosing].first().unwrap();
        let other = frame.candidates.iter_mut().find(|c| c.no == marked);
        other.unwrap().marks.clear();
        let forge = async |frame: Frame, drawn| {
            let what = SampleEvent::Drawn {
                frame,
                drawn,
                due: drawing.due,
            };
            let record = Record::SampleMoved {
                month: month(),
                what,
            };
            store.record(record, by.clone()).await.unwrap();
        };
        let drawn = draw(&frame);
        forge(frame.clone(), drawn.clone()).await;
        let told = |what: &str| format!("2025年11月的回访样本：抽样框和按日志重算的不一样，{what}");
        let wanted = [
            told("种子不是抽样那一刻日志的根哈希"),
            told(&format!("少了 {}（{}）", gone.no, gone.unit)),
            told(&format!(
                "{marked} 记的线索是没有线索，应是闪电办结又没解决"
            )),
        ];
        assert_eq!(faults().await, wanted);
        // Another choice out of a frame is named, too.
        forge(frame, drawn[1..].to_vec()).await;
        let last = faults().await.pop();
        let wanted = "2025年11月的回访样本：抽到的和抽样框、种子对不上";
        assert_eq!(last.as_deref(), Some(wanted));
    })
    .await;
}

fn act(by: Actor, day: Date) -> Act {
    Act {
        at: at(day, 10),
        by,
    }
}

fn said(said: Said, words: &str) -> Answer {
    Answer {
        said,
        pleased: None,
        words: words.to_owned(),
    }
}

fn refused(result: Result<impl std::fmt::Debug, StoreError>) -> String {
    match result {
        Err(StoreError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

fn none(result: Result<impl std::fmt::Debug, StoreError>) {
    assert!(matches!(result, Err(StoreError::NoMatter(_))), "{result:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_is_drawn_once_and_called_by_another_unit() {
    banjie_store::testing::both(async |db: Db| {
        let (store, planted) = told(&db, 0..PARTS).await;
        let first = date(2025, 12, 1);
        let early = store.draw_sample(month(), act(desk(), november(30))).await;
        assert_eq!(refused(early), "2025年11月还没有过完，过完以后才能抽");

        // One mark is dismissed, one asked for; neither twice, nor without a reason.
        let judge = |detector, taken, reason: &str| Judging {
            no: *planted[&detector].first().unwrap(),
            detector,
            taken,
            reason: reason.to_owned(),
        };
        let give = |judging| store.judge_mark(month(), judging, ask(desk(), at(first, 9)));
        let missing = give(judge(Detector::Backdating, false, " ")).await;
        assert!(refused(missing).starts_with("理由"));
        give(judge(Detector::Backdating, false, "纸质签收单是14日的"))
            .await
            .unwrap();
        let twice = give(judge(Detector::Backdating, true, "再看")).await;
        assert!(refused(twice).contains("已经销去"));
        give(judge(Detector::PaperClosing, true, "企业两次来电"))
            .await
            .unwrap();
        let open = give(judge(Detector::Pausing, true, "要查")).await;
        assert!(refused(open).contains("还没有答复过"));
        let unmarked = Judging {
            no: *planted[&Detector::Pausing].first().unwrap(),
            ..judge(Detector::Backdating, true, "没有这条")
        };
        none(give(unmarked).await);

        store
            .draw_sample(month(), act(desk(), first))
            .await
            .unwrap();
        let again = store.draw_sample(month(), act(desk(), first)).await;
        assert!(refused(again).contains("不能重抽"));
        let sampling = store.sampling(month()).await.unwrap();
        let drawing = sampling.drawing.clone().unwrap();
        let kept: Vec<_> = sampling.items.iter().map(|i| i.drawn.clone()).collect();
        assert_eq!(draw(&drawing.frame), kept, "anybody draws the same");
        // 10 working days from Monday 1 December: Monday 15.
        assert_eq!(drawing.due, date(2025, 12, 15));
        let of = |no: MatterNo| kept.iter().find(|d| d.no == no);
        assert!(
            of(*planted[&Detector::PaperClosing].first().unwrap())
                .unwrap()
                .wanted
        );
        let backdated = planted[&Detector::Backdating].first().unwrap();
        assert!(of(*backdated).is_none_or(|d| d.marks.is_empty()));
        // Every unit gives its three, or all it has; 人社局 has two that were answered.
        for (unit, least) in [
            ("住建局", 3),
            ("市场监管局", 3),
            ("城管局", 3),
            ("人社局", 2),
        ] {
            let n = kept.iter().filter(|d| d.unit.as_str() == unit).count();
            assert!(n >= least, "{unit}: {n}");
        }
        for drawn in &kept {
            let frame = &drawing.frame.candidates;
            let case = frame.iter().find(|c| c.no == drawn.no).unwrap();
            assert!(drawn.caller != drawn.unit && !case.hands.contains(&drawn.caller));
        }

        called(&store, &kept[0], &kept).await;
        // All but that one were due on Monday 15 December: the bulletins name the units that did not ring.
        let missed = async |week: &str, day| {
            let bulletin = store.bulletin(week.parse().unwrap(), day).await.unwrap();
            bulletin.calls_missed
        };
        assert!(missed("2025-W50", date(2025, 12, 14)).await.is_empty());
        let units = missed("2025-W51", date(2025, 12, 15)).await;
        for (unit, n) in &units {
            let owed = kept[1..].iter().filter(|d| d.caller == *unit).count();
            assert_eq!(*n, owed as u64, "{unit}");
        }
        assert_eq!(units.values().sum::<u64>(), kept.len() as u64 - 1);
        let by = act(desk(), date(2025, 12, 16));
        let week = "2025-W51".parse().unwrap();
        let issued = store.issue_bulletin(week, date(2025, 12, 15), 0, by).await;
        assert!(issued.unwrap().body.contains("件回访抽查逾期没有打"));
        let Actor::Staff(caller) = clerk(kept[1].caller.as_str()) else {
            unreachable!()
        };
        let owed = store.calls_of(&caller, date(2025, 12, 16)).await.unwrap();
        let late = owed.iter().filter(|call| call.standing == Standing::Missed);
        assert_eq!(late.count() as u64, units[&kept[1].caller]);
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

/// The first drawn matter is called about: by the handler's unit refused in words, to others it does
/// not exist, by the unit drawn to call it is written down once.
async fn called(
    store: &Store,
    one: &banjie_core::assessment::sample::Drawn,
    kept: &[banjie_core::assessment::sample::Drawn],
) {
    let (no, day) = (one.no, date(2025, 12, 2));
    let version = store.line(no).await.unwrap().unwrap().version;
    let before = (version, ranked(store).await);
    let call = |unit: &str, answer| {
        let ask = ask(clerk(unit), at(day, 11));
        store.call_back(month(), no, answer, ask)
    };
    let own = call(one.unit.as_str(), said(Said::Solved, "")).await;
    let words = "经手的办件，由没有经手的单位回访，本单位不能自己记结果";
    assert_eq!(refused(own), format!("{}{words}", one.unit));
    let stranger = kept.iter().map(|d| &d.caller).find(|c| **c != one.caller);
    let stranger = stranger.unwrap().as_str();
    none(call(stranger, said(Said::Solved, "")).await);
    none(
        store
            .contact_to_call(month(), no, act(clerk(stranger), day))
            .await,
    );
    let caller = one.caller.as_str();
    let sampling = store.sampling(month()).await.unwrap();
    let Actor::Staff(theirs) = clerk(caller) else {
        unreachable!()
    };
    let sight = sampling.item(no).unwrap().sight(&theirs);
    assert!(store.matter(&sight, no).await.unwrap().is_some());
    let other = kept.iter().find(|d| d.no != no).unwrap().no;
    assert!(store.matter(&sight, other).await.unwrap().is_none());
    let listed = store.count(&sight, &Default::default(), day).await.unwrap();
    assert_eq!(listed, 1, "SQL sees what the rule sees");
    let Actor::Staff(head) = staff(caller, Role::Coordinator) else {
        unreachable!()
    };
    assert_eq!(sampling.item(no).unwrap().sight(&head), Sight::Nothing);

    let contact = store
        .contact_to_call(month(), no, act(clerk(caller), day))
        .await;
    assert_eq!(contact.unwrap().unwrap().phone, "13900000210");
    assert_eq!(
        store.looks(no).await.unwrap()[0].reason,
        "2025年11月回访抽查"
    );
    let bare = call(caller, said(Said::NotSolved, " ")).await;
    assert!(refused(bare).starts_with("企业的原话"));
    let long = call(caller, said(Said::NotSolved, &"长".repeat(501))).await;
    assert!(refused(long).contains("500"));
    call(caller, said(Said::Unreached, "")).await.unwrap();
    call(caller, said(Said::NotSolved, "还差一张批文"))
        .await
        .unwrap();
    let again = call(caller, said(Said::Solved, "")).await;
    assert!(refused(again).contains("不能改"));
    none(
        store
            .contact_to_call(month(), no, act(clerk(caller), day))
            .await,
    );
    let sampling = store.sampling(month()).await.unwrap();
    let item = sampling.item(no).unwrap();
    assert_eq!(item.calls.len(), 2);
    assert_eq!(item.standing(day, 3), Standing::Heard);
    // The others are late the day after their term, not on it.
    let late = |day| {
        sampling
            .heard(day, 3)
            .values()
            .map(|h| h.missed)
            .sum::<u64>()
    };
    assert_eq!(late(date(2025, 12, 15)), 0);
    let all = u64::try_from(kept.len()).unwrap();
    assert_eq!(late(date(2025, 12, 16)), all - 1);
    let heard = sampling.heard(day, 3);
    assert_eq!(heard[&one.unit].not_solved, 1);
    // Nothing of it touched the matter or a figure.
    let after = store.line(no).await.unwrap().unwrap().version;
    assert_eq!((after, ranked(store).await), before);
}
