//! S3: guessing. However many guesses come, ten of them are tried on an account in a quarter of an
//! hour and six on a matter's telephone tail in an hour; who has been there before still gets in.

use super::cast::UNIT;
use axum::http::StatusCode;
use banjie_web::testing::{Client, PASSWORD, TestDistrict};
use std::net::SocketAddr;

/// The `n`-th caller of a crowd, each from an address of its own.
fn caller(district: &TestDistrict, n: usize) -> Client {
    let mut client = district.client();
    let n = u16::try_from(n).unwrap();
    let [high, low] = n.to_be_bytes();
    client.from = SocketAddr::from(([203, 0, high, low], 40_000));
    client
}

async fn guess(client: &mut Client, user: &str, password: &str) -> StatusCode {
    let pairs = [("user", user), ("password", password)];
    client.post("/sign-in", &pairs).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_guesses_at_an_account_are_tried_and_the_owner_still_gets_in() {
    let district = TestDistrict::new().await;
    let user = district.user(UNIT, "clerk");
    let mut owner = district.signed_in(&user).await;
    owner.post("/sign-out", &[]).await;
    let mut tried = 0;
    for n in 0..1_000 {
        let status = guess(&mut caller(&district, n), &user, &format!("猜 {n}")).await;
        match status {
            StatusCode::UNPROCESSABLE_ENTITY => tried += 1,
            other => assert_eq!(other, StatusCode::TOO_MANY_REQUESTS, "guess {n}"),
        }
    }
    assert_eq!(tried, 10, "of 1,000 guesses in a quarter of an hour");
    let stranger = guess(&mut district.client(), &user, PASSWORD).await;
    assert_eq!(
        stranger,
        StatusCode::TOO_MANY_REQUESTS,
        "the right one waits, too"
    );
    assert_eq!(
        guess(&mut owner, &user, PASSWORD).await,
        StatusCode::SEE_OTHER
    );
    // The owner's browser is known for the owner only, and has a limit of its own.
    let other = district.user(UNIT, "unit_head");
    for _ in 0..10 {
        guess(&mut district.client(), &other, "猜").await;
    }
    let known = guess(&mut owner, &other, PASSWORD).await;
    assert_eq!(known, StatusCode::TOO_MANY_REQUESTS);
    for n in 0..10 {
        let status = guess(&mut owner, &user, &format!("手滑 {n}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let status = guess(&mut owner, &user, PASSWORD).await;
    assert_eq!(
        status,
        StatusCode::TOO_MANY_REQUESTS,
        "a stolen machine guesses no more"
    );
    district.set("2026-02-11 09:16");
    assert_eq!(
        guess(&mut district.client(), &user, PASSWORD).await,
        StatusCode::SEE_OTHER
    );
}

/// Sixty tries at once from one address, whoever they are for; the neighbour is not held up.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_from_one_address_end_whatever_the_account() {
    let district = TestDistrict::new().await;
    let mut tried = 0;
    for n in 0..300 {
        let status = guess(&mut caller(&district, 7), &format!("nobody{n}"), "猜").await;
        match status {
            StatusCode::UNPROCESSABLE_ENTITY => tried += 1,
            other => assert_eq!(other, StatusCode::TOO_MANY_REQUESTS, "guess {n}"),
        }
    }
    // One more every five seconds while the test runs.
    assert!((60..70).contains(&tried), "{tried}");
    let user = district.user(UNIT, "clerk");
    let neighbour = guess(&mut caller(&district, 8), &user, PASSWORD).await;
    assert_eq!(neighbour, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_mark_of_a_known_browser_counts_as_a_stranger() {
    let district = TestDistrict::new().await;
    let user = district.user(UNIT, "clerk");
    let mut tried = 0;
    for n in 0..40 {
        let mark = format!("{n:032x}.{}", "ab".repeat(32));
        let body = form_body(&user, "猜");
        let request = axum::http::Request::builder()
            .method("POST")
            .uri("/sign-in")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", format!("banjie-known={mark}"))
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = district.client().send(request, body.into()).await;
        tried += usize::from(answer.status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tried, 10);
}

fn form_body(user: &str, password: &str) -> String {
    let plain = |text: &str| {
        text.bytes()
            .map(|b| format!("%{b:02X}"))
            .collect::<String>()
    };
    format!("user={}&password={}", plain(user), plain(password))
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_spread_over_accounts_get_ten_each() {
    let district = TestDistrict::new().await;
    let users: Vec<_> = (district.app.pack().people.iter())
        .take(20)
        .map(|p| p.user.to_string())
        .collect();
    let mut tried = 0;
    for n in 0..1_000 {
        let user = &users[n % users.len()];
        let status = guess(&mut caller(&district, n), user, &format!("猜 {n}")).await;
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY || status == StatusCode::TOO_MANY_REQUESTS
        );
        tried += usize::from(status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tried, 10 * users.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn six_tails_of_a_matter_are_tried_and_who_is_in_stays_in() {
    let district = TestDistrict::new().await;
    let no = district.submit("外墙维修尾款").await.to_string();
    let mut owner = district.client();
    let pairs = [("no", no.as_str()), ("tail", "1234")];
    assert_eq!(
        owner.post("/track", &pairs).await.status,
        StatusCode::SEE_OTHER
    );
    let mut tried = 0;
    for n in 0..1_000 {
        let tail = format!("{:04}", 2_000 + n);
        let pairs = [("no", no.as_str()), ("tail", tail.as_str())];
        let status = caller(&district, n).post("/track", &pairs).await.status;
        match status {
            StatusCode::UNPROCESSABLE_ENTITY => tried += 1,
            other => assert_eq!(other, StatusCode::TOO_MANY_REQUESTS, "guess {n}"),
        }
    }
    assert_eq!(tried, 6);
    let page = owner.get(&format!("/track/{no}")).await;
    assert!(
        page.text.contains("外墙维修尾款"),
        "the pass still opens it"
    );
    // Over many matters from one address: forty tries.
    let mut walker = caller(&district, 5_000);
    let mut tried = 0;
    for n in 0..60 {
        let no = district.submit(&format!("第{n}件")).await.to_string();
        let pairs = [("no", no.as_str()), ("tail", "0000")];
        let status = walker.post("/track", &pairs).await.status;
        tried += usize::from(status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tried, 40);
}
