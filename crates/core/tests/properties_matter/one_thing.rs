//! Random courses of an application with its items and commitments: anybody, any command, any day,
//! of any package with any answers. What one of them decides reaches the others.

use super::walk::PACK;
use super::{golden, holds_of, late_rounds_of};
use crate::matter_support::cascade::{Case, carry, start};
use crate::matter_support::{act, number, plain_application, somebody};
use banjie_core::district::{MaterialCode, Role};
use banjie_core::kinds::application::item::ApplicationItem;
use banjie_core::kinds::application::{
    self, Application, Facts, Handed, MissingMaterial, Outcome, Way, Wish,
};
use banjie_core::kinds::commitment::{self, Commitment, Mode};
use banjie_core::matter::{
    Actor, Command, CommandName, Detail, Evidence, Kind, Matter, Refusal, decide, ladder, permit,
};
use banjie_core::moment::Moment;
use banjie_core::packages::Handover;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// How an application begins: every choice is a number that is taken modulo what there is.
#[derive(Clone, Debug)]
struct Start {
    day: i32,
    package: usize,
    answers: Vec<usize>,
    /// For each material that may come later: handed in, deferred, or forgotten.
    later: Vec<u8>,
    promise: bool,
}

fn begin() -> impl Strategy<Value = Start> {
    let answers = proptest::collection::vec(0..12usize, 12);
    let later = proptest::collection::vec(0..6u8, 24);
    let promise = prop::bool::weighted(0.6);
    // 开办餐饮店 more often: the only one with 告知承诺, and promises have the longest course.
    let package = prop_oneof![1 => Just(1usize), 1 => 0..6usize];
    (0..420, package, answers, later, promise).prop_map(
        |(day, package, mut answers, later, promise)| {
            if promise {
                // A large restaurant: its fire check is the item that may be promised.
                answers[1] = 1;
            }
            Start {
                day,
                package,
                answers,
                later,
                promise,
            }
        },
    )
}

/// One move: on which matter, what, by whom.
#[derive(Clone, Debug)]
struct Move {
    days: i64,
    which: u8,
    who: Option<u8>,
    what: Option<CommandName>,
    seed: u8,
}

fn moves() -> impl Strategy<Value = Move> {
    let days = prop_oneof![5 => Just(0), 3 => 1..4i64, 1 => 4..16i64];
    let who = prop_oneof![8 => Just(None), 1 => any::<u8>().prop_map(Some)];
    let any_command = prop::sample::select(CommandName::ALL.to_vec()).prop_map(Some);
    let what = prop_oneof![6 => Just(None), 1 => any_command];
    (days, any::<u8>(), who, what, any::<u8>()).prop_map(|(days, which, who, what, seed)| Move {
        days,
        which,
        who,
        what,
        seed,
    })
}

struct Family {
    cases: Vec<Case>,
    at: Moment,
}

impl Family {
    fn begin(start: &Start) -> Self {
        let law = PACK.law();
        let day = date(2025, 9, 1).saturating_add(jiff::Span::new().days(start.day));
        let at = Moment::local(day.at(9, 0, 0, 0));
        let packages = PACK.services.packages();
        let package = &packages[start.package % packages.len()];
        let answers = PACK.services.questions(package).zip(&start.answers);
        let picks: Vec<(&str, &str)> = answers
            .map(|(q, n)| (q.code.as_str(), q.choices[n % q.choices.len()].as_str()))
            .collect();
        let mut new = plain_application(&PACK, package.id.as_str(), &picks);
        let form = PACK.services.merge(package, &new.picks);
        let may = form
            .materials
            .iter()
            .filter(|m| !m.open && m.defer.is_some() && m.handover == Handover::Submitted);
        for (merged, how) in may.zip(&start.later) {
            let material = merged.material.code.clone();
            match how {
                0..=2 => new.handed.push(Handed {
                    material,
                    files: Vec::new(),
                }),
                3 | 4 => new.tolerance.push(Wish {
                    material,
                    days: None,
                }),
                _ => {}
            }
        }
        if start.promise {
            let offered = form.promisable().into_iter();
            new.promises = offered.map(|p| p.item.id.clone()).collect();
        }
        (new.signed, new.may_commit) = (Some(day), true);
        // What may not come later after all is forgotten.
        let event = application::submit(number(2025, 1), new.clone(), None, at, &law)
            .or_else(|_| {
                new.tolerance.clear();
                application::submit(number(2025, 1), new, None, at, &law)
            })
            .unwrap();
        Self {
            cases: vec![start_case(event, at)],
            at,
        }
    }

