//! Scores: counts and reports → values → points → score, each step explained.
//!
//! A rate without cases is "no data", never 0 or 100 (rules.md C7). A measure with fewer cases
//! than its minimum, or one that is not applicable, does not count for the unit, and its weight
//! goes to the unit's other measures in proportion. What was not reported earns nothing and keeps
//! its weight. Everything is exact until it is printed; the score is rounded once, to two
//! decimals, and places are given by the score as printed, so that a reader can check them.

use super::figure::{Counted, Counts, Figure};
use super::form::Form;
use super::rates::{percent, printed, rounded};
use super::report::{Reading, Reports};
use super::rulebook::{Aspect, Basis, Measure, Metric, MissingMeasure, Rulebook, Unreported};
use super::tally::Count;
use crate::district::{Unit, UnitId};
use jiff::ToSpan;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A rate with the cases behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What is measured.
    pub metric: Metric,
    /// The cases in the numerator.
    pub hits: Counted,
    /// The figures that make up the denominator.
    pub whole: Vec<Counted>,
    /// The cases that cost points: late, not solved, displeased, reopened.
    pub missed: Counted,
    /// In percent, two decimals half-up; `None`: no cases.
    pub rate: Option<Decimal>,
}

impl Share {
    /// The rate `metric` of a unit (`None`: the district) in the days of `counts`.
    pub fn of(metric: Metric, unit: Option<&UnitId>, counts: &Counts) -> Self {
        // Ratings are reviews of their own, whatever was rated; those given with a confirmation before
        // stand with the appeal. Neither is counted twice. Support is owed whatever the kind.
        let kind = (!metric.aspect.is_of_every_kind()).then_some(metric.kind);
        let (first, second) = metric.aspect.counts();
        let hits = counts.counted(unit, kind, first);
        let beside = counts.counted(unit, kind, second);
        let (whole, missed) = match metric.aspect {
            Aspect::OnTime | Aspect::Support => (
                vec![beside],
                counts.counted_except(unit, kind, second, first),
            ),
            Aspect::Solved | Aspect::Satisfied => (vec![hits.clone(), beside.clone()], beside),
            Aspect::Reopened => (vec![beside], hits.clone()),
        };
        let mut share = Self {
            metric,
            hits,
            whole,
            missed,
            rate: None,
        };
        share.rate = share.exact().map(two);
        share
    }

    /// The same rate of these days and of later ones.
    #[must_use]
    pub fn plus(&self, later: &Self) -> Self {
        let add = |a: &Counted, b: &Counted| Counted {
            cases: a.cases + b.cases,
            figure: Figure {
                to: b.figure.to,
                ..a.figure.clone()
            },
        };
        let mut share = Self {
            metric: self.metric,
            hits: add(&self.hits, &later.hits),
            whole: (self.whole.iter().zip(&later.whole))
                .map(|(a, b)| add(a, b))
                .collect(),
            missed: add(&self.missed, &later.missed),
            rate: None,
        };
        share.rate = share.exact().map(two);
        share
    }

    /// The denominator.
    pub fn cases(&self) -> u64 {
        self.whole.iter().map(|c| c.cases).sum()
    }

    /// The rate, not rounded.
    pub fn exact(&self) -> Option<Decimal> {
        percent(self.hits.cases, self.cases())
    }

    /// `91.67%`, or `无数据`.
    pub fn words(&self) -> String {
        self.rate
            .map_or("无数据".to_owned(), |rate| format!("{rate}%"))
    }

    /// The cases that cost points: `6 件超时`; empty when there are none.
    pub fn missed_words(&self) -> String {
        self.metric.missed_words(self.missed.cases)
    }
}

/// What a measure found for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Found {
    /// Cases of the journal.
    Cases {
        /// The rate and its cases.
        share: Share,
    },
    /// A reported figure.
    Reported {
        /// What counts of it.
        reading: Reading,
        /// Unit of the value.
        unit_word: String,
    },
}

/// One measure in a unit's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureScore {
    /// As printed.
    pub title: String,
    /// Its value and what that rests on.
    #[serde(flatten)]
    pub found: Found,
    /// Weight in the rulebook.
    pub weight: Decimal,
    /// Weight for this unit, after weights of measures with too few cases were spread; two
    /// decimals. Zero when it does not count.
    pub effective: Decimal,
    /// Points earned of the effective weight, two decimals; `None` when it does not count. For
    /// what stands beyond the 100 points: added, or taken off.
    pub points: Option<Decimal>,
    /// Points lost, two decimals.
    pub lost: Decimal,
    /// How the points came about, in one sentence.
    pub why: String,
}

