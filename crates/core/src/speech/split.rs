//! A text as paragraphs, sentences and their parts, with character offsets.

use super::Span;
use super::lexicon::narrow;

/// The characters of a text and which of them stand inside quotation marks or book-title marks.
pub(super) struct Source {
    /// As in the file.
    pub(super) raw: Vec<char>,
    /// The same with full-width punctuation, digits and letters folded to half-width: what is read.
    pub(super) chars: Vec<char>,
    pub(super) quoted: Vec<bool>,
}

/// Lines that belong together.
pub(super) struct Paragraph {
    /// Without outer blanks, numbering included.
    pub(super) span: Span,
    /// Where the text after the numbering starts.
    pub(super) body: usize,
    /// Sentences; each is a list of parts split at semicolons.
    pub(super) sentences: Vec<Vec<Span>>,
    /// An empty line stands before it.
    pub(super) after_blank: bool,
}

impl Paragraph {
    /// Whether it starts with a number: 一、 (一) 1. ①.
    pub(super) fn numbered(&self) -> bool {
        self.body > self.span.start
    }
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        let raw: Vec<char> = text.chars().collect();
        let chars: Vec<char> = raw.iter().map(|c| narrow(*c)).collect();
        let quoted = quoted(&chars);
        Self { raw, chars, quoted }
    }

    pub(super) fn text(&self, span: Span) -> String {
        self.raw[span.start..span.end].iter().collect()
    }

    /// `span` without blanks at either end.
    pub(super) fn trim(&self, span: Span) -> Span {
        let Span { mut start, mut end } = span;
        while start < end && blank(self.chars[start]) {
            start += 1;
        }
        while end > start && blank(self.chars[end - 1]) {
            end -= 1;
        }
        Span { start, end }
    }

    /// The lines of the text, hard-wrapped ones joined.
    pub(super) fn paragraphs(&self) -> Vec<Paragraph> {
        let lines = self.lines();
        let widest = lines.iter().map(|l| l.end - l.start).max().unwrap_or(0);
        let mut spans: Vec<(Span, bool)> = Vec::new();
        let mut blank_before = true;
        for line in lines {
            if line.start == line.end {
                blank_before = true;
                continue;
            }
            match spans.last_mut() {
                Some((last, _)) if !blank_before && self.wraps(*last, line, widest) => {
                    last.end = line.end
                }
                _ => spans.push((line, blank_before)),
            }
            blank_before = false;
        }
        spans
            .into_iter()
            .map(|(span, after_blank)| {
                let body = number_end(&self.chars, span);
                let sentences = self.sentences(Span {
                    start: body,
                    end: span.end,
                });
                Paragraph {
                    span,
                    body,
                    sentences,
                    after_blank,
                }
            })
            .collect()
    }

    fn lines(&self) -> Vec<Span> {
        let mut lines = Vec::new();
        let mut start = 0;
        for (i, c) in self.chars.iter().enumerate() {
            if matches!(c, '\n' | '\r' | '\u{0C}' | '\u{2028}') {
                lines.push(self.trim(Span { start, end: i }));
                start = i + 1;
            }
        }
        lines.push(self.trim(Span {
            start,
            end: self.chars.len(),
        }));
        lines
    }

    /// Whether `next` goes on where `last` broke off: after a comma, or at the margin of a text
    /// with fixed line width.
    fn wraps(&self, last: Span, next: Span, widest: usize) -> bool {
        let ends = self.chars[last.end - 1];
        if number_end(&self.chars, next) > next.start || table_cells(&self.chars, next).len() > 1 {
            return false;
        }
        if matches!(ends, ',' | '、') {
            return true;
        }
        let tail = self.chars[last.start..last.end]
            .iter()
            .rev()
            .take_while(|c| **c != '\n')
            .count();
        let full = widest <= 60 && tail + 3 >= widest && tail >= 20;
        full && !matches!(ends, '。' | '!' | '?' | ';' | ':' | ')' | ']')
    }

    /// Sentences of a stretch, each a list of parts.
    fn sentences(&self, span: Span) -> Vec<Vec<Span>> {
        self.split(span, true)
            .unwrap_or_else(|| self.split(span, false).unwrap_or_default())
    }

    /// `None` when brackets do not close and `nesting` was to be respected.
    fn split(&self, span: Span, nesting: bool) -> Option<Vec<Vec<Span>>> {
        let mut all = Vec::new();
        let mut parts = Vec::new();
        let mut start = span.start;
        let mut depth = 0_i32;
        let mut i = span.start;
        while i < span.end {
            let c = self.chars[i];
            match c {
                '(' | '[' if nesting => depth += 1,
                ')' | ']' if nesting => depth = (depth - 1).max(0),
                _ => {}
            }
            let shut = depth > 0 || self.quoted[i];
            let stop = match c {
                '。' | '!' | '?' | '…' => true,
                '.' => self.full_stop(i, span.end),
                _ => false,
            };
            if !shut && (stop || c == ';') {
                let mut end = i + 1;
                while end < span.end
                    && matches!(self.chars[end], '。' | '”' | '’' | '」' | '…' | '!')
                {
                    end += 1;
                }
                self.push(&mut parts, Span { start, end });
                if stop && !parts.is_empty() {
                    all.push(std::mem::take(&mut parts));
                }
                start = end;
                i = end;
                continue;
            }
            i += 1;
        }
        self.push(
            &mut parts,
            Span {
                start,
                end: span.end,
            },
        );
        if !parts.is_empty() {
            all.push(parts);
        }
        (depth == 0 || !nesting).then_some(all)
    }

    fn push(&self, parts: &mut Vec<Span>, span: Span) {
        let span = self.trim(span);
        if self.chars[span.start..span.end]
            .iter()
            .any(|c| c.is_alphanumeric())
        {
            parts.push(span);
        }
    }

    /// A half-width point that ends a Chinese sentence, not a number.
    fn full_stop(&self, i: usize, end: usize) -> bool {
        let han =
            |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c) || matches!(c, ')' | ']' | '”' | '》');
        let before = i > 0 && han(self.chars[i - 1]);
        let after = i + 1 >= end || !self.chars[i + 1].is_ascii_alphanumeric();
        before && after
    }

    /// Clauses of a part: split at commas and colons outside brackets and quotation marks.
    pub(super) fn clauses(&self, part: Span) -> Vec<Span> {
        let mut clauses = Vec::new();
        let mut start = part.start;
        let mut depth = 0_i32;
        for i in part.start..part.end {
            match self.chars[i] {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                ',' | ':' if depth <= 0 && !self.quoted[i] => {
                    clauses.push(self.trim(Span { start, end: i }));
                    start = i + 1;
                }
                _ => {}
            }
        }
        clauses.push(self.trim(Span {
            start,
            end: part.end,
        }));
        clauses.retain(|c| c.start < c.end);
        clauses
    }

    /// Bracketed stretches of a part, outermost, brackets included.
    pub(super) fn brackets(&self, part: Span) -> Vec<Span> {
        let mut found = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for i in part.start..part.end {
            match self.chars[i] {
                '(' | '[' => open.push(i),
                ')' | ']' => {
                    if let Some(start) = open.pop()
                        && open.is_empty()
                    {
                        found.push(Span { start, end: i + 1 });
                    }
                }
                _ => {}
            }
        }
        found
    }
}

