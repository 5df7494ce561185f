//! Open311 GeoReport v2.

use super::{Program, said};
use axum::http::StatusCode;
use banjie_web::api::tokens::Scope;
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_the_standard_finds_services_submits_and_follows() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let services = client.get("/open311/v2/services.json").await.json();
    let topics = district.app.pack().district.topics.len();
    assert_eq!(services.as_array().unwrap().len(), topics);
    let one = client
        .get("/open311/v2/services/%E6%8B%96%E6%AC%A0%E8%B4%A6%E6%AC%BE.json")
        .await;
    assert_eq!(one.json()["service_code"], "拖欠账款", "{}", one.text);
    let form = [
        ("service_code", "拖欠账款"),
        ("description", "工程款拖了半年"),
        ("last_name", "王"),
        ("first_name", "工"),
        ("phone", "13900001234"),
        ("attribute[enterprise]", "示例机械有限公司"),
    ];
    let made = client.post("/open311/v2/requests.json", &form).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let id = made.json()[0]["service_request_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let faulty = client.post("/open311/v2/requests.json", &form[..3]).await;
    assert!(said(&faulty, "attribute[enterprise]").contains("没有填"));
    assert!(said(&faulty, "phone").starts_with("phone"));
    // The list is not public: it would name every enterprise that complains.
    let list = format!("/open311/v2/requests.json?service_request_id={id}");
    assert_eq!(client.get(&list).await.status, StatusCode::UNAUTHORIZED);
    let mut program = super::coordinator(&district).await;
    let seen = program.get(&list).await.json();
    assert_eq!(seen[0]["status"], "open");
    let all = program
        .get("/open311/v2/requests.json?status=open")
        .await
        .json();
    assert_eq!(all.as_array().unwrap().len(), 1);
    let mut other = Program::of(&district, "人社局", "clerk", Scope::Read).await;
    assert_eq!(other.get(&list).await.text, "[]");
}
