//! Scores by hand: what counts, what is lost, what is missing.

use super::*;
use crate::assessment::metric::Better;
use crate::assessment::report::{Grounds, Report, Said};
use crate::assessment::rulebook::{
    AfterTalk, Gap, LastTies, LeftOpen, OpenObjection, Reported, Ties,
};
use crate::district::{PostId, UnitKind};
use crate::matter::{By, Kind};
use crate::moment::Moment;
use crate::rules::{Confidence, Source};
use jiff::civil::date;
use proptest::prelude::*;

/// A source of our own.
pub(in crate::assessment) fn source() -> Source {
    Source {
        document: String::new(),
        number: String::new(),
        article: String::new(),
        confidence: Confidence::Unsure,
    }
}

/// A measure that counts a metric from floor to target.
pub(in crate::assessment) fn measure(
    metric: Metric,
    weight: i64,
    floor: i64,
    target: i64,
    minimum_cases: u32,
) -> Measure {
    Measure {
        id: metric.code(),
        title: metric.word(),
        basis: Basis::Rate(metric),
        form: Form::Linear {
            floor: Decimal::from(floor),
            target: Decimal::from(target),
        },
        weight: Decimal::from(weight),
        minimum_cases,
        groups: Vec::new(),
        units: Vec::new(),
    }
}

/// A reported measure: days from 10 to 3, the fewer the better.
pub(in crate::assessment) fn reported(weight: i64) -> Measure {
    Measure {
        id: "days".to_owned(),
        title: "平均用时".to_owned(),
        basis: Basis::Reported(Reported {
            about: "受理到办结的平均工作日".to_owned(),
            unit_word: "天".to_owned(),
            better: Better::Less,
            lead: UnitId::from("政务服务中心"),
            verifier: UnitId::from("区政府办"),
            least: Decimal::ZERO,
            most: Decimal::from(365),
            indicator: None,
        }),
        form: Form::Linear {
            floor: Decimal::from(10),
            target: Decimal::ZERO,
        },
        ..measure(Metric::ON_TIME, weight, 0, 0, 0)
    }
}

/// The rulebook of the shipped pack.
pub(in crate::assessment) fn rulebook() -> Rulebook {
    Rulebook {
        id: "monthly".to_owned(),
        title: "办法".to_owned(),
        version: "2025-1".to_owned(),
        from: date(2024, 1, 1),
        measures: vec![
            measure(Metric::ON_TIME, 40, 60, 98, 5),
            measure(Metric::SOLVED, 25, 50, 95, 5),
            measure(Metric::SATISFIED, 20, 60, 98, 5),
            measure(Metric::REOPENED, 5, 20, 0, 5),
            measure(Metric::DIRECTIVE_ON_TIME, 10, 60, 100, 2),
        ],
        minimum_cases: 5,
        missing: MissingMeasure::Redistribute,
        unreported: Unreported::NoPoints,
        ties: Ties::Competition,
        open: LeftOpen {
            interview_after: 2,
            last_ties: LastTies::All,
            last_fewest: 2,
            last_spares_targets: false,
            gap: Gap::Skip,
            gap_most: 1,
            after_talk: AfterTalk::Reset,
            open_objection: OpenObjection::Suspend,
            new_unit_months: 3,
            source: source(),
        },
        exclusions: Vec::new(),
        peer_groups: vec!["审批服务组".to_owned()],
        source: source(),
    }
}

/// A unit of the only group.
pub(in crate::assessment) fn unit(name: &str) -> Unit {
    Unit {
        id: UnitId::from(name),
        full_name: String::new(),
        kind: UnitKind::Department,
        peer_group: Some("审批服务组".to_owned()),
        sponsor: PostId::from("常务副区长"),
        head: String::new(),
        telephone: String::new(),
        aliases: Vec::new(),
        since: None,
    }
}

/// The score of 住建局 without reports.
fn scored(book: &Rulebook, counts: &Counts) -> UnitScore {
    let reports = &Reports::default();
    score(book, &unit("住建局"), Figures { counts, reports })
}

