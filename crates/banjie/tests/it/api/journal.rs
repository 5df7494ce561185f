//! `GET /api/v1/journal/heads` and `/proof/{no}`: anybody can check, nobody can read.

use axum::http::StatusCode;
use banjie_journal::{Receipt, SignedHead, tree};
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn heads_and_proofs_are_public_and_hold_what_a_receipt_says() {
    let district = TestDistrict::new().await;
    let no = district.submit("工程款拖欠").await;
    let old = district.store().seal(district.app.now()).await.unwrap();
    let receipt: Receipt = district
        .store()
        .receipt(no, district.app.now())
        .await
        .unwrap();
    district.submit("另一件").await;
    district.store().seal(district.app.now()).await.unwrap();
    let mut client = district.client();
    let size = old.head.size;
    let told = client
        .get(&format!("/api/v1/journal/heads?from={size}"))
        .await
        .json();
    let heads: Vec<SignedHead> = serde_json::from_value(told["heads"].clone()).unwrap();
    assert_eq!(heads.len(), 2);
    assert!(heads[0].head.size > size && told["since"]["consistency"]["from"] == size);
    let proof = client.get(&format!("/api/v1/journal/proof/{no}")).await;
    assert!(
        !proof.text.contains("工程款"),
        "a proof says nothing of the content"
    );
    let told = proof.json();
    assert_eq!(
        told["leaf_hash"],
        serde_json::to_value(receipt.leaf_hash).unwrap()
    );
    let head: SignedHead = serde_json::from_value(told["head"].clone()).unwrap();
    let path: Vec<banjie_journal::Hash> = serde_json::from_value(told["path"].clone()).unwrap();
    let (index, size) = (receipt.leaf_index, head.head.size);
    tree::verify_inclusion(
        head.head.suite,
        index,
        size,
        receipt.leaf_hash,
        &path,
        head.head.root,
    )
    .unwrap();
    for from in ["0", "x", "999999"] {
        let answer = client
            .get(&format!("/api/v1/journal/heads?from={from}"))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{from}");
    }
}
