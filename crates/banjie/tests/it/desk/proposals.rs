//! L5 and D4: who is not named finds nothing by no address; who is named reads only after opening,
//! which leaves a trace; the secretary decides, the record opens directives.

use axum::http::StatusCode;
use banjie_core::district::Sight;
use banjie_core::kinds::consequence::{NewConsequence, Subject};
use banjie_core::kinds::interview::NewInterview;
use banjie_core::matter::proposal::{Basis, Fact};
use banjie_core::matter::{Handler, MatterNo};
use banjie_web::testing::{Client, TestDistrict};
use std::io::Read;

/// Stands in what the proposal says and nowhere else.
const MARK: &str = "绝密事实甲";

/// The words of a Word file.
fn document(docx: &[u8]) -> String {
    let mut entries = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut words = String::new();
    let mut document = entries.by_name("word/document.xml").unwrap();
    document.read_to_string(&mut words).unwrap();
    words
}

fn basis() -> Basis {
    Basis {
        rule: "连续2个月组内末位".to_owned(),
        facts: vec![Fact {
            words: MARK.to_owned(),
            href: "/rankings/2026-01".to_owned(),
            cases: Vec::new(),
        }],
        checks: Vec::new(),
        certainty: "末位概率82%。".to_owned(),
    }
}

async fn interview(district: &TestDistrict) -> MatterNo {
    let new = NewInterview {
        unit: "住建局".into(),
        months: vec!["2026-01".parse().unwrap(), "2025-12".parse().unwrap()],
        basis: basis(),
    };
    let store = district.store();
    let opened = store.open_proposals(vec![new], Vec::new(), district.app.now());
    opened.await.unwrap()[0]
}

async fn disqualification(district: &TestDistrict) -> MatterNo {
    let new = NewConsequence {
        subject: Subject::Shirking,
        unit: "住建局".into(),
        person: Some(Handler {
            person: "zhujian.1".into(),
            name: "苏浩然".to_owned(),
        }),
        from: "2025-03-01".parse().unwrap(),
        to: "2026-02-01".parse().unwrap(),
        basis: basis(),
    };
    let store = district.store();
    let opened = store.open_proposals(Vec::new(), vec![new], district.app.now());
    opened.await.unwrap()[0]
}

