//! `GET /api/v1/packages/{id}`: one package; the answers to its questions stand in the query.

use super::view;
use crate::App;
use crate::api::doc::{Operation, parameter, reference};
use crate::kit::{Errors, Problem};
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{OriginalUri, Path, State};
use banjie_core::district::PackageId;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/packages/{id}";

pub(super) fn route() -> Route {
    get(PATH, Access::Public, one)
}

async fn one(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let services = &app.pack().services;
    let package = services
        .package(&PackageId::from(id.as_str()))
        .ok_or(Problem::NotFound)?;
    let query = uri.query().unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let pairs = pairs.iter().map(|(n, v)| (n.as_ref(), v.as_ref()));
    let (picks, wrong) = services.picks(package, pairs);
    if !wrong.is_empty() {
        let mut errors = Errors::default();
        for wrong in wrong {
            errors.add(wrong.field.as_str(), wrong.to_string());
        }
        return Err(Problem::Invalid(errors));
    }
    let form = services.merge(package, &picks);
    Ok(Json(view::package(services, &form)))
}

pub(super) fn operation() -> Operation {
    let id = json!({ "type": "string", "pattern": "^[a-z][a-z0-9_-]*$" });
    let answers = json!({
        "type": "object",
        "additionalProperties": { "type": "array", "items": { "type": "string" } },
    });
    let mut answers = parameter(
        "query",
        "answers",
        "questions 里每个问题的代码就是参数名，多选的重复写，例如 has_employees=是",
        false,
        answers,
    );
    answers["style"] = "form".into();
    answers["explode"] = true.into();
    Operation::get(PATH, "getPackage", "一个套餐：合并后的表、办理顺序、材料")
        .open()
        .parameter(parameter("path", "id", "例如 open-enterprise", true, id))
        .parameter(answers)
        .answer(200, "按回答收窄后的套餐", reference("Package"))
        .refusals(&[404, 422])
}
