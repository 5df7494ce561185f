//! O3: drafts of bulletins, what would change against the issued one, 印发.

mod gathered;
mod points;

use crate::App;
use crate::assess::sheet::Sheet;
use crate::assess::tasks::{Which, opened};
use crate::assess::{self, Edition, Eyes};
use crate::desk::frame;
use crate::kit::form::{Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Act, Acts, Cell, Column, Confirm, DataTable};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::bulletin::difference::{Change, changes};
use banjie_core::assessment::period::span_words;
use banjie_core::district::Action;
use banjie_store::StoreError;
use banjie_store::reads::Kept;
use gathered::{Gathered, gathered};

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::Bulletin);
    vec![
        get("/desk/bulletins", access, list),
        get("/desk/bulletins/{week}", access, show),
        get("/desk/bulletins/{week}/files/{format}", access, file),
        get("/desk/bulletins/{week}/tasks", access, tasks),
        get("/desk/bulletins/{week}/points", access, points::ask),
        post("/desk/bulletins/{week}/points", access, points::change),
        get("/desk/bulletins/{week}/issue", access, confirm),
        post("/desk/bulletins/{week}/issue", access, issue),
    ]
}

/// Weeks shown in the list.
const WEEKS: usize = 12;

#[derive(Template)]
#[template(path = "desk/bulletins/list.html")]
struct ListPage {
    desk: Desk,
    /// The newest whole week that nobody has issued: its words and address.
    next: Option<(String, String)>,
    table: DataTable,
}

#[derive(Template)]
#[template(path = "desk/bulletins/draft.html")]
struct DraftPage {
    desk: Desk,
    issue: String,
    state: String,
    acts: Acts,
    changes: Option<DataTable>,
    changes_title: String,
    gathered: Gathered,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "desk/bulletins/confirm.html")]
struct ConfirmPage {
    desk: Desk,
    confirm: Confirm,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let issued = app.store().papers("bulletin", 60).await?;
    let mut week = Week::of(app.today());
    let mut rows = Vec::new();
    let mut next = None;
    for step in 0..WEEKS {
        let period = week.to_string();
        let state = match issued.iter().find(|paper| paper.period == period) {
            Some(paper) => format!(
                "第{}版 · {}印发",
                paper.revision,
                assess::day_words(paper.at)
            ),
            None if week.last() >= app.today() => "本周，还没有过完".to_owned(),
            None => {
                if step <= 1 {
                    next = Some((week.words(), format!("/desk/bulletins/{week}")));
                }
                "未印发".to_owned()
            }
        };
        if week.whole_days(app.today()).is_some() {
            rows.push(vec![
                Cell::link(week.words(), format!("/desk/bulletins/{week}")),
                span_words(week.first(), week.last()).into(),
                state.into(),
            ]);
        }
        week = week.previous();
    }
    let page = ListPage {
        desk: frame(&app, &viewer, "/desk/bulletins", "周通报").await?,
        next,
        table: DataTable {
            caption: "最近的周通报".to_owned(),
            columns: ["期", "起止", "状态"].map(Column::text).to_vec(),
            rows,
        },
    };
    render(&page)
}

/// The draft of a week, computed now, and what was issued of it.
async fn draft(
    app: &App,
    week: Week,
) -> Result<(Edition<Bulletin>, Option<Kept<Bulletin>>), Problem> {
    let as_of = week.whole_days(app.today());
    let as_of = as_of.ok_or_else(|| assess::not_begun(week.first()))?;
    let values = app.store().bulletin(week, as_of).await?;
    let path = format!("/bulletins/{week}");
    let edition = Edition::draft(app.store(), assess::site(app), &path, values).await?;
    Ok((edition, app.store().issued_bulletin(week).await?))
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
) -> Result<Response, Problem> {
    let week = assess::week(&week)?;
    let (edition, kept) = draft(&app, week).await?;
    let path = format!("/desk/bulletins/{week}");
    let changes = kept
        .as_ref()
        .map(|kept| changes(&kept.values, &edition.values));
    let unchanged = changes.as_ref().is_some_and(Vec::is_empty);
    let first = match (&kept, edition.values.complete) {
        (_, false) => Act::refused("印发", running(week)),
        (Some(_), _) if unchanged => Act::refused("印发更正版", "和已印发的一字不差，不用更正"),
        (Some(_), _) => Act::primary("印发更正版", format!("{path}/issue")),
        (None, _) => Act::primary("印发", format!("{path}/issue")),
    };
    let mut acts = vec![first];
    let file = |label: &str, format: &str| Act::link(label, format!("{path}/files/{format}"));
    acts.extend([
        file("预览 docx", "docx"),
        file("预览 pdf", "pdf"),
        file("xlsx", "xlsx"),
    ]);
    let state = match &kept {
        Some(kept) => format!(
            "第{}版已于{}印发",
            kept.issued.revision,
            assess::day_words(kept.issued.at)
        ),
        None => "草稿，未印发".to_owned(),
    };
    let page = DraftPage {
        desk: Desk {
            body_class: "lead",
            ..frame(&app, &viewer, &path, &format!("周通报 {}", week.words())).await?
        },
        issue: week.words(),
        state,
        acts: acts.into(),
        changes_title: match &changes {
            Some(rows) if rows.is_empty() => "现在重算，和已印发的一字不差".to_owned(),
            Some(rows) => format!("现在重算，有 {} 处和已印发的不同", rows.len()),
            None => String::new(),
        },
        changes: changes.filter(|rows| !rows.is_empty()).map(changes_table),
        gathered: gathered(&app, &edition, kept.is_some()).await?,
        sheet: Sheet::of(&edition, Eyes::Staff(&viewer.sight))?,
    };
    render(&page)
}

