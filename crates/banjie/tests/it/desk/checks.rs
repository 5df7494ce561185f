//! 异常线索 and 回访抽查: what is marked is dealt with by 区营商办 alone; a sample is drawn once; the unit
//! drawn to call sees that one matter; what was heard stands beside the ranking and changes nothing.

use super::matter::ask;
use axum::http::StatusCode;
use banjie_core::assessment::sample::Drawn;
use banjie_core::kinds::review::{NewReview, Rating};
use banjie_core::matter::{Actor, Command, Evidence, MatterNo, Verdict};
use banjie_web::testing::{Client, TestDistrict};

/// Answered the day it came, on no file; the enterprise then says what it thinks.
async fn answered(district: &TestDistrict, title: &str, verdict: Option<Verdict>) -> MatterNo {
    let no = district.dispatched("住建局", title).await;
    let clerk = || district.actor("住建局", "clerk");
    district.give(no, clerk(), Command::Sign).await;
    let note = Command::Comment {
        words: "已电话联系".to_owned(),
        public: false,
    };
    district.give(no, clerk(), note).await;
    let answer = Command::Answer {
        reply: "已核实，按规定处理。".to_owned(),
        evidence: vec![Evidence::Record(4)],
    };
    district.give(no, clerk(), answer).await;
    if let Some(verdict) = verdict {
        let confirm = Command::Confirm {
            verdict,
            level: None,
            tags: Vec::new(),
            words: "还没有拿到钱".to_owned(),
        };
        district.give(no, Actor::Enterprise, confirm).await;
    }
    no
}

async fn drawn(district: &TestDistrict) -> Vec<Drawn> {
    let month = "2026-02".parse().unwrap();
    let sampling = district.store().sampling(month).await.unwrap();
    sampling.items.into_iter().map(|item| item.drawn).collect()
}

async fn desk(district: &TestDistrict) -> Client {
    let user = district.user("区营商办", "coordinator");
    district.signed_in(&user).await
}

