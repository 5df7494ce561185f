//! Files that come with a form: looked at, then kept in the attachment store.

use super::form::{Errors, Form, FormLimits};
use super::Problem;
use crate::App;
use banjie_core::matter::Attachment;
use banjie_papers::upload;

/// What a file field accepts, as HTML says it.
pub const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.txt";

/// Keeps the files of a field. What a file is, its bytes say; a file that is not allowed becomes a
/// sentence at the field, the others are kept, so that they need not be sent again.
///
/// # Errors
/// The disk refuses.
pub async fn keep(
    app: &App,
    form: &Form,
    field: &str,
    errors: &mut Errors,
) -> Result<Vec<Attachment>, Problem> {
    let mut kept = Vec::new();
    for sent in form.files(field) {
        let (path, name) = (sent.file.path().to_owned(), sent.name.clone());
        let files = app.store().files().clone();
        let job = move || {
            let bytes = std::fs::read(path).map_err(|e| Problem::internal(&e))?;
            let kind = match upload::check(&bytes, &name, FormLimits::FILES.file) {
                Ok(kind) => kind,
                Err(refused) => return Ok(Err(refused.to_string())),
            };
            Ok::<_, Problem>(Ok(Attachment {
                hash: files.keep(&bytes)?,
                name: upload::display_name(&name),
                media: kind.media_type().to_owned(),
                size: bytes.len() as u64,
            }))
        };
        let looked = tokio::task::spawn_blocking(job)
            .await
            .map_err(|e| Problem::internal(&e))??;
        match looked {
            Ok(file) => kept.push(file),
            Err(sentence) => errors.add(field, sentence),
        }
    }
    Ok(kept)
}

/// A size as people say it: `12 KB`, `3.4 MB`.
pub fn size(bytes: u64) -> String {
    const MB: u64 = 1024 * 1024;
    if bytes >= MB {
        format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB)
    } else {
        format!("{} KB", bytes.div_ceil(1024))
    }
}
