//! No step is refused, and the district is believable.

use super::{Demo, TODAY, banjie, built};
use banjie_core::assessment::Month;
use banjie_core::assessment::detectors::Detector;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn no_step_of_the_story_is_refused_and_the_journal_fits() {
    let built = built();
    assert!(!built.said.contains("没有按规则走成"), "{}", built.said);
    let data = built.folder.path().to_str().unwrap();
    let (fine, said) = banjie(&["journal", "check", "--data", data]);
    assert!(fine && said.contains("全部相符"), "{said}");
}

/// G1: of the matters that have ended, detectors mark at most one in a hundred. The story plants
/// one thing they look for: a window that rates itself seven times from one place.
#[tokio::test(flavor = "multi_thread")]
async fn detectors_find_what_is_planted_and_leave_the_honest_alone() {
    let demo = Demo::over(built().folder.path()).await;
    let mut marks = Vec::new();
    let mut month: Month = "2026-03".parse().unwrap();
    for _ in 0..12 {
        marks.extend(demo.store.marks(month).await.unwrap());
        month = month.previous();
    }
    let ended = "select count(*) as n from matters where kind in ('appeal', 'directive')
        and waiting = 'nobody'";
    let ended = usize::try_from(demo.number(ended).await).unwrap();
    let mut kinds = BTreeMap::<_, BTreeSet<_>>::new();
    for mark in &marks {
        kinds.entry(mark.detector).or_default().insert(mark.no);
    }
    let planted = kinds.remove(&Detector::OnePlace).unwrap_or_default();
    assert_eq!(planted.len(), 7, "praise of itself");
    let honest: BTreeSet<_> = kinds.values().flatten().collect();
    let figures: Vec<_> = kinds.iter().map(|(d, all)| (d, all.len())).collect();
    println!("marked {} of {ended}: {figures:?}", honest.len());
    assert!(honest.len() * 100 <= ended, "{figures:?} of {ended}");
    // Every month that is over has its sample, and most of it was called about.
    let sampling = demo.store.sampling("2026-01".parse().unwrap()).await;
    let items = sampling.unwrap().items;
    let heard = items.iter().filter(|item| item.heard().is_some()).count();
    assert!(items.len() >= 40 && heard * 4 >= items.len() * 3, "{heard}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_district_is_believable() {
    let demo = Demo::over(built().folder.path()).await;
    let all = "select count(*) as n from matters where kind in ('appeal', 'directive')";
    let all = demo.number(all).await;
    assert!((2_900..3_300).contains(&all), "about 3,000 matters: {all}");
    let open = "from matters where waiting in ('unit', 'coordinator') and paused = 0";
    let late = format!("select count(*) as n {open} and due < '{TODAY}'");
    let late = demo.number(&late).await;
    let open = demo.number(&format!("select count(*) as n {open}")).await;
    assert!((60..200).contains(&open), "{open} open");
    assert!(
        late * 100 >= open * 2 && late * 100 <= open * 10,
        "{late} of {open} overdue"
    );
    let unsigned =
        format!("select count(*) as n from matters where state = 'dispatched' and due < '{TODAY}'");
    assert!(
        demo.number(&unsigned).await <= 2,
        "signed for before it is due"
    );
    // Everything done again has gone on from there: nothing waits to be signed for over a week.
    let stuck = "select count(*) as n from matters m where m.state = 'dispatched'
        and m.opened_day < '2026-03-01'
        and (select max(j.at_ms) from journal j where j.district = m.district
             and j.stream = m.no and j.event <> 'matter.escalated/1') < 1772640000000";
    assert_eq!(demo.number(stuck).await, 0);
    // What an enterprise says: most solved, some not, some say nothing.
    let ended = |state: &str| format!("select count(*) as n from matters where state = '{state}'");
    let solved = demo.number(&ended("solved")).await;
    let silent = demo.number(&ended("unconfirmed")).await;
    let explained = demo.number(&ended("concluded")).await;
    assert!(solved > 3 * silent && silent > explained && explained > 50);
    // Every turn a matter can take has been taken.
    for event in [
        "matter.paused/1",
        "matter.resumed/1",
        "matter.extended/1",
        "matter.transferred/1",
        "matter.returned/1",
        "matter.disputed/1",
        "matter.urged/1",
        "matter.excluded/1",
        "matter.withdrawn/1",
        "appeal.reopened/1",
        "appeal.rejected/1",
        "appeal.passed_on/1",
        "directive.sent_back/1",
        "directive.reflected/1",
        "review.invited/1",
        "review.rated/1",
        "review.lapsed/1",
        "review.called_back/1",
        "review.redressed/1",
        "review.objected/1",
        "review.objection_refused/1",
        "review.confirmed/1",
        "review.followed_up/1",
    ] {
        let sql = format!("select count(*) as n from journal where event = '{event}'");
        let times = demo.number(&sql).await;
        assert!(times >= 3, "{event}: {times}");
    }
    let leaders = "select count(*) as n from journal
        where event = 'matter.urged/1' and line like '%\"leader.%'";
    assert!(demo.number(leaders).await >= 5, "leaders urge");
    // One enterprise comes again and again about the same thing in the same place.
    let again = "select max(c) as n from (select count(*) as c from matters
        where enterprise is not null group by enterprise_code, topic, township)";
    assert!(demo.number(again).await >= 8);
    // Winter's wages and arrears: more in January than in October, though October has 18 days.
    let month = |m: &str| {
        format!(
            "select count(*) as n from matters where kind = 'appeal'
             and topic in ('拖欠账款', '拖欠工资') and opened_day like '{m}-%'"
        )
    };
    let (winter, autumn) = (month("2026-01"), month("2025-10"));
    assert!(demo.number(&winter).await > 2 * demo.number(&autumn).await);
}

