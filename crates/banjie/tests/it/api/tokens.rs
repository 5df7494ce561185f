//! A person's own tokens.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_works_and_ends_at_once() {
    let district = TestDistrict::new().await;
    let user = district.user("住建局", "clerk");
    let mut clerk = district.signed_in(&user).await;
    let made = clerk
        .post(
            "/desk/tokens",
            &[("label", "大数据平台"), ("scope", "read")],
        )
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let value = made
        .text
        .split("<code>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    let bearer = format!("Bearer {value}");
    let ask = || {
        axum::http::Request::builder()
            .uri("/api/v1/matters")
            .header("authorization", &bearer)
    };
    let mut program = district.client();
    let answer = program.send(ask(), axum::body::Body::empty()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = clerk.get("/desk/tokens").await;
    assert!(page.text.contains("大数据平台") && !page.text.contains(value));
    let twice = clerk
        .post(
            "/desk/tokens",
            &[("label", "大数据平台"), ("scope", "read")],
        )
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let end = page
        .text
        .split("/desk/tokens/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    // Not by somebody else.
    let stranger = district.user("人社局", "clerk");
    let mut stranger = district.signed_in(&stranger).await;
    let answer = stranger.post(&format!("/desk/tokens/{end}"), &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = clerk.post(&format!("/desk/tokens/{end}"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let answer = program.send(ask(), axum::body::Body::empty()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    district.check().await;
}
