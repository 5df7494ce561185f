//! `items/<topic>.toml`: service items.

use super::field_files::{Fields, bounds, is_code, type_of, when};
use super::mistake::Place;
use super::names::Names;
use super::reader::Table;
use super::rule_files::source;
use super::units::telephone;
use super::work::Known;
use crate::district::{FieldCode, ItemId, MaterialCode, RuleId, UnitId};
use crate::nearest::nearest;
use crate::packages::{
    Bounds, CodeScheme, FREE, FieldUse, ItemCode, ItemKind, Material, MaterialUse, NATIONAL_SCHEME,
    Need, PromiseMode, ServiceItem, Statutory, When,
};
use crate::rules::{LengthUnit, Rules, TimeLimit, Value};

/// What items refer to.
pub(super) struct Shared<'a> {
    pub(super) known: &'a Known<'a>,
    pub(super) rules: Option<&'a Rules>,
    pub(super) field_names: &'a Names,
    pub(super) fields: &'a Fields,
    pub(super) material_names: &'a Names,
    pub(super) materials: &'a [Material],
}

/// Reads one file; `names` and `codes` go through all of them.
pub(super) fn items(
    file: &Table<'_>,
    shared: &Shared<'_>,
    names: &mut Names,
    codes: &mut Names,
) -> Vec<ServiceItem> {
    names.settle();
    (file.tables("item").iter())
        .filter_map(|table| item(table, shared, names, codes))
        .collect()
}

fn item(
    table: &Table<'_>,
    shared: &Shared<'_>,
    names: &mut Names,
    codes: &mut Names,
) -> Option<ServiceItem> {
    let id = table.text("id").filter(|id| is_code(table, *id));
    if let Some(id) = id {
        names.define(table, id);
    }
    let name = table.text("name");
    let kind = kind(table);
    let code = code(table, codes);
    let unit = shared.known.units.refer(table, "unit");
    let performer = table.optional_text("performer");
    let basis: Vec<_> = table.tables("basis").iter().filter_map(source).collect();
    if !table.has("basis") {
        table.report().error(
            table.at(),
            "没有写办理依据",
            "请写 basis = [{ document = \"《……》\", article = \"第…条\", confidence = \"known\" }]",
        );
    }
    let statutory = statutory(table, shared);
    let promised = table.count("promised");
    let notice = notice(table, shared);
    let fee = table.text("fee");
    let fee_basis = table.optional_text("fee_basis").map_or("", |b| b.value);
    if let Some(fee) = fee
        && fee.value != FREE
        && fee_basis.is_empty()
    {
        table.report().error(
            fee.at,
            format!("收费“{}”没有写依据", fee.value),
            format!("请写 fee_basis = \"《……》\"；不收费的写 fee = \"{FREE}\""),
        );
    }
    let window = table.text("window");
    let telephone = telephone(table, "telephone");
    let result = table.text("result");
    let fields = uses(table, shared);
    let produces = produces(table, shared, &fields);
    let produces_materials = (table.texts("produces_materials").into_iter())
        .filter(|m| shared.material_names.check(table, "produces_materials", *m))
        .map(|m| MaterialCode::from(m.value))
        .collect();
    if let Some(promised) = promised {
        promised_within_law(
            table,
            promised.at,
            promised.value,
            statutory.as_ref(),
            shared,
        );
    }
    let materials = materials(table, shared, promised.map(|p| p.value));
    let promise = promise(table, shared, &materials);
    Some(ServiceItem {
        id: ItemId::from(id?.value),
        name: name?.value.to_owned(),
        kind: kind?,
        code: code?,
        unit: UnitId::from(unit?),
        performer: performer.map_or("", |p| p.value).to_owned(),
        basis,
        statutory: statutory?,
        promised: promised?.value,
        notice,
        fee: fee?.value.to_owned(),
        fee_basis: fee_basis.to_owned(),
        window: window?.value.to_owned(),
        telephone: telephone?,
        result: result?.value.to_owned(),
        produces,
        produces_materials,
        fields,
        materials,
        promise,
    })
}

