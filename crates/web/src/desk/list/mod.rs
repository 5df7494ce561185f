//! Lists of matters (C2): a view is its address; acts on many rows; export; saved views; search.

mod act;
mod bulk;
mod export;
mod page;
mod query;
mod views;

pub(crate) use act::bulk_acts;
pub(crate) use export::send_grid;
pub(crate) use query::{light_code, light_of, query_of};

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::Action;
use banjie_core::matter::MatterNo;
use query::View;
use serde::Deserialize;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeMatters);
    vec![
        get("/desk/matters", see, show),
        get("/desk/matters/export", see, export::download),
        get("/desk/matters/views", see, views::ask),
        post("/desk/matters/views", see, views::save),
        get("/desk/search", see, search),
        get("/desk/bulk", see, bulk::ask),
        post("/desk/bulk", see, bulk::run),
        get("/desk/bulk/{id}", see, bulk::result),
    ]
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    page::show(&app, &viewer, &View::read(&pairs, &viewer)).await
}

#[derive(Deserialize)]
struct Searched {
    #[serde(default)]
    q: String,
}

/// A whole number leads to its matter, anything else to the list.
async fn search(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Searched>,
) -> Result<Response, Problem> {
    let q = crate::kit::text::single_line(&asked.q);
    if let Ok(no) = q.parse::<MatterNo>()
        && app.store().matter(&viewer.sight, no).await?.is_some()
    {
        return Ok(Redirect::to(&format!("/desk/matters/{no}")).into_response());
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("q", &q)
        .finish();
    Ok(Redirect::to(&format!("/desk/matters?{query}")).into_response())
}
