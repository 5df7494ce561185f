//! `POST /api/v1/appeals`.

use super::said;
use axum::http::StatusCode;
use banjie_journal::Receipt;
use banjie_web::testing::TestDistrict;
use serde_json::{Value, json};

fn body() -> Value {
    json!({
        "enterprise": { "name": "示例机械有限公司" },
        "title": "政府项目工程款拖了半年",
        "text": "去年 8 月验收合格，合同约定 60 天付款，至今未付。",
        "topic": "拖欠账款",
        "contact": { "name": "王工", "phone": "139 0000 1234" },
        "files": [{ "name": "../验收单.txt", "content": "6aqM5pS25Y2V" }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appeal_gets_a_number_a_due_date_an_owner_and_a_receipt_that_holds() {
    let district = TestDistrict::new().await;
    let answer = district
        .client()
        .post_json("/api/v1/appeals", &body(), &[])
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let told = answer.json();
    let number = told["number"].as_str().unwrap();
    assert!(number.starts_with("BJ-2026-000001-"), "{number}");
    assert_eq!(answer.location(), format!("/track/{number}"));
    let office = district.app.pack().district.coordinator.as_str();
    assert_eq!(told["lead_unit"], office);
    assert_eq!(told["next_step"], "派单");
    assert!(
        told["due"].as_str().unwrap() > "2026-02-11",
        "{}",
        told["due"]
    );
    let receipt = Receipt::parse(&told["receipt"].to_string()).unwrap();
    assert_eq!(receipt.number, number);
    assert!(receipt.entry.contains("政府项目工程款拖了半年"));
    // Neither name nor number of the contact enters the log.
    assert!(!receipt.entry.contains("王工") && !receipt.entry.contains("1390000"));
    assert!(
        district
            .store()
            .tail_fits(number.parse().unwrap(), "1234")
            .await
            .unwrap()
    );
    // The file's name is no path.
    assert!(receipt.entry.contains("验收单.txt") && !receipt.entry.contains(".."));
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resent_request_opens_nothing_and_a_key_never_answers_with_another_content() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let key = [("idempotency-key", "2026-0001")];
    let first = client
        .post_json("/api/v1/appeals", &body(), &key)
        .await
        .json();
    let before = district.journal_length().await;
    let again = client.post_json("/api/v1/appeals", &body(), &key).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.json()["number"], first["number"]);
    assert_eq!(district.journal_length().await, before);
    let mut other = body();
    other["enterprise"]["name"] = "另一家有限公司".into();
    let answer = client.post_json("/api/v1/appeals", &other, &key).await;
    assert_ne!(answer.json()["number"], first["number"]);
    assert!(
        !answer.text.contains("示例机械"),
        "another sender's text came back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_named_at_its_field_and_nothing_is_written() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let before = district.journal_length().await;
    let mut bad = body();
    bad["enterprise"]["code"] = "91110000MA0000000X".into();
    bad["title"] = " ".into();
    bad["contact"]["phone"] = "1390000".into();
    let answer = client.post_json("/api/v1/appeals", &bad, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let media = answer.headers["content-type"].to_str().unwrap();
    assert_eq!(media, "application/problem+json");
    assert!(
        said(&answer, "enterprise.code").contains("校验"),
        "{}",
        answer.text
    );
    assert!(said(&answer, "title").contains("没有填"));
    assert!(said(&answer, "contact.phone").contains("11"));
    let cases = [
        ("/topic", json!("养老"), "topic", "没有这个类别"),
        ("/township", json!("月球镇"), "township", "没有这个镇街"),
        ("/text", json!("字".repeat(5_001)), "text", "最多 5000 字"),
        (
            "/files/0/content",
            json!("不是"),
            "files[0].content",
            "Base64",
        ),
        (
            "/files/0/content",
            json!("TVqQAAMAAAAEAAAA"),
            "files[0].content",
            "类型不收",
        ),
        (
            "/contact/phone",
            json!(139),
            "contact.phone",
            "类型或格式不对",
        ),
    ];
    for (place, value, field, part) in cases {
        let mut bad = body();
        match bad.pointer_mut(place) {
            Some(at) => *at = value,
            None => bad["township"] = value,
        }
        let answer = client.post_json("/api/v1/appeals", &bad, &[]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}");
        assert!(
            said(&answer, field).contains(part),
            "{place}: {}",
            answer.text
        );
    }
    let mut missing = body();
    missing["contact"].as_object_mut().unwrap().remove("phone");
    let answer = client.post_json("/api/v1/appeals", &missing, &[]).await;
    assert!(said(&answer, "contact.phone").contains("没有填"));
    assert_eq!(district.journal_length().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_flood_and_is_told_how_long_to_wait() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    client.from = "203.0.113.7:5000".parse().unwrap();
    let mut refused = None;
    for _ in 0..70 {
        let answer = client.post_json("/api/v1/appeals", &json!({}), &[]).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap_or_else(|| panic!("70 submissions at once were let through"));
    assert!(refused.headers.contains_key("retry-after"));
    let mut other = district.client();
    other.from = "203.0.113.8:5000".parse().unwrap();
    let answer = other.post_json("/api/v1/appeals", &body(), &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED);
}
