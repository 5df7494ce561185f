//! 线索处理和回访抽查 of a month: what became of the marks, what was drawn, what the enterprises said
//! when called. A fold of records; nothing here changes a score. Where the enterprise says that nothing
//! is solved, 区营商办 has to decide on the matter again, see [`follows`].

use super::detectors::{Detector, Mark};
use super::period::Month;
use super::sample::{Candidate, Drawn, Frame, draw};
use crate::district::{Action, Reach, RuleId, Sight, UnitId};
use crate::matter::clock::Light;
use crate::matter::{
    Act, Actor, By, Command, CommandName, Detail, Law, Matter, MatterNo, Refusal, Staff,
    Visibility, check, permit,
};
use crate::moment::Moment;
use crate::rules::RuleError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most characters of a reason or of what an enterprise said.
pub const MOST: usize = 500;

/// What the enterprise said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// 已解决.
    Solved,
    /// 没有解决.
    NotSolved,
    /// 联系不上.
    Unreached,
}

impl Said {
    /// All, for a choice.
    pub const ALL: [Said; 3] = [Self::Solved, Self::NotSolved, Self::Unreached];

    /// The code in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::NotSolved => "not_solved",
            Self::Unreached => "unreached",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Solved => "企业说解决了",
            Self::NotSolved => "企业说没有解决",
            Self::Unreached => "联系不上",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.code() == code)
    }
}

/// What was heard in one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Solved or not, or nobody answered.
    pub said: Said,
    /// 满意 or not; `None`: it did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pleased: Option<bool>,
    /// In its words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

impl Answer {
    /// Solved or not, satisfied or not, as one reads it in a table.
    pub fn word(&self) -> String {
        let pleased = match self.pleased {
            Some(true) => "，满意",
            Some(false) => "，不满意",
            None => "",
        };
        format!("{}{pleased}", self.said.word())
    }
}

/// An event of a month's sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleEvent {
    /// 抽取, with everything that it rests on.
    Drawn {
        /// Seed, shares, callers, candidates.
        frame: Frame,
        /// What was drawn.
        drawn: Vec<Drawn>,
        /// Until when to call.
        due: Date,
    },
    /// A mark was put into the sample or dismissed.
    Judged {
        /// The matter marked.
        no: MatterNo,
        /// What was found.
        detector: Detector,
        /// Into the sample, or dismissed.
        taken: bool,
        /// Why.
        reason: String,
        /// Taken after the draw: the call it makes, and until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        added: Option<(Drawn, Date)>,
    },
    /// 回访.
    Called {
        /// The matter.
        no: MatterNo,
        /// What was heard.
        answer: Answer,
    },
}

/// What became of a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The matter marked.
    pub no: MatterNo,
    /// What was found.
    pub detector: Detector,
    /// Into the sample, or dismissed.
    pub taken: bool,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: By,
    /// When.
    pub at: Moment,
}

/// The draw of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What it rests on.
    pub frame: Frame,
    /// By whom.
    pub by: By,
    /// When.
    pub at: Moment,
    /// Until when to call.
    pub due: Date,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// What was heard.
    pub answer: Answer,
    /// Who called.
    pub by: By,
    /// When.
    pub at: Moment,
}

/// A matter of the sample with its calls, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What was drawn.
    pub drawn: Drawn,
    /// Until when to call.
    pub due: Date,
    /// The calls so far.
    pub calls: Vec<Call>,
}

/// Where an item stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// To be called, and late.
    Missed,
    /// To be called.
    Waiting,
    /// Called often enough, nobody answered.
    GivenUp,
    /// The enterprise answered.
    Heard,
}

impl Standing {
    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missed => "逾期没有回访",
            Self::Waiting => "等回访",
            Self::GivenUp => "联系不上",
            Self::Heard => "已回访",
        }
    }
}

impl Item {
    /// The answer, if the enterprise gave one.
    pub fn heard(&self) -> Option<&Answer> {
        let answers = self.calls.iter().map(|call| &call.answer);
        answers.rev().find(|answer| answer.said != Said::Unreached)
    }

    /// Where it stands; `tries`: calls without an answer after which one may give up.
    pub fn standing(&self, today: Date, tries: u32) -> Standing {
        if self.heard().is_some() {
            return Standing::Heard;
        }
        if u32::try_from(self.calls.len()).is_ok_and(|calls| calls >= tries) {
            return Standing::GivenUp;
        }
        match today > self.due {
            true => Standing::Missed,
            false => Standing::Waiting,
        }
    }

