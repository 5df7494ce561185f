//! The text at the left: paragraphs with the sentences behind the items marked and numbered.

use super::working::{Item, Working};
use crate::kit::text;

/// Texts longer than this show only the paragraphs with items, unless the reader asks for all.
const LONG: usize = 20_000;

/// A stretch of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its characters.
    pub text: String,
    /// Items whose sentence begins here.
    pub numbers: Vec<u32>,
    /// Behind an item.
    pub marked: bool,
    /// Behind the item that is being edited.
    pub current: bool,
}

/// What stands below one another at the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    /// A paragraph.
    Paragraph(Vec<Piece>),
    /// The text itself says that something is missing, and how much: in words.
    Gap(String),
    /// Paragraphs of a long text without items: how many characters.
    Folded(usize),
}

/// The passages of a text; `current` is the item being edited.
pub(super) fn passages(working: &Working, current: Option<u32>, all: bool) -> Vec<Passage> {
    let chars: Vec<char> = working.text.chars().collect();
    let shown: Vec<&Item> = working
        .items
        .iter()
        .filter(|i| i.is_live() || i.state == super::working::ItemState::Sent)
        .collect();
    let fold = !all && chars.len() > LONG;
    let mut out = Vec::new();
    let mut folded = 0;
    for (start, end) in lines(&chars) {
        if let Some(gap) = working
            .gaps
            .iter()
            .find(|g| start <= g.start && g.end <= end)
        {
            push_folded(&mut out, &mut folded);
            let much = gap.characters.map_or("这里有缺".to_owned(), |n| {
                format!("缺 {} 字", text::thousands(u64::from(n)))
            });
            out.push(Passage::Gap(much));
            continue;
        }
        let touched = shown
            .iter()
            .flat_map(|i| &i.spans)
            .any(|(s, e)| *s < end && start < *e);
        if fold && !touched {
            folded += end - start;
            continue;
        }
        push_folded(&mut out, &mut folded);
        out.push(Passage::Paragraph(pieces(
            &chars, start, end, &shown, current,
        )));
    }
    push_folded(&mut out, &mut folded);
    out
}

fn push_folded(out: &mut Vec<Passage>, folded: &mut usize) {
    if *folded > 0 {
        out.push(Passage::Folded(std::mem::take(folded)));
    }
}

/// The lines that hold something, as spans.
fn lines(chars: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for i in 0..=chars.len() {
        if i == chars.len() || chars[i] == '\n' {
            if chars[start..i].iter().any(|c| !c.is_whitespace()) {
                found.push((start, i));
            }
            start = i + 1;
        }
    }
    found
}

fn pieces(
    chars: &[char],
    start: usize,
    end: usize,
    items: &[&Item],
    current: Option<u32>,
) -> Vec<Piece> {
    let mut cuts = vec![start, end];
    for (s, e) in items.iter().flat_map(|i| &i.spans) {
        cuts.extend([*s, *e].into_iter().filter(|c| (start..end).contains(c)));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let (from, to) = (cut[0], cut[1]);
            let covers = |i: &&&Item| i.spans.iter().any(|(s, e)| *s <= from && to <= *e);
            let begins = |i: &&&Item| i.spans.iter().any(|(s, _)| *s == from);
            Piece {
                text: chars[from..to].iter().collect(),
                numbers: items.iter().filter(begins).map(|i| i.id).collect(),
                marked: items.iter().any(|i| covers(&i)),
                current: items.iter().filter(covers).any(|i| Some(i.id) == current),
            }
        })
        .collect()
}
