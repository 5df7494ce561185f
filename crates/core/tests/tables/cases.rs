//! A matter in every state, each brought there by the commands that lead to it.

use crate::matter_support::{
    act, file, number, of_proposal, pack, plain_appeal, plain_consequence, plain_directive,
    plain_interview, plain_objection, plain_review, somebody,
};
use banjie_core::assessment::RankingStep;
use banjie_core::assessment::steps::Stand;
use banjie_core::district::Role;
use banjie_core::kinds::consequence::Subject;
use banjie_core::kinds::directive::CorrectiveStep;
use banjie_core::kinds::interview::Minutes;
use banjie_core::kinds::objection::Ruling;
use banjie_core::kinds::review::{Ground, Rating, Way};
use banjie_core::kinds::{appeal, consequence, directive, interview, objection, review};
use banjie_core::matter::{Actor, Command, Evidence, Matter, Verdict, decide, open};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use jiff::civil::date;

/// A Monday without holidays near it.
pub(crate) fn monday() -> Moment {
    Moment::local(date(2025, 11, 3).at(10, 0, 0, 0))
}

fn coordinator() -> Actor {
    somebody("区营商办", &[Role::Coordinator])
}

fn office() -> Actor {
    somebody("住建局", &[Role::Clerk, Role::UnitHead])
}

pub(crate) fn go(matter: Matter, pack: &Pack, by: &Actor, at: Moment, command: Command) -> Matter {
    let act = act(by, at);
    let decision = decide(&matter, matter.version, command, &act, &pack.law()).unwrap();
    decision
        .events
        .iter()
        .fold(matter, |m, event| m.apply(event, &by.by(), at))
}

/// Each command given by whoever may; the enterprise's verdict by the enterprise.
pub(crate) fn course(mut matter: Matter, pack: &Pack, commands: &[Command]) -> Matter {
    for command in commands {
        let (mut at, name) = (monday(), command.name());
        let by = match command {
            Command::Confirm { .. } => Actor::Enterprise,
            Command::Withdraw { .. } if matter.enterprise.is_some() => Actor::Enterprise,
            Command::Lapse => {
                at = at.plus_ms(20 * 86_400_000);
                Actor::Rule
            }
            _ if name
                .action()
                .is_some_and(|a| a.holders().contains(&Role::Clerk))
                && !matches!(command, Command::Attach { .. } | Command::Transfer { .. }) =>
            {
                office()
            }
            _ => coordinator(),
        };
        matter = go(matter, pack, &by, at, command.clone());
    }
    matter
}

/// A new appeal about 施工许可.
pub(crate) fn appeal(pack: &Pack) -> Matter {
    let new = plain_appeal(Some("施工许可"));
    let event = appeal::submit(number(2025, 1), new, monday(), &pack.law()).unwrap();
    open(&event, monday()).unwrap()
}

/// A new directive of 住建局.
pub(crate) fn directive(
    pack: &Pack,
    change: impl FnOnce(&mut banjie_core::matter::NewDirective),
) -> Matter {
    let mut new = plain_directive("住建局");
    change(&mut new);
    let event = directive::dispatch(number(2025, 2), new, monday(), &pack.law()).unwrap();
    open(&event, monday()).unwrap()
}

pub(crate) fn dispatch() -> Command {
    Command::Dispatch {
        unit: "住建局".into(),
        support: Vec::new(),
        topic: None,
        reason: String::new(),
    }
}

pub(crate) fn give_back() -> Command {
    Command::Return {
        reason: "不归本单位".to_owned(),
    }
}

pub(crate) fn answer() -> Command {
    Command::Answer {
        reply: "已经办完。".to_owned(),
        evidence: vec![Evidence::File(file("批复.pdf").hash)],
    }
}

fn reason() -> String {
    "理由".to_owned()
}

fn attach() -> Command {
    Command::Attach {
        file: file("批复.pdf"),
    }
}

fn confirm(verdict: Verdict) -> Command {
    Command::Confirm {
        tags: Vec::new(),
        verdict,
        level: None,
        words: reason(),
    }
}

fn merge() -> Command {
    Command::Merge {
        into: number(2025, 9),
        reason: reason(),
    }
}

