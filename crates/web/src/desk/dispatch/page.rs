//! The pool as a page, and the result of a bulk dispatch.

use super::propose::{not_solved, positions, propose};
use super::{HOME, Outcome, Shown};
use crate::App;
use crate::desk::frame;
use crate::kit::form::new_key;
use crate::kit::parts::{
    Cell, Chip, Choice, Column, DataTable, Empty, ErrorSummary, FilterBar, LightKind, Pager,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Errors, Form, Problem, text, words};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::TopicId;
use banjie_core::matter::Waiting;
use banjie_store::reads::{Filter, ListLine, Sort};

/// Rows of a page: each carries its own choices, so the page stays small.
const SIZE: u64 = 20;

/// The states of the pool, with the word of their chip.
pub(super) const STATES: [(&str, &str); 3] = [
    ("submitted", "待派单"),
    ("disputed", "待裁定"),
    ("not_solved", "企业说没解决"),
];

#[derive(Template)]
#[template(path = "desk/dispatch/page.html")]
struct PoolPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    done: String,
    total: u64,
    filters: FilterBar,
    rows: Vec<PoolRow>,
    empty: Empty,
    pager: Pager,
    key: String,
    state: String,
    page: u64,
    units: Vec<Choice>,
    topics: Vec<Choice>,
}

struct PoolRow {
    no: String,
    short: String,
    href: String,
    title: String,
    excerpt: String,
    from: String,
    state: String,
    light: LightKind,
    due: String,
    rest: String,
    version: u64,
    /// Can be dispatched; otherwise it is for review on its own page.
    open: bool,
    declinable: bool,
    unit: String,
    topic: String,
    support: Vec<String>,
    more_support: String,
    reason: String,
    note: String,
    why: String,
    error: String,
    ticked: bool,
    positions: Vec<(String, String)>,
    said: String,
    twins: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/dispatch/result.html")]
struct ResultPage {
    desk: Desk,
    given: usize,
    refused: usize,
    table: DataTable,
}

/// Shows the pool; `form` and `errors` are a dispatch that was refused.
pub(super) async fn show(
    app: &App,
    viewer: &Viewer,
    shown: &Shown,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, "派单").await?;
    desk.errors = !errors.is_empty();
    let today = app.today();
    let state = STATES
        .iter()
        .map(|(code, _)| *code)
        .find(|code| *code == shown.state);
    let mut counts = Vec::new();
    for (code, _) in STATES {
        let wanted = filter(code);
        counts.push(app.store().count(&viewer.sight, &wanted, today).await?);
    }
    let total: u64 = match state {
        Some(state) => STATES
            .iter()
            .zip(&counts)
            .filter(|((code, _), _)| *code == state)
            .map(|(_, n)| *n)
            .sum(),
        None => counts.iter().copied().sum(),
    };
    let page = shown
        .page
        .unwrap_or(1)
        .clamp(1, total.div_ceil(SIZE).max(1));
    let lines = lines(app, viewer, state, (page - 1) * SIZE).await?;
    let mut rows = Vec::with_capacity(lines.len());
    for line in &lines {
        rows.push(row(app, viewer, line, form, errors).await?);
    }
    let district = &app.pack().district;
    let base = |code: &str| {
        if code.is_empty() {
            HOME.to_owned()
        } else {
            format!("{HOME}?state={code}")
        }
    };
    let all = Chip {
        label: "全部".to_owned(),
        href: HOME.to_owned(),
        count: Some(counts.iter().sum()),
        light: None,
        on: state.is_none(),
    };
    let chips = STATES.iter().zip(&counts).map(|((code, word), n)| Chip {
        label: (*word).to_owned(),
        href: base(code),
        count: Some(*n),
        light: None,
        on: state == Some(*code),
    });
    let page = PoolPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他行选好的都还在。")),
        done: match &shown.done {
            Some(no) => done(app, no).await?,
            None => String::new(),
        },
        total,
        filters: FilterBar {
            own: std::iter::once(all).chain(chips).collect(),
            ..FilterBar::default()
        },
        rows,
        empty: Empty {
            why: "都派完了。".to_owned(),
            next: "企业有新诉求、单位有异议、企业说没解决，都会出现在这里。".to_owned(),
            act: None,
        },
        pager: Pager {
            total,
            size: SIZE,
            page,
            base: match state {
                Some(state) => format!("{HOME}?state={state}&page="),
                None => format!("{HOME}?page="),
            },
            noun: "件",
        },
        key: new_key()?,
        state: state.unwrap_or_default().to_owned(),
        page,
        units: district
            .units
            .iter()
            .map(|u| Choice::new(u.id.as_str(), u.id.as_str()))
            .collect(),
        topics: district
            .topics
            .iter()
            .map(|t| Choice::new(t.id.as_str(), t.id.as_str()))
            .collect(),
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

fn filter(state: &str) -> Filter {
    Filter {
        waiting: Some(Waiting::Coordinator),
        state: Some(state.to_owned()),
        ..Filter::default()
    }
}

/// The lines of a page: of one state by due date, of all states in the order of the chips.
async fn lines(
    app: &App,
    viewer: &Viewer,
    state: Option<&str>,
    mut skip: u64,
) -> Result<Vec<ListLine>, Problem> {
    let mut found: Vec<ListLine> = Vec::new();
    let states = STATES
        .iter()
        .map(|(code, _)| *code)
        .filter(|code| state.is_none_or(|s| s == *code));
    for code in states {
        let room = SIZE.saturating_sub(found.len() as u64);
        if room == 0 {
            break;
        }
        let listing = app
            .store()
            .list(
                &viewer.sight,
                &filter(code),
                Sort::Due,
                skip,
                room,
                app.today(),
            )
            .await?;
        skip = skip.saturating_sub(listing.total);
        found.extend(listing.lines);
    }
    Ok(found)
}

async fn row(
    app: &App,
    viewer: &Viewer,
    line: &ListLine,
    form: &Form,
    errors: &Errors,
) -> Result<PoolRow, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    let no = line.no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&viewer.sight, no).await?;
    let shown = words::row(line, today, &law);
    let typed = |name: &str| form.line(&format!("{name}-{}", line.no));
    let again = form
        .pairs()
        .iter()
        .any(|(n, _)| *n == format!("unit-{}", line.no));
    let mut row = PoolRow {
        no: line.no.clone(),
        short: shown.short_number().to_owned(),
        href: shown.href.clone(),
        title: line.title.clone(),
        excerpt: String::new(),
        from: shown.from.clone(),
        state: line.state_word.clone(),
        light: shown.light,
        due: shown.due.clone(),
        rest: shown.rest.clone(),
        version: line.version,
        open: line.state != "not_solved",
        declinable: line.kind == "appeal",
        unit: typed("unit"),
        topic: typed("topic"),
        support: Vec::new(),
        more_support: String::new(),
        reason: typed("reason"),
        note: String::new(),
        why: String::new(),
        error: errors
            .of(&format!("unit-{}", line.no))
            .unwrap_or_default()
            .to_owned(),
        ticked: form.all("no").any(|n| n == line.no),
        positions: Vec::new(),
        said: String::new(),
        twins: Vec::new(),
    };
    let Some(course) = course else {
        return Ok(row);
    };
    let matter = &course.matter;
    row.excerpt = matter.text.chars().take(72).collect();
    if matter.text.chars().nth(72).is_some() {
        row.excerpt.push('…');
    }
    row.positions = positions(&course);
    row.said = not_solved(matter).unwrap_or_default().to_owned();
    if row.open {
        let proposal = propose(matter, &app.pack().district);
        row.why = proposal.reason;
        if !again {
            row.unit = proposal.unit.map_or(String::new(), |u| u.to_string());
            row.topic = proposal.topic.map_or(String::new(), |TopicId(t)| t);
            row.ticked = false;
        }
        row.support = proposal.support.iter().map(|u| u.to_string()).collect();
        let more = form
            .all(&format!("support-{}", line.no))
            .find(|s| !s.is_empty() && !row.support.iter().any(|p| p == s))
            .map(str::to_owned);
        row.more_support = more.unwrap_or_default();
        row.note = match row.positions.len() {
            0 => String::new(),
            _ => "派给谁，谁就主责，单位不能再转".to_owned(),
        };
    }
    row.twins = app
        .store()
        .similar(&viewer.sight, matter, 5, today)
        .await?
        .into_iter()
        .filter(|t| t.waiting != Waiting::Nobody.code())
        .take(3)
        .map(|t| {
            let href = format!("/desk/matters/{}", t.no);
            let state = format!("{} · {}", t.lead, t.state_word);
            (href, t.title, state)
        })
        .collect();
    Ok(row)
}

