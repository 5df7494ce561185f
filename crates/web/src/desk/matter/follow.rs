//! 关注: a person's own mark, no part of the matter.

use super::{find, href};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Form, FormLimits};
use crate::kit::viewer::Viewer;
use axum::extract::{Path, Request, State};
use axum::response::Redirect;

/// Follows or stops following.
pub(super) async fn set(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    request: Request,
) -> Result<Redirect, Problem> {
    let matter = find(&app, &viewer, &no).await?.matter;
    let on = Form::read(request, FormLimits::TEXT).await?.get("on") == "1";
    let person = viewer.staff().person.to_string();
    app.store()
        .follow(person, matter.no.to_string(), on)
        .await?;
    Ok(Redirect::to(&href(matter.no)))
}