    /// The matter that a number means, leaning to those that are still open.
    fn which(&self, n: u8) -> usize {
        let open: Vec<usize> = (0..self.cases.len())
            .filter(|i| !self.cases[*i].matter.is_ended())
            .collect();
        let n = usize::from(n);
        // Promises come last and have the longest course.
        let promises = application_of(&self.cases[0].matter).is_some_and(|a| !a.parts.is_empty());
        match open.len() {
            _ if promises && n % 8 < 2 => self.cases.len() - 1,
            0 => n % self.cases.len(),
            _ if n % 8 == 7 => n % self.cases.len(),
            many => open[n / 8 % many],
        }
    }

    fn act(&mut self, which: usize, step: &Move) -> Option<Refusal> {
        let matter = &self.cases[which].matter;
        let what = step
            .what
            .unwrap_or_else(|| self.something(which, step.seed));
        let by = match step.who {
            Some(who) => anybody(matter, who),
            None => whoever_may(matter, what),
        };
        let command = command(matter, what, step.seed)?;
        let (seen, given) = (matter.version, act(&by, self.at));
        let alone = decide(matter, seen, command.clone(), &given, &PACK.law());
        let carried = carry(&mut self.cases, which, seen, command, &given, &PACK.law());
        // A person is never refused because of what follows for others.
        assert_eq!(alone.err(), carried.clone().err(), "{what:?} at {which}");
        carried.err()
    }

    /// Something possible now, leaning to the steps forward.
    fn something(&self, which: usize, seed: u8) -> CommandName {
        let matter = &self.cases[which].matter;
        let possible: Vec<CommandName> = (CommandName::ALL.into_iter())
            .filter(|c| !told(*c))
            .filter(|c| {
                let act = act(&whoever_may(matter, *c), self.at);
                permit(matter, *c, &act, &PACK.law()).is_ok()
            })
            .collect();
        let n = usize::from(seed);
        // A decision rests on a record.
        if n % 8 == 3 && matter.records.is_empty() && possible.contains(&CommandName::Grant) {
            return CommandName::Comment;
        }
        if n % 8 == 5 && possible.contains(&CommandName::Revoke) {
            return CommandName::Revoke;
        }
        match possible.len() {
            0 => CommandName::Comment,
            many if n % 4 == 0 => possible[n / 4 % many],
            many => possible[n / 4 % many.min(4)],
        }
    }
}

fn start_case(event: banjie_core::matter::Event, at: Moment) -> Case {
    start(event, &act(&Actor::Enterprise, at))
}

/// Commands that only follow from those of other matters.
fn told(what: CommandName) -> bool {
    use CommandName as C;
    matches!(
        what,
        C::Divide
            | C::Begin
            | C::EndItem
            | C::Complete
            | C::EndTolerance
            | C::Drop
            | C::MarkRevoked
            | C::Escalate
    )
}

fn whoever_may(matter: &Matter, what: CommandName) -> Actor {
    if what.for_rule() {
        return Actor::Rule;
    }
    let unit = [Role::Clerk, Role::UnitHead];
    match what.action() {
        _ if what == CommandName::Withdraw => Actor::Enterprise,
        None => Actor::Enterprise,
        Some(_) if what == CommandName::Countersign => somebody("组织部", &[Role::Organisation]),
        Some(action) if action.holders().iter().any(|r| unit.contains(r)) => {
            somebody(matter.lead.as_str(), &unit)
        }
        Some(_) => somebody("区营商办", &[Role::Coordinator]),
    }
}

