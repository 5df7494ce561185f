//! 约谈. Two consecutive last places (what is last and consecutive, the rulebook says) propose an
//! interview of the unit's head. The post of 纪委书记 decides, or waives it, with a reason; 纪委监委
//! invites, keeps the record with the corrective steps, which become directives of their own, and
//! looks back a month later. Until it is decided only the post and 纪委监委 know of it.
//!
//! Time limits: `assessment.interview` to hold it, `assessment.interview_follow_up` to look back,
//! `assessment.proposal_expire` until an undecided proposal is void.

use super::directive::{CorrectiveStep, Order, corrective};
use crate::assessment::Month;
use crate::district::{Named, Role, RuleId, UnitId};
use crate::matter::proposal::{self, Basis, Dossier, Hands};
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Law, Matter, MatterNo, NewDirective,
    Refusal, Spawn, Step, Waiting, check,
};
use crate::moment::Moment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most corrective steps of one interview.
const MOST_STEPS: usize = 10;

/// 约谈建议.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInterview {
    /// The unit whose head is to be talked to.
    pub unit: UnitId,
    /// The months of last places, the newest first.
    pub months: Vec<Month>,
    /// What it rests on.
    pub basis: Basis,
}

/// 约谈通知.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The day.
    pub on: Date,
    /// The place.
    pub place: String,
}

/// 约谈记录.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// Who was there.
    pub present: String,
    /// What was said.
    pub words: String,
    /// 整改措施; each becomes a directive.
    pub steps: Vec<CorrectiveStep>,
}

/// What was found a month later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedBack {
    /// It has become better.
    pub better: bool,
    /// Words.
    pub words: String,
}

/// What only interviews have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interview {
    /// What every proposal carries.
    pub dossier: Dossier,
    /// The months of last places, the newest first.
    pub months: Vec<Month>,
    /// Where it stands.
    pub stage: Stage,
    /// When and where, the newest invitation.
    pub invitation: Option<Invitation>,
    /// The record.
    pub minutes: Option<Minutes>,
    /// When it was held: the day of the record.
    pub held: Option<Moment>,
    /// The look back.
    pub looked_back: Option<LookedBack>,
}

/// 环节.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 待决定.
    Proposed,
    /// 已决定约谈.
    Convened,
    /// 已通知.
    Summoned,
    /// 已约谈，待回访.
    Held,
    /// 已结束.
    Closed,
    /// 不予约谈.
    Waived,
    /// 已失效.
    Expired,
    /// 已撤回: a correction took its ground away.
    Retracted,
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 8] = [
        ("proposed", "待决定是否约谈"),
        ("convened", "已决定约谈"),
        ("summoned", "已通知约谈"),
        ("talked", "已约谈，待回访"),
        ("looked_back", "约谈已结束"),
        ("waived", "不予约谈"),
        ("proposal_expired", "建议已失效"),
        ("proposal_retracted", "依据更正，建议已撤回"),
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize].0
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        Self::CODES[self as usize].1
    }
}

