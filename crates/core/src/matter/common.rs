//! What every kind shares: sign, assign, transfer, return once, pause, extend, urge, escalate,
//! attach, comment, merge, withdraw, exclude.

use super::clock::Clock;
use super::{
    Act, Actor, By, Command, Decision, Event, Evidence, Exclusion, Handler, Law, Matter, Refusal,
    Round, Waiting, check,
};
use crate::district::UnitId;
use crate::moment::Moment;
use jiff::civil::Date;

/// Decides the common commands. `handling` gives the clock a dispatch starts, or none when it is
/// a ruling on a dispute and the running clock goes on.
pub(crate) fn common_decide(
    matter: &Matter,
    command: Command,
    act: &Act,
    law: &Law<'_>,
    handling: impl FnOnce() -> Result<Option<Clock>, Refusal>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    let event = match command {
        Command::Dispatch {
            unit,
            support,
            topic,
            reason,
        } => {
            check::unit(&unit, "主责单位", law)?;
            for unit in &support {
                check::unit(unit, "配合单位", law)?;
            }
            if let Some(topic) = &topic {
                check::topic(topic, law)?;
            }
            dispatched(matter, unit, support, topic, reason, law, handling()?)
        }
        Command::Sign => Event::Signed {
            handler: signer(act)?,
        },
        Command::Assign { person, name } => Event::Assigned {
            handler: Handler { person, name },
        },
        Command::Transfer { unit, reason } => transfer(matter, unit, reason, act, law)?,
        Command::Return { reason } => give_back(matter, reason, act, law)?,
        Command::Pause { reason } => {
            not_overdue(
                matter,
                today,
                law,
                "已经逾期，不能再暂停。请尽快办理，并说明逾期原因",
            )?;
            let mut clock = matter.clock.clone();
            clock.pause(today, &reason)?;
            Event::Paused {
                reason,
                from: today,
            }
        }
        Command::Resume { reason } => {
            let mut clock = matter.clock.clone();
            // Like a trigger day (民法典 201), the day work is taken up again does not count.
            clock.resume(today, &reason)?;
            Event::Resumed {
                reason,
                until: today,
            }
        }
        Command::Extend { total, reason } => {
            check::text(&reason, "理由", 500, "请写清为什么按期办不完")?;
            not_overdue(
                matter,
                today,
                law,
                "已经逾期，不能再延。请尽快答复，并说明逾期原因",
            )?;
            matter.clock.clone().extend(total)?;
            Event::Extended { total, reason }
        }
        Command::Urge { words } => {
            check::text(&words, "催办内容", 500, "请写一句催什么")?;
            Event::Urged { words }
        }
        Command::Escalate { rung } => escalate(matter, rung, today, law)?,
        Command::Attach { file } => {
            if matter.attachments.iter().any(|a| a.hash == file.hash) {
                return Err(Refusal::NotAllowed {
                    why: format!("这份材料“{}”已经在了，不用再传", file.name),
                });
            }
            Event::Attached { file }
        }
        Command::Comment { words, public } => {
            check::text(&words, "记录", 2_000, "请写内容")?;
            Event::Commented {
                words,
                public: public || act.by == Actor::Enterprise,
            }
        }
        Command::Withdraw { reason } => {
            check::text(&reason, "理由", 500, "请写一句为什么撤回")?;
            Event::Withdrawn { reason }
        }
        Command::Merge { into, reason } => {
            check::text(&reason, "理由", 500, "请写为什么是同一件事")?;
            if into == matter.no {
                return Err(Refusal::BadValue {
                    field: "并到哪一件",
                    value: into.to_string(),
                    remedy: "不能并到自己，请填另一件的编号".to_owned(),
                });
            }
            Event::Merged { into, reason }
        }
        Command::Exclude {
            reason,
            evidence,
            before,
        } => exclude(reason, evidence, before, today, law)?,
        Command::Countersign { agree, reason } => countersign(matter, agree, reason)?,
        Command::Recompute => recompute(matter, today, law)?,
        other => {
            return Err(Refusal::WrongState {
                command: other.name(),
                state: matter.state_word(),
                instead: "这类办件没有这个步骤",
            });
        }
    };
    Ok(event.into())
}

