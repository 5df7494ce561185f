//! What holds for every period and every pause.

use crate::{calendar, limit};
use banjie_core::calendar::{Calendar, Excluded};
use banjie_core::matter::clock::{Clock, Light, Pause, Thresholds};
use banjie_core::rules::LengthUnit::{self, Days, Months, WorkingDays};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(calendar);

/// A trigger day that leaves room for the longest period within 2024–2026.
fn day() -> impl Strategy<Value = Date> {
    (0_i64..700).prop_map(|n| date(2024, 1, 1).checked_add(n.days()).unwrap())
}

fn unit() -> impl Strategy<Value = LengthUnit> {
    prop::sample::select(vec![WorkingDays, Days, Months])
}

/// Pauses as (days after the trigger, further days).
fn pauses() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0_i64..60, 0_i64..20), 0..5)
}

fn spans(from: Date, pauses: &[(i64, i64)]) -> Vec<Excluded> {
    (pauses.iter())
        .map(|(after, long)| {
            let first = from.checked_add(after.days()).unwrap();
            Excluded {
                from: first,
                until: first.checked_add(long.days()).unwrap(),
                reason: String::new(),
            }
        })
        .collect()
}

fn due(from: Date, unit: LengthUnit, length: u32, excluded: &[Excluded]) -> Date {
    CALENDAR
        .count_without(from, unit, length, true, excluded)
        .unwrap()
        .due
}

/// Months are few, days many.
fn fit(unit: LengthUnit, length: u32) -> u32 {
    if unit == Months { length % 4 } else { length }
}

