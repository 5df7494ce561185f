//! Every refusal the web can give, as one type: a page in words for people, RFC 9457 for programs.
//!
//! A handler returns `Result<_, Problem>`. The problem travels in the response's extensions to the
//! layer [`pages`], which knows the district, the face and the incident number, and writes the page.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Value, json};

use super::{Errors, Portal};

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Problem {
    /// No such thing, or hidden from this person.
    NotFound,
    /// It belongs to somebody else, and this person may know to whom.
    Forbidden {
        /// What was asked, as on its button or in the role × action table.
        what: &'static str,
        /// Unit or roles that own it.
        owner: String,
        /// Whom to ask.
        telephone: String,
    },
    /// Not signed in; after signing in the person comes back to `back`.
    SignIn {
        /// Path to come back to.
        back: String,
    },
    /// A link or code that is over: what and since when, in words.
    Expired {
        /// `这个评价链接 2月27日已过期`.
        what: String,
    },
    /// Not possible now, with the way on: closed, full, or not allowed by a rule.
    Refused {
        /// The whole sentence.
        sentence: String,
        /// Stable code for programs, e.g. `appeal.already_closed`.
        code: &'static str,
    },
    /// Somebody else changed it meanwhile. Screens that can show both versions do so themselves.
    Conflict {
        /// Who changed what, when.
        what: String,
        /// Where the present version is.
        href: String,
        /// The present state, for programs.
        current: Value,
    },
    /// Values to mend; HTML forms show them at their fields, this is for programs.
    Invalid(Errors),
    /// More than fits: which limit, in words.
    TooLarge {
        /// `文件“a.pdf”超过 20 MB`.
        what: String,
    },
    /// Too many tries.
    TooMany {
        /// Seconds until the next one.
        seconds: u64,
    },
    /// A body that is no form.
    Unreadable,
    /// A changing request from a foreign page.
    CrossSite,
    /// The server is full or stopping.
    Busy,
    /// Our fault. The detail goes to the log only.
    Internal {
        /// For the log.
        detail: Arc<str>,
    },
}

impl Problem {
    /// Our fault: keeps the error for the log.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        Self::Internal {
            detail: error.to_string().into(),
        }
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden { .. } | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::SignIn { .. } => StatusCode::UNAUTHORIZED,
            Self::Expired { .. } => StatusCode::GONE,
            Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::Refused { .. } | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden { .. } => "forbidden",
            Self::SignIn { .. } => "sign_in",
            Self::Expired { .. } => "expired",
            Self::Refused { code, .. } => code,
            Self::Conflict { .. } => "conflict",
            Self::Invalid(_) => "invalid",
            Self::TooLarge { .. } => "too_large",
            Self::TooMany { .. } => "too_many",
            Self::Unreadable => "unreadable",
            Self::CrossSite => "cross_site",
            Self::Busy => "busy",
            Self::Internal { .. } => "internal",
        }
    }

    /// Title and sentence for people.
    pub fn words(&self, site: &Site, incident: &str) -> (String, String) {
        let telephone = &site.telephone;
        match self {
            Self::NotFound => (
                "没有找到这个页面".into(),
                format!("网址可能少了几个字，或者这件已经移走。可以回首页查，或拨 {telephone}。"),
            ),
            Self::Forbidden {
                what,
                owner,
                telephone,
            } => (
                format!("{what}归{owner}"),
                format!("请找{owner}，或拨 {telephone}。"),
            ),
            Self::SignIn { .. } => ("请先登录".into(), "登录后接着办，填过的内容都在。".into()),
            Self::Expired { what } => (
                what.clone(),
                format!("需要继续办，请拨 {telephone}，我们给您新的链接。"),
            ),
            Self::Refused { sentence, .. } => (
                "现在还不能这样办".into(),
                format!(
                    "{}。有疑问请拨 {telephone}。",
                    sentence.trim_end_matches('。')
                ),
            ),
            Self::Conflict { what, .. } => (
                "这件刚被别人改过".into(),
                format!("{what}。您填的内容没有提交，请先看现在的情况，再决定要不要接着办。"),
            ),
            Self::Invalid(errors) => (
                "有几处要改".into(),
                errors.iter().map(|(_, s)| s).collect::<Vec<_>>().join("；"),
            ),
            Self::TooLarge { what } => (
                "内容太多，没有提交".into(),
                format!("{what}。请减少后再提交；实在需要，请拨 {telephone}。"),
            ),
            Self::TooMany { seconds } => (
                "试得太多了".into(),
                format!(
                    "请 {} 后再试；着急请拨 {telephone}。",
                    if *seconds < 60 {
                        format!("{} 秒", (*seconds).max(1))
                    } else {
                        format!("{} 分钟", seconds.div_ceil(60))
                    }
                ),
            ),
            Self::Unreadable => (
                "没有收全您提交的内容".into(),
                format!("可能是网络断了。请返回再提交一次；还不行请拨 {telephone}。"),
            ),
            Self::CrossSite => (
                "没有提交".into(),
                format!(
                    "这次提交不是从本站页面发出的。请从本站打开表单再提交；还不行请拨 {telephone}。"
                ),
            ),
            Self::Busy => (
                "现在办事的人多".into(),
                format!("没有提交成功，您填的内容还在。请 1 分钟后再试，或拨 {telephone}。"),
            ),
            Self::Internal { .. } => (
                "没有提交成功".into(),
                format!(
                    "您填写的内容还在浏览器里，返回就能看到。请 5 分钟后再试，或拨 {telephone}，报事件号 {incident}。"
                ),
            ),
        }
    }

    /// RFC 9457 problem details.
    pub fn to_json(&self, site: &Site, incident: &str) -> Value {
        let (title, detail) = self.words(site, incident);
        let mut body = json!({
            "type": format!("urn:banjie:problem:{}", self.code()),
            "title": title,
            "status": self.status().as_u16(),
            "detail": detail,
            "instance": format!("urn:banjie:incident:{incident}"),
        });
        match self {
            Self::Invalid(errors) => {
                body["errors"] = errors
                    .iter()
                    .map(|(field, detail)| json!({ "field": field, "detail": detail }))
                    .collect();
            }
            Self::Conflict { current, .. } => body["current"] = current.clone(),
            _ => {}
        }
        body
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What the error pages must know.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Short name of the district.
    pub district_name: String,
    /// The number for everything.
    pub telephone: String,
    /// Whether the district is invented.
    pub demo: bool,
}

