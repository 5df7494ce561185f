//! 季考核: the sealed scores and places of three months, what enterprises say, the indicators a unit
//! leads, verified reports; bonus, deduction and veto as two persons decided them; and the grade.
//!
//! A part without data is no zero: its weight goes to the unit's other parts in proportion
//! (rules.md C7). What was owed and not reported earns nothing and keeps its weight. Only sealed
//! months count; a month that is not sealed is said in words. Everything is exact until it is
//! printed; grades and places follow the total as printed.

pub mod adjustment;
pub mod articles;
mod parts;
pub mod rule;
#[cfg(test)]
mod tests;

pub use adjustment::{Adjustment, AdjustmentKind, Decided};
pub use rule::QuarterRule;

use super::figure::{Counted, Counts};
use super::grade::Grade;
use super::period::{Month, Quarter};
use super::rank::places;
use super::ranking::Ranking;
use super::scoring::two;
use crate::district::{District, Unit, UnitId};
use jiff::civil::Date;
use parts::Raw;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many reported figures a unit owed in the quarter, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportCases {
    /// Owed by it as the unit that reports.
    pub owed: u64,
    /// Verified by another unit, "not applicable" among them.
    pub verified: u64,
    /// Reported, not verified or returned.
    pub unverified: u64,
}

/// What an assessment is computed from.
#[derive(Clone, Copy, Debug)]
pub struct QuarterInput<'a> {
    /// The district and its units.
    pub district: &'a District,
    /// The rule.
    pub rule: QuarterRule,
    /// Peer groups in the order of the tables.
    pub peer_groups: &'a [String],
    /// The quarter.
    pub quarter: Quarter,
    /// The last whole day counted.
    pub as_of: Date,
    /// The sealed ranking of each month that has one, with its revision.
    pub months: &'a [(Ranking, u32)],
    /// Counts of the quarter.
    pub counts: &'a Counts,
    /// The same of each indicator's matters alone, in the order of the pack.
    pub indicators: &'a [Counts],
    /// Reports owed and verified, by the unit that reports.
    pub reports: &'a BTreeMap<UnitId, ReportCases>,
    /// What two persons decided.
    pub adjustments: &'a [Decided],
}

/// Which sealed revision of a month a quarter rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthBasis {
    /// The month.
    pub month: Month,
    /// Its revision; `None`: no ranking of it was sealed.
    pub revision: Option<u32>,
}

/// A month of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthResult {
    /// The month.
    pub month: Month,
    /// Whether its ranking was sealed.
    pub sealed: bool,
    /// Score; `None`: none.
    pub score: Option<Decimal>,
    /// Place; `None`: none.
    pub place: Option<u32>,
    /// Units with a place in the group.
    pub of: u32,
}

impl MonthResult {
    /// `87.65 分，第 3 名，共 6 家`, `不排名次`, `还没有封存`.
    pub fn words(&self) -> String {
        match (self.sealed, self.score, self.place) {
            (false, _, _) => "还没有封存".to_owned(),
            (_, Some(score), Some(place)) => {
                format!("{score} 分，第 {place} 名，共 {} 家", self.of)
            }
            _ => "不排名次".to_owned(),
        }
    }
}

/// One part of the total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// 月度得分.
    Scores,
    /// 月度名次.
    Places,
    /// 牵头指标.
    Indicators,
    /// 企业评价.
    Enterprises,
    /// 报送核验.
    Reports,
}

impl PartKind {
    /// All, in the order of the tables.
    pub const ALL: [PartKind; 5] = [
        Self::Scores,
        Self::Places,
        Self::Indicators,
        Self::Enterprises,
        Self::Reports,
    ];

    /// As printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Scores => "月度得分",
            Self::Places => "月度名次",
            Self::Indicators => "牵头指标",
            Self::Enterprises => "企业评价",
            Self::Reports => "报送核验",
        }
    }

    /// Its weight in the rule.
    pub fn weight(self, rule: &QuarterRule) -> Decimal {
        match self {
            Self::Scores => rule.scores,
            Self::Places => rule.places,
            Self::Indicators => rule.indicators,
            Self::Enterprises => rule.enterprises,
            Self::Reports => rule.reports,
        }
    }
}

