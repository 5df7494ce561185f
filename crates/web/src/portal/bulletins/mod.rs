//! Bulletins as published: the list, the sheet (L3), its files, and the leaders' remarks.

mod page;
mod remark;

pub(crate) use page::staff_tasks;

use crate::App;
use crate::assess::tasks::{Which, opened};
use crate::assess::{self, Edition, Eyes};
use crate::kit::Problem;
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::district::Action;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/bulletins", Access::Public, list),
        get("/bulletins/{week}", Access::Public, show),
        get("/bulletins/{week}/files/{format}", Access::Public, file),
        get("/bulletins/{week}/tasks", Access::Public, tasks),
        post(
            "/bulletins/{week}/remarks",
            Access::Staff(Action::Instruct),
            remark::remark,
        ),
    ]
}

/// Which item a leader is about to remark on.
#[derive(Debug, Default, Deserialize)]
struct Beside {
    #[serde(default)]
    about: String,
}

/// The issued bulletin as this person may see it.
async fn issued(app: &App, week: &str, eyes: Eyes<'_>) -> Result<Edition<Bulletin>, Problem> {
    let week = assess::week(week)?;
    let kept = app.store().issued_bulletin(week).await?;
    let kept = kept.ok_or(Problem::NotFound)?;
    let path = format!("/bulletins/{week}");
    let mut edition = Edition::kept(app.store(), assess::site(app), &path, kept).await?;
    if matches!(eyes, Eyes::Public) {
        edition.values = edition.values.public();
    }
    Ok(edition)
}

async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let papers = app.store().papers("bulletin", 60).await?;
    page::list(&app, &uri, &who, &papers)
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(week): Path<String>,
    Query(beside): Query<Beside>,
) -> Result<Response, Problem> {
    let eyes = Eyes::of(who.0.as_ref());
    let edition = issued(&app, &week, eyes).await?;
    match &who.0 {
        Some(viewer) if matches!(eyes, Eyes::Staff(_)) => {
            page::staff(&app, viewer, &edition, remark::Asked::about(beside.about)).await
        }
        _ => page::public(&app, &uri, &who, &edition),
    }
}

async fn file(
    State(app): State<App>,
    who: MaybeViewer,
    Path((week, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let eyes = Eyes::of(who.0.as_ref());
    let mut edition = issued(&app, &week, eyes).await?;
    // A file says no more than the page.
    edition.values = edition.values.seen(|unit| eyes.reach(unit.as_str()));
    assess::send(&app, &edition, &format).await
}

/// The tasks behind a number.
async fn tasks(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(week): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let eyes = Eyes::of(who.0.as_ref());
    let edition = issued(&app, &week, eyes).await?;
    let opened = opened(&app, &edition, &which, eyes).await?;
    match &who.0 {
        Some(viewer) if matches!(eyes, Eyes::Staff(_)) => {
            page::staff_tasks(&app, viewer, edition.base(), opened).await
        }
        _ => page::public_tasks(&app, &uri, &who, edition.base(), opened),
    }
}
