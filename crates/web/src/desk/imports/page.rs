//! Template and upload; the result of the check by row; the import under way and its end.

use super::HOME;
use super::rows::{ImportKind, Rejected};
use super::work::{Stage, Work};
use crate::kit::parts::{Cell, Choice, Column, Control, DataTable, ErrorSummary, Field, Job};
use crate::kit::{Desk, Errors, Form, Problem, text};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::moment::Moment;
use banjie_store::reads::Draft;

/// Refused rows shown on the page; all of them are in the sheet to download.
const SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "desk/imports/start.html")]
struct StartPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    key: String,
    templates: Vec<(String, &'static str)>,
    fields: Vec<Field>,
    earlier: Vec<Earlier>,
}

struct Earlier {
    href: String,
    file: String,
    said: String,
}

#[derive(Template)]
#[template(path = "desk/imports/result.html")]
struct ResultPage {
    desk: Desk,
    base: String,
    file: String,
    total: usize,
    fresh: usize,
    rejected: usize,
    repeated: usize,
    skipped: usize,
    job: Option<Job>,
    interrupted: bool,
    done: Option<(u32, u32)>,
    refused: Vec<(u32, String)>,
    table: Option<DataTable>,
    more: usize,
}

/// Template, upload and earlier files.
pub(super) fn start(
    mut desk: Desk,
    earlier: &[(Draft, Work)],
    form: &Form,
    errors: &Errors,
    key: String,
) -> Result<Response, Problem> {
    desk.errors = !errors.is_empty();
    let kinds = ImportKind::ALL.map(|k| Choice::new(k.code(), k.word()));
    let mut kind =
        Field::with("kind", "导入什么", Control::Radio(kinds.to_vec())).filled(form, errors);
    if kind.value.is_empty() && ImportKind::ALL.len() == 1 {
        kind.value = ImportKind::Hotline.code().to_owned();
    }
    let file = Control::File {
        accept: ".xlsx,.csv".to_owned(),
        many: false,
        kept: Vec::new(),
    };
    let page = StartPage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "文件要重新选一次。")),
        key,
        templates: ImportKind::ALL
            .iter()
            .map(|k| (format!("{HOME}/templates/{}.xlsx", k.code()), k.word()))
            .collect(),
        fields: vec![
            kind,
            Field::with("file", "填好的表", file)
                .hint(".xlsx 或 .csv，不超过 20 MB、2000 行。旧的 .xls、.et 请先另存为 .xlsx")
                .filled(form, errors),
        ],
        earlier: earlier.iter().map(line).collect(),
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

fn line((draft, work): &(Draft, Work)) -> Earlier {
    let state = match &work.stage {
        Stage::Checked => format!(
            "可导入 {}，有错 {}，还没有导入",
            work.fresh(),
            work.judged.rejected.len()
        ),
        Stage::Running(done) => format!("正在导入，完成 {done} 行"),
        Stage::Done(done) => format!(
            "导入 {}，重复 {}，有错 {}",
            done.added,
            done.repeated,
            work.judged.rejected.len() + done.refused.len()
        ),
    };
    Earlier {
        href: format!("{HOME}/{}", draft.id),
        file: work.file.clone(),
        said: format!("{} · {state}", text::month_day(draft.at.date())),
    }
}

/// The result of the check, the import under way, or its end.
pub(super) fn result(
    desk: Desk,
    draft: &Draft,
    work: &Work,
    now: Moment,
) -> Result<Response, Problem> {
    let base = format!("{HOME}/{}", draft.id);
    let rejected = &work.judged.rejected;
    let interrupted = matches!(work.stage, Stage::Running(_)) && work.may_run(draft.at, now);
    let page = ResultPage {
        file: work.file.clone(),
        total: work.total(),
        fresh: work.fresh(),
        rejected: rejected.len(),
        repeated: work.repeated.len(),
        skipped: work.judged.skipped.len(),
        job: match work.stage {
            Stage::Running(done) if !interrupted => Some(Job {
                title: format!("正在导入{}", work.kind.word()),
                done: u64::from(done),
                total: work.judged.accepted.len() as u64,
                noun: "行".to_owned(),
                again_href: base.clone(),
            }),
            _ => None,
        },
        interrupted,
        done: match &work.stage {
            Stage::Done(done) => Some((done.added, done.repeated)),
            _ => None,
        },
        refused: match &work.stage {
            Stage::Done(done) => done.refused.clone(),
            _ => Vec::new(),
        },
        table: (!rejected.is_empty()).then(|| table(rejected)),
        more: rejected.len().saturating_sub(SHOWN),
        base,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn table(rejected: &[Rejected]) -> DataTable {
    DataTable {
        caption: "有错的行".to_owned(),
        columns: ["行", "编号", "是什么", "要改什么"]
            .map(Column::text)
            .to_vec(),
        rows: rejected
            .iter()
            .take(SHOWN)
            .map(|r| {
                let cell = |at: usize| r.row.cells.get(at).cloned().unwrap_or_default();
                let title: String = cell(1).chars().take(24).collect();
                vec![
                    Cell::from(format!("第{}行", r.row.number)),
                    Cell::from(cell(0)),
                    Cell::from(title),
                    Cell::from(r.reasons.join("；")),
                ]
            })
            .collect(),
    }
}
