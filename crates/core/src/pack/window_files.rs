//! `windows.toml`: service windows per unit, and the tags a review can tick.

use super::names::Names;
use super::reader::Table;
use super::work::Known;
use crate::district::{ItemId, ReviewTag, UnitId, Window, WindowId, WindowItem};
use crate::kinds::review::LEVELS;
use crate::packages::Catalogue;

/// Windows and tags.
#[derive(Default)]
pub(super) struct Windows {
    pub(super) windows: Vec<Window>,
    pub(super) tags: Vec<ReviewTag>,
}

/// Reads the file; what is wrong has been reported.
pub(super) fn windows(
    file: &Table<'_>,
    known: &Known<'_>,
    item_names: &Names,
    services: &Catalogue,
) -> Windows {
    let mut ids = Names::new("窗口", "windows.toml");
    let mut names = Names::new("窗口名称", "windows.toml");
    ids.settle();
    let windows = (file.tables("window").iter())
        .filter_map(|table| window(table, known, (item_names, services), &mut ids, &mut names))
        .collect();
    Windows {
        windows,
        tags: tags(file),
    }
}

fn window(
    table: &Table<'_>,
    known: &Known<'_>,
    (item_names, services): (&Names, &Catalogue),
    ids: &mut Names,
    names: &mut Names,
) -> Option<Window> {
    let id = table.text("id").filter(|id| {
        let good = id
            .value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !good {
            table.report().error(
                id.at,
                format!("窗口编号“{}”不能写进网址", id.value),
                "请只用小写字母、数字和连字符，例如 open-01",
            );
        }
        good
    });
    let name = table.text("name");
    let unit = known.units.refer(table, "unit");
    let place = table.text("place");
    if let Some(id) = id {
        ids.define(table, id);
    }
    if let Some(name) = name {
        names.define(table, name);
    }
    let listed = table.texts("items");
    if listed.is_empty() {
        table.report().error(
            table.at(),
            format!("窗口“{}”一个事项也不办", name.map_or("", |n| n.value)),
            "请写 items = [\"…\"]，用 items 下文件里的事项编号；不办事的窗口请删去",
        );
    }
    let mut items: Vec<WindowItem> = Vec::new();
    for spot in listed {
        let item = ItemId::from(spot.value);
        if items.iter().any(|i| i.id == item) {
            table.report().error(
                spot.at,
                format!("事项“{}”在这个窗口写了两遍", spot.value),
                "请删去重复的一个",
            );
            continue;
        }
        // An item that could not be read has been reported where it stands.
        if item_names.check(table, "items", spot)
            && let Some(found) = services.item(&item)
        {
            items.push(WindowItem {
                id: item,
                name: found.name.clone(),
            });
        }
    }
    Some(Window {
        id: WindowId::from(id?.value),
        name: name?.value.to_owned(),
        unit: UnitId::from(unit?),
        place: place?.value.to_owned(),
        items,
    })
}

fn tags(file: &Table<'_>) -> Vec<ReviewTag> {
    let mut names = Names::new("评价标签", "windows.toml");
    let mut tags: Vec<ReviewTag> = Vec::new();
    for table in file.tables("tag") {
        let word = table.text("word");
        if let Some(word) = word {
            names.define(&table, word);
        }
        let mut levels = Vec::new();
        for level in table.texts("levels") {
            match LEVELS.iter().find(|(_, word)| *word == level.value) {
                Some((number, _)) => levels.push(*number),
                None => table.report().error(
                    level.at,
                    format!("“levels”写的“{}”不是评价等级", level.value),
                    "请写非常满意、满意、基本满意、不满意、非常不满意",
                ),
            }
        }
        if levels.is_empty() {
            table.report().error(
                table.at(),
                format!(
                    "评价标签“{}”没有等级，不会显示",
                    word.map_or("", |w| w.value)
                ),
                "请写 levels = [\"不满意\", \"非常不满意\"]",
            );
        }
        if let Some(word) = word {
            tags.push(ReviewTag {
                word: word.value.to_owned(),
                levels,
            });
        }
    }
    for (level, word) in LEVELS {
        if !tags.iter().any(|t| t.levels.contains(&level)) {
            file.report().error(
                file.at(),
                format!("“{word}”一个评价标签也没有"),
                "请在 [[tag]] 里补上，评价的人好说清是哪里好、哪里不好",
            );
        }
    }
    tags
}
