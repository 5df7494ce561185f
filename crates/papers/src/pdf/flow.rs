//! From blocks to pages: positions in points from the top left corner of the sheet.

use super::fonts::{Fonts, Role};
use super::lines::{SetLine, Style, break_lines};
use super::{record, table};
use crate::grid::{self, PT_PER_MM};
use crate::paper::{Block, Paper, PaperError, chinese_date};
use crate::qr::Qr;

/// Line pitch: 22 lines in 225 mm.
pub(super) const PITCH: f64 = grid::TEXT_HEIGHT * PT_PER_MM / grid::LINES as f64;
/// Width of the text area.
pub(super) const WIDTH: f64 = grid::TEXT_WIDTH * PT_PER_MM;
/// Height of the text area.
pub(super) const HEIGHT: f64 = grid::TEXT_HEIGHT * PT_PER_MM;
/// Left edge of the text area.
pub(super) const LEFT: f64 = grid::LEFT * PT_PER_MM;
/// Top edge of the text area.
pub(super) const TOP: f64 = grid::TOP * PT_PER_MM;
/// Room of one character of the grid.
const CHARACTER: f64 = WIDTH / grid::CHARACTERS as f64;
/// How far the baseline lies below the top of a Chinese character, as a share of its size.
pub(super) const ASCENT: f64 = 0.88;

/// Something drawn on a page.
pub(super) enum Item {
    /// A line of text whose first character begins at `x`, on the baseline `y`.
    Text {
        x: f64,
        y: f64,
        line: SetLine,
        red: bool,
    },
    /// A filled rectangle (rules, borders).
    Rule {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        red: bool,
    },
    /// A QR code with its quiet zone.
    Code { x: f64, y: f64, side: f64, qr: Qr },
}

impl Item {
    /// Where a line of text stands.
    fn baseline(&self) -> Option<f64> {
        match self {
            Self::Text { y, .. } => Some(*y),
            _ => None,
        }
    }
}

/// One page.
#[derive(Default)]
pub(super) struct Sheet {
    pub items: Vec<Item>,
}

pub(super) const TEXT: Style = Style {
    role: Role::Fang,
    size: grid::SIZE_3,
    // 28 characters of 16 pt in 156 mm.
    tracking: CHARACTER - grid::SIZE_3,
};

pub(super) fn style(role: Role, size: f64) -> Style {
    Style {
        role,
        size,
        tracking: 0.0,
    }
}

/// The pages so far and the place of the next line, in points below the top of the text area.
pub(super) struct Flow<'f> {
    pub pages: Vec<Sheet>,
    pub y: f64,
    pub fonts: &'f mut Fonts,
    /// How many of the last items are lines of running text, which may still move to a next page.
    pub movable: usize,
}

pub(super) fn lay_out(paper: &Paper, fonts: &mut Fonts) -> Result<Vec<Sheet>, PaperError> {
    let mut flow = Flow {
        pages: vec![Sheet::default()],
        y: 0.0,
        fonts,
        movable: 0,
    };
    flow.head(paper)?;
    for (index, block) in paper.blocks.iter().enumerate() {
        // A table brings its caption, head and first row; other blocks a line.
        let follows = match paper.blocks.get(index + 1) {
            Some(Block::Table(_)) => 3.0,
            _ => 1.0,
        };
        flow.block(block, follows)?;
    }
    flow.attachments(paper)?;
    flow.signature(paper)?;
    record::set(&mut flow, paper)?;
    flow.margins(paper)?;
    Ok(flow.pages)
}

