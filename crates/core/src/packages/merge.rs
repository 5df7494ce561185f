//! The one form of a package: every fact asked once, with whom it serves and why; materials once;
//! the order of the items and the time of the whole.

use super::catalogue::Catalogue;
use super::field::{Bounds, Field, FieldGroup, FieldType};
use super::item::{FieldUse, Material, Need, ServiceItem};
use super::order::WholeLimit;
use super::package::ServicePackage;
use super::when::{Picks, Verdict};
use crate::district::{FieldCode, ItemId, MaterialCode};
use std::collections::{BTreeMap, BTreeSet};

/// Fields on one page of the form; a list of people has a page of its own.
const PAGE_FIELDS: usize = 6;

/// The derived form.
#[derive(Clone, Debug)]
pub struct MergedForm<'c> {
    /// Of which package.
    pub package: &'c ServicePackage,
    /// The items that belong for these answers, in the order of the package.
    pub items: Vec<MergedItem<'c>>,
    /// Items that these answers ruled out.
    pub dropped: Vec<&'c ServiceItem>,
    /// Items by level: those of one level run at the same time, after those of earlier levels.
    pub order: Vec<Vec<&'c ItemId>>,
    /// What is asked, each once, in the order of the pack.
    pub fields: Vec<MergedField<'c>>,
    /// Short pages over [`MergedForm::fields`].
    pub pages: Vec<Page<'c>>,
    /// What is not asked because an item of the package creates it.
    pub produced: Vec<Produced<'c>>,
    /// What is handed over, fetched or created, each once.
    pub materials: Vec<MergedMaterial<'c>>,
    /// How long the whole takes.
    pub limit: WholeLimit<'c>,
    /// How many fields the items ask when each is applied for by itself.
    pub separate_field_count: usize,
}

/// An item of the form.
#[derive(Clone, Copy, Debug)]
pub struct MergedItem<'c> {
    /// The item.
    pub item: &'c ServiceItem,
    /// Whether a question that decides about it is still open.
    pub open: bool,
}

/// One item that a field or material serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serving<'c> {
    /// The item.
    pub item: &'c ItemId,
    /// Whether that item cannot do without.
    pub required: bool,
    /// Why it asks.
    pub why: &'c str,
}

/// A field of the form.
#[derive(Clone, Debug)]
pub struct MergedField<'c> {
    /// The shared field.
    pub field: &'c Field,
    /// Whether any item cannot do without it.
    pub required: bool,
    /// What satisfies all items that certainly belong.
    pub bounds: Bounds,
    /// The choices that all items take that certainly belong; empty when it is typed.
    pub choices: Vec<&'c str>,
    /// The items it serves, in the order of the package.
    pub serves: Vec<Serving<'c>>,
    /// Whether it depends on a question that is still open.
    pub open: bool,
}

/// A short page of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<'c> {
    /// Its group.
    pub group: &'c FieldGroup,
    /// Which page of the group, from 1.
    pub part: usize,
    /// How many pages the group has.
    pub parts: usize,
    /// Positions in [`MergedForm::fields`].
    pub fields: std::ops::Range<usize>,
}

/// A fact that is created on the way.
#[derive(Clone, Debug)]
pub struct Produced<'c> {
    /// The fact.
    pub field: &'c Field,
    /// Who creates it.
    pub by: &'c ItemId,
    /// Who waits for it.
    pub serves: Vec<&'c ItemId>,
}

/// How a material comes to the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover<'c> {
    /// The applicant hands it over.
    Submitted,
    /// It is fetched from there and must not be asked for.
    Fetched(&'c str),
    /// An item of the package creates it.
    Created(&'c ItemId),
}

/// A material of the package.
#[derive(Clone, Debug)]
pub struct MergedMaterial<'c> {
    /// The material.
    pub material: &'c Material,
    /// How it comes.
    pub handover: Handover<'c>,
    /// Whether any item needs it to accept.
    pub principal: bool,
    /// Working days after acceptance within which it may come later: the shortest of all items;
    /// `None` when any item needs it at once.
    pub defer: Option<u32>,
    /// The items it serves; `required` says principal.
    pub serves: Vec<Serving<'c>>,
    /// Whether it depends on a question that is still open.
    pub open: bool,
}

