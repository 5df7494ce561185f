//! What a matter contributes to the figures. Pure and derived from its state, so that a rollup
//! is exactly the sum over matters, and a figure opens to the matters that contain its key.

use super::metric::Aspect;
use crate::district::{IndicatorId, UnitId};
use crate::matter::{Detail, Kind, Law, Matter, Round, Verdict};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is counted. Codes are stable: they stand in rollups and in links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// 交到单位: a round began, on the day the unit got it.
    Received,
    /// 到期: a round came due, on its due day. Open overdue rounds are in here, so they count as late.
    Due,
    /// 按时: of those due that day, answered in time.
    OnTime,
    /// 答复, on the day of the answer.
    Answered,
    /// 已解决, on the day of the verdict.
    Solved,
    /// 未解决, on the day of the verdict.
    NotSolved,
    /// 企业未确认, on the day the time ran out.
    NoAnswer,
    /// 满意 (5, 4, 3) among reviews, on the day of the verdict.
    Pleased,
    /// 不满意 (2, 1), on the day of the verdict.
    Displeased,
    /// 重办: a second or later round began.
    Reopened,
    /// 剔除: left the denominators, on the day of the exclusion.
    Excluded,
    /// 评价为非常满意, on the day of the rating.
    Level5,
    /// 评价为满意.
    Level4,
    /// 评价为基本满意.
    Level3,
    /// 评价为不满意.
    Level2,
    /// 评价为非常不满意.
    Level1,
    /// 可评: a visit to a window that its visitor was invited to rate, on its day; an application whose
    /// results were handed over, on that day.
    Ratable,
    /// 实名差评: the rater can be rung; on the day of the rating.
    Named,
    /// Of those, the rater was spoken to; on the same day, so that the rate never passes 100 %.
    CalledBack,
    /// 属实差评: bad, neither excluded nor explained, on the due day of its correction.
    Upheld,
    /// Of those, corrected.
    Corrected,
    /// Of those, corrected in time.
    CorrectedInTime,
    /// 配合到期: a round of another unit that this one supports came due, on its due day.
    SupportDue,
    /// 配合按时: of those due that day, the supporting unit had written or added a file by then.
    SupportOnTime,
}

impl Count {
    /// All counts.
    pub const ALL: [Count; 24] = [
        Count::Received,
        Count::Due,
        Count::OnTime,
        Count::Answered,
        Count::Solved,
        Count::NotSolved,
        Count::NoAnswer,
        Count::Pleased,
        Count::Displeased,
        Count::Reopened,
        Count::Excluded,
        Count::Level5,
        Count::Level4,
        Count::Level3,
        Count::Level2,
        Count::Level1,
        Count::Ratable,
        Count::Named,
        Count::CalledBack,
        Count::Upheld,
        Count::Corrected,
        Count::CorrectedInTime,
        Count::SupportDue,
        Count::SupportOnTime,
    ];

    /// The code in rollups, API and links.
    pub fn code(self) -> &'static str {
        match self {
            Count::Received => "received",
            Count::Due => "due",
            Count::OnTime => "on_time",
            Count::Answered => "answered",
            Count::Solved => "solved",
            Count::NotSolved => "not_solved",
            Count::NoAnswer => "no_answer",
            Count::Pleased => "pleased",
            Count::Displeased => "displeased",
            Count::Reopened => "reopened",
            Count::Excluded => "excluded",
            Count::Level5 => "level_5",
            Count::Level4 => "level_4",
            Count::Level3 => "level_3",
            Count::Level2 => "level_2",
            Count::Level1 => "level_1",
            Count::Ratable => "ratable",
            Count::Named => "named",
            Count::CalledBack => "called_back",
            Count::Upheld => "upheld",
            Count::Corrected => "corrected",
            Count::CorrectedInTime => "corrected_in_time",
            Count::SupportDue => "support_due",
            Count::SupportOnTime => "support_on_time",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Count::Received => "交办",
            Count::Due => "到期",
            Count::OnTime => "按时",
            Count::Answered => "答复",
            Count::Solved => "已解决",
            Count::NotSolved => "未解决",
            Count::NoAnswer => "企业未确认",
            Count::Pleased => "满意",
            Count::Displeased => "不满意",
            Count::Reopened => "重办",
            Count::Excluded => "剔除",
            Count::Level5 => "评为非常满意",
            Count::Level4 => "评为满意",
            Count::Level3 => "评为基本满意",
            Count::Level2 => "评为不满意",
            Count::Level1 => "评为非常不满意",
            Count::Ratable => "可评办件",
            Count::Named => "实名差评",
            Count::CalledBack => "实名差评已回访",
            Count::Upheld => "属实差评",
            Count::Corrected => "差评已整改",
            Count::CorrectedInTime => "差评按时整改",
            Count::SupportDue => "配合到期",
            Count::SupportOnTime => "配合按时",
        }
    }

    /// The count with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// One case counted: which unit, kind and indicator, what, on which day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tally {
    /// The unit it counts for.
    pub unit: UnitId,
    /// Kind.
    pub kind: Kind,
    /// Indicator, if any.
    pub indicator: Option<IndicatorId>,
    /// What.
    pub count: Count,
    /// The day it belongs to.
    pub day: Date,
    /// Which round of the matter, from 1.
    pub round: u32,
}

