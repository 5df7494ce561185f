//! Every refusal, brought about by what people really do where that is possible.

use crate::cases::{self, monday};
use crate::matter_support::{
    act, file, number, pack, plain_appeal, plain_directive, plain_objection, somebody,
};
use banjie_core::assessment::RankingStep;
use banjie_core::assessment::steps::Stand;
use banjie_core::calendar::MissingYear;
use banjie_core::district::Role;
use banjie_core::kinds::directive::{CorrectiveStep, Reflection};
use banjie_core::kinds::objection::Ruling;
use banjie_core::kinds::review::{Ground, Rating, Way};
use banjie_core::kinds::{appeal, directive, objection};
use banjie_core::matter::clock::ClockRefusal;
use banjie_core::matter::{
    Actor, Command, CommandName, Evidence, Matter, NewAppeal, NewDirective, Refusal, Verdict,
    decide, permit,
};
use banjie_core::rules::{LengthUnit, RuleError};
use jiff::civil::date;

/// A refusal and what somebody had typed into it.
pub(crate) struct Said {
    pub(crate) refusal: Refusal,
    pub(crate) typed: Vec<String>,
}

fn said(refusal: Refusal) -> Said {
    let typed = match &refusal {
        Refusal::BadValue { value, .. } => vec![value.clone()],
        Refusal::NotAllowed { why } if why.contains("批复.pdf") => vec!["批复.pdf".to_owned()],
        // The id is what the administrator must look up in the pack, and the command to do it.
        Refusal::Rule(_) => vec![
            "appeal.acept".into(),
            "appeal.accept".into(),
            "banjie rules show".into(),
        ],
        _ => Vec::new(),
    };
    Said { refusal, typed }
}

/// Sentences under titles, in a fixed order.
pub(crate) fn all() -> Vec<(&'static str, Vec<Said>)> {
    let mut all = vec![
        ("谁能做、什么时候能做", permits()),
        ("提交诉求的栏目", submitting()),
        ("下发任务的栏目", dispatching()),
        ("办理中的栏目", acting()),
        ("考核申诉", objecting()),
        ("评价的栏目", rating()),
        ("时限", clocks()),
        ("规则和日历", rules()),
    ];
    for (_, refusals) in &mut all {
        let mut seen = std::collections::BTreeSet::new();
        refusals.retain(|s| {
            seen.insert(match &s.refusal {
                // One state stands for all in which the same is said.
                Refusal::WrongState {
                    command, instead, ..
                } => format!("{command:?} {instead}"),
                other => other.to_string(),
            })
        });
    }
    all
}

/// Every command by every kind of actor in every state.
fn permits() -> Vec<Said> {
    let pack = pack();
    let mut all = vec![said(Refusal::Stale {
        seen: 3,
        current: 4,
    })];
    let everybody: Vec<Actor> = [Actor::Enterprise, Actor::Rule]
        .into_iter()
        .chain(Role::ALL.iter().map(|r| somebody("财政局", &[*r])))
        .chain([somebody(
            "住建局",
            &[Role::Clerk, Role::UnitHead, Role::Coordinator],
        )])
        .collect();
    let (appeals, directives) = (cases::appeals(), cases::directives());
    for matter in appeals.iter().chain(&directives).chain(&cases::reviews()) {
        for (command, actor) in CommandName::ALL
            .iter()
            .filter(|c| c.concerns(matter.kind()))
            .flat_map(|c| everybody.iter().map(move |a| (*c, a)))
        {
            let act = act(actor, monday());
            all.extend(permit(matter, command, &act, &pack.law()).err().map(said));
        }
    }
    all
}

fn submitting() -> Vec<Said> {
    let pack = pack();
    let refused = |change: &dyn Fn(&mut NewAppeal)| {
        let mut new = plain_appeal(None);
        change(&mut new);
        said(appeal::submit(number(2025, 1), new, monday(), &pack.law()).unwrap_err())
    };
    vec![
        refused(&|n| n.title.clear()),
        refused(&|n| n.title = "很长".repeat(60)),
        refused(&|n| n.text = " ".to_owned()),
        refused(&|n| n.enterprise.name.clear()),
        refused(&|n| n.enterprise.code = Some("91440300192203821X".to_owned())),
        refused(&|n| n.enterprise.code = Some("9144030019220382I6".to_owned())),
        refused(&|n| n.enterprise.code = Some("914403001922".to_owned())),
        refused(&|n| n.topic = Some("天气".into())),
        refused(&|n| n.township = Some("住建局".into())),
        refused(&|n| n.since = Some(date(2025, 11, 4))),
    ]
}

