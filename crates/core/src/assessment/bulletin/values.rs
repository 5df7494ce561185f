//! What the sections of a bulletin are made of: counted, listed, compared.

use crate::assessment::figure::Counted;
use crate::assessment::scoring::Share;
use crate::district::UnitId;
use crate::matter::Kind;
use crate::matter::clock::rest_words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A number beside that of the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// This week.
    pub now: Counted,
    /// The week before.
    pub before: u64,
}

impl Compared {
    /// `比上周多 12 件`, `比上周少 3 件`, `与上周持平`.
    pub fn words(&self) -> String {
        match (self.now.cases, self.before) {
            (now, before) if now > before => format!("比上周多 {} 件", now - before),
            (now, before) if now < before => format!("比上周少 {} 件", before - now),
            _ => "与上周持平".to_owned(),
        }
    }
}

/// A unit with overdue matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitLoad {
    /// Unit.
    pub unit: UnitId,
    /// 逾期.
    pub overdue: Counted,
    /// 在办.
    pub open: Counted,
    /// Working days by which the oldest is late.
    pub oldest: u32,
}

/// A matter in a list of the bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Number; empty on the public face.
    pub no: String,
    /// Kind.
    pub kind: Kind,
    /// Title; empty on the public face.
    pub title: String,
    /// Unit that owes the answer.
    pub unit: UnitId,
    /// Handler, or the head of the unit while nobody has signed; empty on the public face.
    pub owner: String,
    /// Due day.
    pub due: Date,
    /// Working days late.
    pub late: u32,
    /// Working days left after the last day counted.
    pub left: u32,
    /// Next step.
    pub next_step: String,
}

impl Listed {
    /// How far the due day is after the last day counted, see [`rest_words`].
    pub fn rest_words(&self, as_of: Date) -> String {
        if self.due == as_of {
            // On paper "today" would be the day of reading.
            return "当日到期".to_owned();
        }
        rest_words(self.due, as_of, Some(self.late.max(self.left)))
    }
}

/// The rates of one peer group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRates {
    /// Its name.
    pub group: String,
    /// Its units, in the order of the pack.
    pub rows: Vec<UnitRates>,
}

/// The week of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRates {
    /// Unit.
    pub unit: UnitId,
    /// 交办.
    pub received: Counted,
    /// 答复.
    pub answered: Counted,
    /// 在办.
    pub open: Counted,
    /// 逾期.
    pub overdue: Counted,
    /// 按时办结率.
    pub on_time: Share,
    /// 解决率.
    pub solved: Share,
    /// 满意率.
    pub satisfied: Share,
}

/// How a unit's overdue matters moved against the week before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Unit.
    pub unit: UnitId,
    /// Seven days before.
    pub before: Counted,
    /// Now.
    pub now: Counted,
}

impl Movement {
    /// `住建局逾期由 6 件降到 2 件`.
    pub fn words(&self) -> String {
        let verb = if self.now.cases < self.before.cases {
            "降到"
        } else {
            "升到"
        };
        format!(
            "{}逾期由 {} 件{verb} {} 件",
            self.unit, self.before.cases, self.now.cases
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::assessment::figure::Figure;
    use jiff::civil::date;

    pub(in super::super) fn listed(unit: &str, late: u32, left: u32) -> Listed {
        Listed {
            no: "BJ-2026-000001-A".to_owned(),
            kind: Kind::Appeal,
            title: "反映拖欠工程款".to_owned(),
            unit: UnitId::from(unit),
            owner: "李敏".to_owned(),
            due: date(2026, 3, 6),
            late,
            left,
            next_step: "答复企业".to_owned(),
        }
    }

    #[test]
    fn the_rest_is_said_in_words() {
        // 2026-03-06 is a Friday.
        for (late, left, as_of, words) in [
            (3, 0, date(2026, 3, 11), "逾期 3 个工作日"),
            (0, 0, date(2026, 3, 6), "当日到期"),
            (0, 1, date(2026, 3, 5), "还剩 1 个工作日"),
            (0, 0, date(2026, 3, 8), "逾期 2 天（自然日）"),
        ] {
            assert_eq!(listed("住建局", late, left).rest_words(as_of), words);
        }
    }

    #[test]
    fn comparisons_read_as_sentences() {
        let figure = Figure::open(None, None, date(2026, 2, 15));
        let compared = |cases, before| Compared {
            now: Counted {
                cases,
                figure: figure.clone(),
            },
            before,
        };
        assert_eq!(compared(146, 134).words(), "比上周多 12 件");
        assert_eq!(compared(12, 15).words(), "比上周少 3 件");
        assert_eq!(compared(12, 12).words(), "与上周持平");
    }
}
