//! What is kept and for how long; how the pages can be used by everybody.

use super::frame;
use crate::App;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::pass;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Html;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/privacy", Access::Public, privacy),
        get("/accessibility", Access::Public, accessibility),
    ]
}

#[derive(Template)]
#[template(path = "portal/about/privacy.html")]
struct PrivacyPage {
    portal: Portal,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "portal/about/accessibility.html")]
struct AccessibilityPage {
    portal: Portal,
}

async fn privacy(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let page = PrivacyPage {
        portal: frame(&app, &uri, &who, "隐私与留存"),
        minutes: pass::MINUTES,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

async fn accessibility(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let page = AccessibilityPage {
        portal: frame(&app, &uri, &who, "无障碍说明"),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
