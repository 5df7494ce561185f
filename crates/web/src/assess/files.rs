//! Bulletins, rankings and assessments as files. All formats are made of the same values.

use super::Edition;
use crate::App;
use crate::kit::Problem;
use crate::kit::parts::{Act, Acts};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::quarterly::Assessment;
use banjie_core::assessment::ranking::Ranking;
use banjie_papers::{Paper, PaperError, docx, html, pdf, xlsx};
use std::fmt;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// Workbook.
    Xlsx,
    /// One page without anything beside it.
    Html,
    /// The values.
    Json,
}

/// No such format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFormat(String);

impl fmt::Display for BadFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "没有“{}”这种格式，可以用 docx、pdf、xlsx、html 或 json",
            self.0
        )
    }
}

impl std::str::FromStr for Format {
    type Err = BadFormat;
    fn from_str(text: &str) -> Result<Self, BadFormat> {
        match text {
            "docx" => Ok(Self::Docx),
            "pdf" => Ok(Self::Pdf),
            "xlsx" => Ok(Self::Xlsx),
            "html" => Ok(Self::Html),
            "json" => Ok(Self::Json),
            other => Err(BadFormat(other.to_owned())),
        }
    }
}

impl Format {
    fn media(self) -> &'static str {
        match self {
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

/// What a file is made of.
pub(crate) trait Printed: serde::Serialize {
    /// Name of the file without extension.
    fn name(&self) -> String;
    /// As a paper.
    fn paper(&self, stamp: &banjie_papers::bulletin::Stamp) -> Paper;
    /// As a workbook.
    fn book(&self, stamp: &banjie_papers::bulletin::Stamp) -> xlsx::Book;
}

impl Printed for Bulletin {
    fn name(&self) -> String {
        format!("bulletin-{}", self.week)
    }

    fn paper(&self, stamp: &banjie_papers::bulletin::Stamp) -> Paper {
        banjie_papers::bulletin::paper(self, stamp)
    }

    fn book(&self, stamp: &banjie_papers::bulletin::Stamp) -> xlsx::Book {
        banjie_papers::bulletin::book(self, stamp)
    }
}

impl Printed for Ranking {
    fn name(&self) -> String {
        format!("ranking-{}", self.month)
    }

    fn paper(&self, stamp: &banjie_papers::bulletin::Stamp) -> Paper {
        banjie_papers::ranking::paper(self, stamp)
    }

    fn book(&self, stamp: &banjie_papers::bulletin::Stamp) -> xlsx::Book {
        banjie_papers::ranking::book(self, stamp)
    }
}

impl Printed for Assessment {
    fn name(&self) -> String {
        format!("assessment-{}", self.quarter)
    }

    fn paper(&self, stamp: &banjie_papers::bulletin::Stamp) -> Paper {
        banjie_papers::assessment::paper(self, stamp)
    }

    fn book(&self, stamp: &banjie_papers::bulletin::Stamp) -> xlsx::Book {
        banjie_papers::assessment::book(self, stamp)
    }
}

/// A bulletin as a file, for the command line.
///
/// # Errors
/// The writer's sentence.
pub fn bulletin_file(edition: &Edition<Bulletin>, format: Format) -> Result<Vec<u8>, PaperError> {
    file(edition, format)
}

/// A ranking as a file, for the command line.
///
/// # Errors
/// The writer's sentence.
pub fn ranking_file(edition: &Edition<Ranking>, format: Format) -> Result<Vec<u8>, PaperError> {
    file(edition, format)
}

/// An assessment as a file, for the command line.
///
/// # Errors
/// The writer's sentence.
pub fn assessment_file(
    edition: &Edition<Assessment>,
    format: Format,
) -> Result<Vec<u8>, PaperError> {
    file(edition, format)
}

fn file<T: Printed>(edition: &Edition<T>, format: Format) -> Result<Vec<u8>, PaperError> {
    let (values, stamp) = (&edition.values, &edition.stamp);
    match format {
        Format::Docx => docx::docx(&values.paper(stamp)),
        Format::Pdf => pdf::pdf(&values.paper(stamp)),
        Format::Xlsx => xlsx::write(&values.book(stamp)),
        Format::Html => html::write(&values.paper(stamp)).map(String::into_bytes),
        Format::Json => {
            serde_json::to_vec_pretty(values).map_err(|e| PaperError::Writer(e.to_string()))
        }
    }
}

/// The links to a paper's files.
pub(crate) fn downloads(path: &str) -> Acts {
    links(path, "")
}

/// The links to the files of one revision.
pub(crate) fn downloads_of(path: &str, revision: u32) -> Acts {
    links(path, &format!("?revision={revision}"))
}

fn links(path: &str, query: &str) -> Acts {
    let file =
        |label: &str, format: &str| Act::link(label, format!("{path}/files/{format}{query}"));
    vec![
        file("导出公文 docx", "docx"),
        file("导出 pdf", "pdf"),
        file("导出 xlsx", "xlsx"),
    ]
    .into()
}

/// A download. Pages are laid out in the child process.
///
/// # Errors
/// An unknown format; the writer's sentence.
pub(crate) async fn send<T: Printed>(
    app: &App,
    edition: &Edition<T>,
    format: &str,
) -> Result<Response, Problem> {
    let format: Format = format
        .parse()
        .map_err(|e: BadFormat| refused(e.to_string(), "format"))?;
    let bytes = if format == Format::Pdf {
        let paper = edition.values.paper(&edition.stamp);
        crate::kit::paper::pdf(app, &paper).await?
    } else {
        file(edition, format).map_err(|e| refused(e.to_string(), "paper"))?
    };
    Ok(download(&edition.values.name(), format, bytes))
}

fn download(name: &str, format: Format, bytes: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"{name}.{}\"", format.extension());
    let headers = [
        (header::CONTENT_TYPE, format.media().to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, bytes).into_response()
}

/// A paper that has no figures beside it: docx, pdf or html.
///
/// # Errors
/// Another format; the writer's sentence.
pub fn text_file(paper: &Paper, format: Format) -> Result<Vec<u8>, PaperError> {
    match format {
        Format::Docx => docx::docx(paper),
        Format::Pdf => pdf::pdf(paper),
        Format::Html => html::write(paper).map(String::into_bytes),
        Format::Xlsx | Format::Json => Err(PaperError::Writer(
            "这份文件没有表格数据，请用 docx、pdf 或 html".to_owned(),
        )),
    }
}

/// A download of such a paper.
///
/// # Errors
/// An unknown format; the writer's sentence.
pub(crate) async fn send_text(
    app: &App,
    name: &str,
    paper: &Paper,
    format: &str,
) -> Result<Response, Problem> {
    let format: Format = format
        .parse()
        .map_err(|e: BadFormat| refused(e.to_string(), "format"))?;
    let bytes = match format {
        Format::Pdf => crate::kit::paper::pdf(app, paper).await?,
        format => text_file(paper, format).map_err(|e| refused(e.to_string(), "paper"))?,
    };
    Ok(download(name, format, bytes))
}

fn refused(sentence: String, code: &'static str) -> Problem {
    Problem::Refused { sentence, code }
}