/// Neither a pause nor an extension makes good a day that has passed.
pub(crate) fn not_overdue(
    matter: &Matter,
    today: Date,
    law: &Law<'_>,
    why: &str,
) -> Result<(), Refusal> {
    if matter.clock.due(law.calendar, today).latest() < today {
        let why = why.to_owned();
        return Err(Refusal::NotAllowed { why });
    }
    Ok(())
}

fn dispatched(
    matter: &Matter,
    unit: UnitId,
    mut support: Vec<UnitId>,
    topic: Option<crate::district::TopicId>,
    reason: String,
    law: &Law<'_>,
    handling: Option<Clock>,
) -> Event {
    let topic = topic.or_else(|| matter.topic.clone());
    let known = topic.as_ref().and_then(|t| law.district.topic(t));
    // A ruling is about who leads: who supports stays, unless the ruling names others.
    if handling.is_none() && support.is_empty() {
        support.clone_from(&matter.support);
    }
    if let Some(t) = known {
        support.extend(t.support.iter().cloned());
        support.extend(
            matter
                .township
                .iter()
                .filter(|_| t.township_supports)
                .cloned(),
        );
    }
    support.sort();
    support.dedup();
    support.retain(|u| *u != unit);
    Event::Dispatched {
        sponsor: law.district.sponsor_of(&unit).map(|p| p.id.clone()),
        indicator: known
            .and_then(|t| t.indicator.clone())
            .or_else(|| matter.indicator.clone()),
        ruling: handling.is_none(),
        clock: handling.unwrap_or_else(|| matter.clock.clone()),
        unit,
        support,
        topic,
        reason,
    }
}

fn signer(act: &Act) -> Result<Handler, Refusal> {
    let staff = act.by.staff().ok_or(Refusal::NotAllowed {
        why: "签收要由单位的工作人员来做".to_owned(),
    })?;
    Ok(Handler {
        person: staff.person.clone(),
        name: staff.name.clone(),
    })
}

/// 转办: with a reason, each unit once, and never to a unit that has passed it on, so that 甲→乙→丙
/// finds the right unit without going round. Who got it by a transfer passes it on within the time
/// for returning it. After a return or a ruling only 区营商办 moves it.
fn transfer(
    matter: &Matter,
    unit: UnitId,
    reason: String,
    act: &Act,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    check::unit(&unit, "转给哪个单位", law)?;
    check::text(&reason, "理由", 500, "请写清为什么归对方办")?;
    if unit == matter.lead {
        return Err(Refusal::BadValue {
            field: "转给哪个单位",
            value: unit.to_string(),
            remedy: "它已经是主责单位，请选另一个".to_owned(),
        });
    }
    let coordinator = act
        .by
        .staff()
        .is_some_and(|s| s.unit == law.district.coordinator);
    if !coordinator {
        if matter.returned || matter.ruled || matter.passed_on_by.contains(&matter.lead) {
            return Err(Refusal::NotAllowed {
                why: "这件已经退回或裁定过一次，再有异议请用“退回”写明理由，由区营商办裁定"
                    .to_owned(),
            });
        }
        if matter.passed_on_by.contains(&unit) {
            return Err(Refusal::BadValue {
                field: "转给哪个单位",
                value: unit.to_string(),
                remedy: "这件就是它转出来的。不归本单位的，请用“退回”写明理由".to_owned(),
            });
        }
        in_time_to_refuse(matter, act, law)?;
    }
    let sponsor = law.district.sponsor_of(&unit).map(|p| p.id.clone());
    Ok(Event::Transferred {
        unit,
        sponsor,
        reason,
    })
}

/// Who got it by a transfer says within the rule's time that it belongs elsewhere: a matter is not
/// sent on on its last day. After that 区营商办 moves it.
fn in_time_to_refuse(matter: &Matter, act: &Act, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(last) = return_by(matter, law)? else {
        return Ok(());
    };
    if act.at.date() <= last {
        return Ok(());
    }
    let from = matter.came_from.as_ref().map_or("", |u| u.as_str());
    Err(Refusal::NotAllowed {
        why: format!(
            "{from}转来的这件，最晚 {last} 可以退回或再转，现在已经过了。请接着办；确实不归本单位的，请联系区营商办转办"
        ),
    })
}

