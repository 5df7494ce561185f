//! One part of a sentence → the orders in it.

use super::dictionary::Words;
use super::due::{self, When};
use super::evidence::{Evidence, THRESHOLD};
use super::lexicon::narrow;
use super::names::{Mention, Party, Who};
use super::note::{Note, NoteReader, Role};
use super::split::{Source, number_end};
use super::{Cadence, Span};

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

    /// A unit, a collective, 我们 or 我 at the head of a clause.
    fn subject_at(&self, rest: Span) -> Option<Party> {
        if let Some(party) = self.notes.finder.party_at(rest.start, rest) {
            return Some(party);
        }
        let c = self.chars();
        let one = |len: usize, who: Who| {
            let span = Span {
                start: rest.start,
                end: rest.start + len,
            };
            Party {
                span,
                members: vec![Mention { span, who }],
                count: None,
            }
        };
        if let Some((len, ())) = self.words.everyone.at(c, rest.start, rest.end) {
            return Some(one(len, Who::Everyone));
        }
        let (len, ()) = self.words.speaker.at(c, rest.start, rest.end)?;
        Some(one(len, Who::Speaker))
    }

    /// 由X局…, 会同X局…, …,X局牵头 inside a clause. True: the clause is done with.
    fn inner_parties(
        &self,
        clause: Span,
        head: usize,
        scene: Scene<'_>,
        work: &mut Work,
        done: &mut Vec<Draft>,
        part: Span,
    ) -> bool {
        let mut by = false;
        for party in self.notes.finder.parties(clause) {
            let role = self.notes.role(&party, clause);
            if party.span.start == head && !matches!(role, Role::By) {
                continue;
            }
            match role {
                Role::By => {
                    self.split(&party, clause, scene, work, done, part);
                    let c = self.chars();
                    let opener = (clause.start..party.span.start)
                        .rev()
                        .take(3)
                        .find(|i| {
                            self.words
                                .lead_before
                                .at(c, *i, party.span.start)
                                .is_some_and(|(len, ())| i + len == party.span.start)
                        })
                        .unwrap_or(party.span.start);
                    let after = self.pass(party.span.end, clause.end);
                    let end = after
                        .modal
                        .map_or(party.span.end, |m| m.end.max(party.span.end));
                    work.removed.push(Span { start: opener, end });
                    work.removed.extend(after.due);
                    work.ground(Evidence::Marker);
                    if after.verb {
                        work.ground(Evidence::Verb);
                    }
                    if after.at >= clause.end {
                        work.party_only = true
                    } else {
                        work.core = true
                    }
                    work.leads(party);
                    by = true;
                }
                Role::LeadMarked(len) if self.marker_here(&party, clause, len) => {
                    let with_by =
                        self.notes.finder.chars[clause.start..party.span.start].ends_with(&['由']);
                    let start = party.span.start - usize::from(with_by);
                    self.split(&party, clause, scene, work, done, part);
                    let end = party.span.end + len;
                    let rest = (end..clause.end)
                        .filter(|i| self.chars()[*i].is_alphanumeric())
                        .count();
                    if rest == 0 {
                        work.removed.push(Span { start, end });
                        work.party_only |= !work.core;
                    } else {
                        work.removed.push(Span {
                            start,
                            end: party.span.end,
                        });
                        work.core = true;
                        work.ground(Evidence::Verb);
                    }
                    work.ground(Evidence::Marker);
                    work.leads(party);
                    by = true;
                }
                Role::Support(len) if len > 0 || !work.stray => {
                    if len > 0 {
                        work.removed.push(Span {
                            start: party.span.start,
                            end: party.span.end + len,
                        });
                    }
                    work.support.extend(party.members);
                    // 会同财政局制定…: the clause goes on to be read for its act.
                }
                _ => {}
            }
        }
        by
    }

    /// The marker belongs to the party: preceded by 由 or a joint or the clause's start.
    fn marker_here(&self, party: &Party, clause: Span, len: usize) -> bool {
        let before = party
            .span
            .start
            .checked_sub(1)
            .filter(|i| *i >= clause.start)
            .map(|i| self.chars()[i]);
        len <= 8 && before.is_none_or(|c| matches!(c, '由' | '、' | ' ' | '并' | ','))
    }

    /// Ends the running order when a new lead begins its own.
    fn split(
        &self,
        party: &Party,
        clause: Span,
        scene: Scene<'_>,
        work: &mut Work,
        done: &mut Vec<Draft>,
        part: Span,
    ) {
        if work.core && !work.lead.is_empty() && party.span.start >= clause.start {
            let next = Work {
                start: clause.start,
                ..Work::default()
            };
            let finished = std::mem::replace(work, next);
            done.extend(self.finish(finished, clause.start, part, scene, &[]));
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the state of one pass over a part, used here only"
    )]
    fn subject(
        &self,
        party: Party,
        clause: Span,
        modal_before: bool,
        scene: Scene<'_>,
        work: &mut Work,
        done: &mut Vec<Draft>,
        part: Span,
    ) {
        let w = self.words;
        let c = self.chars();
        let faceless = matches!(party.members[0].who, Who::Everyone | Who::Speaker);
        let role = self.notes.role(&party, clause);
        if let (Role::Support(len), false) = (role, faceless) {
            work.removed.push(Span {
                start: party.span.start,
                end: party.span.end + len,
            });
            work.support.extend(party.members);
            return;
        }
        let after = self.pass(party.span.end, clause.end);
        let modal = after.modal.is_some() || modal_before;
        if after.at >= clause.end && after.modal.is_none() && !matches!(role, Role::LeadMarked(_)) {
            if !work.core {
                work.removed.push(party.span);
                work.pending = Some(party);
            }
            return;
        }
        let past = (party.span.end..clause.end).any(|i| w.past.at(c, i, clause.end).is_some());
        let possible = w.possible.at(c, after.at, clause.end).is_some();
        if let Role::LeadMarked(len) = role {
            if past && !modal {
                work.stray |= !work.core;
                return;
            }
            self.split(&party, clause, scene, work, done, part);
            let end = party.span.end + len;
            let alone = !(end..clause.end).any(|i| c[i].is_alphanumeric());
            work.ground(Evidence::Marker);
            work.ground(Evidence::Verb);
            if modal {
                work.ground(Evidence::Modal);
            }
            work.removed.extend(after.due);
            work.removed.push(party.span);
            if let Some(m) = after.modal {
                self.remove_modal(m, work);
            }
            if alone && !work.core {
                work.removed.push(Span {
                    start: party.span.start,
                    end,
                });
                work.party_only = true;
            } else if alone {
                work.removed.push(Span {
                    start: party.span.start,
                    end,
                });
            } else {
                work.core = true;
            }
            work.leads(party);
            return;
        }
        // 提出、形成: a unit that did something is background; one that must is not.
        let orders = modal || (!faceless && !past && !scene.strict && (after.verb || after.timed));
        if !orders || possible || (work.core && faceless) {
            work.stray |= !work.core;
            return;
        }
        self.split(&party, clause, scene, work, done, part);
        work.core = true;
        if modal {
            work.ground(Evidence::Modal);
        }
        if after.verb {
            work.ground(Evidence::Verb);
        }
        if after.timed {
            work.ground(Evidence::Timed);
        }
        work.removed.push(party.span);
        work.removed.extend(after.due);
        if let Some(m) = after.modal {
            self.remove_modal(m, work);
        }
        self.slogan(after.at, clause, work);
        work.leads(party);
    }

    /// A clause without a named subject, before the act has been found.
    fn act(
        &self,
        p: usize,
        opening: Passed,
        clause: Span,
        last: bool,
        scene: Scene<'_>,
        work: &mut Work,
    ) {
        let w = self.words;
        let c = self.chars();
        let q = opening.at;
        let topic = w.topics.at(c, q, clause.end).is_some();
        if w.possible.at(c, q, clause.end).is_some() && opening.modal.is_none() {
            work.stray = true;
            return;
        }
        if !last && opening.modal.is_none() && w.purposes.at(c, q, clause.end).is_some() {
            work.removed.push(clause);
            return;
        }
        let modal = opening.modal.or_else(|| self.modal_in(q, clause.end));
        if let Some(m) = modal {
            let before = Span {
                start: p,
                end: m.start,
            };
            let foreign = m.start > q && !topic;
            let nobody = w
                .subjects
                .find(c, before.start, before.end, &self.source.quoted)
                .is_some();
            if scene.strict && work.pending.is_none() || (nobody && !topic) {
                work.stray = true;
                return;
            }
            if foreign || work.stray {
                work.ground(Evidence::ForeignSubject);
            }
            work.core = true;
            work.ground(Evidence::Modal);
            let after = self.pass(m.end, clause.end);
            if after.verb {
                work.ground(Evidence::Verb);
            }
            if after.timed {
                work.ground(Evidence::Timed);
                work.removed.extend(after.due);
            }
            if !foreign {
                self.remove_modal(m, work);
            }
            self.slogan(after.at, clause, work);
        } else if scene.strict && work.pending.is_none() || work.stray {
            return;
        } else if topic {
            let doing = (q..clause.end).any(|i| {
                let makes = ["进行", "予以", "开展", "实行", "给予"]
                    .iter()
                    .any(|v| starts(c, i, clause.end, v));
                makes
                    || (matches!(c[q], '将' | '把')
                        && i > q
                        && w.verbs.at(c, i, clause.end).is_some())
            });
            let means = c[q] == '通' || starts(c, q, clause.end, "对于");
            if means {
                work.continues = true;
                work.ground(Evidence::Elaboration);
            }
            if !doing || (means && !last) {
                work.conditional |= matches!(c[q], '对' | '凡');
                return;
            }
            work.core = true;
            work.ground(Evidence::Imperative);
            work.ground(Evidence::Verb);
        } else if opening.verb && !self.tells(q, clause.end) {
            work.core = true;
            work.ground(Evidence::Imperative);
            work.ground(Evidence::Verb);
            self.slogan(q, clause, work);
        } else {
            work.stray = true;
            return;
        }
        if let Some(party) = work.pending.take() {
            work.leads(party);
        }
    }

    /// 要 goes; 严禁, 不得 and 一律 are part of what is ordered.
    fn remove_modal(&self, modal: Span, work: &mut Work) {
        if !matches!(self.chars()[modal.start], '严' | '不' | '一') {
            work.removed.push(modal);
        }
    }

    /// Whether a rhythm (每周, 每月10日前) stands in a stretch.
    fn has_rhythm(&self, span: Span) -> bool {
        let timing = self.notes.timing(span, false);
        timing.cadence.is_some() || timing.due.is_some_and(|(_, when)| rhythm(when).is_some())
    }

    /// 优化营商环境是…, 完成了…: a statement, not an order.
    fn tells(&self, start: usize, end: usize) -> bool {
        let c = self.chars();
        let plain = (start + 1..end).filter(|i| !self.source.quoted[*i]);
        plain.into_iter().any(|i| {
            let is = c[i] == '是' && !matches!(c[i - 1], '点' | '别' | '其' | '但' | '于');
            let done = c[i] == '了' && !matches!(c[i - 1], '为' | '除');
            (is && c.get(i + 1) != Some(&'否')) || done
        })
    }

    fn slogan(&self, at: usize, clause: Span, work: &mut Work) {
        let end = clause.end;
        if self
            .words
            .slogans
            .find(self.chars(), at, end, &self.source.quoted)
            .is_some()
        {
            work.ground(Evidence::Slogan);
        }
    }

    /// The first real modal outside quotation marks.
    fn modal_in(&self, start: usize, end: usize) -> Option<Span> {
        let mut i = start;
        while i < end {
            if !self.source.quoted[i]
                && let Some((len, real)) = self.words.modals.at(self.chars(), i, end)
            {
                if *real {
                    return Some(Span {
                        start: i,
                        end: i + len,
                    });
                }
                i += len;
                continue;
            }
            i += 1;
        }
        None
    }

    fn finish(
        &self,
        mut work: Work,
        end: usize,
        part: Span,
        scene: Scene<'_>,
        brackets: &[Span],
    ) -> Option<Draft> {
        if let Some(party) = work.pending.take()
            && scene.labelled
        {
            work.leads(party);
        }
        if !work.core && !work.party_only {
            return None;
        }
        let range = Span {
            start: work.start,
            end,
        };
        if work.lead.is_empty()
            && !scene.carry.is_empty()
            && (work.continues || scene.same_sentence)
        {
            work.lead = scene.carry.to_vec();
            work.ground(Evidence::Carried);
        }
        if !work.continues || work.grounds.contains(&Evidence::Modal) {
            work.grounds.retain(|g| *g != Evidence::Elaboration);
        }
        work.lead.retain(|m| m.who != Who::Everyone);
        if scene.heading {
            work.ground(Evidence::UnderHeading);
        }
        if self.source.quoted[range.start..range.end].contains(&true) {
            work.ground(Evidence::Object);
        }
        if work
            .lead
            .iter()
            .chain(&work.support)
            .any(|m| m.who == Who::Unknown)
        {
            work.ground(Evidence::Unknown);
        }
        let timing = self.notes.timing(range, false);
        if timing.due.is_some() || timing.cadence.is_some() {
            work.ground(Evidence::Timed);
        }
        // 从下周起: not done once, but done from then on.
        let onwards = timing
            .due
            .is_some_and(|(d, _)| matches!(self.chars()[d.end - 1], '起' | '始'));
        // 高度重视,明确专人,每季度末报送…: with a time it is a task after all.
        if work.grounds.contains(&Evidence::Timed) {
            work.grounds.retain(|g| *g != Evidence::Slogan);
        }
        let speaks_of_rule = timing.standing || work.conditional || onwards;
        let every = timing.due.and_then(|(_, when)| rhythm(when));
        let cadence = every.or(timing.cadence).unwrap_or(if speaks_of_rule {
            Cadence::Standing
        } else {
            Cadence::Once
        });
        work.removed.extend(brackets);
        let what = self.what(range, &work.removed);
        Some(Draft {
            sentence: part,
            what,
            lead: work.lead,
            support: work.support,
            cadence,
            due: timing.due,
            grounds: work.grounds,
        })
    }

    /// The task in the speech's own words: without subject, 要, due phrase and closing purpose.
    fn what(&self, range: Span, removed: &[Span]) -> String {
        let kept = |i: &usize| !removed.iter().any(|r| (r.start..r.end).contains(i));
        let letters = (range.start..range.end)
            .filter(kept)
            .filter(|i| self.chars()[*i].is_alphanumeric())
            .count();
        let all = |_: &usize| true;
        let text: String = if letters >= 2 {
            self.tidy((range.start..range.end).filter(kept))
        } else {
            self.tidy((range.start..range.end).filter(all))
        };
        text
    }

    /// Characters as a task: one line, no loose punctuation at its edges, no closing purpose.
    pub(super) fn tidy(&self, kept: impl Iterator<Item = usize>) -> String {
        let text: String = kept
            .map(|i| self.source.raw[i])
            .filter(|c| !matches!(c, '\n' | '\r'))
            .collect();
        let edge = |c: char| c.is_whitespace() || ",:;.、。".contains(narrow(c));
        let mut pieces: Vec<&str> = text
            .split(|c| narrow(c) == ',')
            .map(|p| p.trim_matches(edge))
            .filter(|p| !p.is_empty())
            .collect();
        while pieces.len() > 1
            && pieces.last().is_some_and(|p| {
                let chars: Vec<char> = p.chars().map(narrow).collect();
                self.words
                    .purpose_tails
                    .at(&chars, 0, chars.len())
                    .is_some()
            })
        {
            pieces.pop();
        }
        pieces.join("\u{FF0C}")
    }
}

