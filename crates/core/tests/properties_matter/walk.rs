//! Random courses: anybody, any command, any day.

use crate::matter_support::{self as support, Line};
use banjie_core::assessment::RankingStep;
use banjie_core::assessment::steps::Stand;
use banjie_core::district::Role;
use banjie_core::kinds::consequence::Subject;
use banjie_core::kinds::directive::{Cadence, CorrectiveStep, Reflection};
use banjie_core::kinds::interview::Minutes;
use banjie_core::kinds::objection::Ruling;
use banjie_core::kinds::review::{Ground, Rating, Way};
use banjie_core::kinds::{appeal, consequence, directive, interview, objection, review};
use banjie_core::matter::{
    Act, Actor, Command, CommandName, Decision, Event, Evidence, Kind, Matter, NewDirective,
    Refusal, Verdict, decide, ladder, open,
};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use jiff::civil::date;
use proptest::prelude::*;
use std::sync::LazyLock;

pub(crate) static PACK: LazyLock<Pack> = LazyLock::new(support::pack);

const UNITS: [&str; 5] = ["住建局", "工信局", "城管局", "区营商办", "河口镇"];

/// How a matter begins.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// Days after 2025-09-01, so that courses cross the autumn holidays, the year end without a
    /// notice, or neither.
    day: i32,
    kind: Kind,
    topic: Option<&'static str>,
    cadence: Cadence,
    reflection: bool,
    due: Option<i32>,
}

pub(crate) fn start() -> impl Strategy<Value = Start> {
    let topics = prop::sample::select(vec![None, Some("施工许可"), Some("用水用气"), Some("其他")]);
    let cadences = prop::sample::select(Cadence::ALL.to_vec());
    let due = prop::option::of(0..60);
    let kinds = prop_oneof![4 => Just(Kind::Appeal), 4 => Just(Kind::Directive), 2 => Just(Kind::Review), 1 => Just(Kind::Objection), 1 => Just(Kind::Interview), 1 => Just(Kind::Consequence)];
    (0..480, kinds, topics, cadences, any::<bool>(), due).prop_map(
        |(day, kind, topic, cadence, reflection, due)| Start {
            day,
            kind,
            topic,
            cadence,
            reflection,
            due,
        },
    )
}

/// One move of somebody.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) days: i64,
    pub(crate) minutes: i64,
    /// Who: `None` is whoever may.
    pub(crate) who: Option<u8>,
    /// What: `None` is something that is possible now.
    pub(crate) what: Option<CommandName>,
    pub(crate) seed: u8,
    pub(crate) stale: bool,
}

pub(crate) fn moves() -> impl Strategy<Value = Move> {
    let days = prop_oneof![3 => Just(0), 4 => 1..4i64, 1 => 4..25i64];
    let who = prop_oneof![4 => Just(None), 1 => any::<u8>().prop_map(Some)];
    let any_command = prop::sample::select(CommandName::ALL.to_vec()).prop_map(Some);
    let what = prop_oneof![4 => Just(None), 1 => any_command];
    let stale = prop::bool::weighted(0.03);
    (days, 1..600i64, who, what, any::<u8>(), stale).prop_map(
        |(days, minutes, who, what, seed, stale)| Move {
            days,
            minutes,
            who,
            what,
            seed,
            stale,
        },
    )
}

/// What may still happen after the end.
pub(crate) fn may_follow_the_end(what: Option<CommandName>) -> bool {
    what.is_none_or(|w| {
        matches!(
            w,
            CommandName::Reopen
                | CommandName::Exclude
                | CommandName::Countersign
                | CommandName::FollowUp
                | CommandName::Recompute
                | CommandName::Remind
                | CommandName::Open
                | CommandName::Protest
        )
    })
}

/// A matter, its journal and the time.
pub(crate) struct Course {
    pub(crate) matter: Matter,
    pub(crate) journal: Vec<Line>,
    pub(crate) at: Moment,
}

