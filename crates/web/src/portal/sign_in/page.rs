//! The sign-in page, and the page that offers what was typed before the session ended.

use crate::App;
use crate::kit::again::Held;
use crate::kit::form::Errors;
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "portal/sign_in/page.html")]
struct SignInPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    user: Field,
    password: Field,
    next: String,
    held: Held,
    demo: Vec<DemoSignIn>,
}

struct DemoSignIn {
    role: String,
    unit: String,
    user: String,
    password: String,
}

#[derive(Template)]
#[template(path = "portal/sign_in/resume.html")]
struct ResumePage {
    portal: Portal,
    path: String,
    pairs: Vec<(String, String)>,
}

/// The sign-in page with what was filled in and what is to be mended.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    user: &str,
    next: &str,
    held: Held,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut portal = frame(app, uri, who, "登录工作台");
    portal.errors = !errors.is_empty();
    let said = |name: &str| errors.of(name).unwrap_or_default().to_owned();
    let kept = if held.is_some() {
        "之前填的内容都在，登录后接着办。"
    } else {
        ""
    };
    let page = SignInPage {
        summary: portal
            .errors
            .then(|| ErrorSummary::from_errors(errors, kept)),
        user: Field {
            error: said("user"),
            ..Field::text("user", "用户名")
                .value(user)
                .typed("username", "")
        },
        password: Field {
            error: said("password"),
            ..Field::with("password", "密码", Control::Password).typed("current-password", "")
        },
        next: next.to_owned(),
        held,
        demo: demo(app),
        portal,
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn demo(app: &App) -> Vec<DemoSignIn> {
    let word = |code: &str| banjie_core::district::Role::from_code(code).map_or("", |r| r.word());
    app.settings()
        .demo_sign_ins
        .iter()
        .map(|s| DemoSignIn {
            role: word(&s.role).to_owned(),
            unit: s.unit.clone(),
            user: s.user.clone(),
            password: s.password.clone(),
        })
        .collect()
}

/// Offers the held-back form again, now that somebody is signed in.
pub(super) fn resume(app: &App, uri: &Uri, held: &Held) -> Result<Html<String>, Problem> {
    let portal = frame(app, uri, &MaybeViewer(None), "接着办");
    let page = ResumePage {
        portal,
        path: held.path.clone(),
        pairs: held.pairs(),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
