//! What stands beside the sentences: notes, tables, marks of missing text.

use super::super::dictionary::Label;
use super::super::note::Note;
use super::super::orders::{Draft, apply};
use super::super::split::table_cells;
use super::super::{Cadence, Gap, Span};
use super::Pass;

impl Pass<'_> {
    pub(super) fn bracket(&self, bracket: Span) -> Option<Note> {
        self.orders.notes.read(Span {
            start: bracket.start + 1,
            end: bracket.end - 1,
        })
    }

    /// A stretch that is nothing but a note: in brackets, or labels with their values.
    pub(super) fn pure_note(&self, part: Span) -> Option<Note> {
        if self.labelled_text(part) {
            return self.orders.notes.read(part);
        }
        let brackets = self.source.brackets(part);
        let first = brackets.first()?;
        let covered: usize = brackets
            .iter()
            .map(|b| {
                (b.start..b.end)
                    .filter(|i| self.source.chars[*i].is_alphanumeric())
                    .count()
            })
            .sum();
        let letters = (part.start..part.end)
            .filter(|i| self.source.chars[*i].is_alphanumeric())
            .count();
        if first.start != part.start || covered != letters {
            return None;
        }
        let mut note = Note::default();
        for bracket in brackets {
            note.merge(self.bracket(bracket)?);
        }
        Some(note)
    }

    /// Whether a stretch starts with a label and its colon: 责任单位:发改局.
    pub(super) fn labelled_text(&self, span: Span) -> bool {
        let chars = &self.source.chars;
        let label = self.words.labels.at(chars, span.start, span.end);
        let after =
            label.and_then(|(len, _)| (span.start + len..span.end).find(|i| chars[*i] != ' '));
        after.is_some_and(|i| chars[i] == ':')
    }

    /// A label line speaks for the item above it, or gives the task itself.
    pub(super) fn label_line(&mut self, note: &Note) {
        if let Some(task) = note.task {
            self.item = self.drafts.len();
            let task = self.source.trim(task);
            self.candidate = Some(task);
            self.sentence(&[task], task, false, true);
        }
        if self.drafts.len() == self.item {
            self.force(note);
        }
        for draft in &mut self.drafts[self.item..] {
            apply(draft, note);
        }
        self.labelled = note.task.is_none();
    }

    /// (责任单位:发改局) behind the full stop: the last sentence takes it in.
    pub(super) fn bracket_line(&mut self, note: &Note, bracket: Span, first_draft: usize) {
        if self.drafts.len() == first_draft {
            self.force(note);
        }
        for draft in &mut self.drafts[first_draft..] {
            apply(draft, note);
        }
        if let Some(last) = self.drafts[first_draft..]
            .iter()
            .map(|d| d.sentence)
            .next_back()
        {
            let close = bracket.start - last.end <= 2;
            for draft in self.drafts[first_draft..]
                .iter_mut()
                .filter(|d| close && d.sentence == last)
            {
                draft.sentence.end = bracket.end;
            }
        }
    }

    /// The candidate sentence becomes an order because a note names who does it.
    pub(super) fn force(&mut self, note: &Note) {
        if note.lead.is_empty() {
            return;
        }
        let Some(sentence) = self.candidate.take() else {
            return;
        };
        let what = self.orders.tidy(sentence.start..sentence.end);
        let timing = self.orders.notes.timing(sentence, false);
        self.drafts.push(Draft {
            sentence,
            what,
            lead: Vec::new(),
            support: Vec::new(),
            cadence: timing.cadence.unwrap_or(Cadence::Once),
            due: timing.due,
            grounds: Vec::new(),
        });
    }

    /// 此处隐藏4062字.
    pub(super) fn gap(&mut self, line: Span) -> bool {
        let chars = &self.source.chars;
        let Some((at, _, ())) = self.words.gaps.find(chars, line.start, line.end, &[]) else {
            return false;
        };
        let digits: String = chars[at..line.end]
            .iter()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(|c| c.is_ascii_digit())
            .collect();
        self.missing.push(Gap {
            start: line.start,
            end: line.end,
            text: self.source.text(line),
            characters: digits.parse().ok(),
        });
        // A mark inside a long paragraph hides only part of it.
        line.end - line.start <= 40
    }

    /// A line of a table whose head named its columns.
    pub(super) fn table_row(&mut self, line: Span) -> bool {
        let cells = table_cells(&self.source.chars, line);
        if cells.len() < 3 {
            self.columns.clear();
            return false;
        }
        let chars = &self.source.chars;
        let label = |cell: &Span| {
            self.words
                .labels
                .at(chars, cell.start, cell.end)
                .filter(|(len, _)| cell.start + len == cell.end)
                .map(|(_, l)| *l)
        };
        let labels: Vec<Option<Label>> = cells.iter().map(label).collect();
        if labels.iter().flatten().count() >= 2 {
            let led = labels.contains(&Some(Label::Lead));
            let columns = labels.into_iter().map(|l| l.map(|l| l.beside(led)));
            self.columns = columns.collect();
            return true;
        }
        if self.columns.len() != cells.len() {
            return !self.columns.is_empty();
        }
        let mut note = Note::default();
        for (cell, label) in cells.iter().zip(&self.columns) {
            if let Some(label) = label {
                self.orders.notes.field(&mut note, *label, *cell);
            }
        }
        let Some(task) = note.task else { return true };
        self.candidate = Some(task);
        let before = self.drafts.len();
        self.force(&note);
        for draft in &mut self.drafts[before..] {
            draft.sentence = line;
            apply(draft, &note);
        }
        true
    }
}
