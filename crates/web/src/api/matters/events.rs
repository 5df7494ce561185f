//! `GET /api/v1/matters/{no}/events`: the course of a matter as the journal holds it.

use super::seen;
use crate::App;
use crate::api::doc::{Operation, reference};
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::Action;
use banjie_store::Happened;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/matters/{no}/events";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Api(Action::SeeMatters), events)]
}

async fn events(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Json<Value>, Problem> {
    let course = seen(&app, &viewer, &no).await?;
    let items = course.events.iter().map(written);
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Ok(Json(json!({ "items": items })))
}

/// An event with its place in the log. The salted hash of the contact stays inside: it serves
/// only whoever holds the salt.
fn written(happened: &Happened) -> Result<Value, Problem> {
    let mut event = serde_json::to_value(&happened.event).map_err(|e| Problem::internal(&e))?;
    if let Some(appeal) = event
        .pointer_mut("/data/appeal")
        .and_then(Value::as_object_mut)
    {
        appeal.remove("contact");
    }
    Ok(json!({
        "seq": happened.seq,
        "version": happened.version,
        "at": happened.at,
        "by": happened.by,
        "by_words": happened.by.words(),
        "event": event["event"].take(),
        "data": event["data"].take(),
    }))
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "listEvents", "一件办件的全部记录，先发生的在前")
        .number()
        .answer(
            200,
            "记录",
            json!({
                "type": "object",
                "required": ["items"],
                "properties": { "items": { "type": "array", "items": reference("Event") } },
            }),
        )
        .refusals(&[401, 403, 404])
}
