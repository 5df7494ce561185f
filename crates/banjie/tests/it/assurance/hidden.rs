//! S2: what is another unit's is nowhere: no page, list, search, export, API answer or count, by no
//! address and no hidden field. And who the complainant is stays closed even to those who handle
//! the matter.

use super::cast::{OTHER, UNIT, furnished, visitors};
use super::crawl::{crawl, starts};
use super::routes::{encoded, filled};
use axum::http::StatusCode;
use banjie_core::matter::{Attachment, Command, MatterNo};
use banjie_store::StoreError;
use banjie_web::testing::{TestDistrict, at};

/// Words that stand in the matter only.
const MARKS: [&str; 2] = ["绝密标记甲", "标记附件"];
/// Who complained, as [`TestDistrict::submit`] says it.
const CONTACT: [&str; 3] = ["王工", "13900001234", "139****1234"];

/// A matter of [`UNIT`] with a file, overdue, and a bulletin that counts it.
async fn marked(district: &TestDistrict) -> (MatterNo, String) {
    furnished(district).await;
    let no = district.dispatched(UNIT, MARKS[0]).await;
    let hash = district.store().files().keep(b"secret").unwrap();
    let file = Attachment {
        hash: hash.clone(),
        name: "标记附件.txt".to_owned(),
        media: "text/plain".to_owned(),
        size: 6,
    };
    let clerk = || district.actor(UNIT, "clerk");
    district.give(no, clerk(), Command::Sign).await;
    district.give(no, clerk(), Command::Attach { file }).await;
    district.set("2026-03-02 09:00");
    district
        .store()
        .run_rules(district.app.now())
        .await
        .unwrap();
    let week = "2026-W09".parse().unwrap();
    let until = at("2026-03-01").date();
    let act = district.act(district.actor("区营商办", "coordinator"));
    district
        .store()
        .issue_bulletin(week, until, 0, act)
        .await
        .unwrap();
    (no, hash)
}

