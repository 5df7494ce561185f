//! 亮点和问题: which units a bulletin names, by rules of the pack. Every one says which rule chose it
//! and opens to its cases; what people change afterwards is in `edits`.

use super::Bulletin;
use super::values::{GroupRates, Movement, UnitRates};
use crate::assessment::figure::Counted;
use crate::district::UnitId;
use crate::moment::Moment;
use serde::{Deserialize, Serialize};

/// Which side a point stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 亮点.
    Highlight,
    /// 问题.
    Problem,
}

impl Side {
    /// Both, in the order of the bulletin.
    pub const ALL: [Side; 2] = [Side::Highlight, Side::Problem];

    /// The code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Highlight => "highlight",
            Self::Problem => "problem",
        }
    }

    /// The side with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }

    /// The word on screen and paper.
    pub fn word(self) -> &'static str {
        match self {
            Self::Highlight => "亮点",
            Self::Problem => "问题",
        }
    }
}

/// What a rule looks at. The side follows from it: no pack can praise a rise of overdue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pick {
    /// 逾期 fell against the week before, by how many.
    OverdueFell,
    /// Everything due was done in time and nothing is overdue; how much was due.
    AllOnTime,
    /// All reviews are good; how many.
    AllPleased,
    /// 会议任务 reported, nothing of them overdue; how many.
    TasksAnswered,
    /// 逾期 rose, by how many.
    OverdueRose,
    /// 逾期, how many.
    OverdueMost,
    /// The longest overdue, in working days.
    OverdueOldest,
    /// Enterprises said not solved, how many.
    NotSolved,
    /// 会议任务 overdue, how many.
    TasksLate,
}

impl Pick {
    /// All, in the order of the pack's manual.
    pub const ALL: [Pick; 9] = [
        Pick::OverdueFell,
        Pick::AllOnTime,
        Pick::AllPleased,
        Pick::TasksAnswered,
        Pick::OverdueRose,
        Pick::OverdueMost,
        Pick::OverdueOldest,
        Pick::NotSolved,
        Pick::TasksLate,
    ];

    /// The code in packs and keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::OverdueFell => "overdue_fell",
            Self::AllOnTime => "all_on_time",
            Self::AllPleased => "all_pleased",
            Self::TasksAnswered => "tasks_answered",
            Self::OverdueRose => "overdue_rose",
            Self::OverdueMost => "overdue_most",
            Self::OverdueOldest => "overdue_oldest",
            Self::NotSolved => "not_solved",
            Self::TasksLate => "tasks_late",
        }
    }

    /// The pick with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pick| pick.code() == code)
    }

    /// On which side it stands.
    pub fn side(self) -> Side {
        match self {
            Self::OverdueFell | Self::AllOnTime | Self::AllPleased | Self::TasksAnswered => {
                Side::Highlight
            }
            _ => Side::Problem,
        }
    }

    /// What the least is counted in.
    pub fn unit_word(self) -> &'static str {
        match self {
            Self::OverdueOldest => "个工作日",
            Self::AllPleased => "条",
            Self::TasksAnswered | Self::TasksLate => "项",
            _ => "件",
        }
    }
}

/// A rule of the pack by which points are chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickRule {
    /// What it looks at.
    pub pick: Pick,
    /// As printed: `逾期比上周降得最多`.
    pub title: String,
    /// Fewer than this is not named.
    pub at_least: u32,
    /// At most so many units.
    pub most: u32,
}

impl PickRule {
    /// `逾期比上周降得最多（至少 2 件，最多列 2 家）`.
    pub fn words(&self) -> String {
        format!(
            "{}（至少 {} {}，最多列 {} 家）",
            self.title,
            self.at_least,
            self.pick.unit_word(),
            self.most
        )
    }
}

/// A number of a point with what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointFigure {
    /// `本周末逾期`.
    pub label: String,
    /// The number; it opens.
    pub counted: Counted,
}

/// One highlight or problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Its name among those of the week, e.g. `overdue_fell/人社局`.
    pub key: String,
    /// Highlight or problem.
    pub side: Side,
    /// The unit it names; `None` when somebody wrote it.
    pub unit: Option<UnitId>,
    /// The sentence.
    pub words: String,
    /// The rule that chose it; empty when somebody wrote it.
    pub rule: String,
    /// The numbers in it.
    pub figures: Vec<PointFigure>,
    /// What people changed, the oldest first; empty on the public face.
    #[serde(default)]
    pub trace: Vec<Trace>,
}

/// A change of a point, as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// 改写, 去掉, 恢复, 加写.
    pub what: String,
    /// Who, with the unit.
    pub by: String,
    /// When.
    pub at: Moment,
    /// The sentence before; empty for one that was added.
    pub original: String,
    /// Why.
    pub reason: String,
}

/// A unit that a rule could name.
struct Candidate {
    amount: u64,
    unit: UnitId,
    words: String,
    figures: Vec<PointFigure>,
}

fn figure(label: &str, counted: &Counted) -> PointFigure {
    PointFigure {
        label: label.to_owned(),
        counted: counted.clone(),
    }
}