    /// The light of a call that is owed; `None`: nobody has to ring any more. Yellow when so many working
    /// days are left as on every list.
    pub fn light(&self, today: Date, tries: u32, law: &Law<'_>) -> Option<Light> {
        let left = law
            .calendar
            .working_days_between(today, self.due.max(today));
        match self.standing(today, tries) {
            Standing::Missed => Some(Light::Overdue),
            Standing::Waiting if left.is_ok_and(|n| n <= law.ladder.yellow.working_days_left) => {
                Some(Light::DueSoon)
            }
            Standing::Waiting => Some(Light::Normal),
            Standing::GivenUp | Standing::Heard => None,
        }
    }

    /// What somebody of the unit drawn to call sees for it: this one matter and nothing else of
    /// that unit's. Whoever does not call sees nothing by it.
    pub fn sight(&self, staff: &Staff) -> Sight {
        let calls = Action::CallSample.reach_of(&staff.roles) != Reach::No;
        match calls && staff.unit == self.drawn.caller {
            true => Sight::Call(self.drawn.no),
            false => Sight::Nothing,
        }
    }
}

/// Everything known of a month's marks and sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Which month.
    pub month: Month,
    /// What became of marks, oldest first.
    pub judged: Vec<Judgement>,
    /// The draw, once there was one.
    pub drawing: Option<Drawing>,
    /// What is called about: drawn, then added.
    pub items: Vec<Item>,
}

/// Calls of a unit's matters in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// In the sample.
    pub drawn: u64,
    /// The enterprise answered.
    pub reached: u64,
    /// It says solved.
    pub solved: u64,
    /// It says not solved.
    pub not_solved: u64,
    /// It says not satisfied.
    pub displeased: u64,
    /// Late, not called.
    pub missed: u64,
}

/// Calls without an answer after which one may give up, by the rule in force on a day.
///
/// # Errors
/// The rule `callback.tries` has no number on that day.
pub fn tries(law: &Law<'_>, on: Date) -> Result<u32, RuleError> {
    let (tries, _) = law.rules.number(&RuleId::from("callback.tries"), on)?;
    Ok(u32::try_from(tries).unwrap_or(1).max(1))
}

/// Until when to call what is drawn on a day.
fn due(law: &Law<'_>, on: Date) -> Result<Date, Refusal> {
    let clock = law.clock(&RuleId::from("callback.within"), on)?;
    Ok(clock.due(law.calendar, on).latest())
}

fn not(why: impl Into<String>) -> Refusal {
    Refusal::NotAllowed { why: why.into() }
}

/// The matter as one to be called about: an appeal answered by `last`, still counted, with a
/// telephone. `hands`: every unit that acted on it. The sentence says why it cannot be.
///
/// # Errors
/// What is missing, as a sentence.
pub fn candidate(
    matter: &Matter,
    hands: impl Iterator<Item = UnitId>,
    last: Date,
) -> Result<Candidate, &'static str> {
    let appeal = match &matter.detail {
        Detail::Appeal(appeal) => appeal,
        Detail::Review(_) => {
            return Err("这是到窗口办事的人评的，没有答复可以打电话去问");
        }
        _ => return Err("只有企业诉求能回访企业；别的办件请打开核实"),
    };
    if matter.visibility != Visibility::Units {
        return Err("这件不公开，不能交给别的单位回访");
    }
    if matter.exclusion.is_some() {
        return Err("这件已剔除，不再回访");
    }
    if appeal.contact.is_none() {
        return Err("这件没有留电话，不能回访");
    }
    let answered = |round: &&crate::matter::Round| {
        let day = round.answered.map(Moment::date);
        day.is_some_and(|day| day <= last)
    };
    let round = (matter.rounds.iter().rev()).find(answered);
    let round = round.ok_or("这件还没有答复过，答复以后才能回访")?;
    let mut others: Vec<UnitId> = (matter.rounds.iter().map(|r| r.unit.clone()))
        .chain([matter.lead.clone()])
        .chain(matter.support.iter().cloned())
        .chain(hands)
        .filter(|unit| *unit != round.unit)
        .collect();
    others.sort();
    others.dedup();
    Ok(Candidate {
        no: matter.no,
        unit: round.unit.clone(),
        hands: others,
        marks: Vec::new(),
        wanted: false,
    })
}