/// A number behind a part, with the name of what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Behind {
    /// `不满意`, `获得电力未按时`.
    pub word: String,
    /// Whether these cost points.
    pub missed: bool,
    /// The cases.
    pub cases: Counted,
}

/// A part as it counts for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub part: PartKind,
    /// Its value in words: `平均 87.65 分`, `无数据`, `不适用`.
    pub value: String,
    /// Weight in the rule.
    pub weight: Decimal,
    /// Weight for this unit after that of parts without data was spread, two decimals; zero when it
    /// does not count.
    pub effective: Decimal,
    /// Points, two decimals; `None`: it does not count.
    pub points: Option<Decimal>,
    /// How they came about, in one sentence.
    pub why: String,
    /// The cases behind it, where it has some; months stand in [`UnitAssessment::months`].
    pub behind: Vec<Behind>,
}

impl Part {
    /// The points as printed; `不计分` when it does not count.
    pub fn points_words(&self) -> String {
        let points = self.points.map(|points| points.to_string());
        points.unwrap_or_else(|| "不计分".to_owned())
    }
}

/// The quarter of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAssessment {
    /// Unit.
    pub unit: UnitId,
    /// The three months.
    pub months: Vec<MonthResult>,
    /// Every part, in the order of [`PartKind::ALL`].
    pub parts: Vec<Part>,
    /// What two persons decided.
    pub adjustments: Vec<Decided>,
    /// Points of the parts, two decimals; `None` with the reason in `unplaced`.
    pub base: Option<Decimal>,
    /// With bonus and deductions; `None` without a base and after a veto.
    pub total: Option<Decimal>,
    /// 等次; `None` without a base.
    pub grade: Option<Grade>,
    /// Place in the group; equal totals share it. A vetoed unit takes none.
    pub place: Option<u32>,
    /// Why it has no place; empty when it has one.
    pub unplaced: String,
}

impl UnitAssessment {
    /// Whether a veto holds.
    pub fn is_vetoed(&self) -> bool {
        let mut all = self.adjustments.iter();
        all.any(|a| a.kind == AdjustmentKind::Veto)
    }

    /// What bonus and deductions changed: `+2.00`, `-5.00`, `—`.
    pub fn moved_words(&self) -> String {
        match self.total.zip(self.base).map(|(total, base)| total - base) {
            _ if self.is_vetoed() => "一票否决".to_owned(),
            Some(change) if change > Decimal::ZERO => format!("+{change}"),
            Some(change) if change < Decimal::ZERO => change.to_string(),
            _ => "—".to_owned(),
        }
    }

    /// Place, total and grade as printed: `3`, `87.65`, `良好`; `—` and `不定等次` without.
    pub fn result_words(&self) -> [String; 3] {
        let dash = || "—".to_owned();
        [
            self.place.map_or_else(dash, |place| place.to_string()),
            self.total.map_or_else(dash, |total| total.to_string()),
            self.grade.map_or("不定等次", Grade::word).to_owned(),
        ]
    }

    /// `良好，87.65 分，第 3 名`; the reason when it has no place.
    pub fn words(&self) -> String {
        match (self.grade, self.total, self.place) {
            (Some(grade), Some(total), Some(place)) => {
                format!("{}，{total} 分，第 {place} 名", grade.word())
            }
            (Some(grade), _, _) => format!("{}：{}", grade.word(), self.unplaced),
            _ => self.unplaced.clone(),
        }
    }
}

/// One peer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupAssessment {
    /// Its name.
    pub group: String,
    /// What the table says, in one sentence.
    pub finding: String,
    /// Units with a place, best first; then those without, in the order of the pack.
    pub rows: Vec<UnitAssessment>,
}

