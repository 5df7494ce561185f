//! Acts on many rows: what was ticked is shown once more, then each row is done for itself, and
//! what became of each stays under an address.

use super::act::Bulk;
use super::export;
use super::query::View;
use crate::App;
use crate::desk::frame;
use crate::desk::matter::slips;
use crate::kit::form::{Errors, Form, FormLimits, new_key};
use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::matter::{Command, MatterNo};
use banjie_store::reads::{Course, Draft, Sort};
use banjie_store::{Ask, StoreError};
use serde::{Deserialize, Serialize};

/// Most rows of one act (ux.md §4).
const MOST: usize = 200;
/// The kind under which results are kept.
const RESULT: &str = "bulk-result";

#[derive(Template)]
#[template(path = "desk/list/bulk.html")]
struct BulkPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    title: String,
    consequence: &'static str,
    refused: String,
    act: &'static str,
    label: String,
    key: String,
    fields: Vec<Field>,
    items: Vec<Item>,
    back: String,
}

/// A row as it was seen.
struct Item {
    value: String,
    number: String,
    title: String,
    about: String,
}

#[derive(Template)]
#[template(path = "desk/list/result.html")]
struct ResultPage {
    desk: Desk,
    heading: String,
    done: Vec<Outcome>,
    refused: Vec<Outcome>,
    back: String,
}

/// What became of the rows.
#[derive(Serialize, Deserialize)]
struct Outcomes {
    act: String,
    back: String,
    rows: Vec<Outcome>,
}

/// What became of a row.
#[derive(Serialize, Deserialize)]
struct Outcome {
    no: String,
    title: String,
    /// Why not; empty: done.
    why: String,
    /// Whether it can still be opened.
    seen: bool,
}

/// Shows once more what was ticked, or the file, or the slips.
pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let form = Form::from_pairs(pairs);
    let act = Bulk::from_code(form.get("act")).ok_or(Problem::NotFound)?;
    let back = own_back(form.get("back"));
    let all = form.get("all") == "1";
    if all && act == Bulk::Export {
        let to = format!(
            "/desk/matters/export?{}&as=xlsx",
            view(&form, &viewer).query()
        );
        return Ok(Redirect::to(&to).into_response());
    }
    let chosen = if all {
        match whole(&app, &viewer, &form).await? {
            Ok(numbers) => numbers,
            Err(total) => {
                let why = format!(
                    "全部有 {} 件，一次最多 {MOST} 件。请先筛选到 {MOST} 件以内，或只办本页勾选的。",
                    text::thousands(total)
                );
                return refuse(&app, &viewer, act, back, why).await;
            }
        }
    } else {
        form.all("no").map(str::to_owned).collect()
    };
    if chosen.is_empty() || chosen.len() > MOST {
        let why = if chosen.is_empty() {
            "还没有勾选办件。请返回勾选几件，再选要办的事。".to_owned()
        } else {
            format!(
                "勾选了 {} 件，一次最多 {MOST} 件。请分几次办。",
                chosen.len()
            )
        };
        return refuse(&app, &viewer, act, back, why).await;
    }
    let courses = courses(&app, &viewer, &chosen).await?;
    match act {
        Bulk::Slips => Ok(slips(&app, &courses, &back)?.into_response()),
        Bulk::Export => {
            let mut lines = Vec::with_capacity(courses.len());
            for course in &courses {
                lines.extend(app.store().line(course.matter.no).await?);
            }
            let what = format!("勾选的 {} 条", lines.len());
            export::send(&app, &lines, "", &what, Sort::Due, false)
        }
        _ => {
            page(
                &app,
                &viewer,
                act,
                &courses,
                back,
                &Form::default(),
                &Errors::default(),
            )
            .await
        }
    }
}

fn view(form: &Form, viewer: &Viewer) -> View {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(form.get("view").as_bytes())
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .collect();
    View::read(&pairs, viewer)
}

