//! `bulletin.toml`: by which rules a bulletin's highlights and problems are chosen.

use super::names::Names;
use super::reader::Table;
use super::rule_files::source;
use crate::assessment::bulletin::points::{Pick, PickRule};

/// Most units one rule may name: a list of everybody says nothing.
const MOST: u32 = 10;

pub(super) fn picks(file: &Table<'_>) -> Vec<PickRule> {
    file.date("from");
    file.sub("source").and_then(|table| source(&table));
    let mut names = Names::new("挑选规则", "bulletin.toml");
    let tables = file.tables("pick");
    if tables.is_empty() {
        file.report().error(
            file.at(),
            "一条挑选规则也没有",
            "请写 [[pick]]，或者删去这个文件（周通报就没有亮点和问题）",
        );
    }
    (tables.iter())
        .filter_map(|table| pick(table, &mut names))
        .collect()
}

fn pick(table: &Table<'_>, names: &mut Names) -> Option<PickRule> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let pick = id.and_then(|id| {
        let pick = Pick::from_code(id.value);
        if pick.is_none() {
            let known: Vec<&str> = Pick::ALL.iter().map(|pick| pick.code()).collect();
            table.report().error(
                id.at,
                format!("挑选规则“{}”不认识", id.value),
                format!("可以写的有：{}", known.join("、")),
            );
        }
        pick
    });
    let title = table.text("title");
    let within = |key: &'static str, most: u32| {
        let written = table.count(key)?;
        let good = (1..=most).contains(&written.value);
        if !good {
            table.report().error(
                written.at,
                format!("“{key}”写的是 {}", written.value),
                format!("请写 1 到 {most} 之间的整数"),
            );
        }
        good.then_some(written.value)
    };
    let at_least = within("at_least", 1_000);
    let most = within("most", MOST);
    Some(PickRule {
        pick: pick?,
        title: title?.value.to_owned(),
        at_least: at_least?,
        most: most?,
    })
}
