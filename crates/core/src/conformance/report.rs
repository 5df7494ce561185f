//! The result of a file of cases.

/// One case's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The case's id, or its place in the file.
    pub id: String,
    /// The function asked.
    pub function: String,
    /// What differs from the expectation; empty: passed.
    pub differences: Vec<String>,
}

/// All results, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// One a case.
    pub outcomes: Vec<Outcome>,
}

impl Outcome {
    /// Whether nothing differs.
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

impl Report {
    pub(super) fn unreadable(sentence: impl Into<String>) -> Self {
        Self {
            outcomes: vec![Outcome {
                id: "文件".to_owned(),
                function: String::new(),
                differences: vec![sentence.into()],
            }],
        }
    }

    /// Number of passed cases.
    pub fn passed(&self) -> usize {
        self.outcomes.iter().filter(|o| o.passed()).count()
    }

    /// Number of failed cases.
    pub fn failed(&self) -> usize {
        self.outcomes.len() - self.passed()
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = if self.passed() { "通过" } else { "失败" };
        write!(f, "{word} {} {}", self.id, self.function)?;
        if !self.passed() {
            write!(f, ":{}", self.differences.join(";"))?;
        }
        Ok(())
    }
}

/// One line a case, then `N passed, M failed`.
impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for outcome in &self.outcomes {
            writeln!(f, "{outcome}")?;
        }
        write!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}