fn anybody(matter: &Matter, who: u8) -> Actor {
    let n = usize::from(who);
    let unit = [matter.lead.as_str(), "区营商办", "税务局", "河口镇"][n / 16 % 4];
    match n % 12 {
        0 => Actor::Enterprise,
        1 => Actor::Rule,
        role => somebody(unit, &[Role::ALL[role - 2]]),
    }
}

/// A command with what the matter asks for, sometimes with something wrong in it; `None` for what
/// nobody gives but another matter.
fn command(matter: &Matter, what: CommandName, seed: u8) -> Option<Command> {
    if told(what) {
        return None;
    }
    let n = usize::from(seed);
    let reason = || match n % 17 {
        16 => String::new(),
        _ => "理由".to_owned(),
    };
    let pause = matter.clock.pause_reasons.get(n % 3).cloned();
    let pause = pause.unwrap_or_else(|| "不可抗力".to_owned());
    let record = matter.records.last().copied().map(Evidence::Record);
    Some(match what {
        CommandName::Sign => Command::Sign,
        CommandName::Admit => admit(matter, n),
        CommandName::TellMissing => tell_missing(matter, n),
        CommandName::Supply => supply(matter, n),
        CommandName::Grant => grant(matter, record),
        CommandName::Refuse => Command::Refuse {
            reason: reason(),
            basis: reason(),
        },
        CommandName::Revoke => Command::Revoke {
            reason: reason(),
            basis: reason(),
        },
        CommandName::HandOver => Command::HandOver {
            way: Way::ALL[n % 3],
            words: String::new(),
        },
        CommandName::Inspect => Command::Inspect {
            kept: n % 3 > 0,
            words: reason(),
            stop: n.is_multiple_of(2),
        },
        CommandName::Object => Command::Object {
            words: reason(),
            speaker: n.is_multiple_of(2).then(|| "ab".repeat(32)),
        },
        CommandName::Settle => Command::Settle {
            record: n.is_multiple_of(2),
            reason: reason(),
        },
        CommandName::Repair => Command::Repair { reason: reason() },
        CommandName::Deem => Command::Deem,
        CommandName::Lapse => Command::Lapse,
        CommandName::Remind => Command::Remind,
        CommandName::Recompute => Command::Recompute,
        CommandName::Withdraw => Command::Withdraw { reason: reason() },
        CommandName::Pause => Command::Pause { reason: pause },
        CommandName::Resume => Command::Resume {
            reason: matter.clock.open_pauses().next()?.reason.clone(),
        },
        CommandName::Extend => Command::Extend {
            total: matter.clock.length + u32::from(seed % 12),
            reason: reason(),
        },
        CommandName::Exclude => Command::exclude(reason()),
        CommandName::Countersign => Command::Countersign {
            agree: n.is_multiple_of(2),
            reason: reason(),
        },
        CommandName::Urge => Command::Urge { words: reason() },
        _ => Command::Comment {
            words: reason(),
            public: false,
        },
    })
}

fn application_of(matter: &Matter) -> Option<&Application> {
    match &matter.detail {
        Detail::Application(a) => Some(a),
        _ => None,
    }
}

fn item_of(matter: &Matter) -> Option<&ApplicationItem> {
    match &matter.detail {
        Detail::Item(i) => Some(i),
        _ => None,
    }
}

fn commitment_of(matter: &Matter) -> Option<&Commitment> {
    match &matter.detail {
        Detail::Commitment(c) => Some(c),
        _ => None,
    }
}

/// What was handed in is there; once everything was told and supplied, everything is.
fn admit(matter: &Matter, n: usize) -> Command {
    let Some(application) = application_of(matter) else {
        return Command::Admit {
            present: Vec::new(),
            deferred: Vec::new(),
            promises: Vec::new(),
            signature: None,
        };
    };
    let handed = |m: &MaterialCode| application.handed.iter().any(|h| h.material == *m);
    let planned = application.plan.submitted().map(|m| m.material.clone());
    let wishes = application.new.tolerance.iter();
    Command::Admit {
        // The window may find that something is missing, or not see it.
        present: planned
            .filter(|m| handed(m) || n.is_multiple_of(5))
            .collect(),
        deferred: wishes.filter(|w| !handed(&w.material)).cloned().collect(),
        promises: application.new.promises.clone(),
        signature: None,
    }
}