impl MeasureScore {
    /// The rate and its cases; `None` for reported figures.
    pub fn share(&self) -> Option<&Share> {
        match &self.found {
            Found::Cases { share } => Some(share),
            Found::Reported { .. } => None,
        }
    }

    /// The value as printed: `91.67%`, `无数据`, `3.5天`, `未报`, `不适用`.
    pub fn value_words(&self) -> String {
        match &self.found {
            Found::Cases { share } => share.words(),
            Found::Reported { reading, unit_word } => reading.words(unit_word),
        }
    }

    /// What cost points: `6 件超时`, `未报`, `3.5天未达满分线`; empty when nothing did.
    pub fn lost_words(&self) -> String {
        match &self.found {
            _ if self.lost.is_zero() => String::new(),
            Found::Cases { share } => share.missed_words(),
            Found::Reported {
                reading: Reading::Value(_),
                ..
            } => format!("{}，没有达到满分", self.value_words()),
            Found::Reported { .. } => self.value_words(),
        }
    }

    /// `按时办结率失8.42分：2 件超时`.
    pub fn loss_words(&self) -> String {
        format!("{}失{}分：{}", self.title, self.lost, self.lost_words())
    }

    /// The points as printed; `不计分` when it does not count.
    pub fn points_words(&self) -> String {
        self.points
            .map_or("不计分".to_owned(), |points| points.to_string())
    }
}

/// The score of one unit in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitScore {
    /// Unit.
    pub unit: UnitId,
    /// 应办: what came due in the period, of all kinds.
    pub cases: Counted,
    /// Every measure of the rulebook that applies to the unit's group, in its order.
    pub measures: Vec<MeasureScore>,
    /// Two decimals; `None` with the reason in `unplaced`.
    pub score: Option<Decimal>,
    /// Why the unit has no place; empty when it has one.
    pub unplaced: String,
    /// 一票否决: why the score is 0; empty when nothing vetoes it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub veto: String,
}

impl UnitScore {
    /// Where points were lost, the most first; of equal losses the first in the rulebook.
    pub fn losses(&self) -> Vec<&MeasureScore> {
        let mut losses: Vec<&MeasureScore> = (self.measures.iter())
            .filter(|m| m.lost > Decimal::ZERO)
            .collect();
        losses.sort_by_key(|m| std::cmp::Reverse(m.lost));
        losses
    }

    /// Where most points were lost.
    pub fn worst(&self) -> Option<&MeasureScore> {
        self.losses().into_iter().next()
    }
}

/// Two decimals, half-up, always printed with both.
pub(super) fn two(value: Decimal) -> Decimal {
    let mut out = rounded(value);
    out.rescale(2);
    out
}

/// The number or rate that the form reads, from cases.
fn value_of(measure: &Measure, hits: u64, whole: u64) -> Option<Decimal> {
    match measure.basis {
        Basis::Rate(_) => percent(hits, whole),
        Basis::Missed(metric) => (whole > 0).then(|| Decimal::from(metric.missed(hits, whole))),
        Basis::Reported(_) => None,
    }
}

/// Points that `hits` of `whole` cases earn, not rounded: of `weight` for what is part of the 100,
/// beyond it for the rest. `None` without cases.
pub(super) fn case_points(
    measure: &Measure,
    weight: Decimal,
    hits: u64,
    whole: u64,
) -> Option<Decimal> {
    let value = value_of(measure, hits, whole)?;
    match measure.is_weighed() {
        true => earned(measure, value).map(|share| share * weight),
        false => Some(measure.form.beyond(value)),
    }
}

fn earned(measure: &Measure, value: Decimal) -> Option<Decimal> {
    (measure.form).earned(measure.better(), value, measure.weight)
}

/// Whether a measure counts with so many cases. Never without any.
fn counts_with(measure: &Measure, cases: u64) -> bool {
    cases > 0 && cases >= u64::from(measure.minimum_cases)
}

/// What scores are made of.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// The counts of the period's days.
    pub counts: &'a Counts,
    /// The reports of the period.
    pub reports: &'a Reports,
}

/// A measure with what was found for the unit.
struct Taken<'a> {
    measure: &'a Measure,
    found: Found,
    /// The value that scores; `None`: the measure does not count, or nothing was reported.
    value: Option<Decimal>,
    /// It does not count and its weight is spread.
    spread: bool,
}