/// The points of a bulletin: rule by rule; within one the most first, equal ones in the order of the
/// pack's units.
pub(super) fn points(
    bulletin: &Bulletin,
    moved: &[Movement],
    tasks: &[(UnitId, Counted, Counted)],
    rules: &[PickRule],
) -> Vec<Point> {
    let mut out = Vec::new();
    for rule in rules {
        let mut found: Vec<Candidate> = candidates(bulletin, moved, tasks, rule.pick)
            .into_iter()
            .filter(|c| c.amount >= u64::from(rule.at_least.max(1)))
            .collect();
        found.sort_by_key(|c| std::cmp::Reverse(c.amount));
        found.truncate(rule.most as usize);
        out.extend(found.into_iter().map(|c| Point {
            key: format!("{}/{}", rule.pick.code(), c.unit),
            side: rule.pick.side(),
            unit: Some(c.unit),
            words: c.words,
            rule: rule.words(),
            figures: c.figures,
            trace: Vec::new(),
        }));
    }
    out.sort_by_key(|point| point.side);
    out
}

fn candidates(
    bulletin: &Bulletin,
    moved: &[Movement],
    tasks: &[(UnitId, Counted, Counted)],
    pick: Pick,
) -> Vec<Candidate> {
    match pick {
        Pick::OverdueFell | Pick::OverdueRose => {
            moved.iter().filter_map(|m| movement(m, pick)).collect()
        }
        Pick::OverdueMost | Pick::OverdueOldest => late(bulletin, pick),
        Pick::TasksAnswered | Pick::TasksLate => {
            tasks.iter().filter_map(|row| task(row, pick)).collect()
        }
        Pick::AllOnTime | Pick::AllPleased | Pick::NotSolved => (bulletin.groups.iter())
            .flat_map(|group: &GroupRates| &group.rows)
            .filter_map(|row| rates(row, pick))
            .collect(),
    }
}

fn movement(m: &Movement, pick: Pick) -> Option<Candidate> {
    let (before, now) = (m.before.cases, m.now.cases);
    let amount = match pick {
        Pick::OverdueFell => before.checked_sub(now)?,
        _ => now.checked_sub(before)?,
    };
    Some(Candidate {
        amount,
        unit: m.unit.clone(),
        words: m.words(),
        figures: vec![
            figure("上周末逾期", &m.before),
            figure("本周末逾期", &m.now),
        ],
    })
}

fn late(bulletin: &Bulletin, pick: Pick) -> Vec<Candidate> {
    (bulletin.late_units.iter())
        .map(|load| {
            let (unit, n) = (&load.unit, load.overdue.cases);
            let (amount, words) = match pick {
                Pick::OverdueMost => (n, format!("{unit}逾期 {n} 件")),
                _ => (
                    u64::from(load.oldest),
                    format!("{unit}逾期 {n} 件，最久的逾期 {} 个工作日", load.oldest),
                ),
            };
            Candidate {
                amount,
                unit: unit.clone(),
                words,
                figures: vec![figure("逾期", &load.overdue), figure("在办", &load.open)],
            }
        })
        .collect()
}

fn task((unit, answered, late): &(UnitId, Counted, Counted), pick: Pick) -> Option<Candidate> {
    let (n, words, shown) = match pick {
        Pick::TasksAnswered if late.cases > 0 => return None,
        Pick::TasksAnswered => (
            answered.cases,
            format!("{unit}反馈会议任务 {} 项，没有逾期的任务", answered.cases),
            figure("反馈会议任务", answered),
        ),
        _ => (
            late.cases,
            format!("{unit}会议任务逾期 {} 项", late.cases),
            figure("会议任务逾期", late),
        ),
    };
    Some(Candidate {
        amount: n,
        unit: unit.clone(),
        words,
        figures: vec![shown],
    })
}

fn rates(row: &UnitRates, pick: Pick) -> Option<Candidate> {
    let unit = &row.unit;
    let (amount, words, figures) = match pick {
        Pick::AllOnTime => {
            if row.on_time.missed.cases > 0 || row.overdue.cases > 0 {
                return None;
            }
            let n = row.on_time.cases();
            (
                n,
                format!("{unit}到期 {n} 件诉求全部按时，没有逾期"),
                row.on_time.whole.first().map(|whole| figure("到期", whole)),
            )
        }
        Pick::AllPleased => {
            if row.satisfied.missed.cases > 0 {
                return None;
            }
            let n = row.satisfied.cases();
            (
                n,
                format!("{unit} {n} 条评价全部满意"),
                Some(figure("满意", &row.satisfied.hits)),
            )
        }
        _ => {
            let n = row.solved.missed.cases;
            (
                n,
                format!("{unit}有 {n} 件诉求企业说没有解决"),
                Some(figure("未解决", &row.solved.missed)),
            )
        }
    };
    Some(Candidate {
        amount,
        unit: unit.clone(),
        words,
        figures: figures.into_iter().collect(),
    })
}
