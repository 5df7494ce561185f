//! Lists and rows of a bulletin, out of what stood at the end of its last day.

use super::values::{Compared, Listed, Movement, UnitLoad, UnitRates};
use super::{BulletinInput, Standing};
use crate::assessment::figure::{Counted, Figure};
use crate::assessment::rulebook::Metric;
use crate::assessment::scoring::Share;
use crate::assessment::tally::Count;
use crate::district::UnitId;
use crate::matter::clock::{Due, Light};
use crate::matter::{Kind, Matter, Waiting, ladder};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// At most so many units each in 进步 and 退步.
const MOVERS: usize = 3;

pub(super) fn compared(input: &BulletinInput<'_>, count: Count) -> Compared {
    Compared {
        now: input.counts.counted(None, None, count),
        before: input.before.counted(None, None, count).cases,
    }
}

pub(super) fn counted(
    standing: &[Standing],
    unit: Option<&UnitId>,
    kind: Option<Kind>,
    figure: impl Fn(Option<UnitId>, Option<Kind>, Date) -> Figure,
    at: Date,
) -> Counted {
    let cases = (standing.iter())
        .filter(|s| unit.is_none_or(|unit| &s.unit == unit))
        .filter(|s| kind.is_none_or(|kind| s.kind == kind))
        .count();
    Counted {
        cases: cases as u64,
        figure: figure(unit.cloned(), kind, at),
    }
}

fn late_by(input: &BulletinInput<'_>, due: Date) -> u32 {
    // A year without a notice: the days are not known to be working days, so none is claimed.
    (input.law.calendar)
        .working_days_between(due, input.as_of)
        .unwrap_or(0)
}

pub(super) fn late_units(input: &BulletinInput<'_>) -> Vec<UnitLoad> {
    let mut oldest: BTreeMap<&UnitId, Date> = BTreeMap::new();
    for late in input.overdue {
        let day = oldest.entry(&late.unit).or_insert(late.day);
        *day = late.day.min(*day);
    }
    let mut loads: Vec<UnitLoad> = (oldest.into_iter())
        .map(|(unit, day)| UnitLoad {
            unit: unit.clone(),
            overdue: counted(
                input.overdue,
                Some(unit),
                None,
                Figure::overdue,
                input.as_of,
            ),
            open: counted(input.open, Some(unit), None, Figure::open, input.as_of),
            oldest: late_by(input, day),
        })
        .collect();
    loads.sort_by(|a, b| {
        (b.overdue.cases, b.oldest)
            .cmp(&(a.overdue.cases, a.oldest))
            .then_with(|| a.unit.cmp(&b.unit))
    });
    loads
}

pub(super) fn listed(input: &BulletinInput<'_>, standing: &Standing, due: Date) -> Listed {
    let matter = input.matters.get(&standing.no);
    let head = || {
        let unit = input.law.district.unit(&standing.unit);
        unit.map_or("", |unit| unit.head.as_str())
    };
    let handler = matter.and_then(|m| m.handler.as_ref());
    Listed {
        no: standing.no.clone(),
        kind: standing.kind,
        title: matter.map_or(String::new(), |m| m.title.clone()),
        unit: standing.unit.clone(),
        owner: handler.map_or_else(head, |h| &h.name).to_owned(),
        due,
        late: if due < input.as_of {
            late_by(input, due)
        } else {
            0
        },
        left: (input.law.calendar)
            .working_days_between(input.as_of, due.max(input.as_of))
            .unwrap_or(0),
        next_step: matter.map_or("", |m| m.step().what).to_owned(),
    }
}

pub(super) fn by_due(mut rows: Vec<Listed>) -> Vec<Listed> {
    rows.sort_by(|a, b| (a.due, &a.unit, &a.no).cmp(&(b.due, &b.unit, &b.no)));
    rows
}

pub(super) fn red(input: &BulletinInput<'_>) -> Vec<Listed> {
    let rows = input.overdue.iter();
    by_due(rows.map(|late| listed(input, late, late.day)).collect())
}

/// The open matters that a unit owes an answer on, each with its due day.
fn owed<'a>(input: &'a BulletinInput<'_>) -> impl Iterator<Item = (&'a Standing, &'a Matter, Due)> {
    (input.open.iter()).filter_map(|standing| {
        let matter = *input.matters.get(&standing.no)?;
        let owes = matches!(matter.step().waiting, Waiting::Unit | Waiting::Coordinator);
        let due = matter.clock.due(input.law.calendar, input.as_of);
        owes.then_some((standing, matter, due))
    })
}

pub(super) fn yellow(input: &BulletinInput<'_>) -> Vec<Listed> {
    let rows = owed(input)
        .filter(|(_, matter, due)| {
            let light = ladder::light(matter, input.as_of, &input.law);
            light == Light::DueSoon && due.latest() > input.as_of
        })
        .map(|(standing, _, due)| listed(input, standing, due.latest()));
    by_due(rows.collect())
}

pub(super) fn next_week(input: &BulletinInput<'_>) -> Vec<Listed> {
    let next = input.week.next();
    let rows = owed(input)
        .filter(|(_, matter, due)| {
            let paused = matter.clock.is_paused_on(input.as_of);
            !paused && next.first() <= due.latest() && due.latest() <= next.last()
        })
        .map(|(standing, _, due)| listed(input, standing, due.latest()));
    by_due(rows.collect())
}

pub(super) fn unit_rates(input: &BulletinInput<'_>, unit: &UnitId) -> UnitRates {
    let share = |metric| Share::of(metric, Some(unit), input.counts);
    UnitRates {
        unit: unit.clone(),
        received: input.counts.counted(Some(unit), None, Count::Received),
        answered: input.counts.counted(Some(unit), None, Count::Answered),
        open: counted(input.open, Some(unit), None, Figure::open, input.as_of),
        overdue: counted(
            input.overdue,
            Some(unit),
            None,
            Figure::overdue,
            input.as_of,
        ),
        on_time: share(Metric::ON_TIME),
        solved: share(Metric::SOLVED),
        satisfied: share(Metric::SATISFIED),
    }
}

/// How the overdue matters of each unit moved.
pub(super) fn moves(input: &BulletinInput<'_>) -> Vec<Movement> {
    let before = input.before.to();
    let standing = |rows, unit, day| counted(rows, Some(unit), None, Figure::overdue, day);
    (input.law.district.units.iter())
        .map(|unit| Movement {
            unit: unit.id.clone(),
            before: standing(input.overdue_before, &unit.id, before),
            now: standing(input.overdue, &unit.id, input.as_of),
        })
        .collect()
}

/// Units in the order of the most fallen and of the most risen number of overdue matters.
pub(super) fn movers(all: &[Movement]) -> (Vec<Movement>, Vec<Movement>) {
    let change = |m: &Movement| Decimal::from(m.now.cases) - Decimal::from(m.before.cases);
    let (mut better, mut worse): (Vec<_>, Vec<_>) = (all.iter())
        .filter(|m| m.now.cases != m.before.cases)
        .cloned()
        .partition(|m| change(m) < Decimal::ZERO);
    better.sort_by(|a, b| change(a).cmp(&change(b)).then_with(|| a.unit.cmp(&b.unit)));
    worse.sort_by(|a, b| change(b).cmp(&change(a)).then_with(|| a.unit.cmp(&b.unit)));
    better.truncate(MOVERS);
    worse.truncate(MOVERS);
    (better, worse)
}
