//! What is wrong with a pack, where, and how to mend it.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Whether a mistake stops the pack from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The pack cannot be used until this is mended.
    Error,
    /// The pack works; somebody should look at this.
    Notice,
}

/// One mistake. Prints as `file:line: message。remedy。`
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Mistake {
    /// Path inside the pack, e.g. `rules/appeal.toml`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, naming the field and the value; without the full stop.
    pub message: String,
    /// What to do about it; without the full stop.
    pub remedy: String,
    /// Error or notice.
    pub severity: Severity,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            file,
            line,
            message,
            remedy,
            ..
        } = self;
        write!(f, "{file}:{line}: {message}。{remedy}。")
    }
}

/// A line of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
}

/// Collects the mistakes of all files. Shared by every reader, hence the cell.
#[derive(Default)]
pub(super) struct Report {
    mistakes: RefCell<Vec<Mistake>>,
    broken: RefCell<BTreeSet<(String, usize)>>,
}

impl Report {
    pub(super) fn error(
        &self,
        at: Place<'_>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(at, message.into(), remedy.into(), Severity::Error);
    }

    /// A line that is no TOML: what follows from its unreadable value is not told again.
    pub(super) fn unreadable(
        &self,
        at: Place<'_>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.error(at, message, remedy);
        let line = (at.file.to_owned(), at.line);
        self.broken.borrow_mut().insert(line);
    }

    /// How many mistakes there are so far.
    pub(super) fn len(&self) -> usize {
        self.mistakes.borrow().len()
    }

    pub(super) fn notice(
        &self,
        at: Place<'_>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.push(at, message.into(), remedy.into(), Severity::Notice);
    }

    fn push(&self, at: Place<'_>, message: String, remedy: String, severity: Severity) {
        let line = (at.file.to_owned(), at.line);
        if self.broken.borrow().contains(&line) {
            return;
        }
        self.mistakes.borrow_mut().push(Mistake {
            file: at.file.to_owned(),
            line: at.line,
            message,
            remedy,
            severity,
        });
    }

    /// All mistakes: errors and notices together, by file and line.
    pub(super) fn into_sorted(self) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        mistakes
    }
}
