//! `indicators.toml`, `topics.toml`, `pledges.toml`: what the units answer for.

use super::names::Names;
use super::reader::Table;
use super::units::telephone;
use crate::district::{
    Indicator, IndicatorId, PostId, RuleId, ServicePledge, Topic, TopicId, Unit, UnitId, UnitKind,
};
use crate::rules::{LengthUnit, Rules, Value};
use std::collections::BTreeMap;

/// The national catalogue has 18 first-level indicators.
const INDICATORS: usize = 18;

/// Names that the files here refer to.
pub(super) struct Known<'a> {
    pub(super) units: &'a Names,
    pub(super) posts: &'a Names,
    pub(super) rules: &'a Names,
}

pub(super) fn indicators(file: &Table<'_>, known: &Known<'_>, names: &mut Names) -> Vec<Indicator> {
    names.settle();
    let tables = file.tables("indicator");
    if tables.len() != INDICATORS {
        let at = tables.last().map_or(file.at(), Table::at);
        file.report().error(
            at,
            format!("应有 {INDICATORS} 个指标，现在写了 {} 个", tables.len()),
            "请对照国家营商环境评价的 18 个一级指标补上或删去",
        );
    }
    tables
        .iter()
        .filter_map(|table| indicator(table, known, names))
        .collect()
}

fn indicator(table: &Table<'_>, known: &Known<'_>, names: &mut Names) -> Option<Indicator> {
    let id = table.text("id").filter(|id| {
        let good = id.value.len() == 2 && id.value.bytes().all(|b| b.is_ascii_digit());
        if !good {
            table.report().error(
                id.at,
                format!("指标编号“{}”不是两位数字", id.value),
                "请写 01 到 18",
            );
        }
        good
    });
    if let Some(id) = id {
        names.define(table, id);
    }
    let name = table.text("name");
    let lead = known.units.refer(table, "lead");
    let owner = known.posts.refer(table, "owner");
    Some(Indicator {
        id: IndicatorId::from(id?.value),
        name: name?.value.to_owned(),
        lead: UnitId::from(lead?),
        owner: PostId::from(owner?),
    })
}

pub(super) fn topics(
    file: &Table<'_>,
    known: &Known<'_>,
    indicators: &Names,
    rules: Option<&Rules>,
) -> Vec<Topic> {
    let mut names = Names::new("诉求类别", "topics.toml");
    let mut words = BTreeMap::new();
    let tables = file.tables("topic");
    if tables.is_empty() {
        file.report().error(
            file.at(),
            "一个诉求类别也没有",
            "请写至少一段 [[topic]],否则企业诉求无处可派",
        );
    }
    tables
        .iter()
        .filter_map(|table| topic(table, known, indicators, rules, &mut names, &mut words))
        .collect()
}

fn topic<'d>(
    table: &Table<'d>,
    known: &Known<'_>,
    indicators: &Names,
    rules: Option<&Rules>,
    names: &mut Names,
    words: &mut BTreeMap<&'d str, &'d str>,
) -> Option<Topic> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let unit = known.units.refer(table, "unit");
    let mut support = Vec::new();
    for name in table.texts("support") {
        if known.units.check(table, "support", name) {
            support.push(UnitId::from(name.value));
        }
        if Some(name.value) == unit {
            table.report().error(
                name.at,
                format!("“{}”是主责单位，又写成了配合单位", name.value),
                "请从 support 里删去",
            );
        }
    }
    let indicator = table
        .optional_text("indicator")
        .filter(|i| indicators.check(table, "indicator", *i));
    let limit = table.text("limit");
    if let Some(limit) = limit
        && known.rules.check(table, "limit", limit)
        && !rules.is_none_or(|r| is_day_limit(r, limit.value))
    {
        table.report().error(
            limit.at,
            format!("规则“{}”不是按日计算的时限，不能用来办理诉求", limit.value),
            "请改成按工作日或自然日计算的时限，例如 appeal.handle",
        );
    }
    let township_supports = table.flag("township_supports").unwrap_or(false);
    let keywords = table.texts("keywords");
    if keywords.is_empty() {
        table.report().error(
            table.at(),
            format!("诉求类别“{}”没有关键词", id.map_or("", |i| i.value)),
            "请写 keywords = [\"…\"],系统靠它从企业的话里认出类别",
        );
    }
    for word in &keywords {
        let Some(id) = id else { break };
        if let Some(other) = words.insert(word.value, id.value) {
            table.report().notice(
                word.at,
                format!("关键词“{}”在类别“{other}”里已经有了", word.value),
                "请只留在一个类别里，否则两个类别会同时被推荐",
            );
        }
    }
    Some(Topic {
        id: TopicId::from(id?.value),
        unit: UnitId::from(unit?),
        support,
        township_supports,
        indicator: indicator.map(|i| IndicatorId::from(i.value)),
        limit: RuleId::from(limit?.value),
        keywords: keywords.iter().map(|k| k.value.to_owned()).collect(),
    })
}

fn is_day_limit(rules: &Rules, id: &str) -> bool {
    rules.get(&RuleId::from(id)).is_ok_and(|parameter| {
        parameter
            .versions
            .iter()
            .all(|v| matches!(&v.value, Value::Limit(l) if l.unit != LengthUnit::Months))
    })
}

pub(super) fn pledges(file: &Table<'_>, known: &Known<'_>, units: &[Unit]) -> Vec<ServicePledge> {
    let mut names = Names::new("服务承诺的单位", "pledges.toml");
    names.settle();
    let tables = file.tables("pledge");
    let pledges = tables
        .iter()
        .filter_map(|table| pledge(table, known, &mut names))
        .collect();
    // A pledge under an unknown name is probably the one that seems to be missing.
    if names.iter().any(|unit| !known.units.contains(unit)) {
        return pledges;
    }
    for unit in units.iter().filter(|u| u.kind == UnitKind::Department) {
        if !names.contains(unit.id.as_str()) {
            file.report().error(
                file.at(),
                format!("部门“{}”还没有公开服务承诺", unit.id),
                format!(
                    "请补上 [[pledge]],unit = \"{}\",写明承诺、负责人和电话",
                    unit.id
                ),
            );
        }
    }
    pledges
}

fn pledge(table: &Table<'_>, known: &Known<'_>, names: &mut Names) -> Option<ServicePledge> {
    if let Some(unit) = table.optional_text("unit") {
        names.define(table, unit);
    }
    let unit = known.units.refer(table, "unit");
    let promises = table.texts("promises");
    if promises.is_empty() {
        table.report().error(
            table.at(),
            "服务承诺一条内容也没有",
            "请写 promises = [\"…\"],每条一句话，企业看了能对照",
        );
    }
    let responsible = table.text("responsible");
    let telephone = telephone(table, "telephone");
    Some(ServicePledge {
        unit: UnitId::from(unit?),
        promises: promises.iter().map(|p| p.value.to_owned()).collect(),
        responsible: responsible?.value.to_owned(),
        telephone: telephone?,
    })
}
