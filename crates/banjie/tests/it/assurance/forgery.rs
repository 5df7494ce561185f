//! S4: a change comes from our own pages only, and reading changes nothing.

use super::cast::{furnished, visitors};
use super::crawl::{crawl, starts};
use super::routes::filled;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use banjie_web::testing::TestDistrict;

#[tokio::test(flavor = "multi_thread")]
async fn no_foreign_page_and_no_request_without_its_origin_changes_anything() {
    let district = TestDistrict::new().await;
    let no = furnished(&district).await;
    let all = visitors(&district, no).await;
    let before = district.journal_length().await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        // A cookie and nothing that says which page it was.
        &[],
    ];
    let (mut asked, mut through) = (0, Vec::new());
    for route in banjie_web::routes::all() {
        if route.method != Method::POST {
            continue;
        }
        let path = filled(route.path, &no.to_string());
        for visitor in all.iter().filter(|v| !v.role.is_empty()) {
            for headers in foreign {
                let mut request = Request::builder()
                    .method(Method::POST)
                    .uri(&path)
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let body = Body::from("_version=2&words=x&text=x");
                let answer = visitor.browser.clone().send(request, body).await;
                asked += 1;
                if answer.status != StatusCode::FORBIDDEN || answer.text.contains("这件归") {
                    through.push(format!("{path} by {}: {}", visitor.name, answer.status));
                }
            }
        }
    }
    println!("S4: {asked} forged requests");
    assert!(through.is_empty(), "{through:#?}");
    assert_eq!(district.journal_length().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_everything_as_everybody_changes_nothing() {
    let district = TestDistrict::new().await;
    let no = furnished(&district).await;
    let all = visitors(&district, no).await;
    let before = district.journal_length().await;
    let (mut pages, mut broken) = (0, Vec::new());
    for visitor in &all {
        let mut client = visitor.browser.clone();
        pages += crawl(&mut client, &starts(), |path, answer| {
            if answer.status.is_server_error() {
                broken.push(format!("{path} by {}: {}", visitor.name, answer.status));
            }
        })
        .await;
    }
    println!("S4: {pages} pages read by {} visitors", all.len());
    assert!(broken.is_empty(), "{broken:#?}");
    assert_eq!(district.journal_length().await, before, "a GET has written");
    let state = district.store().line(no).await.unwrap().unwrap();
    assert_eq!(state.version, 2);
}
