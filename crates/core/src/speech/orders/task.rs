//! The finished order: its words, rhythm and what a note adds to it.

use super::super::lexicon::narrow;
use super::super::names::Who;
use super::super::note::Note;
use super::{Cadence, Draft, Evidence, OrderReader, Scene, Span, When, Work};

impl OrderReader<'_> {
    pub(super) fn finish(
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
    pub(super) fn what(&self, range: Span, removed: &[Span]) -> String {
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
    pub(in crate::speech) fn tidy(&self, kept: impl Iterator<Item = usize>) -> String {
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
pub(in crate::speech) fn apply(draft: &mut Draft, note: &Note) {
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

pub(super) fn rhythm(when: When) -> Option<Cadence> {
    match when {
        When::EveryWeek(_) => Some(Cadence::Weekly),
        When::EveryMonth(_) => Some(Cadence::Monthly),
        When::EveryQuarter => Some(Cadence::Quarterly),
        _ => None,
    }
}
