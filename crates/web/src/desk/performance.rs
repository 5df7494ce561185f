//! 绩效系数: what each unit's quarter would give by the dated rules, for 组织部; also as xlsx.

use crate::App;
use crate::desk::frame;
use crate::desk::matter::attachment;
use crate::kit::parts::{Cell, Column, DataTable, Empty, Tab, Tabs};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::Quarter;
use banjie_core::assessment::performance::{Performance, Scale, performances};
use banjie_core::district::Action;
use banjie_papers::xlsx::{self, Book, CellKind, Grid, GridColumn};
use serde::Deserialize;

const HOME: &str = "/desk/performance";
/// Quarters to choose from.
const QUARTERS: usize = 4;

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeePerformance);
    vec![
        get(HOME, see, show),
        get("/desk/performance.xlsx", see, download),
    ]
}

#[derive(Template)]
#[template(path = "desk/performance.html")]
struct PerformancePage {
    desk: Desk,
    quarter: String,
    basis: &'static str,
    tabs: Tabs,
    table: Option<DataTable>,
    empty: Empty,
    scale: DataTable,
    export: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    quarter: String,
}

/// A quarter with what it gives.
struct Found {
    quarter: Quarter,
    /// Whether the quarter's own assessment is sealed and decides.
    sealed: bool,
    scale: Scale,
    rows: Vec<Performance>,
}

impl Found {
    /// What the grade is of.
    fn measure(&self) -> &'static str {
        match self.sealed {
            true => "季度总分",
            false => "月均分",
        }
    }

    /// What the coefficients rest on.
    fn basis(&self) -> &'static str {
        match self.sealed {
            true => "季考核已经封存，按它的等次算。",
            false => "季考核还没有封存，先按封存的月排名的月均分估算，封存以后以季考核的等次为准。",
        }
    }
}

fn before(quarter: Quarter) -> Quarter {
    let day = quarter.first().yesterday();
    day.map_or(quarter, Quarter::of)
}

