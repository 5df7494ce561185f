//! 窗口约谈: the windows the rule proposes to talk to (rules.md §5), and the page on which somebody says
//! that the talk was held, or why not. A proposal with its facts; nothing follows by itself.

use super::list::HOME;
use crate::App;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{
    Cell, Chip, Choice, Column, Control, DataTable, Empty, ErrorSummary, Field, FilterBar,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::talks::{TalkEvent, TalkProposal};
use banjie_core::district::{Action, Sight, UnitId, WindowId};
use banjie_core::matter::Refusal;
use banjie_store::StoreError;
use banjie_store::reads::{DecidedTalk, rated_words};

const TALKS: &str = "/desk/reviews/talks";

#[derive(Template)]
#[template(path = "desk/reviews/talks.html")]
struct TalksPage {
    desk: Desk,
    done: bool,
    filters: FilterBar,
    empty: Option<Empty>,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/reviews/talk.html")]
struct TalkPage {
    desk: Desk,
    back: &'static str,
    summary: Option<ErrorSummary>,
    window: String,
    facts: Vec<(&'static str, String)>,
    action: String,
    fields: Vec<Field>,
}

/// How a proposal stands: code and word.
const STATES: [(&str, &str); 3] = [("open", "待定"), ("held", "已约谈"), ("waived", "不约谈")];

fn state(what: Option<&TalkEvent>) -> &'static str {
    match what {
        None => "open",
        Some(TalkEvent::Held { .. }) => "held",
        Some(TalkEvent::Waived { .. }) => "waived",
    }
}

/// Whether this viewer sees the talks of a unit: those of their own, or of all.
fn sees(viewer: &Viewer, unit: &UnitId) -> bool {
    match viewer.sight.base() {
        Sight::Unit { unit: own, .. } => own == unit,
        Sight::District | Sight::Sealed => true,
        Sight::Nothing | Sight::Call(_) | Sight::Person { .. } => false,
    }
}

/// How many proposals wait, for those who decide on them; others see none.
pub(super) async fn waiting(app: &App, viewer: &Viewer) -> Result<usize, Problem> {
    if !viewer.may(Action::RuleReview) {
        return Ok(0);
    }
    Ok(app.store().proposed_talks(app.today()).await?.len())
}

fn window_name(app: &App, id: &WindowId) -> String {
    let window = app.pack().district.window(id);
    window.map_or_else(|| id.to_string(), |w| w.name.clone())
}

/// The list, newest first; filters in the address.
pub(super) async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let asked = |name: &str| {
        let found = given.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, v)| v.trim())
    };
    let (wanted, unit) = (asked("state"), asked("unit"));
    let (proposed, decided) = (
        app.store().proposed_talks(app.today()).await?,
        app.store().decided_talks().await?,
    );
    let all: Vec<(&TalkProposal, Option<&DecidedTalk>)> = (proposed.iter().map(|p| (p, None)))
        .chain(decided.iter().map(|d| (&d.proposal, Some(d))))
        .filter(|(p, _)| sees(&viewer, &p.unit))
        .filter(|(p, _)| unit.is_empty() || p.unit.as_str() == unit)
        .collect();
    let of = |code: &str| {
        let is =
            |(_, d): &&(&TalkProposal, Option<&DecidedTalk>)| state(d.map(|d| &d.what)) == code;
        all.iter().filter(is).count() as u64
    };
    let address = |state: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("unit", unit), ("state", state)] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            query if query.is_empty() => TALKS.to_owned(),
            query => format!("{TALKS}?{query}"),
        }
    };
    let chips = STATES.iter().map(|(code, word)| Chip {
        label: (*word).to_owned(),
        href: address(if wanted == *code { "" } else { code }),
        count: Some(of(code)),
        on: wanted == *code,
        ..Chip::default()
    });
    let mut units: Vec<&UnitId> = all.iter().map(|(p, _)| &p.unit).collect();
    units.sort();
    units.dedup();
    let only = |u: &&UnitId| Chip {
        label: u.to_string(),
        href: match unit.is_empty() {
            true => format!(
                "{TALKS}?unit={}",
                form_urlencoded::byte_serialize(u.as_str().as_bytes()).collect::<String>()
            ),
            false => TALKS.to_owned(),
        },
        on: !unit.is_empty(),
        ..Chip::default()
    };
    let rows: Vec<_> = (all.iter())
        .filter(|(_, d)| wanted.is_empty() || state(d.map(|d| &d.what)) == wanted)
        .map(|(p, d)| row(&app, &viewer, p, *d))
        .collect();
    let page = TalksPage {
        desk: frame(&app, &viewer, HOME, "窗口约谈").await?,
        done: !asked("done").is_empty(),
        empty: rows.is_empty().then(|| Empty {
            why: "没有符合的约谈建议。".to_owned(),
            next: "连续几个月满意率最低的窗口，月末后列在这里。".to_owned(),
            act: None,
        }),
        filters: FilterBar {
            own: chips.chain(units.iter().map(only)).collect(),
            ..FilterBar::default()
        },
        table: DataTable {
            caption: "窗口约谈".to_owned(),
            columns: ["窗口", "单位", "依据", "怎么定的", "谁定的"]
                .map(Column::text)
                .to_vec(),
            rows,
        },
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn row(
    app: &App,
    viewer: &Viewer,
    proposal: &TalkProposal,
    decided: Option<&DecidedTalk>,
) -> Vec<Cell> {
    let name = window_name(app, &proposal.window);
    let open = decided.is_none() && viewer.may(Action::RuleReview);
    let first = match (proposal.span(), open) {
        (Some((_, last)), true) => Cell::link(name, format!("{TALKS}/{}/{last}", proposal.window)),
        _ => Cell::from(name),
    };
    let (said, by) = match decided {
        None => ("待定".to_owned(), String::new()),
        Some(d) => (
            told(&d.what),
            format!("{}，{}", d.by.words(), text::full_date(d.at.date())),
        ),
    };
    vec![
        first,
        Cell::from(proposal.unit.to_string()),
        Cell::link(rated_words(&proposal.facts), reviews_href(proposal)),
        Cell::from(said),
        Cell::from(by),
    ]
}

fn told(what: &TalkEvent) -> String {
    match what {
        TalkEvent::Held { on, with, words } => {
            format!("{}，{}，{with}：{words}", what.word(), text::full_date(*on))
        }
        TalkEvent::Waived { reason } => format!("{}：{reason}", what.word()),
    }
}

/// The ratings a proposal rests on.
fn reviews_href(proposal: &TalkProposal) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("window", proposal.window.as_str());
    if let Some((first, last)) = proposal.span() {
        query.append_pair("from", &first.first().to_string());
        query.append_pair("to", &last.last().to_string());
    }
    format!("{HOME}?{}", query.finish())
}

