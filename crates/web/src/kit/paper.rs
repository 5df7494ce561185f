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
    let bytes = pdf(app, paper).await?;
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let named = format!(
        "attachment; filename*=UTF-8''{}.pdf",
        name.replace('+', "%20")
    );
    let head = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, bytes).into_response())
}
