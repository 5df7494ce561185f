//! What each department promises, who answers for it, and the way to complain when it was not kept.

mod kept;
mod page;

pub(super) use kept::Record;
pub(super) use page::{PledgeView, holds};

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get};
use axum::extract::{OriginalUri, Path, State};
use axum::response::Html;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/pledges", Access::Public, list),
        get("/pledges/{unit}", Access::Public, one),
    ]
}

async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    page::list(&app, &uri, &who, &Record::read(&app).await?)
}

async fn one(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(unit): Path<String>,
) -> Result<Html<String>, Problem> {
    page::one(&app, &uri, &who, &unit, &Record::read(&app).await?)
}
