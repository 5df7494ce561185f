//! A whole text: paragraphs, tables, headings and notes, and how they bear on each other.

use super::dictionary::{Dictionary, Label, Words};
use super::due;
use super::evidence::{Evidence, THRESHOLD};
use super::names::{Finder, Mention, Names};
use super::note::{Note, NoteReader};
use super::orders::{Draft, OrderReader, Scene, apply};
use super::reflection::{problems, reflections};
use super::split::{Paragraph, Source, table_cells};
use super::{Cadence, Extraction, Found, Gap, Named, Reflection, Span};
use crate::calendar::Calendar;
use jiff::civil::Date;

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
    finish(pass, held_on, calendar)
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

    fn bracket(&self, bracket: Span) -> Option<Note> {
        self.orders.notes.read(Span {
            start: bracket.start + 1,
            end: bracket.end - 1,
        })
    }

    /// A stretch that is nothing but a note: in brackets, or labels with their values.
    fn pure_note(&self, part: Span) -> Option<Note> {
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
    fn labelled_text(&self, span: Span) -> bool {
        let chars = &self.source.chars;
        let label = self.words.labels.at(chars, span.start, span.end);
        let after =
            label.and_then(|(len, _)| (span.start + len..span.end).find(|i| chars[*i] != ' '));
        after.is_some_and(|i| chars[i] == ':')
    }

    /// A label line speaks for the item above it, or gives the task itself.
    fn label_line(&mut self, note: &Note) {
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
    fn bracket_line(&mut self, note: &Note, bracket: Span, first_draft: usize) {
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
    fn force(&mut self, note: &Note) {
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
    fn gap(&mut self, line: Span) -> bool {
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
    fn table_row(&mut self, line: Span) -> bool {
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

/// Names, dates and notes for what was read.
fn finish(pass: Pass<'_>, held_on: Option<Date>, calendar: &Calendar) -> Extraction {
    let Pass {
        source,
        names,
        dictionary,
        drafts,
        reflections,
        missing,
        too_long,
        ..
    } = pass;
    let mut notes = Vec::new();
    for start in too_long {
        notes.push(format!(
            "原文第{}字起有一句超过{SENTENCE_CHARS}字没有断句，没有读：请补上句号后重读。",
            start + 1
        ));
    }
    for gap in &missing {
        let many = gap.characters.map_or(String::new(), |n| format!("{n}字"));
        notes.push(format!(
            "原文第{}字处缺{many}（“{}”），其中的任务无从读出：请补全原文后重读。",
            gap.start + 1,
            gap.text
        ));
    }
    let mut found: Vec<Found> = Vec::new();
    for draft in drafts {
        let confidence = Evidence::confidence(&draft.grounds);
        if confidence + 1e-9 < THRESHOLD {
            continue;
        }
        let named = |list: &[Mention]| -> Vec<Named> {
            let mut all: Vec<Named> = Vec::new();
            for name in list.iter().map(|m| names.named(&source.raw, m)) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            all
        };
        let lead = named(&draft.lead);
        let support = named(&draft.support)
            .into_iter()
            .filter(|n| !lead.contains(n))
            .collect();
        let due = match draft
            .due
            .map(|(_, when)| due::resolve(when, held_on, calendar))
        {
            Some(Ok(date)) => date,
            Some(Err(problem)) => {
                if !notes.contains(&problem) {
                    notes.push(problem);
                }
                None
            }
            None => None,
        };
        let proposals = if lead.is_empty() {
            names.propose(&draft.what, &dictionary.hints)
        } else {
            Vec::new()
        };
        found.push(Found {
            sentence: source.text(draft.sentence),
            start: draft.sentence.start,
            end: draft.sentence.end,
            what: draft.what,
            lead,
            support,
            cadence: draft.cadence,
            due_text: draft.due.map(|(span, _)| source.text(span)),
            due,
            confidence,
            evidence: draft.grounds.iter().map(|g| g.words().to_owned()).collect(),
            proposals,
        });
    }
    found.sort_by_key(|f| f.start);
    tell(&mut notes, &found, held_on);
    Extraction {
        found,
        missing,
        reflections,
        notes,
    }
}

/// What the coordinator should look at first.
fn tell(notes: &mut Vec<String>, found: &[Found], held_on: Option<Date>) {
    if found.is_empty() {
        notes.push(
            "没有读出布置的任务：如果原文确有任务，请在页面上手工添加，或补充词典。".to_owned(),
        );
    }
    let undated = found
        .iter()
        .filter(|f| f.due_text.is_some() && f.due.is_none())
        .count();
    if held_on.is_none() && undated > 0 {
        notes.push(format!(
            "没有给出会议日期，{undated}项任务的时限没有换算成日期：请填写会议日期后重读。"
        ));
    }
    let nobody = found.iter().filter(|f| f.lead.is_empty()).count();
    if nobody > 0 {
        notes.push(format!(
            "{nobody}项任务原文没有点名责任单位：请逐项指定牵头单位。"
        ));
    }
    let mut unknown: Vec<&str> = found
        .iter()
        .flat_map(|f| f.lead.iter().chain(&f.support))
        .filter(|n| n.unknown && n.name != "我")
        .map(|n| n.name.as_str())
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    if !unknown.is_empty() {
        notes.push(format!(
            "花名册中没有“{}”：请对应到本区单位或岗位，或在单位的别名中补上。",
            unknown.join("”“")
        ));
    }
}