/// Everything a matter contributes, in a fixed order. An excluded matter contributes only its
/// exclusion, so it leaves every denominator and stays countable.
pub fn tallies(matter: &Matter, law: &Law<'_>) -> Vec<Tally> {
    let mut out = Vec::new();
    let tally = |round: usize, unit: &UnitId, count, day| Tally {
        unit: unit.clone(),
        kind: matter.kind(),
        indicator: matter.indicator.clone(),
        count,
        day,
        round: u32::try_from(round + 1).unwrap_or(u32::MAX),
    };
    // What a kind contributes stands in its line of the list of kinds.
    let assessed = |aspect| matter.kind().aspects().contains(&aspect);
    if let Some(exclusion) = &matter.exclusion {
        let unit = matter.rounds.last().map_or(&matter.lead, |r| &r.unit);
        out.push(tally(0, unit, Count::Excluded, exclusion.at.date()));
        return out;
    }
    for (index, round) in matter.rounds.iter().enumerate() {
        let mut add = |count, day| out.push(tally(index, &round.unit, count, day));
        add(Count::Received, round.began.date());
        if index > 0 && assessed(Aspect::Reopened) {
            add(Count::Reopened, round.began.date());
        }
        let came_due = match (&matter.detail, index) {
            (Detail::Review(review), 0) => super::reviews::first_due(matter, review, round, law),
            _ => due(matter, round, law),
        };
        if let Some((due, on_time)) = came_due {
            add(Count::Due, due);
            if on_time {
                add(Count::OnTime, due);
            }
        }
        if let Some(answered) = round.answered {
            add(Count::Answered, answered.date());
        }
        if let Some((verdict, at)) = round.verdict.filter(|_| assessed(Aspect::Solved)) {
            let count = match verdict {
                Verdict::Solved => Count::Solved,
                Verdict::NotSolved => Count::NotSolved,
                Verdict::NoAnswer => Count::NoAnswer,
            };
            add(count, at.date());
            // 满意度 given with a confirmation before reviews were matters of their own.
            match round.level {
                Some(3..) => add(Count::Pleased, at.date()),
                Some(_) => add(Count::Displeased, at.date()),
                None => {}
            }
        }
        if let Some((due, _)) = came_due {
            for (unit, on_time) in support(matter, round, due) {
                out.push(tally(index, unit, Count::SupportDue, due));
                if on_time {
                    out.push(tally(index, unit, Count::SupportOnTime, due));
                }
            }
        }
    }
    if let Detail::Review(review) = &matter.detail {
        for (count, day) in super::reviews::counts(matter, review, law) {
            out.push(tally(0, &matter.lead, count, day));
        }
    }
    if let (Some(subject), Kind::Application) =
        (crate::kinds::review::subject(matter), matter.kind())
        && let Some(ended) = matter.ended
    {
        out.push(tally(0, &subject.unit, Count::Ratable, ended.date()));
    }
    out.sort();
    out
}

/// 配合: the supporting units that owed a word in a round that came due, and whether it came in time.
/// Where the lead answered in time without waiting for it, nothing was owed any more.
fn support<'a>(
    matter: &'a Matter,
    round: &'a Round,
    due: Date,
) -> impl Iterator<Item = (&'a UnitId, bool)> {
    let over = round.answered.or(matter.ended).map(|at| at.date());
    let units = matter.support.iter().filter(|unit| **unit != round.unit);
    units.filter_map(move |unit| {
        let wrote = round.supported.get(unit).map(|at| at.date());
        let on_time = wrote.is_some_and(|day| day <= due);
        let owed = on_time || over.is_none_or(|day| day > due);
        owed.then_some((unit, on_time))
    })
}

/// The due day of a round and whether it was met. `None` while the clock is paused or the day
/// provisional, and for a round that ended without an answer before it came due (withdrawn,
/// merged, passed on): nobody was late there.
pub(super) fn due(matter: &Matter, round: &Round, law: &Law<'_>) -> Option<(Date, bool)> {
    if round.answered.is_none() && round.clock.open_pauses().next().is_some() {
        return None;
    }
    let asked = round
        .answered
        .or(matter.ended)
        .unwrap_or(round.began)
        .date();
    let due = round.clock.due(law.calendar, asked).fixed()?;
    match round.answered {
        Some(at) => Some((due, at.date() <= due)),
        None => matter
            .ended
            .is_none_or(|at| at.date() > due)
            .then_some((due, false)),
    }
}
