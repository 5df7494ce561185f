//! The bulletins, rankings and quarterly assessments of the year, issued by 区营商办 on the days it
//! would, from what the journal holds on that day. The newest quarter whose months are all published is
//! being checked by the units on the last day told.

use super::callbacks;
use super::plot::Year;
use super::reports;
use banjie_core::assessment::quarterly::AdjustmentKind;
use banjie_core::assessment::quarterly::adjustment::{AdjustmentCommand, Proposal};
use banjie_core::assessment::report::Grounds;
use banjie_core::assessment::steps::{RankingStep, objections_until};
use banjie_core::assessment::{Month, Period, Quarter, Week};
use banjie_core::matter::{Act, Actor, Staff};
use banjie_core::moment::Moment;
use banjie_store::Store;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A paper that is due at a moment.
pub(super) struct Paper {
    pub act: Act,
    what: What,
}

enum What {
    /// A week's bulletin.
    Bulletin(Week),
    /// A month's ranking leaves this step.
    Ranking(Month, Option<RankingStep>),
    /// The sample of call-backs of a month is drawn.
    Sample(Month),
    /// It is called about.
    Calls(Month),
    /// What the calls found unsolved goes a step on.
    Recheck(Month),
    /// A quarter's assessment leaves this step.
    Assessment(Quarter, Option<RankingStep>),
    /// Something is added to or taken off a unit's quarter.
    Adjust(Quarter, Box<Proposal>),
    /// The second word on it.
    Agree(Quarter, u32),
    /// The settled figures of a period are signed.
    Sign(Period),
    /// Figures of a month are reported or verified.
    Report(reports::Reporting),
}

impl Paper {
    /// The week whose bulletin it is.
    pub(super) fn week(&self) -> Option<Week> {
        match self.what {
            What::Bulletin(week) => Some(week),
            _ => None,
        }
    }

    /// Whether it belongs to the sample of call-backs.
    pub(super) fn is_sample(&self) -> bool {
        matches!(self.what, What::Sample(_) | What::Calls(_))
    }

    /// Whether a month's ranking is published by it.
    pub(super) fn publishes(&self) -> bool {
        matches!(self.what, What::Ranking(_, Some(RankingStep::Sealed)))
    }
}

/// All papers of the year in the order of their times: a bulletin on the first working day after
/// its week; a ranking is drafted and handed to the units on the first working day after its
/// month, settled and sealed when the time for objections is over.
pub(super) fn plan(year: &Year<'_>) -> Vec<Paper> {
    let mut papers = Vec::new();
    let at = |day: Date, hour, minute| Act {
        at: Moment::local(day.at(hour, minute, 0, 0)),
        by: Actor::Staff(year.desk.clone()),
    };
    let next_day = |after: Date| year.days.iter().copied().find(|day| *day > after);
    let mut week = Week::of(year.first);
    if week.first() < year.first {
        week = week.next();
    }
    while let Some(day) = next_day(week.last()) {
        papers.push(Paper {
            act: at(day, 9, 40),
            what: What::Bulletin(week),
        });
        week = week.next();
    }
    let mut month = Month::of(year.first);
    if month.first() < year.first {
        month = month.next();
    }
    while let Some(day) = next_day(month.last()) {
        let newest = next_day(month.next().last()).is_none();
        for (staff, minute, step) in reports::plan(year, month, newest) {
            papers.push(Paper {
                act: reports::act(staff, at(day, 9, minute).at),
                what: What::Report(step),
            });
        }
        let mut what = |day: Date, what| {
            papers.push(Paper {
                act: at(day, 14, 0),
                what,
            });
        };
        what(day, What::Sample(month));
        // Called in two rounds: four and eight working days later.
        let after = year.days.iter().filter(|d| **d > day);
        for (_, day) in after.enumerate().filter(|(n, _)| matches!(n, 3 | 7)) {
            what(*day, What::Calls(month));
        }
        // What the calls found unsolved: decided on two working days after each round, done again and
        // confirmed in the days after.
        let after = year.days.iter().filter(|d| **d > day);
        for (_, day) in after
            .enumerate()
            .filter(|(n, _)| matches!(n, 5 | 9 | 12 | 15))
        {
            what(*day, What::Recheck(month));
        }
        let mut step = |day: Date, hour, minute, from| {
            papers.push(Paper {
                act: at(day, hour, minute),
                what: What::Ranking(month, from),
            });
        };
        step(day, 10, 0, None);
        step(day, 10, 30, Some(RankingStep::Draft));
        let over = objections_until(day, &year.pack.law());
        if let Some(day) = over.ok().and_then(next_day) {
            step(day, 9, 30, Some(RankingStep::Checking));
            for (minute, signer) in [(40, &year.desk), (45, &year.organisation)] {
                papers.push(Paper {
                    act: Act {
                        by: Actor::Staff(signer.clone()),
                        ..at(day, 9, minute)
                    },
                    what: What::Sign(Period::Month(month)),
                });
            }
            let mut step = |minute, from| {
                papers.push(Paper {
                    act: at(day, 9, minute),
                    what: What::Ranking(month, Some(from)),
                });
            };
            step(50, RankingStep::Settled);
            step(55, RankingStep::Sealed);
        }
        month = month.next();
    }
    quarters(year, &mut papers);
    papers.sort_by_key(|paper| paper.act.at);
    papers
}

