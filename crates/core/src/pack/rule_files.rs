//! `rules/<topic>.toml`: parameters with their versions, and a district's own shorter limits.

use super::mistake::{Place, Report};
use super::names::Names;
use super::reader::Table;
use crate::district::RuleId;
use crate::nearest::nearest;
use crate::rules::{
    Confidence, LengthUnit, OverrideError, Parameter, REQUIRED_LIMITS, Rules, Source, TimeLimit,
    Value, Version,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Everything read from the rule files so far.
#[derive(Default)]
pub(super) struct RuleFiles<'d> {
    parameters: BTreeMap<RuleId, Parameter>,
    overrides: Vec<(Place<'d>, RuleId, Version)>,
    incomplete: bool,
}

/// Reads one file.
pub(super) fn read<'d>(file: &Table<'d>, names: &mut Names, into: &mut RuleFiles<'d>) {
    for table in file.tables("rule") {
        match parameter(&table, names) {
            Some(parameter) => {
                into.parameters
                    .entry(parameter.id.clone())
                    .or_insert(parameter);
            }
            None => into.incomplete = true,
        }
    }
    if file.has("series")
        && let Some(table) = file.sub("series")
    {
        match series(&table, names) {
            Some(parameter) => {
                (into.parameters.entry(parameter.id.clone())).or_insert(parameter);
            }
            None => into.incomplete = true,
        }
    }
    file.known(&["series"]);
    for table in file.tables("override") {
        let rule = table.text("rule");
        let version = version(&table).map(|(v, _)| v);
        if let (Some(rule), Some(version)) = (rule, version) {
            into.overrides
                .push((rule.at, RuleId::from(rule.value), version));
        } else {
            into.incomplete = true;
        }
    }
}

/// `[series]`: a rate published again and again. Each `[[series.value]]` holds from its publication
/// to the day before the next one, and all have one source.
fn series(table: &Table<'_>, names: &mut Names) -> Option<Parameter> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let title = table.text("title");
    let reviewed = table.date("reviewed");
    let source = table.sub("source").as_ref().and_then(source);
    let values = table.tables("value");
    if values.is_empty() {
        table.report().error(
            table.at(),
            "这一组没有取值",
            "请补上 [[series.value]]，写明公布日 from 和数值 decimal",
        );
    }
    let mut published: Vec<(Date, Decimal)> = Vec::with_capacity(values.len());
    let mut whole = !values.is_empty();
    for value in &values {
        let (Some(from), Some(decimal)) = (value.date("from"), value.decimal("decimal")) else {
            whole = false;
            continue;
        };
        if published
            .last()
            .is_some_and(|(before, _)| from.value <= *before)
        {
            value.report().error(
                from.at,
                format!("公布日 {} 不晚于上一个公布日", from.value),
                "请按公布日先后排列，同一天只写一次",
            );
            whole = false;
        }
        published.push((from.value, decimal.value));
    }
    let (id, title, reviewed, source) = (id?, title?, reviewed?, source?);
    if let Some((latest, _)) = published.last()
        && *latest > reviewed.value
    {
        table.report().error(
            reviewed.at,
            format!("核对日 {} 早于最后一个公布日 {latest}", reviewed.value),
            format!("请核对公布网站后把 reviewed 改为 {latest} 或以后"),
        );
        whole = false;
    }
    let ends = published
        .iter()
        .skip(1)
        .map(|(next, _)| next.yesterday().ok());
    let versions = (published.iter().zip(ends.chain([None])))
        .map(|((from, decimal), until)| Version {
            from: *from,
            until,
            value: Value::Decimal(*decimal),
            source: source.clone(),
        })
        .collect();
    whole.then(|| Parameter {
        id: RuleId::from(id.value),
        title: title.value.to_owned(),
        versions,
        reviewed: reviewed.value,
        local: false,
        party: false,
    })
}

