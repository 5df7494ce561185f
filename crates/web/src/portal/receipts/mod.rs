//! P5: receipts. The page works for ever and for anybody, and says nothing personal without the
//! pass; the file with the journal's entry holds what was said, so it needs the pass.

mod page;

use super::{facts, pass};
use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get};
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::matter::MatterNo;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/receipts/{no}", Access::Public, show)]
}

/// The page, or with `.json` behind the number the file.
async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (number, file) = match name.strip_suffix(".json") {
        Some(number) => (number, true),
        None => (name.as_str(), false),
    };
    let no: MatterNo = number.parse().map_err(|_| Problem::NotFound)?;
    let course = facts::own(&app, no).await?;
    let own = pass::holds(&app, &headers, no);
    if file && !own {
        return Ok(Redirect::to(&format!("/track/{no}?to=receipt")).into_response());
    }
    let receipt = app.store().receipt(no, app.now()).await?;
    let private = (header::CACHE_CONTROL, "no-store".to_owned());
    if file {
        let named = format!("attachment; filename=\"{no}.json\"");
        let head = [
            (
                header::CONTENT_TYPE,
                "application/json; charset=utf-8".to_owned(),
            ),
            (header::CONTENT_DISPOSITION, named),
            private,
        ];
        return Ok((head, receipt.to_json()).into_response());
    }
    let html = page::show(&app, &uri, &who, &course.matter, &receipt, own).await?;
    Ok(([private], Html(html)).into_response())
}
