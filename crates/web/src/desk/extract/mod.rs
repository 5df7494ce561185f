//! O2: a speech, a plan or minutes becomes directives, after somebody has confirmed each of them.
//! The working set is a draft of the unit: every edit is one form that names the version it saw.

mod dispatch;
mod form;
mod page;
mod passages;
mod resolve;
mod start;
mod working;

use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, FormLimits, new_key};
use crate::kit::viewer::Viewer;
use crate::kit::{Form, Problem, security};
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::Action;
use banjie_store::reads::Draft;
use serde::Deserialize;
use working::Working;

const HOME: &str = "/desk/directives/extract";
/// The kind of its drafts.
const KIND: &str = "extract";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Direct);
    let mut routes = vec![
        get(HOME, who, start),
        post(HOME, who, read),
        get("/desk/directives/extract/{id}", who, work),
        post("/desk/directives/extract/{id}", who, edit),
        post("/desk/directives/extract/{id}/discard", who, discard),
    ];
    routes.extend(dispatch::routes(who));
    routes
}

/// What the address of the working page says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Shown {
    /// The item being edited.
    item: Option<u32>,
    /// Which items: `open`, `confirmed`, `dropped`; otherwise all that count.
    #[serde(default)]
    show: String,
    /// The whole of a long text.
    full: Option<u8>,
    /// The form for one that was missed.
    add: Option<u8>,
}

/// Whether the demo's speech is put into the form.
#[derive(Deserialize)]
struct Wanted {
    speech: Option<String>,
}

async fn start(
    State(app): State<App>,
    viewer: Viewer,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let form = if app.site().demo && wanted.speech.as_deref() == Some("demo") {
        start::speech(app.today())
    } else {
        Form::default()
    };
    start_page(&app, &viewer, &form, &Errors::default()).await
}

async fn start_page(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let desk = frame(app, viewer, HOME, "会议任务提取").await?;
    let drafts = app.store().drafts(&owner(viewer), KIND).await?;
    start::show(desk, &drafts, form, errors, new_key()?)
}

async fn read(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, start::LIMITS).await?;
    let mut working = match start::read(&app, &form).await {
        Ok(working) => working,
        Err(errors) => return start_page(&app, &viewer, &form, &errors).await,
    };
    working.last_by = viewer.staff().name.clone();
    // The form's key is the draft's id: the same form sent twice makes one draft.
    let id = form.key().map(str::to_owned).map_or_else(new_key, Ok)?;
    if app.store().draft(&id).await?.is_none() {
        save(&app, &viewer, &id, 0, &working).await?;
    }
    Ok(Redirect::to(&format!("{HOME}/{id}")).into_response())
}

async fn work(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    let (draft, working) = load(&app, &viewer, &id).await?;
    page::show(&app, &viewer, &draft, &working, &shown, None).await
}

/// One change, then back to the same place, or on to the next item that is open.
async fn edit(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let (draft, mut working) = load(&app, &viewer, &id).await?;
    let shown = Shown {
        item: form.get("item").parse().ok(),
        show: form.line("show"),
        full: form.get("full").parse().ok(),
        add: (form.get("act") == "add").then_some(1),
    };
    let key = form.key().unwrap_or_default().to_owned();
    if !key.is_empty() && working.last_key == key {
        return Ok(page::back(&id, &working, &shown, &form));
    }
    let again = |errors: Errors, stale: bool| page::Typed {
        form: &form,
        errors,
        stale,
    };
    if form.get("_version").parse() != Ok(draft.version) {
        let typed = again(Errors::default(), true);
        return page::show(&app, &viewer, &draft, &working, &shown, Some(typed)).await;
    }
    let change = match form::read(&form, &working, app.pack(), app.today()) {
        Ok(change) => change,
        Err(errors) => {
            let typed = again(errors, false);
            return page::show(&app, &viewer, &draft, &working, &shown, Some(typed)).await;
        }
    };
    working.apply(change);
    working.last_key = key;
    working.last_by = viewer.staff().name.clone();
    if !save(&app, &viewer, &id, draft.version, &working).await? {
        let (draft, working) = load(&app, &viewer, &id).await?;
        let typed = again(Errors::default(), true);
        return page::show(&app, &viewer, &draft, &working, &shown, Some(typed)).await;
    }
    Ok(page::back(&id, &working, &shown, &form))
}

/// Throws the working set away; what has been dispatched stays dispatched.
async fn discard(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, _) = load(&app, &viewer, &id).await?;
    app.store().drop_draft(draft.id).await?;
    Ok(Redirect::to(HOME).into_response())
}

/// Drafts belong to the unit, so that colleagues can go on with them.
fn owner(viewer: &Viewer) -> String {
    format!("unit:{}", viewer.staff().unit)
}

async fn load(app: &App, viewer: &Viewer, id: &str) -> Result<(Draft, Working), Problem> {
    let draft = app.store().draft(id).await?.ok_or(Problem::NotFound)?;
    if draft.kind != KIND || draft.owner != owner(viewer) {
        return Err(Problem::NotFound);
    }
    let working = serde_json::from_str(&draft.body).map_err(|e| Problem::internal(&e))?;
    Ok((draft, working))
}

/// Saves over the version seen; `false`: somebody else was faster, nothing was changed.
async fn save(
    app: &App,
    viewer: &Viewer,
    id: &str,
    seen: u64,
    working: &Working,
) -> Result<bool, Problem> {
    let draft = Draft {
        id: id.to_owned(),
        owner: owner(viewer),
        kind: KIND.to_owned(),
        body: serde_json::to_string(working).map_err(|e| Problem::internal(&e))?,
        version: seen,
        at: app.now(),
    };
    Ok(app.store().save_draft(draft).await?.is_some())
}

/// The key under which the store knows the dispatch of these items of this draft.
fn dispatch_key(id: &str, items: &[u32]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(id.as_bytes());
    for item in items {
        hash.update(item.to_be_bytes());
    }
    security::hex(&hash.finalize())
}