/// Every address that could name it.
fn addresses(no: MatterNo) -> Vec<String> {
    let (number, mark) = (no.to_string(), encoded(MARKS[0]));
    let mut all = starts();
    let routes = banjie_web::routes::all();
    let named = routes
        .iter()
        .filter(|r| r.method == "GET" && r.path.contains('{'));
    all.extend(named.map(|r| filled(r.path, &number)));
    for query in [
        format!("/desk/matters?q={mark}"),
        format!("/desk/matters?q={number}"),
        format!("/desk/matters?unit={}", encoded(UNIT)),
        "/desk/matters?light=overdue".to_owned(),
        "/desk/matters/export?as=csv".to_owned(),
        format!("/desk/matters/export?as=csv&unit={}", encoded(UNIT)),
        format!("/desk/search?q={mark}"),
        format!("/desk/search?q={number}"),
        format!("/search?q={mark}"),
        format!("/search?q={number}"),
        format!("/desk/bulk?act=sign&no={number}&view=&back=/desk"),
        format!("/desk/bulk?act=slips&no={number}&view=&back=/desk"),
        format!("/desk/sponsored/act?no={number}"),
        format!("/desk?gone={number}&done=sign"),
        format!("/api/v1/matters?q={mark}"),
        format!("/api/v1/matters?unit={}", encoded(UNIT)),
        format!("/open311/v2/requests.json?service_request_id={number}"),
        "/bulletins/2026-W09".to_owned(),
        "/bulletins/2026-W09/files/json".to_owned(),
        "/bulletins/2026-W09/files/html".to_owned(),
        "/api/v1/bulletins/2026-W09".to_owned(),
        format!(
            "/figures?count=due&from=2026-02-01&to=2026-02-28&unit={}",
            encoded(UNIT)
        ),
    ] {
        all.push(query);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_matter_of_another_unit_is_nowhere_to_be_found() {
    let district = TestDistrict::new().await;
    let (no, _) = marked(&district).await;
    let all = visitors(&district, no).await;
    let concerned = [
        "clerk",
        "unit_head",
        "coordinator",
        "indicator_owner",
        "leader",
        "inspector",
    ];
    let (mut pages, mut leaks, mut seen) = (0, Vec::new(), 0);
    for visitor in &all {
        let may = concerned.contains(&visitor.name.as_str());
        let mut client = visitor.browser.clone();
        let starts = addresses(no);
        let count = crawl(&mut client, &starts, |path, answer| {
            let marked = MARKS.iter().any(|mark| answer.text.contains(mark));
            // What was typed into a search is shown again; that is no find.
            let echo = path.contains(&encoded(MARKS[0]));
            seen += usize::from(marked && may);
            if marked && !may && !echo {
                leaks.push(format!("{path} tells {} of it", visitor.name));
            }
            let listed = !path.contains(&no.to_string())
                && ["/desk", "/api/v1/matters", "/open311", "/search"]
                    .iter()
                    .any(|p| path.starts_with(p));
            if listed && !may && answer.text.contains(&no.to_string()) {
                leaks.push(format!("{path} lists it for {}", visitor.name));
            }
            if CONTACT.iter().any(|c| answer.text.contains(c)) {
                leaks.push(format!("{path} tells {} who complained", visitor.name));
            }
            if answer.status.is_server_error() {
                leaks.push(format!("{path} by {}: {}", visitor.name, answer.status));
            }
        });
        pages += count.await;
        if !may && !visitor.role.is_empty() {
            let answer = client.get("/api/v1/matters").await;
            if answer.status == StatusCode::OK {
                assert_eq!(answer.json()["total"], 0, "{}", visitor.name);
            }
        }
    }
    println!("S2: {pages} answers read, {seen} of them showed it to those it concerns");
    assert!(leaks.is_empty(), "{leaks:#?}");
    assert!(
        seen > 50,
        "the marks must be somewhere, or nothing was tested: {seen}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_ids_and_hidden_fields_reach_nothing() {
    let district = TestDistrict::new().await;
    let (no, hash) = marked(&district).await;
    let own = district.dispatched(OTHER, "自己的一件").await;
    let clerk = district.user(UNIT, "clerk");
    let mut clerk = district.signed_in(&clerk).await;
    let stranger = district.user(OTHER, "clerk");
    let mut stranger = district.signed_in(&stranger).await;
    // A file of a hidden matter under one's own number.
    let file = stranger
        .get(&format!("/desk/matters/{own}/files/{hash}"))
        .await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
    let file = clerk.get(&format!("/desk/matters/{no}/files/{hash}")).await;
    assert_eq!(
        (file.status, file.text.as_str()),
        (StatusCode::OK, "secret")
    );
    // Somebody else's import.
    let sheet = "工单号,标题,内容,企业名称,信用代码,联系人,电话,类别,镇街,受理日期\n\
                 RX001,绝密标记甲,内容,甲公司,,,,,,2026-2-10\n";
    let files = [("file", "a.csv", sheet.as_bytes())];
    let sent = clerk
        .post_files("/desk/imports", &[("kind", "hotline")], &files)
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let address = sent.location().to_owned();
    assert_eq!(clerk.get(&address).await.status, StatusCode::OK);
    let report = format!("{address}/report.xlsx");
    for path in [&address, &report] {
        assert_eq!(
            stranger.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for act in ["run", "discard"] {
        let answer = stranger.post(&format!("{address}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    assert_eq!(
        clerk.get(&address).await.status,
        StatusCode::OK,
        "still there"
    );
    // A hidden matter among the ticked ones, and in the fields of a form.
    let before = district.journal_length().await;
    let page = stranger
        .get(&format!(
            "/desk/bulk?act=sign&no={no}&no={own}&view=&back=/desk"
        ))
        .await;
    assert!(!page.text.contains(MARKS[0]));
    let item = format!("{no}:4");
    let pairs = [
        ("act", "sign"),
        ("item", item.as_str()),
        ("_key", "0123456789abcdef"),
    ];
    let done = stranger.post("/desk/bulk", &pairs).await;
    assert!(!done.text.contains(MARKS[0]), "{}", done.text);
    let pairs = [
        ("_version", "4"),
        ("no", &no.to_string()),
        ("words", "x"),
        ("reason", "x"),
    ];
    for act in ["sign", "comment", "transfer", "close", "assign", "attach"] {
        let path = format!("/desk/matters/{no}/{act}");
        assert_eq!(
            stranger.post(&path, &pairs).await.status,
            StatusCode::NOT_FOUND,
            "{act}"
        );
    }
    let command = serde_json::json!({ "command": "sign", "version": 4 });
    let path = format!("/api/v1/matters/{no}/commands");
    let answer = stranger.post_json(&path, &command, &[]).await;
    assert!(answer.status.is_client_error() && !answer.text.contains(MARKS[0]));
    assert_eq!(district.journal_length().await, before, "nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_row_is_listed_for_the_discipline_office_only() {
    let district = TestDistrict::new().await;
    let (no, _) = marked(&district).await;
    let all = visitors(&district, no).await;
    // Nothing seals a matter yet; the lists must already obey the column.
    district.altered_by_hand();
    let sealed = district.store().db().write((), |tx, ()| {
        Box::pin(async move {
            let sql = "update matters set sealed = 1 where title = '绝密标记甲'";
            tx.exec(sql, &[]).await.map_err(StoreError::from)
        })
    });
    assert_eq!(sealed.await.unwrap(), 1);
    for visitor in all.iter().filter(|v| !v.role.is_empty()) {
        for path in [
            "/desk/matters",
            "/desk/matters/export?as=csv",
            "/api/v1/matters",
            "/open311/v2/requests.json",
            "/desk",
        ] {
            let answer = visitor.browser.clone().get(path).await;
            let listed = answer.text.contains(MARKS[0]);
            let may = visitor.role == "inspector" && path != "/desk";
            assert!(may || !listed, "{path} lists it for {}", visitor.name);
            assert!(!may || listed, "{path} hides it from {}", visitor.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_slip_of_an_intake_is_for_the_unit_that_registered_it() {
    let district = TestDistrict::new().await;
    let mut clerk = district.signed_in(&district.user(UNIT, "clerk")).await;
    let key = clerk.get("/desk/intake").await.hidden("_key");
    let pairs = [
        ("_key", key.as_str()),
        ("way", "visit"),
        ("text", "园区路灯不亮，晚上装卸不安全，希望尽快修好"),
        ("enterprise", "汇川电子"),
        ("name", "王女士"),
        ("phone", "13900000210"),
        ("step", "register"),
    ];
    let done = clerk.post("/desk/intake", &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let slip = done.location().to_owned();
    assert_eq!(clerk.get(&slip).await.status, StatusCode::OK);
    let mut stranger = district.signed_in(&district.user(OTHER, "clerk")).await;
    assert_eq!(stranger.get(&slip).await.status, StatusCode::NOT_FOUND);
}
