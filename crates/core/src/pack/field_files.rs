//! `fields.toml` and `materials.toml`: what all items share, and the conditions that stand on it.

use super::names::Names;
use super::reader::{Spot, Table};
use crate::district::{FieldCode, MaterialCode};
use crate::nearest::nearest;
use crate::packages::{
    Bounds, Column, Field, FieldGroup, FieldType, Given, Material, NO, Test, When, YES,
};

/// The shared fields with their groups.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) groups: Vec<FieldGroup>,
    pub(super) fields: Vec<Field>,
}

impl Fields {
    /// The field of a code, when it could be read.
    pub(super) fn get(&self, code: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.code.as_str() == code)
    }
}

pub(super) fn fields(file: &Table<'_>, names: &mut Names) -> Fields {
    names.settle();
    let mut group_names = Names::new("分组", "fields.toml");
    group_names.settle();
    let groups = (file.tables("group").iter())
        .filter_map(|table| {
            let id = table.text("id");
            if let Some(id) = id {
                group_names.define(table, id);
            }
            let title = table.text("title");
            Some(FieldGroup {
                id: id?.value.to_owned(),
                title: title?.value.to_owned(),
            })
        })
        .collect();
    let fields = (file.tables("field").iter())
        .filter_map(|table| field(table, &group_names, names))
        .collect();
    Fields { groups, fields }
}

fn field(table: &Table<'_>, groups: &Names, names: &mut Names) -> Option<Field> {
    let code = table.text("code").filter(|code| is_code(table, *code));
    if let Some(code) = code {
        names.define(table, code);
    }
    let group = groups.refer(table, "group");
    let label = table.text("label");
    let hint = table.optional_text("hint");
    let kind = field_type(table, "type");
    let bounds = bounds(table);
    let choices = choices(table, kind);
    let tables = table.tables("columns");
    let mut columns = Names::new("列", "fields.toml");
    let columns: Vec<Column> = tables
        .iter()
        .filter_map(|t| column(t, &mut columns))
        .collect();
    let why = table.text("why");
    let personal = table.flag("personal").unwrap_or(false);
    let (code, kind) = (code?, kind?);
    if (kind == FieldType::People) == tables.is_empty() {
        table.report().error(
            table.at(),
            match kind {
                FieldType::People => format!("人员名单“{}”没有写有哪些列", code.value),
                _ => format!("“{}”是{}，不能有列", code.value, kind.word()),
            },
            "人员名单请写 columns = [{ code = \"…\", label = \"…\", type = \"text\" }]，其他类型请删去 columns",
        );
    }
    if bounds != Bounds::default() && !kind.has_bounds() {
        table.report().error(
            table.at(),
            format!("“{}”是{}，不能写 min、max", code.value, kind.word()),
            "min、max 只用于文字（字数）、名单（人数）、整数和金额（数值），请删去",
        );
    }
    Some(Field {
        code: FieldCode::from(code.value),
        group: group?.to_owned(),
        label: label?.value.to_owned(),
        hint: hint.map_or("", |h| h.value).to_owned(),
        kind,
        bounds,
        choices: choices?,
        columns,
        why: why?.value.to_owned(),
        personal,
    })
}

/// Codes stand in JSON and in forms: plain letters.
pub(super) fn is_code(table: &Table<'_>, code: Spot<'_, &str>) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
    let good =
        code.value.bytes().all(plain) && code.value.starts_with(|c: char| c.is_ascii_lowercase());
    if !good {
        table.report().error(
            code.at,
            format!("代码“{}”里有不能用的字符", code.value),
            "请用小写英文字母开头，只用字母、数字、下划线和短横，例如 enterprise_name",
        );
    }
    good
}

fn column(table: &Table<'_>, names: &mut Names) -> Option<Column> {
    let code = table.text("code").filter(|code| is_code(table, *code));
    if let Some(code) = code {
        names.define(table, code);
    }
    let label = table.text("label");
    let kind = field_type(table, "type").filter(|kind| {
        if *kind == FieldType::People {
            table.report().error(
                table.at(),
                "名单的一列又写成了名单",
                "列请用 text、choice、money、date、phone、identity 等单项类型",
            );
        }
        *kind != FieldType::People
    });
    let choices = choices(table, kind);
    let optional = table.flag("optional").unwrap_or(false);
    Some(Column {
        code: code?.value.to_owned(),
        label: label?.value.to_owned(),
        kind: kind?,
        required: !optional,
        choices: choices?,
    })
}

/// Reads a type, required.
fn field_type(table: &Table<'_>, key: &'static str) -> Option<FieldType> {
    let word = table.text(key)?;
    type_of(table, word)
}

/// The type of a word; an unknown one is reported.
pub(super) fn type_of(table: &Table<'_>, word: Spot<'_, &str>) -> Option<FieldType> {
    let kind = FieldType::from_code(word.value);
    if kind.is_none() {
        let codes: Vec<&str> = FieldType::ALL.iter().map(|t| t.code()).collect();
        table.report().error(
            word.at,
            format!("字段类型“{}”不认识", word.value),
            match nearest(word.value, codes.iter().copied()).first() {
                Some(near) => format!("您要写的可能是“{near}”"),
                None => format!("可以写的有：{}", codes.join("、")),
            },
        );
    }
    kind
}

