//! One item of an application: a child matter of the department that decides.
//!
//! It exists from acceptance on, so that the department sees what is coming, but its clock stands
//! still until every item it waits for is granted. Then its promised time runs, beside it the
//! statutory one (行政许可法 42), both without the time of hearings, expert reviews and tests (45).
//! 容缺: the review runs, but nothing is granted before the material has come. 告知承诺: decided at
//! once on the promise; the check afterwards is a commitment of its own with a date.

use super::{Cause, Facts, NewItem, Outcome, PlannedItem};
use crate::district::{FieldCode, MaterialCode, PostId};
use crate::kinds::commitment::{Mode, NewCommitment};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Evidence, Law, Matter, MatterNo,
    Refusal, Round, Spawn, Step, Told, Waiting, check,
};
use crate::moment::Moment;
use crate::packages::{ItemKind, ServiceItem, Statutory};
use crate::rules::{LengthUnit, TimeLimit};
use jiff::civil::Date;

/// What only items have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationItem {
    /// Where it stands.
    pub stage: Stage,
    /// As it was opened.
    pub new: NewItem,
    /// Facts of the items before it.
    pub known: Facts,
    /// The statutory time as it runs; `None` before it begins or when no law gives one.
    pub statutory: Option<Clock>,
    /// The last day of the public notice, if one runs.
    pub notice_until: Option<Date>,
    /// Materials still to come.
    pub held: Vec<MaterialCode>,
}

