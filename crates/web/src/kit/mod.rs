//! What every screen shares: frames, parts, forms, refusals, security, limits.
//!
//! A **part** is a plain struct with its template beside it. It renders itself, so a page writes
//! `{{ part }}` and the compiler checks the rest; a part escapes its own text and is therefore not
//! escaped again. A **page** is a struct with a field `portal`, `desk` or `paper` whose template
//! begins with `{% extends "kit/layout/portal.html" %}` (or `desk`, `paper`).

pub mod again;
pub mod assets;
pub mod caller;
pub mod form;
pub mod gallery;
pub mod icon;
pub mod layout;
pub mod limits;
pub(crate) mod one_thing;
pub(crate) mod paper;
pub mod parts;
pub mod passwords;
pub mod problem;
pub(crate) mod promises;
pub mod security;
mod store_problem;
pub mod text;
pub mod viewer;
pub mod words;
pub mod worker;

pub use form::{Errors, Form};
pub use icon::Icon;
pub use layout::{Desk, NavGroup, NavItem, Paper, Portal};
pub use problem::Problem;

use axum::response::{Html, IntoResponse, Response};

/// A page as an answer.
///
/// # Errors
/// The template fails.
pub(crate) fn render(page: &impl askama::Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// Marks parts as rendering safe HTML: their templates escape every value themselves.
macro_rules! part {
    ($($name:ty),+ $(,)?) => {
        $(impl askama::filters::HtmlSafe for $name {})+
    };
}
pub(crate) use part;