/// The number of a request, four characters, said on the error page and written in the log.
#[derive(Clone, Debug)]
pub struct Incident(pub String);

impl Incident {
    /// A fresh one; letters and digits that cannot be misheard or misread.
    pub fn new() -> Self {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let mut bytes = [0_u8; 4];
        // Without randomness the number is still a number; it only has to find a log line.
        let _ = getrandom::fill(&mut bytes);
        Self(
            bytes
                .iter()
                .map(|b| char::from(ALPHABET[usize::from(b % 32)]))
                .collect(),
        )
    }
}

impl Default for Incident {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Template)]
#[template(path = "kit/problem.html")]
struct ProblemPage {
    portal: Portal,
    heading: String,
    sentence: String,
    telephone: String,
    incident: String,
    way: (String, String),
}

/// Layer: gives each request an [`Incident`] and writes the page or JSON of a [`Problem`]; bare
/// 404, 405, 413 and 5xx answers of the router become problems too.
/// Use with `axum::middleware::from_fn_with_state(Arc<Site>, problem::pages)`.
pub async fn pages(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let incident = Incident::new();
    let uri = request.uri().clone();
    let bare = uri.path().starts_with("/report");
    request.extensions_mut().insert(incident.clone());
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if response.headers().contains_key(header::CONTENT_TYPE)
            && response.status() != StatusCode::METHOD_NOT_ALLOWED =>
        {
            return response;
        }
        None => match response.status() {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge {
                what: "提交的内容超过上限".into(),
            },
            status if status.is_server_error() => Problem::internal(&status),
            _ => return response,
        },
    };
    if let Problem::Internal { detail } = &problem {
        let path = if bare { "/report" } else { uri.path() };
        tracing::error!(
            incident = incident.0,
            path,
            detail = &**detail,
            "request failed"
        );
    }
    answer(&problem, &site, &incident, &uri, &response)
}

