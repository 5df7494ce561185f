//! P3, P4: an applicant fills in the one form of a package, in short pages, saved at each step, on
//! this device or another.

mod check;
mod key;
mod list;
mod page;
mod sign;
mod start;
mod steps;

use super::pass;
use crate::App;
use crate::apply::{Work, work};
use crate::kit::Problem;
use crate::kit::again::Held;
use crate::kit::form::{Errors, Form};
use crate::kit::viewer::MaybeViewer;
use crate::portal::{files, onward};
use crate::routes::{Access, Route, get, post};
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use banjie_core::matter::{Act, Actor, MatterNo};
use banjie_store::Ask;
pub(in crate::portal) use start::Begun;

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/apply", Access::Public, start::begin),
        get("/apply/resume", Access::Public, key::ask),
        post("/apply/resume", Access::Public, key::enter),
        get("/apply/{draft}", Access::Public, show),
        get("/apply/{draft}/file/{hash}", Access::Public, file),
        get("/apply/{draft}/check", Access::Public, check::show),
        post("/apply/{draft}/check", Access::Public, check::submit),
        post("/apply/{draft}/code", Access::Public, check::ask_code),
        get("/apply/{draft}/form.pdf", Access::Public, check::print),
        get(
            "/apply/{draft}/letter.pdf",
            Access::Public,
            check::print_letter,
        ),
        get("/track/{no}/form.pdf", Access::Public, check::print_matter),
        get("/apply/{draft}/leave", Access::Public, list::ask_leave),
        post("/apply/{draft}/leave", Access::Public, list::leave),
        post("/apply/{draft}/revision", Access::Public, list::take_over),
        get("/apply/{draft}/{task}/{n}", Access::Public, page::show),
        post("/apply/{draft}/{task}/{n}", Access::Public, page::save),
    ]
}

/// A draft that a request may open, or the answer for one that may not: nobody learns whether it
/// exists.
async fn opened(
    app: &App,
    uri: &Uri,
    headers: &HeaderMap,
    id: &str,
) -> Result<Result<Work, Response>, Problem> {
    if !pass::DRAFT.holds(app, headers, id) {
        let asked: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
        return Ok(Err(
            onward(uri, &format!("/apply/resume?no={asked}")).into_response()
        ));
    }
    match work::load(app, work::PUBLIC, id).await? {
        Some(work) => Ok(Ok(work)),
        None => Ok(Err(gone(app, uri, headers, id).await?)),
    }
}

/// What became of a draft that is not there any more: it has been handed in, or its time is over.
async fn gone(app: &App, uri: &Uri, headers: &HeaderMap, id: &str) -> Result<Response, Problem> {
    match app.store().answered(&request_of(app, id)).await? {
        Some(written) => submitted(app, uri, headers, written.no),
        None => Err(Problem::Expired {
            what: "这份草稿已经删除，或者超过了保存期".to_owned(),
        }),
    }
}

/// The one request that hands a draft in, however often it is sent.
fn request_of(app: &App, id: &str) -> Ask {
    let act = Act {
        at: app.now(),
        by: Actor::Enterprise,
    };
    Ask {
        act,
        key: Some(format!("apply/{id}")),
    }
}

/// On to the receipt, with the key to the matter.
fn submitted(app: &App, uri: &Uri, headers: &HeaderMap, no: MatterNo) -> Result<Response, Problem> {
    let cookie = [(header::SET_COOKIE, pass::grant(app, headers, no)?)];
    Ok((cookie, onward(uri, &format!("/receipts/{no}?new=1"))).into_response())
}

/// Opens a draft for a change; without a pass what was sent travels through the page that asks for
/// the code.
async fn changing(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    request: Request,
    id: &str,
) -> Result<Result<(HeaderMap, Form, Work), Response>, Problem> {
    let headers = request.headers().clone();
    app.count_submission(pass::caller_of(app, &headers, request.extensions()))?;
    let form = Form::read(request, files::READ).await?;
    if !pass::DRAFT.holds(app, &headers, id) {
        let held = Held::hold(uri, &form);
        let asked = key::page(app, uri, who, id, held, &Errors::default())?;
        return Ok(Err(asked));
    }
    match work::load(app, work::PUBLIC, id).await? {
        Some(work) => Ok(Ok((headers, form, work))),
        None => Ok(Err(gone(app, uri, &headers, id).await?)),
    }
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => list::show(&app, &uri, &who, &work),
        Err(answer) => Ok(answer),
    }
}

/// A file of the applicant's own.
async fn file(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path((id, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let mut all = work.draft.handed.values().flat_map(|h| &h.files);
    let file = all.find(|f| f.hash == hash).cloned();
    files::send(&app, file.ok_or(Problem::NotFound)?).await
}

/// The cookie that opens a draft on this device from now on.
fn pass_to(
    app: &App,
    headers: &HeaderMap,
    id: &str,
) -> Result<[(header::HeaderName, String); 1], Problem> {
    Ok([(header::SET_COOKIE, pass::DRAFT.grant(app, headers, id)?)])
}
