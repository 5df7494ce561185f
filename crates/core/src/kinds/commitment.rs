//! 信用承诺. What an applicant promised against a signature, with a date, and what became of it.
//!
//! Two modes that are never mixed (rules.md §4). 容缺受理: accepted now, decided later: the missing
//! materials come by their days, are inspected, and then the result is issued. 告知承诺: decided now,
//! checked later: the unit checks within the days of the item; what is false is stopped, corrected
//! within `commitment.correct`, or the decision is revoked.
//! A promise that is not kept ends the tolerance by a person's decision; the record that limits later
//! tolerance is only proposed: the applicant is heard within `commitment.hear`, 区营商办 settles it
//! within `commitment.settle`, and it can be objected to and repaired.

mod new;
mod standing;

pub use new::*;
pub use standing::Standing;

use crate::district::{MaterialCode, PostId, RuleId};
use crate::kinds::application::Deferred;
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Command, CommandName, Decision, Detail, Event, Law, Matter, MatterNo, Refusal, Round,
    Step, Told, Waiting, check,
};
use crate::moment::Moment;
use crate::rules::{LengthUnit, TimeLimit};
use jiff::civil::Date;

/// What only commitments have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Where it stands.
    pub stage: Stage,
    /// What was promised.
    pub new: NewCommitment,
    /// Materials that have come and are in order.
    pub settled: Vec<MaterialCode>,
    /// Materials that have come and wait for inspection.
    pub supplied: Vec<MaterialCode>,
    /// Which reminders were given, for the date that runs.
    pub reminded: Vec<Reminder>,
    /// It came late or only after correction.
    pub late: bool,
    /// What was found false or not supplied, in words.
    pub finding: String,
    /// What the applicant said.
    pub statements: Vec<String>,
    /// Salted hashes of those who said it at a window.
    pub speakers: Vec<String>,
}