/// A note's parties and times into a draft; what the sentence itself says stays.
pub(super) fn apply(draft: &mut Draft, note: &Note) {
    if note.is_empty() {
        return;
    }
    if !note.lead.is_empty()
        && !draft
            .grounds
            .iter()
            .any(|g| matches!(g, Evidence::Named | Evidence::Labelled))
    {
        draft.grounds.retain(|g| {
            !matches!(
                g,
                Evidence::Carried | Evidence::Everyone | Evidence::Collective | Evidence::Unknown
            )
        });
        draft.grounds.push(Evidence::Labelled);
        if note.lead.iter().any(|m| m.who == Who::Unknown) {
            draft.grounds.push(Evidence::Unknown);
        }
        draft.lead = note.lead.clone();
    } else if draft.support.is_empty() && draft.grounds.contains(&Evidence::Labelled) {
        // 牵头单位 and 责任单位 on lines of their own.
        draft.support = note.lead.clone();
    }
    if draft.support.is_empty() {
        draft.support = note.support.clone();
    }
    if note.due.is_some() || note.cadence.is_some() {
        if draft.due.is_none() {
            draft.due = note.due;
        }
        if !draft.grounds.contains(&Evidence::Timed) {
            draft.grounds.push(Evidence::Timed);
        }
    }
    let said = note.due.and_then(|(_, when)| rhythm(when)).or(note.cadence);
    if draft.cadence == Cadence::Once {
        draft.cadence = said.unwrap_or(if note.standing {
            Cadence::Standing
        } else {
            Cadence::Once
        });
    }
}

fn rhythm(when: When) -> Option<Cadence> {
    match when {
        When::EveryWeek(_) => Some(Cadence::Weekly),
        When::EveryMonth(_) => Some(Cadence::Monthly),
        When::EveryQuarter => Some(Cadence::Quarterly),
        _ => None,
    }
}

fn starts(chars: &[char], at: usize, end: usize, word: &str) -> bool {
    at + word.chars().count() <= end && word.chars().zip(&chars[at..]).all(|(w, c)| w == *c)
}