impl Course {
    pub(crate) fn begin(start: &Start) -> Self {
        let day = date(2025, 9, 1).saturating_add(jiff::Span::new().days(start.day));
        let at = Moment::local(day.at(9, 0, 0, 0));
        let law = PACK.law();
        let no = support::number(day.year(), 1);
        if start.kind == Kind::Interview {
            let new = support::plain_interview("住建局");
            let event = interview::propose(no, new, at, &law).unwrap();
            return Self::of(event, &Actor::Rule, at);
        }
        if start.kind == Kind::Consequence {
            let subject =
                Subject::ALL[usize::from(start.reflection) + usize::from(start.due.is_some())];
            let new = support::plain_consequence(subject);
            let event = consequence::propose(no, new, at, &law).unwrap();
            return Self::of(event, &Actor::Rule, at);
        }
        if start.kind == Kind::Objection {
            let stand = Stand {
                step: RankingStep::Checking,
                since: day,
                signers: Vec::new(),
            };
            let head = support::somebody("住建局", &[Role::UnitHead]);
            let new = support::plain_objection("住建局", "2025-08");
            let act = support::act(&head, at);
            let event = objection::file(no, new, Some((&stand, 1)), &act, &law).unwrap();
            return Self::of(event, &head, at);
        }
        let event = if start.kind == Kind::Review {
            review::invite(no, support::plain_review(), at, &law).unwrap()
        } else if start.kind == Kind::Appeal {
            let mut new = support::plain_appeal(start.topic);
            new.township = Some("河口镇".into());
            appeal::submit(no, new, at, &law).unwrap()
        } else {
            let mut new = support::plain_directive("住建局");
            new.support = vec!["城管局".into()];
            new.cadence = start.cadence;
            new.reflection = start.reflection;
            new.due = start
                .due
                .map(|d| day.saturating_add(jiff::Span::new().days(d)));
            directive::dispatch(no, new, at, &law).unwrap()
        };
        let by = if start.kind == Kind::Appeal {
            Actor::Enterprise
        } else {
            coordinator()
        };
        Self::of(event, &by, at)
    }

    pub(crate) fn directive(new: NewDirective) -> Self {
        let at = Moment::local(date(2025, 11, 3).at(9, 0, 0, 0));
        let event = directive::dispatch(support::number(2025, 1), new, at, &PACK.law()).unwrap();
        Self::of(event, &coordinator(), at)
    }

    fn of(event: Event, by: &Actor, at: Moment) -> Self {
        Self {
            matter: open(&event, at).unwrap(),
            journal: vec![(event, by.by(), at)],
            at,
        }
    }

    pub(crate) fn later(&mut self, days: i64, minutes: i64) {
        self.at = self.at.plus_ms((days * 1_440 + minutes) * 60_000);
    }

    /// Gives a command; `Some` is the refusal, or a silent one when nothing at all is possible.
    pub(crate) fn act(
        &mut self,
        who: Option<u8>,
        what: Option<CommandName>,
        seed: u8,
        stale: bool,
    ) -> Option<Refusal> {
        let what = what.unwrap_or_else(|| self.something(seed));
        let by = match who {
            Some(who) => anybody(who),
            None => self.whoever_may(what),
        };
        let command = self.command(what, seed);
        let seen = self.matter.version - u64::from(stale);
        let act = support::act(&by, self.at);
        match decide(&self.matter, seen, command, &act, &PACK.law()) {
            Ok(decision) => {
                self.fold(&decision, &act);
                None
            }
            Err(refusal) => Some(refusal),
        }
    }

    pub(crate) fn decide(&mut self, by: &Actor, command: Command) -> Result<Decision, Refusal> {
        let act = support::act(by, self.at);
        let decision = decide(
            &self.matter,
            self.matter.version,
            command,
            &act,
            &PACK.law(),
        )?;
        self.fold(&decision, &act);
        Ok(decision)
    }

    fn fold(&mut self, decision: &Decision, act: &Act) {
        for event in &decision.events {
            self.matter = self.matter.clone().apply(event, &act.by.by(), act.at);
            self.journal.push((event.clone(), act.by.by(), act.at));
        }
    }

    /// Fires every rung reached today; their ids. Firing again must be refused.
    pub(crate) fn run_ladder(&mut self) -> Vec<String> {
        let law = PACK.law();
        let reached: Vec<String> = ladder::reached(&self.matter, self.at.date(), &law)
            .map(|r| r.id.clone())
            .collect();
        for rung in &reached {
            let rung = rung.clone();
            let again = Command::Escalate { rung: rung.clone() };
            self.decide(&Actor::Rule, Command::Escalate { rung })
                .unwrap();
            assert!(self.decide(&Actor::Rule, again).is_err());
        }
        reached
    }

