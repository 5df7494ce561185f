//! Quarterly assessments as published: the list, the tables, their files.

use crate::App;
use crate::assess::basis::Basis;
use crate::assess::grades::{Grades, headline};
use crate::assess::{self, Edition, Eyes};
use crate::kit::parts::{Acts, Empty};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Desk, Portal, Problem, render};
use crate::portal::frame;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::response::Response;
use banjie_core::assessment::quarterly::Assessment;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Period, Quarter};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/assessments", Access::Public, list),
        get("/assessments/{quarter}", Access::Public, show),
        get(
            "/assessments/{quarter}/files/{format}",
            Access::Public,
            file,
        ),
    ]
}

#[derive(Template)]
#[template(path = "portal/assessments/list.html")]
struct ListPage {
    portal: Portal,
    rows: Vec<(String, String, String)>,
    empty: Empty,
}

#[derive(Template)]
#[template(path = "portal/assessments/public.html")]
struct PublicPage {
    portal: Portal,
    quarter: String,
    headline: String,
    grades: Grades,
    acts: Acts,
}

#[derive(Template)]
#[template(path = "portal/assessments/staff.html")]
struct StaffPage {
    desk: Desk,
    quarter: String,
    state: String,
    headline: String,
    grades: Grades,
    acts: Acts,
}

async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let staff = matches!(Eyes::of(who.0.as_ref()), Eyes::Staff(_));
    let mut rows = Vec::new();
    for paper in app.store().papers("assessment", 36).await? {
        let Ok(quarter) = paper.period.parse::<Quarter>() else {
            continue;
        };
        let step = RankingStep::from_code(&paper.state);
        // A revision in the making does not hide the published one before it.
        let published = app.store().published_assessment(quarter).await?;
        if published.is_some() || (staff && step > Some(RankingStep::Draft)) {
            rows.push((
                format!("/assessments/{quarter}"),
                format!("营商环境季考核 {}", quarter.words()),
                assess::stands(&paper),
            ));
        }
    }
    render(&ListPage {
        portal: frame(&app, &uri, &who, "季考核"),
        rows,
        empty: Empty {
            why: "还没有公布过季考核。".to_owned(),
            next: "一个季度三个月的排名都封存以后，各单位核对 3 个工作日，定稿封存后在这里公布。"
                .to_owned(),
            act: None,
        },
    })
}

/// The assessment as this person may see it: the public what is published, staff what is checked too.
async fn shown(app: &App, quarter: &str, eyes: Eyes<'_>) -> Result<Edition<Assessment>, Problem> {
    let quarter = assess::quarter(quarter)?;
    let path = format!("/assessments/{quarter}");
    let public = app.store().published_assessment(quarter).await?;
    let newest = match eyes {
        Eyes::Public => None,
        Eyes::Staff(_) => (app.store().issued_assessment(quarter).await?)
            .filter(|kept| kept.issued.state != RankingStep::Draft.code()),
    };
    let kept = newest.or(public).ok_or(Problem::NotFound)?;
    let edition = Edition::kept(app.store(), assess::site(app), &path, kept).await?;
    let period = Period::Quarter(quarter);
    Ok(edition.signed(app.store(), period).await?)
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(quarter): Path<String>,
) -> Result<Response, Problem> {
    let eyes = Eyes::of(who.0.as_ref());
    let edition = shown(&app, &quarter, eyes).await?;
    let basis = Basis::of(&app, &edition.values, eyes).await?;
    let quarter = edition.values.quarter;
    let (path, title) = (
        format!("/assessments/{quarter}"),
        format!("季考核 {}", quarter.words()),
    );
    let headline = headline(&edition.values);
    let grades = Grades::of(&edition, &basis, eyes)?;
    let acts = assess::downloads(&path);
    match &who.0 {
        Some(viewer) if matches!(eyes, Eyes::Staff(_)) => {
            let step = RankingStep::from_code(&edition.state);
            render(&StaffPage {
                desk: crate::desk::frame(&app, viewer, &path, &title).await?,
                quarter: quarter.words(),
                state: format!(
                    "{} · 第{}版",
                    step.map_or("", RankingStep::word),
                    edition.stamp.revision
                ),
                headline,
                grades,
                acts,
            })
        }
        _ => render(&PublicPage {
            portal: frame(&app, &uri, &who, &title),
            quarter: quarter.words(),
            headline,
            grades,
            acts,
        }),
    }
}

async fn file(
    State(app): State<App>,
    who: MaybeViewer,
    Path((quarter, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let edition = shown(&app, &quarter, Eyes::of(who.0.as_ref())).await?;
    assess::send(&app, &edition, &format).await
}