impl Catalogue {
    /// Derives the form of a package for the answers given so far. Whatever depends on an open
    /// question is in, marked so.
    pub fn merge<'c>(&'c self, package: &'c ServicePackage, picks: &Picks) -> MergedForm<'c> {
        let all = self.items_of(package);
        let mut present = vec![false; all.len()];
        let mut items = Vec::with_capacity(all.len());
        let mut dropped = Vec::new();
        let uses = (package.items.iter()).filter(|used| self.item(&used.item).is_some());
        for (at, (used, item)) in uses.zip(&all).enumerate() {
            let verdict = used.when.verdict(picks);
            present[at] = verdict != Verdict::Fails;
            if present[at] {
                let open = verdict == Verdict::Open;
                items.push(MergedItem { item, open });
            } else {
                dropped.push(*item);
            }
        }
        let graph = self.graph(package);
        let levels = graph.levels(&present);
        let limit = graph.whole(&levels, &present, &all);
        let order = (levels.iter())
            .map(|level| level.iter().map(|i| &all[*i].id).collect())
            .collect();
        let (fields, produced) = self.merge_fields(&items, picks);
        let separate_field_count = (items.iter())
            .flat_map(|i| i.item.asks())
            .filter(|used| used.when.verdict(picks) != Verdict::Fails)
            .count();
        MergedForm {
            pages: self.pages(&fields),
            materials: self.merge_materials(&items, picks),
            package,
            items,
            dropped,
            order,
            fields,
            produced,
            limit,
            separate_field_count,
        }
    }

    fn merge_fields<'c>(
        &'c self,
        items: &[MergedItem<'c>],
        picks: &Picks,
    ) -> (Vec<MergedField<'c>>, Vec<Produced<'c>>) {
        let made: BTreeMap<&FieldCode, &ItemId> = (items.iter())
            .flat_map(|i| i.item.produces.iter().map(|f| (f, &i.item.id)))
            .collect();
        let forbidden: BTreeSet<&FieldCode> = (items.iter())
            .flat_map(|i| &i.item.fields)
            .filter(|u| u.need == Need::Forbidden && u.when.verdict(picks) != Verdict::Fails)
            .map(|u| &u.field)
            .collect();
        let mut fields: BTreeMap<usize, MergedField<'c>> = BTreeMap::new();
        let mut produced: BTreeMap<usize, Produced<'c>> = BTreeMap::new();
        for merged in items {
            for used in merged.item.asks() {
                let verdict = used.when.verdict(picks);
                let Some(at) = self.field_position(&used.field) else {
                    continue;
                };
                if verdict == Verdict::Fails || forbidden.contains(&used.field) {
                    continue;
                }
                let field = &self.fields()[at];
                if let Some(by) = made.get(&used.field) {
                    let fact = produced.entry(at).or_insert_with(|| Produced {
                        field,
                        by,
                        serves: Vec::new(),
                    });
                    fact.serves.push(&merged.item.id);
                    continue;
                }
                let open = merged.open || verdict == Verdict::Open;
                fields
                    .entry(at)
                    .or_insert_with(|| MergedField::of(field))
                    .take(&merged.item.id, used, open);
            }
        }
        (
            self.by_group(fields.into_values().collect()),
            produced.into_values().collect(),
        )
    }

    /// In the order of the groups, inside a group in the order of the pack.
    fn by_group<'c>(&'c self, mut fields: Vec<MergedField<'c>>) -> Vec<MergedField<'c>> {
        let place: BTreeMap<&str, usize> = (self.groups().iter().enumerate())
            .map(|(at, g)| (g.id.as_str(), at))
            .collect();
        fields.sort_by_key(|f| place.get(f.field.group.as_str()).copied());
        fields
    }

