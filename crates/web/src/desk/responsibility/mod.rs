//! 三级责任: sponsor → lead → support. Every post with the units it sponsors, their indicators, lights
//! and places; and a page for each unit. A unit sees its own, whoever sees the district sees all.

mod post;
mod unit;

use crate::App;
use crate::desk::{frame, links};
use crate::kit::parts::{Cell, Column, DataTable, Empty};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::district::{Action, Sight, Unit, UnitId};
use banjie_core::matter::{Kind, Waiting};
use banjie_store::reads::Filter;

const HOME: &str = "/desk/responsibility";

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeMatters);
    vec![
        get(HOME, see, show),
        get("/desk/responsibility/{unit}", see, unit::show),
        get("/desk/responsibility/posts/{post}", see, post::show),
    ]
}

#[derive(Template)]
#[template(path = "desk/responsibility/page.html")]
struct ResponsibilityPage {
    desk: Desk,
    /// Each with the address of its page.
    posts: Vec<(String, String, DataTable)>,
    empty: Empty,
}

/// Whether the viewer sees a unit's page: everybody's for the district, one's own otherwise.
fn sees(viewer: &Viewer, unit: &UnitId) -> bool {
    match viewer.sight.base() {
        Sight::District | Sight::Sealed => true,
        Sight::Unit { unit: own, .. } => own == unit,
        Sight::Nothing | Sight::Call(_) | Sight::Person { .. } => false,
    }
}

fn href(unit: &UnitId) -> String {
    let unit: String = form_urlencoded::byte_serialize(unit.as_str().as_bytes()).collect();
    format!("{HOME}/{unit}")
}

/// What a unit leads and whose next step it owes: as its own page and the bulletins count 在办 and 逾期.
fn open_of(unit: &UnitId) -> Filter {
    Filter {
        unit: Some(unit.clone()),
        waiting: Some(Waiting::Unit),
        ..Filter::default()
    }
}

async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let desk = frame(&app, &viewer, HOME, "三级责任").await?;
    let newest = published(&app, 1).await?.into_iter().next();
    let own = viewer.staff().post.clone();
    let district = &app.pack().district;
    let mut order: Vec<_> = district.posts.iter().collect();
    order.sort_by_key(|post| own.as_ref() != Some(&post.id));
    let mut posts = Vec::new();
    for post in order {
        let mut rows = Vec::new();
        let units = district.units.iter();
        for unit in units.filter(|u| u.sponsor == post.id && sees(&viewer, &u.id)) {
            rows.push(row(&app, &viewer, unit, newest.as_ref()).await?);
        }
        if !rows.is_empty() {
            let title = format!("{} {}", post.id, post.holder);
            posts.push((title.clone(), post::href(&post.id), table(&title, rows)));
        }
    }
    let page = ResponsibilityPage {
        empty: Empty {
            why: "没有您能看的单位。".to_owned(),
            next: "单位的人看本单位，区领导、区营商办和纪委监委看全区。".to_owned(),
            act: None,
        },
        posts,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn table(caption: &str, rows: Vec<Vec<Cell>>) -> DataTable {
    DataTable {
        caption: caption.to_owned(),
        columns: vec![
            Column::text("主责单位"),
            Column::text("牵头指标"),
            Column::number("在办"),
            Column::number("逾期"),
            Column::number("临期"),
            Column::number("会议任务在办"),
            Column::text("最近名次"),
        ],
        rows,
    }
}

async fn row(
    app: &App,
    viewer: &Viewer,
    unit: &Unit,
    newest: Option<&Ranking>,
) -> Result<Vec<Cell>, Problem> {
    let (store, today) = (app.store(), app.today());
    let own = open_of(&unit.id);
    let lights = store.lights(&viewer.sight, &own, today).await?;
    let directives = Filter {
        kind: Some(Kind::Directive),
        ..open_of(&unit.id)
    };
    let directives = store.count(&viewer.sight, &directives, today).await?;
    let of = |pairs: &[(&str, &str)]| {
        let all: Vec<_> = [("unit", unit.id.as_str()), ("waiting", "unit")]
            .iter()
            .chain(pairs)
            .copied()
            .collect();
        links::matters(&all)
    };
    let place = newest.and_then(|ranking| ranking.row(&unit.id));
    Ok(vec![
        Cell::link(unit.id.to_string(), href(&unit.id)),
        indicators(app, &unit.id).into(),
        Cell::link(lights.total().to_string(), of(&[])),
        Cell::link(lights.overdue.to_string(), of(&[("light", "overdue")])),
        Cell::link(lights.due_soon.to_string(), of(&[("light", "due_soon")])),
        Cell::link(directives.to_string(), of(&[("kind", "directive")])),
        match (place, newest) {
            (Some((group, row)), Some(ranking)) => Cell::link(
                format!("第{}名，共{}家", row.place, group.placed.len()),
                format!("/rankings/{}", ranking.month),
            ),
            _ => "不排名次".into(),
        },
    ])
}

/// The indicators a unit leads.
fn indicators(app: &App, unit: &UnitId) -> String {
    let led = app.pack().district.indicators.iter();
    let names: Vec<&str> = led
        .filter(|indicator| indicator.lead == *unit)
        .map(|indicator| indicator.name.as_str())
        .collect();
    match names.len() {
        0 => "没有".to_owned(),
        _ => names.join("、"),
    }
}

/// The newest published rankings, the newest first.
async fn published(app: &App, many: u32) -> Result<Vec<Ranking>, Problem> {
    let mut out = Vec::new();
    // A ranking under way stands before the published ones.
    for paper in app.store().papers("ranking", many + 2).await? {
        let Ok(month) = paper.period.parse() else {
            continue;
        };
        let kept = app.store().published_ranking(month).await?;
        out.extend(kept.map(|kept| kept.values));
    }
    out.truncate(many as usize);
    Ok(out)
}
