//! 续填: the code that opens a draft on another device. It is the draft's name and eight letters that
//! follow from it by the application's secret; nothing of it is stored. Guesses are limited for each
//! draft and each address.

use super::pass_to;
use crate::App;
use crate::apply::work;
use crate::kit::again::Held;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::{files, frame, onward, pass, sealed, track};
use askama::Template;
use axum::extract::{OriginalUri, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

/// Letters of the secret half: 40 bits, six tries an hour.
const SECRET: usize = 8;

#[derive(Template)]
#[template(path = "portal/apply/resume.html")]
struct ResumePage {
    portal: Portal,
    summary: Option<ErrorSummary>,
    code: Field,
    held: Held,
}

/// The code of a draft in groups of four: `K7QM-3FWX-9TRD-WXYZ`.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(super) fn code(app: &App, id: &str) -> Result<String, Problem> {
    let whole = format!("{id}{}", secret(app, id)?);
    let groups: Vec<String> = (whole.as_bytes().chunks(4))
        .map(|g| g.iter().map(|b| char::from(*b)).collect())
        .collect();
    Ok(groups.join("-"))
}

fn secret(app: &App, id: &str) -> Result<String, Problem> {
    let bytes = sealed::derived(app, "resume", id)?;
    Ok(work::letters(&bytes[..SECRET]))
}

pub(super) async fn ask(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    page(&app, &uri, &who, "", Held::default(), &Errors::default())
}

/// The page that asks for the code, with what was typed and what is wrong with it.
pub(super) fn page(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    typed: &str,
    held: Held,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut portal = frame(app, uri, who, "续填");
    "/apply/resume".clone_into(&mut portal.path);
    portal.errors = !errors.is_empty();
    let status = match (errors.is_empty(), held.is_some()) {
        (false, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, true) => StatusCode::UNAUTHORIZED,
        (true, false) => StatusCode::OK,
    };
    // Only half a code is known from the address: it helps nobody to fill it in.
    let typed = if work::is_name(typed) { "" } else { typed };
    let page = ResumePage {
        summary: portal.errors.then(|| ErrorSummary::from_errors(errors, "")),
        code: Field {
            error: errors.of("code").unwrap_or_default().to_owned(),
            ..Field::text("code", "续填码")
                .hint("16 位字母和数字，分四组，例如 K7QM-3FWX-9TRD-WXYZ。开始填的时候给您的，横线和大小写都不要紧")
                .value(typed)
                .width("w18")
                .typed("off", "")
        },
        held,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// A wrong code says no more than that it is wrong, whether the draft exists or not.
pub(super) async fn enter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let from = pass::caller_of(&app, &headers, request.extensions());
    let form = Form::read(request, files::READ).await?;
    let typed = form.line("code");
    let plain = form.digits("code").to_ascii_uppercase();
    let held = Held::of(&form);
    let wrong = |sentence: String| {
        let mut errors = Errors::default();
        errors.add("code", sentence);
        page(&app, &uri, &who, &typed, held.clone(), &errors)
    };
    let length = plain.chars().count();
    if length == 0 {
        return wrong("续填码：没有填。请填开始填表时给您的 16 位码".to_owned());
    }
    if length != work::NAME_LENGTH + SECRET {
        return wrong(format!(
            "续填码：填了 {length} 位，应为 16 位，请对照再填一次"
        ));
    }
    let (id, rest) = match plain.is_ascii() {
        true => plain.split_at(work::NAME_LENGTH),
        false => return wrong("续填码：里面有不是字母和数字的字，请对照再填一次".to_owned()),
    };
    let left = pass::DRAFT.count(&app, id, from).await?;
    let fits = sealed::same(&app, &secret(&app, id)?, rest);
    let known = match fits {
        true => work::load(&app, work::PUBLIC, id).await?,
        false => None,
    };
    if known.is_none() {
        let left = match left {
            0 => "再错要等 1 小时".to_owned(),
            left => format!("还可以试 {left} 次"),
        };
        return wrong(format!(
            "续填码对不上，或者这份草稿已经提交、已过保存期。请逐位核对（没有 0、1、I、O），{left}"
        ));
    }
    pass::DRAFT.forget(&app, id).await?;
    let cookie = pass_to(&app, &headers, id)?;
    if held.is_some() {
        return Ok((cookie, track::resume(&app, &uri, &held)?).into_response());
    }
    Ok((cookie, onward(&uri, &format!("/apply/{id}"))).into_response())
}
