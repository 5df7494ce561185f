//! 试算: a draft of the method tried on months that are over: who moves, why, which interviews
//! would have been proposed. Nothing is kept.

use super::period::{BadPeriod, Month};
use super::ranking::{GroupRanking, Ranked, Ranking};
use super::scoring::UnitScore;
use super::weights::{EffectiveWeight, ceilings, effective_weights};
use crate::district::UnitId;
use rust_decimal::Decimal;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// Months from the first to the last, written `2025-04..2025-09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthRange {
    /// First month.
    pub first: Month,
    /// Last month, not before the first.
    pub last: Month,
}

/// Most months of one trial: three years.
const MOST: usize = 36;

/// A text that names no range of months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadRange {
    /// No two months.
    Text(String),
    /// One of them is none.
    Month(BadPeriod),
    /// The last lies before the first.
    Backwards(MonthRange),
    /// Too many.
    TooLong(MonthRange),
    /// A month that is not over.
    Running(Month),
}

impl fmt::Display for BadRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(
                f,
                "月份范围“{text}”不对，请写首月和末月，中间两个点，例如 2025-04..2025-09"
            ),
            Self::Month(bad) => bad.fmt(f),
            Self::Backwards(range) => write!(
                f,
                "末月{}在首月{}之前，请对调",
                range.last.words(),
                range.first.words()
            ),
            Self::TooLong(range) => write!(
                f,
                "{}到{}超过{MOST}个月，请缩短",
                range.first.words(),
                range.last.words()
            ),
            Self::Running(month) => write!(
                f,
                "{}还没有过完，试算只用过完的月份，请把末月改早",
                month.words()
            ),
        }
    }
}

impl std::error::Error for BadRange {}

impl MonthRange {
    /// From two months.
    ///
    /// # Errors
    /// They stand the wrong way round, or too far apart.
    pub fn new(first: Month, last: Month) -> Result<Self, BadRange> {
        let range = Self { first, last };
        if last < first {
            return Err(BadRange::Backwards(range));
        }
        match range.months().count() > MOST {
            true => Err(BadRange::TooLong(range)),
            false => Ok(range),
        }
    }

    /// Each month, the first first.
    pub fn months(self) -> impl Iterator<Item = Month> {
        std::iter::successors(Some(self.first), |month| Some(month.next()))
            .take_while(move |month| *month <= self.last)
            .take(MOST + 1)
    }

    /// The range, when its last month is over on `today`.
    ///
    /// # Errors
    /// It is not.
    pub fn over(self, today: jiff::civil::Date) -> Result<Self, BadRange> {
        match today <= self.last.last() {
            true => Err(BadRange::Running(self.last)),
            false => Ok(self),
        }
    }
}

impl fmt::Display for MonthRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)
    }
}

impl FromStr for MonthRange {
    type Err = BadRange;
    fn from_str(text: &str) -> Result<Self, BadRange> {
        let parts = text.split_once("..");
        let (first, last) = parts.ok_or_else(|| BadRange::Text(text.to_owned()))?;
        let month = |text: &str| text.trim().parse().map_err(BadRange::Month);
        Self::new(month(first)?, month(last)?)
    }
}

/// A draft tried on months.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// Version of the draft.
    pub version: String,
    /// Each month, the first first.
    pub months: Vec<TrialMonth>,
}

/// One month under both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialMonth {
    /// The month.
    pub month: Month,
    /// Version the month is assessed by now.
    pub version: String,
    /// Peer groups, in the draft's order.
    pub groups: Vec<TrialGroup>,
    /// Units for which an interview was proposed, or would be now.
    pub interviews_now: Vec<UnitId>,
    /// Units for which one would be proposed under the draft.
    pub interviews_draft: Vec<UnitId>,
}

/// One peer group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialGroup {
    /// Its name.
    pub group: String,
    /// What the draft's table says.
    pub finding: String,
    /// Each unit, in the draft's order.
    pub rows: Vec<Mover>,
    /// What each measure of the draft really weighs.
    pub weights: Vec<EffectiveWeight>,
    /// Measures in which most units have full marks, in words.
    pub ceilings: Vec<String>,
}

/// A unit under both.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mover {
    /// The unit.
    pub unit: UnitId,
    /// Place now; `None`: it has none.
    pub place_now: Option<u32>,
    /// Place under the draft.
    pub place_draft: Option<u32>,
    /// Score now.
    pub score_now: Option<Decimal>,
    /// Score under the draft.
    pub score_draft: Option<Decimal>,
    /// What moved it most: `满意率+3.20分、按时办结率-1.10分`; the reason when it has no place.
    pub why: String,
}

impl Mover {
    /// Whether the place differs.
    pub fn moves(&self) -> bool {
        self.place_now != self.place_draft
    }

    /// `第4名 → 第2名`, `不排名次 → 第5名`.
    pub fn words(&self) -> String {
        let place = |place: Option<u32>| match place {
            Some(place) => format!("第{place}名"),
            None => "不排名次".to_owned(),
        };
        format!("{} → {}", place(self.place_now), place(self.place_draft))
    }
}

