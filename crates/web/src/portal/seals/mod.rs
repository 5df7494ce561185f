//! The public seals of the journal: the newest heads, the key, how to check without trusting us.

use super::frame;
use crate::App;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::moment::Moment;
use banjie_journal::SignedHead;

/// Heads on the page.
const SHOWN: u32 = 20;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/seals", Access::Public, show),
        get("/seals/latest.json", Access::Public, latest),
    ]
}

#[derive(Template)]
#[template(path = "portal/seals/page.html")]
struct SealsPage {
    portal: Portal,
    fingerprint: String,
    suite: &'static str,
    public_key: String,
    heads: Vec<HeadView>,
}

struct HeadView {
    size: u64,
    at: String,
    root: String,
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let key = app.store().public_key();
    let heads = app.store().heads(SHOWN).await?;
    let page = SealsPage {
        portal: frame(&app, &uri, &who, "账本封存记录"),
        fingerprint: key.id(),
        suite: key.suite().as_str(),
        public_key: key.to_string(),
        heads: heads.iter().map(view).collect(),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn view(signed: &SignedHead) -> HeadView {
    let head = &signed.head;
    let words = |at: Moment| {
        let time = at.civil().time();
        format!(
            "{} {:02}:{:02}",
            text::full_date(at.date()),
            time.hour(),
            time.minute()
        )
    };
    HeadView {
        size: head.size,
        at: head.at.parse().map_or_else(|_| head.at.clone(), words),
        root: head.root.to_string(),
    }
}

/// The newest kept head as a file for `banjie verify --head`.
async fn latest(State(app): State<App>) -> Result<Response, Problem> {
    let heads = app.store().heads(1).await?;
    let Some(head) = heads.first() else {
        return Err(Problem::NotFound);
    };
    let text = serde_json::to_string_pretty(head).map_err(|e| Problem::internal(&e))?;
    let head = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"head.json\"",
        ),
    ];
    Ok((head, text + "\n").into_response())
}
