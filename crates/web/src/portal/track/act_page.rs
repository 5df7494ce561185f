//! The page of one act: what it does, its fields, one button, one way back.

use super::acts::Act;
use super::story;
use crate::App;
use crate::kit::form::{self, Errors, Form};
use crate::kit::parts::{ErrorSummary, Field, TimelineEvent};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::matter::Attachment;
use banjie_store::reads::Course;

#[derive(Template)]
#[template(path = "portal/track/act.html")]
struct ActPage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    /// What has happened since the page was opened; then nothing was sent.
    meanwhile: Vec<TimelineEvent>,
    word: &'static str,
    hint: String,
    harm: bool,
    title: String,
    number: String,
    action: String,
    back: String,
    key: String,
    version: u64,
    fields: Vec<Field>,
    button: &'static str,
}

/// What the page shows besides the act.
pub(super) struct Shown<'a> {
    pub(super) form: &'a Form,
    pub(super) files: &'a [Attachment],
    pub(super) errors: &'a Errors,
    /// The version the person had seen, when it is no longer the present one.
    pub(super) seen: Option<u64>,
}

/// The page: 409 when the matter moved on meanwhile, 422 with mistakes, 200 otherwise.
pub(super) fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    course: &Course,
    act: Act,
    shown: &Shown<'_>,
) -> Result<Response, Problem> {
    let matter = &course.matter;
    let number = matter.no.to_string();
    let mut portal = frame(app, uri, who, act.word_on(matter));
    portal.errors = !shown.errors.is_empty();
    let meanwhile = match shown.seen {
        Some(seen) => {
            let since: Vec<_> = course
                .events
                .iter()
                .filter(|h| h.version > seen)
                .cloned()
                .collect();
            story::course(&since, &app.pack().law())
        }
        None => Vec::new(),
    };
    let status = match (shown.seen, portal.errors) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, false) => StatusCode::OK,
    };
    let page = ActPage {
        summary: portal
            .errors
            .then(|| ErrorSummary::from_errors(shown.errors, "其他内容和文件都还在。")),
        meanwhile,
        word: act.word_on(matter),
        hint: act.hint(matter.lead.as_str()),
        harm: act == Act::Withdraw,
        title: matter.title.clone(),
        action: portal.href(&format!("/track/{number}/{}", act.code())),
        back: portal.href(&format!("/track/{number}")),
        key: match shown.form.key() {
            Some(key) => key.to_owned(),
            None => form::new_key()?,
        },
        version: matter.version,
        fields: act.fields(app, shown.form, matter, shown.files, shown.errors)?,
        button: act.button(),
        number,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
