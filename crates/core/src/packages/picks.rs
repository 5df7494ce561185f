//! Answers to the questions of a package, as an address or a form carries them.

use super::catalogue::Catalogue;
use super::field::{Field, FieldType};
use super::package::ServicePackage;
use super::when::Picks;
use crate::district::FieldCode;

/// A value that is none of the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPick {
    /// The question.
    pub field: FieldCode,
    /// What was sent.
    pub value: String,
    /// What can be sent.
    pub choices: Vec<String>,
}

impl std::fmt::Display for WrongPick {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let choices = self.choices.join("”“");
        write!(f, "没有“{}”这个选项，可以选“{choices}”。", self.value)
    }
}

impl Catalogue {
    /// The questions of a package that exist, in its order.
    pub fn questions<'c>(&'c self, package: &'c ServicePackage) -> impl Iterator<Item = &'c Field> {
        package.questions.iter().filter_map(|q| self.field(q))
    }

    /// Reads name–value pairs: names that are no question of the package and empty values are left
    /// alone, of several values for one choice the last one counts.
    pub fn picks<'p>(
        &self,
        package: &ServicePackage,
        pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    ) -> (Picks, Vec<WrongPick>) {
        let (mut picks, mut wrong) = (Picks::new(), Vec::new());
        for (name, value) in pairs {
            let field = self.questions(package).find(|q| q.code.as_str() == name);
            let Some(field) = field.filter(|_| !value.is_empty()) else {
                continue;
            };
            if !field.choices.iter().any(|c| c == value) {
                wrong.push(WrongPick {
                    field: field.code.clone(),
                    value: value.to_owned(),
                    choices: field.choices.clone(),
                });
                continue;
            }
            let chosen: &mut Vec<String> = picks.entry(field.code.clone()).or_default();
            if field.kind != FieldType::Choices {
                chosen.clear();
            }
            if !chosen.iter().any(|c| c == value) {
                chosen.push(value.to_owned());
            }
        }
        (picks, wrong)
    }
}
