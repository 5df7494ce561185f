//! One leader: the units of the post, the indicators they lead, reds and orders answered for, and the
//! units' places over months.

use super::unit::{MONTHS, kpis, list};
use super::{HOME, published, row, sees, table};
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable, KpiRow, MatterList};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::district::{PostId, Unit};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Kind, Waiting};
use banjie_store::reads::Filter;

#[derive(Template)]
#[template(path = "desk/responsibility/post.html")]
struct PostPage {
    desk: Desk,
    title: String,
    holder: String,
    kpis: KpiRow,
    units: DataTable,
    reds: MatterList,
    directives: MatterList,
    trend: Option<DataTable>,
}

/// The address of a post's page.
pub(super) fn href(post: &PostId) -> String {
    let post: String = form_urlencoded::byte_serialize(post.as_str().as_bytes()).collect();
    format!("{HOME}/posts/{post}")
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(post): Path<String>,
) -> Result<Response, Problem> {
    let id = PostId(post);
    let district = &app.pack().district;
    let post = district.posts.iter().find(|post| post.id == id);
    let post = post.ok_or(Problem::NotFound)?;
    let units: Vec<&Unit> = (district.units.iter())
        .filter(|unit| unit.sponsor == id && sees(&viewer, &unit.id))
        .collect();
    if units.is_empty() {
        return Err(Problem::NotFound);
    }
    let own = Filter {
        sponsor: Some(id.clone()),
        waiting: Some(Waiting::Unit),
        ..Filter::default()
    };
    let red = Filter {
        light: Some(Light::Overdue),
        ..own.clone()
    };
    let directives = Filter {
        kind: Some(Kind::Directive),
        ..own.clone()
    };
    let rankings = published(&app, MONTHS).await?;
    let mut rows = Vec::new();
    for unit in &units {
        rows.push(row(&app, &viewer, unit, rankings.first()).await?);
    }
    let reds = list(&app, &viewer, &red, "逾期的").await?;
    let page = PostPage {
        desk: frame(&app, &viewer, &href(&id), &format!("{id}的责任")).await?,
        title: format!("{id}的责任"),
        holder: format!("{} {}", post.holder, post.telephone),
        kpis: kpis(&app, &viewer, &own, ("sponsor", id.as_str())).await?,
        units: table("包抓的单位", rows),
        directives: MatterList {
            // One list has the cursor.
            beside: !reds.groups.is_empty(),
            ..list(&app, &viewer, &directives, "在办的会议任务").await?
        },
        reds,
        trend: trend(&units, &rankings),
    };
    render(&page)
}

/// The places of each unit over months, the newest first.
fn trend(units: &[&Unit], rankings: &[Ranking]) -> Option<DataTable> {
    let rows: Vec<Vec<Cell>> = (rankings.iter())
        .map(|ranking| {
            let month = Cell::link(
                ranking.month.words(),
                format!("/rankings/{}", ranking.month),
            );
            let places = units.iter().map(|unit| match ranking.row(&unit.id) {
                Some((group, row)) => format!("第{}名，共{}家", row.place, group.placed.len()),
                None => "不排名次".to_owned(),
            });
            std::iter::once(month)
                .chain(places.map(Cell::from))
                .collect()
        })
        .collect();
    let names = units.iter().map(|unit| Column::text(unit.id.as_str()));
    (!rows.is_empty()).then(|| DataTable {
        caption: "各单位名次变化".to_owned(),
        columns: std::iter::once(Column::text("月份")).chain(names).collect(),
        rows,
    })
}
