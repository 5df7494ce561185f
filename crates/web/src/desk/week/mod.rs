//! H4: the own unit's week as computed, with what the unit says to it; handed in until the bulletin is
//! issued.

mod note;

use crate::App;
use crate::assess::figure::opens;
use crate::assess::sheet::tables::{number, rate};
use crate::assess::{self};
use crate::desk::frame;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Cell, Column, DataTable, ErrorSummary, Field, Kpi, KpiRow};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::notes::UnitNote;
use banjie_core::assessment::bulletin::{Bulletin, Listed, UnitRates};
use banjie_core::assessment::period::span_words;
use banjie_core::district::{Action, UnitId};
use banjie_core::matter::Matter;
use banjie_core::moment::Moment;

const HOME: &str = "/desk/week";
/// Weeks to choose from.
const WEEKS: usize = 8;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::ReportWeek);
    vec![
        get(HOME, access, newest),
        get("/desk/week/{week}", access, show),
        post("/desk/week/{week}", access, note::hand_in),
    ]
}

#[derive(Template)]
#[template(path = "desk/week/page.html")]
struct WeekPage {
    desk: Desk,
    unit: String,
    issue: String,
    days: String,
    headline: String,
    kpis: KpiRow,
    rates: DataTable,
    red: Option<DataTable>,
    next: Option<DataTable>,
    directives: Option<DataTable>,
    /// What was handed in, and when.
    handed: Vec<note::Line>,
    /// What the last week's note promised, and how far it is.
    before: Vec<note::Line>,
    /// Up to when; why not any more.
    until: String,
    open: bool,
    summary: Option<ErrorSummary>,
    action: String,
    key: String,
    fields: Vec<Field>,
    others: DataTable,
}

/// A week as one unit sees it.
struct Own {
    week: Week,
    unit: UnitId,
    values: Bulletin,
    issued: Option<Moment>,
    note: Option<UnitNote>,
    before: Option<UnitNote>,
    /// What the steps of this note and of the one before became.
    directives: [Vec<Matter>; 2],
}

async fn own(app: &App, viewer: &Viewer, week: Week) -> Result<Own, Problem> {
    let unit = viewer.staff().unit.clone();
    let store = app.store();
    let kept = store.issued_bulletin(week).await?;
    let issued = kept.as_ref().map(|kept| kept.issued.at);
    let values = match kept {
        Some(kept) => kept.values,
        None => {
            let as_of = week.whole_days(app.today());
            let as_of = as_of.ok_or_else(|| assess::not_begun(week.first()))?;
            store.bulletin(week, as_of).await?
        }
    };
    let (notes, _) = store.week_entries(week).await?;
    let (earlier, _) = store.week_entries(week.previous()).await?;
    Ok(Own {
        week,
        directives: [
            store.week_directives(week).await?,
            store.week_directives(week.previous()).await?,
        ],
        note: notes.of(&unit).cloned(),
        before: earlier.of(&unit).cloned(),
        unit,
        values,
        issued,
    })
}

/// The week to report on: the last whole one until its bulletin is issued, then this one.
async fn newest(State(app): State<App>) -> Result<Response, Problem> {
    let this = Week::of(app.today());
    let last = this.previous();
    let issued = app.store().issued_bulletin(last).await?.is_some();
    let begun = this.whole_days(app.today()).is_some();
    let week = if issued && begun { this } else { last };
    Ok(Redirect::to(&format!("{HOME}/{week}")).into_response())
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
) -> Result<Response, Problem> {
    let own = own(&app, &viewer, assess::week(&week)?).await?;
    page(&app, &viewer, &own, None).await
}

