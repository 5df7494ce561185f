//! 周通报: the values of a weekly bulletin, computed from counts and from the matters as they
//! stood at the end of its last day.

pub mod difference;
pub mod edits;
mod findings;
mod lists;
pub mod notes;
pub mod points;
pub mod tasks;
mod values;

pub use findings::Findings;
pub use values::*;

use super::figure::{Counted, Counts, Figure};
use super::period::Week;
use super::rulebook::{Metric, Rulebook};
use super::scoring::Share;
use super::tally::Count;
use crate::district::{IndicatorId, Unit, UnitId};
use crate::matter::{Kind, Law, Matter};
use edits::Edits;
use jiff::civil::Date;
use lists::{compared, counted, late_units, movers, moves, next_week, red, unit_rates, yellow};
use notes::{Notes, UnitNote};
use points::{PickRule, Point, points};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tasks::{DirectiveProgress, IndicatorProgress, Ordered};

/// A matter that stood open at the end of a day, see [`super::overdue`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Unit that owed the next step.
    pub unit: UnitId,
    /// Kind.
    pub kind: Kind,
    /// Number of the matter.
    pub no: String,
    /// The due day of that step; the day a figure counts the matter on.
    pub day: Date,
    /// The indicator it counts for.
    pub indicator: Option<IndicatorId>,
}

/// What a bulletin is computed from.
#[derive(Clone, Copy, Debug)]
pub struct BulletinInput<'a> {
    /// District, ladder and calendar.
    pub law: Law<'a>,
    /// The assessment method: its peer groups and minimum counts.
    pub rulebook: &'a Rulebook,
    /// The week.
    pub week: Week,
    /// The last whole day that is counted; the week's Sunday when it is over.
    pub as_of: Date,
    /// Counts from Monday to `as_of`.
    pub counts: &'a Counts,
    /// Counts of the same days of the week before.
    pub before: &'a Counts,
    /// 在办 at the end of `as_of`.
    pub open: &'a [Standing],
    /// 逾期 at the end of `as_of`.
    pub overdue: &'a [Standing],
    /// 逾期 seven days before.
    pub overdue_before: &'a [Standing],
    /// The matters behind `open`, as they stood at the end of `as_of`, by number.
    pub matters: &'a BTreeMap<String, &'a Matter>,
    /// Every directive ordered by then, by number.
    pub orders: &'a [Ordered],
    /// By which rules highlights and problems are chosen.
    pub picks: &'a [PickRule],
    /// What 区营商办 changed in them.
    pub edits: &'a Edits,
    /// What the units handed in.
    pub notes: &'a Notes,
    /// The calls of the sample that units had not made in time at the end of `as_of`.
    pub calls_missed: &'a BTreeMap<UnitId, u64>,
}

/// The values of a bulletin: page, papers, CLI and API all print these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// District's name.
    pub district: String,
    /// The week.
    pub week: Week,
    /// First day counted.
    pub from: Date,
    /// Last day counted, to its end.
    pub as_of: Date,
    /// Whether the week was over.
    pub complete: bool,
    /// 交办, of all kinds.
    pub received: Compared,
    /// 答复, of all kinds.
    pub answered: Compared,
    /// 在办 at the end.
    pub open: Counted,
    /// 逾期 at the end.
    pub overdue: Compared,
    /// 按时办结率 of the district.
    pub on_time: Share,
    /// The same of the week before.
    pub on_time_before: Share,
    /// 解决率.
    pub solved: Share,
    /// 满意率.
    pub satisfied: Share,
    /// Sentences that carry the findings, in the order of the sections.
    pub findings: Findings,
    /// Units with overdue matters, most first.
    pub late_units: Vec<UnitLoad>,
    /// 红灯: each overdue matter.
    pub red: Vec<Listed>,
    /// 黄灯: each matter that comes due soon.
    pub yellow: Vec<Listed>,
    /// Rates per unit in peer groups.
    pub groups: Vec<GroupRates>,
    /// Units whose overdue matters fell most.
    pub better: Vec<Movement>,
    /// Units whose overdue matters rose most.
    pub worse: Vec<Movement>,
    /// What comes due next week.
    pub next_week: Vec<Listed>,
    /// Progress of directives.
    pub directives: DirectiveProgress,
    /// Highlights and problems as printed; none before bulletins had them.
    #[serde(default)]
    pub points: Vec<Point>,
    /// Those that people left out; none on the public face.
    #[serde(default)]
    pub dropped: Vec<Point>,
    /// Every indicator's week; none before bulletins had them.
    #[serde(default)]
    pub indicators: Vec<IndicatorProgress>,
    /// What the units handed in, in the order of the pack.
    #[serde(default)]
    pub notes: Vec<UnitNote>,
    /// The ranked units that did not.
    #[serde(default)]
    pub notes_missing: Vec<UnitId>,
    /// Up to which day they could.
    #[serde(default)]
    pub notes_due: Option<Date>,
    /// 回访 that units were drawn for and have not made in time; none before bulletins had them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls_missed: BTreeMap<UnitId, u64>,
}

