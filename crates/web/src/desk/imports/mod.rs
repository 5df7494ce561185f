//! C6: a file of another system becomes matters: template, check by row, and nothing is written
//! before somebody has said so.

mod page;
pub mod rows;
pub mod run;
mod work;

use crate::App;
use crate::desk::frame;
use crate::kit::form::{FormLimits, new_key};
use crate::kit::viewer::Viewer;
use crate::kit::{Errors, Form, Problem};
use crate::routes::{Access, Route, get, post};
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::Action;
use banjie_papers::sheet::Sheet;
use banjie_papers::template::Template;
use rows::ImportKind;
use serde::Serialize;
use work::{Stage, Work};

const HOME: &str = "/desk/imports";

/// One file of at most 20 MB.
const LIMITS: FormLimits = FormLimits {
    total: 21 * 1024 * 1024,
    file: 20 * 1024 * 1024,
    files: 1,
    values: 20,
};

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Import);
    vec![
        get(HOME, who, start),
        post(HOME, who, check),
        get("/desk/imports/templates/{kind}", who, template),
        get("/desk/imports/{id}", who, show),
        get("/desk/imports/{id}/report.xlsx", who, report),
        post("/desk/imports/{id}/run", who, run),
        post("/desk/imports/{id}/discard", who, discard),
    ]
}

async fn start(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    start_page(&app, &viewer, &Form::default(), &Errors::default()).await
}

async fn start_page(
    app: &App,
    viewer: &Viewer,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let desk = frame(app, viewer, HOME, "批量导入").await?;
    let earlier = work::all(app, viewer).await?;
    page::start(desk, &earlier, form, errors, new_key()?)
}

/// The empty sheet to fill in.
async fn template(State(app): State<App>, Path(kind): Path<String>) -> Result<Response, Problem> {
    let code = kind.strip_suffix(".xlsx").unwrap_or(&kind);
    let kind = ImportKind::from_code(code).ok_or(Problem::NotFound)?;
    let sheet = kind.template(app.pack());
    let bytes =
        banjie_papers::xlsx::template(&sheet, app.today()).map_err(|e| Problem::internal(&e))?;
    Ok(spreadsheet(bytes, &sheet.name))
}

/// What the child process is asked.
#[derive(Serialize)]
struct Question<'a> {
    path: &'a std::path::Path,
    name: &'a str,
    template: &'a Template,
}

/// Reads the file in the child process and keeps what it found; nothing is imported yet.
async fn check(
    State(app): State<App>,
    viewer: Viewer,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, LIMITS).await?;
    let mut errors = Errors::default();
    let kind = ImportKind::from_code(form.get("kind"));
    if kind.is_none() {
        errors.add("kind", "导入什么：没有选。请选一种");
    }
    let upload = form.files("file").next();
    if upload.is_none() {
        errors.add("file", "文件：没有选。请选填好的 .xlsx 或 .csv");
    }
    let (Some(kind), Some(upload)) = (kind, upload) else {
        return start_page(&app, &viewer, &form, &errors).await;
    };
    let template = kind.template(app.pack());
    let question = Question {
        path: upload.file.path(),
        name: &upload.name,
        template: &template,
    };
    let answer: Result<Sheet, String> = match app.settings().worker.run("sheet", &question).await {
        Ok(answer) => answer,
        // The child died of the file: that is a fault of the file, said at its field.
        Err(Problem::Refused { sentence, .. }) => Err(sentence),
        Err(other) => return Err(other),
    };
    let sheet = match answer {
        Ok(sheet) => sheet,
        Err(sentence) => {
            errors.add("file", format!("文件：{sentence}"));
            return start_page(&app, &viewer, &form, &errors).await;
        }
    };
    let judged = rows::judge(kind, &sheet, app.pack(), app.today());
    let repeated = run::repeated(app.store(), kind, &judged.accepted).await?;
    let work = Work {
        kind,
        file: upload.name.clone(),
        judged,
        repeated,
        stage: Stage::Checked,
    };
    let id = new_key()?;
    work::save(&app, &viewer, &id, 0, &work).await?;
    Ok(Redirect::to(&format!("{HOME}/{id}")).into_response())
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, work) = work::load(&app, &viewer, &id).await?;
    let desk = frame(&app, &viewer, HOME, "导入结果").await?;
    page::result(desk, &draft, &work, app.now())
}

/// The rows that were refused, each with its reasons, in the form of the template.
async fn report(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (_, work) = work::load(&app, &viewer, &id).await?;
    let sheet = work.kind.template(app.pack());
    let bytes = work.report(&sheet, app.today())?;
    Ok(spreadsheet(bytes, &format!("{}—退回原因", sheet.name)))
}

/// Begins the import, or goes on with one that was interrupted.
async fn run(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, work) = work::load(&app, &viewer, &id).await?;
    if work.may_run(draft.at, app.now()) {
        work::begin(&app, &viewer, &draft, work).await?;
    }
    Ok(Redirect::to(&format!("{HOME}/{id}")).into_response())
}

/// Throws the file away; what has been imported stays.
async fn discard(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (draft, _) = work::load(&app, &viewer, &id).await?;
    app.store().drop_draft(draft.id).await?;
    Ok(Redirect::to(HOME).into_response())
}

fn spreadsheet(bytes: Vec<u8>, name: &str) -> Response {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let head = [
        (
            header::CONTENT_TYPE,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{name}.xlsx"),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (head, bytes).into_response()
}
