//! The page of one's own tokens, with the value of the one just made.

use crate::App;
use crate::api::tokens::Scope;
use crate::desk::frame;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::security::SessionToken;
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_store::people::Token;

#[derive(Template)]
#[template(path = "desk/tokens/page.html")]
struct TokensPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    made: String,
    rows: Vec<Row>,
    label: Field,
    scope: Field,
}

struct Row {
    id: String,
    label: String,
    scope: &'static str,
    made: String,
}

/// What names a token in an address: part of its hash, which opens nothing.
pub(super) fn id(token: &Token) -> String {
    token.hash.chars().take(16).collect()
}

/// The page.
pub(super) async fn show(
    app: &App,
    viewer: &Viewer,
    made: Option<SessionToken>,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let own = app.store().tokens(&viewer.staff().person).await?;
    let rows = own.into_iter().map(|t| Row {
        id: id(&t),
        scope: Scope::from_code(&t.scope).map_or("", Scope::word),
        made: text::full_date(t.at.date()),
        label: t.label,
    });
    let mut desk = frame(app, viewer, "/desk/tokens", "接口令牌").await?;
    desk.errors = !errors.is_empty();
    let scopes = Scope::ALL.map(|s| Choice::new(s.code(), s.word()));
    let page = TokensPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他内容都还在。")),
        made: made.map(|t| t.reveal().to_owned()).unwrap_or_default(),
        rows: rows.collect(),
        label: Field::text("label", "用途")
            .hint("给哪个系统用，停用时好认")
            .filled(form, errors),
        scope: Field::with("scope", "能做什么", Control::Radio(scopes.to_vec()))
            .filled(form, errors),
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
