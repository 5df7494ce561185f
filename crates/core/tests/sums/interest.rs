//! Interest against day-by-day accrual, and what holds for every claim.

use crate::PACK;
use banjie_core::arrears::{Claim, Interest, Payment, YearBasis, interest};
use banjie_core::conformance::{Facts, run};
use banjie_core::money::{Money, Rate};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// 400 claims accrued day by day in fractions (`tools/interest-oracle.py`).
#[test]
fn stretch_by_stretch_agrees_with_day_by_day() {
    let facts = Facts {
        calendar: &PACK.calendar,
        rules: &PACK.rules,
    };
    let report = run(include_str!("../data/interest-oracle.json"), &facts);
    let failed: Vec<_> = (report.outcomes.iter())
        .filter(|o| !o.passed())
        .map(ToString::to_string)
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(report.passed(), 400);
}

const DUE: Date = date(2025, 6, 30);

fn money(cents: u64) -> Money {
    Money::parse(&format!("{}.{:02}", cents / 100, cents % 100)).unwrap()
}

fn claim(cents: u64, days: i64, rate: Option<u32>) -> Claim {
    Claim {
        principal: money(cents),
        due: DUE,
        payments: Vec::new(),
        until: Some(DUE.checked_add(days.days()).unwrap()),
        agreed: rate.map(|r| Rate::parse(&format!("{}.{:02}", r / 100, r % 100)).unwrap()),
        signed: Some(date(2025, 1, 6)),
        basis: YearBasis::D365,
    }
}

fn of(claim: &Claim) -> Interest {
    interest(claim, &PACK.rules).unwrap()
}

proptest! {
    #[test]
    fn more_days_principal_or_rate_never_cost_less(
        cents in 0_u64..10_u64.pow(13), days in 0_i64..4000, rate in prop::option::of(0_u32..3000),
        more in 1_i64..100,
    ) {
        let plain = of(&claim(cents, days, rate)).interest;
        prop_assert!(plain <= of(&claim(cents, days + more, rate)).interest);
        prop_assert!(plain <= of(&claim(cents + more.unsigned_abs(), days, rate)).interest);
        if let Some(rate) = rate {
            prop_assert!(plain <= of(&claim(cents, days, Some(rate + 1))).interest);
            // The floor: no agreed rate gives less than the LPR of 3.10.
            prop_assert!(of(&claim(cents, days, Some(310))).interest <= of(&claim(cents, days, Some(rate))).interest);
        }
    }

    #[test]
    fn paying_a_part_earlier_never_costs_more(
        cents in 100_u64..10_u64.pow(12), days in 2_i64..2000, share in 1_u64..99, at in 0_i64..2000,
    ) {
        let mut early = claim(cents, days, None);
        let late = of(&early).interest;
        let on = DUE.checked_add((at % days).days()).unwrap();
        early.payments.push(Payment { on, amount: money(cents * share / 100 + u64::from(cents < 100)) });
        let found = of(&early);
        prop_assert!(found.interest <= late);
        prop_assert_eq!(i64::from(found.overdue_days), days);
    }

    /// Nothing lies between two segments, and splitting one payment into two of the same day
    /// changes nothing.
    #[test]
    fn splitting_a_payment_changes_nothing(
        cents in 100_u64..10_u64.pow(12), days in 1_i64..2000, part in 1_u64..99,
    ) {
        let on = DUE.checked_add(days.days()).unwrap();
        let mut whole = claim(cents, days, Some(500));
        whole.until = None;
        let mut split = whole.clone();
        whole.payments = vec![Payment { on, amount: money(cents) }];
        let first = cents * part / 100;
        split.payments = [first.max(1), cents - first.max(1)].map(|c| Payment { on, amount: money(c) }).to_vec();
        let (whole, split) = (of(&whole), of(&split));
        prop_assert_eq!(whole.interest, split.interest);
        prop_assert_eq!(split.segments.len(), 1);
        prop_assert_eq!(split.outstanding, Money::ZERO);
    }
}

/// The largest sums stay exact: 一万亿 at 0.05 % for 3,652 days is 1,826,000,000,000.00.
#[test]
fn the_largest_claim_is_still_exact() {
    let ten_years = claim(10_u64.pow(14), 3652, None);
    assert_eq!(of(&ten_years).interest.to_string(), "1826000000000.00");
}

#[test]
fn the_working_reads_like_a_ledger() {
    // rules.md E23.
    let mut claim = claim(30_000_000, 0, None);
    claim.due = date(2025, 8, 31);
    claim.until = None;
    claim.payments = vec![
        Payment {
            on: date(2025, 9, 20),
            amount: money(10_000_000),
        },
        Payment {
            on: date(2025, 10, 31),
            amount: money(20_000_000),
        },
    ];
    let lines = of(&claim).working();
    assert_eq!(
        lines,
        [
            "2025-09-01 至 2025-09-20，共 20 天：300,000.00 元 × 0.05% × 20 = 3,000.00 元",
            "2025-09-21 至 2025-10-31，共 41 天：200,000.00 元 × 0.05% × 41 = 4,100.00 元",
            "逾期 61 天，利息合计 7,100.00 元（只在合计时四舍五入到分）",
        ]
    );
}

/// A signing day after the table was last compared carries its mark, an earlier one does not.
#[test]
fn a_rate_beyond_the_last_review_is_marked() {
    let marked = |signed| {
        let mut claim = claim(100_000, 10, Some(100));
        claim.signed = Some(signed);
        claim.due = date(2026, 6, 1);
        claim.until = Some(date(2026, 6, 11));
        let notes = of(&claim).notes;
        notes.iter().any(|n| n.contains("核对到 2026-02-24"))
    };
    assert!(!marked(date(2026, 2, 24)));
    assert!(marked(date(2026, 2, 25)));
}
