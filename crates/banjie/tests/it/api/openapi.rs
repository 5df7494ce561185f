//! The document that programs are made from.

use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn the_document_served_is_the_one_the_command_prints() {
    let district = TestDistrict::new().await;
    let served = district.client().get("/api/v1/openapi.json").await.json();
    assert_eq!(served["openapi"], "3.1.0");
    let name = &district.app.pack().district.name;
    assert_eq!(served, banjie_web::api::openapi(name));
    assert!(served["paths"]["/api/v1/appeals"]["post"].is_object());
}
