//! What a new revision changes: the score and place of every unit before and now.

use super::grade::Grade;
use super::quarterly::Assessment;
use super::ranking::Ranking;
use crate::district::UnitId;
use rust_decimal::Decimal;

/// Score and place of a unit in one revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Two decimals; `None`: no score.
    pub score: Option<Decimal>,
    /// `None`: no place.
    pub place: Option<u32>,
    /// 等次 of a quarter; `None` for months and without a grade.
    pub grade: Option<Grade>,
}

impl Placed {
    /// `87.65 分，第 3 名`, `87.65 分，第 3 名，良好`, `不排名次`.
    pub fn words(&self) -> String {
        let place = match (self.score, self.place) {
            (Some(score), Some(place)) => format!("{score} 分，第 {place} 名"),
            _ => "不排名次".to_owned(),
        };
        match self.grade {
            Some(grade) => format!("{place}，{}", grade.word()),
            None => place,
        }
    }
}

/// One unit in two revisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Unit.
    pub unit: UnitId,
    /// Its peer group.
    pub group: String,
    /// As it was.
    pub before: Placed,
    /// As it is.
    pub now: Placed,
}

impl Change {
    /// Whether score, place or grade differ.
    pub fn changed(&self) -> bool {
        self.before != self.now
    }

    /// `住建局：87.65 分，第 3 名 → 88.20 分，第 2 名`.
    pub fn words(&self) -> String {
        match self.changed() {
            true => format!(
                "{}：{} → {}",
                self.unit,
                self.before.words(),
                self.now.words()
            ),
            false => format!("{}：{}，没有变", self.unit, self.now.words()),
        }
    }
}

/// Figures that place units within groups.
pub trait Placing {
    /// Every unit with its group, in the order of groups and places.
    fn placed(&self) -> Vec<(String, UnitId, Placed)>;
}

/// Every unit of either revision, in the order of the newer one's groups and places.
pub fn changes(before: &impl Placing, now: &impl Placing) -> Vec<Change> {
    let (old, new) = (before.placed(), now.placed());
    let nowhere = Placed {
        score: None,
        place: None,
        grade: None,
    };
    let of = |all: &[(String, UnitId, Placed)], unit: &UnitId| {
        let found = all.iter().find(|(_, u, _)| u == unit);
        found.map_or(nowhere, |(_, _, placed)| *placed)
    };
    let gone = old
        .iter()
        .filter(|(_, unit, _)| !new.iter().any(|(_, u, _)| u == unit));
    (new.iter().chain(gone))
        .map(|(group, unit, _)| Change {
            unit: unit.clone(),
            group: group.clone(),
            before: of(&old, unit),
            now: of(&new, unit),
        })
        .collect()
}

impl Placing for Ranking {
    fn placed(&self) -> Vec<(String, UnitId, Placed)> {
        let mut out = Vec::new();
        for group in &self.groups {
            let with = group.placed.iter().map(|row| (&row.score, Some(row.place)));
            let without = group.unplaced.iter().map(|score| (score, None));
            out.extend(with.chain(without).map(|(score, place)| {
                let placed = Placed {
                    score: score.score,
                    place,
                    grade: None,
                };
                (group.group.clone(), score.unit.clone(), placed)
            }));
        }
        out
    }
}

impl Placing for Assessment {
    fn placed(&self) -> Vec<(String, UnitId, Placed)> {
        let rows = (self.groups.iter())
            .flat_map(|group| group.rows.iter().map(move |row| (&group.group, row)));
        rows.map(|(group, row)| {
            let placed = Placed {
                score: row.total,
                place: row.place,
                grade: row.grade,
            };
            (group.clone(), row.unit.clone(), placed)
        })
        .collect()
    }
}
