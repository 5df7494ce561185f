//! Bulletins and rankings out of a small district's journal, on both engines: every figure opens
//! to as many cases as it says, and what was issued equals what is computed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "assess/weekly.rs"]
mod weekly;

use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentCommand, AdjustmentRefusal, Proposal,
};
use banjie_core::assessment::quarterly::{AdjustmentKind, Assessment};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::report::Grounds;
use banjie_core::assessment::rulebook::Metric;
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::steps::{RankingStep, StepRefusal};
use banjie_core::assessment::{Counted, Grade, Month, Period, Quarter, Week};
use banjie_core::district::{PersonId, Role, Sight, TopicId, UnitId};
use banjie_core::kinds::interview::NewInterview;
use banjie_core::matter::proposal::{Basis, Fact};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Evidence, MatterNo, NewAppeal, Staff, Verdict,
};
use banjie_core::moment::Moment;
use banjie_store::db::Db;
use banjie_store::reads::Issued;
use banjie_store::testing::district;
use banjie_store::{Ask, Store, StoreError};
use jiff::civil::{Date, date};

async fn store(db: &Db) -> Store {
    district(db, "assess", at(date(2026, 1, 4), 9)).await
}

fn at(day: Date, hour: i8) -> Moment {
    Moment::local(day.at(hour, 0, 0, 0))
}

fn act(unit: &str, role: Role, day: Date) -> Act {
    let by = Actor::Staff(Staff {
        person: PersonId(format!("{unit}-{}", role.code())),
        name: "李敏".to_owned(),
        unit: UnitId::from(unit),
        roles: vec![role],
        post: None,
    });
    let at = at(day, 10);
    Act { at, by }
}

fn coordinator(store: &Store, day: Date) -> Act {
    act(
        store.pack().district.coordinator.as_str(),
        Role::Coordinator,
        day,
    )
}

/// Two different people sign the settled figures; one of them twice is refused.
async fn sign_twice(store: &Store, period: Period, day: Date) {
    let first = coordinator(store, day);
    let signed = store.sign_period(period, first.clone()).await.unwrap();
    assert_eq!(signed, Ok(()));
    let again = store.sign_period(period, first).await.unwrap();
    assert_eq!(again, Err(StepRefusal::SignedBefore));
    let second = act("组织部", Role::Organisation, day);
    let signed = store.sign_period(period, second).await.unwrap();
    assert_eq!(signed, Ok(()));
}

struct Steps<'a> {
    store: &'a Store,
    no: MatterNo,
    version: u64,
}

impl Steps<'_> {
    async fn give(&mut self, command: Command, act: Act) {
        let ask = Ask { act, key: None };
        self.store
            .command(self.no, self.version, command, ask)
            .await
            .unwrap();
        self.version += 1;
    }
}

/// An appeal to a unit, received on a day, answered and confirmed where days are given.
async fn appeal<'a>(
    store: &'a Store,
    unit: &str,
    received: Date,
    answered: Option<Date>,
    confirmed: Option<(Date, Verdict, u8)>,
) -> Steps<'a> {
    appeal_about(store, None, unit, received, answered, confirmed).await
}

/// The same about a topic of the pack.
async fn appeal_about<'a>(
    store: &'a Store,
    topic: Option<TopicId>,
    unit: &str,
    received: Date,
    answered: Option<Date>,
    confirmed: Option<(Date, Verdict, u8)>,
) -> Steps<'a> {
    let new = NewAppeal {
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
    };
    let by_enterprise = |day| Act {
        at: at(day, 9),
        by: Actor::Enterprise,
    };
    let ask = Ask {
        act: by_enterprise(received),
        key: None,
    };
    let no = store.open_appeal(new, None, None, ask).await.unwrap().no;
    let mut steps = Steps {
        store,
        no,
        version: 1,
    };
    let dispatch = Command::Dispatch {
        unit: unit.into(),
        support: vec![],
        topic,
        reason: "职责范围".to_owned(),
    };
    steps.give(dispatch, coordinator(store, received)).await;
    let clerk = |day| act(unit, Role::Clerk, day);
    steps.give(Command::Sign, clerk(received)).await;
    if let Some(day) = answered {
        let note = Command::Comment {
            words: "已与财务核对".to_owned(),
            public: false,
        };
        steps.give(note, clerk(day)).await;
        let answer = Command::Answer {
            reply: "已列入预算，3 月 20 日前付清。".to_owned(),
            evidence: vec![Evidence::Record(4)],
        };
        steps.give(answer, clerk(day)).await;
    }
    if let Some((day, verdict, level)) = confirmed {
        let confirm = Command::Confirm {
            tags: Vec::new(),
            verdict,
            level: Some(level),
            words: "没有按说好的日子付".to_owned(),
        };
        steps.give(confirm, by_enterprise(day)).await;
    }
    steps
}