/// 环节.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 等前置事项.
    Waiting,
    /// 待签收.
    Begun,
    /// 办理中.
    Handling,
    /// 已办成.
    Granted {
        /// What was decided.
        words: String,
        /// Number of the licence or other result.
        number: String,
        /// What it rests on; its files are the result.
        evidence: Vec<Evidence>,
        /// Who decided.
        by: By,
    },
    /// 决定不予办理.
    Denied {
        /// Why.
        reason: String,
        /// Basis, with the remedy the applicant has.
        basis: String,
    },
    /// 没有办.
    Dropped {
        /// Why.
        cause: Cause,
        /// In words.
        reason: String,
    },
    /// 决定已撤销.
    Revoked {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 7] = [
        ("waiting", "等前置事项"),
        ("dispatched", "待签收"),
        ("handling", "办理中"),
        ("granted", "已办成"),
        ("denied", "决定不予办理"),
        ("dropped", "没有办"),
        ("revoked", "决定已撤销"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::Waiting => 0,
            Self::Begun => 1,
            Self::Handling => 2,
            Self::Granted { .. } => 3,
            Self::Denied { .. } => 4,
            Self::Dropped { .. } => 5,
            Self::Revoked { .. } => 6,
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

/// The reason for which the clock of a waiting item stands still.
pub const WAITS: &str = "等前置事项";

/// Whose turn it is.
pub(crate) fn step(item: &ApplicationItem) -> Step {
    let (waiting, what) = match item.stage {
        Stage::Waiting => (Waiting::Unit, "等前面的事项办完"),
        Stage::Begun => (Waiting::Unit, "签收"),
        Stage::Handling if !item.held.is_empty() => (Waiting::Unit, "审查，等容缺材料补齐"),
        Stage::Handling => (Waiting::Unit, "审查并作出决定"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    item: &ApplicationItem,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = &item.stage;
    let open = stage.index() < 3;
    let working = matches!(stage, S::Begun | S::Handling);
    let (ok, instead) = match command {
        C::Exclude | C::Countersign | C::Recompute => (true, ""),
        C::MarkRevoked => (matches!(stage, S::Granted { .. }), "已经作出的决定才能撤销"),
        // Two causes may reach an item in one transaction; the second finds it ended.
        C::Drop => (true, ""),
        _ if !open => (false, "这件已经结束"),
        C::Begin => (matches!(stage, S::Waiting), "已经开始"),
        C::Sign => (
            matches!(stage, S::Begun),
            "前面的事项办完、签收以前才需要签收",
        ),
        C::Grant | C::Refuse => (matches!(stage, S::Handling), "签收以后、决定以前才能作决定"),
        C::Complete => (true, ""),
        C::Assign | C::Pause | C::Resume | C::Extend => {
            (working, "前面的事项办完、开始计时以后才可以")
        }
        C::Urge | C::Comment | C::Attach | C::Escalate => (true, ""),
        C::Withdraw => (false, "要撤回请撤回整件申请"),
        C::Dispatch | C::Transfer | C::Return => (false, "事项由法定的部门办，不能转办"),
        _ => (false, "一件事里的事项没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens an item of an accepted application.
///
/// # Errors
/// The unit does not exist in the district.
pub fn open(no: MatterNo, new: NewItem, at: Moment, law: &Law<'_>) -> Result<Event, Refusal> {
    check::unit(&new.unit, "办理单位", law)?;
    let mut clock = new.promised.clone();
    clock.started = at.date();
    clock.pause_reasons.push(WAITS.to_owned());
    clock.pause(at.date(), WAITS)?;
    Ok(Event::ItemOpened {
        no,
        sponsor: law.district.sponsor_of(&new.unit).map(|p| p.id.clone()),
        item: Box::new(new),
        clock,
    })
}

/// The statutory time of an item in force on a day.
///
/// # Errors
/// Its rule has no value that day.
pub(super) fn statutory(
    item: &ServiceItem,
    on: Date,
    law: &Law<'_>,
) -> Result<Option<Clock>, Refusal> {
    let mut clock = match &item.statutory {
        Statutory::Rule(rule) => law.clock(rule, on)?,
        Statutory::Own(limit, _) => Clock::start("application.statutory".into(), limit, on),
        Statutory::None => return Ok(None),
    };
    // What does not count holds for every licence, whatever law gives its length (行政许可法 45).
    if clock.pause_reasons.is_empty() && item.kind == ItemKind::Licence {
        let (limit, _) = law.rules.limit(&"licence.decide".into(), on)?;
        clock.pause_reasons.clone_from(&limit.pauses);
    }
    Ok(Some(clock))
}

/// The promised time of an item: working days; it pauses and is extended as far as the law allows.
pub(super) fn promised(
    planned: &PlannedItem,
    statutory: Option<&Clock>,
    _law: &Law<'_>,
    on: Date,
) -> Result<Clock, Refusal> {
    let same_unit = statutory.filter(|s| s.unit == LengthUnit::WorkingDays);
    let limit = TimeLimit {
        unit: LengthUnit::WorkingDays,
        // After a public notice somebody still has to act.
        length: match planned.notice_days {
            0 => planned.promised,
            _ => planned.promised.max(1),
        },
        extended: same_unit
            .map(|s| s.longest.unwrap_or(s.length))
            .filter(|l| *l > planned.promised),
        pauses: statutory
            .map(|s| s.pause_reasons.clone())
            .unwrap_or_default(),
        roll: false,
    };
    Ok(Clock::start("application.promised".into(), &limit, on))
}

/// Decides what only items decide. Roles, unit and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    item: &ApplicationItem,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    match command {
        Command::Begin { known } => {
            let notice = i64::from(item.new.notice_days);
            let from = today.saturating_add(jiff::Span::new().days(notice));
            let begin = |clock: &Clock| Clock {
                started: from,
                pauses: Vec::new(),
                ..clock.clone()
            };
            Ok(Event::ItemBegun {
                known,
                clock: begin(&item.new.promised),
                statutory: item.new.statutory.as_ref().map(begin),
                notice_until: (notice > 0).then_some(from),
            }
            .into())
        }
        Command::Grant {
            words,
            number,
            facts,
            evidence,
        } => grant(
            matter,
            item,
            Granting {
                words,
                number,
                facts,
                evidence,
            },
            today,
            law,
        ),
        Command::Refuse { reason, basis } => {
            check::text(&reason, "理由", 1_000, "请写清为什么不予办理，申请人会看到")?;
            check::text(
                &basis,
                "依据和救济途径",
                500,
                "请写明依据的条款，以及申请人可以怎样复议、诉讼",
            )?;
            Ok(Decision {
                tell: vec![ended(matter, item, Outcome::Denied, "", Facts::new())],
                ..Event::ItemDenied { reason, basis }.into()
            })
        }
        Command::Complete { materials } => Ok(Event::ItemCompleted { materials }.into()),
        Command::Drop { .. } if matter.is_ended() => Ok(Decision::default()),
        Command::Drop { cause, reason } => {
            let outcome = match cause {
                Cause::Predecessor => Some(Outcome::Predecessor),
                Cause::ToleranceEnded => Some(Outcome::ToleranceEnded),
                Cause::Withdrawn | Cause::NotNeeded => None,
            };
            let tell = outcome.map(|o| ended(matter, item, o, "", Facts::new()));
            Ok(Decision {
                tell: tell.into_iter().collect(),
                ..Event::ItemDropped { cause, reason }.into()
            })
        }
        Command::MarkRevoked { reason, basis } => Ok(Event::ItemRevoked { reason, basis }.into()),
        other => crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    }
}

struct Granting {
    words: String,
    number: String,
    facts: Facts,
    evidence: Vec<Evidence>,
}

fn grant(
    matter: &Matter,
    item: &ApplicationItem,
    granting: Granting,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let Granting {
        words,
        number,
        facts,
        evidence,
    } = granting;
    if !item.held.is_empty() {
        let held = item.held.iter().filter_map(|m| law.services.material(m));
        let names: Vec<&str> = held.map(|m| m.name.as_str()).collect();
        return Err(Refusal::NotAllowed {
            why: format!(
                "容缺的“{}”还没有补齐。审查照常进行，补齐核对后才能出结果",
                names.join("”“")
            ),
        });
    }
    if let Some(until) = item.notice_until.filter(|until| today <= *until) {
        return Err(Refusal::NotAllowed {
            why: format!("公示到 {until} 为止，期满没有异议才能出结果"),
        });
    }
    check::text(
        &words,
        "办理结果",
        1_000,
        "请写申请人能看懂的结果：办成了什么",
    )?;
    check::at_most(&number, "证照或文书编号", 60)?;
    let facts = produced(&item.new.produces, facts)?;
    check::evidence(matter, &evidence)?;
    let spawn = item.new.promise.as_ref().map(|promise| {
        Spawn::Commitment(Box::new(NewCommitment {
            mode: Mode::Promise,
            application: item.new.application,
            decided: Some(matter.no),
            items: vec![item.new.item.clone()],
            what: format!("{}：{}", item.new.name, promise.what),
            unit: matter.lead.clone(),
            enterprise: matter
                .enterprise
                .clone()
                .unwrap_or_else(|| item.new.enterprise.clone()),
            township: matter.township.clone(),
            channel: matter.channel,
            accepted: today,
            signed: promise.signed,
            deferred: Vec::new(),
            check: Some(promise.check),
            letter: None,
        }))
    });
    Ok(Decision {
        events: vec![Event::ItemGranted {
            words,
            number: number.clone(),
            facts: facts.clone(),
            evidence,
        }],
        spawn: spawn.into_iter().collect(),
        tell: vec![ended(matter, item, Outcome::Granted, &number, facts)],
        ..Decision::default()
    })
}

/// Every fact that others wait for, each in its form, and nothing else.
fn produced(wanted: &[(FieldCode, String)], given: Facts) -> Result<Facts, Refusal> {
    let mut facts = Facts::new();
    for (code, label) in wanted {
        let value = given.get(code).map_or("", |v| v.trim());
        if value.is_empty() {
            return Err(Refusal::NotAllowed {
                why: format!("“{label}”：没有填。后面的事项等着用，请照结果填写"),
            });
        }
        if code.as_str() == super::CREDIT_CODE {
            check::uscc(value)?;
        }
        check::at_most(value, "产生的数据", 100)?;
        facts.insert(code.clone(), value.to_owned());
    }
    Ok(facts)
}

fn ended(
    matter: &Matter,
    item: &ApplicationItem,
    outcome: Outcome,
    number: &str,
    facts: Facts,
) -> Told {
    debug_assert!(!matter.is_ended());
    Told {
        to: item.new.application,
        command: Command::EndItem {
            item: item.new.item.clone(),
            outcome,
            number: number.to_owned(),
            facts,
        },
    }
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewItem,
    sponsor: Option<&PostId>,
    clock: &Clock,
    at: Moment,
) -> Matter {
    let support = match new.lead == new.unit {
        true => Vec::new(),
        false => vec![new.lead.clone()],
    };
    let after = match new.after.is_empty() {
        true => String::new(),
        false => format!("要等“{}”办成后开始。", new.after.join("”“")),
    };
    Matter {
        title: format!("{}：{}", new.name, new.enterprise.name),
        text: format!("申请 {} 中的“{}”。{after}", new.application, new.name),
        enterprise: Some(new.enterprise.clone()),
        township: new.township.clone(),
        support,
        sponsor: sponsor.cloned(),
        parent: Some(new.application),
        ..Matter::blank(
            no,
            &new.unit,
            new.channel,
            clock,
            at,
            Detail::Item(Box::new(ApplicationItem {
                stage: Stage::Waiting,
                new: new.clone(),
                known: Facts::new(),
                statutory: None,
                notice_until: None,
                held: new.held.clone(),
            })),
        )
    }
}

/// Folds what only items have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let Detail::Item(mut item) = matter.detail.clone() else {
        return;
    };
    match event {
        Event::ItemBegun {
            known,
            clock,
            statutory,
            notice_until,
        } => {
            item.stage = Stage::Begun;
            item.statutory.clone_from(statutory);
            item.notice_until = *notice_until;
            if let Some(code) = known.get(&super::CREDIT_CODE.into())
                && let Some(enterprise) = &mut matter.enterprise
            {
                enterprise.code = Some(code.clone());
            }
            item.known.clone_from(known);
            matter.received = at;
            matter.run(clock);
            let unit = matter.lead.clone();
            matter.rounds.push(Round::begin(&unit, clock, at));
        }
        Event::Signed { .. } => item.stage = Stage::Handling,
        Event::ItemCompleted { materials } => item.held.retain(|m| !materials.contains(m)),
        Event::ItemGranted {
            words,
            number,
            facts,
            evidence,
        } => {
            if let Some(code) = facts.get(&super::CREDIT_CODE.into())
                && let Some(enterprise) = &mut matter.enterprise
            {
                enterprise.code = Some(code.clone());
            }
            item.stage = Stage::Granted {
                words: words.clone(),
                number: number.clone(),
                evidence: evidence.clone(),
                by: by.clone(),
            };
            end(matter, true, at);
        }
        Event::ItemDenied { reason, basis } => {
            item.stage = Stage::Denied {
                reason: reason.clone(),
                basis: basis.clone(),
            };
            end(matter, true, at);
        }
        Event::ItemDropped { cause, reason } => {
            item.stage = Stage::Dropped {
                cause: *cause,
                reason: reason.clone(),
            };
            end(matter, false, at);
        }
        Event::ItemRevoked { reason, basis } => {
            item.stage = Stage::Revoked {
                reason: reason.clone(),
                basis: basis.clone(),
            };
        }
        // The statutory time stands still with the promised one.
        Event::Paused { reason, from } => {
            if let Some(clock) = &mut item.statutory {
                let _ = clock.pause(*from, reason);
            }
        }
        Event::Extended { total, .. } => {
            if let Some(clock) = item.statutory.as_mut().filter(|c| *total > c.length) {
                let _ = clock.extend(*total);
            }
        }
        Event::Resumed { reason, until } => {
            if let Some(clock) = &mut item.statutory {
                let _ = clock.resume(*until, reason);
            }
        }
        _ => return,
    }
    matter.detail = Detail::Item(item);
}

fn end(matter: &mut Matter, answered: bool, at: Moment) {
    matter.ended = Some(at);
    if let Some(round) = matter.rounds.last_mut().filter(|_| answered) {
        round.answered = Some(at);
    }
}