fn tell_missing(matter: &Matter, n: usize) -> Command {
    let planned = application_of(matter).into_iter();
    let planned = planned.flat_map(|a| a.plan.submitted());
    let missing = planned.skip(n % 3).step_by(2).map(|m| MissingMaterial {
        material: m.material.clone(),
        name: String::new(),
        what: "没有交".to_owned(),
    });
    Command::TellMissing {
        missing: missing.collect(),
    }
}

fn supply(matter: &Matter, n: usize) -> Command {
    let told = application_of(matter).and_then(|a| a.told.as_ref());
    let told = told.into_iter().flat_map(|(missing, _)| missing);
    let owed = commitment_of(matter).into_iter().flat_map(|c| {
        let open = c.new.deferred.iter();
        open.filter(|d| !c.settled.contains(&d.material))
    });
    let materials: Vec<MaterialCode> = told
        .map(|m| m.material.clone())
        .chain(owed.map(|d| d.material.clone()))
        .collect();
    let many = match n % 3 {
        0 => 1,
        _ => materials.len(),
    };
    let handed = materials.into_iter().take(many).map(|material| Handed {
        material,
        files: Vec::new(),
    });
    Command::Supply {
        handed: handed.collect(),
        files: Vec::new(),
        words: "已改正".to_owned(),
    }
}

fn grant(matter: &Matter, record: Option<Evidence>) -> Command {
    let produces = item_of(matter).into_iter().flat_map(|i| &i.new.produces);
    let facts: Facts = produces
        .map(|(code, _)| match code.as_str() {
            "uscc" => (code.clone(), "914403001922038216".to_owned()),
            _ => (code.clone(), "2025-11-05".to_owned()),
        })
        .collect();
    Command::Grant {
        words: "准予。".to_owned(),
        number: String::new(),
        facts,
        evidence: record.into_iter().collect(),
    }
}

/// Everything that must hold of an application and what belongs to it.
fn family_holds(cases: &[Case]) -> Result<(), TestCaseError> {
    for case in cases {
        holds_of(&case.matter, &case.journal)?;
    }
    let of = |no| &cases.iter().find(|c| c.matter.no == no).unwrap().matter;
    let application = application_of(&cases[0].matter).unwrap();
    let over = cases[0].matter.is_ended();
    for part in &application.parts {
        let matter = of(part.no);
        let item = item_of(matter).unwrap();
        // The parent knows how each item stands; a withdrawn application ends them with itself.
        prop_assert!(
            part.ended.is_some() == matter.is_ended()
                || application.stage == application::Stage::Withdrawn
        );
        let begun = !matches!(item.stage, application::item::Stage::Waiting);
        prop_assert!(part.begun == begun || matter.is_ended());
        if let Some((Outcome::Granted, ..)) = part.ended {
            prop_assert!(item.held.is_empty(), "granted before the material came");
            let planned = application.plan.item(&part.item).unwrap();
            let before = application
                .parts
                .iter()
                .filter(|p| planned.after.contains(&p.item));
            for other in before {
                prop_assert!(matches!(other.ended, Some((Outcome::Granted, ..))));
            }
        }
        // An item waits for exactly what was deferred for it and has not been found in order.
        let settled: BTreeSet<&MaterialCode> = (application.commitments.iter())
            .filter_map(|no| commitment_of(of(*no)))
            .flat_map(|c| &c.settled)
            .collect();
        let held: Vec<&MaterialCode> = (application.deferred.iter())
            .filter(|d| d.items.contains(&part.item) && !settled.contains(&d.material))
            .map(|d| &d.material)
            .collect();
        prop_assert!(matter.is_ended() || held == item.held.iter().collect::<Vec<_>>());
        prop_assert!(!over || matter.is_ended(), "the whole ended before an item");
    }
    let all = !application.parts.is_empty() && application.parts.iter().all(|p| p.ended.is_some());
    let handing = matches!(
        application.stage,
        application::Stage::ToHandOver | application::Stage::HandedOver { .. }
    );
    prop_assert!(all == handing || application.stage == application::Stage::Withdrawn);
    // Nobody owes a material to an application that is over.
    for no in &application.commitments {
        let commitment = commitment_of(of(*no)).unwrap();
        prop_assert_eq!(commitment.new.mode, Mode::Tolerance);
        prop_assert!(
            !(over || all) || !commitment.stage.owes(),
            "{:?}",
            commitment.stage
        );
    }
    Ok(())
}

