//! `rulebook.toml`: the assessment method.

use super::names::Names;
use super::reader::Table;
use super::rule_files::source;
use crate::assessment::rulebook::{Measure, Metric, MissingMeasure, Rulebook, Ties};
use crate::district::Unit;
use crate::nearest::nearest;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// Reads one version of the rulebook. `units` names the peer groups; `None`: not read.
pub(super) fn rulebook(file: &Table<'_>, units: Option<&[Unit]>) -> Option<Rulebook> {
    let id = file.text("id");
    let title = file.text("title");
    let version = file.text("version");
    let from = file.date("from");
    let minimum_cases = file.count("minimum_cases");
    let missing = choice(
        file,
        "missing",
        MissingMeasure::from_code,
        "redistribute（按比例分给其他项）或 no_score（不计分）",
    );
    let ties = choice(
        file,
        "ties",
        Ties::from_code,
        "competition（并列后跳过名次）或 dense（并列后不跳）",
    );
    let interview_after = file.count("interview_after").filter(|n| {
        if n.value == 0 {
            file.report().error(
                n.at,
                "“interview_after”写的是 0，等于人人都要约谈",
                "请写连续几次末位后提出约谈，讲话要求是 2",
            );
        }
        n.value > 0
    });
    let peer_groups = peer_groups(file, units);
    let measures = measures(file);
    let source = file.sub("source").and_then(|t| source(&t));
    Some(Rulebook {
        id: id?.value.to_owned(),
        title: title?.value.to_owned(),
        version: version?.value.to_owned(),
        from: from?.value,
        measures: measures?,
        minimum_cases: minimum_cases?.value,
        missing: missing?,
        ties: ties?,
        interview_after: interview_after?.value,
        peer_groups,
        source: source?,
    })
}

fn choice<T>(
    file: &Table<'_>,
    key: &'static str,
    read: impl Fn(&str) -> Option<T>,
    choices: &str,
) -> Option<T> {
    let word = file.text(key)?;
    let value = read(word.value);
    if value.is_none() {
        file.report().error(
            word.at,
            format!("“{key}”写的“{}”不认识", word.value),
            format!("请写 {choices}"),
        );
    }
    value
}

/// The groups as the rulebook orders them must be those of the units, no more and no fewer.
fn peer_groups(file: &Table<'_>, units: Option<&[Unit]>) -> Vec<String> {
    let written = file.texts("peer_groups");
    let Some(units) = units else {
        return Vec::new();
    };
    let groups: Vec<&str> = units
        .iter()
        .filter_map(|u| u.peer_group.as_deref())
        .collect();
    for group in &written {
        if !groups.contains(&group.value) {
            file.report().error(
                group.at,
                format!("可比组“{}”里没有单位", group.value),
                match nearest(group.value, groups.iter().copied()).first() {
                    Some(near) => format!("您要写的可能是“{near}”"),
                    None => "请在 units.toml 给单位写 peer_group，或删去这一组".into(),
                },
            );
        }
    }
    let forgotten: BTreeSet<&str> = groups
        .iter()
        .filter(|g| !written.iter().any(|w| w.value == **g))
        .copied()
        .collect();
    for group in forgotten {
        file.report().error(
            file.at(),
            format!("units.toml 里的可比组“{group}”没有写进 peer_groups"),
            format!("请把“{group}”加进 peer_groups，否则这一组不出排名"),
        );
    }
    written.iter().map(|w| w.value.to_owned()).collect()
}

fn measures(file: &Table<'_>) -> Option<Vec<Measure>> {
    let tables = file.tables("measure");
    let mut names = Names::new("考核项", "rulebook.toml");
    let measures: Vec<Measure> = tables
        .iter()
        .filter_map(|table| measure(table, &mut names))
        .collect();
    if measures.len() < tables.len() {
        return None;
    }
    let sum: Decimal = measures.iter().map(|m| m.weight).sum();
    if sum != Decimal::ONE_HUNDRED {
        let at = tables.first().map_or(file.at(), Table::at);
        file.report().error(
            at,
            format!("各考核项的权重合计是 {}，不是 100", sum.normalize()),
            "请调整各项 weight，使合计正好是 100",
        );
        return None;
    }
    Some(measures)
}

fn measure(table: &Table<'_>, names: &mut Names) -> Option<Measure> {
    let metric = table.text("id").and_then(|id| {
        names.define(table, id);
        let metric = Metric::from_code(id.value);
        if metric.is_none() {
            let codes: Vec<_> = Metric::ALL.iter().map(|m| m.code()).collect();
            table.report().error(
                id.at,
                format!("考核项“{}”不认识", id.value),
                match nearest(id.value, codes.iter().copied()).first() {
                    Some(near) => format!("您要写的可能是“{near}”"),
                    None => format!("可以写的有：{}", codes.join("、")),
                },
            );
        }
        metric
    });
    let title = table.optional_text("title");
    let weight = table.decimal("weight").filter(|w| {
        let good = w.value > Decimal::ZERO;
        if !good {
            table.report().error(
                w.at,
                format!("权重“{}”不是正数", w.value),
                "请写大于 0 的数，不考核的项删去整段",
            );
        }
        good
    });
    let floor = percent(table, "floor");
    let target = percent(table, "target");
    let minimum_cases = table.count("minimum_cases");
    let (floor, target) = (floor?, target?);
    if floor == target {
        table.report().error(
            table.at(),
            format!("起分线 floor 和满分线 target 都是 {floor}"),
            "请写成两个不同的百分数，中间按比例得分",
        );
        return None;
    }
    let metric = metric?;
    Some(Measure {
        metric,
        title: title.map_or(metric.word(), |t| t.value).to_owned(),
        weight: weight?.value,
        floor,
        target,
        minimum_cases: minimum_cases?.value,
    })
}

fn percent(table: &Table<'_>, key: &'static str) -> Option<Decimal> {
    let rate = table.decimal(key)?;
    if rate.value < Decimal::ZERO || rate.value > Decimal::ONE_HUNDRED {
        table.report().error(
            rate.at,
            format!("“{key}”写的 {} 不是百分数", rate.value),
            "请写 0 到 100 之间的数",
        );
        return None;
    }
    Some(rate.value)
}
