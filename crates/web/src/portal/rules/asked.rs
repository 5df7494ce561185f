//! A form that came in an address: values read, and a sentence at each field that is to be mended.

use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::{Errors, Form, text};
use axum::http::Uri;
use banjie_core::money::{Money, MoneyError, Rate};
use jiff::civil::Date;

/// Most lines of a field that takes one entry a line.
const MOST_LINES: usize = 60;
/// Longest part of a wrong value that a sentence repeats.
const SHOWN: usize = 30;

/// What was asked.
pub(super) struct Asked {
    pub(super) form: Form,
    pub(super) errors: Errors,
}

impl Asked {
    pub(super) fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
        Self {
            form: Form::from_pairs(pairs),
            errors: Errors::default(),
        }
    }

    /// Whether the form was sent: its address then holds this field, filled or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.form.all(name).next().is_some()
    }

    /// What stands on top when something is to be mended.
    pub(super) fn summary(&self) -> Option<ErrorSummary> {
        (!self.errors.is_empty())
            .then(|| ErrorSummary::from_errors(&self.errors, "填的内容都还在。"))
    }

    /// A field with what was typed and what is wrong with it.
    pub(super) fn fill(&self, field: Field) -> Field {
        field.filled(&self.form, &self.errors)
    }

    /// A day that must be there.
    pub(super) fn day(&mut self, name: &str, label: &str) -> Option<Date> {
        if self.form.line(name).is_empty() {
            let sentence = format!("{label}：没有填。请写成 2026-2-27 的样子");
            self.errors.add(name, sentence);
            return None;
        }
        self.optional_day(name, label)
    }

    /// A day that may be left out.
    pub(super) fn optional_day(&mut self, name: &str, label: &str) -> Option<Date> {
        let typed = self.form.line(name);
        let read = text::date(&typed);
        if read.is_none() && !typed.is_empty() {
            self.errors
                .add(name, format!("{label}：{}", no_date(&typed)));
        }
        read
    }

    /// A whole number that may be left out.
    pub(super) fn optional_whole(&mut self, name: &str, label: &str, most: u32) -> Option<u32> {
        // A minus sign is no grouping mark.
        let typed = text::compact(self.form.get(name));
        let read = typed.parse().ok().filter(|number| *number <= most);
        if read.is_none() && !typed.is_empty() {
            let typed = shown(&self.form.line(name));
            let sentence = format!("{label}：“{typed}”不是 0 到 {most} 的整数，请只填数字");
            self.errors.add(name, sentence);
        }
        read
    }

    /// An amount that may be left out; commas between thousands and “元” do no harm.
    pub(super) fn optional_money(&mut self, name: &str, label: &str) -> Option<Money> {
        let typed = plain_amount(&self.form.line(name));
        if typed.is_empty() {
            return None;
        }
        self.amount(name, label, Money::parse(&typed))
    }

    /// A rate in percent that may be left out.
    pub(super) fn optional_rate(&mut self, name: &str, label: &str) -> Option<Rate> {
        let typed = self.form.line(name);
        let typed = typed.trim_end_matches(['%', '％']);
        if typed.is_empty() {
            return None;
        }
        self.amount(name, label, Rate::parse(typed))
    }

    fn amount<T>(&mut self, name: &str, label: &str, read: Result<T, MoneyError>) -> Option<T> {
        let said = |error: MoneyError| self.errors.add(name, error.about(label));
        read.map_err(said).ok()
    }

    /// Lines of two days each: `2026-3-2 至 2026-3-9`.
    pub(super) fn spans(&mut self, name: &str, label: &str) -> Vec<(Date, Date)> {
        self.lines(name, label, |line| {
            let parts = line.split(['至', '到', '~', '～', ' ']);
            let mut days = parts.filter(|part| !part.is_empty()).map(text::date);
            match (days.next(), days.next(), days.next()) {
                (Some(Some(from)), Some(Some(until)), None) => Ok((from, until)),
                _ => Err("请写成“2026-3-2 至 2026-3-9”的样子".to_owned()),
            }
        })
    }

    /// Lines of a day and an amount each: `2025-9-20 100000`.
    pub(super) fn payments(&mut self, name: &str, label: &str) -> Vec<(Date, Money)> {
        self.lines(name, label, |line| {
            let wanted = "请先写日期、空一格、再写金额，例如“2025-9-20 100000”";
            let (day, amount) = line.split_once(' ').ok_or(wanted)?;
            let day = text::date(day).ok_or(wanted)?;
            match Money::parse(&plain_amount(amount)) {
                Ok(amount) => Ok((day, amount)),
                Err(MoneyError::NotANumber(_)) => Err(wanted.to_owned()),
                Err(error) => Err(error.about("金额").trim_end_matches('。').to_owned()),
            }
        })
    }

    fn lines<T>(
        &mut self,
        name: &str,
        label: &str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Vec<T> {
        let typed = self.form.text(name);
        let lines: Vec<_> = (typed.lines().map(text::single_line))
            .filter(|line| !line.is_empty())
            .collect();
        if lines.len() > MOST_LINES {
            let sentence = format!(
                "{label}：有 {} 行，最多 {MOST_LINES} 行，请合并几行",
                lines.len()
            );
            self.errors.add(name, sentence);
        }
        let mut found = Vec::new();
        for (at, line) in lines.iter().take(MOST_LINES).enumerate() {
            match read(line) {
                Ok(entry) => found.push(entry),
                Err(why) => {
                    let line = shown(line);
                    self.errors.add(
                        name,
                        format!("{label}：第 {} 行“{line}”看不懂，{why}", at + 1),
                    );
                }
            }
        }
        found
    }
}

fn no_date(typed: &str) -> String {
    format!("“{}”不是有效的日期，请写成 2026-2-27 的样子", shown(typed))
}

fn shown(typed: &str) -> String {
    typed.chars().take(SHOWN).collect()
}

/// `1,200,000.00 元` → `1200000.00`.
fn plain_amount(typed: &str) -> String {
    let plain: String = (typed.chars())
        .filter(|c| !matches!(c, ',' | '，' | ' '))
        .collect();
    plain.trim_end_matches('元').to_owned()
}