impl Flow<'_> {
    pub(super) fn page(&mut self) -> &mut Sheet {
        if self.pages.is_empty() {
            self.pages.push(Sheet::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    pub(super) fn new_page(&mut self) {
        self.pages.push(Sheet::default());
        self.y = 0.0;
        self.movable = 0;
    }

    /// Begins a new page unless `height` points are free on this one.
    pub(super) fn need(&mut self, height: f64) {
        if self.y > 0.0 && self.y + height > HEIGHT + 0.5 {
            self.new_page();
        }
    }

    /// Goes on at the next line of the grid.
    pub(super) fn snap(&mut self) {
        self.y = ((self.y / PITCH) - 0.02).ceil().max(0.0) * PITCH;
    }

    /// An empty line, unless the page is full or just begun.
    fn blank(&mut self) {
        if self.y > 0.0 && self.y + PITCH <= HEIGHT + 0.5 {
            self.y += PITCH;
        }
    }

    /// Sets one line on the grid, `x` points from the left edge of the text area.
    fn line(&mut self, line: SetLine, x: f64, red: bool) {
        self.need(PITCH);
        let baseline = TOP + self.y + (PITCH - line.size) / 2.0 + ASCENT * line.size;
        let x = LEFT + x + line.indent;
        self.page().items.push(Item::Text {
            x,
            y: baseline,
            line,
            red,
        });
        self.y += PITCH;
        self.movable += 1;
    }

    /// Begins a new page with the last `wanted` lines of running text of this one, so that a
    /// signature never stands alone (7.3.5.5). With too little text to share only the page turns.
    fn turn_with_text(&mut self, wanted: usize) {
        let movable = self.movable;
        let items = &mut self.page().items;
        let tail = items.split_off(items.len() - movable.min(items.len()));
        let mut places: Vec<f64> = tail.iter().filter_map(Item::baseline).collect();
        places.dedup();
        let Some(from) = places
            .len()
            .checked_sub(wanted)
            .filter(|left| *left >= wanted)
        else {
            items.extend(tail);
            return self.new_page();
        };
        let (stay, go): (Vec<Item>, Vec<Item>) = tail
            .into_iter()
            .partition(|item| item.baseline().is_some_and(|y| y < places[from]));
        items.extend(stay);
        let down = places[from] - TOP;
        self.new_page();
        for mut item in go {
            if let Item::Text { y, line, .. } = &mut item {
                let first = (PITCH - line.size) / 2.0 + ASCENT * line.size;
                *y = *y - down + first;
                self.y = *y - TOP - first + PITCH;
            }
            self.page().items.push(item);
        }
    }

    fn paragraph(&mut self, text: &str, style: Style, indent: f64) -> Result<(), PaperError> {
        for line in break_lines(text, style, WIDTH, indent, true, self.fonts)? {
            self.line(line, 0.0, false);
        }
        Ok(())
    }

    fn centred(&mut self, text: &str, style: Style) -> Result<(), PaperError> {
        for line in break_lines(text, style, WIDTH, 0.0, false, self.fonts)? {
            let x = (WIDTH - line.width()) / 2.0;
            self.line(line, x, false);
        }
        Ok(())
    }

    /// 版头, title, period, addressee.
    fn head(&mut self, paper: &Paper) -> Result<(), PaperError> {
        if !paper.issuer.is_empty() {
            self.red_head(paper)?;
        }
        for title in grid::title_lines(&paper.title) {
            self.centred(&title, style(Role::Title, grid::SIZE_2))?;
        }
        if !paper.period.is_empty() {
            let kai = Style {
                role: Role::Kai,
                ..TEXT
            };
            self.centred(&format!("（{}）", paper.period), kai)?;
        }
        if !paper.title.is_empty() {
            self.blank();
        }
        if !paper.addressee.is_empty() {
            self.paragraph(&format!("{}：", paper.addressee), TEXT, 0.0)?;
        }
        Ok(())
    }

    fn red_head(&mut self, paper: &Paper) -> Result<(), PaperError> {
        let size = grid::issuer_size(&paper.issuer);
        let title = style(Role::Title, size);
        let top = grid::ISSUER_TOP * PT_PER_MM;
        // The text width is known only with the font at hand: shrink once more if it must be.
        let mut lines = break_lines(&paper.issuer, title, f64::MAX, 0.0, false, self.fonts)?;
        let widest = lines.iter().map(SetLine::width).fold(0.0, f64::max);
        if widest > WIDTH {
            let smaller = style(Role::Title, size * WIDTH / widest);
            lines = break_lines(&paper.issuer, smaller, f64::MAX, 0.0, false, self.fonts)?;
        }
        for line in lines {
            let x = LEFT + (WIDTH - line.width()) / 2.0;
            self.page().items.push(Item::Text {
                x,
                y: TOP + top + ASCENT * size,
                line,
                red: true,
            });
        }
        self.y = top + size + 2.0 * PITCH;
        self.centred(&paper.number, TEXT)?;
        // 4 mm below the characters of the number, which leave some of their line free.
        let line = self.y - (PITCH - grid::SIZE_3) / 2.0 + grid::RED_LINE_GAP * PT_PER_MM;
        self.page().items.push(Item::Rule {
            x: LEFT,
            y: TOP + line,
            width: WIDTH,
            height: 1.5,
            red: true,
        });
        self.y = line + 1.5;
        self.snap();
        self.y += 2.0 * PITCH;
        Ok(())
    }

    fn block(&mut self, block: &Block, follows: f64) -> Result<(), PaperError> {
        let two = 2.0 * CHARACTER;
        match block {
            Block::Heading1(text) => self.heading(text, Role::Hei, follows)?,
            Block::Heading2(text) => self.heading(text, Role::Kai, follows)?,
            Block::Heading3(text) => self.heading(text, Role::Fang, follows)?,
            Block::Paragraph(text) => self.paragraph(text, TEXT, two)?,
            Block::List(items) => {
                for item in items {
                    self.paragraph(item, TEXT, two)?;
                }
            }
            Block::Note(text) => self.paragraph(text, style(Role::Fang, grid::SIZE_4), 0.0)?,
            Block::Table(table) => table::set(self, table)?,
            Block::PageBreak => {
                if self.y > 0.0 {
                    self.new_page();
                }
            }
        }
        Ok(())
    }

    /// A heading stays with what follows, `follows` lines of it.
    fn heading(&mut self, text: &str, role: Role, follows: f64) -> Result<(), PaperError> {
        let style = Style { role, ..TEXT };
        let lines = break_lines(text, style, WIDTH, 2.0 * CHARACTER, false, self.fonts)?;
        self.need((lines.len() as f64 + follows) * PITCH);
        for line in lines {
            self.line(line, 0.0, false);
        }
        Ok(())
    }

    fn attachments(&mut self, paper: &Paper) -> Result<(), PaperError> {
        if paper.attachments.is_empty() {
            return Ok(());
        }
        self.blank();
        let many = paper.attachments.len() > 1;
        for (index, name) in paper.attachments.iter().enumerate() {
            let number = if many {
                format!("{}.", index + 1)
            } else {
                String::new()
            };
            if index == 0 {
                let label = break_lines("附件：", TEXT, WIDTH, 0.0, false, self.fonts)?;
                self.need(PITCH);
                let y = self.y;
                for line in label {
                    self.line(line, 2.0 * CHARACTER, false);
                }
                self.y = y;
            }
            let room = WIDTH - 5.0 * CHARACTER;
            let text = format!("{number}{name}");
            for line in break_lines(&text, TEXT, room, 0.0, false, self.fonts)? {
                self.line(line, 5.0 * CHARACTER, false);
            }
        }
        Ok(())
    }

    fn signature(&mut self, paper: &Paper) -> Result<(), PaperError> {
        let date = paper.date.map(chinese_date).unwrap_or_default();
        if paper.signer.is_empty() && date.is_empty() {
            return Ok(());
        }
        if self.y + 3.0 * PITCH > HEIGHT + 0.5 {
            self.turn_with_text(2);
        }
        self.blank();
        let (signer_right, date_right) = grid::signature_indents(&paper.signer, &date);
        for (text, right) in [(&paper.signer, signer_right), (&date, date_right)] {
            if text.is_empty() {
                continue;
            }
            for line in break_lines(text, TEXT, WIDTH, 0.0, false, self.fonts)? {
                let x = (WIDTH - line.width() - right * CHARACTER).max(0.0);
                self.line(line, x, false);
            }
        }
        Ok(())
    }

    /// Page numbers `— 1 —` outside, 7 mm below the text area, one character from the edge; the
    /// mark of demo papers above it.
    fn margins(&mut self, paper: &Paper) -> Result<(), PaperError> {
        let song = style(Role::Song, grid::SIZE_4);
        // The dashes stand 7 mm below the text area: 0.36 of the size above the baseline.
        let y = TOP + HEIGHT + grid::PAGE_NUMBER_GAP * PT_PER_MM + 0.36 * grid::SIZE_4;
        for index in 0..self.pages.len() {
            let number = index + 1;
            let text = format!("— {number} —");
            for line in break_lines(&text, song, WIDTH, 0.0, false, self.fonts)? {
                let x = if number % 2 == 1 {
                    WIDTH - grid::SIZE_4 - line.width()
                } else {
                    grid::SIZE_4
                };
                self.pages[index].items.push(Item::Text {
                    x: LEFT + x,
                    y,
                    line,
                    red: false,
                });
            }
            if paper.demo {
                let mark = style(Role::Hei, grid::SIZE_4);
                let text = crate::paper::DEMO_MARK;
                for line in break_lines(text, mark, WIDTH, 0.0, false, self.fonts)? {
                    self.pages[index].items.push(Item::Text {
                        x: LEFT + WIDTH - line.width(),
                        y: 22.0 * PT_PER_MM,
                        line,
                        red: false,
                    });
                }
            }
        }
        Ok(())
    }
}
