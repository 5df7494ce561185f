//! From the working set to directives: the confirm page, the dispatch, its result.

use super::working::{Item, ItemState, Sending, Sent, Working};
use super::{HOME, dispatch_key, load, save};
use crate::App;
use crate::desk::frame;
use crate::kit::form::FormLimits;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Form, Problem, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_store::StoreError;
use banjie_store::reads::Draft;

pub(super) fn routes(who: Access) -> Vec<Route> {
    vec![
        get("/desk/directives/extract/{id}/confirm", who, ask),
        post("/desk/directives/extract/{id}/confirm", who, send),
        get("/desk/directives/extract/{id}/sent", who, sent),
    ]
}

#[derive(Template)]
#[template(path = "desk/extract/confirm.html")]
struct ConfirmPage {
    desk: Desk,
    /// Why the store refused, a sentence; empty the first time.
    refused: String,
    base: String,
    version: u64,
    items: usize,
    directives: usize,
    units: usize,
    left: usize,
    meeting: String,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/extract/sent.html")]
struct SentPage {
    desk: Desk,
    base: String,
    count: usize,
    units: usize,
    left: usize,
    table: DataTable,
}

async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, working) = load(&app, &viewer, &id).await?;
    confirm_page(&app, &viewer, &draft, &working, String::new()).await
}

async fn confirm_page(
    app: &App,
    viewer: &Viewer,
    draft: &Draft,
    working: &Working,
    refused: String,
) -> Result<Response, Problem> {
    let ready: Vec<&Item> = working.confirmed().collect();
    let base = format!("{HOME}/{}", draft.id);
    if ready.is_empty() || working.sending.is_some() {
        return Ok(Redirect::to(&base).into_response());
    }
    let mut desk = frame(app, viewer, HOME, "确认下发").await?;
    desk.errors = !refused.is_empty();
    let mut units: Vec<_> = ready.iter().flat_map(|i| &i.leads).collect();
    units.sort();
    units.dedup();
    let rows = ready.iter().map(|i| {
        vec![
            Cell::from(i.id.to_string()),
            Cell::from(i.what.as_str()),
            Cell::from(i.lead_words()),
            Cell::from(
                i.support
                    .iter()
                    .map(|u| u.as_str())
                    .collect::<Vec<_>>()
                    .join("、"),
            ),
            Cell::from(i.due.map_or(String::new(), text::full_date)),
            Cell::from(i.cadence.word()),
        ]
    });
    let status = if refused.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = ConfirmPage {
        refused,
        version: draft.version,
        items: ready.len(),
        directives: ready.iter().map(|i| i.leads.len()).sum(),
        units: units.len(),
        left: working.items.iter().filter(|i| i.is_live()).count() - ready.len(),
        meeting: working.meeting.clone(),
        table: DataTable {
            caption: "将要下发的任务".to_owned(),
            columns: ["项", "任务", "主责", "配合", "期限", "频次"]
                .map(Column::text)
                .to_vec(),
            rows: rows.collect(),
        },
        base,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

/// Dispatches what is confirmed, all or none. The draft first notes what is about to be sent, so
/// that a crash in between cannot send anything twice.
async fn send(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let (mut draft, mut working) = load(&app, &viewer, &id).await?;
    let done = Redirect::to(&format!("{HOME}/{id}/sent"));
    let me = viewer.staff().person.to_string();
    if working.sending.is_none() {
        let seen: Option<u64> = form.get("_version").parse().ok();
        if seen.is_none_or(|seen| seen < draft.version) && !working.sent.is_empty() {
            // The same form again: it has been done.
            return Ok(done.into_response());
        }
        let items: Vec<u32> = working.confirmed().map(|i| i.id).collect();
        working.sending = Some(Sending {
            key: dispatch_key(&id, &items),
            items,
            person: me.clone(),
            name: viewer.staff().name.clone(),
        });
        let noted = seen == Some(draft.version)
            && save(&app, &viewer, &id, draft.version, &working).await?;
        if !noted {
            let (draft, working) = load(&app, &viewer, &id).await?;
            let words = format!(
                "{} 刚改过这份草稿，没有下发。请看改过以后的清单，再决定要不要下发。",
                working.last_by
            );
            return confirm_page(&app, &viewer, &draft, &working, words).await;
        }
        draft.version += 1;
    }
    let Some(sending) = working.sending.take() else {
        return Ok(done.into_response());
    };
    if sending.person != me {
        return Ok(Redirect::to(&format!("{HOME}/{id}")).into_response());
    }
    let orders = working.directives(&sending.items);
    let (numbers, directives): (Vec<u32>, Vec<_>) = orders.into_iter().unzip();
    let units: Vec<_> = directives.iter().map(|d| d.lead.clone()).collect();
    let ask = viewer.ask(&app, Some(&sending.key));
    let opened = match app.store().open_directives(directives, ask).await {
        Ok(opened) => opened,
        Err(StoreError::Refused(refusal)) => {
            // Nothing was opened: the draft goes back to what it was.
            save(&app, &viewer, &id, draft.version, &working).await?;
            let (draft, working) = load(&app, &viewer, &id).await?;
            let words = format!("一件也没有下发。{refusal}。请返回改好再下发。");
            return confirm_page(&app, &viewer, &draft, &working, words).await;
        }
        Err(other) => return Err(other.into()),
    };
    for ((item, unit), no) in numbers.into_iter().zip(units).zip(opened) {
        working.sent.push(Sent { item, unit, no });
    }
    for item in &mut working.items {
        if sending.items.contains(&item.id) {
            item.state = ItemState::Sent;
        }
    }
    working.last_by = viewer.staff().name.clone();
    save(&app, &viewer, &id, draft.version, &working).await?;
    Ok(done.into_response())
}

async fn sent(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, working) = load(&app, &viewer, &id).await?;
    let desk = frame(&app, &viewer, HOME, "已下发").await?;
    let mut units: Vec<_> = working.sent.iter().map(|s| &s.unit).collect();
    units.sort();
    units.dedup();
    let rows = working.sent.iter().filter_map(|s| {
        let item = working.item(s.item)?;
        Some(vec![
            Cell::link(s.no.to_string(), format!("/desk/matters/{}", s.no)),
            Cell::from(s.unit.as_str()),
            Cell::from(item.what.as_str()),
            Cell::from(item.due.map_or(String::new(), text::full_date)),
            Cell::from(item.cadence.word()),
        ])
    });
    let page = SentPage {
        base: format!("{HOME}/{}", draft.id),
        count: working.sent.len(),
        units: units.len(),
        left: working.items.iter().filter(|i| i.is_live()).count(),
        table: DataTable {
            caption: "已下发的任务".to_owned(),
            columns: ["编号", "主责", "任务", "期限", "频次"]
                .map(Column::text)
                .to_vec(),
            rows: rows.collect(),
        },
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}
