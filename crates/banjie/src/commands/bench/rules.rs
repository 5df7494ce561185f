//! The clock itself: due dates counted a second, beside the bare walk over the same days.

use super::Bench;
use super::report::{Report, Row, Target};
use crate::wiring;
use banjie_core::calendar::Calendar;
use banjie_core::rules::LengthUnit;
use jiff::civil::Date;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Working days of the limit that is counted.
const LENGTH: u32 = 20;

/// Measures.
pub(super) fn run(bench: &Bench) -> Result<Report, String> {
    let pack = wiring::pack(&wiring::shipped())?;
    let first = Date::constant(2025, 1, 1);
    let days: Vec<Date> = first.series(jiff::Span::new().days(1)).take(365).collect();
    let (mut limit, mut count) = (vec![], vec![]);
    for _ in 0..bench.rounds {
        limit.push(rate(bench.seconds, &days, |from| {
            walk(&pack.calendar, from)
        }));
        count.push(rate(bench.seconds, &days, |from| {
            let counted = pack
                .calendar
                .count(from, LengthUnit::WorkingDays, LENGTH, true);
            counted.is_ok()
        }));
    }
    Ok(Report {
        bench: "rules",
        rows: vec![Row::new(
            format!("{LENGTH} 个工作日的到期日，带逐日说明"),
            "次/秒",
            count,
            &limit,
            Target::None,
        )],
    })
}

/// Looks at each day until enough of them were working days.
fn walk(calendar: &Calendar, from: Date) -> bool {
    let (mut day, mut left) = (from, LENGTH);
    while left > 0 {
        let Ok(next) = day.tomorrow() else {
            return false;
        };
        day = next;
        match calendar.is_working(day) {
            Ok(working) => left -= u32::from(working),
            Err(_) => return false,
        }
    }
    true
}

fn rate(seconds: u32, days: &[Date], count: impl Fn(Date) -> bool) -> f64 {
    let (began, whole) = (Instant::now(), Duration::from_secs(seconds.into()));
    let mut counted = 0.0;
    while began.elapsed() < whole {
        for day in days {
            black_box(count(black_box(*day)));
        }
        counted += days.len() as f64;
    }
    counted / began.elapsed().as_secs_f64()
}
