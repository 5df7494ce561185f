//! 接口令牌: a person's own keys to the API. A value is shown once; ending one works at once.

mod page;

use crate::App;
use crate::api::tokens::{Scope, make};
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Request, State};
use axum::response::{Redirect, Response};
use banjie_core::district::Action;

/// Most tokens of a person, longest label.
const MOST: usize = 20;
const LONGEST_LABEL: usize = 40;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/tokens", Access::Staff(Action::Tokens), show),
        post("/desk/tokens", Access::Staff(Action::Tokens), create),
        post("/desk/tokens/{id}/end", Access::Staff(Action::Tokens), end),
    ]
}

async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let (form, errors) = (Form::default(), Errors::default());
    page::show(&app, &viewer, None, &form, &errors).await
}

async fn create(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let person = viewer.staff().person.clone();
    let own = app.store().tokens(&person).await?;
    let (label, scope) = (form.line("label"), Scope::from_code(form.get("scope")));
    let mut errors = Errors::default();
    if label.is_empty() {
        errors.add("label", "用途：没有填。请写给哪个系统用，例如 区大数据平台");
    } else if label.chars().count() > LONGEST_LABEL {
        errors.add(
            "label",
            format!("用途：最多 {LONGEST_LABEL} 字，请写短一些"),
        );
    } else if own.iter().any(|t| t.label == label) {
        // A form sent twice stops here, too.
        errors.add(
            "label",
            format!("用途：已经有一个“{label}”。请换个写法，或先停用旧的"),
        );
    }
    if own.len() >= MOST {
        errors.add("label", format!("每人最多 {MOST} 个令牌，请先停用不用的"));
    }
    if scope.is_none() {
        errors.add("scope", "能做什么：没有选。请选一项");
    }
    let Some(scope) = scope.filter(|_| errors.is_empty()) else {
        return page::show(&app, &viewer, None, &form, &errors).await;
    };
    let token = make(app.store(), person, &label, scope, viewer.act(&app)).await?;
    page::show(&app, &viewer, Some(token), &Form::default(), &errors).await
}

async fn end(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let person = viewer.staff().person.clone();
    let own = app.store().tokens(&person).await?;
    let token = own.into_iter().find(|t| page::id(t) == text::compact(&id));
    let hash = token.ok_or(Problem::NotFound)?.hash;
    app.store()
        .end_token(hash, person, viewer.act(&app))
        .await?;
    Ok(Redirect::to("/desk/tokens"))
}