fn answer(
    problem: &Problem,
    site: &Site,
    incident: &Incident,
    uri: &axum::http::Uri,
    original: &Response,
) -> Response {
    let path = uri.path();
    let mut written = if path.starts_with("/api/") || path.starts_with("/open311/") {
        let body = problem.to_json(site, &incident.0).to_string();
        let media = [(header::CONTENT_TYPE, "application/problem+json")];
        (problem.status(), media, body).into_response()
    } else if let Problem::SignIn { back } = problem {
        let back: String = form_urlencoded::byte_serialize(back.as_bytes()).collect();
        let to = format!("/sign-in?back={back}");
        (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
    } else {
        match page(problem, site, incident, uri).render() {
            Ok(html) => (problem.status(), Html(html)).into_response(),
            Err(_) => problem.status().into_response(),
        }
    };
    if let Problem::TooMany { seconds } = problem {
        written
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    for cookie in original.headers().get_all(header::SET_COOKIE) {
        written
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    written
}

fn page(problem: &Problem, site: &Site, incident: &Incident, uri: &axum::http::Uri) -> ProblemPage {
    let (heading, sentence) = problem.words(site, &incident.0);
    let elder = uri
        .query()
        .is_some_and(|q| form_urlencoded::parse(q.as_bytes()).any(|(n, _)| n == "elder"));
    let desk = uri.path().starts_with("/desk");
    let portal = Portal {
        district_name: site.district_name.clone(),
        title: heading.clone(),
        elder,
        demo: site.demo,
        errors: true,
        path: if desk { "/desk".into() } else { "/".into() },
        telephone: site.telephone.clone(),
        bare: uri.path().starts_with("/report"),
        ..Portal::default()
    };
    let way = match problem {
        Problem::Conflict { href, .. } => ("看现在的情况".to_owned(), href.clone()),
        _ if desk => ("回到待办".to_owned(), "/desk".to_owned()),
        _ => ("回首页".to_owned(), portal.href("/")),
    };
    ProblemPage {
        heading,
        sentence,
        telephone: site.telephone.clone(),
        incident: incident.0.clone(),
        way,
        portal,
    }
}

/// The answer to a panic, for `tower_http::catch_panic::CatchPanicLayer::custom`.
pub fn on_panic(reason: Box<dyn std::any::Any + Send>) -> Response {
    let detail = reason
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| reason.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without words".to_owned());
    Problem::internal(&detail).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::ServiceExt;

    fn app() -> Router {
        let site = Arc::new(Site {
            district_name: "X区".into(),
            telephone: "0000-000100".into(),
            demo: true,
        });
        let broken = || async { Problem::internal(&"disk full at sector 7") };
        let mut errors = Errors::default();
        errors.add("title", "标题没有填，请写一句话");
        Router::new()
            .route("/broken", get(broken))
            .route("/api/v1/x", get(move || async { Problem::Invalid(errors) }))
            .route(
                "/desk/private",
                get(|| async {
                    Problem::SignIn {
                        back: "/desk/a?b=1".into(),
                    }
                }),
            )
            .route("/often", get(|| async { Problem::TooMany { seconds: 90 } }))
            .layer(axum::middleware::from_fn_with_state(site, pages))
    }

    async fn fetch(path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = app().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (status, headers, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn our_faults_name_a_number_and_hide_the_rest() {
        let (status, _, body) = fetch("/broken").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            body.contains("报事件号") && body.contains("0000-000100"),
            "{body}"
        );
        assert!(!body.contains("sector"), "{body}");
        assert_eq!(body.matches("<h1").count(), 1);
    }

    #[tokio::test]
    async fn programs_get_problem_details() {
        let (status, headers, body) = fetch("/api/v1/x").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        let json: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(json["errors"][0]["field"], "title");
        assert_eq!(json["status"], 422);
        let (status, headers, _) = fetch("/api/v1/none").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    }

    #[tokio::test]
    async fn unknown_pages_and_closed_doors_have_a_way_on() {
        let (status, _, body) = fetch("/none?elder=1").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(
            body.contains("回首页") && body.contains("href=\"/?elder=1\""),
            "{body}"
        );
        let (status, headers, _) = fetch("/desk/private").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(
            headers[header::LOCATION],
            "/sign-in?back=%2Fdesk%2Fa%3Fb%3D1"
        );
        let (_, headers, body) = fetch("/often").await;
        assert_eq!(headers[header::RETRY_AFTER], "90");
        assert!(body.contains("2 分钟"), "{body}");
    }
}