/// Whose turn it is.
pub(crate) fn step(interview: &Interview) -> Step {
    let (waiting, what) = match interview.stage {
        Stage::Convened | Stage::Summoned if interview.dossier.corrected.is_some() => {
            (Waiting::Unit, "依据已更正，改为不予约谈")
        }
        Stage::Proposed => (Waiting::Unit, "决定是否约谈"),
        Stage::Convened => (Waiting::Unit, "通知约谈"),
        Stage::Summoned => (Waiting::Unit, "约谈并记录"),
        Stage::Held => (Waiting::Unit, "下月回访"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    interview: &Interview,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = interview.stage;
    let (ok, instead) = match command {
        C::Open | C::Recompute => (true, ""),
        _ if stage as usize >= S::Closed as usize => (false, "这件已经结束"),
        C::Decide if interview.dossier.corrected.is_some() => (stage < S::Held, "已经谈过了"),
        C::Decide => (stage == S::Proposed, "已经决定过了"),
        C::Retract => (stage < S::Held, "已经谈过的不撤回"),
        C::Lapse => (stage == S::Proposed, "已经决定的不会失效"),
        C::Invite => (
            matches!(stage, S::Convened | S::Summoned),
            "决定约谈以后、约谈以前才能通知",
        ),
        C::State => (
            matches!(stage, S::Summoned | S::Held),
            "通知约谈以后才能陈述",
        ),
        C::Minute => (stage == S::Summoned, "通知约谈以后才能记录"),
        C::Attach => (
            matches!(stage, S::Summoned | S::Held),
            "通知约谈以后、结束以前才能添加材料",
        ),
        C::LookBack => (stage == S::Held, "约谈以后才能回访"),
        C::Escalate => (true, ""),
        _ => (false, "约谈没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens a proposal to interview; the rule proposes.
///
/// # Errors
/// An unknown unit, no month, no fact, a rule without a value.
pub fn propose(
    no: MatterNo,
    interview: NewInterview,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    proposal::check_basis(&interview.unit, &interview.basis, law)?;
    if interview.months.is_empty() {
        return Err(Refusal::Missing {
            field: "末位的月份",
            remedy: "约谈建议要写明是哪几个月",
        });
    }
    let today = at.date();
    let lead = law.district.discipline.clone();
    let (sponsor, named) = proposal::first_named(&lead, Role::Inspector, law);
    Ok(Event::InterviewProposed {
        no,
        interview,
        lead,
        sponsor,
        named,
        clock: law.clock(&RuleId::from("assessment.interview"), today)?,
        expires: proposal::expires(today, law)?,
    })
}

/// Decides what only interviews decide. Persons and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    interview: &Interview,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    let event = match command {
        Command::Open => Event::ProposalOpened {},
        Command::Lapse => return proposal::lapse(&interview.dossier, act),
        Command::Retract { why } => return proposal::retract(&interview.dossier, why),
        Command::Decide { adopt, reason } => {
            match &interview.dossier.corrected {
                Some(why) if adopt => {
                    return Err(Refusal::NotAllowed {
                        why: format!("{why}，不能再据此约谈，请选不予约谈并写理由"),
                    });
                }
                Some(_) => {}
                None => proposal::in_time(&interview.dossier, act)?,
            }
            check::text(&reason, "理由", 1_000, "请写清为什么约谈，或为什么不约谈")?;
            Event::ProposalDecided {
                adopted: adopt,
                reason,
                until: None,
                named: Vec::new(),
            }
        }
        Command::Invite { on, place } => {
            if on < today {
                return Err(Refusal::BadValue {
                    field: "约谈日期",
                    value: on.to_string(),
                    remedy: "这一天已经过了，请填今天或以后的日期".to_owned(),
                });
            }
            check::text(&place, "地点", 100, "请写在哪里谈")?;
            Event::InterviewInvited {
                on,
                place,
                named: vec![Named::Head(interview.dossier.unit.clone())],
            }
        }
        Command::State { words } => {
            check::text(&words, "陈述", 2_000, "请写情况、原因和打算怎么改")?;
            Event::Stated { words }
        }
        Command::Minute { minutes } => return minute(matter, interview, minutes, act, law),
        Command::LookBack { better, words } => {
            check::text(
                &words,
                "回访情况",
                1_000,
                "请写整改到了哪一步、数字有没有变",
            )?;
            Event::InterviewClosed { better, words }
        }
        other => return crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    };
    Ok(event.into())
}

/// The record; each corrective step becomes a directive of the unit.
fn minute(
    matter: &Matter,
    interview: &Interview,
    minutes: Minutes,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    if let Some(invitation) = interview.invitation.as_ref().filter(|i| i.on > today) {
        return Err(Refusal::NotAllowed {
            why: format!(
                "约谈定在 {}，还没有到日子，谈过以后再记录；改了日子的请重新通知",
                invitation.on
            ),
        });
    }
    check::text(&minutes.present, "参加人", 200, "请写谁参加了约谈")?;
    check::text(
        &minutes.words,
        "约谈记录",
        5_000,
        "请写指出了什么、对方怎么说",
    )?;
    if minutes.steps.is_empty() {
        return Err(Refusal::Missing {
            field: "整改措施",
            remedy: "请至少写一条要做什么、哪天前做完",
        });
    }
    if minutes.steps.len() > MOST_STEPS {
        return Err(Refusal::BadValue {
            field: "整改措施",
            value: format!("{} 条", minutes.steps.len()),
            remedy: format!("一次最多 {MOST_STEPS} 条，请并成几条主要的"),
        });
    }
    for step in &minutes.steps {
        check::text(&step.what, "整改措施", 200, "请写要做什么")?;
        if step.due <= today {
            return Err(Refusal::BadValue {
                field: "整改措施",
                value: step.due.to_string(),
                remedy: "完成日期要在约谈以后，请改成以后的日期".to_owned(),
            });
        }
    }
    let spawn = (minutes.steps.iter()).map(|step| directive(matter, interview, step, today));
    Ok(Decision {
        spawn: spawn.collect(),
        events: vec![Event::InterviewHeld {
            clock: law.clock(&RuleId::from("assessment.interview_follow_up"), today)?,
            minutes,
        }],
        ..Decision::default()
    })
}

/// What the directive says is the step alone: the record stays with those named.
fn directive(matter: &Matter, interview: &Interview, step: &CorrectiveStep, today: Date) -> Spawn {
    let order = Order {
        source: "约谈".to_owned(),
        on: Some(today),
        sentence: step.what.clone(),
        at: None,
    };
    Spawn::Directive(Box::new(NewDirective {
        parent: Some(matter.no),
        ..corrective(step, &interview.dossier.unit, order, today)
    }))
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    interview: &NewInterview,
    hands: &Hands<'_>,
    at: Moment,
) -> Matter {
    let detail = Detail::Interview(Box::new(Interview {
        dossier: Dossier::new(
            interview.unit.clone(),
            interview.basis.clone(),
            hands.expires,
        ),
        months: interview.months.clone(),
        stage: Stage::Proposed,
        invitation: None,
        minutes: None,
        held: None,
        looked_back: None,
    }));
    let title = format!("约谈建议：{}", interview.unit);
    hands.matter(no, title, &interview.basis.rule, at, detail)
}

/// Folds what only interviews have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    proposal::apply(matter, event, by, at);
    if let Event::InterviewHeld { clock, .. } = event {
        matter.run(clock);
    }
    let Detail::Interview(interview) = &mut matter.detail else {
        return;
    };
    match event {
        Event::ProposalDecided { adopted, .. } => {
            interview.stage = match adopted {
                true => Stage::Convened,
                false => Stage::Waived,
            };
        }
        Event::InterviewInvited { on, place, .. } => {
            interview.stage = Stage::Summoned;
            interview.invitation = Some(Invitation {
                on: *on,
                place: place.clone(),
            });
        }
        Event::InterviewHeld { minutes, .. } => {
            interview.stage = Stage::Held;
            interview.minutes = Some(minutes.clone());
            interview.held = Some(at);
        }
        Event::InterviewClosed { better, words } => {
            interview.stage = Stage::Closed;
            interview.looked_back = Some(LookedBack {
                better: *better,
                words: words.clone(),
            });
        }
        Event::ProposalExpired {} => interview.stage = Stage::Expired,
        Event::ProposalRetracted { .. } if interview.stage == Stage::Proposed => {
            interview.stage = Stage::Retracted;
        }
        _ => {}
    }
    let over = [Stage::Closed, Stage::Waived, Stage::Retracted].contains(&interview.stage);
    if over && matter.ended.is_none() {
        matter.ended = Some(at);
    }
}
