//! Draws laid-out pages with krilla.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::flow::{Item, Sheet};
use super::fonts::Fonts;
use super::lines::SetLine;
use crate::grid::{PAGE_HEIGHT, PAGE_WIDTH, PT_PER_MM};
use crate::paper::{Paper, PaperError};
use crate::qr::Qr;

pub(super) fn render(paper: &Paper, pages: &[Sheet], fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
    let mut document = Document::new();
    document.set_metadata(metadata(paper));
    let (width, height) = (PAGE_WIDTH * PT_PER_MM, PAGE_HEIGHT * PT_PER_MM);
    for sheet in pages {
        let settings = PageSettings::from_wh(width as f32, height as f32)
            .ok_or_else(|| PaperError::Writer("页面尺寸不对".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in &sheet.items {
            draw(item, fonts, &mut surface);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|e| PaperError::Writer(format!("{e:?}")))
}

fn metadata(paper: &Paper) -> Metadata {
    let author = if paper.issuer.is_empty() {
        &paper.signer
    } else {
        &paper.issuer
    };
    let metadata = Metadata::new()
        .title(paper.title.replace('\n', ""))
        .authors(vec![author.clone()])
        .language("zh-CN".to_owned());
    match paper.date {
        Some(date) => metadata.creation_date(
            DateTime::new(u16::try_from(date.year()).unwrap_or(1900))
                .month(u8::try_from(date.month()).unwrap_or(1))
                .day(u8::try_from(date.day()).unwrap_or(1)),
        ),
        None => metadata,
    }
}

fn fill(red: bool) -> Fill {
    let color = if red {
        rgb::Color::new(230, 0, 18)
    } else {
        rgb::Color::new(0, 0, 0)
    };
    Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: Default::default(),
    }
}

fn draw(item: &Item, fonts: &Fonts, surface: &mut Surface<'_>) {
    match item {
        Item::Text { x, y, line, red } => {
            surface.set_fill(Some(fill(*red)));
            text(*x, *y, line, fonts, surface);
        }
        Item::Rule {
            x,
            y,
            width,
            height,
            red,
        } => {
            surface.set_fill(Some(fill(*red)));
            rectangles(std::iter::once((*x, *y, *width, *height)), surface);
        }
        Item::Code { x, y, side, qr } => {
            surface.set_fill(Some(fill(false)));
            code(*x, *y, *side, qr, surface);
        }
    }
}

/// Draws a line in stretches of one face; each glyph names its character, so that the text can be
/// searched and copied.
fn text(x: f64, y: f64, line: &SetLine, fonts: &Fonts, surface: &mut Surface<'_>) {
    let mut x = x;
    for run in line
        .glyphs
        .chunk_by(|before, after| before.glyph.face == after.glyph.face)
    {
        let Some(first) = run.first() else { continue };
        let words: String = run.iter().map(|placed| placed.character).collect();
        let mut at = 0;
        let mut glyphs = Vec::with_capacity(run.len());
        let mut width = 0.0;
        for placed in run {
            let end = at + placed.character.len_utf8();
            glyphs.push(KrillaGlyph {
                glyph_id: GlyphId::new(placed.glyph.id),
                text_range: at..end,
                // krilla takes advances as a share of the size.
                x_advance: (placed.advance / line.size) as f32,
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            });
            at = end;
            width += placed.advance;
        }
        surface.draw_glyphs(
            Point::from_xy(x as f32, y as f32),
            &glyphs,
            fonts.font(first.glyph.face).clone(),
            &words,
            line.size as f32,
            false,
        );
        x += width;
    }
}

fn rectangles(of: impl Iterator<Item = (f64, f64, f64, f64)>, surface: &mut Surface<'_>) {
    let mut path = PathBuilder::new();
    for (x, y, width, height) in of {
        if let Some(rect) = Rect::from_xywh(x as f32, y as f32, width as f32, height as f32) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn code(x: f64, y: f64, side: f64, qr: &Qr, surface: &mut Surface<'_>) {
    let module = side / qr.side() as f64;
    rectangles(
        qr.runs().map(|(column, row, length)| {
            (
                x + column as f64 * module,
                y + row as f64 * module,
                length as f64 * module,
                module,
            )
        }),
        surface,
    );
}
