//! P3: an applicant fills in the one form of a package page by page; nothing typed is lost.

mod submit;

use axum::http::StatusCode;
use banjie_web::testing::{Answer, Client, TestDistrict};
use std::net::SocketAddr;

/// 信用修复 of one penalty on 信用中国: small enough to be filled in by hand.
const QUESTIONS: [(&str, &str); 3] = [
    ("repair_kinds", "信用中国公示的行政处罚"),
    ("duties_done", "是"),
    ("abnormal_reason", "其他"),
];

/// The thirteen facts that are asked then, by page.
const PAGES: [(&str, &[(&str, &str)]); 4] = [
    (
        "applicant/1",
        &[
            ("agent_name", "张三"),
            ("agent_id", "11010519491231002X"),
            ("agent_phone", "139 0000 0210"),
        ],
    ),
    ("enterprise/1", &[("uscc", "914403001922038216")]),
    (
        "people/1",
        &[
            ("legal_rep_name", "张三"),
            ("legal_rep_id", "11010519491231002X"),
            ("legal_rep_phone", "13900000210"),
        ],
    ),
    (
        "repair/1",
        &[
            ("decision_no", "X市监罚〔2025〕12号"),
            ("decided_by", "X区市场监督管理局"),
            ("decision_date", "2025年3月1日"),
            ("duty_proof", "2025年3月5日缴清罚款，当月改正。"),
            ("repair_promise", "是"),
        ],
    ),
];

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// Begins a draft of a package with its questions answered; returns its address.
async fn begun(client: &mut Client, package: &str, answers: &[(&str, &str)]) -> String {
    let mut pairs = vec![("package", package)];
    pairs.extend_from_slice(answers);
    let answer = client.post("/apply", &pairs).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.location().to_owned()
}

/// The code on the task list.
fn code(list: &Answer) -> String {
    let rest = list.text.split_once("id=\"code\">").unwrap().1;
    rest.split('<').next().unwrap().to_owned()
}

