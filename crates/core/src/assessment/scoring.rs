//! Scores: counts → rate → points → score, each step explained.
//!
//! A rate without cases is "no data", never 0 or 100 (rules.md C7). A measure with fewer cases
//! than its minimum does not count for the unit, and its weight goes to the unit's other measures
//! in proportion. Everything is exact until it is printed; the score is rounded once, to two
//! decimals, and places are given by the score as printed, so that a reader can check them.

use super::figure::{Counted, Counts};
use super::rates::{percent, printed, rounded};
use super::rulebook::{Measure, Metric, MissingMeasure, Rulebook};
use super::tally::Count;
use crate::district::UnitId;
use crate::matter::Kind;
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
        let appeal = |count| counts.counted(unit, Some(Kind::Appeal), count);
        let in_time = |kind| {
            let hits = counts.counted(unit, Some(kind), Count::OnTime);
            let due = counts.counted(unit, Some(kind), Count::Due);
            let late = counts.counted_except(unit, Some(kind), Count::Due, Count::OnTime);
            (hits, vec![due], late)
        };
        let of_two = |good, bad| {
            let (good, bad) = (appeal(good), appeal(bad));
            (good.clone(), vec![good, bad.clone()], bad)
        };
        // Whatever was rated: an appeal, an application, a visit to a window.
        let rated = |count| counts.counted(unit, None, count);
        let (hits, whole, missed) = match metric {
            Metric::OnTime => in_time(Kind::Appeal),
            Metric::DirectiveOnTime => in_time(Kind::Directive),
            Metric::Solved => of_two(Count::Solved, Count::NotSolved),
            Metric::Satisfied => {
                let (good, bad) = (rated(Count::Pleased), rated(Count::Displeased));
                (good.clone(), vec![good, bad.clone()], bad)
            }
            Metric::Reopened => {
                let again = appeal(Count::Reopened);
                (again.clone(), vec![appeal(Count::Answered)], again)
            }
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
        let n = self.missed.cases;
        match (n, self.metric) {
            (0, _) => String::new(),
            (n, Metric::OnTime) => format!("{n} 件超时"),
            (n, Metric::Solved) => format!("{n} 件企业说未解决"),
            (n, Metric::Satisfied) => format!("{n} 件不满意"),
            (n, Metric::Reopened) => format!("{n} 件重办"),
            (n, Metric::DirectiveOnTime) => format!("{n} 项任务未按时反馈"),
        }
    }
}

/// One measure in a unit's score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureScore {
    /// As printed.
    pub title: String,
    /// Its rate and cases.
    pub share: Share,
    /// Weight in the rulebook.
    pub weight: Decimal,
    /// Weight for this unit, after weights of measures with too few cases were spread; two
    /// decimals. Zero when it does not count.
    pub effective: Decimal,
    /// Points earned of the effective weight, two decimals; `None` when it does not count.
    pub points: Option<Decimal>,
    /// Points lost, two decimals.
    pub lost: Decimal,
    /// How the points came about, in one sentence.
    pub why: String,
}

/// The score of one unit in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitScore {
    /// Unit.
    pub unit: UnitId,
    /// 应办: what came due in the period, of all kinds.
    pub cases: Counted,
    /// Every measure of the rulebook, in its order.
    pub measures: Vec<MeasureScore>,
    /// Two decimals; `None` with the reason in `unplaced`.
    pub score: Option<Decimal>,
    /// Why the unit has no place; empty when it has one.
    pub unplaced: String,
}

/// Two decimals, half-up, always printed with both.
pub(super) fn two(value: Decimal) -> Decimal {
    let mut out = rounded(value);
    out.rescale(2);
    out
}

/// The share of a measure's points that `hits` of `whole` earn, 0 to 1, not rounded.
pub(super) fn earned(measure: &Measure, hits: u64, whole: u64) -> Option<Decimal> {
    let rate = percent(hits, whole)?;
    let share = (rate - measure.floor).checked_div(measure.target - measure.floor)?;
    Some(share.clamp(Decimal::ZERO, Decimal::ONE))
}

/// Whether a measure counts with so many cases. Never without any.
fn counts_with(measure: &Measure, cases: u64) -> bool {
    cases > 0 && cases >= u64::from(measure.minimum_cases)
}

/// The score of a unit from its counts.
pub fn score(rulebook: &Rulebook, unit: &UnitId, counts: &Counts) -> UnitScore {
    let shares: Vec<(&Measure, Share)> = (rulebook.measures.iter())
        .map(|measure| (measure, Share::of(measure.metric, Some(unit), counts)))
        .collect();
    let counted: Decimal = (shares.iter())
        .filter(|(measure, share)| counts_with(measure, share.cases()))
        .map(|(measure, _)| measure.weight)
        .sum();
    let mut raw = Decimal::ZERO;
    let measures = (shares.into_iter())
        .map(|(measure, share)| {
            let part = earned(measure, share.hits.cases, share.cases())
                .filter(|_| counts_with(measure, share.cases()));
            raw += part.unwrap_or_default() * measure.weight;
            one_measure(measure, share, part, counted)
        })
        .collect::<Vec<_>>();
    let cases = counts.counted(Some(unit), None, Count::Due);
    let unplaced = unplaced(rulebook, &cases, &measures);
    let score = (raw * Decimal::ONE_HUNDRED)
        .checked_div(counted)
        .map(two)
        .filter(|_| unplaced.is_empty());
    UnitScore {
        unit: unit.clone(),
        cases,
        measures,
        score,
        unplaced,
    }
}

