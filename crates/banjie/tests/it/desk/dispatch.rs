//! O1: each matter with a proposal and its reason, one at a time or many at once.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::matter::{Act, Actor, Channel, Command, Enterprise, MatterNo, NewAppeal};
use banjie_store::Ask;
use banjie_web::testing::{Client, TestDistrict};

const HOME: &str = "/desk/dispatch";

async fn appeal(district: &TestDistrict, title: &str, topic: Option<&str>, name: &str) -> MatterNo {
    let appeal = NewAppeal {
        title: title.to_owned(),
        text: format!("{title}，请尽快处理。"),
        enterprise: Enterprise {
            code: None,
            name: name.to_owned(),
        },
        topic: topic.map(Into::into),
        township: None,
        since: None,
        channel: Channel::Portal,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    };
    let ask = ask(district, Actor::Enterprise);
    let opened = district.store().open_appeal(appeal, None, None, ask);
    opened.await.unwrap().no
}

fn ask(district: &TestDistrict, by: Actor) -> Ask {
    Ask {
        act: Act {
            at: district.app.now(),
            by,
        },
        key: None,
    }
}

async fn state(district: &TestDistrict, no: MatterNo) -> (String, String) {
    let line = district.store().line(no).await.unwrap().unwrap();
    (line.state, line.lead)
}

async fn coordinator(district: &TestDistrict) -> Client {
    district.signed_in("yingshang.desk").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_dispatched_as_proposed_and_the_page_says_where_it_went() {
    let district = TestDistrict::new().await;
    let chosen = appeal(&district, "工程款一直没付", Some("拖欠账款"), "甲公司").await;
    let worded = appeal(&district, "营业执照办了两周", None, "乙店").await;
    let mut client = coordinator(&district).await;
    let pool = client.get(HOME).await;
    assert!(pool.text.contains("类别“拖欠账款”由工信局负责"));
    assert!(pool.text.contains("文中有“营业执照”"), "by keyword");
    let unit = format!("unit-{chosen}");
    let version = format!("version-{chosen}");
    let key = pool.hidden("_key");
    let no = chosen.to_string();
    let mut pairs = vec![
        ("_key", key.as_str()),
        ("one", no.as_str()),
        (unit.as_str(), ""),
        (version.as_str(), "1"),
    ];
    let refused = client.post(HOME, &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("没有选主责单位"));
    pairs[2].1 = "工信局";
    let done = client.post(HOME, &pairs).await;
    let said = client.get(done.location()).await;
    assert!(
        said.text.contains(&format!("{no} 已派给工信局")),
        "{}",
        said.text
    );
    assert_eq!(
        state(&district, chosen).await,
        ("dispatched".into(), "工信局".into())
    );
    assert_eq!(state(&district, worded).await.0, "submitted");
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_dispatched_at_once_with_a_result_for_each_row() {
    let district = TestDistrict::new().await;
    let mut numbers = Vec::new();
    for name in ["甲公司", "乙公司", "丙公司"] {
        numbers.push(appeal(&district, "货款拖欠半年", Some("拖欠账款"), name).await);
    }
    let mut client = coordinator(&district).await;
    let pool = client.get(HOME).await;
    // A colleague is faster on the first row.
    let by = district.actor("区营商办", "coordinator");
    let command = Command::Dispatch {
        unit: "财政局".into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    };
    let faster = district
        .store()
        .command(numbers[0], 1, command, ask(&district, by));
    faster.await.unwrap();
    let mut pairs = vec![
        ("_key".to_owned(), pool.hidden("_key")),
        ("bulk".into(), "1".into()),
    ];
    for no in &numbers {
        pairs.push(("no".into(), no.to_string()));
        pairs.push((format!("unit-{no}"), "工信局".into()));
        pairs.push((format!("version-{no}"), "1".into()));
        pairs.push((format!("support-{no}"), "财政局".into()));
    }
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    let done = client.post(HOME, &pairs).await;
    let result = client.get(done.location()).await;
    assert!(
        result.text.contains("派出 2 件，1 件没有派"),
        "{}",
        result.text
    );
    assert!(
        result
            .text
            .contains("刚被别人办过，现在是“待签收”，主责财政局")
    );
    assert_eq!(client.post(HOME, &pairs).await.location(), done.location());
    assert_eq!(state(&district, numbers[1]).await.1, "工信局");
    let course = district.store().matter(&Sight::District, numbers[2]).await;
    let matter = course.unwrap().unwrap().matter;
    assert_eq!((matter.version, matter.support.len()), (2, 1), "once each");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_ways_of_declining_name_their_consequence_and_stay_apart() {
    let district = TestDistrict::new().await;
    let rejected = appeal(&district, "要求减免罚款", None, "甲公司").await;
    let passed = appeal(&district, "海关通关慢", None, "乙公司").await;
    let mut client = coordinator(&district).await;
    let path = format!("{HOME}/{rejected}/reject");
    let page = client.get(&path).await;
    assert!(page.text.contains("这件就此结束"));
    let key = page.hidden("_key");
    let incomplete = [
        ("_key", key.as_str()),
        ("_version", "1"),
        ("reason", "已经生效"),
        ("basis", ""),
    ];
    let refused = client.post(&path, &incomplete).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("依据：没有填") && refused.text.contains("已经生效"));
    let full = [
        ("_key", key.as_str()),
        ("_version", "1"),
        ("reason", "已经生效"),
        ("basis", "某条例第十二条"),
    ];
    assert_eq!(
        client.post(&path, &full).await.status,
        StatusCode::SEE_OTHER
    );
    let path = format!("{HOME}/{passed}/pass-on");
    let key = client.get(&path).await.hidden("_key");
    let pairs = [
        ("_key", key.as_str()),
        ("_version", "1"),
        ("to", "海关"),
        ("telephone", "12360"),
        ("reason", "通关归海关"),
    ];
    client.post(&path, &pairs).await;
    assert_eq!(state(&district, rejected).await.0, "rejected");
    assert_eq!(state(&district, passed).await.0, "passed_on");
    district.check().await;
}
