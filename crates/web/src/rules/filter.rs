//! The list of all rules, narrowed by its address.

use super::topics::group_word;
use super::{period, value_words};
use crate::kit::text;
use banjie_core::rules::{Confidence, Parameter, Rules, Version};
use jiff::civil::Date;

/// Which rules are listed, and on which day their value is told.
#[derive(Clone, Debug)]
pub(crate) struct RuleFilter {
    /// Words in title, value or source.
    pub(crate) q: String,
    /// The day as typed; empty: today.
    pub(crate) typed: String,
    /// The day.
    pub(crate) on: Date,
    /// Only values whose reading is not certain.
    pub(crate) unsure: bool,
    /// What is wrong with the day.
    pub(crate) wrong: Option<String>,
}

/// One rule on that day.
pub(crate) struct RuleRow<'r> {
    /// The rule.
    pub(crate) rule: &'r Parameter,
    /// The version in force; `None`: none is.
    pub(crate) version: Option<&'r Version>,
}

impl RuleFilter {
    /// From the pairs of an address.
    pub(crate) fn read(query: &str, today: Date) -> Self {
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes())
                .find(|(key, _)| key == name)
                .map_or_else(String::new, |(_, value)| text::single_line(&value))
        };
        let typed: String = value("on").chars().take(20).collect();
        let read = text::date(&typed);
        Self {
            q: value("q").chars().take(40).collect(),
            on: read.unwrap_or(today),
            unsure: value("unsure") == "1",
            wrong: (read.is_none() && !typed.is_empty())
                .then(|| format!("日期：“{typed}”不是有效的日期，请写成 2026-2-27 的样子")),
            typed,
        }
    }

    /// The address of this view on `path`, with `unsure` as given.
    pub(crate) fn href(&self, path: &str, unsure: bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("q", self.q.as_str()),
            ("on", &self.typed),
            ("unsure", if unsure { "1" } else { "" }),
        ];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        match query.finish() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// The rules of this view, by what they are about.
    pub(crate) fn rows<'r>(&self, rules: &'r Rules) -> Vec<RuleRow<'r>> {
        let mut rows: Vec<_> = (rules.iter())
            .map(|rule| RuleRow {
                rule,
                version: rules.version(&rule.id, self.on).ok(),
            })
            .filter(|row| !self.unsure || row.is_unsure())
            .filter(|row| row.holds(&self.q))
            .collect();
        rows.sort_by_key(|row| (group_word(row.rule), &row.rule.id));
        rows
    }
}

impl RuleRow<'_> {
    fn holds(&self, words: &str) -> bool {
        words.is_empty()
            || self.rule.title.contains(words)
            || group_word(self.rule).contains(words)
            || self.value().contains(words)
            || self.source().contains(words)
    }

    /// Whether the value is marked 口径待确认.
    pub(crate) fn is_unsure(&self) -> bool {
        (self.version).is_some_and(|v| v.source.confidence == Confidence::Unsure)
    }

    /// What it is about.
    pub(crate) fn group(&self) -> &'static str {
        group_word(self.rule)
    }

    /// Its own address.
    pub(crate) fn href(&self) -> String {
        format!("/rules/{}", self.rule.id)
    }

    /// The value in words.
    pub(crate) fn value(&self) -> String {
        (self.version).map_or_else(|| "当日没有规定".to_owned(), |v| value_words(&v.value))
    }

    /// When it holds.
    pub(crate) fn period(&self) -> String {
        self.version.map(period).unwrap_or_default()
    }

    /// Where it stands, without the mark.
    pub(crate) fn source(&self) -> String {
        self.version.map(|v| v.source.named()).unwrap_or_default()
    }

    /// How sure it is, in a word.
    pub(crate) fn confidence(&self) -> &'static str {
        (self.version).map_or("", |v| v.source.confidence.word())
    }
}
