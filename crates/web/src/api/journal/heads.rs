//! `GET /api/v1/journal/heads`: the newest seals, and the proof that an older one is their
//! beginning.

use crate::App;
use crate::api::body::invalid;
use crate::api::doc::{Operation, reference};
use crate::kit::Problem;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/journal/heads";
/// Heads shown.
const MOST: u32 = 100;

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Public, heads)]
}

#[derive(Deserialize)]
struct Asked {
    from: Option<String>,
}

async fn heads(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Json<Value>, Problem> {
    let heads = app.store().heads(MOST).await?;
    let mut answer = json!({ "public_key": app.store().public_key(), "heads": heads });
    if let Some(from) = asked.from {
        let newest = heads.first().map_or(0, |h| h.head.size);
        let from = from.parse().ok().filter(|n| (1..=newest).contains(n));
        let from = from.ok_or_else(|| {
            invalid(
                "from",
                &format!("from：请写手上那次封存的规模，1 到 {newest} 的整数"),
            )
        })?;
        let file = app.store().head_file(from, app.now()).await?;
        answer["since"] = serde_json::to_value(file).map_err(|e| Problem::internal(&e))?;
    }
    Ok(Json(answer))
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "listHeads", "最近的封存，新的在前")
        .open()
        .query(
            "from",
            "手上一次封存的规模：另给出它确是现在日志开头的证明（since）",
            json!({ "type": "integer", "minimum": 1 }),
        )
        .answer(
            200,
            "封存",
            json!({
                "type": "object",
                "required": ["public_key", "heads"],
                "properties": {
                    "public_key": {},
                    "heads": { "type": "array", "items": reference("Head") },
                    "since": { "type": "object" },
                },
            }),
        )
        .refusals(&[422])
}
