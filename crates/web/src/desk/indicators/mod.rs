//! O7: the 18 indicators, each with its goals, figures, reds and dispatch list. 调度 adds an action,
//! which is a directive that names the indicator.

mod dispatch;
mod measured;

use crate::App;
use crate::desk::{frame, links, reports};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Cell, Column, DataTable, ErrorSummary, Field, MatterGroup, MatterList};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::indicator::may_run;
use banjie_core::district::{Action, Indicator, IndicatorId};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Actor, Kind, Waiting};
use banjie_store::reads::{Filter, Sort};
use measured::{Sums, sums};

const HOME: &str = "/desk/indicators";
/// Matters of a list on the page; the rest is a link.
const MOST: u64 = 20;
/// Actions that ended and are still shown.
const ENDED: u64 = 10;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeMatters);
    vec![
        get(HOME, see, list),
        get("/desk/indicators/{id}", see, show),
        post(
            "/desk/indicators/{id}",
            Access::Staff(Action::RunIndicator),
            dispatch::dispatch,
        ),
    ]
}

#[derive(Template)]
#[template(path = "desk/indicators/list.html")]
struct ListPage {
    desk: Desk,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/indicators/page.html")]
struct IndicatorPage {
    desk: Desk,
    name: String,
    headline: String,
    people: Vec<(&'static str, String)>,
    measured: DataTable,
    /// What counts for it, or that nothing does.
    counts: String,
    /// Last month's reported figures of it, and where they are.
    reported: Vec<(String, String)>,
    actions: MatterList,
    ended: Option<DataTable>,
    lit: MatterList,
    more: Vec<(String, String)>,
    /// The form, for whoever dispatches it.
    dispatch: Option<Dispatch>,
    summary: Option<ErrorSummary>,
}

/// The form of an action.
struct Dispatch {
    action: String,
    key: String,
    fields: Vec<Field>,
}

fn found<'a>(app: &'a App, id: &str) -> Result<&'a Indicator, Problem> {
    let indicator = app.pack().district.indicator(&IndicatorId::from(id));
    indicator.ok_or(Problem::NotFound)
}

fn open_of(indicator: &Indicator) -> Filter {
    Filter {
        indicator: Some(indicator.id.clone()),
        open: Some(true),
        ..Filter::default()
    }
}

fn actions_of(indicator: &Indicator) -> Filter {
    Filter {
        kind: Some(Kind::Directive),
        ..open_of(indicator)
    }
}

/// Whether the viewer dispatches it.
fn runs(viewer: &Viewer, indicator: &Indicator) -> bool {
    may_run(indicator, &Actor::Staff(viewer.staff().clone()))
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let sums = sums(&app).await?;
    let mut own = Vec::new();
    let mut others = Vec::new();
    for indicator in &app.pack().district.indicators {
        let row = row(&app, &viewer, indicator, &sums).await?;
        let mine = viewer.staff().post.as_ref() == Some(&indicator.owner);
        if mine {
            own.push(row)
        } else {
            others.push(row)
        }
    }
    own.append(&mut others);
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "指标调度").await?,
        table: DataTable {
            caption: "18 项指标".to_owned(),
            columns: vec![
                Column::text("指标"),
                Column::text("指标长"),
                Column::text("牵头"),
                Column::number("本月按时率"),
                Column::number("逾期"),
                Column::number("临期"),
                Column::number("调度任务在办"),
            ],
            rows: own,
        },
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

async fn row(
    app: &App,
    viewer: &Viewer,
    indicator: &Indicator,
    sums: &Sums,
) -> Result<Vec<Cell>, Problem> {
    let (store, today) = (app.store(), app.today());
    let open = open_of(indicator);
    let lights = store.lights(&viewer.sight, &open, today).await?;
    let actions = actions_of(indicator);
    let actions = store.count(&viewer.sight, &actions, today).await?;
    let of = |pair: (&str, &str)| links::matters(&[("indicator", indicator.id.as_str()), pair]);
    let name = format!("{} {}", indicator.id, indicator.name);
    Ok(vec![
        Cell::link(name, format!("{HOME}/{}", indicator.id)),
        indicator.owner.to_string().into(),
        indicator.lead.to_string().into(),
        sums.on_time(indicator),
        Cell::link(lights.overdue.to_string(), of(("light", "overdue"))),
        Cell::link(lights.due_soon.to_string(), of(("light", "due_soon"))),
        Cell::link(actions.to_string(), format!("{HOME}/{}", indicator.id)),
    ])
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let indicator = found(&app, &id)?;
    page(&app, &viewer, indicator, None).await
}