/// One month of a unit: appeals due and on time, answered and reopened, solved and not,
/// pleased and not; directives due and on time.
pub(in crate::assessment) fn month(unit: &str, n: [u64; 10], counts: &mut Counts) {
    let [
        due,
        on_time,
        answered,
        again,
        solved,
        not,
        pleased,
        displeased,
        orders,
        reported,
    ] = n;
    let mut add = |kind, count, n| counts.add(UnitId::from(unit), kind, count, n);
    add(Kind::Appeal, Count::Due, due);
    add(Kind::Appeal, Count::OnTime, on_time);
    add(Kind::Appeal, Count::Answered, answered);
    add(Kind::Appeal, Count::Reopened, again);
    add(Kind::Appeal, Count::Solved, solved);
    add(Kind::Appeal, Count::NotSolved, not);
    add(Kind::Appeal, Count::Pleased, pleased);
    add(Kind::Appeal, Count::Displeased, displeased);
    add(Kind::Directive, Count::Due, orders);
    add(Kind::Directive, Count::OnTime, reported);
}

fn one(n: [u64; 10]) -> UnitScore {
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    month("住建局", n, &mut counts);
    scored(&rulebook(), &counts)
}

fn points(score: &UnitScore) -> Vec<String> {
    let text = |p: Option<Decimal>| p.map_or("—".to_owned(), |p| p.to_string());
    score.measures.iter().map(|m| text(m.points)).collect()
}

fn share(score: &UnitScore, at: usize) -> &Share {
    score.measures[at].share().unwrap()
}

/// By hand: on time 18/20 = 90 % → (90−60)/38 × 40 = 31.5789; solved 8/10 = 80 % →
/// 30/45 × 25 = 16.6667; satisfied 9/10 = 90 % → 30/38 × 20 = 15.7895; reopened 1/20 = 5 % →
/// 15/20 × 5 = 3.75; directives 3/4 = 75 % → 15/40 × 10 = 3.75. Sum 71.5351.
#[test]
fn a_full_score_as_computed_by_hand() {
    let score = one([20, 18, 20, 1, 8, 2, 9, 1, 4, 3]);
    assert_eq!(points(&score), ["31.58", "16.67", "15.79", "3.75", "3.75"]);
    assert_eq!(score.score.unwrap().to_string(), "71.54");
    assert_eq!(score.measures[0].lost.to_string(), "8.42");
    assert_eq!(
        score.measures[0].why,
        "20 件中 18 件，90.00%；60% 得 0 分、98% 得满分，折 78.95%；权重 40，得 31.58 分。"
    );
    assert_eq!(score.cases.cases, 24);
}

/// Reviews too few: 20 points go to the others. On time 98 % or more earns all, solved 95 %
/// or more too, none reopened, directives 1/2 = 50 % below the floor: 70 of 80 → 87.50.
#[test]
fn weights_of_measures_without_cases_are_spread() {
    let score = one([50, 49, 20, 0, 19, 1, 4, 0, 2, 1]);
    assert_eq!(points(&score), ["50.00", "31.25", "—", "6.25", "0.00"]);
    assert_eq!(score.score.unwrap().to_string(), "87.50");
    assert!(score.measures[2].why.contains("只有 4 件，不足 5 件"));
    assert_eq!(share(&score, 2).rate.unwrap().to_string(), "100.00");
    assert_eq!(score.measures[2].effective, Decimal::ZERO);
}

#[test]
fn below_the_minimum_no_score_and_no_data_is_no_zero() {
    let few = one([4, 4, 4, 0, 4, 0, 4, 0, 0, 0]);
    assert_eq!(few.score, None);
    assert_eq!(few.unplaced, "本期应办 4 件，不足 5 件，列出但不排名次。");
    assert_eq!(share(&few, 4).rate, None);
    assert_eq!(few.measures[4].value_words(), "无数据");
    assert_eq!(one([0; 10]).score, None);
    // Enough came due, but nothing that a measure may count: 4 appeals and 1 directive.
    assert_eq!(one([4, 4, 0, 0, 0, 0, 0, 0, 1, 1]).score, None);
}

