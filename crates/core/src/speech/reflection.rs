//! Self-criticism (反思) and troubles named beside a unit.

use super::dictionary::{Hint, Words};
use super::due::When;
use super::evidence::Evidence;
use super::names::{Finder, Mention, Names, Who};
use super::orders::Draft;
use super::split::Source;
use super::{Cadence, Proposal, Reflection, Span};

/// X局等5个部门围绕A、B、C等问题,进行了反思 → one entry for each matter.
pub(super) fn reflections(
    sentence: Span,
    source: &Source,
    words: &Words,
    names: &Names,
    hints: &[Hint],
) -> Vec<Reflection> {
    let chars = &source.chars;
    let Some((act, _, ())) = words
        .acts
        .find(chars, sentence.start, sentence.end, &source.quoted)
    else {
        return Vec::new();
    };
    let finder = Finder {
        chars,
        quoted: &source.quoted,
        names,
        words,
    };
    let before = Span {
        start: sentence.start,
        end: act,
    };
    // The party stands at the head, or after 会上, / 会议指出,.
    let Some(party) = finder.parties(before).into_iter().next() else {
        return Vec::new();
    };
    let Some((about, len, ())) = words
        .abouts
        .find(chars, party.span.end, act, &source.quoted)
    else {
        return Vec::new();
    };
    if about > party.span.end + 2 {
        return Vec::new();
    }
    let list = Span {
        start: about + len,
        end: act,
    };
    let end = (list.start..list.end)
        .find(|i| chars[*i] == ',' || words.tails.at(chars, *i, list.end).is_some())
        .unwrap_or(list.end);
    let matters: Vec<Span> = pieces(
        source,
        Span {
            start: list.start,
            end,
        },
    );
    let said = party
        .count
        .or_else(|| u32::try_from(party.members.len()).ok().filter(|n| *n > 1));
    let texts: Vec<String> = matters.iter().map(|m| source.text(*m)).collect();
    let proposed: Vec<Vec<Proposal>> = texts.iter().map(|t| names.propose(t, hints)).collect();
    let owners = owners(&party.members, &proposed);
    texts
        .into_iter()
        .zip(proposed)
        .enumerate()
        .map(|(i, (matter, proposals))| {
            let units: Vec<_> = party
                .members
                .iter()
                .zip(&owners)
                .filter(|(_, o)| **o == i)
                .map(|(m, _)| names.named(&source.raw, m))
                .collect();
            Reflection {
                sentence: source.text(sentence),
                start: sentence.start,
                end: sentence.end,
                matter,
                proposals: if units.is_empty() {
                    proposals
                } else {
                    Vec::new()
                },
                units,
                units_said: said,
            }
        })
        .collect()
}

/// Which matter each named unit owes: the one the pack gives it, else the one at its own place
/// in the list.
fn owners(members: &[Mention], proposed: &[Vec<Proposal>]) -> Vec<usize> {
    members
        .iter()
        .enumerate()
        .map(|(i, m)| {
            let fits = |p: &Vec<Proposal>| {
                p.first()
                    .is_some_and(|first| m.who == Who::Unit(first.unit.clone()))
            };
            proposed
                .iter()
                .position(fits)
                .unwrap_or(i.min(proposed.len().saturating_sub(1)))
        })
        .collect()
}

fn pieces(source: &Source, span: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = span.start;
    for i in span.start..=span.end {
        if i == span.end || (source.chars[i] == '、' && !source.quoted[i]) {
            let piece = source.trim(Span { start, end: i });
            if piece.start < piece.end {
                found.push(piece);
            }
            start = i + 1;
        }
    }
    found
}

/// 人社局劳动仲裁案件积压、工信局拖欠账款清零进度滞后等问题 → a draft for each named unit.
pub(super) fn problems(
    sentence: Span,
    source: &Source,
    words: &Words,
    names: &Names,
) -> Vec<Draft> {
    let chars = &source.chars;
    if words
        .problem_marks
        .find(chars, sentence.start, sentence.end, &source.quoted)
        .is_none()
    {
        return Vec::new();
    }
    let finder = Finder {
        chars,
        quoted: &source.quoted,
        names,
        words,
    };
    let mut found = Vec::new();
    for clause in source.clauses(sentence) {
        for piece in pieces(source, clause) {
            let Some(party) = finder.party_at(piece.start, piece) else {
                continue;
            };
            let trouble = Span {
                start: party.span.end,
                end: piece.end,
            };
            let Some((at, len, ())) =
                words
                    .problems
                    .find(chars, trouble.start, trouble.end, &source.quoted)
            else {
                continue;
            };
            let ordered = (trouble.start..at)
                .any(|i| matches!(words.modals.at(chars, i, at), Some((_, true))));
            if ordered || at == trouble.start {
                continue;
            }
            let text = source.text(Span {
                start: trouble.start,
                end: at + len,
            });
            let mut grounds = vec![Evidence::Problem];
            if party.members.iter().any(|m| m.who == Who::Unknown) {
                grounds.push(Evidence::Unknown);
            }
            found.push(Draft {
                sentence,
                what: format!("解决{}问题", text.trim_start_matches('的')),
                lead: party.members,
                support: Vec::new(),
                cadence: Cadence::Once,
                due: None::<(Span, When)>,
                grounds,
            });
        }
    }
    found
}
