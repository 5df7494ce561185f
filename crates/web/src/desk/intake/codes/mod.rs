//! One-time codes: the window calls the one who signs a commitment and reads the code out. Who called
//! when stands with the request; the code itself is stored nowhere.

use crate::App;
use crate::apply::signing::{self, Request as CodeRequest};
use crate::desk::frame;
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::district::Action;

const HOME: &str = "/desk/intake/codes";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Intake);
    vec![
        get(HOME, who, list),
        get("/desk/intake/codes/{id}", who, one),
        post("/desk/intake/codes/{id}", who, call),
    ]
}

#[derive(Template)]
#[template(path = "desk/intake/codes/list.html")]
struct ListPage {
    desk: Desk,
    waiting: Vec<Line>,
    called: Vec<Line>,
}

struct Line {
    href: String,
    signer: String,
    package: String,
    said: String,
}

#[derive(Template)]
#[template(path = "desk/intake/codes/one.html")]
struct OnePage {
    desk: Desk,
    href: String,
    signer: String,
    post: String,
    phone: String,
    package: String,
    asked: String,
    /// The digits and who called when, while they count.
    code: Option<(String, String)>,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let (called, waiting): (Vec<_>, Vec<_>) =
        (signing::all(&app).await?.into_iter()).partition(|r| r.lasts(app.now()));
    let line = |r: &CodeRequest| Line {
        href: format!("{HOME}/{}", r.draft),
        signer: format!("{}{}", r.post, r.signer),
        package: r.package.clone(),
        said: match &r.called {
            Some((at, by)) => format!("{by} {}打过电话", text::moment(*at)),
            None => format!("{}登记，还没有打", text::moment(r.asked)),
        },
    };
    let page = ListPage {
        waiting: waiting.iter().map(line).collect(),
        called: called.iter().map(line).collect(),
        desk: frame(&app, &viewer, HOME, "签名验证码").await?,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

async fn one(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let request = signing::of(&app, &id).await?.ok_or(Problem::NotFound)?;
    let code = match request.lasts(app.now()) {
        true => request.code(&app)?,
        false => None,
    };
    let said = (request.called.as_ref()).map(|(at, by)| format!("{by} {}", text::moment(*at)));
    let page = OnePage {
        desk: frame(&app, &viewer, HOME, &format!("给{}打电话", request.signer)).await?,
        href: format!("{HOME}/{id}"),
        signer: request.signer.clone(),
        post: request.post.clone(),
        phone: request.phone.clone(),
        package: request.package.clone(),
        asked: text::moment(request.asked),
        code: code.zip(said),
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// The call begins: from now on the code counts for half an hour.
async fn call(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let mut request = signing::of(&app, &id).await?.ok_or(Problem::NotFound)?;
    if !request.lasts(app.now()) {
        let staff = viewer.staff();
        request.called = Some((app.now(), format!("{}{}", staff.unit, staff.name)));
        request.keep(&app).await?;
    }
    Ok(Redirect::to(&format!("{HOME}/{id}")).into_response())
}
