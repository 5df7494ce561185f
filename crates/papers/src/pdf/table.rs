//! Tables: the head repeats on each page, rows do not break (unless one is higher than a page).

use super::flow::{ASCENT, Flow, HEIGHT, Item, LEFT, PITCH, TOP, WIDTH};
use super::fonts::Role;
use super::lines::{SetLine, Style, break_lines};
use crate::grid;
use crate::paper::{Align, PaperError, Table};

/// Room between border and text, in points.
const PAD: f64 = 3.0;
/// Thickness of borders.
const BORDER: f64 = 0.5;

/// A row set in its columns: for each cell its lines and how they stand.
struct SetRow {
    cells: Vec<(Vec<SetLine>, Align)>,
    /// Points from line to line.
    pitch: f64,
}

impl SetRow {
    fn lines(&self) -> usize {
        self.cells
            .iter()
            .map(|(lines, _)| lines.len())
            .max()
            .unwrap_or(0)
            .max(1)
    }

    fn height(&self) -> f64 {
        self.lines() as f64 * self.pitch + 2.0 * PAD
    }

    /// Takes the first `lines` lines off into a row of their own.
    fn split(&mut self, lines: usize) -> SetRow {
        SetRow {
            cells: self
                .cells
                .iter_mut()
                .map(|(cell, align)| (cell.drain(..lines.min(cell.len())).collect(), *align))
                .collect(),
            pitch: self.pitch,
        }
    }
}

pub(super) fn set(flow: &mut Flow<'_>, table: &Table) -> Result<(), PaperError> {
    if table.head.is_empty() {
        return Ok(());
    }
    let size = grid::table_size(table);
    let widths: Vec<f64> = grid::column_shares(table)
        .into_iter()
        .map(|share| share * WIDTH)
        .collect();
    let head_cells = || {
        table
            .head
            .iter()
            .map(|title| (title.as_str(), Align::Center))
    };
    let head = set_row(flow, head_cells(), &widths, Role::Hei, size)?;
    let mut rows = Vec::with_capacity(table.rows.len());
    for row in 0..table.rows.len() {
        let cells = (0..widths.len()).map(|c| (table.cell(row, c), table.align_of(c)));
        rows.push(set_row(flow, cells, &widths, Role::Fang, size)?);
    }
    let first = rows.first().map_or(0.0, SetRow::height);
    let caption = caption(flow, table)?;
    // Caption, head and first row stay together.
    flow.need(caption.len() as f64 * PITCH + head.height() + first);
    for line in caption {
        let y = TOP + flow.y + (PITCH - line.size) / 2.0 + ASCENT * line.size;
        let x = LEFT + (WIDTH - line.width()) / 2.0;
        flow.page().items.push(Item::Text {
            x,
            y,
            line,
            red: false,
        });
        flow.y += PITCH;
    }
    draw(flow, &head, &widths);
    let most = (((HEIGHT - head.height()) - 2.0 * PAD) / (size * 1.35))
        .floor()
        .max(1.0) as usize;
    for mut row in rows {
        loop {
            let part = row.split(most);
            if flow.y + part.height() > HEIGHT + 0.5 {
                flow.new_page();
                draw(flow, &head, &widths);
            }
            draw(flow, &part, &widths);
            if row.cells.iter().all(|(lines, _)| lines.is_empty()) {
                break;
            }
        }
    }
    flow.y += 4.0;
    flow.snap();
    flow.movable = 0;
    Ok(())
}

fn caption(flow: &mut Flow<'_>, table: &Table) -> Result<Vec<SetLine>, PaperError> {
    if table.caption.is_empty() {
        return Ok(Vec::new());
    }
    let hei = Style {
        role: Role::Hei,
        size: grid::SIZE_4,
        tracking: 0.0,
    };
    break_lines(&table.caption, hei, WIDTH, 0.0, false, flow.fonts)
}

fn set_row<'t>(
    flow: &mut Flow<'_>,
    cells: impl Iterator<Item = (&'t str, Align)>,
    widths: &[f64],
    role: Role,
    size: f64,
) -> Result<SetRow, PaperError> {
    let style = Style {
        role,
        size,
        tracking: 0.0,
    };
    let mut set = Vec::with_capacity(widths.len());
    for ((text, align), width) in cells.zip(widths) {
        let room = (width - 2.0 * PAD).max(size);
        set.push((
            break_lines(text, style, room, 0.0, false, flow.fonts)?,
            align,
        ));
    }
    Ok(SetRow {
        cells: set,
        pitch: size * 1.35,
    })
}

fn draw(flow: &mut Flow<'_>, row: &SetRow, widths: &[f64]) {
    let (top, height) = (TOP + flow.y, row.height());
    let mut rule = |x: f64, y: f64, width: f64, height: f64| {
        flow.page().items.push(Item::Rule {
            x: x - BORDER / 2.0,
            y: y - BORDER / 2.0,
            width: width + BORDER,
            height: height + BORDER,
            red: false,
        });
    };
    rule(LEFT, top, WIDTH, 0.0);
    rule(LEFT, top + height, WIDTH, 0.0);
    let mut x = LEFT;
    rule(x, top, 0.0, height);
    for width in widths {
        x += width;
        rule(x, top, 0.0, height);
    }
    let mut x = LEFT;
    for ((lines, align), width) in row.cells.iter().zip(widths) {
        // Cells stand in the middle of their row.
        let mut y = top + (height - lines.len() as f64 * row.pitch) / 2.0;
        for line in lines {
            let free = width - 2.0 * PAD - line.width();
            let shift = match align {
                Align::Left => 0.0,
                Align::Center => free / 2.0,
                Align::Right => free,
            };
            flow.page().items.push(Item::Text {
                x: x + PAD + shift.max(0.0),
                y: y + (row.pitch - line.size) / 2.0 + ASCENT * line.size,
                line: line.clone(),
                red: false,
            });
            y += row.pitch;
        }
        x += width;
    }
    flow.y += height;
}
