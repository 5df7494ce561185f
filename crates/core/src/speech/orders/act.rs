//! Whether a clause without a named subject holds the act, and what kind of act.

use super::{Evidence, OrderReader, Passed, Scene, Span, Work, rhythm};

impl OrderReader<'_> {
    /// A clause without a named subject, before the act has been found.
    pub(super) fn act(
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
    pub(super) fn remove_modal(&self, modal: Span, work: &mut Work) {
        if !matches!(self.chars()[modal.start], '严' | '不' | '一') {
            work.removed.push(modal);
        }
    }

    /// Whether a rhythm (每周, 每月10日前) stands in a stretch.
    pub(super) fn has_rhythm(&self, span: Span) -> bool {
        let timing = self.notes.timing(span, false);
        timing.cadence.is_some() || timing.due.is_some_and(|(_, when)| rhythm(when).is_some())
    }

    /// 优化营商环境是…, 完成了…: a statement, not an order.
    pub(super) fn tells(&self, start: usize, end: usize) -> bool {
        let c = self.chars();
        let plain = (start + 1..end).filter(|i| !self.source.quoted[*i]);
        plain.into_iter().any(|i| {
            let is = c[i] == '是' && !matches!(c[i - 1], '点' | '别' | '其' | '但' | '于');
            let done = c[i] == '了' && !matches!(c[i - 1], '为' | '除');
            (is && c.get(i + 1) != Some(&'否')) || done
        })
    }

    pub(super) fn slogan(&self, at: usize, clause: Span, work: &mut Work) {
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
    pub(super) fn modal_in(&self, start: usize, end: usize) -> Option<Span> {
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
}

pub(super) fn starts(chars: &[char], at: usize, end: usize, word: &str) -> bool {
    at + word.chars().count() <= end && word.chars().zip(&chars[at..]).all(|(w, c)| w == *c)
}
