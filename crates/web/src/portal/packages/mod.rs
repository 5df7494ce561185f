//! P2: what each package needs, narrowed by answering a few questions.

mod form_view;
mod page;
mod schema_org;
mod words;

pub(super) use words::{PackageRow, found, rows};

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::MaybeViewer;
use crate::portal::frame;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Html;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/packages", Access::Public, list),
        get("/packages/{id}", Access::Public, one),
    ]
}

#[derive(Template)]
#[template(path = "portal/packages/list.html")]
struct ListPage {
    portal: crate::kit::Portal,
    packages: Vec<PackageRow>,
}

async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let portal = frame(&app, &uri, &who, "一件事，办一次");
    let page = ListPage {
        packages: rows(&app, &portal),
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

async fn one(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
) -> Result<Html<String>, Problem> {
    page::one(&app, &uri, &who, &id)
}