/// The numbers of the whole view, or how many there are when they are too many.
async fn whole(
    app: &App,
    viewer: &Viewer,
    form: &Form,
) -> Result<Result<Vec<String>, u64>, Problem> {
    let view = view(form, viewer);
    let listing = app
        .store()
        .list(
            &viewer.sight,
            &view.filter,
            view.sort,
            0,
            MOST as u64,
            app.today(),
        )
        .await?;
    if listing.total > MOST as u64 {
        return Ok(Err(listing.total));
    }
    Ok(Ok(listing.lines.into_iter().map(|l| l.no).collect()))
}

/// The matters in sight among these numbers, each once, in their order.
async fn courses(app: &App, viewer: &Viewer, numbers: &[String]) -> Result<Vec<Course>, Problem> {
    let mut courses: Vec<Course> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let Ok(no) = number.parse::<MatterNo>() else {
            continue;
        };
        if courses.iter().all(|c| c.matter.no != no) {
            courses.extend(app.store().matter(&viewer.sight, no).await?);
        }
    }
    if courses.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(courses)
}

/// Does every row for itself and leads to the result.
pub(super) async fn run(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let act = Bulk::from_code(form.get("act")).ok_or(Problem::NotFound)?;
    let back = own_back(form.get("back"));
    let id = form.key().ok_or(Problem::Unreadable)?.to_owned();
    if kept(&app, &viewer, &id).await?.is_some() {
        return Ok(Redirect::to(&format!("/desk/bulk/{id}")).into_response());
    }
    let items: Vec<(&str, u64)> = form
        .all("item")
        .filter_map(|i| i.split_once('@'))
        .filter_map(|(no, version)| Some((no, version.parse().ok()?)))
        .take(MOST + 1)
        .collect();
    if items.is_empty() || items.len() > MOST {
        let why = format!("一次办 1 到 {MOST} 件。请返回重新勾选。");
        return refuse(&app, &viewer, act, back, why).await;
    }
    let unit = &viewer.staff().unit;
    let command = match act.command(&form, &app.store().colleagues(unit).await?) {
        Ok(command) => command,
        Err(errors) => {
            let numbers: Vec<String> = items.iter().map(|(no, _)| (*no).to_owned()).collect();
            let courses = courses(&app, &viewer, &numbers).await?;
            return page(&app, &viewer, act, &courses, back, &form, &errors).await;
        }
    };
    let mut rows = Vec::with_capacity(items.len());
    for (no, version) in items {
        rows.push(one(&app, &viewer, no, version, command.as_ref(), &id).await?);
    }
    let outcomes = Outcomes {
        act: act.code().to_owned(),
        back,
        rows,
    };
    let draft = Draft {
        id: id.clone(),
        owner: owner(&viewer),
        kind: RESULT.to_owned(),
        body: serde_json::to_string(&outcomes).map_err(|e| Problem::internal(&e))?,
        version: 0,
        at: app.now(),
    };
    app.store().save_draft(draft).await?;
    Ok(Redirect::to(&format!("/desk/bulk/{id}")).into_response())
}

/// One row: done, or why not. Other rows go on either way.
async fn one(
    app: &App,
    viewer: &Viewer,
    no: &str,
    version: u64,
    command: Option<&Command>,
    key: &str,
) -> Result<Outcome, Problem> {
    let refused = |title: &str, why: String| Outcome {
        no: no.to_owned(),
        title: title.to_owned(),
        why,
        seen: !title.is_empty(),
    };
    let hidden = || refused("", "没有找到这一件，可能已转给别的单位".to_owned());
    let Ok(number) = no.parse::<MatterNo>() else {
        return Ok(hidden());
    };
    let Some(course) = app.store().matter(&viewer.sight, number).await? else {
        return Ok(hidden());
    };
    let title = course.matter.title;
    match command {
        None => {
            let person = viewer.staff().person.to_string();
            app.store().follow(person, number.to_string(), true).await?;
        }
        Some(command) => {
            let ask = Ask {
                act: viewer.act(app),
                key: Some(format!("{key}:{number}")),
            };
            match app
                .store()
                .command(number, version, command.clone(), ask)
                .await
            {
                Ok(_) => {}
                Err(StoreError::Refused(why)) => return Ok(refused(&title, why.to_string())),
                Err(other) => return Err(other.into()),
            }
        }
    }
    let seen = app.store().matter(&viewer.sight, number).await?.is_some();
    Ok(Outcome {
        no: no.to_owned(),
        title,
        why: String::new(),
        seen,
    })
}