/// `[item.promise]`: 告知承诺. A proof that is not asked for must be one the item would ask for.
fn promise(
    table: &Table<'_>,
    shared: &Shared<'_>,
    materials: &[MaterialUse],
) -> Option<PromiseMode> {
    if !table.has("promise") {
        return None;
    }
    let table = table.sub("promise")?;
    let what = table.text("what");
    let check = table.count("check");
    let source = table.sub("source").and_then(|t| source(&t));
    let mut replaces = Vec::new();
    for code in table.texts("replaces") {
        if !shared.material_names.check(&table, "replaces", code) {
            continue;
        }
        if !materials.iter().any(|m| m.material.as_str() == code.value) {
            table.report().error(
                code.at,
                format!("材料“{}”不是本事项要的，承诺代替不了它", code.value),
                "请先写进 materials，或从 replaces 里删去",
            );
        }
        replaces.push(MaterialCode::from(code.value));
    }
    Some(PromiseMode {
        what: what?.value.to_owned(),
        replaces,
        check: check?.value,
        source: source?,
    })
}

fn kind(table: &Table<'_>) -> Option<ItemKind> {
    let word = table.text("kind")?;
    let kind = ItemKind::from_word(word.value);
    if kind.is_none() {
        let words: Vec<&str> = ItemKind::ALL.iter().map(|k| k.word()).collect();
        table.report().error(
            word.at,
            format!("事项类型“{}”不认识", word.value),
            match nearest(word.value, words.iter().copied()).first() {
                Some(near) => format!("您要写的可能是“{near}”"),
                None => format!("可以写的有：{}", words.join("、")),
            },
        );
    }
    kind
}

fn code(table: &Table<'_>, codes: &mut Names) -> Option<ItemCode> {
    let scheme = table.optional_text("code_scheme");
    let value = table.text("code")?;
    let scheme = match scheme.map_or(NATIONAL_SCHEME, |s| s.value) {
        NATIONAL_SCHEME => CodeScheme::National,
        other => CodeScheme::Other(other.to_owned()),
    };
    let code = ItemCode {
        scheme,
        value: value.value.to_owned(),
    };
    if let Some(fault) = code.fault() {
        table.report().error(
            value.at,
            format!("实施编码“{}”{fault}", value.value),
            format!(
                "请按 {NATIONAL_SCHEME} 写：18 位单位代码、1 位层级、12 位基本编码；用别的编码规则时写 code_scheme"
            ),
        );
        return None;
    }
    codes.define(table, value);
    Some(code)
}

fn statutory(table: &Table<'_>, shared: &Shared<'_>) -> Option<Statutory> {
    if !table.has("statutory") {
        table.known(&["statutory"]);
        return Some(Statutory::None);
    }
    let limit = table.sub("statutory")?;
    if limit.has("rule") {
        let rule = limit.text("rule")?;
        if !shared.known.rules.check(&limit, "rule", rule) {
            return None;
        }
        let id = RuleId::from(rule.value);
        if shared.rules.is_some_and(|r| newest_limit(r, &id).is_none()) {
            limit.report().error(
                rule.at,
                format!("规则“{id}”不是时限，不能当作法定时限"),
                "请改成时限类的规则，例如 licence.decide",
            );
            return None;
        }
        return Some(Statutory::Rule(id));
    }
    let length = limit.count("length");
    let unit = limit.text("unit").and_then(|word| {
        let unit = match word.value {
            "working_days" => Some(LengthUnit::WorkingDays),
            "days" => Some(LengthUnit::Days),
            _ => None,
        };
        if unit.is_none() {
            limit.report().error(
                word.at,
                format!("时限单位“{}”不认识", word.value),
                "请写 working_days（工作日）或 days（自然日）",
            );
        }
        unit
    });
    let source = limit.sub("source").and_then(|t| source(&t));
    let limit = TimeLimit {
        unit: unit?,
        length: length?.value,
        extended: None,
        pauses: Vec::new(),
        roll: true,
    };
    Some(Statutory::Own(limit, source?))
}

fn newest_limit<'r>(rules: &'r Rules, id: &RuleId) -> Option<&'r TimeLimit> {
    match &rules.get(id).ok()?.versions.last()?.value {
        Value::Limit(limit) => Some(limit),
        _ => None,
    }
}

