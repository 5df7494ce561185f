//! 考核申诉. While a month or quarter is being checked (`assessment.objection`: 3 working days), the
//! head of a unit may object to its own figures: which measure, which matters, why, with evidence.
//! Somebody outside that unit rules within `assessment.objection_decide`: 区营商办, or 组织部 where
//! 区营商办 itself is concerned. A ruling in favour takes matters out of the denominators, takes back
//! the bonus, deduction or veto objected to or asks for its correction, and the figures of the period
//! are computed anew. What is not objected to in time is corrected only by a
//! new revision of the period.

use crate::assessment::quarterly::adjustment::{Followed, Terms};
use crate::assessment::steps::{RankingStep, Stand, StepRefusal, objections_until};
use crate::assessment::{Period, Quarter};
use crate::district::{Action, PersonId, Reach, UnitId};
use crate::matter::clock::Clock;
use crate::matter::{
    Act, By, Channel, Command, CommandName, Decision, Detail, Event, Law, Matter, MatterNo,
    NewObjection, Refusal, Round, Step, Verdict, Waiting, check,
};
use crate::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest list of matters one objection names.
const MOST_CASES: usize = 50;

/// 裁定.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// 申诉成立: every matter named leaves the denominators.
    Upheld,
    /// 部分成立: some of them do.
    Partly,
    /// 申诉不成立.
    Rejected,
}

impl Ruling {
    /// All, for a choice.
    pub const ALL: [Ruling; 3] = [Self::Upheld, Self::Partly, Self::Rejected];

    /// The code in forms and API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Partly => "partly",
            Self::Rejected => "rejected",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Upheld => "申诉成立",
            Self::Partly => "部分成立",
            Self::Rejected => "申诉不成立",
        }
    }

    /// The ruling with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.code() == code)
    }
}

/// What only objections have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// Where it stands.
    pub stage: Stage,
    /// The month or quarter.
    pub period: Period,
    /// The revision objected to.
    pub revision: u32,
    /// The unit that objects; nobody of it rules.
    pub unit: UnitId,
    /// The measure objected to, as printed.
    pub measure: String,
    /// The matters that should not count.
    pub cases: Vec<MatterNo>,
    /// The bonus, deduction or veto that should not count, by its number in the quarter.
    pub adjustment: Option<u32>,
    /// Who proposed that one: may give in, and rules no other way.
    pub proposer: Option<PersonId>,
    /// 区营商办 rules; otherwise the lead unit named, since 区营商办 is concerned itself.
    pub by_coordinator: bool,
}

/// 环节.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// 待裁定.
    Filed,
    /// Ruled.
    Ruled {
        /// How.
        ruling: Ruling,
        /// Why.
        reason: String,
        /// The matters taken out of the denominators.
        excluded: Vec<MatterNo>,
        /// What the bonus, deduction or veto objected to shall be corrected to.
        instead: Option<Terms>,
        /// Who ruled.
        by: By,
        /// When.
        at: Moment,
    },
}

impl Stage {
    /// Every state's code and word.
    pub const CODES: [(&'static str, &'static str); 4] = [
        ("filed", "待裁定"),
        ("upheld", "申诉成立"),
        ("partly", "部分成立"),
        ("not_upheld", "申诉不成立"),
    ];

