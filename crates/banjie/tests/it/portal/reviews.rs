//! 好差评 as its raters, the unit rated and another unit meet it.

use super::{answered, submit};
use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::matter::MatterNo;
use banjie_web::testing::{Answer, Client, TestDistrict};

const UNIT: &str = "市场监管局";

/// A visit to a window: the slip's number and the path behind its code.
async fn visit(district: &TestDistrict) -> (MatterNo, String) {
    let mut desk = district.signed_in(&district.user(UNIT, "clerk")).await;
    let page = desk.get("/desk/visits").await;
    assert!(page.text.contains("企业开办专区 1 号窗口") && !page.text.contains("5 号窗口"));
    let key = page.hidden("_key");
    let nothing = desk.post("/desk/visits", &[("_key", &key)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("刚办的是哪一项：没有选"));
    let foreign = [("_key", key.as_str()), ("what", "open-05/seal")];
    let foreign = desk.post("/desk/visits", &foreign).await;
    assert_eq!(
        foreign.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "another unit's window"
    );
    let pairs = [("_key", key.as_str()), ("what", "open-01/establishment")];
    let made = desk.post("/desk/visits", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let again = desk.post("/desk/visits", &pairs).await;
    assert_eq!(again.location(), made.location(), "one visit, one slip");
    let slip = desk.get(made.location()).await;
    assert!(slip.text.contains("<svg") && slip.text.contains("企业设立登记"));
    let (_, rest) = slip.text.split_once("http://localhost/reviews/").unwrap();
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64);
    let no = made.location().rsplit('/').next().unwrap();
    (no.parse().unwrap(), format!("/reviews/{token}"))
}

async fn state(district: &TestDistrict, no: MatterNo) -> String {
    district.store().line(no).await.unwrap().unwrap().state
}

/// Sends the form of a level with these values.
async fn rate(client: &mut Client, path: &str, level: &str, more: &[(&str, &str)]) -> Answer {
    let page = client.get(&format!("{path}?level={level}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let key = page.hidden("_key");
    let mut pairs = vec![("_key", key.as_str()), ("level", level)];
    pairs.extend(more);
    client.post(path, &pairs).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_rated_once_made_good_and_followed_up() {
    let district = TestDistrict::new().await;
    let (no, path) = visit(&district).await;
    let mut client = district.client();
    client.from = ([10, 20, 30, 40], 40_000).into();
    let page = client.get(&path).await;
    for words in [
        "非常满意",
        "基本满意",
        "非常不满意",
        "自愿评价",
        "不保存您的网络地址",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let bad = client.get(&format!("{path}?level=2")).await;
    assert!(bad.text.contains("推来推去") && bad.text.contains("手机号"));
    assert!(
        !client
            .get(&format!("{path}?level=5"))
            .await
            .text
            .contains("推来推去")
    );
    let typed = [
        ("tag", "等候时间长"),
        ("words", "等了两小时"),
        ("phone", "139"),
    ];
    let wrong = rate(&mut client, &path, "2", &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in [
        "手机号少 8 位",
        "等了两小时",
        "value=\"等候时间长\" checked",
    ] {
        assert!(wrong.text.contains(kept), "{kept}");
    }
    assert_eq!(state(&district, no).await, "invited");
    let typed = [
        ("tag", "等候时间长"),
        ("words", "等了两小时"),
        ("phone", "13900000210"),
    ];
    let done = rate(&mut client, &path, "2", &typed).await;
    assert_eq!(
        done.location(),
        format!("{path}?done=rated"),
        "{}",
        done.text
    );
    let thanks = client.get(done.location()).await;
    for words in ["评价已收到", "不满意", "2026年2月12日", "会给您打电话"] {
        assert!(thanks.text.contains(words), "{words}");
    }
    let twice = client.post(&path, &[("level", "5")]).await;
    assert!(twice.text.contains("您的评价") && twice.text.contains("不满意"));
    assert_eq!(state(&district, no).await, "to_call_back");

    // The unit: the number behind the lock, the call, the correction.
    let mut clerk = district.signed_in(&district.user(UNIT, "clerk")).await;
    assert!(clerk.get("/desk").await.text.contains("回访评价人"));
    let matter = format!("/desk/matters/{no}");
    let page = clerk.get(&matter).await;
    assert!(page.text.contains("等了两小时") && !page.text.contains("13900000210"));
    let look = [("reason", "约定现场查看的时间")];
    let opened = clerk.post(&format!("{matter}/identity"), &look).await;
    assert!(opened.text.contains("13900000210"), "{}", opened.text);
    act(
        &mut clerk,
        &matter,
        "call-back",
        &[("reached", "1"), ("words", "只开了一个窗口")],
    )
    .await;
    let early = clerk.get(&format!("{matter}/redress")).await;
    assert!(early.text.contains("第 3 条记录：只开了一个窗口"));
    let fixed = [
        ("way", "corrected"),
        ("evidence", "record:3"),
        ("reply", "上午加开一个窗口"),
    ];
    act(&mut clerk, &matter, "redress", &fixed).await;
    let told = client.get(&path).await;
    assert!(told.text.contains("上午加开一个窗口") && told.text.contains("认可吗"));
    let (key, version) = (told.hidden("_key"), told.hidden("_version"));
    let form = [("_key", key.as_str()), ("_version", version.as_str())];
    let confirm = format!("{path}/confirm");
    let nothing = client.post(&confirm, &form).await;
    assert!(nothing.text.contains("认可吗：没有选"));
    let yes = [form[0], form[1], ("verdict", "yes")];
    let answer = client.post(&confirm, &yes).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(state(&district, no).await, "corrected");
    let page = client.get(&path).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let later = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("later", "4"),
        ("later_words", "现在快了"),
    ];
    let follow = client.post(&format!("{path}/follow-up"), &later).await;
    assert_eq!(follow.status, StatusCode::SEE_OTHER, "{}", follow.text);
    let page = client.get(&path).await;
    assert!(page.text.contains("现在快了") && !page.text.contains("提交追评"));

    // Everybody: rates and what was put right, nothing of the rater. Corrections count on the last day
    // for them: 15 working days from 2-11, over the festival, are 3-11.
    district.set("2026-03-12 09:00");
    let all = client.get("/reviews").await;
    assert!(
        all.text.contains("属实差评 1 条，整改 1 条"),
        "{}",
        all.text
    );
    let window = client.get("/reviews?by=window").await;
    assert!(window.text.contains("企业开办专区 1 号窗口"));
    let cases = client
        .get("/reviews/cases?window=open-01&count=displeased")
        .await;
    assert!(cases.text.contains("上午加开一个窗口") && cases.text.contains("追评：满意"));
    assert!(!cases.text.contains("等了两小时") && !cases.text.contains("139"));
    // No address anywhere, only the day's token.
    let mut tx = district.store().db().read().await.unwrap();
    let lines = tx.all("select line from journal", &[]).await.unwrap();
    let lines: Vec<_> = lines
        .iter()
        .map(|l| l.text("line").unwrap().to_owned())
        .collect();
    assert!(lines.iter().all(|l| !l.contains("10.20.30.40")));
    assert!(
        lines
            .iter()
            .any(|l| l.contains("review.rated/1") && l.contains("\"network\":\""))
    );
    drop(tx);
    district.check().await;
}

/// Gives a command of the desk by its form.
async fn act(client: &mut Client, matter: &str, name: &str, values: &[(&str, &str)]) {
    let path = format!("{matter}/{name}");
    let page = client.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text);
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let mut pairs = vec![("_key", key.as_str()), ("_version", version.as_str())];
    pairs.extend(values);
    let answer = client.post(&path, &pairs).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{name}: {}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_another_unit_takes_a_review_out_of_the_rates() {
    let district = TestDistrict::new().await;
    let (no, path) = visit(&district).await;
    let mut client = district.client();
    let typed = [("words", "按错了"), ("phone", "13900000210")];
    rate(&mut client, &path, "1", &typed).await;
    let matter = format!("/desk/matters/{no}");
    let ruling = format!("/desk/reviews/{no}/ruling");
    let mut clerk = district.signed_in(&district.user(UNIT, "clerk")).await;
    act(
        &mut clerk,
        &matter,
        "call-back",
        &[("reached", "1"), ("words", "说点错了")],
    )
    .await;
    let object = [
        ("ground", "mistaken"),
        ("evidence", "record:3"),
        ("reason", "评价人说点错了"),
    ];
    act(&mut clerk, &matter, "contest", &object).await;
    assert_eq!(clerk.get(&ruling).await.status, StatusCode::FORBIDDEN);
    let mut office = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    assert!(office.get("/desk").await.text.contains("复核申诉"));
    let page = office.get(&ruling).await;
    assert!(page.text.contains("评价人说点错了") && page.text.contains("申诉不成立"));
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let mut pairs = vec![
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("decision", "exclude"),
        ("reason", "回访属实，确是误评"),
    ];
    let without = office.post(&ruling, &pairs).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text.contains("依据：没有填") && without.text.contains("确是误评"));
    pairs.push(("evidence", "record:3"));
    let done = office.post(&ruling, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(state(&district, no).await, "removed");
    // It stays visible: to the rater, on the desk, to everybody.
    assert!(client.get(&path).await.text.contains("没有计入评价率"));
    assert!(clerk.get("/desk/reviews").await.text.contains("评价已剔除"));
    let cases = client
        .get("/reviews/cases?window=open-01&count=excluded")
        .await;
    assert!(
        cases.text.contains("已剔除，理由：回访属实"),
        "{}",
        cases.text
    );
    let file = office.get("/desk/reviews/export?state=removed").await;
    assert_eq!(file.status, StatusCode::OK);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_lead_nowhere_or_come_too_late_say_so() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    for path in ["/reviews/abc", &format!("/reviews/{}", "ab".repeat(32))] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text.contains("链接可能没有复制完整") && page.text.contains("0000-"));
    }
    let (no, path) = visit(&district).await;
    district.set("2026-03-16 09:00");
    let page = client.get(&path).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(
        page.text.contains("评价到2026年3月13日（周五）为止"),
        "{}",
        page.text
    );
    let late = client.post(&path, &[("level", "5")]).await;
    assert_eq!(late.status, StatusCode::GONE);
    let ran = district
        .store()
        .run_rules(district.app.now())
        .await
        .unwrap();
    assert_eq!(ran.lapsed, 1);
    assert_eq!(state(&district, no).await, "unrated");
    assert_eq!(client.get(&path).await.status, StatusCode::GONE);
    let all = client.get("/reviews").await;
    assert!(
        all.text.contains("还没有人评价"),
        "nothing is rated by default"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appeals_level_is_its_review_and_the_link_stands_on_its_page() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    answered(&district, no).await;
    let page = client.get(&format!("/track/{no}/confirm")).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let pairs = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("verdict", "solved"),
        ("level", "2"),
        ("words", "拖得久"),
    ];
    let answer = client.post(&format!("/track/{no}/confirm"), &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let review = district.store().review_about(no).await.unwrap().unwrap();
    assert_eq!(state(&district, review).await, "to_call_back");
    let course = district
        .store()
        .matter(&Sight::Sealed, review)
        .await
        .unwrap();
    assert_eq!(course.unwrap().matter.parent, Some(no));
    assert!(
        client
            .get(&format!("/track/{no}"))
            .await
            .text
            .contains("评价或看评价")
    );
    let stranger = district
        .client()
        .post(&format!("/track/{no}/rate"), &[])
        .await;
    assert!(
        stranger.location().starts_with("/track?no="),
        "the key first"
    );
    let link = client.post(&format!("/track/{no}/rate"), &[]).await;
    let page = client.get(link.location()).await;
    assert!(page.text.contains("不满意") && page.text.contains("拖得久"));
    // The call-back uses the number left with the appeal.
    let mut clerk = district.signed_in(&district.user("工信局", "clerk")).await;
    let look = [("reason", "核实情况，联系企业")];
    let opened = clerk
        .post(&format!("/desk/matters/{review}/identity"), &look)
        .await;
    assert!(opened.text.contains("13900000210"), "{}", opened.text);
    assert_eq!(district.store().looks(no).await.unwrap().len(), 1);
    district.check().await;
}
