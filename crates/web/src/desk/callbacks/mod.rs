//! 回访: the matters of other units that this unit was drawn to call about: what the enterprise asked
//! and was told, its telephone when asked for, and nothing else.

mod one;
mod owed;

pub(super) use owed::{light, owed, row as owed_row, said};

use crate::App;
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
use banjie_core::district::Action;
use banjie_store::reads::UnitCall;

const HOME: &str = "/desk/callbacks";

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
pub(super) fn place(month: Month, item: &Item) -> String {
    format!("{HOME}/{month}/{}", item.drawn.no)
}

async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let calls = app.store().calls_of(viewer.staff(), app.today()).await?;
    let rows: Vec<Vec<Cell>> = calls.iter().map(row).collect();
    let owed: Vec<UnitCall> = calls.into_iter().filter(UnitCall::is_owed).collect();
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "回访抽查").await?,
        title: owed::said(&owed).unwrap_or_else(|| "没有等回访的".to_owned()),
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

fn row(call: &UnitCall) -> Vec<Cell> {
    let (month, item, standing) = (call.month, &call.item, call.standing);
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
