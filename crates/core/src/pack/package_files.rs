//! `packages/<name>.toml`: theme packages, and whether their items fit into one form.

use super::field_files::{Fields, is_code, when};
use super::mistake::{Place, Report};
use super::names::Names;
use super::reader::Table;
use super::work::Known;
use crate::district::{FieldCode, ItemId, PackageId, UnitId};
use crate::packages::{Catalogue, Conflict, ConflictKind, PackageItem, Revision, ServicePackage};
use std::collections::BTreeMap;

/// As many questions as decide what is needed and nobody minds (ux.md, P2).
const QUESTIONS: std::ops::RangeInclusive<usize> = 3..=6;

/// What packages refer to.
pub(super) struct Shared<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) field_names: &'a Names,
    pub(super) fields: &'a Fields,
    pub(super) item_names: &'a Names,
}

/// A package with the places that mistakes found later are reported at.
pub(super) struct Placed<'d> {
    package: ServicePackage,
    at: Place<'d>,
    items: BTreeMap<ItemId, Place<'d>>,
    questions: BTreeMap<FieldCode, Place<'d>>,
}

/// Reads one file.
pub(super) fn package<'d>(
    file: &Table<'d>,
    shared: &Shared<'_>,
    names: &mut Names,
) -> Option<Placed<'d>> {
    let id = file.text("id").filter(|id| is_code(file, *id));
    if let Some(id) = id {
        names.define(file, id);
    }
    let name = file.text("name");
    let aliases = file.texts("aliases");
    let who = file.text("who");
    let summary = file.text("summary");
    let lead = shared.known.units.refer(file, "lead");
    let notes = file.texts("notes");
    let (questions, question_places) = questions(file, shared);
    let mut members = Names::new("事项", "这个套餐");
    members.settle();
    let tables = file.tables("item");
    // All first, because an item may wait for one that stands further down.
    for id in tables.iter().filter_map(|t| t.optional_text("id")) {
        members.define(file, id);
    }
    if tables.is_empty() {
        file.report().error(
            file.at(),
            "套餐里一个事项也没有",
            "请写 [[item]]，id 用 items 下的文件里已有的事项",
        );
    }
    let mut places = BTreeMap::new();
    let items = (tables.iter())
        .filter_map(|table| {
            let item = item(table, shared, &members)?;
            places.insert(item.item.clone(), table.at());
            Some(item)
        })
        .collect();
    Some(Placed {
        package: ServicePackage {
            id: PackageId::from(id?.value),
            name: name?.value.to_owned(),
            aliases: aliases.iter().map(|a| a.value.to_owned()).collect(),
            who: who?.value.to_owned(),
            summary: summary?.value.to_owned(),
            lead: UnitId::from(lead?),
            items,
            questions,
            notes: notes.iter().map(|n| n.value.to_owned()).collect(),
            revision: Revision::default(),
        },
        at: file.at(),
        items: places,
        questions: question_places,
    })
}

fn questions<'d>(
    file: &Table<'d>,
    shared: &Shared<'_>,
) -> (Vec<FieldCode>, BTreeMap<FieldCode, Place<'d>>) {
    let written = file.texts("questions");
    if !QUESTIONS.contains(&written.len()) {
        file.report().error(
            written.first().map_or(file.at(), |q| q.at),
            format!("写了 {} 个问题", written.len()),
            "请写 3 到 6 个，少了分不清要办什么，多了没人愿意答",
        );
    }
    let (mut questions, mut places) = (Vec::new(), BTreeMap::new());
    for question in written {
        if !shared.field_names.check(file, "questions", question) {
            continue;
        }
        let field = shared.fields.get(question.value);
        if let Some(field) = field.filter(|f| !f.kind.is_choice()) {
            file.report().error(
                question.at,
                format!("问题“{}”是{}，不是选择", field.label, field.kind.word()),
                "问题只能用单选、多选或是否字段",
            );
            continue;
        }
        let code = FieldCode::from(question.value);
        if places.insert(code.clone(), question.at).is_some() {
            file.report().error(
                question.at,
                format!("问题“{}”写了两次", question.value),
                "请删去重复的一个",
            );
            continue;
        }
        questions.push(code);
    }
    (questions, places)
}

