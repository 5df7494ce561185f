//! Due dates beyond the years held: the truth always lies in the bounds.

use crate::calendar;
use crate::oracle::{self, Oracle, SpecialDays};
use banjie_core::calendar::{Assumptions, Calendar, Excluded};
use banjie_core::rules::LengthUnit::{self, Days, Months, WorkingDays};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

static ORACLE: LazyLock<Oracle> = LazyLock::new(oracle::load);
static WHOLE: LazyLock<Calendar> = LazyLock::new(|| Calendar::new(ORACLE.years()).unwrap());

/// The calendar that forgot one year.
fn without(year: i16) -> Calendar {
    let years = ORACLE.years().into_iter().filter(|y| y.year != year);
    Calendar::new(years.collect()).unwrap()
}

static FORGETFUL: LazyLock<Vec<(i16, Calendar)>> = LazyLock::new(|| {
    ORACLE
        .0
        .keys()
        .map(|year| (*year, without(*year)))
        .collect()
});

fn true_due(from: Date, unit: LengthUnit, length: u32, pauses: &[Excluded]) -> Option<Date> {
    let count = WHOLE.count_without(from, unit, length, true, pauses);
    count.ok().map(|c| c.due)
}

/// Every third day (all weekdays come up) of every year as trigger, for usual lengths.
#[test]
fn the_truth_lies_within_the_bounds_from_anywhere() {
    let lengths = [
        (WorkingDays, 1),
        (WorkingDays, 5),
        (WorkingDays, 10),
        (WorkingDays, 20),
        (WorkingDays, 60),
        (Days, 1),
        (Days, 15),
        (Days, 30),
        (Months, 1),
        (Months, 3),
    ];
    let mut uncertain = 0;
    for (year, calendar) in FORGETFUL.iter() {
        let first = date(*year, 1, 1).checked_sub(100.days()).unwrap();
        for from in first.series(3.days()).take(155) {
            for (unit, length) in lengths {
                let Some(due) = true_due(from, unit, length, &[]) else {
                    continue;
                };
                let bounds = calendar.bounds(from, unit, length, true, &[]);
                let inside = bounds.earliest <= due && due <= bounds.latest;
                assert!(
                    inside,
                    "{from} + {length} {unit:?}: {due} not in {bounds:?}"
                );
                if bounds.missing.is_none() {
                    assert_eq!((bounds.earliest, bounds.latest), (due, due));
                } else {
                    uncertain += 1;
                }
            }
        }
    }
    assert!(uncertain > 15_000, "{uncertain}");
}

proptest! {
    #[test]
    fn the_truth_lies_within_the_bounds_with_pauses(
        year in 0_usize..19,
        start in 0_i64..460,
        unit in prop::sample::select(vec![WorkingDays, Days, Months]),
        length in 0_u32..70,
        pauses in prop::collection::vec((0_i64..120, 0_i64..25), 0..4),
    ) {
        let (year, calendar) = &FORGETFUL[year];
        let from = date(*year, 1, 1).checked_sub(100.days()).unwrap();
        let from = from.checked_add(start.days()).unwrap();
        let pauses: Vec<_> = (pauses.into_iter())
            .map(|(after, long)| {
                let from = from.checked_add(after.days()).unwrap();
                let until = from.checked_add(long.days()).unwrap();
                Excluded { from, until, reason: String::new() }
            })
            .collect();
        let length = if unit == Months { length % 7 } else { length };
        if let Some(due) = true_due(from, unit, length, &pauses) {
            let bounds = calendar.bounds(from, unit, length, true, &pauses);
            prop_assert!(bounds.earliest <= due && due <= bounds.latest, "{due} {bounds:?}");
        }
    }
}

/// The documented figures are the historical maximum: not exceeded, and not looser than that.
#[test]
fn the_assumptions_are_the_maximum_of_nineteen_years() {
    let assumptions = Assumptions::default();
    let inside = |d: &Date, from: (i8, i8), until: (i8, i8)| {
        let day = (d.month(), d.day());
        from <= day && day <= until
    };
    for season in &assumptions.seasons {
        let most = |dates: fn(&SpecialDays) -> &Vec<Date>| {
            (ORACLE.0.values())
                .map(|year| {
                    dates(year)
                        .iter()
                        .filter(|d| inside(d, season.from, season.until))
                        .count()
                })
                .max()
                .unwrap() as u32
        };
        assert_eq!(
            (season.rest, season.makeup),
            (most(|y| &y.rest), most(|y| &y.makeup)),
            "{season:?}"
        );
    }
    for year in ORACLE.0.values() {
        for day in year.rest.iter().chain(&year.makeup) {
            let covered = assumptions
                .seasons
                .iter()
                .any(|s| inside(day, s.from, s.until));
            assert!(covered, "{day} lies outside every season");
        }
    }
}

#[test]
fn the_end_of_the_last_year_held_is_provisional() {
    // E12: 9 working days are left in 2026; 2027-01-01 rests by law.
    let bounds = calendar().bounds(date(2026, 12, 20), WorkingDays, 10, true, &[]);
    assert_eq!(bounds.missing, Some(2027));
    assert_eq!(bounds.earliest, date(2027, 1, 2));
    assert_eq!(bounds.latest, date(2027, 1, 6));
}