fn parameter(table: &Table<'_>, names: &mut Names) -> Option<Parameter> {
    let id = table.text("id").filter(|id| {
        let good = id.value.contains('.')
            && id.value.split('.').all(|part| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            });
        if !good {
            table.report().error(
                id.at,
                format!("规则编号“{}”的写法不对", id.value),
                "请写成“类别.步骤”，用小写英文字母、数字和下划线，例如 appeal.handle",
            );
        }
        good
    });
    if let Some(id) = id {
        names.define(table, id);
    }
    let title = table.text("title");
    let reviewed = table.date("reviewed");
    let local = table.flag("local").unwrap_or(false);
    let party = table.flag("party").unwrap_or(false);
    let tables = table.tables("version");
    let mut versions = Vec::with_capacity(tables.len());
    let mut places = Vec::with_capacity(tables.len());
    let mut whole = true;
    for (index, version_table) in tables.iter().enumerate() {
        let Some((version, source_at)) = version(version_table) else {
            whole = false;
            continue;
        };
        if version.source.confidence == Confidence::Unsure {
            let last = index + 1 == tables.len();
            let rule = (id.map_or("", |i| i.value), title.map_or("", |t| t.value));
            unsure(version_table, source_at, rule, &version, last, local);
        }
        places.push(version_table.at());
        versions.push(version);
    }
    if !whole {
        // The remaining versions would only produce false gaps.
        return None;
    }
    let parameter = Parameter {
        id: RuleId::from(id?.value),
        title: title?.value.to_owned(),
        versions,
        reviewed: reviewed?.value,
        local,
        party,
    };
    let faults = parameter.faults();
    for fault in &faults {
        let at = places.get(fault.version).copied().unwrap_or(table.at());
        table.report().error(
            at,
            format!("规则“{}”：{}", parameter.id, fault.kind),
            fault.kind.remedy(),
        );
    }
    faults.is_empty().then_some(parameter)
}

/// What the district's lawyer is to look at: rule, value and document, without opening the file.
fn unsure(
    table: &Table<'_>,
    at: Place<'_>,
    (id, title): (&str, &str),
    version: &Version,
    in_force: bool,
    local: bool,
) {
    let which = if in_force { "现行" } else { "旧" };
    let Version {
        from,
        value,
        source,
        ..
    } = version;
    table.report().notice(
        at,
        format!(
            "规则“{id}”（{title}）{from} 起的{which}取值“{}”口径待确认",
            value.words()
        ),
        match local {
            true => format!(
                "本区可以自己定：请区营商办会同区司法局核定（现在的依据是{}），定下后把 confidence 改为 confirmed 并更新 reviewed",
                source.named()
            ),
            false => format!(
                "请区司法局或法律顾问核对{}，确认后把 confidence 改为 confirmed 并更新 reviewed",
                source.named()
            ),
        },
    );
}

/// A version and the line of its source.
fn version<'d>(table: &Table<'d>) -> Option<(Version, Place<'d>)> {
    let from = table.date("from");
    let until = table.optional_date("until");
    let value = value(table);
    let source_table = table.sub("source");
    let source_at = source_table.as_ref().map_or(table.at(), Table::at);
    let source = source_table.as_ref().and_then(source);
    let version = Version {
        from: from?.value,
        until: until.map(|u| u.value),
        value: value?,
        source: source?,
    };
    Some((version, source_at))
}

const VALUES: [&str; 5] = ["limit", "number", "decimal", "text", "every_year"];

fn value(table: &Table<'_>) -> Option<Value> {
    table.known(&VALUES);
    let written: Vec<&str> = VALUES.into_iter().filter(|key| table.has(key)).collect();
    match written.as_slice() {
        ["limit"] => limit(&table.sub("limit")?).map(Value::Limit),
        ["number"] => Some(Value::Number(table.integer("number")?.value)),
        ["decimal"] => Some(Value::Decimal(table.decimal("decimal")?.value)),
        ["every_year"] => every_year(table),
        ["text"] => Some(Value::Text(table.text("text")?.value.to_owned())),
        [] => {
            table.report().error(
                table.at(),
                "这一版没有取值",
                "请补上 limit = { length = 5, unit = \"working_days\" }，或 number、decimal、every_year、text 之一",
            );
            None
        }
        several => {
            table.report().error(
                table.at(),
                format!("这一版同时写了 {}", several.join("、")),
                "请只留一种取值，其余另立规则",
            );
            None
        }
    }
}

/// `every_year = "03-31"`. 29 February is no day of every year.
fn every_year(table: &Table<'_>) -> Option<Value> {
    let written = table.text("every_year")?;
    let read = written.value.split_once('-').and_then(|(month, day)| {
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        jiff::civil::Date::new(2001, month, day).ok()?;
        Some(Value::EveryYear { month, day })
    });
    if read.is_none() {
        table.report().error(
            written.at,
            format!("“every_year”写的是“{}”，不是每年都有的一天", written.value),
            "请写成“月-日”，例如 every_year = \"03-31\"",
        );
    }
    read
}