fn dispatching() -> Vec<Said> {
    let pack = pack();
    let refused = |change: &dyn Fn(&mut NewDirective)| {
        let mut new = plain_directive("住建局");
        change(&mut new);
        said(directive::dispatch(number(2025, 1), new, monday(), &pack.law()).unwrap_err())
    };
    vec![
        refused(&|n| n.title.clear()),
        refused(&|n| n.text.clear()),
        refused(&|n| n.lead = "建设局".into()),
        refused(&|n| n.support = vec!["水利局".into()]),
        refused(&|n| n.support = vec!["住建局".into()]),
        refused(&|n| n.due = Some(date(2025, 11, 2))),
    ]
}

fn refused(matter: &Matter, by: &Actor, command: Command) -> Said {
    let pack = pack();
    let act = act(by, monday());
    said(decide(matter, matter.version, command, &act, &pack.law()).unwrap_err())
}

fn acting() -> Vec<Said> {
    let appeals = cases::appeals();
    let directives = cases::directives();
    let [submitted, _, dispatched, handling, answered, ..] = &appeals[..] else {
        panic!("states in order");
    };
    let coordinator = somebody("区营商办", &[Role::Coordinator]);
    let unit = somebody("住建局", &[Role::Clerk, Role::UnitHead]);
    let none = String::new;
    let words = || "理由".to_owned();
    let dispatch = |unit: &str, support: &str, topic: Option<&str>| Command::Dispatch {
        unit: unit.into(),
        support: vec![support.into()],
        topic: topic.map(Into::into),
        reason: none(),
    };
    let confirm = |verdict, level| Command::Confirm {
        tags: Vec::new(),
        verdict,
        level,
        words: none(),
    };
    let answer = |reply: &str, evidence: Vec<Evidence>| Command::Answer {
        reply: reply.to_owned(),
        evidence,
    };
    let transfer = |unit: &str, reason: String| Command::Transfer {
        unit: unit.into(),
        reason,
    };
    let merge = |serial, reason| Command::Merge {
        into: number(2025, serial),
        reason,
    };
    let pack = pack();
    let reflection = cases::course(
        cases::directive(&pack, |n| n.reflection = true),
        &pack,
        &[Command::Sign],
    );
    let reflect = |cause: &str, steps: Vec<(&str, i8)>| Command::Reflect {
        reflection: Reflection {
            cause: cause.to_owned(),
            steps: steps
                .into_iter()
                .map(|(what, day)| CorrectiveStep {
                    what: what.to_owned(),
                    due: date(2025, 11, day),
                })
                .collect(),
        },
    };
    let urban = somebody("城管局", &[Role::Clerk]);
    let to_urban = transfer("城管局", words());
    let transferred = cases::go(dispatched.clone(), &pack, &unit, monday(), to_urban);
    let back = cases::give_back();
    let returned = cases::go(transferred.clone(), &pack, &urban, monday(), back);
    let mut late = transferred.clone();
    late.received = monday().plus_ms(-7 * 86_400_000);
    let ruled = cases::course(
        dispatched.clone(),
        &pack,
        &[cases::give_back(), cases::dispatch()],
    );
    let attached = &directives[3];
    let note = Command::Comment {
        words: words(),
        public: false,
    };
    let noted = cases::go(handling.clone(), &pack, &unit, monday(), note);
    vec![
        refused(submitted, &coordinator, dispatch("建设局", "财政局", None)),
        refused(submitted, &coordinator, dispatch("住建局", "水利局", None)),
        refused(
            submitted,
            &coordinator,
            dispatch("住建局", "财政局", Some("天气")),
        ),
        refused(
            submitted,
            &coordinator,
            Command::Reject {
                reason: none(),
                basis: none(),
            },
        ),
        refused(
            submitted,
            &coordinator,
            Command::Reject {
                reason: words(),
                basis: none(),
            },
        ),
        refused(
            submitted,
            &coordinator,
            Command::PassOn {
                to: none(),
                telephone: none(),
                reason: none(),
            },
        ),
        refused(
            submitted,
            &coordinator,
            Command::PassOn {
                to: words(),
                telephone: none(),
                reason: none(),
            },
        ),
        refused(
            submitted,
            &coordinator,
            Command::PassOn {
                to: words(),
                telephone: words(),
                reason: none(),
            },
        ),
        refused(dispatched, &unit, transfer("建设局", words())),
        refused(dispatched, &unit, transfer("城管局", none())),
        refused(dispatched, &unit, transfer("住建局", words())),
        refused(&transferred, &urban, transfer("住建局", words())),
        refused(&late, &urban, transfer("发改局", words())),
        refused(&returned, &unit, transfer("城管局", words())),
        refused(&ruled, &unit, cases::give_back()),
        refused(dispatched, &unit, Command::Return { reason: none() }),
        refused(
            dispatched,
            &unit,
            Command::Extend {
                total: 10,
                reason: none(),
            },
        ),
        refused(dispatched, &unit, Command::Urge { words: none() }),
        refused(
            dispatched,
            &Actor::Rule,
            Command::Escalate {
                rung: "yellow_handler".to_owned(),
            },
        ),
        refused(
            answered,
            &Actor::Rule,
            Command::Escalate {
                rung: "yellow_handler".to_owned(),
            },
        ),
        refused(
            attached,
            &unit,
            Command::Attach {
                file: file("批复.pdf"),
            },
        ),
        refused(
            dispatched,
            &unit,
            Command::Comment {
                words: none(),
                public: false,
            },
        ),
        refused(
            dispatched,
            &Actor::Enterprise,
            Command::Withdraw { reason: none() },
        ),
        refused(dispatched, &coordinator, merge(1, words())),
        refused(dispatched, &coordinator, merge(2, none())),
        refused(
            dispatched,
            &coordinator,
            Command::Exclude {
                reason: none(),
                evidence: Vec::new(),
                before: 0,
            },
        ),
        refused(handling, &unit, answer(" ", vec![Evidence::Record(1)])),
        refused(handling, &unit, answer("办了", vec![])),
        refused(handling, &unit, answer("办了", vec![Evidence::Record(9)])),
        refused(&noted, &unit, answer("办了", vec![Evidence::Record(3)])),
        refused(
            answered,
            &Actor::Enterprise,
            confirm(Verdict::NoAnswer, None),
        ),
        refused(
            answered,
            &Actor::Enterprise,
            confirm(Verdict::Solved, Some(6)),
        ),
        refused(
            answered,
            &Actor::Enterprise,
            confirm(Verdict::NotSolved, None),
        ),
        refused(answered, &Actor::Rule, Command::Lapse),
        refused(
            &appeals[5],
            &coordinator,
            Command::Reopen { reason: none() },
        ),
        refused(
            &appeals[5],
            &coordinator,
            Command::Conclude { reason: none() },
        ),
        refused(&directives[2], &unit, answer("", vec![])),
        refused(
            &directives[3],
            &coordinator,
            Command::SendBack { reason: none() },
        ),
        refused(&reflection, &unit, reflect("", vec![])),
        refused(&reflection, &unit, reflect("原因", vec![])),
        refused(&reflection, &unit, reflect("原因", vec![("", 20)])),
        refused(&reflection, &unit, reflect("原因", vec![("整改", 3)])),
    ]
}