/// All six packages, most of them handed over; every turn that an application, an item or a promise
/// can take by somebody's hand has been taken, and who is served says what it was like.
#[tokio::test(flavor = "multi_thread")]
async fn the_windows_have_had_a_year_of_applications() {
    let demo = Demo::over(built().folder.path()).await;
    let of = "from matters where kind = 'application' and parent is null";
    let all = demo.number(&format!("select count(*) as n {of}")).await;
    assert!((200..400).contains(&all), "some hundred: {all}");
    for package in [
        "企业开办：",
        "开办餐饮店：",
        "企业变更：",
        "企业注销：",
        "水电气热网联合报装：",
        "信用修复：",
    ] {
        let sql = format!("select count(*) as n {of} and title like '{package}%'");
        let many = demo.number(&sql).await;
        assert!(many >= 10, "{package} {many}");
    }
    let over = format!("select count(*) as n {of} and state = 'handed_over'");
    let over = demo.number(&over).await;
    assert!(over * 10 > all * 8, "{over} of {all} handed over");
    for event in [
        "application.refused/1",
        "application.told_missing/1",
        "application.supplied/1",
        "application.handed_over/1",
        "item.granted/1",
        "item.denied/1",
        "item.dropped/1",
        "commitment.made/1",
        "commitment.reminded/1",
        "commitment.supplied/1",
        "commitment.inspected/1",
        "commitment.found_false/1",
        "commitment.lapsed/1",
        "commitment.revoked/1",
        "commitment.objected/1",
        "commitment.settled/1",
        "commitment.repaired/1",
    ] {
        let sql = format!("select count(*) as n from journal where event = '{event}'");
        let times = demo.number(&sql).await;
        assert!(times >= 1, "{event}: {times}");
    }
    let kept = "select count(*) as n from matters where kind = 'commitment' and state = 'kept'";
    let broken = "select count(*) as n from matters where kind = 'commitment' and state = 'broken'";
    assert!(demo.number(kept).await > 3 * demo.number(broken).await);
    let rated = "select count(*) as n from reviews r join matters m
        on m.district = r.district and m.no = r.about
        where m.kind = 'application' and r.level is not null";
    let rated = demo.number(rated).await;
    assert!(rated > 50 && rated <= over, "{rated} of {over} rated");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_has_been_decided_waived_and_is_being_heard() {
    let demo = Demo::over(built().folder.path()).await;
    for (kind, state) in [
        ("interview", "looked_back"),
        ("interview", "waived"),
        ("consequence", "adopted"),
        ("consequence", "hearing"),
    ] {
        let sql = format!(
            "select count(*) as n from matters where kind = '{kind}' and state = '{state}'"
        );
        assert!(demo.number(&sql).await >= 1, "{kind} {state}");
    }
    let read = "select count(*) as n from journal where event = 'proposal.opened/1'";
    assert!(demo.number(read).await >= 5, "each reading has its trace");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_speech_runs_and_a_reflection_is_owed() {
    let demo = Demo::over(built().folder.path()).await;
    let of_speech = "from matters m join journal j on j.district = m.district and j.stream = m.no
        where m.kind = 'directive' and j.version = 1";
    let quoted = format!("select count(*) as n {of_speech} and j.line like '%政策日历%'");
    assert!(demo.number(&quoted).await >= 1, "政策日历 is dispatched");
    let towers = format!("select count(*) as n {of_speech} and j.line like '%今天参会的17个部门%'");
    assert_eq!(demo.number(&towers).await, 17, "one for each department");
    let owed = "select count(*) as n from matters
        where kind = 'directive' and title like '反思：%' and state = 'handling'";
    assert!(demo.number(owed).await >= 1, "a reflection is still owed");
    let given = "select count(*) as n from matters
        where kind = 'directive' and title like '反思：%' and state = 'done'";
    assert!(demo.number(given).await >= 2, "some are accepted");
    let steps = "select count(*) as n from matters where kind = 'directive' and parent is not null";
    assert!(demo.number(steps).await >= 4, "their steps are directives");
}