/// January 2026: 住建局 six appeals, one late and one still open; 工信局 five, all good.
async fn january(store: &Store) {
    let d = |n| date(2026, 1, n);
    // Five working days: 01-05 → 01-12, 01-12 → 01-19, 01-19 → 01-26.
    for n in [5, 6, 7, 8] {
        let said = Some((d(n + 5), Verdict::Solved, 5));
        appeal(store, "住建局", d(n), Some(d(n + 4)), said).await;
    }
    let late = Some((d(22), Verdict::NotSolved, 1));
    appeal(store, "住建局", d(12), Some(d(21)), late).await;
    appeal(store, "住建局", d(19), None, None).await;
    for n in [5, 6, 7, 8, 9] {
        let said = Some((d(n + 3), Verdict::Solved, 4));
        appeal(store, "工信局", d(n), Some(d(n + 2)), said).await;
    }
    let mut gone = appeal(store, "工信局", d(13), Some(d(14)), None).await;
    let exclude = Command::exclude("同一企业重复提交".to_owned());
    gone.give(exclude, coordinator(store, d(15))).await;
}

async fn opens(store: &Store, counted: &Counted) {
    let cases = store
        .cases(&Sight::District, &counted.figure)
        .await
        .unwrap();
    assert_eq!(cases.len() as u64, counted.cases, "{:?}", counted.figure);
}

async fn share_opens(store: &Store, share: &Share) {
    opens(store, &share.hits).await;
    opens(store, &share.missed).await;
    for whole in &share.whole {
        opens(store, whole).await;
    }
}

async fn bulletin_opens(store: &Store, bulletin: &Bulletin) {
    for compared in [&bulletin.received, &bulletin.answered, &bulletin.overdue] {
        opens(store, &compared.now).await;
    }
    opens(store, &bulletin.open).await;
    for share in [&bulletin.on_time, &bulletin.solved, &bulletin.satisfied] {
        share_opens(store, share).await;
    }
    for row in bulletin.groups.iter().flat_map(|group| &group.rows) {
        for counted in [&row.received, &row.answered, &row.open, &row.overdue] {
            opens(store, counted).await;
        }
        share_opens(store, &row.on_time).await;
    }
    for load in &bulletin.late_units {
        opens(store, &load.overdue).await;
        opens(store, &load.open).await;
    }
    for moved in bulletin.better.iter().chain(&bulletin.worse) {
        opens(store, &moved.before).await;
        opens(store, &moved.now).await;
    }
}

