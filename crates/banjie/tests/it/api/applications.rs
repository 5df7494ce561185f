//! `POST /api/v1/applications`.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/applications";

fn application() -> Value {
    json!({
        "package": "repair-credit",
        "answers": {
            "repair_kinds": ["信用中国公示的行政处罚"],
            "duties_done": "是",
            "abnormal_reason": "其他",
            "agent_name": "张三",
            "agent_id": "11010519491231002X",
            "agent_phone": "13900000210",
            "uscc": "914403001922038216",
            "enterprise_name": "X区晨光商贸有限公司",
            "legal_rep_name": "张三",
            "legal_rep_id": "11010519491231002X",
            "legal_rep_phone": "13900000210",
            "decision_no": "X市监罚〔2025〕12号",
            "decided_by": "X区市场监督管理局",
            "decision_date": "2025-03-01",
            "duty_proof": "2025年3月5日缴清罚款，当月改正。",
            "repair_promise": "是",
        },
        // "%PDF-1.4" and a line.
        "materials": [{ "material": "duty_evidence",
            "files": [{ "name": "缴款书.pdf", "content": "JVBERi0xLjQKJSVFT0YK" }] }],
        "external": "SC-2026-7",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_another_system_is_taken_once() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let key = [("Idempotency-Key", "SC-2026-7")];
    let taken = client.post_json(PATH, &application(), &key).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
    let first = taken.json();
    assert!(first["number"].as_str().unwrap().starts_with("BJ-2026-"));
    assert_eq!(first["lead_unit"], "发改局");
    assert!(first["receipt"]["entry"].is_string(), "{first}");
    let again = client.post_json(PATH, &application(), &key).await;
    assert_eq!(again.json()["number"], first["number"]);
    district.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_named_by_field_and_nothing_is_opened() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let before = district.journal_length().await;
    let mut wrong = application();
    wrong["answers"]["agent_id"] = "11010519491231002".into();
    wrong["answers"]["secret"] = "x".into();
    wrong["answers"].as_object_mut().unwrap().remove("uscc");
    wrong["materials"][0]["material"] = "articles".into();
    let refused = client.post_json(PATH, &wrong, &[]).await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.text
    );
    let told = refused.json();
    let fields: Vec<&str> = (told["errors"].as_array().unwrap().iter())
        .map(|e| e["field"].as_str().unwrap())
        .collect();
    for field in [
        "answers.agent_id",
        "answers.secret",
        "answers.uscc",
        "materials[0].material",
    ] {
        assert!(fields.contains(&field), "{field}: {told}");
    }
    for (part, value) in [("package", json!("open-shop")), ("revision", json!("0123"))] {
        let mut wrong = application();
        wrong[part] = value;
        let refused = client.post_json(PATH, &wrong, &[]).await;
        assert_eq!(refused.json()["errors"][0]["field"], part);
    }
    assert_eq!(district.journal_length().await, before);
}