impl Sampling {
    /// The state that a month's events make.
    pub fn fold<'a>(
        month: Month,
        events: impl IntoIterator<Item = (&'a SampleEvent, &'a By, Moment)>,
    ) -> Self {
        let mut now = Self {
            month,
            judged: Vec::new(),
            drawing: None,
            items: Vec::new(),
        };
        for (event, by, at) in events {
            now.apply(event, by, at);
        }
        now
    }

    fn apply(&mut self, event: &SampleEvent, by: &By, at: Moment) {
        let item = |drawn: &Drawn, due| Item {
            drawn: drawn.clone(),
            due,
            calls: Vec::new(),
        };
        match event {
            SampleEvent::Drawn { frame, drawn, due } => {
                self.items.extend(drawn.iter().map(|d| item(d, *due)));
                self.drawing = Some(Drawing {
                    frame: frame.clone(),
                    by: by.clone(),
                    at,
                    due: *due,
                });
            }
            SampleEvent::Judged {
                no,
                detector,
                taken,
                reason,
                added,
            } => {
                let added = added.iter().map(|(drawn, due)| item(drawn, *due));
                self.items.extend(added);
                self.judged.push(Judgement {
                    no: *no,
                    detector: *detector,
                    taken: *taken,
                    reason: reason.clone(),
                    by: by.clone(),
                    at,
                });
            }
            SampleEvent::Called { no, answer } => {
                let found = self.items.iter_mut().find(|item| item.drawn.no == *no);
                if let Some(item) = found {
                    item.calls.push(Call {
                        answer: answer.clone(),
                        by: by.clone(),
                        at,
                    });
                }
            }
        }
    }

    /// The item of a matter.
    pub fn item(&self, no: MatterNo) -> Option<&Item> {
        self.items.iter().find(|item| item.drawn.no == no)
    }

    /// What became of a mark.
    pub fn judgement(&self, no: MatterNo, detector: Detector) -> Option<&Judgement> {
        let of = |j: &&Judgement| j.no == no && j.detector == detector;
        self.judged.iter().find(of)
    }

    /// A candidate with the marks that nobody dismissed, and whether the coordinator asked for it.
    pub fn marked(&self, mut candidate: Candidate, marks: &[Mark]) -> Candidate {
        let of = |mark: &&Mark| mark.no == candidate.no;
        for mark in marks.iter().filter(of) {
            match self.judgement(mark.no, mark.detector) {
                Some(judged) => candidate.wanted |= judged.taken,
                None => candidate.marks.push(mark.detector),
            }
        }
        candidate.marks.sort();
        candidate.marks.dedup();
        candidate
    }

    /// 抽取, once, when the month is over.
    ///
    /// # Errors
    /// The month runs, it was drawn before, there is nothing to draw: in words.
    pub fn draw(&self, frame: Frame, at: Moment, law: &Law<'_>) -> Result<SampleEvent, Refusal> {
        let month = self.month.words();
        if at.date() <= self.month.last() {
            return Err(not(format!("{month}还没有过完，过完以后才能抽")));
        }
        if self.drawing.is_some() {
            return Err(not(format!("{month}已经抽过，不能重抽，免得挑着抽")));
        }
        let drawn = draw(&frame);
        if drawn.is_empty() {
            let why = "没有答复过、留了电话的诉求，没有可以回访的";
            return Err(not(format!("{month}{why}")));
        }
        let due = due(law, at.date())?;
        Ok(SampleEvent::Drawn { frame, drawn, due })
    }

    /// Puts a mark into the sample or dismisses it; `candidate`: the matter as one to be called
    /// about, or why it cannot be.
    ///
    /// # Errors
    /// It was judged before, the reason is missing, the matter cannot be called about: in words.
    pub fn judge(
        &self,
        mark: &Mark,
        candidate: Result<Candidate, &'static str>,
        (taken, reason): (bool, &str),
        at: Moment,
        law: &Law<'_>,
    ) -> Result<SampleEvent, Refusal> {
        let remedy = "请写清为什么要抽查，或者为什么不用再看";
        check::text(reason, "理由", MOST, remedy)?;
        if let Some(before) = self.judgement(mark.no, mark.detector) {
            let done = match before.taken {
                true => "放进样本",
                false => "销去",
            };
            return Err(not(format!(
                "这条线索{}{}已经{done}，记在日志里，不能改",
                before.at.date(),
                before.by.words()
            )));
        }
        let mut added = None;
        if taken {
            let candidate = Candidate {
                marks: vec![mark.detector],
                wanted: true,
                ..candidate.map_err(|why| not(format!("不能放进回访样本：{why}")))?
            };
            if let (Some(drawing), None) = (&self.drawing, self.item(mark.no)) {
                let mut calls: BTreeMap<UnitId, usize> = BTreeMap::new();
                for item in &self.items {
                    *calls.entry(item.drawn.caller.clone()).or_default() += 1;
                }
                let drawn = drawing.frame.assigned(&candidate, &calls);
                let drawn = drawn.ok_or_else(|| not("没有哪个单位没经过手，没有单位能回访这件"))?;
                added = Some((drawn, due(law, at.date())?));
            }
        }
        Ok(SampleEvent::Judged {
            no: mark.no,
            detector: mark.detector,
            taken,
            reason: reason.trim().to_owned(),
            added,
        })
    }

    /// Writes down a call. `None`: this matter is not theirs to call about, as if it did not exist.
    ///
    /// # Errors
    /// Answered before, words missing: in words.
    pub fn call(
        &self,
        no: MatterNo,
        answer: Answer,
        by: &Actor,
        law: &Law<'_>,
        today: Date,
    ) -> Option<Result<SampleEvent, Refusal>> {
        let item = self.item(no)?;
        let staff = by.staff()?;
        if item.sight(staff) == Sight::Nothing {
            return None;
        }
        Some(self::called(item, answer, law, today))
    }

    /// The calls about each unit's matters.
    pub fn heard(&self, today: Date, tries: u32) -> BTreeMap<UnitId, Heard> {
        let mut units: BTreeMap<UnitId, Heard> = BTreeMap::new();
        for item in &self.items {
            let heard = units.entry(item.drawn.unit.clone()).or_default();
            heard.drawn += 1;
            heard.missed += u64::from(item.standing(today, tries) == Standing::Missed);
            if let Some(answer) = item.heard() {
                heard.reached += 1;
                heard.solved += u64::from(answer.said == Said::Solved);
                heard.not_solved += u64::from(answer.said == Said::NotSolved);
                heard.displeased += u64::from(answer.pleased == Some(false));
            }
        }
        units
    }
}

