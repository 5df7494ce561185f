//! H1: red, yellow and unsigned of the own unit, load by person, figures that open.

use super::leader::dispatched;
use banjie_core::matter::{Command, Evidence};
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn a_head_sees_what_is_red_and_opens_the_figures() {
    let district = TestDistrict::new().await;
    dispatched(&district, "外墙维修尾款没有付", "住建局").await;
    dispatched(&district, "另一个单位的件", "组织部").await;
    let head = district.user("住建局", "unit_head");
    let calm = district.signed_in(&head).await.get("/desk/unit").await;
    assert!(calm.text.contains("还没有签收") && calm.text.contains("外墙维修尾款没有付"));
    assert!(calm.text.contains("没有逾期的办件"));
    assert!(!calm.text.contains("另一个单位的件"));
    assert!(
        calm.text.contains("未分人"),
        "load names those without a person"
    );
    district.set("2026-02-27 09:00");
    let mut client = district.signed_in(&head).await;
    let late = client.get("/desk/unit").await;
    assert!(
        late.text.contains("逾期 1 件") && late.text.contains("处理红灯"),
        "{}",
        late.text
    );
    let figure = late.text.split("href=\"/figures?count=due").nth(1).unwrap();
    let path = format!("/figures?count=due{}", figure.split('"').next().unwrap());
    let cases = client
        .get(&path.replace("&#38;", "&").replace("&amp;", "&"))
        .await;
    assert!(cases.text.contains("外墙维修尾款没有付"), "{}", cases.text);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_reads_which_stage_is_the_slowest() {
    let district = TestDistrict::new().await;
    let head = district.user("住建局", "unit_head");
    let clerk = || district.actor("住建局", "clerk");
    // Two matters: signed after 2 and 3 days, answered 12 hours later each.
    let first = district.dispatched("住建局", "外墙维修尾款没有付").await;
    let second = district.dispatched("住建局", "开工手续没有答复").await;
    for (no, signed, answered) in [
        (first, "2026-02-13 09:00", "2026-02-13 21:00"),
        (second, "2026-02-14 09:00", "2026-02-14 21:00"),
    ] {
        district.set(signed);
        district.give(no, clerk(), Command::Sign).await;
        district.set(answered);
        let note = Command::Comment {
            words: "还款计划已签".to_owned(),
            public: false,
        };
        district.give(no, clerk(), note).await;
        let answer = Command::Answer {
            reply: "已签还款计划。".to_owned(),
            evidence: vec![Evidence::Record(4)],
        };
        district.give(no, clerk(), answer).await;
    }
    let page = district.signed_in(&head).await.get("/desk/unit").await;
    // By nearest rank half of two is the first: 2 days; nine in ten is the second: 3 days.
    assert!(
        page.text.contains("最慢的是签收：一半超过 2.0 天"),
        "{}",
        page.text
    );
    assert!(page.text.contains(">3.0<") && page.text.contains(">0.5<"));
    district.check().await;
}
