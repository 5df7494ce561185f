//! 好差评 as its raters, the unit rated and another unit meet it.

use super::{answered, submit};
use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::kinds::review::{Ground, NewReview, Rating};
use banjie_core::matter::{Actor, Command, Evidence, MatterNo};
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
        ("tag", "等候时间长"),
        ("words", "拖得久"),
    ];
    // The tags stand beside the levels they fit; one of another level is refused in words.
    assert!(page.text.contains("等候时间长") && page.text.contains("选了“"));
    let other = |level: &'static str| {
        let mut pairs = pairs.to_vec();
        pairs[3].1 = level;
        pairs
    };
    for (level, words) in [("5", "具体情况：写成了“等候时间长”"), ("", "勾了具体情况")]
    {
        let wrong = client
            .post(&format!("/track/{no}/confirm"), &other(level))
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
        assert!(wrong.text.contains("value=\"等候时间长\" checked"));
    }
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
    assert!(page.text.contains("等候时间长"), "{}", page.text);
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

/// 自愿评价: one reminder on the page of a finished matter, gone once it is rated.
#[tokio::test(flavor = "multi_thread")]
async fn a_finished_matter_says_once_that_it_can_still_be_rated() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    answered(&district, no).await;
    let track = format!("/track/{no}");
    let page = client.get(&format!("{track}/confirm")).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let pairs = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("verdict", "solved"),
    ];
    let answer = client.post(&format!("{track}/confirm"), &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let today = district.app.now().date();
    let later = |days: i64| {
        let day = today.saturating_add(jiff::Span::new().days(days));
        district.set(&format!("{day} 08:00"));
    };
    later(20);
    district
        .store()
        .run_rules(district.app.now())
        .await
        .unwrap();
    assert!(!client.get(&track).await.text.contains("还可以评价，到"));
    later(27);
    let ran = district.store().run_rules(district.app.now()).await;
    assert_eq!(ran.unwrap().reminded, 1);
    let mut client = tracking(&district, no).await;
    let page = client.get(&track).await;
    for words in ["还可以评价，到", "评不评由您", "提醒您还可以评价"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let link = client.post(&format!("{track}/rate"), &[]).await;
    let link = link.location().to_owned();
    let rated = rate(&mut client, &link, "5", &[]).await;
    assert_eq!(rated.status, StatusCode::SEE_OTHER, "{}", rated.text);
    let page = client.get(&track).await;
    assert!(!page.text.contains("还可以评价，到"), "{}", page.text);
    district.check().await;
}

async fn tracking(district: &TestDistrict, no: MatterNo) -> Client {
    let mut client = district.client();
    let number = no.to_string();
    let pair = [("no", number.as_str()), ("tail", "0210")];
    let answer = client.post("/track", &pair).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    client
}

/// What the office is rated on itself 纪委监委 decides: it is in its 待办, not in the office's.
#[tokio::test(flavor = "multi_thread")]
async fn a_contested_review_of_the_office_is_on_the_list_of_the_discipline_office() {
    let district = TestDistrict::new().await;
    let office = "区营商办";
    let review = NewReview {
        title: "评价：一窗受理咨询".to_owned(),
        unit: office.into(),
        about: None,
        window: None,
        item: None,
        topic: None,
        officer: None,
        named: false,
    };
    let by = district.actor(office, "coordinator");
    let ask = banjie_store::Ask {
        act: district.act(by),
        key: None,
    };
    let token = |no: MatterNo| format!("hash of {no}");
    let no = district.store().invite_review(review, token, ask).await;
    let no = no.unwrap().no;
    let rating = Command::Rate {
        rating: Rating {
            level: 1,
            tags: Vec::new(),
            words: "等了两天".to_owned(),
            contact: None,
            network: None,
        },
    };
    district.give(no, Actor::Enterprise, rating).await;
    let clerk = || district.actor(office, "clerk");
    let record = Command::Comment {
        words: "当天已答复".to_owned(),
        public: false,
    };
    district.give(no, clerk(), record).await;
    let contest = Command::Contest {
        ground: Ground::Mistaken,
        reason: "评的是另一个单位".to_owned(),
        evidence: vec![Evidence::Record(3)],
    };
    district.give(no, clerk(), contest).await;
    let number = no.to_string();
    let mut coordinator = district
        .signed_in(&district.user(office, "coordinator"))
        .await;
    let desk = coordinator.get("/desk").await;
    assert!(!desk.text.contains(&number), "{}", desk.text);
    let ruling = format!("/desk/reviews/{no}/ruling");
    let own = coordinator.get(&ruling).await;
    assert!(own.text.contains("不能由本单位决定"), "{}", own.text);
    let user = district.user("纪委监委", "inspector");
    let mut inspector = district.signed_in(&user).await;
    let desk = inspector.get("/desk").await;
    assert!(desk.text.contains(&number), "{}", desk.text);
    let listed = inspector.get("/desk/reviews?state=objected").await;
    assert!(listed.text.contains(&number), "{}", listed.text);
    let page = inspector.get(&ruling).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let pairs = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("decision", "send_back"),
        ("reason", "评的就是这个窗口"),
    ];
    let done = inspector.post(&ruling, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(state(&district, no).await, "to_redress");
    let desk = inspector.get("/desk").await;
    assert!(!desk.text.contains(&number), "it is decided");
    district.check().await;
}

/// 窗口约谈: proposed after two months at the bottom, decided by another unit, filtered by how it stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_talk_with_a_window_is_held_or_waived_with_the_reason() {
    let district = TestDistrict::new().await;
    let rated = async |window: &str, item: &str, level: u8| {
        let (window, item) = (window.into(), item.into());
        let unit = &district.store().pack().district;
        let unit = unit.window(&window).unwrap().unit.clone();
        let review = NewReview {
            title: "评价".to_owned(),
            unit: unit.clone(),
            about: None,
            window: Some(window),
            item: Some(item),
            topic: None,
            officer: None,
            named: false,
        };
        let ask = || banjie_store::Ask {
            act: district.act(district.actor(unit.as_str(), "clerk")),
            key: None,
        };
        let token = |no: MatterNo| format!("hash of {no}");
        let made = district.store().invite_review(review, token, ask()).await;
        let rate = Command::Rate {
            rating: Rating {
                level,
                tags: Vec::new(),
                words: String::new(),
                contact: None,
                network: None,
            },
        };
        district
            .give(made.unwrap().no, Actor::Enterprise, rate)
            .await;
    };
    for month in ["2026-02", "2026-03"] {
        district.set(&format!("{month}-12 09:00"));
        rated("open-01", "establishment", 2).await;
        rated("general-12", "change_registration", 5).await;
    }
    district.set("2026-04-02 09:00");
    let mut office = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let list = office.get("/desk/reviews").await;
    assert!(
        list.text.contains("建议约谈 1 个窗口，待定"),
        "{}",
        list.text
    );
    let page = office.get("/desk/reviews/talks?state=open").await;
    let path = "/desk/reviews/talks/open-01/2026-03";
    for words in [path, "2026年3月 1 条评价里满意 0 条", "待定 <span>1</span>"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let nothing = office.post(path, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("怎么定：没有选"));
    let typed = [("decision", "held"), ("on", "明天"), ("words", "加人")];
    let wrong = office.post(path, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["约谈日期：认不出", "加人"] {
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    let typed = [
        ("decision", "held"),
        ("on", "2026.4.1"),
        ("with", "1 号窗口负责人"),
        ("words", "4 月底前加开一个窗口"),
    ];
    let done = office.post(path, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let twice = office.post(path, &typed).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "sent again");
    let held = office.get("/desk/reviews/talks?state=held").await;
    for words in [
        "4 月底前加开一个窗口",
        "已约谈 <span>1</span>",
        "待定 <span>0</span>",
    ] {
        assert!(held.text.contains(words), "{words}: {}", held.text);
    }
    // The unit reads it and decides nothing; another one sees none of it.
    let mut own = district.signed_in(&district.user(UNIT, "clerk")).await;
    let seen = own.get("/desk/reviews/talks").await;
    assert!(seen.text.contains("4 月底前加开一个窗口"), "{}", seen.text);
    assert_eq!(own.get(path).await.status, StatusCode::FORBIDDEN);
    let mut other = district.signed_in(&district.user("住建局", "clerk")).await;
    let unseen = other.get("/desk/reviews/talks").await;
    assert!(!unseen.text.contains("4 月底前加开一个窗口"));
    district.check().await;
}