fn called(item: &Item, answer: Answer, law: &Law<'_>, today: Date) -> Result<SampleEvent, Refusal> {
    match item.standing(today, tries(law, today)?) {
        Standing::Heard => return Err(not("这件已经回访过，结果记在日志里，不能改")),
        Standing::GivenUp => {
            let times = item.calls.len();
            return Err(not(format!("这件打过 {times} 次都联系不上，不用再打")));
        }
        // A late call is better than none; the list keeps showing that it was late.
        Standing::Missed | Standing::Waiting => {}
    }
    let remedy = "请写企业的原话：哪里没有解决，为什么不满意";
    if answer.said == Said::NotSolved || answer.pleased == Some(false) {
        check::text(&answer.words, "企业的原话", MOST, remedy)?;
    }
    check::at_most(&answer.words, "企业的原话", MOST)?;
    let pleased = answer.pleased.filter(|_| answer.said != Said::Unreached);
    Ok(SampleEvent::Called {
        no: item.drawn.no,
        answer: Answer {
            pleased,
            words: answer.words.trim().to_owned(),
            ..answer
        },
    })
}

/// The calls that each unit owed at the end of a day and had not made in time, by unit; of samples as
/// they stood then.
pub fn missed<'a>(
    samples: impl IntoIterator<Item = &'a Sampling>,
    day: Date,
    tries: u32,
) -> BTreeMap<UnitId, u64> {
    let morning = day.tomorrow().unwrap_or(Date::MAX);
    let mut units = BTreeMap::new();
    for item in samples.into_iter().flat_map(|sampling| &sampling.items) {
        if item.standing(morning, tries) == Standing::Missed {
            *units.entry(item.drawn.caller.clone()).or_default() += 1;
        }
    }
    units
}

/// What a call orders for its matter: 区营商办 decides whether it is done again, however long ago it
/// ended. `None`: nothing, also where it is being done again already, or was decided on.
pub fn follows(matter: &Matter, answer: &Answer, at: Moment, law: &Law<'_>) -> Option<Command> {
    let may = || permit(matter, CommandName::FoundUnsolved, &Act::rule(at), law).is_ok();
    (answer.said == Said::NotSolved && may()).then(|| Command::FoundUnsolved {
        words: answer.words.trim().to_owned(),
    })
}

/// The refusal to somebody of a unit that had the matter in hand, drawn or not: it says nothing of
/// the sample.
///
/// # Errors
/// The staff's unit had it in hand.
pub fn not_by_own_unit(matter: &Matter, staff: &Staff) -> Result<(), Refusal> {
    let own = matter.lead == staff.unit
        || matter.support.contains(&staff.unit)
        || matter.rounds.iter().any(|round| round.unit == staff.unit);
    match own {
        true => Err(not(format!(
            "{}经手的办件，由没有经手的单位回访，本单位不能自己记结果",
            staff.unit
        ))),
        false => Ok(()),
    }
}
