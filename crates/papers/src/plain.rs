//! Plain text from an uploaded file: a speech, a plan, minutes.

use encoding_rs::GB18030;

use crate::upload::{self, FileKind, Looks};

/// Why a file was not read as plain text; the text says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainError {
    /// Nothing in it.
    Empty,
    /// A document of an office suite, a PDF, a picture …
    NotPlain {
        /// Name fit for display.
        name: String,
        /// What it is, in Chinese.
        what: &'static str,
    },
    /// Neither UTF-8 nor GB18030.
    Encoding {
        /// Name fit for display.
        name: String,
    },
}

impl std::fmt::Display for PlainError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("文件是空的（0 字节）。请重新选择文件，或把全文粘贴到下面。")
            }
            Self::NotPlain { name, what } => write!(
                f,
                "“{name}”是{what}，读不出文字。请用 Word、WPS 或阅读器打开，全选复制后粘贴到下面；或者另存为“纯文本（.txt）”再传。"
            ),
            Self::Encoding { name } => write!(
                f,
                "“{name}”的文字编码认不出来。请另存为“纯文本（UTF-8）”再传，或把全文粘贴到下面。"
            ),
        }
    }
}

impl std::error::Error for PlainError {}

/// The text of a file in UTF-8 (with or without mark) or GB18030, with one kind of line end.
/// `name` is the sender's file name; it only helps to word refusals.
///
/// # Errors
/// A [`PlainError`] for anything else.
pub fn read(bytes: &[u8], name: &str) -> Result<String, PlainError> {
    if bytes.is_empty() {
        return Err(PlainError::Empty);
    }
    let not_plain = |what| PlainError::NotPlain {
        name: upload::display_name(name),
        what,
    };
    match upload::looks_like(bytes) {
        Looks::Text => {}
        Looks::Zip if upload::kind_of(bytes) == Some(FileKind::Docx) => {
            return Err(not_plain("Word 文件（.docx）"));
        }
        Looks::Zip => return Err(not_plain("表格、压缩包或其他办公文件")),
        Looks::Compound => return Err(not_plain("旧格式的办公文件（.doc、.wps）")),
        Looks::Other(what) => return Err(not_plain(what)),
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| PlainError::Encoding {
                name: upload::display_name(name),
            })?
            .into_owned(),
    };
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_of_a_text_are_read() {
        let (gb, _, _) = GB18030.encode("发改局要牵头\r\n建立政策日历");
        let utf8 = "\u{feff}发改局要牵头\n建立政策日历".as_bytes();
        for bytes in [&*gb, utf8] {
            let text = read(bytes, "a.txt").unwrap();
            assert_eq!(text, "发改局要牵头\n建立政策日历");
        }
    }

    #[test]
    fn what_is_no_text_is_named_with_the_way_on() {
        let pdf = read(b"%PDF-1.7 ...", "讲话.pdf").unwrap_err().to_string();
        assert!(pdf.contains("“讲话.pdf”") && pdf.contains("粘贴"), "{pdf}");
        let old = read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a.doc").unwrap_err();
        assert!(old.to_string().contains(".doc"));
        assert_eq!(read(b"", "a.txt"), Err(PlainError::Empty));
        assert!(matches!(
            read(b"\xFF\xFF\xFF\x81", "a.txt"),
            Err(PlainError::Encoding { .. })
        ));
    }
}
