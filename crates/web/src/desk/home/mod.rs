//! The first page of the desk (C1): what is to be done now, the most pressing first.

mod calls;
mod page;
mod scope;

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get};
use axum::extract::{Query, State};
use axum::response::Response;
use banjie_core::district::Action;
use serde::Deserialize;

pub(crate) use page::PAGE;
use scope::{Scope, scope};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/desk", Access::Staff(Action::Desk), show)]
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    /// Tab: `todo`, `open`, `followed`, `done`, `all`.
    #[serde(default)]
    tab: String,
    /// A light's code.
    #[serde(default)]
    light: String,
    /// `today` or `unsigned`.
    #[serde(default)]
    only: String,
    /// A sort's code.
    #[serde(default)]
    sort: String,
    /// Page, from 1.
    #[serde(default)]
    page: String,
    /// A matter that left the person's sight by what was just done.
    #[serde(default)]
    gone: String,
    /// What was just done to it.
    #[serde(default)]
    done: String,
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    page::show(&app, &viewer, &asked).await
}
