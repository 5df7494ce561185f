//! `GET /api/v1/packages`: all packages, each with everything.

use super::view;
use crate::App;
use crate::api::doc::{Operation, reference};
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::State;
use banjie_core::packages::Picks;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/packages";

pub(super) fn route() -> Route {
    get(PATH, Access::Public, list)
}

async fn list(State(app): State<App>) -> Json<Value> {
    let services = &app.pack().services;
    let items: Vec<Value> = (services.packages().iter())
        .map(|p| view::package(services, &services.merge(p, &Picks::new())))
        .collect();
    Json(json!({ "total": items.len(), "items": items, "next": null }))
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "listPackages", "一件事一次办的全部套餐")
        .open()
        .answer(
            200,
            "按区包里的顺序；问题都没有回答，所以各种情形的事项、字段和材料都在内",
            json!({
                "type": "object",
                "required": ["items", "total", "next"],
                "properties": {
                    "items": { "type": "array", "items": reference("Package") },
                    "total": { "type": "integer" },
                    "next": { "type": "null", "description": "总是一次给全" },
                },
            }),
        )
}
