//! Services of a district: shared fields and materials, items, packages; read in this order, since
//! each refers to those before.

use super::mistake::Report;
use super::names::Names;
use super::reader::Table;
use super::work::Known;
use super::{field_files, item_files, package_files};
use crate::packages::Catalogue;
use crate::rules::Rules;

/// The files, as far as there are any.
pub(super) struct Files<'d> {
    pub(super) fields: Option<Table<'d>>,
    pub(super) materials: Option<Table<'d>>,
    pub(super) items: Vec<Table<'d>>,
    pub(super) packages: Vec<Table<'d>>,
}

/// Reads them all, and the names of the items for those who refer to them; what is wrong has been
/// reported.
pub(super) fn services(
    files: &Files<'_>,
    known: &Known<'_>,
    rules: Option<&Rules>,
    report: &Report,
) -> (Catalogue, Names) {
    let mut field_names = Names::new("字段", "fields.toml");
    let mut material_names = Names::new("材料", "materials.toml");
    let mut item_names = Names::new("事项", "items 下的文件");
    let mut package_names = Names::new("套餐", "packages 下的文件");
    let mut codes = Names::new("实施编码", "items 下的文件");
    let fields = (files.fields.as_ref())
        .map(|t| field_files::fields(t, &mut field_names))
        .unwrap_or_default();
    let materials = (files.materials.as_ref())
        .map(|t| field_files::materials(t, &mut material_names, &field_names))
        .unwrap_or_default();
    let shared = item_files::Shared {
        known,
        rules,
        field_names: &field_names,
        fields: &fields,
        material_names: &material_names,
        materials: &materials,
    };
    let mut items = Vec::new();
    for file in &files.items {
        items.extend(item_files::items(
            file,
            &shared,
            &mut item_names,
            &mut codes,
        ));
    }
    let shared = package_files::Shared {
        known,
        field_names: &field_names,
        fields: &fields,
        item_names: &item_names,
    };
    let packages: Vec<_> = (files.packages.iter())
        .filter_map(|file| package_files::package(file, &shared, &mut package_names))
        .collect();
    let field_files::Fields { groups, fields } = fields;
    let build = |packages| Catalogue::new(groups, fields, materials, items, packages);
    (package_files::finish(&packages, report, build), item_names)
}
