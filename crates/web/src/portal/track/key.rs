//! The form that asks for number and telephone tail; it never says whose matter a number is.

use crate::App;
use crate::kit::again::Held;
use crate::kit::form::Errors;
use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "portal/track/key.html")]
struct KeyPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    /// What to say above the form, e.g. why it is asked again.
    why: &'static str,
    no: Field,
    tail: Field,
    to: &'static str,
    held: Held,
}

/// What was to be done after the key fits.
pub(super) struct Wanted {
    /// Goes to the receipt's file instead of the matter.
    pub(super) receipt: bool,
    /// What was typed before the pass ended.
    pub(super) held: Held,
}

/// The form, with what was typed and what is wrong with it.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    no: &str,
    wanted: Wanted,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut portal = frame(app, uri, who, "查进度");
    portal.errors = !errors.is_empty();
    let said = |name: &str| errors.of(name).unwrap_or_default().to_owned();
    let why = if wanted.held.is_some() {
        "您离开了 30 分钟。填手机尾号后接着办，刚才写的都在；文件需要重新选。"
    } else if wanted.receipt {
        "回执文件里有您提交的内容，请先填手机尾号。"
    } else {
        "不用登录。编号在回执和短信里。"
    };
    let page = KeyPage {
        summary: portal.errors.then(|| ErrorSummary::from_errors(errors, "")),
        why,
        no: Field {
            error: said("no"),
            ..Field::text("no", "编号")
                .hint("例如 BJ-2026-004512-H")
                .value(no)
                .width("w18")
        },
        tail: Field {
            error: said("tail"),
            ..Field::text("tail", "手机号后 4 位")
                .hint("提交时留的手机号")
                .width("w4")
                .typed("off", "numeric")
        },
        to: if wanted.receipt { "receipt" } else { "" },
        held: wanted.held,
        portal,
    };
    let status = match (errors.is_empty(), page.held.is_some()) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::UNAUTHORIZED,
        (true, false) => StatusCode::OK,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

#[derive(Template)]
#[template(path = "portal/track/resume.html")]
struct ResumePage {
    portal: Portal,
    path: String,
    pairs: Vec<(String, String)>,
}

/// Offers what was typed before the pass ended, now that there is a new one.
pub(in crate::portal) fn resume(
    app: &App,
    uri: &Uri,
    held: &Held,
) -> Result<Html<String>, Problem> {
    let page = ResumePage {
        portal: frame(app, uri, &MaybeViewer(None), "接着办"),
        path: held.path.clone(),
        pairs: held.pairs(),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