/// The page of one indicator; `refused`: the form as typed with what is to be mended.
async fn page(
    app: &App,
    viewer: &Viewer,
    indicator: &Indicator,
    refused: Option<(&Form, &Errors)>,
) -> Result<Response, Problem> {
    let path = format!("{HOME}/{}", indicator.id);
    let mut desk = frame(app, viewer, &path, &format!("{}调度", indicator.name)).await?;
    desk.errors = refused.is_some();
    let (store, today) = (app.store(), app.today());
    let lights = store
        .lights(&viewer.sight, &open_of(indicator), today)
        .await?;
    let actions = listing(app, viewer, &actions_of(indicator), "调度任务在办").await?;
    let (lit, more) = lit(app, viewer, indicator).await?;
    let dispatch = match runs(viewer, indicator) {
        true => Some(Dispatch {
            action: path.clone(),
            key: crate::kit::form::new_key()?,
            fields: dispatch::fields(app, refused),
        }),
        false => None,
    };
    let page = IndicatorPage {
        name: indicator.name.clone(),
        headline: match (lights.overdue, lights.due_soon) {
            (0, 0) => "没有逾期和临期的".to_owned(),
            (0, soon) => format!("没有逾期，临期 {soon} 件"),
            (late, soon) => format!("逾期 {late} 件，临期 {soon} 件"),
        },
        people: people(app, indicator),
        measured: sums(app).await?.table(app, indicator),
        counts: measured::what_counts(app, indicator),
        reported: reports::of_indicator(app, viewer, &indicator.id).await?,
        actions: MatterList {
            groups: actions.into_iter().collect(),
            select: false,
            beside: false,
            caption: "调度任务".to_owned(),
        },
        ended: ended(app, viewer, indicator).await?,
        lit,
        more,
        dispatch,
        summary: refused.map(|(_, errors)| ErrorSummary::from_errors(errors, "写的都还在。")),
        desk,
    };
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn people(app: &App, indicator: &Indicator) -> Vec<(&'static str, String)> {
    let district = &app.pack().district;
    let post = district.posts.iter().find(|p| p.id == indicator.owner);
    let owner = post.map_or(indicator.owner.to_string(), |post| {
        format!("{} {} {}", post.id, post.holder, post.telephone)
    });
    let unit = district.unit(&indicator.lead);
    let lead = unit.map_or(indicator.lead.to_string(), |unit| {
        format!("{} {} {}", unit.id, unit.head, unit.telephone)
    });
    vec![("指标长", owner), ("牵头单位", lead)]
}

/// One group of matters; `None` when nothing is found.
async fn listing(
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    title: &str,
) -> Result<Option<MatterGroup>, Problem> {
    let (store, today, law) = (app.store(), app.today(), app.pack().law());
    let found = store
        .list(&viewer.sight, filter, Sort::Due, 0, MOST, today)
        .await?;
    let rows = found.lines.iter().map(|line| words::row(line, today, &law));
    Ok((found.total > 0).then(|| MatterGroup {
        title: title.to_owned(),
        count: found.total,
        rows: rows.collect(),
        ..MatterGroup::default()
    }))
}

/// The red and yellow matters that count for it, and where the rest is.
async fn lit(
    app: &App,
    viewer: &Viewer,
    indicator: &Indicator,
) -> Result<(MatterList, Vec<(String, String)>), Problem> {
    let mut groups = Vec::new();
    let mut more = Vec::new();
    for (light, code, title) in [
        (Light::Overdue, "overdue", "逾期"),
        (Light::DueSoon, "due_soon", "临期"),
    ] {
        let filter = Filter {
            light: Some(light),
            ..open_of(indicator)
        };
        let group = listing(app, viewer, &filter, title).await?;
        if let Some(group) = group.as_ref().filter(|group| group.count > MOST) {
            let pairs = [("indicator", indicator.id.as_str()), ("light", code)];
            let label = format!("全部{title} {} 件", group.count);
            more.push((label, links::matters(&pairs)));
        }
        groups.extend(group);
    }
    let list = MatterList {
        groups,
        select: false,
        beside: false,
        caption: "计入这项指标的逾期和临期办件".to_owned(),
    };
    Ok((list, more))
}

/// The actions that ended last.
async fn ended(
    app: &App,
    viewer: &Viewer,
    indicator: &Indicator,
) -> Result<Option<DataTable>, Problem> {
    let filter = Filter {
        open: Some(false),
        waiting: Some(Waiting::Nobody),
        ..actions_of(indicator)
    };
    let found = app
        .store()
        .list(&viewer.sight, &filter, Sort::Newest, 0, ENDED, app.today())
        .await?;
    let rows: Vec<Vec<Cell>> = (found.lines.iter())
        .map(|line| {
            let ended = line.ended_ms.map(banjie_core::moment::Moment::from_ms);
            vec![
                line.lead.clone().into(),
                Cell::link(line.title.clone(), format!("/desk/matters/{}", line.no)),
                text::month_day(line.due).into(),
                line.state_word.clone().into(),
                ended
                    .map_or(String::new(), |at| text::month_day(at.date()))
                    .into(),
            ]
        })
        .collect();
    Ok((!rows.is_empty()).then(|| DataTable {
        caption: "最近办结的调度任务".to_owned(),
        columns: ["责任单位", "任务", "要求日期", "结果", "结束"]
            .map(Column::text)
            .to_vec(),
        rows,
    }))
}
