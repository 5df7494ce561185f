//! Files of a matter, listed, and sent so that no browser runs or guesses them.

use super::{find, href, timeline};
use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::portal::files::size_words;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use banjie_core::matter::Event;
use banjie_store::reads::Course;
use jiff::civil::Date;

/// A file with its address, its size and who brought it.
pub(in crate::desk) struct FileView {
    pub(in crate::desk) name: String,
    pub(in crate::desk) href: String,
    pub(in crate::desk) about: String,
}

/// The files of a matter, in order.
pub(in crate::desk) fn attached(course: &Course, today: Date) -> Vec<FileView> {
    let matter = &course.matter;
    let brought = |hash: &str| {
        course.events.iter().find_map(|e| match &e.event {
            Event::Attached { file } if file.hash == hash => Some(format!(
                "{} · {}",
                timeline::when(e.at, today),
                e.by.words()
            )),
            Event::AppealSubmitted { appeal, .. }
                if appeal.files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 随诉求提交", timeline::when(e.at, today)))
            }
            Event::ApplicationSubmitted { application, .. }
                if application.files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 随申请提交", timeline::when(e.at, today)))
            }
            Event::ApplicationSupplied { files, .. } | Event::CommitmentSupplied { files, .. }
                if files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 补交", timeline::when(e.at, today)))
            }
            _ => None,
        })
    };
    matter
        .attachments
        .iter()
        .map(|f| FileView {
            name: f.name.clone(),
            href: format!("{}/files/{}", href(matter.no), f.hash),
            about: format!(
                "{} · {}",
                size_words(f.size),
                brought(&f.hash).unwrap_or_default()
            ),
        })
        .collect()
}

/// One file, if the matter is in sight and has it.
pub(super) async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Path((no, hash)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let course = find(&app, &viewer, &no).await?;
    let known = course
        .matter
        .attachments
        .into_iter()
        .find(|a| a.hash == hash);
    let file = known.ok_or(Problem::NotFound)?;
    let store = app.store().files().clone();
    let bytes = tokio::task::spawn_blocking(move || store.read(&hash))
        .await
        .map_err(|e| Problem::internal(&e))??;
    let bytes = bytes.ok_or_else(|| Problem::internal(&"材料不在磁盘上"))?;
    attachment(&file.name, &file.media, bytes)
}

/// Bytes to be saved under a name (RFC 6266), never shown in the page.
pub(crate) fn attachment(name: &str, media: &str, bytes: Vec<u8>) -> Result<Response, Problem> {
    let header = |text: &str| HeaderValue::from_str(text).map_err(|e| Problem::internal(&e));
    let fields = [
        (header::CONTENT_TYPE, header(media)?),
        (header::CONTENT_DISPOSITION, header(&disposition(name))?),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    Ok((fields, bytes).into_response())
}

/// `attachment` with the name for old readers in ASCII and for all others in UTF-8.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            let safe = c.is_ascii_alphanumeric() || "-_. ".contains(c);
            if safe { c } else { '_' }
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_travels_in_both_forms_and_breaks_out_of_neither() {
        assert_eq!(
            disposition("合同 \"1\".pdf"),
            "attachment; filename=\"__ _1_.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C%20%221%22.pdf"
        );
        let hostile = attachment("a\r\nset-cookie: x.txt", "text/plain", vec![]).unwrap();
        assert!(!hostile.headers().contains_key("set-cookie"));
    }
}
