//! `banjie pack check`.

use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::assessment::proofs::span;
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::pack::{Pack, Severity};
use std::path::Path;

/// `考核办法 2025-1：按时办结率 40、解决率 25…分都拉得开`: that no weight is only nominal, which is proved.
fn weighed(book: &Rulebook) -> String {
    let weighed = book.measures.iter().filter(|measure| measure.is_weighed());
    let spans = weighed.map(|m| format!("{} {}", m.title, span(m).normalize()));
    let spans: Vec<String> = spans.collect();
    format!(
        "考核办法 {}，从最差到最好拉得开的分：{}",
        book.version,
        spans.join("、")
    )
}

/// Prints every mistake with file, line and remedy; exit 1 if any is an error.
pub(crate) fn check(json: bool, dir: &Path) -> Outcome {
    let checked = Pack::parse(&wiring::files(dir)?);
    let errors = checked.errors().count();
    let mut words: String = checked.mistakes.iter().map(|m| format!("{m}\n")).collect();
    let notices = checked
        .mistakes
        .iter()
        .filter(|m| m.severity != Severity::Error)
        .count();
    words.push_str(&format!("{errors} 处错误，{notices} 条提示"));
    for book in checked.pack.iter().flat_map(|pack| pack.rulebooks.iter()) {
        words.push_str(&format!("\n{}", weighed(book)));
    }
    say(json, &checked.mistakes, &words, errors == 0)
}
