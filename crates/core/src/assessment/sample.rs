//! 回访抽查: which answered matters are called back, and by whom. Drawn by a seed that anybody can
//! repeat: of every unit as many by chance, of those with marks a higher share, those that the
//! coordinator asked for in any case; always called by a unit that never had the matter in hand.

use super::certainty::SplitMix64;
use super::detectors::Detector;
use crate::district::{RuleId, UnitId};
use crate::matter::{Law, MatterNo};
use crate::rules::RuleError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A matter that could be drawn: answered in the month, and the enterprise can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Number.
    pub no: MatterNo,
    /// The unit whose answer is asked about.
    pub unit: UnitId,
    /// Other units that had it in hand; they do not call about it either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<UnitId>,
    /// What detectors found and nobody dismissed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Detector>,
    /// The coordinator asked for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wanted: bool,
}

/// How many are drawn: the rules `callback.*` of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// Of every unit so many by chance from those without a mark; a unit with fewer gives all.
    pub per_unit: u32,
    /// Of those with a mark so many in a hundred, rounded up.
    pub marked_percent: u32,
    /// Of one unit at most so many of them.
    pub marked_most: u32,
}

impl Shares {
    /// The shares of the rules on a day.
    ///
    /// # Errors
    /// A rule `callback.*` has no number on that day.
    pub fn of(law: &Law<'_>, on: Date) -> Result<Self, RuleError> {
        let number = |name: &str| {
            let (value, _) = law.rules.number(&RuleId(format!("callback.{name}")), on)?;
            Ok(u32::try_from(value).unwrap_or(0))
        };
        Ok(Self {
            per_unit: number("per_unit")?,
            marked_percent: number("marked_percent")?,
            marked_most: number("marked_most")?,
        })
    }

    /// How many of so many marked ones of a unit are drawn.
    fn of_marked(self, marked: usize) -> usize {
        let percent = usize::try_from(self.marked_percent).unwrap_or(0);
        let most = usize::try_from(self.marked_most).unwrap_or(usize::MAX);
        (marked * percent).div_ceil(100).min(marked).min(most)
    }

    /// How many of so many others of a unit are drawn.
    fn of_plain(self, plain: usize) -> usize {
        plain.min(usize::try_from(self.per_unit).unwrap_or(usize::MAX))
    }
}

/// 抽样框: everything a draw rests on; with it anybody draws the same again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The seed.
    pub seed: String,
    /// How many are drawn.
    pub shares: Shares,
    /// Units that may call.
    pub callers: Vec<UnitId>,
    /// What could be drawn.
    pub candidates: Vec<Candidate>,
}

/// A matter to be called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Number.
    pub no: MatterNo,
    /// The unit assessed.
    pub unit: UnitId,
    /// The unit that calls; never one that had the matter in hand.
    pub caller: UnitId,
    /// The marks it was drawn for; empty: by chance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Detector>,
    /// The coordinator asked for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wanted: bool,
}

/// The frame of one unit in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The unit.
    pub unit: UnitId,
    /// Without a mark: how many there are, how many are drawn.
    pub plain: (usize, usize),
    /// With marks.
    pub marked: (usize, usize),
    /// Asked for by the coordinator: all are drawn.
    pub wanted: usize,
}

/// A unit's candidates in a fixed order, by how they are drawn.
#[derive(Default)]
struct Cases<'a> {
    plain: Vec<&'a Candidate>,
    marked: Vec<&'a Candidate>,
    wanted: Vec<&'a Candidate>,
}

impl Frame {
    /// By unit; each unit's in an order that only seed and numbers decide.
    fn by_unit(&self) -> BTreeMap<&UnitId, Cases<'_>> {
        let mut units: BTreeMap<&UnitId, Vec<&Candidate>> = BTreeMap::new();
        for candidate in &self.candidates {
            units.entry(&candidate.unit).or_default().push(candidate);
        }
        let keyed = units.into_iter().map(|(unit, mut all)| {
            all.sort_by_key(|case| case.no);
            all.dedup_by_key(|case| case.no);
            let mut random = SplitMix64::seeded(&format!("{}|{unit}", self.seed));
            let mut keyed: Vec<(u64, &Candidate)> =
                all.into_iter().map(|case| (random.next(), case)).collect();
            keyed.sort_by_key(|(key, case)| (*key, case.no));
            let mut cases = Cases::default();
            for (_, case) in keyed {
                match (case.wanted, case.marks.is_empty()) {
                    (true, _) => cases.wanted.push(case),
                    (false, false) => cases.marked.push(case),
                    (false, true) => cases.plain.push(case),
                }
            }
            (unit, cases)
        });
        keyed.collect()
    }

    /// How many each unit has and gives, unit by unit.
    pub fn strata(&self) -> Vec<Stratum> {
        let strata = self.by_unit().into_iter().map(|(unit, cases)| {
            let (plain, marked) = (cases.plain.len(), cases.marked.len());
            Stratum {
                unit: unit.clone(),
                plain: (plain, self.shares.of_plain(plain)),
                marked: (marked, self.shares.of_marked(marked)),
                wanted: cases.wanted.len(),
            }
        });
        strata.collect()
    }

    /// One matter with the unit that calls: of those that never had it in hand the one with the
    /// fewest calls so far, among equals by the seed. `None`: there is no such unit.
    pub fn assigned(&self, case: &Candidate, calls: &BTreeMap<UnitId, usize>) -> Option<Drawn> {
        let free = |c: &&UnitId| **c != case.unit && !case.hands.contains(c);
        let caller = self.callers.iter().filter(free).min_by_key(|c| {
            let key = SplitMix64::seeded(&format!("{}|{}|{c}", self.seed, case.no)).next();
            (calls.get(*c).copied().unwrap_or(0), key, *c)
        })?;
        Some(Drawn {
            no: case.no,
            unit: case.unit.clone(),
            caller: caller.clone(),
            marks: case.marks.clone(),
            wanted: case.wanted,
        })
    }
}

