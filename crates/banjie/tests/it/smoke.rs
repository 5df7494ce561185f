//! The door opens: sign-in, refusal, sign-out.

use axum::http::StatusCode;
use banjie_web::testing::{PASSWORD, TestDistrict};

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

#[tokio::test(flavor = "multi_thread")]
async fn everybody_begins_on_their_own_first_screen() {
    let district = TestDistrict::new().await;
    for (unit, role, first) in [
        ("住建局", "clerk", "/desk"),
        ("住建局", "unit_head", "/desk/unit"),
        ("区营商办", "coordinator", "/desk"),
        ("区政府办", "leader", "/desk/leader"),
    ] {
        let user = district.user(unit, role);
        let form = [("user", user.as_str()), ("password", PASSWORD)];
        let mut client = district.client();
        assert_eq!(client.post("/sign-in", &form).await.location(), first);
        let page = client.get(first).await;
        assert_eq!(page.status, StatusCode::OK, "{role}");
        let asked = [form[0], form[1], ("next", "/desk/matters?q=x")];
        let led = district.client().post("/sign-in", &asked).await;
        assert_eq!(
            led.location(),
            "/desk/matters?q=x",
            "what was asked for comes first"
        );
    }
}
