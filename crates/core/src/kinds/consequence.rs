//! 结果运用 (双挂钩): commendation for promotion lists (credit repair, arrears), disqualification from
//! the annual rating (shirking, repeated upheld complaints). The facts propose. Before anything that
//! hurts is decided, 组织部 tells the person, who is heard within `assessment.hearing` (5 working
//! days); 组织部 decides with a reason; the person may protest within `assessment.protest`, and
//! 组织部部长's post decides on that, never the one who decided first.

use crate::district::{Named, Role, RuleId, UnitId};
use crate::matter::proposal::{self, Basis, Dossier, Hands};
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Handler, Law, Matter, MatterNo,
    Refusal, Step, Waiting, check,
};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 优先推荐: credit repair, arrears clearing.
    Commend,
    /// 取消评优: shirking.
    Shirking,
    /// 取消评优: repeated upheld complaints about one person.
    Complaints,
}

impl Subject {
    /// All.
    pub const ALL: [Subject; 3] = [Self::Commend, Self::Shirking, Self::Complaints];

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Commend => "优先推荐",
            Self::Shirking => "取消评优：推诿扯皮",
            Self::Complaints => "取消评优：多次被投诉属实",
        }
    }

    /// Whether it hurts somebody, who must then be heard first.
    pub fn harms(self) -> bool {
        self != Self::Commend
    }
}

/// 结果运用建议.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConsequence {
    /// What.
    pub subject: Subject,
    /// The unit concerned, or in which the person works.
    pub unit: UnitId,
    /// The person; `None`: the unit.
    pub person: Option<Handler>,
    /// First day of the facts: the same facts are not proposed twice.
    pub from: Date,
    /// Last day of the facts.
    pub to: Date,
    /// What it rests on.
    pub basis: Basis,
}

/// What only consequences have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consequence {
    /// What every proposal carries.
    pub dossier: Dossier,
    /// What is proposed.
    pub subject: Subject,
    /// The person; `None`: the unit.
    pub person: Option<Handler>,
    /// First day of the facts.
    pub from: Date,
    /// Last day of the facts.
    pub to: Date,
    /// Where it stands.
    pub stage: Stage,
    /// The last day to protest.
    pub protest_until: Option<Date>,
    /// The protest.
    pub protest: Option<String>,
    /// The words of the second decision.
    pub redecided: Option<(String, By, Moment)>,
}

/// 环节.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待组织部办理.
    Proposed,
    /// 听取本人陈述.
    Hearing,
    /// 已申诉，待复核.
    Protested,
    /// 已采纳.
    Adopted,
    /// 不予采纳.
    Declined,
    /// 复核维持.
    Upheld,
    /// 复核撤销.
    Overturned,
    /// 已失效.
    Expired,
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 8] = [
        ("put_forward", "待组织部办理"),
        ("hearing", "听取本人陈述"),
        ("protested", "已申请复核"),
        ("adopted", "建议已采纳"),
        ("not_adopted", "建议不予采纳"),
        ("decision_upheld", "复核维持"),
        ("decision_overturned", "复核撤销"),
        ("proposal_expired", "建议已失效"),
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize].0
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        Self::CODES[self as usize].1
    }

    fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Hearing | Self::Protested)
    }
}

