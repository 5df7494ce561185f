//! One part of a sentence → the orders in it.

use super::dictionary::Words;
use super::due::{self, When};
use super::evidence::{Evidence, THRESHOLD};
use super::names::{Mention, Party, Who};
use super::note::{Note, NoteReader};
use super::split::{Source, number_end};
use super::{Cadence, Span};

mod act;
mod parties;
mod task;

pub(super) use task::apply;
use task::rhythm;

/// An order as read, before dates and names are worked out.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) sentence: Span,
    pub(super) what: String,
    pub(super) lead: Vec<Mention>,
    pub(super) support: Vec<Mention>,
    pub(super) cadence: Cadence,
    pub(super) due: Option<(Span, When)>,
    pub(super) grounds: Vec<Evidence>,
}

/// What is known before the part is read.
#[derive(Clone, Copy, Default)]
pub(super) struct Scene<'a> {
    /// Background sentence: only a named unit that must do something counts.
    pub(super) strict: bool,
    /// A heading that orders stands above.
    pub(super) heading: bool,
    /// 会议要求 opened the sentence.
    pub(super) demand: bool,
    /// A bracket or label names who does it.
    pub(super) labelled: bool,
    /// Who was ordered just before.
    pub(super) carry: &'a [Mention],
    /// This part follows another in one sentence.
    pub(super) same_sentence: bool,
}

/// Reads parts.
pub(super) struct OrderReader<'a> {
    pub(super) source: &'a Source,
    pub(super) words: &'a Words,
    pub(super) notes: NoteReader<'a>,
}

/// An order being read.
#[derive(Clone, Default)]
struct Work {
    start: usize,
    lead: Vec<Mention>,
    support: Vec<Mention>,
    removed: Vec<Span>,
    grounds: Vec<Evidence>,
    /// The act has been found.
    core: bool,
    /// Only 发改局牵头 so far.
    party_only: bool,
    continues: bool,
    stray: bool,
    conditional: bool,
    pending: Option<Party>,
}

impl Work {
    fn ground(&mut self, e: Evidence) {
        if !self.grounds.contains(&e) {
            self.grounds.push(e);
        }
    }

    fn leads(&mut self, party: Party) {
        for m in &party.members {
            let e = match m.who {
                Who::Unit(_) | Who::Post(_) | Who::Unknown => Evidence::Named,
                Who::Group(_) | Who::Departments(_) => Evidence::Collective,
                Who::Everyone => Evidence::Everyone,
                Who::Speaker => Evidence::Speaker,
            };
            self.ground(e);
        }
        self.lead.extend(party.members);
    }
}

/// What follows a subject or opens a clause: where the act starts and what was passed.
struct Passed {
    at: usize,
    modal: Option<Span>,
    verb: bool,
    timed: bool,
    due: Vec<Span>,
}

