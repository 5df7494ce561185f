//! An indicator over months: what came due under it, on time, solved, pleased, whichever unit did it.

use super::{Asked, indicator_href, unit_href, years};
use crate::App;
use crate::assess::figure::opens;
use crate::desk::frame;
use crate::desk::reports::{self, Reported};
use crate::kit::parts::trend::finding;
use crate::kit::parts::{Cell, Column, DataTable, Series, Tabs, Trend};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render, text};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::report::{Line, Lines, Reading, Report};
use banjie_core::assessment::rulebook::{Basis, Measure, Metric};
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::years::MonthPart;
use banjie_core::assessment::{Counts, Month};
use banjie_core::district::IndicatorId;
use banjie_core::matter::Kind;
use jiff::civil::Date;

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
    years: DataTable,
    /// What was reported for it, month by month.
    reported: Option<DataTable>,
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
    let since = years::since(app.today()).first().min(first);
    let all = app.store().indicator_months(&id, since, to).await?;
    let by_year = by_year(&indicator.name, &all, app.today());
    let mut months = all;
    months.retain(|(month, _)| month.last() >= first);
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
        // What is said above rests on whole months.
        finding: lines.first().map_or(String::new(), |line| {
            let mut whole = line.clone();
            if months.last().is_some_and(|(month, _)| month.last() > to) {
                whole.values.pop();
            }
            finding(&whole, "%")
        }),
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
        years: by_year,
        reported: reported(&app, &viewer, &id, asked.months()).await?,
    };
    render(&page)
}

/// What came due under an indicator, year by year.
fn by_year(name: &str, months: &[(Month, Counts)], today: Date) -> DataTable {
    let parts: Vec<MonthPart> = (months.iter())
        .map(|(month, counts)| MonthPart {
            month: *month,
            score: None,
            shares: (RATES.iter())
                .map(|metric| Some(Share::of(*metric, None, counts)))
                .collect(),
        })
        .collect();
    let rates = RATES.map(|metric| metric.word());
    years::table(name, &parts, false, &rates, today)
}

/// The figures reported for an indicator in the months before: verified ones, zeros among them, what
/// does not apply, what waits and what is owed are five different things.
async fn reported(
    app: &App,
    viewer: &Viewer,
    id: &IndicatorId,
    months: u32,
) -> Result<Option<DataTable>, Problem> {
    let last = Month::of(app.today()).previous();
    let all = std::iter::successors(Some(last), |month| Some(month.previous()));
    let mut rows = Vec::new();
    for month in all.take(usize::try_from(months).unwrap_or(0)) {
        let books = app.store().rulebooks().await?;
        let Ok(book) = books.on(month) else { break };
        let asked = book.measures.iter().any(|measure| {
            matches!(&measure.basis, Basis::Reported(r) if r.indicator.as_ref() == Some(id))
        });
        if asked {
            let reported = Reported::of(app, month).await?;
            rows.extend(reported_rows(&reported.seen(app, viewer), month, id));
        }
    }
    Ok((!rows.is_empty()).then(|| DataTable {
        caption: "报送的数".to_owned(),
        columns: std::iter::once(Column::text("月份"))
            .chain(std::iter::once(Column::text("指标")))
            .chain(["应报", "已核", "其中报零", "不适用", "报了没核", "没有报"].map(Column::number))
            .collect(),
        rows,
    }))
}

/// A row a measure.
fn reported_rows(lines: &Lines<'_>, month: Month, id: &IndicatorId) -> Vec<Vec<Cell>> {
    let own = |line: &&Line<'_>| line.reported.indicator.as_ref() == Some(id);
    let mut measures: Vec<&Measure> = Vec::new();
    for line in lines.all.iter().filter(own) {
        if measures.iter().all(|measure| measure.id != line.measure.id) {
            measures.push(line.measure);
        }
    }
    (measures.into_iter())
        .map(|measure| {
            let readings: Vec<Reading> = (lines.all.iter())
                .filter(|line| line.measure.id == measure.id)
                .map(|line| line.report.map_or(Reading::Unreported, Report::reading))
                .collect();
            let count = |is: &dyn Fn(&Reading) -> bool| {
                let n = readings.iter().filter(|reading| is(reading)).count();
                Cell::from(n.to_string())
            };
            vec![
                Cell::from(month.words()),
                Cell::link(measure.title.clone(), reports::href(month, &measure.id)),
                readings.len().to_string().into(),
                count(&|r| matches!(r, Reading::Value(_))),
                count(&|r| matches!(r, Reading::Value(value) if value.is_zero())),
                count(&|r| matches!(r, Reading::NotApplicable(_))),
                count(&|r| matches!(r, Reading::Unverified)),
                count(&|r| matches!(r, Reading::Unreported)),
            ]
        })
        .collect()
}

fn table(name: &str, months: &[(Month, Counts)]) -> DataTable {
    let mut columns = vec![Column::text("月份"), Column::number("到期的诉求")];
    columns.extend(RATES.map(|metric| Column::number(&metric.word())));
    columns.push(Column::number("超时"));
    let rows = months.iter().rev().map(|(month, counts)| {
        let due = counts.counted(None, Some(Kind::Appeal), Count::Due);
        let number = |cases: u64| text::thousands(cases);
        let late = Share::of(Metric::ON_TIME, None, counts).missed;
        let name = match due.figure.to < month.last() {
            true => format!("{}（到{}日）", month.words(), due.figure.to.day()),
            false => month.words(),
        };
        let mut cells = vec![Cell::from(name), Cell::link(number(due.cases), opens(&due))];
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
