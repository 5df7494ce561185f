//! What each revision of a sealed month or quarter changed, for every unit.

use super::beside;
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use askama::Template;
use axum::response::Response;
use banjie_core::assessment::Period;
use banjie_core::assessment::difference::{Change, Placing, changes};
use banjie_store::reads::{Kept, PeriodNote};
use banjie_store::record::Record;

#[derive(Template)]
#[template(path = "desk/rankings/revisions.html")]
struct RevisionsPage {
    desk: Desk,
    /// The list it is in: its name and address.
    list: (&'static str, &'static str),
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

/// The page of all revisions of a month or quarter.
///
/// # Errors
/// The database fails.
pub(in crate::desk) async fn show<T: Placing>(
    app: &App,
    viewer: &Viewer,
    period: Period,
    all: &[Kept<T>],
) -> Result<Response, Problem> {
    let list = match period {
        Period::Month(_) => "/desk/rankings",
        Period::Quarter(_) => "/desk/assessments",
    };
    let path = format!("{list}/{period}");
    let notes = app.store().period_notes(period).await?;
    let title = format!("各版差别 {}", period.words());
    let page = RevisionsPage {
        desk: frame(app, viewer, &path, &title).await?,
        list: (period.title(), list),
        back: path,
        month: period.words(),
        parts: differences(app, all, &notes),
    };
    render(&page)
}

/// Each revision that has one before it, newest first.
fn differences<T: Placing>(app: &App, all: &[Kept<T>], notes: &[PeriodNote]) -> Vec<Difference> {
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
    out
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