/// `min` and `max`.
pub(super) fn bounds(table: &Table<'_>) -> Bounds {
    let min = table.optional_count("min");
    let max = table.optional_count("max");
    let bounds = Bounds {
        min: min.map(|m| m.value),
        max: max.map(|m| m.value),
    };
    if let (true, Some(min)) = (bounds.is_empty(), min) {
        table.report().error(
            min.at,
            format!(
                "最少 {} 比最多 {} 还大",
                min.value,
                max.map_or(0, |m| m.value)
            ),
            "请对调 min 和 max，或删去其中一个",
        );
        return Bounds::default();
    }
    bounds
}

/// `choices`, which a choice needs and others may not have; `None` when that is wrong.
fn choices(table: &Table<'_>, kind: Option<FieldType>) -> Option<Vec<String>> {
    let written = table.texts("choices");
    let all: Vec<String> = written.iter().map(|c| c.value.to_owned()).collect();
    for (at, choice) in written.iter().enumerate() {
        if all[..at].iter().any(|c| c == choice.value) {
            table.report().error(
                choice.at,
                format!("选项“{}”写了两次", choice.value),
                "请删去重复的一项",
            );
        }
        if choice.value.contains(['|', '=']) {
            table.report().error(
                choice.at,
                format!("选项“{}”里有“|”或“=”", choice.value),
                "这两个符号用来写条件，请换成“、”或“/”",
            );
        }
    }
    let (good, remedy) = match kind? {
        FieldType::YesNo if written.is_empty() => return Some(vec![YES.into(), NO.into()]),
        FieldType::Choice | FieldType::Choices => (
            written.len() >= 2,
            "单选和多选至少要有两个选项，请写 choices = [\"…\", \"…\"]",
        ),
        _ => (
            written.is_empty(),
            "只有单选和多选可以写 choices，请删去或改 type",
        ),
    };
    if !good {
        table.report().error(
            table.at(),
            format!("写了 {} 个选项，与类型不合", written.len()),
            remedy,
        );
    }
    good.then_some(all)
}

pub(super) fn materials(file: &Table<'_>, names: &mut Names, field_names: &Names) -> Vec<Material> {
    names.settle();
    (file.tables("material").iter())
        .filter_map(|table| {
            let code = table.text("code").filter(|code| is_code(table, *code));
            if let Some(code) = code {
                names.define(table, code);
            }
            let name = table.text("name");
            let form = table.text("form");
            let shared_from = table.optional_text("shared_from");
            let given = given(table);
            let unless_same = unless_same(table, field_names);
            Some(Material {
                code: MaterialCode::from(code?.value),
                name: name?.value.to_owned(),
                form: form?.value.to_owned(),
                shared_from: shared_from
                    .filter(|s| !s.value.is_empty())
                    .map(|s| s.value.to_owned()),
                given,
                unless_same,
            })
        })
        .collect()
}

/// `given = "counter"`; absent: a file with the form.
fn given(table: &Table<'_>) -> Given {
    let Some(text) = table.optional_text("given") else {
        return Given::default();
    };
    let known = Given::ALL.into_iter().find(|g| g.code() == text.value);
    known.unwrap_or_else(|| {
        table.report().error(
            text.at,
            format!("交法“{}”不认识", text.value),
            "可以写 upload（上传）、form（由本表生成）、counter（到窗口交）",
        );
        Given::default()
    })
}

/// `unless_same = ["agent_id", "legal_rep_id"]`.
fn unless_same(table: &Table<'_>, field_names: &Names) -> Option<(FieldCode, FieldCode)> {
    let fields = table.texts("unless_same");
    // Each is checked, so that two mistakes are told as two.
    let known: Vec<bool> = (fields.iter())
        .map(|f| field_names.check(table, "unless_same", *f))
        .collect();
    let all_known = known.iter().all(|k| *k);
    match fields.as_slice() {
        [] => None,
        [one, other] if all_known => {
            Some((FieldCode::from(one.value), FieldCode::from(other.value)))
        }
        [_, _] => None,
        more => {
            table.report().error(
                table.at(),
                format!("unless_same 写了 {} 个字段", more.len()),
                "请写两个字段的代码：两项填的一样时不用交这份材料",
            );
            None
        }
    }
}

/// Reads `when = ["has_employees=是", "premises=租用|借用"]`.
pub(super) fn when(table: &Table<'_>, names: &Names, fields: &Fields) -> When {
    let tests = table.texts("when");
    When(
        tests
            .into_iter()
            .filter_map(|t| test(table, t, names, fields))
            .collect(),
    )
}

fn test(table: &Table<'_>, text: Spot<'_, &str>, names: &Names, fields: &Fields) -> Option<Test> {
    let Some((code, values)) = text.value.split_once('=') else {
        table.report().error(
            text.at,
            format!("条件“{}”没有“=”", text.value),
            "请写成 when = [\"字段代码=选项\"]，几个选项用“|”隔开",
        );
        return None;
    };
    let code = Spot {
        value: code.trim(),
        at: text.at,
    };
    if !names.check(table, "when", code) {
        return None;
    }
    let values: Vec<&str> = values.split('|').map(str::trim).collect();
    if let Some(field) = fields.get(code.value) {
        if !field.kind.is_choice() {
            table.report().error(
                text.at,
                format!("条件用的“{}”是{}，不是选择", field.label, field.kind.word()),
                "条件只能用单选、多选或是否字段",
            );
            return None;
        }
        for value in &values {
            if !field.choices.iter().any(|c| c == value) {
                table.report().error(
                    text.at,
                    format!("条件里的“{value}”不是“{}”的选项", field.label),
                    format!("可以写的有：{}", field.choices.join("、")),
                );
            }
        }
    }
    Some(Test {
        field: FieldCode::from(code.value),
        values: values.into_iter().map(str::to_owned).collect(),
    })
}
