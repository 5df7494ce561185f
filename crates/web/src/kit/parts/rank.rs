//! The ranking table: place with its 90 % range, and the chance of being last.

use askama::Template;

use crate::kit::part;

/// Width of one place on the axis.
const STEP: u32 = 27;

/// A unit in the ranking.
#[derive(Clone, Debug, Default)]
pub struct RankRow {
    /// Place.
    pub place: u32,
    /// Unit.
    pub unit: String,
    /// The unit's matters of the period.
    pub href: String,
    /// Score as printed, e.g. `94.6`.
    pub score: String,
    /// How the score came about.
    pub score_href: String,
    /// Places won (positive) or lost against the period before; `None`: new.
    pub moved: Option<i32>,
    /// 90 % range of the place.
    pub low: u32,
    /// 90 % range of the place.
    pub high: u32,
    /// Chance of being last, in thousandths.
    pub last_permille: u32,
    /// Evidence of that chance.
    pub last_href: String,
    /// Number of matters.
    pub cases: String,
    /// Those matters.
    pub cases_href: String,
    /// Where most points were lost; may be empty.
    pub loss: String,
    /// The matters behind it.
    pub loss_href: String,
}

/// The whole table for one peer group.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/rank.html")]
pub struct RankTable {
    /// In order of place.
    pub rows: Vec<RankRow>,
    /// Method, seed and rule, below the table.
    pub method: String,
}

part!(RankTable);

impl RankRow {
    fn range_words(&self) -> String {
        if self.low == self.high {
            format!("第 {} 名", self.low)
        } else {
            format!("第 {}–{} 名", self.low, self.high)
        }
    }

    fn moved_words(&self) -> String {
        match self.moved {
            None => "新列入".to_owned(),
            Some(0) => "持平".to_owned(),
            Some(n) if n > 0 => format!("↑ {n}"),
            Some(n) => format!("↓ {}", n.unsigned_abs()),
        }
    }

    fn moved_aloud(&self) -> &'static str {
        match self.moved {
            Some(n) if n > 0 => "名，上升",
            Some(n) if n < 0 => "名，下降",
            _ => "",
        }
    }

    /// Percent as printed: small chances are not given false precision.
    fn last_words(&self) -> String {
        match self.last_permille {
            0..10 => "低于 1%".to_owned(),
            995.. => "高于 99%".to_owned(),
            n => format!("{}%", (n + 5) / 10),
        }
    }

    fn last_bar(&self) -> u32 {
        (self.last_permille * 84 / 1000).max(2)
    }

    fn x(&self, place: &u32) -> u32 {
        axis_x(*place)
    }
}

fn axis_x(place: u32) -> u32 {
    STEP / 2 + place.saturating_sub(1) * STEP
}

impl RankTable {
    fn places(&self) -> Vec<(u32, u32)> {
        let n = u32::try_from(self.rows.len()).unwrap_or(u32::MAX).min(200);
        (1..=n).map(|place| (place, axis_x(place))).collect()
    }

    fn axis_width(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(200).min(200) * STEP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_do_not_pretend_precision() {
        let row = RankRow {
            low: 6,
            high: 9,
            last_permille: 4,
            moved: Some(-2),
            ..RankRow::default()
        };
        assert_eq!(row.range_words(), "第 6–9 名");
        assert_eq!(row.last_words(), "低于 1%");
        assert_eq!(row.moved_words(), "↓ 2");
        assert_eq!(axis_x(2) - axis_x(1), 27);
    }
}
