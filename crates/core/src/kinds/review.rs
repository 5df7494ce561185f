//! 好差评. Whoever used a service may rate it once, in five levels; a later follow-up stands beside
//! it (国办发〔2019〕51号: 一事一评、一次一评). Nobody has to, and nothing is rated by default.
//!
//! A bad one (levels 2 and 1) is work: call back, whoever left a number, within `review.callback`;
//! answer within `review.feedback`: corrected, corrected by a date (`review.correct`), or explained;
//! then the rater says whether that will do (two keys). A mistaken or malicious one leaves the rates
//! only when another unit finds so, with reason and evidence, and it stays visible.
//! Other limits: `review.invitation`, `review.confirm`, `review.ruling`, `review.recheck`,
//! `review.follow_up`, `review.remind`.

mod given;

pub use given::*;

use crate::district::{RuleId, UnitId};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Channel, Command, CommandName, Decision, Detail, Event, Handler, Law, Matter,
    MatterNo, Refusal, Round, Step, Verdict, Visibility, Waiting, check, not_overdue,
};
use crate::moment::Moment;
use crate::rules::RuleError;
use jiff::civil::Date;

/// What only reviews have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Where it stands.
    pub stage: Stage,
    /// What is rated.
    pub subject: NewReview,
    /// The rating.
    pub rated: Option<Rated>,
    /// The day the limits of a bad review count from: of the rating, of a refused objection, of the
    /// order to do it again.
    pub from: Option<Date>,
    /// 回访, newest last.
    pub calls: Vec<CallBack>,
    /// The clock of the first call-back, once it was made; until then the matter's own runs.
    pub call_clock: Option<Clock>,
    /// The unit's answer in this round.
    pub redress: Option<Redress>,
    /// 申诉, once.
    pub objection: Option<Objection>,
    /// 追评, once.
    pub follow_up: Option<FollowUp>,
}

impl Review {
    /// The rule of the whole correction.
    pub(crate) const CORRECT: &str = "review.correct";

    /// The level given, 1–5.
    pub fn level(&self) -> Option<u8> {
        self.rated.as_ref().map(|r| r.rating.level)
    }

    /// 差评.
    pub fn is_bad(&self) -> bool {
        self.level().is_some_and(is_bad)
    }

    /// 实名: the rater can be rung.
    pub fn is_named(&self) -> bool {
        let left = |r: &Rated| r.rating.contact.is_some();
        self.subject.named || self.rated.as_ref().is_some_and(left)
    }

    /// Whether the rater was spoken to.
    pub fn is_called_back(&self) -> bool {
        self.calls.iter().any(|c| c.reached)
    }

    /// The clock of the call-back that is or was owed, and when somebody first rang; `None`: nobody
    /// can be rung. `running` is the matter's clock.
    pub fn call_owed<'a>(&'a self, running: &'a Clock) -> Option<(&'a Clock, Option<Moment>)> {
        match (&self.call_clock, self.calls.first()) {
            (Some(clock), Some(call)) => Some((clock, Some(call.at))),
            _ if self.stage == Stage::CallBack => Some((running, None)),
            _ => None,
        }
    }
}

/// 环节.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待评价: invited.
    Invited,
    /// 差评，待回访.
    CallBack,
    /// 差评，待反馈.
    Handling,
    /// 整改中: told the rater what is to be done by when.
    Correcting,
    /// 已申诉，待复核: another unit decides.
    Objected,
    /// 已反馈，待评价人确认.
    Told,
    /// 评价人不认可，待复核.
    NotSolved,
    /// 已评价: 5, 4 or 3, nothing to do.
    Rated,
    /// 已整改: both keys turned.
    Corrected,
    /// 已说明: both keys turned.
    Explained,
    /// 已反馈，评价人未确认.
    Unconfirmed,
    /// 评价复核结案: the rater still disagrees.
    Concluded,
    /// 已剔除.
    Excluded,
    /// 未评价: the time to rate ran out. Counts nowhere.
    Unrated,
}

impl Stage {
    /// Every state's code and word. Codes are of this kind alone, so that lists can leave out what
    /// nobody has to handle by the state alone.
    pub const CODES: [(&'static str, &'static str); 14] = [
        ("invited", "待评价"),
        ("to_call_back", "差评，待回访"),
        ("to_redress", "差评，待反馈"),
        ("bad_correcting", "差评整改中"),
        ("objected", "已申诉，待复核"),
        ("told", "已反馈，待评价人确认"),
        ("not_accepted", "评价人不认可，待复核"),
        ("rated", "已评价"),
        ("corrected", "差评已整改"),
        ("explained", "差评已说明"),
        ("told_unconfirmed", "已反馈，评价人未确认"),
        ("recheck_closed", "评价复核结案"),
        ("removed", "评价已剔除"),
        ("unrated", "未评价"),
    ];

