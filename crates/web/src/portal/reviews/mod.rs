//! P8: whoever was served rates by a link, once; later a follow-up, and a word on what the unit did
//! about a bad review. Beside it the public rates of units, windows and items.

mod cases;
mod form;
mod page;
mod rates;

pub(crate) use page::samples;
pub(crate) use rates::spelled;

use super::{pass, sealed};
use crate::App;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Problem, security};
use crate::routes::{Access, Route, get, post};
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::Sight;
use banjie_core::kinds::review::{self, NewReview, Review, Stage};
use banjie_core::matter::{self, Actor, Command, Detail, Matter, MatterNo, Refusal};
use banjie_store::{Ask, StoreError};
use jiff::civil::Date;

pub(super) fn routes() -> Vec<Route> {
    let all = Access::Public;
    vec![
        get("/reviews", all, rates::show),
        get("/reviews/cases", all, cases::show),
        get("/reviews/{token}", all, show),
        post("/reviews/{token}", all, rate),
        post("/reviews/{token}/follow-up", all, follow_up),
        post("/reviews/{token}/confirm", all, confirm),
        post("/track/{no}/rate", all, from_track),
    ]
}

/// The token of the link to a visit or a finished matter: 256 bits nobody can guess without the
/// application's secret. The database keeps its hash only.
///
/// # Errors
/// Never in practice.
pub(crate) fn token(app: &App, no: MatterNo) -> Result<String, Problem> {
    sealed::sign(app, "review", &no.to_string())
}

/// What stands behind a link.
pub(super) enum Behind {
    /// Nothing: mistyped, or cut off.
    Nothing,
    /// Something to rate, until that day.
    Open {
        /// What.
        subject: NewReview,
        /// The last day.
        until: Date,
    },
    /// Nobody rated it in time.
    Expired {
        /// The last day.
        until: Date,
    },
    /// The matter is being handled again.
    Again,
    /// It has been rated.
    Rated(Box<(Matter, Review)>),
}

/// Follows a link: the number it is for, and what is behind it.
async fn behind(app: &App, token: &str) -> Result<(Option<MatterNo>, Behind), Problem> {
    let whole = token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit());
    if !whole {
        return Ok((None, Behind::Nothing));
    }
    let hash = security::hash(&token.to_ascii_lowercase());
    let Some(linked) = app.store().linked_review(&hash).await? else {
        return Ok((None, Behind::Nothing));
    };
    let no = linked.review.unwrap_or(linked.no);
    let found = app.store().matter(&Sight::District, no).await?;
    let Some(course) = found else {
        return Ok((None, Behind::Nothing));
    };
    let (matter, today, law) = (course.matter, app.today(), app.pack().law());
    let Detail::Review(review) = &matter.detail else {
        let until = review::rating_until(&matter, &law).map_err(|e| Problem::internal(&e))?;
        let (Some(subject), Some(until)) = (review::subject(&matter), until) else {
            return Ok((Some(linked.no), Behind::Again));
        };
        let there = if today <= until {
            Behind::Open { subject, until }
        } else {
            Behind::Expired { until }
        };
        return Ok((Some(linked.no), there));
    };
    let review = (**review).clone();
    let until = matter.clock.due(law.calendar, today).latest();
    let there = match review.stage {
        Stage::Invited if today <= until => Behind::Open {
            subject: review.subject,
            until,
        },
        Stage::Invited | Stage::Unrated => Behind::Expired { until },
        _ => Behind::Rated(Box::new((matter, review))),
    };
    Ok((Some(no), there))
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let (_, behind) = behind(&app, &token).await?;
    let asked = Form::from_pairs(
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned(),
    );
    let shown = page::Shown::first(&asked);
    page::show(&app, &uri, &who, &token, &behind, &shown)
}

