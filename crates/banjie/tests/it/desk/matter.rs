//! C3 and C7: one matter and everything a person does to it, without a script.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::{
    Act, Actor, Channel, Command, Enterprise, Event, MatterNo, NewAppeal, NewDirective,
};
use banjie_store::{Ask, Contact};
use banjie_web::testing::{Client, TestDistrict};

pub(super) fn ask(district: &TestDistrict, by: Actor) -> Ask {
    Ask {
        act: Act {
            at: district.app.now(),
            by,
        },
        key: None,
    }
}

/// An appeal of 甲公司, dispatched to 住建局.
pub(super) async fn appeal(district: &TestDistrict, title: &str) -> MatterNo {
    let appeal = NewAppeal {
        title: title.to_owned(),
        text: "验收已过，还欠 42 万元尾款。".to_owned(),
        enterprise: Enterprise {
            code: None,
            name: "甲公司".to_owned(),
        },
        topic: Some("拖欠账款".into()),
        township: None,
        since: None,
        channel: Channel::Portal,
        contact: None,
        files: Vec::new(),
        external: None,
        parent: None,
    };
    let contact = Contact {
        name: "王小明".to_owned(),
        phone: "13900000210".to_owned(),
        salt: "00".repeat(16),
    };
    let opened = district
        .store()
        .open_appeal(
            appeal,
            Some(contact),
            None,
            ask(district, Actor::Enterprise),
        )
        .await
        .unwrap();
    let dispatch = Command::Dispatch {
        unit: "住建局".into(),
        support: vec!["城管局".into()],
        topic: None,
        reason: String::new(),
    };
    let by = district.actor("区营商办", "coordinator");
    let sent = district
        .store()
        .command(opened.no, 1, dispatch, ask(district, by))
        .await;
    sent.unwrap().no
}

pub(super) async fn clerk(district: &TestDistrict) -> Client {
    let user = district.user("住建局", "clerk");
    district.signed_in(&user).await
}

/// Fetches a command page and sends it with these values.
async fn send(
    client: &mut Client,
    no: MatterNo,
    act: &str,
    values: &[(&str, &str)],
) -> banjie_web::testing::Answer {
    let path = format!("/desk/matters/{no}/{act}");
    let page = client.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{act}: {}", page.text);
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let mut pairs = vec![("_version", version.as_str()), ("_key", key.as_str())];
    pairs.extend(values);
    client.post(&path, &pairs).await
}

