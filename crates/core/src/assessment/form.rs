//! 计分方式: from a rate or a number to points. Every form runs one way only, which the proofs
//! ([`super::proofs`]) hold against the direction that is good.

use super::metric::Better;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a value earns points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// 线性: nothing at `floor`, everything at `target`, in proportion between them. `target`
    /// below `floor` when less is better.
    Linear {
        /// Value that earns 0 points.
        floor: Decimal,
        /// Value that earns all points.
        target: Decimal,
    },
    /// 按率: the rate itself is the share of the points (its rest to 100 when less is better).
    Rate,
    /// 分档: the share of the points belongs to the best level reached.
    Steps(Vec<Level>),
    /// 扣分: each case or unit takes `each` points off.
    Deduction {
        /// Points for each.
        each: Decimal,
        /// Most that can be taken off; the weight, when the measure has one.
        most: Decimal,
    },
    /// 加分: each one adds `each` points beyond 100, up to `most`.
    Bonus {
        /// Points for each.
        each: Decimal,
        /// Most that can be added.
        most: Decimal,
    },
    /// 一票否决: from `at` on the unit's score is 0.
    Veto {
        /// Number from which it holds.
        at: Decimal,
    },
}

/// One level of [`Form::Steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Value that reaches it.
    pub at: Decimal,
    /// Share of the points it earns, in percent.
    pub share: Decimal,
}

impl Form {
    /// The word on screen.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Linear { .. } => "线性",
            Self::Rate => "按率",
            Self::Steps(_) => "分档",
            Self::Deduction { .. } => "扣分",
            Self::Bonus { .. } => "加分",
            Self::Veto { .. } => "一票否决",
        }
    }

    /// Whether it stands outside the 100 points whatever its weight.
    pub fn is_beyond(&self) -> bool {
        matches!(self, Self::Bonus { .. } | Self::Veto { .. })
    }

    /// The share of the measure's points that a value earns, 0 to 1, not rounded. `None` for forms
    /// beyond the 100 points and for a line without slope.
    pub fn earned(&self, better: Better, value: Decimal, weight: Decimal) -> Option<Decimal> {
        let share = match self {
            Self::Linear { floor, target } => (value - floor).checked_div(target - floor)?,
            Self::Rate => match better {
                Better::More => value / Decimal::ONE_HUNDRED,
                Better::Less => Decimal::ONE - value / Decimal::ONE_HUNDRED,
            },
            Self::Steps(levels) => {
                let reached = levels.iter().filter(|level| match better {
                    Better::More => value >= level.at,
                    Better::Less => value <= level.at,
                });
                let best = reached.map(|level| level.share).max();
                best.unwrap_or_default() / Decimal::ONE_HUNDRED
            }
            Self::Deduction { each, .. } => Decimal::ONE - (value * each).checked_div(weight)?,
            Self::Bonus { .. } | Self::Veto { .. } => return None,
        };
        Some(share.clamp(Decimal::ZERO, Decimal::ONE))
    }

    /// Points beyond the 100 that a number adds (negative: takes off): 加分, and 扣分 of a measure
    /// without weight. Zero for the other forms.
    pub fn beyond(&self, value: Decimal) -> Decimal {
        match self {
            Self::Bonus { each, most } => (value * each).clamp(Decimal::ZERO, *most),
            Self::Deduction { each, most } => -(value * each).clamp(Decimal::ZERO, *most),
            _ => Decimal::ZERO,
        }
    }

    /// How it scores, in the words of the document. `unit` is the unit of the value, e.g. `%`.
    pub fn words(&self, better: Better, unit: &str) -> String {
        match self {
            Self::Linear { floor, target } => format!(
                "{}{unit}得0分，{}{unit}得满分，中间按比例",
                floor.normalize(),
                target.normalize()
            ),
            Self::Rate => match better {
                Better::More => "按率得分：率为多少，得权重的多少".to_owned(),
                Better::Less => "按率得分：100减率为多少，得权重的多少".to_owned(),
            },
            Self::Steps(levels) => {
                let reach = match better {
                    Better::More => "达到",
                    Better::Less => "不超过",
                };
                let words: Vec<String> = (levels.iter())
                    .map(|level| {
                        let (at, share) = (level.at.normalize(), level.share.normalize());
                        format!("{reach}{at}{unit}得权重的{share}%")
                    })
                    .collect();
                format!("分档：{}；其余不得分", words.join("，"))
            }
            Self::Deduction { each, most } => {
                let (each, most) = (each.normalize(), most.normalize());
                format!("每{unit}扣{each}分，最多扣{most}分")
            }
            Self::Bonus { each, most } => {
                let (each, most) = (each.normalize(), most.normalize());
                format!("每{unit}加{each}分，最多加{most}分")
            }
            Self::Veto { at } => format!("达到{}{unit}，本期得分记0分", at.normalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal as D;

    fn d(text: &str) -> D {
        text.parse().unwrap()
    }

    fn share(form: &Form, better: Better, value: &str) -> String {
        let share = form.earned(better, d(value), d("20")).unwrap();
        share.normalize().to_string()
    }

    /// By hand: (90 − 60) / 40; 90/100 and 1 − 90/100; levels 80 → 50 %, 95 → 100 %; 3 × 2 of 20.
    #[test]
    fn each_form_as_computed_by_hand() {
        let line = Form::Linear {
            floor: d("60"),
            target: d("100"),
        };
        assert_eq!(share(&line, Better::More, "90"), "0.75");
        let down = Form::Linear {
            floor: d("20"),
            target: d("0"),
        };
        assert_eq!(share(&down, Better::Less, "5"), "0.75");
        assert_eq!(share(&down, Better::Less, "30"), "0");
        assert_eq!(share(&Form::Rate, Better::More, "90"), "0.9");
        assert_eq!(share(&Form::Rate, Better::Less, "90"), "0.1");
        let level = |at, share| Level {
            at: d(at),
            share: d(share),
        };
        let up = Form::Steps(vec![level("80", "50"), level("95", "100")]);
        for (value, wanted) in [("79.99", "0"), ("80", "0.5"), ("94.99", "0.5"), ("95", "1")] {
            assert_eq!(share(&up, Better::More, value), wanted, "{value}");
        }
        let days = Form::Steps(vec![level("5", "40"), level("3", "100")]);
        for (value, wanted) in [("6", "0"), ("5", "0.4"), ("3", "1"), ("0", "1")] {
            assert_eq!(share(&days, Better::Less, value), wanted, "{value}");
        }
        let off = Form::Deduction {
            each: d("2"),
            most: d("20"),
        };
        assert_eq!(share(&off, Better::Less, "3"), "0.7");
        assert_eq!(share(&off, Better::Less, "11"), "0");
    }

    /// 3 × 2 capped at 5; 2 × 1.5 off, capped at 4; a veto adds nothing.
    #[test]
    fn points_beyond_the_hundred_are_capped() {
        let more = Form::Bonus {
            each: d("2"),
            most: d("5"),
        };
        assert_eq!(more.beyond(d("2")), d("4"));
        assert_eq!(more.beyond(d("3")), d("5"));
        assert_eq!(more.beyond(d("-1")), d("0"));
        let off = Form::Deduction {
            each: d("1.5"),
            most: d("4"),
        };
        assert_eq!(off.beyond(d("2")), d("-3"));
        assert_eq!(off.beyond(d("9")), d("-4"));
        assert_eq!(Form::Veto { at: d("1") }.beyond(d("2")), d("0"));
        assert_eq!(more.earned(Better::More, d("2"), d("0")), None);
    }
}