#[tokio::test]
async fn a_mark_is_judged_once_with_a_reason() {
    let district = TestDistrict::new().await;
    let no = answered(&district, "尾款没有付", Some(Verdict::NotSolved)).await;
    district.set("2026-03-02 10:00");
    let mut desk = desk(&district).await;
    // The month before is shown first.
    let list = desk.get("/desk/checks").await;
    let reason = "2月11日接到，2月11日就答复，没有附材料，企业说没有解决";
    for words in [
        "2026年2月异常线索 1 条，1 条没有处理",
        reason,
        "闪电办结又没解决",
    ] {
        assert!(list.text.contains(words), "{words}: {}", list.text);
    }
    let other = desk
        .get("/desk/checks?month=2026-02&detector=pausing")
        .await;
    assert!(!other.text.contains(reason) && other.text.contains("没有符合的线索"));
    let odd = desk
        .get("/desk/checks?month=2026-02&unit=没有这个局&sort=x&page=-1")
        .await;
    assert!(odd.text.contains("认不出") && odd.text.contains(reason));
    let bad = desk.get("/desk/checks?month=2026-13").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);

    let place = format!("/desk/checks/2026-02/marks/{no}/paper_closing");
    let page = desk.get(&place).await;
    assert!(
        page.text.contains("接到后几个工作日内就答复"),
        "{}",
        page.text
    );
    let key = page.hidden("_key");
    let bare = desk.post(&place, &[("_key", &key)]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("怎么处理：没有选"));
    let reasonless = desk.post(&place, &[("_key", &key), ("what", "take")]).await;
    assert!(reasonless.text.contains("理由"), "{}", reasonless.text);
    let form = [
        ("_key", key.as_str()),
        ("what", "dismiss"),
        ("reason", "录音里企业当时说解决了"),
    ];
    for _ in 0..2 {
        let done = desk.post(&place, &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let again = desk
        .post(&place, &[("what", "take"), ("reason", "再看看")])
        .await;
    assert!(again.text.contains("已经销去"), "{}", again.text);
    let list = desk.get("/desk/checks?month=2026-02").await;
    assert!(list.text.contains("销去：录音里企业当时说解决了"));
    for gone in [
        format!("/desk/checks/2026-02/marks/{no}/pausing"),
        format!("/desk/checks/2026-02/marks/{no}/nothing"),
        "/desk/checks/2026-02/marks/1/pausing".to_owned(),
    ] {
        assert_eq!(
            desk.get(&gone).await.status,
            StatusCode::NOT_FOUND,
            "{gone}"
        );
    }
    let file = desk.get("/desk/checks/2026-02/export").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.bytes.starts_with(b"PK"));
    // 纪委监委 reads, and is offered nothing.
    let user = district.user("纪委监委", "inspector");
    let mut inspector = district.signed_in(&user).await;
    let seen = inspector.get("/desk/checks?month=2026-02").await;
    assert!(seen.text.contains(reason) && !seen.text.contains("/marks/"));
    let clerk = district.user("住建局", "clerk");
    let mut clerk = district.signed_in(&clerk).await;
    let not = clerk.get("/desk/checks").await;
    assert_eq!(not.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_mark_that_nobody_can_be_rung_about_says_so_before_anybody_tries() {
    let district = TestDistrict::new().await;
    let (store, mut praised) = (district.store(), None);
    for _ in 0..5 {
        let review = NewReview {
            title: "评价：企业设立登记".to_owned(),
            unit: "市场监管局".into(),
            about: None,
            window: Some("open-01".into()),
            item: Some("establishment".into()),
            topic: None,
            officer: None,
            named: false,
        };
        let clerk = ask(&district, district.actor("市场监管局", "clerk"));
        let token = |no: MatterNo| format!("hash of {no}");
        let no = store.invite_review(review, token, clerk).await.unwrap().no;
        let rating = Rating {
            level: 5,
            tags: Vec::new(),
            words: String::new(),
            contact: None,
            network: Some("one place".to_owned()),
        };
        let visitor = ask(&district, Actor::Enterprise);
        store.rate(no, rating, None, visitor).await.unwrap();
        praised = Some(no);
    }
    district.set("2026-03-02 10:00");
    let mut desk = desk(&district).await;
    let place = format!("/desk/checks/2026-02/marks/{}/one_place", praised.unwrap());
    let page = desk.get(&place).await;
    for words in [
        "不能放进回访样本：这是到窗口办事的人评的",
        "核实是假的，打开评价，按程序剔除",
        "销去",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("value=\"take\""), "{}", page.text);
    let form = [("what", "take"), ("reason", "再问问")];
    let tried = desk.post(&place, &form).await;
    assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_sample_is_called_by_the_unit_drawn_and_nobody_else() {
    let district = TestDistrict::new().await;
    let unsolved = answered(&district, "尾款没有付", Some(Verdict::Solved)).await;
    for title in ["路灯坏了", "招牌审批"] {
        answered(&district, title, None).await;
    }
    let mut office = desk(&district).await;
    let early = office.post("/desk/checks/2026-02/sample", &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.text.contains("还没有过完"));
    district.set("2026-03-02 10:00");
    let mut office = desk(&district).await;
    let page = office.get("/desk/checks/2026-02/sample").await;
    assert!(
        page.text.contains("还没有抽取回访样本") && page.text.contains("抽取回访样本</button>")
    );
    for _ in 0..2 {
        let done = office.post("/desk/checks/2026-02/sample", &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let page = office.get("/desk/checks/2026-02/sample").await;
    // Ten working days from 2 March: 16 March.
    for words in [
        "回访样本 3 件，还没有回访结果",
        "3 抽 3",
        "2026年3月16日",
        "620199|2026-02|",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let all = drawn(&district).await;
    let one = all.iter().find(|d| d.no == unsolved).unwrap();
    let place = format!("/desk/callbacks/2026-02/{unsolved}");

    // Whose unit handled it is told so, and learns nothing of the sample; to others it is not there.
    let own = district.user("住建局", "clerk");
    let mut own = district.signed_in(&own).await;
    assert_eq!(own.get(&place).await.status, StatusCode::NOT_FOUND);
    let refused = own.post(&place, &[("said", "solved")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("本单位不能自己记结果"));
    let list = own.get("/desk/callbacks").await;
    assert!(list.text.contains("没有等回访的") && !list.text.contains("路灯坏了"));
    let stranger = all.iter().map(|d| d.caller.as_str());
    let stranger = stranger
        .chain(["税务局"])
        .find(|c| *c != one.caller.as_str());
    let stranger = district.user(stranger.unwrap(), "clerk");
    let mut stranger = district.signed_in(&stranger).await;
    for answer in [
        stranger.get(&place).await,
        stranger.post(&place, &[("said", "solved")]).await,
        stranger.post(&format!("{place}/contact"), &[]).await,
        stranger.get(&format!("/desk/matters/{unsolved}")).await,
        office.get("/desk/callbacks").await,
    ] {
        let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
        assert!(hidden.contains(&answer.status), "{}", answer.text);
    }

    let owed = owed_by(&district, &all, one).await;
    called(&district, one, &place).await;
    assert_eq!(owed_by(&district, &all, one).await, owed - 1);
    // Beside the ranking, and in the list with what is proposed.
    let page = office
        .get("/desk/checks/2026-02/sample?only=not_solved")
        .await;
    for words in [
        "问到 1 件，1 件企业说没有解决",
        "企业说没有解决，不满意：钱没有到账",
        "复核：重办或结案",
        &format!("/desk/matters/{unsolved}#act"),
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("路灯坏了"));
    // The matter, confirmed as solved before, waits for 区营商办 again.
    let matter = office.get(&format!("/desk/matters/{unsolved}")).await;
    for words in [
        "企业认为未解决，待复核",
        "回访抽查，企业说没有解决",
        "钱没有到账",
    ] {
        assert!(matter.text.contains(words), "{words}: {}", matter.text);
    }
    let looks = district.store().looks(unsolved).await.unwrap();
    assert_eq!(looks.len(), 1, "the enterprise sees who looked");
    // Two weeks later the others are late, and everybody concerned sees it.
    district.set("2026-03-17 10:00");
    let mut office = desk(&district).await;
    let page = office.get("/desk/checks/2026-02/sample").await;
    assert!(page.text.contains("；2 件逾期没有回访"), "{}", page.text);
    let late = all.iter().find(|d| d.no != unsolved).unwrap();
    let user = district.user(late.caller.as_str(), "clerk");
    let mut caller = district.signed_in(&user).await;
    let page = caller.get("/desk?light=overdue").await;
    for words in ["抽到本单位回访的", "逾期 1 个工作日"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(
        !caller
            .get("/desk?light=paused")
            .await
            .text
            .contains("打电话回访")
    );
    let api = office.get("/api/v1/samples/2026-02").await.json();
    assert_eq!(api["items"].as_array().unwrap().len(), 3);
    assert_eq!(
        api["drawing"]["frame"]["candidates"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let marks = office.get("/api/v1/checks/2026-02").await.json();
    assert_eq!(marks["items"], serde_json::json!([]));
    let month = office.get("/desk/rankings/2026-02").await;
    assert!(
        month.text.contains("由没有经手的单位打电话问的"),
        "{}",
        month.text
    );
}

/// How many calls stand in the 待办 of the unit that calls about this one: as many as it was drawn for and
/// has not made.
async fn owed_by(district: &TestDistrict, all: &[Drawn], one: &Drawn) -> usize {
    let user = district.user(one.caller.as_str(), "clerk");
    let mut caller = district.signed_in(&user).await;
    let page = caller.get("/desk").await;
    let sampling = district
        .store()
        .sampling("2026-02".parse().unwrap())
        .await
        .unwrap();
    let owed = all.iter().filter(|d| {
        let heard = sampling.item(d.no).unwrap().heard().is_some();
        d.caller == one.caller && !heard
    });
    let owed: Vec<_> = owed.collect();
    assert!(
        page.text.contains(&format!("{} 件现在轮到您", owed.len())),
        "{}",
        page.text
    );
    for drawn in &owed {
        let place = format!("/desk/callbacks/2026-02/{}", drawn.no);
        assert!(page.text.contains(&place), "{place}: {}", page.text);
        assert!(page.text.contains("3月16日 周一") && page.text.contains("打电话回访"));
    }
    owed.len()
}

/// The clerk of the unit drawn reads what was asked and answered, opens the telephone, and writes
/// down what was said.
async fn called(district: &TestDistrict, one: &Drawn, place: &str) {
    let user = district.user(one.caller.as_str(), "clerk");
    let mut caller = district.signed_in(&user).await;
    let list = caller.get("/desk/callbacks").await;
    assert!(list.text.contains(place), "{}", list.text);
    let matter = caller.get(&format!("/desk/matters/{}", one.no)).await;
    assert_eq!(matter.status, StatusCode::NOT_FOUND, "this one page only");
    let page = caller.get(place).await;
    for words in [
        "尾款没有付",
        "示例机械有限公司",
        "已核实，按规定处理。",
        "住建局",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("13900001234") && !page.text.contains("已电话联系"));
    let shown = caller.post(&format!("{place}/contact"), &[]).await;
    assert!(shown.text.contains("王工 13900001234"), "{}", shown.text);
    let key = page.hidden("_key");
    let none = caller.post(place, &[("_key", key.as_str())]).await;
    assert!(none.text.contains("答复的事解决了吗：没有选"));
    let bare = [
        ("_key", key.as_str()),
        ("said", "not_solved"),
        ("pleased", "displeased"),
    ];
    let bare = caller.post(place, &bare).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("请写企业的原话"), "{}", bare.text);
    assert!(bare.text.contains("value=\"not_solved\" checked"));
    let form = [
        ("_key", key.as_str()),
        ("said", "not_solved"),
        ("pleased", "displeased"),
        ("words", "钱没有到账"),
    ];
    let before = district.journal_length().await;
    for _ in 0..2 {
        let done = caller.post(place, &form).await;
        assert_eq!(done.location(), "/desk/callbacks?done=1", "{}", done.text);
    }
    // What was said, and the order to 区营商办 to decide again.
    assert_eq!(district.journal_length().await, before + 2);
    let list = caller.get("/desk/callbacks?done=1").await;
    assert!(list.text.contains("回访结果已记下") && list.text.contains("已回访"));
    let page = caller.get(place).await;
    assert!(page.text.contains("这件不用再打电话") && !page.text.contains("13900001234"));
}

#[tokio::test]
async fn a_confirmation_from_the_portal_knows_its_place_for_the_month_only() {
    let district = TestDistrict::new().await;
    let mut places = Vec::new();
    for (moment, from) in [
        ("2026-02-11 10:00", [10, 20, 30, 40]),
        ("2026-02-26 10:00", [10, 20, 30, 40]),
        ("2026-02-26 11:00", [10, 20, 30, 41]),
        ("2026-03-02 10:00", [10, 20, 30, 40]),
    ] {
        district.set(moment);
        let no = answered(&district, "尾款没有付", None).await.to_string();
        let mut client = district.client();
        client.from = (from, 40_000).into();
        let track = client
            .post("/track", &[("no", &no), ("tail", "1234")])
            .await;
        assert_eq!(track.status, StatusCode::SEE_OTHER, "{}", track.text);
        let page = client.get(&format!("/track/{no}/confirm")).await;
        let form = [
            ("_key", page.hidden("_key")),
            ("_version", page.hidden("_version")),
            ("verdict", "solved".to_owned()),
            ("level", "5".to_owned()),
        ];
        let form: Vec<_> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let done = client.post(&format!("/track/{no}/confirm"), &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        let mut tx = district.store().db().read().await.unwrap();
        let sql = format!("select network from reviews where about = '{no}'");
        let row = tx.one(&sql, &[]).await.unwrap();
        places.push(row.text("network").unwrap().to_owned());
    }
    assert_eq!(places[0], places[1], "one place, one month");
    assert_ne!(places[0], places[2], "another place");
    assert_ne!(places[0], places[3], "another month");
    let act = ask(&district, Actor::Rule).act;
    district.store().tidy(act.at).await.unwrap();
}
