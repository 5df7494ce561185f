//! The plan of an application: its items, in which order, which materials, how long the whole takes.
//! Derived from the merged form and pinned in the first event, so that a later change of the pack
//! changes nothing that was handed in.

use super::{Facts, NewApplication};
use crate::district::{FieldCode, ItemId, MaterialCode, UnitId};
use crate::matter::{Law, Refusal};
use crate::packages::filled::FilledForm;
use crate::packages::{Catalogue, Handover, MergedForm, PromiseMode, ServiceItem, ServicePackage};
use serde::{Deserialize, Serialize};

/// How a material comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comes {
    /// The applicant hands it over.
    Submitted,
    /// It is fetched and must not be asked for.
    Fetched,
    /// An item of the package creates it.
    Created,
}

/// An item of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedItem {
    /// Which.
    pub item: ItemId,
    /// Its name.
    pub name: String,
    /// Who decides.
    pub unit: UnitId,
    /// Items that must be granted before.
    pub after: Vec<ItemId>,
    /// Promised working days.
    pub promised: u32,
    /// Natural days of public notice before.
    pub notice_days: u32,
    /// Facts it produces for others, with their labels.
    pub produces: Vec<(FieldCode, String)>,
}

/// A material of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedMaterial {
    /// Which.
    pub material: MaterialCode,
    /// Its name.
    pub name: String,
    /// How it comes.
    pub comes: Comes,
    /// 主要材料.
    pub principal: bool,
    /// Longest working days for 容缺; `None`: needed at once.
    pub defer: Option<u32>,
    /// The items it serves.
    pub items: Vec<ItemId>,
}

/// What is to be done for one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Items in the order of the package.
    pub items: Vec<PlannedItem>,
    /// Materials, each once.
    pub materials: Vec<PlannedMaterial>,
    /// Promised working days of the longest chain: the whole limit.
    pub working_days: u32,
    /// Natural days of public notice along it.
    pub notice_days: u32,
    /// The chain.
    pub path: Vec<ItemId>,
    /// Promised working days of all items one after the other.
    pub one_by_one: u32,
}

impl Plan {
    /// Derives the plan.
    ///
    /// # Errors
    /// A question that decides what is needed has no answer.
    pub(super) fn of(
        package: &ServicePackage,
        new: &NewApplication,
        law: &Law<'_>,
    ) -> Result<Self, Refusal> {
        let form = law.services.merge(package, &new.picks);
        if let Some(open) = law
            .services
            .questions(package)
            .find(|q| !new.picks.contains_key(&q.code))
        {
            return Err(Refusal::BadValue {
                field: "问题",
                value: open.label.clone(),
                remedy: "这个问题决定要办哪些事项，还没有答，请先选一项".to_owned(),
            });
        }
        for (code, chosen) in &new.picks {
            let field = law.services.field(code).filter(|f| f.kind.is_choice());
            let wrong = match field {
                Some(field) => chosen.iter().find(|c| !field.choices.contains(c)),
                None => chosen.first(),
            };
            if let Some(value) = wrong {
                return Err(Refusal::BadValue {
                    field: "问题",
                    value: value.clone(),
                    remedy: "没有这个选项，请从列出的里选".to_owned(),
                });
            }
        }
        Ok(Self::derive(&form, law))
    }

    fn derive(form: &MergedForm<'_>, law: &Law<'_>) -> Self {
        let waits = law.services.waits(form);
        let facts_of = |item: &ItemId| {
            let made = form.produced.iter().filter(|p| p.by == item);
            made.map(|p| (p.field.code.clone(), p.field.label.clone()))
                .collect()
        };
        let items = form.items.iter().map(|merged| PlannedItem {
            item: merged.item.id.clone(),
            name: merged.item.name.clone(),
            unit: merged.item.unit.clone(),
            after: (waits.iter())
                .filter(|(id, _)| **id == merged.item.id)
                .flat_map(|(_, before)| before.iter().map(|b| (*b).clone()))
                .collect(),
            promised: merged.item.promised,
            notice_days: merged.item.notice.as_ref().map_or(0, |(_, days)| *days),
            produces: facts_of(&merged.item.id),
        });
        let materials = form.materials.iter().filter(|m| !m.open);
        Self {
            items: items.collect(),
            materials: materials
                .map(|m| PlannedMaterial {
                    material: m.material.code.clone(),
                    name: m.material.name.clone(),
                    comes: match m.handover {
                        Handover::Submitted => Comes::Submitted,
                        Handover::Fetched(_) => Comes::Fetched,
                        Handover::Created(_) => Comes::Created,
                    },
                    principal: m.principal,
                    defer: m.defer,
                    items: m.serves.iter().map(|s| s.item.clone()).collect(),
                })
                .collect(),
            working_days: form.limit.working_days,
            notice_days: form.limit.notice_days,
            path: form.limit.path.iter().map(|id| (*id).clone()).collect(),
            one_by_one: form.limit.one_by_one,
        }
    }

    /// Leaves out what the answers make unnecessary, e.g. an authorisation when the one who comes is
    /// the legal representative.
    pub(super) fn leave_out_unneeded(&mut self, filled: &FilledForm, law: &Law<'_>) {
        let typed = |code: &FieldCode| {
            let values = filled.typed.get(code.as_str()).and_then(|v| v.last());
            values.map_or_else(String::new, |v| crate::typed::compact(v))
        };
        self.materials.retain(|planned| {
            let known = law.services.material(&planned.material);
            known
                .and_then(|m| m.unless_same.as_ref())
                .is_none_or(|(one, other)| {
                    let (one, other) = (typed(one), typed(other));
                    one.is_empty() || one != other
                })
        });
    }

    /// The item of an id.
    pub fn item(&self, id: &ItemId) -> Option<&PlannedItem> {
        self.items.iter().find(|i| i.item == *id)
    }

    /// The material of a code.
    pub fn material(&self, code: &MaterialCode) -> Option<&PlannedMaterial> {
        self.materials.iter().find(|m| m.material == *code)
    }

    /// The item, if it may be decided on a promise here: the proof it stands for is asked for.
    pub fn promise_of<'l>(
        &self,
        id: &ItemId,
        services: &'l Catalogue,
    ) -> Option<(&'l ServiceItem, &'l PromiseMode)> {
        self.item(id)?;
        let item = services.item(id)?;
        let mode = item.promise.as_ref()?;
        let asked =
            mode.replaces.is_empty() || mode.replaces.iter().any(|m| self.material(m).is_some());
        asked.then_some((item, mode))
    }

    /// What the applicant hands over.
    pub fn submitted(&self) -> impl Iterator<Item = &PlannedMaterial> {
        (self.materials.iter()).filter(|m| m.comes == Comes::Submitted)
    }

    /// The facts that an item waits for, of those known.
    pub(super) fn known_to(&self, item: &PlannedItem, facts: &Facts) -> Facts {
        let makers: Vec<&PlannedItem> = self
            .items
            .iter()
            .filter(|i| item.after.contains(&i.item))
            .collect();
        let made = |code: &FieldCode| {
            makers
                .iter()
                .any(|m| m.produces.iter().any(|(c, _)| c == code))
        };
        let known = facts.iter().filter(|(code, _)| made(code));
        known.map(|(c, v)| (c.clone(), v.clone())).collect()
    }
}
