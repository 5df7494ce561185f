//! Conditions: `has_employees=是` decides whether an item, a field or a material is needed.

use crate::district::FieldCode;
use std::collections::BTreeMap;

/// What was chosen so far, by field; a field that is absent has not been answered.
pub type Picks = BTreeMap<FieldCode, Vec<String>>;

/// One test: a field of choices and the values that pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// The field.
    pub field: FieldCode,
    /// The values that pass; never empty.
    pub values: Vec<String>,
}

/// All tests must pass; without tests it always holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When(pub Vec<Test>);

/// What a condition says of the answers given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It depends on something not yet answered.
    Open,
    /// It does not hold.
    Fails,
}

impl Test {
    fn verdict(&self, picks: &Picks) -> Verdict {
        match picks.get(&self.field) {
            None => Verdict::Open,
            Some(chosen) if chosen.iter().any(|c| self.values.contains(c)) => Verdict::Holds,
            Some(_) => Verdict::Fails,
        }
    }
}

impl When {
    /// Whether it holds for these answers.
    pub fn verdict(&self, picks: &Picks) -> Verdict {
        let mut open = false;
        for test in &self.0 {
            match test.verdict(picks) {
                Verdict::Fails => return Verdict::Fails,
                Verdict::Open => open = true,
                Verdict::Holds => {}
            }
        }
        if open { Verdict::Open } else { Verdict::Holds }
    }

    /// Whether no single choice can satisfy both: the same field, no value in common. For a field
    /// of several choices this is no proof, so the caller asks only about fields of one choice.
    pub fn excludes(&self, other: &Self) -> bool {
        self.0.iter().any(|a| {
            (other.0.iter())
                .any(|b| a.field == b.field && !a.values.iter().any(|v| b.values.contains(v)))
        })
    }

    /// The fields it stands on.
    pub fn fields(&self) -> impl Iterator<Item = &FieldCode> {
        self.0.iter().map(|t| &t.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when(tests: &[(&str, &[&str])]) -> When {
        let tests = tests.iter().map(|(field, values)| Test {
            field: (*field).into(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
        });
        When(tests.collect())
    }

    #[test]
    fn an_unanswered_question_leaves_it_open_and_a_wrong_answer_ends_it() {
        let both = when(&[("staff", &["是"]), ("premises", &["租用", "借用"])]);
        let mut picks = Picks::new();
        assert_eq!(both.verdict(&picks), Verdict::Open);
        picks.insert("premises".into(), vec!["租用".into()]);
        assert_eq!(both.verdict(&picks), Verdict::Open);
        picks.insert("staff".into(), vec!["是".into()]);
        assert_eq!(both.verdict(&picks), Verdict::Holds);
        picks.insert("premises".into(), vec!["自有".into()]);
        assert_eq!(both.verdict(&picks), Verdict::Fails);
        assert_eq!(When::default().verdict(&picks), Verdict::Holds);
    }

    #[test]
    fn conditions_on_different_answers_of_one_question_exclude_each_other() {
        let yes = when(&[("staff", &["是"])]);
        assert!(yes.excludes(&when(&[("staff", &["否"])])));
        assert!(!yes.excludes(&when(&[("staff", &["否", "是"])])));
        assert!(!yes.excludes(&when(&[("premises", &["否"])])));
        assert!(!yes.excludes(&When::default()));
    }
}
