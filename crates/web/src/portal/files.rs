//! Files of a public form: known by their bytes, kept over a refused submission, referred to by a
//! signed line so that nobody attaches what he has not sent.

use super::sealed;
use crate::App;
use crate::kit::Problem;
use crate::kit::form::{Errors, Form, FormLimits, Upload};
use crate::kit::parts::{Control, Field, KeptFile};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use banjie_core::matter::Attachment;
use banjie_papers::upload::{self, FileKind};

/// Name of the field.
pub(crate) const FIELD: &str = "files";
/// Bytes of one file.
const LIMIT: usize = 20 * 1024 * 1024;
/// Files of one form.
const MOST: usize = 10;
pub(crate) const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.txt";

/// What the form reader lets through: a file over the limit is told at its field with everything
/// else kept, so only the whole request is cut off.
pub(crate) const READ: FormLimits = FormLimits {
    file: FormLimits::FILES.total,
    files: 2 * MOST,
    ..FormLimits::FILES
};

/// Files of a form: those kept from before that were not removed, and those sent now.
///
/// What does not fit is told in `errors`; the rest is stored, so a refused form need not send it
/// again. A file that is stored and never attached belongs to no matter and can be swept.
///
/// # Errors
/// The disk refuses.
pub(crate) async fn take(
    app: &App,
    form: &mut Form,
    errors: &mut Errors,
) -> Result<Vec<Attachment>, Problem> {
    take_named(app, form, FIELD, errors).await
}

/// The same for one of several file fields of a form.
///
/// # Errors
/// The disk refuses.
pub(crate) async fn take_named(
    app: &App,
    form: &mut Form,
    field: &str,
    errors: &mut Errors,
) -> Result<Vec<Attachment>, Problem> {
    let removed: Vec<String> = (form.all(&format!("{field}-remove")))
        .map(str::to_owned)
        .collect();
    let mut files: Vec<Attachment> = form
        .all(&format!("{field}-kept"))
        .filter(|r| !removed.iter().any(|x| x == r))
        .filter_map(|r| parse(app, r))
        .collect();
    let all: Vec<Upload> = std::mem::take(&mut form.uploads);
    let (sent, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|u| u.field == field);
    form.uploads = others;
    for upload in sent {
        if files.iter().any(|f| f.hash == upload.sha256) {
            continue;
        }
        if files.len() == MOST {
            errors.add(
                field,
                format!(
                    "材料：最多 {MOST} 个文件，“{}”没有收下。多出的请提交后到进度页补",
                    upload.name
                ),
            );
            break;
        }
        match keep(app, upload).await? {
            Ok(file) => files.push(file),
            Err(sentence) => errors.add(field, sentence),
        }
    }
    Ok(files)
}

/// What the child process is asked about a container.
#[derive(serde::Serialize)]
struct Question<'a> {
    path: &'a std::path::Path,
    name: &'a str,
    limit: usize,
}

/// Checks a file by its bytes and stores it; a refusal is a sentence. Containers (docx, xlsx) are
/// looked through in the child process: what is built to burst there costs one request.
pub(crate) async fn keep(app: &App, upload: Upload) -> Result<Result<Attachment, String>, Problem> {
    let name = upload::display_name(&upload.name);
    if upload.size > LIMIT as u64 {
        let bytes = usize::try_from(upload.size).unwrap_or(usize::MAX);
        let limit = LIMIT;
        let refused = upload::UploadError::TooLarge { name, bytes, limit };
        return Ok(Err(refused.to_string()));
    }
    let path = upload.file.path().to_owned();
    let bytes = blocking(move || std::fs::read(path).map_err(|e| Problem::internal(&e))).await?;
    let kind = if bytes.starts_with(b"PK") {
        let question = Question {
            path: upload.file.path(),
            name: &upload.name,
            limit: LIMIT,
        };
        let worker = &app.settings().worker;
        match worker
            .run::<Result<FileKind, String>>("upload", &question)
            .await
        {
            Ok(answer) => answer,
            // A child that burst or took too long says so in words at the field.
            Err(Problem::Refused { sentence, .. }) => Err(format!("“{name}”：{sentence}")),
            Err(other) => return Err(other),
        }
    } else {
        upload::check(&bytes, &upload.name, LIMIT).map_err(|e| e.to_string())
    };
    let kind = match kind {
        Ok(kind) => kind,
        Err(refused) => return Ok(Err(refused)),
    };
    let store = app.store().files().clone();
    let hash = blocking(move || Ok(store.keep(&bytes)?)).await?;
    Ok(Ok(Attachment {
        hash,
        name: kind.named(&name),
        media: kind.media_type().to_owned(),
        size: upload.size,
    }))
}

/// A stored file as a download.
///
/// # Errors
/// It is not there; the disk fails.
pub(crate) async fn send(app: &App, file: Attachment) -> Result<Response, Problem> {
    let files = app.store().files().clone();
    let hash = file.hash;
    let bytes = blocking(move || Ok(files.read(&hash)?)).await?;
    let bytes = bytes.ok_or(Problem::NotFound)?;
    let name: String = form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    let named = format!("attachment; filename*=UTF-8''{}", name.replace('+', "%20"));
    let head = [
        (header::CONTENT_TYPE, file.media),
        (header::CONTENT_DISPOSITION, named),
    ];
    Ok((head, bytes).into_response())
}

/// Runs what waits for the disk beside the server's threads.
async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(job)
        .await
        .map_err(|e| Problem::internal(&e))?
}

/// The field with what was kept.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(crate) fn field(
    app: &App,
    label: &str,
    kept: &[Attachment],
    error: &str,
) -> Result<Field, Problem> {
    named(app, FIELD, label, kept, error)
}

/// The same for one of several file fields of a form.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(crate) fn named(
    app: &App,
    name: &str,
    label: &str,
    kept: &[Attachment],
    error: &str,
) -> Result<Field, Problem> {
    let kept = kept
        .iter()
        .map(|f| {
            Ok(KeptFile {
                reference: reference(app, f)?,
                name: f.name.clone(),
                size: size_words(f.size),
            })
        })
        .collect::<Result<_, Problem>>()?;
    let control = Control::File {
        accept: ACCEPT.to_owned(),
        many: true,
        kept,
    };
    Ok(Field {
        error: error.to_owned(),
        ..Field::with(name, label, control)
            .hint("手机拍照即可。pdf、jpg、png、docx、xlsx、txt，每个不超过 20 MB，最多 10 个")
    })
}

/// `1.2 MB`, `340 KB`.
pub(crate) fn size_words(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{}.{} MB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20)
    } else {
        format!("{} KB", bytes.div_ceil(1024))
    }
}

fn reference(app: &App, file: &Attachment) -> Result<String, Problem> {
    let said = format!("{}|{}|{}|{}", file.hash, file.size, file.media, file.name);
    Ok(format!("{}|{said}", sealed::sign(app, "file", &said)?))
}

fn parse(app: &App, reference: &str) -> Option<Attachment> {
    let (signature, said) = reference.split_once('|')?;
    if !sealed::fits(app, "file", said, signature) {
        return None;
    }
    let mut parts = said.splitn(4, '|');
    Some(Attachment {
        hash: parts.next()?.to_owned(),
        size: parts.next()?.parse().ok()?,
        media: parts.next()?.to_owned(),
        name: parts.next()?.to_owned(),
    })
}
