//! L2: the lights of what a leader answers for, by unit and kind; a note urges, or becomes a
//! directive (批示).

mod act;

use crate::App;
use crate::desk::{frame, leader, links};
use crate::kit::parts::LightKind;
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Action;
use banjie_core::matter::Kind;
use banjie_store::reads::Lights;
use serde::Deserialize;
use std::collections::BTreeMap;

const HOME: &str = "/desk/sponsored";

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![get(HOME, Access::Staff(Action::LeaderView), grid)];
    routes.extend(act::routes());
    routes
}

/// What the address says after an act.
#[derive(Debug, Default, Deserialize)]
struct Shown {
    urged: Option<u32>,
    refused: Option<u32>,
}

#[derive(Template)]
#[template(path = "desk/sponsored/grid.html")]
struct GridPage {
    desk: Desk,
    post: String,
    done: String,
    kinds: Vec<&'static str>,
    rows: Vec<Row>,
    total: Lights,
}

struct Row {
    unit: String,
    href: String,
    cells: Vec<Vec<(LightKind, u64, String)>>,
    act: Option<String>,
}

async fn grid(
    State(app): State<App>,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    let mut desk = frame(&app, &viewer, HOME, "我包抓的").await?;
    desk.body_class = "lead";
    let post = viewer.staff().post.clone();
    let name = post.as_ref().map_or("", |p| p.as_str()).to_owned();
    let found = app
        .store()
        .lights_by_unit(&viewer.sight, &leader::mine(post), app.today())
        .await?;
    let mut total = Lights::default();
    let mut units: BTreeMap<String, BTreeMap<String, Lights>> = BTreeMap::new();
    for (unit, kind, lights) in found {
        total.overdue += lights.overdue;
        total.due_soon += lights.due_soon;
        total.normal += lights.normal;
        total.paused += lights.paused;
        units.entry(unit).or_default().insert(kind, lights);
    }
    let mut rows: Vec<(u64, Row)> = units
        .iter()
        .map(|(unit, kinds)| {
            let reds = kinds.values().map(|l| l.overdue).sum();
            (reds, row(unit, kinds, reds, &name))
        })
        .collect();
    // The unit with most reds first; equals in the order of their names.
    rows.sort_by_key(|(reds, _)| std::cmp::Reverse(*reds));
    let done = match (shown.urged, shown.refused) {
        (Some(urged), Some(0) | None) => format!("已催办 {urged} 件，单位马上看到您的话。"),
        (Some(urged), Some(refused)) => {
            format!("已催办 {urged} 件；{refused} 件刚被别人办过，没有催。")
        }
        _ => String::new(),
    };
    let page = GridPage {
        done,
        kinds: gridded().map(Kind::word).collect(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        total,
        post: name,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// The kinds of the grid: what only those named may know has a list of its own.
fn gridded() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| !kind.is_named())
}

fn row(unit: &str, kinds: &BTreeMap<String, Lights>, reds: u64, post: &str) -> Row {
    let cells = gridded().map(|kind| {
        let lights = kinds.get(kind.code()).copied().unwrap_or_default();
        [
            (LightKind::Overdue, lights.overdue, "overdue"),
            (LightKind::Soon, lights.due_soon, "due_soon"),
            (LightKind::Normal, lights.normal, "normal"),
            (LightKind::Paused, lights.paused, "paused"),
        ]
        .into_iter()
        .filter(|(_, n, _)| *n > 0)
        .map(|(light, n, code)| {
            let href = links::matters(&[
                ("sponsor", post),
                ("unit", unit),
                ("kind", kind.code()),
                ("light", code),
            ]);
            (light, n, href)
        })
        .collect()
    });
    let unit_query: String = form_urlencoded::byte_serialize(unit.as_bytes()).collect();
    Row {
        unit: unit.to_owned(),
        href: links::matters(&[("sponsor", post), ("unit", unit), ("open", "1")]),
        cells: cells.collect(),
        act: (reds > 0).then(|| format!("{HOME}/act?unit={unit_query}")),
    }
}
