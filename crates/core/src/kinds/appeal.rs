//! 企业诉求. An enterprise raises a problem; 区营商办 dispatches it within the time to accept; a unit
//! signs for it and answers with evidence; the enterprise says whether it is solved.
//!
//! Closing takes two keys: the office says done, the enterprise says solved, not solved, or
//! nothing within 5 working days. "非本区职责", "不予受理" and "已解决" are never one state.
//! Time limits: `appeal.accept`, the topic's handling limit, `appeal.return` after a transfer,
//! `appeal.confirm`, `appeal.review`, `appeal.reopen`. What the enterprise's own time to have it done
//! again (`appeal.reopen`) has cut off, a call-back of the sample can still bring before 区营商办.

use crate::district::{RuleId, UnitId};
use crate::kinds::review::{self, Rating};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Evidence, Law, Matter, MatterNo,
    NewAppeal, Refusal, Round, Step, Verdict, Visibility, Waiting, check,
};
use crate::moment::Moment;

/// What only appeals have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Where it stands.
    pub stage: Stage,
    /// The unit the routing table proposes for dispatch.
    pub proposed: Option<UnitId>,
    /// Salted hash of the contact, hex.
    pub contact: Option<String>,
    /// Number in the system it came from.
    pub external: Option<String>,
    /// Since when the problem exists, as the enterprise says.
    pub since: Option<jiff::civil::Date>,
}

/// 环节; a state carries its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待派单: with 区营商办.
    Submitted,
    /// 待裁定: units disagree, 区营商办 decides.
    Disputed {
        /// The unit's reason.
        reason: String,
    },
    /// 待签收: with the unit, nobody has signed yet.
    Dispatched,
    /// 办理中.
    Handling,
    /// 已答复，待企业确认.
    Answered {
        /// The reply.
        reply: String,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// Who answered.
        by: By,
        /// When.
        at: Moment,
    },
    /// 企业认为未解决，待复核: it said so itself, or when another unit called back.
    NotSolved {
        /// The enterprise's words.
        words: String,
    },
    /// 已解决: both keys turned.
    Solved,
    /// 已答复，企业未确认: the time to confirm ran out.
    Unconfirmed,
    /// 复核结案: explained, the enterprise still says not solved.
    Concluded {
        /// The explanation.
        reason: String,
    },
    /// 不予受理.
    Rejected {
        /// Why.
        reason: String,
        /// Basis.
        basis: String,
    },
    /// 非本区职责.
    PassedOn {
        /// Competent body.
        to: String,
        /// Its telephone.
        telephone: String,
        /// Why.
        reason: String,
    },
    /// 已撤回.
    Withdrawn,
    /// 已并案.
    Merged {
        /// Into which.
        into: MatterNo,
    },
}

