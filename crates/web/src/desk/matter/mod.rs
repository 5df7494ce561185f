//! One matter (C3): its page, everything that can be done to it, its files, its slip, the identity
//! behind the lock.

pub(in crate::desk) mod act;
mod files;
mod follow;
mod identity;
pub(in crate::desk) mod offered;
pub(crate) mod one_thing;
mod page;
mod said;
mod slip;
mod support;
mod tabs;
pub(crate) mod timeline;

pub(in crate::desk) use files::attached;
pub(crate) use files::attachment;
pub(crate) use slip::render as slips;

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::Action;
use banjie_core::matter::{CommandName, MatterNo};
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
    let course = find_closed(&app, &viewer, &no).await?;
    if course.matter.dossier().is_some() {
        // Proposals have a page of their own, which shows nothing before it is opened.
        let known = CommandName::ALL.iter().find(|c| c.code() == asked.done);
        let done = known.map_or("", |c| c.code());
        let to = format!("/desk/proposals/{}?done={done}", course.matter.no);
        return Ok(Redirect::to(&to).into_response());
    }
    page::show(&app, &viewer, &course, &asked).await
}

/// A matter in the viewer's sight; what is hidden is not there, and of a proposal nothing is shown
/// before its reader has opened it.
pub(super) async fn find(app: &App, viewer: &Viewer, no: &str) -> Result<Course, Problem> {
    let course = find_closed(app, viewer, no).await?;
    if !course
        .matter
        .is_open_to(&viewer.staff().person, app.today())
    {
        return Err(Problem::Refused {
            sentence: format!("{no} 是列名才能看的建议，请先到“处置建议”里打开它再办，打开会留痕"),
            code: "proposal.not_opened",
        });
    }
    Ok(course)
}

/// A matter in the viewer's sight, also a proposal that the viewer has not opened.
pub(in crate::desk) async fn find_closed(
    app: &App,
    viewer: &Viewer,
    no: &str,
) -> Result<Course, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let found = app.store().matter(&viewer.sight, no).await?;
    found.ok_or(Problem::NotFound)
}

/// The address of a matter's page.
pub(super) fn href(no: MatterNo) -> String {
    format!("/desk/matters/{no}")
}
