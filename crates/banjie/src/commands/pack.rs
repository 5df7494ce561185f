//! `banjie pack check`.

use crate::output::{Outcome, say};
use crate::wiring;
use banjie_core::pack::{Pack, Severity};
use std::path::Path;

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
    say(json, &checked.mistakes, &words, errors == 0)
}
