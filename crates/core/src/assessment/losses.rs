//! 差几件: the smallest number of matters that would have changed a unit's place.

use super::ranking::{GroupRanking, Ranked};
use super::rulebook::{Better, Metric, Rulebook};
use super::scoring::{case_points, two};
use rust_decimal::Decimal;
use serde::Serialize;

/// What would have been enough for a better place: so many cases not gone wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeastChange {
    /// The place it would have had.
    pub place: u32,
    /// How many cases of which metric; never empty.
    pub cases: Vec<(Metric, u64)>,
}

impl LeastChange {
    /// `少2 件超时，就升到第3名`.
    pub fn words(&self) -> String {
        let cases: Vec<String> = (self.cases.iter())
            .map(|(metric, n)| metric.mended_words(*n))
            .collect();
        format!("{}，就升到第{}名", cases.join("、"), self.place)
    }
}

/// More cases than this are no small change any more.
const MOST: usize = 40;

/// The points that mended cases of one measure would add: entry `k` for `k` cases.
struct Gain {
    metric: Metric,
    points: Vec<Decimal>,
}

/// What each counted measure would gain, and the points there are, not rounded.
fn gains(row: &Ranked, book: &Rulebook, group: &str) -> (Vec<Gain>, Decimal) {
    let scored = book.measures_of(group).zip(&row.score.measures);
    let counted: Vec<_> = scored.filter(|(_, m)| m.points.is_some()).collect();
    let all: Decimal = (counted.iter())
        .filter(|(measure, _)| measure.is_weighed())
        .map(|(measure, _)| measure.weight)
        .sum();
    let (mut gains, mut sum) = (Vec::new(), Decimal::ZERO);
    for (measure, scored) in counted {
        let weight = (measure.weight * Decimal::ONE_HUNDRED).checked_div(all);
        let cases = scored.share().zip(measure.metric()).zip(weight);
        let Some(((share, metric), weight)) = cases else {
            sum += scored.points.unwrap_or_default();
            continue;
        };
        let (hits, whole) = (share.hits.cases, share.cases());
        let points = |k: u64| {
            let hits = match metric.better() {
                Better::More => hits + k,
                Better::Less => hits - k,
            };
            case_points(measure, weight, hits, whole).unwrap_or_default()
        };
        let most = metric.missed(hits, whole).min(MOST as u64);
        sum += points(0);
        gains.push(Gain {
            metric,
            points: (0..=most).map(|k| points(k) - points(0)).collect(),
        });
    }
    (gains, sum)
}

/// For every number of cases up to [`MOST`] the most points they can add, and how many of each
/// measure they are. Of equal sums the one with more cases of the first measures.
fn best_splits(gains: &[Gain]) -> Vec<(Decimal, Vec<u64>)> {
    let mut best = vec![(Decimal::ZERO, Vec::new()); MOST + 1];
    for gain in gains {
        let before = best.clone();
        for (k, slot) in best.iter_mut().enumerate() {
            *slot = (gain.points.iter().take(k + 1).enumerate())
                .filter_map(|(here, points)| {
                    let (sum, cases) = before.get(k - here)?;
                    let mut cases = cases.clone();
                    cases.push(here as u64);
                    Some((sum + points, cases))
                })
                .max_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)))
                .unwrap_or_default();
        }
    }
    best
}

/// The smallest number of cases that would have given the unit at `index` of a group a better
/// place, the others as they are. `None`: it is first, a veto holds, or no small number is enough.
pub fn least_change(group: &GroupRanking, index: usize, book: &Rulebook) -> Option<LeastChange> {
    let row = group.placed.get(index)?;
    if !row.score.veto.is_empty() {
        return None;
    }
    // The nearest better score; reaching it shares its place, which is better already.
    let above = (group.placed.iter()).rfind(|other| other.place < row.place)?;
    let wanted = above.score.score?;
    let (gains, now) = gains(row, book, &group.group);
    let mut splits = best_splits(&gains).into_iter();
    let (_, split) = splits.find(|(sum, _)| two((now + sum).max(Decimal::ZERO)) >= wanted)?;
    let cases: Vec<(Metric, u64)> = (gains.iter().zip(split))
        .filter(|(_, n)| *n > 0)
        .map(|(gain, n)| (gain.metric, n))
        .collect();
    (!cases.is_empty()).then_some(LeastChange {
        place: above.place,
        cases,
    })
}

#[cfg(test)]
mod tests {
    use super::super::ranking::tests::{UNITS, january, none, rank};
    use super::super::scoring::tests::rulebook;
    use super::*;

    /// Of 100 cases 70, 79 and 99 were on time; 60 % earn nothing and 98 % all. From 70 to the 79 of
    /// the two before it are 9 cases, from 79 to 98, which already has full marks, 19.
    #[test]
    fn the_smallest_number_of_cases_for_a_better_place() {
        let counts = january(&[
            ("税务局", 99),
            ("人社局", 79),
            ("住建局", 79),
            ("工信局", 70),
        ]);
        let ranking = rank(&UNITS, &counts, &none());
        let words = |index| {
            let change = least_change(&ranking.groups[0], index, &rulebook());
            change.map(|change| change.words())
        };
        assert_eq!(words(3).as_deref(), Some("少9 件超时，就升到第2名"));
        assert_eq!(words(2).as_deref(), Some("少19 件超时，就升到第1名"));
        assert_eq!(words(1).as_deref(), Some("少19 件超时，就升到第1名"));
        assert_eq!(words(0), None, "nothing is better than the first place");
    }
}