impl TrialMonth {
    /// A month as it is ranked now and as the draft ranks it.
    pub fn of(now: &Ranking, draft: &Ranking) -> Self {
        let interviews = |ranking: &Ranking| {
            let rows = ranking.last_in_a_row();
            rows.map(|row| row.score.unit.clone()).collect()
        };
        Self {
            month: draft.month,
            version: now.version.clone(),
            groups: draft
                .groups
                .iter()
                .map(|group| of_group(group, now))
                .collect(),
            interviews_now: interviews(now),
            interviews_draft: interviews(draft),
        }
    }

    /// How many units change their place.
    pub fn movers(&self) -> usize {
        let rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.filter(|row| row.moves()).count()
    }

    /// Whether any unit has a place under either.
    pub fn has_data(&self) -> bool {
        let mut rows = self.groups.iter().flat_map(|group| &group.rows);
        rows.any(|row| row.place_now.is_some() || row.place_draft.is_some())
    }

    /// `2025年4月：5个单位换名次；约谈建议由“无”变为“住建局”`.
    pub fn words(&self) -> String {
        let month = self.month.words();
        if !self.has_data() {
            return format!("{month}：没有单位够最低件数，没有数可比");
        }
        let moved = match self.movers() {
            0 => "名次不变".to_owned(),
            n => format!("{n}个单位换名次"),
        };
        let names = |units: &[UnitId]| match units.is_empty() {
            true => "无".to_owned(),
            false => (units.iter().map(UnitId::as_str).collect::<Vec<_>>()).join("、"),
        };
        let (now, draft) = (names(&self.interviews_now), names(&self.interviews_draft));
        match now == draft {
            true => format!("{month}：{moved}；约谈建议不变（{now}）"),
            false => format!("{month}：{moved}；约谈建议由“{now}”变为“{draft}”"),
        }
    }
}

fn of_group(draft: &GroupRanking, now: &Ranking) -> TrialGroup {
    let placed_now = || now.groups.iter().flat_map(|group| &group.placed);
    let unplaced_now = || now.groups.iter().flat_map(|group| &group.unplaced);
    let before = |unit: &UnitId| placed_now().find(|row| row.score.unit == *unit);
    let mover = |score: &UnitScore, place: Option<u32>| {
        let unit = &score.unit;
        let row: Option<&Ranked> = before(unit);
        let old = row.map(|row| &row.score);
        let old = old.or_else(|| unplaced_now().find(|score| score.unit == *unit));
        Mover {
            unit: unit.clone(),
            place_now: row.map(|row| row.place),
            place_draft: place,
            score_now: row.and_then(|row| row.score.score),
            score_draft: score.score,
            why: match score.unplaced.is_empty() {
                true => difference(old, score),
                false => score.unplaced.clone(),
            },
        }
    };
    let placed = draft
        .placed
        .iter()
        .map(|row| mover(&row.score, Some(row.place)));
    let unplaced = draft.unplaced.iter().map(|score| mover(score, None));
    TrialGroup {
        group: draft.group.clone(),
        finding: draft.finding.clone(),
        rows: placed.chain(unplaced).collect(),
        weights: effective_weights(draft),
        ceilings: ceilings(draft),
    }
}

/// Most measures that are named as the cause.
const CAUSES: usize = 3;

/// The measures whose points differ most, by their titles.
fn difference(now: Option<&UnitScore>, draft: &UnitScore) -> String {
    let old = |title: &str| {
        let measures = now.into_iter().flat_map(|score| &score.measures);
        let found = measures.into_iter().find(|m| m.title == title);
        found.and_then(|m| m.points).unwrap_or_default()
    };
    let mut causes: Vec<(Decimal, &str)> = (draft.measures.iter())
        .map(|m| {
            (
                m.points.unwrap_or_default() - old(&m.title),
                m.title.as_str(),
            )
        })
        .collect();
    let gone = now.into_iter().flat_map(|score| &score.measures);
    causes.extend(
        gone.filter(|m| draft.measures.iter().all(|other| other.title != m.title))
            .map(|m| (-m.points.unwrap_or_default(), m.title.as_str())),
    );
    causes.retain(|(points, _)| !points.is_zero());
    causes.sort_by_key(|(points, _)| std::cmp::Reverse(points.abs()));
    let words: Vec<String> = (causes.iter().take(CAUSES))
        .map(|(points, title)| {
            let sign = if points.is_sign_positive() { "+" } else { "" };
            format!("{title}{sign}{points}分")
        })
        .collect();
    match words.is_empty() {
        true => "各项得分不变".to_owned(),
        false => words.join("、"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_range_is_two_months_that_are_over() {
        let range: MonthRange = "2025-11..2026-02".parse().unwrap();
        let months: Vec<String> = range.months().map(|m| m.to_string()).collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert!(range.over(date(2026, 3, 1)).is_ok());
        let running = range.over(date(2026, 2, 28)).unwrap_err().to_string();
        assert!(running.contains("2026年2月还没有过完"), "{running}");
        for (text, words) in [
            ("2025-04", "中间两个点"),
            ("2025-04..2025-13", "2025-13"),
            ("2025-09..2025-04", "请对调"),
            ("2015-01..2025-12", "超过36个月"),
        ] {
            let refused = text.parse::<MonthRange>().unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }
}
