//! Breaking text into lines on the character grid.

use super::fonts::{Fonts, Glyph, Role};
use crate::grid::may_break;
use crate::paper::PaperError;

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub role: Role,
    /// Points.
    pub size: f64,
    /// Points added after each character; -0.2 brings 16 pt to the pitch of 28 characters.
    pub tracking: f64,
}

/// A character with its glyph and the room it takes, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub character: char,
    pub glyph: Glyph,
    pub advance: f64,
}

/// One line of set text.
#[derive(Clone, Debug)]
pub(super) struct SetLine {
    pub size: f64,
    pub glyphs: Vec<Placed>,
    /// Points from the left edge of the paragraph.
    pub indent: f64,
}

impl SetLine {
    /// Width of the set characters in points.
    pub(super) fn width(&self) -> f64 {
        self.glyphs.iter().map(|placed| placed.advance).sum()
    }
}

/// Breaks a text into lines of `width` points; the first line is indented. Lines that are not the
/// last of their paragraph are filled to the full width when `justify`.
pub(super) fn break_lines(
    text: &str,
    style: Style,
    width: f64,
    indent: f64,
    justify: bool,
    fonts: &mut Fonts,
) -> Result<Vec<SetLine>, PaperError> {
    let mut lines = Vec::new();
    for (number, part) in text.split('\n').enumerate() {
        let mut rest = Vec::new();
        for character in part.chars().filter(|c| !c.is_control()) {
            let glyph = fonts.glyph(style.role, character)?;
            rest.push(Placed {
                character,
                glyph,
                advance: glyph.advance * style.size + style.tracking,
            });
        }
        let mut first = number == 0;
        loop {
            let indent = if first { indent } else { 0.0 };
            let room = width - indent;
            let end = line_end(&rest, room, style.size);
            let tail = rest.split_off(end);
            let mut line = SetLine {
                size: style.size,
                glyphs: std::mem::replace(&mut rest, tail),
                indent,
            };
            while !rest.is_empty() && line.glyphs.last().is_some_and(|p| p.character == ' ') {
                line.glyphs.pop();
            }
            if justify && !rest.is_empty() {
                fill(&mut line, room);
            }
            lines.push(line);
            first = false;
            if rest.is_empty() {
                break;
            }
        }
    }
    Ok(lines)
}

/// How many characters stand on the first line.
fn line_end(glyphs: &[Placed], room: f64, size: f64) -> usize {
    let mut width = 0.0;
    let mut fits = 0;
    for placed in glyphs {
        // The right half of a closing mark is empty: at a line's end it may stand out of the grid.
        let air = if hangs(placed.character) {
            size / 2.0
        } else {
            0.0
        };
        if width + placed.advance - air > room + 0.01 {
            break;
        }
        width += placed.advance;
        fits += 1;
    }
    if fits == glyphs.len() {
        return fits;
    }
    let breakable = (1..=fits)
        .rev()
        .find(|at| may_break(glyphs[at - 1].character, glyphs[*at].character));
    // A word longer than the line is cut where the line ends; at least one character goes on.
    breakable.unwrap_or(fits).max(1)
}

fn hangs(character: char) -> bool {
    "，。、；：》）”’〕".contains(character)
}

/// Spreads the free room of a line over the places between its full-width characters.
fn fill(line: &mut SetLine, room: f64) {
    let hanging = line
        .glyphs
        .last()
        .filter(|last| hangs(last.character))
        .map_or(0.0, |_| line.size / 2.0);
    let free = room - line.width();
    // A closing mark that overflows by its empty half is simply left there.
    if free < 0.0 && -free <= hanging {
        return;
    }
    let last = line.glyphs.len().saturating_sub(1);
    let gaps: Vec<usize> = (0..last)
        .filter(|at| {
            let (before, after) = (line.glyphs[*at].character, line.glyphs[at + 1].character);
            !(before.is_ascii_graphic() && after.is_ascii_graphic())
        })
        .collect();
    // Too few places, or too wide gaps (a long address that left half a line): stay as set.
    if gaps.is_empty() || free / gaps.len() as f64 > line.size / 2.0 {
        return;
    }
    for at in &gaps {
        line.glyphs[*at].advance += free / gaps.len() as f64;
    }
}
