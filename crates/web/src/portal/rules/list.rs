//! All rules with their values on a day.

use super::answer;
use crate::App;
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
    groups: Vec<(&'static str, Vec<Line>)>,
    total: usize,
}

/// One rule in the list.
struct Line {
    title: String,
    href: String,
    value: String,
    source: String,
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
    let mut groups: Vec<(&'static str, Vec<Line>)> = Vec::new();
    for row in &rows {
        let line = Line::of(row, &portal);
        match groups.last_mut().filter(|(group, _)| *group == row.group()) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((row.group(), vec![line])),
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

impl Line {
    fn of(row: &RuleRow<'_>, portal: &Portal) -> Self {
        Self {
            title: row.rule.title.clone(),
            href: portal.href(&row.href()),
            value: row.value(),
            source: match row.version {
                Some(version) => format!("{}，{}", row.period(), version.source.words()),
                None => String::new(),
            },
        }
    }
}
