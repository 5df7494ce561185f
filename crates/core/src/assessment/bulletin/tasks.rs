//! 会议任务 in a bulletin: by the meeting or leader that ordered them, and by the indicator they
//! serve. What is counted here are tasks, not rounds: one is open until 区营商办 accepts its report.

use super::values::Listed;
use super::{BulletinInput, Standing, lists};
use crate::assessment::figure::{Counted, Figure};
use crate::assessment::rulebook::Metric;
use crate::assessment::scoring::Share;
use crate::assessment::tally::Count;
use crate::district::{IndicatorId, PostId, UnitId};
use crate::kinds::directive::Order;
use crate::matter::{Kind, MatterNo};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What corrective steps after a talk are called: who was talked to is not for everybody.
const OTHER: &str = "其他整改任务";

/// A directive as it stood at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// Number.
    pub no: String,
    /// Lead unit.
    pub unit: UnitId,
    /// Meeting, leader or bulletin that ordered it.
    pub source: String,
    /// Its date.
    pub on: Option<Date>,
    /// Indicator it serves.
    pub indicator: Option<IndicatorId>,
    /// The day it was ordered.
    pub opened: Date,
    /// The day it ended, and whether it was done then or taken back.
    pub ended: Option<(Date, bool)>,
}

impl Ordered {
    /// From its order; where it stands is for the caller to say. `named`: everybody may know where it
    /// comes from; corrective steps after a talk are told apart from it.
    pub fn of(no: MatterNo, order: &Order, named: bool) -> Self {
        Self {
            no: no.to_string(),
            unit: UnitId(String::new()),
            source: match named {
                true => order.source.trim().to_owned(),
                false => OTHER.to_owned(),
            },
            on: order.on.filter(|_| named),
            indicator: None,
            opened: Date::MIN,
            ended: None,
        }
    }
}

/// A task behind a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Number; empty for readers outside.
    pub no: String,
    /// Lead unit.
    pub unit: UnitId,
}

/// Tasks counted; a page lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tasks {
    /// How many.
    pub cases: u64,
    /// Which.
    pub list: Vec<Task>,
}

impl Tasks {
    fn of<'a>(orders: impl Iterator<Item = &'a Ordered>) -> Self {
        let list: Vec<Task> = orders
            .map(|order| Task {
                no: order.no.clone(),
                unit: order.unit.clone(),
            })
            .collect();
        Self {
            cases: list.len() as u64,
            list,
        }
    }
}

/// 会议任务 in the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectiveProgress {
    /// 交办.
    pub received: Counted,
    /// 反馈.
    pub answered: Counted,
    /// 在办.
    pub open: Counted,
    /// 逾期.
    pub overdue: Counted,
    /// Each open one, by due day.
    pub rows: Vec<Listed>,
    /// By who ordered them, the newest first: those with anything open, new or closed.
    #[serde(default)]
    pub sources: Vec<SourceProgress>,
}

/// The tasks of one meeting, leader or bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceProgress {
    /// Its name.
    pub source: String,
    /// Its date.
    pub on: Option<Date>,
    /// Ordered in all, without those taken back.
    pub ordered: Tasks,
    /// Done in all.
    pub done: Tasks,
    /// Done in the week.
    pub closed: Tasks,
    /// Not done.
    pub open: Tasks,
    /// Of those, overdue.
    pub late: Tasks,
}

/// One indicator's week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorProgress {
    /// Two-digit number.
    pub id: IndicatorId,
    /// Name.
    pub name: String,
    /// 牵头单位.
    pub lead: UnitId,
    /// 指标长.
    pub owner: PostId,
    /// 按时办结率 of the appeals that count for it.
    pub on_time: Share,
    /// 逾期 of all kinds that count for it.
    pub red: Counted,
    /// Tasks ordered in the week.
    pub fresh: Tasks,
    /// Done in the week.
    pub closed: Tasks,
    /// Not done.
    pub open: Tasks,
    /// Of those, overdue.
    pub late: Tasks,
}

impl IndicatorProgress {
    /// Whether there is anything on its dispatch list.
    pub fn is_dispatched(&self) -> bool {
        self.fresh.cases + self.closed.cases + self.open.cases > 0
    }
}

/// A part of a row that opens to its tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All.
    Ordered,
    /// Ordered in the week.
    Fresh,
    /// Done.
    Done,
    /// Done in the week.
    Closed,
    /// Not done.
    Open,
    /// Overdue.
    Late,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 6] = [
        Part::Ordered,
        Part::Fresh,
        Part::Done,
        Part::Closed,
        Part::Open,
        Part::Late,
    ];

    /// The code in links.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Fresh => "fresh",
            Self::Done => "done",
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Late => "late",
        }
    }

    /// The part with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }

    /// The word on screen and paper.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ordered => "交办",
            Self::Fresh => "本周新交办",
            Self::Done => "已办结",
            Self::Closed => "本周新办结",
            Self::Open => "未办结",
            Self::Late => "逾期",
        }
    }
}

