//! P2: what each package needs, narrowed by answering a few questions.

mod form_view;
mod page;
mod schema_org;
mod words;

pub(super) use words::{PackageRow, found, rows};

use crate::App;
use crate::apply::paper;
use crate::kit::Problem;
use crate::kit::viewer::MaybeViewer;
use crate::portal::frame;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, Response};
use banjie_core::district::PackageId;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/packages", Access::Public, list),
        get("/packages/{id}", Access::Public, one),
        get("/packages/{id}/form.pdf", Access::Public, print),
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
    headers: HeaderMap,
) -> Result<Html<String>, Problem> {
    page::one(&app, &uri, &who, &headers, &id).await
}

/// The form on paper, blank but for the answers in the address.
async fn print(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let services = &app.pack().services;
    let package = services.package(&PackageId::from(id.as_str()));
    let package = package.ok_or(Problem::NotFound)?;
    let picks = page::picks_of(&app, package, &uri);
    let given = (picks.into_iter()).map(|(field, chosen)| (field.to_string(), chosen));
    let paper = paper::blank(&app, package, given.collect())?;
    let name = format!("{}申请表（空白）", package.name);
    crate::kit::paper::send_pdf(&app, &paper, &name).await
}