fn rating() -> Vec<Said> {
    let reviews = cases::reviews();
    let [invited, _, handling, ..] = &reviews[..] else {
        panic!("states in order");
    };
    let unit = somebody("市场监管局", &[Role::Clerk]);
    let rate = |level, tag: &str, words: usize| Command::Rate {
        rating: Rating {
            level,
            tags: vec![tag.to_owned()],
            words: "字".repeat(words),
            contact: None,
            network: None,
        },
    };
    let redress = |way, reply: &str| Command::Redress {
        way,
        reply: reply.to_owned(),
        evidence: Vec::new(),
    };
    vec![
        refused(invited, &Actor::Enterprise, rate(6, "办得快", 0)),
        refused(invited, &Actor::Enterprise, rate(5, "推来推去", 0)),
        refused(invited, &Actor::Enterprise, rate(5, "办得快", 1_001)),
        refused(
            handling,
            &unit,
            Command::CallBack {
                reached: true,
                words: String::new(),
            },
        ),
        refused(handling, &unit, redress(Way::Corrected, "改好了")),
        refused(handling, &unit, redress(Way::Explained, " ")),
        refused(
            handling,
            &unit,
            Command::Contest {
                ground: Ground::Malicious,
                reason: "不实".to_owned(),
                evidence: Vec::new(),
            },
        ),
        refused(
            &reviews[5],
            &Actor::Enterprise,
            Command::Confirm {
                tags: Vec::new(),
                verdict: Verdict::NotSolved,
                level: None,
                words: String::new(),
            },
        ),
    ]
}

