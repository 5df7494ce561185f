//! The form, the answers read back, the slip.

use super::{HOME, WAYS};
use crate::App;
use crate::desk::frame;
use crate::kit::form::{KEY, new_key};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::portal::{appeals, files};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_store::reads::ListLine;

#[derive(Template)]
#[template(path = "desk/intake/form.html")]
struct FormPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    key: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "desk/intake/check.html")]
struct CheckPage {
    desk: Desk,
    answers: Vec<(String, String)>,
    hidden: Vec<(String, String)>,
    twins: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/intake/slip.html")]
struct SlipPage {
    desk: Desk,
    no: String,
    due: String,
    telephone: String,
}

/// The form with what was typed and what is to be mended.
pub(super) async fn form(
    app: &App,
    viewer: &Viewer,
    shown: &appeals::Shown<'_>,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "登记诉求").await?;
    desk.errors = !shown.errors.is_empty();
    let ways = WAYS.map(|(code, word)| Choice::new(code, word)).to_vec();
    let way = Field::with("way", "怎么来的", Control::Radio(ways)).filled(shown.form, shown.errors);
    let page = FormPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(shown.errors, "其他内容和文件都还在。")),
        key: match shown.form.key() {
            Some(key) => key.to_owned(),
            None => new_key()?,
        },
        fields: std::iter::once(way)
            .chain(appeals::fields(app, shown)?)
            .collect(),
        desk,
    };
    let status = if shown.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// Every answer under its question, to be read to the enterprise before it is registered.
pub(super) async fn read_back(
    app: &App,
    viewer: &Viewer,
    shown: &appeals::Shown<'_>,
    way: &str,
    twins: &[ListLine],
) -> Result<Response, Problem> {
    let desk = frame(app, viewer, HOME, "念给企业听").await?;
    let fields = appeals::fields(app, shown)?;
    let mut answers = vec![("怎么来的".to_owned(), way.to_owned())];
    for field in &fields {
        let value = match &field.control {
            Control::File { kept, .. } => {
                let names: Vec<_> = kept.iter().map(|k| k.name.as_str()).collect();
                names.join("、")
            }
            _ => field.value.clone(),
        };
        let said = if value.is_empty() {
            "没有填".to_owned()
        } else {
            value
        };
        answers.push((field.label.clone(), said));
    }
    let mut hidden = vec![
        (
            KEY.to_owned(),
            match shown.form.key() {
                Some(key) => key.to_owned(),
                None => new_key()?,
            },
        ),
        ("way".to_owned(), shown.form.get("way").to_owned()),
    ];
    for field in fields {
        match field.control {
            Control::File { kept, .. } => {
                let name = format!("{}-kept", files::FIELD);
                hidden.extend(kept.into_iter().map(|k| (name.clone(), k.reference)));
            }
            _ => hidden.push((field.name, field.value)),
        }
    }
    let page = CheckPage {
        answers,
        hidden,
        twins: twins
            .iter()
            .map(|t| {
                let state = format!("{} · {}", t.lead, t.state_word);
                (format!("/desk/matters/{}", t.no), t.title.clone(), state)
            })
            .collect(),
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// The number and what to tell the enterprise.
pub(super) async fn slip(app: &App, viewer: &Viewer, line: &ListLine) -> Result<Response, Problem> {
    let page = SlipPage {
        desk: frame(app, viewer, HOME, "登记好了").await?,
        no: line.no.clone(),
        due: text::full_date(line.due),
        telephone: app.pack().district.telephone.clone(),
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