impl SourceProgress {
    /// A part of it.
    pub fn part(&self, part: Part) -> Option<&Tasks> {
        match part {
            Part::Ordered => Some(&self.ordered),
            Part::Done => Some(&self.done),
            Part::Closed => Some(&self.closed),
            Part::Open => Some(&self.open),
            Part::Late => Some(&self.late),
            Part::Fresh => None,
        }
    }
}

impl IndicatorProgress {
    /// A part of it.
    pub fn part(&self, part: Part) -> Option<&Tasks> {
        match part {
            Part::Fresh => Some(&self.fresh),
            Part::Closed => Some(&self.closed),
            Part::Open => Some(&self.open),
            Part::Late => Some(&self.late),
            Part::Ordered | Part::Done => None,
        }
    }
}

/// The tasks known at the end of the last day, each with where it stands.
struct Known<'a> {
    input: &'a BulletinInput<'a>,
    late: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(input: &'a BulletinInput<'a>) -> Self {
        let late = input.overdue.iter();
        let late = late.filter(|standing| standing.kind == Kind::Directive);
        Self {
            late: late.map(|standing| standing.no.as_str()).collect(),
            input,
        }
    }

    fn all(&self) -> impl Iterator<Item = &'a Ordered> {
        let orders = self.input.orders.iter();
        orders.filter(|order| order.ended.is_none_or(|(_, done)| done))
    }

    fn is_open(order: &Ordered) -> bool {
        order.ended.is_none()
    }

    fn is_late(&self, order: &Ordered) -> bool {
        Self::is_open(order) && self.late.contains(order.no.as_str())
    }

    fn in_week(&self, day: Date) -> bool {
        self.input.week.first() <= day && day <= self.input.as_of
    }

    fn is_closed(&self, order: &Ordered) -> bool {
        order.ended.is_some_and(|(day, _)| self.in_week(day))
    }
}

/// Progress of directives.
pub(super) fn directives(input: &BulletinInput<'_>) -> DirectiveProgress {
    let kind = Some(Kind::Directive);
    let rows = (input.open.iter())
        .filter(|standing| standing.kind == Kind::Directive)
        .map(|standing| lists::listed(input, standing, due(input, standing)));
    DirectiveProgress {
        received: input.counts.counted(None, kind, Count::Received),
        answered: input.counts.counted(None, kind, Count::Answered),
        open: lists::counted(input.open, None, kind, Figure::open, input.as_of),
        overdue: lists::counted(input.overdue, None, kind, Figure::overdue, input.as_of),
        rows: lists::by_due(rows.collect()),
        sources: sources(&Known::of(input)),
    }
}

fn due(input: &BulletinInput<'_>, standing: &Standing) -> Date {
    let matter = input.matters.get(&standing.no);
    let due = matter.map(|m| m.clock.due(input.law.calendar, input.as_of).latest());
    due.unwrap_or(standing.day)
}

fn sources(known: &Known<'_>) -> Vec<SourceProgress> {
    let mut groups: BTreeMap<&str, Vec<&Ordered>> = BTreeMap::new();
    for order in known.all() {
        groups.entry(&order.source).or_default().push(order);
    }
    let mut rows: Vec<SourceProgress> = (groups.into_iter())
        .map(|(source, orders)| {
            let of = |is: &dyn Fn(&Ordered) -> bool| {
                Tasks::of(orders.iter().copied().filter(|order| is(order)))
            };
            SourceProgress {
                source: source.to_owned(),
                on: orders.iter().filter_map(|order| order.on).max(),
                ordered: of(&|_| true),
                done: of(&|order| !Known::is_open(order)),
                closed: of(&|order| known.is_closed(order)),
                open: of(&Known::is_open),
                late: of(&|order| known.is_late(order)),
            }
        })
        .filter(|row| row.open.cases + row.closed.cases > 0)
        .collect();
    rows.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.source.cmp(&b.source)));
    rows
}

/// Every indicator's week, in the order of the pack.
pub(super) fn indicators(input: &BulletinInput<'_>) -> Vec<IndicatorProgress> {
    let known = Known::of(input);
    let district = input.law.district;
    (district.indicators.iter())
        .map(|indicator| {
            let id = Some(&indicator.id);
            let of = |is: &dyn Fn(&Ordered) -> bool| {
                let own = known.all().filter(|order| order.indicator.as_ref() == id);
                Tasks::of(own.filter(|order| is(order)))
            };
            let red = (input.overdue.iter())
                .filter(|standing| standing.indicator.as_ref() == id)
                .count();
            IndicatorProgress {
                id: indicator.id.clone(),
                name: indicator.name.clone(),
                lead: indicator.lead.clone(),
                owner: indicator.owner.clone(),
                on_time: Share::of(
                    Metric::ON_TIME,
                    None,
                    &input.counts.of_indicator(&indicator.id),
                ),
                red: Counted {
                    cases: red as u64,
                    figure: Figure::overdue(None, None, input.as_of).for_indicator(&indicator.id),
                },
                fresh: of(&|order| known.in_week(order.opened)),
                closed: of(&|order| known.is_closed(order)),
                open: of(&Known::is_open),
                late: of(&|order| known.is_late(order)),
            }
        })
        .collect()
}