fn item(table: &Table<'_>, shared: &Shared<'_>, members: &Names) -> Option<PackageItem> {
    let id = shared.item_names.refer(table, "id");
    let when = when(table, shared.field_names, shared.fields);
    let after = (table.texts("after").into_iter())
        .filter(|a| members.check(table, "after", *a))
        .map(|a| ItemId::from(a.value))
        .collect();
    Some(PackageItem {
        item: ItemId::from(id?),
        when,
        after,
    })
}

/// Builds the catalogue and reports what its packages cannot do.
pub(super) fn finish(
    placed: &[Placed<'_>],
    report: &Report,
    build: impl FnOnce(Vec<ServicePackage>) -> Catalogue,
) -> Catalogue {
    let packages = placed.iter().map(|p| p.package.clone()).collect();
    let catalogue = build(packages);
    for placed in placed {
        check(placed, &catalogue, report);
    }
    catalogue
}

fn check(placed: &Placed<'_>, catalogue: &Catalogue, report: &Report) {
    let package = &placed.package;
    // An item that could not be read has been reported; without it all else looks wrong.
    if package
        .items
        .iter()
        .any(|i| catalogue.item(&i.item).is_none())
    {
        return;
    }
    let name = |id: &ItemId| {
        catalogue
            .item(id)
            .map_or(id.to_string(), |i| i.name.clone())
    };
    let label =
        |code: &FieldCode| (catalogue.field(code)).map_or(code.to_string(), |f| f.label.clone());
    let at = |id: &ItemId| placed.items.get(id).copied().unwrap_or(placed.at);
    if let Some(circle) = catalogue.cycle(package) {
        let names: Vec<String> = circle.0.iter().map(name).collect();
        report.error(
            circle.0.first().map_or(placed.at, at),
            format!("事项互相等待，谁也开始不了：{}", names.join(" → ")),
            "请从其中一个的 after 里删去一项，或改正谁产生、谁使用的字段和材料",
        );
    }
    for conflict in catalogue.conflicts(package) {
        let (message, remedy) = words(&conflict, &name, &label);
        report.error(at(&conflict.second), message, remedy);
    }
    for undecided in catalogue.undecided(package) {
        report.error(
            at(&undecided.item),
            format!(
                "“{}”的条件要看“{}”，这个套餐却没有问",
                name(&undecided.item),
                label(&undecided.field)
            ),
            format!("请把 {} 写进 questions", undecided.field),
        );
    }
    for question in catalogue.idle_questions(package) {
        report.error(
            placed
                .questions
                .get(&question)
                .copied()
                .unwrap_or(placed.at),
            format!("问题“{}”怎么答都一样", label(&question)),
            "请从 questions 里删去，或在事项、材料的 when 里用上它",
        );
    }
}

fn words(
    conflict: &Conflict,
    name: &impl Fn(&ItemId) -> String,
    label: &impl Fn(&FieldCode) -> String,
) -> (String, &'static str) {
    let (first, second) = (name(&conflict.first), name(&conflict.second));
    let label = label(&conflict.field);
    match conflict.kind {
        ConflictKind::Forbidden => (
            format!("“{first}”和“{second}”一个必须问“{label}”，一个不得问"),
            "请改其中一个事项的 asks 或 must_not_ask，或用 when 让两个事项不同时出现",
        ),
        ConflictKind::Bounds => (
            format!("“{first}”和“{second}”对“{label}”的长短要求没有交集"),
            "请改其中一个事项 detail 里的 min 或 max",
        ),
        ConflictKind::Choices => (
            format!("“{first}”和“{second}”能接受的“{label}”没有相同的选项"),
            "请改其中一个事项 detail 里的 choices",
        ),
    }
}
