//! A paper as a download; pages are laid out in the child process.

use super::Problem;
use crate::App;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use banjie_papers::Paper;

/// The pages as PDF.
///
/// # Errors
/// The writer's sentence.
pub(crate) async fn pdf(app: &App, paper: &Paper) -> Result<Vec<u8>, Problem> {
    let laid: Result<Vec<u8>, String> = app.settings().worker.run("pdf", paper).await?;
    laid.map_err(|sentence| Problem::Refused {
        sentence,
        code: "paper",
    })
}

/// The pages as a file with this name, which may be Chinese and has no extension.
///
/// # Errors
/// The writer's sentence.
pub(crate) async fn send_pdf(app: &App, paper: &Paper, name: &str) -> Result<Response, Problem> {
    Ok(named(
        pdf(app, paper).await?,
        name,
        "application/pdf",
        "pdf",
    ))
}

/// The same for a word processor.
///
/// # Errors
/// The writer's sentence.
pub(crate) fn send_docx(paper: &Paper, name: &str) -> Result<Response, Problem> {
    let bytes = banjie_papers::docx::docx(paper).map_err(|e| Problem::Refused {
        sentence: e.to_string(),
        code: "paper",
    })?;
    let media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(named(bytes, name, media, "docx"))
}

fn named(bytes: Vec<u8>, name: &str, media: &str, extension: &str) -> Response {
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let named = format!(
        "attachment; filename*=UTF-8''{}.{extension}",
        name.replace('+', "%20")
    );
    let head = [
        (header::CONTENT_TYPE, media.to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (head, bytes).into_response()
}
