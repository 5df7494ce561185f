//! Open matters that keep an old version of their rule, with what the other version would give.

use super::PATH;
use crate::App;
use crate::desk::frame;
use crate::desk::list::send_grid;
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
    lines: Vec<Line>,
    versions: Vec<ChangeLine>,
}

/// A matter beside what the other version would give.
struct Line {
    matter: String,
    href: String,
    unit: String,
    rule: String,
    rule_href: String,
    started: String,
    due: String,
    source: String,
    would_be: String,
    other: String,
}

/// A time limit that changed.
struct ChangeLine {
    rule: String,
    href: String,
    from: String,
    tense: &'static str,
    values: String,
    source: String,
}

pub(super) async fn show(State(app): State<App>, viewer: Viewer) -> Result<Html<String>, Problem> {
    let today = app.today();
    let rows = app.store().under_old_versions(&viewer.sight, today).await?;
    let page = ChangesPage {
        desk: frame(&app, &viewer, PATH, "换版时在办的件").await?,
        lines: rows.iter().map(Line::of).collect(),
        versions: versions(&app, today),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

impl Line {
    fn of((matter, row): &(Matter, UnderOldVersion)) -> Self {
        Self {
            matter: format!("{} {}", matter.no, matter.title),
            href: format!("/desk/matters/{}", matter.no),
            unit: matter.lead.to_string(),
            rule: row.title.clone(),
            rule_href: format!("/rules/{}", row.rule),
            started: said::day(row.started),
            due: words::due_full(&row.due),
            source: kept(row),
            would_be: words::due_full(&row.would_be),
            other: format!("{}，{}", other(row), row.new_source.words()),
        }
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

/// Time limits that changed in the last two years or will, the newest first.
fn versions(app: &App, today: Date) -> Vec<ChangeLine> {
    let since = today.saturating_sub(jiff::Span::new().months(TOLD_MONTHS));
    let changed = changes(&app.pack().rules, since, today);
    (changed.iter().rev())
        .filter(|change| matches!(change.after.value, Value::Limit(_)))
        .map(|change| {
            let (before, after) = (
                value_words(&change.before.value),
                value_words(&change.after.value),
            );
            ChangeLine {
                rule: change.rule.title.clone(),
                href: format!("/rules/{}", change.rule.id),
                from: said::day(change.after.from),
                tense: if change.upcoming { "尚未施行" } else { "" },
                values: match before == after {
                    true => format!("{after}，不变"),
                    false => format!("{before} → {after}"),
                },
                source: change.after.source.words(),
            }
        })
        .collect()
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
