//! Who is last, and for how many months in a row: what the speech left open, as the rulebook
//! decides it.

use super::period::Month;
use super::rank::places;
use super::rulebook::{AfterTalk, Gap, LastTies, LeftOpen, OpenObjection, Rulebook, Ties};
use super::scoring::{Figures, UnitScore, score};
use crate::district::{District, UnitId};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// A unit's place in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Place.
    pub place: u32,
    /// It was the last place of its group.
    pub last: bool,
}

/// The places of an earlier month. Units without one are absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthPlaces {
    /// The month.
    pub month: Month,
    /// Each placed unit.
    pub places: BTreeMap<UnitId, Before>,
    /// Units with an open objection to the month.
    pub disputed: BTreeSet<UnitId>,
}

/// How many earlier months a run of last places can need.
pub fn months_needed(open: &LeftOpen) -> u32 {
    let passed_over = match open.gap {
        Gap::Skip => open.gap_most,
        Gap::Break => 0,
    };
    open.interview_after.saturating_sub(1).max(1) + passed_over
}

/// The place of each score and whether it is the last of its group.
pub(super) fn standings(scores: &[UnitScore], book: &Rulebook) -> Vec<Before> {
    let values: Vec<Decimal> = scores.iter().filter_map(|s| s.score).collect();
    let mut places = places(&values);
    if book.ties == Ties::Dense {
        let mut distinct = places.clone();
        distinct.sort_unstable();
        distinct.dedup();
        for place in &mut places {
            let at = distinct.partition_point(|other| other < place);
            *place = u32::try_from(at).unwrap_or(u32::MAX - 1) + 1;
        }
    }
    let worst = places.iter().copied().max().unwrap_or(0);
    let several = places.iter().any(|place| *place != worst);
    let sharing = places.iter().filter(|place| **place == worst).count();
    let enough = u32::try_from(places.len()).unwrap_or(u32::MAX) >= book.open.last_fewest;
    let anybody = several && enough && (sharing == 1 || book.open.last_ties == LastTies::All);
    (places.into_iter().zip(scores))
        .map(|(place, score)| Before {
            place,
            last: anybody && place == worst && !spared(score, book),
        })
        .collect()
}

/// All measures reach their targets, and the rulebook then counts nobody as last.
fn spared(score: &UnitScore, book: &Rulebook) -> bool {
    book.open.last_spares_targets
        && score.veto.is_empty()
        && score.measures.iter().all(|measure| measure.lost.is_zero())
}

/// The places of a month, without their certainty: for the months after.
pub fn places_of(
    district: &District,
    rulebook: &Rulebook,
    figures: Figures<'_>,
) -> BTreeMap<UnitId, Before> {
    let mut out = BTreeMap::new();
    for group in &rulebook.peer_groups {
        let scores: Vec<UnitScore> = (district.units.iter())
            .filter(|unit| unit.peer_group.as_ref() == Some(group))
            .map(|unit| score(rulebook, unit, figures))
            .filter(|score| score.score.is_some())
            .collect();
        let standings = standings(&scores, rulebook);
        out.extend(scores.into_iter().map(|s| s.unit).zip(standings));
    }
    out
}

/// How many last places in a row end with a last place in the month after `earlier` (the newest
/// first, without holes). `talked`: the newest month for which the unit was interviewed. A month
/// with an open objection neither counts nor ends the row, when the rulebook suspends it.
pub fn last_run(
    open: &LeftOpen,
    unit: &UnitId,
    earlier: &[MonthPlaces],
    talked: Option<Month>,
) -> u32 {
    let (mut run, mut passed_over) = (1, 0);
    for month in earlier {
        let over = talked.is_some_and(|talked| talked >= month.month);
        if over && open.after_talk == AfterTalk::Reset {
            break;
        }
        if open.open_objection == OpenObjection::Suspend && month.disputed.contains(unit) {
            continue;
        }
        match (month.places.get(unit), open.gap) {
            (Some(before), _) if before.last => run += 1,
            (Some(_), _) | (None, Gap::Break) => break,
            (None, Gap::Skip) => passed_over += 1,
        }
        if passed_over > open.gap_most {
            break;
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use super::super::scoring::tests::rulebook;
    use super::*;

    /// Months of 住建局, the newest first: `L` last, `p` placed, `-` without a place, `d` last
    /// with an open objection.
    fn months(course: &str) -> Vec<MonthPlaces> {
        let unit = UnitId::from("住建局");
        let mut month: Month = "2026-01".parse().unwrap();
        (course.chars())
            .map(|letter| {
                month = month.previous();
                let place = Before {
                    place: 4,
                    last: letter != 'p',
                };
                MonthPlaces {
                    month,
                    places: (letter != '-')
                        .then(|| (unit.clone(), place))
                        .into_iter()
                        .collect(),
                    disputed: (letter == 'd').then(|| unit.clone()).into_iter().collect(),
                }
            })
            .collect()
    }

    fn run(open: &LeftOpen, course: &str, talked: Option<&str>) -> u32 {
        let talked = talked.map(|month| month.parse().unwrap());
        last_run(open, &UnitId::from("住建局"), &months(course), talked)
    }

    #[test]
    fn a_row_of_last_places_as_the_rulebook_counts_it() {
        let mut open = rulebook().open;
        assert_eq!(run(&open, "", None), 1);
        assert_eq!(run(&open, "p", None), 1);
        assert_eq!(run(&open, "LLp", None), 3);
        // One month without a place is passed over, two are not.
        assert_eq!(run(&open, "-L", None), 2);
        assert_eq!(run(&open, "--L", None), 1);
        assert_eq!(run(&open, "L-L-L", None), 3);
        open.gap = Gap::Break;
        assert_eq!(run(&open, "-L", None), 1);
        assert_eq!(run(&open, "L-L", None), 2);
        // An interview for December: January counts from one again.
        assert_eq!(run(&open, "LL", Some("2025-12")), 1);
        assert_eq!(run(&open, "LLL", Some("2025-11")), 2);
        open.after_talk = AfterTalk::GoOn;
        assert_eq!(run(&open, "LL", Some("2025-12")), 3);
        // An open objection neither counts nor ends the row.
        assert_eq!(run(&open, "dL", None), 2);
        open.open_objection = OpenObjection::Count;
        assert_eq!(run(&open, "dL", None), 3);
    }

    #[test]
    fn enough_months_are_read_and_not_more() {
        let mut open = rulebook().open;
        assert_eq!(months_needed(&open), 2);
        open.gap = Gap::Break;
        assert_eq!(months_needed(&open), 1);
        open.interview_after = 1;
        assert_eq!(months_needed(&open), 1, "the month before shows who moved");
        open.interview_after = 4;
        assert_eq!(months_needed(&open), 3);
    }
}
