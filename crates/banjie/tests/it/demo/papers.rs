//! Bulletins and rankings of every period, the same digits on page and command line.

use super::{Demo, SLOW, TODAY, banjie, built};
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::quarterly::{AdjustmentKind, Assessment};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::{Quarter, Week};
use banjie_core::district::UnitKind;
use banjie_web::testing::pack;

const IMPROVING: &str = "人社局";

fn place(ranking: &Ranking, unit: &str) -> (u32, usize) {
    let group = ranking
        .groups
        .iter()
        .find(|g| g.placed.iter().any(|r| r.score.unit.as_str() == unit));
    let group = group.unwrap_or_else(|| panic!("{unit} has no place in {}", ranking.month));
    let mut rows = group.placed.iter();
    let row = rows.find(|r| r.score.unit.as_str() == unit).unwrap();
    (row.place, group.placed.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_month_is_sealed_with_both_kinds_of_units_in_it() {
    let demo = Demo::over(built().folder.path()).await;
    let sealed = demo.sealed().await;
    assert_eq!(sealed.len(), 11);
    let towns = pack()
        .district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .count();
    let mut last = 0;
    for ranking in &sealed {
        assert!(ranking.complete, "{}", ranking.month);
        for group in &ranking.groups {
            let (placed, least) = (
                group.placed.len(),
                if group.group == "镇街组" {
                    towns - 1
                } else {
                    4
                },
            );
            assert!(
                placed >= least,
                "{} {}: {placed}",
                ranking.month,
                group.group
            );
        }
        let (at, of) = place(ranking, SLOW);
        last += usize::from(usize::try_from(at).unwrap() == of);
    }
    assert!(last + 2 >= sealed.len(), "{SLOW} was last {last} times");
    let mean = |rankings: &[Ranking]| {
        let places = rankings.iter().map(|r| place(r, IMPROVING).0);
        places.sum::<u32>()
    };
    let (before, after) = (mean(&sealed[..3]), mean(&sealed[8..]));
    assert!(
        after + 4 <= before,
        "{IMPROVING}: {before} → {after}, three months each"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_say_the_same_on_page_and_command_line_and_count_whole_days() {
    let folder = built().folder.path();
    let demo = Demo::over(folder).await;
    let data = folder.to_str().unwrap();
    let mut client = demo.client();
    let mut week = Week::of("2025-03-24".parse().unwrap());
    let mut newest = week;
    while week.last().to_string().as_str() < TODAY {
        let kept = demo.store.issued_bulletin(week).await.unwrap();
        let kept = kept.unwrap_or_else(|| panic!("{week} is not issued"));
        assert!(kept.values.complete && kept.values.as_of == week.last());
        newest = week;
        week = week.next();
    }
    let text = newest.to_string();
    let (fine, said) = banjie(&["bulletin", &text, "--json", "--data", data]);
    assert!(fine, "{said}");
    let bulletin: Bulletin = serde_json::from_str(&said).unwrap();
    let page = client.get(&format!("/bulletins/{text}")).await;
    for words in [
        bulletin.received.now.cases.to_string(),
        bulletin.open.cases.to_string(),
        bulletin.overdue.now.cases.to_string(),
        bulletin.on_time.words(),
        bulletin.solved.words(),
        bulletin.satisfied.words(),
    ] {
        assert!(page.text.contains(&words), "{words} is not on the page");
    }
    let (fine, said) = banjie(&["ranking", "2026-02", "--json", "--data", data]);
    assert!(fine, "{said}");
    let ranking: Ranking = serde_json::from_str(&said).unwrap();
    assert_eq!(ranking.as_of.to_string(), "2026-02-28");
    let page = client.get("/rankings/2026-02").await;
    for row in ranking.groups.iter().flat_map(|g| &g.placed) {
        let printed = row.printed();
        assert!(
            page.text.contains(&printed),
            "{}: {printed}",
            row.score.unit
        );
    }
    // The running week is counted up to yesterday: today's appeals are not in yet.
    let running = Week::of(TODAY.parse().unwrap());
    assert_eq!(
        running
            .whole_days(TODAY.parse().unwrap())
            .unwrap()
            .to_string(),
        "2026-03-17"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn past_quarters_are_assessed_and_the_newest_is_being_checked() {
    let folder = built().folder.path();
    let demo = Demo::over(folder).await;
    let state = async |quarter: &str| {
        let kept = demo.store.issued_assessment(quarter.parse().unwrap()).await;
        kept.unwrap().map(|kept| kept.issued.state)
    };
    for quarter in ["2025-Q2", "2025-Q3"] {
        assert_eq!(
            state(quarter).await.as_deref(),
            Some("published"),
            "{quarter}"
        );
    }
    assert_eq!(state("2025-Q4").await.as_deref(), Some("checking"));
    assert_eq!(state("2026-Q1").await, None);

    // One bonus and one deduction, each agreed by a second person.
    let quarter: Quarter = "2025-Q3".parse().unwrap();
    let kept = demo.store.published_assessment(quarter).await.unwrap();
    let values = kept.unwrap().values;
    let decided: Vec<_> = values.rows().flat_map(|row| &row.adjustments).collect();
    let kinds: Vec<_> = decided.iter().map(|a| (a.unit.as_str(), a.kind)).collect();
    assert_eq!(kinds.len(), 2);
    assert!(kinds.contains(&(IMPROVING, AdjustmentKind::Bonus)));
    assert!(kinds.contains(&(SLOW, AdjustmentKind::Deduction)));
    assert!(decided.iter().all(|a| a.by.contains("组织部")));

    // The same digits on page, command line, paper and API.
    let data = folder.to_str().unwrap();
    let (fine, said) = banjie(&["assessment", "2025-Q3", "--json", "--data", data]);
    assert!(fine, "{said}");
    assert_eq!(serde_json::from_str::<Assessment>(&said).unwrap(), values);
    let page = demo.client().get("/assessments/2025-Q3").await;
    let html = ["assessment", "2025-Q3", "--format", "html", "--data", data];
    let (fine, paper) = banjie(&html);
    assert!(fine, "{paper}");
    for row in values.rows() {
        for digits in row.result_words() {
            assert!(page.text.contains(&digits), "{}: {digits}", row.unit);
            assert!(paper.contains(&digits), "{}: {digits}", row.unit);
        }
    }
    let (fine, said) = banjie(&["assessment", "2025-Q5", "--data", data]);
    assert!(!fine && said.contains("季度“2025-Q5”不对"), "{said}");
    let (fine, said) = banjie(&["assessment", "2027-Q1", "--data", data]);
    assert!(!fine && said.contains("还没有过完一天"), "{said}");
}
