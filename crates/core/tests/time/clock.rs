//! The clock: refusals, lights, days left.

use crate::{calendar, limit};
use banjie_core::matter::clock::{Clock, ClockRefusal, Due, Light, Thresholds};
use banjie_core::rules::LengthUnit::{Days, Months, WorkingDays};
use banjie_core::rules::TimeLimit;
use jiff::civil::{Date, date};

fn clock(limit: &TimeLimit, started: Date) -> Clock {
    Clock::start("licence.decide".into(), limit, started)
}

fn due(clock: &Clock, today: Date) -> Date {
    clock.due(&calendar(), today).fixed().unwrap()
}

#[test]
fn an_extension_counts_from_the_trigger_and_ends_at_the_rules_longest() {
    // E39.
    let mut clock = clock(&limit(WorkingDays, 20, Some(30)), date(2025, 4, 25));
    assert_eq!(due(&clock, date(2025, 5, 1)), date(2025, 5, 27));
    let refusal = clock.extend(31).unwrap_err();
    assert_eq!(refusal.code(), "beyond_longest");
    assert!(
        refusal.to_string().contains("规定最长30个工作日"),
        "{refusal}"
    );
    assert_eq!(clock.extend(20).unwrap_err().code(), "not_longer");
    clock.extend(25).unwrap();
    clock.extend(30).unwrap();
    assert_eq!(due(&clock, date(2025, 5, 1)), date(2025, 6, 11));
    assert_eq!(clock.extend(30).unwrap_err().code(), "not_longer");
    let mut fixed = self::clock(&limit(WorkingDays, 3, None), date(2025, 4, 25));
    assert!(matches!(
        fixed.extend(4),
        Err(ClockRefusal::NeverExtends { .. })
    ));
}

#[test]
fn the_extended_natural_limit_is_not_counted_from_the_rolled_date() {
    // E34: 60 days from acceptance, not 15 from the rolled 2025-10-09.
    let mut clock = clock(&limit(Days, 45, Some(60)), date(2025, 8, 20));
    assert_eq!(due(&clock, date(2025, 9, 1)), date(2025, 10, 9));
    clock.extend(60).unwrap();
    assert_eq!(due(&clock, date(2025, 9, 1)), date(2025, 10, 20));
}

#[test]
fn pauses_need_a_listed_reason_and_sensible_days() {
    let mut clock = clock(&limit(WorkingDays, 20, None), date(2025, 11, 3));
    let refusal = clock.pause(date(2025, 11, 10), "领导出差").unwrap_err();
    assert!(
        refusal.to_string().contains("“专家评审”“听证”"),
        "{refusal}"
    );
    assert_eq!(
        clock.pause(date(2025, 11, 2), "听证").unwrap_err().code(),
        "before_start"
    );
    assert_eq!(
        clock.resume(date(2025, 11, 9), "听证").unwrap_err().code(),
        "not_paused"
    );
    clock.pause(date(2025, 11, 10), "专家评审").unwrap();
    assert_eq!(
        clock
            .pause(date(2025, 11, 11), "专家评审")
            .unwrap_err()
            .code(),
        "already_paused"
    );
    let early = clock.resume(date(2025, 11, 9), "专家评审").unwrap_err();
    assert_eq!(early.code(), "ends_before_it_begins");
    // A parallel pause inside the other counts once.
    clock.pause(date(2025, 11, 12), "听证").unwrap();
    clock.resume(date(2025, 11, 13), "听证").unwrap();
    assert_eq!(clock.open_pauses().count(), 1);
    clock.resume(date(2025, 11, 17), "专家评审").unwrap();
    // E45b.
    assert_eq!(due(&clock, date(2025, 11, 20)), date(2025, 12, 9));
    let never = TimeLimit {
        pauses: Vec::new(),
        ..limit(WorkingDays, 20, None)
    };
    let refusal = self::clock(&never, date(2025, 11, 3)).pause(date(2025, 11, 5), "听证");
    assert_eq!(refusal.unwrap_err().code(), "never_pauses");
}

#[test]
fn an_open_pause_counts_up_to_today() {
    let mut clock = clock(&limit(WorkingDays, 20, None), date(2025, 11, 3));
    clock.pause(date(2025, 11, 10), "专家评审").unwrap();
    assert_eq!(due(&clock, date(2025, 11, 9)), date(2025, 12, 1));
    assert_eq!(due(&clock, date(2025, 11, 10)), date(2025, 12, 2));
    assert_eq!(due(&clock, date(2025, 11, 17)), date(2025, 12, 9));
    let light = |today| clock.light(&calendar(), &Thresholds::default(), today);
    assert_eq!(light(date(2025, 11, 9)), Light::Normal);
    assert_eq!(light(date(2025, 11, 17)), Light::Paused);
    // Paused for so long that it would be overdue: still paused, nothing is red.
    assert_eq!(light(date(2026, 3, 3)), Light::Paused);
}

