//! The working page: the text at the left, the tasks at the right, the foot bar that says why it
//! cannot be dispatched yet.

use super::passages::{Passage, passages};
use super::resolve::customary_due;
use super::working::{Item, ItemKind, ItemState, Working};
use super::{HOME, Shown};
use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, new_key};
use crate::kit::parts::{Chip, Choice, Control, ErrorSummary, Field, FilterBar};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Form, Problem, text};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::kinds::directive::Cadence;
use banjie_store::reads::Draft;

/// A form that was not taken: what was typed, what is wrong, or that somebody else was faster.
pub(super) struct Typed<'a> {
    pub form: &'a Form,
    pub errors: Errors,
    pub stale: bool,
}

#[derive(Template)]
#[template(path = "desk/extract/page.html")]
struct WorkPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    /// Who changed it meanwhile, in a sentence.
    stale: String,
    /// A dispatch under way without a known result.
    sending: String,
    resume: bool,
    title: String,
    facts: String,
    notes: Vec<String>,
    base: String,
    version: u64,
    key: String,
    show: String,
    full: bool,
    long: bool,
    filters: FilterBar,
    passages: Vec<Passage>,
    lines: Vec<Line>,
    editor: Option<Editor>,
    adding: bool,
    /// Units to choose from.
    units: Vec<String>,
    written: usize,
    foot: Foot,
    sent: usize,
}

/// An item at the right.
struct Line {
    id: u32,
    what: String,
    lead: String,
    due: String,
    extra: String,
    tag: &'static str,
    warn: bool,
    open: bool,
    quick: bool,
    gone: bool,
    current: bool,
}

/// The form of the current item.
struct Editor {
    fields: Vec<Field>,
    /// Who leads, who supports, how often: side by side.
    row: Vec<Field>,
    due: Field,
    sentences: Vec<String>,
    grounds: String,
    others: Vec<Choice>,
    into_error: String,
}

/// Whether it can be dispatched.
struct Foot {
    obstacles: String,
    confirmed: usize,
    live: usize,
}

