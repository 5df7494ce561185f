//! 回访: the matters of other units that this unit was drawn to call about: what the enterprise asked
//! and was told, its telephone when asked for, and nothing else.

mod one;

use crate::App;
use crate::desk::checks::tries;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable, Empty};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{Item, Standing};
use banjie_core::district::{Action, Sight};

const HOME: &str = "/desk/callbacks";
/// Months looked at: what was drawn longer ago stands with 区营商办 only.
const MONTHS: usize = 6;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::CallSample);
    vec![
        get(HOME, access, list),
        get("/desk/callbacks/{month}/{no}", access, one::show),
        post("/desk/callbacks/{month}/{no}", access, one::give),
        post("/desk/callbacks/{month}/{no}/contact", access, one::contact),
    ]
}

#[derive(Template)]
#[template(path = "desk/callbacks/list.html")]
struct ListPage {
    desk: Desk,
    title: String,
    done: bool,
    table: Option<DataTable>,
    empty: Empty,
}

/// The address of one item.
fn place(month: Month, item: &Item) -> String {
    format!("{HOME}/{month}/{}", item.drawn.no)
}

async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let today = app.today();
    let tries = tries(&app, today)?;
    let mut mine: Vec<(Month, Item)> = Vec::new();
    let mut month = Month::of(today);
    for _ in 0..MONTHS {
        let items = app.store().sampling(month).await?.items.into_iter();
        let own = items.filter(|item| item.sight(viewer.staff()) != Sight::Nothing);
        mine.extend(own.map(|item| (month, item)));
        month = month.previous();
    }
    // What is late first, then what waits; within it the earliest due day.
    mine.sort_by_key(|(_, item)| (item.standing(today, tries), item.due, item.drawn.no));
    let count = |standing| {
        let is = |(_, item): &&(Month, Item)| item.standing(today, tries) == standing;
        mine.iter().filter(is).count()
    };
    let rows: Vec<Vec<Cell>> = (mine.iter())
        .map(|(month, item)| row(*month, item, item.standing(today, tries)))
        .collect();
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "回访抽查").await?,
        title: match (count(Standing::Missed), count(Standing::Waiting)) {
            (0, 0) => "没有等回访的".to_owned(),
            (0, n) => format!("要回访 {n} 件"),
            (late, n) => format!("要回访 {} 件，{late} 件已逾期", late + n),
        },
        done: given.iter().any(|(name, _)| name == "done"),
        table: (!rows.is_empty()).then(|| DataTable {
            caption: "抽到本单位回访的办件".to_owned(),
            columns: ["办件", "被回访单位", "哪个月", "期限", "进度", "企业怎么说"]
                .map(Column::text)
                .to_vec(),
            rows,
        }),
        empty: Empty {
            why: "近几个月没有抽到本单位回访的办件。".to_owned(),
            next: "区营商办每月抽样，抽到的会出现在这里。".to_owned(),
            act: None,
        },
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn row(month: Month, item: &Item, standing: Standing) -> Vec<Cell> {
    let answer = item.heard().map_or(String::new(), |answer| answer.word());
    let tried = match (standing, item.calls.len()) {
        (Standing::Missed | Standing::Waiting, n @ 1..) => format!("，打过 {n} 次没人接"),
        _ => String::new(),
    };
    vec![
        Cell::link(item.drawn.no.to_string(), place(month, item)),
        item.drawn.unit.to_string().into(),
        month.words().into(),
        text::month_day(item.due).into(),
        format!("{}{tried}", standing.word()).into(),
        answer.into(),
    ]
}
