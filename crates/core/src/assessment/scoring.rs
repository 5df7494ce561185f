//! Scores: counts and reports → values → points → score, each step explained.
//!
//! A rate without cases is "no data", never 0 or 100 (rules.md C7). A measure with fewer cases
//! than its minimum, or one that is not applicable, does not count for the unit, and its weight
//! goes to the unit's other measures in proportion. What was not reported earns nothing and keeps
//! its weight. Everything is exact until it is printed; the score is rounded once, to two
//! decimals, and places are given by the score as printed, so that a reader can check them.

use super::figure::{Counted, Counts};
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
        // stand with the appeal. Neither is counted twice.
        let kind = match metric.aspect {
            Aspect::Satisfied => None,
            _ => Some(metric.kind),
        };
        let (first, second) = metric.aspect.counts();
        let hits = counts.counted(unit, kind, first);
        let beside = counts.counted(unit, kind, second);
        let (whole, missed) = match metric.aspect {
            Aspect::OnTime => (
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
pub(super) mod tests {
    use super::*;
    use crate::assessment::metric::Better;
    use crate::assessment::report::{Grounds, Report, Said};
    use crate::assessment::rulebook::{
        AfterTalk, Gap, LastTies, LeftOpen, OpenObjection, Reported, Ties,
    };
    use crate::district::{PostId, UnitKind};
    use crate::matter::{By, Kind};
    use crate::moment::Moment;
    use crate::rules::{Confidence, Source};
    use jiff::civil::date;
    use proptest::prelude::*;

    /// A source of our own.
    pub(in crate::assessment) fn source() -> Source {
        Source {
            document: String::new(),
            number: String::new(),
            article: String::new(),
            confidence: Confidence::Unsure,
        }
    }

    /// A measure that counts a metric from floor to target.
    pub(in crate::assessment) fn measure(
        metric: Metric,
        weight: i64,
        floor: i64,
        target: i64,
        minimum_cases: u32,
    ) -> Measure {
        Measure {
            id: metric.code(),
            title: metric.word(),
            basis: Basis::Rate(metric),
            form: Form::Linear {
                floor: Decimal::from(floor),
                target: Decimal::from(target),
            },
            weight: Decimal::from(weight),
            minimum_cases,
            groups: Vec::new(),
            units: Vec::new(),
        }
    }

    /// A reported measure: days from 10 to 3, the fewer the better.
    pub(in crate::assessment) fn reported(weight: i64) -> Measure {
        Measure {
            id: "days".to_owned(),
            title: "平均用时".to_owned(),
            basis: Basis::Reported(Reported {
                about: "受理到办结的平均工作日".to_owned(),
                unit_word: "天".to_owned(),
                better: Better::Less,
                lead: UnitId::from("政务服务中心"),
                verifier: UnitId::from("区政府办"),
                least: Decimal::ZERO,
                most: Decimal::from(365),
            }),
            form: Form::Linear {
                floor: Decimal::from(10),
                target: Decimal::ZERO,
            },
            ..measure(Metric::ON_TIME, weight, 0, 0, 0)
        }
    }

    /// The rulebook of the shipped pack.
    pub(in crate::assessment) fn rulebook() -> Rulebook {
        Rulebook {
            id: "monthly".to_owned(),
            title: "办法".to_owned(),
            version: "2025-1".to_owned(),
            from: date(2024, 1, 1),
            measures: vec![
                measure(Metric::ON_TIME, 40, 60, 98, 5),
                measure(Metric::SOLVED, 25, 50, 95, 5),
                measure(Metric::SATISFIED, 20, 60, 98, 5),
                measure(Metric::REOPENED, 5, 20, 0, 5),
                measure(Metric::DIRECTIVE_ON_TIME, 10, 60, 100, 2),
            ],
            minimum_cases: 5,
            missing: MissingMeasure::Redistribute,
            unreported: Unreported::NoPoints,
            ties: Ties::Competition,
            open: LeftOpen {
                interview_after: 2,
                last_ties: LastTies::All,
                last_fewest: 2,
                last_spares_targets: false,
                gap: Gap::Skip,
                gap_most: 1,
                after_talk: AfterTalk::Reset,
                open_objection: OpenObjection::Suspend,
                new_unit_months: 3,
                source: source(),
            },
            exclusions: Vec::new(),
            peer_groups: vec!["审批服务组".to_owned()],
            source: source(),
        }
    }

    /// A unit of the only group.
    pub(in crate::assessment) fn unit(name: &str) -> Unit {
        Unit {
            id: UnitId::from(name),
            full_name: String::new(),
            kind: UnitKind::Department,
            peer_group: Some("审批服务组".to_owned()),
            sponsor: PostId::from("常务副区长"),
            head: String::new(),
            telephone: String::new(),
            aliases: Vec::new(),
            since: None,
        }
    }

    /// The score of 住建局 without reports.
    fn scored(book: &Rulebook, counts: &Counts) -> UnitScore {
        let reports = &Reports::default();
        score(book, &unit("住建局"), Figures { counts, reports })
    }

    /// One month of a unit: appeals due and on time, answered and reopened, solved and not,
    /// pleased and not; directives due and on time.
    pub(in crate::assessment) fn month(unit: &str, n: [u64; 10], counts: &mut Counts) {
        let [
            due,
            on_time,
            answered,
            again,
            solved,
            not,
            pleased,
            displeased,
            orders,
            reported,
        ] = n;
        let mut add = |kind, count, n| counts.add(UnitId::from(unit), kind, count, n);
        add(Kind::Appeal, Count::Due, due);
        add(Kind::Appeal, Count::OnTime, on_time);
        add(Kind::Appeal, Count::Answered, answered);
        add(Kind::Appeal, Count::Reopened, again);
        add(Kind::Appeal, Count::Solved, solved);
        add(Kind::Appeal, Count::NotSolved, not);
        add(Kind::Appeal, Count::Pleased, pleased);
        add(Kind::Appeal, Count::Displeased, displeased);
        add(Kind::Directive, Count::Due, orders);
        add(Kind::Directive, Count::OnTime, reported);
    }

    fn one(n: [u64; 10]) -> UnitScore {
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        month("住建局", n, &mut counts);
        scored(&rulebook(), &counts)
    }

    fn points(score: &UnitScore) -> Vec<String> {
        let text = |p: Option<Decimal>| p.map_or("—".to_owned(), |p| p.to_string());
        score.measures.iter().map(|m| text(m.points)).collect()
    }

    fn share(score: &UnitScore, at: usize) -> &Share {
        score.measures[at].share().unwrap()
    }

    /// By hand: on time 18/20 = 90 % → (90−60)/38 × 40 = 31.5789; solved 8/10 = 80 % →
    /// 30/45 × 25 = 16.6667; satisfied 9/10 = 90 % → 30/38 × 20 = 15.7895; reopened 1/20 = 5 % →
    /// 15/20 × 5 = 3.75; directives 3/4 = 75 % → 15/40 × 10 = 3.75. Sum 71.5351.
    #[test]
    fn a_full_score_as_computed_by_hand() {
        let score = one([20, 18, 20, 1, 8, 2, 9, 1, 4, 3]);
        assert_eq!(points(&score), ["31.58", "16.67", "15.79", "3.75", "3.75"]);
        assert_eq!(score.score.unwrap().to_string(), "71.54");
        assert_eq!(score.measures[0].lost.to_string(), "8.42");
        assert_eq!(
            score.measures[0].why,
            "20 件中 18 件，90.00%；60% 得 0 分、98% 得满分，折 78.95%；权重 40，得 31.58 分。"
        );
        assert_eq!(score.cases.cases, 24);
    }

    /// Reviews too few: 20 points go to the others. On time 98 % or more earns all, solved 95 %
    /// or more too, none reopened, directives 1/2 = 50 % below the floor: 70 of 80 → 87.50.
    #[test]
    fn weights_of_measures_without_cases_are_spread() {
        let score = one([50, 49, 20, 0, 19, 1, 4, 0, 2, 1]);
        assert_eq!(points(&score), ["50.00", "31.25", "—", "6.25", "0.00"]);
        assert_eq!(score.score.unwrap().to_string(), "87.50");
        assert!(score.measures[2].why.contains("只有 4 件，不足 5 件"));
        assert_eq!(share(&score, 2).rate.unwrap().to_string(), "100.00");
        assert_eq!(score.measures[2].effective, Decimal::ZERO);
    }

    #[test]
    fn below_the_minimum_no_score_and_no_data_is_no_zero() {
        let few = one([4, 4, 4, 0, 4, 0, 4, 0, 0, 0]);
        assert_eq!(few.score, None);
        assert_eq!(few.unplaced, "本期应办 4 件，不足 5 件，列出但不排名次。");
        assert_eq!(share(&few, 4).rate, None);
        assert_eq!(few.measures[4].value_words(), "无数据");
        assert_eq!(one([0; 10]).score, None);
        // Enough came due, but nothing that a measure may count: 4 appeals and 1 directive.
        assert_eq!(one([4, 4, 0, 0, 0, 0, 0, 0, 1, 1]).score, None);
    }

    #[test]
    fn a_book_may_ask_for_every_measure() {
        let mut book = rulebook();
        book.missing = MissingMeasure::NoScore;
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        month("住建局", [50, 49, 20, 0, 19, 1, 4, 0, 2, 1], &mut counts);
        let score = scored(&book, &counts);
        assert_eq!(
            score.unplaced,
            "“满意率”办件不足最低件数，按办法本期不计分。"
        );
    }

    /// A month in which everything is at its target but for what a test changes.
    fn flawless() -> Counts {
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        month("住建局", [50, 50, 50, 0, 20, 0, 20, 0, 2, 2], &mut counts);
        counts
    }

    fn report(said: Said, verified: bool) -> Reports {
        let by = || (By::Rule, Moment::local(date(2026, 2, 2).at(9, 0, 0, 0)));
        let grounds = Grounds {
            note: "台账".to_owned(),
            files: Vec::new(),
        };
        let report = Report {
            said,
            grounds,
            made: by(),
            verified: verified.then(by),
            returned: None,
        };
        Reports::new([("days".to_owned(), UnitId::from("住建局"), report)])
    }

    /// By hand: journal measures weigh 80 of 100 and are flawless, days weigh 20, 10 → 0 points,
    /// 0 → all. A reported 0 earns all 20; 3.5 days earn 65 % of them, 13; nothing reported and
    /// nothing verified earn 0 of 20; not applicable leaves 80 of 80.
    #[test]
    fn unreported_zero_and_not_applicable_are_three_things() {
        let mut book = rulebook();
        book.measures[0].weight = Decimal::from(20);
        book.measures.push(reported(20));
        let counts = flawless();
        let with = |reports: &Reports| {
            let figures = Figures {
                counts: &counts,
                reports,
            };
            let score = score(&book, &unit("住建局"), figures);
            let days = score.measures.last().unwrap();
            (
                score.score.unwrap().to_string(),
                days.value_words(),
                days.points_words(),
                days.effective.to_string(),
            )
        };
        let said = |text: &str| Said::Value(text.parse().unwrap());
        let row = |a: &str, b: &str, c: &str, d: &str| {
            (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
        };
        assert_eq!(
            with(&report(said("0"), true)),
            row("100.00", "0天", "20.00", "20.00")
        );
        assert_eq!(
            with(&report(said("3.5"), true)),
            row("93.00", "3.5天", "13.00", "20.00")
        );
        assert_eq!(
            with(&Reports::default()),
            row("80.00", "未报", "0.00", "20.00")
        );
        assert_eq!(
            with(&report(said("0"), false)),
            row("80.00", "已报未核", "0.00", "20.00")
        );
        let none = Said::NotApplicable("没有这类业务".to_owned());
        assert_eq!(
            with(&report(none, true)),
            row("100.00", "不适用", "不计分", "0.00")
        );
        book.unreported = Unreported::NoScore;
        let figures = Figures {
            counts: &counts,
            reports: &Reports::default(),
        };
        let silent = score(&book, &unit("住建局"), figures);
        assert_eq!(silent.score, None);
        assert!(
            silent.unplaced.contains("“平均用时”未报"),
            "{}",
            silent.unplaced
        );
    }

    /// A measure for other units is not applicable, and its weight spread.
    #[test]
    fn a_measure_of_other_units_is_not_applicable() {
        let mut book = rulebook();
        book.measures[0].weight = Decimal::from(20);
        book.measures.push(Measure {
            units: vec![UnitId::from("税务局")],
            ..reported(20)
        });
        let score = scored(&book, &flawless());
        let days = score.measures.last().unwrap();
        assert_eq!(days.value_words(), "不适用");
        assert!(days.why.contains("不考核本单位"), "{}", days.why);
        assert_eq!(score.score.unwrap().to_string(), "100.00");
        // For another group it is not even listed.
        book.measures[5].groups = vec!["镇街组".to_owned()];
        assert_eq!(scored(&book, &flawless()).measures.len(), 5);
    }

    /// By hand: 100 − 3 late × 1.5 = 95.5; capped at 4 → 96. A bonus of 2 × 3 capped at 5 → 101.
    /// A veto gives 0 whatever the rest.
    #[test]
    fn deduction_bonus_and_veto_stand_beyond_the_hundred() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        let mut book = rulebook();
        // On time does not score by rate here, or late cases would count twice.
        book.measures[0] = measure(Metric::SOLVED, 40, 50, 95, 5);
        book.measures[1].weight = Decimal::from(25);
        let late = |most: &str| Measure {
            id: "late".to_owned(),
            basis: Basis::Missed(Metric::ON_TIME),
            form: Form::Deduction {
                each: d("1.5"),
                most: d(most),
            },
            minimum_cases: 0,
            ..measure(Metric::ON_TIME, 0, 0, 0, 0)
        };
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        month("住建局", [50, 47, 50, 0, 20, 0, 20, 0, 2, 2], &mut counts);
        book.measures.push(late("10"));
        let score = scored(&book, &counts);
        assert_eq!(score.score.unwrap().to_string(), "95.50");
        let off = score.measures.last().unwrap();
        assert_eq!((off.points.unwrap(), off.lost), (d("-4.50"), d("4.50")));
        assert!(
            off.why.contains("50 件中3 件超时") && off.why.contains("扣 4.50 分"),
            "{}",
            off.why
        );
        book.measures[5] = late("4");
        assert_eq!(scored(&book, &counts).score.unwrap().to_string(), "96.00");
        let number = |form| Measure {
            form,
            ..reported(0)
        };
        book.measures.push(number(Form::Bonus {
            each: d("2"),
            most: d("5"),
        }));
        let with = |book: &Rulebook, value: &str| {
            let reports = &report(Said::Value(d(value)), true);
            score_of(book, &counts, reports)
        };
        assert_eq!(with(&book, "3").score.unwrap().to_string(), "101.00");
        book.measures[6] = number(Form::Veto { at: d("1") });
        assert_eq!(with(&book, "0").score.unwrap().to_string(), "96.00");
        let vetoed = with(&book, "1");
        assert_eq!(vetoed.score.unwrap().to_string(), "0.00");
        assert!(vetoed.veto.contains("一票否决"), "{}", vetoed.veto);
    }

    fn score_of(book: &Rulebook, counts: &Counts, reports: &Reports) -> UnitScore {
        score(book, &unit("住建局"), Figures { counts, reports })
    }

    /// Founded in November, three months without a place: November, December, January.
    #[test]
    fn a_new_unit_is_listed_without_a_place() {
        let mut new = unit("住建局");
        new.since = Some(date(2025, 11, 17));
        let counts = flawless();
        let reports = &Reports::default();
        let figures = Figures {
            counts: &counts,
            reports,
        };
        let january = score(&rulebook(), &new, figures);
        assert!(
            january.unplaced.contains("2025年11月17日"),
            "{}",
            january.unplaced
        );
        new.since = Some(date(2025, 10, 31));
        assert!(score(&rulebook(), &new, figures).score.is_some());
    }

    /// Every kind of the list can be measured by pack data alone; none leaks into another's.
    #[test]
    fn every_kind_scores_from_its_own_counts() {
        for kind in Kind::ALL {
            let metric = Metric::new(kind, Aspect::OnTime);
            let mut book = rulebook();
            book.measures = vec![measure(metric, 100, 0, 100, 1)];
            book.minimum_cases = 1;
            let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
            for other in Kind::ALL {
                counts.add(UnitId::from("住建局"), other, Count::Due, 4);
            }
            counts.add(UnitId::from("住建局"), kind, Count::OnTime, 3);
            let score = scored(&book, &counts);
            assert_eq!(score.score.unwrap().to_string(), "75.00", "{}", kind.code());
            assert_eq!(share(&score, 0).missed.figure.kind, Some(kind));
        }
    }

    /// What was issued before reported figures existed is read as before.
    #[test]
    fn an_issued_measure_of_the_first_version_is_still_read() {
        let text = r#"{"title":"按时办结率","share":{"metric":"on_time",
            "hits":{"cases":3,"figure":{"unit":"住建局","kind":"appeal","count":"on_time","except":null,"from":"2026-01-01","to":"2026-01-31"}},
            "whole":[{"cases":4,"figure":{"unit":"住建局","kind":"appeal","count":"due","except":null,"from":"2026-01-01","to":"2026-01-31"}}],
            "missed":{"cases":1,"figure":{"unit":"住建局","kind":"appeal","count":"due","except":"on_time","from":"2026-01-01","to":"2026-01-31"}},
            "rate":"75.00"},"weight":"40","effective":"40.00","points":"15.79","lost":"24.21","why":"…"}"#;
        let read: MeasureScore = serde_json::from_str(text).unwrap();
        assert_eq!(read.share().unwrap().metric, Metric::ON_TIME);
        assert_eq!(read.lost_words(), "1 件超时");
        let back = serde_json::to_value(&read).unwrap();
        assert_eq!(
            back,
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
    }

    /// Counts of a possible month.
    fn months() -> impl Strategy<Value = [u64; 10]> {
        let pair = || (0..40_u64).prop_flat_map(|n| (Just(n), 0..=n));
        (pair(), pair(), pair(), pair(), pair()).prop_map(
            |(due, answered, solved, pleased, orders)| {
                [
                    due.0,
                    due.1,
                    answered.0,
                    answered.1,
                    solved.1,
                    solved.0 - solved.1,
                    pleased.1,
                    pleased.0 - pleased.1,
                    orders.0,
                    orders.1,
                ]
            },
        )
    }

    proptest! {
        /// A case done better never lowers a score: late → on time, not solved → solved,
        /// displeased → pleased, reopened → not, directive late → on time.
        #[test]
        fn a_better_case_never_lowers_a_score(n in months(), which in 0..5_usize) {
            let mut better = n;
            match which {
                0 if n[1] < n[0] => better[1] += 1,
                1 if n[5] > 0 => { better[5] -= 1; better[4] += 1; }
                2 if n[7] > 0 => { better[7] -= 1; better[6] += 1; }
                3 if n[3] > 0 => better[3] -= 1,
                4 if n[9] < n[8] => better[9] += 1,
                _ => {}
            }
            prop_assert!(one(better).score >= one(n).score);
        }

        /// One more case done in time never lowers the score of a unit whose cases count.
        #[test]
        fn one_more_case_on_time_never_lowers_a_score(n in months()) {
            prop_assume!(n[0] >= 5);
            let mut more = n;
            more[0] += 1;
            more[1] += 1;
            prop_assert!(one(more).score >= one(n).score);
        }

        #[test]
        fn a_score_lies_between_0_and_100_and_its_points_sum_to_it(n in months()) {
            let score = one(n);
            if let Some(total) = score.score {
                prop_assert!(total >= Decimal::ZERO && total <= Decimal::ONE_HUNDRED);
                let sum: Decimal = score.measures.iter().filter_map(|m| m.points).sum();
                prop_assert!((sum - total).abs() <= Decimal::new(3, 2), "{sum} {total}");
            }
        }
    }
}
