//! `/rules`: a public calculator (what applies to me, by when must they answer) and every rule with
//! its history and sources. GET forms only: a result is an address, and nothing is kept.

mod arrears;
mod ask;
mod asked;
mod credit;
mod days;
mod index;
mod list;
mod one;

use crate::kit::{Errors, Problem};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

pub(super) use index::PATH;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(PATH, Access::Public, index::show),
        get("/rules/all", Access::Public, list::show),
        get("/rules/arrears", Access::Public, arrears::show),
        get("/rules/credit", Access::Public, credit::show),
        get("/rules/days", Access::Public, days::show),
        get("/rules/ask/{topic}", Access::Public, ask::show),
        get("/rules/{id}", Access::Public, one::show),
    ]
}

/// The page; one with something to mend says so to programs, too.
fn answer(page: &impl Template, errors: &Errors) -> Result<Response, Problem> {
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
