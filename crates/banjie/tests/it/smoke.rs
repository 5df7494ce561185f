//! The door opens: sign-in, refusal, sign-out.

use axum::http::StatusCode;
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_refused_in_words_and_the_name_is_kept() {
    let district = TestDistrict::new().await;
    let user = district.user("住建局", "clerk");
    let mut client = district.client();
    let answer = client
        .post("/sign-in", &[("user", &user), ("password", "wrong")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("用户名或密码不对") && answer.text.contains(&user));
    district.signed_in(&user).await;
}
