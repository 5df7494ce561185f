//! O4: a ranking from draft to published, with objections, exclusions, signatures and revisions.

pub(super) mod beside;
pub(super) mod course;
pub(super) mod revisions;
pub(super) mod step;

use crate::App;
use crate::assess::ranks::{Ranks, headline};
use crate::assess::{self, Edition, Eyes};
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Acts, Cell, Column, DataTable, Stages};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Month, Period};
use banjie_core::district::Action;
use beside::Beside;
use course::Course;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::Ranking);
    vec![
        get("/desk/rankings", access, list),
        get("/desk/rankings/{month}", access, show),
        get("/desk/rankings/{month}/files/{format}", access, file),
        get("/desk/rankings/{month}/step", access, confirm),
        post("/desk/rankings/{month}/step", access, take),
        get("/desk/rankings/{month}/revisions", access, revisions),
    ]
}

/// Months shown in the list.
const MONTHS: usize = 13;

#[derive(Template)]
#[template(path = "desk/rankings/list.html")]
struct ListPage {
    desk: Desk,
    /// Last month while it is not published: what to do and where.
    next: Option<(String, String)>,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/rankings/month.html")]
struct MonthPage {
    desk: Desk,
    month: String,
    state: String,
    headline: String,
    stages: Stages,
    acts: Acts,
    next: Acts,
    beside: Beside,
    ranks: Ranks,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let kept = app.store().papers("ranking", 36).await?;
    let mut month = Month::of(app.today());
    let last = month.previous();
    let mut next = None;
    let mut rows = Vec::new();
    for _ in 0..MONTHS {
        let period = month.to_string();
        let paper = kept.iter().find(|paper| paper.period == period);
        let published = paper.is_some_and(|p| p.state == RankingStep::Published.code());
        if month == last && !published && month.whole_days(app.today()).is_some() {
            let word = paper.map_or("核对数字，生成", |_| "接着办");
            next = Some((
                format!("{word}{}排名", month.words()),
                format!("/desk/rankings/{month}"),
            ));
        }
        let state = match paper {
            Some(paper) => assess::stands(paper),
            None if month.last() >= app.today() => "本月，还没有过完".to_owned(),
            None => "未生成".to_owned(),
        };
        if month.whole_days(app.today()).is_some() {
            rows.push(vec![
                Cell::link(month.words(), format!("/desk/rankings/{month}")),
                state.into(),
            ]);
        }
        month = month.previous();
    }
    let page = ListPage {
        desk: frame(&app, &viewer, "/desk/rankings", "月排名").await?,
        next,
        table: DataTable {
            caption: "各月排名".to_owned(),
            columns: ["月份", "状态"].map(Column::text).to_vec(),
            rows,
        },
    };
    render(&page)
}

/// A month: its newest values and where it stands.
struct Standing {
    edition: Edition<Ranking>,
    course: Course,
}

async fn standing(app: &App, month: Month) -> Result<Standing, Problem> {
    let period = Period::Month(month);
    let course = Course::of(app, period).await?;
    let edition = assess::ranking(app.store(), month, app.today(), assess::site(app)).await?;
    let edition = edition.ok_or_else(|| assess::not_begun(month.first()))?;
    Ok(Standing { edition, course })
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let Standing { edition, course } = standing(&app, month).await?;
    let path = course.path();
    let eyes = Eyes::Staff(&viewer.sight);
    let book = assess::losses::method(&app, &edition.values).await?;
    let page = MonthPage {
        desk: frame(&app, &viewer, &path, &format!("月排名 {}", month.words())).await?,
        month: month.words(),
        state: course.state(),
        headline: headline(&edition.values),
        stages: course.stages(&app).await?,
        acts: assess::downloads(&path),
        next: vec![course.next(&app)].into(),
        beside: beside::of(&app, &course).await?,
        ranks: Ranks::by(&edition, eyes, book.as_ref())?,
    };
    render(&page)
}

async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let Standing { edition, course } = standing(&app, assess::month(&month)?).await?;
    let (form, errors) = (Form::default(), Errors::default());
    step::show(
        &app,
        &viewer,
        &course,
        headline(&edition.values),
        &form,
        &errors,
    )
    .await
}

async fn take(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let month = assess::month(&month)?;
    if let Some(mute) = step::take(&app, &viewer, Period::Month(month), &form).await? {
        let Standing { edition, course } = standing(&app, month).await?;
        let finding = headline(&edition.values);
        return step::show(&app, &viewer, &course, finding, &form, &mute).await;
    }
    Ok(Redirect::to(&format!("/desk/rankings/{month}")).into_response())
}

async fn revisions(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let all = app.store().ranking_revisions(month).await?;
    revisions::show(&app, &viewer, Period::Month(month), &all).await
}

async fn file(
    State(app): State<App>,
    _viewer: Viewer,
    Path((month, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let standing = standing(&app, assess::month(&month)?).await?;
    assess::send(&app, &standing.edition, &format).await
}