    /// States of reviews that are nobody's work in the offices: they have their own list.
    pub const ROUTINE: [&'static str; 3] = ["invited", "rated", "unrated"];

    /// Stable code.
    pub fn code(self) -> &'static str {
        Self::CODES[self as usize].0
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        Self::CODES[self as usize].1
    }

    fn is_open(self) -> bool {
        (self as usize) < Stage::Rated as usize
    }

    /// A bad review in the hands of the unit.
    fn is_working(self) -> bool {
        matches!(self, Self::CallBack | Self::Handling | Self::Correcting)
    }
}

/// Commands on a review that the unit rated can never give: another unit decides.
pub(crate) fn is_for_another_unit(command: CommandName) -> bool {
    matches!(
        command,
        CommandName::Exclude | CommandName::SendBack | CommandName::Reopen | CommandName::Conclude
    )
}

/// Whose turn it is.
pub(crate) fn step(review: &Review) -> Step {
    let (waiting, what) = match review.stage {
        Stage::Invited => (Waiting::Enterprise, "评价"),
        Stage::CallBack => (Waiting::Unit, "回访评价人"),
        Stage::Handling => (Waiting::Unit, "整改或说明，反馈评价人"),
        Stage::Correcting => (Waiting::Unit, "完成整改，反馈评价人"),
        Stage::Objected => (Waiting::Coordinator, "复核申诉：剔除或驳回"),
        Stage::Told => (Waiting::Enterprise, "评价人确认是否认可"),
        Stage::NotSolved => (Waiting::Coordinator, "复核：重新整改或结案"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(review: &Review, command: CommandName) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = review.stage;
    let rated = review.rated.is_some() && stage != S::Excluded;
    let (ok, instead) = match command {
        C::Rate => (stage == S::Invited, "一件事评价一次。还有话要说，请用追评"),
        C::FollowUp if review.follow_up.is_some() => (false, "追评只能一次，已经评过了"),
        C::FollowUp => (rated, "评价以后才能追评"),
        C::Exclude => (rated, "有评价、还没有剔除时才能剔除"),
        C::Recompute => (true, ""),
        // What another unit finds out later about a review that has ended needs its evidence, too.
        C::Comment | C::Attach => (review.rated.is_some(), "还没有评价，不用办理"),
        C::Reopen => (
            matches!(
                stage,
                S::NotSolved | S::Corrected | S::Explained | S::Unconfirmed | S::Concluded
            ),
            "单位反馈以后才能要求重新整改",
        ),
        _ if !stage.is_open() => (false, "这件已经结束"),
        C::CallBack => (
            stage.is_working() && review.is_named() && !review.is_called_back(),
            "留了电话、还没有联系上的差评才需要回访",
        ),
        C::Redress => (
            matches!(stage, S::Handling | S::Correcting),
            "回访以后、评价人确认以前才能反馈",
        ),
        C::Contest if review.objection.is_some() => (false, "申诉只能一次，已经申诉过"),
        C::Contest => (
            stage == S::Handling,
            "回访以后、反馈以前才能申诉误评或恶意差评",
        ),
        C::SendBack => (stage == S::Objected, "单位申诉以后才能驳回"),
        C::Confirm => (stage == S::Told, "单位反馈以后才能确认"),
        C::Lapse => (matches!(stage, S::Invited | S::Told), "没有在等评价人"),
        C::Conclude => (stage == S::NotSolved, "评价人不认可时才需要复核"),
        C::Assign | C::Pause | C::Resume | C::Extend => {
            (stage.is_working(), "只有单位办理差评时可以")
        }
        C::Urge | C::Escalate => (stage != S::Invited, "还没有评价，不用办理"),
        _ => (false, "评价没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Invites somebody to rate.
///
/// # Errors
/// The window or unit is not in the district, the item not done there; the limit is missing that day.
pub fn invite(
    no: MatterNo,
    review: NewReview,
    at: Moment,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    check::unit(&review.unit, "被评价单位", law)?;
    if let Some(id) = &review.window {
        let window = law.district.window(id).ok_or_else(|| Refusal::BadValue {
            field: "窗口",
            value: id.to_string(),
            remedy: "没有这个窗口，请从列表里选".to_owned(),
        })?;
        if let Some(item) = review.item.as_ref().filter(|i| window.item(i).is_none()) {
            return Err(Refusal::BadValue {
                field: "办理事项",
                value: item.to_string(),
                remedy: format!("{}不办这一项，请从这个窗口的事项里选", window.name),
            });
        }
    }
    let clock = law.clock(&"review.invitation".into(), at.date())?;
    let sponsor = law.district.sponsor_of(&review.unit).map(|p| p.id.clone());
    Ok(Event::ReviewInvited {
        no,
        review,
        sponsor,
        clock,
    })
}

/// Decides what only reviews decide. Roles, unit and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    review: &Review,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    let from = review.from.unwrap_or(today);
    let clock = |rule: &str, on: Date| law.clock(&RuleId::from(rule), on);
    let event = match command {
        Command::Rate { rating } => rate(matter, review, rating, today, law)?,
        Command::FollowUp { level, words } => {
            known_level(level)?;
            optional_words(&words)?;
            in_time_to_follow_up(review, today, law)?;
            Event::ReviewFollowedUp { level, words }
        }
        Command::CallBack { reached, words } => {
            check::text(
                &words,
                "回访记录",
                1_000,
                "请写评价人怎么说，没有联系上的写怎么联系的",
            )?;
            // Called again later, the limit that runs goes on.
            let first = review.stage == Stage::CallBack;
            let clock = first.then(|| clock("review.feedback", from)).transpose()?;
            Event::CalledBack {
                reached,
                words,
                clock,
            }
        }
        Command::Redress {
            way,
            reply,
            evidence,
        } => {
            let remedy = "请写评价人能看懂的话：问题在哪里，做了什么，结果怎样";
            check::text(&reply, "反馈", 2_000, remedy)?;
            if way == Way::Corrected || !evidence.is_empty() {
                check::evidence(matter, &evidence)?;
            }
            let clock = match way {
                Way::Planned if review.stage == Stage::Correcting => {
                    return Err(Refusal::BadValue {
                        field: "怎么处理",
                        value: way.word().to_owned(),
                        remedy: "已经说过限期整改，请选“已经整改”或“已说明”".to_owned(),
                    });
                }
                Way::Planned => {
                    not_overdue(
                        matter,
                        today,
                        law,
                        "已经逾期，不能再定整改期限。请整改后直接反馈",
                    )?;
                    clock("review.correct", from)?
                }
                Way::Corrected | Way::Explained => clock("review.confirm", today)?,
            };
            Event::Redressed {
                way,
                reply,
                evidence,
                clock,
            }
        }
        Command::Contest {
            ground,
            reason,
            evidence,
        } => {
            check::text(&reason, "理由", 1_000, "请写清为什么是误评或恶意差评")?;
            check::evidence(matter, &evidence)?;
            not_overdue(matter, today, law, "已经逾期，不能再申诉。请尽快整改或说明")?;
            Event::ReviewObjected {
                ground,
                reason,
                evidence,
                clock: clock("review.ruling", today)?,
            }
        }
        Command::SendBack { reason } => {
            check::text(&reason, "理由", 1_000, "请写清为什么申诉不成立")?;
            Event::ObjectionRefused {
                reason,
                clock: clock("review.feedback", today)?,
                correct: clock("review.correct", today)?,
            }
        }
        Command::Exclude {
            reason, evidence, ..
        } => {
            check::text(&reason, "理由", 500, "请写清为什么不计入，单位和公众能看到")?;
            check::evidence(matter, &evidence)?;
            Event::Excluded { reason, evidence }
        }
        Command::Confirm { verdict, words, .. } => confirm(verdict, words, today, law)?,
        Command::Lapse => lapse(matter, review, today, law)?,
        Command::Reopen { reason } => {
            check::text(&reason, "理由", 1_000, "请写清哪里还没有整改好")?;
            Event::ReviewReopened {
                reason,
                clock: clock("review.feedback", today)?,
                correct: clock("review.correct", today)?,
            }
        }
        Command::Conclude { reason } => {
            check::text(&reason, "说明", 1_000, "请写给评价人的说明：为什么只能这样")?;
            Event::Concluded { reason }
        }
        other => return crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    };
    Ok(event.into())
}

pub(crate) fn known_level(level: u8) -> Result<(), Refusal> {
    if (1..=5).contains(&level) {
        return Ok(());
    }
    Err(Refusal::BadValue {
        field: "满意度",
        value: level.to_string(),
        remedy: "请在五个档次里选一个".to_owned(),
    })
}

fn optional_words(words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Ok(());
    }
    check::text(words, "想说的话", 1_000, "")
}

fn rate(
    matter: &Matter,
    review: &Review,
    mut rating: Rating,
    today: Date,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    known_level(rating.level)?;
    optional_words(&rating.words)?;
    rating.tags.sort();
    rating.tags.dedup();
    for tag in &rating.tags {
        if !law.district.review_tags(rating.level).any(|t| t == tag) {
            return Err(Refusal::BadValue {
                field: "具体情况",
                value: tag.clone(),
                remedy: format!("“{}”没有这一项，请重新勾选", level_word(rating.level)),
            });
        }
    }
    let last = matter.clock.due(law.calendar, today).latest();
    if today > last {
        return Err(Refusal::NotAllowed {
            why: format!("评价的时间到 {last} 为止，已经过了。有问题请提诉求，我们照样办理"),
        });
    }
    if !is_bad(rating.level) {
        return Ok(Event::Rated { rating, work: None });
    }
    let named = review.subject.named || rating.contact.is_some();
    let first = if named {
        "review.callback"
    } else {
        "review.feedback"
    };
    let clock = law.clock(&first.into(), today)?;
    let correct = law.clock(&"review.correct".into(), today)?;
    Ok(Event::Rated {
        rating,
        work: Some(Box::new(BadReview { clock, correct })),
    })
}

/// The clocks a bad review starts: of its first step and of the whole correction.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct BadReview {
    /// Call-back, or the answer where nobody can be rung.
    pub clock: Clock,
    /// 整改.
    pub correct: Clock,
}

fn confirm(verdict: Verdict, words: String, today: Date, law: &Law<'_>) -> Result<Event, Refusal> {
    let recheck = match verdict {
        Verdict::Solved => None,
        Verdict::NotSolved => {
            check::text(&words, "哪里还不行", 1_000, "请写清还差什么，好接着整改")?;
            Some(law.clock(&"review.recheck".into(), today)?)
        }
        Verdict::NoAnswer => {
            return Err(Refusal::BadValue {
                field: "是否认可",
                value: "未答复".to_owned(),
                remedy: "请选“认可”或“不认可”".to_owned(),
            });
        }
    };
    Ok(Event::ReviewConfirmed {
        verdict,
        words,
        recheck,
    })
}

fn lapse(matter: &Matter, review: &Review, today: Date, law: &Law<'_>) -> Result<Event, Refusal> {
    let due = matter.clock.due(law.calendar, today).latest();
    if today <= due {
        return Err(Refusal::NotAllowed {
            why: format!("等评价人的时间到 {due} 为止，现在还不能结束"),
        });
    }
    Ok(match review.stage {
        Stage::Invited => Event::ReviewLapsed {},
        _ => Event::ReviewConfirmed {
            verdict: Verdict::NoAnswer,
            words: String::new(),
            recheck: None,
        },
    })
}

fn in_time_to_follow_up(review: &Review, today: Date, law: &Law<'_>) -> Result<(), Refusal> {
    let rated = review.rated.as_ref().map_or(today, |r| r.at.date());
    let clock = law.clock(&"review.follow_up".into(), rated)?;
    let last = clock.due(law.calendar, today).latest();
    if today <= last {
        return Ok(());
    }
    Err(Refusal::NotAllowed {
        why: format!("追评的时间到 {last} 为止，已经过了。有问题请提诉求，我们照样办理"),
    })
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewReview,
    sponsor: Option<&crate::district::PostId>,
    clock: &Clock,
    at: Moment,
) -> Matter {
    let handler: Option<Handler> = new.officer.clone();
    Matter {
        no,
        version: 1,
        title: new.title.clone(),
        text: String::new(),
        // Who rates is closed to everybody the handling does not need.
        enterprise: None,
        channel: match new.window {
            Some(_) => Channel::Window,
            None => Channel::Portal,
        },
        opened: at,
        topic: None,
        indicator: None,
        township: None,
        lead: new.unit.clone(),
        support: Vec::new(),
        sponsor: sponsor.cloned(),
        handler,
        parent: new.about,
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
        rounds: Vec::new(),
        exclusion: None,
        exclusion_proposed: None,
        rating_reminded: None,
        ended: None,
        detail: Detail::Review(Box::new(Review {
            stage: Stage::Invited,
            subject: new.clone(),
            rated: None,
            from: None,
            calls: Vec::new(),
            call_clock: None,
            redress: None,
            objection: None,
            follow_up: None,
        })),
    }
}

/// Folds what only reviews have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, _by: &By, at: Moment) {
    let Detail::Review(mut review) = matter.detail.clone() else {
        return;
    };
    let lead: UnitId = matter.lead.clone();
    match event {
        Event::Rated { rating, work } => {
            matter.text.clone_from(&rating.words);
            review.rated = Some(Rated {
                rating: rating.clone(),
                at,
            });
            match work {
                None => end(matter, &mut review, Stage::Rated, at),
                Some(bad) => {
                    review.from = Some(at.date());
                    review.stage = if review.is_named() {
                        Stage::CallBack
                    } else {
                        Stage::Handling
                    };
                    // Somebody other than who was rated should ring.
                    matter.handler = None;
                    matter.received = at;
                    matter.run(&bad.clock);
                    matter.rounds.push(Round::begin(&lead, &bad.correct, at));
                }
            }
        }
        Event::ReviewLapsed {} => end(matter, &mut review, Stage::Unrated, at),
        Event::ReviewFollowedUp { level, words } => {
            review.follow_up = Some(FollowUp {
                level: *level,
                words: words.clone(),
                at,
            });
        }
        Event::CalledBack {
            reached,
            words,
            clock,
        } => {
            matter.records.push(matter.version + 1);
            review.calls.push(CallBack {
                reached: *reached,
                words: words.clone(),
                at,
            });
            if let Some(clock) = clock {
                if review.stage == Stage::CallBack {
                    review.call_clock = Some(matter.clock.clone());
                }
                review.stage = Stage::Handling;
                matter.run(clock);
            }
        }
        Event::Redressed {
            way,
            reply,
            evidence,
            clock,
        } => {
            review.redress = Some(Redress {
                way: *way,
                reply: reply.clone(),
                evidence: evidence.clone(),
                at,
            });
            review.stage = match way {
                Way::Planned => Stage::Correcting,
                Way::Corrected | Way::Explained => {
                    answered(matter, Some(at));
                    Stage::Told
                }
            };
            matter.run(clock);
        }
        Event::ReviewObjected {
            ground,
            reason,
            evidence,
            clock,
        } => {
            review.objection = Some(Objection {
                ground: *ground,
                reason: reason.clone(),
                evidence: evidence.clone(),
                at,
                refused: None,
            });
            review.stage = Stage::Objected;
            // The unit is not late while another one decides.
            answered(matter, Some(at));
            matter.run(clock);
        }
        Event::ObjectionRefused {
            reason,
            clock,
            correct,
        } => {
            if let Some(objection) = &mut review.objection {
                objection.refused = Some(reason.clone());
            }
            review.stage = Stage::Handling;
            review.from = Some(at.date());
            answered(matter, None);
            if let Some(round) = matter.rounds.last_mut() {
                round.clock = correct.clone();
            }
            matter.run(clock);
        }
        Event::ReviewConfirmed {
            verdict, recheck, ..
        } => {
            if let Some(round) = matter.rounds.last_mut() {
                round.verdict = Some((*verdict, at));
            }
            let explained = matches!(&review.redress, Some(r) if r.way == Way::Explained);
            match (verdict, recheck) {
                (_, Some(clock)) => {
                    review.stage = Stage::NotSolved;
                    matter.run(clock);
                }
                (Verdict::Solved, None) if explained => {
                    end(matter, &mut review, Stage::Explained, at);
                }
                (Verdict::Solved, None) => end(matter, &mut review, Stage::Corrected, at),
                (_, None) => end(matter, &mut review, Stage::Unconfirmed, at),
            }
        }
        Event::ReviewReopened { clock, correct, .. } => {
            review.stage = Stage::Handling;
            review.from = Some(at.date());
            review.redress = None;
            matter.ended = None;
            matter.handler = None;
            matter.received = at;
            matter.run(clock);
            matter.rounds.push(Round::begin(&lead, correct, at));
        }
        Event::Concluded { .. } => end(matter, &mut review, Stage::Concluded, at),
        Event::Excluded { .. } => {
            let ended = matter.ended.unwrap_or(at);
            end(matter, &mut review, Stage::Excluded, ended);
        }
        _ => return,
    }
    matter.detail = Detail::Review(review);
}

fn end(matter: &mut Matter, review: &mut Review, stage: Stage, at: Moment) {
    review.stage = stage;
    matter.ended = Some(at);
}

fn answered(matter: &mut Matter, at: Option<Moment>) {
    if let Some(round) = matter.rounds.last_mut() {
        round.answered = at;
    }
}

/// What can be rated about a matter; `None`: nothing was done in it yet that could be.
pub fn subject(matter: &Matter) -> Option<NewReview> {
    let appeal = match &matter.detail {
        Detail::Appeal(appeal) => appeal,
        // 一事一评: the whole application, once its results have been handed over.
        Detail::Application(application) => {
            let over = application.stage.code() == "handed_over";
            // The package alone: what is rated is public, who applied is not.
            let what = matter.title.split('：').next().unwrap_or(&matter.title);
            return over.then(|| NewReview {
                title: format!("评价：{what}"),
                unit: matter.lead.clone(),
                about: Some(matter.no),
                window: None,
                item: None,
                topic: Some(what.to_owned()),
                officer: matter.handler.clone(),
                named: application.new.contact.is_some(),
            });
        }
        _ => return None,
    };
    let round = matter.rounds.iter().rev().find(|r| r.answered.is_some())?;
    let topic = matter.topic.as_ref().map(|t| t.as_str().to_owned());
    let what = topic.as_deref().unwrap_or("企业诉求");
    Some(NewReview {
        title: format!("评价：{what}"),
        unit: round.unit.clone(),
        about: Some(matter.no),
        window: None,
        item: None,
        officer: matter.handler.clone(),
        named: appeal.contact.is_some(),
        topic,
    })
}

/// Why nobody is reminded to rate a matter in another state.
pub(crate) const NOT_DONE: &str = "办完、可以评价以后才提醒";

/// The last day on which a finished matter can be rated; `None`: nothing in it can be.
///
/// # Errors
/// `review.invitation` has no value on the day it ended.
pub fn rating_until(matter: &Matter, law: &Law<'_>) -> Result<Option<Date>, RuleError> {
    let Some(ended) = matter.ended.filter(|_| subject(matter).is_some()) else {
        return Ok(None);
    };
    last_day(ended.date(), law).map(Some)
}

fn last_day(ended: Date, law: &Law<'_>) -> Result<Date, RuleError> {
    let clock = law.clock(&"review.invitation".into(), ended)?;
    Ok(clock.due(law.calendar, ended).latest())
}

/// 提醒评价: once, `review.remind` days before the time to rate ends, to whoever left a contact with
/// the matter. Nobody has to rate (《优化营商环境条例》第十七条 forbids to make enterprises take part in
/// evaluations), so there is no second reminder, and none to a visitor of a window, whom nobody could
/// reach but by standing beside them.
pub(crate) fn remind(
    matter: &Matter,
    reachable: bool,
    today: Date,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    let not = |why: String| Err(Refusal::NotAllowed { why });
    let Some(until) = rating_until(matter, law)? else {
        return not(NOT_DONE.to_owned());
    };
    if !reachable {
        return not("没有留联系方式，没法提醒".to_owned());
    }
    if matter.rating_reminded.is_some() {
        return not("已经提醒过。评不评自愿，只提醒一次".to_owned());
    }
    if today > until {
        return not(format!("评价的时间到 {until} 为止，已经过了"));
    }
    let from = remind_from(until, today, law)?;
    if today < from {
        return not(format!("{from} 起才提醒"));
    }
    Ok(Event::RatingReminded { until })
}

fn remind_from(until: Date, today: Date, law: &Law<'_>) -> Result<Date, RuleError> {
    let (days, _) = law.rules.number(&"review.remind".into(), today)?;
    Ok(until.saturating_sub(jiff::Span::new().days(days.max(0))))
}

/// The first and last day of ending of the matters whose time to rate is so near its end today that
/// their enterprise is reminded; `None`: of none, also where the district's rules do not say when. For
/// looking them up.
pub fn ended_to_be_reminded(today: Date, law: &Law<'_>) -> Option<(Date, Date)> {
    /// Longer than any time to rate.
    const LOOK_BACK: i64 = 400;
    let mut found: Option<(Date, Date)> = None;
    let mut ended = today;
    for _ in 0..LOOK_BACK {
        let Some(until) = last_day(ended, law).ok().filter(|until| *until >= today) else {
            break;
        };
        if remind_from(until, today, law).ok()? <= today {
            found = Some((ended, found.map_or(ended, |(_, last)| last)));
        }
        ended = ended.saturating_sub(jiff::Span::new().days(1));
    }
    found
}
