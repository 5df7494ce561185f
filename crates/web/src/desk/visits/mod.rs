//! 窗口请人评价: window, item and officer become a slip with a QR code; one visit, one review.

use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Paper, Problem, security, text};
use crate::portal::reviews::token;
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::district::{Action, Window};
use banjie_core::kinds::review::{self, NewReview};
use banjie_core::matter::{Detail, Handler, MatterNo};
use banjie_papers::qr::Qr;
use banjie_store::StoreError;
use banjie_store::reads::Course;

const HOME: &str = "/desk/visits";

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::InviteReview);
    vec![
        get(HOME, who, blank),
        post(HOME, who, invite),
        get("/desk/visits/{no}", who, slip),
    ]
}

#[derive(Template)]
#[template(path = "desk/visits/form.html")]
struct FormPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    key: String,
    fields: Vec<Field>,
    none: bool,
}

#[derive(Template)]
#[template(path = "desk/visits/slip.html")]
struct SlipPage {
    paper: Paper,
    window: String,
    item: String,
    officer: String,
    until: String,
    again: &'static str,
}

/// The windows of the viewer's unit; 区营商办 may stand in for any.
fn windows<'a>(app: &'a App, viewer: &Viewer) -> Vec<&'a Window> {
    let district = &app.pack().district;
    let unit = &viewer.staff().unit;
    let all = *unit == district.coordinator;
    (district.windows.iter())
        .filter(|w| all || w.unit == *unit)
        .collect()
}

async fn blank(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    page(&app, &viewer, &Form::default(), &Errors::default()).await
}

/// One choice for each item of each window: `open-01/establishment`.
fn choices(windows: &[&Window]) -> Vec<Choice> {
    let of = |w: &Window| {
        let at = w.name.clone();
        let id = w.id.clone();
        let choice = move |i: &banjie_core::district::WindowItem| Choice {
            hint: at.clone(),
            ..Choice::new(format!("{id}/{}", i.id), i.name.clone())
        };
        w.items.iter().map(choice).collect::<Vec<_>>()
    };
    windows.iter().flat_map(|w| of(w)).collect()
}

async fn page(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "请人评价").await?;
    desk.errors = !errors.is_empty();
    let choices = choices(&windows(app, viewer));
    let none = choices.is_empty();
    let field = Field::with("what", "刚办的是哪一项", Control::Radio(choices));
    let page = FormPage {
        summary: desk.errors.then(|| ErrorSummary::from_errors(errors, "")),
        key: match form.key() {
            Some(key) => key.to_owned(),
            None => new_key()?,
        },
        fields: vec![field.filled(form, errors)],
        none,
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

async fn invite(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let found = windows(&app, &viewer).into_iter().find_map(|w| {
        let item = form.get("what").strip_prefix(w.id.as_str())?;
        let item = item.strip_prefix('/')?;
        w.item(&item.into()).map(|i| (w, i))
    });
    let Some((window, item)) = found else {
        errors.add("what", "刚办的是哪一项：没有选。请从本单位窗口的事项里选");
        return page(&app, &viewer, &form, &errors).await;
    };
    let staff = viewer.staff();
    let review = NewReview {
        title: format!("评价：{}", item.name),
        unit: window.unit.clone(),
        about: None,
        window: Some(window.id.clone()),
        item: Some(item.id.clone()),
        topic: None,
        officer: Some(Handler {
            person: staff.person.clone(),
            name: staff.name.clone(),
        }),
        named: false,
    };
    let linked = app.clone();
    // The link's token follows from the number; only its hash is kept.
    let hash = move |no: MatterNo| {
        token(&linked, no).map_or_else(|_| String::new(), |t| security::hash(&t))
    };
    let ask = viewer.ask(&app, form.key());
    match app.store().invite_review(review, hash, ask).await {
        Ok(done) => Ok(Redirect::to(&format!("{HOME}/{}", done.no)).into_response()),
        Err(StoreError::Refused(refusal)) => {
            errors.add("what", refusal.to_string());
            page(&app, &viewer, &form, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// The slip, while its visit can still be rated.
async fn slip(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Html<String>, Problem> {
    let number: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let course: Option<Course> = app.store().matter(&viewer.sight, number).await?;
    let course = course.ok_or(Problem::NotFound)?;
    let review = match &course.matter.detail {
        Detail::Review(review) => review,
        Detail::Application(_) => return finished(&app, &course),
        _ => return Err(Problem::NotFound),
    };
    let district = &app.pack().district;
    let subject = &review.subject;
    let window = subject.window.as_ref().and_then(|w| district.window(w));
    // A review of a matter has no slip of its own: who applied rates behind their own key.
    let window = window.ok_or(Problem::NotFound)?;
    let item = subject.item.as_ref().and_then(|i| window.item(i));
    let due = course
        .matter
        .clock
        .due(app.pack().law().calendar, app.today());
    let url = format!("{}/reviews/{}", app.settings().url, token(&app, number)?);
    let page = SlipPage {
        paper: Paper {
            district_name: app.site().district_name.clone(),
            title: "评价小票".to_owned(),
            demo: app.site().demo,
            number: number.to_string(),
            seal: String::new(),
            qr_svg: Qr::of(&url).ok().map(|qr| qr.svg(40.0)),
            code_does: "扫码评价",
            url,
            back: HOME.to_owned(),
        },
        window: format!("{}，{}", window.name, window.place),
        item: item.map_or(String::new(), |i| i.name.clone()),
        officer: subject
            .officer
            .as_ref()
            .map_or(String::new(), |o| o.name.clone()),
        until: text::full_date(due.latest()),
        again: HOME,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// The slip that goes with the results of an application. Its code leads to the tracker, which asks
/// for the applicant's own key: whoever printed the slip cannot rate in their place.
fn finished(app: &App, course: &Course) -> Result<Html<String>, Problem> {
    let matter = &course.matter;
    let subject = review::subject(matter).ok_or(Problem::NotFound)?;
    let url = format!("{}/track/{}", app.settings().url, matter.no);
    let page = SlipPage {
        paper: Paper {
            district_name: app.site().district_name.clone(),
            title: "评价小票".to_owned(),
            demo: app.site().demo,
            number: matter.no.to_string(),
            seal: String::new(),
            qr_svg: Qr::of(&url).ok().map(|qr| qr.svg(40.0)),
            code_does: "扫码查进度、评价",
            url,
            back: format!("/desk/matters/{}", matter.no),
        },
        window: subject.unit.to_string(),
        item: matter.title.clone(),
        officer: subject.officer.map_or_else(String::new, |o| o.name),
        until: String::new(),
        again: HOME,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
