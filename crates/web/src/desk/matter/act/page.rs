//! The page all commands share.

use super::super::page::turn;
use super::super::said::paragraphs;
use super::super::{href, timeline};
use super::run::{VERSION, forbidden};
use super::{Ground, Screen, close, object_for};
use crate::desk::frame;
use crate::kit::form::{Errors, Form, KEY, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field, LightView, Timeline};
use crate::kit::{Desk, Problem, words};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::matter::CommandName;

#[derive(Template)]
#[template(path = "desk/matter/act/page.html")]
struct ActPage {
    desk: Desk,
    back: String,
    number: String,
    title: String,
    about: String,
    summary: Option<ErrorSummary>,
    changed: Option<Changed>,
    refused: Option<Refused>,
    consequence: String,
    harm: bool,
    facts: Vec<(String, String)>,
    action: String,
    keep: String,
    files: bool,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    label: String,
    preview: Option<Preview>,
    previews: bool,
}

/// What happened while the person was typing.
struct Changed {
    light: LightView,
    state: String,
    next: String,
    events: Timeline,
}

/// The command cannot be given any more; what was typed can still be copied.
struct Refused {
    why: String,
    typed: Vec<(String, String)>,
}

/// The reply as the enterprise will see it, or what is read back to somebody.
pub(super) struct Preview {
    /// `企业会看到`.
    pub(super) title: &'static str,
    /// Who answers, and when.
    pub(super) head: String,
    /// The words.
    pub(super) lines: Vec<String>,
    /// What the enterprise is asked.
    pub(super) foot: String,
}

/// Why the page is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// For the first time.
    First,
    /// Something is to be mended.
    Again,
    /// The person wants to see what the enterprise will see.
    Preview,
    /// Somebody else acted after this version.
    Stale(u64),
}

/// The page with what was typed.
pub(super) async fn show_page(
    ground: &Ground<'_>,
    screen: &Screen,
    form: &Form,
    errors: &Errors,
    shown: Shown,
) -> Result<Response, Problem> {
    let matter = ground.matter();
    let title = (screen.title)(ground);
    let mut desk = frame(ground.app, ground.viewer, &href(matter.no), &title).await?;
    desk.errors = !errors.is_empty();
    let mut fields = (screen.fields)(ground);
    if shown != Shown::First || !form.pairs().is_empty() {
        fields = fields.into_iter().map(|f| fill(f, form, errors)).collect();
    }
    let why = forbidden(ground, screen);
    let status = match shown {
        Shown::Stale(_) => StatusCode::CONFLICT,
        _ if !errors.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        _ if why.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
        Shown::First | Shown::Again | Shown::Preview => StatusCode::OK,
    };
    let refused = why.map(|why| Refused {
        why,
        typed: typed(&fields),
    });
    let mut hidden = vec![
        (VERSION.to_owned(), matter.version.to_string()),
        (KEY.to_owned(), new_key()?),
    ];
    let preview = (shown == Shown::Preview).then(|| match screen.command {
        CommandName::Object => {
            hidden.push((object_for::READ.to_owned(), object_for::said(form)));
            object_for::preview(ground, form)
        }
        _ => close::preview(ground, form),
    });
    let page = ActPage {
        back: href(matter.no),
        number: matter.no.to_string(),
        about: matter.title.clone(),
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他内容和已传的文件都还在。")),
        changed: match shown {
            Shown::Stale(seen) => Some(changed(ground, seen)),
            _ => None,
        },
        refused,
        consequence: (screen.consequence)(ground),
        harm: screen.harm,
        facts: facts(ground),
        action: format!("{}/{}", href(matter.no), screen.path),
        keep: format!("{}-{}", matter.no, screen.command.code()),
        files: screen.files,
        hidden,
        fields,
        label: label(ground, screen, preview.is_some()),
        preview,
        previews: screen.command == CommandName::Answer && matter.enterprise.is_some(),
        title,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// The field as typed; files have no value to come back.
fn fill(field: Field, form: &Form, errors: &Errors) -> Field {
    if matches!(field.control, Control::File { .. }) {
        let error = errors.of(&field.name).unwrap_or_default().to_owned();
        return Field { error, ..field };
    }
    let given = form.pairs().iter().any(|(n, _)| *n == field.name);
    let preset = field.value.clone();
    let filled = field.filled(form, errors);
    // A page opened with some values in its address keeps the presets of the others.
    if given || form.pairs().iter().any(|(n, _)| n == VERSION) {
        filled
    } else {
        filled.value(preset)
    }
}

fn label(ground: &Ground<'_>, screen: &Screen, previewed: bool) -> String {
    if screen.command == CommandName::Object && previewed {
        return "登记异议".to_owned();
    }
    if screen.command == CommandName::Answer && ground.matter().enterprise.is_none() {
        return "报送办理情况".to_owned();
    }
    screen.label.to_owned()
}

fn facts(ground: &Ground<'_>) -> Vec<(String, String)> {
    let matter = ground.matter();
    let due = matter.clock.due(ground.law.calendar, ground.today);
    let mut facts = Vec::new();
    if let Some(enterprise) = &matter.enterprise {
        facts.push(("企业".to_owned(), enterprise.name.clone()));
    }
    facts.push(("主责".to_owned(), matter.lead.to_string()));
    facts.push((
        "时限".to_owned(),
        format!(
            "{} · {}",
            words::due_full(&due),
            words::limit(&matter.clock)
        ),
    ));
    facts
}

fn typed(fields: &[Field]) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|f| !f.value.trim().is_empty())
        .map(|f| (f.label.clone(), f.value.clone()))
        .collect()
}

fn changed(ground: &Ground<'_>, seen: u64) -> Changed {
    let matter = ground.matter();
    let events = ground.course.events.iter().rev();
    let events: Vec<_> = events
        .filter(|e| e.version > seen)
        .take(5)
        .map(|e| timeline::moment(e, matter, ground.today, &ground.law))
        .collect();
    Changed {
        light: words::light_view(matter, ground.today, &ground.law),
        state: matter.state_word().to_owned(),
        next: format!("{}，{}", turn(matter), matter.step().what),
        events: Timeline {
            total: events.len() as u64,
            events,
            all_href: format!("{}?tab=course", href(matter.no)),
        },
    }
}

/// Words as the enterprise will see them.
pub(super) fn preview(head: String, text: &str, foot: String) -> Preview {
    Preview {
        title: "企业会看到",
        head,
        lines: paragraphs(text),
        foot,
    }
}