fn clocks() -> Vec<Said> {
    let rule = || "appeal.accept".into();
    let reason = || "等待企业补充材料".to_owned();
    let (from, until) = (date(2025, 11, 5), date(2025, 11, 4));
    let unit = LengthUnit::WorkingDays;
    [
        ClockRefusal::NeverExtends { rule: rule() },
        ClockRefusal::BeyondLongest {
            asked: 16,
            longest: 15,
            unit,
        },
        ClockRefusal::NotLonger {
            asked: 5,
            granted: 5,
            unit: LengthUnit::Days,
        },
        ClockRefusal::NeverPauses { rule: rule() },
        ClockRefusal::ReasonNotListed {
            reason: "领导出差".to_owned(),
            listed: vec![reason(), "不可抗力".to_owned()],
        },
        ClockRefusal::AlreadyPaused {
            reason: reason(),
            from,
        },
        ClockRefusal::NotPaused { reason: reason() },
        ClockRefusal::BeforeStart {
            from: until,
            started: from,
        },
        ClockRefusal::EndsBeforeItBegins { from, until },
    ]
    .into_iter()
    .map(|r| said(r.into()))
    .collect()
}

fn rules() -> Vec<Said> {
    let id = || "appeal.acept".into();
    let near = vec!["appeal.accept".into()];
    let on = date(2023, 12, 31);
    vec![
        said(
            RuleError::Unknown {
                id: id(),
                nearest: near,
            }
            .into(),
        ),
        said(
            RuleError::Unknown {
                id: id(),
                nearest: Vec::new(),
            }
            .into(),
        ),
        said(RuleError::NoValue { id: id(), on }.into()),
        said(
            RuleError::WrongKind {
                id: id(),
                wanted: "时限",
            }
            .into(),
        ),
        said(
            MissingYear {
                year: 2027,
                held: Some((2024, 2026)),
            }
            .into(),
        ),
        said(
            MissingYear {
                year: 2027,
                held: None,
            }
            .into(),
        ),
    ]
}

/// What is refused to who objects, and to who rules.
fn objecting() -> Vec<Said> {
    let pack = pack();
    let law = pack.law();
    let head = act(&somebody("住建局", &[Role::UnitHead]), monday());
    let clerk = act(&somebody("住建局", &[Role::Clerk]), monday());
    let at = |step, day| Stand {
        step,
        since: date(2025, 11, day),
        signers: Vec::new(),
    };
    let checking = at(RankingStep::Checking, 3);
    let stale = at(RankingStep::Checking, 1);
    let (draft, settled) = (at(RankingStep::Draft, 3), at(RankingStep::Settled, 3));
    let file = |change: fn(&mut banjie_core::matter::NewObjection), stand, act| {
        let mut new = plain_objection("住建局", "2025-10");
        change(&mut new);
        said(objection::file(number(2025, 3), new, stand, act, &law).unwrap_err())
    };
    let mut all = vec![
        file(|_| {}, None, &head),
        file(|_| {}, Some((&draft, 1)), &head),
        file(|_| {}, Some((&settled, 1)), &head),
        file(|_| {}, Some((&checking, 2)), &head),
        file(|_| {}, Some((&checking, 1)), &clerk),
        file(|n| n.unit = "工信局".into(), Some((&checking, 1)), &head),
        file(|n| n.text.clear(), Some((&checking, 1)), &head),
        file(|n| n.measure.clear(), Some((&checking, 1)), &head),
        file(|n| n.files.clear(), Some((&checking, 1)), &head),
        file(
            |n| n.cases = (1..=51).map(|i| number(2025, i)).collect(),
            Some((&checking, 1)),
            &head,
        ),
    ];
    let late = act(
        &somebody("住建局", &[Role::UnitHead]),
        monday().plus_ms(9 * 86_400_000),
    );
    all.push(file(|_| {}, Some((&stale, 1)), &late));
    let filed = cases::objection(&pack);
    let rule = |ruling, serials: &[u32], unit: &str| {
        let by = act(&somebody(unit, &[Role::Coordinator]), monday());
        let command = Command::Rule {
            ruling,
            reason: "查过了".to_owned(),
            excluded: serials.iter().map(|n| number(2025, *n)).collect(),
            instead: None,
        };
        said(decide(&filed, filed.version, command, &by, &law).unwrap_err())
    };
    all.extend([
        rule(Ruling::Upheld, &[7, 8], "住建局"),
        rule(Ruling::Upheld, &[7], "区营商办"),
        rule(Ruling::Partly, &[7, 8], "区营商办"),
        rule(Ruling::Rejected, &[7], "区营商办"),
        rule(Ruling::Partly, &[9], "区营商办"),
    ]);
    all
}
