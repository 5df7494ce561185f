//! 回访抽查: which finished matters are called back, and by whom. Drawn by a seed that anybody can repeat,
//! the same number from every unit, marked ones first, always called by another unit.

use super::certainty::SplitMix64;
use super::detectors::Detector;
use crate::district::UnitId;
use crate::matter::MatterNo;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A matter that could be drawn: answered in the month, and the enterprise can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Number.
    pub no: MatterNo,
    /// The unit whose answer is asked about.
    pub unit: UnitId,
    /// What detectors found, if anything.
    pub marks: Vec<Detector>,
}

/// A matter to be called back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Number.
    pub no: MatterNo,
    /// The unit assessed.
    pub unit: UnitId,
    /// The unit that calls; never the one assessed.
    pub caller: UnitId,
    /// Why it was drawn, beside chance.
    pub marks: Vec<Detector>,
}

/// What the enterprise said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// 已解决.
    Solved,
    /// 没有解决.
    NotSolved,
    /// 联系不上.
    Unreached,
}

impl Said {
    /// All, for a choice.
    pub const ALL: [Said; 3] = [Self::Solved, Self::NotSolved, Self::Unreached];

    /// The code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::NotSolved => "not_solved",
            Self::Unreached => "unreached",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Solved => "企业说解决了",
            Self::NotSolved => "企业说没有解决",
            Self::Unreached => "联系不上",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.code() == code)
    }
}

/// Draws `per_unit` matters of each unit. `callers`: who may call, in any order; with fewer than
/// two units nobody else could call, and nothing is drawn.
pub fn draw(
    seed: &str,
    per_unit: usize,
    candidates: &[Candidate],
    callers: &[UnitId],
) -> Vec<Drawn> {
    let mut callers: Vec<&UnitId> = callers.iter().collect();
    callers.sort();
    callers.dedup();
    let mut strata: BTreeMap<&UnitId, Vec<&Candidate>> = BTreeMap::new();
    for candidate in candidates {
        strata.entry(&candidate.unit).or_default().push(candidate);
    }
    let mut out = Vec::new();
    for (unit, mut cases) in strata {
        cases.sort_by_key(|case| case.no);
        cases.dedup_by_key(|case| case.no);
        let others: Vec<&&UnitId> = callers.iter().filter(|c| **c != unit).collect();
        let mut random = SplitMix64::seeded(&format!("{seed}|{unit}"));
        // A key for each in the order of numbers: the order of the input changes nothing.
        let mut keyed: Vec<(bool, u64, &Candidate)> = cases
            .into_iter()
            .map(|case| (case.marks.is_empty(), random.next(), case))
            .collect();
        keyed.sort_by_key(|(plain, key, case)| (*plain, *key, case.no));
        for (_, key, case) in keyed.into_iter().take(per_unit) {
            let place = usize::try_from(key % others.len().max(1) as u64).unwrap_or(0);
            let Some(caller) = others.get(place) else {
                continue;
            };
            out.push(Drawn {
                no: case.no,
                unit: unit.clone(),
                caller: (**caller).clone(),
                marks: case.marks.clone(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        let one = |serial: u32, unit: &str, marks| Candidate {
            no: MatterNo::new(2026, serial).unwrap(),
            unit: unit.into(),
            marks,
        };
        let mut all: Vec<Candidate> = (1..40).map(|n| one(n, "住建局", Vec::new())).collect();
        all.extend((40..43).map(|n| one(n, "工信局", Vec::new())));
        all.push(one(50, "住建局", vec![Detector::Pausing]));
        all
    }

    #[test]
    fn every_unit_gives_as_many_and_none_calls_itself() {
        let callers: Vec<UnitId> = ["住建局", "工信局", "财政局"].map(UnitId::from).to_vec();
        let drawn = draw("990001|2026-01", 5, &candidates(), &callers);
        let of = |unit: &str| drawn.iter().filter(|d| d.unit.as_str() == unit).count();
        assert_eq!((of("住建局"), of("工信局")), (5, 3));
        assert!(drawn.iter().all(|d| d.caller != d.unit));
        assert!(drawn.iter().any(|d| d.marks == [Detector::Pausing]));
        let mut shuffled = candidates();
        shuffled.reverse();
        assert_eq!(draw("990001|2026-01", 5, &shuffled, &callers), drawn);
        assert_ne!(draw("990001|2026-02", 5, &candidates(), &callers), drawn);
        assert!(
            draw("s", 5, &candidates(), &["住建局".into()])
                .iter()
                .all(|d| d.unit.as_str() == "工信局")
        );
    }
}
