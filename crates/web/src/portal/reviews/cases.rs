//! The reviews behind a rate, for everybody: day, level, what became of it. No name, no words of the
//! rater.

use super::rates::{asked, called};
use crate::App;
use crate::kit::parts::Pager;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::frame;
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::Html;
use banjie_core::assessment::tally::Count;
use banjie_core::district::{Sight, UnitId, WindowId};
use banjie_core::kinds::review::level_word;
use banjie_core::matter::Detail;
use banjie_store::reads::{RatesBy, ReviewFilter, ReviewLine};

const PAGE: u64 = 20;

#[derive(Template)]
#[template(path = "portal/reviews/cases.html")]
struct CasesPage {
    portal: Portal,
    what: String,
    cases: Vec<CaseView>,
    pager: Pager,
}

struct CaseView {
    title: String,
    meta: String,
    state: String,
    reply: String,
}

/// The page of the cases an address names.
pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let portal = frame(&app, &uri, &who, "逐条看评价");
    let district = &app.pack().district;
    let some = |name: &str| Some(asked(&uri, name)).filter(|v| !v.is_empty());
    let day = |name: &str| some(name).and_then(|v| v.parse().ok());
    let filter = ReviewFilter {
        unit: some("unit").map(UnitId),
        window: some("window").map(WindowId),
        item: some("item"),
        count: some("count").and_then(|c| Count::from_code(&c)),
        from: day("from"),
        to: day("to"),
        ..ReviewFilter::default()
    };
    let page = some("page")
        .and_then(|p| p.parse().ok())
        .unwrap_or(1)
        .max(1);
    let found = app
        .store()
        .reviews(&Sight::District, &filter, (page - 1) * PAGE, PAGE);
    let (lines, total) = found.await?;
    let mut cases = Vec::new();
    for line in &lines {
        cases.push(case(&app, line).await?);
    }
    let where_ = [
        filter.unit.as_ref().map(ToString::to_string),
        (filter.window.as_ref()).map(|w| called(district, RatesBy::Window, w.as_str())),
        (filter.item.as_ref()).map(|i| called(district, RatesBy::Item, i)),
        filter.count.map(|c| c.word().to_owned()),
    ];
    let where_: Vec<_> = where_.into_iter().flatten().collect();
    let kept: Vec<_> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("page="))
        .collect();
    let page = CasesPage {
        what: format!("{} · {total} 条", where_.join(" · ")),
        cases,
        pager: Pager {
            total,
            size: PAGE,
            page,
            base: format!("/reviews/cases?{}&page=", kept.join("&")),
            noun: "条",
        },
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

async fn case(app: &App, line: &ReviewLine) -> Result<CaseView, Problem> {
    let district = &app.pack().district;
    let what = match (&line.window, line.item.as_str()) {
        (_, item) if !item.is_empty() => called(district, RatesBy::Item, item),
        (Some(window), _) => called(district, RatesBy::Window, window),
        _ => "企业诉求".to_owned(),
    };
    let level = line.level.map_or("还没有评价", level_word);
    let mut meta = vec![line.line.lead.clone()];
    meta.extend(line.day.map(text::full_date));
    if !line.tags.is_empty() {
        meta.push(line.tags.clone());
    }
    if let Some(later) = line.followed_up {
        meta.push(format!("追评：{}", level_word(later)));
    }
    // What the unit answered stands with the matter: only bad ones have it.
    let mut reply = String::new();
    if line.level.is_some_and(|l| l <= 2)
        && let Ok(no) = line.line.no.parse()
        && let Some(course) = app.store().matter(&Sight::District, no).await?
        && let Detail::Review(review) = &course.matter.detail
    {
        reply = match (&course.matter.exclusion, &review.redress) {
            (Some(x), _) => format!("已剔除，理由：{}", x.reason),
            (None, Some(r)) => format!("{}：{}", r.way.word(), r.reply),
            (None, None) => String::new(),
        };
    }
    Ok(CaseView {
        title: format!("{level} · {what}"),
        meta: meta.join(" · "),
        state: line.line.state_word.clone(),
        reply,
    })
}
