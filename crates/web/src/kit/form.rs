//! Reading forms: values by name, files on disk, limits, and what is to be mended.

use std::io::Write;

use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::{Problem, security, text};

/// Name of the hidden field that makes a resent form harmless.
pub const KEY: &str = "_key";

/// How much a form may hold.
#[derive(Clone, Copy, Debug)]
pub struct FormLimits {
    /// Bytes of the whole request.
    pub total: usize,
    /// Bytes of one file.
    pub file: usize,
    /// Number of files.
    pub files: usize,
    /// Number of values.
    pub values: usize,
}

impl FormLimits {
    /// A form without files: 256 KiB.
    pub const TEXT: Self = Self {
        total: 256 * 1024,
        file: 0,
        files: 0,
        values: 2_000,
    };

    /// A form with up to 10 files of 20 MiB, 60 MiB together.
    pub const FILES: Self = Self {
        total: 60 * 1024 * 1024,
        file: 20 * 1024 * 1024,
        files: 10,
        values: 2_000,
    };
}

/// A received file, waiting on disk; deleted when dropped.
#[derive(Debug)]
pub struct Upload {
    /// Field it came with.
    pub field: String,
    /// Name as the sender knows it, for showing only: never part of a path.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 in hex: its address in the attachment store.
    pub sha256: String,
    /// Where it waits.
    pub file: NamedTempFile,
}

/// A submitted form, kept as typed so that a refused one can be shown again.
#[derive(Debug, Default)]
pub struct Form {
    values: Vec<(String, String)>,
    /// Files, in order; empty file fields are left out.
    pub uploads: Vec<Upload>,
}

impl Form {
    /// Reads an urlencoded or multipart body within limits.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] naming the limit, [`Problem::Unreadable`] for a broken body or
    /// another media type, [`Problem::Internal`] when the disk refuses.
    pub async fn read(mut request: Request, limits: FormLimits) -> Result<Self, Problem> {
        let media = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        if media.starts_with("multipart/form-data") {
            DefaultBodyLimit::max(limits.total).apply(&mut request);
            let parts = Multipart::from_request(request, &())
                .await
                .map_err(|_| Problem::Unreadable)?;
            Self::read_parts(parts, limits).await
        } else if media.is_empty() || media.starts_with("application/x-www-form-urlencoded") {
            let body = axum::body::to_bytes(request.into_body(), limits.total)
                .await
                .map_err(|_| too_large("整张表单", limits.total))?;
            let mut form = Self::default();
            for (name, value) in form_urlencoded::parse(&body) {
                form.push(name.into_owned(), value.into_owned(), limits)?;
            }
            Ok(form)
        } else {
            Err(Problem::Unreadable)
        }
    }

    async fn read_parts(mut parts: Multipart, limits: FormLimits) -> Result<Self, Problem> {
        let mut form = Self::default();
        let broken = |error: axum::extract::multipart::MultipartError| {
            if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
                too_large("整张表单", limits.total)
            } else {
                Problem::Unreadable
            }
        };
        while let Some(mut part) = parts.next_field().await.map_err(broken)? {
            let Some(field) = part.name().map(str::to_owned) else {
                continue;
            };
            // A field in which nothing was chosen has an empty name; a chosen file may be empty, and
            // then somebody must be told.
            let chosen = part.file_name().is_some_and(|n| !n.is_empty());
            let Some(name) = part.file_name().map(shown_name) else {
                let value = part.text().await.map_err(broken)?;
                form.push(field, value, limits)?;
                continue;
            };
            let mut file = NamedTempFile::new().map_err(|e| Problem::internal(&e))?;
            let (mut size, mut hash) = (0_usize, Sha256::new());
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                size += chunk.len();
                if size > limits.file {
                    return Err(too_large(&format!("文件“{name}”"), limits.file));
                }
                hash.update(&chunk);
                // Chunks are small and go to the page cache: no blocking worth a thread.
                file.write_all(&chunk).map_err(|e| Problem::internal(&e))?;
            }
            if size == 0 && !chosen {
                continue;
            }
            if form.uploads.len() == limits.files {
                return Err(Problem::TooLarge {
                    what: format!("一次最多传 {} 个文件，请分次上传", limits.files),
                });
            }
            form.uploads.push(Upload {
                field,
                name,
                size: size as u64,
                sha256: security::hex(&hash.finalize()),
                file,
            });
        }
        Ok(form)
    }

    /// A form made of pairs, for tests and for forms filled from a draft.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        Self {
            values: pairs
                .into_iter()
                .map(|(n, v)| (n.into(), v.into()))
                .collect(),
            uploads: Vec::new(),
        }
    }

    fn push(&mut self, name: String, value: String, limits: FormLimits) -> Result<(), Problem> {
        if self.values.len() == limits.values {
            return Err(Problem::TooLarge {
                what: format!("一张表单最多 {} 项", limits.values),
            });
        }
        self.values.push((name, value));
        Ok(())
    }

    /// The first value of a field as typed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.values
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, v)| v)
    }

    /// All values of a field, e.g. ticked boxes.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.values
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// All pairs in order, to save a draft.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.values
    }

    /// A single line, tidied by [`text::single_line`].
    pub fn line(&self, name: &str) -> String {
        text::single_line(self.get(name))
    }

    /// A number people group as they like, tidied by [`text::digits`].
    pub fn digits(&self, name: &str) -> String {
        text::digits(self.get(name))
    }

    /// Several lines, tidied by [`text::multi_line`].
    pub fn text(&self, name: &str) -> String {
        text::multi_line(self.get(name))
    }

    /// Files of one field.
    pub fn files<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a Upload> + 'a {
        self.uploads.iter().filter(move |u| u.field == field)
    }

    /// The idempotency key that came with the form, if it looks like one of ours.
    pub fn key(&self) -> Option<&str> {
        let key = self.get(KEY);
        (key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit())).then_some(key)
    }
}