    fn pages<'c>(&'c self, fields: &[MergedField<'c>]) -> Vec<Page<'c>> {
        let mut pages = Vec::new();
        let mut start = 0;
        for group in self.groups() {
            let end = start
                + (fields[start..].iter())
                    .take_while(|f| f.field.group == group.id)
                    .count();
            let ranges = split(start, &fields[start..end]);
            let parts = ranges.len();
            pages.extend(ranges.into_iter().enumerate().map(|(at, fields)| Page {
                group,
                part: at + 1,
                parts,
                fields,
            }));
            start = end;
        }
        pages
    }

    fn merge_materials<'c>(
        &'c self,
        items: &[MergedItem<'c>],
        picks: &Picks,
    ) -> Vec<MergedMaterial<'c>> {
        let made: BTreeMap<&MaterialCode, &ItemId> = (items.iter())
            .flat_map(|i| i.item.produces_materials.iter().map(|m| (m, &i.item.id)))
            .collect();
        let mut materials: BTreeMap<usize, MergedMaterial<'c>> = BTreeMap::new();
        for merged in items {
            for used in &merged.item.materials {
                let verdict = used.when.verdict(picks);
                let Some(at) = self.material_position(&used.material) else {
                    continue;
                };
                if verdict == Verdict::Fails {
                    continue;
                }
                let material = &self.materials()[at];
                let handover = match (made.get(&used.material), &material.shared_from) {
                    (Some(by), _) => Handover::Created(by),
                    (None, Some(from)) => Handover::Fetched(from),
                    (None, None) => Handover::Submitted,
                };
                let entry = materials.entry(at).or_insert(MergedMaterial {
                    material,
                    handover,
                    principal: false,
                    defer: used.defer,
                    serves: Vec::new(),
                    open: true,
                });
                entry.principal |= used.principal;
                // Needed at once by one item is needed at once.
                entry.defer = entry.defer.zip(used.defer).map(|(a, b)| a.min(b));
                entry.open &= merged.open || verdict == Verdict::Open;
                entry.serves.push(Serving {
                    item: &merged.item.id,
                    required: used.principal,
                    why: "",
                });
            }
        }
        materials.into_values().collect()
    }
}

impl<'c> MergedField<'c> {
    fn of(field: &'c Field) -> Self {
        Self {
            field,
            required: false,
            bounds: field.bounds,
            choices: field.choices.iter().map(String::as_str).collect(),
            serves: Vec::new(),
            open: true,
        }
    }

    fn take(&mut self, item: &'c ItemId, used: &'c FieldUse, open: bool) {
        let required = used.need == Need::Required;
        self.required |= required;
        self.open &= open;
        // What an item may want that may not belong narrows nothing yet: two that exclude each
        // other would leave nothing.
        if !open {
            self.bounds = self.bounds.both(used.bounds);
        }
        if !open && !used.choices.is_empty() {
            self.choices.retain(|c| used.choices.iter().any(|u| u == c));
        }
        let why = match used.why.as_str() {
            "" => self.field.why.as_str(),
            own => own,
        };
        self.serves.push(Serving {
            item,
            required,
            why,
        });
    }

    /// The reasons, each once, in the order of the items.
    pub fn reasons(&self) -> Vec<&'c str> {
        let mut reasons: Vec<&str> = Vec::new();
        for serving in &self.serves {
            if !reasons.contains(&serving.why) {
                reasons.push(serving.why);
            }
        }
        reasons
    }
}

impl<'c> MergedForm<'c> {
    /// The item of an id, if it belongs.
    pub fn item(&self, id: &ItemId) -> Option<&'c ServiceItem> {
        (self.items.iter().map(|i| i.item)).find(|i| i.id == *id)
    }

    /// The field of a code, if it is asked.
    pub fn field(&self, code: &FieldCode) -> Option<&MergedField<'c>> {
        self.fields.iter().find(|f| f.field.code == *code)
    }

    /// Whether a field is one of the questions of the package, which are asked before the pages.
    pub fn is_question(&self, code: &FieldCode) -> bool {
        self.package.questions.contains(code)
    }

    /// Facts the applicant gives: the fields, and questions that are no field of any item.
    pub fn asked(&self) -> usize {
        let questions = self.package.questions.iter();
        self.fields.len() + questions.filter(|q| self.field(q).is_none()).count()
    }
}

/// Splits a group into pages of nearly equal length; a list stands alone.
fn split(start: usize, fields: &[MergedField<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    for run in fields
        .chunk_by(|a, b| a.field.kind != FieldType::People && b.field.kind != FieldType::People)
    {
        let pages = run.len().div_ceil(PAGE_FIELDS);
        let (short, longer) = (run.len() / pages, run.len() % pages);
        for page in 0..pages {
            let length = short + usize::from(page < longer);
            ranges.push(start + at..start + at + length);
            at += length;
        }
    }
    ranges
}
