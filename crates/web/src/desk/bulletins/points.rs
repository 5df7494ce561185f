//! O3: one highlight or problem is reworded, left out, put back, or one is added, always with a reason.

use super::draft;
use crate::App;
use crate::assess;
use crate::assess::figure::opens;
use crate::assess::sheet::trace_words;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::edits::{EditCommand, REASON, WORDS};
use banjie_core::assessment::bulletin::points::{Point, Side};
use banjie_store::StoreError;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/bulletins/point.html")]
struct PointPage {
    desk: Desk,
    title: String,
    issue: String,
    back: String,
    action: String,
    hidden: Vec<(String, String)>,
    rule: String,
    figures: Vec<(String, String)>,
    trace: Vec<String>,
    summary: Option<ErrorSummary>,
    fields: Vec<Field>,
    /// Value and label of each button, the first one filled.
    buttons: Vec<(&'static str, &'static str)>,
}

/// Which point; none: a new one.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    key: String,
}

/// The page of a point; with an empty key that of a new one.
pub(super) fn address(week: Week, key: &str) -> String {
    let path = format!("/desk/bulletins/{week}/points");
    match key {
        "" => path,
        key => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            format!("{path}?{}", query.append_pair("key", key).finish())
        }
    }
}

/// The point with a key, and whether it is printed.
async fn point(app: &App, week: Week, key: &str) -> Result<Option<(Point, bool)>, Problem> {
    if key.is_empty() {
        return Ok(None);
    }
    let (edition, _) = draft(app, week).await?;
    let b = edition.values;
    let printed = b.points.into_iter().map(|point| (point, true));
    let mut all = printed.chain(b.dropped.into_iter().map(|point| (point, false)));
    let found = all.find(|(point, _)| point.key == key);
    found.map(Some).ok_or(Problem::NotFound)
}

pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let week = assess::week(&week)?;
    let point = point(&app, week, &asked.key).await?;
    let (form, errors) = (Form::default(), Errors::default());
    show(&app, &viewer, week, point.as_ref(), &form, &errors).await
}

async fn show(
    app: &App,
    viewer: &Viewer,
    week: Week,
    point: Option<&(Point, bool)>,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let back = format!("/desk/bulletins/{week}");
    let title = match point {
        Some((point, true)) => format!("改{}：{}", point.side.word(), point.words),
        Some((point, false)) => format!("去掉了的{}：{}", point.side.word(), point.words),
        None => "加写亮点或问题".to_owned(),
    };
    let mut desk = frame(app, viewer, &back, &title).await?;
    desk.errors = !errors.is_empty();
    let filled = |field: Field| match errors.is_empty() {
        true => field,
        false => field.filled(form, errors),
    };
    let mut fields = Vec::new();
    if point.is_none() {
        let sides = Side::ALL.map(|side| Choice::new(side.code(), side.word()));
        let field = Field::with("side", "类", Control::Radio(sides.to_vec()));
        fields.push(filled(field));
    }
    if point.is_none_or(|(_, printed)| *printed) {
        let words = point.map_or(String::new(), |(point, _)| point.words.clone());
        let field = Field::with("words", "写法", Control::TextArea(WORDS));
        fields.push(filled(field.value(words)));
    }
    let hint = "写清为什么改，印发后单位都能看到";
    let reason = Field::with("reason", "理由", Control::TextArea(REASON)).hint(hint);
    fields.push(filled(reason));
    let key = point.map_or("", |(point, _)| point.key.as_str());
    let page = PointPage {
        title,
        issue: week.words(),
        back,
        action: address(week, ""),
        hidden: vec![
            (KEY.to_owned(), new_key()?),
            ("key".to_owned(), key.to_owned()),
        ],
        rule: point.map_or(String::new(), |(point, _)| point.rule.clone()),
        figures: point.map_or(Vec::new(), |(point, _)| {
            let figures = point.figures.iter();
            figures
                .map(|f| {
                    (
                        format!("{} {} 件", f.label, f.counted.cases),
                        opens(&f.counted),
                    )
                })
                .collect()
        }),
        trace: point.map_or(Vec::new(), |(point, _)| {
            point.trace.iter().map(trace_words).collect()
        }),
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "写的都还在。")),
        fields,
        buttons: match point {
            Some((_, true)) => vec![("reword", "保存改写"), ("drop", "去掉这一条")],
            Some((_, false)) => vec![("restore", "恢复这一条")],
            None => vec![("add", "加写这一条")],
        },
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// What the form asks for; `None`: nothing that can be read.
fn command(form: &Form) -> Option<EditCommand> {
    let (key, words) = (form.line("key"), form.line("words"));
    Some(match form.line("do").as_str() {
        "reword" => EditCommand::Reword { key, words },
        "drop" => EditCommand::Drop { key },
        "restore" => EditCommand::Restore { key },
        _ => EditCommand::Add {
            side: Side::from_code(&form.line("side"))?,
            words,
        },
    })
}

pub(super) async fn change(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let week = assess::week(&week)?;
    let mut errors = Errors::default();
    match command(&form) {
        None => errors.add("side", "类：没有选。请选亮点或问题"),
        Some(command) => {
            let reason = form.text("reason");
            let act = viewer.act(&app);
            match app.store().edit_point(week, command, &reason, act).await {
                Ok(()) => {
                    let to = format!("/desk/bulletins/{week}");
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(StoreError::Refused(refusal)) => {
                    let sentence = refusal.to_string();
                    errors.add(field(&sentence), sentence);
                }
                Err(other) => return Err(other.into()),
            }
        }
    }
    // A point that is gone leaves the words, to be added anew.
    let point = point(&app, week, &form.line("key")).await.ok().flatten();
    show(&app, &viewer, week, point.as_ref(), &form, &errors).await
}

/// The field that a sentence begins with.
fn field(sentence: &str) -> &'static str {
    let known = [("写法：", "words"), ("理由：", "reason")];
    let found = known.iter().find(|(label, _)| sentence.starts_with(label));
    found.map_or("", |(_, name)| name)
}