/// Whose turn it is.
pub(crate) fn step(consequence: &Consequence) -> Step {
    let (waiting, what) = match consequence.stage {
        Stage::Proposed if consequence.subject.harms() => (Waiting::Unit, "告知本人，听取陈述"),
        Stage::Proposed => (Waiting::Unit, "决定是否采纳"),
        Stage::Hearing => (Waiting::Unit, "听取陈述后决定"),
        Stage::Protested => (Waiting::Unit, "复核决定"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    consequence: &Consequence,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let (stage, harms) = (consequence.stage, consequence.subject.harms());
    let (ok, instead) = match command {
        C::Open | C::Recompute => (true, ""),
        C::Protest => (
            stage == S::Adopted && harms,
            "采纳了对本人不利的建议以后，本人才需要申请复核",
        ),
        _ if !stage.is_open() => (false, "这件已经结束"),
        C::Notify => (
            stage == S::Proposed && harms,
            "对本人不利、还没有告知时才需要告知",
        ),
        C::State => (stage == S::Hearing, "告知本人以后、决定以前听取陈述"),
        C::Decide if harms => (
            stage == S::Hearing,
            "对本人不利的建议，先告知本人、听取陈述，再决定",
        ),
        C::Decide => (stage == S::Proposed, "已经决定过了"),
        C::Redecide => (stage == S::Protested, "本人申请以后才需要复核"),
        C::Lapse => (stage == S::Proposed, "已经办理的不会失效"),
        C::Escalate => (true, ""),
        _ => (false, "结果运用没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens a proposal; the rule proposes.
///
/// # Errors
/// An unknown unit, no fact, nobody named where a person is concerned, a rule without a value.
pub fn propose(
    no: MatterNo,
    consequence: NewConsequence,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    proposal::check_basis(&consequence.unit, &consequence.basis, law)?;
    if consequence.subject.harms() && consequence.person.is_none() {
        return Err(Refusal::Missing {
            field: "涉及的人",
            remedy: "取消评优针对个人，请写明是谁",
        });
    }
    let today = at.date();
    let lead = law.district.organisation.clone();
    let (sponsor, named) = proposal::first_named(&lead, Role::Organisation, law);
    Ok(Event::ConsequenceProposed {
        no,
        consequence,
        lead,
        sponsor,
        named,
        clock: law.clock(&RuleId::from("assessment.consequence"), today)?,
        expires: proposal::expires(today, law)?,
    })
}

/// Decides what only consequences decide. Persons and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    consequence: &Consequence,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    let clock = |rule: &str| law.clock(&RuleId::from(rule), today);
    let event = match command {
        Command::Open => Event::ProposalOpened {},
        Command::Lapse => return proposal::lapse(&consequence.dossier, act),
        Command::Notify { words } => {
            proposal::in_time(&consequence.dossier, act)?;
            check::text(
                &words,
                "告知内容",
                2_000,
                "请写清拟怎么处理、依据什么、可以怎么陈述",
            )?;
            Event::ConsequenceNotified {
                words,
                named: concerned(consequence),
                clock: clock("assessment.hearing")?,
            }
        }
        Command::State { words } => {
            check::text(&words, "陈述", 2_000, "请写本人怎么说，有什么依据")?;
            Event::Stated { words }
        }
        Command::Decide { adopt, reason } => {
            check::text(&reason, "理由", 1_000, "请写清为什么采纳，或为什么不采纳")?;
            heard(matter, consequence, today, law)?;
            if !consequence.subject.harms() {
                proposal::in_time(&consequence.dossier, act)?;
            }
            let until = match adopt && consequence.subject.harms() {
                true => {
                    let clock = clock("assessment.protest")?;
                    Some(clock.due(law.calendar, today).latest())
                }
                false => None,
            };
            // Who is praised learns it when it is decided, not before.
            let named = match adopt {
                true => concerned(consequence),
                false => Vec::new(),
            };
            Event::ProposalDecided {
                adopted: adopt,
                reason,
                until,
                named,
            }
        }
        Command::Protest { reason } => {
            if let Some(until) = consequence.protest_until.filter(|until| today > *until) {
                return Err(Refusal::NotAllowed {
                    why: format!("申请复核到 {until} 为止，已经过了。有新证据的，请书面交组织部"),
                });
            }
            check::text(&reason, "理由", 2_000, "请写清哪里不对、依据是什么")?;
            Event::Protested {
                reason,
                clock: clock("assessment.protest_decide")?,
            }
        }
        Command::Redecide { uphold, reason } => {
            check::text(
                &reason,
                "理由",
                1_000,
                "请写清复核到了什么、为什么维持或撤销",
            )?;
            Event::Redecided {
                upheld: uphold,
                reason,
            }
        }
        other => return crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    };
    Ok(event.into())
}

/// The person concerned, or the head of the unit.
fn concerned(consequence: &Consequence) -> Vec<Named> {
    vec![match &consequence.person {
        Some(person) => Named::Person(person.person.clone()),
        None => Named::Head(consequence.dossier.unit.clone()),
    }]
}

/// The person has spoken, or had the time to.
fn heard(
    matter: &Matter,
    consequence: &Consequence,
    today: Date,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    let due = matter.clock.due(law.calendar, today).latest();
    if !consequence.subject.harms() || !consequence.dossier.statements.is_empty() || today > due {
        return Ok(());
    }
    Err(Refusal::NotAllowed {
        why: format!("还没有听到本人的陈述。本人可以陈述到 {due}，听取以后或期满以后再决定"),
    })
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    consequence: &NewConsequence,
    hands: &Hands<'_>,
    at: Moment,
) -> Matter {
    let about = match &consequence.person {
        Some(person) => format!("{} {}", consequence.unit, person.name),
        None => consequence.unit.to_string(),
    };
    let detail = Detail::Consequence(Box::new(Consequence {
        dossier: Dossier::new(
            consequence.unit.clone(),
            consequence.basis.clone(),
            hands.expires,
        ),
        subject: consequence.subject,
        person: consequence.person.clone(),
        from: consequence.from,
        to: consequence.to,
        stage: Stage::Proposed,
        protest_until: None,
        protest: None,
        redecided: None,
    }));
    let title = format!("{}建议：{about}", consequence.subject.word());
    hands.matter(no, title, &consequence.basis.rule, at, detail)
}

/// Folds what only consequences have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    proposal::apply(matter, event, by, at);
    match event {
        Event::ConsequenceNotified { clock, .. } | Event::Protested { clock, .. } => {
            matter.run(clock);
        }
        _ => {}
    }
    match event {
        Event::ProposalDecided { .. } | Event::Redecided { .. } => matter.ended = Some(at),
        Event::Protested { .. } => matter.ended = None,
        _ => {}
    }
    let Detail::Consequence(consequence) = &mut matter.detail else {
        return;
    };
    match event {
        Event::ConsequenceNotified { .. } => consequence.stage = Stage::Hearing,
        Event::ProposalDecided { adopted, until, .. } => {
            consequence.protest_until = *until;
            consequence.stage = match adopted {
                true => Stage::Adopted,
                false => Stage::Declined,
            };
        }
        Event::Protested { reason, .. } => {
            consequence.stage = Stage::Protested;
            consequence.protest = Some(reason.clone());
        }
        Event::Redecided { upheld, reason } => {
            consequence.redecided = Some((reason.clone(), by.clone(), at));
            consequence.stage = match upheld {
                true => Stage::Upheld,
                false => Stage::Overturned,
            };
        }
        Event::ProposalExpired {} => consequence.stage = Stage::Expired,
        _ => {}
    }
}
