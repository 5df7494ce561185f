//! A whole text: paragraphs, tables, headings and notes, and how they bear on each other.

use super::dictionary::{Dictionary, Label, Words};
use super::names::{Finder, Mention, Names};
use super::note::NoteReader;
use super::orders::{Draft, OrderReader, Scene, apply};
use super::reflection::{problems, reflections};
use super::split::{Paragraph, Source};
use super::{Extraction, Gap, Reflection, Span};
use crate::calendar::Calendar;
use jiff::civil::Date;

mod beside;
mod finish;

/// A heading is short and has more text behind it.
const HEADING_CHARS: usize = 45;

/// A longer stretch without a full stop is no sentence a person can check, and is left out.
const SENTENCE_CHARS: usize = 1_500;

/// The state of one pass over the text.
struct Pass<'a> {
    source: &'a Source,
    words: &'a Words,
    names: &'a Names,
    dictionary: &'a Dictionary,
    orders: OrderReader<'a>,
    drafts: Vec<Draft>,
    reflections: Vec<Reflection>,
    missing: Vec<Gap>,
    /// Where stretches start that have no full stop for too long.
    too_long: Vec<usize>,
    /// Columns of the table being read.
    columns: Vec<Option<Label>>,
    /// First draft of the numbered item being read.
    item: usize,
    /// The sentence a label line makes an order of when the item has none.
    candidate: Option<Span>,
    /// The last line was a label line.
    labelled: bool,
    carry: Vec<Mention>,
    /// 会议决定: stands over the numbered list being read.
    listed: bool,
    /// Sentences since the carried subject was named.
    since: usize,
}

pub(super) fn read(
    text: &str,
    names: &Names,
    dictionary: &Dictionary,
    held_on: Option<Date>,
    calendar: &Calendar,
) -> Extraction {
    let source = Source::new(text);
    let words = Words::new(dictionary);
    let notes = NoteReader {
        finder: Finder {
            chars: &source.chars,
            quoted: &source.quoted,
            names,
            words: &words,
        },
        words: &words,
        chars: &source.chars,
    };
    let mut pass = Pass {
        source: &source,
        words: &words,
        names,
        dictionary,
        orders: OrderReader {
            source: &source,
            words: &words,
            notes,
        },
        drafts: Vec::new(),
        reflections: Vec::new(),
        missing: Vec::new(),
        too_long: Vec::new(),
        columns: Vec::new(),
        item: 0,
        candidate: None,
        labelled: false,
        carry: Vec::new(),
        listed: false,
        since: 0,
    };
    for paragraph in source.paragraphs() {
        pass.paragraph(&paragraph);
    }
    finish::finish(pass, held_on, calendar)
}

