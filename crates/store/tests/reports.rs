//! Reported figures on both engines: reported by one unit with evidence, verified by another, all of a
//! form or none, and never after the month is settled. What is not verified earns nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use banjie_core::assessment::Month;
use banjie_core::assessment::report::{
    Grounds, ReportCommand, ReportRefusal, Said, State as Stands,
};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::district::{PersonId, Role, Unit, UnitId};
use banjie_core::matter::{Act, Actor, Staff};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_store::Store;
use banjie_store::reads::Issued;
use banjie_store::testing::{both, pack_files, parsed, store};
use jiff::civil::{Date, date};
use std::sync::Arc;

/// The shipped method with ten of its points given to a reported figure.
fn pack() -> Arc<Pack> {
    let mut files = pack_files();
    for file in files.iter_mut().filter(|file| file.path == "rulebook.toml") {
        let measure = "
[[measure]]
id = \"days\"
title = \"平均用时\"
weight = 10
floor = 10
target = 0
reported = { about = \"受理到办结的平均工作日\", unit = \"天\", better = \"less\", lead = \"政务服务中心\", verifier = \"区政府办\", least = 0, most = 365 }
";
        file.text = file.text.replacen("weight = 40", "weight = 30", 1) + measure;
    }
    Arc::new(parsed(&files))
}

fn act(person: &str, unit: &str, day: Date, hour: i8) -> Act {
    Act {
        at: Moment::local(day.at(hour, 0, 0, 0)),
        by: Actor::Staff(Staff {
            person: PersonId::from(person),
            name: person.to_owned(),
            unit: UnitId::from(unit),
            roles: vec![Role::Clerk],
            post: None,
        }),
    }
}

fn january() -> Month {
    "2026-01".parse().unwrap()
}

fn unit(store: &Store, name: &str) -> Unit {
    let found = store.pack().district.unit(&name.into());
    found.unwrap().clone()
}

fn make(said: Said) -> ReportCommand {
    ReportCommand::Make {
        said,
        grounds: Grounds {
            note: "办件系统导出，截至1月31日".to_owned(),
            files: Vec::new(),
        },
    }
}

fn value(n: i64) -> ReportCommand {
    make(Said::Value(n.into()))
}

async fn give(store: &Store, given: Vec<(&str, ReportCommand)>, act: Act) -> Vec<String> {
    let commands = (given.into_iter())
        .map(|(name, command)| (unit(store, name), command))
        .collect();
    let refused = store
        .report(january(), "days", commands, act)
        .await
        .unwrap();
    let told = |(unit, refusal): (UnitId, ReportRefusal)| format!("{unit}：{refusal}");
    refused
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(told)
        .collect()
}

/// What the ranking of January reads of a unit: the figure, the points of 10.
async fn reads(store: &Store, name: &str) -> (String, String) {
    let ranking = store.ranking(january(), january().last()).await.unwrap();
    let scores = (ranking.groups.iter()).flat_map(|group| {
        group
            .placed
            .iter()
            .map(|row| &row.score)
            .chain(&group.unplaced)
    });
    let id = UnitId::from(name);
    let score = scores.into_iter().find(|score| score.unit == id).unwrap();
    let measure = score
        .measures
        .iter()
        .find(|m| m.title == "平均用时")
        .unwrap();
    (measure.value_words(), measure.points_words())
}

async fn seen(store: &Store, name: &str) -> Moment {
    let reports = store.reports(january()).await.unwrap();
    reports.get("days", &name.into()).unwrap().made.1
}

/// By hand: from 10 days (nothing) to 0 days (all). Nobody has cases, so the figure carries the whole
/// 100 points: 3 days earn 70 of them, 0 days 100, what is not verified 0; where it does not apply
/// there is nothing to earn.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_another_unit_verified_counts() {
    both(async |db| {
        let store = store(&db, "reports", pack());
        store
            .create(true, Moment::local(date(2026, 1, 4).at(9, 0, 0, 0)))
            .await
            .unwrap();
        let day = date(2026, 2, 2);
        let lead = |hour| act("潘淑华", "政务服务中心", day, hour);
        let second = |hour| act("林小芳", "区政府办", day, hour);
        let words = |figure: &str, points: &str| (figure.to_owned(), points.to_owned());
        assert_eq!(reads(&store, "住建局").await, words("未报", "0.00"));

        // One figure that cannot be keeps the whole form out.
        let refused = give(
            &store,
            vec![("住建局", value(3)), ("税务局", value(999))],
            lead(9),
        )
        .await;
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(
            refused[0].starts_with("税务局：数值“999天”不在"),
            "{refused:?}"
        );
        assert_eq!(reads(&store, "住建局").await, words("未报", "0.00"));

        let all = || {
            vec![
                ("住建局", value(3)),
                ("税务局", value(0)),
                (
                    "公安分局",
                    make(Said::NotApplicable("本月没有这类办件".to_owned())),
                ),
                ("城管局", value(5)),
            ]
        };
        assert_eq!(give(&store, all(), lead(10)).await, Vec::<String>::new());
        assert_eq!(reads(&store, "住建局").await, words("已报未核", "0.00"));
        let course = async || {
            let unit = UnitId::from("住建局");
            let course = store.report_course(january(), "days", &unit).await;
            course.unwrap().len()
        };
        assert_eq!(give(&store, all(), lead(10)).await, Vec::<String>::new());
        assert_eq!(course().await, 1, "the same form sent twice");

        let mut checks = Vec::new();
        for name in ["住建局", "税务局", "公安分局"] {
            let seen = seen(&store, name).await;
            checks.push((name, ReportCommand::Verify { seen }));
        }
        let own = give(&store, checks.clone(), lead(11)).await;
        assert!(own[0].contains("由区政府办核验"), "{own:?}");
        assert_eq!(give(&store, checks, second(11)).await, Vec::<String>::new());
        let send_back = ReportCommand::Return {
            seen: seen(&store, "城管局").await,
            reason: "要算工作日".to_owned(),
        };
        assert_eq!(
            give(&store, vec![("城管局", send_back)], second(12)).await,
            Vec::<String>::new()
        );
        assert_eq!(reads(&store, "住建局").await, words("3天", "70.00"));
        assert_eq!(reads(&store, "税务局").await, words("0天", "100.00"));
        assert_eq!(reads(&store, "公安分局").await, words("不适用", "不计分"));
        assert_eq!(reads(&store, "城管局").await, words("已报未核", "0.00"));
        let reports = store.reports(january()).await.unwrap();
        let state = Stands::of(reports.get("days", &"城管局".into()));
        assert_eq!(state, Stands::Returned);

        // Settled figures stay.
        let ranking = store.ranking(january(), january().last()).await.unwrap();
        let act = lead(13);
        let settled = Issued {
            kind: "ranking".to_owned(),
            period: january().to_string(),
            revision: 1,
            state: RankingStep::Settled.code().to_owned(),
            body: serde_json::to_string(&ranking).unwrap(),
            at: act.at,
        };
        store.issue(settled, act).await.unwrap();
        let refused = give(&store, vec![("城管局", value(4))], lead(14)).await;
        assert!(refused[0].contains("已经定稿"), "{refused:?}");
        assert_eq!(reads(&store, "城管局").await, words("已报未核", "0.00"));
        assert_eq!(
            store.check(Vec::new()).await.unwrap().faults,
            Vec::<String>::new()
        );
    })
    .await;
}
