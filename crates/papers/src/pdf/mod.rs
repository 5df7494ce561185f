//! Official papers as PDF, in the geometry of GB/T 9704-2012.
//!
//! The text is set on the grid of 28 × 22 by our own line breaker and page flow and drawn with
//! `krilla`; why not a layout language stands in `decisions/0002-pdf.md`. Fonts are found on the
//! machine at run time. The server calls this in a child process.

mod flow;
mod fonts;
mod lines;
mod record;
mod render;
mod table;

use std::path::Path;

pub use fonts::FONT_PLACES;

use crate::paper::{Paper, PaperError};

/// Writes the paper as PDF. Same paper and same fonts, same bytes.
///
/// # Errors
/// [`PaperError::FontMissing`] names the Debian package to install;
/// [`PaperError::Address`] when the verification address fits no QR code.
pub fn pdf(paper: &Paper) -> Result<Vec<u8>, PaperError> {
    let places: Vec<&Path> = FONT_PLACES.iter().map(Path::new).collect();
    pdf_with_fonts(paper, &places)
}

/// The same with the fonts of these folders, searched in order.
///
/// # Errors
/// As [`pdf`].
pub fn pdf_with_fonts(paper: &Paper, places: &[&Path]) -> Result<Vec<u8>, PaperError> {
    let mut fonts = fonts::Fonts::find(places)?;
    let pages = flow::lay_out(paper, &mut fonts)?;
    render::render(paper, &pages, &fonts)
}

#[cfg(test)]
mod tests;
