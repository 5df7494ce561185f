//! What holds of every matter, whatever people do to it, in whatever order; and the bytes of every
//! event, which must stay readable for ever.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "properties_matter/golden.rs"]
mod golden;
mod matter_support;
#[path = "properties_matter/one_thing.rs"]
mod one_thing;
mod pack_folder;
#[path = "properties_matter/walk.rs"]
mod walk;

use banjie_core::assessment::reviews::LEVEL_COUNTS;
use banjie_core::assessment::tally::{Count, tallies};
use banjie_core::kinds::directive;
use banjie_core::matter::clock::{Due, Light};
use banjie_core::matter::{Command, Kind, Matter, MatterRow, Spawn, Waiting, ladder};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use walk::{Course, Move, PACK};

/// Everything that must hold of a matter after its last event.
fn holds(course: &Course) -> Result<(), TestCaseError> {
    holds_of(&course.matter, &course.journal)
}

fn holds_of(matter: &Matter, journal: &[matter_support::Line]) -> Result<(), TestCaseError> {
    let law = PACK.law();
    let changed = journal.last().unwrap().2;
    let today = changed.date();

    // The state is what the journal says, and the version counts its lines.
    let folded = matter_support::fold(journal);
    prop_assert_eq!(folded.as_ref(), Some(matter));
    prop_assert_eq!(matter.version, journal.len() as u64);

    // Design law 1: one owner, one next step, one due date; none after the end.
    let step = matter.step();
    prop_assert_eq!(step.waiting == Waiting::Nobody, matter.is_ended());
    prop_assert!(law.district.unit(&matter.lead).is_some());
    prop_assert!(!matter.support.contains(&matter.lead));
    prop_assert!(!step.what.is_empty());
    match matter.clock.due(law.calendar, today) {
        Due::Fixed(count) => prop_assert!(count.due >= matter.clock.started),
        Due::Provisional {
            earliest, latest, ..
        } => {
            prop_assert!(matter.clock.started <= earliest && earliest <= latest);
        }
    }

    // The row a list shows says the same.
    let row = MatterRow::of(matter, changed, &law);
    prop_assert!(row.yellow_from <= row.red_from);
    let lit = matches!(row.waiting, Waiting::Unit | Waiting::Coordinator);
    // List and page show the same light, also on the day work is taken up again.
    let light = matter
        .clock
        .light(law.calendar, &ladder::thresholds(&law), today);
    prop_assert!(!lit || (light == Light::Paused) == row.paused);
    prop_assert!(
        lit || !row.paused,
        "nobody in the offices waits, yet the row is paused"
    );

    // Rounds: every round but the last has its verdict; verdicts need answers.
    for (index, round) in matter.rounds.iter().enumerate() {
        // A promise is followed up step by step: each is done before the next, without a verdict.
        let over = match matter.kind() {
            Kind::Commitment => round.answered.is_some(),
            _ => round.verdict.is_some(),
        };
        prop_assert!(index + 1 == matter.rounds.len() || over);
        prop_assert!(round.verdict.is_none() || round.answered.is_some());
        prop_assert!(round.answered.is_none_or(|at| at >= round.began));
    }
    counts(matter)
}

