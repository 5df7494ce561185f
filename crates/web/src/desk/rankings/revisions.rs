//! What each revision of a sealed ranking changed, for every unit.

use super::{beside, render};
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use banjie_core::assessment::difference::{Change, changes};
use banjie_core::assessment::{Month, Period};
use banjie_store::record::Record;

#[derive(Template)]
#[template(path = "desk/rankings/revisions.html")]
struct RevisionsPage {
    desk: Desk,
    back: String,
    month: String,
    parts: Vec<Difference>,
}

/// One revision against the one before.
struct Difference {
    /// The finding.
    title: String,
    /// Why it was made.
    why: String,
    /// Every unit.
    table: DataTable,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let path = format!("/desk/rankings/{month}");
    let parts = differences(&app, month).await?;
    let title = format!("各版差别 {}", month.words());
    let page = RevisionsPage {
        desk: frame(&app, &viewer, &path, &title).await?,
        back: path,
        month: month.words(),
        parts,
    };
    render(&page)
}

/// Each revision that has one before it, newest first.
async fn differences(app: &App, month: Month) -> Result<Vec<Difference>, Problem> {
    let all = app.store().ranking_revisions(month).await?;
    let notes = app.store().period_notes(Period::Month(month)).await?;
    let mut out: Vec<Difference> = (all.iter().zip(all.iter().skip(1)))
        .map(|(before, now)| {
            let revision = now.issued.revision;
            let why = notes.iter().find(|n| {
                matches!(&n.record, Record::PeriodCorrected { revision: r, .. } if *r == revision)
            });
            let rows = changes(&before.values, &now.values);
            let changed = rows.iter().filter(|c| c.changed()).count();
            Difference {
                title: match changed {
                    0 => format!("第{revision}版和上一版：得分、名次都没有变"),
                    n => format!("第{revision}版和上一版：{n} 家的得分或名次变了"),
                },
                why: why.map_or(String::new(), |n| beside::note(n, app.today()).0),
                table: table(&rows),
            }
        })
        .collect();
    out.reverse();
    Ok(out)
}

fn table(rows: &[Change]) -> DataTable {
    DataTable {
        caption: "各单位前后两版".to_owned(),
        columns: ["单位", "可比组", "上一版", "这一版", "变没变"]
            .map(Column::text)
            .to_vec(),
        rows: (rows.iter())
            .map(|c| {
                let word = if c.changed() { "变了" } else { "没有变" };
                [
                    c.unit.to_string(),
                    c.group.clone(),
                    c.before.words(),
                    c.now.words(),
                    word.to_owned(),
                ]
                .map(Cell::from)
                .to_vec()
            })
            .collect(),
    }
}