/// The last day on which a transferred matter can be returned or passed on; `None` when it did not
/// come by a transfer.
///
/// # Errors
/// The kind's rule (`appeal.return`, `directive.return`) has no value that day.
pub fn return_by(matter: &Matter, law: &Law<'_>) -> Result<Option<Date>, crate::rules::RuleError> {
    if matter.came_from.is_none() || matter.returned {
        return Ok(None);
    }
    let rule = format!("{}.return", matter.kind().code());
    let received = matter.received.date();
    let clock = law.clock(&rule.as_str().into(), received)?;
    Ok(Some(clock.due(law.calendar, received).latest()))
}

/// 退回: once to the unit it came from; after that 区营商办 decides.
fn give_back(matter: &Matter, reason: String, act: &Act, law: &Law<'_>) -> Result<Event, Refusal> {
    check::text(&reason, "理由", 500, "请写清为什么不归本单位")?;
    if matter.ruled {
        return Err(Refusal::NotAllowed {
            why: "区营商办已经裁定由本单位主责，请办理；确有新情况请联系区营商办".to_owned(),
        });
    }
    in_time_to_refuse(matter, act, law)?;
    Ok(match &matter.came_from {
        Some(unit) if !matter.returned => Event::Returned {
            unit: unit.clone(),
            sponsor: law.district.sponsor_of(unit).map(|p| p.id.clone()),
            reason,
        },
        _ => Event::Disputed { reason },
    })
}

/// 剔除: one person alone may do so a few times in a month (`assessment.exclusions_alone`); beyond
/// that it is a proposal, and a second person decides.
fn exclude(
    reason: String,
    evidence: Vec<Evidence>,
    before: u64,
    today: Date,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    check::text(
        &reason,
        "理由",
        500,
        "请写清为什么不该计入考核，单位和公众能看到",
    )?;
    let (alone, _) = law
        .rules
        .number(&"assessment.exclusions_alone".into(), today)?;
    Ok(match i64::try_from(before) {
        Ok(before) if before < alone => Event::Excluded { reason, evidence },
        _ => Event::ExclusionProposed { reason },
    })
}

/// The second person agrees, and the reason proposed stands; or says why not.
fn countersign(matter: &Matter, agree: bool, reason: String) -> Result<Event, Refusal> {
    if !agree {
        check::text(&reason, "理由", 500, "请写清为什么不同意剔除")?;
        return Ok(Event::ExclusionDeclined { reason });
    }
    let proposed = matter.exclusion_proposed.as_ref();
    Ok(Event::Excluded {
        reason: proposed.map_or(reason, |p| p.reason.clone()),
        evidence: Vec::new(),
    })
}

/// A rung fires once a round, and only when the light has come that far.
fn escalate(matter: &Matter, rung: String, today: Date, law: &Law<'_>) -> Result<Event, Refusal> {
    let waits = matter.step().waiting;
    if matter.rungs.contains(&rung) || matches!(waits, Waiting::Enterprise | Waiting::Nobody) {
        return Err(Refusal::NotAllowed {
            why: "这一级已经报过，或现在不用报".to_owned(),
        });
    }
    if !super::ladder::reached(matter, today, law).any(|r| r.id == rung) {
        return Err(Refusal::NotAllowed {
            why: "还没有到上报这一级的日子".to_owned(),
        });
    }
    Ok(Event::Escalated { rung })
}

/// A due date that was provisional becomes fixed when the year's notice is there. An answered or
/// ended matter is recomputed, too: its round counts as due only once the day is known, and every
/// figure must come out of the journal again to the same digit.
fn recompute(matter: &Matter, today: Date, law: &Law<'_>) -> Result<Event, Refusal> {
    if matter.provisional(today, law) {
        return Err(Refusal::NotAllowed {
            why: "那一年的放假通知还没有录入，时限仍是暂定的".to_owned(),
        });
    }
    let round = matter.rounds.last().map(|r| &r.clock);
    let clock = match round {
        Some(clock) if matter.round_is_over() => clock,
        _ => &matter.clock,
    };
    Ok(Event::Recomputed {
        due: clock.due(law.calendar, today).latest(),
    })
}

