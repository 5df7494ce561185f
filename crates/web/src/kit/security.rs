//! Headers on every answer, cross-site protection, cookies, session tokens.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::problem::{self, Site};
use super::{Problem, assets};

/// How the site is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// TLS here or at the proxy: cookies get `__Host-` and `Secure`, answers get HSTS.
    Https,
    /// Plain http, only for the demo on loopback.
    PlainHttp,
}

impl Transport {
    /// Name of the session cookie.
    pub fn cookie_name(self) -> &'static str {
        match self {
            Self::Https => "__Host-banjie",
            Self::PlainHttp => "banjie",
        }
    }

    /// `Set-Cookie` that opens a session; it ends with the browser or by the server's own count.
    pub fn set_cookie(self, token: &SessionToken) -> String {
        let secure = if self == Self::Https { "; Secure" } else { "" };
        let name = self.cookie_name();
        format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}", token.0)
    }

    /// `Set-Cookie` that forgets the session.
    pub fn clear_cookie(self) -> String {
        let secure = if self == Self::Https { "; Secure" } else { "" };
        let name = self.cookie_name();
        format!("{name}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0")
    }

    /// The session token a request brings, if it has the right shape.
    pub fn session(self, headers: &HeaderMap) -> Option<SessionToken> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.cookie_name())
            .and_then(|(_, value)| SessionToken::parse(value))
    }
}

/// 256 random bits in hex. Only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    /// A fresh one.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the operating system gives no randomness.
    pub fn new() -> Result<Self, Problem> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| Problem::internal(&e))?;
        Ok(Self(hex(&bytes)))
    }

    /// One that came in a cookie.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
            .then(|| Self(text.to_owned()))
    }

    /// What the store keeps: SHA-256 in hex. The token is random, so no slow hash is needed.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }

    /// The token itself, for the one time it is shown (API tokens).
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a random token, in hex.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

const CSP: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Layer: the fixed headers on every answer, and `no-store` wherever a session or the desk is
/// involved. Use with `axum::middleware::from_fn_with_state(transport, security::headers)`.
pub async fn headers(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let private = transport.session(request.headers()).is_some()
        || ["/desk", "/me", "/track", "/apply", "/report", "/api"]
            .iter()
            .any(|p| path.starts_with(p));
    let mut response = next.run(request).await;
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if transport == Transport::Https {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        let value = if private { "no-store" } else { "no-cache" };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    }
    response
}

/// Layer: a changing request must come from our own pages.
///
/// `Sec-Fetch-Site` decides where browsers send it (TLS and loopback). Elsewhere `Origin` must name
/// our host; our pages set the referrer policy `same-origin` so that browsers do send it. A request
/// with neither carries no browser's authority unless it has a cookie, and is then refused. A bearer
/// token is never sent by a browser on its own, so such requests pass.
pub async fn own_pages_only(request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || from_our_pages(request.headers()) {
        next.run(request).await
    } else {
        Problem::CrossSite.into_response()
    }
}

fn from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    if text(header::AUTHORIZATION).is_some_and(|v| v.starts_with("Bearer ")) {
        return true;
    }
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN).filter(|o| *o != "null") {
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(header::HOST)
        }
        None => !headers.contains_key(header::COOKIE),
    }
}

/// Puts the layers every answer needs around the routes, outermost first: fixed headers, error pages
/// with incident numbers, changing requests from our own pages only. Serves `/assets/{name}`.
pub fn protect(routes: Router, site: Site, transport: Transport) -> Router {
    let asset =
        |Path(name): Path<String>| async move { assets::serve(&name).ok_or(Problem::NotFound) };
    routes
        .route("/assets/{name}", get(asset))
        .layer(from_fn(own_pages_only))
        .layer(from_fn_with_state(Arc::new(site), problem::pages))
        .layer(from_fn_with_state(transport, headers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::routing::post;
    use tower::ServiceExt;

    fn headers_of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "http://a"),
                    ("host", "a"),
                ],
                false,
            ),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://a:8080"), ("host", "a:8080")], true),
            (&[("origin", "http://evil"), ("host", "a")], false),
            (
                &[("origin", "null"), ("host", "a"), ("cookie", "banjie=1")],
                false,
            ),
            (&[("host", "a"), ("cookie", "banjie=1")], false),
            (&[("host", "a")], true),
            (&[("authorization", "Bearer x"), ("host", "a")], true),
        ];
        for (pairs, allowed) in cases {
            assert_eq!(from_our_pages(&headers_of(pairs)), allowed, "{pairs:?}");
        }
    }

    #[test]
    fn a_session_cookie_comes_back() {
        let token = SessionToken::new().unwrap();
        for transport in [Transport::Https, Transport::PlainHttp] {
            let set = transport.set_cookie(&token);
            let pair = format!("other=1; {}", set.split(';').next().unwrap());
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, pair.parse().unwrap());
            assert_eq!(transport.session(&headers), Some(token.clone()));
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"));
        }
        assert!(Transport::Https.set_cookie(&token).contains("; Secure"));
        assert_eq!(token.hash().len(), 64);
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }

    #[tokio::test]
    async fn every_answer_is_protected() {
        let routes = Router::new().route("/change", post(|| async { "done" }));
        let app = protect(routes, Site::default(), Transport::PlainHttp);
        let send = |method: &str, path: &str, from: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("sec-fetch-site", from)
                .body(Body::empty())
                .unwrap();
            app.clone().oneshot(request)
        };
        let cases = [
            ("POST", "/change", "same-origin", StatusCode::OK),
            ("POST", "/change", "cross-site", StatusCode::FORBIDDEN),
            ("GET", "/change", "none", StatusCode::NOT_FOUND),
            ("GET", "/none", "none", StatusCode::NOT_FOUND),
            ("GET", assets::CSS.url.as_str(), "none", StatusCode::OK),
            ("GET", "/assets/old.css", "none", StatusCode::NOT_FOUND),
        ];
        for (method, path, from, expected) in cases {
            let response = send(method, path, from).await.unwrap();
            assert_eq!(response.status(), expected, "{method} {path} {from}");
            let headers = response.headers();
            assert!(
                headers["content-security-policy"]
                    .to_str()
                    .unwrap()
                    .starts_with("default-src 'self'")
            );
            assert_eq!(headers["x-content-type-options"], "nosniff");
            assert_eq!(headers["referrer-policy"], "no-referrer");
            assert!(headers.contains_key("cache-control"));
        }
    }
}
