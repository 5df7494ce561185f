//! `GET /api/v1/openapi.json`, also `banjie openapi`.

use super::doc::{Operation, document};
use super::operations;
use crate::App;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/openapi.json";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Public, show)]
}

async fn show(State(app): State<App>) -> Json<Value> {
    Json(openapi(&app.pack().district.name))
}

/// The OpenAPI 3.1 document of a district's API.
pub fn openapi(district: &str) -> Value {
    document(district, operations())
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "getOpenApi", "这份接口说明")
        .open()
        .answer(200, "OpenAPI 3.1", json!({ "type": "object" }))
}
