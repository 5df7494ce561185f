//! S7 and the words of S5: strings that mean something to a database, a path, a header, a log, a
//! spreadsheet, a calendar or a browser, put wherever a stranger or a clerk can put one. None is a
//! fault of ours, none gets out as anything but text.

use super::cast::UNIT;
use super::routes::encoded;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use banjie_core::matter::MatterNo;
use banjie_web::testing::{Answer, TestDistrict};
use serde_json::json;

/// About one hundred strings: each of these alone, behind a word, and twice encoded.
const PAYLOADS: [&str; 34] = [
    "'",
    "''",
    "' or '1'='1",
    "'; drop table matters; --",
    "\" or \"\"=\"",
    "1) or (1=1",
    "%' or 1=1 --",
    "\\",
    "%",
    "_",
    "%25",
    "$1",
    "?1",
    "\u{0}",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd\u{0}.png",
    "%2e%2e%2f%2e%2e%2f",
    "a\r\nset-cookie: x=1",
    "a\nerror: forged line",
    "=cmd|' /c calc'!a1",
    "+1+1",
    "-2+3",
    "@sum(1)",
    "\t=1+1",
    "end:vcalendar\r\nbegin:vevent",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%=7*7%>",
    "\u{202e}gnp.exe",
    "𠀀𪚥",
    "9999999999999999999999",
    "-1",
];

fn strings() -> Vec<String> {
    let mut all: Vec<_> = PAYLOADS.iter().map(|p| (*p).to_owned()).collect();
    all.extend(PAYLOADS.iter().map(|p| format!("尾款{p}")));
    all.extend(PAYLOADS.iter().map(|p| encoded(p)));
    all
}

