//! P5: a receipt proves, lasts, and tells strangers nothing.

use super::submit;
use axum::http::StatusCode;
use banjie_journal::{HeadFile, Receipt, verify_receipt};
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn the_file_verifies_offline_also_against_a_later_seal() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let file = client.get(&format!("/receipts/{no}.json")).await;
    assert_eq!(file.status, StatusCode::OK);
    let receipt = Receipt::parse(&file.text).unwrap();
    let verdict = verify_receipt(&receipt, None);
    assert!(verdict.ok(), "{}", verdict.text());
    submit(&mut district.client()).await;
    let from = receipt.head.head.size;
    let later = district
        .store()
        .head_file(from, district.app.now())
        .await
        .unwrap();
    let head = HeadFile::parse(&later.to_json()).unwrap();
    assert!(verify_receipt(&receipt, Some(&head)).ok());
    let forged = file.text.replace("42 万元", "2 万元");
    assert!(!verify_receipt(&Receipt::parse(&forged).unwrap(), None).ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn logged_out_and_a_month_later_it_works_without_personal_data() {
    let district = TestDistrict::new().await;
    let mut client = district.client();
    let no = submit(&mut client).await;
    let own = client.get(&format!("/receipts/{no}?new=1")).await;
    assert!(own.text.contains("城东街道办欠我公司") && own.text.contains("data-done=\"appeal\""));
    assert!(own.text.contains("派单后 5 个工作日内答复"), "{}", own.text);
    district.set("2026-03-20 10:00");
    for mut anybody in [client, district.client()] {
        let page = anybody.get(&format!("/receipts/{no}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(&no.to_string()) && page.text.contains("<svg"));
        assert!(page.text.contains("区营商办"), "owner");
        for private in [
            "宏远",
            "城东街道办欠",
            "王女士",
            "13900000210",
            "91620102MA71A2B3CR",
        ] {
            assert!(!page.text.contains(private), "{private}");
        }
        let file = anybody.get(&format!("/receipts/{no}.json")).await;
        assert_eq!(file.location(), format!("/track/{no}?to=receipt"));
    }
    let none = district.client().get("/receipts/BJ-2026-000999-A").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
