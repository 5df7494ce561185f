//! `GET /api/v1/matters/{no}`: everything about one matter but its course.

use super::{item, seen};
use crate::App;
use crate::api::doc::{Operation, reference};
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::Action;
use serde_json::Value;

const PATH: &str = "/api/v1/matters/{no}";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Api(Action::SeeMatters), one)]
}

async fn one(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Json<Value>, Problem> {
    let course = seen(&app, &viewer, &no).await?;
    let law = app.pack().law();
    Ok(Json(item::whole(&course.matter, &law, app.today())))
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "getMatter", "一件办件")
        .number()
        .answer(200, "办件", reference("Matter"))
        .refusals(&[401, 403, 404])
}