/// How often a text stands on a page.
fn times(answer: &Answer, text: &str) -> usize {
    answer.text.matches(text).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_goes_from_the_questions_to_ready_page_by_page() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let package = client.get("/packages/repair-credit").await;
    assert!(package.text.contains("开始填写") && package.text.contains("用续填码接着填"));
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    let list = client.get(&draft).await;
    assert_eq!(list.status, StatusCode::OK);
    for said in [
        "您的情况",
        "未开始",
        "已完成",
        "续填码",
        "要办 2 件事",
        "2026年3月13日",
    ] {
        assert!(list.text.contains(said), "{said}: {}", list.text);
    }
    // The page says why it asks and for which items.
    let page = client.get(&format!("{draft}/people/1")).await;
    assert!(
        page.text.contains("为什么问") && page.text.contains("用于"),
        "{}",
        page.text
    );
    for (place, fields) in PAGES {
        let answer = client.post(&format!("{draft}/{place}"), fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{place}: {}",
            answer.text
        );
    }
    let naming = client
        .post(
            &format!("{draft}/naming/1"),
            &[("enterprise_name", "X区晨光商贸有限公司")],
        )
        .await;
    assert_eq!(naming.status, StatusCode::SEE_OTHER, "{}", naming.text);
    // What is left is a material; a page of it says what may be sent.
    let list = client.get(&draft).await;
    assert!(
        list.text.contains("materials/duty_evidence"),
        "{}",
        list.text
    );
    let material = format!("{draft}/materials/duty_evidence");
    let page = client.get(&material).await;
    assert!(page.text.contains("每个不超过 20 MB"), "{}", page.text);
    let none = client.post_files(&material, &[], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text.contains("还没有文件"), "{}", none.text);
    let wrong: [(&str, &str, &[u8]); 1] = [("files", "证明.exe", b"MZ\x90\x00\x03")];
    let refused = client.post_files(&material, &[], &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("“证明.exe”的类型不收或已损坏"),
        "{}",
        refused.text
    );
    let files: [(&str, &str, &[u8]); 2] = [
        ("files", "缴款书.pdf", PDF),
        ("files", "说明.txt", "已改正".as_bytes()),
    ];
    let kept = client.post_files(&material, &[], &files).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
    let list = client.get(&draft).await;
    assert!(list.text.contains("已完成，2 个文件"), "{}", list.text);
    assert!(list.text.contains("核对并提交"), "{}", list.text);
    let check = client.get(&format!("{draft}/check")).await;
    for said in [
        "X市监罚〔2025〕12号",
        "2025年3月1日",
        "缴款书.pdf、说明.txt",
        "更改",
    ] {
        assert!(check.text.contains(said), "{said}: {}", check.text);
    }
    assert!(!check.text.contains("没填好"), "{}", check.text);
    // Nothing of it is in the journal.
    assert!(!check.text.contains("已入账本"));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_form_is_kept_and_what_is_wrong_is_told_at_its_field() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    let place = format!("{draft}/applicant/1");
    let half = [
        ("agent_name", "张三"),
        ("agent_id", "11010519491231002"),
        ("agent_phone", ""),
    ];
    let page = client.post(&place, &half).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("<title>错误：谁来办") && page.text.contains("href=\"#agent_id\""));
    // Both places say the identical sentence.
    assert_eq!(times(&page, "还没有填，请填写。"), 2, "{}", page.text);
    assert!(
        page.text.contains("value=\"11010519491231002\""),
        "nothing typed is lost"
    );
    // It is there after the browser was closed, and the list says so.
    let again = client.get(&place).await;
    assert!(
        again.text.contains("value=\"张三\"") && again.text.contains("value=\"11010519491231002\"")
    );
    assert!(client.get(&draft).await.text.contains("填写中"));
    let later = client
        .post(&place, &[("agent_name", "张三"), ("_then", "list")])
        .await;
    assert_eq!(later.location(), draft);
    let check = client.get(&format!("{draft}/check")).await;
    assert!(check.text.contains("项没填好"), "{}", check.text);
    assert!(check.text.contains(&format!("{place}?back=check#agent_id")));
    let mended = client
        .post(&format!("{place}?back=check"), PAGES[0].1)
        .await;
    assert_eq!(mended.location(), format!("{draft}/check"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_became_unnecessary_is_kept_and_told() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client.post(&format!("{draft}/repair/1"), PAGES[3].1).await;
    let mut other = QUESTIONS;
    other[1].1 = "否";
    let questions = format!("{draft}/questions/1");
    client.post(&questions, &other).await;
    let list = client.get(&draft).await;
    assert!(
        list.text.contains("替您留着的") && list.text.contains("要办 1 件事"),
        "{}",
        list.text
    );
    client.post(&questions, &QUESTIONS).await;
    let page = client.get(&format!("{draft}/repair/1")).await;
    assert!(page.text.contains("X市监罚〔2025〕12号"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_grows_by_rows_and_an_emptied_row_is_gone() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let answers = [
        ("enterprise_type", "有限责任公司"),
        ("has_employees", "否"),
        ("needs_invoice", "否"),
        ("wants_bank_account", "否"),
        ("premises_right", "租用"),
    ];
    let draft = begun(&mut client, "open-enterprise", &answers).await;
    let list = client.get(&draft).await;
    // A list of people has a page of its own: find it by its row field.
    let mut place = String::new();
    for n in 1..6 {
        let page = client.get(&format!("{draft}/capital/{n}")).await;
        if page.text.contains("shareholders.0.name") {
            place = format!("{draft}/capital/{n}");
        }
    }
    assert!(!place.is_empty(), "{}", list.text);
    let one = [("shareholders.0.name", "张三"), ("_add", "shareholders")];
    let added = client.post(&place, &one).await;
    assert!(
        added.location().ends_with("more=1#shareholders"),
        "{}",
        added.location()
    );
    let page = client
        .get(added.location().split('#').next().unwrap())
        .await;
    assert!(page.text.contains("shareholders.1.name") && !page.text.contains("shareholders.2."));
    let two = [("shareholders.0.name", ""), ("shareholders.1.name", "李四")];
    let judged = client.post(&place, &two).await;
    assert_eq!(judged.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(judged.text.contains("第 1 行的"), "{}", judged.text);
    let page = client.get(&place).await;
    assert!(page.text.contains("李四") && !page.text.contains("张三"));
    assert!(!page.text.contains("shareholders.1.name"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_opens_it_on_another_device_and_guesses_are_limited() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client
        .post(&format!("{draft}/applicant/1"), PAGES[0].1)
        .await;
    let code = code(&client.get(&draft).await);
    assert_eq!(code.len(), 19, "four groups of four: {code}");
    // Whoever only knows the address is asked for the code, the same as for a draft that is none.
    let mut other = district.client();
    other.from = SocketAddr::from(([203, 0, 113, 9], 40_000));
    for address in [draft.as_str(), "/apply/ZZZZZZZZ"] {
        assert!(
            other
                .get(address)
                .await
                .location()
                .starts_with("/apply/resume?no=")
        );
    }
    let wrong = format!("{}{}", &code[..10], "2222-2222");
    let refused = other.post("/apply/resume", &[("code", &wrong)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("还可以试 5 次"), "{}", refused.text);
    assert!(
        refused.text.contains(&wrong),
        "what was typed is still there"
    );
    for typed in ["", "ABC", "编号不对的十六个字一二三四五六"] {
        let refused = other.post("/apply/resume", &[("code", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
    }
    let typed = code.to_lowercase().replace('-', " ");
    let opened = other.post("/apply/resume", &[("code", &typed)]).await;
    assert_eq!(opened.location(), draft, "{}", opened.text);
    assert!(
        other
            .get(&format!("{draft}/applicant/1"))
            .await
            .text
            .contains("张三")
    );
    // From many addresses, too, six tries an hour and no more.
    let mut tried = 0;
    for n in 0..40_u8 {
        let mut crowd = district.client();
        crowd.from = SocketAddr::from(([203, 0, 114, n], 40_000));
        let guess = format!("{}{:04}-{:04}", &code[..10], 2222 + usize::from(n), 3333);
        let answer = crowd.post("/apply/resume", &[("code", &guess)]).await;
        match answer.status {
            StatusCode::UNPROCESSABLE_ENTITY => tried += 1,
            other => assert_eq!(other, StatusCode::TOO_MANY_REQUESTS),
        }
    }
    assert_eq!(tried, 6);
    // Who is in stays in.
    assert_eq!(client.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_pass_what_was_typed_travels_through_the_code() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    let code = code(&client.get(&draft).await);
    client.cookies.clear();
    let place = format!("{draft}/applicant/1");
    let asked = client.post(&place, PAGES[0].1).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let held = [
        ("code", code.as_str()),
        ("_held_path", &asked.hidden("_held_path")),
        (
            "_held_body",
            &asked
                .hidden("_held_body")
                .replace("&#38;", "&")
                .replace("&amp;", "&"),
        ),
    ];
    let offered = client.post("/apply/resume", &held).await;
    assert!(
        offered.text.contains("刚才写的都在") && offered.text.contains("张三"),
        "{}",
        offered.text
    );
    // The device knows the draft again.
    assert_eq!(client.get(&draft).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_on_one_page_both_versions_are_shown() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    let place = format!("{draft}/enterprise/1");
    let seen = client.get(&place).await.hidden("_seen");
    let first = [("uscc", "914403001922038216"), ("_seen", &seen)];
    assert_eq!(
        client.post(&place, &first).await.status,
        StatusCode::SEE_OTHER
    );
    let second = [("uscc", "91620102MA71A2B3CR"), ("_seen", &seen)];
    let told = client.post(&place, &second).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.text.contains("914403001922038216")
            && told.text.contains("value=\"91620102MA71A2B3CR\"")
    );
    // The same page sent again says the same as what lies there: no conflict, no change.
    assert_eq!(
        client.post(&place, &first).await.status,
        StatusCode::SEE_OTHER
    );
    let over = [
        ("uscc", "91620102MA71A2B3CR"),
        ("_seen", &told.hidden("_seen")),
    ];
    assert_eq!(
        client.post(&place, &over).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(client.get(&place).await.text.contains("91620102MA71A2B3CR"));
    // Another page does not matter.
    assert_eq!(
        client
            .post(&format!("{draft}/applicant/1"), PAGES[0].1)
            .await
            .status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_another_draft_on_the_device_are_filled_in_and_marked() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let first = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client
        .post(&format!("{first}/applicant/1"), PAGES[0].1)
        .await;
    let second = begun(&mut client, "open-restaurant", &[]).await;
    let list = client.get(&second).await;
    assert!(
        list.text
            .contains("带入了您在这台设备上另一份申请里填过的 3 项"),
        "{}",
        list.text
    );
    let page = client.get(&format!("{second}/applicant/1")).await;
    assert!(
        page.text.contains("张三") && page.text.contains("请核对"),
        "{}",
        page.text
    );
    client
        .post(&format!("{second}/applicant/1"), PAGES[0].1)
        .await;
    assert!(!client.get(&second).await.text.contains("带入了"));
    // Somebody else's device knows nothing of it.
    let mut other = district.client();
    let third = begun(&mut other, "open-restaurant", &[]).await;
    assert!(!other.get(&third).await.text.contains("带入了"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_can_be_left_thrown_away_and_goes_after_its_time() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client
        .post(&format!("{draft}/applicant/1"), PAGES[0].1)
        .await;
    let material = format!("{draft}/materials/duty_evidence");
    let files: [(&str, &str, &[u8]); 1] = [("files", "缴款书.pdf", PDF)];
    assert_eq!(
        client.post_files(&material, &[], &files).await.status,
        StatusCode::SEE_OTHER
    );
    let list = client.get(&draft).await;
    let code = code(&list);
    let ask = client.get(&format!("{draft}/leave")).await;
    assert!(
        ask.text.contains(&code),
        "the way back is told before leaving"
    );
    client
        .post(&format!("{draft}/leave"), &[("drop", "0")])
        .await;
    assert!(
        client
            .get(&draft)
            .await
            .location()
            .starts_with("/apply/resume")
    );
    client.post("/apply/resume", &[("code", &code)]).await;
    assert_eq!(client.get(&draft).await.status, StatusCode::OK);
    // Thirty days after the last save it is still there, a day later it is gone, file and all.
    district.set("2026-03-13 08:00");
    let kept = district.store().tidy(district.app.now()).await.unwrap();
    assert_eq!((kept.drafts, kept.files), (0, 0));
    district.set("2026-03-14 10:00");
    let gone = district.store().tidy(district.app.now()).await.unwrap();
    assert_eq!(gone.drafts, 1);
    let answer = client.get(&draft).await;
    assert!(answer.status == StatusCode::GONE || answer.status == StatusCode::SEE_OTHER);
    // The other way: thrown away at once.
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client
        .post(&format!("{draft}/leave"), &[("drop", "1")])
        .await;
    assert!(
        client
            .get(&draft)
            .await
            .location()
            .starts_with("/apply/resume")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_prints_blank_and_filled_in() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let blank = client.get("/packages/open-enterprise/form.pdf").await;
    assert_eq!(blank.status, StatusCode::OK, "{}", blank.text);
    assert!(blank.bytes.starts_with(b"%PDF"));
    let draft = begun(&mut client, "repair-credit", &QUESTIONS).await;
    client
        .post(&format!("{draft}/applicant/1"), PAGES[0].1)
        .await;
    let filled = client.get(&format!("{draft}/form.pdf")).await;
    assert!(filled.bytes.starts_with(b"%PDF"), "{}", filled.text);
}