/// What became of the rows; the address can be kept.
pub(super) async fn result(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let outcomes = kept(&app, &viewer, &id).await?.ok_or(Problem::NotFound)?;
    let word = Bulk::from_code(&outcomes.act).map_or("", Bulk::word);
    let (done, refused): (Vec<_>, Vec<_>) =
        outcomes.rows.into_iter().partition(|r| r.why.is_empty());
    let heading = match refused.len() {
        0 => format!("{word}：{} 件都办了", done.len()),
        n => format!("{word}：{} 件办了，{n} 件没办", done.len()),
    };
    let page = ResultPage {
        desk: frame(&app, &viewer, "/desk/matters", &heading).await?,
        heading,
        done,
        refused,
        back: outcomes.back,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

async fn kept(app: &App, viewer: &Viewer, id: &str) -> Result<Option<Outcomes>, Problem> {
    let draft = app.store().draft(id).await?;
    let own = draft.filter(|d| d.owner == owner(viewer) && d.kind == RESULT);
    own.map(|d| serde_json::from_str(&d.body).map_err(|e| Problem::internal(&e)))
        .transpose()
}

fn owner(viewer: &Viewer) -> String {
    format!("staff:{}", viewer.staff().person)
}

/// Only a list of our own.
fn own_back(back: &str) -> String {
    let own = back == "/desk" || back.starts_with("/desk?") || back.starts_with("/desk/matters");
    if own { back } else { "/desk" }.to_owned()
}

async fn refuse(
    app: &App,
    viewer: &Viewer,
    act: Bulk,
    back: String,
    why: String,
) -> Result<Response, Problem> {
    let title = format!("{}多件", act.word());
    let page = BulkPage {
        desk: frame(app, viewer, "/desk/matters", &title).await?,
        summary: None,
        title,
        consequence: "",
        refused: why,
        act: act.code(),
        label: String::new(),
        key: String::new(),
        fields: Vec::new(),
        items: Vec::new(),
        back,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(html)).into_response())
}

async fn page(
    app: &App,
    viewer: &Viewer,
    act: Bulk,
    courses: &[Course],
    back: String,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let title = format!("{} {} 件", act.word(), courses.len());
    let mut desk = frame(app, viewer, "/desk/matters", &title).await?;
    desk.errors = !errors.is_empty();
    let colleagues = app.store().colleagues(&viewer.staff().unit).await?;
    // What was seen at first is what is done: a matter changed since is told, not overrun.
    let seen = |no: MatterNo| {
        let known = form
            .all("item")
            .find_map(|i| i.strip_prefix(&format!("{no}@")));
        known.map(str::to_owned)
    };
    let page = BulkPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "勾选的办件和其他内容都还在。")),
        title,
        consequence: act.consequence(),
        refused: String::new(),
        act: act.code(),
        label: format!("{} {} 件", act.word(), courses.len()),
        key: new_key()?,
        fields: act
            .fields(&app.pack().district, &colleagues)
            .into_iter()
            .map(|f| f.filled(form, errors))
            .collect(),
        items: courses
            .iter()
            .map(|c| {
                let m = &c.matter;
                let version = seen(m.no).unwrap_or_else(|| m.version.to_string());
                Item {
                    value: format!("{}@{version}", m.no),
                    number: m.no.to_string(),
                    title: m.title.clone(),
                    about: format!("{} · {}", m.lead, m.state_word()),
                }
            })
            .collect(),
        back,
        desk,
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
