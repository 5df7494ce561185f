//! Sign-in and sign-out of staff. Limited tries, which lock nobody out of a browser they have used
//! before; what was typed before the session ended travels
//! through; nothing is said about which of name and password was wrong.

pub(super) mod known;
mod page;

use crate::App;
use crate::kit::Problem;
use crate::kit::again::Held;
use crate::kit::caller::Caller;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::security::SessionToken;
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get, post};
use axum::extract::{OriginalUri, Query, Request, State};
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use banjie_core::district::{Action, PersonId, Reach, Role};
use serde::Deserialize;

/// Tries on one account within the window (assurance S3).
const TRIES: u64 = 10;
const WINDOW_MS: i64 = 15 * 60_000;
/// A hash nobody's password has: unknown names take as long as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/sign-in", Access::Public, show),
        post("/sign-in", Access::Public, enter),
        post("/sign-in/held", Access::Public, held),
        post("/sign-out", Access::Public, leave),
    ]
}

#[derive(Deserialize)]
struct Asked {
    next: Option<String>,
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let next = own_path(asked.next.as_deref().unwrap_or("/desk"));
    page::show(
        &app,
        &uri,
        &who,
        "",
        &next,
        Held::default(),
        &Errors::default(),
    )
}

/// The page shown when a session ended on a POST leads here with what was typed.
async fn held(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::FILES).await?;
    page::show(
        &app,
        &uri,
        &who,
        "",
        "/desk",
        Held::of(&form),
        &Errors::default(),
    )
}

async fn enter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Caller(from): Caller,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let form = Form::read(request, FormLimits::FILES).await?;
    let (user, password) = (form.line("user"), form.get("password").to_owned());
    let (next, held) = (own_path(form.get("next")), Held::of(&form));
    let refuse = |errors: &Errors| page::show(&app, &uri, &who, &user, &next, held.clone(), errors);
    let mut errors = Errors::default();
    if user.is_empty() {
        errors.add("user", "用户名：没有填。请填本单位分配的用户名");
    }
    if password.is_empty() {
        errors.add("password", "密码：没有填。忘了请找本单位系统管理员重设");
    }
    if !errors.is_empty() {
        return refuse(&errors);
    }
    app.count_sign_in(from)?;
    let subject = known::subject(&app, &headers, &user);
    if app
        .store()
        .count_try(subject.clone(), app.now(), WINDOW_MS)
        .await?
        > TRIES
    {
        return Err(Problem::TooMany { seconds: 15 * 60 });
    }
    let account = app
        .store()
        .account(&PersonId(user.clone()))
        .await?
        .filter(|a| a.active);
    let kept = account
        .as_ref()
        .map_or(NOBODY, |a| a.password.as_str())
        .to_owned();
    let fits = app.settings().passwords.verify(password, kept).await?;
    let Some(account) = account.filter(|_| fits) else {
        errors.add(
            "password",
            "用户名或密码不对，请再试一次。连错 10 次要等 15 分钟",
        );
        return refuse(&errors);
    };
    app.store().forget_tries(subject).await?;
    let known = known::remember(&app, &headers, &account.staff.person)?;
    let account_roles = account.staff.roles.clone();
    let token = SessionToken::new()?;
    app.store()
        .begin_session(token.hash(), account.staff.person, app.now())
        .await?;
    let session = app.settings().transport.set_cookie(&token);
    let cookie = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, known)]);
    if held.is_some() {
        return Ok((cookie, page::resume(&app, &uri, &held)?).into_response());
    }
    let next = match next.as_str() {
        "/desk" => first_screen(&account_roles),
        asked => asked,
    };
    Ok((cookie, Redirect::to(next)).into_response())
}

/// Where somebody with these roles begins the day.
fn first_screen(roles: &[Role]) -> &'static str {
    let may = |action: Action| action.reach_of(roles) != Reach::No;
    match () {
        () if may(Action::LeaderView) => "/desk/leader",
        () if may(Action::UnitView) => "/desk/unit",
        () => "/desk",
    }
}

async fn leave(
    State(app): State<App>,
    headers: axum::http::HeaderMap,
) -> Result<Response, Problem> {
    if let Some(token) = app.settings().transport.session(&headers) {
        app.store().touch_session(token.hash(), None).await?;
    }
    let cookie = [(header::SET_COOKIE, app.settings().transport.clear_cookie())];
    Ok((cookie, Redirect::to("/")).into_response())
}

/// Only a path of our own; anything else leads to the desk.
fn own_path(next: &str) -> String {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if own {
        next.to_owned()
    } else {
        "/desk".to_owned()
    }
}