/// 环节.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 承诺期内.
    Pledged,
    /// 待核查 (告知承诺).
    ToCheck,
    /// 已补交，待核对.
    ToInspect,
    /// 核查不符，限期改正 (告知承诺).
    Correcting,
    /// 到期没有履行，待处理.
    Missed,
    /// 拟记入承诺记录，听取申请人说明.
    Proposed,
    /// 待裁定是否记入.
    ToSettle,
    /// 已履行.
    Kept,
    /// 未履行，已记入.
    Broken {
        /// Why.
        reason: String,
    },
    /// 不记入.
    Waived {
        /// Why.
        reason: String,
    },
    /// 未履行，已修复.
    Repaired {
        /// Why.
        reason: String,
    },
    /// 不再需要.
    Void,
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 12] = [
        ("pledged", "承诺期内"),
        ("to_check", "已决定，待核查"),
        ("to_inspect", "已补交，待核对"),
        ("correcting", "核查不符，限期改正"),
        ("missed", "到期没有履行，待处理"),
        ("proposed", "拟记入，听取说明"),
        ("to_settle", "待裁定是否记入"),
        ("kept", "已履行"),
        ("broken", "未履行，已记入"),
        ("waived", "不记入"),
        ("repaired", "未履行，已修复"),
        ("void", "不再需要"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::Pledged => 0,
            Self::ToCheck => 1,
            Self::ToInspect => 2,
            Self::Correcting => 3,
            Self::Missed => 4,
            Self::Proposed => 5,
            Self::ToSettle => 6,
            Self::Kept => 7,
            Self::Broken { .. } => 8,
            Self::Waived { .. } => 9,
            Self::Repaired { .. } => 10,
            Self::Void => 11,
        }
    }

    /// Something is still to come, to be inspected or to be dealt with.
    pub fn owes(&self) -> bool {
        self.index() < 5
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

/// How often the applicant may object: while it is proposed, and once more after it is recorded.
const MOST_OBJECTIONS: usize = 2;

/// The state that limits later tolerance, for whoever asks the database.
pub const BROKEN: &str = "broken";

/// Whose turn it is.
pub(crate) fn step(commitment: &Commitment) -> Step {
    let promise = commitment.new.mode == Mode::Promise;
    let (waiting, what) = match commitment.stage {
        Stage::Pledged => (Waiting::Enterprise, "补齐承诺的材料"),
        Stage::ToCheck => (Waiting::Unit, "核查承诺是否属实"),
        Stage::ToInspect => (Waiting::Unit, "核对补交的"),
        Stage::Correcting => (Waiting::Enterprise, "按要求改正"),
        Stage::Missed if promise => (Waiting::Unit, "核对改正，或撤销决定"),
        Stage::Missed => (Waiting::Unit, "收补交的材料，或终止容缺"),
        Stage::Proposed => (Waiting::Enterprise, "可以说明情况、提出异议"),
        Stage::ToSettle => (Waiting::Coordinator, "裁定是否记入承诺记录"),
        _ => (Waiting::Nobody, "已结束，不用再办"),
    };
    Step { waiting, what }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    commitment: &Commitment,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    use Stage as S;
    let stage = &commitment.stage;
    let open = stage.index() < 7;
    let owed = matches!(stage, S::Pledged | S::Correcting | S::Missed);
    let (ok, instead) = match command {
        C::Exclude | C::Countersign | C::Recompute => (true, ""),
        // The application tells all its promises; those that owe nothing any more stay as they are.
        C::Drop => (true, ""),
        // Once when it is proposed, once after it is recorded: a third would only put off what follows.
        C::Object if commitment.statements.len() >= MOST_OBJECTIONS => (
            false,
            "异议已经裁定过，可以申请修复；不服的，可以申请行政复议",
        ),
        C::Object => (
            matches!(stage, S::Proposed | S::Broken { .. }),
            "拟记入或已记入承诺记录时才能提异议",
        ),
        C::Repair => (matches!(stage, S::Broken { .. }), "记入以后才需要修复"),
        _ if !open => (false, "这件已经结束"),
        C::Supply => (owed, "承诺期内、限期改正时或到期以后才能补交"),
        C::Inspect => (
            matches!(stage, S::ToInspect | S::ToCheck),
            "补交以后或到核查时才能核对",
        ),
        C::Revoke => (matches!(stage, S::Missed), "到期没有履行时才能处理"),
        C::Lapse => (
            matches!(stage, S::Pledged | S::Correcting | S::Proposed),
            "没有在等申请人",
        ),
        C::Remind => (
            matches!(stage, S::Pledged | S::Correcting | S::Missed),
            "没有在等申请人补交",
        ),
        C::Settle => (matches!(stage, S::ToSettle), "听取说明以后才裁定"),
        C::Pause | C::Resume => (
            matches!(stage, S::Pledged | S::Correcting),
            "只有承诺期在走时可以",
        ),
        C::Sign => (false, "承诺不用签收"),
        C::Assign | C::Urge | C::Comment | C::Attach | C::Escalate => (true, ""),
        C::Extend => (false, "承诺期不能延长；遇到不可抗力的可以暂停计时"),
        C::Dispatch | C::Transfer | C::Return => (false, "由受理或决定的单位跟踪，不能转办"),
        _ => (false, "承诺没有这个步骤"),
    };
    if ok { Ok(()) } else { Err(instead) }
}

/// Opens a commitment with its first date.
///
/// # Errors
/// Nothing was promised, or a rule has no value that day.
pub fn open(no: MatterNo, new: NewCommitment, at: Moment, law: &Law<'_>) -> Result<Event, Refusal> {
    let today = at.date();
    let clock = match (new.mode, new.check) {
        (Mode::Promise, Some(days)) => {
            fixed("commitment.check", LengthUnit::WorkingDays, days, today)
        }
        _ => next_date(&new.deferred, &[], today, law)?.ok_or(Refusal::Missing {
            field: "承诺的材料",
            remedy: "请写明哪些材料、哪一天补齐",
        })?,
    };
    Ok(Event::CommitmentMade {
        no,
        sponsor: law.district.sponsor_of(&new.unit).map(|p| p.id.clone()),
        commitment: Box::new(new),
        clock,
    })
}

fn fixed(rule: &str, unit: LengthUnit, length: u32, today: Date) -> Clock {
    let limit = TimeLimit {
        unit,
        length,
        extended: None,
        pauses: Vec::new(),
        roll: false,
    };
    Clock::start(rule.into(), &limit, today)
}

/// The clock to the earliest day on which something is still owed. The day was named in the letter,
/// so it is not counted again; only force majeure moves it (rules.md §4).
fn next_date(
    deferred: &[Deferred],
    settled: &[MaterialCode],
    today: Date,
    law: &Law<'_>,
) -> Result<Option<Clock>, Refusal> {
    let open = deferred.iter().filter(|d| !settled.contains(&d.material));
    let Some(due) = open.map(|d| d.due).min() else {
        return Ok(None);
    };
    let (rule, _) = law
        .rules
        .limit(&RuleId::from("tolerance.supplement"), today)?;
    let days = u32::try_from((due - today).get_days()).unwrap_or(0);
    let mut clock = fixed("commitment.promised", LengthUnit::Days, days, today);
    clock.pause_reasons.clone_from(&rule.pauses);
    Ok(Some(clock))
}

/// Decides what only commitments decide. Roles, unit and state have been checked.
pub(crate) fn decide(
    matter: &Matter,
    commitment: &Commitment,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let today = act.at.date();
    let rule = |id: &str| law.clock(&RuleId::from(id), today);
    match command {
        Command::Supply {
            handed,
            files,
            words,
        } => {
            let paper = act.by.staff().is_some();
            supplied(matter, commitment, &handed, &files, &words, paper)?;
            Ok(Event::CommitmentSupplied {
                handed,
                files,
                words,
                clock: rule("commitment.inspect")?,
            }
            .into())
        }
        Command::Inspect { kept, words, stop } => {
            inspect(matter, commitment, kept, words, stop, today, law)
        }
        Command::Lapse => {
            let due = matter.clock.due(law.calendar, today).latest();
            if today <= due {
                return Err(Refusal::NotAllowed {
                    why: format!("时间到 {due} 为止，现在还没有过"),
                });
            }
            let clock = match commitment.stage {
                Stage::Proposed => rule("commitment.settle")?,
                _ => rule("commitment.missed")?,
            };
            Ok(Event::CommitmentLapsed { clock }.into())
        }
        Command::Remind => {
            let due = matter.clock.due(law.calendar, today).latest();
            let reminder = reminder(commitment, due, today, law)?;
            let Some(reminder) = reminder.filter(|r| !commitment.reminded.contains(r)) else {
                return Err(Refusal::NotAllowed {
                    why: "今天不用提醒，或已经提醒过".to_owned(),
                });
            };
            Ok(Event::CommitmentReminded { reminder, due }.into())
        }
        Command::Revoke { reason, basis } => {
            check::text(&reason, "理由", 1_000, "请写清哪些没有履行，申请人会看到")?;
            check::text(&basis, "依据", 300, "请写明依据的条款或承诺书的约定")?;
            let tell = match (commitment.new.mode, commitment.new.decided) {
                (Mode::Promise, Some(item)) => Told {
                    to: item,
                    command: Command::MarkRevoked {
                        reason: reason.clone(),
                        basis: basis.clone(),
                    },
                },
                _ => Told {
                    to: commitment.new.application,
                    command: Command::EndTolerance {
                        items: owing(commitment),
                        reason: reason.clone(),
                    },
                },
            };
            Ok(Decision {
                tell: vec![tell],
                ..Event::CommitmentRevoked {
                    reason,
                    basis,
                    clock: rule("commitment.hear")?,
                }
                .into()
            })
        }
        Command::Object { words, speaker } => {
            check::text(&words, "异议", 1_000, "请写清哪里不对、为什么没有按期")?;
            // Staff write down what somebody said, never what they think themselves.
            let at_window = act.by.staff().is_some();
            if at_window && speaker.is_none() {
                return Err(Refusal::Missing {
                    field: "姓名",
                    remedy: "代录的异议要记是谁说的、怎么联系他",
                });
            }
            Ok(Event::CommitmentObjected {
                words,
                speaker: speaker.filter(|_| at_window),
                clock: rule("commitment.settle")?,
            }
            .into())
        }
        Command::Settle { record, reason } => {
            check::text(
                &reason,
                "理由",
                1_000,
                "请写清为什么记入或不记入，申请人会看到",
            )?;
            Ok(Event::CommitmentSettled { record, reason }.into())
        }
        Command::Repair { reason } => {
            check::text(&reason, "理由", 500, "请写清怎样修复的")?;
            Ok(Event::CommitmentRepaired { reason }.into())
        }
        // What was kept is kept, and a breach that is being heard is settled by a person, not by the
        // end of the application.
        Command::Drop { .. } if !commitment.stage.owes() => Ok(Decision::default()),
        Command::Drop { cause, reason } => Ok(Event::CommitmentVoid { cause, reason }.into()),
        other => crate::matter::common_decide(matter, other, act, law, || Ok(None)),
    }
}

/// The items whose materials are still owed.
fn owing(commitment: &Commitment) -> Vec<crate::district::ItemId> {
    let open =
        (commitment.new.deferred.iter()).filter(|d| !commitment.settled.contains(&d.material));
    let mut items: Vec<_> = open.flat_map(|d| d.items.iter().cloned()).collect();
    items.sort();
    items.dedup();
    items
}

fn supplied(
    matter: &Matter,
    commitment: &Commitment,
    handed: &[crate::kinds::application::Handed],
    files: &[crate::matter::Attachment],
    words: &str,
    paper: bool,
) -> Result<(), Refusal> {
    check::at_most(words, "说明", 500)?;
    let known = |hash: &String| (files.iter().chain(&matter.attachments)).any(|f| f.hash == *hash);
    if commitment.new.mode == Mode::Promise {
        return check::text(words, "怎样改正的", 500, "请写清改了什么，可以附照片或证明");
    }
    if handed.is_empty() {
        return Err(Refusal::Missing {
            field: "补交的材料",
            remedy: "请选补交哪一份，并传上来",
        });
    }
    for one in handed {
        let owed = (commitment.new.deferred.iter())
            .any(|d| d.material == one.material && !commitment.settled.contains(&d.material));
        if !owed {
            return Err(Refusal::BadValue {
                field: "补交的材料",
                value: one.material.to_string(),
                remedy: "这份没有承诺补交，或已经核对过".to_owned(),
            });
        }
        if one.files.is_empty() && !paper || !one.files.iter().all(known) {
            return Err(Refusal::Missing {
                field: "补交的材料",
                remedy: "文件没有传上来，请再传一次",
            });
        }
    }
    Ok(())
}

fn inspect(
    matter: &Matter,
    commitment: &Commitment,
    kept: bool,
    words: String,
    stop: bool,
    today: Date,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let promise = commitment.new.mode == Mode::Promise;
    let rule = |id: &str| law.clock(&RuleId::from(id), today);
    if !kept {
        check::text(&words, "哪里不符", 1_000, "请写清哪里不符、怎样改")?;
        let clock = match (promise, &commitment.stage) {
            // First found false: time to correct. Again: the unit decides what follows.
            (true, Stage::ToCheck) => rule("commitment.correct")?,
            (true, _) => rule("commitment.missed")?,
            (false, _) => {
                match next_date(&commitment.new.deferred, &commitment.settled, today, law)? {
                    Some(clock) if !overdue(commitment, today) => clock,
                    _ => rule("commitment.missed")?,
                }
            }
        };
        return Ok(Event::CommitmentFoundFalse { words, stop, clock }.into());
    }
    check::at_most(&words, "核对说明", 1_000)?;
    if promise {
        let (materials, next) = (Vec::new(), None);
        return Ok(Event::CommitmentInspected {
            materials,
            words,
            next,
        }
        .into());
    }
    let settled = [&commitment.settled[..], &commitment.supplied[..]].concat();
    let next = next_date(&commitment.new.deferred, &settled, today, law)?;
    Ok(Decision {
        tell: vec![Told {
            to: matter.parent.unwrap_or(commitment.new.application),
            command: Command::Complete {
                materials: commitment.supplied.clone(),
            },
        }],
        ..Event::CommitmentInspected {
            materials: commitment.supplied.clone(),
            words,
            next,
        }
        .into()
    })
}

/// Whether something still owed is past its day.
fn overdue(commitment: &Commitment, today: Date) -> bool {
    (commitment.new.deferred.iter())
        .any(|d| !commitment.settled.contains(&d.material) && d.due < today)
}

/// Which reminder is due today: some working days before (`commitment.remind`), on the day, after it.
fn reminder(
    commitment: &Commitment,
    due: Date,
    today: Date,
    law: &Law<'_>,
) -> Result<Option<Reminder>, Refusal> {
    if today > due || commitment.stage == Stage::Missed {
        return Ok(Some(Reminder::After));
    }
    if today == due {
        return Ok(Some(Reminder::On));
    }
    let (days, _) = law
        .rules
        .number(&RuleId::from("commitment.remind"), today)?;
    let left = law.calendar.working_days_between(today, due)?;
    Ok((i64::from(left) <= days).then_some(Reminder::Before))
}

/// Folds the opening event.
pub(crate) fn opened(
    no: MatterNo,
    new: &NewCommitment,
    sponsor: Option<&PostId>,
    clock: &Clock,
    at: Moment,
) -> Matter {
    let names: Vec<&str> = new.deferred.iter().map(|d| d.name.as_str()).collect();
    let text = match new.mode {
        Mode::Tolerance => format!("容缺受理时承诺补交：{}。", names.join("、")),
        Mode::Promise => format!("告知承诺：{}。", new.what),
    };
    Matter {
        title: format!("{}：{}", new.mode.word(), new.enterprise.name),
        text,
        enterprise: Some(new.enterprise.clone()),
        township: new.township.clone(),
        sponsor: sponsor.cloned(),
        parent: Some(new.application),
        rounds: match new.mode {
            Mode::Tolerance => Vec::new(),
            Mode::Promise => vec![Round::begin(&new.unit, clock, at)],
        },
        ..Matter::blank(
            no,
            &new.unit,
            new.channel,
            clock,
            at,
            Detail::Commitment(Box::new(Commitment {
                stage: match new.mode {
                    Mode::Tolerance => Stage::Pledged,
                    Mode::Promise => Stage::ToCheck,
                },
                new: new.clone(),
                settled: Vec::new(),
                supplied: Vec::new(),
                reminded: Vec::new(),
                late: false,
                finding: String::new(),
                statements: Vec::new(),
                speakers: Vec::new(),
            })),
        )
    }
}

/// Folds what only commitments have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, _by: &By, at: Moment) {
    let Detail::Commitment(mut commitment) = matter.detail.clone() else {
        return;
    };
    match event {
        Event::CommitmentSupplied {
            handed,
            files,
            clock,
            ..
        } => {
            commitment.late |= commitment.stage != Stage::Pledged;
            commitment.stage = Stage::ToInspect;
            commitment.supplied = handed.iter().map(|h| h.material.clone()).collect();
            matter.attachments.extend(files.iter().cloned());
            matter.run(clock);
            owes(matter, clock, at);
        }
        Event::CommitmentInspected {
            materials, next, ..
        } => {
            commitment.settled.extend(materials.iter().cloned());
            commitment.supplied.clear();
            done(matter, at);
            match next {
                Some(clock) => {
                    commitment.stage = Stage::Pledged;
                    commitment.reminded.clear();
                    matter.run(clock);
                }
                None => {
                    commitment.stage = Stage::Kept;
                    matter.ended = Some(at);
                }
            }
        }
        Event::CommitmentFoundFalse { words, clock, .. } => {
            commitment.finding.clone_from(words);
            commitment.supplied.clear();
            commitment.reminded.clear();
            commitment.stage = match clock.rule.as_str() {
                "commitment.correct" => Stage::Correcting,
                "commitment.promised" => Stage::Pledged,
                _ => Stage::Missed,
            };
            matter.run(clock);
            match commitment.stage {
                Stage::Missed => owes(matter, clock, at),
                _ => done(matter, at),
            }
        }
        Event::CommitmentLapsed { clock } => {
            commitment.stage = match commitment.stage {
                Stage::Proposed => Stage::ToSettle,
                _ => Stage::Missed,
            };
            matter.run(clock);
            if commitment.stage == Stage::Missed {
                owes(matter, clock, at);
            }
        }
        Event::CommitmentReminded { reminder, .. } => commitment.reminded.push(*reminder),
        Event::CommitmentRevoked { reason, clock, .. } => {
            commitment.stage = Stage::Proposed;
            commitment.finding.clone_from(reason);
            matter.run(clock);
            done(matter, at);
        }
        Event::CommitmentObjected {
            words,
            speaker,
            clock,
        } => {
            commitment.speakers.extend(speaker.iter().cloned());
            commitment.stage = Stage::ToSettle;
            commitment.statements.push(words.clone());
            matter.ended = None;
            matter.run(clock);
        }
        Event::CommitmentSettled { record, reason } => {
            let reason = reason.clone();
            commitment.stage = match record {
                true => Stage::Broken { reason },
                false => Stage::Waived { reason },
            };
            matter.ended = Some(at);
        }
        Event::CommitmentRepaired { reason } => {
            commitment.stage = Stage::Repaired {
                reason: reason.clone(),
            };
        }
        Event::CommitmentVoid { .. } => {
            commitment.stage = Stage::Void;
            matter.ended = Some(at);
        }
        _ => return,
    }
    matter.detail = Detail::Commitment(commitment);
}

/// A step that the unit owes begins: to check a promise, to inspect what came, to deal with what was
/// missed. These are its rounds: rates count whether the unit did its part in time, never whether the
/// applicant kept the promise. What came after the day takes the place of dealing with it.
fn owes(matter: &mut Matter, clock: &Clock, at: Moment) {
    done(matter, at);
    let round = Round::begin(&matter.lead, clock, at);
    matter.rounds.push(round);
}

/// The unit has done the step it owed, if any.
fn done(matter: &mut Matter, at: Moment) {
    if let Some(round) = matter.rounds.last_mut().filter(|r| r.answered.is_none()) {
        round.answered = Some(at);
    }
}
