//! The names one file defines and others refer to. A set that could not be read is unknown, and
//! references into it are then not doubted: one missing file must not produce a hundred mistakes.

use super::reader::{Spot, Table};
use crate::nearest::nearest;
use std::collections::BTreeMap;

/// Names of one kind with the line each was defined on.
pub(super) struct Names {
    what: &'static str,
    defined_in: &'static str,
    known: Option<BTreeMap<String, String>>,
    also: BTreeMap<String, String>,
}

impl Names {
    /// A kind of names, e.g. `单位` defined in `units.toml`.
    pub(super) fn new(what: &'static str, defined_in: &'static str) -> Self {
        Self {
            what,
            defined_in,
            known: None,
            also: BTreeMap::new(),
        }
    }

    /// From now on references are checked.
    pub(super) fn settle(&mut self) {
        self.known.get_or_insert_default();
    }

    /// Defines a name; a second definition is a mistake.
    pub(super) fn define(&mut self, table: &Table<'_>, name: Spot<'_, &str>) {
        let here = format!("{} 第 {} 行", name.at.file, name.at.line);
        let known = self.known.get_or_insert_default();
        if let Some(first) = known.get(name.value) {
            table.report().error(
                name.at,
                format!("{}“{}”重复，{first}已经有了", self.what, name.value),
                "请删去重复的一段，或改成另一个名称",
            );
            return;
        }
        known.insert(name.value.to_owned(), here);
    }

    /// A short form of a name, so that its use as a reference can be explained.
    pub(super) fn also_called(&mut self, short: &str, name: &str) {
        self.also.insert(short.to_owned(), name.to_owned());
    }

    /// Whether the name is known, or nothing can be said because the set was not read.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.known.as_ref().is_none_or(|k| k.contains_key(name))
    }

    /// Where the name was defined, e.g. `units.toml 第 12 行`.
    pub(super) fn place(&self, name: &str) -> Option<&str> {
        Some(self.known.as_ref()?.get(name)?)
    }

    /// All names.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.known.iter().flat_map(|k| k.keys().map(String::as_str))
    }

    /// Checks a reference and reports it when nothing has this name.
    pub(super) fn check(&self, table: &Table<'_>, field: &str, name: Spot<'_, &str>) -> bool {
        if self.contains(name.value) {
            return true;
        }
        let remedy = if let Some(full) = self.also.get(name.value) {
            format!("这是“{full}”的简称，这里请写“{full}”")
        } else {
            match nearest(name.value, self.iter()).as_slice() {
                [] => format!("请改成 {} 里已有的名称，或在那里补上", self.defined_in),
                near => format!(
                    "您要写的可能是“{}”，也可以在 {} 里补上",
                    near.join("”或“"),
                    self.defined_in
                ),
            }
        };
        table.report().error(
            name.at,
            format!("“{field}”写的{}“{}”不存在", self.what, name.value),
            remedy,
        );
        false
    }

    /// Reads a required reference.
    pub(super) fn refer<'d>(&self, table: &Table<'d>, field: &'static str) -> Option<&'d str> {
        let name = table.text(field)?;
        self.check(table, field, name).then_some(name.value)
    }
}