#[test]
fn a_book_may_ask_for_every_measure() {
    let mut book = rulebook();
    book.missing = MissingMeasure::NoScore;
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    month("住建局", [50, 49, 20, 0, 19, 1, 4, 0, 2, 1], &mut counts);
    let score = scored(&book, &counts);
    assert_eq!(
        score.unplaced,
        "“满意率”办件不足最低件数，按办法本期不计分。"
    );
}

/// A month in which everything is at its target but for what a test changes.
fn flawless() -> Counts {
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    month("住建局", [50, 50, 50, 0, 20, 0, 20, 0, 2, 2], &mut counts);
    counts
}

/// By hand: two orders and two appeals that others lead came due, three with its word in time: 75 %.
/// From 50 to 100 % that is half of the way, and nothing else counts: 50 of 100 points.
#[test]
fn support_counts_whatever_the_kind() {
    let mut book = rulebook();
    book.measures = vec![measure(Metric::SUPPORT, 100, 50, 100, 3)];
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    for (kind, count, cases) in [
        (Kind::Directive, Count::SupportDue, 2),
        (Kind::Directive, Count::SupportOnTime, 1),
        (Kind::Appeal, Count::SupportDue, 2),
        (Kind::Appeal, Count::SupportOnTime, 2),
    ] {
        counts.add(UnitId::from("住建局"), kind, count, cases);
    }
    let score = scored(&book, &counts);
    let found = score.measures.first().unwrap();
    assert_eq!(
        (found.value_words(), found.points_words()),
        ("75.00%".to_owned(), "50.00".to_owned())
    );
    assert_eq!(found.lost_words(), "1 件没有按时配合");
    let missed = &found.share().unwrap().missed;
    assert_eq!(
        missed.figure.words(),
        "住建局 2026年1月1日—31日 办件 配合到期未按时"
    );
}

fn report(said: Said, verified: bool) -> Reports {
    let by = || (By::Rule, Moment::local(date(2026, 2, 2).at(9, 0, 0, 0)));
    let grounds = Grounds {
        note: "台账".to_owned(),
        files: Vec::new(),
    };
    let report = Report {
        said,
        grounds,
        made: by(),
        verified: verified.then(by),
        returned: None,
    };
    Reports::new([("days".to_owned(), UnitId::from("住建局"), report)])
}