fn one_measure(
    measure: &Measure,
    share: Share,
    part: Option<Decimal>,
    counted: Decimal,
) -> MeasureScore {
    let effective = (measure.weight * Decimal::ONE_HUNDRED).checked_div(counted);
    let points = part.zip(effective).map(|(part, weight)| part * weight);
    let effective = effective.filter(|_| part.is_some()).unwrap_or_default();
    let why = why(measure, &share, part, effective);
    MeasureScore {
        title: measure.title.clone(),
        share,
        weight: measure.weight,
        effective: two(effective),
        points: points.map(two),
        lost: two(effective - points.unwrap_or_default()),
        why,
    }
}

fn why(measure: &Measure, share: &Share, part: Option<Decimal>, effective: Decimal) -> String {
    let cases = share.cases();
    let Some(part) = part else {
        return match cases {
            0 => "本期没有这一项的办件，不计分，权重摊给其他项。".to_owned(),
            n => format!(
                "只有 {n} 件，不足 {} 件，不计分，权重摊给其他项。",
                measure.minimum_cases
            ),
        };
    };
    let hits = share.hits.cases;
    let weight = if two(effective) == two(measure.weight) {
        format!("权重 {}", measure.weight.normalize())
    } else {
        format!(
            "权重 {}，摊入样本不足各项后 {}",
            measure.weight.normalize(),
            two(effective)
        )
    };
    format!(
        "{cases} 件中 {hits} 件，{}；{}% 得 0 分、{}% 得满分，折 {}%；{weight}，得 {} 分。",
        share.words(),
        measure.floor.normalize(),
        measure.target.normalize(),
        printed(part * Decimal::ONE_HUNDRED),
        two(part * effective),
    )
}

fn unplaced(rulebook: &Rulebook, cases: &Counted, measures: &[MeasureScore]) -> String {
    let missing = |m: &&MeasureScore| m.points.is_none();
    if cases.cases < u64::from(rulebook.minimum_cases) {
        let (n, least) = (cases.cases, rulebook.minimum_cases);
        format!("本期应办 {n} 件，不足 {least} 件，列出但不排名次。")
    } else if measures.iter().all(|m| m.points.is_none()) {
        "各项办件都不足最低件数，不计分。".to_owned()
    } else if let (MissingMeasure::NoScore, Some(m)) =
        (rulebook.missing, measures.iter().find(missing))
    {
        format!("“{}”办件不足最低件数，按办法本期不计分。", m.title)
    } else {
        String::new()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::assessment::rulebook::Ties;
    use crate::rules::{Confidence, Source};
    use jiff::civil::date;
    use proptest::prelude::*;

    /// The rulebook of the shipped pack.
    pub(in crate::assessment) fn rulebook() -> Rulebook {
        let measure = |metric: Metric, weight, floor, target, minimum_cases| Measure {
            metric,
            title: metric.word().to_owned(),
            weight: Decimal::from(weight),
            floor: Decimal::from(floor),
            target: Decimal::from(target),
            minimum_cases,
        };
        Rulebook {
            id: "monthly".to_owned(),
            title: "办法".to_owned(),
            version: "2025-1".to_owned(),
            from: date(2024, 1, 1),
            measures: vec![
                measure(Metric::OnTime, 40, 60, 98, 5),
                measure(Metric::Solved, 25, 50, 95, 5),
                measure(Metric::Satisfied, 20, 60, 98, 5),
                measure(Metric::Reopened, 5, 20, 0, 5),
                measure(Metric::DirectiveOnTime, 10, 60, 100, 2),
            ],
            minimum_cases: 5,
            missing: MissingMeasure::Redistribute,
            ties: Ties::Competition,
            interview_after: 2,
            peer_groups: vec!["审批服务组".to_owned()],
            source: Source {
                document: String::new(),
                number: String::new(),
                article: String::new(),
                confidence: Confidence::Unsure,
            },
        }
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
        score(&rulebook(), &UnitId::from("住建局"), &counts)
    }

    fn points(score: &UnitScore) -> Vec<String> {
        let text = |p: Option<Decimal>| p.map_or("—".to_owned(), |p| p.to_string());
        score.measures.iter().map(|m| text(m.points)).collect()
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
        assert_eq!(score.measures[2].share.rate.unwrap().to_string(), "100.00");
        assert_eq!(score.measures[2].effective, Decimal::ZERO);
    }

    #[test]
    fn below_the_minimum_no_score_and_no_data_is_no_zero() {
        let few = one([4, 4, 4, 0, 4, 0, 4, 0, 0, 0]);
        assert_eq!(few.score, None);
        assert_eq!(few.unplaced, "本期应办 4 件，不足 5 件，列出但不排名次。");
        assert_eq!(few.measures[4].share.rate, None);
        assert_eq!(few.measures[4].share.words(), "无数据");
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
        let score = score(&book, &UnitId::from("住建局"), &counts);
        assert_eq!(
            score.unplaced,
            "“满意率”办件不足最低件数，按办法本期不计分。"
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
