//! What a new revision changes: the score and place of every unit before and now.

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
}

impl Placed {
    /// `87.65 分，第 3 名`, `不排名次`.
    pub fn words(&self) -> String {
        match (self.score, self.place) {
            (Some(score), Some(place)) => format!("{score} 分，第 {place} 名"),
            _ => "不排名次".to_owned(),
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
    /// Whether score or place differ.
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

/// Every unit of either revision, in the order of the newer one's groups and places.
pub fn changes(before: &Ranking, now: &Ranking) -> Vec<Change> {
    let (old, new) = (placed(before), placed(now));
    let nowhere = Placed {
        score: None,
        place: None,
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

fn placed(ranking: &Ranking) -> Vec<(String, UnitId, Placed)> {
    let mut out = Vec::new();
    for group in &ranking.groups {
        let with = group.placed.iter().map(|row| (&row.score, Some(row.place)));
        let without = group.unplaced.iter().map(|score| (score, None));
        out.extend(with.chain(without).map(|(score, place)| {
            let placed = Placed {
                score: score.score,
                place,
            };
            (group.group.clone(), score.unit.clone(), placed)
        }));
    }
    out
}
