//! When a session has ended while somebody was typing: what was typed travels through the sign-in
//! page and is offered again after it. Works without script; files must be chosen again.

use super::form::{Form, FormLimits};
use super::{Problem, part};
use askama::Template;
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};

/// Hidden fields under which a held-back form travels.
pub const HELD_PATH: &str = "_held_path";
/// The held-back pairs, urlencoded.
pub const HELD_BODY: &str = "_held_body";

/// A form that could not be accepted because nobody was signed in.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<input type="hidden" name="_held_path" value="{{ path }}"><input type="hidden" name="_held_body" value="{{ body }}">"#
)]
pub struct Held {
    /// Where it was to go; empty: nothing is held.
    pub path: String,
    /// Its pairs, urlencoded.
    pub body: String,
}

part!(Held);

impl Held {
    /// What a sign-in form carries along.
    pub fn of(form: &Form) -> Self {
        let path = form.get(HELD_PATH);
        let own = path.starts_with('/') && !path.starts_with("//");
        if !own {
            return Self::default();
        }
        Self {
            path: path.to_owned(),
            body: form.get(HELD_BODY).to_owned(),
        }
    }

    /// Holds a form that was sent to this address.
    pub fn hold(uri: &axum::http::Uri, form: &Form) -> Self {
        let path = uri.path_and_query();
        Self {
            path: path.map_or_else(|| uri.path().to_owned(), |p| p.as_str().to_owned()),
            body: form_urlencoded::Serializer::new(String::new())
                .extend_pairs(form.pairs())
                .finish(),
        }
    }

    /// Whether something is held.
    pub fn is_some(&self) -> bool {
        !self.path.is_empty()
    }

    /// The pairs to be shown again.
    pub fn pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.body.as_bytes())
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect()
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>请登录后继续</title><body><main><h1>您离开了 30 分钟，请登录后继续</h1><p>刚才填的内容都在，登录后接着办。文件需要重新选。</p><form method="post" action="/sign-in/held">{{ held }}<button>去登录</button></form></main></body></html>"#
)]
struct Ended {
    held: Held,
}

/// The answer to a request that needs a person and has none: reading comes back after the
/// sign-in, writing keeps what was typed, programs get 401.
///
/// # Errors
/// The body is too large or no form.
pub(crate) async fn sign_in_first(request: Request) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let back = request
        .uri()
        .path_and_query()
        .map_or(path.clone(), |p| p.as_str().to_owned());
    if path.starts_with("/api/") || path.starts_with("/open311/") {
        return Err(Problem::SignIn { back });
    }
    if request.method() != Method::POST {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("next", &back)
            .finish();
        return Ok(Redirect::to(&format!("/sign-in?{query}")).into_response());
    }
    let form = Form::read(request, FormLimits::FILES).await?;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form.pairs())
        .finish();
    let page = Ended {
        held: Held { path: back, body },
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((StatusCode::UNAUTHORIZED, Html(html)).into_response())
}