/// The proposal of an address; `None`: there is none that waits.
async fn find(app: &App, window: &str, last: &str) -> Result<Option<TalkProposal>, Problem> {
    let last: Month = last.parse().map_err(|_| Problem::NotFound)?;
    let open = app.store().proposed_talks(app.today()).await?;
    let of =
        |p: &TalkProposal| p.window.as_str() == window && p.span().is_some_and(|s| s.1 == last);
    Ok(open.into_iter().find(of))
}

/// The page of a proposal that waits.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path((window, last)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let proposal = find(&app, &window, &last).await?.ok_or(Problem::NotFound)?;
    let form = Form::default();
    page(&app, &viewer, &proposal, &form, &Errors::default()).await
}

/// Writes down what was decided.
pub(super) async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path((window, last)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let Some(proposal) = find(&app, &window, &last).await? else {
        // Sent twice: the list says how it stands.
        let decided = app.store().decided_talks().await?;
        let known = decided.iter().any(|d| {
            let span = d.proposal.span();
            d.proposal.window.as_str() == window && span.is_some_and(|s| s.1.to_string() == last)
        });
        return match known {
            true => Ok(Redirect::to(TALKS).into_response()),
            false => Err(Problem::NotFound),
        };
    };
    let mut errors = Errors::default();
    if let Some(asked) = read(&form, &mut errors) {
        let last = proposal.span().map(|(_, last)| last);
        let last = last.ok_or(Problem::NotFound)?;
        let given = app
            .store()
            .decide_talk(proposal.window.clone(), last, asked, viewer.act(&app));
        match given.await {
            Ok(()) => return Ok(Redirect::to(&format!("{TALKS}?done=1")).into_response()),
            Err(StoreError::Refused(refusal)) => place(&refusal, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    page(&app, &viewer, &proposal, &form, &errors).await
}

fn read(form: &Form, errors: &mut Errors) -> Option<TalkEvent> {
    match form.get("decision") {
        "held" => {
            let on = text::date(form.get("on"));
            if on.is_none() {
                errors.add("on", "约谈日期：认不出。请写成 2026-2-27");
            }
            Some(TalkEvent::Held {
                on: on?,
                with: form.line("with"),
                words: form.text("words"),
            })
        }
        "waived" => Some(TalkEvent::Waived {
            reason: form.text("words"),
        }),
        _ => {
            errors.add("decision", "怎么定：没有选。请选已约谈或不约谈");
            None
        }
    }
}

/// A refusal of the rule at its field.
fn place(refusal: &Refusal, errors: &mut Errors) {
    let field = match refusal {
        Refusal::Missing { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::BadValue { field, .. } => match *field {
            "约谈日期" => "on",
            "约谈了谁" => "with",
            _ => "words",
        },
        _ => "",
    };
    errors.add(field, refusal.to_string());
}

async fn page(
    app: &App,
    viewer: &Viewer,
    proposal: &TalkProposal,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "窗口约谈").await?;
    desk.errors = !errors.is_empty();
    let decisions = vec![
        Choice {
            hint: "写哪天、和谁、谈了什么、怎么改".to_owned(),
            ..Choice::new("held", "已约谈")
        },
        Choice {
            hint: "写理由，那个单位能看到".to_owned(),
            ..Choice::new("waived", "不约谈")
        },
    ];
    let fields = vec![
        Field::with("decision", "怎么定", Control::Radio(decisions)),
        Field::text("on", "约谈日期")
            .hint("已约谈的填，例如 2026-2-27")
            .width("w11")
            .optional(),
        Field::text("with", "约谈了谁")
            .hint("已约谈的填：窗口负责人或当班人员")
            .optional(),
        Field::with(
            "words",
            "约谈记录，或不约谈的理由",
            Control::TextArea(2_000),
        ),
    ];
    let last = proposal
        .span()
        .map_or(String::new(), |(_, last)| last.to_string());
    let page = TalkPage {
        back: TALKS,
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他内容都还在。")),
        window: window_name(app, &proposal.window),
        facts: vec![
            ("单位", proposal.unit.to_string()),
            ("依据", rated_words(&proposal.facts)),
        ],
        action: format!("{TALKS}/{}/{last}", proposal.window),
        fields: fields.into_iter().map(|f| f.filled(form, errors)).collect(),
        desk,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