/// Draws the sample of a frame. The order in which candidates and callers stand changes nothing.
pub fn draw(frame: &Frame) -> Vec<Drawn> {
    let mut calls: BTreeMap<UnitId, usize> = BTreeMap::new();
    let mut out = Vec::new();
    for cases in frame.by_unit().into_values() {
        let marked = frame.shares.of_marked(cases.marked.len());
        let plain = frame.shares.of_plain(cases.plain.len());
        let picked = (cases.wanted.into_iter())
            .chain(cases.marked.into_iter().take(marked))
            .chain(cases.plain.into_iter().take(plain));
        for case in picked {
            if let Some(drawn) = frame.assigned(case, &calls) {
                *calls.entry(drawn.caller.clone()).or_default() += 1;
                out.push(drawn);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(serial: u32, unit: &str) -> Candidate {
        Candidate {
            no: MatterNo::new(2026, serial).unwrap(),
            unit: unit.into(),
            hands: Vec::new(),
            marks: Vec::new(),
            wanted: false,
        }
    }

    fn marked(serial: u32, unit: &str) -> Candidate {
        Candidate {
            marks: vec![Detector::Pausing],
            ..one(serial, unit)
        }
    }

    /// 住建局: 39 plain, 5 marked, one asked for. 工信局: 2 plain, 1 marked. 财政局: nothing.
    fn frame() -> Frame {
        let mut candidates: Vec<Candidate> = (1..40).map(|n| one(n, "住建局")).collect();
        candidates.extend((40..42).map(|n| one(n, "工信局")));
        candidates.push(marked(42, "工信局"));
        candidates.extend((50..55).map(|n| marked(n, "住建局")));
        candidates.push(Candidate {
            wanted: true,
            ..one(60, "住建局")
        });
        Frame {
            seed: "990001|2026-01|seed".to_owned(),
            shares: Shares {
                per_unit: 3,
                marked_percent: 50,
                marked_most: 2,
            },
            callers: ["住建局", "工信局", "财政局"].map(UnitId::from).to_vec(),
            candidates,
        }
    }

    #[test]
    fn every_unit_gives_its_share_and_none_calls_itself() {
        let drawn = draw(&frame());
        let of = |unit: &str, marks: bool, wanted: bool| {
            (drawn.iter())
                .filter(|d| d.unit.as_str() == unit && d.wanted == wanted)
                .filter(|d| d.marks.is_empty() != marks)
                .count()
        };
        // Three by chance; half of five marked is three, but two at most; one asked for.
        assert_eq!(of("住建局", false, false), 3);
        assert_eq!(of("住建局", true, false), 2);
        assert_eq!(of("住建局", false, true), 1);
        // Few cases: all of them; half of one marked, rounded up.
        assert_eq!(of("工信局", false, false), 2);
        assert_eq!(of("工信局", true, false), 1);
        assert!(drawn.iter().all(|d| d.caller != d.unit));
        let strata = frame().strata();
        assert_eq!(strata.len(), 2);
        assert_eq!(strata.iter().map(|s| s.plain.0).sum::<usize>(), 41);
        let told: usize = (strata.iter())
            .map(|s| s.plain.1 + s.marked.1 + s.wanted)
            .sum();
        assert_eq!(told, drawn.len());
    }

    #[test]
    fn the_order_changes_nothing_and_the_seed_everything() {
        let drawn = draw(&frame());
        let mut shuffled = frame();
        shuffled.candidates.reverse();
        shuffled.callers.rotate_left(1);
        assert_eq!(draw(&shuffled), drawn);
        let mut other = frame();
        other.seed.push('x');
        assert_ne!(draw(&other), drawn);
        let kept = serde_json::to_string(&frame()).unwrap();
        assert_eq!(draw(&serde_json::from_str(&kept).unwrap()), drawn);
    }

    #[test]
    fn who_had_it_in_hand_does_not_call_and_calls_are_spread() {
        let mut all = frame();
        for candidate in &mut all.candidates {
            candidate.hands = vec!["财政局".into()];
        }
        assert!(draw(&all).iter().all(|d| d.caller.as_str() != "财政局"));
        all.callers = vec!["住建局".into(), "财政局".into()];
        // Nobody is left for those of 住建局.
        assert!(draw(&all).iter().all(|d| d.unit.as_str() == "工信局"));
        let mut calls: BTreeMap<UnitId, usize> = BTreeMap::new();
        for drawn in draw(&frame())
            .into_iter()
            .filter(|d| d.unit.as_str() == "住建局")
        {
            *calls.entry(drawn.caller).or_default() += 1;
        }
        // 工信局's three went to 住建局 and 财政局 before: the spread stays within two.
        let (least, most) = (calls.values().min(), calls.values().max());
        assert!(most.unwrap() - least.unwrap() <= 2, "{calls:?}");
    }
}
