//! Attachments: what a file is by its first bytes, never by its name.

use serde::{Deserialize, Serialize};

use crate::zipguard::{self, ZipFault};

/// The kinds of file that may be attached to a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// JPEG picture.
    Jpg,
    /// PNG picture.
    Png,
    /// Word document (.docx).
    Docx,
    /// Excel workbook (.xlsx).
    Xlsx,
    /// Plain text, UTF-8 or GB18030.
    Txt,
}

impl FileKind {
    /// Extension without its dot, for stored and sent files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpg => "jpg",
            Self::Png => "png",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Txt => "txt",
        }
    }

    /// The name under which such a file is kept and sent: one whose ending says something else gets the
    /// right one behind it. A text may be a script: sent as `x.bat` it would run on a desk at a double
    /// click, as `x.bat.txt` it is read. What has no ending stays as it is.
    pub fn named(self, name: &str) -> String {
        let others: &[&str] = match self {
            Self::Jpg => &["jpeg", "jpe", "jfif"],
            Self::Txt => &["csv", "md", "log"],
            Self::Pdf | Self::Png | Self::Docx | Self::Xlsx => &[],
        };
        let ending = name
            .rsplit_once('.')
            .map(|(_, end)| end.to_ascii_lowercase());
        let is_ending = |end: &String| {
            end.len() <= 8
                && end.chars().all(|c| c.is_ascii_alphanumeric())
                && end.chars().any(|c| c.is_ascii_alphabetic())
        };
        match ending.filter(is_ending) {
            Some(end) if end != self.extension() && !others.contains(&end.as_str()) => {
                format!("{name}.{}", self.extension())
            }
            _ => name.to_owned(),
        }
    }

    /// Media type for the answer's head. Text is sent as plain text whatever it contains.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Txt => "text/plain; charset=utf-8",
        }
    }
}

/// Why an attachment was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UploadError {
    /// Nothing in it.
    Empty {
        /// Name fit for display.
        name: String,
    },
    /// Larger than the limit.
    TooLarge {
        /// Name fit for display.
        name: String,
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// None of the allowed kinds, or damaged.
    Kind {
        /// Name fit for display.
        name: String,
    },
}

impl std::fmt::Display for UploadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty { name } => write!(f, "“{name}”是空的（0 字节）。请重新选择文件。"),
            Self::TooLarge { name, bytes, limit } => write!(
                f,
                "“{name}”有 {} MB，超过 {} MB 的上限。请压缩图片，或分成几个文件上传。",
                bytes.div_ceil(1 << 20),
                limit >> 20
            ),
            Self::Kind { name } => write!(
                f,
                "“{name}”的类型不收或已损坏。可以上传 pdf、jpg、png、docx、xlsx、txt；旧格式请另存为新格式。"
            ),
        }
    }
}

impl std::error::Error for UploadError {}

/// The kind of an attachment by its content, or none when it is not allowed. Office files are
/// looked through under the limits of [`crate::sheet`]; a zip bomb has no kind.
pub fn kind_of(bytes: &[u8]) -> Option<FileKind> {
    match looks_like(bytes) {
        Looks::Other(PDF) => Some(FileKind::Pdf),
        Looks::Other(JPG) => Some(FileKind::Jpg),
        Looks::Other(PNG) => Some(FileKind::Png),
        Looks::Zip => office_kind(bytes).ok().flatten(),
        Looks::Text => readable(bytes).then_some(FileKind::Txt),
        _ => None,
    }
}

/// Checks an attachment of at most `limit` bytes. `name` is only shown, never used as a path.
///
/// # Errors
/// An [`UploadError`] whose text says what to do.
pub fn check(bytes: &[u8], name: &str, limit: usize) -> Result<FileKind, UploadError> {
    let name = display_name(name);
    if bytes.is_empty() {
        return Err(UploadError::Empty { name });
    }
    if bytes.len() > limit {
        return Err(UploadError::TooLarge {
            name,
            bytes: bytes.len(),
            limit,
        });
    }
    kind_of(bytes).ok_or(UploadError::Kind { name })
}