async fn ranking_opens(store: &Store, ranking: &Ranking) {
    opens(store, &ranking.excluded_count).await;
    for row in ranking.groups.iter().flat_map(|group| &group.placed) {
        opens(store, &row.score.cases).await;
        for measure in &row.score.measures {
            share_opens(store, measure.share().unwrap()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_says_what_the_journal_says() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let week: Week = "2026-W04".parse().unwrap();
        let bulletin = store.bulletin(week, week.last()).await.unwrap();
        // 01-19 to 01-25: an appeal received, and the bad review of 01-22; the answer of 01-21 was due
        // 01-19.
        assert_eq!(
            (bulletin.received.now.cases, bulletin.received.before),
            (2, 1)
        );
        assert_eq!(bulletin.answered.now.cases, 1);
        assert_eq!(bulletin.on_time.words(), "0.00%");
        assert_eq!(bulletin.on_time_before.words(), "100.00%");
        assert_eq!((bulletin.open.cases, bulletin.overdue.now.cases), (2, 0));
        assert_eq!(bulletin.yellow.len(), 1, "one working day left");
        assert_eq!(bulletin.yellow[0].unit.as_str(), "住建局");
        assert_eq!(bulletin.next_week[0].due, date(2026, 1, 26));
        assert_eq!(bulletin.next_week[0].left, 1);
        // The appeal on 01-26; the review's answer, 5 working days from 01-22, on 01-29.
        assert_eq!(bulletin.findings.next_week, "下周到期 2 件，都在住建局");
        assert_eq!(bulletin.satisfied.words(), "0.00%");
        bulletin_opens(&store, &bulletin).await;

        let next = week.next();
        let later = store.bulletin(next, next.last()).await.unwrap();
        // The appeal due Monday 01-26, and the answer to the rater due Thursday 01-29.
        assert_eq!(later.findings.overdue, "逾期 2 件，都在住建局");
        // Late by 27, 28, 29, 30; by 30.
        assert_eq!(later.red.len(), 2);
        assert_eq!((later.red[0].late, later.red[1].late), (4, 1));
        assert_eq!(later.worse[0].words(), "住建局逾期由 0 件升到 2 件");
        assert_eq!(later.late_units[0].oldest, 4);
        bulletin_opens(&store, &later).await;
        assert!(later.public().red[0].no.is_empty());

        // What happens afterwards does not change what was known then.
        let before = serde_json::to_string(&later).unwrap();
        appeal(&store, "住建局", date(2026, 2, 3), None, None).await;
        let again = store.bulletin(next, next.last()).await.unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), before);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulletin_is_issued_once_and_revised_by_revision() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let week: Week = "2026-W04".parse().unwrap();
        let bulletin = store.bulletin(week, week.last()).await.unwrap();
        assert!(store.issued_bulletin(week).await.unwrap().is_none());
        let issue = |seen| {
            let act = coordinator(&store, date(2026, 1, 26));
            store.issue_bulletin(week, week.last(), seen, act)
        };
        issue(0).await.unwrap();
        let twice = issue(0).await;
        assert!(matches!(twice, Err(StoreError::Taken(_))), "{twice:?}");
        let kept = store.issued_bulletin(week).await.unwrap().unwrap();
        assert_eq!((kept.issued.revision, &kept.values), (1, &bulletin));
        assert_eq!(issue(1).await.unwrap().revision, 2);
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_placed_checked_and_sealed() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let month: Month = "2026-01".parse().unwrap();
        let ranking = store.ranking(month, month.last()).await.unwrap();
        let row = |unit: &str| {
            let rows = ranking.groups.iter().flat_map(|g| &g.placed);
            rows.clone()
                .find(|r| r.score.unit.as_str() == unit)
                .unwrap()
                .clone()
        };
        // 住建局: 4 of 6 on time = 66.67 %, 4 of 5 solved = 80 %, 4 of 5 pleased = 80 %, none of
        // 5 reopened: (6.6667/38 × 40 + 30/45 × 25 + 20/38 × 20 + 5) ÷ 90 × 100 = 43.5673.
        let housing = row("住建局");
        assert_eq!(housing.printed(), "43.57");
        assert_eq!(housing.score.cases.cases, 6);
        assert_eq!(housing.loss, "按时办结率失36.65分：2 件超时");
        assert_eq!(row("工信局").printed(), "100.00");
        assert_eq!(ranking.excluded.len(), 1);
        assert_eq!(ranking.excluded[0].reason, "同一企业重复提交");
        ranking_opens(&store, &ranking).await;

        let step = |seen, day| store.advance_ranking(month, seen, "", coordinator(&store, day));
        let early = step(None, date(2026, 1, 31)).await.unwrap();
        assert_eq!(early, Err(StepRefusal::Running(Period::Month(month))));
        let (draft, checking) = (RankingStep::Draft, RankingStep::Checking);
        step(None, date(2026, 2, 2)).await.unwrap().unwrap();
        let stale = step(None, date(2026, 2, 2)).await.unwrap();
        assert_eq!(
            stale,
            Err(StepRefusal::Moved {
                seen: None,
                now: Some(draft)
            })
        );
        step(Some(draft), date(2026, 2, 3)).await.unwrap().unwrap();
        // Three working days: 02-04, 05, 06.
        let until = date(2026, 2, 6);
        let soon = step(Some(checking), until).await.unwrap();
        assert_eq!(soon, Err(StepRefusal::StillChecking { until }));
        // Two colleagues press at the same time: one takes the step, the other is told.
        let (one, other) = tokio::join!(
            step(Some(checking), date(2026, 2, 9)),
            step(Some(checking), date(2026, 2, 9)),
        );
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_ne!(one.is_ok(), other.is_ok());
        let late = one.err().or(other.err()).unwrap();
        assert!(matches!(late, StepRefusal::Moved { .. }), "{late}");
        assert!(store.sealed_ranking(month).await.unwrap().is_none());
        let settled = Some(RankingStep::Settled);
        let unsigned = step(settled, date(2026, 2, 9)).await.unwrap();
        assert_eq!(unsigned, Err(StepRefusal::Unsigned { signed: 0 }));
        sign_twice(&store, Period::Month(month), date(2026, 2, 9)).await;
        step(settled, date(2026, 2, 9)).await.unwrap().unwrap();
        let sealed = store.sealed_ranking(month).await.unwrap().unwrap();
        assert!(store.published_ranking(month).await.unwrap().is_none());
        assert_eq!((sealed.issued.revision, &sealed.values), (1, &ranking));
        let body = serde_json::to_string(&ranking).unwrap();
        assert_eq!(sealed.issued.body, body, "live equals sealed");

        step(Some(RankingStep::Sealed), date(2026, 2, 9))
            .await
            .unwrap()
            .unwrap();
        let public = store.published_ranking(month).await.unwrap().unwrap();
        assert_eq!(public.issued.body, body, "published as sealed");

        // A correction is a new revision with its reason; the sealed one stays what it was.
        let published = Some(RankingStep::Published);
        let mute = step(published, date(2026, 2, 10)).await.unwrap();
        assert_eq!(mute, Err(StepRefusal::NoReason));
        let second = store
            .advance_ranking(
                month,
                published,
                "漏算一件",
                coordinator(&store, date(2026, 2, 10)),
            )
            .await
            .unwrap()
            .unwrap();
        assert_eq!((second.revision, second.state.as_str()), (2, "draft"));
        let public = store.published_ranking(month).await.unwrap().unwrap();
        assert_eq!(public.issued.revision, 1);
        let february = store
            .ranking(month.next(), date(2026, 2, 10))
            .await
            .unwrap();
        assert!(!february.complete);
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exclusion_proposed_for_a_later_month_does_not_hold_up_an_earlier_one() {
    banjie_store::testing::both(async |db: Db| {
        let store = store(&db).await;
        january(&store).await;
        let exclude = || Command::exclude("不合理诉求".to_owned());
        // From the fourth exclusion of a month on a second person is asked. All four came in February.
        let (came, out) = (date(2026, 2, 3), date(2026, 2, 4));
        for _ in 0..4 {
            let mut steps = appeal(&store, "住建局", came, None, None).await;
            steps.give(exclude(), coordinator(&store, out)).await;
        }
        let waits = async |period: &str| {
            let pending = store.pending(period.parse().unwrap()).await;
            pending.unwrap().exclusions
        };
        assert_eq!(waits("2026-01").await, 0, "nothing of January would change");
        assert_eq!(waits("2026-02").await, 1);
        assert_eq!(waits("2026-Q1").await, 1);
        assert_eq!(waits("2025-Q4").await, 0);
        // Received on 29 January, due in February: it counts in both.
        let mut both = appeal(&store, "住建局", date(2026, 1, 29), None, None).await;
        both.give(exclude(), coordinator(&store, out)).await;
        assert_eq!(waits("2026-01").await, 1);
        assert_eq!(waits("2026-02").await, 2);
        assert_eq!(waits("2025-12").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_month_that_does_not_follow_from_the_log_is_named() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let month: Month = "2026-01".parse().unwrap();
        let mut forged = store.ranking(month, month.last()).await.unwrap();
        let row = (forged.groups.iter_mut().flat_map(|group| &mut group.placed))
            .find(|row| row.score.unit.as_str() == "住建局")
            .unwrap();
        let true_score = row.score.score.replace("99.99".parse().unwrap()).unwrap();
        let place = row.place;
        // Written, signed and sealed as if it had been computed: every digest fits.
        let paper = Issued {
            kind: "ranking".to_owned(),
            period: month.to_string(),
            revision: 1,
            state: "settled".to_owned(),
            body: serde_json::to_string(&forged).unwrap(),
            at: at(date(2026, 2, 9), 9),
        };
        let day = date(2026, 2, 9);
        store.issue(paper, coordinator(&store, day)).await.unwrap();
        sign_twice(&store, Period::Month(month), day).await;
        let settled = Some(RankingStep::Settled);
        let sealed = store.advance_ranking(month, settled, "", coordinator(&store, day));
        sealed.await.unwrap().unwrap();
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            [format!(
                "2026年1月月排名第1版：按日志重算，住建局：99.99 分，第 {place} 名 → {true_score} 分，第 {place} 名"
            )]
        );
    })
    .await;
}

/// Takes a month or quarter from where it stands to published: the checking days are waited for.
async fn publish(store: &Store, period: Period, from: Date) {
    let mut day = from;
    loop {
        let stand = store.stand(period).await.unwrap();
        let seen = stand.map(|(stand, _)| stand.step);
        match seen {
            Some(RankingStep::Published) => return,
            Some(RankingStep::Settled) => sign_twice(store, period, day).await,
            _ => {}
        }
        let step = store.advance(period, seen, "", coordinator(store, day));
        match step.await.unwrap() {
            Ok(_) => {}
            Err(StepRefusal::StillChecking { until }) => day = until.tomorrow().unwrap(),
            Err(other) => panic!("{other}"),
        }
    }
}

fn deduct(unit: &str, points: &str) -> AdjustmentCommand {
    AdjustmentCommand::Propose(Proposal {
        unit: unit.into(),
        kind: AdjustmentKind::Deduction,
        points: points.parse().unwrap(),
        reason: "推诿企业诉求被通报".to_owned(),
        grounds: Grounds {
            note: "区委办通报〔2026〕7号".to_owned(),
            files: Vec::new(),
        },
    })
}

fn agree(number: u32) -> AdjustmentCommand {
    AdjustmentCommand::Decide {
        number,
        agree: true,
        reason: String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_rests_on_its_sealed_months_and_on_two_persons() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let quarter: Quarter = "2026-Q1".parse().unwrap();
        let period = Period::Quarter(quarter);
        let [january, february, march] = quarter.months().map(Period::Month);
        publish(&store, january, date(2026, 2, 2)).await;
        // February and March have one case each: nobody has a place there.
        appeal(
            &store,
            "工信局",
            date(2026, 2, 3),
            Some(date(2026, 2, 4)),
            None,
        )
        .await;
        appeal(
            &store,
            "工信局",
            date(2026, 3, 3),
            Some(date(2026, 3, 4)),
            None,
        )
        .await;
        let d = |n| date(2026, 4, n);
        let step = |seen, day| store.advance(period, seen, "", coordinator(&store, day));
        let early = step(None, date(2026, 3, 31)).await.unwrap();
        assert_eq!(early, Err(StepRefusal::Running(period)));
        step(None, d(1)).await.unwrap().unwrap();
        let draft = Some(RankingStep::Draft);
        // A month without a sealed ranking: in words, and the quarter stays a draft.
        let open = step(draft, d(1)).await.unwrap().unwrap_err();
        assert!(
            open.to_string()
                .starts_with("2026年2月、2026年3月的月排名还没有封存"),
            "{open}"
        );
        publish(&store, february, d(1)).await;
        publish(&store, march, d(2)).await;

        let now = store.assessment(quarter, quarter.last()).await.unwrap();
        let row = |a: &Assessment, unit: &str| a.row(&unit.into()).unwrap().1.clone();
        let (housing, industry) = (row(&now, "住建局"), row(&now, "工信局"));
        assert_eq!(housing.months[0].words(), row_words(&store, "住建局").await);
        assert_eq!(industry.months[1].words(), "不排名次");
        for part in housing.parts.iter().flat_map(|part| &part.behind) {
            opens(&store, &part.cases).await;
        }
        for part in industry.parts.iter().flat_map(|part| &part.behind) {
            opens(&store, &part.cases).await;
        }

        // One person alone changes nothing; with the second word five points are gone.
        let before = housing.total.unwrap();
        let first = |day| coordinator(&store, day);
        let number = store.adjust(quarter, deduct("住建局", "5"), first(d(10)));
        let number = number.await.unwrap().unwrap();
        let waits = step(draft, d(10)).await.unwrap().unwrap_err();
        assert_eq!(waits, StepRefusal::AdjustmentsOpen(1));
        let alone = store
            .adjust(quarter, agree(number), first(d(10)))
            .await
            .unwrap();
        assert_eq!(alone, Err(AdjustmentRefusal::OwnProposal));
        let second = |day| act("组织部", Role::Organisation, day);
        let agreed = store.adjust(quarter, agree(number), second(d(10)));
        assert_eq!(agreed.await.unwrap(), Ok(number));
        let kept = store.issued_assessment(quarter).await.unwrap().unwrap();
        let adjusted = row(&kept.values, "住建局");
        let lost = before - adjusted.total.unwrap();
        assert_eq!(lost.to_string(), "5.00", "the draft follows");

        step(draft, d(10)).await.unwrap().unwrap();
        let late = store.adjust(quarter, deduct("工信局", "1"), first(d(10)));
        assert!(matches!(
            late.await.unwrap(),
            Err(AdjustmentRefusal::HandedOut(..))
        ));
        let checking = Some(RankingStep::Checking);
        step(checking, d(20)).await.unwrap().unwrap();
        sign_twice(&store, period, d(20)).await;
        step(Some(RankingStep::Settled), d(20))
            .await
            .unwrap()
            .unwrap();
        assert!(store.published_assessment(quarter).await.unwrap().is_none());
        step(Some(RankingStep::Sealed), d(20))
            .await
            .unwrap()
            .unwrap();
        let public = store.published_assessment(quarter).await.unwrap().unwrap();
        assert_eq!(row(&public.values, "住建局"), adjusted);
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );

        // A month sealed anew: said beside the sealed quarter, which stays what it was; its own
        // revision shows the difference and follows from the log again.
        assert!(
            store
                .corrected_since(&public.values)
                .await
                .unwrap()
                .is_empty()
        );
        let months = store
            .ranking_revisions("2026-01".parse().unwrap())
            .await
            .unwrap();
        assert_eq!(months.len(), 1);
        let published = Some(RankingStep::Published);
        let again = store.advance(january, published, "漏算一件", coordinator(&store, d(21)));
        again.await.unwrap().unwrap();
        publish(&store, january, d(21)).await;
        let stale = store.corrected_since(&public.values).await.unwrap();
        assert_eq!(stale, [("2026-01".parse().unwrap(), 2)]);
        let mute = step(published, d(30)).await.unwrap();
        assert_eq!(mute, Err(StepRefusal::NoReason));
        let next = store.advance(period, published, "1月已更正", coordinator(&store, d(30)));
        assert_eq!(next.await.unwrap().unwrap().revision, 2);
        publish(&store, period, d(30)).await;
        let all = store.assessment_revisions(quarter).await.unwrap();
        assert_eq!(all[1].values.months[0].revision, Some(2));
        assert!(
            store
                .corrected_since(&all[1].values)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}

/// What January's sealed ranking says of a unit.
async fn row_words(store: &Store, unit: &str) -> String {
    let sealed = store.sealed_ranking("2026-01".parse().unwrap()).await;
    let ranking = sealed.unwrap().unwrap().values;
    let (group, row) = ranking.row(&unit.into()).unwrap();
    let (place, of) = (row.place, group.placed.len());
    format!("{} 分，第 {place} 名，共 {of} 家", row.printed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_quarter_that_does_not_follow_from_the_log_is_named() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let quarter: Quarter = "2026-Q1".parse().unwrap();
        publish(&store, Period::Month("2026-01".parse().unwrap()), date(2026, 2, 2)).await;
        let mut forged = store.assessment(quarter, quarter.last()).await.unwrap();
        let row = (forged.groups.iter_mut().flat_map(|group| &mut group.rows))
            .find(|row| row.unit.as_str() == "住建局")
            .unwrap();
        let (true_total, place) = (row.total.unwrap(), row.place.unwrap());
        let true_grade = row.grade.replace(Grade::Excellent).unwrap().word();
        row.total = Some("99.99".parse().unwrap());
        let day = date(2026, 4, 20);
        let paper = Issued {
            kind: "assessment".to_owned(),
            period: quarter.to_string(),
            revision: 1,
            state: "settled".to_owned(),
            body: serde_json::to_string(&forged).unwrap(),
            at: at(day, 9),
        };
        store.issue(paper, coordinator(&store, day)).await.unwrap();
        let period = Period::Quarter(quarter);
        sign_twice(&store, period, day).await;
        let settled = Some(RankingStep::Settled);
        let sealed = store.advance(period, settled, "", coordinator(&store, day));
        sealed.await.unwrap().unwrap();
        assert_eq!(
            store.check(vec![]).await.unwrap().faults,
            [format!(
                "2026年第一季度季考核第1版：按日志重算，住建局：99.99 分，第 {place} 名，优秀 → {true_total} 分，第 {place} 名，{true_grade}"
            )]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indicator_counts_by_month_whichever_unit_did_it() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        let topics = &store.pack().district.topics;
        let topic = topics
            .iter()
            .find(|topic| topic.indicator.is_some())
            .unwrap();
        let (id, indicator) = (topic.id.clone(), topic.indicator.clone().unwrap());
        let (january, march) = (date(2026, 1, 5), date(2026, 3, 2));
        let about = |unit, day, done| appeal_about(&store, Some(id.clone()), unit, day, done, None);
        about("住建局", january, Some(date(2026, 1, 6))).await;
        about("工信局", march, Some(date(2026, 3, 3))).await;
        about("工信局", march, None).await;
        appeal(&store, "工信局", march, None, None).await;
        let to = date(2026, 3, 31);
        let months = store
            .indicator_months(&indicator, date(2025, 12, 1), to)
            .await;
        let months = months.unwrap();
        let named: Vec<String> = months.iter().map(|(month, _)| month.to_string()).collect();
        assert_eq!(
            named,
            ["2026-01", "2026-02", "2026-03"],
            "the empty month is there"
        );
        let on_time = |at: usize| Share::of(Metric::ON_TIME, None, &months[at].1);
        assert_eq!(on_time(0).words(), "100.00%");
        assert_eq!(on_time(1).words(), "无数据");
        assert_eq!(on_time(2).words(), "50.00%");
        for (_, counts) in &months {
            share_opens(&store, &Share::of(Metric::ON_TIME, None, counts)).await;
        }
    })
    .await;
}

/// An interview that no sealed month bears out: undecided it is taken back by rule, decided it says so
/// and can only be given up; one whose unit is last stays.
#[tokio::test(flavor = "multi_thread")]
async fn an_interview_whose_month_was_corrected_is_taken_back() {
    banjie_store::testing::both(|db| async move {
        let store = store(&db).await;
        january(&store).await;
        let (month, day): (Month, _) = ("2026-01".parse().unwrap(), date(2026, 2, 9));
        // As if 住建局 stood last in what was published; 财政局 has no place at all.
        let mut ranking = store.ranking(month, month.last()).await.unwrap();
        let rows = ranking
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.placed);
        for row in rows {
            row.last = row.score.unit.as_str() == "住建局";
        }
        let units = ["住建局", "工信局", "财政局"].map(UnitId::from);
        let interviews = units.clone().map(|unit| NewInterview {
            unit,
            months: vec![month],
            basis: Basis {
                rule: "连续2个月组内末位".to_owned(),
                facts: vec![Fact {
                    words: "2026年1月：末位".to_owned(),
                    href: "/rankings/2026-01".to_owned(),
                    cases: Vec::new(),
                }],
                checks: Vec::new(),
                certainty: "末位概率82%。".to_owned(),
            },
        });
        let opened = store.open_proposals(interviews.into(), Vec::new(), at(day, 9));
        let [stands, undecided, decided] = opened.await.unwrap()[..] else {
            panic!("three are opened");
        };
        let people = &store.pack().people;
        let secretary = people.iter().find(|p| p.name == "吴正清").unwrap();
        let secretary = Staff {
            person: secretary.user.clone(),
            name: secretary.name.clone(),
            unit: secretary.unit.clone(),
            roles: secretary.roles.clone(),
            post: secretary.post.clone(),
        };
        let sight = Sight::of(&secretary, &store.pack().district);
        let matter = async |no| store.matter(&sight, no).await.unwrap().unwrap().matter;
        let give = async |no, command| {
            let ask = Ask {
                act: Act {
                    at: at(day, 10),
                    by: Actor::Staff(secretary.clone()),
                },
                key: None,
            };
            let version = matter(no).await.version;
            store.command(no, version, command, ask).await.map(drop)
        };
        let decide = |adopt| Command::Decide {
            adopt,
            reason: "按办法办".to_owned(),
        };
        give(decided, Command::Open).await.unwrap();
        give(decided, decide(true)).await.unwrap();

        store.propose(at(day, 11)).await.unwrap();
        assert_eq!(
            matter(undecided).await.state(),
            "proposed",
            "no month is sealed yet"
        );

        let paper = Issued {
            kind: "ranking".to_owned(),
            period: month.to_string(),
            revision: 1,
            state: "settled".to_owned(),
            body: serde_json::to_string(&ranking).unwrap(),
            at: at(day, 9),
        };
        store.issue(paper, coordinator(&store, day)).await.unwrap();
        sign_twice(&store, Period::Month(month), day).await;
        let settled = Some(RankingStep::Settled);
        let sealed = store.advance_ranking(month, settled, "", coordinator(&store, day));
        sealed.await.unwrap().unwrap();
        for _ in 0..2 {
            store.propose(at(day, 12)).await.unwrap();
        }
        assert_eq!(matter(stands).await.state(), "proposed");
        let taken = matter(undecided).await;
        assert_eq!(
            (taken.state(), taken.is_ended()),
            ("proposal_retracted", true)
        );
        let why = taken.dossier().unwrap().corrected.clone().unwrap();
        assert_eq!(
            why,
            format!("2026年1月的排名更正以后，{}不算组内末位", units[1])
        );
        let kept = matter(decided).await;
        assert_eq!((kept.state(), kept.is_ended()), ("convened", false));
        assert_eq!(kept.step().what, "依据已更正，改为不予约谈");
        let refused = give(decided, decide(true)).await.unwrap_err().to_string();
        assert!(refused.contains("不能再据此约谈"), "{refused}");
        give(decided, decide(false)).await.unwrap();
        assert_eq!(matter(decided).await.state(), "waived");
    })
    .await;
}