/// Posts a step with what the page hides.
async fn step(client: &mut Client, no: MatterNo, path: &str, pairs: &[(&str, &str)]) -> StatusCode {
    let to = format!("/desk/matters/{no}/{path}");
    let page = client.get(&to).await;
    let (version, key) = (page.hidden("_version"), page.hidden("_key"));
    let mut all = vec![("_version", version.as_str()), ("_key", key.as_str())];
    all.extend(pairs);
    client.post(&to, &all).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_those_named_learns_that_there_is_one() {
    let district = TestDistrict::new().await;
    let no = interview(&district).await;
    let before = district.journal_length().await;
    for (unit, role) in [
        ("住建局", "unit_head"),
        ("住建局", "clerk"),
        ("区营商办", "coordinator"),
        ("组织部", "organisation"),
        ("纪委监委", "unit_head"),
        ("区政府办", "leader"),
    ] {
        let mut client = district.signed_in(&district.user(unit, role)).await;
        for path in [
            format!("/desk/proposals/{no}"),
            format!("/desk/interviews/{no}"),
            format!("/desk/matters/{no}"),
            format!("/desk/matters/{no}/slip"),
            format!("/desk/matters/{no}/open"),
            format!("/desk/matters/{no}/decide"),
            format!("/api/v1/matters/{no}"),
            format!("/api/v1/matters/{no}/events"),
        ] {
            let answer = client.get(&path).await;
            let hidden = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
            assert!(hidden, "{unit} {role} {path}: {}", answer.status);
            assert!(!answer.text.contains(MARK), "{unit} {role} {path}");
        }
        for path in [
            "/desk/proposals".to_owned(),
            "/desk/matters?open=".to_owned(),
            format!("/desk/matters?q={no}"),
        ] {
            let page = client.get(&path).await.text;
            assert!(!page.contains("约谈建议：住建局"), "{unit} {role} {path}");
        }
    }
    let mut public = district.client();
    for path in [format!("/track/{no}"), format!("/receipts/{no}")] {
        let page = public.get(&path).await;
        assert!(!page.text.contains("约谈"), "{path}");
    }
    assert_eq!(district.journal_length().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_leaves_a_trace_and_the_secretary_decides() {
    let district = TestDistrict::new().await;
    let no = interview(&district).await;
    let mut secretary = district.signed_in("leader.wu").await;
    let list = secretary.get("/desk/proposals").await.text;
    assert!(list.contains("约谈建议：住建局") && !list.contains(MARK));
    let address = format!("/desk/proposals/{no}");
    let before = district.journal_length().await;
    for path in [
        address.clone(),
        format!("/desk/matters/{no}/decide"),
        format!("/api/v1/matters/{no}"),
    ] {
        let closed = secretary.get(&path).await.text;
        assert!(closed.contains("打开") && !closed.contains(MARK), "{path}");
    }
    assert_eq!(
        district.journal_length().await,
        before,
        "looking is no reading"
    );
    let opened = step(&mut secretary, no, "open", &[]).await;
    assert_eq!(opened, StatusCode::SEE_OTHER);
    assert_eq!(district.journal_length().await, before + 1);
    let open = secretary.get(&address).await.text;
    assert!(
        open.contains(MARK) && open.contains("吴正清，最近"),
        "{open}"
    );
    // Another reader opens for himself.
    let mut inspector = district.signed_in("jiwei.inspector").await;
    assert!(!inspector.get(&address).await.text.contains(MARK));
    assert_eq!(
        step(&mut inspector, no, "open", &[]).await,
        StatusCode::SEE_OTHER
    );
    let none = step(&mut secretary, no, "decide", &[("adopt", "1")]).await;
    assert_eq!(none, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    let decided = [("adopt", "1"), ("reason", "两个月末位，会签积压属实")];
    assert_eq!(
        step(&mut secretary, no, "decide", &decided).await,
        StatusCode::SEE_OTHER
    );
    let paper = format!("/desk/interviews/{no}/paper/docx");
    let none = inspector.get(&paper).await.status;
    assert_eq!(none, StatusCode::NOT_FOUND, "not invited yet");
    let invite = [("on", "2026-2-26"), ("place", "203 室")];
    let invited = step(&mut inspector, no, "invite", &invite).await;
    assert_eq!(invited, StatusCode::SEE_OTHER);
    let mut head = district.signed_in("zhujian.head").await;
    assert_eq!(head.get(&address).await.status, StatusCode::OK, "now told");
    let unread = head.get(&paper).await;
    assert!(unread.text.contains("请先打开这份建议"), "{}", unread.text);
    let printed = document(&inspector.get(&paper).await.bytes);
    for words in ["约谈通知书", "住建局", "2026年2月26日", "203 室", MARK] {
        assert!(printed.contains(words), "{words} in {printed}");
    }
    let mut other = district.signed_in("zhujian.1").await;
    assert_eq!(other.get(&paper).await.status, StatusCode::NOT_FOUND);
    district.set("2026-02-27 10:00");
    let mut inspector = district.signed_in("jiwei.inspector").await;
    assert_eq!(
        step(&mut inspector, no, "open", &[]).await,
        StatusCode::SEE_OTHER,
        "a new day"
    );
    let minutes = [
        ("present", "吴正清、杨振华"),
        ("words", "指出会签太慢"),
        ("what-1", "会签限三天"),
        ("due-1", "2026-3-20"),
    ];
    assert_eq!(
        step(&mut inspector, no, "minute", &minutes).await,
        StatusCode::SEE_OTHER
    );
    let page = inspector.get(&address).await.text;
    assert!(
        page.contains("会签限三天") && page.contains("已约谈，待回访"),
        "{page}"
    );
    let printed = document(&inspector.get(&paper).await.bytes);
    for words in ["约谈记录", "吴正清、杨振华", "1.会签限三天，2026年3月20日"] {
        assert!(printed.contains(words), "{words} in {printed}");
    }
    files_of_the_talk(&district, no).await;
}

/// The signed record is added by who held the talk, a statement by who was talked to; nobody else finds
/// either.
async fn files_of_the_talk(district: &TestDistrict, no: MatterNo) {
    let (to, address) = (
        format!("/desk/matters/{no}/attach"),
        format!("/desk/proposals/{no}"),
    );
    for (user, file) in [
        ("jiwei.inspector", "签字的记录.txt"),
        ("zhujian.head", "说明.txt"),
    ] {
        let mut client = district.signed_in(user).await;
        step(&mut client, no, "open", &[]).await;
        let page = client.get(&to).await;
        let (version, key) = (page.hidden("_version"), page.hidden("_key"));
        let pairs = [("_version", version.as_str()), ("_key", key.as_str())];
        let added = client
            .post_files(&to, &pairs, &[("files", file, file.as_bytes())])
            .await;
        assert_eq!(
            added.status,
            StatusCode::SEE_OTHER,
            "{user}: {}",
            added.text
        );
        assert!(client.get(&address).await.text.contains(file), "{user}");
    }
    let mut inspector = district.signed_in("jiwei.inspector").await;
    let page = inspector.get(&address).await.text;
    assert!(page.contains("签字的记录.txt") && page.contains("说明.txt"));
    let start = page.find(&format!("/desk/matters/{no}/files/")).unwrap();
    let href = page[start..].split('"').next().unwrap();
    assert_eq!(inspector.get(href).await.status, StatusCode::OK);
    for user in ["zhujian.1", "yingshang.desk"] {
        let mut other = district.signed_in(user).await;
        assert_eq!(
            other.get(href).await.status,
            StatusCode::NOT_FOUND,
            "{user}"
        );
        assert_eq!(other.get(&to).await.status, StatusCode::NOT_FOUND, "{user}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_is_heard_before_the_decision_and_may_protest() {
    let district = TestDistrict::new().await;
    let no = disqualification(&district).await;
    let address = format!("/desk/proposals/{no}");
    let mut office = district.signed_in("zuzhi.kaohe").await;
    let mut person = district.signed_in("zhujian.1").await;
    assert_eq!(person.get(&address).await.status, StatusCode::NOT_FOUND);
    step(&mut office, no, "open", &[]).await;
    let decided = [("adopt", "1"), ("reason", "三件都裁定回来")];
    let early = office.get(&format!("/desk/matters/{no}/decide")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not heard");
    let told = [("words", "拟取消评优，请陈述")];
    assert_eq!(
        step(&mut office, no, "notify", &told).await,
        StatusCode::SEE_OTHER
    );
    step(&mut person, no, "open", &[]).await;
    let stated = step(&mut person, no, "state", &[("words", "两件是按分工转的")]).await;
    assert_eq!(stated, StatusCode::SEE_OTHER);
    assert_eq!(
        step(&mut office, no, "decide", &decided).await,
        StatusCode::SEE_OTHER
    );
    let protest = [("reason", "分工文件在附件里")];
    assert_eq!(
        step(&mut person, no, "protest", &protest).await,
        StatusCode::SEE_OTHER
    );
    let mut minister = district.signed_in("leader.feng").await;
    step(&mut minister, no, "open", &[]).await;
    let redecide = [("uphold", "0"), ("reason", "分工文件属实")];
    assert_eq!(
        step(&mut minister, no, "redecide", &redecide).await,
        StatusCode::SEE_OTHER
    );
    let page = minister.get(&address).await.text;
    assert!(page.contains("复核撤销"), "{page}");
    let district_sight = district.store().matter(&Sight::District, no).await.unwrap();
    assert!(district_sight.is_none());
}