/// A promise longer than the law is none. Against natural days the comparison is lenient: as many
/// working days are always longer, but how much longer depends on the calendar.
fn promised_within_law(
    table: &Table<'_>,
    at: Place<'_>,
    promised: u32,
    statutory: Option<&Statutory>,
    shared: &Shared<'_>,
) {
    let limit = match statutory {
        Some(Statutory::Rule(id)) => shared.rules.and_then(|r| newest_limit(r, id)),
        Some(Statutory::Own(limit, _)) => Some(limit),
        _ => None,
    };
    let longest = limit.map(|l| match l.unit {
        LengthUnit::WorkingDays | LengthUnit::Days => l.length,
        LengthUnit::Months => l.length.saturating_mul(31),
    });
    if let (Some(longest), Some(limit)) = (longest, limit)
        && promised > longest
    {
        table.report().error(
            at,
            format!(
                "承诺 {promised} 个工作日，比法定的 {} {}还长",
                limit.length,
                limit.unit.word()
            ),
            "请把 promised 改短，承诺时间不能超过法定时间",
        );
    }
}

/// A public notice by a rule in natural days.
fn notice(table: &Table<'_>, shared: &Shared<'_>) -> Option<(RuleId, u32)> {
    let rule = table.optional_text("notice")?;
    if !shared.known.rules.check(table, "notice", rule) {
        return None;
    }
    let id = RuleId::from(rule.value);
    let limit = newest_limit(shared.rules?, &id).filter(|l| l.unit == LengthUnit::Days);
    if limit.is_none() {
        table.report().error(
            rule.at,
            format!("规则“{id}”不是按自然日计算的公示期"),
            "请改成公示期的规则，例如 registration.simple_closing_public",
        );
    }
    Some((id, limit?.length))
}

fn produces(table: &Table<'_>, shared: &Shared<'_>, fields: &[FieldUse]) -> Vec<FieldCode> {
    let mut produces = Vec::new();
    for field in table.texts("produces") {
        if !shared.field_names.check(table, "produces", field) {
            continue;
        }
        if (fields.iter()).any(|u| u.field.as_str() == field.value && u.need != Need::Forbidden) {
            table.report().error(
                field.at,
                format!("字段“{}”由本事项产生，又向申请人问", field.value),
                "请从 asks、may_ask 或 produces 里删去一处",
            );
        }
        produces.push(FieldCode::from(field.value));
    }
    produces
}

/// The three lists of fields and what is said of single ones in `detail`.
fn uses(table: &Table<'_>, shared: &Shared<'_>) -> Vec<FieldUse> {
    let mut uses: Vec<FieldUse> = Vec::new();
    for (key, need) in [
        ("asks", Need::Required),
        ("may_ask", Need::Optional),
        ("must_not_ask", Need::Forbidden),
    ] {
        for field in table.texts(key) {
            if !shared.field_names.check(table, key, field) {
                continue;
            }
            if let Some(first) = uses.iter().find(|u| u.field.as_str() == field.value) {
                let twice = first.need == need;
                table.report().error(
                    field.at,
                    match twice {
                        true => format!("字段“{}”写了两次", field.value),
                        false => format!(
                            "字段“{}”既写成{}，又写成{}",
                            field.value,
                            need_word(first.need),
                            need_word(need)
                        ),
                    },
                    "请只在 asks（必填）、may_ask（选填）、must_not_ask（不得问）之一里写一次",
                );
                continue;
            }
            uses.push(FieldUse {
                field: FieldCode::from(field.value),
                need,
                when: When::default(),
                bounds: Bounds::default(),
                choices: Vec::new(),
                kind: None,
                why: String::new(),
            });
        }
    }
    for detail in table.tables("detail") {
        self::detail(&detail, shared, &mut uses);
    }
    uses
}

/// The word of a need, for sentences.
pub(super) fn need_word(need: Need) -> &'static str {
    match need {
        Need::Required => "必填",
        Need::Optional => "选填",
        Need::Forbidden => "不得问",
    }
}

