//! `GET /api/v1/bulletins/{week}`: the values, each figure with the reference that opens it.

use crate::App;
use crate::api::doc::{Operation, parameter};
use crate::assess::{self, Eyes};
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::Action;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/bulletins/{week}";

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Api(Action::SeeFigures);
    vec![get(PATH, access, show)]
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
) -> Result<Json<Value>, Problem> {
    let week = assess::week(&week)?;
    let edition = assess::bulletin(app.store(), week, app.today(), assess::site(&app)).await?;
    let edition = edition.ok_or_else(|| assess::not_begun(week.first()))?;
    // Matters of other units are not this reader's; the digits are.
    let eyes = Eyes::Staff(&viewer.sight);
    let values = edition.values.seen(|unit| eyes.reach(unit.as_str()));
    answer(&edition.state, edition.stamp.revision, &values)
}

/// State and values, with the address of each figure beside its reference.
pub(super) fn answer(
    state: &str,
    revision: u32,
    values: &impl serde::Serialize,
) -> Result<Json<Value>, Problem> {
    let mut values = serde_json::to_value(values).map_err(|e| Problem::internal(&e))?;
    link(&mut values);
    Ok(Json(json!({
        "state": state,
        "revision": revision,
        "values": values,
    })))
}

/// Puts `href` into every object that holds a figure.
fn link(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let figure = object.get("figure").cloned();
            if let Some(figure) = figure.and_then(|f| serde_json::from_value(f).ok()) {
                let href = assess::figure::href(&figure);
                object.insert("href".to_owned(), Value::from(href));
            }
            object.values_mut().for_each(link);
        }
        Value::Array(items) => items.iter_mut().for_each(link),
        _ => {}
    }
}

/// What [`answer`] answers.
pub(super) fn values_schema() -> Value {
    json!({
        "type": "object",
        "required": ["state", "revision", "values"],
        "properties": {
            "state": { "type": "string" },
            "revision": { "type": "integer" },
            "values": { "type": "object" },
        },
    })
}

pub(super) fn operation() -> Operation {
    let schema = json!({ "type": "string", "pattern": "^\\d{4}-W\\d{2}$" });
    Operation::get(PATH, "getBulletin", "周通报的数，每个数带着打开它的地址")
        .parameter(parameter("path", "week", "例如 2026-W09", true, schema))
        .answer(200, "状态、第几版和各项数", values_schema())
        .refusals(&[401, 403, 404, 422])
}