    /// A command that makes sense now, leaning to those that move the matter on.
    fn something(&self, seed: u8) -> CommandName {
        let possible: Vec<CommandName> = CommandName::ALL
            .into_iter()
            .filter(|c| {
                let act = support::act(&self.whoever_may(*c), self.at);
                banjie_core::matter::permit(&self.matter, *c, &act, &PACK.law()).is_ok()
            })
            .collect();
        // Moves that need one another are offered more often than chance would.
        let paused = self.matter.clock.open_pauses().next().is_some();
        for (often, wanted) in [
            (paused && seed.is_multiple_of(3), CommandName::Resume),
            (seed % 11 == 1, CommandName::Pause),
            (seed % 11 == 2, CommandName::Transfer),
            (seed % 11 == 3, CommandName::Return),
        ] {
            if often && possible.contains(&wanted) {
                return wanted;
            }
        }
        // The first commands of the list are the steps forward, the last end the matter.
        let range = if seed.is_multiple_of(4) {
            possible.len()
        } else {
            possible.len().min(4)
        };
        match range {
            0 => CommandName::Comment,
            range => possible[usize::from(seed / 4) % range],
        }
    }

    fn whoever_may(&self, what: CommandName) -> Actor {
        if self.matter.kind().is_named() {
            return support::of_proposal(what, &self.matter);
        }
        if what.for_rule() {
            return Actor::Rule;
        }
        match what.action() {
            None => Actor::Enterprise,
            Some(action) if action.holders().contains(&Role::Clerk) => {
                support::somebody(self.matter.lead.as_str(), &[Role::Clerk, Role::UnitHead])
            }
            Some(_) if what == CommandName::Extend => {
                support::somebody(self.matter.lead.as_str(), &[Role::UnitHead])
            }
            // The second person is another one.
            Some(_) if what == CommandName::Countersign => {
                support::somebody("组织部", &[Role::Organisation])
            }
            Some(_) => coordinator(),
        }
    }

