//! `GET /api/v1/rankings/{month}`: the values, each figure with the reference that opens it.

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
use banjie_core::district::{Action, Sight};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/rankings/{month}";

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Api(Action::SeeFigures);
    vec![get(PATH, access, show)]
}

/// A draft is 区营商办's; others read what is checked or sealed.
async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Json<Value>, Problem> {
    let month = assess::month(&month)?;
    let edition = assess::ranking(app.store(), month, app.today(), assess::site(&app)).await?;
    let edition = edition.ok_or_else(|| assess::not_begun(month.first()))?;
    if edition.state == RankingStep::Draft.code() && !viewer.may(Action::Ranking) {
        return Err(Problem::NotFound);
    }
    let values = match viewer.sight.base() {
        Sight::District | Sight::Sealed => edition.values,
        _ => edition.values.public(),
    };
    answer(&edition.state, edition.stamp.revision, &values)
}

pub(super) fn operation() -> Operation {
    let schema = json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}$" });
    Operation::get(PATH, "getRanking", "月排名的数，每个数带着打开它的地址")
        .parameter(parameter("path", "month", "例如 2026-02", true, schema))
        .answer(200, "状态、第几版和各项数", values_schema())
        .refusals(&[401, 403, 404, 422])
}
