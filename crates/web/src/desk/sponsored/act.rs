//! A leader's note on one matter, or on all reds of a unit: it urges, or becomes a directive.

use super::HOME;
use crate::App;
use crate::desk::{frame, leader};
use crate::kit::form::{FormLimits, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Errors, Form, Problem, text, words};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::district::{Action, UnitId};
use banjie_core::kinds::directive::{Cadence, Order};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Command, MatterNo, NewDirective};
use banjie_store::StoreError;
use banjie_store::reads::{Filter, ListLine, Sort};
use serde::Deserialize;

/// Characters of a note: it becomes the title of a directive with its source before it.
const MOST: usize = 150;
/// Reds of a unit urged at once.
const TOGETHER: u64 = 200;

pub(super) fn routes() -> Vec<Route> {
    let path = "/desk/sponsored/act";
    vec![
        get(path, Access::Staff(Action::LeaderView), ask),
        post(path, Access::Staff(Action::Instruct), act),
    ]
}

/// What the note is about.
#[derive(Clone, Debug, Default, Deserialize)]
struct About {
    #[serde(default)]
    no: String,
    #[serde(default)]
    unit: String,
}

/// The matters behind it and the unit that leads them.
struct Subject {
    unit: UnitId,
    lines: Vec<ListLine>,
    /// One matter, not all reds of a unit.
    single: bool,
}

#[derive(Template)]
#[template(path = "desk/sponsored/act.html")]
struct ActPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    title: String,
    rows: Vec<(String, String, String)>,
    count: usize,
    key: String,
    about: About,
    unit: String,
    words: Field,
    due: Field,
}

async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    let subject = subject(&app, &viewer, &about).await?;
    show(
        &app,
        &viewer,
        &about,
        &subject,
        &Form::default(),
        &Errors::default(),
    )
    .await
}

async fn subject(app: &App, viewer: &Viewer, about: &About) -> Result<Subject, Problem> {
    if about.no.is_empty() {
        let filter = Filter {
            unit: Some(UnitId(about.unit.clone())),
            light: Some(Light::Overdue),
            ..leader::mine(viewer.staff().post.clone())
        };
        let reds = app
            .store()
            .list(&viewer.sight, &filter, Sort::Due, 0, TOGETHER, app.today())
            .await?;
        let known = app.pack().district.unit(&UnitId(about.unit.clone()));
        return Ok(Subject {
            unit: known.ok_or(Problem::NotFound)?.id.clone(),
            lines: reds.lines,
            single: false,
        });
    }
    let no: MatterNo = about.no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&viewer.sight, no).await?;
    let matter = course.ok_or(Problem::NotFound)?.matter;
    let line = app.store().line(no).await?.ok_or(Problem::NotFound)?;
    Ok(Subject {
        unit: matter.lead,
        lines: vec![line],
        single: true,
    })
}

async fn show(
    app: &App,
    viewer: &Viewer,
    about: &About,
    subject: &Subject,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "催办或批示").await?;
    desk.body_class = "lead";
    desk.errors = !errors.is_empty();
    let (today, law) = (app.today(), app.pack().law());
    let page = ActPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "写的话都还在。")),
        title: match subject.lines.as_slice() {
            [line] if subject.single => line.title.clone(),
            lines => format!("{}逾期的 {} 件", subject.unit, lines.len()),
        },
        rows: subject
            .lines
            .iter()
            .take(5)
            .map(|l| {
                let row = words::row(l, today, &law);
                let who = match row.person.as_str() {
                    "" => "未分人",
                    person => person,
                };
                let said = format!("{} · {who} · {}到期 · {}", row.unit, row.due, row.rest);
                (row.href, row.title, said)
            })
            .collect(),
        count: subject.lines.len(),
        key: new_key()?,
        about: about.clone(),
        unit: subject.unit.to_string(),
        words: Field::with("words", "您的话", Control::TextArea(MOST))
            .hint("单位原样看到。例如：请周五前拿出还款安排，报我")
            .filled(form, errors),
        due: Field::with("due", "完成日期", Control::Date)
            .optional()
            .width("w11")
            .hint("批示才用填；不填按会议任务的反馈时限")
            .filled(form, errors),
        desk,
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