/// Back to the working page after a change: the next open item after a confirmation, otherwise
/// the same one.
pub(super) fn back(id: &str, working: &Working, shown: &Shown, form: &Form) -> Response {
    let done = matches!(form.get("act"), "confirm" | "quick" | "drop" | "merge");
    let after = working
        .items
        .iter()
        .skip_while(|i| done && Some(i.id) != shown.item)
        .skip(usize::from(done))
        .find(|i| i.state == ItemState::Open);
    let at = match (form.get("act"), shown.item) {
        ("add", _) => working.items.iter().map(|i| i.id).max(),
        (_, item) if done => after.map(|i| i.id).or(item),
        (_, item) => item,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    if let Some(at) = at {
        query.append_pair("item", &at.to_string());
    }
    if !shown.show.is_empty() {
        query.append_pair("show", &shown.show);
    }
    if shown.full.is_some() {
        query.append_pair("full", "1");
    }
    let anchor = at.map_or(String::new(), |at| format!("#i{at}"));
    Redirect::to(&format!("{HOME}/{id}?{}{anchor}", query.finish())).into_response()
}

/// Shows the page; `typed` is a form that was not taken.
pub(super) async fn show(
    app: &App,
    viewer: &Viewer,
    draft: &Draft,
    working: &Working,
    shown: &Shown,
    typed: Option<Typed<'_>>,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, &working.meeting).await?;
    let errors = typed.as_ref().map(|t| t.errors.clone()).unwrap_or_default();
    desk.errors = !errors.is_empty();
    let stale = typed.as_ref().is_some_and(|t| t.stale);
    let status = match () {
        () if stale => StatusCode::CONFLICT,
        () if desk.errors => StatusCode::UNPROCESSABLE_ENTITY,
        () => StatusCode::OK,
    };
    let base = format!("{HOME}/{}", draft.id);
    let saved = draft.at.civil();
    let live = working.items.iter().filter(|i| i.is_live()).count();
    let current = shown.item.and_then(|id| working.item(id));
    let page = WorkPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(&errors, "其他内容都还在。")),
        stale: if stale {
            format!(
                "{} {:02}:{:02} 改过这份草稿，下面的列表是改过以后的样子。您填的还在表单里，没有保存；对照以后可以再保存一次。",
                working.last_by,
                saved.hour(),
                saved.minute()
            )
        } else {
            String::new()
        },
        sending: working.sending.as_ref().map_or(String::new(), |s| {
            format!("{} 正在下发 {} 项，还没有看到结果。", s.name, s.items.len())
        }),
        resume: working
            .sending
            .as_ref()
            .is_some_and(|s| s.person == viewer.staff().person.as_str()),
        title: format!("{}：识别出 {} 项", working.meeting, working.items.len()),
        facts: facts(working),
        notes: working.notes.clone(),
        version: draft.version,
        key: new_key()?,
        show: shown.show.clone(),
        full: shown.full.is_some(),
        long: working.text.chars().count() > 20_000,
        filters: filters(working, shown, &base),
        passages: passages(working, shown.item, shown.full.is_some()),
        lines: lines(working, shown),
        editor: match (current, shown.add) {
            (Some(item), None) if item.is_live() => {
                Some(editor(app, working, Some(item), typed.as_ref()))
            }
            (_, Some(_)) => Some(editor(app, working, None, typed.as_ref())),
            _ => None,
        },
        adding: shown.add.is_some(),
        units: units(app),
        written: working.items.iter().filter(|i| i.is_written()).count(),
        foot: Foot {
            obstacles: working.obstacles(),
            confirmed: working.confirmed().count(),
            live,
        },
        sent: working.sent.len(),
        base,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// What may lead: the words for many at once, then every unit.
fn units(app: &App) -> Vec<String> {
    let many = ["各部门", "各镇街"].map(str::to_owned).into_iter();
    let units = app.pack().district.units.iter();
    many.chain(units.map(|u| u.id.to_string())).collect()
}

fn facts(working: &Working) -> String {
    let count = |test: fn(&Item) -> bool| working.items.iter().filter(|i| test(i)).count();
    format!(
        "{} · 已确认 {} · 待定 {} · 不是任务 {} · 原句逐字保留，可回看",
        text::full_date(working.held_on),
        count(|i| i.state == ItemState::Confirmed),
        count(|i| i.state == ItemState::Open),
        count(|i| matches!(i.state, ItemState::Dropped | ItemState::Merged(_))),
    )
}

/// The words under which the list can be narrowed.
const SHOW: [(&str, &str); 4] = [
    ("", "全部"),
    ("open", "待定"),
    ("confirmed", "已确认"),
    ("dropped", "不是任务"),
];

fn falls_under(item: &Item, show: &str) -> bool {
    match show {
        "open" => item.state == ItemState::Open,
        "confirmed" => item.state == ItemState::Confirmed,
        "dropped" => matches!(item.state, ItemState::Dropped | ItemState::Merged(_)),
        _ => !matches!(item.state, ItemState::Dropped | ItemState::Merged(_)),
    }
}

fn filters(working: &Working, shown: &Shown, base: &str) -> FilterBar {
    let chip = |(code, word): &(&str, &str)| Chip {
        label: (*word).to_owned(),
        href: if code.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?show={code}")
        },
        count: Some(
            working
                .items
                .iter()
                .filter(|i| falls_under(i, code))
                .count() as u64,
        ),
        light: None,
        on: shown.show == *code,
    };
    FilterBar {
        own: SHOW.iter().map(chip).collect(),
        ..FilterBar::default()
    }
}

fn lines(working: &Working, shown: &Shown) -> Vec<Line> {
    let wanted = |i: &&Item| falls_under(i, &shown.show) || Some(i.id) == shown.item;
    working
        .items
        .iter()
        .filter(wanted)
        .map(|i| line(i, shown))
        .collect()
}