/// Where a dispatched matter went, and by when it is answered.
async fn done(app: &App, no: &str) -> Result<String, Problem> {
    let Ok(no) = no.parse() else {
        return Ok(String::new());
    };
    let line = app.store().line(no).await?;
    Ok(line.map_or(String::new(), |l| {
        format!(
            "{} 已派给{}，{}前{}",
            l.no,
            l.lead,
            text::full_date(l.due),
            if l.kind == "appeal" {
                "答复企业"
            } else {
                "反馈"
            }
        )
    }))
}

/// Row by row what was dispatched and what was not, with the reason.
pub(super) async fn result(
    app: &App,
    viewer: &Viewer,
    outcomes: &[Outcome],
) -> Result<Response, Problem> {
    let desk = frame(app, viewer, HOME, "派单结果").await?;
    let given = outcomes.iter().filter(|o| o.unit.is_some()).count();
    let rows = outcomes.iter().map(|o| {
        vec![
            Cell::link(o.no.as_str(), format!("/desk/matters/{}", o.no)),
            Cell::from(o.title.as_str()),
            Cell::from(match &o.unit {
                Some(unit) => format!("已派给{unit}"),
                None => format!("没有派：{}", o.why),
            }),
        ]
    });
    let page = ResultPage {
        given,
        refused: outcomes.len() - given,
        table: DataTable {
            caption: "派单结果".to_owned(),
            columns: ["编号", "事项", "结果"].map(Column::text).to_vec(),
            rows: rows.collect(),
        },
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