fn take<'a>(measure: &'a Measure, unit: &Unit, figures: Figures<'_>) -> Taken<'a> {
    let taken = |found, value, spread| Taken {
        measure,
        found,
        value,
        spread,
    };
    match &measure.basis {
        Basis::Rate(metric) | Basis::Missed(metric) => {
            let share = Share::of(*metric, Some(&unit.id), figures.counts);
            let counts = counts_with(measure, share.cases());
            let value = value_of(measure, share.hits.cases, share.cases()).filter(|_| counts);
            taken(Found::Cases { share }, value, value.is_none())
        }
        Basis::Reported(reported) => {
            let reading = match measure.applies_to(&unit.id, unit.peer_group.as_deref()) {
                true => figures.reports.reading(&measure.id, &unit.id),
                false => Reading::NotApplicable("办法规定这一项不考核本单位".to_owned()),
            };
            let value = match reading {
                Reading::Value(value) => Some(value),
                _ => None,
            };
            let spread = matches!(reading, Reading::NotApplicable(_));
            let unit_word = reported.unit_word.clone();
            taken(Found::Reported { reading, unit_word }, value, spread)
        }
    }
}

/// The score of a unit from its counts and reports.
pub fn score(rulebook: &Rulebook, unit: &Unit, figures: Figures<'_>) -> UnitScore {
    let group = unit.peer_group.as_deref();
    let taken: Vec<Taken<'_>> = (rulebook.measures.iter())
        .filter(|measure| group.is_none_or(|group| measure.applies_to_group(group)))
        .map(|measure| take(measure, unit, figures))
        .collect();
    let weighed = |t: &&Taken<'_>| t.measure.is_weighed();
    let counted: Decimal = (taken.iter().filter(weighed))
        .filter(|t| !t.spread)
        .map(|t| t.measure.weight)
        .sum();
    let raw: Decimal = (taken.iter().filter(weighed))
        .filter_map(|t| Some(earned(t.measure, t.value?)? * t.measure.weight))
        .sum();
    let beyond: Decimal = (taken.iter())
        .filter(|t| !t.measure.is_weighed())
        .filter_map(|t| Some(t.measure.form.beyond(t.value?)))
        .sum();
    let veto = veto(&taken);
    let cases = figures.counts.counted(Some(&unit.id), None, Count::Due);
    let unplaced = unplaced(rulebook, unit, &cases, &taken);
    let score = (raw * Decimal::ONE_HUNDRED)
        .checked_div(counted)
        .map(|base| match veto.is_empty() {
            true => two((base + beyond).max(Decimal::ZERO)),
            false => two(Decimal::ZERO),
        })
        .filter(|_| unplaced.is_empty());
    UnitScore {
        unit: unit.id.clone(),
        cases,
        measures: (taken.into_iter())
            .map(|t| one_measure(rulebook, t, counted))
            .collect(),
        score,
        unplaced,
        veto,
    }
}

