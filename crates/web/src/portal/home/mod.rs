//! P1: the first screen, and its search.

mod find;
mod path;

use super::frame;
use super::packages::{PackageRow, rows};
use super::pledges::{PledgeView, Record};
use crate::App;
use crate::assess::sheet;
use crate::kit::parts::KpiRow;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Icon, Portal, Problem, text};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Week;
use banjie_core::assessment::period::span_words;
use banjie_core::matter::MatterNo;
use find::{Found, TopicView};
use path::StepView;

/// Topics on the first screen; the search lists all.
const TOPICS: usize = 8;
/// Pledges shown before the rest is unfolded.
const PLEDGES: usize = 6;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/", Access::Public, home),
        get("/search", Access::Public, search),
    ]
}

#[derive(Template)]
#[template(path = "portal/home/page.html")]
struct HomePage {
    portal: Portal,
    hints: Vec<TopicView>,
    steps: Vec<StepView>,
    entries: [(Icon, &'static str, &'static str, &'static str); 4],
    packages: Vec<PackageRow>,
    topics: Vec<TopicView>,
    all_topics: usize,
    pledges: Vec<PledgeView>,
    more: Vec<PledgeView>,
    bulletin: Option<Bulletin>,
}

struct Bulletin {
    /// What one would repeat of it.
    finding: String,
    kpis: KpiRow,
    title: String,
    days: String,
    href: String,
}

async fn home(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let portal = frame(&app, &uri, &who, "办事和求助");
    let district = &app.pack().district;
    let topics = |most: usize| {
        let first = district.topics.iter().take(most);
        first.map(|t| TopicView::of(t, &portal)).collect::<Vec<_>>()
    };
    let record = Record::read(&app).await?;
    let mut pledges: Vec<_> = district
        .pledges
        .iter()
        .map(|p| PledgeView::of(p, &portal).with(&record, &p.unit))
        .collect();
    let more = pledges.split_off(PLEDGES.min(pledges.len()));
    let page = HomePage {
        hints: topics(4),
        steps: match app.site().demo {
            true => path::steps(&app.settings().demo_sign_ins),
            false => Vec::new(),
        },
        entries: [
            (Icon::Document, "我要办", "找套餐、看材料", "/packages"),
            (Icon::Ask, "我要问", "政策和材料", "/appeals/new"),
            (Icon::Clock, "我要查", "用编号和手机尾号", "/track"),
            (Icon::Star, "我要评", "对办完的事打分", "/track"),
        ],
        packages: rows(&app, &portal),
        topics: topics(TOPICS),
        all_topics: district.topics.len(),
        pledges,
        more,
        bulletin: bulletin(&app, &portal).await?,
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// The newest bulletin that has been issued, as the public sees it.
async fn bulletin(app: &App, portal: &Portal) -> Result<Option<Bulletin>, Problem> {
    let papers = app.store().papers("bulletin", 1).await?;
    let Some(week) = papers.first().and_then(|p| p.period.parse::<Week>().ok()) else {
        return Ok(None);
    };
    let kept = app.store().issued_bulletin(week).await?;
    Ok(kept.map(|kept| {
        let values = kept.values.public();
        let mut kpis = sheet::kpis(&values);
        kpis.kpis.truncate(3);
        Bulletin {
            kpis,
            title: format!("{}周通报", week.words()),
            days: span_words(values.from, values.as_of),
            href: portal.href(&format!("/bulletins/{week}")),
            finding: values.findings.rates,
        }
    }))
}

#[derive(Template)]
#[template(path = "portal/home/search.html")]
struct SearchPage {
    portal: Portal,
    words: String,
    found: Found,
    /// The form of an appeal, the words already in it.
    ask_href: String,
}

async fn search(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let words = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "q")
        .map_or_else(String::new, |(_, value)| text::single_line(&value));
    let words: String = words.chars().take(100).collect();
    let title = match words.as_str() {
        "" => "搜索".to_owned(),
        _ => format!("搜“{words}”"),
    };
    let portal = frame(&app, &uri, &who, &title);
    if let Ok(no) = words.parse::<MatterNo>() {
        return Ok(Redirect::to(&portal.href(&format!("/track/{no}"))).into_response());
    }
    let asked: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let page = SearchPage {
        found: find::find(&app, &portal, &words),
        ask_href: portal.href(&format!("/appeals/new?text={asked}")),
        words,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
