//! 有效权重: how much of the difference between units each measure really makes, whatever its
//! weight says; and the measures in which most units have full marks.

use super::ranking::GroupRanking;
use super::scoring::{MeasureScore, UnitScore, two};
use rust_decimal::Decimal;

/// What a measure really weighs in a peer group.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EffectiveWeight {
    /// As printed.
    pub title: String,
    /// Share of the 100 points by the rulebook.
    pub weight: Decimal,
    /// Share of the variance of the scores that it causes, in percent, two decimals: its covariance
    /// with the score over the score's variance; the shares sum to 100. Negative: it pulls against
    /// the rest. `None`: the scores do not differ.
    pub share: Option<Decimal>,
    /// Units for which it counts.
    pub counted: u32,
    /// Of these, with full marks.
    pub full: u32,
}

/// More than this share of the units with full marks is a ceiling: the measure tells hardly
/// anybody apart.
const CEILING_PERCENT: u32 = 50;
/// Fewer units than this are too few to speak of a ceiling.
const CEILING_UNITS: u32 = 3;

impl EffectiveWeight {
    /// Whether most units have full marks.
    pub fn is_ceiling(&self) -> bool {
        self.counted >= CEILING_UNITS && self.full * 100 > self.counted * CEILING_PERCENT
    }

    /// `17个单位中12个满分，这一项分不开先后`; empty when it is no ceiling.
    pub fn ceiling_words(&self) -> String {
        match self.is_ceiling() {
            true => format!(
                "{}个单位中{}个满分，这一项分不开先后",
                self.counted, self.full
            ),
            false => String::new(),
        }
    }

    /// `32.50%`, `各单位同分`.
    pub fn share_words(&self) -> String {
        self.share
            .map_or("各单位同分".to_owned(), |share| format!("{share}%"))
    }
}

/// The effective weight of each measure of a group, in the rulebook's order. A measure that does
/// not count for a unit contributes what its other measures do on average, as the spreading of
/// its weight does.
pub fn effective_weights(group: &GroupRanking) -> Vec<EffectiveWeight> {
    let scores: Vec<&UnitScore> = group.placed.iter().map(|row| &row.score).collect();
    of_scores(&scores)
}

fn of_scores(scores: &[&UnitScore]) -> Vec<EffectiveWeight> {
    let Some(first) = scores.first() else {
        return Vec::new();
    };
    let rows: Vec<Vec<Decimal>> = scores.iter().map(|score| contributions(score)).collect();
    let totals: Vec<Decimal> = rows.iter().map(|row| row.iter().sum()).collect();
    let variance = covariance(&totals, &totals);
    (first.measures.iter().enumerate())
        .map(|(at, measure)| {
            let column: Vec<Decimal> = (rows.iter())
                .filter_map(|row| row.get(at).copied())
                .collect();
            let of_this = scores.iter().filter_map(|score| score.measures.get(at));
            let counted: Vec<&MeasureScore> = of_this.filter(|m| m.points.is_some()).collect();
            let full = counted.iter().filter(|m| m.lost.is_zero()).count();
            EffectiveWeight {
                title: measure.title.clone(),
                weight: measure.weight,
                share: (covariance(&column, &totals) * Decimal::ONE_HUNDRED)
                    .checked_div(variance)
                    .map(two),
                counted: u32::try_from(counted.len()).unwrap_or(u32::MAX),
                full: u32::try_from(full).unwrap_or(u32::MAX),
            }
        })
        .collect()
}

/// What each measure contributes to a unit's score.
fn contributions(score: &UnitScore) -> Vec<Decimal> {
    let earned = |m: &MeasureScore| m.points.filter(|_| !m.effective.is_zero());
    let points: Decimal = score.measures.iter().filter_map(earned).sum();
    (score.measures.iter())
        .map(|m| match (earned(m), m.weight.is_zero()) {
            (Some(points), _) => (points * m.weight)
                .checked_div(m.effective)
                .unwrap_or_default(),
            // Beyond the 100 points: added or taken off as it is.
            (None, true) => m.points.unwrap_or_default(),
            (None, false) => points * m.weight / Decimal::ONE_HUNDRED,
        })
        .collect()
}

