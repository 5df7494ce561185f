//! `GET` and `POST /api/v1/matters/{no}/commands`.

use super::{Program, coordinating, coordinator, said};
use axum::http::StatusCode;
use banjie_core::matter::Command;
use banjie_web::api::tokens::Scope;
use banjie_web::testing::TestDistrict;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_done_is_told_with_the_reason_where_not_and_holds_when_tried() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let mut clerk = Program::of(&district, "住建局", "clerk", Scope::Act).await;
    let told = clerk.get(&path).await.json();
    assert_eq!(told["version"], 2);
    let find = |name: &str| -> Value {
        let all = told["commands"].as_array().unwrap();
        all.iter()
            .find(|c| c["command"] == name)
            .cloned()
            .unwrap_or_default()
    };
    assert_eq!(find("sign")["allowed"], true);
    assert_eq!(find("answer")["allowed"], false);
    assert!(
        find("answer")["reason"]
            .as_str()
            .unwrap()
            .contains("签收以后")
    );
    assert_eq!(
        find("dispatch"),
        Value::Null,
        "not a clerk's command at all"
    );
    let early = json!({ "expected_version": 2, "command": "answer", "reply": "已办", "evidence": [{ "record": 1 }] });
    let answer = clerk.post(&path, &early).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.json()["type"], "urn:banjie:problem:wrong_state");
    let sign = json!({ "expected_version": 2, "command": "sign" });
    let done = clerk.post(&path, &sign).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.json()["version"], 3);
    assert_eq!(done.json()["matter"]["state"], "handling");
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused_with_the_present_state() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let mut clerk = Program::of(&district, "住建局", "clerk", Scope::Act).await;
    district
        .give(
            no,
            coordinating(&district),
            Command::Urge {
                words: "请尽快".into(),
            },
        )
        .await;
    let before = district.journal_length().await;
    let stale = clerk
        .post(&path, &json!({ "expected_version": 2, "command": "sign" }))
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(stale.json()["current"]["version"], 3);
    assert_eq!(stale.json()["current"]["urged"], 1);
    assert_eq!(district.journal_length().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_command_is_carried_out_once() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let clerk = Program::of(&district, "住建局", "clerk", Scope::Act).await;
    let body = json!({ "expected_version": 2, "command": "sign" });
    let headers = [
        ("authorization", clerk.bearer.as_str()),
        ("idempotency-key", "k-1"),
    ];
    let mut client = district.client();
    let first = client.post_json(&path, &body, &headers).await.json();
    let again = client.post_json(&path, &body, &headers).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);
    assert_eq!(again.json()["version"], first["version"]);
    assert_eq!(
        (first["repeated"].clone(), again.json()["repeated"].clone()),
        (json!(false), json!(true))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_a_command_that_is_not_theirs_or_a_rules() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let before = district.journal_length().await;
    let dispatch = json!({ "expected_version": 2, "command": "dispatch", "unit": "人社局" });
    let mut clerk = Program::of(&district, "住建局", "clerk", Scope::Act).await;
    assert_eq!(
        clerk.post(&path, &dispatch).await.status,
        StatusCode::FORBIDDEN
    );
    for rule in [
        json!({ "expected_version": 2, "command": "lapse" }),
        json!({ "expected_version": 2, "command": "escalate", "rung": "red" }),
        json!({ "expected_version": 2, "command": "recompute" }),
        json!({ "expected_version": 2, "command": "confirm", "verdict": "solved" }),
    ] {
        let mut all = coordinator(&district).await;
        assert_eq!(
            all.post(&path, &rule).await.status,
            StatusCode::FORBIDDEN,
            "{rule}"
        );
    }
    // Another unit's clerk does not learn that it exists.
    let mut other = Program::of(&district, "人社局", "clerk", Scope::Act).await;
    let sign = json!({ "expected_version": 2, "command": "sign" });
    assert_eq!(other.post(&path, &sign).await.status, StatusCode::NOT_FOUND);
    // A reading token reads.
    let mut reader = Program::of(&district, "住建局", "clerk", Scope::Read).await;
    let refused = reader.post(&path, &sign).await;
    assert_eq!(refused.json()["type"], "urn:banjie:problem:scope");
    // The tokens made meanwhile are events, too.
    assert_eq!(district.journal_length().await, before + 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_a_command_are_named_at_their_fields() {
    let district = TestDistrict::new().await;
    let no = district.submit("施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let mut office = coordinator(&district).await;
    let cases = [
        (json!({ "command": "sign" }), "expected_version", "没有填"),
        (json!({ "expected_version": 1 }), "command", "没有填"),
        (
            json!({ "expected_version": 1, "command": "sing" }),
            "command",
            "不在可用的值里",
        ),
        (
            json!({ "expected_version": 1, "command": "dispatch" }),
            "unit",
            "没有填",
        ),
        (
            json!({ "expected_version": 1, "command": "dispatch", "unit": "月球局" }),
            "unit",
            "没有这个单位",
        ),
        (
            json!({ "expected_version": 1, "command": "reject", "reason": "不符", "basis": "" }),
            "basis",
            "没有填",
        ),
        (
            json!({ "expected_version": 1, "command": "attach" }),
            "file",
            "没有填",
        ),
        (
            json!({ "expected_version": 1, "command": "merge", "into": "BJ-2026-000777-A", "reason": "同一件" }),
            "",
            "",
        ),
    ];
    for (body, field, part) in cases {
        let answer = office.post(&path, &body).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{body}: {}",
            answer.text
        );
        if !part.is_empty() {
            assert!(
                said(&answer, field).contains(part),
                "{body}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_travels_in_the_command_and_a_colleague_is_named_by_the_accounts() {
    let district = TestDistrict::new().await;
    let no = district.dispatched("住建局", "施工许可卡住").await;
    let path = format!("/api/v1/matters/{no}/commands");
    let mut clerk = Program::of(&district, "住建局", "clerk", Scope::Act).await;
    let file = json!({ "name": "说明.txt", "content": "6aqM5pS25Y2V" });
    let attach = json!({ "expected_version": 2, "command": "attach", "file": file });
    let done = clerk.post(&path, &attach).await.json();
    assert_eq!(
        done["matter"]["attachments"][0]["name"], "说明.txt",
        "{done}"
    );
    let person = district.user("住建局", "clerk");
    let assign =
        json!({ "expected_version": 3, "command": "assign", "person": person, "name": "冒名" });
    let done = clerk.post(&path, &assign).await.json();
    assert_eq!(done["matter"]["handler"]["person"], person, "{done}");
    assert_ne!(done["matter"]["handler"]["name"], "冒名");
    let stranger = district.user("人社局", "clerk");
    let assign = json!({ "expected_version": 4, "command": "assign", "person": stranger });
    let answer = clerk.post(&path, &assign).await;
    assert!(said(&answer, "person").contains("本单位没有"));
    // Whoever passes it on no longer sees it, and is told so by null.
    let transfer = json!({ "expected_version": 4, "command": "transfer", "unit": "人社局", "reason": "属劳动争议" });
    let done = clerk.post(&path, &transfer).await.json();
    assert_eq!(
        (done["version"].clone(), done["matter"].clone()),
        (json!(5), Value::Null),
        "{done}"
    );
}
