//! Reading TOML so that every value knows its line and every mistake is kept: a reader returns
//! `None` for what it could not read and has then already reported it.

use super::mistake::{Place, Report};
use super::wording::{kind, syntax, word_list};
use crate::nearest::nearest;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::cell::RefCell;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Marks a table whose keys another reader has checked.
const EVERYTHING: &str = "*";

/// One parsed file.
pub(super) struct Document<'a> {
    file: &'a str,
    text: &'a str,
    line_starts: Vec<usize>,
    root: Spanned<DeTable<'a>>,
}

/// A value with the line it stands on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'d, T> {
    pub(super) value: T,
    pub(super) at: Place<'d>,
}

/// A table being read. When it is dropped, missing keys and keys nobody asked for are reported.
pub(super) struct Table<'d> {
    document: &'d Document<'d>,
    report: &'d Report,
    map: &'d DeTable<'d>,
    line: usize,
    asked: RefCell<Vec<&'static str>>,
    missing: RefCell<Vec<(&'static str, &'static str)>>,
}

impl<'a> Document<'a> {
    /// Parses a file as far as it can be parsed and reports the rest.
    pub(super) fn parse(file: &'a str, text: &'a str, report: &Report) -> Self {
        let (root, problems) = DeTable::parse_recoverable(text);
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let document = Self {
            file,
            text,
            line_starts,
            root,
        };
        for problem in problems {
            let line = document.line(problem.span().map_or(0, |s| s.start));
            let (message, remedy) = syntax(problem.message());
            report.unreadable(Place { file, line }, message, remedy);
        }
        document
    }

    /// The whole file as a table.
    pub(super) fn table<'d>(&'d self, report: &'d Report) -> Table<'d> {
        Table {
            document: self,
            report,
            map: self.root.get_ref(),
            line: 1,
            asked: RefCell::default(),
            missing: RefCell::default(),
        }
    }

    fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }
}