impl Matter {
    /// Whether a date it is measured by waits for a year's notice: the clock's, or that of a round,
    /// also after the answer and the end: the list keeps the date it ended with.
    pub fn provisional(&self, today: Date, law: &Law<'_>) -> bool {
        let open = |clock: &Clock| clock.due(law.calendar, today).fixed().is_none();
        open(&self.clock) || self.rounds.iter().any(|r| open(&r.clock))
    }

    /// The last round no longer runs on the matter's clock.
    fn round_is_over(&self) -> bool {
        self.ended.is_some() || (self.rounds.last()).is_some_and(|r| r.answered.is_some())
    }
}

/// Folds what is common.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    match event {
        Event::Dispatched {
            unit,
            support,
            topic,
            indicator,
            sponsor,
            clock,
            ruling,
            ..
        } => {
            moved(matter, unit, sponsor.as_ref(), at);
            matter.support.clone_from(support);
            matter.topic.clone_from(topic);
            matter.indicator.clone_from(indicator);
            matter.came_from = None;
            matter.passed_on_by.clear();
            matter.ruled = *ruling;
            if !*ruling {
                matter.run(clock);
                matter.rounds.push(Round::begin(unit, clock, at));
            }
        }
        Event::Signed { handler } | Event::Assigned { handler } => {
            matter.handler = Some(handler.clone());
        }
        Event::Transferred { unit, sponsor, .. } => {
            matter.came_from = Some(matter.lead.clone());
            if matches!(by, By::Staff { unit, .. } if *unit == matter.lead) {
                matter.passed_on_by.push(matter.lead.clone());
            }
            moved(matter, unit, sponsor.as_ref(), at);
        }
        Event::Returned { unit, sponsor, .. } => {
            matter.returned = true;
            matter.came_from = None;
            moved(matter, unit, sponsor.as_ref(), at);
        }
        Event::Paused { reason, from } => {
            // The decision has checked it; a refused pause never became an event.
            let _ = matter.clock.pause(*from, reason);
        }
        Event::Resumed { reason, until } => {
            let _ = matter.clock.resume(*until, reason);
        }
        Event::Extended { total, .. } => {
            let _ = matter.clock.extend(*total);
        }
        Event::Commented { .. } => {
            matter.records.push(matter.version + 1);
            supported(matter, by, at);
        }
        Event::Urged { .. } => matter.urged += 1,
        Event::Escalated { rung } => {
            matter.rungs.insert(rung.clone());
        }
        Event::Attached { file } => {
            matter.attachments.push(file.clone());
            supported(matter, by, at);
        }
        Event::Withdrawn { .. } | Event::Merged { .. } => matter.ended = Some(at),
        Event::Excluded { reason, .. } => {
            matter.exclusion_proposed = None;
            matter.exclusion = Some(Exclusion {
                reason: reason.clone(),
                by: by.clone(),
                at,
            });
        }
        Event::ExclusionProposed { reason } => {
            matter.exclusion_proposed = Some(Exclusion {
                reason: reason.clone(),
                by: by.clone(),
                at,
            });
        }
        Event::ExclusionDeclined { .. } => matter.exclusion_proposed = None,
        Event::RatingReminded { .. } => matter.rating_reminded = Some(at),
        _ => {}
    }
}

impl Matter {
    /// A new clock runs, with the ladder at its foot.
    pub(crate) fn run(&mut self, clock: &Clock) {
        self.clock = clock.clone();
        self.rungs.clear();
    }
}

/// 会签回函: another unit's first record or file while the lead's answer is owed.
fn supported(matter: &mut Matter, by: &By, at: Moment) {
    let By::Staff { unit, .. } = by else { return };
    if let Some(round) = matter.rounds.last_mut()
        && round.answered.is_none()
        && round.verdict.is_none()
        && round.unit != *unit
    {
        round.supported.entry(unit.clone()).or_insert(at);
    }
}

fn moved(
    matter: &mut Matter,
    unit: &UnitId,
    sponsor: Option<&crate::district::PostId>,
    at: Moment,
) {
    matter.lead = unit.clone();
    matter.received = at;
    matter.sponsor = sponsor.cloned();
    matter.handler = None;
    matter.support.retain(|u| u != unit);
    if let Some(round) = matter.rounds.last_mut()
        && round.answered.is_none()
        && round.verdict.is_none()
    {
        round.unit = unit.clone();
    }
}