impl Pass<'_> {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        if self.gap(paragraph.span) || self.table_row(paragraph.span) {
            return;
        }
        let whole = Span {
            start: paragraph.body,
            end: paragraph.span.end,
        };
        if let Some(note) = self.pure_note(whole) {
            self.label_line(&note);
            return;
        }
        if paragraph.numbered() || self.labelled || paragraph.after_blank {
            self.item = self.drafts.len();
            self.candidate = None;
        }
        self.labelled = false;
        let goes_on = self
            .words
            .continuations
            .at(&self.source.chars, whole.start, whole.end)
            .is_some();
        if paragraph.numbered() || !goes_on {
            self.carry.clear();
        }
        self.listed &= paragraph.numbered();
        self.sentences(paragraph);
        let chars = &self.source.chars;
        if chars[whole.end - 1] == ':' && !paragraph.numbered() {
            let demand = self.words.demands.find(chars, whole.start, whole.end, &[]);
            self.listed = demand.is_some();
        }
    }

    fn sentences(&mut self, paragraph: &Paragraph) {
        let first_draft = self.drafts.len();
        let labelled = paragraph.sentences.iter().flatten().any(|part| {
            self.source
                .brackets(*part)
                .into_iter()
                .any(|b| self.bracket(b).is_some_and(|n| !n.lead.is_empty()))
        });
        let mut heading = false;
        let spoken =
            |parts: &&Vec<Span>| !matches!(parts[..], [only] if self.pure_note(only).is_some());
        let count = paragraph.sentences.iter().filter(spoken).count();
        for (i, parts) in paragraph.sentences.iter().enumerate() {
            let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
                continue;
            };
            let sentence = Span {
                start: first.start,
                end: last.end,
            };
            if let [only] = parts[..]
                && let Some(note) = self.pure_note(only)
            {
                self.bracket_line(&note, only, first_draft);
                continue;
            }
            if i == 0 && paragraph.numbered() && !self.listed && count > 1 && self.heading(sentence)
            {
                heading = true;
                self.candidate = Some(sentence);
                continue;
            }
            self.sentence(parts, sentence, heading, labelled);
        }
        // A heading with nothing but explanation under it is the order itself.
        if heading
            && self.drafts.len() == first_draft
            && !labelled
            && let Some(sentence) = self.candidate
        {
            self.sentence(&[sentence], sentence, false, false);
        }
        // One bracket at the end of an item speaks for the item's earlier sentences, too.
        if labelled {
            let mut note = paragraph
                .sentences
                .iter()
                .flatten()
                .flat_map(|p| self.source.brackets(*p))
                .filter_map(|b| self.bracket(b));
            let note = note.next_back().unwrap_or_default();
            for draft in &mut self.drafts[first_draft..] {
                apply(draft, &note);
            }
        }
    }

    fn sentence(&mut self, parts: &[Span], sentence: Span, heading: bool, labelled: bool) {
        if sentence.end - sentence.start > SENTENCE_CHARS {
            self.too_long.push(sentence.start);
            return;
        }
        let chars = &self.source.chars;
        let start = self.past_heads(sentence);
        let found = reflections(
            sentence,
            self.source,
            self.words,
            self.names,
            &self.dictionary.hints,
        );
        if !found.is_empty() {
            self.reflections.extend(found);
            return;
        }
        let troubles = problems(sentence, self.source, self.words, self.names);
        if !troubles.is_empty() {
            self.drafts.extend(troubles);
            return;
        }
        if self.words.examples.at(chars, start, sentence.end).is_some() {
            self.since += 1;
            return;
        }
        let strict = self.words.heads.at(chars, start, sentence.end).is_some();
        let demand = self.words.demands.at(chars, start, sentence.end).is_some();
        let before = self.drafts.len();
        if self.since > 2 {
            self.carry.clear();
        }
        for (i, part) in parts.iter().enumerate() {
            let background = self
                .words
                .background
                .find(chars, part.start, part.end, &self.source.quoted)
                .is_some();
            let carry = std::mem::take(&mut self.carry);
            let scene = Scene {
                strict: strict || background,
                heading,
                demand: self.listed || (demand && i > 0),
                labelled,
                carry: &carry,
                same_sentence: i > 0,
            };
            let (drafts, helpers) = self.orders.read(*part, scene);
            if i > 0
                && let Some(last) = self.drafts[before..].last_mut()
            {
                last.support.extend(helpers);
            }
            // Only a subject that was named is carried on.
            self.carry = match drafts.iter().rev().find(|d| !d.lead.is_empty()) {
                Some(draft) => draft.lead.clone(),
                None if drafts.is_empty() => carry,
                None => Vec::new(),
            };
            self.drafts.extend(drafts);
        }
        self.since = if self.drafts.len() > before {
            0
        } else {
            self.since + 1
        };
        if self.drafts.len() == before && !strict {
            self.candidate = Some(sentence);
        }
    }

    /// Where a sentence starts after 但, 同时 and the like that hide its first word.
    fn past_heads(&self, sentence: Span) -> usize {
        let w = self.words;
        match w
            .continuations
            .at(&self.source.chars, sentence.start, sentence.end)
        {
            Some((len, ())) => {
                let mut at = sentence.start + len;
                while at < sentence.end && matches!(self.source.chars[at], ',' | ' ') {
                    at += 1;
                }
                at
            }
            None => sentence.start,
        }
    }

    /// A numbered first sentence that names nobody and no time: a slogan over what follows.
    fn heading(&self, sentence: Span) -> bool {
        let finder = &self.orders.notes.finder;
        let timing = self.orders.notes.timing(sentence, false);
        sentence.end - sentence.start <= HEADING_CHARS
            && finder.parties(sentence).is_empty()
            && timing.due.is_none()
            && self
                .source
                .brackets(sentence)
                .into_iter()
                .all(|b| self.bracket(b).is_none())
    }
}