async fn state(district: &TestDistrict, no: MatterNo) -> String {
    let line = district.store().line(no).await.unwrap().unwrap();
    line.state
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_signs_and_answers_without_a_script() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠外墙维修尾款").await;
    let mut client = clerk(&district).await;
    let home = client.get("/desk").await;
    assert!(home.text.contains("拖欠外墙维修尾款") && home.text.contains("打开下一件"));
    let page = client.get(&format!("/desk/matters/{no}")).await;
    assert!(page.text.contains("还没有签收") && page.text.contains("三级责任"));
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let pairs = [("_version", version.as_str()), ("_key", key.as_str())];
    let path = format!("/desk/matters/{no}/sign");
    let signed = client.post(&path, &pairs).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let again = client.post(&path, &pairs).await;
    assert_eq!(
        again.location(),
        signed.location(),
        "resent: the same answer"
    );
    let after = client.get(signed.location()).await;
    assert!(after.text.contains("办好了：签收") && after.text.contains("答复并办结"));
    let reply = "已列入三月预算，三月二十日前付清。";
    let closed = send(
        &mut client,
        no,
        "close",
        &[
            ("result", "done"),
            ("record", "二月十一日与街道办核实，预算已批。"),
            ("reply", reply),
        ],
    )
    .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    assert_eq!(state(&district, no).await, "answered");
    let done = client.get(closed.location()).await;
    assert!(done.text.contains(reply) && done.text.contains("已按诉求办好"));
    assert!(done.text.contains("第 4 条记录"), "rests on the record");
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_evidence_is_told_and_the_reply_is_kept_and_shown_beforehand() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let mut client = clerk(&district).await;
    send(&mut client, no, "sign", &[]).await;
    let reply = "三月二十日前付清，请留意。";
    let values = [("result", "partly"), ("reply", reply)];
    let refused = send(&mut client, no, "close", &values).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("照片不是必须的") && refused.text.contains(reply));
    assert!(refused.text.contains("<title>错误：答复并办结"));
    assert!(refused.text.contains("value=\"partly\" checked"));
    let preview = [values[0], values[1], ("preview", "1")];
    let shown = send(&mut client, no, "close", &preview).await;
    assert_eq!(shown.status, StatusCode::OK);
    let (_, panel) = shown.text.split_once("企业会看到</h2>").unwrap();
    assert!(panel.contains("办好一部分，其余已有安排。") && panel.contains(reply));
    assert_eq!(state(&district, no).await, "handling", "nothing was sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_with_a_refused_answer_is_there_the_next_time() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let mut client = clerk(&district).await;
    send(&mut client, no, "sign", &[]).await;
    let path = format!("/desk/matters/{no}/close");
    let page = client.get(&path).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("reply", ""),
        ("result", "done"),
    ];
    let files: [(&str, &str, &[u8]); 1] = [("files", "付款凭证.txt", b"paid 420000")];
    let refused = client.post_files(&path, &pairs, &files).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let tick = refused.text.split("value=\"file:").nth(1).unwrap();
    let hash = tick.split('"').next().unwrap().to_owned();
    assert!(tick.split_once('"').unwrap().1.starts_with(" checked"));
    let evidence = format!("file:{hash}");
    let values = [
        ("result", "done"),
        ("evidence", evidence.as_str()),
        ("reply", "已付清。"),
    ];
    let closed = send(&mut client, no, "close", &values).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    let file = client
        .get(&format!("/desk/matters/{no}/files/{hash}"))
        .await;
    assert_eq!(file.bytes, b"paid 420000");
    let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("content-disposition").starts_with("attachment; filename=\""));
    let other = district.user("教育局", "clerk");
    let mut other = district.signed_in(&other).await;
    let hidden = other.get(&format!("/desk/matters/{no}/files/{hash}")).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_unit_finds_nothing_there() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let user = district.user("教育局", "clerk");
    let mut other = district.signed_in(&user).await;
    for path in ["", "/sign", "/close", "/slip", "/identity", "/transfer"] {
        let answer = other.get(&format!("/desk/matters/{no}{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = other.get("/desk/matters").await;
    assert!(!list.text.contains(&no.to_string()) && list.text.contains("还没有办件。"));
    let posted = other
        .post(&format!("/desk/matters/{no}/sign"), &[("_version", "2")])
        .await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_acts_second_sees_both_and_loses_nothing() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let mut client = clerk(&district).await;
    send(&mut client, no, "sign", &[]).await;
    let path = format!("/desk/matters/{no}/comment");
    let page = client.get(&path).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let first = Command::Comment {
        words: "街道办来电说已列预算".to_owned(),
        public: false,
    };
    let by = district.actor("住建局", "unit_head");
    let seen = version.parse().unwrap();
    let asked = ask(&district, by);
    district
        .store()
        .command(no, seen, first, asked)
        .await
        .unwrap();
    let typed = "今天去现场看过，尾款属实";
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("words", typed),
        ("public", "0"),
    ];
    let stale = client.post(&path, &pairs).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("街道办来电说已列预算"), "what happened");
    assert!(stale.text.contains(typed), "what was typed");
    let (version, key) = (stale.hidden("_version"), stale.hidden("_key"));
    let pairs = [
        ("_version", version.as_str()),
        ("_key", key.as_str()),
        ("words", typed),
        ("public", "0"),
    ];
    let done = client.post(&path, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_needs_a_reason_and_leaves_a_look() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let mut client = clerk(&district).await;
    let address = format!("/desk/matters/{no}");
    let path = format!("{address}/identity");
    for page in [&address, &path, &format!("{address}/slip")] {
        let shown = client.get(page).await;
        assert!(!shown.text.contains("王小明") && !shown.text.contains("13900000210"));
    }
    let refused = client.post(&path, &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!refused.text.contains("王小明"));
    assert_eq!(district.store().looks(no).await.unwrap().len(), 0);
    let reason = "核实情况，联系企业";
    let shown = client.post(&path, &[("reason", reason)]).await;
    assert!(shown.text.contains("王小明") && shown.text.contains("13900000210"));
    let looks = district.store().looks(no).await.unwrap();
    assert_eq!(looks.len(), 1);
    assert_eq!(looks[0].reason, reason);
    let after = client.get(&path).await;
    assert!(!after.text.contains("王小明"), "shown once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_takes_it_out_of_sight_and_says_so_even_when_resent() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let mut client = clerk(&district).await;
    let path = format!("/desk/matters/{no}/transfer");
    let page = client.get(&path).await;
    assert!(page.text.contains("转走后本单位不再主责"));
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let mut pairs = vec![("_version", version.as_str()), ("_key", key.as_str())];
    let refused = client.post(&path, &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    pairs.extend([("unit", "教育局"), ("reason", "校舍归教育局管")]);
    let done = client.post(&path, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = client.post(&path, &pairs).await;
    assert_eq!(again.location(), done.location());
    let said = client.get(done.location()).await;
    assert!(said.text.contains(&format!("{no} 已转办")), "{}", said.text);
    assert_eq!(
        client.get(&format!("/desk/matters/{no}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_forbids_is_said_beside_the_button() {
    let district = TestDistrict::new().await;
    let no = appeal(&district, "拖欠尾款").await;
    let head = district.user("住建局", "unit_head");
    let mut client = district.signed_in(&head).await;
    let fresh = client.get(&format!("/desk/matters/{no}")).await;
    assert!(
        fresh.text.contains(">延期</a>"),
        "allowed before the due date"
    );
    district.set("2026-03-09 10:00");
    let late = district
        .signed_in(&head)
        .await
        .get(&format!("/desk/matters/{no}"))
        .await;
    assert!(late.text.contains("延期不可用：已经逾期，不能再延"));
    assert!(late.text.contains("逾期"), "the light");
    assert!(!late.text.contains(">延期</a>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reflection_keeps_good_rows_and_names_the_bad_ones() {
    let district = TestDistrict::new().await;
    let order = NewDirective {
        title: "就窗口作风问题作出反思".to_owned(),
        text: "住建局要深刻反思。".to_owned(),
        lead: "住建局".into(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source: "三季度推进会".to_owned(),
            on: None,
            sentence: "住建局要深刻反思。".to_owned(),
            at: None,
        },
        cadence: Cadence::Once,
        due: None,
        reflection: true,
        parent: None,
    };
    let by = district.actor("区营商办", "coordinator");
    let opened = district
        .store()
        .open_directives(vec![order], ask(&district, by))
        .await;
    let no = opened.unwrap()[0];
    let mut client = clerk(&district).await;
    send(&mut client, no, "sign", &[]).await;
    let shown = client.get(&format!("/desk/matters/{no}")).await;
    assert!(shown.text.contains("出自哪句话") && shown.text.contains("三季度推进会"));
    let refused = send(
        &mut client,
        no,
        "reflect",
        &[
            ("cause", "考勤和投诉没有人管"),
            ("what-1", "每周抽查窗口"),
            ("due-1", "2月30日"),
            ("what-3", "设投诉专线"),
            ("due-3", "2026.3.20"),
        ],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("写成了“2月30日”") && refused.text.contains("设投诉专线"));
    let done = send(
        &mut client,
        no,
        "reflect",
        &[
            ("cause", "考勤和投诉没有人管"),
            ("what-1", "每周抽查窗口"),
            ("due-1", "2026年3月10日"),
            ("what-3", "设投诉专线"),
            ("due-3", "2026.3.20"),
        ],
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let mut office = district.signed_in("yingshang.desk").await;
    let accepted = send(&mut office, no, "accept", &[("words", "")]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text);
    let page = office.get(&format!("/desk/matters/{no}")).await;
    assert!(page.text.contains("由这件派生的办件") && page.text.contains("设投诉专线"));
    let course = district.store().matter(&Sight::District, no).await;
    let events = course.unwrap().unwrap().events;
    assert!(matches!(
        events.last().unwrap().event,
        Event::Accepted { .. }
    ));
    district.check().await;
}