impl OrderReader<'_> {
    fn chars(&self) -> &[char] {
        &self.source.chars
    }

    /// The orders of one part. When it holds none: those who support what the part before
    /// ordered, as in `…;税务局要积极配合`.
    pub(super) fn read(&self, part: Span, scene: Scene<'_>) -> (Vec<Draft>, Vec<Mention>) {
        let mut note = Note::default();
        let mut brackets = Vec::new();
        for bracket in self.source.brackets(part) {
            let inner = Span {
                start: bracket.start + 1,
                end: bracket.end - 1,
            };
            if let Some(found) = self.notes.read(inner) {
                note.merge(found);
                brackets.push(bracket);
            }
        }
        let scene = Scene {
            labelled: scene.labelled || !note.lead.is_empty(),
            ..scene
        };
        let mut done = Vec::new();
        let mut work = Work {
            start: part.start,
            ..Work::default()
        };
        if scene.demand {
            work.ground(Evidence::Demand);
        }
        let clauses = self.source.clauses(part);
        let count = clauses.len();
        for (i, clause) in clauses.into_iter().enumerate() {
            let clause = self.without_brackets(clause, &brackets);
            if clause.start < clause.end {
                self.clause(clause, i + 1 == count, scene, &mut work, &mut done, part);
            }
        }
        let idle = done.is_empty() && !work.core && !work.party_only;
        let helpers = if idle {
            work.support.clone()
        } else {
            Vec::new()
        };
        done.extend(self.finish(work, part.end, part, scene, &brackets));
        for draft in &mut done {
            apply(draft, &note);
        }
        done.retain(|d| Evidence::confidence(&d.grounds) + 1e-9 >= THRESHOLD);
        (done, helpers)
    }

    /// A clause without the notes at its end.
    fn without_brackets(&self, clause: Span, brackets: &[Span]) -> Span {
        let end = brackets
            .iter()
            .map(|b| b.start)
            .filter(|s| (clause.start..clause.end).contains(s))
            .min();
        let start = brackets
            .iter()
            .map(|b| b.end)
            .filter(|e| (clause.start..clause.end).contains(e) && end == Some(clause.start))
            .max();
        match (start, end) {
            (Some(start), _) => self.source.trim(Span {
                start,
                end: clause.end,
            }),
            (None, end) => self.source.trim(Span {
                start: clause.start,
                end: end.unwrap_or(clause.end),
            }),
        }
    }

    /// Passes adverbs, modals, rhythm and due phrases.
    fn pass(&self, from: usize, end: usize) -> Passed {
        let w = self.words;
        let mut p = Passed {
            at: from,
            modal: None,
            verb: false,
            timed: false,
            due: Vec::new(),
        };
        while p.at < end {
            let c = self.chars();
            if c[p.at] == ' ' {
                p.at += 1;
                continue;
            }
            if matches!(c[p.at], '于' | '在') && due::at(&w.due, c, p.at + 1, end, false).is_some()
            {
                p.due.push(Span {
                    start: p.at,
                    end: p.at + 1,
                });
                p.at += 1;
                continue;
            }
            if let Some((len, _)) = due::at(&w.due, c, p.at, end, false) {
                p.timed = true;
                p.modal = p.modal.or(self.modal_in(p.at, p.at + len));
                p.due.push(Span {
                    start: p.at,
                    end: p.at + len,
                });
                p.at += len;
                continue;
            }
            if let Some((len, _)) = w.cadence.at(c, p.at, end) {
                p.timed = true;
                p.at += len;
                continue;
            }
            if let Some((len, real)) = w.modals.at(c, p.at, end) {
                if !real {
                    break;
                }
                let span = Span {
                    start: p.at,
                    end: p.at + len,
                };
                p.modal = p.modal.or(Some(span));
                p.at += len;
                continue;
            }
            p.verb |= w.verbs.at(c, p.at, end).is_some();
            match w.adverbs.at(c, p.at, end) {
                Some((len, ())) => p.at += len,
                None => break,
            }
        }
        p.verb |= w.verbs.at(self.chars(), p.at, end).is_some();
        p
    }

    /// Steps over numbering, 同时, 因此, 会议要求.
    fn heads(&self, clause: Span, work: &mut Work) -> usize {
        let w = self.words;
        let mut p = clause.start;
        while p < clause.end {
            let c = self.chars();
            let numbered = number_end(
                c,
                Span {
                    start: p,
                    end: clause.end,
                },
            );
            let step = if numbered > p {
                numbered - p
            } else if let Some((len, ())) = w
                .demands
                .at(c, p, clause.end)
                .filter(|(len, ())| self.demand_ends(p + len, clause.end))
            {
                work.ground(Evidence::Demand);
                len
            } else if let Some((len, ())) = w.continuations.at(c, p, clause.end) {
                work.continues |= !work.core;
                len
            } else if let Some((len, ())) = w.connectives.at(c, p, clause.end) {
                len
            } else {
                break;
            };
            if !work.core {
                work.removed.push(Span {
                    start: p,
                    end: p + step,
                });
            }
            p += step;
        }
        p
    }

    /// A demand word stands alone or before a subject: 会议要求市场监管局要….
    fn demand_ends(&self, at: usize, end: usize) -> bool {
        at >= end
            || end - at <= 2
            || self
                .notes
                .finder
                .party_at(at, Span { start: at, end })
                .is_some()
            || matches!(self.words.modals.at(self.chars(), at, end), Some((_, true)))
    }

    fn clause(
        &self,
        clause: Span,
        last: bool,
        scene: Scene<'_>,
        work: &mut Work,
        done: &mut Vec<Draft>,
        part: Span,
    ) {
        let p = self.heads(clause, work);
        if p >= clause.end {
            return;
        }
        let opening = self.pass(p, clause.end);
        if !work.core {
            work.removed.extend(opening.due.iter().copied());
            if opening.timed {
                work.ground(Evidence::Timed);
            }
        }
        if opening.at >= clause.end {
            return;
        }
        // 每周五前汇总…,每季度末形成…: a second rhythm is a second order of the same lead.
        let head = Span {
            start: p,
            end: opening.at,
        };
        let so_far = Span {
            start: work.start,
            end: clause.start,
        };
        let lead = work.lead.clone();
        let again = work.core && !lead.is_empty() && opening.verb && opening.timed;
        if again && self.has_rhythm(head) && self.has_rhythm(so_far) {
            let next = Work {
                start: clause.start,
                lead,
                grounds: vec![Evidence::Carried, Evidence::Timed, Evidence::Verb],
                core: true,
                removed: opening.due.clone(),
                ..Work::default()
            };
            let finished = std::mem::replace(work, next);
            done.extend(self.finish(finished, clause.start, part, scene, &[]));
            return;
        }
        let rest = Span {
            start: opening.at,
            end: clause.end,
        };
        if self.inner_parties(clause, rest.start, scene, work, done, part) {
            return;
        }
        if let Some(party) = self.subject_at(rest) {
            self.subject(
                party,
                clause,
                opening.modal.is_some(),
                scene,
                work,
                done,
                part,
            );
            return;
        }
        if !work.core {
            self.act(p, opening, clause, last, scene, work);
        }
    }
}
