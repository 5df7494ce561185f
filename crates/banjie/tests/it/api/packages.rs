//! `GET /api/v1/packages` and `/{id}`: public, whole, narrowed by answers.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;
use serde_json::Value;
use std::collections::BTreeSet;

fn texts(value: &Value) -> Vec<&str> {
    let all = value.as_array().unwrap().iter();
    all.map(|v| v.as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_tells_items_order_and_one_form_to_anybody() {
    let district = TestDistrict::new().await;
    let answer = district
        .client()
        .get("/api/v1/packages/open-enterprise")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let package = answer.json();
    assert_eq!(package["name"], "企业开办");
    let items = package["items"].as_array().unwrap();
    assert_eq!(items.len(), 7);
    assert_eq!(texts(&package["order"][0]), ["establishment"]);
    assert_eq!(texts(&package["order"][2]), ["bank_account"]);
    // The sum of the items' own fields, added up from the same answer.
    let separately: usize = (items.iter())
        .map(|i| i["fields"].as_array().unwrap().len())
        .sum();
    assert_eq!(package["separate_field_count"], separately);
    let fields = package["form"]["fields"].as_array().unwrap();
    let codes: BTreeSet<_> = fields.iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), fields.len(), "each asked once");
    assert!(fields.len() * 100 <= separately * 60);
    let ids: BTreeSet<_> = items.iter().map(|i| i["id"].as_str().unwrap()).collect();
    for field in fields {
        let serves = texts(&field["serves"]);
        assert!(
            !serves.is_empty() && serves.iter().all(|s| ids.contains(s)),
            "{field}"
        );
    }
    let on_pages: usize = (package["form"]["pages"].as_array().unwrap().iter())
        .map(|p| p["fields"].as_array().unwrap().len())
        .sum();
    assert_eq!(on_pages, fields.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_narrow_it_and_a_wrong_one_is_named_with_what_can_be_chosen() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let narrow = "/api/v1/packages/open-enterprise?has_employees=否&wants_bank_account=否";
    let package = client.get(narrow).await.json();
    let order: Vec<Vec<&str>> = package["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(texts)
        .collect();
    assert_eq!(order, [vec!["establishment"], vec!["seal", "tax_setup"]]);
    assert_eq!(package["dropped"].as_array().unwrap().len(), 4);
    assert_eq!(package["limit"]["working_days"], 2);
    let wrong = client
        .get("/api/v1/packages/open-enterprise?has_employees=也许")
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = super::said(&wrong, "has_employees");
    assert!(said.contains("也许") && said.contains("“是”“否”"), "{said}");
    let unknown = client.get("/api/v1/packages/close-everything").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_holds_all_six_whole() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let list = client.get("/api/v1/packages").await.json();
    assert_eq!(list["total"], 6);
    for package in list["items"].as_array().unwrap() {
        let id = package["id"].as_str().unwrap();
        let one = client.get(&format!("/api/v1/packages/{id}")).await.json();
        assert_eq!(one, *package, "{id}");
    }
}