/// The quarters whose three months are all published: each is drafted on the next working day and
/// published after the days for objections; the newest is handed out on the last day told.
fn quarters(year: &Year<'_>, papers: &mut Vec<Paper>) {
    let published: BTreeMap<Month, Date> = (papers.iter())
        .filter_map(|paper| match paper.what {
            What::Ranking(month, Some(RankingStep::Sealed)) => Some((month, paper.act.at.date())),
            _ => None,
        })
        .collect();
    let Some(last_day) = year.days.last().copied() else {
        return;
    };
    let mut ready: Vec<(Quarter, Date)> = Vec::new();
    for month in published.keys() {
        let quarter = Quarter::of(month.first());
        let days: Vec<Date> = (quarter.months().iter())
            .filter_map(|month| published.get(month).copied())
            .collect();
        let whole = (days.len() == 3).then(|| days.into_iter().max()).flatten();
        if let Some(day) = whole.filter(|_| ready.last().is_none_or(|(q, _)| *q != quarter)) {
            ready.push((quarter, day));
        }
    }
    let newest = ready.last().map(|(quarter, _)| *quarter);
    for (quarter, done) in ready {
        let mut next = year.days.iter().copied().filter(|day| *day > done);
        let first = match (Some(quarter) == newest, next.next()) {
            (true, _) | (_, None) => last_day,
            (false, Some(day)) => day,
        };
        assessed(year, quarter, first, Some(quarter) == newest, papers);
    }
}

/// One quarter from its draft on; `open`: it stays under check.
fn assessed(year: &Year<'_>, quarter: Quarter, day: Date, open: bool, papers: &mut Vec<Paper>) {
    let by = |signer: &Staff, day: Date, hour, minute| Act {
        at: Moment::local(day.at(hour, minute, 0, 0)),
        by: Actor::Staff(signer.clone()),
    };
    let mut add = |signer: &Staff, day, (hour, minute), what| {
        papers.push(Paper {
            act: by(signer, day, hour, minute),
            what,
        });
    };
    let desk = &year.desk;
    let step = |from| What::Assessment(quarter, from);
    add(desk, day, (11, 0), step(None));
    for (number, proposal) in (1..).zip(added(quarter)) {
        let minute = 5 + i8::try_from(number).unwrap_or(0);
        let propose = What::Adjust(quarter, Box::new(proposal));
        add(desk, day, (11, minute), propose);
        let agree = What::Agree(quarter, number);
        add(&year.organisation, day, (11, minute + 10), agree);
    }
    add(desk, day, (11, 40), step(Some(RankingStep::Draft)));
    let over = objections_until(day, &year.pack.law()).ok();
    let settles = over.and_then(|until| year.days.iter().copied().find(|day| *day > until));
    let Some(day) = settles.filter(|_| !open) else {
        return;
    };
    // In the afternoon: an exclusion of the morning has its second word by then.
    add(desk, day, (15, 30), step(Some(RankingStep::Checking)));
    for (minute, signer) in [(40, desk), (45, &year.organisation)] {
        let sign = What::Sign(Period::Quarter(quarter));
        add(signer, day, (15, minute), sign);
    }
    add(desk, day, (15, 50), step(Some(RankingStep::Settled)));
    add(desk, day, (15, 55), step(Some(RankingStep::Sealed)));
}