impl<'d> Table<'d> {
    /// Where the table begins.
    pub(super) fn at(&self) -> Place<'d> {
        Place {
            file: self.document.file,
            line: self.line,
        }
    }

    /// Where mistakes go.
    pub(super) fn report(&self) -> &'d Report {
        self.report
    }

    /// Whether the key is written, without reading it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    fn find(&self, key: &'static str) -> Option<Spot<'d, &'d DeValue<'d>>> {
        self.asked.borrow_mut().push(key);
        let value = self.map.get(key)?;
        Some(Spot {
            value: value.get_ref(),
            at: self.place(value.span().start),
        })
    }

    fn place(&self, offset: usize) -> Place<'d> {
        Place {
            file: self.document.file,
            line: self.document.line(offset),
        }
    }

    fn missing(&self, key: &'static str, example: &'static str) {
        self.missing.borrow_mut().push((key, example));
    }

    fn wrong(&self, key: &str, spot: &Spot<'d, &'d DeValue<'d>>, wanted: &str, example: &str) {
        self.report.error(
            spot.at,
            format!("“{key}”应当写{wanted}，现在写的是{}", kind(spot.value)),
            format!("请写成 {key} = {example}"),
        );
    }

    /// A text that must be there and not be blank.
    pub(super) fn text(&self, key: &'static str) -> Option<Spot<'d, &'d str>> {
        if !self.has(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key, "\"…\"");
            return None;
        }
        let text = self.optional_text(key)?;
        if text.value.is_empty() {
            self.report.error(
                text.at,
                format!("“{key}”是空的"),
                format!("请在引号里写明内容，例如 {key} = \"…\""),
            );
            return None;
        }
        Some(text)
    }

    /// A text that may be absent or empty; blanks at both ends are cut.
    pub(super) fn optional_text(&self, key: &'static str) -> Option<Spot<'d, &'d str>> {
        let spot = self.find(key)?;
        let DeValue::String(text) = spot.value else {
            self.wrong(key, &spot, "文字", "\"…\"");
            return None;
        };
        Some(Spot {
            value: text.trim(),
            at: spot.at,
        })
    }

    /// A list of texts; absent is empty.
    pub(super) fn texts(&self, key: &'static str) -> Vec<Spot<'d, &'d str>> {
        let Some(spot) = self.find(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = spot.value else {
            self.wrong(key, &spot, "文字的列表", "[\"…\", \"…\"]");
            return Vec::new();
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items.iter() {
            let at = self.place(item.span().start);
            match item.get_ref() {
                DeValue::String(text) if !text.trim().is_empty() => texts.push(Spot {
                    value: text.trim(),
                    at,
                }),
                DeValue::String(_) => {
                    self.report.error(
                        at,
                        format!("“{key}”里有一项是空的"),
                        "请写明内容或删去这一项",
                    );
                }
                value => self.wrong(key, &Spot { value, at }, "文字的列表", "[\"…\", \"…\"]"),
            }
        }
        texts
    }

    /// A whole number that must be there.
    pub(super) fn integer(&self, key: &'static str) -> Option<Spot<'d, i64>> {
        if !self.has(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key, "1");
            return None;
        }
        self.optional_integer(key)
    }

    /// A whole number that may be absent.
    pub(super) fn optional_integer(&self, key: &'static str) -> Option<Spot<'d, i64>> {
        let spot = self.find(key)?;
        let read = match spot.value {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok(),
            _ => None,
        };
        if read.is_none() {
            self.wrong(key, &spot, "整数", "1");
        }
        Some(Spot {
            value: read?,
            at: spot.at,
        })
    }

    /// A count: a whole number from 0 to four thousand million that must be there.
    pub(super) fn count(&self, key: &'static str) -> Option<Spot<'d, u32>> {
        self.non_negative(key, self.integer(key)?)
    }

    /// A count that may be absent.
    pub(super) fn optional_count(&self, key: &'static str) -> Option<Spot<'d, u32>> {
        self.non_negative(key, self.optional_integer(key)?)
    }

    fn non_negative(&self, key: &str, number: Spot<'d, i64>) -> Option<Spot<'d, u32>> {
        let Ok(value) = u32::try_from(number.value) else {
            self.report.error(
                number.at,
                format!(
                    "“{key}”写的是 {}，不能是负数，也不能大到没有意义",
                    number.value
                ),
                format!("请写 0 或更大的整数，例如 {key} = 5"),
            );
            return None;
        };
        Some(Spot {
            value,
            at: number.at,
        })
    }

    /// An exact decimal that must be there: `12.5`, `12` or `"12.5"`.
    pub(super) fn decimal(&self, key: &'static str) -> Option<Spot<'d, Decimal>> {
        let Some(spot) = self.find(key) else {
            self.missing(key, "1.5");
            return None;
        };
        let text = match spot.value {
            DeValue::Integer(n) if n.radix() == 10 => n.as_str(),
            DeValue::Float(n) => n.as_str(),
            DeValue::String(text) => text.trim(),
            _ => "",
        };
        match Decimal::from_str_exact(text) {
            Ok(value) => Some(Spot { value, at: spot.at }),
            Err(_) => {
                self.wrong(key, &spot, "数字", "1.5");
                None
            }
        }
    }

    /// A yes/no that may be absent.
    pub(super) fn flag(&self, key: &'static str) -> Option<bool> {
        let spot = self.find(key)?;
        if let DeValue::Boolean(flag) = spot.value {
            return Some(*flag);
        }
        self.wrong(key, &spot, "是否", "true");
        None
    }

    /// A day that must be there.
    pub(super) fn date(&self, key: &'static str) -> Option<Spot<'d, Date>> {
        if !self.has(key) {
            self.asked.borrow_mut().push(key);
            self.missing(key, "2025-01-01");
            return None;
        }
        self.optional_date(key)
    }

    /// A day that may be absent: `2025-06-01`, with or without quotation marks.
    pub(super) fn optional_date(&self, key: &'static str) -> Option<Spot<'d, Date>> {
        let spot = self.find(key)?;
        let written = match spot.value {
            DeValue::Datetime(d) if d.time.is_none() => d.to_string(),
            DeValue::String(text) => text.trim().to_owned(),
            _ => {
                self.wrong(key, &spot, "日期", "2025-01-01");
                return None;
            }
        };
        let date = self.parse_date(&written, spot.at)?;
        Some(Spot {
            value: date,
            at: spot.at,
        })
    }

    /// Reads a written day and reports one that does not exist.
    pub(super) fn parse_date(&self, written: &str, at: Place<'d>) -> Option<Date> {
        match written.parse() {
            Ok(date) => Some(date),
            Err(_) => {
                self.report.error(
                    at,
                    format!("日期“{written}”写得不对或没有这一天"),
                    "请写成 2025-06-01 的样子，并核对这一天是否存在",
                );
                None
            }
        }
    }

    /// The tables `[[key]]`; absent is empty.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'d>> {
        let Some(spot) = self.find(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = spot.value else {
            self.report.error(
                spot.at,
                format!("“{key}”应当是一段一段的列表"),
                format!("请在每一段前面写 [[{key}]],用两层方括号"),
            );
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items.iter() {
            let at = self.place(item.span().start);
            match item.get_ref() {
                DeValue::Table(map) => tables.push(self.inner(map, at.line)),
                value => self.wrong(key, &Spot { value, at }, "一段一段的列表", "[{ … }]"),
            }
        }
        tables
    }

    /// The table `[key]` or `key = { … }` that must be there.
    pub(super) fn sub(&self, key: &'static str) -> Option<Table<'d>> {
        let Some(spot) = self.find(key) else {
            self.missing(key, "{ … }");
            return None;
        };
        let DeValue::Table(map) = spot.value else {
            self.wrong(key, &spot, "一组值", "{ … }");
            return None;
        };
        Some(self.inner(map, spot.at.line))
    }

    /// The whole file read by serde, for files that are plain word lists. serde stops at the first
    /// mistake; a file that is no TOML has already been reported.
    pub(super) fn whole<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        self.asked.borrow_mut().push(EVERYTHING);
        let error = match toml::from_str(self.document.text) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let at = self.place(error.span().map_or(0, |s| s.start));
        let (message, remedy) = word_list(error.message());
        self.report.error(at, message, remedy);
        None
    }

    fn inner(&self, map: &'d DeTable<'d>, line: usize) -> Table<'d> {
        Table {
            document: self.document,
            report: self.report,
            map,
            line,
            asked: RefCell::default(),
            missing: RefCell::default(),
        }
    }

    /// Marks a key as known without reading it.
    pub(super) fn known(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend_from_slice(keys);
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        if asked.contains(&EVERYTHING) {
            return;
        }
        let mut missing = self.missing.borrow_mut();
        for (key, _) in self.map.iter() {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            let near = nearest(name, asked.iter().copied()).first().copied();
            // A mistyped key is one mistake, not a missing and an unknown one.
            missing.retain(|(key, _)| Some(*key) != near);
            let remedy = match near {
                Some(near) => format!("您要写的可能是“{near}”，不需要就删去这一项"),
                None => format!("这里可以写的有：{}，不需要就删去这一项", asked.join("、")),
            };
            self.report.error(
                self.place(key.span().start),
                format!("不认识“{name}”这一项"),
                remedy,
            );
        }
        for (key, example) in missing.iter() {
            self.report.error(
                self.at(),
                format!("缺少“{key}”"),
                format!("请在这一段补上 {key} = {example}"),
            );
        }
    }
}
