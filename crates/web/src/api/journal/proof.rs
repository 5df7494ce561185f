//! `GET /api/v1/journal/proof/{no}`: that the log holds a matter's first event, without saying
//! what it says. Who has the receipt compares its leaf with this one.

use crate::App;
use crate::api::doc::Operation;
use crate::kit::Problem;
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{Path, State};
use banjie_core::district::Sight;
use banjie_core::matter::MatterNo;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/journal/proof/{no}";

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Public, proof)]
}

async fn proof(State(app): State<App>, Path(no): Path<String>) -> Result<Json<Value>, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    // Sealed matters are not there, not even as a leaf with a number on it.
    let known = app.store().matter(&Sight::District, no).await?;
    known.ok_or(Problem::NotFound)?;
    let receipt = app.store().receipt(no, app.now()).await?;
    Ok(Json(json!({
        "number": receipt.number,
        "district": receipt.district,
        "leaf_index": receipt.leaf_index,
        "leaf_hash": receipt.leaf_hash,
        "path": receipt.path,
        "head": receipt.head,
        "public_key": receipt.public_key,
    })))
}

pub(super) fn operation() -> Operation {
    Operation::get(PATH, "proveMatter", "证明这个编号的首条记录在日志里，不含内容")
        .open()
        .number()
        .answer(
            200,
            "证明：与回执上的 leaf_hash 对照，并沿 path 算到 head 的根",
            json!({
                "type": "object",
                "required": ["number", "district", "leaf_index", "leaf_hash", "path", "head", "public_key"],
                "properties": {
                    "number": { "type": "string" },
                    "district": { "type": "string" },
                    "leaf_index": { "type": "integer" },
                    "leaf_hash": { "type": "string" },
                    "path": { "type": "array", "items": { "type": "string" } },
                    "head": { "$ref": "#/components/schemas/Head" },
                    "public_key": {},
                },
            }),
        )
        .refusals(&[404])
}