/// What the story adds and takes off: one bonus and one deduction in the autumn.
fn added(quarter: Quarter) -> Vec<Proposal> {
    let proposal = |unit: &str, kind, points, reason: &str, note: String| Proposal {
        unit: unit.into(),
        kind,
        points: i64::into(points),
        reason: reason.to_owned(),
        grounds: Grounds {
            note,
            files: Vec::new(),
        },
    };
    let year = quarter.first().year();
    match quarter.number() {
        3 => vec![
            proposal(
                "人社局",
                AdjustmentKind::Bonus,
                2,
                "欠薪诉求一窗联办的做法在全市推广",
                format!("市营商环境工作简报〔{year}〕18期"),
            ),
            proposal(
                "工信局",
                AdjustmentKind::Deduction,
                3,
                "企业用电诉求多次超时，被区里通报批评",
                format!("区委办公室通报〔{year}〕7号"),
            ),
        ],
        _ => Vec::new(),
    }
}

/// Issues a paper through the same functions as the screens.
///
/// # Errors
/// The step is refused; the database fails.
pub(super) async fn issue(store: &Store, year: &Year<'_>, paper: Paper) -> Result<(), String> {
    let said = |e: &dyn std::fmt::Display| e.to_string();
    match paper.what {
        What::Bulletin(week) => {
            let issued = store.issue_bulletin(week, week.last(), 0, paper.act).await;
            issued.map(drop).map_err(|e| said(&e))
        }
        What::Ranking(month, from) => {
            let moved = store.advance_ranking(month, from, "", paper.act).await;
            moved.map_err(|e| said(&e))?.map(drop).map_err(|e| said(&e))
        }
        What::Report(step) => reports::go_on(store, &step, paper.act).await,
        What::Sample(month) => callbacks::draw(store, year, month, paper.act).await,
        What::Calls(month) => callbacks::call(store, year, month, paper.act.at).await,
        What::Recheck(month) => callbacks::recheck(store, year, month, paper.act).await,
        What::Assessment(quarter, from) => {
            let period = Period::Quarter(quarter);
            let moved = store.advance(period, from, "", paper.act).await;
            moved.map_err(|e| said(&e))?.map(drop).map_err(|e| said(&e))
        }
        What::Adjust(quarter, proposal) => {
            let command = AdjustmentCommand::Propose(*proposal);
            let done = store.adjust(quarter, command, paper.act).await;
            done.map_err(|e| said(&e))?.map(drop).map_err(|e| said(&e))
        }
        What::Agree(quarter, number) => {
            let command = AdjustmentCommand::Decide {
                number,
                agree: true,
                reason: String::new(),
            };
            let done = store.adjust(quarter, command, paper.act).await;
            done.map_err(|e| said(&e))?.map(drop).map_err(|e| said(&e))
        }
        What::Sign(period) => {
            let signed = store.sign_period(period, paper.act).await;
            signed.map_err(|e| said(&e))?.map_err(|e| said(&e))
        }
    }
}
