//! "Did you mean …": the words nearest to a mistyped one.

/// At most three candidates that look like `word`, best first.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|c| (likeness(word, c), c))
        .filter(|(score, _)| *score >= 0.5)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.truncate(3);
    scored.into_iter().map(|(_, c)| c).collect()
}

/// 0 (nothing in common) to 1 (equal). A Chinese short form (`住建` for `住建局`) is near enough
/// whatever the length of the full one.
fn likeness(word: &str, candidate: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(word, candidate);
    let long_enough = word.chars().count().min(candidate.chars().count()) >= 2;
    if long_enough && (candidate.contains(word) || word.contains(candidate)) {
        edits.max(0.6)
    } else {
        edits
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typing_slips_and_short_forms_find_their_word() {
        let ids = ["appeal.handle", "appeal.accept", "licence.decide"];
        assert_eq!(nearest("appeal.handel", ids)[0], "appeal.handle");
        assert_eq!(nearest("住建", ["住建局", "教育局"]), ["住建局"]);
        assert!(nearest("zzz", ids).is_empty());
    }
}
