//! Words found at a place in a text, the longest first.

/// A set of words, each with a meaning. Texts are folded with [`narrow`] before they are searched,
/// and so are the words: half- and full-width punctuation count as equal.
pub(super) struct Lexicon<T> {
    /// Sorted by first character, then longest first.
    words: Vec<(Vec<char>, T)>,
    /// For the low 12 bits of a first character: some word starts so. Most places end here.
    starts: Vec<bool>,
}

const STARTS: usize = 1 << 12;

impl<T> Lexicon<T> {
    /// From words with their meanings; empty words are skipped, of equal words the first counts.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut words: Vec<(Vec<char>, T)> = words
            .into_iter()
            .map(|(word, meaning)| (word.chars().map(narrow).collect(), meaning))
            .filter(|(word, _): &(Vec<char>, T)| !word.is_empty())
            .collect();
        // Stable: of equal words the one given first stays first.
        words.sort_by_key(|(word, _)| (word[0], std::cmp::Reverse(word.len())));
        let mut starts = vec![false; STARTS];
        for (word, _) in &words {
            starts[word[0] as usize % STARTS] = true;
        }
        Self { words, starts }
    }

    /// The longest word that starts at `at` and ends by `end`: its length and meaning.
    pub(super) fn at(&self, chars: &[char], at: usize, end: usize) -> Option<(usize, &T)> {
        if at >= end || !self.starts[chars[at] as usize % STARTS] {
            return None;
        }
        let room = &chars[at..end];
        let first = self.words.partition_point(|(word, _)| word[0] < room[0]);
        self.words[first..]
            .iter()
            .take_while(|(word, _)| word[0] == room[0])
            .find(|(word, _)| room.starts_with(word))
            .map(|(word, meaning)| (word.len(), meaning))
    }

    /// The first place in `start..end` where a word starts, leaving out places that `skip` marks.
    pub(super) fn find(
        &self,
        chars: &[char],
        start: usize,
        end: usize,
        skip: &[bool],
    ) -> Option<(usize, usize, &T)> {
        for i in start..end {
            if self.starts[chars[i] as usize % STARTS]
                && !skip.get(i).copied().unwrap_or(false)
                && let Some((len, meaning)) = self.at(chars, i, end)
            {
                return Some((i, len, meaning));
            }
        }
        None
    }
}

/// Full-width punctuation, digits and letters as their half-width twins, so that both are read.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        '〔' | '【' => '[',
        '〕' | '】' => ']',
        _ => c,
    }
}
