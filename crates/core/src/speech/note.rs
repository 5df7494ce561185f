//! Responsibility written beside the sentence: brackets, labels on their own line, columns.

use super::Cadence;
use super::Span;
use super::dictionary::{Label, Words};
use super::due::{self, When};
use super::names::{Finder, Mention, Party, is_word};

/// What a bracket or label line says.
#[derive(Clone, Debug, Default)]
pub(super) struct Note {
    pub(super) lead: Vec<Mention>,
    pub(super) support: Vec<Mention>,
    pub(super) due: Option<(Span, When)>,
    pub(super) cadence: Option<Cadence>,
    pub(super) standing: bool,
    /// The task itself, when a label gives it.
    pub(super) task: Option<Span>,
}

/// What a party does in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// 牵头, 负责 behind it: the length of the words up to and with the marker.
    LeadMarked(usize),
    /// 由 before it.
    By,
    /// 配合 behind it or 会同 before it.
    Support(usize),
    /// Nothing said.
    None,
}

impl Note {
    pub(super) fn is_empty(&self) -> bool {
        self.lead.is_empty()
            && self.support.is_empty()
            && self.due.is_none()
            && self.cadence.is_none()
            && !self.standing
    }

    pub(super) fn merge(&mut self, other: Note) {
        self.lead.extend(other.lead);
        self.support.extend(other.support);
        self.due = self.due.or(other.due);
        self.cadence = self.cadence.or(other.cadence);
        self.standing |= other.standing;
        self.task = self.task.or(other.task);
    }
}

/// Reads notes.
pub(super) struct NoteReader<'a> {
    pub(super) finder: Finder<'a>,
    pub(super) words: &'a Words,
    pub(super) chars: &'a [char],
}

