//! P7: an enterprise raises a problem.

mod input;
mod page;
mod propose;
mod since;

use super::{files, pass, sealed};
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form};
use crate::kit::security::hex;
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{OriginalUri, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::matter::{Act, Actor, Attachment};
use banjie_store::reads::ListLine;
use banjie_store::{Ask, Contact, StoreError};
pub(crate) use input::{Said, phone, place, read};
use page::show;
pub(crate) use page::{Shown, fields};

/// Credit codes are public, so whoever guesses at the telephone behind one is stopped.
const GUESSES: u64 = 10;
const WINDOW_MS: i64 = 60 * 60_000;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/appeals/new", Access::Public, blank),
        get("/appeals", Access::Public, || async {
            Redirect::to("/appeals/new")
        }),
        post("/appeals", Access::Public, submit),
    ]
}

/// The empty form; `?topic=` and `?unit=` are chosen already.
async fn blank(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let asked = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let form = Form::from_pairs(
        asked
            .filter(|(name, _)| matches!(name.as_ref(), "topic" | "unit" | "text"))
            .map(|(name, value)| (name.into_owned(), value.into_owned())),
    );
    let shown = Shown {
        form: &form,
        files: &[],
        errors: &Errors::default(),
        earlier: &[],
    };
    show(&app, &uri, &who, &shown)
}

async fn submit(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    app.count_submission(pass::caller_of(&app, &headers, request.extensions()))?;
    let mut form = Form::read(request, files::READ).await?;
    let mut errors = Errors::default();
    let said = input::read(&app, &form, &mut errors);
    let files = files::take(&app, &mut form, &mut errors).await?;
    let again = |errors: &Errors, earlier: &[ListLine]| {
        let shown = Shown {
            form: &form,
            files: &files,
            errors,
            earlier,
        };
        show(&app, &uri, &who, &shown)
    };
    let Some(said) = said.filter(|_| errors.is_empty()) else {
        return again(&errors, &[]);
    };
    let ask = ask(&app, &form, &said, &files);
    if form.get("different") != "1" {
        let earlier = looks_like(&app, &said).await?;
        // A resent form finds its own appeal: that one is the answer, not a look-alike.
        if !earlier.is_empty() && app.store().answered(&ask).await?.is_none() {
            return again(&errors, &earlier);
        }
    }
    let contact = Contact {
        name: said.name,
        phone: said.phone,
        salt: salt()?,
    };
    let mut appeal = said.appeal;
    appeal.files.clone_from(&files);
    let written = app.store().open_appeal(appeal, Some(contact), None, ask);
    let no = match written.await {
        Ok(written) => written.no,
        Err(StoreError::Refused(refusal)) => {
            input::place(&refusal, &mut errors);
            return again(&errors, &[]);
        }
        Err(other) => return Err(other.into()),
    };
    let elder = uri
        .query()
        .is_some_and(|q| q.split('&').any(|p| p == "elder=1"));
    let to = format!(
        "/receipts/{no}?new=1{}",
        if elder { "&elder=1" } else { "" }
    );
    let cookie = [(header::SET_COOKIE, pass::grant(&app, &headers, no)?)];
    Ok((cookie, Redirect::to(&to)).into_response())
}

fn ask(app: &App, form: &Form, said: &Said, files: &[Attachment]) -> Ask {
    let act = Act {
        at: app.now(),
        by: Actor::Enterprise,
    };
    let key = sealed::request_key(form.key(), &said.parts(files));
    Ask { act, key }
}

/// Open appeals of the same credit code *and* the same telephone that look like this one. Nobody
/// learns of an appeal without both.
async fn looks_like(app: &App, said: &Said) -> Result<Vec<ListLine>, Problem> {
    let Some(code) = &said.appeal.enterprise.code else {
        return Ok(Vec::new());
    };
    let open = app.store().open_appeals_of(code, &said.phone).await?;
    if open.iter().any(|(_, own)| !own) {
        let subject = format!("same/{code}");
        let guesses = app.store().count_try(subject, app.now(), WINDOW_MS).await?;
        if guesses > GUESSES {
            return Ok(Vec::new());
        }
    }
    let topic = said.appeal.topic.as_ref().map(|t| t.as_str());
    Ok(open
        .into_iter()
        .filter(|(line, own)| {
            let same_topic = topic.is_some() && line.topic.as_deref() == topic;
            *own && (same_topic || propose::alike(&line.title, &said.appeal.title))
        })
        .map(|(line, _)| line)
        .collect())
}

fn salt() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Problem::internal(&e))?;
    Ok(hex(&bytes))
}