/// The values of a quarterly assessment: page, papers, xlsx, CLI and API all print these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// District's name.
    pub district: String,
    /// The quarter.
    pub quarter: Quarter,
    /// First day counted.
    pub from: Date,
    /// Last day counted, to its end.
    pub as_of: Date,
    /// Whether the quarter was over.
    pub complete: bool,
    /// Weights and thresholds.
    pub rule: QuarterRule,
    /// The months it rests on.
    pub months: Vec<MonthBasis>,
    /// Peer groups.
    pub groups: Vec<GroupAssessment>,
}

impl Assessment {
    /// The assessment of a quarter. The order of units and counts changes no digit.
    pub fn of(input: &QuarterInput<'_>) -> Self {
        let groups = (input.peer_groups.iter())
            .map(|group| group_of(group, input))
            .collect();
        let months = input.quarter.months();
        Self {
            district: input.district.name.clone(),
            quarter: input.quarter,
            from: input.quarter.first(),
            as_of: input.as_of,
            complete: input.as_of >= input.quarter.last(),
            rule: input.rule,
            months: months
                .map(|month| MonthBasis {
                    month,
                    revision: sealed(input, month).map(|(_, revision)| *revision),
                })
                .to_vec(),
            groups,
        }
    }

    /// The assessment's number, `JKH-2026-Q1`.
    pub fn code(&self) -> String {
        format!("JKH-{}", self.quarter)
    }

    /// The row of a unit with its group.
    pub fn row(&self, unit: &UnitId) -> Option<(&GroupAssessment, &UnitAssessment)> {
        self.groups.iter().find_map(|group| {
            let row = group.rows.iter().find(|row| row.unit == *unit)?;
            Some((group, row))
        })
    }

    /// All units.
    pub fn rows(&self) -> impl Iterator<Item = &UnitAssessment> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// The months it rests on, in words: `依据：2026年1月排名第1版、……`; what is not sealed is said.
    pub fn basis_words(&self) -> String {
        let months: Vec<String> = (self.months.iter())
            .map(|basis| match basis.revision {
                Some(revision) => format!("{}排名第{revision}版", basis.month.words()),
                None => format!("{}排名还没有封存，不计入", basis.month.words()),
            })
            .collect();
        format!("依据：{}。", months.join("、"))
    }

    /// The method in a few sentences.
    pub fn method(&self) -> String {
        let rule = &self.rule;
        let weights: Vec<String> = (PartKind::ALL.iter())
            .map(|part| format!("{} {}", part.word(), part.weight(rule).normalize()))
            .collect();
        format!(
            "满分 100 分：{}。没有数据、不适用的项不计分，权重按比例摊给其他项；该报没有报、没有核验的不得分，权重不摊。加分合计不超过 {} 分。{} 分起优秀，{} 分起良好，{} 分起合格；一票否决的不合格，不排名次。加分、扣分、否决都由两个人定。",
            weights.join("、"),
            rule.bonus_most.normalize(),
            rule.excellent.normalize(),
            rule.good.normalize(),
            rule.fair.normalize(),
        )
    }
}

/// The sealed ranking of a month.
fn sealed<'a>(input: &QuarterInput<'a>, month: Month) -> Option<&'a (Ranking, u32)> {
    let mut all = input.months.iter();
    all.find(|(ranking, _)| ranking.month == month)
}

fn group_of(group: &str, input: &QuarterInput<'_>) -> GroupAssessment {
    let member = |unit: &&Unit| unit.peer_group.as_deref() == Some(group);
    let units = input.district.units.iter().filter(member);
    let mut rows: Vec<UnitAssessment> = units.map(|unit| unit_of(unit, input)).collect();
    let totals: Vec<Decimal> = rows.iter().filter_map(|row| row.total).collect();
    let mut given = places(&totals).into_iter();
    for row in &mut rows {
        row.place = row.total.and_then(|_| given.next());
    }
    // Stable: equal places and those without one stay in the order of the pack.
    rows.sort_by_key(|row| row.place.unwrap_or(u32::MAX));
    GroupAssessment {
        group: group.to_owned(),
        finding: finding(&rows),
        rows,
    }
}

