//! The quarter from draft to published, with what two persons add and take off.

mod adjust;
mod adjustments;
mod correct;

use super::rankings::course::Course;
use super::rankings::{beside, beside::Beside, revisions, step};
use crate::App;
use crate::assess::basis::Basis;
use crate::assess::grades::{Grades, headline};
use crate::assess::{self, Edition, Eyes};
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Act, Acts, Cell, Column, DataTable, Stages};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use crate::routes::{Access, Route, get, post};
pub(super) use adjust::found;
pub(super) use adjustments::Adjusted;
use adjustments::Adjustments;
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::quarterly::Assessment;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Period, Quarter};
use banjie_core::district::Action;

const HOME: &str = "/desk/assessments";
/// Quarters shown in the list.
const QUARTERS: usize = 9;

pub(super) fn routes() -> Vec<Route> {
    let assess = Access::Staff(Action::Assess);
    let propose = Access::Staff(Action::Adjust);
    vec![
        get(HOME, assess, list),
        get("/desk/assessments/{quarter}", assess, show),
        get("/desk/assessments/{quarter}/files/{format}", assess, file),
        get("/desk/assessments/{quarter}/step", assess, confirm),
        post("/desk/assessments/{quarter}/step", assess, take),
        get("/desk/assessments/{quarter}/revisions", assess, differences),
        get("/desk/assessments/{quarter}/adjust", propose, adjust::ask),
        post(
            "/desk/assessments/{quarter}/adjust",
            propose,
            adjust::propose,
        ),
        get(
            "/desk/assessments/{quarter}/adjust/{number}",
            propose,
            adjust::ask_back,
        ),
        post(
            "/desk/assessments/{quarter}/adjust/{number}",
            propose,
            adjust::take_back,
        ),
        get(
            "/desk/assessments/{quarter}/adjust/{number}/correct",
            propose,
            correct::ask,
        ),
        post(
            "/desk/assessments/{quarter}/adjust/{number}/correct",
            propose,
            correct::propose,
        ),
        get(
            "/desk/assessments/{quarter}/adjust/{number}/file/{hash}",
            Access::Staff(Action::AgreeAdjustment),
            adjust::evidence,
        ),
    ]
}

#[derive(Template)]
#[template(path = "desk/assessments/list.html")]
struct ListPage {
    desk: Desk,
    /// The last quarter while it is not published: what to do and where.
    next: Option<(String, String)>,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/assessments/quarter.html")]
struct QuarterPage {
    desk: Desk,
    quarter: String,
    state: String,
    headline: String,
    stages: Stages,
    acts: Acts,
    next: Acts,
    beside: Beside,
    adjustments: Adjustments,
    grades: Grades,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let kept = app.store().papers("assessment", 36).await?;
    let mut quarter = Quarter::of(app.today());
    let last = quarter.previous();
    let mut next = None;
    let mut rows = Vec::new();
    for _ in 0..QUARTERS {
        let period = quarter.to_string();
        let paper = kept.iter().find(|paper| paper.period == period);
        let published = paper.is_some_and(|p| p.state == RankingStep::Published.code());
        if quarter == last && !published {
            let word = paper.map_or("核对数字，生成", |_| "接着办");
            next = Some((
                format!("{word}{}考核", quarter.words()),
                format!("{HOME}/{quarter}"),
            ));
        }
        let state = match paper {
            Some(paper) => assess::stands(paper),
            None if quarter.last() >= app.today() => "本季，还没有过完".to_owned(),
            None => "未生成".to_owned(),
        };
        let corrected = match app.store().sealed_assessment(quarter).await? {
            Some(kept) => app.store().corrected_since(&kept.values).await?.len(),
            None => 0,
        };
        if quarter.whole_days(app.today()).is_some() {
            rows.push(vec![
                Cell::link(quarter.words(), format!("{HOME}/{quarter}")),
                state.into(),
                match corrected {
                    0 => "没有变".into(),
                    n => format!("依据已更正：{n} 个月出了新版").into(),
                },
            ]);
        }
        quarter = quarter.previous();
    }
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "季考核").await?,
        next,
        table: DataTable {
            caption: "各季考核".to_owned(),
            columns: ["季度", "状态", "依据的月排名"].map(Column::text).to_vec(),
            rows,
        },
    };
    render(&page)
}

/// A quarter: its newest values and where it stands.
struct Standing {
    edition: Edition<Assessment>,
    course: Course,
}

async fn standing(app: &App, quarter: Quarter) -> Result<Standing, Problem> {
    let course = Course::of(app, Period::Quarter(quarter)).await?;
    let (store, site) = (app.store(), assess::site(app));
    let edition = assess::assessment(store, quarter, app.today(), site).await?;
    let edition = edition.ok_or_else(|| assess::not_begun(quarter.first()))?;
    Ok(Standing { edition, course })
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let Standing { edition, course } = standing(&app, quarter).await?;
    let path = course.path();
    let eyes = Eyes::Staff(&viewer.sight);
    let basis = Basis::of(&app, &edition.values, eyes).await?;
    let mut next = vec![course.next(&app)];
    if course
        .step()
        .is_none_or(|step| step < RankingStep::Checking)
    {
        next.push(Act::link(
            "提加分、扣分、一票否决",
            format!("{path}/adjust"),
        ));
    }
    let page = QuarterPage {
        desk: frame(&app, &viewer, &path, &format!("季考核 {}", quarter.words())).await?,
        quarter: quarter.words(),
        state: course.state(),
        headline: headline(&edition.values),
        stages: course.stages(&app).await?,
        acts: assess::downloads(&path),
        next: next.into(),
        beside: beside::of(&app, &course).await?,
        adjustments: adjustments::of(&app, &course, quarter).await?,
        grades: Grades::of(&edition, &basis, eyes)?,
    };
    render(&page)
}

async fn file(
    State(app): State<App>,
    _viewer: Viewer,
    Path((quarter, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let standing = standing(&app, assess::quarter(&quarter)?).await?;
    assess::send(&app, &standing.edition, &format).await
}

async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    let Standing { edition, course } = standing(&app, assess::quarter(&quarter)?).await?;
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
    Path(quarter): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let quarter = assess::quarter(&quarter)?;
    if let Some(mute) = step::take(&app, &viewer, Period::Quarter(quarter), &form).await? {
        let Standing { edition, course } = standing(&app, quarter).await?;
        let finding = headline(&edition.values);
        return step::show(&app, &viewer, &course, finding, &form, &mute).await;
    }
    Ok(Redirect::to(&format!("{HOME}/{quarter}")).into_response())
}

async fn differences(
    State(app): State<App>,
    viewer: Viewer,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    let quarter = assess::quarter(&quarter)?;
    let all = app.store().assessment_revisions(quarter).await?;
    revisions::show(&app, &viewer, Period::Quarter(quarter), &all).await
}