/// A sender's file name fit for display: the last step of any path, without control and
/// direction characters and what systems forbid in names, at most 80 characters. Never a path.
pub fn display_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control())
        .filter(|c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'))
        .map(|c| if "<>:\"|?*;%".contains(c) { '_' } else { c })
        .collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    if clean.is_empty() {
        return "未命名文件".to_owned();
    }
    if clean.chars().count() <= 80 {
        return clean.to_owned();
    }
    // Keep the end: it holds the extension.
    let head: String = clean.chars().take(60).collect();
    let tail: Vec<char> = clean.chars().rev().take(19).collect();
    head.chars()
        .chain(['…'])
        .chain(tail.into_iter().rev())
        .collect()
}

const PDF: &str = "PDF 文件";
const JPG: &str = "图片（JPEG）";
const PNG: &str = "图片（PNG）";

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    Zip,
    /// The container of old office files and of encrypted new ones.
    Compound,
    Text,
    /// Something else, named in Chinese.
    Other(&'static str),
}

pub(crate) fn looks_like(bytes: &[u8]) -> Looks {
    const MAGIC: [(&[u8], &str); 16] = [
        (b"%PDF-", PDF),
        (b"\xFF\xD8\xFF", JPG),
        (b"\x89PNG\r\n\x1A\n", PNG),
        (b"GIF8", "图片（GIF）"),
        (b"BM", "图片（BMP）"),
        (b"II*\0", "图片（TIFF）"),
        (b"MM\0*", "图片（TIFF）"),
        (b"RIFF", "图片或音视频"),
        (b"Rar!", "压缩包（rar）"),
        (b"7z\xBC\xAF", "压缩包（7z）"),
        (b"\x1F\x8B", "压缩包（gz）"),
        (b"{\\rtf", "RTF 文档"),
        (b"MZ", "可执行程序"),
        (b"\x7FELF", "可执行程序"),
        (b"\xCA\xFE\xBA\xBE", "可执行程序"),
        (b"SQLite format 3", "数据库文件"),
    ];
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Looks::Zip;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Looks::Compound;
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Looks::Other("图片或视频（HEIC、MP4）");
    }
    for (magic, what) in MAGIC {
        // Two letters begin many texts: those need a byte that no text has.
        let sure = magic.len() > 2 || !magic.is_ascii() || bytes.iter().take(512).any(|b| *b == 0);
        if bytes.starts_with(magic) && sure {
            return Looks::Other(what);
        }
    }
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if start.first() == Some(&b'<') {
        // Many systems export a web page under the name .xls.
        return Looks::Other("网页或 XML 文件");
    }
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    if !utf16 && bytes.contains(&0) {
        return Looks::Other("无法识别的文件");
    }
    Looks::Text
}

/// A password-protected office file keeps its content in a stream of this name (UTF-16).
pub(crate) fn is_encrypted_office(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    memchr::memmem::find(bytes, &name).is_some()
}

fn office_kind(bytes: &[u8]) -> Result<Option<FileKind>, ZipFault> {
    let names = zipguard::inspect(bytes, false)?;
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    // Macros run in the office suite of whoever opens the file.
    let macros = names.iter().any(|name| name.ends_with("vbaProject.bin"));
    Ok(if macros || !has("[Content_Types].xml") {
        None
    } else if has("word/document.xml") {
        Some(FileKind::Docx)
    } else if has("xl/workbook.xml") {
        Some(FileKind::Xlsx)
    } else {
        None
    })
}

