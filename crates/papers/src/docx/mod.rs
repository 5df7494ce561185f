//! Official papers as Word files, in the geometry of GB/T 9704-2012.
//!
//! The parts are written by hand rather than through a document crate: Word asks for the exact
//! order of elements in its schema, and the same paper must give the same bytes each time. The
//! file names the fonts that offices have (仿宋_GB2312, 方正小标宋简体, 黑体, 楷体_GB2312) and
//! embeds none.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::paper::{Paper, PaperError};
use crate::qr::Qr;

/// Writes the paper as .docx. Same paper, same bytes.
///
/// # Errors
/// [`PaperError::Address`] when the verification address fits no QR code.
pub fn docx(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let qr = match &paper.verify {
        Some(verify) => Some(Qr::of(&verify.url)?.png()?),
        None => None,
    };
    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("[Content_Types].xml", parts::content_types(paper).into()),
        ("_rels/.rels", parts::PACKAGE_RELS.into()),
        ("docProps/core.xml", parts::core(paper).into()),
        ("word/document.xml", body::document(paper).into()),
        (
            "word/_rels/document.xml.rels",
            parts::document_rels(paper).into(),
        ),
        ("word/styles.xml", parts::styles().into()),
        ("word/settings.xml", parts::SETTINGS.into()),
        ("word/footer1.xml", parts::footer(true).into()),
        ("word/footer2.xml", parts::footer(false).into()),
    ];
    if paper.demo {
        files.push(("word/header1.xml", parts::demo_header().into()));
    }
    if let Some(png) = qr {
        files.push(("word/media/qr.png", png));
    }

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The default date of an entry is 1980-01-01, not the clock.
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name, options)
            .and_then(|()| zip.write_all(&bytes).map_err(Into::into))
            .map_err(|e| PaperError::Writer(e.to_string()))?;
    }
    zip.finish()
        .map(Cursor::into_inner)
        .map_err(|e| PaperError::Writer(e.to_string()))
}

/// Text as XML: escaped, without the control characters that XML 1.0 cannot hold.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