/// `税务局居首；优秀 1 家，良好 2 家，不合格 1 家（工信局）`.
fn finding(rows: &[UnitAssessment]) -> String {
    let names = |of: &dyn Fn(&UnitAssessment) -> bool| -> Vec<&str> {
        let found = rows.iter().filter(|row| of(row));
        found.map(|row| row.unit.as_str()).collect()
    };
    let grades: Vec<String> = (Grade::ALL.into_iter())
        .filter_map(|grade| {
            let units = names(&|row| row.grade == Some(grade));
            match (units.len(), grade) {
                (0, _) => None,
                (n, Grade::Poor) => {
                    Some(format!("{} {n} 家（{}）", grade.word(), units.join("、")))
                }
                (n, _) => Some(format!("{} {n} 家", grade.word())),
            }
        })
        .collect();
    let first = names(&|row| row.place == Some(1));
    match (grades.is_empty(), first.is_empty()) {
        (true, _) => "没有单位有数据，不定等次".to_owned(),
        (false, true) => grades.join("，"),
        (false, false) => format!("{}居首；{}", first.join("、"), grades.join("，")),
    }
}

fn unit_of(unit: &Unit, input: &QuarterInput<'_>) -> UnitAssessment {
    let months = parts::months(&unit.id, input);
    let raw = parts::all(&unit.id, &months, input);
    let (parts, sum) = weighed(raw, &input.rule);
    // Grades of careers do not rest on reviews or reports alone.
    let base = sum.filter(|_| months.iter().any(|month| month.score.is_some()));
    let adjustments: Vec<Decided> = (input.adjustments.iter())
        .filter(|a| a.unit == unit.id)
        .cloned()
        .collect();
    let vetoed = adjustments.iter().any(|a| a.kind == AdjustmentKind::Veto);
    let total = base
        .filter(|_| !vetoed)
        .map(|base| total(base, &adjustments, &input.rule));
    UnitAssessment {
        unit: unit.id.clone(),
        grade: match vetoed {
            true => Some(Grade::Poor),
            false => total.map(|total| input.rule.grade(total)),
        },
        unplaced: match (vetoed, base) {
            (true, _) => "一票否决，不排名次".to_owned(),
            (false, Some(_)) => String::new(),
            (false, None) if months.iter().all(|month| !month.sealed) => {
                "三个月的排名都没有封存，不定等次".to_owned()
            }
            (false, None) => "封存的月份都没有得分，不定等次".to_owned(),
        },
        months,
        parts,
        base,
        total,
        place: None,
        adjustments,
    }
}

/// The parts with the weight of those that do not count spread over the others, and the sum of
/// their points, rounded once.
fn weighed(raw: [Raw; 5], rule: &QuarterRule) -> (Vec<Part>, Option<Decimal>) {
    let counted: Decimal = (raw.iter())
        .filter(|raw| raw.share.is_some())
        .map(|raw| raw.part.weight(rule))
        .sum();
    let mut sum = Decimal::ZERO;
    let parts = (raw.into_iter())
        .map(|raw| {
            let weight = raw.part.weight(rule);
            let effective =
                (raw.share).and_then(|_| (weight * Decimal::ONE_HUNDRED).checked_div(counted));
            let points = raw.share.zip(effective).map(|(share, of)| share * of);
            sum += points.unwrap_or_default();
            Part {
                part: raw.part,
                value: raw.value,
                weight,
                effective: two(effective.unwrap_or_default()),
                points: points.map(two),
                why: raw.why,
                behind: raw.behind,
            }
        })
        .collect();
    (parts, (counted > Decimal::ZERO).then(|| two(sum)))
}

/// Bonuses are capped together, deductions are not; never below 0.
fn total(base: Decimal, adjustments: &[Decided], rule: &QuarterRule) -> Decimal {
    let of = |kind| -> Decimal {
        let of_kind = adjustments.iter().filter(|a| a.kind == kind);
        of_kind.map(|a| a.points).sum()
    };
    let bonus = of(AdjustmentKind::Bonus).min(rule.bonus_most);
    two((base + bonus - of(AdjustmentKind::Deduction)).max(Decimal::ZERO))
}