/// A fresh idempotency key: put `(KEY, new_key()?)` among the hidden values of every changing form.
///
/// # Errors
/// [`Problem::Internal`] when the operating system gives no randomness.
pub fn new_key() -> Result<String, Problem> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Problem::internal(&e))?;
    Ok(security::hex(&bytes))
}

fn too_large(what: &str, bytes: usize) -> Problem {
    let limit = if bytes >= 1024 * 1024 {
        format!("{} MB", bytes / 1024 / 1024)
    } else {
        format!("{} KB", bytes / 1024)
    };
    Problem::TooLarge {
        what: format!("{what}超过 {limit}"),
    }
}

/// The last part of a client's file name, without control characters, at most 120 characters.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    text::single_line(last).chars().take(120).collect()
}

/// What is to be mended: field and sentence, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    /// Adds a sentence for a field; only the first one for each field is kept.
    pub fn add(&mut self, field: &str, sentence: impl Into<String>) {
        if self.of(field).is_none() || field.is_empty() {
            self.0.push((field.to_owned(), sentence.into()));
        }
    }

    /// The sentence of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.iter().find(|(f, _)| *f == field).map(|(_, s)| s)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(f, s)| (f.as_str(), s.as_str()))
    }

    /// Whether all is right.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` when all is right.
    ///
    /// # Errors
    /// The errors themselves.
    pub fn check(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn request(media: &str, body: impl Into<Body>) -> Request {
        Request::builder()
            .method("POST")
            .header("content-type", media)
            .body(body.into())
            .unwrap()
    }

    #[tokio::test]
    async fn urlencoded_values_keep_their_order_and_repeat() {
        let body = "no=1&no=2&name=%E7%94%B2+%20";
        let form = Form::read(
            request("application/x-www-form-urlencoded", body),
            FormLimits::TEXT,
        )
        .await
        .unwrap();
        assert_eq!(form.all("no").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(form.line("name"), "甲");
        assert_eq!(form.get("none"), "");
    }

    fn multipart(size: usize) -> Vec<u8> {
        let mut body =
            b"--B\r\ncontent-disposition: form-data; name=\"what\"\r\n\r\nhello\r\n--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"..\\\\..\\\\a/b.pdf\"\r\n\r\n"
                .to_vec();
        body.extend(std::iter::repeat_n(b'x', size));
        body.extend_from_slice(b"\r\n--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--B--\r\n");
        body
    }

    #[tokio::test]
    async fn files_wait_on_disk_and_names_are_harmless() {
        let form = Form::read(
            request("multipart/form-data; boundary=B", multipart(3_000_000)),
            FormLimits::FILES,
        )
        .await
        .unwrap();
        assert_eq!(form.get("what"), "hello");
        assert_eq!(form.uploads.len(), 1, "empty file fields are left out");
        let upload = form.files("file").next().unwrap();
        assert_eq!((upload.name.as_str(), upload.size), ("b.pdf", 3_000_000));
        assert_eq!(upload.sha256.len(), 64);
        assert_eq!(upload.file.path().metadata().unwrap().len(), 3_000_000);
    }

    #[tokio::test]
    async fn limits_are_said_in_words() {
        let small = FormLimits {
            file: 1024,
            ..FormLimits::FILES
        };
        let media = "multipart/form-data; boundary=B";
        let Err(Problem::TooLarge { what }) =
            Form::read(request(media, multipart(2048)), small).await
        else {
            panic!("a file over the limit must be refused");
        };
        assert_eq!(what, "文件“b.pdf”超过 1 KB");
        let total = FormLimits {
            total: 4096,
            ..FormLimits::FILES
        };
        let refused = Form::read(request(media, multipart(8192)), total).await;
        assert!(matches!(refused, Err(Problem::TooLarge { .. })));
        let refused = Form::read(request("text/plain", "x"), FormLimits::TEXT).await;
        assert!(matches!(refused, Err(Problem::Unreadable)));
    }

    #[test]
    fn keys_are_recognised() {
        let key = new_key().unwrap();
        let form = Form::from_pairs([(KEY, key.as_str())]);
        assert_eq!(form.key(), Some(key.as_str()));
        assert_eq!(Form::from_pairs([(KEY, "1")]).key(), None);
        assert_ne!(key, new_key().unwrap());
    }
}
