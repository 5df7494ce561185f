//! The first step: a text, the meeting and its day.

use super::working::{MAX_ITEMS, Working};
use crate::App;
use crate::kit::form::FormLimits;
use crate::kit::parts::{Control, ErrorSummary, Field};
use crate::kit::{Desk, Errors, Form, Problem, text};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::speech::{self, Names};
use banjie_store::reads::Draft;
use jiff::civil::Date;

/// A pasted text of the longest kind, or a file of it.
pub(super) const LIMITS: FormLimits = FormLimits {
    total: 8 * 1024 * 1024,
    file: 4 * 1024 * 1024,
    files: 1,
    values: 20,
};

/// The speech with which the demo's visitors try the extraction.
const SPEECH: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../core/tests/speeches/speech-2025q3.txt"
));

/// The form with the demo's speech in it.
pub(super) fn speech(today: Date) -> Form {
    let held_on = today.to_string();
    Form::from_pairs([
        ("meeting", "优化营商环境工作推进会（演示讲话）"),
        ("held_on", &held_on),
        ("text", SPEECH),
    ])
}

#[derive(Template)]
#[template(path = "desk/extract/start.html")]
struct StartPage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    key: String,
    fields: Vec<Field>,
    drafts: Vec<DraftLine>,
}

struct DraftLine {
    href: String,
    meeting: String,
    state: String,
    saved: String,
}

/// Shows the form with what was typed.
pub(super) fn show(
    mut desk: Desk,
    drafts: &[Draft],
    form: &Form,
    errors: &Errors,
    key: String,
) -> Result<Response, Problem> {
    desk.errors = !errors.is_empty();
    let page = StartPage {
        summary: desk.errors.then(|| {
            ErrorSummary::from_errors(errors, "会议名称、日期和粘贴的文字都还在；文件要重新选。")
        }),
        fields: vec![
            Field::text("meeting", "会议或文件名称")
                .hint("下发的任务都会写明出处，例如：三季度优化营商环境工作推进会")
                .filled(form, errors),
            Field::with("held_on", "会议日期", Control::Date)
                .hint("“会后立即”“下周起”都从这一天算。例如 2026-2-27")
                .width("w11")
                .filled(form, errors),
            Field::with("text", "粘贴全文", Control::TextArea(speech::MAX_CHARS))
                .hint("讲话、方案、纪要都可以。原文逐字保留，不会改动")
                .optional()
                .filled(form, errors),
            Field::with(
                "file",
                "或者选一个文本文件（.txt）",
                Control::File {
                    accept: ".txt,.md,.csv".to_owned(),
                    many: false,
                    kept: Vec::new(),
                },
            )
            .hint("只收纯文本（UTF-8 或 GB18030）。Word、WPS、PDF 请打开后全选复制，粘贴到上面")
            .optional()
            .filled(form, errors),
        ],
        key,
        drafts: drafts.iter().filter_map(line).collect(),
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

fn line(draft: &Draft) -> Option<DraftLine> {
    let working: Working = serde_json::from_str(&draft.body).ok()?;
    let live = working.items.iter().filter(|i| i.is_live()).count();
    let state = match (working.sent.len(), live) {
        (0, live) => format!("{live} 项还没下发"),
        (sent, 0) => format!("已下发 {sent} 件"),
        (sent, live) => format!("已下发 {sent} 件，还有 {live} 项"),
    };
    let saved = draft.at.civil();
    Some(DraftLine {
        href: format!("/desk/directives/extract/{}", draft.id),
        meeting: working.meeting,
        state,
        saved: format!(
            "{} {:02}:{:02} {}",
            text::month_day(saved.date()),
            saved.hour(),
            saved.minute(),
            working.last_by
        ),
    })
}

/// Reads the form and the text in it.
///
/// # Errors
/// What is to be mended, field by field.
pub(super) async fn read(app: &App, form: &Form) -> Result<Working, Errors> {
    let mut errors = Errors::default();
    let meeting = form.line("meeting");
    match meeting.chars().count() {
        0 => errors.add("meeting", "会议或文件名称：没有填。请填任务的出处"),
        n if n > 80 => errors.add(
            "meeting",
            format!("会议或文件名称：最多 80 字，现在 {n} 字。请写简称"),
        ),
        _ => {}
    }
    let held_on = read_day(form, &mut errors);
    let text = read_text(form, &mut errors);
    let (Some(held_on), Some(text), true) = (held_on, text, errors.is_empty()) else {
        return Err(errors);
    };
    let today = app.today();
    let owned = app.clone();
    // A long plan takes long enough to hold up other requests of this thread.
    let read = tokio::task::spawn_blocking(move || {
        let pack = owned.pack();
        let names = Names::from_district(&pack.district);
        let found = speech::extract(
            &text,
            &names,
            &pack.dictionary,
            Some(held_on),
            &pack.calendar,
        );
        found.map(|found| Working::new(meeting, held_on, text, &found, pack, today))
    })
    .await;
    let refusal = match read {
        Ok(Ok(working)) => match working.items.len() {
            0 => "这份文字里没有识别出任务。请核对是不是选错了文件；没有错的话，请把有任务的段落单独粘贴进来".to_owned(),
            n if n > MAX_ITEMS => format!(
                "识别出 {n} 项，超过一次可以核对的 {MAX_ITEMS} 项。请按章节分成几份，分别识别"
            ),
            _ => return Ok(working),
        },
        Ok(Err(unreadable)) => unreadable.to_string(),
        Err(_) => "这份文字没有读完。请分成几份再试；还不行请联系系统管理员".to_owned(),
    };
    errors.add("text", refusal);
    Err(errors)
}

fn read_day(form: &Form, errors: &mut Errors) -> Option<Date> {
    let typed = form.line("held_on");
    if typed.is_empty() {
        errors.add("held_on", "会议日期：没有填。请填开会或印发的那一天");
        return None;
    }
    let day = banjie_papers::sheet::date(&typed);
    if day.is_none() {
        errors.add(
            "held_on",
            format!("会议日期：写成了“{typed}”。请按 2026-2-27 的样子填"),
        );
    }
    day
}

fn read_text(form: &Form, errors: &mut Errors) -> Option<String> {
    let pasted = form.get("text").replace("\r\n", "\n").replace('\r', "\n");
    let Some(upload) = form.files("file").next() else {
        if pasted.trim().is_empty() {
            errors.add(
                "text",
                "全文：没有填。请把讲话、方案或纪要粘贴进来，或者选一个文本文件",
            );
            return None;
        }
        return Some(pasted);
    };
    if !pasted.trim().is_empty() {
        errors.add(
            "file",
            "粘贴了文字，又选了文件，不知道读哪一份。请留一份，另一份清空",
        );
        return None;
    }
    let bytes = std::fs::read(upload.file.path()).unwrap_or_default();
    banjie_papers::plain::read(&bytes, &upload.name)
        .map_err(|e| errors.add("file", e.to_string()))
        .ok()
}