#[test]
fn lights_of_the_national_day_story() {
    let clock = clock(&limit(WorkingDays, 5, None), date(2025, 9, 26));
    let calendar = calendar();
    let light = |d| clock.light(&calendar, &Thresholds::default(), d);
    assert_eq!(light(date(2025, 9, 26)), Light::Normal);
    // The third of five days is the last before the holidays; the fourth uses 80 %.
    assert_eq!(light(date(2025, 10, 8)), Light::Normal);
    assert_eq!(light(date(2025, 10, 9)), Light::DueSoon);
    assert_eq!(light(date(2025, 10, 10)), Light::DueSoon);
    assert_eq!(light(date(2025, 10, 11)), Light::Overdue);
    let today = date(2025, 9, 29);
    assert_eq!(
        clock.yellow_from(&calendar, &Thresholds::default(), today),
        date(2025, 10, 9)
    );
    assert_eq!(clock.red_from(&calendar, today), date(2025, 10, 11));
    assert_eq!(clock.remaining_working_days(&calendar, today), Ok(3));
    assert_eq!(
        clock.remaining_working_days(&calendar, date(2025, 10, 10)),
        Ok(0)
    );
    assert_eq!(
        clock.overdue_working_days(&calendar, date(2025, 10, 10)),
        Ok(0)
    );
    // Sat 10-11 is a make-up day.
    assert_eq!(
        clock.overdue_working_days(&calendar, date(2025, 10, 13)),
        Ok(2)
    );
    assert_eq!(clock.met_by(&calendar, date(2025, 10, 10)), Some(true));
    assert_eq!(clock.met_by(&calendar, date(2025, 10, 11)), Some(false));
}

#[test]
fn yellow_comes_by_share_for_long_limits_and_by_days_left_for_short_ones() {
    let calendar = calendar();
    let yellow = |unit, length, thresholds: &Thresholds| {
        let clock = clock(&limit(unit, length, None), date(2025, 11, 3));
        clock.yellow_from(&calendar, thresholds, date(2025, 11, 3))
    };
    let usual = Thresholds::default();
    // 20 wd: the 16th is 11-25; 10 wd: the 8th is 11-13; 3 wd: one left after the second, 11-05.
    assert_eq!(yellow(WorkingDays, 20, &usual), date(2025, 11, 25));
    assert_eq!(yellow(WorkingDays, 10, &usual), date(2025, 11, 13));
    assert_eq!(yellow(WorkingDays, 3, &usual), date(2025, 11, 5));
    assert_eq!(yellow(WorkingDays, 1, &usual), date(2025, 11, 3));
    assert_eq!(yellow(Days, 30, &usual), date(2025, 11, 27));
    // 3 months are 92 days; 80 % is the 74th.
    assert_eq!(yellow(Months, 3, &usual), date(2026, 1, 16));
    let late = Thresholds {
        percent: 100,
        working_days_left: 0,
    };
    assert_eq!(yellow(WorkingDays, 20, &late), date(2025, 12, 1));
}

#[test]
fn a_due_date_beyond_the_calendar_is_provisional() {
    let calendar = calendar();
    let clock = clock(&limit(WorkingDays, 10, None), date(2026, 12, 20));
    let Due::Provisional {
        earliest,
        latest,
        missing_year,
    } = clock.due(&calendar, date(2026, 12, 21))
    else {
        panic!("2027 is not held");
    };
    assert_eq!(
        (earliest, latest, missing_year),
        (date(2027, 1, 2), date(2027, 1, 6), 2027)
    );
    let light = |d| clock.light(&calendar, &Thresholds::default(), d);
    assert_eq!(light(date(2026, 12, 22)), Light::Normal);
    assert_eq!(light(date(2027, 1, 6)), Light::DueSoon);
    assert_eq!(light(date(2027, 1, 7)), Light::Overdue);
    assert_eq!(clock.met_by(&calendar, date(2027, 1, 4)), None);
    assert!(
        clock
            .remaining_working_days(&calendar, date(2026, 12, 31))
            .is_err()
    );
}

#[test]
fn a_clock_survives_the_journal() {
    let mut clock = clock(&limit(WorkingDays, 20, Some(30)), date(2025, 11, 3));
    clock.extend(30).unwrap();
    clock.pause(date(2025, 11, 10), "听证").unwrap();
    let written = serde_json::to_string(&clock).unwrap();
    assert_eq!(
        written,
        r#"{"rule":"licence.decide","started":"2025-11-03","unit":"working_days","length":20,"longest":30,"pause_reasons":["专家评审","听证"],"roll":true,"extended_to":30,"pauses":[{"from":"2025-11-10","until":null,"reason":"听证"}]}"#
    );
    assert_eq!(serde_json::from_str::<Clock>(&written).unwrap(), clock);
}
