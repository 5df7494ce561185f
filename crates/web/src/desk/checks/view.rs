//! What an address of the marks asks for, and the marks that fit it.

use super::HOME;
use crate::App;
use crate::assess;
use crate::kit::Problem;
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::Sampling;
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::district::UnitId;
use std::collections::BTreeMap;

/// By what the list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum By {
    /// Day, then number.
    #[default]
    Day,
    /// Unit.
    Unit,
    /// What was found.
    Detector,
}

impl By {
    fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Unit => "unit",
            Self::Detector => "detector",
        }
    }
}

/// A month's marks, narrowed and sorted.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) month: Month,
    pub(super) detector: Option<Detector>,
    pub(super) unit: Option<UnitId>,
    /// Only those that nobody has dealt with.
    pub(super) open: bool,
    pub(super) by: By,
    /// The other way round.
    pub(super) down: bool,
    pub(super) page: u64,
    /// What could not be read, in words.
    pub(super) ignored: Vec<String>,
}

impl View {
    /// Reads an address; a month that is none is refused, other values are said and left out.
    ///
    /// # Errors
    /// The month cannot be read.
    pub(super) fn read(app: &App, given: &[(String, String)]) -> Result<Self, Problem> {
        let mut view = Self::of(Month::of(app.today()).previous());
        for (name, value) in given.iter().map(|(n, v)| (n.as_str(), v.trim())) {
            let known = match (name, value) {
                (_, "") => true,
                ("month", value) => {
                    view.month = assess::month(value)?;
                    true
                }
                ("detector", value) => {
                    view.detector = Detector::from_code(value);
                    view.detector.is_some()
                }
                ("unit", value) => {
                    let known = app.pack().district.unit(&value.into());
                    view.unit = known.map(|unit| unit.id.clone());
                    view.unit.is_some()
                }
                ("open", value) => {
                    view.open = value == "1";
                    true
                }
                ("sort", value) => view.sorted(value),
                ("page", value) => {
                    view.page = value.parse().unwrap_or(0).max(1);
                    true
                }
                _ => true,
            };
            if !known {
                view.ignored.push(format!("“{value}”认不出，没有用它筛选"));
            }
        }
        Ok(view)
    }

    /// All marks of a month.
    pub(super) fn of(month: Month) -> Self {
        Self {
            month,
            detector: None,
            unit: None,
            open: false,
            by: By::Day,
            down: false,
            page: 1,
            ignored: Vec::new(),
        }
    }

    fn sorted(&mut self, value: &str) -> bool {
        let (down, code) = match value.strip_prefix('-') {
            Some(code) => (true, code),
            None => (false, value),
        };
        let by = [By::Day, By::Unit, By::Detector]
            .into_iter()
            .find(|by| by.code() == code);
        (self.by, self.down) = (by.unwrap_or_default(), down && by.is_some());
        by.is_some()
    }

    /// The address of this view, without its page.
    pub(super) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("month", &self.month.to_string());
        if let Some(detector) = self.detector {
            query.append_pair("detector", detector.code());
        }
        if let Some(unit) = &self.unit {
            query.append_pair("unit", unit.as_str());
        }
        if self.open {
            query.append_pair("open", "1");
        }
        if (self.by, self.down) != (By::Day, false) {
            let way = if self.down { "-" } else { "" };
            query.append_pair("sort", &format!("{way}{}", self.by.code()));
        }
        query.finish()
    }

    pub(super) fn href(&self) -> String {
        format!("{HOME}?{}", self.query())
    }

    /// The marks of this view, in its order.
    pub(super) fn pick<'a>(&self, marks: &'a [Mark], sampling: &Sampling) -> Vec<&'a Mark> {
        let mut found: Vec<&Mark> = (marks.iter())
            .filter(|m| self.detector.is_none_or(|d| m.detector == d))
            .filter(|m| self.unit.as_ref().is_none_or(|u| m.unit == *u))
            .filter(|m| !self.open || sampling.judgement(m.no, m.detector).is_none())
            .collect();
        // Stable: among equals the order of the day stays.
        match self.by {
            By::Day => {}
            By::Unit => found.sort_by(|a, b| a.unit.cmp(&b.unit)),
            By::Detector => found.sort_by_key(|m| m.detector),
        }
        if self.down {
            found.reverse();
        }
        found
    }

    /// How many marks of each detector there are in the whole month.
    pub(super) fn counts(marks: &[Mark]) -> BTreeMap<Detector, u64> {
        let mut counts = BTreeMap::new();
        for mark in marks {
            *counts.entry(mark.detector).or_default() += 1;
        }
        counts
    }

    /// The filters in words, for the export.
    pub(super) fn words(&self) -> String {
        let parts: Vec<String> = (self.detector.iter().map(|d| d.word().to_owned()))
            .chain(self.unit.iter().map(ToString::to_string))
            .chain(self.open.then(|| "只看没有处理的".to_owned()))
            .collect();
        match parts.as_slice() {
            [] => "全部".to_owned(),
            parts => parts.join("；"),
        }
    }
}
