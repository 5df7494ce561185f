//! Who is ordered: subjects, 由X局…, 会同X局…, X局牵头 within a clause.

use super::super::names::{Mention, Party, Who};
use super::super::note::Role;
use super::{Draft, Evidence, OrderReader, Scene, Span, Work};

impl OrderReader<'_> {
    /// A unit, a collective, 我们 or 我 at the head of a clause.
    pub(super) fn subject_at(&self, rest: Span) -> Option<Party> {
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
    pub(super) fn inner_parties(
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
    pub(super) fn marker_here(&self, party: &Party, clause: Span, len: usize) -> bool {
        let before = party
            .span
            .start
            .checked_sub(1)
            .filter(|i| *i >= clause.start)
            .map(|i| self.chars()[i]);
        len <= 8 && before.is_none_or(|c| matches!(c, '由' | '、' | ' ' | '并' | ','))
    }

    /// Ends the running order when a new lead begins its own.
    pub(super) fn split(
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
    pub(super) fn subject(
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
}
