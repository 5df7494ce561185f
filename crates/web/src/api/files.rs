//! Files that travel in JSON as Base64.

use super::body::invalid;
use crate::App;
use crate::kit::form::{FormLimits, Upload};
use crate::kit::{Problem, security};
use crate::portal::files;
use banjie_core::matter::Attachment;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::Write;

/// A file as sent.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    name: String,
    content: String,
}

/// Keeps files after looking at their bytes; the first refusal names its field and ends it. What was
/// kept before and is never attached belongs to no matter and can be swept.
///
/// # Errors
/// Too many, no Base64, or a kind that is not taken; the disk refuses.
pub(super) async fn keep(
    app: &App,
    sent: Vec<Sent>,
    field: &str,
) -> Result<Vec<Attachment>, Problem> {
    let most = FormLimits::FILES.files;
    if sent.len() > most {
        return Err(invalid(
            field,
            &format!("{field}：一次最多传 {most} 个文件，请分次上传"),
        ));
    }
    let mut kept = Vec::with_capacity(sent.len());
    for (i, file) in sent.into_iter().enumerate() {
        let at = format!("{field}[{i}].content");
        let upload = waiting(field, file)?
            .ok_or_else(|| invalid(&at, &format!("{at}：不是 Base64，请编码后再提交")))?;
        match files::keep(app, upload).await? {
            Ok(file) => kept.push(file),
            Err(refused) => return Err(invalid(&at, &refused)),
        }
    }
    Ok(kept)
}

/// The file as one of a form: on disk until it is looked at. None: no Base64.
fn waiting(field: &str, sent: Sent) -> Result<Option<Upload>, Problem> {
    let Ok(bytes) = BASE64_STANDARD.decode(&sent.content) else {
        return Ok(None);
    };
    let mut file = tempfile::NamedTempFile::new().map_err(|e| Problem::internal(&e))?;
    file.write_all(&bytes).map_err(|e| Problem::internal(&e))?;
    Ok(Some(Upload {
        field: field.to_owned(),
        name: sent.name,
        size: bytes.len() as u64,
        sha256: security::hex(&Sha256::digest(&bytes)),
        file,
    }))
}
