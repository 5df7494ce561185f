//! One call: what was asked and answered, the telephone behind a button that leaves a trace, and
//! the form for what the enterprise said.

use super::{HOME, place};
use crate::App;
use crate::assess;
use crate::desk::checks::tries;
use crate::desk::frame;
use crate::desk::matter::timeline::when;
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Answer, Item, MOST, Said, Standing};
use banjie_core::matter::{Event, MatterNo, Refusal};
use banjie_store::StoreError;
use banjie_store::reads::Course;

const PLEASED: &str = "pleased";
const DISPLEASED: &str = "displeased";

#[derive(Template)]
#[template(path = "desk/callbacks/one.html")]
struct OnePage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    no: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    calls: Vec<String>,
    contact: Option<String>,
    open: bool,
    action: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
}

/// What this unit was drawn to call about.
struct Found {
    month: Month,
    item: Item,
    course: Course,
}

/// One matter of this unit's calls; others are not there.
async fn found(app: &App, viewer: &Viewer, month: &str, no: &str) -> Result<Found, Problem> {
    let month = assess::month(month)?;
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let sampling = app.store().sampling(month).await?;
    let item = sampling.item(no).ok_or(Problem::NotFound)?.clone();
    let course = app.store().matter(&item.sight(viewer.staff()), no).await?;
    Ok(Found {
        month,
        item,
        course: course.ok_or(Problem::NotFound)?,
    })
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, no)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = found(&app, &viewer, &month, &no).await?;
    let (form, errors) = (Form::default(), Errors::default());
    page(&app, &viewer, &found, None, &form, &errors).await
}

async fn page(
    app: &App,
    viewer: &Viewer,
    Found {
        month,
        item,
        course,
    }: &Found,
    contact: Option<String>,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let matter = &course.matter;
    let today = app.today();
    let reply = course.events.iter().rev().find_map(|e| match &e.event {
        Event::Answered { reply, .. } => Some((reply.clone(), e.at)),
        _ => None,
    });
    let (reply, answered) = reply.map_or((String::new(), String::new()), |(reply, at)| {
        (reply, when(at, today))
    });
    let enterprise = matter.enterprise.as_ref();
    let mut desk = frame(app, viewer, HOME, &format!("回访 {}", matter.no)).await?;
    desk.errors = !errors.is_empty();
    let standing = item.standing(today, tries(app, today)?);
    let page = OnePage {
        summary: (desk.errors).then(|| ErrorSummary::from_errors(errors, "写的话还在。")),
        no: matter.no.to_string(),
        title: matter.title.clone(),
        facts: vec![
            ("企业", enterprise.map_or(String::new(), |e| e.name.clone())),
            ("答复的单位", item.drawn.unit.to_string()),
            ("什么时候答复", answered),
            ("答复", reply),
            ("哪个月的抽查", month.words()),
            ("回访期限", text::full_date(item.due)),
            ("进度", standing.word().to_owned()),
        ],
        calls: (item.calls.iter())
            .map(|call| {
                let words = match call.answer.words.as_str() {
                    "" => String::new(),
                    words => format!("：{words}"),
                };
                let (by, at) = (call.by.words(), when(call.at, today));
                format!("{at} {by} · {}{words}", call.answer.word())
            })
            .collect(),
        contact,
        open: matches!(standing, Standing::Waiting | Standing::Missed),
        action: place(*month, item),
        hidden: vec![(KEY, new_key()?)],
        fields: fields(form, errors),
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn fields(form: &Form, errors: &Errors) -> Vec<Field> {
    let said = Said::ALL.map(|said| Choice::new(said.code(), said.word()));
    let pleased = vec![
        Choice::new(PLEASED, "满意"),
        Choice::new(DISPLEASED, "不满意"),
    ];
    vec![
        Field::with("said", "答复的事解决了吗", Control::Radio(said.to_vec())).filled(form, errors),
        Field::with("pleased", "满意吗", Control::Radio(pleased))
            .hint("企业没有说的，不选")
            .optional()
            .filled(form, errors),
        Field::with("words", "企业的原话", Control::TextArea(MOST))
            .hint("没有解决或不满意的要写")
            .optional()
            .filled(form, errors),
    ]
}

/// The telephone: the look enters the journal before the number is read.
pub(super) async fn contact(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, no)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let found = found(&app, &viewer, &month, &no).await?;
    let act = viewer.act(&app);
    let (month, no) = (found.month, found.item.drawn.no);
    let contact = app.store().contact_to_call(month, no, act).await?;
    let contact = match contact {
        Some(contact) => format!("{} {}", contact.name, contact.phone),
        None => "这件没有留联系方式".to_owned(),
    };
    let errors = Errors::default();
    page(&app, &viewer, &found, Some(contact), &form, &errors).await
}

pub(super) async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, no)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let mut errors = Errors::default();
    let said = Said::from_code(form.get("said"));
    if let (Some(said), Ok(month), Ok(no)) = (said, assess::month(&month), no.parse()) {
        let answer = Answer {
            said,
            pleased: match form.get("pleased") {
                PLEASED => Some(true),
                DISPLEASED => Some(false),
                _ => None,
            },
            words: form.text("words"),
        };
        let ask = viewer.ask(&app, form.key());
        match app.store().call_back(month, no, answer, ask).await {
            Ok(()) => return Ok(Redirect::to(&format!("{HOME}?done=1")).into_response()),
            Err(StoreError::Refused(refusal)) => {
                let field = match refusal {
                    Refusal::Missing { .. } | Refusal::TooLong { .. } => "words",
                    _ => "",
                };
                errors.add(field, refusal.to_string());
            }
            Err(other) => return Err(other.into()),
        }
    } else {
        errors.add("said", "答复的事解决了吗：没有选。请选一项");
    }
    match found(&app, &viewer, &month, &no).await {
        Ok(found) => page(&app, &viewer, &found, None, &form, &errors).await,
        // Somebody of the unit that handled it: told why, without a word of the sample.
        Err(Problem::NotFound) if errors.of("").is_some() => Err(Problem::Refused {
            sentence: errors.of("").unwrap_or_default().to_owned(),
            code: "not_allowed",
        }),
        Err(other) => Err(other),
    }
}
