//! L5: the proposals in which the viewer is named, open ones first.

use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable, Empty};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, words};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::matter::Kind;
use banjie_store::reads::{Filter, ListLine, Sort};

/// Proposals of one kind on the page.
const MOST: u64 = 200;

#[derive(Template)]
#[template(path = "desk/proposals/list.html")]
struct ListPage {
    desk: Desk,
    open: Option<DataTable>,
    ended: Option<DataTable>,
    empty: Empty,
}

pub(super) async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let desk = frame(&app, &viewer, "/desk/proposals", "处置建议").await?;
    let (mut open, mut ended) = (Vec::new(), Vec::new());
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_named()) {
        let filter = Filter {
            kind: Some(kind),
            ..Filter::default()
        };
        let (store, today) = (app.store(), app.today());
        let found = store.list(&viewer.sight, &filter, Sort::Newest, 0, MOST, today);
        for line in found.await?.lines {
            let row = row(&app, &line, kind);
            match line.ended_ms.is_some() {
                true => ended.push(row),
                false => open.push(row),
            }
        }
    }
    let page = ListPage {
        empty: Empty {
            why: "没有列您名字的处置建议。".to_owned(),
            next: "连续末位、推诿扯皮、多次被投诉属实的，系统按规则提出建议；只有列名的人看得到。"
                .to_owned(),
            act: None,
        },
        open: table("待办理", open),
        ended: table("已结束", ended),
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn table(caption: &str, rows: Vec<Vec<Cell>>) -> Option<DataTable> {
    (!rows.is_empty()).then(|| DataTable {
        caption: caption.to_owned(),
        columns: vec![
            Column::text("建议"),
            Column::text("类别"),
            Column::text("状态"),
            Column::text("下一步"),
            Column::text("时限"),
        ],
        rows,
    })
}

fn row(app: &App, line: &ListLine, kind: Kind) -> Vec<Cell> {
    let row = words::row(line, app.today(), &app.pack().law());
    vec![
        Cell::link(
            format!("{} {}", line.title, line.no),
            format!("/desk/proposals/{}", line.no),
        ),
        kind.word().into(),
        line.state_word.clone().into(),
        line.next_step.clone().into(),
        row.due.into(),
    ]
}
