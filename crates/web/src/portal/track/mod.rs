//! P6: an enterprise follows its matter with the number and the last four digits of its telephone.

mod act_page;
mod acts;
mod key;
mod one_thing;
mod page;
mod promises;
mod story;

pub(super) use key::resume;

use super::pass::{self, Tried};
use super::{facts, files, onward, sealed};
use crate::App;
use crate::kit::Problem;
use crate::kit::again::Held;
use crate::kit::form::{Errors, Form};
use crate::kit::viewer::MaybeViewer;
use crate::routes::{Access, Route, get, post};
use act_page::Shown;
use acts::Act;
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::matter::{self, Actor, Attachment, Command, Detail, MatterNo, Refusal};
use banjie_store::{Ask, StoreError};
use key::Wanted;

/// Commands that fit any version are tried again so often when somebody was faster.
const AGAIN: usize = 3;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/track", Access::Public, ask_number),
        post("/track", Access::Public, enter),
        get("/track/{no}", Access::Public, show),
        get("/track/{no}/file/{hash}", Access::Public, file),
        get("/track/{no}/letter", Access::Public, letter),
        get("/track/{no}/promises", Access::Public, promises::show),
        get("/track/{no}/{act}", Access::Public, ask_act),
        post("/track/{no}/{act}", Access::Public, do_act),
    ]
}

fn asked(uri: &Uri, name: &str) -> String {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(n, _)| n == name)
        .map_or_else(String::new, |(_, v)| v.into_owned())
}

async fn ask_number(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let wanted = wanted(&uri, Held::default());
    key::show(
        &app,
        &uri,
        &who,
        &asked(&uri, "no"),
        wanted,
        &Errors::default(),
    )
}

fn wanted(uri: &Uri, held: Held) -> Wanted {
    Wanted {
        receipt: asked(uri, "to") == "receipt",
        held,
    }
}

/// Number and tail. A wrong pair says no more than that it is wrong, whether the matter exists or
/// not; tries are limited for each matter and each address.
async fn enter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let from = pass::caller_of(&app, &headers, request.extensions());
    let form = Form::read(request, files::READ).await?;
    let typed = form.line("no");
    let tail = form.digits("tail");
    let receipt = form.get("to") == "receipt";
    let mut errors = Errors::default();
    let no = match typed.parse::<MatterNo>() {
        Ok(no) => Some(no),
        Err(_) if typed.is_empty() => {
            errors.add("no", "编号：没有填。请照回执填写，例如 BJ-2026-004512-H");
            None
        }
        Err(bad) => {
            errors.add("no", bad.to_string());
            None
        }
    };
    if tail.len() != 4 || !tail.bytes().all(|b| b.is_ascii_digit()) {
        errors.add("tail", "手机号后 4 位：请填 4 个数字，是提交时留的那个号码");
    }
    let held = Held::of(&form);
    let again = |errors: &Errors| {
        let wanted = Wanted {
            receipt,
            held: held.clone(),
        };
        key::show(&app, &uri, &who, &typed, wanted, errors)
    };
    let Some(no) = no.filter(|_| errors.is_empty()) else {
        return again(&errors);
    };
    if let Tried::Wrong(left) = pass::try_tail(&app, no, &tail, from).await? {
        let left = match left {
            0 => "再错要等 1 小时".to_owned(),
            left => format!("还可以试 {left} 次"),
        };
        errors.add(
            "tail",
            format!("编号和手机尾号对不上。请核对回执上的编号、提交时留的手机号，{left}"),
        );
        return again(&errors);
    }
    let cookie = [(header::SET_COOKIE, pass::grant(&app, &headers, no)?)];
    if held.is_some() {
        return Ok((cookie, key::resume(&app, &uri, &held)?).into_response());
    }
    let path = if receipt {
        format!("/receipts/{no}")
    } else {
        format!("/track/{no}")
    };
    Ok((cookie, onward(&uri, &path)).into_response())
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(no): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(no) = known(&app, &headers, &no).await? else {
        let wanted = wanted(&uri, Held::default());
        return key::show(&app, &uri, &who, &no, wanted, &Errors::default());
    };
    let course = facts::own(&app, no).await?;
    let html = page::show(&app, &uri, &who, &course).await?;
    Ok(Html(html).into_response())
}

/// The number, if the request holds its pass, or that of the application it belongs to.
async fn known(app: &App, headers: &HeaderMap, no: &str) -> Result<Option<MatterNo>, Problem> {
    let Ok(no) = no.parse() else {
        return Ok(None);
    };
    if pass::holds(app, headers, no) {
        return Ok(Some(no));
    }
    let line = app.store().line(no).await?;
    let parent = line
        .filter(|l| matches!(l.kind.as_str(), "application" | "commitment"))
        .and_then(|l| l.parent?.parse().ok());
    Ok(parent.filter(|p| pass::holds(app, headers, *p)).map(|_| no))
}