/// What is wrong with an answer to `string`.
fn fault(answer: &Answer, string: &str) -> Option<String> {
    if answer.status.is_server_error() {
        return Some(format!("{}", answer.status));
    }
    if answer
        .headers
        .get("set-cookie")
        .is_some_and(|c| c.as_bytes().starts_with(b"x="))
    {
        return Some("a header of theirs".to_owned());
    }
    if answer.location().starts_with("//") || answer.location().contains("://") {
        return Some(format!("sends away to {}", answer.location()));
    }
    if answer.text.contains("root:x:0") {
        return Some("a file of the machine".to_owned());
    }
    let html = answer
        .headers
        .get("content-type")
        .is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    let live = ["<script>alert", "<img src=x", "href=\"javascript:"];
    let said = live.iter().find(|l| html && answer.text.contains(*l));
    said.map(|l| format!("{l} as it is, for {string}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_string_in_an_address_is_more_than_text() {
    let district = TestDistrict::new().await;
    let no = district.dispatched(UNIT, "外墙维修尾款").await;
    let mut client = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    let before = district.journal_length().await;
    let places = [
        "/desk/matters?q=@",
        "/desk/matters?unit=@&state=@&light=@&from=@&sort=@",
        "/desk/matters/export?as=csv&q=@",
        "/desk/search?q=@",
        "/desk/matters/@",
        "/desk?gone=@&done=@",
        "/desk/bulk?act=@&no=@&back=@",
        "/desk/imports/@",
        "/desk/directives/extract/@",
        "/desk/rankings/@",
        "/desk/rulebook/versions/@",
        "/desk/rulebook/draft?base=@",
        "/desk/rulebook/draft?try=1&version=@&from=@&weight-on_time=@&first=@",
        "/desk/bulletins/@/files/@",
        "/search?q=@",
        "/track/@",
        "/track?no=@&to=@",
        "/receipts/@.json",
        "/sign-in?next=@",
        "/pledges/@",
        "/figures?count=@&from=@&to=@&unit=@",
        "/assets/@",
        "/api/v1/matters?q=@&cursor=@",
        "/api/v1/matters/@",
        "/api/v1/journal/heads?from=@",
        "/api/v1/journal/proof/@",
        "/open311/v2/services/@",
        "/appeals/new?text=@",
        "/open311/v2/requests.json?service_request_id=@&start_date=@",
    ];
    let (mut asked, mut wrong) = (0, Vec::new());
    let file = format!("/desk/matters/{no}/files/@");
    for place in places.into_iter().chain([file.as_str()]) {
        for string in strings() {
            let path = place.replace('@', &encoded(&string));
            let answer = client.get(&path).await;
            asked += 1;
            wrong.extend(fault(&answer, &string).map(|f| format!("GET {path}: {f}")));
        }
    }
    println!("S7: {asked} addresses");
    assert!(asked >= 500 && wrong.is_empty(), "{wrong:#?}");
    assert_eq!(district.journal_length().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_string_in_a_field_is_more_than_text() {
    let district = TestDistrict::new().await;
    let mut program = district.client();
    let (mut taken, mut wrong): (Vec<(String, MatterNo)>, Vec<String>) = (Vec::new(), Vec::new());
    for string in strings() {
        let sent = json!({
            "enterprise": { "name": format!("甲公司{string}") },
            "title": string,
            "text": format!("{string}，请帮助协调。"),
            "contact": { "name": format!("王{string}"), "phone": "13900001234" },
        });
        let answer = program.post_json("/api/v1/appeals", &sent, &[]).await;
        wrong.extend(fault(&answer, &string).map(|f| format!("POST {string:?}: {f}")));
        match answer.status {
            StatusCode::CREATED => {
                let no = answer.json()["number"].as_str().unwrap().parse().unwrap();
                taken.push((string.clone(), no));
            }
            other => assert_eq!(
                other,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{string:?}: {}",
                answer.text
            ),
        }
        // The form, the sign-in and the enterprise's key, as a stranger would try them.
        for (path, field) in [
            ("/appeals", "text"),
            ("/sign-in", "user"),
            ("/track", "no"),
            ("/sign-in/held", "_held_path"),
        ] {
            let pairs = [
                (field, string.as_str()),
                ("password", &string),
                ("tail", &string),
                ("next", &string),
            ];
            let answer = district.client().post(path, &pairs).await;
            wrong.extend(fault(&answer, &string).map(|f| format!("POST {path} {string:?}: {f}")));
        }
    }
    assert!(
        taken.len() > 50,
        "most of them are words like others: {}",
        taken.len()
    );
    let mut client = district
        .signed_in(&district.user("区营商办", "coordinator"))
        .await;
    for (string, no) in &taken {
        for path in [
            format!("/desk/matters/{no}"),
            format!("/receipts/{no}"),
            format!("/desk/matters/{no}/slip"),
        ] {
            let answer = client.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} {string:?}");
            wrong.extend(fault(&answer, string).map(|f| format!("GET {path}: {f}")));
        }
    }
    for path in [
        "/desk",
        "/desk/dispatch",
        "/desk/matters",
        "/desk/matters?page=2",
        "/desk/matters/export?as=xlsx",
    ] {
        let answer = client.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        wrong.extend(fault(&answer, "all").map(|f| format!("GET {path}: {f}")));
    }
    let csv = client.get("/desk/matters/export?as=csv").await;
    let computes = |cell: &str| {
        let cell = cell.trim_matches('"');
        // A negative number is a number.
        if cell.parse::<f64>().is_ok() {
            return false;
        }
        cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
    };
    let cells = csv.text.lines().skip(1).flat_map(|line| line.split(','));
    wrong.extend(
        cells
            .filter(|c| computes(c))
            .map(|c| format!("csv computes {c}")),
    );
    println!(
        "S7: {} strings taken in as words, {} refused",
        taken.len(),
        strings().len() - taken.len()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_or_a_body_full_of_rubbish_is_refused_in_words() {
    let district = TestDistrict::new().await;
    let mut wrong = Vec::new();
    for (media, body) in [
        ("application/json", "{"),
        ("application/json", "[[[[[[[["),
        ("application/json", "\u{0}"),
        ("application/json", "{\"title\":1e999}"),
        (
            "text/xml",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        ),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=", "--\r\n"),
        ("application/x-www-form-urlencoded", "%"),
        ("application/x-www-form-urlencoded", "=&=&%ff%fe=%00"),
        ("", ""),
    ] {
        for route in banjie_web::routes::all()
            .iter()
            .filter(|r| r.method == "POST" && !r.path.contains('{'))
        {
            let request = Request::builder()
                .method("POST")
                .uri(route.path)
                .header("sec-fetch-site", "same-origin")
                .header("content-type", media)
                .header("idempotency-key", "'; drop table replies; --")
                .header("x-forwarded-for", "' or 1=1, 999.1.1.1")
                .header("authorization", "Bearer ' or 1=1");
            let answer = district.client().send(request, Body::from(body)).await;
            if answer.status.is_server_error() || answer.text.contains("root:x:0") {
                wrong.push(format!(
                    "{} with {media} {body}: {}",
                    route.path, answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
