//! `GET /api/v1/checks/{month}`: the marks of a month with what became of them.
//! `GET /api/v1/samples/{month}`: its sample of call-backs, with what it was drawn from.

use super::doc::{Operation, parameter};
use crate::App;
use crate::assess;
use crate::kit::Problem;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::assessment::callback::tries;
use banjie_core::district::Action;
use banjie_store::StoreError;
use serde_json::{Value, json};

const CHECKS: &str = "/api/v1/checks/{month}";
const SAMPLES: &str = "/api/v1/samples/{month}";

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Api(Action::SeeMarks);
    vec![get(CHECKS, access, checks), get(SAMPLES, access, sample)]
}

async fn checks(State(app): State<App>, Path(month): Path<String>) -> Result<Json<Value>, Problem> {
    let month = assess::month(&month)?;
    let marks = app.store().marks(month).await?;
    let sampling = app.store().sampling(month).await?;
    let items = marks.iter().map(|mark| {
        let judged = sampling.judgement(mark.no, mark.detector);
        json!({
            "no": mark.no,
            "unit": mark.unit,
            "detector": mark.detector,
            "word": mark.detector.word(),
            "day": mark.day,
            "reason": mark.reason,
            "judged": judged.map(|j| json!({
                "taken": j.taken,
                "reason": j.reason,
                "by": j.by.words(),
                "at": j.at.to_string(),
            })),
        })
    });
    let items: Vec<Value> = items.collect();
    Ok(Json(json!({ "month": month.to_string(), "items": items })))
}

async fn sample(State(app): State<App>, Path(month): Path<String>) -> Result<Json<Value>, Problem> {
    let month = assess::month(&month)?;
    let sampling = app.store().sampling(month).await?;
    let today = app.today();
    let tries = tries(&app.pack().law(), today).map_err(|e| StoreError::Refused(e.into()))?;
    let items = sampling.items.iter().map(|item| {
        json!({
            "no": item.drawn.no,
            "unit": item.drawn.unit,
            "caller": item.drawn.caller,
            "marks": item.drawn.marks,
            "wanted": item.drawn.wanted,
            "due": item.due,
            "standing": item.standing(today, tries).word(),
            "answer": item.heard(),
            "calls": item.calls.len(),
        })
    });
    let items: Vec<Value> = items.collect();
    let drawing = sampling.drawing.as_ref().map(|drawing| {
        json!({
            "by": drawing.by.words(),
            "at": drawing.at.to_string(),
            "due": drawing.due,
            "frame": drawing.frame,
        })
    });
    Ok(Json(json!({
        "month": month.to_string(),
        "drawing": drawing,
        "items": items,
    })))
}

pub(super) fn operations() -> Vec<Operation> {
    let month = || {
        let schema = json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}$" });
        parameter("path", "month", "例如 2026-02", true, schema)
    };
    let list = json!({ "type": "array", "items": { "type": "object" } });
    vec![
        Operation::get(
            CHECKS,
            "getChecks",
            "一个月的异常线索和处理，只供抽查，不改分数",
        )
        .parameter(month())
        .answer(
            200,
            "线索",
            json!({
                "type": "object",
                "required": ["month", "items"],
                "properties": { "month": { "type": "string" }, "items": list },
            }),
        )
        .refusals(&[401, 403, 422]),
        Operation::get(SAMPLES, "getSample", "一个月的回访样本、抽样框和种子")
            .parameter(month())
            .answer(
                200,
                "样本；还没有抽样的，drawing 是 null",
                json!({
                    "type": "object",
                    "required": ["month", "drawing", "items"],
                    "properties": {
                        "month": { "type": "string" },
                        "drawing": { "type": ["object", "null"] },
                        "items": list,
                    },
                }),
            )
            .refusals(&[401, 403, 422]),
    ]
}
