//! P4: every answer once more, each with the way to change it, before it is handed in.

use super::opened;
use super::steps::Steps;
use crate::App;
use crate::apply::answers::{self, MaterialRow, Row, Section};
use crate::apply::{Work, paper};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::extract::{OriginalUri, Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{Html, IntoResponse, Response};

#[derive(Template)]
#[template(path = "portal/apply/check.html")]
struct CheckPage {
    portal: Portal,
    package: String,
    id: String,
    sections: Vec<Section>,
    materials: Vec<MaterialRow>,
    /// How many answers and materials are missing or wrong.
    left: usize,
    /// The form changed since.
    changed: bool,
    /// Where to go on filling in.
    next: String,
    window: String,
}

impl CheckPage {
    fn own(&self, place: &str) -> String {
        self.portal.href(&format!("/apply/{}/{place}", self.id))
    }

    /// The page of an answer, which comes back here.
    fn change(&self, place: &str) -> String {
        match place.split_once('#') {
            Some((page, name)) => self.own(&format!("{page}?back=check#{name}")),
            None => self.own(&format!("{place}?back=check")),
        }
    }

    /// A list in lines: `姓名：张三；出资额：…`.
    fn lines(&self, row: &Row) -> Vec<String> {
        let Some((heads, rows)) = &row.list else {
            return Vec::new();
        };
        let line = |cells: &Vec<String>| {
            let said = heads
                .iter()
                .zip(cells)
                .filter(|(_, value)| !value.is_empty());
            let said: Vec<String> = said
                .map(|(head, value)| format!("{head}：{value}"))
                .collect();
            said.join("；")
        };
        rows.iter().map(line).collect()
    }
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => page(&app, &uri, &who, &work),
        Err(answer) => Ok(answer),
    }
}

fn page(app: &App, uri: &Uri, who: &MaybeViewer, work: &Work) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let form = work.form(app)?;
    let steps = Steps::of(app, work, &form)?;
    let sections = answers::sections(app, work, &form)?;
    let materials = answers::materials(app, work, &form);
    let wrong = sections
        .iter()
        .flat_map(|s| &s.rows)
        .filter(|r| !r.error.is_empty())
        .count();
    let portal = frame(app, uri, who, &format!("核对：{}", package.name));
    let next = match steps.next("") {
        Some(place) => format!("/apply/{}/{place}", work.id),
        None => format!("/apply/{}", work.id),
    };
    let page = CheckPage {
        package: package.name.clone(),
        left: wrong + materials.iter().filter(|m| !m.done).count(),
        changed: !work.draft.is_current(package),
        next: portal.href(&next),
        window: form
            .items
            .first()
            .map_or_else(String::new, |i| i.item.window.clone()),
        id: work.id.clone(),
        sections,
        materials,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// The form on paper, filled in as far as it is.
pub(super) async fn print(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let paper = paper::filled(&app, &work, &paper::Signed::default())?;
    let name = format!("{}申请表", work.package(&app)?.name);
    crate::kit::paper::send_pdf(&app, &paper, &name).await
}
