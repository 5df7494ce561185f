//! Saved views: a person's own names for addresses.

use super::query::View;
use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

/// Longest name.
const NAME: usize = 20;

#[derive(Template)]
#[template(path = "desk/list/views.html")]
struct ViewsPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    filters: Vec<String>,
    query: String,
    name: Field,
    saved: Vec<(String, String)>,
}

/// Asks for a name; below it the views there are.
pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = View::read(&pairs, &viewer);
    page(&app, &viewer, &view, &Form::default(), &Errors::default()).await
}

/// Keeps or removes a view.
pub(super) async fn save(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(form.get("query").as_bytes())
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    let view = View::read(&pairs, &viewer);
    let person = viewer.staff().person.to_string();
    let remove = form.line("remove");
    if !remove.is_empty() {
        app.store().save_view(person, remove, String::new()).await?;
        return Ok(Redirect::to("/desk/matters").into_response());
    }
    let (name, mut errors) = (form.line("name"), Errors::default());
    match name.chars().count() {
        0 => errors.add("name", "名称：没有填。请给这个视图起个名，例如“本周到期”"),
        n if n > NAME => errors.add("name", format!("名称：最多 {NAME} 字，现在 {n} 字")),
        _ => {}
    }
    if view.query().is_empty() {
        errors.add("", "现在没有筛选，也没有改排序，没什么可保存。请先筛选");
    }
    if !errors.is_empty() {
        return page(&app, &viewer, &view, &form, &errors).await;
    }
    let query = view.query();
    app.store().save_view(person, name, query.clone()).await?;
    Ok(Redirect::to(&format!("/desk/matters?{query}")).into_response())
}

async fn page(
    app: &App,
    viewer: &Viewer,
    view: &View,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, "/desk/matters", "保存为视图").await?;
    desk.errors = !errors.is_empty();
    let mut filters: Vec<String> = view.active().into_iter().map(|(_, w, _)| w).collect();
    filters.push(format!("排序：{}", view.sort.word()));
    let page = ViewsPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "筛选都还在。")),
        filters,
        query: view.query(),
        name: Field::text("name", "名称")
            .hint("最多 20 字；同名的会被换掉")
            .filled(form, errors),
        saved: app
            .store()
            .saved_views(viewer.staff().person.as_str())
            .await?,
        desk,
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