/// Covariance of two rows of equal length, without the division by their length.
fn covariance(a: &[Decimal], b: &[Decimal]) -> Decimal {
    let n = Decimal::from(a.len().max(1));
    let (mean_a, mean_b) = (a.iter().sum::<Decimal>() / n, b.iter().sum::<Decimal>() / n);
    (a.iter().zip(b))
        .map(|(x, y)| (x - mean_a) * (y - mean_b))
        .sum()
}

/// The ceilings of a group in words, one line a measure.
pub fn ceilings(group: &GroupRanking) -> Vec<String> {
    (effective_weights(group).iter())
        .filter(|weight| weight.is_ceiling())
        .map(|weight| {
            format!(
                "{}“{}”：{}",
                group.group,
                weight.title,
                weight.ceiling_words()
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::report::Reports;
    use super::super::rulebook::Metric;
    use super::super::scoring::tests::{measure, month, rulebook, unit};
    use super::super::scoring::{Figures, score};
    use super::*;
    use crate::assessment::Counts;
    use jiff::civil::date;

    /// Scores of units from [on time of 100, solved of 100].
    fn scores(rows: &[(&str, u64, u64)]) -> Vec<UnitScore> {
        let mut book = rulebook();
        book.measures = vec![
            measure(Metric::ON_TIME, 60, 0, 100, 5),
            measure(Metric::SOLVED, 40, 0, 100, 5),
        ];
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        for (name, on_time, solved) in rows {
            let not = if *solved > 100 { 0 } else { 100 - solved };
            let solved = if *solved > 100 { 0 } else { *solved };
            month(
                name,
                [100, *on_time, 0, 0, solved, not, 0, 0, 0, 0],
                &mut counts,
            );
        }
        let figures = Figures {
            counts: &counts,
            reports: &Reports::default(),
        };
        (rows.iter())
            .map(|(name, ..)| score(&book, &unit(name), figures))
            .collect()
    }

    /// By hand. On time 100, 90, 50 % of 60 points: 60, 54, 30, mean 48, deviations 12, 6, −18.
    /// Solved 80, 90, 100 % of 40: 32, 36, 40, mean 36, deviations −4, 0, 4. Scores 92, 90, 70,
    /// mean 84, deviations 8, 6, −14; variance 64 + 36 + 196 = 296. Covariance of on time
    /// 96 + 36 + 252 = 384 → 129.73 %; of solved −32 + 0 − 56 = −88 → −29.73 %. Sum 100.
    #[test]
    fn the_share_of_the_variance_as_computed_by_hand() {
        let scores = scores(&[("甲", 100, 80), ("乙", 90, 90), ("丙", 50, 100)]);
        let all: Vec<&UnitScore> = scores.iter().collect();
        let shares: Vec<String> = of_scores(&all).iter().map(|w| w.share_words()).collect();
        assert_eq!(shares, ["129.73%", "-29.73%"]);
    }

    /// By hand. A unit without verdicts has its on-time rate as its score: 50 % → 30 + 20 as
    /// contributions, 50 in all. 甲 60 + 40. Deviations 15, −15 and 10, −10 of 25, −25: 60 and 40 %.
    #[test]
    fn a_measure_that_does_not_count_pulls_like_the_others() {
        let scores = scores(&[("甲", 100, 100), ("乙", 50, 101)]);
        assert_eq!(scores[1].measures[1].points, None);
        let all: Vec<&UnitScore> = scores.iter().collect();
        let shares: Vec<String> = of_scores(&all).iter().map(|w| w.share_words()).collect();
        assert_eq!(shares, ["60.00%", "40.00%"]);
    }

    #[test]
    fn full_marks_for_most_are_a_ceiling() {
        let scores = scores(&[("甲", 100, 80), ("乙", 100, 90), ("丙", 50, 100)]);
        let all: Vec<&UnitScore> = scores.iter().collect();
        let weights = of_scores(&all);
        assert_eq!(
            weights[0].ceiling_words(),
            "3个单位中2个满分，这一项分不开先后"
        );
        assert_eq!(weights[1].ceiling_words(), "");
        let same: Vec<&UnitScore> = vec![&scores[0], &scores[0]];
        assert_eq!(of_scores(&same)[0].share_words(), "各单位同分");
        assert_eq!(of_scores(&[]), []);
    }
}