/// The cells of a table-like line: split at tabs or bars; one cell when it is no such line.
pub(super) fn table_cells(chars: &[char], line: Span) -> Vec<Span> {
    let bar = |c: char| matches!(c, '\t' | '|' | '│');
    let mut cells = Vec::new();
    let mut start = line.start;
    for i in line.start..=line.end {
        if i == line.end || bar(chars[i]) {
            let (mut s, mut e) = (start, i);
            while s < e && blank(chars[s]) {
                s += 1;
            }
            while e > s && blank(chars[e - 1]) {
                e -= 1;
            }
            cells.push(Span { start: s, end: e });
            start = i + 1;
        }
    }
    // A line framed by bars has an empty cell at each end.
    if cells.len() > 1 && bar(chars[line.start]) {
        cells.remove(0);
    }
    if cells.len() > 1 && bar(chars[line.end - 1]) {
        cells.pop();
    }
    cells
}

fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

fn quoted(chars: &[char]) -> Vec<bool> {
    let mut mask = vec![false; chars.len()];
    let mut open: Option<(usize, char)> = None;
    for (i, &c) in chars.iter().enumerate() {
        if c == '\n' {
            open = None;
            continue;
        }
        if let Some((start, close)) = open {
            if c == close {
                mask[start..=i].fill(true);
                open = None;
            }
            continue;
        }
        open = match c {
            '“' => Some((i, '”')),
            '‘' => Some((i, '’')),
            '「' => Some((i, '」')),
            '《' => Some((i, '》')),
            '"' => Some((i, '"')),
            _ => None,
        };
    }
    mask
}

/// Where the numbering of a paragraph ends: 一、 (一) 1. 1、 (1) ① 第一条 - •.
pub(super) fn number_end(chars: &[char], span: Span) -> usize {
    let at = |i: usize| (i < span.end).then(|| chars[i]);
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百零".contains(c);
    let run = |from: usize| {
        let mut i = from;
        while at(i).is_some_and(digit) && i < from + 4 {
            i += 1;
        }
        i
    };
    let skip = |mut i: usize| {
        while i < span.end && blank(chars[i]) {
            i += 1;
        }
        i
    };
    let start = span.start;
    match at(start) {
        Some('-' | '•' | '·' | '●' | '■' | '◆' | '*' | '—')
            if at(start + 1).is_some_and(|c| c == ' ') =>
        {
            skip(start + 1)
        }
        Some('①'..='⑳') => skip(start + 1),
        Some('(' | '[') => {
            let end = run(start + 1);
            if end > start + 1 && at(end).is_some_and(|c| c == ')' || c == ']') {
                skip(end + 1)
            } else {
                start
            }
        }
        Some('第') => {
            let end = run(start + 1);
            if end > start + 1 && at(end).is_some_and(|c| matches!(c, '条' | '项')) {
                skip(end + 1)
            } else {
                start
            }
        }
        Some(c) if digit(c) => {
            let end = run(start);
            match at(end) {
                Some('、') | Some(')') => skip(end + 1),
                // 1.5亿元 and 3.15 are numbers, not numbering.
                Some('.') if !at(end + 1).is_some_and(|c| c.is_ascii_digit()) => skip(end + 1),
                _ => start,
            }
        }
        _ => start,
    }
}
