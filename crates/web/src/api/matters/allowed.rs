//! `GET /api/v1/matters/{no}/commands`: what the viewer may do now, with the reason where not.

use super::seen;
use crate::App;
use crate::api::doc::Operation;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::Action;
use banjie_core::matter::permitted;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/matters/{no}/commands";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Api(Action::SeeMatters), allowed)]
}

async fn allowed(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Json<Value>, Problem> {
    let matter = seen(&app, &viewer, &no).await?.matter;
    let (act, law) = (viewer.act(&app), app.pack().law());
    let commands: Vec<_> = permitted(&matter, &act, &law)
        .into_iter()
        .map(|(name, answer)| match answer {
            Ok(()) => json!({ "command": name.code(), "word": name.word(), "allowed": true }),
            Err(refusal) => json!({
                "command": name.code(),
                "word": name.word(),
                "allowed": false,
                "code": refusal.code(),
                "reason": refusal.to_string(),
            }),
        })
        .collect();
    Ok(Json(
        json!({ "version": matter.version, "commands": commands }),
    ))
}

pub(super) fn operation() -> Operation {
    Operation::get(
        PATH,
        "listCommands",
        "您现在能对这件做什么，不能做的说明原因",
    )
    .number()
    .answer(
        200,
        "能做的和不能做的",
        json!({
            "type": "object",
            "required": ["version", "commands"],
            "properties": {
                "version": { "type": "integer", "description": "办理时作为 expected_version" },
                "commands": { "type": "array", "items": {
                    "type": "object",
                    "required": ["command", "word", "allowed"],
                    "properties": {
                        "command": { "type": "string" },
                        "word": { "type": "string" },
                        "allowed": { "type": "boolean" },
                        "code": { "type": "string" },
                        "reason": { "type": "string" },
                    },
                } },
            },
        }),
    )
    .refusals(&[401, 403, 404])
}