/// An appeal in every state, in the order of `Stage::CODES`.
pub(crate) fn appeals() -> Vec<Matter> {
    let pack = pack();
    let new = || appeal(&pack);
    let to = |commands: &[Command]| course(new(), &pack, commands);
    let answered = [dispatch(), Command::Sign, attach(), answer()];
    let then = |last: &[Command]| to(&[&answered, last].concat());
    let withdraw = Command::Withdraw { reason: reason() };
    vec![
        new(),
        to(&[dispatch(), give_back()]),
        to(&[dispatch()]),
        to(&[dispatch(), Command::Sign]),
        then(&[]),
        then(&[confirm(Verdict::NotSolved)]),
        then(&[confirm(Verdict::Solved)]),
        then(&[Command::Lapse]),
        then(&[
            confirm(Verdict::NotSolved),
            Command::Conclude { reason: reason() },
        ]),
        to(&[Command::Reject {
            reason: reason(),
            basis: "办法第五条".to_owned(),
        }]),
        to(&[Command::PassOn {
            to: "Y区".to_owned(),
            telephone: "0000-000900".to_owned(),
            reason: reason(),
        }]),
        to(&[withdraw]),
        to(&[merge()]),
    ]
}

/// An objection of 住建局 to its October, filed while October is being checked.
pub(crate) fn objection(pack: &Pack) -> Matter {
    let mut new = plain_objection("住建局", "2025-10");
    new.cases = vec![number(2025, 7), number(2025, 8)];
    let stand = Stand {
        step: RankingStep::Checking,
        since: monday().date(),
        signers: Vec::new(),
    };
    let by = act(&office(), monday());
    let event = objection::file(number(2025, 3), new, Some((&stand, 1)), &by, &pack.law());
    open(&event.unwrap(), monday()).unwrap()
}

/// An objection in every state, in the order of `Stage::CODES`.
pub(crate) fn objections() -> Vec<Matter> {
    let pack = pack();
    let ruled = |ruling, serials: &[u32]| {
        let rule = Command::Rule {
            ruling,
            reason: reason(),
            excluded: serials.iter().map(|n| number(2025, *n)).collect(),
            instead: None,
        };
        course(objection(&pack), &pack, &[rule])
    };
    vec![
        objection(&pack),
        ruled(Ruling::Upheld, &[7, 8]),
        ruled(Ruling::Partly, &[7]),
        ruled(Ruling::Rejected, &[]),
    ]
}

/// A directive in every state, in the order of `Stage::CODES`.
pub(crate) fn directives() -> Vec<Matter> {
    let pack = pack();
    let to = |commands: &[Command]| course(directive(&pack, |_| {}), &pack, commands);
    let reported = [Command::Sign, attach(), answer()];
    let accept = Command::Accept {
        words: String::new(),
    };
    vec![
        to(&[]),
        to(&[give_back()]),
        to(&[Command::Sign]),
        to(&reported),
        to(&[&reported[..], &[accept]].concat()),
        to(&[Command::Withdraw { reason: reason() }]),
        to(&[merge()]),
    ]
}

/// A rating of this level by somebody who left a number.
fn rate(level: u8) -> Command {
    Command::Rate {
        rating: Rating {
            level,
            tags: Vec::new(),
            words: String::new(),
            contact: Some("ab".repeat(32)),
            network: None,
        },
    }
}

fn redress(way: Way) -> Command {
    Command::Redress {
        way,
        reply: "已加开一个窗口。".to_owned(),
        evidence: vec![Evidence::Record(3)],
    }
}

