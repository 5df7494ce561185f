//! An indicator over months: what came due under it, on time, solved, pleased, whichever unit did it.

use super::{Asked, indicator_href, unit_href};
use crate::App;
use crate::assess::figure::opens;
use crate::desk::frame;
use crate::kit::parts::trend::finding;
use crate::kit::parts::{Cell, Column, DataTable, Series, Tabs, Trend};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render, text};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::rulebook::Metric;
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counts, Month};
use banjie_core::district::IndicatorId;
use banjie_core::matter::Kind;

/// The rates drawn.
const RATES: [Metric; 3] = [Metric::ON_TIME, Metric::SOLVED, Metric::SATISFIED];

#[derive(Template)]
#[template(path = "desk/trends/indicator.html")]
struct IndicatorPage {
    desk: Desk,
    name: String,
    finding: String,
    /// Who leads it, and its trend; empty for a unit that is not ranked.
    lead: (String, String),
    owner: String,
    tabs: Tabs,
    trend: Option<Trend>,
    table: DataTable,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(indicator): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let district = &app.pack().district;
    let id = IndicatorId::from(indicator.as_str());
    let indicator = district.indicator(&id).ok_or(Problem::NotFound)?;
    let path = indicator_href(&id);
    let to = app.today().yesterday().unwrap_or(app.today());
    let last = Month::of(to);
    let back = i64::from(asked.months().saturating_sub(1));
    let first = last.first().saturating_sub(jiff::Span::new().months(back));
    let months = app.store().indicator_months(&id, first, to).await?;
    let lines = RATES.map(|metric| Series {
        label: metric.word(),
        values: (months.iter())
            .map(|(_, counts)| Share::of(metric, None, counts).rate)
            .collect(),
    });
    // Reviews that stand under no indicator would be a line without a point.
    let drawn = |line: &Series| line.values.iter().any(Option::is_some);
    let lines: Vec<Series> = lines.into_iter().filter(drawn).collect();
    let ranked = district.unit(&indicator.lead);
    let ranked = ranked.filter(|unit| unit.peer_group.is_some());
    let owner = district.post(&indicator.owner);
    let page = IndicatorPage {
        desk: frame(&app, &viewer, &path, &format!("{}的趋势", indicator.name)).await?,
        name: indicator.name.clone(),
        finding: lines
            .first()
            .map_or(String::new(), |line| finding(line, "%")),
        lead: (
            indicator.lead.to_string(),
            ranked.map_or(String::new(), |unit| unit_href(&unit.id)),
        ),
        owner: owner.map_or(indicator.owner.to_string(), |post| {
            format!("{} {}", post.id, post.holder)
        }),
        tabs: asked.tabs(&path),
        trend: (!months.is_empty()).then(|| Trend {
            words: format!("{}各月按时办结率、解决率和满意率", indicator.name),
            months: months.iter().map(|(month, _)| month.to_string()).collect(),
            series: lines,
        }),
        table: table(&indicator.name, &months),
    };
    render(&page)
}

fn table(name: &str, months: &[(Month, Counts)]) -> DataTable {
    let mut columns = vec![Column::text("月份"), Column::number("到期的诉求")];
    columns.extend(RATES.map(|metric| Column::number(&metric.word())));
    columns.push(Column::number("超时"));
    let rows = months.iter().rev().map(|(month, counts)| {
        let due = counts.counted(None, Some(Kind::Appeal), Count::Due);
        let number = |cases: u64| text::thousands(cases);
        let late = Share::of(Metric::ON_TIME, None, counts).missed;
        let mut cells = vec![
            Cell::from(month.words()),
            Cell::link(number(due.cases), opens(&due)),
        ];
        cells.extend(RATES.map(|metric| {
            let share = Share::of(metric, None, counts);
            match share.rate {
                Some(_) => Cell::link(share.words(), opens(&share.hits)),
                None => Cell::from("无数据"),
            }
        }));
        cells.push(Cell::link(number(late.cases), opens(&late)));
        cells
    });
    DataTable {
        caption: format!("{name}各月的数"),
        columns,
        rows: rows.collect(),
    }
}
