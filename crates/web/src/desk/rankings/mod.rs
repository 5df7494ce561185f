//! O4: a ranking from draft to published, with objections, exclusions, signatures and revisions.

mod beside;
mod revisions;
mod step;

use crate::App;
use crate::assess::ranks::{Ranks, headline};
use crate::assess::{self, Edition, Eyes};
use crate::desk::frame;
use crate::kit::parts::{Act, Acts, Cell, Column, DataTable, Reach, Stage, Stages};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::{Pending, RankingStep, Stand, advance, objections_until};
use banjie_core::assessment::{Month, Period};
use banjie_core::district::Action;
use banjie_store::record::Record;
use beside::Beside;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::Ranking);
    vec![
        get("/desk/rankings", access, list),
        get("/desk/rankings/{month}", access, show),
        get("/desk/rankings/{month}/files/{format}", access, file),
        get("/desk/rankings/{month}/step", access, step::confirm),
        post("/desk/rankings/{month}/step", access, step::take),
        get("/desk/rankings/{month}/revisions", access, revisions::show),
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
            Some(paper) => {
                let word = RankingStep::from_code(&paper.state).map_or("", RankingStep::word);
                format!("{word} · {}", assess::day_words(paper.at))
            }
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

/// Where a month stands: its newest values, the step and what it waits for.
struct Standing {
    edition: Edition<Ranking>,
    at: Option<Stand>,
    pending: Pending,
}

impl Standing {
    fn step(&self) -> Option<RankingStep> {
        self.at.as_ref().map(|at| at.step)
    }

    fn revision(&self) -> u32 {
        self.edition.stamp.revision
    }
}

async fn standing(app: &App, month: Month) -> Result<Standing, Problem> {
    let path = format!("/rankings/{month}");
    let (store, site) = (app.store(), assess::site(app));
    let pending = store.pending(Period::Month(month)).await?;
    if let Some(kept) = store.issued_ranking(month).await? {
        let at = store.stand(Period::Month(month)).await?;
        let edition = Edition::kept(store, site, &path, kept).await?;
        let edition = edition.signed(store, Period::Month(month)).await?;
        return Ok(Standing {
            edition,
            at: at.map(|(stand, _)| stand),
            pending,
        });
    }
    let as_of = month.whole_days(app.today());
    let as_of = as_of.ok_or_else(|| assess::not_begun(month.first()))?;
    let values = store.ranking(month, as_of).await?;
    let edition = Edition::draft(store, site, &path, values).await?;
    Ok(Standing {
        edition,
        at: None,
        pending,
    })
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let standing = standing(&app, month).await?;
    let path = format!("/desk/rankings/{month}");
    let stages = stages(&app, month, &standing).await?;
    let law = app.pack().law();
    let period = Period::Month(month);
    let at = standing.at.as_ref();
    let next = match advance(period, at, standing.pending, app.today(), &law) {
        Ok(next) => {
            let word = step::word(next, at.is_some());
            Act::primary(word, format!("{path}/step"))
        }
        Err(refusal) => {
            let next = standing.step().and_then(RankingStep::next);
            let word = step::word(next.unwrap_or(RankingStep::Draft), false);
            Act::refused(word, refusal.to_string())
        }
    };
    let beside = beside::of(&app, month, &standing).await?;
    let eyes = Eyes::Staff(&viewer.sight);
    let book = assess::losses::method(&app, &standing.edition.values).await?;
    let page = MonthPage {
        desk: frame(&app, &viewer, &path, &format!("月排名 {}", month.words())).await?,
        month: month.words(),
        state: match standing.step() {
            Some(step) => format!("{} · 第{}版", step.word(), standing.edition.stamp.revision),
            None => "现在算出的数，还没有生成草稿".to_owned(),
        },
        headline: headline(&standing.edition.values),
        stages,
        acts: assess::downloads(&path),
        next: vec![next].into(),
        beside,
        ranks: Ranks::by(&standing.edition, eyes, book.as_ref())?,
    };
    render(&page)
}

/// The steps with the days they were taken, from the journal.
async fn stages(app: &App, month: Month, standing: &Standing) -> Result<Stages, Problem> {
    let records = app.store().records(&format!("ranking/{month}")).await?;
    let current = standing.revision();
    // A ruling computes the figures anew without taking a step: the first record counts.
    let taken = |wanted: RankingStep| {
        records.iter().find_map(|(at, _, record)| match record {
            Record::RankingMoved {
                revision, state, ..
            } if *revision == current && state == wanted.code() => Some(at.date()),
            _ => None,
        })
    };
    let law = app.pack().law();
    let now = standing.step();
    let stages = (RankingStep::ALL.into_iter())
        .map(|step| {
            let day = taken(step).map_or(String::new(), text::month_day);
            let until = (step == RankingStep::Checking && now == Some(step))
                .then(|| taken(step).and_then(|since| objections_until(since, &law).ok()))
                .flatten();
            Stage {
                word: step.word().to_owned(),
                date: until.map_or(day, |until| {
                    format!("到 {}", text::month_day_weekday(until))
                }),
                reach: match now {
                    Some(RankingStep::Published) => Reach::Past,
                    Some(now) if step < now => Reach::Past,
                    Some(now) if step == now => Reach::Current,
                    _ => Reach::Next,
                },
            }
        })
        .collect();
    Ok(Stages { stages })
}

async fn file(
    State(app): State<App>,
    _viewer: Viewer,
    Path((month, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let standing = standing(&app, assess::month(&month)?).await?;
    assess::send(&app, &standing.edition, &format).await
}

fn render(page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