/// A review in every state, in the order of `Stage::CODES`.
pub(crate) fn reviews() -> Vec<Matter> {
    let pack = pack();
    let event = review::invite(number(2025, 3), plain_review(), monday(), &pack.law()).unwrap();
    let new = open(&event, monday()).unwrap();
    let to = |commands: &[Command]| {
        commands.iter().fold(new.clone(), |matter, command| {
            let (mut at, name) = (monday(), command.name());
            let by = match command {
                Command::Rate { .. } | Command::Confirm { .. } => Actor::Enterprise,
                Command::Lapse => {
                    at = at.plus_ms(60 * 86_400_000);
                    Actor::Rule
                }
                _ if name
                    .action()
                    .is_some_and(|a| a.holders().contains(&Role::Clerk)) =>
                {
                    somebody("市场监管局", &[Role::Clerk])
                }
                _ => coordinator(),
            };
            go(matter, &pack, &by, at, command.clone())
        })
    };
    let called = [
        rate(1),
        Command::CallBack {
            reached: true,
            words: "等候时间确实长".to_owned(),
        },
    ];
    let then = |last: &[Command]| to(&[&called, last].concat());
    let told = |way, last: Command| then(&[redress(way), last]);
    let object = Command::Contest {
        ground: Ground::Mistaken,
        reason: reason(),
        evidence: vec![Evidence::Record(3)],
    };
    let exclude = Command::Exclude {
        reason: reason(),
        evidence: vec![Evidence::Record(3)],
        before: 0,
    };
    vec![
        to(&[]),
        to(&[rate(1)]),
        then(&[]),
        then(&[redress(Way::Planned)]),
        then(std::slice::from_ref(&object)),
        then(&[redress(Way::Corrected)]),
        told(Way::Corrected, confirm(Verdict::NotSolved)),
        to(&[rate(5)]),
        told(Way::Corrected, confirm(Verdict::Solved)),
        told(Way::Explained, confirm(Verdict::Solved)),
        told(Way::Corrected, Command::Lapse),
        then(&[
            redress(Way::Corrected),
            confirm(Verdict::NotSolved),
            Command::Conclude { reason: reason() },
        ]),
        then(&[object, exclude]),
        to(&[Command::Lapse]),
    ]
}

/// A proposal after these commands, each given by whoever may, all of whom have opened it.
fn proposal(first: &banjie_core::matter::Event, pack: &Pack, commands: &[Command]) -> Matter {
    let mut matter = open(first, monday()).unwrap();
    for command in [Command::Open, Command::Open].iter().chain(commands) {
        let by = of_proposal(command.name(), &matter);
        let late = matches!(command, Command::Lapse);
        let at = monday().plus_ms(if late { 40 * 86_400_000 } else { 0 });
        if let Command::Protest { .. } | Command::Redecide { .. } = command {
            matter = go(matter, pack, &by, at, Command::Open);
        }
        matter = go(matter, pack, &by, at, command.clone());
    }
    matter
}

fn decide_on(adopt: bool) -> Command {
    Command::Decide {
        adopt,
        reason: reason(),
    }
}

/// An interview in every state, in the order of `Stage::CODES`.
pub(crate) fn interviews() -> Vec<Matter> {
    let pack = pack();
    let new = plain_interview("住建局");
    let first = interview::propose(number(2025, 4), new, monday(), &pack.law()).unwrap();
    let to = |commands: &[Command]| proposal(&first, &pack, commands);
    let invite = Command::Invite {
        on: monday().date(),
        place: "纪委监委".to_owned(),
    };
    let minute = Command::Minute {
        minutes: Minutes {
            present: "双方".to_owned(),
            words: reason(),
            steps: vec![CorrectiveStep {
                what: "会签限三天".to_owned(),
                due: date(2025, 12, 1),
            }],
        },
    };
    let back = Command::LookBack {
        better: true,
        words: reason(),
    };
    vec![
        to(&[]),
        to(&[decide_on(true)]),
        to(&[decide_on(true), invite.clone()]),
        to(&[decide_on(true), invite.clone(), minute.clone()]),
        to(&[decide_on(true), invite, minute, back]),
        to(&[decide_on(false)]),
        to(&[Command::Lapse]),
    ]
}

/// A disqualification in every state, in the order of `Stage::CODES`.
pub(crate) fn consequences() -> Vec<Matter> {
    let pack = pack();
    let new = plain_consequence(Subject::Shirking);
    let first = consequence::propose(number(2025, 5), new, monday(), &pack.law()).unwrap();
    let to = |commands: &[Command]| proposal(&first, &pack, commands);
    let words = || Command::State { words: reason() };
    let notify = Command::Notify { words: reason() };
    let adopted = [notify.clone(), words(), decide_on(true)];
    let protested = [&adopted[..], &[Command::Protest { reason: reason() }]].concat();
    let again = |uphold| {
        let redecide = Command::Redecide {
            uphold,
            reason: reason(),
        };
        to(&[&protested[..], &[redecide]].concat())
    };
    vec![
        to(&[]),
        to(&[notify.clone(), words()]),
        to(&protested),
        to(&adopted),
        to(&[notify, words(), decide_on(false)]),
        again(true),
        again(false),
        to(&[Command::Lapse]),
    ]
}