/// By hand: journal measures weigh 80 of 100 and are flawless, days weigh 20, 10 → 0 points,
/// 0 → all. A reported 0 earns all 20; 3.5 days earn 65 % of them, 13; nothing reported and
/// nothing verified earn 0 of 20; not applicable leaves 80 of 80.
#[test]
fn unreported_zero_and_not_applicable_are_three_things() {
    let mut book = rulebook();
    book.measures[0].weight = Decimal::from(20);
    book.measures.push(reported(20));
    let counts = flawless();
    let with = |reports: &Reports| {
        let figures = Figures {
            counts: &counts,
            reports,
        };
        let score = score(&book, &unit("住建局"), figures);
        let days = score.measures.last().unwrap();
        (
            score.score.unwrap().to_string(),
            days.value_words(),
            days.points_words(),
            days.effective.to_string(),
        )
    };
    let said = |text: &str| Said::Value(text.parse().unwrap());
    let row = |a: &str, b: &str, c: &str, d: &str| {
        (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
    };
    assert_eq!(
        with(&report(said("0"), true)),
        row("100.00", "0天", "20.00", "20.00")
    );
    assert_eq!(
        with(&report(said("3.5"), true)),
        row("93.00", "3.5天", "13.00", "20.00")
    );
    assert_eq!(
        with(&Reports::default()),
        row("80.00", "未报", "0.00", "20.00")
    );
    assert_eq!(
        with(&report(said("0"), false)),
        row("80.00", "已报未核", "0.00", "20.00")
    );
    let none = Said::NotApplicable("没有这类业务".to_owned());
    assert_eq!(
        with(&report(none, true)),
        row("100.00", "不适用", "不计分", "0.00")
    );
    book.unreported = Unreported::NoScore;
    let figures = Figures {
        counts: &counts,
        reports: &Reports::default(),
    };
    let silent = score(&book, &unit("住建局"), figures);
    assert_eq!(silent.score, None);
    assert!(
        silent.unplaced.contains("“平均用时”未报"),
        "{}",
        silent.unplaced
    );
}

/// A measure for other units is not applicable, and its weight spread.
#[test]
fn a_measure_of_other_units_is_not_applicable() {
    let mut book = rulebook();
    book.measures[0].weight = Decimal::from(20);
    book.measures.push(Measure {
        units: vec![UnitId::from("税务局")],
        ..reported(20)
    });
    let score = scored(&book, &flawless());
    let days = score.measures.last().unwrap();
    assert_eq!(days.value_words(), "不适用");
    assert!(days.why.contains("不考核本单位"), "{}", days.why);
    assert_eq!(score.score.unwrap().to_string(), "100.00");
    // For another group it is not even listed.
    book.measures[5].groups = vec!["镇街组".to_owned()];
    assert_eq!(scored(&book, &flawless()).measures.len(), 5);
}

/// By hand: 100 − 3 late × 1.5 = 95.5; capped at 4 → 96. A bonus of 2 × 3 capped at 5 → 101.
/// A veto gives 0 whatever the rest.
#[test]
fn deduction_bonus_and_veto_stand_beyond_the_hundred() {
    let d = |text: &str| text.parse::<Decimal>().unwrap();
    let mut book = rulebook();
    // On time does not score by rate here, or late cases would count twice.
    book.measures[0] = measure(Metric::SOLVED, 40, 50, 95, 5);
    book.measures[1].weight = Decimal::from(25);
    let late = |most: &str| Measure {
        id: "late".to_owned(),
        basis: Basis::Missed(Metric::ON_TIME),
        form: Form::Deduction {
            each: d("1.5"),
            most: d(most),
        },
        minimum_cases: 0,
        ..measure(Metric::ON_TIME, 0, 0, 0, 0)
    };
    let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
    month("住建局", [50, 47, 50, 0, 20, 0, 20, 0, 2, 2], &mut counts);
    book.measures.push(late("10"));
    let score = scored(&book, &counts);
    assert_eq!(score.score.unwrap().to_string(), "95.50");
    let off = score.measures.last().unwrap();
    assert_eq!((off.points.unwrap(), off.lost), (d("-4.50"), d("4.50")));
    assert!(
        off.why.contains("50 件中3 件超时") && off.why.contains("扣 4.50 分"),
        "{}",
        off.why
    );
    book.measures[5] = late("4");
    assert_eq!(scored(&book, &counts).score.unwrap().to_string(), "96.00");
    let number = |form| Measure {
        form,
        ..reported(0)
    };
    book.measures.push(number(Form::Bonus {
        each: d("2"),
        most: d("5"),
    }));
    let with = |book: &Rulebook, value: &str| {
        let reports = &report(Said::Value(d(value)), true);
        score_of(book, &counts, reports)
    };
    assert_eq!(with(&book, "3").score.unwrap().to_string(), "101.00");
    book.measures[6] = number(Form::Veto { at: d("1") });
    assert_eq!(with(&book, "0").score.unwrap().to_string(), "96.00");
    let vetoed = with(&book, "1");
    assert_eq!(vetoed.score.unwrap().to_string(), "0.00");
    assert!(vetoed.veto.contains("一票否决"), "{}", vetoed.veto);
}

fn score_of(book: &Rulebook, counts: &Counts, reports: &Reports) -> UnitScore {
    score(book, &unit("住建局"), Figures { counts, reports })
}

/// Founded in November, three months without a place: November, December, January.
#[test]
fn a_new_unit_is_listed_without_a_place() {
    let mut new = unit("住建局");
    new.since = Some(date(2025, 11, 17));
    let counts = flawless();
    let reports = &Reports::default();
    let figures = Figures {
        counts: &counts,
        reports,
    };
    let january = score(&rulebook(), &new, figures);
    assert!(
        january.unplaced.contains("2025年11月17日"),
        "{}",
        january.unplaced
    );
    new.since = Some(date(2025, 10, 31));
    assert!(score(&rulebook(), &new, figures).score.is_some());
}

/// Every kind of the list can be measured by pack data alone; none leaks into another's.
#[test]
fn every_kind_scores_from_its_own_counts() {
    for kind in Kind::ALL {
        let metric = Metric::new(kind, Aspect::OnTime);
        let mut book = rulebook();
        book.measures = vec![measure(metric, 100, 0, 100, 1)];
        book.minimum_cases = 1;
        let mut counts = Counts::new(date(2026, 1, 1), date(2026, 1, 31));
        for other in Kind::ALL {
            counts.add(UnitId::from("住建局"), other, Count::Due, 4);
        }
        counts.add(UnitId::from("住建局"), kind, Count::OnTime, 3);
        let score = scored(&book, &counts);
        assert_eq!(score.score.unwrap().to_string(), "75.00", "{}", kind.code());
        assert_eq!(share(&score, 0).missed.figure.kind, Some(kind));
    }
}

/// What was issued before reported figures existed is read as before.
#[test]
fn an_issued_measure_of_the_first_version_is_still_read() {
    let text = r#"{"title":"按时办结率","share":{"metric":"on_time",
        "hits":{"cases":3,"figure":{"unit":"住建局","kind":"appeal","count":"on_time","except":null,"from":"2026-01-01","to":"2026-01-31"}},
        "whole":[{"cases":4,"figure":{"unit":"住建局","kind":"appeal","count":"due","except":null,"from":"2026-01-01","to":"2026-01-31"}}],
        "missed":{"cases":1,"figure":{"unit":"住建局","kind":"appeal","count":"due","except":"on_time","from":"2026-01-01","to":"2026-01-31"}},
        "rate":"75.00"},"weight":"40","effective":"40.00","points":"15.79","lost":"24.21","why":"…"}"#;
    let read: MeasureScore = serde_json::from_str(text).unwrap();
    assert_eq!(read.share().unwrap().metric, Metric::ON_TIME);
    assert_eq!(read.lost_words(), "1 件超时");
    let back = serde_json::to_value(&read).unwrap();
    assert_eq!(
        back,
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
}