async fn act(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let about = About {
        no: form.line("no"),
        unit: form.line("unit"),
    };
    let subject = subject(&app, &viewer, &about).await?;
    let note = form.text("words");
    let mut errors = Errors::default();
    match note.chars().count() {
        0 => errors.add("words", "您的话：没有填。请写一句要单位做什么"),
        n if n > MOST => errors.add(
            "words",
            format!(
                "您的话：最多 {MOST} 字，现在 {n} 字，请删去 {} 字",
                n - MOST
            ),
        ),
        _ => {}
    }
    let instruct = form.get("act") == "instruct";
    let typed = form.line("due");
    let due = banjie_papers::sheet::date(&typed);
    if instruct && !typed.is_empty() {
        match due {
            None => errors.add(
                "due",
                format!("完成日期：写成了“{typed}”。请按 2026-2-27 的样子填"),
            ),
            Some(day) if day < app.today() => {
                errors.add("due", format!("完成日期：{day} 已经过了，请填今天或以后"));
            }
            Some(_) => {}
        }
    }
    if !errors.is_empty() {
        return show(&app, &viewer, &about, &subject, &form, &errors).await;
    }
    if !instruct {
        let (urged, refused) = urge(&app, &viewer, &subject, &note, form.key()).await?;
        let to = format!("{HOME}?urged={urged}&refused={refused}");
        return Ok(Redirect::to(&to).into_response());
    }
    let directive = directive(&app, &viewer, &subject, note, due);
    let ask = viewer.ask(&app, form.key());
    match app.store().open_directives(vec![directive], ask).await {
        Ok(opened) => {
            let to = opened
                .first()
                .map_or(HOME.to_owned(), |no| format!("/desk/matters/{no}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(StoreError::Refused(refusal)) => {
            errors.add("", refusal.to_string());
            show(&app, &viewer, &about, &subject, &form, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Urges each matter; one that somebody has moved on meanwhile does not hold up the others.
async fn urge(
    app: &App,
    viewer: &Viewer,
    subject: &Subject,
    note: &str,
    key: Option<&str>,
) -> Result<(u32, u32), Problem> {
    let (mut urged, mut refused) = (0, 0);
    for line in &subject.lines {
        let no: MatterNo = line.no.parse().map_err(|_| Problem::NotFound)?;
        let key = key.map(|k| format!("{k}:{no}"));
        let ask = viewer.ask(app, key.as_deref());
        let command = Command::Urge {
            words: note.to_owned(),
        };
        match app.store().command(no, line.version, command, ask).await {
            Ok(_) => urged += 1,
            Err(StoreError::Refused(_)) => refused += 1,
            Err(other) => return Err(other.into()),
        }
    }
    Ok((urged, refused))
}

/// The note as a directive to the unit, a child of the matter it is about.
fn directive(
    app: &App,
    viewer: &Viewer,
    subject: &Subject,
    note: String,
    due: Option<jiff::civil::Date>,
) -> NewDirective {
    let staff = viewer.staff();
    let source = format!(
        "{}{}批示",
        staff.name,
        staff
            .post
            .as_ref()
            .map_or(String::new(), |p| format!("（{p}）"))
    );
    let about: Vec<_> = subject
        .lines
        .iter()
        .take(20)
        .map(|l| format!("{} {}", l.no, l.title))
        .collect();
    NewDirective {
        title: format!("{source}：{}", text::single_line(&note)),
        text: format!("{note}\n关于：{}", about.join("；")),
        lead: subject.unit.clone(),
        support: Vec::new(),
        indicator: None,
        order: Order {
            source,
            on: Some(app.today()),
            sentence: note,
            at: None,
        },
        cadence: Cadence::Once,
        due,
        reflection: false,
        parent: match subject.lines.as_slice() {
            [line] if subject.single => line.no.parse().ok(),
            _ => None,
        },
    }
}
