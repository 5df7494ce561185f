//! A figure and what it counts: every number of a bulletin or ranking carries the reference by
//! which it opens to its cases.

use super::period::span_words;
use super::tally::Count;
use crate::district::{District, IndicatorId, UnitId};
use crate::matter::Kind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A figure: which cases it counts. The store answers it with exactly as many cases as it says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figure {
    /// Unit; `None`: all.
    pub unit: Option<UnitId>,
    /// Kind; `None`: all.
    pub kind: Option<Kind>,
    /// Indicator the matters count under; `None`: all, with those of none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorId>,
    /// What is counted.
    pub count: Count,
    /// Of those, only the ones not also counted here in the same round by the last day: late is
    /// due except on time, open is received except answered. With [`Count::Answered`] matters
    /// that ended otherwise by then are left out too.
    pub except: Option<Count>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Figure {
    /// The same of what counts for an indicator.
    #[must_use]
    pub fn for_indicator(self, id: &IndicatorId) -> Self {
        Self {
            indicator: Some(id.clone()),
            ..self
        }
    }

    /// 在办 at the end of a day, see [`super::overdue::open`].
    pub fn open(unit: Option<UnitId>, kind: Option<Kind>, at: Date) -> Self {
        Self {
            unit,
            kind,
            indicator: None,
            count: Count::Received,
            except: Some(Count::Answered),
            from: EVER,
            to: at,
        }
    }

    /// 逾期 at the end of a day, see [`super::overdue::overdue`].
    pub fn overdue(unit: Option<UnitId>, kind: Option<Kind>, at: Date) -> Self {
        Self {
            count: Count::Due,
            ..Self::open(unit, kind, at)
        }
    }

    /// Whether it asks what stood open at the end of its last day, and of that only what was overdue:
    /// this follows from the matters as they stood then, not from what they contributed.
    pub fn standing(&self) -> Option<bool> {
        let same = |other: Self| {
            *self
                == Self {
                    indicator: self.indicator.clone(),
                    ..other
                }
        };
        let (unit, kind) = (self.unit.clone(), self.kind);
        if same(Self::open(unit.clone(), kind, self.to)) {
            return Some(false);
        }
        same(Self::overdue(unit, kind, self.to)).then_some(true)
    }

    /// What it counts, in words: `住建局 2月9日—15日 诉求 到期未按时`.
    pub fn words(&self) -> String {
        let indicator = self.indicator.as_ref();
        self.said(indicator.map(|indicator| format!("指标{indicator}")))
    }

    /// The same with the indicator's name, as the district has it.
    pub fn words_in(&self, district: &District) -> String {
        let indicator = self.indicator.as_ref();
        let known = indicator.and_then(|indicator| district.indicator(indicator));
        match known {
            Some(known) => self.said(Some(format!("“{}”", known.name))),
            None => self.words(),
        }
    }

    fn said(&self, indicator: Option<String>) -> String {
        let what = match (self.count, self.except) {
            (Count::Received, Some(Count::Answered)) => "在办".to_owned(),
            (Count::Due, Some(Count::Answered)) => "逾期".to_owned(),
            (Count::Due, Some(Count::OnTime)) => "到期未按时".to_owned(),
            (Count::SupportDue, Some(Count::SupportOnTime)) => "配合到期未按时".to_owned(),
            (count, Some(except)) => format!("{}（不含{}）", count.word(), except.word()),
            (count, None) => count.word().to_owned(),
        };
        let days = if self.from == EVER {
            let to = self.to;
            format!("截至{}年{}月{}日", to.year(), to.month(), to.day())
        } else {
            format!("{}年{}", self.from.year(), span_words(self.from, self.to))
        };
        let parts = [
            Some(self.unit.as_ref().map_or("全区", |u| u.as_str())),
            indicator.as_deref(),
            Some(&days),
            Some(self.kind.map_or("办件", Kind::word)),
            Some(&what),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        parts.join(" ")
    }
}

/// Before every matter: the first day of figures that look back to the beginning.
pub const EVER: Date = jiff::civil::date(2000, 1, 1);

/// A number with what it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// How many.
    pub cases: u64,
    /// Which.
    pub figure: Figure,
}

/// The sums of a span of days, by unit, kind and count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    from: Date,
    to: Date,
    indicator: Option<IndicatorId>,
    sums: Sums,
    /// The same of what counts for each indicator, where it was added so.
    each: BTreeMap<IndicatorId, Sums>,
}

type Sums = BTreeMap<(UnitId, Kind, Count), u64>;

impl Counts {
    /// Nothing counted yet in these days, both inclusive.
    pub fn new(from: Date, to: Date) -> Self {
        Self {
            from,
            to,
            indicator: None,
            sums: BTreeMap::new(),
            each: BTreeMap::new(),
        }
    }

