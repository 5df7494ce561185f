//! The weights and thresholds of the quarter: dated rules `quarter.*`.

use crate::assessment::grade::Grade;
use crate::district::RuleId;
use crate::rules::{RuleError, Rules};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What every rule of the quarter is called after `quarter.`.
pub const NAMES: [&str; 13] = [
    "weight_scores",
    "weight_places",
    "weight_indicators",
    "weight_enterprises",
    "weight_reports",
    "rate_floor",
    "rate_target",
    "least_cases",
    "bonus_most",
    "adjustment_most",
    "grade_excellent",
    "grade_good",
    "grade_fair",
];

/// The weights and thresholds in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterRule {
    /// Weight of 月度得分.
    pub scores: Decimal,
    /// Weight of 月度名次.
    pub places: Decimal,
    /// Weight of 牵头指标.
    pub indicators: Decimal,
    /// Weight of 企业评价.
    pub enterprises: Decimal,
    /// Weight of 报送核验.
    pub reports: Decimal,
    /// Rate in percent that earns nothing of a rate's part.
    pub floor: Decimal,
    /// Rate in percent that earns all of it.
    pub target: Decimal,
    /// With fewer cases a rate's part does not count.
    pub least: u64,
    /// Most points that all bonuses of a quarter add.
    pub bonus_most: Decimal,
    /// Most points of one bonus or deduction.
    pub adjustment_most: Decimal,
    /// Total from which the grade is 优秀.
    pub excellent: Decimal,
    /// From which it is 良好.
    pub good: Decimal,
    /// From which it is 合格.
    pub fair: Decimal,
}

impl QuarterRule {
    /// The rule in force on a day.
    ///
    /// # Errors
    /// A rule `quarter.*` has no number on that day.
    pub fn of(rules: &Rules, on: Date) -> Result<Self, RuleError> {
        let number = |name: &str| {
            let id = RuleId(format!("quarter.{name}"));
            rules.decimal(&id, on).map(|(value, _)| value)
        };
        let least = rules
            .number(&RuleId("quarter.least_cases".to_owned()), on)?
            .0;
        Ok(Self {
            scores: number("weight_scores")?,
            places: number("weight_places")?,
            indicators: number("weight_indicators")?,
            enterprises: number("weight_enterprises")?,
            reports: number("weight_reports")?,
            floor: number("rate_floor")?,
            target: number("rate_target")?,
            least: u64::try_from(least).unwrap_or(0),
            bonus_most: number("bonus_most")?,
            adjustment_most: number("adjustment_most")?,
            excellent: number("grade_excellent")?,
            good: number("grade_good")?,
            fair: number("grade_fair")?,
        })
    }

    /// The grade of a total.
    pub fn grade(&self, total: Decimal) -> Grade {
        match total {
            total if total >= self.excellent => Grade::Excellent,
            total if total >= self.good => Grade::Good,
            total if total >= self.fair => Grade::Fair,
            _ => Grade::Poor,
        }
    }

    /// What contradicts itself, each with how to mend it: nobody may be graded by it.
    pub fn faults(&self) -> Vec<(String, &'static str)> {
        let mut out = Vec::new();
        let weights = [
            self.scores,
            self.places,
            self.indicators,
            self.enterprises,
            self.reports,
        ];
        let sum: Decimal = weights.iter().sum();
        if weights.iter().any(Decimal::is_sign_negative) {
            out.push((
                "季度考核有一项的权重是负数，办得越好分越低".to_owned(),
                "请把 quarter.weight_* 都写成 0 或更大的数",
            ));
        } else if sum != Decimal::ONE_HUNDRED {
            out.push((
                format!("季度考核各项权重加起来是 {}", sum.normalize()),
                "请改 quarter.weight_* 各条，使合计为 100",
            ));
        }
        if self.floor >= self.target {
            out.push((
                format!(
                    "季度考核的零分线 {} 不低于满分线 {}",
                    self.floor.normalize(),
                    self.target.normalize()
                ),
                "请把 quarter.rate_floor 写得比 quarter.rate_target 低",
            ));
        }
        if self.excellent <= self.good || self.good <= self.fair {
            out.push((
                format!(
                    "季度等次的分数线不是从高到低：优秀 {}、良好 {}、合格 {}",
                    self.excellent.normalize(),
                    self.good.normalize(),
                    self.fair.normalize()
                ),
                "请让 quarter.grade_excellent、grade_good、grade_fair 依次降低",
            ));
        }
        let least = self.bonus_most.min(self.adjustment_most);
        if least < Decimal::ZERO {
            out.push((
                "季度考核的加分上限或单次加减分上限是负数".to_owned(),
                "请把 quarter.bonus_most 和 quarter.adjustment_most 写成 0 或更大的数",
            ));
        }
        out
    }
}
