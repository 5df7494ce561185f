//! The bulletins and rankings of the year, issued by 区营商办 on the days it would, from what the
//! journal holds on that day.

use super::plot::Year;
use super::reports;
use banjie_core::assessment::steps::{RankingStep, objections_until};
use banjie_core::assessment::{Month, Period, Week};
use banjie_core::matter::{Act, Actor};
use banjie_core::moment::Moment;
use banjie_store::Store;
use jiff::civil::Date;

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
    /// The settled figures of a month are signed.
    Sign(Month),
    /// Figures of a month are reported or verified.
    Report(reports::Reporting),
}

impl Paper {
    /// Whether it is a week's bulletin.
    pub(super) fn is_weekly(&self) -> bool {
        matches!(self.what, What::Bulletin(_))
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
                    what: What::Sign(month),
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
    papers.sort_by_key(|paper| paper.act.at);
    papers
}

/// Issues a paper through the same functions as the screens.
///
/// # Errors
/// The step is refused; the database fails.
pub(super) async fn issue(store: &Store, paper: Paper) -> Result<(), String> {
    let said = |e: &dyn std::fmt::Display| e.to_string();
    match paper.what {
        What::Bulletin(week) => {
            let bulletin = store.bulletin(week, week.last()).await;
            let bulletin = bulletin.map_err(|e| said(&e))?;
            let issued = store.issue_bulletin(&bulletin, 0, paper.act).await;
            issued.map(drop).map_err(|e| said(&e))
        }
        What::Ranking(month, from) => {
            let moved = store.advance_ranking(month, from, "", paper.act).await;
            moved.map_err(|e| said(&e))?.map(drop).map_err(|e| said(&e))
        }
        What::Report(step) => reports::go_on(store, &step, paper.act).await,
        What::Sign(month) => {
            let signed = store.sign_period(Period::Month(month), paper.act).await;
            signed.map_err(|e| said(&e))?.map_err(|e| said(&e))
        }
    }
}