impl NoteReader<'_> {
    /// The note in a stretch of text (a bracket's content or a whole line); `None` when it is
    /// ordinary text.
    pub(super) fn read(&self, content: Span) -> Option<Note> {
        let labels = self.labels(content);
        if labels.is_empty() {
            return self.unlabelled(content);
        }
        // Text before the first label is no note: 推行一网通办 责任单位:发改局.
        if (content.start..labels[0].0).any(|i| is_word(self.chars[i])) {
            return None;
        }
        let mut note = Note::default();
        let led = labels.iter().any(|(_, _, label)| *label == Label::Lead);
        for (i, (_, value_start, label)) in labels.iter().enumerate() {
            let end = labels.get(i + 1).map_or(content.end, |next| next.0);
            let value = Span {
                start: *value_start,
                end,
            };
            self.field(&mut note, label.beside(led), value);
        }
        if note.due.is_none() {
            note.due = self.timing(content, false).due;
        }
        (!note.is_empty() || note.task.is_some()).then_some(note)
    }

    /// One labelled value into the note.
    pub(super) fn field(&self, note: &mut Note, label: Label, value: Span) {
        match label {
            Label::Lead | Label::Owner => {
                let mut free = self.roles(value);
                if free.lead.is_empty() {
                    free.lead = std::mem::take(&mut free.support);
                }
                note.merge(free);
            }
            Label::Support => note.support.extend(
                self.finder
                    .parties(value)
                    .into_iter()
                    .flat_map(|p| p.members),
            ),
            Label::Due => {
                let timing = self.timing(value, true);
                note.due = note.due.or(timing.due);
                note.cadence = note.cadence.or(timing.cadence);
                note.standing |= timing.standing;
            }
            Label::Task => note.task = note.task.or((value.start < value.end).then_some(value)),
        }
    }

    /// Labels with a colon: start, start of the value, label.
    fn labels(&self, content: Span) -> Vec<(usize, usize, Label)> {
        let mut found = Vec::new();
        let mut i = content.start;
        while i < content.end {
            if let Some((len, label)) = self.words.labels.at(self.chars, i, content.end) {
                let mut after = i + len;
                while after < content.end && self.chars[after] == ' ' {
                    after += 1;
                }
                if after < content.end && self.chars[after] == ':' {
                    found.push((i, after + 1, *label));
                    i = after + 1;
                    continue;
                }
                i += len;
                continue;
            }
            i += 1;
        }
        found
    }

    /// (X局牵头,Y局、Z局配合), (X局), (5月底前完成).
    fn unlabelled(&self, content: Span) -> Option<Note> {
        let parties = self.finder.parties(content);
        let timing = self.timing(content, true);
        if parties.is_empty() {
            let (due, _) = timing.due?;
            let rest = (content.start..due.start).chain(due.end..content.end);
            return (rest.filter(|i| is_word(self.chars[*i])).count() <= 2).then_some(timing);
        }
        let mut note = self.roles(content);
        let marked = parties.iter().any(|p| self.role(p, content) != Role::None);
        let covered: usize = parties.iter().map(|p| p.span.end - p.span.start).sum();
        let letters = (content.start..content.end)
            .filter(|i| is_word(self.chars[*i]))
            .count();
        let joints = parties
            .iter()
            .flat_map(|p| p.span.start..p.span.end)
            .filter(|i| !is_word(self.chars[*i]))
            .count();
        let bare = covered - joints == letters;
        if !marked && !bare {
            return None;
        }
        if !marked {
            note.lead.append(&mut note.support);
        }
        note.merge(timing);
        Some(note)
    }

    /// Parties by their markers; those without a marker support when somebody else leads.
    fn roles(&self, span: Span) -> Note {
        let mut note = Note::default();
        let mut plain = Vec::new();
        let mut sharing = Vec::new();
        for party in self.finder.parties(span) {
            match self.role(&party, span) {
                Role::LeadMarked(len) => {
                    // A、B,C按职责分工负责: all of them answer.
                    let words = &self.chars[party.span.end..party.span.end + len];
                    if words.contains(&'分') || words.contains(&'共') {
                        sharing.append(&mut plain);
                        sharing.extend(party.members);
                    } else {
                        note.lead.extend(party.members);
                    }
                }
                Role::By => note.lead.extend(party.members),
                Role::Support(_) => note.support.extend(party.members),
                Role::None => plain.extend(party.members),
            }
        }
        // A牵头,B按职责分工负责: B supports.
        if note.lead.is_empty() {
            note.lead = sharing;
        } else {
            note.support.extend(sharing);
        }
        note.support.extend(plain);
        note
    }

    /// What the words around a party make of it.
    pub(super) fn role(&self, party: &Party, within: Span) -> Role {
        let w = self.words;
        let mut q = party.span.end;
        loop {
            if let Some((len, ())) = w.support_after.at(self.chars, q, within.end) {
                return Role::Support(q + len - party.span.end);
            }
            if let Some((len, ())) = w.lead_after.at(self.chars, q, within.end) {
                return Role::LeadMarked(q + len - party.span.end);
            }
            if let Some((len, true)) = w.modals.at(self.chars, q, within.end) {
                q += len;
            } else if let Some((len, ())) = w.adverbs.at(self.chars, q, within.end) {
                q += len;
            } else if q < within.end && self.chars[q] == ' ' {
                q += 1;
            } else {
                break;
            }
        }
        let before = |lexicon: &super::lexicon::Lexicon<()>| {
            (within.start.max(party.span.start.saturating_sub(3))..party.span.start).any(|i| {
                lexicon
                    .at(self.chars, i, party.span.start)
                    .is_some_and(|(len, ())| i + len == party.span.start)
            })
        };
        if before(&w.support_before) {
            Role::Support(0)
        } else if before(&w.lead_before) {
            Role::By
        } else {
            Role::None
        }
    }

    /// Due phrase and rhythm in a stretch.
    pub(super) fn timing(&self, span: Span, loose: bool) -> Note {
        let quoted = self.finder.quoted;
        let open = |i: &usize| !quoted.get(*i).copied().unwrap_or(false);
        let mut note = Note::default();
        for i in (span.start..span.end).filter(open) {
            if let Some((len, when)) = due::at(&self.words.due, self.chars, i, span.end, loose) {
                let better = note.due.is_none_or(|(d, old)| {
                    // 会后…三日内报送: a day beats 会后; 春节前 beats 抓紧.
                    let longer = when == When::Unfixed && len > d.end - d.start;
                    i >= d.end
                        && (firmness(when) > firmness(old)
                            || (firmness(when) == firmness(old) && longer))
                });
                if better {
                    let phrase = Span {
                        start: i,
                        end: i + len,
                    };
                    note.due = Some((phrase, when));
                }
            }
            if note.cadence.is_none() {
                note.cadence = self
                    .words
                    .cadence
                    .at(self.chars, i, span.end)
                    .map(|(_, c)| *c);
            }
        }
        note.standing = self
            .words
            .standing
            .find(self.chars, span.start, span.end, &[])
            .is_some();
        note
    }
}

/// How much a due phrase fixes.
fn firmness(when: When) -> u8 {
    match when {
        When::Unfixed => 0,
        When::Meeting => 1,
        _ => 2,
    }
}