/// Counts of a possible month.
fn months() -> impl Strategy<Value = [u64; 10]> {
    let pair = || (0..40_u64).prop_flat_map(|n| (Just(n), 0..=n));
    (pair(), pair(), pair(), pair(), pair()).prop_map(|(due, answered, solved, pleased, orders)| {
        [
            due.0,
            due.1,
            answered.0,
            answered.1,
            solved.1,
            solved.0 - solved.1,
            pleased.1,
            pleased.0 - pleased.1,
            orders.0,
            orders.1,
        ]
    })
}

proptest! {
    /// A case done better never lowers a score: late → on time, not solved → solved,
    /// displeased → pleased, reopened → not, directive late → on time.
    #[test]
    fn a_better_case_never_lowers_a_score(n in months(), which in 0..5_usize) {
        let mut better = n;
        match which {
            0 if n[1] < n[0] => better[1] += 1,
            1 if n[5] > 0 => { better[5] -= 1; better[4] += 1; }
            2 if n[7] > 0 => { better[7] -= 1; better[6] += 1; }
            3 if n[3] > 0 => better[3] -= 1,
            4 if n[9] < n[8] => better[9] += 1,
            _ => {}
        }
        prop_assert!(one(better).score >= one(n).score);
    }

    /// One more case done in time never lowers the score of a unit whose cases count.
    #[test]
    fn one_more_case_on_time_never_lowers_a_score(n in months()) {
        prop_assume!(n[0] >= 5);
        let mut more = n;
        more[0] += 1;
        more[1] += 1;
        prop_assert!(one(more).score >= one(n).score);
    }

    #[test]
    fn a_score_lies_between_0_and_100_and_its_points_sum_to_it(n in months()) {
        let score = one(n);
        if let Some(total) = score.score {
            prop_assert!(total >= Decimal::ZERO && total <= Decimal::ONE_HUNDRED);
            let sum: Decimal = score.measures.iter().filter_map(|m| m.points).sum();
            prop_assert!((sum - total).abs() <= Decimal::new(3, 2), "{sum} {total}");
        }
    }
}
