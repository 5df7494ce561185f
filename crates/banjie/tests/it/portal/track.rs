//! P6: the key, the course, the acts of the enterprise.

use super::{COORDINATOR, answered, staff, submit};
use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::matter::{Act, Command, MatterNo};
use banjie_web::testing::{Answer, Client, TestDistrict};

async fn enter(client: &mut Client, no: MatterNo, tail: &str) -> Answer {
    let no = no.to_string();
    client.post("/track", &[("no", &no), ("tail", tail)]).await
}

async fn state(district: &TestDistrict, no: MatterNo) -> String {
    district.store().line(no).await.unwrap().unwrap().state
}

/// Opens an act's form and sends it with these values.
async fn act(client: &mut Client, no: MatterNo, act: &str, pairs: &[(&str, &str)]) -> Answer {
    let path = format!("/track/{no}/{act}");
    let page = client.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let mut all = vec![("_key", key.as_str()), ("_version", version.as_str())];
    all.extend(pairs);
    client.post(&path, &all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_tail_there_is_only_the_form() {
    let district = TestDistrict::new().await;
    let no = submit(&mut district.client()).await;
    let mut stranger = district.client();
    for path in [format!("/track/{no}"), "/track/BJ-2026-000777-A".to_owned()] {
        let page = stranger.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("手机号后 4 位"));
        assert!(!page.text.contains("城东") && !page.text.contains("宏远"));
    }
    let acting = stranger.get(&format!("/track/{no}/withdraw")).await;
    assert_eq!(acting.location(), format!("/track/{no}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_privacy_page_names_every_cookie() {
    let district = TestDistrict::new().await;
    let mut client = district.signed_in("yingshang.desk").await;
    submit(&mut client).await;
    let page = client.get("/privacy").await.text;
    let names: Vec<_> = client.cookies.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("<code>{name}</code>")), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tails_are_limited_and_then_even_the_right_one_waits() {
    let district = TestDistrict::new().await;
    let no = submit(&mut district.client()).await;
    let mut guesser = district.client();
    let answer = enter(&mut guesser, no, "0000").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("编号和手机尾号对不上") && answer.text.contains("还可以试 5 次"));
    for tail in ["0001", "0002", "0003", "0004", "0005"] {
        enter(&mut guesser, no, tail).await;
    }
    let answer = enter(&mut guesser, no, "0210").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("试得太多了"));
    district.set("2026-02-11 10:30");
    let answer = enter(&mut guesser, no, "０２１０").await;
    assert_eq!(answer.location(), format!("/track/{no}"));
    let page = guesser.get(answer.location()).await;
    assert!(page.text.contains("宏远建筑装饰有限公司"));
    // The pass is of our making, for this matter, for half an hour.
    district.set("2026-02-11 11:01");
    let page = guesser.get(&format!("/track/{no}")).await;
    assert!(page.text.contains("手机号后 4 位") && !page.text.contains("宏远"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_read_in_any_spelling_and_a_slip_is_named() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let spelled = no.to_string().replace('-', " ").to_lowercase();
    let answer = client
        .post("/track", &[("no", &spelled), ("tail", "0210")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    for (typed, sentence) in [
        ("", "编号：没有填"),
        ("BJ-2026", "不完整，请照回执填写"),
        ("BJ-2026-000002-B", "有一位不对，请对照回执再填一次"),
    ] {
        let answer = client
            .post("/track", &[("no", typed), ("tail", "0210")])
            .await;
        assert!(answer.text.contains(sentence), "{typed}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opened_the_identity_stands_on_the_page() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let page = client.get(&format!("/track/{no}")).await;
    assert!(page.text.contains("您的身份信息没有人看过"));
    let act = Act {
        at: district.app.now(),
        by: district.actor(COORDINATOR.0, COORDINATOR.1),
    };
    let reason = "核对还款账户".to_owned();
    district
        .store()
        .open_identity(no, reason, act)
        .await
        .unwrap();
    let page = client.get(&format!("/track/{no}")).await;
    assert!(page.text.contains("您的身份信息被查看 1 次") && page.text.contains("核对还款账户"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_course_is_told_and_notes_between_offices_are_not() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let page = client.get(&format!("/track/{no}")).await;
    for words in [
        "还剩 2 个工作日",
        "怎么算的",
        "现在不用您做什么",
        "您提交了诉求",
        "撤回诉求",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let note = Command::Comment {
        words: "先问问财政局有没有钱".to_owned(),
        public: false,
    };
    staff(&district, no, COORDINATOR, note).await;
    let message = Command::Comment {
        words: "请把验收单发来".to_owned(),
        public: true,
    };
    staff(&district, no, COORDINATOR, message).await;
    let answer = act(&mut client, no, "message", &[("words", "验收单明天给")]).await;
    assert_eq!(answer.location(), format!("/track/{no}?done=message"));
    let page = client.get(answer.location()).await;
    for words in ["请把验收单发来", "验收单明天给", "留言已送到"] {
        assert!(page.text.contains(words), "{words}");
    }
    assert!(!page.text.contains("财政局有没有钱"));
    let empty = act(&mut client, no, "urge", &[("words", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("催办内容：没有填。请写一句催什么"));
    let urged = act(&mut client, no, "urge", &[("words", "日期定了吗")]).await;
    assert!(client.get(urged.location()).await.text.contains("您催办"));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn solved_ends_it_and_may_still_be_reopened_in_time() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    answered(&district, no).await;
    let page = client.get(&format!("/track/{no}")).await;
    assert!(page.text.contains("请您确认是否解决") && page.text.contains("3月底前付清"));
    let nothing = act(&mut client, no, "confirm", &[("words", "谢谢")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("解决了吗：没有选") && nothing.text.contains("谢谢"));
    let solved = [("verdict", "solved"), ("level", "5")];
    let answer = act(&mut client, no, "confirm", &solved).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(state(&district, no).await, "solved");
    let page = client.get(answer.location()).await;
    assert!(page.text.contains("已解决，您已确认") && page.text.contains("要求重办"));
    let again = [("words", "钱没有到账")];
    let answer = act(&mut client, no, "reopen", &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(state(&district, no).await, "dispatched");
    let page = client.get(answer.location()).await;
    assert!(page.text.contains("您要求重办") && page.text.contains("钱没有到账"));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_solved_asks_what_is_missing_and_goes_to_review() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    answered(&district, no).await;
    let empty = act(&mut client, no, "confirm", &[("verdict", "not_solved")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("请写清还差什么，单位好接着办"));
    let said = [
        ("verdict", "not_solved"),
        ("level", "1"),
        ("words", "只还了一半"),
    ];
    let answer = act(&mut client, no, "confirm", &said).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(state(&district, no).await, "not_solved");
    let page = client.get(answer.location()).await;
    assert!(page.text.contains("前复核，决定重办还是说明") && page.text.contains("只还了一半"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_opened_before_shows_what_happened_meanwhile_and_keeps_the_words() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let path = format!("/track/{no}/withdraw");
    let page = client.get(&path).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    assert!(page.text.contains("撤回后不能恢复"));
    let dispatch = Command::Dispatch {
        unit: "工信局".into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    };
    staff(&district, no, COORDINATOR, dispatch).await;
    let typed = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("words", "自己谈好了"),
    ];
    let stale = client.post(&path, &typed).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text.contains("派给工信局") && stale.text.contains("自己谈好了"));
    let version = stale.hidden("_version");
    let again = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("words", "自己谈好了"),
    ];
    let answer = client.post(&path, &again).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(state(&district, no).await, "withdrawn");
    let page = client.get(answer.location()).await;
    assert!(page.text.contains("以后可以另提一件") && page.text.contains("0000-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_does_not_mind_that_somebody_was_faster_and_a_resent_one_counts_once() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let path = format!("/track/{no}/message");
    let page = client.get(&path).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    staff(
        &district,
        no,
        COORDINATOR,
        Command::Urge {
            words: "请快办".to_owned(),
        },
    )
    .await;
    let typed = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("words", "补一句"),
    ];
    for _ in 0..2 {
        let answer = client.post(&path, &typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let course = district
        .store()
        .matter(&Sight::District, no)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(course.matter.version, 3, "one urge, one message");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_the_half_hour() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let path = format!("/track/{no}/message");
    let page = client.get(&path).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    district.set("2026-02-11 10:00");
    let typed = [
        ("_key", key.as_str()),
        ("_version", version.as_str()),
        ("words", "写了很久的话"),
    ];
    let ended = client.post(&path, &typed).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    let (to, body) = (ended.hidden("_held_path"), ended.hidden("_held_body"));
    let body = body.replace("&amp;", "&").replace("&#38;", "&");
    let key_form = [
        ("no", no.to_string()),
        ("tail", "0210".to_owned()),
        ("_held_path", to),
        ("_held_body", body),
    ];
    let pairs: Vec<_> = key_form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let back = client.post("/track", &pairs).await;
    assert!(back.text.contains("写了很久的话"), "{}", back.text);
    let answer = client.post(&path, &typed).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_and_not_ours_say_what_next_with_a_telephone() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let rejected = submit(&mut client).await;
    let reject = Command::Reject {
        reason: "法院已在审理".to_owned(),
        basis: "《X区诉求办理规则》第四条".to_owned(),
    };
    staff(&district, rejected, COORDINATOR, reject).await;
    let page = client.get(&format!("/track/{rejected}")).await;
    for words in ["不予受理", "法院已在审理", "第四条", "另提一件", "0000-"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let passed = submit(&mut client).await;
    let pass_on = Command::PassOn {
        to: "市税务局".to_owned(),
        telephone: "0000-900001".to_owned(),
        reason: "出口退税由市里办".to_owned(),
    };
    staff(&district, passed, COORDINATOR, pass_on).await;
    let page = client.get(&format!("/track/{passed}")).await;
    assert!(page.text.contains("这件事归市税务局管，电话 0000-900001"));
    assert!(!page.text.contains("撤回诉求"), "nothing to do any more");
    let refused = client.get(&format!("/track/{passed}/urge")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("这件已经结束"));
}

#[tokio::test(flavor = "multi_thread")]
async fn files_may_be_added_and_the_same_one_is_not_doubled() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let path = format!("/track/{no}/files");
    let page = client.get(&path).await;
    let (key, version) = (page.hidden("_key"), page.hidden("_version"));
    let hidden = [("_key", key.as_str()), ("_version", version.as_str())];
    let none = client.post_files(&path, &hidden, &[]).await;
    assert!(none.text.contains("还没有选文件"), "{}", none.text);
    let two: [(&str, &str, &[u8]); 2] = [
        ("files", "验收单.jpg", b"\xFF\xD8\xFF\xE0 picture"),
        ("files", "合同.pdf", b"%PDF-1.7\n"),
    ];
    for _ in 0..2 {
        let answer = client.post_files(&path, &hidden, &two).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let course = district
        .store()
        .matter(&Sight::District, no)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(course.matter.attachments.len(), 2);
}
