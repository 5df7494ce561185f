//! L1: what a leader has to do, on the phone first: own reds, own lights, what rises.

mod rising;

use crate::App;
use crate::desk::{frame, links};
use crate::kit::parts::{DataTable, LightKind, LightView, MatterRow};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::{Action, PostId};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Kind, Waiting};
use banjie_store::reads::{Filter, ListLine, Sort};

const HOME: &str = "/desk/leader";
/// Reds shown one by one; the rest is a link.
const MOST: u64 = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![get(HOME, Access::Staff(Action::LeaderView), show)]
}

#[derive(Template)]
#[template(path = "desk/leader/page.html")]
struct LeaderPage {
    desk: Desk,
    day: String,
    post: String,
    reds: u64,
    items: Vec<Item>,
    all_reds: String,
    bulletin: Option<(String, String)>,
    lights: Vec<(LightKind, u64, String)>,
    total: u64,
    all: String,
    /// Bad reviews of the leader's units still in hand, and where they are.
    bad: (u64, String),
    soon: Vec<MatterRow>,
    rising: Option<DataTable>,
    /// Figures of the own indicators that are not reported or verified.
    owed: Option<DataTable>,
}

/// Something that waits for the leader.
struct Item {
    title: String,
    href: String,
    light: LightView,
    who: String,
    waited: String,
    /// Where to urge or instruct; a proposal is opened instead.
    act: Option<String>,
}

async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let mut desk = frame(&app, &viewer, HOME, "需要您做的").await?;
    desk.body_class = "lead";
    let (today, law) = (app.today(), app.pack().law());
    let post = viewer.staff().post.clone();
    let name = post.as_ref().map_or("", |p| p.as_str()).to_owned();
    let store = app.store();
    let own = mine(post.clone());
    let lit = |light: Light| Filter {
        light: Some(light),
        ..own.clone()
    };
    let lights = store.lights(&viewer.sight, &own, today).await?;
    let reds = store
        .list(
            &viewer.sight,
            &lit(Light::Overdue),
            Sort::Due,
            0,
            MOST,
            today,
        )
        .await?;
    let soon = store
        .list(&viewer.sight, &lit(Light::DueSoon), Sort::Due, 0, 3, today)
        .await?;
    let link = |light: &str| links::matters(&[("sponsor", &name), ("light", light)]);
    let page = LeaderPage {
        day: text::month_day_weekday(today),
        reds: reds.total,
        items: reds.lines.iter().map(|l| item(l, &app)).collect(),
        all_reds: link("overdue"),
        bulletin: latest_bulletin(&app).await?,
        lights: vec![
            (LightKind::Overdue, lights.overdue, link("overdue")),
            (LightKind::Soon, lights.due_soon, link("due_soon")),
            (LightKind::Normal, lights.normal, link("normal")),
            (LightKind::Paused, lights.paused, link("paused")),
        ],
        total: lights.total(),
        bad: {
            let bad = Filter {
                kind: Some(Kind::Review),
                waiting: Some(Waiting::Unit),
                ..own.clone()
            };
            let pairs = [
                ("sponsor", name.as_str()),
                ("kind", "review"),
                ("waiting", "unit"),
            ];
            let open = store.count(&viewer.sight, &bad, today).await?;
            (open, links::matters(&pairs))
        },
        all: links::matters(&[("sponsor", &name), ("open", "1")]),
        soon: soon
            .lines
            .iter()
            .map(|l| words::row(l, today, &law))
            .collect(),
        rising: rising::table(&app, &viewer).await?,
        owed: crate::desk::reports::owed(&app, &viewer).await?,
        post: name,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// The open matters that a post answers for; without a post none.
pub(super) fn mine(post: Option<PostId>) -> Filter {
    Filter {
        sponsor: Some(post.unwrap_or_else(|| PostId(String::new()))),
        open: Some(true),
        ..Filter::default()
    }
}

fn item(line: &ListLine, app: &App) -> Item {
    let (today, law) = (app.today(), app.pack().law());
    let row = words::row(line, today, &law);
    let from = line.enterprise.clone().unwrap_or_default();
    let waited = (today - line.opened_day).get_days();
    let rest = row.rest.trim_start_matches("逾期 ").to_owned();
    Item {
        title: line.title.clone(),
        light: LightView::new(row.light, rest),
        who: [row.unit, row.person, from]
            .iter()
            .filter(|w| !w.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(" · "),
        waited: format!(
            "{}到期，收到已 {waited} 天。下一步：{}",
            row.due, line.next_step
        ),
        act: (!Kind::from_code(&line.kind).is_some_and(Kind::is_named))
            .then(|| format!("/desk/sponsored/act?no={}", line.no)),
        href: row.href,
    }
}

/// The newest bulletin: its name and address.
async fn latest_bulletin(app: &App) -> Result<Option<(String, String)>, Problem> {
    let newest = app.store().papers("bulletin", 1).await?.into_iter().next();
    Ok(newest.map(|paper| {
        let week: Result<banjie_core::assessment::Week, _> = paper.period.parse();
        let words = week.map_or(paper.period.clone(), |w| w.words());
        (
            format!("{words}周通报"),
            format!("/bulletins/{}", paper.period),
        )
    }))
}