/// A file of the enterprise's own, or one an answer rests on.
async fn file(
    State(app): State<App>,
    Path((no, hash)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let no = known(&app, &headers, &no).await?.ok_or(Problem::NotFound)?;
    let course = facts::own(&app, no).await?;
    if let Detail::Item(item) = &course.matter.detail
        && !one_thing::handed_over(&app, item.new.application).await?
    {
        return Err(Problem::NotFound);
    }
    let known = course.matter.attachments.iter().find(|a| a.hash == hash);
    let file = known
        .filter(|_| page::may_open(&course, &hash))
        .ok_or(Problem::NotFound)?;
    files::send(&app, file.clone()).await
}

/// The letter of a commitment, for the one who signed it.
async fn letter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(no): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let no = known(&app, &headers, &no).await?.ok_or(Problem::NotFound)?;
    let course = facts::own(&app, no).await?;
    crate::desk::send_letter(&app, &course.matter, asked(&uri, "as") == "docx").await
}

async fn ask_act(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path((no, act)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let act = Act::from_code(&act).ok_or(Problem::NotFound)?;
    let Some(no) = known(&app, &headers, &no).await? else {
        return Ok(onward(&uri, &format!("/track/{no}")).into_response());
    };
    let course = facts::own(&app, no).await?;
    let by = doing(&app);
    matter::permit(&course.matter, act.command(), &by, &app.pack().law())
        .map_err(StoreError::Refused)?;
    let shown = Shown {
        form: &Form::default(),
        files: &[],
        errors: &Errors::default(),
        seen: None,
    };
    act_page::show(&app, &uri, &who, &course, act, &shown)
}

fn doing(app: &App) -> matter::Act {
    matter::Act {
        at: app.now(),
        by: Actor::Enterprise,
    }
}

async fn do_act(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path((no, act)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let act = Act::from_code(&act).ok_or(Problem::NotFound)?;
    let headers = request.headers().clone();
    let from = pass::caller_of(&app, &headers, request.extensions());
    app.count_submission(from)?;
    let mut form = Form::read(request, files::READ).await?;
    let Some(no) = known(&app, &headers, &no).await? else {
        let held = Held::hold(&uri, &form);
        return key::show(
            &app,
            &uri,
            &who,
            &no,
            wanted(&uri, held),
            &Errors::default(),
        );
    };
    let mut errors = Errors::default();
    let files = match act {
        Act::Files | Act::Supply => files::take(&app, &mut form, &mut errors).await?,
        _ => Vec::new(),
    };
    let commands = act.commands(&form, &files, &mut errors);
    if errors.is_empty() {
        let place = match act {
            Act::Confirm => pass::place(&app, from).await?,
            _ => None,
        };
        match carry_out(&app, no, act, &form, commands, place).await {
            Ok(()) => {
                // Whoever acts is there: the half hour begins anew.
                let cookie = [(header::SET_COOKIE, pass::grant(&app, &headers, no)?)];
                let path = format!("/track/{no}?done={}", act.code());
                return Ok((cookie, onward(&uri, &path)).into_response());
            }
            Err(StoreError::Refused(Refusal::Stale { seen, .. })) => {
                return again(
                    &app,
                    &uri,
                    &who,
                    no,
                    act,
                    (&form, &files, &errors, Some(seen)),
                )
                .await;
            }
            Err(StoreError::Refused(refusal)) => act.place(&refusal, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    again(&app, &uri, &who, no, act, (&form, &files, &errors, None)).await
}

/// The form again with everything typed.
async fn again(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    no: MatterNo,
    act: Act,
    (form, files, errors, seen): (&Form, &[Attachment], &Errors, Option<u64>),
) -> Result<Response, Problem> {
    let course = facts::own(app, no).await?;
    let shown = Shown {
        form,
        files,
        errors,
        seen,
    };
    act_page::show(app, uri, who, &course, act, &shown)
}

/// Gives the commands one after the other. A resent form finds its answers and changes nothing.
async fn carry_out(
    app: &App,
    no: MatterNo,
    act: Act,
    form: &Form,
    commands: Vec<Command>,
    place: Option<String>,
) -> Result<(), StoreError> {
    let number = no.to_string();
    for command in commands {
        let said = serde_json::to_string(&command).unwrap_or_default();
        let key = sealed::request_key(form.key(), &[&number, act.code(), &said]);
        let mut seen = form.get("_version").parse().unwrap_or(0);
        let mut left = if act.any_version() { AGAIN } else { 0 };
        loop {
            let ask = Ask {
                act: doing(app),
                key: key.clone(),
            };
            let given = (app.store())
                .command_from(place.clone(), no, seen, command.clone(), ask)
                .await;
            match given {
                Err(StoreError::Refused(Refusal::Stale { current, .. })) if left > 0 => {
                    seen = current;
                    left -= 1;
                }
                Ok(_) => break,
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}
