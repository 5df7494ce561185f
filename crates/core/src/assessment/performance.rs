//! 绩效挂钩: which performance coefficient a unit's results of a quarter would give, for 组织部 to
//! decide on. The grade is that of the sealed quarter; until there is one, the mean of the months'
//! sealed scores gives an estimate by the same thresholds (`quarter.grade_*`). Coefficients are
//! dated rules (`performance.*`). Nothing here pays anybody.

use super::grade::Grade;
use super::period::{Month, Quarter};
use super::quarterly::Assessment;
use super::ranking::Ranking;
use crate::district::{District, RuleId, Unit, UnitId, UnitKind};
use crate::matter::Law;
use crate::rules::{RuleError, Source};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The coefficients and thresholds in force on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Grade, total from which it is given, coefficient; the best first.
    pub grades: Vec<(Grade, Decimal, Decimal)>,
    /// Base of departments and other offices.
    pub department: Decimal,
    /// Base of towns and subdistricts.
    pub township: Decimal,
    /// Where each value comes from: its title and its source.
    pub sources: Vec<(String, Source)>,
}

impl Scale {
    /// The scale of the rules on a day.
    ///
    /// # Errors
    /// A rule `performance.*` or `quarter.grade_*` has no number on that day.
    pub fn of(law: &Law<'_>, on: Date) -> Result<Self, RuleError> {
        let mut sources = Vec::new();
        let mut number = |name: &str| {
            let id = RuleId(name.to_owned());
            let (value, source) = law.rules.decimal(&id, on)?;
            let title = law.rules.get(&id)?.title.clone();
            sources.push((title, source.clone()));
            Ok(value)
        };
        let mut grades = Vec::new();
        for grade in Grade::ALL {
            let from = match grade {
                Grade::Poor => Decimal::ZERO,
                _ => number(&format!("quarter.grade_{}", grade.code()))?,
            };
            let coefficient = number(&format!("performance.{}", grade.code()))?;
            grades.push((grade, from, coefficient));
        }
        Ok(Self {
            grades,
            department: number("performance.base_department")?,
            township: number("performance.base_township")?,
            sources,
        })
    }

    /// The grade of a mean score, and its coefficient.
    fn grade(&self, mean: Decimal) -> Option<(Grade, Decimal)> {
        let found = self.grades.iter().find(|(_, from, _)| mean >= *from);
        found.map(|(grade, _, coefficient)| (*grade, *coefficient))
    }

    /// The coefficient of a grade.
    fn coefficient(&self, wanted: Grade) -> Option<Decimal> {
        let found = self.grades.iter().find(|(grade, _, _)| *grade == wanted);
        found.map(|(_, _, coefficient)| *coefficient)
    }

    fn base(&self, unit: &Unit) -> Decimal {
        match unit.kind {
            UnitKind::Township => self.township,
            UnitKind::Department | UnitKind::Office => self.department,
        }
    }
}

/// What a unit's quarter would give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performance {
    /// The unit.
    pub unit: UnitId,
    /// Its peer group.
    pub group: String,
    /// The score of each month of the quarter; `None`: no sealed ranking, or no place in it.
    pub months: Vec<(Month, Option<Decimal>)>,
    /// Their mean, two decimals; `None`: no month has a score.
    pub mean: Option<Decimal>,
    /// Total of the sealed quarter; `None`: there is none, or it has no total.
    pub total: Option<Decimal>,
    /// Grade and the product of its coefficient and the unit's base; `None`: not graded.
    pub result: Option<(Grade, Decimal)>,
}

/// The quarter of every ranked unit, in the order of the pack. `sealed`: the quarter's assessment
/// once it can no longer change; without it the months estimate. A month without a score is left
/// out of the mean, it is no zero.
pub fn performances(
    quarter: Quarter,
    sealed: Option<&Assessment>,
    rankings: &[Ranking],
    district: &District,
    scale: &Scale,
) -> Vec<Performance> {
    let ranked = (district.units.iter()).filter_map(|unit| {
        let group = unit.peer_group.clone()?;
        Some((unit, group))
    });
    ranked
        .map(|(unit, group)| {
            let months = months(quarter, rankings, &unit.id);
            let scores: Vec<Decimal> = months.iter().filter_map(|(_, score)| *score).collect();
            let sum: Decimal = scores.iter().sum();
            let mean = sum
                .checked_div(Decimal::from(scores.len()))
                .map(super::scoring::two);
            let row = sealed.and_then(|assessment| assessment.row(&unit.id));
            let graded = match sealed {
                Some(_) => row
                    .and_then(|(_, row)| row.grade)
                    .and_then(|grade| Some((grade, scale.coefficient(grade)?))),
                None => mean.and_then(|mean| scale.grade(mean)),
            };
            Performance {
                unit: unit.id.clone(),
                group,
                months,
                mean,
                total: row.and_then(|(_, row)| row.total),
                result: graded.map(|(grade, coefficient)| {
                    let value = coefficient.saturating_mul(scale.base(unit));
                    (grade, super::scoring::two(value))
                }),
            }
        })
        .collect()
}

fn months(quarter: Quarter, rankings: &[Ranking], unit: &UnitId) -> Vec<(Month, Option<Decimal>)> {
    let months = quarter.months().into_iter();
    months
        .map(|month| {
            let ranking = rankings.iter().find(|ranking| ranking.month == month);
            let row = ranking.and_then(|ranking| ranking.row(unit));
            (month, row.and_then(|(_, row)| row.score.score))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ranking::tests::{UNITS, district, january, none, rank};
    use super::*;

    fn scale() -> Scale {
        let d = |text: &str| text.parse().unwrap();
        Scale {
            grades: vec![
                (Grade::Excellent, d("90"), d("1.2")),
                (Grade::Good, d("75"), d("1.0")),
                (Grade::Fair, d("60"), d("0.9")),
                (Grade::Poor, d("0"), d("0.8")),
            ],
            department: d("1.05"),
            township: d("1"),
            sources: Vec::new(),
        }
    }

    #[test]
    fn a_month_without_a_score_is_no_zero() {
        let counts = january(&[("税务局", 99), ("人社局", 79), ("工信局", 70)]);
        let january = rank(&UNITS, &counts, &none());
        let mut february = january.clone();
        february.month = "2026-02".parse().unwrap();
        let quarter = Quarter::of(jiff::civil::date(2026, 1, 1));
        let rankings = [january, february];
        let found = performances(quarter, None, &rankings, &district(&UNITS), &scale());
        let row = |unit: &str| found.iter().find(|p| p.unit.as_str() == unit).unwrap();
        // Full marks in two months: 100, excellent, 1.2 × 1.05.
        let best = row("税务局");
        assert_eq!(best.mean, Some("100.00".parse().unwrap()));
        assert_eq!(
            best.result,
            Some((Grade::Excellent, "1.26".parse().unwrap()))
        );
        // (70 − 60) / 38 = 26.32: below 60, 0.8 × 1.05.
        assert_eq!(
            row("工信局").result,
            Some((Grade::Poor, "0.84".parse().unwrap()))
        );
        // Never placed: no grade at all.
        assert_eq!((row("文旅局").mean, row("文旅局").result), (None, None));
    }
}
