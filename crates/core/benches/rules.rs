//! `cargo bench -p banjie-core --bench rules`: a due date at most 5 µs, ten years of interest with
//! 50 part payments at most 100 µs.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its own data should stop"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use banjie_core::arrears::{Claim, Payment, YearBasis, interest};
use banjie_core::money::{Money, Rate};
use banjie_core::rules::{Question, Settings, deadline};
use criterion::{Criterion, criterion_group, criterion_main};
use jiff::ToSpan;
use jiff::civil::date;
use std::hint::black_box;

fn due_dates(c: &mut Criterion) {
    let pack = support::shipped();
    // The longest count of the statutes: 90 working days over the National Day, 132 days passed.
    let question = |rule: &str, extended| Question {
        rule: rule.into(),
        from: date(2025, 7, 1),
        extended,
        pauses: Vec::new(),
        set: Settings::default(),
    };
    let explained = [
        (
            "due_20_working_days_explained",
            question("licence.decide", false),
        ),
        (
            "due_90_working_days_explained",
            question("labour.inspection.investigate", true),
        ),
        (
            "due_30_days_explained",
            question("supervision.objection", false),
        ),
    ];
    for (name, question) in explained {
        c.bench_function(name, |b| {
            b.iter(|| deadline(black_box(&question), &pack.rules, &pack.calendar));
        });
    }
    let from = date(2025, 7, 1);
    for rule in ["licence.decide", "labour.inspection.investigate"] {
        let rule = rule.into();
        c.bench_function(&format!("due_date_alone {rule}"), |b| {
            b.iter(|| {
                let (limit, _) = pack.rules.limit(black_box(&rule), from).unwrap();
                let length = limit.extended.unwrap_or(limit.length);
                pack.calendar
                    .ends(from, limit.unit, length, limit.roll, &[])
            });
        });
    }
}

fn ten_years(c: &mut Criterion) {
    let pack = support::shipped();
    let due = date(2015, 6, 30);
    let payments = (1..=50_i64)
        .map(|n| Payment {
            on: due.checked_add((n * 73).days()).unwrap(),
            amount: Money::parse("24000.37").unwrap(),
        })
        .collect();
    let claim = Claim {
        principal: Money::parse("1200018.50").unwrap(),
        due,
        payments,
        until: None,
        agreed: Some(Rate::parse("4.7875").unwrap()),
        signed: Some(date(2024, 11, 5)),
        basis: YearBasis::D365,
    };
    c.bench_function("interest_ten_years_50_payments", |b| {
        b.iter(|| interest(black_box(&claim), &pack.rules));
    });
}

criterion_group!(benches, due_dates, ten_years);
criterion_main!(benches);