fn limit(table: &Table<'_>) -> Option<TimeLimit> {
    let length = table.count("length");
    let extended = table.optional_count("extended");
    let unit = table.text("unit").and_then(|word| {
        let unit = match word.value {
            "working_days" => Some(LengthUnit::WorkingDays),
            "days" => Some(LengthUnit::Days),
            "months" => Some(LengthUnit::Months),
            _ => None,
        };
        if unit.is_none() {
            table.report().error(
                word.at,
                format!("时限单位“{}”不认识", word.value),
                "请写 working_days（工作日）、days（自然日）或 months（月）",
            );
        }
        unit
    });
    let pauses = table.texts("pauses");
    let roll = table.flag("roll");
    Some(TimeLimit {
        unit: unit?,
        length: length?.value,
        extended: extended.map(|e| e.value),
        pauses: pauses.iter().map(|p| p.value.to_owned()).collect(),
        // A limit for doing something rolls on (rules.md C2, C3); working days never need to.
        roll: roll.unwrap_or(true),
    })
}

/// Reads a source; shared with the rulebook and the ladder.
pub(super) fn source(table: &Table<'_>) -> Option<Source> {
    let document = table.optional_text("document");
    let at = document.map_or(table.at(), |d| d.at);
    let document = document.map_or("", |d| d.value);
    if document.is_empty() {
        table.report().error(
            at,
            "依据没有写文件名称",
            "请在 source 里写 document = \"《……》\"；没有文件的写明是谁的约定",
        );
    }
    let number = table.optional_text("number").map_or("", |n| n.value);
    let article = table.optional_text("article").map_or("", |a| a.value);
    let confidence = table.text("confidence").and_then(|word| {
        let read = (Confidence::ALL.into_iter()).find(|known| known.code() == word.value);
        if read.is_none() {
            table.report().error(
                word.at,
                format!("把握程度“{}”不认识", word.value),
                "请写 confirmed（已核对原文）、known（通行做法）或 unsure（口径待确认）",
            );
        }
        read
    });
    (!document.is_empty()).then_some(())?;
    Some(Source {
        document: document.to_owned(),
        number: number.to_owned(),
        article: article.to_owned(),
        confidence: confidence?,
    })
}

/// Lays the overrides over the rules, checks the required list and builds the lookup.
pub(super) fn finish(files: RuleFiles<'_>, names: &Names, report: &Report) -> Option<Rules> {
    let RuleFiles {
        mut parameters,
        overrides,
        incomplete,
    } = files;
    for (at, id, own) in overrides {
        let Some(parameter) = parameters.get(&id) else {
            if !names.contains(id.as_str()) {
                let near = nearest(id.as_str(), names.iter());
                report.error(
                    at,
                    format!("要另行规定的规则“{id}”不存在"),
                    match near.first() {
                        Some(near) => format!("您要写的可能是“{near}”"),
                        None => "请先在 rules 下的文件里写这条规则".into(),
                    },
                );
            }
            continue;
        };
        match parameter.clone().overridden(own) {
            Ok(changed) => {
                parameters.insert(id, changed);
            }
            Err(error) => {
                report.error(at, format!("规则“{id}”：{error}"), override_remedy(&error));
            }
        }
    }
    for required in REQUIRED_LIMITS {
        let file = format!(
            "rules/{}.toml",
            required.split('.').next().unwrap_or_default()
        );
        let top = Place {
            file: &file,
            line: 1,
        };
        let id = RuleId::from(required);
        match parameters.get(&id) {
            Some(parameter) if !is_limit(parameter) => report.error(
                top,
                format!("规则“{required}”应当是时限"),
                "请把它的取值写成 limit = { … }",
            ),
            None if !names.contains(required) => report.error(
                top,
                format!("缺少必备的时限“{required}”"),
                "请在 rules 下的文件里补上这条规则，写明时限和依据",
            ),
            _ => {}
        }
    }
    if incomplete {
        return None;
    }
    let rules = Rules::new(parameters.into_values().collect()).ok()?;
    super::quarter_rules::check(&rules, report);
    Some(rules)
}

fn override_remedy(error: &OverrideError) -> String {
    match error {
        OverrideError::Widens { .. } => {
            "本区规定只能比法定时限更短，延长和暂停也不能更宽，单位要相同".into()
        }
        OverrideError::NotALimit | OverrideError::OfAParty => "请删去这一段".into(),
        OverrideError::NothingThere(day) => {
            format!("请把 from 改到这条规则已经施行之后（{day} 之后）")
        }
    }
}

fn is_limit(parameter: &Parameter) -> bool {
    parameter
        .versions
        .iter()
        .all(|v| matches!(v.value, Value::Limit(_)))
}
