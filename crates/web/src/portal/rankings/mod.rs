//! Rankings as published: the list, the tables (L4), their files.

use crate::App;
use crate::assess::basis::revision_href;
use crate::assess::ranks::{Ranks, headline};
use crate::assess::{self, Edition, Eyes};
use crate::kit::parts::{Acts, Empty};
use crate::kit::viewer::{MaybeViewer, Viewer};
use crate::kit::{Desk, Portal, Problem, render};
use crate::portal::frame;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::{Month, Period};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/rankings", Access::Public, list),
        get("/rankings/{month}", Access::Public, show),
        get("/rankings/{month}/files/{format}", Access::Public, file),
    ]
}

#[derive(Template)]
#[template(path = "portal/rankings/list.html")]
struct ListPage {
    portal: Portal,
    rows: Vec<Row>,
    empty: Empty,
}

struct Row {
    href: String,
    title: String,
    state: String,
}

#[derive(Template)]
#[template(path = "portal/rankings/public.html")]
struct PublicPage {
    portal: Portal,
    /// The revision that has replaced this one, and where it is.
    newer: Option<(String, String)>,
    month: String,
    headline: String,
    ranks: Ranks,
    acts: Acts,
}

#[derive(Template)]
#[template(path = "portal/rankings/staff.html")]
struct StaffPage {
    desk: Desk,
    /// The revision that has replaced this one, and where it is.
    newer: Option<(String, String)>,
    month: String,
    state: String,
    headline: String,
    ranks: Ranks,
    acts: Acts,
}

async fn list(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let staff = matches!(Eyes::of(who.0.as_ref()), Eyes::Staff(_));
    let papers = app.store().papers("ranking", 36).await?;
    let mut rows = Vec::new();
    for paper in papers {
        let Ok(month) = paper.period.parse::<Month>() else {
            continue;
        };
        let step = RankingStep::from_code(&paper.state);
        // A revision in the making does not hide the published one before it.
        let published = app.store().published_ranking(month).await?;
        let shown = published.is_some() || (staff && step > Some(RankingStep::Draft));
        if shown {
            rows.push(Row {
                href: format!("/rankings/{month}"),
                title: format!("营商环境月排名 {}", month.words()),
                state: assess::stands(&paper),
            });
        }
    }
    let page = ListPage {
        portal: frame(&app, &uri, &who, "月排名"),
        rows,
        empty: Empty {
            why: "还没有公布过月排名。".to_owned(),
            next: "每月初各单位核对 3 个工作日，定稿封存后在这里公布。".to_owned(),
            act: None,
        },
    };
    render(&page)
}

/// Which revision is asked for; none: the newest.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
struct Asked {
    revision: Option<u32>,
}

/// The ranking as this person may see it: the public what is published, staff what is checked too.
/// An older revision is read as long as there are newer ones; whoever may see those may see it.
async fn published(
    app: &App,
    month: &str,
    asked: Asked,
    eyes: Eyes<'_>,
) -> Result<Edition<Ranking>, Problem> {
    let month = assess::month(month)?;
    let path = format!("/rankings/{month}");
    let public = app.store().published_ranking(month).await?;
    let newest = match eyes {
        Eyes::Public => None,
        Eyes::Staff(_) => (app.store().issued_ranking(month).await?)
            .filter(|kept| kept.issued.state != RankingStep::Draft.code()),
    };
    let mut kept = newest.or(public).ok_or(Problem::NotFound)?;
    if let Some(revision) = asked.revision.filter(|r| *r != kept.issued.revision) {
        let most = kept.issued.revision;
        let all = app.store().ranking_revisions(month).await?.into_iter();
        let mut older = all.filter(|kept| kept.issued.revision < most);
        let found = older.find(|kept| kept.issued.revision == revision);
        kept = found.ok_or(Problem::NotFound)?;
    }
    let edition = Edition::kept(app.store(), assess::site(app), &path, kept).await?;
    let mut edition = edition.signed(app.store(), Period::Month(month)).await?;
    if matches!(eyes, Eyes::Public) {
        edition.values = edition.values.public();
    }
    Ok(edition)
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(month): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let eyes = Eyes::of(who.0.as_ref());
    let edition = published(&app, &month, asked, eyes).await?;
    let newer = newer(&app, &edition, eyes).await?;
    match &who.0 {
        Some(viewer) if matches!(eyes, Eyes::Staff(_)) => {
            staff(&app, viewer, &edition, newer).await
        }
        _ => public(&app, &uri, &who, &edition, newer),
    }
}

/// The revision that has replaced this one, in words, and where it is read.
async fn newer(
    app: &App,
    edition: &Edition<Ranking>,
    eyes: Eyes<'_>,
) -> Result<Option<(String, String)>, Problem> {
    let (month, revision) = (edition.values.month, edition.stamp.revision);
    let now = match eyes {
        Eyes::Public => app.store().published_ranking(month).await?,
        Eyes::Staff(_) => app.store().sealed_ranking(month).await?,
    };
    let now = now.map(|kept| kept.issued.revision);
    Ok(now.filter(|now| *now > revision).map(|now| {
        (
            format!("这是第{revision}版，已由第{now}版更正。"),
            revision_href(month, now),
        )
    }))
}

/// Where the files of an edition are: of a revision that was replaced, under its number.
fn acts(edition: &Edition<Ranking>, newer: bool) -> Acts {
    let path = format!("/rankings/{}", edition.values.month);
    match newer {
        true => assess::downloads_of(&path, edition.stamp.revision),
        false => assess::downloads(&path),
    }
}

fn public(
    app: &App,
    uri: &axum::http::Uri,
    who: &MaybeViewer,
    edition: &Edition<Ranking>,
    newer: Option<(String, String)>,
) -> Result<Response, Problem> {
    let month = edition.values.month;
    let page = PublicPage {
        portal: frame(app, uri, who, &format!("月排名 {}", month.words())),
        month: month.words(),
        headline: headline(&edition.values),
        ranks: Ranks::of(edition, Eyes::Public)?,
        acts: acts(edition, newer.is_some()),
        newer,
    };
    render(&page)
}

async fn staff(
    app: &App,
    viewer: &Viewer,
    edition: &Edition<Ranking>,
    newer: Option<(String, String)>,
) -> Result<Response, Problem> {
    let month = edition.values.month;
    let path = format!("/rankings/{month}");
    let title = format!("月排名 {}", month.words());
    let eyes = Eyes::Staff(&viewer.sight);
    let step = RankingStep::from_code(&edition.state);
    let book = assess::losses::method(app, &edition.values).await?;
    let page = StaffPage {
        desk: crate::desk::frame(app, viewer, &path, &title).await?,
        month: month.words(),
        state: format!(
            "{} · 第{}版",
            step.map_or("", RankingStep::word),
            edition.stamp.revision
        ),
        headline: headline(&edition.values),
        ranks: Ranks::by(edition, eyes, book.as_ref())?,
        acts: acts(edition, newer.is_some()),
        newer,
    };
    render(&page)
}

async fn file(
    State(app): State<App>,
    who: MaybeViewer,
    Path((month, format)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let edition = published(&app, &month, asked, Eyes::of(who.0.as_ref())).await?;
    assess::send(&app, &edition, &format).await
}