/// The page; `refused`: the form as typed with what is to be mended.
async fn page(
    app: &App,
    viewer: &Viewer,
    own: &Own,
    refused: Option<(&Form, &Errors)>,
) -> Result<Response, Problem> {
    let (b, unit, week) = (&own.values, &own.unit, own.week);
    let path = format!("{HOME}/{week}");
    let mut desk = frame(app, viewer, &path, &format!("{unit}周报 {}", week.words())).await?;
    desk.errors = refused.is_some();
    let rows = b.groups.iter().flat_map(|group| &group.rows);
    let row = rows.into_iter().find(|row| row.unit == *unit);
    let listed = |rows: &[Listed], caption: &str| list(rows, unit, b, caption);
    let page = WeekPage {
        unit: unit.to_string(),
        issue: week.words(),
        days: span_words(b.from, b.as_of),
        headline: row.map_or_else(String::new, headline),
        kpis: row.map_or_else(KpiRow::default, kpis),
        rates: row.map_or_else(DataTable::default, rates),
        red: listed(&b.red, "逾期"),
        next: listed(&b.next_week, "下周到期"),
        directives: listed(&b.directives.rows, "在办的会议任务"),
        handed: note::said(own.note.as_ref(), &own.directives[0]),
        before: note::steps(own.before.as_ref(), &own.directives[1]),
        until: note::until(app, own),
        open: own.issued.is_none(),
        summary: refused.map(|(_, errors)| ErrorSummary::from_errors(errors, "写的都还在。")),
        action: path,
        key: crate::kit::form::new_key()?,
        fields: note::fields(app, own, refused)?,
        others: others(app, unit).await?,
        desk,
    };
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn headline(row: &UnitRates) -> String {
    match row.overdue.cases {
        0 => format!("没有逾期，在办 {} 件", row.open.cases),
        n => format!("逾期 {n} 件，在办 {} 件", row.open.cases),
    }
}

fn kpis(row: &UnitRates) -> KpiRow {
    let kpi = |label: &str, counted: &banjie_core::assessment::Counted| Kpi {
        label: label.to_owned(),
        value: text::thousands(counted.cases),
        unit: "件".to_owned(),
        compare: String::new(),
        href: opens(counted),
    };
    KpiRow {
        kpis: vec![
            kpi("交办", &row.received),
            kpi("答复", &row.answered),
            kpi("在办", &row.open),
            kpi("逾期", &row.overdue),
        ],
    }
}

fn rates(row: &UnitRates) -> DataTable {
    let rows = [&row.on_time, &row.solved, &row.satisfied].map(|share| -> Vec<Cell> {
        vec![
            share.metric.word().into(),
            rate(share),
            number(&share.hits),
            number(&share.missed),
        ]
    });
    DataTable {
        caption: "本周各项率".to_owned(),
        columns: vec![
            Column::text("考核项"),
            Column::number("率"),
            Column::number("好的"),
            Column::number("差的"),
        ],
        rows: rows.to_vec(),
    }
}

/// The own rows of a list of the bulletin.
fn list(rows: &[Listed], unit: &UnitId, b: &Bulletin, caption: &str) -> Option<DataTable> {
    let own: Vec<Vec<Cell>> = (rows.iter().filter(|row| row.unit == *unit))
        .map(|row| {
            vec![
                row.owner.clone().into(),
                Cell::link(row.title.clone(), format!("/desk/matters/{}", row.no)),
                text::month_day(row.due).into(),
                row.rest_words(b.as_of).into(),
                row.next_step.clone().into(),
            ]
        })
        .collect();
    (!own.is_empty()).then(|| DataTable {
        caption: format!("{caption} {} 件", own.len()),
        columns: ["经办", "办件", "到期", "时限", "下一步"]
            .map(Column::text)
            .to_vec(),
        rows: own,
    })
}

/// The last weeks and whether the unit handed in.
async fn others(app: &App, unit: &UnitId) -> Result<DataTable, Problem> {
    let mut week = Week::of(app.today());
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for _ in 0..WEEKS {
        if week.whole_days(app.today()).is_some() {
            let (notes, _) = app.store().week_entries(week).await?;
            let issued = app.store().paper("bulletin", &week.to_string()).await?;
            let state = match (notes.of(unit), issued.is_some()) {
                (Some(note), _) => note.handed_words(),
                (None, true) => "没有报送".to_owned(),
                (None, false) => "还没有报送，可以报".to_owned(),
            };
            rows.push(vec![
                Cell::link(week.words(), format!("{HOME}/{week}")),
                span_words(week.first(), week.last()).into(),
                state.into(),
            ]);
        }
        week = week.previous();
    }
    Ok(DataTable {
        caption: "最近几期".to_owned(),
        columns: ["期", "起止", "本单位"].map(Column::text).to_vec(),
        rows,
    })
}