/// Why a veto holds; empty when none does.
fn veto(taken: &[Taken<'_>]) -> String {
    let holds = taken.iter().find_map(|t| match t.measure.form {
        Form::Veto { at } => t.value.filter(|value| *value >= at).map(|value| (t, value)),
        _ => None,
    });
    holds.map_or(String::new(), |(t, value)| {
        let (title, unit) = (&t.measure.title, t.measure.unit_word());
        format!(
            "“{title}”{}{unit}，一票否决，本期得分记0分。",
            value.normalize()
        )
    })
}

fn one_measure(rulebook: &Rulebook, taken: Taken<'_>, counted: Decimal) -> MeasureScore {
    let measure = taken.measure;
    let (effective, points) = if measure.is_weighed() {
        let effective = (measure.weight * Decimal::ONE_HUNDRED)
            .checked_div(counted)
            .filter(|_| !taken.spread)
            .unwrap_or_default();
        let points = match taken.value {
            Some(value) => earned(measure, value).map(|share| share * effective),
            // Not reported: nothing earned, nothing spread.
            None => (!taken.spread && rulebook.unreported == Unreported::NoPoints)
                .then_some(Decimal::ZERO),
        };
        (effective, points)
    } else {
        let beyond = taken.value.map(|value| measure.form.beyond(value));
        (Decimal::ZERO, beyond)
    };
    let lost = match measure.is_weighed() {
        true => effective - points.unwrap_or_default(),
        false => (-points.unwrap_or_default()).max(Decimal::ZERO),
    };
    let why = why(rulebook, &taken, effective, points);
    MeasureScore {
        title: measure.title.clone(),
        found: taken.found,
        weight: measure.weight,
        effective: two(effective),
        points: points.map(two),
        lost: two(lost),
        why,
    }
}

/// Why a measure without a value does not count or earns nothing.
fn why_not(rulebook: &Rulebook, taken: &Taken<'_>) -> String {
    let spread = match taken.measure.is_weighed() {
        true => "不计分，权重摊给其他项",
        false => "不加分也不扣分",
    };
    match &taken.found {
        Found::Cases { share } => match share.cases() {
            0 => format!("本期没有这一项的办件，{spread}。"),
            n => format!(
                "只有 {n} 件，不足 {} 件，{spread}。",
                taken.measure.minimum_cases
            ),
        },
        Found::Reported { reading, .. } => match reading {
            Reading::NotApplicable(reason) => format!("不适用：{reason}；{spread}。"),
            _ if !taken.measure.is_weighed() => {
                format!("{}，不加分也不扣分。", reading.words(""))
            }
            _ => format!(
                "{}，{}；不等于报了零。",
                reading.words(""),
                rulebook.unreported.word()
            ),
        },
    }
}

fn why(
    rulebook: &Rulebook,
    taken: &Taken<'_>,
    effective: Decimal,
    points: Option<Decimal>,
) -> String {
    let measure = taken.measure;
    let Some(value) = taken.value else {
        return why_not(rulebook, taken);
    };
    let head = match &taken.found {
        Found::Cases { share } => {
            let (cases, hits) = (share.cases(), share.hits.cases);
            match measure.basis {
                Basis::Missed(metric) => {
                    let words = metric.missed_words(share.missed.cases);
                    let words = if words.is_empty() {
                        "没有".to_owned()
                    } else {
                        words
                    };
                    format!("{cases} 件中{words}")
                }
                _ => format!("{cases} 件中 {hits} 件，{}", share.words()),
            }
        }
        Found::Reported { reading, unit_word } => {
            format!("报送并核验 {}", reading.words(unit_word))
        }
    };
    let points = two(points.unwrap_or_default());
    if let Form::Veto { at } = measure.form {
        let (at, unit) = (at.normalize(), measure.unit_word());
        return match value >= at {
            true => format!("{head}；达到 {at}{unit}，一票否决。"),
            false => format!("{head}；未到 {at}{unit}，不否决。"),
        };
    }
    if !measure.is_weighed() {
        let words = measure.form_words();
        return match points < Decimal::ZERO {
            true => format!("{head}；{words}，扣 {} 分。", -points),
            false => format!("{head}；{words}，加 {points} 分。"),
        };
    }
    let weight = if two(effective) == two(measure.weight) {
        format!("权重 {}", measure.weight.normalize())
    } else {
        format!(
            "权重 {}，摊入样本不足各项后 {}",
            measure.weight.normalize(),
            two(effective)
        )
    };
    let share = earned(measure, value).unwrap_or_default() * Decimal::ONE_HUNDRED;
    let rule = match &measure.form {
        Form::Linear { floor, target } => {
            let unit = measure.unit_word();
            let (floor, target) = (floor.normalize(), target.normalize());
            format!("{floor}{unit} 得 0 分、{target}{unit} 得满分")
        }
        _ => measure.form_words(),
    };
    format!(
        "{head}；{rule}，折 {}%；{weight}，得 {points} 分。",
        printed(share)
    )
}

fn unplaced(rulebook: &Rulebook, unit: &Unit, cases: &Counted, taken: &[Taken<'_>]) -> String {
    let weighed = || taken.iter().filter(|t| t.measure.is_weighed());
    let few = |t: &&Taken<'_>| t.spread && matches!(t.found, Found::Cases { .. });
    let silent = |t: &&Taken<'_>| !t.spread && t.value.is_none();
    let months = rulebook.open.new_unit_months;
    if let Some(since) = unit.since
        && since
            .first_of_month()
            .saturating_add(i64::from(months).months())
            > cases.figure.from
    {
        let (y, m, d) = (since.year(), since.month(), since.day());
        return format!("{y}年{m}月{d}日新设或合并，按办法{months}个月内不排名次。");
    }
    if cases.cases < u64::from(rulebook.minimum_cases) {
        let (n, least) = (cases.cases, rulebook.minimum_cases);
        return format!("本期应办 {n} 件，不足 {least} 件，列出但不排名次。");
    }
    if weighed().all(|t| t.spread) {
        return "各项办件都不足最低件数，不计分。".to_owned();
    }
    if let (MissingMeasure::NoScore, Some(t)) = (rulebook.missing, weighed().find(few)) {
        let title = &t.measure.title;
        return format!("“{title}”办件不足最低件数，按办法本期不计分。");
    }
    if let (Unreported::NoScore, Some(t)) = (rulebook.unreported, weighed().find(silent)) {
        let title = &t.measure.title;
        return format!("“{title}”未报或未核验，按办法本期不计分，补报后再算。");
    }
    String::new()
}

#[cfg(test)]
pub(super) mod tests;
