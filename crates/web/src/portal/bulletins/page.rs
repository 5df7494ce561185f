//! The pages of published bulletins.

use super::remark::{self, Asked, Remark};
use crate::App;
use crate::assess::sheet::Sheet;
use crate::assess::tasks::Opened;
use crate::assess::{Edition, Eyes, downloads};
use crate::kit::parts::{Acts, Empty, ErrorSummary};
use crate::kit::viewer::{MaybeViewer, Viewer};
use crate::kit::{Desk, Portal, Problem, render};
use crate::portal::frame;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::period::span_words;
use banjie_core::district::Action;
use banjie_store::reads::Issued;

#[derive(Template)]
#[template(path = "portal/bulletins/list.html")]
struct ListPage {
    portal: Portal,
    rows: Vec<Row>,
    empty: Empty,
}

struct Row {
    href: String,
    title: String,
    days: String,
    issued: String,
}

#[derive(Template)]
#[template(path = "portal/bulletins/public.html")]
struct PublicPage {
    portal: Portal,
    sheet: Sheet,
    acts: Acts,
}

#[derive(Template)]
#[template(path = "portal/bulletins/tasks_public.html")]
struct PublicTasks {
    portal: Portal,
    back: String,
    opened: Opened,
}

#[derive(Template)]
#[template(path = "portal/bulletins/tasks_staff.html")]
struct StaffTasks {
    desk: Desk,
    back: String,
    opened: Opened,
}

#[derive(Template)]
#[template(path = "portal/bulletins/staff.html")]
struct StaffPage {
    desk: Desk,
    issue: String,
    sheet: Sheet,
    acts: Acts,
    summary: Option<ErrorSummary>,
    remark: Option<Remark>,
    remarks: Vec<remark::Made>,
}

/// All issued bulletins.
pub(super) fn list(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    papers: &[Issued],
) -> Result<Response, Problem> {
    let rows = (papers.iter())
        .filter_map(|paper| {
            let week: Week = paper.period.parse().ok()?;
            let edition = match paper.revision {
                1 => String::new(),
                n => format!("，第{n}版"),
            };
            Some(Row {
                href: format!("/bulletins/{week}"),
                title: format!("营商环境周通报 {}", week.words()),
                days: span_words(week.first(), week.last()),
                issued: format!("{}印发{edition}", crate::assess::day_words(paper.at)),
            })
        })
        .collect();
    let page = ListPage {
        portal: frame(app, uri, who, "周通报"),
        rows,
        empty: Empty {
            why: "还没有印发过周通报。".to_owned(),
            next: "区营商办每周一印发上一周的通报。".to_owned(),
            act: None,
        },
    };
    render(&page)
}

/// The sheet for everybody.
pub(super) fn public(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    edition: &Edition<Bulletin>,
) -> Result<Response, Problem> {
    let title = format!("周通报 {}", edition.values.week.words());
    let page = PublicPage {
        portal: frame(app, uri, who, &title),
        sheet: Sheet::of(edition, Eyes::Public)?,
        acts: downloads(&format!("/bulletins/{}", edition.values.week)),
    };
    render(&page)
}

/// The sheet on the desk, with the leaders' remarks beside it.
pub(super) async fn staff(
    app: &App,
    viewer: &Viewer,
    edition: &Edition<Bulletin>,
    asked: Asked,
) -> Result<Response, Problem> {
    let week = edition.values.week;
    let path = format!("/bulletins/{week}");
    let mut sheet = Sheet::of(edition, Eyes::Staff(&viewer.sight))?;
    let title = format!("周通报 {}", week.words());
    let mut desk = crate::desk::frame(app, viewer, &path, &title).await?;
    desk.errors = !asked.errors.is_empty();
    desk.body_class = "lead";
    let status = match desk.errors {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let mut remark = None;
    if viewer.may(Action::Instruct) {
        remark = Some(Remark::new(app, &path, sheet.subjects(), &asked)?);
        sheet = sheet.remarked_at(&path);
    }
    let page = StaffPage {
        desk,
        issue: week.words(),
        acts: downloads(&path),
        summary: (!asked.errors.is_empty())
            .then(|| ErrorSummary::from_errors(&asked.errors, "批示内容还在。")),
        remark,
        remarks: remark::made(app, viewer, week).await?,
        sheet,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// The tasks behind a number, on the desk.
pub(crate) async fn staff_tasks(
    app: &App,
    viewer: &Viewer,
    back: String,
    opened: Opened,
) -> Result<Response, Problem> {
    let desk = crate::desk::frame(app, viewer, &back, &opened.title).await?;
    render(&StaffTasks { desk, back, opened })
}

/// The same for everybody: units only.
pub(super) fn public_tasks(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    back: String,
    opened: Opened,
) -> Result<Response, Problem> {
    let portal = frame(app, uri, who, &opened.title);
    render(&PublicTasks {
        back: portal.href(&back),
        portal,
        opened,
    })
}