impl Stage {
    /// Every state's code and word, for lists and filters.
    pub const CODES: [(&'static str, &'static str); 13] = [
        ("submitted", "待派单"),
        ("disputed", "待裁定"),
        ("dispatched", "待签收"),
        ("handling", "办理中"),
        ("answered", "已答复，待企业确认"),
        ("not_solved", "企业认为未解决，待复核"),
        ("solved", "已解决"),
        ("unconfirmed", "已答复，企业未确认"),
        ("concluded", "复核结案"),
        ("rejected", "不予受理"),
        ("passed_on", "非本区职责"),
        ("withdrawn", "已撤回"),
        ("merged", "已并案"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::Submitted => 0,
            Self::Disputed { .. } => 1,
            Self::Dispatched => 2,
            Self::Handling => 3,
            Self::Answered { .. } => 4,
            Self::NotSolved { .. } => 5,
            Self::Solved => 6,
            Self::Unconfirmed => 7,
            Self::Concluded { .. } => 8,
            Self::Rejected { .. } => 9,
            Self::PassedOn { .. } => 10,
            Self::Withdrawn => 11,
            Self::Merged { .. } => 12,
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
pub(crate) fn step(appeal: &Appeal) -> Step {
    let (waiting, what) = match appeal.stage {
        Stage::Submitted => (Waiting::Coordinator, "派单"),
        Stage::Disputed { .. } => (Waiting::Coordinator, "裁定主责单位"),
        Stage::Dispatched => (Waiting::Unit, "签收"),
        Stage::Handling => (Waiting::Unit, "答复企业"),
        Stage::Answered { .. } => (Waiting::Enterprise, "企业确认是否解决"),
        Stage::NotSolved { .. } => (Waiting::Coordinator, "复核：重办或结案"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(appeal: &Appeal, command: CommandName) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = &appeal.stage;
    let working = matches!(stage, S::Dispatched | S::Handling);
    let open = stage.index() < S::Solved.index();
    let (ok, instead) = match command {
        C::Accept | C::SendBack | C::Reflect => (false, "这是会议任务才有的步骤"),
        C::Rule => (false, "这是考核申诉才有的步骤"),
        C::Rate | C::FollowUp | C::CallBack | C::Redress | C::Contest => {
            (false, "这是好差评才有的步骤")
        }
        // Figures of an ended matter follow the calendar, too.
        C::Exclude | C::Countersign | C::Recompute => (true, ""),
        C::Reopen => (
            matches!(
                stage,
                S::NotSolved { .. } | S::Solved | S::Unconfirmed | S::Concluded { .. }
            ),
            "答复以后、企业认为没有解决时才能重办",
        ),
        // 区营商办 has decided on what it concluded, knowing that the enterprise disagrees.
        C::FoundUnsolved => (
            matches!(stage, S::Answered { .. } | S::Solved | S::Unconfirmed),
            "答复以后、区营商办复核以前才由回访引起复核",
        ),
        C::Remind => (
            matches!(stage, S::Solved | S::Unconfirmed | S::Concluded { .. }),
            review::NOT_DONE,
        ),
        _ if !open => (false, "这件已经结束"),
        C::Dispatch => (
            matches!(stage, S::Submitted | S::Disputed { .. }),
            "已经派到单位。要换单位请转办",
        ),
        C::Reject | C::PassOn => (
            matches!(stage, S::Submitted | S::Disputed { .. }),
            "只在派单前可以",
        ),
        C::Sign => (
            matches!(stage, S::Dispatched),
            "派到单位后、签收前才需要签收",
        ),
        C::Assign | C::Transfer | C::Return => (working, "只在单位办理时可以"),
        C::Pause | C::Resume | C::Extend => (working, "只有办理时限在走时可以"),
        C::Answer => (matches!(stage, S::Handling), "签收以后、答复以前才能答复"),
        C::Confirm => (matches!(stage, S::Answered { .. }), "单位答复以后才能确认"),
        C::Lapse => (
            matches!(stage, S::Answered { .. }),
            "单位答复以后才计确认时间",
        ),
        C::Conclude => (
            matches!(stage, S::NotSolved { .. }),
            "企业认为未解决时才需要复核",
        ),
        C::Urge | C::Comment | C::Attach | C::Escalate => (true, ""),
        C::Withdraw | C::Merge => (true, ""),
        _ => (false, "只有一件事的申请和承诺才有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens an appeal: the clock for accepting starts, 区营商办 owns it, routing proposes a unit.
///
/// # Errors
/// A field that is empty, too long or not in the district; the accepting limit missing that day.
pub fn submit(
    no: MatterNo,
    appeal: NewAppeal,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    check::text(&appeal.title, "标题", 80, "请用一句话写清是什么事")?;
    check::text(
        &appeal.text,
        "内容",
        5_000,
        "请写清发生了什么、希望怎样解决",
    )?;
    check::text(
        &appeal.enterprise.name,
        "企业名称",
        100,
        "请填营业执照上的名称",
    )?;
    if let Some(code) = &appeal.enterprise.code {
        check::uscc(code)?;
    }
    if let Some(topic) = &appeal.topic {
        check::topic(topic, law)?;
    }
    if let Some(township) = &appeal.township {
        check::township(township, law)?;
    }
    if let Some(since) = appeal.since.filter(|d| *d > at.date()) {
        return Err(Refusal::BadValue {
            field: "从什么时候开始",
            value: since.to_string(),
            remedy: "这个日期还没有到，请填今天或以前的日期".to_owned(),
        });
    }
    let proposed = appeal
        .topic
        .as_ref()
        .and_then(|t| law.district.topic(t))
        .map(|t| t.unit.clone());
    let clock = law.clock(&"appeal.accept".into(), at.date())?;
    let coordinator = law.district.coordinator.clone();
    Ok(Event::AppealSubmitted {
        no,
        appeal,
        coordinator,
        proposed,
        clock,
    })
}

/// Decides what only appeals decide. Roles, unit and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    appeal: &Appeal,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    match command {
        Command::Reject { reason, basis } => {
            check::text(&reason, "理由", 500, "请写清为什么不予受理，企业会看到")?;
            check::text(&basis, "依据", 200, "请写明依据的文件和条款")?;
            Ok(Event::Rejected { reason, basis }.into())
        }
        Command::PassOn {
            to,
            telephone,
            reason,
        } => {
            check::text(&to, "该找谁", 100, "请写明有权办理的单位")?;
            check::text(&telephone, "对方电话", 30, "请给企业一个能打通的电话")?;
            check::text(&reason, "理由", 500, "请写清为什么不归本区")?;
            Ok(Event::PassedOn {
                to,
                telephone,
                reason,
            }
            .into())
        }
        Command::Answer { reply, evidence } => {
            check::text(
                &reply,
                "答复",
                3_000,
                "请写企业能看懂的答复：办了什么，结果怎样",
            )?;
            check::evidence(matter, &evidence)?;
            let clock = law.clock(&"appeal.confirm".into(), today)?;
            Ok(Event::Answered {
                reply,
                evidence,
                clock,
            }
            .into())
        }
        Command::Confirm {
            verdict,
            level,
            tags,
            words,
        } => {
            if verdict == Verdict::NoAnswer {
                return Err(Refusal::BadValue {
                    field: "是否解决",
                    value: "未答复".to_owned(),
                    remedy: "请选“已解决”或“未解决”".to_owned(),
                });
            }
            match level {
                Some(level) => review::known_level(level)?,
                None if !tags.is_empty() => {
                    return Err(Refusal::BadValue {
                        field: "满意度",
                        value: "没有选".to_owned(),
                        remedy: "勾了具体情况，请再选办得怎么样；不想评的，请把勾去掉".to_owned(),
                    });
                }
                None => {}
            }
            if verdict == Verdict::NotSolved {
                check::text(
                    &words,
                    "哪里没有解决",
                    1_000,
                    "请写清还差什么，单位好接着办",
                )?;
            }
            let review = match verdict {
                Verdict::NotSolved => Some(law.clock(&"appeal.review".into(), today)?),
                _ => None,
            };
            // Since reviews are matters of their own, the level is one: no figure counts it twice.
            let rating = level.map(|level| Rating {
                level,
                tags,
                words: words.clone(),
                contact: None,
                network: None,
            });
            let confirmed = Event::Confirmed {
                verdict,
                level: None,
                words,
                review,
            };
            Ok(Decision {
                rating,
                ..confirmed.into()
            })
        }
        Command::Lapse => {
            let due = matter.clock.due(law.calendar, today).latest();
            if today <= due {
                return Err(Refusal::NotAllowed {
                    why: format!("企业确认的时间到 {due} 为止，现在还不能按未确认结束"),
                });
            }
            let words = String::new();
            let verdict = Verdict::NoAnswer;
            Ok(Event::Confirmed {
                verdict,
                level: None,
                words,
                review: None,
            }
            .into())
        }
        Command::Remind => Ok(review::remind(matter, appeal.contact.is_some(), today, law)?.into()),
        Command::Reopen { reason } => {
            check::text(&reason, "理由", 1_000, "请写清为什么要重办")?;
            within_reopening_time(matter, act, law)?;
            let limit = handling_limit(matter, law);
            let clock = law.clock(&limit, today)?;
            Ok(Event::Reopened { reason, clock }.into())
        }
        // No limit but the sample's own: it is drawn when the enterprise's time has mostly passed.
        Command::FoundUnsolved { words } => {
            let clock = law.clock(&"appeal.review".into(), today)?;
            Ok(Event::FoundUnsolved { words, clock }.into())
        }
        Command::Conclude { reason } => {
            check::text(&reason, "说明", 1_000, "请写给企业的说明：为什么只能这样")?;
            Ok(Event::Concluded { reason }.into())
        }
        other => crate::matter::common_decide(matter, other, act, law, || match &appeal.stage {
            Stage::Submitted => handling_clock(matter, today, law).map(Some),
            _ => Ok(None),
        }),
    }
}

/// An ended appeal can be reopened only within the rule's time; 区营商办 may while it reviews.
fn within_reopening_time(matter: &Matter, act: &Act, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(ended) = matter.ended else {
        return Ok(());
    };
    let rule = RuleId::from("appeal.reopen");
    let clock = law.clock(&rule, ended.date())?;
    let last = clock.due(law.calendar, act.at.date()).latest();
    if act.at.date() <= last {
        return Ok(());
    }
    Err(Refusal::NotAllowed {
        why: format!("重办要在结束后提出，最晚 {last}。现在请另提一件新诉求，我们会和这件连起来"),
    })
}

fn handling_limit(matter: &Matter, law: &Law<'_>) -> RuleId {
    matter
        .topic
        .as_ref()
        .and_then(|t| law.district.topic(t))
        .map_or_else(|| RuleId::from("appeal.handle"), |t| t.limit.clone())
}

fn handling_clock(
    matter: &Matter,
    today: jiff::civil::Date,
    law: &Law<'_>,
) -> Result<Clock, Refusal> {
    Ok(law.clock(&handling_limit(matter, law), today)?)
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewAppeal,
    coordinator: &UnitId,
    proposed: Option<&UnitId>,
    clock: &Clock,
    at: Moment,
) -> Matter {
    Matter {
        no,
        version: 1,
        title: new.title.trim().to_owned(),
        text: new.text.clone(),
        enterprise: Some(new.enterprise.clone()),
        channel: new.channel,
        opened: at,
        topic: new.topic.clone(),
        indicator: None,
        township: new.township.clone(),
        lead: coordinator.clone(),
        support: Vec::new(),
        sponsor: None,
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
        attachments: new.files.clone(),
        records: Vec::new(),
        rounds: Vec::new(),
        exclusion: None,
        exclusion_proposed: None,
        rating_reminded: None,
        ended: None,
        detail: Detail::Appeal(Appeal {
            stage: Stage::Submitted,
            proposed: proposed.cloned(),
            contact: new.contact.clone(),
            external: new.external.clone(),
            since: new.since,
        }),
    }
}

/// Folds what only appeals have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let Detail::Appeal(mut appeal) = matter.detail.clone() else {
        return;
    };
    match event {
        Event::Rejected { reason, basis } => {
            appeal.stage = Stage::Rejected {
                reason: reason.clone(),
                basis: basis.clone(),
            };
            matter.ended = Some(at);
        }
        Event::PassedOn {
            to,
            telephone,
            reason,
        } => {
            appeal.stage = Stage::PassedOn {
                to: to.clone(),
                telephone: telephone.clone(),
                reason: reason.clone(),
            };
            matter.ended = Some(at);
        }
        Event::Answered {
            reply,
            evidence,
            clock,
        } => {
            appeal.stage = Stage::Answered {
                reply: reply.clone(),
                evidence: evidence.clone(),
                by: by.clone(),
                at,
            };
            if let Some(round) = matter.rounds.last_mut() {
                round.answered = Some(at);
            }
            matter.run(clock);
        }
        Event::Confirmed {
            verdict,
            level,
            words,
            review,
        } => {
            if let Some(round) = matter.rounds.last_mut() {
                round.verdict = Some((*verdict, at));
                round.level = *level;
            }
            appeal.stage = match verdict {
                Verdict::Solved => Stage::Solved,
                Verdict::NoAnswer => Stage::Unconfirmed,
                Verdict::NotSolved => Stage::NotSolved {
                    words: words.clone(),
                },
            };
            match review {
                Some(clock) => matter.run(clock),
                None => matter.ended = Some(at),
            }
        }
        Event::Reopened { clock, .. } => {
            appeal.stage = Stage::Dispatched;
            matter.run(clock);
            matter.ended = None;
            matter.handler = None;
            // Who has answered it cannot send it back to where it came from.
            matter.came_from = None;
            matter.received = at;
            matter.rounds.push(Round::begin(&matter.lead, clock, at));
        }
        // What the enterprise itself confirmed stays in the figures as it is; what it said to another
        // unit on the telephone is no confirmation.
        Event::FoundUnsolved { words, clock } => {
            if let Some(round) = matter.rounds.last_mut() {
                round.verdict.get_or_insert((Verdict::NoAnswer, at));
            }
            appeal.stage = Stage::NotSolved {
                words: words.clone(),
            };
            matter.ended = None;
            matter.run(clock);
        }
        Event::Concluded { reason } => {
            appeal.stage = Stage::Concluded {
                reason: reason.clone(),
            };
            matter.ended = Some(at);
        }
        Event::Dispatched { .. } => appeal.stage = Stage::Dispatched,
        Event::Signed { .. } => appeal.stage = Stage::Handling,
        Event::Transferred { .. } | Event::Returned { .. } => appeal.stage = Stage::Dispatched,
        Event::Disputed { reason } => {
            appeal.stage = Stage::Disputed {
                reason: reason.clone(),
            }
        }
        Event::Withdrawn { .. } => appeal.stage = Stage::Withdrawn,
        Event::Merged { into, .. } => appeal.stage = Stage::Merged { into: *into },
        _ => return,
    }
    matter.detail = Detail::Appeal(appeal);
}
