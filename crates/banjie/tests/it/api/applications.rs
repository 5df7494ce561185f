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

/// 开办餐饮店 with every field of the form, the fire check on a promise.
fn restaurant(district: &TestDistrict) -> Value {
    use banjie_core::packages::{FieldType as T, Given, Handover};
    let questions = [
        ("licence_status", "还没有，开个体户"),
        ("dining_area_band", "300平方米及以上"),
        ("food_categories", "热食类"),
        ("has_signboard", "是"),
        ("discharges_wastewater", "是"),
        ("premises_right", "租用"),
    ];
    let services = &district.app.pack().services;
    let package = services.package(&"open-restaurant".into()).unwrap();
    let (picks, _) = services.picks(package, questions);
    let form = services.merge(package, &picks);
    let mut answers = serde_json::Map::new();
    for merged in form.fields.iter().filter(|f| f.required) {
        let value = match merged.field.kind {
            T::Choice | T::Choices => merged.choices[0].to_owned(),
            T::YesNo => "否".to_owned(),
            T::Money | T::Number => merged.bounds.min.unwrap_or(1).max(1).to_string(),
            T::Date => "2026-03-02".to_owned(),
            T::Phone => "13900000210".to_owned(),
            T::CitizenId | T::Identity => "11010519491231002X".to_owned(),
            T::Uscc => "914403001922038216".to_owned(),
            _ => "甲".repeat(merged.bounds.min.unwrap_or(2).max(2) as usize),
        };
        answers.insert(merged.field.code.to_string(), value.into());
    }
    answers.extend(questions.map(|(name, value)| (name.to_owned(), value.into())));
    let file = json!([{ "name": "材料.pdf", "content": "JVBERi0xLjQKJSVFT0YK" }]);
    let materials: Vec<Value> = (form.materials.iter())
        .filter(|m| m.handover == Handover::Submitted && m.material.given == Given::Upload)
        .map(|m| m.material.code.as_str())
        .filter(|code| *code != "fire_rules")
        .map(|code| json!({ "material": code, "files": file }))
        .collect();
    json!({
        "package": "open-restaurant",
        "answers": answers,
        "materials": materials,
        "tolerance": ["fire_rules"],
        "promises": ["fire_check"],
        "commitment": { "signer": "甲甲",
            "scan": { "name": "承诺书.pdf", "content": "JVBERi0xLjQKJSVFT0YK" } },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_promised_comes_with_a_signed_letter_and_only_where_the_rules_offer_it() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let before = district.journal_length().await;
    let whole = restaurant(&district);
    let changed = |at: &str, value: Value| {
        let mut sent = whole.clone();
        sent[at] = value;
        sent
    };
    for (sent, field) in [
        (changed("commitment", Value::Null), "commitment"),
        (changed("tolerance", json!(["fire_plan"])), "tolerance[0]"),
        (changed("tolerance", json!(["articles"])), "tolerance[0]"),
        (changed("promises", json!(["food_licence"])), "promises[0]"),
        (
            changed(
                "commitment",
                json!({ "signer": "乙乙", "scan": whole["commitment"]["scan"] }),
            ),
            "commitment.signer",
        ),
    ] {
        let refused = client.post_json(PATH, &sent, &[]).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{}",
            refused.text
        );
        let told = refused.json();
        let fields = told["errors"].as_array().unwrap().iter();
        let fields: Vec<_> = fields.map(|e| e["field"].as_str().unwrap()).collect();
        assert!(fields.contains(&field), "{field}: {told}");
    }
    assert_eq!(district.journal_length().await, before);
    let taken = client.post_json(PATH, &whole, &[]).await;
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
    let no = taken.json()["number"].as_str().unwrap().parse().unwrap();
    let sight = banjie_core::district::Sight::Sealed;
    let course = district.store().matter(&sight, no).await.unwrap().unwrap();
    let banjie_core::matter::Detail::Application(application) = &course.matter.detail else {
        panic!("an application");
    };
    assert_eq!(application.new.promises, ["fire_check".into()]);
    assert_eq!(application.new.tolerance[0].material.as_str(), "fire_rules");
    assert!(application.new.may_commit);
    assert!(application.new.files.iter().any(|f| f.name == "承诺书.pdf"));
    district.check().await;
}