/// The quarter asked for; without one the newest that is over.
async fn found(app: &App, asked: &Asked) -> Result<Found, Problem> {
    let quarter = match asked.quarter.as_str() {
        "" => before(Quarter::of(app.today())),
        text => text.parse().map_err(|_| Problem::NotFound)?,
    };
    let law = app.pack().law();
    let scale = Scale::of(&law, quarter.last()).map_err(|rule| Problem::Refused {
        sentence: rule.to_string(),
        code: "rule.missing",
    })?;
    let mut rankings = Vec::new();
    for month in quarter.months() {
        let sealed = app.store().sealed_ranking(month).await?;
        rankings.extend(sealed.map(|kept| kept.values));
    }
    let sealed = app.store().sealed_assessment(quarter).await?;
    let sealed = sealed.map(|kept| kept.values);
    let district = &app.pack().district;
    let rows = match rankings.is_empty() && sealed.is_none() {
        true => Vec::new(),
        false => performances(quarter, sealed.as_ref(), &rankings, district, &scale),
    };
    Ok(Found {
        quarter,
        sealed: sealed.is_some(),
        scale,
        rows,
    })
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = found(&app, &asked).await?;
    let quarter = found.quarter;
    let desk = frame(&app, &viewer, HOME, "绩效系数").await?;
    let newest = before(Quarter::of(app.today()));
    let choices = std::iter::successors(Some(newest), |quarter| Some(before(*quarter)));
    let page = PerformancePage {
        quarter: quarter.words(),
        basis: found.basis(),
        tabs: Tabs {
            tabs: choices
                .take(QUARTERS)
                .map(|choice| Tab {
                    label: choice.words(),
                    href: format!("{HOME}?quarter={choice}"),
                    count: None,
                    current: choice == quarter,
                })
                .collect(),
        },
        table: (!found.rows.is_empty()).then(|| table(&found)),
        empty: Empty {
            why: format!("{}还没有封存的月排名。", quarter.words()),
            next: "月排名定稿、签署、封存以后，这里才有数。".to_owned(),
            act: None,
        },
        scale: scale(&found.scale),
        export: format!("/desk/performance.xlsx?quarter={quarter}"),
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn table(found: &Found) -> DataTable {
    let mut columns = vec![Column::text("单位"), Column::text("可比组")];
    let months = found.quarter.months();
    columns.extend(months.map(|month| Column::number(&month.words())));
    columns.extend([found.measure(), "等次", "绩效系数"].map(Column::number));
    let rows = found.rows.iter().map(|row| {
        let mut cells = vec![
            Cell::from(row.unit.to_string()),
            Cell::from(row.group.clone()),
        ];
        cells.extend(row.months.iter().map(|(month, score)| match score {
            Some(score) => Cell::link(score.to_string(), format!("/rankings/{month}")),
            None => Cell::from("没有名次"),
        }));
        let [mean, grade, value] = results(found, row);
        cells.push(match found.sealed {
            true => Cell::link(mean, format!("/assessments/{}", found.quarter)),
            false => mean.into(),
        });
        cells.extend([grade, value].map(Cell::from));
        cells
    });
    DataTable {
        caption: format!("{}各单位的等次和绩效系数", found.quarter.words()),
        columns,
        rows: rows.collect(),
    }
}

/// Total or mean, grade and coefficient as printed.
fn results(found: &Found, row: &Performance) -> [String; 3] {
    let none = || "不评".to_owned();
    let measure = match found.sealed {
        true => row.total,
        false => row.mean,
    };
    [
        measure.map_or_else(none, |points| points.to_string()),
        row.result
            .map_or_else(none, |(grade, _)| grade.word().to_owned()),
        row.result.map_or_else(none, |(_, value)| value.to_string()),
    ]
}

fn scale(scale: &Scale) -> DataTable {
    let rows = scale.sources.iter().map(|(title, source)| {
        let value = title.clone();
        vec![Cell::from(value), Cell::from(source.words())]
    });
    let grades = scale.grades.iter().map(|(grade, from, coefficient)| {
        vec![
            Cell::from(format!("{}：{from}分起，系数{coefficient}", grade.word())),
            Cell::from("见下列各条"),
        ]
    });
    let bases = vec![
        Cell::from(format!(
            "基础系数：部门{}，镇街{}",
            scale.department, scale.township
        )),
        Cell::from("见下列各条"),
    ];
    DataTable {
        caption: "按什么算的".to_owned(),
        columns: vec![Column::text("口径"), Column::text("出处")],
        rows: grades.chain([bases]).chain(rows).collect(),
    }
}

async fn download(State(app): State<App>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let found = found(&app, &asked).await?;
    let (today, words) = (app.today(), found.quarter.words());
    let column = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let mut columns = vec![column("单位", 16), column("可比组", 14)];
    columns.extend(found.quarter.months().map(|m| column(&m.words(), 14)));
    columns.extend([found.measure(), "等次", "绩效系数"].map(|title| column(title, 12)));
    let rows = found.rows.iter().map(|row| {
        let mut cells = vec![row.unit.to_string(), row.group.clone()];
        cells.extend(
            (row.months.iter())
                .map(|(_, s)| s.map_or("没有名次".to_owned(), |s| s.to_string())),
        );
        cells.extend(results(&found, row));
        cells
    });
    let title = format!("{words}绩效系数");
    let grid = Grid {
        name: "绩效系数".to_owned(),
        notes: vec![
            format!(
                "{}{title}（建议） · {}",
                app.site().district_name,
                text::full_date(today)
            ),
            found.basis().to_owned(),
            "系数是按规则算出的建议，由组织部决定；口径和出处见工作台“绩效系数”。".to_owned(),
        ],
        columns,
        rows: rows.collect(),
    };
    let book = Book {
        title: title.clone(),
        created: today,
        demo: app.site().demo,
        sheets: vec![grid],
    };
    let bytes = xlsx::write(&book).map_err(|e| Problem::internal(&e))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("绩效系数-{}.xlsx", found.quarter), media, bytes)
}