/// The tasks behind a number of the draft.
async fn tasks(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let (edition, _) = draft(&app, assess::week(&week)?).await?;
    let eyes = Eyes::Staff(&viewer.sight);
    let opened = opened(&app, &edition, &which, eyes).await?;
    crate::portal::staff_tasks(&app, &viewer, edition.base(), opened).await
}

fn running(week: Week) -> String {
    format!(
        "本周还没有过完，{}起才能印发",
        text::month_day_weekday(week.next().first())
    )
}

fn changes_table(rows: Vec<Change>) -> DataTable {
    DataTable {
        caption: "与已印发版的不同".to_owned(),
        columns: vec![
            Column::text("哪个数"),
            Column::number("已印发"),
            Column::number("现在"),
        ],
        rows: (rows.into_iter())
            .map(|row| vec![row.name.into(), row.before.into(), row.now.into()])
            .collect(),
    }
}

async fn file(
    State(app): State<App>,
    _viewer: Viewer,
    Path((week, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (edition, _) = draft(&app, assess::week(&week)?).await?;
    assess::send(&app, &edition, &format).await
}

async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
) -> Result<Response, Problem> {
    let week = assess::week(&week)?;
    let (edition, kept) = draft(&app, week).await?;
    complete(&edition.values)?;
    let revision = kept.map_or(0, |kept| kept.issued.revision);
    let b = &edition.values;
    let path = format!("/desk/bulletins/{week}");
    let page = ConfirmPage {
        desk: frame(
            &app,
            &viewer,
            &path,
            &format!("印发周通报 {}", week.words()),
        )
        .await?,
        confirm: Confirm {
            title: format!("印发周通报 {}第{}版？", week.words(), revision + 1),
            consequence: "印发后公开，内容不再改动；更正只能再印发一版，两版都留着。".to_owned(),
            facts: vec![
                ("起止".to_owned(), span_words(b.from, b.as_of)),
                ("交办".to_owned(), format!("{} 件", b.received.now.cases)),
                ("逾期".to_owned(), b.findings.overdue.clone()),
                ("按时办结率".to_owned(), b.on_time.words()),
                ("亮点和问题".to_owned(), gathered::points_words(b)),
                ("单位报送".to_owned(), b.findings.notes.clone()),
            ],
            action: format!("{path}/issue"),
            hidden: vec![
                (KEY.to_owned(), new_key()?),
                ("seen".to_owned(), revision.to_string()),
            ],
            label: "印发周通报".to_owned(),
            harm: false,
            back: path.clone(),
        },
    };
    render(&page)
}

fn complete(bulletin: &Bulletin) -> Result<(), Problem> {
    if bulletin.complete {
        return Ok(());
    }
    Err(Problem::Refused {
        sentence: running(bulletin.week),
        code: "bulletin.running",
    })
}

async fn issue(
    State(app): State<App>,
    viewer: Viewer,
    Path(week): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let week = assess::week(&week)?;
    let seen = form.line("seen").parse().unwrap_or(0);
    let (edition, _) = draft(&app, week).await?;
    complete(&edition.values)?;
    let issued = app
        .store()
        .issue_bulletin(week, edition.values.as_of, seen, viewer.act(&app))
        .await;
    match issued {
        // Sent twice, or issued by a colleague meanwhile: the page shows what was issued.
        Ok(_) | Err(StoreError::Taken(_)) => {
            Ok(Redirect::to(&format!("/bulletins/{week}")).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
