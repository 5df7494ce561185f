//! `escalation.toml`: yellow and red lights, and who is told at which rung.

use super::names::Names;
use super::reader::Table;
use super::rule_files::source;
use crate::rules::{Ladder, Rung, Tell, Trigger, YellowRule};

pub(super) fn ladder(file: &Table<'_>) -> Option<Ladder> {
    let from = file.date("from");
    let yellow = file.sub("yellow").and_then(|t| yellow(&t));
    let mut names = Names::new("提醒级", "escalation.toml");
    let tables = file.tables("rung");
    let rungs: Vec<(Rung, &Table<'_>)> = tables
        .iter()
        .filter_map(|table| Some((rung(table, &mut names)?, table)))
        .collect();
    if tables.is_empty() {
        file.report().error(
            file.at(),
            "一级提醒也没有",
            "请写 [[rung]],至少写明临期和逾期时告知谁",
        );
    }
    for pair in rungs.windows(2) {
        if pair[1].0.trigger < pair[0].0.trigger {
            file.report().error(
                pair[1].1.at(),
                format!("提醒级“{}”排在后面，时间却更早", pair[1].0.id),
                "请按先后排列：先临期，再逾期当天，再逾期后若干工作日",
            );
        }
    }
    let source = file.sub("source").and_then(|t| source(&t));
    Some(Ladder {
        from: from?.value,
        yellow: yellow?,
        rungs: rungs.into_iter().map(|(rung, _)| rung).collect(),
        source: source?,
    })
}

fn yellow(table: &Table<'_>) -> Option<YellowRule> {
    let percent = table.count("percent_used").and_then(|p| {
        let read = u8::try_from(p.value).ok().filter(|p| (1..100).contains(p));
        if read.is_none() {
            table.report().error(
                p.at,
                format!("“percent_used”写的是 {}", p.value),
                "请写 1 到 99 之间的整数，例如 80 表示用去八成时间就亮黄灯",
            );
        }
        read
    });
    let left = table.count("working_days_left");
    Some(YellowRule {
        percent_used: percent?,
        working_days_left: left?.value,
    })
}

fn rung(table: &Table<'_>, names: &mut Names) -> Option<Rung> {
    let id = table.text("id");
    if let Some(id) = id {
        names.define(table, id);
    }
    let written = table.optional_count("working_days");
    let days = written.map_or(0, |d| d.value);
    let trigger = table.text("light").and_then(|light| {
        if let Some(written) = written.filter(|_| light.value == "yellow") {
            table.report().error(
                written.at,
                "临期提醒写了 working_days，不知从哪天数起",
                "请删去 working_days；逾期后若干天请写 light = \"red\"",
            );
        }
        let trigger = match light.value {
            "yellow" => Some(Trigger::Yellow),
            "red" => Some(Trigger::Red { working_days: days }),
            _ => None,
        };
        if trigger.is_none() {
            table.report().error(
                light.at,
                format!("灯色“{}”不认识", light.value),
                "请写 yellow（临期）或 red（逾期）",
            );
        }
        trigger
    });
    let tell = table.text("tell").and_then(|word| {
        let tell = Tell::from_code(word.value);
        if tell.is_none() {
            let codes: Vec<_> = Tell::ALL
                .iter()
                .map(|t| format!("{}({})", t.code(), t.word()))
                .collect();
            table.report().error(
                word.at,
                format!("告知对象“{}”不认识", word.value),
                format!("可以写的有：{}", codes.join("、")),
            );
        }
        tell
    });
    let announcement = table.text("announcement");
    Some(Rung {
        id: id?.value.to_owned(),
        trigger: trigger?,
        tell: tell?,
        announcement: announcement?.value.to_owned(),
    })
}
