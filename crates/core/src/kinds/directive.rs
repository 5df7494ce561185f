//! 会议任务、督办. What a meeting or a leader ordered, with the sentence it came from. 区营商办 confirms
//! and dispatches it; the lead unit signs, reports with evidence; 区营商办 accepts or sends back.
//!
//! An order that recurs (每周, 每月, 每季度) starts its next period when a report is accepted, until
//! 区营商办 concludes the series. A reflection (反思) owes cause, corrective steps and dates;
//! accepted steps become child directives, as do the steps of a talk (约谈) and those that a unit names
//! in its weekly note once the bulletin is issued.
//! Time limits: `directive.sign` to sign, `directive.return` after a transfer; the day ordered, else
//! `directive.reflection` or `directive.feedback`; then `directive.review`.

use crate::district::UnitId;
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Channel, Command, CommandName, Decision, Detail, Event, Evidence, Law, Matter,
    MatterNo, NewDirective, Refusal, Round, Spawn, Step, Verdict, Visibility, Waiting, check,
};
use crate::moment::Moment;
use crate::rules::{LengthUnit, TimeLimit};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where the order stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The meeting or paper, e.g. `三季度优化营商环境工作推进会`.
    pub source: String,
    /// Its date, if known.
    pub on: Option<Date>,
    /// The sentence.
    pub sentence: String,
    /// Character offsets of the sentence in the text, if it was read from one.
    pub at: Option<(u32, u32)>,
}

/// How often a report is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Once.
    Once,
    /// 每周.
    Weekly,
    /// 每月.
    Monthly,
    /// 每季度.
    Quarterly,
    /// 长期: without an end, reported like a monthly one.
    Standing,
}

impl Cadence {
    /// The code of interfaces.md §4.
    pub fn code(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Standing => "standing",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Once => "一次",
            Self::Weekly => "每周",
            Self::Monthly => "每月",
            Self::Quarterly => "每季度",
            Self::Standing => "长期",
        }
    }

    /// All, for a choice list.
    pub const ALL: [Cadence; 5] = [
        Self::Once,
        Self::Weekly,
        Self::Monthly,
        Self::Quarterly,
        Self::Standing,
    ];

    /// The cadence with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }

    /// The first report day after `after`, counted in whole periods from the first report day, so
    /// that an order for the 31st stays at month ends after February; `None` for a single order.
    fn next_due(self, first: Date, after: Date) -> Option<Date> {
        let period = |n: i32| match self {
            Self::Once => None,
            Self::Weekly => jiff::Span::new().try_weeks(n).ok(),
            Self::Monthly | Self::Standing => jiff::Span::new().try_months(n).ok(),
            Self::Quarterly => jiff::Span::new().try_months(n.checked_mul(3)?).ok(),
        };
        (1..)
            .map_while(|n| first.checked_add(period(n)?).ok())
            .find(|due| *due > after)
    }
}

/// 整改措施: one corrective step of a reflection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectiveStep {
    /// What will be done.
    pub what: String,
    /// By when.
    pub due: Date,
}

/// 反思: what a unit named in a meeting owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reflection {
    /// 原因.
    pub cause: String,
    /// 整改措施.
    pub steps: Vec<CorrectiveStep>,
}

/// What only directives have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Where it stands.
    pub stage: Stage,
    /// The order.
    pub order: Order,
    /// How often.
    pub cadence: Cadence,
    /// It asks for a reflection.
    pub reflection: bool,
    /// The reflection handed in, if any.
    pub reflected: Option<Reflection>,
}