    /// The same for the matters of one indicator alone.
    pub fn under(indicator: IndicatorId, from: Date, to: Date) -> Self {
        Self {
            indicator: Some(indicator),
            ..Self::new(from, to)
        }
    }

    /// The indicator they are narrowed to.
    pub fn indicator(&self) -> Option<&IndicatorId> {
        self.indicator.as_ref()
    }

    /// Adds cases.
    pub fn add(&mut self, unit: UnitId, kind: Kind, count: Count, cases: u64) {
        *self.sums.entry((unit, kind, count)).or_default() += cases;
    }

    /// Adds cases that count for an indicator.
    pub fn add_under(
        &mut self,
        indicator: IndicatorId,
        unit: UnitId,
        kind: Kind,
        count: Count,
        cases: u64,
    ) {
        let sums = self.each.entry(indicator).or_default();
        *sums.entry((unit.clone(), kind, count)).or_default() += cases;
        self.add(unit, kind, count, cases);
    }

    /// The sums of what was added for an indicator.
    pub fn of_indicator(&self, id: &IndicatorId) -> Self {
        Self {
            sums: self.each.get(id).cloned().unwrap_or_default(),
            ..Self::under(id.clone(), self.from, self.to)
        }
    }

    /// First day.
    pub fn from(&self) -> Date {
        self.from
    }

    /// Last day.
    pub fn to(&self) -> Date {
        self.to
    }

    fn sum(&self, unit: Option<&UnitId>, kind: Option<Kind>, count: Count) -> u64 {
        let one = |unit: &UnitId, kind| {
            let key = (unit.clone(), kind, count);
            self.sums.get(&key).copied().unwrap_or(0)
        };
        match (unit, kind) {
            (Some(unit), Some(kind)) => one(unit, kind),
            (Some(unit), None) => Kind::ALL.into_iter().map(|kind| one(unit, kind)).sum(),
            (None, kind) => (self.sums.iter())
                .filter(|((_, k, c), _)| *c == count && kind.is_none_or(|kind| kind == *k))
                .map(|(_, cases)| cases)
                .sum(),
        }
    }

    /// The cases of one count.
    pub fn counted(&self, unit: Option<&UnitId>, kind: Option<Kind>, count: Count) -> Counted {
        Counted {
            cases: self.sum(unit, kind, count),
            figure: Figure {
                unit: unit.cloned(),
                kind,
                indicator: self.indicator.clone(),
                count,
                except: None,
                from: self.from,
                to: self.to,
            },
        }
    }

    /// The cases of `count` that are not in `part`, of which `part` is a part (on time of due).
    pub fn counted_except(
        &self,
        unit: Option<&UnitId>,
        kind: Option<Kind>,
        count: Count,
        part: Count,
    ) -> Counted {
        let all = self.counted(unit, kind, count);
        Counted {
            cases: all.cases.saturating_sub(self.sum(unit, kind, part)),
            figure: Figure {
                except: Some(part),
                ..all.figure
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_figure_says_what_it_counts() {
        let figure = Figure {
            unit: Some(UnitId::from("住建局")),
            kind: Some(Kind::Appeal),
            indicator: None,
            count: Count::Due,
            except: Some(Count::OnTime),
            from: date(2026, 2, 9),
            to: date(2026, 2, 15),
        };
        assert_eq!(figure.words(), "住建局 2026年2月9日—15日 诉求 到期未按时");
        assert_eq!(
            Figure::open(None, None, date(2026, 2, 15)).words(),
            "全区 截至2026年2月15日 办件 在办"
        );
        let text = serde_json::to_string(&figure).unwrap();
        assert!(text.contains("\"except\":\"on_time\""), "{text}");
        // Papers issued before figures could be narrowed to an indicator keep their bytes.
        assert!(!text.contains("indicator"), "{text}");
        assert_eq!(serde_json::from_str::<Figure>(&text).unwrap(), figure);
    }

    #[test]
    fn sums_run_over_units_and_kinds() {
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        counts.add(UnitId::from("住建局"), Kind::Appeal, Count::Due, 7);
        counts.add(UnitId::from("住建局"), Kind::Directive, Count::Due, 2);
        counts.add(UnitId::from("工信局"), Kind::Appeal, Count::Due, 3);
        counts.add(UnitId::from("住建局"), Kind::Appeal, Count::OnTime, 5);
        let unit = UnitId::from("住建局");
        assert_eq!(counts.counted(Some(&unit), None, Count::Due).cases, 9);
        assert_eq!(
            counts.counted(None, Some(Kind::Appeal), Count::Due).cases,
            10
        );
        let late =
            counts.counted_except(Some(&unit), Some(Kind::Appeal), Count::Due, Count::OnTime);
        assert_eq!((late.cases, late.figure.except), (2, Some(Count::OnTime)));
    }
}
