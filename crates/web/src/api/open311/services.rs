//! `GET /open311/v2/services.json` and `/services/{code}.json`: what an appeal can be about.

use crate::App;
use crate::api::doc::{Operation, parameter};
use crate::kit::Problem;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::{Topic, TopicId, UnitKind};
use serde_json::{Value, json};

const LIST: &str = "/open311/v2/services.json";
const ONE: &str = "/open311/v2/services/{code}";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(LIST, Access::Public, list),
        get(ONE, Access::Public, one),
    ]
}

async fn list(State(app): State<App>) -> Json<Value> {
    Json(app.pack().district.topics.iter().map(service).collect())
}

fn service(topic: &Topic) -> Value {
    json!({
        "service_code": topic.id,
        "service_name": topic.id,
        "description": format!("由{}办理", topic.unit),
        "metadata": true,
        "type": "realtime",
        "keywords": topic.keywords.join(","),
        "group": topic.unit,
    })
}

/// What a request needs beside what the standard knows: an enterprise, and a place of ours.
async fn one(State(app): State<App>, Path(code): Path<String>) -> Result<Json<Value>, Problem> {
    let district = &app.pack().district;
    let code = code.strip_suffix(".json").ok_or(Problem::NotFound)?;
    let topic = district
        .topic(&TopicId::from(code))
        .ok_or(Problem::NotFound)?;
    let townships: Vec<_> = district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .map(|u| json!({ "key": u.id, "name": u.id }))
        .collect();
    let attribute = |order: u8, code: &str, kind: &str, required: bool, what: &str| {
        json!({
            "variable": true, "code": code, "datatype": kind, "required": required,
            "order": order, "description": what, "datatype_description": "", "values": [],
        })
    };
    let mut place = attribute(4, "township", "singlevaluelist", false, "在哪个镇街");
    place["values"] = townships.into();
    Ok(Json(json!({
        "service_code": topic.id,
        "attributes": [
            attribute(1, "enterprise", "string", true, "企业名称，按营业执照"),
            attribute(2, "code", "string", false, "统一社会信用代码"),
            attribute(3, "title", "string", false, "一句话写清是什么事"),
            place,
        ],
    })))
}

pub(super) fn list_operation() -> Operation {
    Operation::get(LIST, "open311Services", "Open311：可以提哪些类别")
        .open()
        .answer(
            200,
            "类别",
            json!({ "type": "array", "items": { "type": "object" } }),
        )
}

pub(super) fn one_operation() -> Operation {
    let what = "service_code 加 .json";
    Operation::get(ONE, "open311Service", "Open311：一个类别另需填什么")
        .open()
        .parameter(parameter(
            "path",
            "code",
            what,
            true,
            json!({ "type": "string" }),
        ))
        .answer(200, "另需的字段", json!({ "type": "object" }))
        .refusals(&[404])
}
