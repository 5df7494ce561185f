//! O4: a ranking from draft to sealed, with its exclusions.

use crate::App;
use crate::assess::ranks::{Ranks, headline};
use crate::assess::{self, Edition, Eyes};
use crate::desk::frame;
use crate::kit::form::{Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Act, Acts, Cell, Column, Confirm, DataTable, Reach, Stage, Stages};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::{RankingStep, StepRefusal, advance, objections_until};
use banjie_core::district::Action;
use banjie_store::record::Record;
use jiff::civil::Date;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::Ranking);
    vec![
        get("/desk/rankings", access, list),
        get("/desk/rankings/{month}", access, show),
        get("/desk/rankings/{month}/files/{format}", access, file),
        get("/desk/rankings/{month}/step", access, confirm),
        post("/desk/rankings/{month}/step", access, step),
    ]
}

/// Months shown in the list.
const MONTHS: usize = 13;

#[derive(Template)]
#[template(path = "desk/rankings/list.html")]
struct ListPage {
    desk: Desk,
    /// Last month while it is not sealed: what to do and where.
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
    ranks: Ranks,
}

#[derive(Template)]
#[template(path = "desk/rankings/confirm.html")]
struct ConfirmPage {
    desk: Desk,
    confirm: Confirm,
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
        let sealed = paper.is_some_and(|p| p.state == RankingStep::Sealed.code());
        if month == last && !sealed && month.whole_days(app.today()).is_some() {
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

/// Where a month stands: its newest values, the step and since when.
struct Standing {
    edition: Edition<Ranking>,
    at: Option<(RankingStep, Date)>,
}

impl Standing {
    fn step(&self) -> Option<RankingStep> {
        self.at.map(|(step, _)| step)
    }
}

async fn standing(app: &App, month: Month) -> Result<Standing, Problem> {
    let path = format!("/rankings/{month}");
    let (store, site) = (app.store(), assess::site(app));
    if let Some(kept) = store.issued_ranking(month).await? {
        let step = RankingStep::from_code(&kept.issued.state);
        let at = step.map(|step| (step, kept.issued.at.date()));
        let edition = Edition::kept(store, site, &path, kept).await?;
        return Ok(Standing { edition, at });
    }
    let as_of = month.whole_days(app.today());
    let as_of = as_of.ok_or_else(|| assess::not_begun(month.first()))?;
    let values = store.ranking(month, as_of).await?;
    let edition = Edition::draft(store, site, &path, values).await?;
    Ok(Standing { edition, at: None })
}

/// The next act on a ranking by the step it leads to.
fn act_word(next: RankingStep, revision: bool) -> &'static str {
    match next {
        RankingStep::Draft if revision => "生成更正版草稿",
        RankingStep::Draft => "生成草稿",
        RankingStep::Checking => "发给各单位核对",
        RankingStep::Settled => "定稿",
        RankingStep::Sealed => "封存并公布",
    }
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
    let next = match advance(month, standing.at, app.today(), &law) {
        Ok(next) => {
            let word = act_word(next, standing.at.is_some());
            Act::primary(word, format!("{path}/step"))
        }
        Err(refusal) => {
            let next = standing.step().and_then(RankingStep::next);
            let word = act_word(next.unwrap_or(RankingStep::Draft), false);
            Act::refused(word, refusal.to_string())
        }
    };
    let eyes = Eyes::Staff(&viewer.sight);
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
        ranks: Ranks::of(&standing.edition, eyes)?,
    };
    render(&page)
}

/// The four steps with the days they were taken, from the journal.
async fn stages(app: &App, month: Month, standing: &Standing) -> Result<Stages, Problem> {
    let records = app.store().records(&format!("ranking/{month}")).await?;
    let current = standing.edition.stamp.revision;
    let taken = |wanted: RankingStep| {
        records
            .iter()
            .rev()
            .find_map(|(at, _, record)| match record {
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
                    Some(RankingStep::Sealed) => Reach::Past,
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

async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let standing = standing(&app, month).await?;
    let next = advance(month, standing.at, app.today(), &app.pack().law()).map_err(refused)?;
    let word = act_word(next, standing.at.is_some());
    let path = format!("/desk/rankings/{month}");
    let consequence = match next {
        RankingStep::Draft => "按现在的办件算出草稿，只有区营商办看得到。".to_owned(),
        RankingStep::Checking => {
            let until = objections_until(app.today(), &app.pack().law()).map_err(refused)?;
            format!(
                "重算一遍，各单位看到自己的数，可在{}前提出异议。",
                text::full_date(until)
            )
        }
        RankingStep::Settled => "重算一遍并定稿；之后办件再有改动，不进这一版。".to_owned(),
        RankingStep::Sealed => "封存后公布，不能再改；更正只能出新的一版，并写明差别。".to_owned(),
    };
    let seen = standing.step().map_or("", RankingStep::code);
    let page = ConfirmPage {
        desk: frame(&app, &viewer, &path, &format!("{word} {}", month.words())).await?,
        confirm: Confirm {
            title: format!("{}月排名：{word}？", month.words()),
            consequence,
            facts: vec![
                (
                    "现在".to_owned(),
                    standing
                        .step()
                        .map_or("未生成", RankingStep::word)
                        .to_owned(),
                ),
                ("结论".to_owned(), headline(&standing.edition.values)),
            ],
            action: format!("{path}/step"),
            hidden: vec![
                (KEY.to_owned(), new_key()?),
                ("seen".to_owned(), seen.to_owned()),
            ],
            label: word.to_owned(),
            harm: false,
            back: path.clone(),
        },
    };
    render(&page)
}

fn refused(refusal: StepRefusal) -> Problem {
    Problem::Refused {
        sentence: refusal.to_string(),
        code: "ranking.step",
    }
}

async fn step(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let month = assess::month(&month)?;
    let seen = RankingStep::from_code(&form.line("seen"));
    let moved = app
        .store()
        .advance_ranking(month, seen, viewer.act(&app))
        .await?;
    match moved {
        Ok(_) => {}
        // The same form sent twice: the step it asked for has been taken.
        Err(StepRefusal::Moved {
            now: Some(now),
            seen,
        }) if seen.map_or(Some(RankingStep::Draft), RankingStep::next) == Some(now) => {}
        Err(refusal) => return Err(refused(refusal)),
    }
    Ok(Redirect::to(&format!("/desk/rankings/{month}")).into_response())
}

fn render(page: &impl Template) -> Result<Response, Problem> {
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
