//! S10: what every answer carries, what a cookie may and may not, and what is said to nobody.

use super::cast::{furnished, visitors};
use super::crawl::starts;
use super::routes::filled;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use banjie_store::db::{DatabaseUrl, Db};
use banjie_web::app::{App, Settings};
use banjie_web::kit::passwords::Passwords;
use banjie_web::kit::security::Transport;
use banjie_web::kit::worker::Worker;
use banjie_web::testing::{PASSWORD, TestDistrict};
use std::path::Path;
use std::process::Command;
use tower::ServiceExt;

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |v| v.to_str().unwrap())
}

/// What is wrong with the headers of an answer.
fn faults(headers: &HeaderMap) -> Vec<String> {
    let mut faults = Vec::new();
    let policy = text(headers, "content-security-policy");
    let wanted = [
        "default-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
    ];
    faults.extend(
        wanted
            .iter()
            .filter(|w| !policy.contains(*w))
            .map(|w| format!("CSP lacks {w}")),
    );
    if policy.contains("unsafe") || policy.contains('*') {
        faults.push(format!("CSP {policy}"));
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
    ] {
        if text(headers, name) != value {
            faults.push(format!("{name}: {}", text(headers, name)));
        }
    }
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        if headers.contains_key(name) {
            faults.push(format!("{name} is sent"));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_protected_and_tells_nothing_of_the_program() {
    let district = TestDistrict::new().await;
    let no = furnished(&district).await;
    let all = visitors(&district, no).await;
    let mut paths: Vec<_> = (banjie_web::routes::all().iter())
        .filter(|r| r.method == "GET")
        .map(|r| filled(r.path, &no.to_string()))
        .collect();
    paths.extend(starts());
    for odd in [
        "/nowhere",
        "/desk/matters/%00",
        "/desk/matters/x",
        "/assets/none.js",
        "/../etc/passwd",
        "/api/v1/nowhere",
    ] {
        paths.push(odd.to_owned());
    }
    let mut wrong = Vec::new();
    for visitor in all
        .iter()
        .filter(|v| ["nobody", "clerk", "coordinator"].contains(&v.name.as_str()))
    {
        for path in &paths {
            let answer = visitor.browser.clone().get(path).await;
            let mut found = faults(&answer.headers);
            let html = text(&answer.headers, "content-type").starts_with("text/html");
            if html && (answer.text.contains("<script>") || answer.text.contains(" onclick=")) {
                found.push("inline script".to_owned());
            }
            for trace in [
                "panicked",
                ".rs:",
                "stack backtrace",
                "/crates/",
                env!("CARGO_MANIFEST_DIR"),
                "SQLITE",
                "rusqlite",
            ] {
                if answer.text.contains(trace) {
                    found.push(format!("says {trace}"));
                }
            }
            if html
                && answer
                    .text
                    .contains(concat!("banjie ", env!("CARGO_PKG_VERSION")))
            {
                found.push("says its version".to_owned());
            }
            let private = !visitor.role.is_empty() || path.starts_with("/api");
            let kept = text(&answer.headers, "cache-control");
            if private && !kept.contains("no-store") && !path.starts_with("/assets/") {
                found.push(format!("may be kept: {kept}"));
            }
            wrong.extend(
                found
                    .into_iter()
                    .map(|f| format!("{path} for {}: {f}", visitor.name)),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_belong_to_this_host_and_to_no_script() {
    let district = TestDistrict::new().await;
    let no = district.submit("外墙维修尾款").await.to_string();
    let app = App::new(Settings {
        store: district.store().clone(),
        now: Box::new(|| banjie_web::testing::at("2026-02-11 09:30")),
        transport: Transport::Https,
        demo: false,
        demo_sign_ins: Vec::new(),
        url: "https://localhost".to_owned(),
        secret: [9; 32],
        worker: Worker::new(env!("CARGO_BIN_EXE_banjie").into()),
        proxies: Vec::new(),
        passwords: Passwords::with_cost(64, 1),
    });
    let router = banjie_web::router(app.unwrap());
    let user = district.user("住建局", "clerk");
    let forms = [
        (
            "/sign-in",
            format!("user={user}&password={}", PASSWORD.replace(' ', "+")),
            2,
        ),
        ("/track", format!("no={no}&tail=1234"), 1),
        ("/sign-out", String::new(), 1),
    ];
    for (path, body, cookies) in forms {
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        let answer = router.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        assert!(
            answer
                .headers()
                .contains_key(header::STRICT_TRANSPORT_SECURITY)
        );
        let set: Vec<_> = answer
            .headers()
            .get_all(header::SET_COOKIE)
            .iter()
            .collect();
        assert_eq!(set.len(), cookies, "{path}: {set:?}");
        for cookie in set {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.starts_with("__Host-"), "{cookie}");
            for flag in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
                assert!(cookie.contains(flag), "{cookie} lacks {flag}");
            }
            assert!(
                !cookie.contains("Domain") && !cookie.contains(&user),
                "{cookie}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_district_has_no_account_that_anybody_could_know() {
    let folder = tempfile::tempdir().unwrap();
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/x-district");
    let made = Command::new(env!("CARGO_BIN_EXE_banjie"))
        .args(["init", "--pack"])
        .arg(pack)
        .arg("--data")
        .arg(folder.path())
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let db = Db::open(&DatabaseUrl::Sqlite(folder.path().join("banjie.db")))
        .await
        .unwrap();
    for table in ["people", "tokens", "sessions"] {
        let sql = format!("select count(*) as n from {table}");
        let row = db.read().await.unwrap().one(&sql, &[]).await.unwrap();
        assert_eq!(row.int("n").unwrap(), 0, "{table}");
    }
    db.close().await;
    use std::os::unix::fs::PermissionsExt;
    for secret in ["journal.key", "cookie.key"] {
        let mode = std::fs::metadata(folder.path().join(secret))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{secret} is readable by others");
    }
}