impl Bulletin {
    /// The bulletin of a week.
    pub fn of(input: &BulletinInput<'_>) -> Self {
        let district = input.law.district;
        let units: Vec<&Unit> = district.units.iter().collect();
        let late_units = late_units(input);
        let red = red(input);
        let groups: Vec<GroupRates> = (input.rulebook.peer_groups.iter())
            .map(|group| GroupRates {
                group: group.clone(),
                rows: (units.iter())
                    .filter(|unit| unit.peer_group.as_ref() == Some(group))
                    .map(|unit| unit_rates(input, &unit.id))
                    .collect(),
            })
            .collect();
        let moved = moves(input);
        let (better, worse) = movers(&moved);
        let share = |metric, counts| Share::of(metric, None, counts);
        let owing = units.iter().filter(|unit| unit.peer_group.is_some());
        let owing = owing.filter(|unit| unit.since.is_none_or(|day| day <= input.as_of));
        let missing = owing.filter(|unit| input.notes.of(&unit.id).is_none());
        let mut bulletin = Self {
            district: district.name.clone(),
            week: input.week,
            from: input.week.first(),
            as_of: input.as_of,
            complete: input.as_of >= input.week.last(),
            received: compared(input, Count::Received),
            answered: compared(input, Count::Answered),
            open: counted(input.open, None, None, Figure::open, input.as_of),
            overdue: Compared {
                now: counted(input.overdue, None, None, Figure::overdue, input.as_of),
                before: input.overdue_before.len() as u64,
            },
            on_time: share(Metric::ON_TIME, input.counts),
            on_time_before: share(Metric::ON_TIME, input.before),
            solved: share(Metric::SOLVED, input.counts),
            satisfied: share(Metric::SATISFIED, input.counts),
            findings: Findings::default(),
            late_units,
            red,
            yellow: yellow(input),
            groups,
            better,
            worse,
            next_week: next_week(input),
            directives: tasks::directives(input),
            points: Vec::new(),
            dropped: Vec::new(),
            indicators: tasks::indicators(input),
            notes: (units.iter())
                .filter_map(|unit| input.notes.of(&unit.id).cloned())
                .collect(),
            notes_missing: missing.map(|unit| unit.id.clone()).collect(),
            notes_due: notes::due(input.week, &input.law).ok(),
            calls_missed: input.calls_missed.clone(),
        };
        let chosen = points(&bulletin, &moved, &tasks_of_units(input), input.picks);
        let edited = input.edits.apply(chosen);
        bulletin.points = edited.points;
        bulletin.dropped = edited.dropped;
        bulletin.findings = bulletin.find();
        bulletin
    }

    /// Without numbers, titles and owners of matters: what the public sees. Every digit stays.
    pub fn public(&self) -> Self {
        let mut seen = self.seen(|_| false);
        seen.dropped.clear();
        seen.points.iter_mut().for_each(|point| point.trace.clear());
        seen.notes.iter_mut().for_each(|note| note.by.clear());
        seen
    }

    /// What somebody sees to whom only the matters of some units are open: the others as the
    /// public sees them.
    pub fn seen(&self, open: impl Fn(&UnitId) -> bool) -> Self {
        let mut seen = self.clone();
        let lists = [
            &mut seen.red,
            &mut seen.yellow,
            &mut seen.next_week,
            &mut seen.directives.rows,
        ];
        let closed = lists.into_iter().flatten().filter(|row| !open(&row.unit));
        for listed in closed {
            listed.no.clear();
            listed.title.clear();
            listed.owner.clear();
        }
        let of_sources = (seen.directives.sources.iter_mut()).flat_map(|row| {
            [
                &mut row.ordered,
                &mut row.done,
                &mut row.closed,
                &mut row.open,
                &mut row.late,
            ]
        });
        let of_indicators = (seen.indicators.iter_mut()).flat_map(|row| {
            [
                &mut row.fresh,
                &mut row.closed,
                &mut row.open,
                &mut row.late,
            ]
        });
        let tasks = of_sources.chain(of_indicators);
        let closed = tasks.flat_map(|tasks| tasks.list.iter_mut());
        closed
            .filter(|task| !open(&task.unit))
            .for_each(|task| task.no.clear());
        seen
    }

    /// Whether it was made since units hand in notes: earlier ones have neither points nor notes nor
    /// indicators, which is not the same as none.
    pub fn has_notes(&self) -> bool {
        !self.indicators.is_empty()
    }

    /// `税务局 2 件、商务局 1 件`; `None`: every call of the sample was made in time.
    pub fn calls_missed_words(&self) -> Option<String> {
        let units = self.calls_missed.iter();
        let units: Vec<String> = units.map(|(unit, n)| format!("{unit} {n} 件")).collect();
        (!units.is_empty()).then(|| units.join("、"))
    }

    /// The bulletin's number, `ZTB-2026-09`.
    pub fn code(&self) -> String {
        format!("ZTB-{}-{:02}", self.week.year(), self.week.number())
    }
}

/// Reported and overdue directives of each unit.
fn tasks_of_units(input: &BulletinInput<'_>) -> Vec<(UnitId, Counted, Counted)> {
    let kind = Some(Kind::Directive);
    let units = input.law.district.units.iter();
    units
        .map(|unit| {
            let id = Some(&unit.id);
            let late = counted(input.overdue, id, kind, Figure::overdue, input.as_of);
            let answered = input.counts.counted(id, kind, Count::Answered);
            (unit.id.clone(), answered, late)
        })
        .collect()
}