/// 评价.
async fn rate(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let from = pass::caller_of(&app, request.headers(), request.extensions());
    app.count_submission(from)?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let (no, behind) = behind(&app, &token).await?;
    let (Some(no), Behind::Open { subject, .. }) = (no, &behind) else {
        // Sent twice, or too late: the page says how it stands.
        return page::show(
            &app,
            &uri,
            &who,
            &token,
            &behind,
            &page::Shown::first(&form),
        );
    };
    let mut errors = Errors::default();
    let read = form::rating(&form, subject, &mut errors)?;
    if let Some((mut rating, contact)) = read {
        rating.network = pass::place(&app, from).await?;
        let ask = Ask {
            act: rater(&app),
            key: sealed::request_key(form.key(), &[&no.to_string(), "rate"]),
        };
        match app.store().rate(no, rating, contact, ask).await {
            Ok(_) => {}
            Err(StoreError::Refused(refusal)) => {
                form::place(&refusal, page::Part::Rate, &mut errors)
            }
            Err(other) => return Err(other.into()),
        }
    }
    if errors.is_empty() {
        return Ok(back(&uri, &token, "rated"));
    }
    let shown = page::Shown::again(&form, &errors, page::Part::Rate);
    page::show(&app, &uri, &who, &token, &behind, &shown)
}

/// 追评, once.
async fn follow_up(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let command = form::follow_up(&form, &mut errors);
    later(
        &app,
        &uri,
        &who,
        &token,
        &form,
        command,
        errors,
        page::Part::FollowUp,
    )
    .await
}

/// 认可或不认可 what the unit did.
async fn confirm(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(token): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let command = form::verdict(&form, &mut errors);
    later(
        &app,
        &uri,
        &who,
        &token,
        &form,
        command,
        errors,
        page::Part::Confirm,
    )
    .await
}

/// Gives a command of the rater to the review behind a link.
#[expect(
    clippy::too_many_arguments,
    reason = "what a page is made of, and the command it asks for"
)]
async fn later(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    token: &str,
    form: &Form,
    command: Option<Command>,
    mut errors: Errors,
    part: page::Part,
) -> Result<Response, Problem> {
    let (_, behind) = behind(app, token).await?;
    let Behind::Rated(rated) = &behind else {
        return page::show(app, uri, who, token, &behind, &page::Shown::first(form));
    };
    if let Some(command) = command {
        let (no, done) = (rated.0.no, part.code());
        let said = serde_json::to_string(&command).unwrap_or_default();
        let ask = Ask {
            act: rater(app),
            key: sealed::request_key(form.key(), &[&no.to_string(), done, &said]),
        };
        let seen = form.get("_version").parse().unwrap_or(rated.0.version);
        match app.store().command(no, seen, command, ask).await {
            Ok(_) => return Ok(back(uri, token, done)),
            Err(StoreError::Refused(Refusal::Stale { .. })) => {
                errors.add("", "您打开之后这件有了新进展，请看上面，再决定要不要提交")
            }
            Err(StoreError::Refused(refusal)) => form::place(&refusal, part, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    let shown = page::Shown::again(form, &errors, part);
    page::show(app, uri, who, token, &behind, &shown)
}

/// From the page of a finished appeal, whose enterprise has shown its key: draws the link and goes
/// there.
async fn from_track(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Path(no): Path<String>,
) -> Result<Response, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    if !pass::holds(&app, &headers, no) {
        return Ok(Redirect::to(&format!("/track?no={no}")).into_response());
    }
    let course = app.store().matter(&Sight::District, no).await?;
    let course = course.ok_or(Problem::NotFound)?;
    review::subject(&course.matter).ok_or(Problem::NotFound)?;
    let token = token(&app, no)?;
    let hash = security::hash(&token);
    app.store().link_review(no, hash, app.now()).await?;
    Ok(back(&uri, &token, ""))
}

fn rater(app: &App) -> matter::Act {
    matter::Act {
        at: app.now(),
        by: Actor::Enterprise,
    }
}

/// The page of a link, in the same size of letters.
fn back(uri: &Uri, token: &str, done: &str) -> Response {
    let elder = uri
        .query()
        .is_some_and(|q| q.split('&').any(|p| p == "elder=1"));
    let mut pairs = Vec::new();
    if !done.is_empty() {
        pairs.push(format!("done={done}"));
    }
    if elder {
        pairs.push("elder=1".to_owned());
    }
    let query = match pairs.as_slice() {
        [] => String::new(),
        pairs => format!("?{}", pairs.join("&")),
    };
    Redirect::to(&format!("/reviews/{token}{query}")).into_response()
}
