//! All rules with their values on a day.

use super::answer;
use crate::App;
use crate::kit::parts::{Column, DataTable};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Errors, Portal, Problem};
use crate::portal::frame;
use crate::rules::{RuleFilter, RuleRow};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Response;

const PATH: &str = "/rules/all";

#[derive(Template)]
#[template(path = "portal/rules/list.html")]
struct ListPage {
    portal: Portal,
    q: String,
    on: String,
    unsure: bool,
    wrong: String,
    /// Shows all, or only what is unsure.
    other: String,
    groups: Vec<(&'static str, DataTable)>,
    total: usize,
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let filter = RuleFilter::read(uri.query().unwrap_or_default(), app.today());
    let rows = filter.rows(&app.pack().rules);
    let mut portal = frame(&app, &uri, &who, "全部规则");
    let mut errors = Errors::default();
    if let Some(wrong) = &filter.wrong {
        errors.add("on", wrong);
    }
    portal.errors = !errors.is_empty();
    let mut groups: Vec<(&'static str, DataTable)> = Vec::new();
    for row in &rows {
        let line = vec![
            crate::kit::parts::Cell::link(row.rule.title.as_str(), portal.href(&row.href())),
            row.value().into(),
            row.period().into(),
            with_mark(row).into(),
        ];
        match groups.last_mut().filter(|(group, _)| *group == row.group()) {
            Some((_, table)) => table.rows.push(line),
            None => groups.push((row.group(), table(row.group(), line))),
        }
    }
    let page = ListPage {
        other: portal.href(&filter.href(PATH, !filter.unsure)),
        total: rows.len(),
        unsure: filter.unsure,
        wrong: filter.wrong.unwrap_or_default(),
        q: filter.q,
        on: filter.typed,
        groups,
        portal,
    };
    answer(&page, &errors)
}

fn table(group: &str, first: Vec<crate::kit::parts::Cell>) -> DataTable {
    DataTable {
        caption: group.to_owned(),
        columns: ["规则", "取值", "施行", "依据"].map(Column::text).to_vec(),
        rows: vec![first],
    }
}

fn with_mark(row: &RuleRow<'_>) -> String {
    row.version.map(|v| v.source.words()).unwrap_or_default()
}