proptest! {
    #[test]
    fn longer_never_ends_earlier(from in day(), unit in unit(), length in 0_u32..60, p in pauses()) {
        let (length, p) = (fit(unit, length), spans(from, &p));
        prop_assert!(due(from, unit, length, &p) <= due(from, unit, length + 1, &p));
    }

    #[test]
    fn working_days_are_exactly_as_many_as_asked(from in day(), length in 1_u32..90) {
        let count = CALENDAR.count(from, WorkingDays, length, true).unwrap();
        prop_assert!(CALENDAR.is_working(count.due).unwrap());
        prop_assert_eq!(CALENDAR.working_days_between(from, count.due), Ok(length));
        prop_assert_eq!(count.why.iter().filter(|s| s.counted).count(), length as usize);
        prop_assert_eq!(count.why.iter().filter_map(|s| s.number).max(), Some(length));
    }

    #[test]
    fn a_rolled_end_is_the_first_working_day(
        from in day(), unit in unit(), length in 0_u32..200, p in pauses(),
    ) {
        let (length, p) = (fit(unit, length % 60), spans(from, &p));
        let count = CALENDAR.count_without(from, unit, length, true, &p).unwrap();
        let plain = CALENDAR.count_without(from, unit, length, false, &p).unwrap();
        prop_assert_eq!(count.nominal, plain.due);
        if unit != WorkingDays {
            prop_assert!(CALENDAR.is_working(count.due).unwrap());
            let paused = |d: Date| p.iter().any(|e| e.from <= d && d <= e.until);
            let skipped = count.nominal.series(1.day()).take_while(|d| *d < count.due);
            for day in skipped {
                prop_assert!(paused(day) || !CALENDAR.is_working(day).unwrap(), "{day}");
            }
        }
    }

    #[test]
    fn pausing_never_shortens(
        from in day(), unit in unit(), length in 0_u32..60, p in pauses(), more in (0_i64..60, 0_i64..20),
    ) {
        let length = fit(unit, length);
        let before = due(from, unit, length, &spans(from, &p));
        let mut p = p;
        p.push(more);
        prop_assert!(before <= due(from, unit, length, &spans(from, &p)));
    }

    #[test]
    fn splitting_a_pause_changes_nothing(
        from in day(), unit in unit(), length in 0_u32..60, at in 0_i64..60, a in 0_i64..15, b in 0_i64..15,
    ) {
        let length = fit(unit, length);
        let whole = spans(from, &[(at, a + b + 1)]);
        let parts = spans(from, &[(at + a + 1, b), (at, a)]);
        prop_assert_eq!(due(from, unit, length, &whole), due(from, unit, length, &parts));
    }

    #[test]
    fn overlapping_pauses_count_as_their_union(
        from in day(), unit in unit(), length in 0_u32..60, p in pauses(),
    ) {
        let length = fit(unit, length);
        let overlapping = spans(from, &p);
        // The union, day by day.
        let last = from.checked_add(90.days()).unwrap();
        let union: Vec<_> = (from.series(1.day()).take_while(|d| *d <= last))
            .filter(|d| overlapping.iter().any(|e| e.from <= *d && *d <= e.until))
            .map(|d| Excluded { from: d, until: d, reason: String::new() })
            .collect();
        prop_assert_eq!(due(from, unit, length, &overlapping), due(from, unit, length, &union));
    }

    #[test]
    fn natural_days_agree_with_counting_on_fingers(
        from in day(), length in 0_u32..80, p in pauses(),
    ) {
        let p = spans(from, &p);
        let mut left = length;
        let mut date = from;
        while left > 0 {
            date = date.tomorrow().unwrap();
            left -= u32::from(!p.iter().any(|e| e.from <= date && date <= e.until));
        }
        let count = CALENDAR.count_without(from, Days, length, false, &p).unwrap();
        prop_assert_eq!(count.due, date);
    }

    #[test]
    fn an_extension_is_a_longer_period_from_the_same_day(
        from in day(), unit in unit(), length in 1_u32..60, more in 1_u32..20, p in pauses(),
    ) {
        let length = fit(unit, length);
        let total = length + fit(unit, more).max(1);
        let mut clock = Clock::start("a.b".into(), &limit(unit, length, Some(total)), from);
        clock.pauses = ledger(&spans(from, &p));
        let plain = clock.due(&CALENDAR, from).latest();
        clock.extend(total).unwrap();
        let extended = clock.due(&CALENDAR, from).latest();
        prop_assert!(plain <= extended);
        prop_assert_eq!(extended, due(from, unit, total, &spans(from, &p)));
        prop_assert!(clock.extend(total + 1).is_err());
    }

    /// Normal, then yellow, then red, never back; the dates given for the store are the ones on
    /// which the light changes; and the days left fall to 0 on the due date.
    #[test]
    fn lights_only_move_forward(from in day(), unit in unit(), length in 0_u32..40) {
        let clock = Clock::start("a.b".into(), &limit(unit, fit(unit, length), None), from);
        let usual = Thresholds::default();
        let (yellow, red) = (clock.yellow_from(&CALENDAR, &usual, from), clock.red_from(&CALENDAR, from));
        prop_assert!(from <= yellow && yellow < red);
        let mut last = Light::Normal;
        let mut left = u32::MAX;
        for day in from.series(1.day()).take_while(|d| *d <= red) {
            let light = clock.light(&CALENDAR, &usual, day);
            prop_assert!(last <= light);
            prop_assert_eq!(light == Light::Normal, day < yellow);
            prop_assert_eq!(light == Light::Overdue, day >= red);
            let remaining = clock.remaining_working_days(&CALENDAR, day).unwrap();
            prop_assert!(remaining <= left);
            prop_assert!(remaining > 1 || light != Light::Normal);
            (last, left) = (light, remaining);
        }
        prop_assert_eq!(left, 0);
    }

    /// Whoever asks on whatever day, closed pauses give one due date.
    #[test]
    fn the_due_date_of_closed_pauses_does_not_depend_on_today(
        from in day(), unit in unit(), length in 0_u32..40, p in pauses(), asked in 0_i64..300,
    ) {
        let mut clock = Clock::start("a.b".into(), &limit(unit, fit(unit, length), None), from);
        clock.pauses = ledger(&spans(from, &p));
        let today = from.checked_add(asked.days()).unwrap();
        prop_assert_eq!(clock.due(&CALENDAR, today), clock.due(&CALENDAR, from));
        // Nor does the order in which the pauses were entered.
        let before = clock.due(&CALENDAR, today).fixed();
        clock.pauses.reverse();
        prop_assert_eq!(clock.due(&CALENDAR, today).fixed(), before);
    }
}

fn ledger(spans: &[Excluded]) -> Vec<Pause> {
    (spans.iter())
        .map(|span| Pause {
            from: span.from,
            until: Some(span.until),
            reason: "听证".to_owned(),
        })
        .collect()
}
