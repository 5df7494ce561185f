//! Items of one package that cannot share one form, and conditions nobody can decide.

use super::catalogue::Catalogue;
use super::field::{Bounds, FieldType};
use super::item::{FieldUse, Need, ServiceItem};
use super::package::{PackageItem, ServicePackage};
use super::when::When;
use crate::district::{FieldCode, ItemId};
use std::collections::{BTreeMap, BTreeSet};

/// Two items that cannot be satisfied by one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// In what.
    pub kind: ConflictKind,
    /// About which field.
    pub field: FieldCode,
    /// The item that comes first in the package.
    pub first: ItemId,
    /// The item that does not fit to it or to those before.
    pub second: ItemId,
}

/// In what two items contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictKind {
    /// One needs the field, the other must not ask it.
    Forbidden,
    /// No length, number of rows or value satisfies both.
    Bounds,
    /// No choice is taken by both.
    Choices,
}

/// A condition on a field that neither the questions nor the form ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The field.
    pub field: FieldCode,
    /// The item with the condition.
    pub item: ItemId,
}

/// One use of a field with everything it depends on.
struct Used<'c> {
    item: &'c ServiceItem,
    used: &'c FieldUse,
    whens: [&'c When; 2],
}

impl Catalogue {
    /// Contradictions between the items of a package. Items that no choice brings together do not
    /// contradict each other.
    pub fn conflicts(&self, package: &ServicePackage) -> Vec<Conflict> {
        let mut by_field: BTreeMap<&FieldCode, Vec<Used<'_>>> = BTreeMap::new();
        for (used_item, item) in self.members(package) {
            for used in &item.fields {
                by_field.entry(&used.field).or_default().push(Used {
                    item,
                    used,
                    whens: [&used_item.when, &used.when],
                });
            }
        }
        let mut conflicts = Vec::new();
        for (field, uses) in by_field {
            for (at, second) in uses.iter().enumerate() {
                let before = &uses[..at];
                if let Some((first, kind)) = self.first_conflict(before, second) {
                    conflicts.push(Conflict {
                        kind,
                        field: field.clone(),
                        first: first.item.id.clone(),
                        second: second.item.id.clone(),
                    });
                }
            }
        }
        conflicts
    }

    fn first_conflict<'u, 'c>(
        &self,
        before: &'u [Used<'c>],
        second: &Used<'c>,
    ) -> Option<(&'u Used<'c>, ConflictKind)> {
        before.iter().find_map(|first| {
            if self.exclude(first, second) {
                return None;
            }
            let kind = match (first.used.need, second.used.need) {
                (Need::Required, Need::Forbidden) | (Need::Forbidden, Need::Required) => {
                    ConflictKind::Forbidden
                }
                (Need::Forbidden, _) | (_, Need::Forbidden) => return None,
                _ => clash(first.used, second.used)?,
            };
            Some((first, kind))
        })
    }

    /// Whether no answer brings the two together. Several choices at once exclude nothing.
    fn exclude(&self, a: &Used<'_>, b: &Used<'_>) -> bool {
        let single = |when: &When| {
            let tests = when.0.iter().filter(|t| {
                self.field(&t.field)
                    .is_some_and(|f| f.kind != FieldType::Choices)
            });
            When(tests.cloned().collect())
        };
        (a.whens.iter()).any(|x| b.whens.iter().any(|y| single(x).excludes(&single(y))))
    }

    fn members<'c>(
        &'c self,
        package: &'c ServicePackage,
    ) -> impl Iterator<Item = (&'c PackageItem, &'c ServiceItem)> {
        (package.items.iter()).filter_map(|used| Some((used, self.item(&used.item)?)))
    }

    /// Conditions whose field is asked nowhere: neither a question nor a field of the form.
    pub fn undecided(&self, package: &ServicePackage) -> Vec<Undecided> {
        let asked: BTreeSet<&FieldCode> = (self.members(package))
            .flat_map(|(_, item)| item.asks().map(|u| &u.field))
            .chain(&package.questions)
            .collect();
        let questions: BTreeSet<&FieldCode> = package.questions.iter().collect();
        let mut undecided = Vec::new();
        for (used, item) in self.members(package) {
            let inside = (item.fields.iter().map(|u| &u.when))
                .chain(item.materials.iter().map(|m| &m.when))
                .flat_map(When::fields)
                .filter(|f| !asked.contains(f));
            // Which items belong must be known before the form begins.
            let outside = used.when.fields().filter(|f| !questions.contains(f));
            for field in inside.chain(outside) {
                let one = Undecided {
                    field: field.clone(),
                    item: item.id.clone(),
                };
                if !undecided.contains(&one) {
                    undecided.push(one);
                }
            }
        }
        undecided
    }

    /// Questions whose answer changes nothing: no item, field or material of the package stands on
    /// them, and no item asks them.
    pub fn idle_questions(&self, package: &ServicePackage) -> Vec<FieldCode> {
        let used: BTreeSet<&FieldCode> = (self.members(package))
            .flat_map(|(used, item)| {
                (item.fields.iter().map(|u| &u.when))
                    .chain(item.materials.iter().map(|m| &m.when))
                    .chain([&used.when])
                    .flat_map(When::fields)
                    .chain(item.asks().map(|u| &u.field))
            })
            .collect();
        (package.questions.iter())
            .filter(|q| !used.contains(q))
            .cloned()
            .collect()
    }
}

fn clash(a: &FieldUse, b: &FieldUse) -> Option<ConflictKind> {
    let bounds: Bounds = a.bounds.both(b.bounds);
    if bounds.is_empty() {
        return Some(ConflictKind::Bounds);
    }
    let apart = !a.choices.is_empty()
        && !b.choices.is_empty()
        && !a.choices.iter().any(|c| b.choices.contains(c));
    apart.then_some(ConflictKind::Choices)
}