    fn command(&self, what: CommandName, seed: u8) -> Command {
        let n = usize::from(seed);
        let unit = || UNITS[n % UNITS.len()].into();
        let reason = || {
            if n % 13 == 12 {
                String::new()
            } else {
                "理由".to_owned()
            }
        };
        let pauses = ["等待企业补充材料", "不可抗力", "等待上级批复", "领导出差"];
        let pause = || pauses[n % pauses.len()].to_owned();
        let evidence = || self.matter.records.last().copied().map(Evidence::Record);
        let evidence = || evidence().into_iter().collect();
        let day = |d: i64| self.at.date().saturating_add(jiff::Span::new().days(d));
        match what {
            CommandName::Dispatch => Command::Dispatch {
                unit: unit(),
                support: vec![UNITS[(n / 5) % UNITS.len()].into()],
                topic: None,
                reason: reason(),
            },
            CommandName::Reject => Command::Reject {
                reason: reason(),
                basis: "办法".to_owned(),
            },
            CommandName::PassOn => Command::PassOn {
                to: "Y区".to_owned(),
                telephone: "0000-000900".to_owned(),
                reason: reason(),
            },
            CommandName::Sign => Command::Sign,
            CommandName::Assign => Command::Assign {
                person: "zhujian.2".into(),
                name: "丁艳玲".to_owned(),
            },
            CommandName::Transfer => Command::Transfer {
                unit: unit(),
                reason: reason(),
            },
            CommandName::Return => Command::Return { reason: reason() },
            CommandName::Pause => Command::Pause { reason: pause() },
            CommandName::Resume => Command::Resume {
                reason: self
                    .matter
                    .clock
                    .open_pauses()
                    .next()
                    .map_or_else(pause, |p| p.reason.clone()),
            },
            CommandName::Extend => Command::Extend {
                total: u32::from(seed % 25),
                reason: reason(),
            },
            CommandName::Urge => Command::Urge { words: reason() },
            CommandName::Escalate => Command::Escalate {
                rung: PACK.escalation.rungs[n % PACK.escalation.rungs.len()]
                    .id
                    .clone(),
            },
            CommandName::Attach => Command::Attach {
                file: support::file(&format!("材料{}.pdf", n % 7)),
            },
            CommandName::Comment => Command::Comment {
                words: reason(),
                public: n.is_multiple_of(2),
            },
            CommandName::Answer => Command::Answer {
                reply: reason(),
                evidence: vec![Evidence::Record(
                    1 + u64::from(seed) % (self.matter.version + 1),
                )],
            },
            CommandName::Reflect => Command::Reflect {
                reflection: Reflection {
                    cause: reason(),
                    steps: vec![CorrectiveStep {
                        what: "整改".to_owned(),
                        due: day(i64::from(seed % 9)),
                    }],
                },
            },
            CommandName::Confirm => Command::Confirm {
                tags: Vec::new(),
                verdict: [
                    Verdict::Solved,
                    Verdict::NotSolved,
                    Verdict::NotSolved,
                    Verdict::NoAnswer,
                ][n % 4],
                level: (n % 3 > 0).then_some(seed % 7),
                words: reason(),
            },
            CommandName::Lapse => Command::Lapse,
            CommandName::FoundUnsolved => Command::FoundUnsolved { words: reason() },
            CommandName::Reopen => Command::Reopen { reason: reason() },
            CommandName::Conclude => Command::Conclude { reason: reason() },
            CommandName::Withdraw => Command::Withdraw { reason: reason() },
            CommandName::Merge => Command::Merge {
                into: support::number(2025, 1 + u32::from(seed % 3)),
                reason: reason(),
            },
            CommandName::Accept => Command::Accept { words: reason() },
            CommandName::SendBack => Command::SendBack { reason: reason() },
            CommandName::Exclude => Command::Exclude {
                reason: reason(),
                evidence: evidence(),
                before: u64::from(seed % 6),
            },
            CommandName::Countersign => Command::Countersign {
                agree: n % 3 > 0,
                reason: reason(),
            },
            CommandName::Rule => Command::Rule {
                ruling: Ruling::ALL[n % 3],
                reason: reason(),
                excluded: Vec::new(),
                instead: None,
            },
            CommandName::Rate => Command::Rate {
                rating: Rating {
                    // Bad ones twice as often: they have the longer course.
                    level: [1, 2, 1, 2, 3, 5, 4, 9][n % 8],
                    tags: Vec::new(),
                    words: reason(),
                    contact: n.is_multiple_of(3).then(|| "ab".repeat(32)),
                    network: None,
                },
            },
            CommandName::FollowUp => Command::FollowUp {
                level: seed % 7,
                words: reason(),
            },
            CommandName::CallBack => Command::CallBack {
                reached: n.is_multiple_of(2),
                words: reason(),
            },
            CommandName::Redress => Command::Redress {
                way: Way::ALL[n % 3],
                reply: reason(),
                evidence: evidence(),
            },
            CommandName::Contest => Command::Contest {
                ground: Ground::ALL[n % 2],
                reason: reason(),
                evidence: evidence(),
            },
            CommandName::Recompute => Command::Recompute,
            // Steps of other kinds: refused before anything in them is read.
            CommandName::Revoke | CommandName::Refuse | CommandName::Admit => Command::Refuse {
                reason: reason(),
                basis: reason(),
            },
            _ => self.of_proposals(what, n, reason()),
        }
    }

    /// Commands of proposals; steps of yet other kinds are refused before anything is read.
    fn of_proposals(&self, what: CommandName, n: usize, reason: String) -> Command {
        let day = |d: i64| self.at.date().saturating_add(jiff::Span::new().days(d));
        let yes = !n.is_multiple_of(3);
        match what {
            CommandName::Open => Command::Open,
            CommandName::Retract => Command::Retract { why: reason },
            CommandName::Decide => Command::Decide { adopt: yes, reason },
            CommandName::Notify => Command::Notify { words: reason },
            CommandName::State => Command::State { words: reason },
            CommandName::Invite => Command::Invite {
                on: day(i64::try_from(n % 4).unwrap() - 1),
                place: reason,
            },
            CommandName::Minute => Command::Minute {
                minutes: Minutes {
                    present: reason.clone(),
                    words: reason,
                    steps: vec![CorrectiveStep {
                        what: "整改".to_owned(),
                        due: day(i64::try_from(n % 9).unwrap()),
                    }],
                },
            },
            CommandName::LookBack => Command::LookBack {
                better: yes,
                words: reason,
            },
            CommandName::Protest => Command::Protest { reason },
            CommandName::Redecide => Command::Redecide {
                uphold: yes,
                reason,
            },
            _ => Command::Remind,
        }
    }
}

fn coordinator() -> Actor {
    support::somebody("区营商办", &[Role::Coordinator])
}

fn anybody(who: u8) -> Actor {
    let n = usize::from(who);
    match n % 12 {
        0 => Actor::Enterprise,
        1 => Actor::Rule,
        role => support::somebody(UNITS[(n / 12) % UNITS.len()], &[Role::ALL[role - 2]]),
    }
}