fn line(item: &Item, shown: &Shown) -> Line {
    let due = match item.due {
        Some(day) => text::month_day_weekday(day),
        None => "没写".to_owned(),
    };
    let (tag, warn) = match item.state {
        ItemState::Confirmed => ("已确认", false),
        ItemState::Dropped => ("不是任务", false),
        ItemState::Merged(_) => ("已并入", false),
        ItemState::Sent => ("已下发", false),
        ItemState::Open if item.leads.is_empty() => ("单位没写", true),
        ItemState::Open if item.due.is_none() => ("期限没写", true),
        ItemState::Open => ("待确认", true),
    };
    let mut extra = Vec::new();
    if item.kind == ItemKind::Reflection {
        extra.push("反思".to_owned());
    }
    if item.cadence != Cadence::Once {
        extra.push(item.cadence.word().to_owned());
    }
    if item.leads.len() > 1 {
        extra.push(format!("{} 家各发一件", item.leads.len()));
    }
    if let ItemState::Merged(into) = item.state {
        extra.push(format!("并入第 {into} 项"));
    }
    Line {
        id: item.id,
        what: item.what.clone(),
        lead: item.lead_words(),
        due,
        extra: extra.join(" · "),
        tag,
        warn,
        open: item.is_live(),
        quick: item.state == ItemState::Open && !item.leads.is_empty() && item.due.is_some(),
        gone: matches!(item.state, ItemState::Dropped | ItemState::Merged(_)),
        current: Some(item.id) == shown.item && shown.add.is_none(),
    }
}

fn editor(app: &App, working: &Working, item: Option<&Item>, typed: Option<&Typed<'_>>) -> Editor {
    let listed = |units: &[banjie_core::district::UnitId]| {
        let names: Vec<_> = units.iter().map(|u| u.as_str()).collect();
        names.join("、")
    };
    let law = app.pack().law();
    let custom = item.and_then(|i| customary_due(i, &app.pack().dictionary, &law, app.today()));
    let (due, due_hint): (String, String) = match (item.and_then(|i| i.due), custom) {
        (Some(due), _) => (
            due.to_string(),
            item.map_or(String::new(), |i| match i.due_text.as_str() {
                "" => String::new(),
                words => format!("原文：“{words}”"),
            }),
        ),
        (None, Some((due, reason))) => (due.to_string(), reason),
        (None, None) => (String::new(), "例如 2026-2-27".to_owned()),
    };
    let cadences = Cadence::ALL
        .iter()
        .map(|c| Choice::new(c.code(), c.word()))
        .collect();
    let lead_hint = item.map_or(
        "几家用顿号隔开，每家各发一件；也可以写“各部门”",
        |i| {
            if i.lead_reason.is_empty() {
                "几家用顿号隔开，每家各发一件；也可以写“各部门”"
            } else {
                i.lead_reason.as_str()
            }
        },
    );
    let mut fields = Vec::new();
    if item.is_none() {
        fields.push(
            Field::with("sentence", "出自哪一句", Control::TextArea(1_000))
                .hint("从左边的原文里原样复制"),
        );
        fields.push(
            Field::with(
                "kind",
                "要什么",
                Control::Radio(vec![
                    Choice::new("task", "任务"),
                    Choice::new("reflection", "反思（原因、整改措施、完成日期）"),
                ]),
            )
            .value("task"),
        );
    }
    fields.push(
        Field::with("what", "任务", Control::TextArea(200))
            .value(item.map_or(String::new(), |i| i.what.clone())),
    );
    let mut row = vec![
        Field::text("lead", "主责单位")
            .list("units")
            .hint(lead_hint)
            .value(item.map_or(String::new(), |i| listed(&i.leads))),
        Field::text("support", "配合单位")
            .list("units")
            .optional()
            .value(item.map_or(String::new(), |i| listed(&i.support))),
        Field::with("cadence", "多久报一次", Control::Select(cadences))
            .value(item.map_or("once", |i| i.cadence.code())),
    ];
    let mut due = Field::with("due", "期限（反复报送的填第一次）", Control::Date)
        .width("w11")
        .hint(&due_hint)
        .value(due);
    if let Some(typed) = typed {
        let all = fields.iter_mut().chain(&mut row).chain([&mut due]);
        for field in all {
            if typed.form.pairs().iter().any(|(n, _)| *n == field.name) {
                *field = field.clone().filled(typed.form, &typed.errors);
            }
        }
    }
    Editor {
        fields,
        row,
        due,
        sentences: item.map_or(Vec::new(), |i| working.sentences(i)),
        grounds: item.map_or(String::new(), |i| i.grounds.join("；")),
        others: working
            .items
            .iter()
            .filter(|i| i.is_live() && item.is_none_or(|own| own.id != i.id))
            .map(|i| {
                let head: String = i.what.chars().take(16).collect();
                Choice::new(i.id.to_string(), format!("{} {head}", i.id))
            })
            .collect(),
        into_error: typed
            .and_then(|t| t.errors.of("into"))
            .unwrap_or_default()
            .to_owned(),
    }
}