fn detail(table: &Table<'_>, shared: &Shared<'_>, uses: &mut [FieldUse]) {
    let field = table.text("field");
    let narrower = bounds(table);
    let choices = table.texts("choices");
    let kind = table.optional_text("type");
    let when = when(table, shared.field_names, shared.fields);
    let why = table.optional_text("why");
    let Some(field) = field else { return };
    let Some(used) = uses.iter_mut().find(|u| u.field.as_str() == field.value) else {
        // An unknown one is more probably mistyped than forgotten.
        if !shared.field_names.check(table, "field", field) {
            return;
        }
        table.report().error(
            field.at,
            format!("“{}”没有写在本事项的字段里", field.value),
            "请先把它写进 asks、may_ask 或 must_not_ask，或删去这一段",
        );
        return;
    };
    used.when = when;
    used.why = why.map_or("", |w| w.value).to_owned();
    used.bounds = narrower;
    used.choices = choices.iter().map(|c| c.value.to_owned()).collect();
    used.kind = kind.and_then(|k| type_of(table, k));
    let Some(common) = shared.fields.get(field.value) else {
        return;
    };
    if let (Some(own), Some(word)) = (used.kind.filter(|k| *k != common.kind), kind) {
        table.report().error(
            word.at,
            format!(
                "本事项要的“{}”是{}，别的事项共用的是{}",
                common.label,
                own.word(),
                common.kind.word()
            ),
            "同一个代码只能有一种类型：请改成共用的类型，意思不同就另立一个字段代码",
        );
    }
    if !narrower.is_empty() && narrower.both(common.bounds).is_empty() {
        table.report().error(
            table.at(),
            format!("本事项对“{}”的长短要求与共用字段的合不到一起", common.label),
            "请把 min、max 改到共用字段的范围之内",
        );
    }
    for choice in &choices {
        if !common.choices.iter().any(|c| c == choice.value) {
            table.report().error(
                choice.at,
                format!("“{}”没有选项“{}”", common.label, choice.value),
                format!("可以写的有：{}", common.choices.join("、")),
            );
        }
    }
}

fn materials(table: &Table<'_>, shared: &Shared<'_>, promised: Option<u32>) -> Vec<MaterialUse> {
    let mut seen = Names::new("材料", "这个事项");
    (table.tables("materials").iter())
        .filter_map(|m| material(m, shared, promised, &mut seen))
        .collect()
}

fn material(
    table: &Table<'_>,
    shared: &Shared<'_>,
    promised: Option<u32>,
    seen: &mut Names,
) -> Option<MaterialUse> {
    let code = table.text("code");
    let principal = table.flag("principal").unwrap_or(false);
    let defer = table.optional_count("defer");
    let when = when(table, shared.field_names, shared.fields);
    let code = code?;
    if !shared.material_names.check(table, "code", code) {
        return None;
    }
    seen.define(table, code);
    let shared_from = (shared.materials.iter())
        .find(|m| m.code.as_str() == code.value)
        .and_then(|m| m.shared_from.as_deref());
    if let Some(defer) = defer {
        let longest = shared
            .rules
            .and_then(|r| newest_limit(r, &RuleId::from("tolerance.supplement")))
            .map(|l| l.length);
        let wrong = if principal {
            Some("主要材料不能容缺，请删去 defer 或 principal".to_owned())
        } else if let Some(from) = shared_from {
            Some(format!("这份材料从{from}调取，不向申请人要，请删去 defer"))
        } else if let Some(promised) = promised.filter(|p| defer.value > *p) {
            Some(format!(
                "补正不能晚于本事项承诺的 {promised} 个工作日，请改短或删去 defer"
            ))
        } else {
            longest
                .filter(|l| defer.value > *l)
                .map(|l| format!("规则 tolerance.supplement 最长 {l} 个工作日，请改短"))
        };
        if let Some(remedy) = wrong {
            table.report().error(
                defer.at,
                format!("材料“{}”写了容缺 {} 个工作日", code.value, defer.value),
                remedy,
            );
        }
    }
    Some(MaterialUse {
        material: MaterialCode::from(code.value),
        principal,
        defer: defer.map(|d| d.value),
        when,
    })
}
