//! All fields, materials, items and packages of a district, and what can be asked of them.

use super::field::{Field, FieldGroup};
use super::item::{Material, Need, ServiceItem};
use super::merge::MergedForm;
use super::order::{Cycle, Graph};
use super::package::ServicePackage;
use super::revision;
use crate::district::{FieldCode, ItemId, MaterialCode, PackageId};
use std::collections::BTreeMap;

/// The services of a district. Order is the pack's: it decides the order of forms and lists.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    groups: Vec<FieldGroup>,
    fields: Vec<Field>,
    materials: Vec<Material>,
    items: Vec<ServiceItem>,
    packages: Vec<ServicePackage>,
    field_at: BTreeMap<FieldCode, usize>,
    material_at: BTreeMap<MaterialCode, usize>,
    item_at: BTreeMap<ItemId, usize>,
}

impl Catalogue {
    /// Takes what was read and computes the revision of each package. References that lead nowhere
    /// are left out of everything derived; reading a pack reports them.
    pub fn new(
        groups: Vec<FieldGroup>,
        fields: Vec<Field>,
        materials: Vec<Material>,
        items: Vec<ServiceItem>,
        packages: Vec<ServicePackage>,
    ) -> Self {
        let field_at = positions(&fields, |f| f.code.clone());
        let material_at = positions(&materials, |m| m.code.clone());
        let item_at = positions(&items, |i| i.id.clone());
        let mut catalogue = Self {
            groups,
            fields,
            materials,
            items,
            packages: Vec::new(),
            field_at,
            material_at,
            item_at,
        };
        catalogue.packages = packages
            .into_iter()
            .map(|mut package| {
                package.revision = catalogue.revision(&package);
                package
            })
            .collect();
        catalogue
    }

    fn revision(&self, package: &ServicePackage) -> revision::Revision {
        let items = self.items_of(package);
        let mut fields: Vec<usize> = (items.iter())
            .flat_map(|i| i.fields.iter().map(|u| &u.field).chain(&i.produces))
            .chain(&package.questions)
            .filter_map(|code| self.field_at.get(code).copied())
            .collect();
        fields.sort_unstable();
        fields.dedup();
        let mut materials: Vec<usize> = (items.iter())
            .flat_map(|i| &i.materials)
            .filter_map(|used| self.material_at.get(&used.material).copied())
            .collect();
        materials.sort_unstable();
        materials.dedup();
        let fields: Vec<&Field> = fields.into_iter().map(|i| &self.fields[i]).collect();
        let materials: Vec<&Material> = (materials.into_iter())
            .map(|i| &self.materials[i])
            .collect();
        revision::of(package, &items, &fields, &materials)
    }

    /// All packages in the order of the pack.
    pub fn packages(&self) -> &[ServicePackage] {
        &self.packages
    }

    /// All items.
    pub fn items(&self) -> &[ServiceItem] {
        &self.items
    }

    /// All shared fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The groups of fields in the order of the form.
    pub fn groups(&self) -> &[FieldGroup] {
        &self.groups
    }

    /// The materials.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// A package by its id.
    pub fn package(&self, id: &PackageId) -> Option<&ServicePackage> {
        self.packages.iter().find(|p| p.id == *id)
    }

    /// An item by its id.
    pub fn item(&self, id: &ItemId) -> Option<&ServiceItem> {
        self.item_at.get(id).map(|i| &self.items[*i])
    }

    /// A field by its code.
    pub fn field(&self, code: &FieldCode) -> Option<&Field> {
        self.field_at.get(code).map(|i| &self.fields[*i])
    }

    /// A material by its code.
    pub fn material(&self, code: &MaterialCode) -> Option<&Material> {
        self.material_at.get(code).map(|i| &self.materials[*i])
    }

    pub(super) fn field_position(&self, code: &FieldCode) -> Option<usize> {
        self.field_at.get(code).copied()
    }

    pub(super) fn material_position(&self, code: &MaterialCode) -> Option<usize> {
        self.material_at.get(code).copied()
    }

    /// The items of a package that exist, in its order.
    pub(super) fn items_of(&self, package: &ServicePackage) -> Vec<&ServiceItem> {
        (package.items.iter())
            .filter_map(|used| self.item(&used.item))
            .collect()
    }

    /// Which item waits for which: by `after`, and because it uses a fact or a material that
    /// another one creates. Positions are those of [`Catalogue::items_of`].
    pub(super) fn graph(&self, package: &ServicePackage) -> Graph {
        let items = self.items_of(package);
        let at: BTreeMap<&ItemId, usize> = (items.iter().enumerate())
            .map(|(at, item)| (&item.id, at))
            .collect();
        let mut makes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut makes_material: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, item) in items.iter().enumerate() {
            for field in &item.produces {
                makes.entry(field.as_str()).or_default().push(i);
            }
            for material in &item.produces_materials {
                makes_material.entry(material.as_str()).or_default().push(i);
            }
        }
        let mut graph = Graph::new(items.len());
        for (i, item) in items.iter().enumerate() {
            let fields = (item.fields.iter())
                .filter(|used| used.need != Need::Forbidden)
                .filter_map(|used| makes.get(used.field.as_str()));
            let materials = (item.materials.iter())
                .filter_map(|used| makes_material.get(used.material.as_str()));
            // What an item makes itself it need not wait for.
            for maker in fields.chain(materials).flatten().filter(|m| **m != i) {
                graph.wait(i, *maker);
            }
        }
        for used in &package.items {
            let Some(i) = at.get(&used.item) else {
                continue;
            };
            for first in used.after.iter().filter_map(|a| at.get(a)) {
                graph.wait(*i, *first);
            }
        }
        graph
    }

    /// Which items of a form wait for which, directly; seen through items that were ruled out.
    pub fn waits<'c>(&'c self, form: &MergedForm<'c>) -> Vec<(&'c ItemId, Vec<&'c ItemId>)> {
        let all = self.items_of(form.package);
        let present: Vec<bool> = all.iter().map(|i| form.item(&i.id).is_some()).collect();
        let graph = self.graph(form.package);
        let of = |i: usize| graph.waits_for(i, &present);
        (all.iter().enumerate())
            .filter(|(i, _)| present[*i])
            .map(|(i, item)| (&item.id, of(i).into_iter().map(|b| &all[b].id).collect()))
            .collect()
    }

    /// A circle of items of this package that wait for each other.
    pub fn cycle(&self, package: &ServicePackage) -> Option<Cycle> {
        let items = self.items_of(package);
        let circle = self.graph(package).cycle()?;
        Some(Cycle(
            circle.into_iter().map(|i| items[i].id.clone()).collect(),
        ))
    }
}

fn positions<T, K: Ord>(list: &[T], key: impl Fn(&T) -> K) -> BTreeMap<K, usize> {
    list.iter().enumerate().map(|(i, t)| (key(t), i)).collect()
}