/// Text without control characters, in UTF-8 or GB18030.
fn readable(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        Err(_) => {
            match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => text,
                None => return false,
            }
        }
    };
    !text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_without_paths_and_tricks() {
        assert_eq!(display_name("../../etc/passwd"), "passwd");
        assert_eq!(display_name("C:\\a\\合同.pdf"), "合同.pdf");
        assert_eq!(display_name("a\u{202E}fdp.exe\r\nX: y"), "afdp.exeX_ y");
        assert_eq!(display_name("..."), "未命名文件");
        assert_eq!(display_name(""), "未命名文件");
        let long = display_name(&format!("{}.docx", "长".repeat(300)));
        assert_eq!(long.chars().count(), 80);
        assert!(long.ends_with(".docx"));
    }

    #[test]
    fn a_name_that_says_something_else_gets_the_right_ending() {
        let named = |kind: FileKind, name: &str| kind.named(name);
        assert_eq!(named(FileKind::Txt, "清单.bat"), "清单.bat.txt");
        assert_eq!(named(FileKind::Pdf, "合同.EXE"), "合同.EXE.pdf");
        for (kind, name) in [
            (FileKind::Txt, "说明.txt"),
            (FileKind::Txt, "名单.CSV"),
            (FileKind::Jpg, "照片.JPEG"),
            (FileKind::Jpg, "照片.jpg"),
            (FileKind::Pdf, "合同v1.2"),
            (FileKind::Png, "截图"),
            (FileKind::Pdf, "2026.2.27会议"),
        ] {
            assert_eq!(named(kind, name), name);
        }
    }

    #[test]
    fn the_content_decides_the_kind() {
        assert_eq!(kind_of(b"%PDF-1.7\n"), Some(FileKind::Pdf));
        assert_eq!(kind_of(b"\xFF\xD8\xFF\xE0.."), Some(FileKind::Jpg));
        assert_eq!(kind_of(b"\x89PNG\r\n\x1A\n.."), Some(FileKind::Png));
        assert_eq!(kind_of("说明".as_bytes()), Some(FileKind::Txt));
        assert_eq!(kind_of(b"\xCB\xB5\xC3\xF7"), Some(FileKind::Txt));
        assert_eq!(kind_of(b"BMW and more"), Some(FileKind::Txt));
        for bad in [
            b"MZ\x90\0\x03".as_slice(),
            b"<html><script>",
            b"<?xml version='1.0'?><svg/>",
            b"GIF89a",
            b"a\0b",
            b"a\x07b",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            b"PK\x03\x04",
            b"",
        ] {
            let kind = if bad.is_empty() { None } else { kind_of(bad) };
            assert_eq!(kind, None, "{bad:?}");
        }
    }

    #[test]
    fn office_files_are_known_by_their_parts_and_macros_are_not_kept() {
        let paper = crate::docx::tests::bulletin();
        let docx = crate::docx::docx(&paper).unwrap();
        assert_eq!(kind_of(&docx), Some(FileKind::Docx));
        let book = crate::xlsx::Book {
            title: String::new(),
            created: jiff::civil::date(2026, 1, 1),
            demo: false,
            sheets: vec![crate::xlsx::Grid::default()],
        };
        let xlsx = crate::xlsx::write(&book).unwrap();
        assert_eq!(kind_of(&xlsx), Some(FileKind::Xlsx));
        let zip_of = |names: &[&str]| {
            use std::io::Write;
            let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for name in names {
                let options = zip::write::SimpleFileOptions::default();
                zip.start_file(*name, options).unwrap();
                zip.write_all("<w:p/>".repeat(300_000).as_bytes()).unwrap();
            }
            zip.finish().unwrap().into_inner()
        };
        // 300 pages have hundreds of thousands of tags.
        let long = zip_of(&["[Content_Types].xml", "word/document.xml"]);
        assert_eq!(kind_of(&long), Some(FileKind::Docx));
        let types = "[Content_Types].xml";
        let macros = zip_of(&[types, "word/document.xml", "word/vbaProject.bin"]);
        assert_eq!(kind_of(&macros), None);
        assert_eq!(kind_of(&zip_of(&["a.txt"])), None);
    }

    #[test]
    fn size_and_emptiness_are_refused_in_words() {
        let large = check(&[b'a'; 3 << 20], "大.txt", 2 << 20).unwrap_err();
        assert!(large.to_string().contains("“大.txt”有 3 MB，超过 2 MB"));
        assert!(check(b"", "x", 10).unwrap_err().to_string().contains("空"));
        assert!(check(b"MZ\0", "x.pdf", 10).is_err());
    }
}
