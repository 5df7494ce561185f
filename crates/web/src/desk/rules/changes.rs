//! Open matters that keep an old version of their rule, with what the other version would give.

use super::PATH;
use crate::App;
use crate::desk::frame;
use crate::desk::list::send_grid;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use crate::rules::{said, value_words};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Response};
use banjie_core::matter::Matter;
use banjie_core::rules::{Source, UnderOldVersion, Value, changes};
use banjie_papers::xlsx::{CellKind, Grid, GridColumn};
use jiff::civil::Date;

/// Months for which a change of a rule is told after it began.
const TOLD_MONTHS: i32 = 24;

#[derive(Template)]
#[template(path = "desk/rules/changes.html")]
struct ChangesPage {
    desk: Desk,
    table: DataTable,
    total: usize,
    versions: DataTable,
}

pub(super) async fn show(State(app): State<App>, viewer: Viewer) -> Result<Html<String>, Problem> {
    let today = app.today();
    let rows = app.store().under_old_versions(&viewer.sight, today).await?;
    let page = ChangesPage {
        desk: frame(&app, &viewer, PATH, "换版时在办的件").await?,
        total: rows.len(),
        table: table(&rows),
        versions: versions(&app, today),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn table(rows: &[(Matter, UnderOldVersion)]) -> DataTable {
    let names = [
        "办件",
        "主责单位",
        "规则",
        "起算日",
        "照旧到期",
        "依据",
        "另一版",
        "照另一版到期",
    ];
    DataTable {
        caption: "换版时在办的件".to_owned(),
        columns: names.map(Column::text).to_vec(),
        rows: (rows.iter())
            .map(|(matter, row)| {
                vec![
                    Cell::link(
                        format!("{} {}", matter.no, matter.title),
                        format!("/desk/matters/{}", matter.no),
                    ),
                    matter.lead.to_string().into(),
                    Cell::link(row.title.as_str(), format!("/rules/{}", row.rule)),
                    row.started.to_string().into(),
                    words::due_full(&row.due).into(),
                    kept(row).into(),
                    format!("{}（{}）", other(row), row.new_source.words()).into(),
                    words::due_full(&row.would_be).into(),
                ]
            })
            .collect(),
    }
}

fn kept(row: &UnderOldVersion) -> String {
    (row.source.as_ref()).map_or_else(|| "起算时没有规定".to_owned(), Source::words)
}

fn other(row: &UnderOldVersion) -> String {
    let tense = match row.upcoming {
        true => "将于",
        false => "",
    };
    format!("{tense}{}起", said::day(row.new_from))
}

/// Time limits that changed in the last two years or will: old and new value.
fn versions(app: &App, today: Date) -> DataTable {
    let since = today.saturating_sub(jiff::Span::new().months(TOLD_MONTHS));
    let changed = changes(&app.pack().rules, since, today);
    let limits =
        (changed.iter().rev()).filter(|change| matches!(change.after.value, Value::Limit(_)));
    DataTable {
        caption: "近两年换版和将要换版的时限".to_owned(),
        columns: ["规则", "换版日", "原来", "换成", "依据"]
            .map(Column::text)
            .to_vec(),
        rows: limits
            .map(|change| {
                let tense = if change.upcoming {
                    "（尚未施行）"
                } else {
                    ""
                };
                vec![
                    Cell::link(
                        change.rule.title.as_str(),
                        format!("/rules/{}", change.rule.id),
                    ),
                    format!("{}{tense}", text::full_date(change.after.from)).into(),
                    value_words(&change.before.value).into(),
                    value_words(&change.after.value).into(),
                    change.after.source.words().into(),
                ]
            })
            .collect(),
    }
}

pub(super) async fn download(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let today = app.today();
    let rows = app.store().under_old_versions(&viewer.sight, today).await?;
    let column = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let day = |title: &str| GridColumn::new(title, 12, CellKind::Date);
    let name = "换版时在办的件";
    let grid = Grid {
        name: name.to_owned(),
        notes: vec![
            format!(
                "{}{name} · {}",
                app.site().district_name,
                text::full_date(today)
            ),
            format!(
                "共 {} 行；在办的件照起算日的版本，另一版只供比较",
                rows.len()
            ),
        ],
        columns: vec![
            column("编号", 20),
            column("标题", 40),
            column("主责单位", 16),
            column("规则", 30),
            day("起算日"),
            column("照旧到期", 28),
            column("依据", 50),
            column("另一版", 24),
            column("另一版依据", 50),
            column("照另一版到期", 28),
        ],
        rows: (rows.iter())
            .map(|(matter, row)| {
                vec![
                    matter.no.to_string(),
                    matter.title.clone(),
                    matter.lead.to_string(),
                    row.title.clone(),
                    row.started.to_string(),
                    words::due_full(&row.due),
                    kept(row),
                    other(row),
                    row.new_source.words(),
                    words::due_full(&row.would_be),
                ]
            })
            .collect(),
    };
    send_grid(&app, name, grid)
}