/// 环节.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待签收.
    Dispatched,
    /// 待裁定.
    Disputed {
        /// The unit's reason.
        reason: String,
    },
    /// 办理中.
    Handling,
    /// 已反馈，待认可.
    Reported {
        /// The report.
        reply: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// Who reported.
        by: By,
        /// When.
        at: Moment,
    },
    /// 已办结.
    Done,
    /// 已撤销.
    Withdrawn,
    /// 已并案.
    Merged {
        /// Into which.
        into: MatterNo,
    },
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 7] = [
        ("dispatched", "待签收"),
        ("disputed", "待裁定"),
        ("handling", "办理中"),
        ("reported", "已反馈，待认可"),
        ("done", "已办结"),
        ("withdrawn", "已撤销"),
        ("merged", "已并案"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::Dispatched => 0,
            Self::Disputed { .. } => 1,
            Self::Handling => 2,
            Self::Reported { .. } => 3,
            Self::Done => 4,
            Self::Withdrawn => 5,
            Self::Merged { .. } => 6,
        }
    }

    /// Stable code.
    pub fn code(&self) -> &'static str {
        Self::CODES[self.index()].0
    }

    /// The word on screen.
    pub fn word(&self) -> &'static str {
        Self::CODES[self.index()].1
    }
}

/// Whose turn it is.
pub(crate) fn step(directive: &Directive) -> Step {
    let (waiting, what) = match directive.stage {
        Stage::Dispatched => (Waiting::Unit, "签收"),
        Stage::Disputed { .. } => (Waiting::Coordinator, "裁定牵头单位"),
        Stage::Handling if directive.reflection => (Waiting::Unit, "报送反思"),
        Stage::Handling => (Waiting::Unit, "反馈办理情况"),
        Stage::Reported { .. } => (Waiting::Coordinator, "认可或退回"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    directive: &Directive,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = &directive.stage;
    let working = matches!(stage, S::Dispatched | S::Handling);
    let open = stage.index() < S::Done.index();
    let (ok, instead) = match command {
        C::Reject | C::PassOn | C::Confirm | C::Lapse | C::Reopen => {
            (false, "这是企业诉求才有的步骤")
        }
        C::Rule => (false, "这是考核申诉才有的步骤"),
        C::Rate | C::FollowUp | C::CallBack | C::Redress | C::Contest => {
            (false, "这是好差评才有的步骤")
        }
        // Figures of an ended matter follow the calendar, too.
        C::Exclude | C::Countersign | C::Recompute => (true, ""),
        _ if !open => (false, "这件已经结束"),
        C::Dispatch => (
            matches!(stage, S::Disputed { .. }),
            "单位有异议时才需要裁定",
        ),
        C::Sign => (matches!(stage, S::Dispatched), "下发后、签收前才需要签收"),
        C::Assign | C::Transfer | C::Return => (working, "只在单位办理时可以"),
        C::Pause | C::Resume | C::Extend => (working, "只有办理时限在走时可以"),
        C::Answer => (
            matches!(stage, S::Handling) && !directive.reflection,
            "签收以后、反馈以前才能反馈；反思任务请用“报送反思”",
        ),
        C::Reflect => (
            matches!(stage, S::Handling) && directive.reflection,
            "签收以后，只有反思任务需要报送反思",
        ),
        C::Accept | C::SendBack => (
            matches!(stage, S::Reported { .. }),
            "单位反馈以后才能认可或退回",
        ),
        C::Conclude => (
            directive.cadence != Cadence::Once,
            "只有按期反复报送的任务需要宣布结束",
        ),
        C::Urge | C::Comment | C::Attach | C::Escalate => (true, ""),
        C::Withdraw | C::Merge => (true, ""),
        _ => (false, "只有一件事的申请和承诺才有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens a directive: the clock runs to the day ordered, or as `directive.feedback` says.
///
/// # Errors
/// Empty or long texts, unknown units, a due day that has passed, a missing limit.
pub fn dispatch(
    no: MatterNo,
    directive: NewDirective,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    check::text(&directive.title, "任务", 200, "请写清要做什么")?;
    check::text(&directive.text, "原文", 5_000, "请保留任务出自的那句话")?;
    check::unit(&directive.lead, "牵头单位", law)?;
    for unit in &directive.support {
        check::unit(unit, "配合单位", law)?;
    }
    if directive.support.contains(&directive.lead) {
        return Err(Refusal::BadValue {
            field: "配合单位",
            value: directive.lead.to_string(),
            remedy: "它已经是牵头单位，请从配合单位里去掉".to_owned(),
        });
    }
    let today = at.date();
    let clock = match directive.due {
        Some(due) => fixed(today, due)?,
        None if directive.reflection => law.clock(&"directive.reflection".into(), today)?,
        None => law.clock(&"directive.feedback".into(), today)?,
    };
    let sponsor = law
        .district
        .sponsor_of(&directive.lead)
        .map(|p| p.id.clone());
    Ok(Event::DirectiveDispatched {
        no,
        directive,
        sponsor,
        clock,
    })
}

/// A clock to a day that was named, not counted: it neither rolls nor pauses nor extends (C11).
fn fixed(today: Date, due: Date) -> Result<Clock, Refusal> {
    let days = (due - today).get_days();
    let length = u32::try_from(days).map_err(|_| Refusal::BadValue {
        field: "完成日期",
        value: due.to_string(),
        remedy: "这个日期已经过了，请填今天或以后的日期".to_owned(),
    })?;
    let limit = TimeLimit {
        unit: LengthUnit::Days,
        length,
        extended: None,
        pauses: Vec::new(),
        roll: false,
    };
    Ok(Clock::start("directive.ordered".into(), &limit, today))
}

/// Decides what only directives decide.
pub(crate) fn decide(
    matter: &Matter,
    directive: &Directive,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    match command {
        Command::Answer { reply, evidence } => {
            check::text(
                &reply,
                "办理情况",
                3_000,
                "请写做了什么、结果怎样、还差什么",
            )?;
            check::evidence(matter, &evidence)?;
            let clock = law.clock(&"directive.review".into(), act.at.date())?;
            Ok(Event::Reported {
                reply,
                evidence,
                clock,
            }
            .into())
        }
        Command::Reflect { reflection } => {
            check::text(&reflection.cause, "原因", 2_000, "请写问题为什么发生")?;
            if reflection.steps.is_empty() {
                return Err(Refusal::Missing {
                    field: "整改措施",
                    remedy: "请至少写一条措施和完成日期",
                });
            }
            for step in &reflection.steps {
                check::text(&step.what, "整改措施", 200, "请写清要做什么")?;
                if step.due <= act.at.date() {
                    return Err(Refusal::BadValue {
                        field: "完成日期",
                        value: step.due.to_string(),
                        remedy: "整改措施要在今天以后完成，请改日期".to_owned(),
                    });
                }
            }
            let clock = law.clock(&"directive.review".into(), act.at.date())?;
            Ok(Event::Reflected { reflection, clock }.into())
        }
        Command::Accept { words } => accept(matter, directive, words, act, law),
        Command::SendBack { reason } => {
            check::text(&reason, "理由", 1_000, "请写清还差什么")?;
            Ok(Event::SentBack { reason }.into())
        }
        Command::Conclude { reason } => {
            check::text(&reason, "说明", 1_000, "请写清为什么不再需要报送")?;
            Ok(Event::Concluded { reason }.into())
        }
        other => crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    }
}

fn accept(
    matter: &Matter,
    directive: &Directive,
    words: String,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    // The clock running now is the one for reviewing the report; the periods are the rounds'.
    let due = |round: &Round| round.clock.due(law.calendar, today).latest();
    let next = (matter.rounds.first().zip(matter.rounds.last()))
        .and_then(|(first, last)| {
            let after = due(last).max(today);
            directive.cadence.next_due(due(first), after)
        })
        .map(|due| fixed(today, due))
        .transpose()?;
    let spawn = directive
        .reflected
        .iter()
        .flat_map(|r| &r.steps)
        .map(|step| NewDirective {
            text: matter.text.clone(),
            indicator: matter.indicator.clone(),
            parent: Some(matter.no),
            ..corrective(step, &matter.lead, directive.order.clone(), today)
        });
    Ok(Decision {
        spawn: spawn.map(|s| Spawn::Directive(Box::new(s))).collect(),
        ..Event::Accepted { words, next }.into()
    })
}

/// 整改任务: a corrective step as a directive of the unit that named it, up to its day, or up to today
/// when that day went by while the step waited.
pub(crate) fn corrective(
    step: &CorrectiveStep,
    lead: &UnitId,
    order: Order,
    today: Date,
) -> NewDirective {
    NewDirective {
        title: step.what.clone(),
        text: step.what.clone(),
        lead: lead.clone(),
        support: Vec::new(),
        indicator: None,
        order,
        cadence: Cadence::Once,
        due: Some(step.due.max(today)),
        reflection: false,
        parent: None,
    }
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewDirective,
    sponsor: Option<&crate::district::PostId>,
    clock: &Clock,
    at: Moment,
) -> Matter {
    Matter {
        no,
        version: 1,
        title: new.title.trim().to_owned(),
        text: new.text.clone(),
        enterprise: None,
        channel: Channel::Meeting,
        opened: at,
        topic: None,
        indicator: new.indicator.clone(),
        township: None,
        lead: new.lead.clone(),
        support: new.support.clone(),
        sponsor: sponsor.cloned(),
        handler: None,
        parent: new.parent,
        visibility: Visibility::Units,
        named: Vec::new(),
        clock: clock.clone(),
        came_from: None,
        passed_on_by: Vec::new(),
        received: at,
        returned: false,
        ruled: false,
        rungs: Default::default(),
        urged: 0,
        attachments: Vec::new(),
        records: Vec::new(),
        rounds: vec![Round::begin(&new.lead, clock, at)],
        exclusion: None,
        exclusion_proposed: None,
        rating_reminded: None,
        ended: None,
        detail: Detail::Directive(Directive {
            stage: Stage::Dispatched,
            order: new.order.clone(),
            cadence: new.cadence,
            reflection: new.reflection,
            reflected: None,
        }),
    }
}

/// Folds what only directives have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let lead: UnitId = matter.lead.clone();
    let Detail::Directive(mut directive) = matter.detail.clone() else {
        return;
    };
    match event {
        Event::Reported {
            reply,
            evidence,
            clock,
        } => {
            directive.stage = Stage::Reported {
                reply: reply.clone(),
                evidence: evidence.clone(),
                by: by.clone(),
                at,
            };
            answered(&mut matter.rounds, Some(at));
            matter.run(clock);
        }
        Event::Reflected { reflection, clock } => {
            directive.stage = Stage::Reported {
                reply: reflection.cause.clone(),
                evidence: Vec::new(),
                by: by.clone(),
                at,
            };
            directive.reflected = Some(reflection.clone());
            answered(&mut matter.rounds, Some(at));
            matter.run(clock);
        }
        Event::SentBack { .. } => {
            directive.stage = Stage::Handling;
            directive.reflected = None;
            answered(&mut matter.rounds, None);
            // The same due date goes on, and so does its ladder: nobody is told twice.
            if let Some(round) = matter.rounds.last().cloned() {
                matter.run(&round.clock);
                matter.rungs = round.rungs;
            }
        }
        Event::Accepted { next, .. } => {
            if let Some(round) = matter.rounds.last_mut() {
                round.verdict = Some((Verdict::Solved, at));
            }
            match next {
                Some(clock) => {
                    directive.stage = Stage::Handling;
                    matter.run(clock);
                    matter.rounds.push(Round::begin(&lead, clock, at));
                }
                None => {
                    directive.stage = Stage::Done;
                    matter.ended = Some(at);
                }
            }
        }
        Event::Concluded { .. } => {
            directive.stage = Stage::Done;
            matter.ended = Some(at);
        }
        Event::Dispatched { .. } | Event::Transferred { .. } | Event::Returned { .. } => {
            directive.stage = Stage::Dispatched;
        }
        Event::Signed { .. } => directive.stage = Stage::Handling,
        Event::Disputed { reason } => {
            directive.stage = Stage::Disputed {
                reason: reason.clone(),
            }
        }
        Event::Withdrawn { .. } => directive.stage = Stage::Withdrawn,
        Event::Merged { into, .. } => directive.stage = Stage::Merged { into: *into },
        _ => return,
    }
    matter.detail = Detail::Directive(directive);
}

fn answered(rounds: &mut [Round], at: Option<Moment>) {
    if let Some(round) = rounds.last_mut() {
        round.answered = at;
    }
}
