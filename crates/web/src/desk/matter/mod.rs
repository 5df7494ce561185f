//! One matter (C3): its page, everything that can be done to it, its files, its slip, the identity
//! behind the lock.

pub(in crate::desk) mod act;
mod files;
mod follow;
mod identity;
mod offered;
pub(crate) mod one_thing;
mod page;
mod slip;
pub(crate) mod timeline;

pub(crate) use files::attachment;
pub(crate) use slip::render as slips;

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use banjie_core::district::Action;
use banjie_core::matter::MatterNo;
use banjie_store::reads::Course;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeMatters);
    let mut routes = vec![
        get("/desk/matters/{no}", see, show),
        get("/desk/matters/{no}/slip", see, slip::show),
        get("/desk/matters/{no}/files/{hash}", see, files::download),
        post("/desk/matters/{no}/follow", see, follow::set),
        get(
            "/desk/matters/{no}/identity",
            Access::Staff(Action::SeeIdentity),
            identity::ask,
        ),
        post(
            "/desk/matters/{no}/identity",
            Access::Staff(Action::SeeIdentity),
            identity::open,
        ),
    ];
    routes.extend(act::routes());
    routes
}

/// What the address of a matter's page may add.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Which tab.
    #[serde(default)]
    tab: String,
    /// What has just been done: the code of a command.
    #[serde(default)]
    done: String,
    /// `todo`: opened from the list of what is to be done, so the next one is offered.
    #[serde(default)]
    from: String,
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let course = find(&app, &viewer, &no).await?;
    page::show(&app, &viewer, &course, &asked).await
}

/// A matter in the viewer's sight; what is hidden is not there.
pub(super) async fn find(app: &App, viewer: &Viewer, no: &str) -> Result<Course, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let found = app.store().matter(&viewer.sight, no).await?;
    found.ok_or(Problem::NotFound)
}

/// The address of a matter's page.
pub(super) fn href(no: MatterNo) -> String {
    format!("/desk/matters/{no}")
}
