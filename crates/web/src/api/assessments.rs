//! `GET /api/v1/assessments/{quarter}`: the values, each figure with the reference that opens it.

use super::bulletins::{answer, values_schema};
use crate::App;
use crate::api::doc::{Operation, parameter};
use crate::assess;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::district::Action;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/assessments/{quarter}";

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Api(Action::SeeFigures);
    vec![get(PATH, access, show)]
}

/// A draft is 区营商办's; others read what is checked or sealed.
async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
) -> Result<Json<Value>, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let (store, site) = (app.store(), assess::site(&app));
    let edition = assess::assessment(store, quarter, app.today(), site).await?;
    let edition = edition.ok_or_else(|| assess::not_begun(quarter.first()))?;
    if edition.state == RankingStep::Draft.code() && !viewer.may(Action::Assess) {
        return Err(Problem::NotFound);
    }
    answer(&edition.state, edition.stamp.revision, &edition.values)
}

pub(super) fn operation() -> Operation {
    let schema = json!({ "type": "string", "pattern": "^\\d{4}-Q[1-4]$" });
    Operation::get(PATH, "getAssessment", "季考核的数，每个数带着打开它的地址")
        .parameter(parameter("path", "quarter", "例如 2025-Q4", true, schema))
        .answer(200, "状态、第几版和各项数", values_schema())
        .refusals(&[401, 403, 404, 422])
}