fn run_ladders(family: &mut Family) {
    for which in 0..family.cases.len() {
        let law = PACK.law();
        let matter = &family.cases[which].matter;
        let today = family.at.date();
        let rungs: Vec<String> = ladder::reached(matter, today, &law)
            .map(|r| r.id.clone())
            .collect();
        for rung in rungs {
            let seen = family.cases[which].matter.version;
            let escalate = Command::Escalate { rung };
            let rule = act(&Actor::Rule, family.at);
            carry(&mut family.cases, which, seen, escalate, &rule, &law).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 160,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever people do with an application, its items and promises: no panic, a refusal changes
    /// nothing, what was late stays late, and parent and children tell the same story.
    #[test]
    fn an_application_and_what_belongs_to_it_hold_together(
        start in begin(),
        moves in proptest::collection::vec(moves(), 1..60),
    ) {
        let mut family = Family::begin(&start);
        family_holds(&family.cases)?;
        for step in moves {
            family.at = family.at.plus_ms((step.days * 1_440 + 1) * 60_000);
            let which = family.which(step.which);
            let today = family.at.date();
            let late = late_rounds_of(&family.cases[which].matter, today);
            let before: Vec<usize> = family.cases.iter().map(|c| c.journal.len()).collect();
            if let Some(refusal) = family.act(which, &step) {
                let after: Vec<usize> = family.cases.iter().map(|c| c.journal.len()).collect();
                prop_assert_eq!(before, after);
                prop_assert!(!refusal.to_string().trim().is_empty());
            }
            family_holds(&family.cases)?;
            let matter = &family.cases[which].matter;
            let now = late_rounds_of(matter, today);
            prop_assert!(matter.exclusion.is_some() || late.is_subset(&now));
        }
        for (event, ..) in family.cases.iter().flat_map(|c| &c.journal) {
            let text = serde_json::to_string(event).unwrap();
            prop_assert_eq!(&serde_json::from_str::<banjie_core::matter::Event>(&text).unwrap(), event);
        }
    }
}

/// The walks say little when they stop at the door: every state and every event is met.
#[test]
fn the_walks_of_applications_reach_every_state_and_every_event() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let courses = (begin(), proptest::collection::vec(moves(), 1..120));
    let (mut states, mut events) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..2_500 {
        let (start, moves) = courses.new_tree(&mut runner).unwrap().current();
        let mut family = Family::begin(&start);
        for step in moves {
            family.at = family.at.plus_ms((step.days * 1_440 + 1) * 60_000);
            let which = family.which(step.which);
            family.act(which, &step);
            run_ladders(&mut family);
            for case in &family.cases {
                let item = item_of(&case.matter).is_some();
                states.insert((case.matter.kind(), item, case.matter.state()));
            }
        }
        let journals = family.cases.iter().flat_map(|c| &c.journal);
        events.extend(journals.map(|(event, ..)| event.name()));
    }
    let codes = |kind, item, codes: &[(&'static str, &str)]| {
        codes
            .iter()
            .map(move |(code, _)| (kind, item, *code))
            .collect::<Vec<_>>()
    };
    let all = [
        codes(Kind::Application, false, &application::Stage::CODES),
        codes(Kind::Application, true, &application::item::Stage::CODES),
        codes(Kind::Commitment, false, &commitment::Stage::CODES),
    ];
    let missing: Vec<_> = all
        .concat()
        .into_iter()
        .filter(|s| !states.contains(s))
        .collect();
    assert!(missing.is_empty(), "never reached: {missing:?}");
    let of_these = ["application.", "item.", "commitment."];
    let missing: Vec<String> = golden::names()
        .into_iter()
        .filter(|n| of_these.iter().any(|o| n.starts_with(o)))
        .filter(|n| !events.contains(n.as_str()))
        .collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}
