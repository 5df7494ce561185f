//! 审定, 退回, 撤回 of a submitted version.

use super::{HOME, path_of, version};
use crate::App;
use crate::desk::frame;
use crate::kit::form::{Form, FormLimits};
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Errors, Problem, render};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::adoption::{AdoptionRefusal, RulebookCommand, Standing};

#[derive(Template)]
#[template(path = "desk/rulebook/adopt.html")]
struct AdoptPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    version: String,
    path: String,
    facts: Vec<(&'static str, String)>,
    reason: Field,
}

async fn page(
    app: &App,
    viewer: &Viewer,
    name: &str,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let found = version(app, name).await?;
    let proposal = found.proposal.as_ref().ok_or(Problem::NotFound)?;
    let book = &found.rulebook;
    let page = AdoptPage {
        desk: frame(app, viewer, HOME, &format!("审定 {name}")).await?,
        summary: (!errors.is_empty()).then(|| ErrorSummary::from_errors(errors, "填的内容都在。")),
        path: path_of(name),
        facts: vec![
            ("现在", proposal.standing.word().to_owned()),
            ("谁送审", proposal.submitted.0.words()),
            ("施行日", banjie_papers::paper::chinese_date(book.from)),
            ("考核项", format!("{}项", book.measures.len())),
        ],
        reason: Field::with("reason", "退回理由", Control::TextArea(500))
            .hint("退回时填写，起草的人会看到")
            .filled(form, errors),
        version: name.to_owned(),
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    page(&app, &viewer, &name, &Form::default(), &Errors::default()).await
}

pub(super) async fn adopt(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    moved(&app, &viewer, &name, RulebookCommand::Adopt).await
}

pub(super) async fn withdraw(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    moved(&app, &viewer, &name, RulebookCommand::Withdraw).await
}

pub(super) async fn reject(
    State(app): State<App>,
    viewer: Viewer,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let reason = form.text("reason");
    if reason.is_empty() {
        let mut errors = Errors::default();
        errors.add("reason", AdoptionRefusal::NoReason.to_string());
        return page(&app, &viewer, &name, &form, &errors).await;
    }
    moved(&app, &viewer, &name, RulebookCommand::Reject { reason }).await
}

/// Gives the command; what was already done so is done.
async fn moved(
    app: &App,
    viewer: &Viewer,
    name: &str,
    command: RulebookCommand,
) -> Result<Response, Problem> {
    let found = version(app, name).await?;
    let standing = found.proposal.map(|proposal| proposal.standing);
    let done = matches!(
        (&standing, &command),
        (Some(Standing::Adopted(..)), RulebookCommand::Adopt)
            | (Some(Standing::Withdrawn(..)), RulebookCommand::Withdraw)
            | (Some(Standing::Rejected(..)), RulebookCommand::Reject { .. })
    );
    if !done {
        let act = viewer.act(app);
        let moved = app.store().move_rulebook(name, command, act).await?;
        moved.map_err(refused)?;
    }
    Ok(Redirect::to(&path_of(name)).into_response())
}

/// A refusal that no field can mend.
fn refused(refusal: AdoptionRefusal) -> Problem {
    Problem::Refused {
        sentence: refusal.to_string(),
        code: "rulebook",
    }
}
