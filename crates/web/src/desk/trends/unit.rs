//! A unit over its published months and quarters.

use super::{Asked, indicator_href, unit_href, years};
use crate::App;
use crate::assess::figure::opens;
use crate::desk::frame;
use crate::kit::parts::trend::finding;
use crate::kit::parts::{Cell, Column, DataTable, Series, Tabs, Trend};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::ranking::{GroupRanking, Ranking};
use banjie_core::assessment::rulebook::Metric;
use banjie_core::assessment::scoring::{Share, UnitScore};
use banjie_core::assessment::years::MonthPart;
use banjie_core::assessment::{Month, Quarter};
use banjie_core::district::UnitId;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Quarters looked back.
const QUARTERS: usize = 12;
/// The rates drawn beside the score.
const RATES: [Metric; 3] = [Metric::ON_TIME, Metric::SOLVED, Metric::SATISFIED];

#[derive(Template)]
#[template(path = "desk/trends/unit.html")]
struct UnitPage {
    desk: Desk,
    unit: String,
    finding: String,
    tabs: Tabs,
    trend: Option<Trend>,
    table: DataTable,
    years: DataTable,
    quarters: Option<DataTable>,
    led: Vec<(String, String)>,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let district = &app.pack().district;
    let id = UnitId::from(unit.as_str());
    let known = district.unit(&id).filter(|unit| unit.peer_group.is_some());
    let unit = known.ok_or(Problem::NotFound)?;
    let path = unit_href(&id);
    let mut months = Vec::new();
    let mut month = Month::of(app.today()).previous();
    let (since, most) = (years::since(app.today()), asked.months());
    for n in 0.. {
        if n >= most && month.first() < since.first() {
            break;
        }
        let kept = app.store().published_ranking(month).await?;
        months.push((month, kept.map(|kept| kept.values)));
        month = month.previous();
    }
    let by_year = by_year(&months, &id, app.today());
    months.truncate(usize::try_from(most).unwrap_or(months.len()));
    // The months before the first published one are not missing.
    while months.last().is_some_and(|(_, ranking)| ranking.is_none()) {
        months.pop();
    }
    months.reverse();
    let lines = lines(&months, &id);
    let main = lines.first();
    let page = UnitPage {
        desk: frame(&app, &viewer, &path, &format!("{id}的趋势")).await?,
        finding: main.map_or(String::new(), |line| finding(line, " 分")),
        tabs: asked.tabs(&path),
        trend: (!months.is_empty()).then(|| Trend {
            words: format!("{id}各月得分、组内平均和三个率"),
            months: months.iter().map(|(month, _)| month.to_string()).collect(),
            series: lines,
        }),
        table: table(&months, &id),
        years: by_year,
        quarters: quarters(&app, &id).await?,
        led: (district.indicators.iter())
            .filter(|indicator| indicator.lead == unit.id)
            .map(|indicator| (indicator.name.clone(), indicator_href(&indicator.id)))
            .collect(),
        unit: id.to_string(),
    };
    render(&page)
}

/// The unit's group and score in a ranking, placed or not.
fn found<'a>(ranking: &'a Ranking, unit: &UnitId) -> Option<(&'a GroupRanking, &'a UnitScore)> {
    ranking.groups.iter().find_map(|group| {
        let placed = group.placed.iter().map(|row| &row.score);
        let mut all = placed.chain(&group.unplaced);
        let score = all.find(|score| score.unit == *unit)?;
        Some((group, score))
    })
}

fn share(score: &UnitScore, metric: Metric) -> Option<&Share> {
    let shares = score.measures.iter().filter_map(|measure| measure.share());
    shares.into_iter().find(|share| share.metric == metric)
}

/// The mean of the group's scores, two decimals.
fn mean(group: &GroupRanking) -> Option<Decimal> {
    let scores = group.placed.iter().filter_map(|row| row.score.score);
    let scores: Vec<Decimal> = scores.collect();
    let sum: Decimal = scores.iter().sum();
    let mean = sum.checked_div(Decimal::from(scores.len()))?;
    let mut mean = banjie_core::assessment::rates::rounded(mean);
    mean.rescale(2);
    Some(mean)
}

