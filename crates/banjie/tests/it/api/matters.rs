//! `GET /api/v1/matters`, one, its events.

use super::{Program, coordinator, said};
use axum::http::StatusCode;
use banjie_core::matter::Command;
use banjie_web::api::tokens::Scope;
use banjie_web::testing::TestDistrict;
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_filtered_and_pages_neither_repeat_nor_skip() {
    let district = TestDistrict::new().await;
    let mut own = BTreeSet::new();
    for i in 0..7 {
        own.insert(
            district
                .dispatched("住建局", &format!("第 {i} 件"))
                .await
                .to_string(),
        );
    }
    district.dispatched("人社局", "别的单位").await;
    let mut program = coordinator(&district).await;
    for sort in ["due", "-due", "unit", "age", "-age"] {
        let base = format!(
            "/api/v1/matters?unit=住建局&state=dispatched&from=2026-02-01&to=2026-02-28&limit=3&sort={sort}"
        );
        let mut seen = Vec::new();
        let mut next = String::new();
        loop {
            let answer = program.get(&encoded(&format!("{base}{next}"))).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
            let page = answer.json();
            assert_eq!(page["total"], 7);
            for item in page["items"].as_array().unwrap() {
                assert_eq!(item["lead_unit"], "住建局");
                assert_eq!(item["light"], "normal");
                seen.push(item["number"].as_str().unwrap().to_owned());
            }
            // One that comes in meanwhile does not shift the pages.
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen.len(), 7, "{sort}: {seen:?}");
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), own, "{sort}");
    }
    let found = program
        .get(&encoded("/api/v1/matters?q=第 3 件"))
        .await
        .json();
    assert_eq!(found["total"], 1);
    let none = program.get("/api/v1/matters?light=overdue").await.json();
    assert_eq!(none["total"], 0);
}

/// Chinese in a query as a program would send it.
fn encoded(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        match c {
            ' ' => out.push_str("%20"),
            c if c.is_ascii() => out.push(c),
            c => c
                .to_string()
                .bytes()
                .for_each(|b| out.push_str(&format!("%{b:02X}"))),
        }
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_fits_nothing_is_named_with_what_fits() {
    let district = TestDistrict::new().await;
    let mut program = coordinator(&district).await;
    let cases = [
        ("kind=x", "kind", "appeal"),
        ("state=x", "state", "没有这个状态"),
        ("unit=x", "unit", "没有这个单位"),
        ("light=x", "light", "overdue"),
        ("from=2026-2-30", "from", "2026-02-27"),
        ("sort=x", "sort", "-age"),
        ("limit=1000", "limit", "200"),
        ("cursor=x", "cursor", "next"),
        ("sealed=1", "sealed", "没有这个条件"),
    ];
    for (query, field, part) in cases {
        let answer = program.get(&format!("/api/v1/matters?{query}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(
            said(&answer, field).contains(part),
            "{query}: {}",
            answer.text
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_and_its_course_tell_the_same_version() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    district
        .give(no, district.actor("住建局", "clerk"), Command::Sign)
        .await;
    let mut program = Program::of(&district, "住建局", "clerk", Scope::Read).await;
    let matter = program.get(&format!("/api/v1/matters/{no}")).await.json();
    assert_eq!(matter["version"], 3);
    assert_eq!(matter["state"], "handling");
    assert_eq!(matter["next_step"], "答复企业");
    assert_eq!(matter["clock"]["unit"], "working_days");
    let events = program.get(&format!("/api/v1/matters/{no}/events")).await;
    let names: Vec<_> = events.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "appeal.submitted/1",
            "matter.dispatched/1",
            "matter.signed/1"
        ]
    );
    assert!(!events.text.contains("13900001234") && !events.text.contains("\"contact\""));
    for path in ["BJ-2026-000001-Z", "1", "BJ-2026-999999-A"] {
        let answer = program.get(&format!("/api/v1/matters/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}
