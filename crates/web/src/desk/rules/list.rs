//! All rules on a day, and the same as a sheet for whoever confirms them.

use super::{CHANGES, PATH};
use crate::App;
use crate::desk::frame;
use crate::desk::list::send_grid;
use crate::kit::parts::{Chip, FilterBar};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use crate::rules::{RuleFilter, RuleRow, said};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::{Html, Response};
use banjie_core::district::Action;
use banjie_core::rules::{Rules, changes};
use banjie_papers::xlsx::{CellKind, Grid, GridColumn};
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "desk/rules/list.html")]
struct RulesPage {
    desk: Desk,
    q: String,
    on: String,
    unsure: bool,
    wrong: String,
    filters: FilterBar,
    total: usize,
    lines: Vec<Line>,
    export: String,
    calendar: Vec<(String, String)>,
    calendar_missing: String,
    /// Day and titles.
    upcoming: Vec<(String, Vec<String>)>,
    changes_href: &'static str,
}

/// One rule, its second line below the first.
struct Line {
    title: String,
    href: String,
    about: String,
    value: String,
    period: String,
    source: String,
    confidence: &'static str,
    unsure: bool,
    reviewed: String,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    OriginalUri(uri): OriginalUri,
) -> Result<Html<String>, Problem> {
    let (rules, today) = (&app.pack().rules, app.today());
    let filter = RuleFilter::read(uri.query().unwrap_or_default(), today);
    let rows = filter.rows(rules);
    let mut desk = frame(&app, &viewer, PATH, "规则和依据").await?;
    desk.errors = filter.wrong.is_some();
    let all = RuleFilter {
        q: String::new(),
        unsure: false,
        ..filter.clone()
    };
    let count = |unsure| {
        let view = RuleFilter {
            unsure,
            ..all.clone()
        };
        view.rows(rules).len() as u64
    };
    let chip = |label: &str, unsure| Chip {
        label: label.to_owned(),
        href: filter.href(PATH, unsure),
        count: Some(count(unsure)),
        light: None,
        on: filter.unsure == unsure,
    };
    let page = RulesPage {
        filters: FilterBar {
            own: vec![chip("全部", false), chip("口径待确认", true)],
            ..FilterBar::default()
        },
        total: rows.len(),
        lines: rows.iter().map(Line::of).collect(),
        export: filter.href("/desk/rules/export", filter.unsure),
        calendar: (app.pack().calendar.years())
            .map(|year| (format!("{}年", year.year), year.notice.clone()))
            .collect(),
        calendar_missing: calendar_missing(&app, today),
        upcoming: upcoming(rules, today),
        changes_href: match viewer.may(Action::SeeMatters) {
            true => CHANGES,
            false => "",
        },
        unsure: filter.unsure,
        wrong: filter.wrong.unwrap_or_default(),
        q: filter.q,
        on: filter.typed,
        desk,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// Which rules change on which day to come.
fn upcoming(rules: &Rules, today: Date) -> Vec<(String, Vec<String>)> {
    let mut days: Vec<(String, Vec<String>)> = Vec::new();
    for change in changes(rules, today, today) {
        let from = said::day(change.after.from);
        let title = change.rule.title.clone();
        match days.last_mut().filter(|(day, _)| *day == from) {
            Some((_, titles)) => titles.push(title),
            None => days.push((from, vec![title])),
        }
    }
    days
}

/// What is missing in the calendar for limits that start now; empty: nothing before the notice of
/// next year can be out.
fn calendar_missing(app: &App, today: Date) -> String {
    let calendar = &app.pack().calendar;
    let (this, next) = (today.year(), today.year() + 1);
    if !calendar.holds(this) {
        return format!("缺 {this} 年的放假安排，今年的到期日都算不准，请马上录入。");
    }
    // The notice appears in October or November.
    if today.month() >= 10 && !calendar.holds(next) {
        return format!(
            "{next} 年的放假安排还没有录入：跨年的时限只能给出最早和最晚的可能，国务院办公厅通知发布后请录入。"
        );
    }
    String::new()
}

impl Line {
    fn of(row: &RuleRow<'_>) -> Self {
        Self {
            title: row.rule.title.clone(),
            href: row.href(),
            about: match row.rule.local {
                true => format!("{}，本区可定", row.group()),
                false => row.group().to_owned(),
            },
            value: row.value(),
            period: row.period(),
            source: row.source(),
            confidence: row.confidence(),
            unsure: row.is_unsure(),
            reviewed: row.rule.reviewed.to_string(),
        }
    }
}

/// The view as a sheet: with the id, the file's own name for it, and room for the lawyer's words.
pub(super) async fn download(
    State(app): State<App>,
    _: Viewer,
    OriginalUri(uri): OriginalUri,
) -> Result<Response, Problem> {
    let filter = RuleFilter::read(uri.query().unwrap_or_default(), app.today());
    let rows = filter.rows(&app.pack().rules);
    let column = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let day = |title: &str| GridColumn::new(title, 12, CellKind::Date);
    let name = match filter.unsure {
        true => "待确认口径清单",
        false => "规则清单",
    };
    let grid = Grid {
        name: name.to_owned(),
        notes: vec![
            format!(
                "{}{name} · {}的取值",
                app.site().district_name,
                said::day(filter.on)
            ),
            format!(
                "共 {} 条；核定后改区包里的 confidence 和 reviewed",
                rows.len()
            ),
        ],
        columns: vec![
            column("规则", 34),
            column("编号", 34),
            column("类别", 12),
            column("取值", 40),
            day("施行起"),
            column("依据", 60),
            column("把握", 12),
            day("最近核对"),
            column("本区可定", 10),
            column("核定意见", 40),
        ],
        rows: (rows.iter())
            .map(|row| {
                vec![
                    row.rule.title.clone(),
                    row.rule.id.to_string(),
                    row.group().to_owned(),
                    row.value(),
                    row.version.map(|v| v.from.to_string()).unwrap_or_default(),
                    row.source(),
                    row.confidence().to_owned(),
                    row.rule.reviewed.to_string(),
                    (if row.rule.local {
                        "可以"
                    } else {
                        "不可以"
                    })
                    .to_owned(),
                    String::new(),
                ]
            })
            .collect(),
    };
    send_grid(&app, name, grid)
}