    fn index(&self) -> usize {
        match self {
            Self::Filed => 0,
            Self::Ruled { ruling, .. } => match ruling {
                Ruling::Upheld => 1,
                Ruling::Partly => 2,
                Ruling::Rejected => 3,
            },
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
pub(crate) fn step(objection: &Objection) -> Step {
    let waiting = match objection.by_coordinator {
        true => Waiting::Coordinator,
        false => Waiting::Unit,
    };
    Step {
        waiting,
        what: "裁定申诉",
    }
}

/// In which states a command makes sense; otherwise what is possible instead.
pub(crate) fn stage_allows(
    objection: &Objection,
    command: CommandName,
) -> Result<(), &'static str> {
    use CommandName as C;
    let open = objection.stage == Stage::Filed;
    match command {
        C::Recompute => Ok(()),
        C::Exclude | C::Countersign => Err("申诉本身不计入考核，不用剔除"),
        _ if !open => Err("这件已经结束"),
        C::Rule | C::Urge | C::Comment | C::Attach | C::Escalate => Ok(()),
        _ => Err("申诉提出以后，只等单位以外的人裁定"),
    }
}

/// Nobody rules on an objection of the own unit.
///
/// # Errors
/// The actor works in the unit that objects.
pub(crate) fn outside(objection: &Objection, act: &Act) -> Result<(), Refusal> {
    match act.by.staff() {
        Some(staff) if staff.unit == objection.unit => Err(Refusal::NotAllowed {
            why: format!(
                "这是{}提出的申诉，要由本单位以外的人裁定，请交给区营商办或组织部",
                objection.unit
            ),
        }),
        _ => Ok(()),
    }
}

/// Opens an objection. `stand`: where the period stands, with its revision.
///
/// # Errors
/// Not the head of the unit, the period is not being checked or its time is over, a field is empty
/// or long, no matter or file supports it.
pub fn file(
    no: MatterNo,
    objection: NewObjection,
    stand: Option<(&Stand, u32)>,
    act: &Act,
    law: &Law<'_>,
) -> Result<Event, Refusal> {
    let Some(staff) = act.by.staff().filter(|s| s.unit == objection.unit) else {
        return Err(Refusal::NotYourUnit {
            owner: objection.unit,
        });
    };
    if Action::Object.reach_of(&staff.roles) == Reach::No {
        return Err(Refusal::NotAllowed {
            why: "申诉要由单位负责人提出，请交给本单位负责人".to_owned(),
        });
    }
    check::unit(&objection.unit, "申诉单位", law)?;
    let today = act.at.date();
    in_time(&objection, stand, today, law)?;
    check::text(&objection.measure, "哪一项", 60, "请选对哪一项数有异议")?;
    check::text(
        &objection.text,
        "理由",
        2_000,
        "请写清哪里不对、应当怎样、依据是什么",
    )?;
    if objection.cases.is_empty() && objection.files.is_empty() {
        return Err(Refusal::Missing {
            field: "证据",
            remedy: "请勾选有异议的办件，或传一份证明材料",
        });
    }
    if objection.cases.len() > MOST_CASES {
        return Err(Refusal::BadValue {
            field: "办件",
            value: format!("{} 件", objection.cases.len()),
            remedy: format!("一次最多 {MOST_CASES} 件，请分开提出"),
        });
    }
    let by_coordinator = objection.unit != law.district.coordinator;
    let ruler = match by_coordinator {
        true => law.district.coordinator.clone(),
        false => law.district.organisation.clone(),
    };
    Ok(Event::ObjectionFiled {
        no,
        sponsor: law.district.sponsor_of(&ruler).map(|p| p.id.clone()),
        clock: law.clock(&"assessment.objection_decide".into(), today)?,
        objection,
        ruler,
        by_coordinator,
    })
}

/// An objection speaks of the revision under check, within its days.
fn in_time(
    objection: &NewObjection,
    stand: Option<(&Stand, u32)>,
    today: jiff::civil::Date,
    law: &Law<'_>,
) -> Result<(), Refusal> {
    let words = objection.period.words();
    let refused = |why: String| Err(Refusal::NotAllowed { why });
    let Some((stand, revision)) = stand else {
        return refused(format!("{words}还没有发给各单位核对，发出以后才能申诉"));
    };
    match stand.step {
        RankingStep::Draft => {
            return refused(format!("{words}还没有发给各单位核对，发出以后才能申诉"));
        }
        RankingStep::Checking => {}
        later => {
            return refused(format!(
                "{words}的核对期已经过了，现在是“{}”，不再受理申诉。确有错误的，请书面告诉区营商办，由它出更正版并写明差别",
                later.word()
            ));
        }
    }
    if objection.revision != revision {
        return refused(format!(
            "{words}现在核对的是第{revision}版，您看的是第{}版，请刷新后再提",
            objection.revision
        ));
    }
    let until = objections_until(stand.since, law).map_err(|refusal| match refusal {
        StepRefusal::Rule(rule) => Refusal::Rule(rule),
        other => Refusal::NotAllowed {
            why: other.to_string(),
        },
    })?;
    if today > until {
        return refused(format!(
            "{words}的核对期到 {until} 为止，已经过了，不再受理申诉。确有错误的，请书面告诉区营商办，由它出更正版并写明差别"
        ));
    }
    Ok(())
}

/// Decides what only objections decide.
pub(crate) fn decide(
    matter: &Matter,
    objection: &Objection,
    command: Command,
    act: &Act,
    law: &Law<'_>,
) -> Result<Decision, Refusal> {
    let Command::Rule {
        ruling,
        reason,
        excluded,
        instead,
    } = command
    else {
        return crate::matter::common_decide(matter, command, act, law, || Ok(None));
    };
    outside(objection, act)?;
    not_judged_by_its_proposer(objection, ruling, act)?;
    check::text(&reason, "理由", 1_000, "请写清查到了什么、为什么这样裁定")?;
    let named: BTreeSet<&MatterNo> = objection.cases.iter().collect();
    if let Some(other) = excluded.iter().find(|no| !named.contains(no)) {
        return Err(Refusal::BadValue {
            field: "剔除哪几件",
            value: other.to_string(),
            remedy: "申诉里没有提到这一件，只能从申诉提到的办件里选".to_owned(),
        });
    }
    let chosen: BTreeSet<&MatterNo> = excluded.iter().collect();
    let fits = match ruling {
        Ruling::Rejected => chosen.is_empty(),
        Ruling::Upheld => chosen == named,
        Ruling::Partly => {
            chosen.len() < named.len() || named.is_empty() || objection.adjustment.is_some()
        }
    };
    if !fits {
        return Err(Refusal::BadValue {
            field: "剔除哪几件",
            value: format!("{} 件", chosen.len()),
            remedy: match ruling {
                Ruling::Rejected => "申诉不成立就不剔除，请去掉勾选，或改为部分成立",
                Ruling::Upheld => "申诉成立要剔除申诉提到的全部办件；只剔除一部分的，请选部分成立",
                Ruling::Partly => "全部剔除就是申诉成立，请改选申诉成立",
            }
            .to_owned(),
        });
    }
    let adjust = follows(matter, objection, ruling, (&reason, instead))?;
    let excluded: Vec<MatterNo> = chosen.into_iter().copied().collect();
    let also = excluded.iter().map(|no| {
        let reason = format!("申诉 {} 裁定{}：{reason}", matter.no, ruling.word());
        (*no, Command::exclude(reason.chars().take(500).collect()))
    });
    Ok(Decision {
        also: also.collect(),
        adjust,
        events: vec![Event::Ruled {
            ruling,
            reason,
            excluded,
            instead,
        }],
        ..Decision::default()
    })
}

/// Who proposed a deduction is not the one to say that the objection to it is wrong.
fn not_judged_by_its_proposer(
    objection: &Objection,
    ruling: Ruling,
    act: &Act,
) -> Result<(), Refusal> {
    let staff = act.by.staff().map(|staff| &staff.person);
    if ruling == Ruling::Upheld
        || objection.proposer.is_none()
        || staff != objection.proposer.as_ref()
    {
        return Ok(());
    }
    Err(Refusal::NotAllowed {
        why: "这一条加减分是您提出的，您只能裁定申诉成立；不成立、部分成立请交给另一位同事裁定"
            .to_owned(),
    })
}

/// What a ruling does to the bonus, deduction or veto objected to.
fn follows(
    matter: &Matter,
    objection: &Objection,
    ruling: Ruling,
    (reason, instead): (&str, Option<Terms>),
) -> Result<Option<(Quarter, Followed)>, Refusal> {
    let bad = |value: Terms, remedy: &str| {
        Err(Refusal::BadValue {
            field: "改为",
            value: value.words(),
            remedy: remedy.to_owned(),
        })
    };
    let (Some(number), Period::Quarter(quarter)) = (objection.adjustment, objection.period) else {
        return match instead {
            Some(terms) => bad(terms, "申诉不是对加减分提的，请去掉"),
            None => Ok(None),
        };
    };
    let to = match (ruling, instead) {
        (Ruling::Rejected, None) => return Ok(None),
        (Ruling::Rejected, Some(terms)) => {
            return bad(terms, "申诉不成立就不改，请去掉，或改为部分成立");
        }
        (Ruling::Upheld, Some(terms)) => {
            return bad(terms, "申诉成立就整条撤回，请去掉；只改轻的，请选部分成立");
        }
        (Ruling::Upheld, None) => None,
        (Ruling::Partly, Some(terms)) => Some(terms),
        (Ruling::Partly, None) => {
            return Err(Refusal::Missing {
                field: "改为",
                remedy: "部分成立的，请写这一条改成加几分或扣几分",
            });
        }
    };
    Ok(Some((
        quarter,
        Followed {
            number,
            to,
            because: matter.no,
            reason: format!("申诉 {} 裁定{}：{reason}", matter.no, ruling.word()),
        },
    )))
}

/// Folds the opening event.
pub(crate) fn opened(no: MatterNo, new: &Filed<'_>, at: Moment) -> Matter {
    let objection = new.objection;
    let detail = Detail::Objection(Objection {
        stage: Stage::Filed,
        period: objection.period,
        revision: objection.revision,
        unit: objection.unit.clone(),
        measure: objection.measure.clone(),
        cases: objection.cases.clone(),
        adjustment: objection.adjustment,
        proposer: objection.proposer.clone(),
        by_coordinator: new.by_coordinator,
    });
    Matter {
        title: format!(
            "{}对{}{}“{}”的申诉",
            objection.unit,
            objection.period.words(),
            objection.period.title(),
            objection.measure
        ),
        text: objection.text.clone(),
        support: vec![objection.unit.clone()],
        sponsor: new.sponsor.cloned(),
        attachments: objection.files.clone(),
        rounds: vec![Round::begin(new.ruler, new.clock, at)],
        ..Matter::blank(no, new.ruler, Channel::Desk, new.clock, at, detail)
    }
}

/// The opening event's parts.
pub(crate) struct Filed<'a> {
    pub(crate) objection: &'a NewObjection,
    pub(crate) ruler: &'a UnitId,
    pub(crate) sponsor: Option<&'a crate::district::PostId>,
    pub(crate) clock: &'a Clock,
    pub(crate) by_coordinator: bool,
}

/// Folds what only objections have.
pub(crate) fn apply(matter: &mut Matter, event: &Event, by: &By, at: Moment) {
    let Event::Ruled {
        ruling,
        reason,
        excluded,
        instead,
    } = event
    else {
        return;
    };
    if let Detail::Objection(objection) = &mut matter.detail {
        objection.stage = Stage::Ruled {
            ruling: *ruling,
            reason: reason.clone(),
            excluded: excluded.clone(),
            instead: *instead,
            by: by.clone(),
            at,
        };
    }
    if let Some(round) = matter.rounds.last_mut() {
        round.answered = Some(at);
        round.verdict = Some((Verdict::Solved, at));
    }
    matter.ended = Some(at);
}
