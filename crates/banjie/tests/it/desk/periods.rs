//! A unit checks its figures, objects, is heard by somebody outside; what a ruling changes is computed
//! anew; nothing is sealed over an open objection; a correction is a new revision.

use super::assess::february;
use banjie_core::assessment::{Month, Period};
use banjie_web::testing::{Client, TestDistrict};

const STEP: &str = "/desk/rankings/2026-02/step";
const OWN: &str = "/desk/assess/2026-02";

async fn step(district: &TestDistrict, reason: &str) -> banjie_web::testing::Answer {
    let mut desk = coordinator(district).await;
    let now = district.store().stand(period()).await.unwrap();
    let seen = now.map_or("", |(stand, _)| stand.step.code());
    desk.post(STEP, &[("seen", seen), ("reason", reason)]).await
}

fn period() -> Period {
    Period::Month("2026-02".parse::<Month>().unwrap())
}

async fn coordinator(district: &TestDistrict) -> Client {
    let user = district.user("区营商办", "coordinator");
    district.signed_in(&user).await
}

async fn head(district: &TestDistrict) -> Client {
    district
        .signed_in(&district.user("住建局", "unit_head"))
        .await
}

/// February handed out for checking on Monday 2026-03-02: until Thursday 03-05.
async fn checking() -> TestDistrict {
    let district = february().await;
    district.set("2026-03-02 09:00");
    step(&district, "").await;
    let mut unit = head(&district).await;
    assert_eq!(unit.get(OWN).await.status, 404, "a draft is not there yet");
    step(&district, "").await;
    district
}

#[tokio::test]
async fn an_upheld_objection_changes_the_figures_at_once() {
    let district = checking().await;
    let mut unit = head(&district).await;
    let own = unit.get(OWN).await;
    assert!(own.text.contains("82.85") && own.text.contains("2026年3月5日"));
    // 100 − 82.85, all of it at the one late matter.
    assert!(
        own.text.contains("按时办结率失17.15分：1 件超时"),
        "{}",
        own.text
    );
    assert!(
        unit.get("/desk/assess")
            .await
            .text
            .contains("核对2026年2月的数")
    );
    // Nothing filled in: said at the fields, and nothing is filed.
    let form = unit.get(&format!("{OWN}/objection")).await;
    let empty = unit
        .post(&format!("{OWN}/objection"), &[("revision", "1")])
        .await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("哪一项：没有填") || empty.text.contains("哪一项："));
    let late = form.text.find("value=\"BJ-").unwrap() + 7;
    let no: String = form.text[late..].chars().take(16).collect();
    let pairs = [
        ("revision", "1"),
        ("measure", "按时办结率"),
        ("cases", no.as_str()),
        ("text", "等上级批复，来函附后。"),
    ];
    let filed = unit.post(&format!("{OWN}/objection"), &pairs).await;
    let matter = filed.location().to_owned();
    assert!(
        matter.starts_with("/desk/matters/BJ-2026-"),
        "{}",
        filed.text
    );
    // It is the unit that speaks, and it is nobody's support.
    let read = unit.get(&matter).await;
    assert!(read.text.contains("申诉单位怎么说"), "{}", read.text);
    assert!(!read.text.contains("企业怎么说") && !read.text.contains("配合"));
    // Its own people do not rule, and the figures cannot be settled over it.
    assert_eq!(unit.get(&format!("{matter}/rule")).await.status, 403);
    district.set("2026-03-06 09:00");
    let stopped = step(&district, "").await;
    assert_eq!(stopped.status, 422);
    assert!(
        stopped.text.contains("还有 1 件申诉没有裁定"),
        "{}",
        stopped.text
    );
    let (stand, _) = district.store().stand(period()).await.unwrap().unwrap();
    assert_eq!(stand.step.code(), "checking", "the period stays as it was");

    let mut desk = coordinator(&district).await;
    let page = desk.get(&format!("{matter}/rule")).await;
    let ruling = [
        ("_version", page.hidden("_version")),
        ("ruling", "upheld".to_owned()),
        ("excluded", no.clone()),
        ("reason", "来函属实。".to_owned()),
    ];
    let ruling: Vec<(&str, &str)> = ruling.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let ruled = desk.post(&format!("{matter}/rule"), &ruling).await;
    assert!(ruled.location().starts_with(&matter), "{}", ruled.text);
    // 5 of 5 on time, all solved and pleased: full marks.
    let mut unit = head(&district).await;
    let own = unit.get(OWN).await;
    assert!(
        own.text.contains("100.00") && own.text.contains("来函属实"),
        "{}",
        own.text
    );
    assert!(!own.text.contains("失分在哪里"), "nothing is lost any more");
    let ranking = desk.get("/desk/rankings/2026-02").await;
    assert!(ranking.text.contains("裁定后重算"), "{}", ranking.text);
    assert!(
        ranking
            .text
            .contains("住建局：82.85 分，第 1 名 → 100.00 分，第 1 名")
    );
    step(&district, "").await;
    let (stand, _) = district.store().stand(period()).await.unwrap().unwrap();
    assert_eq!(stand.step.code(), "settled");
    // After the period: refused in words, with the way that is left.
    let closed = head(&district).await.get(&format!("{OWN}/objection")).await;
    assert_eq!(closed.status, 422);
    assert!(closed.text.contains("不再受理申诉"), "{}", closed.text);
    let late = head(&district)
        .await
        .post(&format!("{OWN}/objection"), &pairs)
        .await;
    assert_eq!(late.status, 422);
    let confirm = head(&district)
        .await
        .post(&format!("{OWN}/confirm"), &[])
        .await;
    assert_eq!(confirm.status, 422);
    district.check().await;
}