fn lines(months: &[(Month, Option<Ranking>)], unit: &UnitId) -> Vec<Series> {
    let each = |of: &dyn Fn(&GroupRanking, &UnitScore) -> Option<Decimal>| {
        let values = months.iter().map(|(_, ranking)| {
            let (group, score) = found(ranking.as_ref()?, unit)?;
            of(group, score)
        });
        values.collect()
    };
    let mut out = vec![
        Series {
            label: "得分".to_owned(),
            values: each(&|_, score| score.score),
        },
        Series {
            label: "组内平均".to_owned(),
            values: each(&|group, _| mean(group)),
        },
    ];
    out.extend(RATES.map(|metric| Series {
        label: metric.word(),
        values: each(&|_, score| share(score, metric)?.rate),
    }));
    out
}

/// What the published months of a unit come to, year by year.
fn by_year(months: &[(Month, Option<Ranking>)], unit: &UnitId, today: Date) -> DataTable {
    let parts: Vec<MonthPart> = (months.iter().rev())
        .filter_map(|(month, ranking)| {
            let (_, score) = found(ranking.as_ref()?, unit)?;
            Some(MonthPart {
                month: *month,
                score: score.score,
                shares: (RATES.iter())
                    .map(|metric| share(score, *metric).cloned())
                    .collect(),
            })
        })
        .collect();
    let rates = RATES.map(|metric| metric.word());
    years::table(unit.as_str(), &parts, true, &rates, today)
}

fn table(months: &[(Month, Option<Ranking>)], unit: &UnitId) -> DataTable {
    let mut columns = vec![
        Column::text("月份"),
        Column::text("名次"),
        Column::number("得分"),
        Column::number("组内平均"),
    ];
    columns.extend(RATES.map(|metric| Column::number(&metric.word())));
    let rows = months.iter().rev().map(|(month, ranking)| {
        let found = ranking.as_ref().and_then(|ranking| found(ranking, unit));
        let Some((group, score)) = found else {
            let mut cells = vec![Cell::from(month.words()), "没有公布排名".into()];
            cells.extend((0..5).map(|_| Cell::from("—")));
            return cells;
        };
        let row = group.placed.iter().find(|row| row.score.unit == *unit);
        let dash = || "—".to_owned();
        let mut cells = vec![
            Cell::link(month.words(), format!("/rankings/{month}")),
            match row {
                Some(row) => format!("第 {} 名，共 {} 家", row.place, group.placed.len()),
                None => "不排名次".to_owned(),
            }
            .into(),
            score
                .score
                .map_or_else(dash, |score| score.to_string())
                .into(),
            mean(group)
                .map_or_else(dash, |mean| mean.to_string())
                .into(),
        ];
        cells.extend(RATES.map(|metric| match share(score, metric) {
            Some(share) => Cell::link(share.words(), opens(&share.hits)),
            None => Cell::from("—"),
        }));
        cells
    });
    DataTable {
        caption: format!("{unit}各月的数"),
        columns,
        rows: rows.collect(),
    }
}

/// Published quarters, the newest first.
async fn quarters(app: &App, unit: &UnitId) -> Result<Option<DataTable>, Problem> {
    let mut rows = Vec::new();
    let mut quarter = Quarter::of(app.today());
    for _ in 0..QUARTERS {
        let kept = app.store().published_assessment(quarter).await?;
        if let Some((_, row)) = kept.as_ref().and_then(|kept| kept.values.row(unit)) {
            let [place, total, grade] = row.result_words();
            rows.push(vec![
                Cell::link(quarter.words(), format!("/assessments/{quarter}")),
                grade.into(),
                total.into(),
                place.into(),
            ]);
        }
        quarter = quarter.previous();
    }
    Ok((!rows.is_empty()).then(|| DataTable {
        caption: format!("{unit}各季等次"),
        columns: vec![
            Column::text("季度"),
            Column::text("等次"),
            Column::number("总分"),
            Column::number("名次"),
        ],
        rows,
    }))
}
