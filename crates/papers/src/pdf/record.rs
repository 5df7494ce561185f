//! The 版记: copies, printing office and date, and the verification block.

use super::flow::{ASCENT, Flow, HEIGHT, Item, LEFT, PITCH, TOP, WIDTH, style};
use super::fonts::Role;
use super::lines::{SetLine, break_lines};
use crate::grid::{self, PT_PER_MM};
use crate::paper::{Paper, PaperError, VERIFY_HINT, chinese_date};
use crate::qr::Qr;

/// Sets the 版记 at the foot of the last page, the verification block as its last part (7.4).
pub(super) fn set(flow: &mut Flow<'_>, paper: &Paper) -> Result<(), PaperError> {
    let small = style(Role::Fang, grid::SIZE_4);
    let room = WIDTH - 2.0 * grid::SIZE_4;
    // Each part: its lines with their distance from the left edge.
    let mut parts: Vec<Vec<(SetLine, f64)>> = Vec::new();
    for record in &paper.record {
        let lines = break_lines(record, small, room, 0.0, true, flow.fonts)?;
        parts.push(lines.into_iter().map(|line| (line, grid::SIZE_4)).collect());
    }
    if let (false, Some(date)) = (parts.is_empty(), paper.date) {
        let office = if paper.signer.is_empty() {
            &paper.issuer
        } else {
            &paper.signer
        };
        let day = format!("{}印发", chinese_date(date));
        let mut part = Vec::new();
        for line in break_lines(&day, small, room, 0.0, false, flow.fonts)? {
            part.push((line.clone(), WIDTH - grid::SIZE_4 - line.width()));
        }
        for line in break_lines(office, small, room, 0.0, false, flow.fonts)?
            .into_iter()
            .take(1)
        {
            part.insert(0, (line, grid::SIZE_4));
        }
        parts.push(part);
    }
    let code = match &paper.verify {
        Some(verify) => Some((verify, Qr::of(&verify.url)?)),
        None => None,
    };
    if parts.is_empty() && code.is_none() {
        return Ok(());
    }
    let pitch = grid::SIZE_4 * 1.6;
    let gap = 4.0;
    let side = grid::QR_SIDE * PT_PER_MM;
    let last = parts.len().checked_sub(1).filter(|_| paper.date.is_some());
    let height_of = |index: usize, part: &Vec<(SetLine, f64)>| {
        // Issuer and date stand on one line.
        let lines = if Some(index) == last { 1 } else { part.len() };
        lines as f64 * pitch + 2.0 * gap
    };
    let words: f64 = parts.iter().enumerate().map(|(i, p)| height_of(i, p)).sum();
    let height = words + code.as_ref().map_or(0.0, |_| side + 2.0 * gap);
    // One line of air above the block.
    flow.need(height + PITCH * 0.5);
    let mut y = TOP + HEIGHT - height;
    let (outer, inner) = (0.35 * PT_PER_MM, 0.25 * PT_PER_MM);
    rule(flow, y, outer);
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            rule(flow, y, inner);
        }
        let height = height_of(index, &part);
        for (number, (line, x)) in part.into_iter().enumerate() {
            let row = if Some(index) == last { 0 } else { number };
            let top = y + gap + row as f64 * pitch + (pitch - line.size) / 2.0;
            flow.page().items.push(Item::Text {
                x: LEFT + x,
                y: top + ASCENT * line.size,
                line,
                red: false,
            });
        }
        y += height;
    }
    if let Some((verify, qr)) = code {
        if last.is_some() || words > 0.0 {
            rule(flow, y, inner);
        }
        let total = flow.pages.len();
        let lines = [
            format!("编号 {}　封存号 {}", verify.code, verify.head),
            VERIFY_HINT.to_owned(),
            verify.url.clone(),
            format!("第 {total} 页，共 {total} 页"),
        ];
        verification(flow, &lines, qr, y + gap, side)?;
    }
    rule(flow, TOP + HEIGHT - outer, outer);
    flow.y = HEIGHT;
    Ok(())
}

fn verification(
    flow: &mut Flow<'_>,
    words: &[String],
    qr: Qr,
    y: f64,
    side: f64,
) -> Result<(), PaperError> {
    flow.page().items.push(Item::Code {
        x: LEFT,
        y,
        side,
        qr,
    });
    let small = style(Role::Fang, 12.0);
    let x = side + 8.0;
    let mut set = Vec::new();
    for text in words {
        set.extend(break_lines(text, small, WIDTH - x, 0.0, false, flow.fonts)?);
    }
    // At most five lines stand beside the code; an address that needs more is in the code.
    set.truncate(5);
    let pitch = (side / set.len() as f64).min(18.0);
    let mut top = y + (side - pitch * set.len() as f64) / 2.0;
    for line in set {
        flow.page().items.push(Item::Text {
            x: LEFT + x,
            y: top + (pitch - line.size) / 2.0 + ASCENT * line.size,
            line,
            red: false,
        });
        top += pitch;
    }
    Ok(())
}

/// A black rule over the whole width.
fn rule(flow: &mut Flow<'_>, y: f64, height: f64) {
    flow.page().items.push(Item::Rule {
        x: LEFT,
        y,
        width: WIDTH,
        height,
        red: false,
    });
}