/// The figures of one matter fit together.
fn counts(matter: &Matter) -> Result<(), TestCaseError> {
    let law = PACK.law();
    let all = tallies(matter, &law);
    prop_assert_eq!(&all, &tallies(matter, &law));
    let mut sums: BTreeMap<(u32, Count), usize> = BTreeMap::new();
    for tally in &all {
        *sums.entry((tally.round, tally.count)).or_default() += 1;
    }
    // Several units may support one round; everything else is one unit's.
    let of_support = |count: Count| matches!(count, Count::SupportDue | Count::SupportOnTime);
    let once = |((_, count), n): (&(u32, Count), &usize)| *n == 1 || of_support(*count);
    prop_assert!(sums.iter().all(once), "counted twice: {:?}", all);
    let each: BTreeSet<_> = all.iter().map(|t| (t.round, t.count, &t.unit)).collect();
    prop_assert_eq!(each.len(), all.len(), "counted twice: {:?}", all);
    let n = |round, count| sums.get(&(round, count)).copied().unwrap_or(0);
    if matter.exclusion.is_some() {
        prop_assert!(all.len() == 1 && n(1, Count::Excluded) == 1, "{:?}", all);
        return Ok(());
    }
    for round in 1..=u32::try_from(matter.rounds.len()).unwrap() {
        prop_assert_eq!(n(round, Count::Received), 1);
        prop_assert!(n(round, Count::Due) >= n(round, Count::OnTime));
        prop_assert!(n(round, Count::Answered) >= n(round, Count::OnTime));
        prop_assert!(n(round, Count::SupportDue) >= n(round, Count::SupportOnTime));
        prop_assert!(n(round, Count::SupportDue) <= matter.support.len() * n(round, Count::Due));
        let verdicts =
            n(round, Count::Solved) + n(round, Count::NotSolved) + n(round, Count::NoAnswer);
        prop_assert!(verdicts <= n(round, Count::Answered));
        let reviews = n(round, Count::Pleased) + n(round, Count::Displeased);
        let judged = n(round, Count::Solved) + n(round, Count::NotSolved);
        prop_assert!(matter.kind() == Kind::Review || reviews <= judged);
    }
    // A review is counted once, at one level, however often it was corrected.
    let levels: usize = LEVEL_COUNTS.iter().map(|c| n(1, *c)).sum();
    prop_assert_eq!(
        levels,
        n(1, Count::Pleased) + n(1, Count::Displeased),
        "{:?}",
        all
    );
    prop_assert!(levels <= 1);
    prop_assert!(n(1, Count::CalledBack) <= n(1, Count::Named));
    prop_assert!(n(1, Count::Named) <= n(1, Count::Displeased));
    prop_assert!(n(1, Count::CorrectedInTime) <= n(1, Count::Corrected));
    prop_assert!(n(1, Count::Corrected) <= n(1, Count::Upheld));
    prop_assert!(n(1, Count::Upheld) <= n(1, Count::Displeased));
    let solved_state = matter.state() == "solved";
    let last = u32::try_from(matter.rounds.len()).unwrap();
    prop_assert_eq!(
        solved_state,
        matter.kind().code() == "appeal" && n(last, Count::Solved) == 1
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Anybody does anything in any order: no panic, a refusal changes nothing, and everything in
    /// `holds` is true after every step.
    #[test]
    fn whatever_people_do_the_facts_hold_together(
        start in walk::start(),
        moves in proptest::collection::vec(walk::moves(), 1..40),
    ) {
        let mut course = Course::begin(&start);
        holds(&course)?;
        for Move { days, minutes, who, what, seed, stale } in moves {
            course.later(days, minutes);
            let before = (course.matter.clone(), course.journal.len());
            let late = late_rounds(&course);
            let refused = course.act(who, what, seed, stale);
            if let Some(refusal) = refused {
                prop_assert_eq!(&before, &(course.matter.clone(), course.journal.len()));
                prop_assert!(!refusal.to_string().trim().is_empty());
            } else {
                prop_assert!(course.journal.len() > before.1, "accepted without an event");
                let later = walk::may_follow_the_end(what) || before.0.kind() == Kind::Review;
                prop_assert!(!before.0.is_ended() || later);
            }
            prop_assert!(!stale || course.journal.len() == before.1, "a stale command got through");
            holds(&course)?;
            let now = late_rounds(&course);
            prop_assert!(
                course.matter.exclusion.is_some() || late.is_subset(&now),
                "late rounds {late:?} became {now:?} by {:?}",
                course.journal.last()
            );
        }
    }

    /// Day after day the ladder is run: no rung twice on one clock, none while paused or while the
    /// enterprise has the word, and every event reads back from its bytes.
    #[test]
    fn a_rung_fires_once_for_each_clock_and_every_event_reads_back(
        start in walk::start(),
        moves in proptest::collection::vec(walk::moves(), 1..25),
    ) {
        let mut course = Course::begin(&start);
        let mut fired: BTreeMap<(String, String, u32), u32> = BTreeMap::new();
        for Move { days, minutes, who, what, seed, .. } in moves {
            course.later(days, minutes);
            course.act(who, what, seed, false);
            for rung in course.run_ladder() {
                let step = course.matter.step();
                prop_assert!(matches!(step.waiting, Waiting::Unit | Waiting::Coordinator));
                prop_assert!(!course.matter.clock.stands_still_on(course.at.date()));
                let clock = &course.matter.clock;
                let key = (rung, clock.rule.to_string(), u32::try_from(clock_runs(&course)).unwrap());
                let times = fired.entry(key).or_default();
                *times += 1;
                prop_assert_eq!(*times, 1, "a rung fired twice");
            }
        }
        for (event, by, _) in &course.journal {
            let text = serde_json::to_string(event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<banjie_core::matter::Event>(&text).unwrap(), event);
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(value["event"].as_str(), Some(event.name()));
            let by_text = serde_json::to_string(by).unwrap();
            prop_assert_eq!(&serde_json::from_str::<banjie_core::matter::By>(&by_text).unwrap(), by);
        }
    }
}

/// The rounds that are late by now: their last day is over and they were not answered by then.
fn late_rounds(course: &Course) -> BTreeSet<u32> {
    late_rounds_of(&course.matter, course.at.date())
}

fn late_rounds_of(matter: &Matter, today: jiff::civil::Date) -> BTreeSet<u32> {
    let all = tallies(matter, &PACK.law());
    let of = |count: Count| {
        let all = all
            .iter()
            .filter(move |t| t.count == count && t.day < today);
        all.map(|t| t.round).collect::<BTreeSet<u32>>()
    };
    &of(Count::Due) - &of(Count::OnTime)
}

/// How many clocks have begun: dispatch, answer, verdict, reopening, report, acceptance. A report
/// that is sent back takes up the clock before it.
fn clock_runs(course: &Course) -> i64 {
    let mut runs = 0;
    let mut before_report = 0;
    let mut newest = 0;
    for (event, _, _) in &course.journal {
        match event.name() {
            "matter.dispatched/1" => {
                if let banjie_core::matter::Event::Dispatched { ruling: true, .. } = event {
                    continue;
                }
            }
            "directive.sent_back/1" => {
                runs = before_report;
                continue;
            }
            "directive.reported/1" | "directive.reflected/1" => before_report = runs,
            "appeal.answered/1"
            | "appeal.confirmed/1"
            | "appeal.reopened/1"
            | "appeal.found_unsolved/1"
            | "directive.accepted/1"
            | "review.rated/1"
            | "review.redressed/1"
            | "review.objected/1"
            | "review.objection_refused/1"
            | "review.confirmed/1"
            | "review.reopened/1" => {}
            "review.called_back/1" => {
                use banjie_core::matter::Event::CalledBack;
                if matches!(event, CalledBack { clock: None, .. }) {
                    continue;
                }
            }
            _ => continue,
        }
        newest += 1;
        runs = newest;
    }
    runs
}

#[test]
fn corrective_steps_of_an_order_without_a_sentence_can_be_dispatched() {
    let mut new = matter_support::plain_directive("人社局");
    new.reflection = true;
    new.order.sentence.clear();
    let mut course = Course::directive(new);
    let head = matter_support::somebody("人社局", &[banjie_core::district::Role::Clerk]);
    let desk = matter_support::somebody("区营商办", &[banjie_core::district::Role::Coordinator]);
    let reflection = directive::Reflection {
        cause: "积压".to_owned(),
        steps: vec![directive::CorrectiveStep {
            what: "增派仲裁员".to_owned(),
            due: jiff::civil::date(2025, 12, 31),
        }],
    };
    course.decide(&head, Command::Sign).unwrap();
    course
        .decide(&head, Command::Reflect { reflection })
        .unwrap();
    let words = String::new();
    let decision = course.decide(&desk, Command::Accept { words }).unwrap();
    assert_eq!(decision.spawn.len(), 1);
    for child in decision.spawn {
        let Spawn::Directive(child) = child else {
            continue;
        };
        let no = matter_support::number(2025, 2);
        directive::dispatch(no, *child, course.at, &PACK.law()).unwrap();
    }
}

/// The properties say little when the walks stop at the door: every state and every event is met.
#[test]
fn the_walks_reach_every_state_and_every_event() {
    use banjie_core::kinds::{appeal, objection, review};
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let courses = (
        walk::start(),
        proptest::collection::vec(walk::moves(), 1..40),
    );
    let (mut states, mut events) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..9_000 {
        let (start, moves) = courses.new_tree(&mut runner).unwrap().current();
        let mut course = Course::begin(&start);
        for Move {
            days,
            minutes,
            who,
            what,
            seed,
            stale,
        } in moves
        {
            course.later(days, minutes);
            course.act(who, what, seed, stale);
            course.run_ladder();
            states.insert((course.matter.kind().code(), course.matter.state()));
        }
        events.extend(course.journal.iter().map(|(event, _, _)| event.name()));
    }
    let all = (appeal::Stage::CODES
        .iter()
        .map(|(code, _)| ("appeal", *code)))
    .chain(
        directive::Stage::CODES
            .iter()
            .map(|(code, _)| ("directive", *code)),
    )
    .chain(
        objection::Stage::CODES
            .iter()
            .map(|(code, _)| ("objection", *code)),
    )
    .chain(
        review::Stage::CODES
            .iter()
            .map(|(code, _)| ("review", *code)),
    );
    let missing: Vec<_> = all.filter(|s| !states.contains(s)).collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
    // Applications, items and commitments have walks of their own (`one_thing.rs`).
    // A reminder to rate needs weeks of silence after the end: the stories tell it.
    let others = ["application.", "item.", "commitment.", "review.reminded/"];
    let missing: Vec<_> = golden::names()
        .into_iter()
        .filter(|n| !others.iter().any(|o| n.starts_with(o)))
        .filter(|n| !events.contains(n.as_str()))
        .collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}