#[tokio::test]
async fn a_correction_is_a_new_revision_that_shows_every_unit() {
    let district = checking().await;
    let mut unit = head(&district).await;
    unit.post(&format!("{OWN}/confirm"), &[]).await;
    unit.post(&format!("{OWN}/confirm"), &[]).await;
    let agreed = district.store().confirmations(period(), 1).await.unwrap();
    assert_eq!(agreed.len(), 1, "told once");
    district.set("2026-03-06 09:00");
    step(&district, "").await;
    for (unit, role) in [("区营商办", "coordinator"), ("组织部", "organisation")] {
        let mut signer = district.signed_in(&district.user(unit, role)).await;
        signer.post("/desk/signing/2026-02", &[]).await;
    }
    step(&district, "").await;
    step(&district, "").await;
    let mute = step(&district, "").await;
    assert_eq!(mute.status, 422);
    assert!(mute.text.contains("更正的理由：没有填"));
    // By hand: 5 of 6 on time are 83.33 %, so 14.67 of 38 parts of 40 points in 90 are lost: 17.15.
    let mut unit = head(&district).await;
    for path in ["/desk/unit", "/rankings/2026-02"] {
        let page = unit.get(path).await.text;
        assert!(
            page.contains("按时办结率失17.15分：1 件超时</a></li>"),
            "{page}"
        );
    }
    step(&district, "漏算一件").await;
    let page = coordinator(&district)
        .await
        .get("/desk/rankings/2026-02/revisions")
        .await;
    assert!(page.text.contains("第2版更正：漏算一件"), "{}", page.text);
    assert!(page.text.contains("82.85 分，第 1 名") && page.text.contains("没有变"));
    let public = district.client().get("/rankings/2026-02").await;
    assert!(public.text.contains("82.85"), "the published one stays");
    district.check().await;
}

#[tokio::test]
async fn a_month_without_data_stays_without_a_draft() {
    let district = TestDistrict::new().await;
    district.set("2026-03-02 09:00");
    let refused = step(&district, "").await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("没有一件办件到期"),
        "{}",
        refused.text
    );
    assert!(district.store().stand(period()).await.unwrap().is_none());
}
