//! What a month and a quarter share on their way to published: where they stand, the steps with their
//! days, the next act.

use super::step;
use crate::App;
use crate::kit::parts::{Act, Reach, Stage, Stages};
use crate::kit::{Problem, text};
use banjie_core::assessment::Period;
use banjie_core::assessment::steps::{Pending, RankingStep, Stand, advance, objections_until};
use banjie_store::record::Record;

/// Where a period stands and what it waits for.
pub(in crate::desk) struct Course {
    /// Which.
    pub(in crate::desk) period: Period,
    /// Its newest revision; 0: none.
    pub(in crate::desk) revision: u32,
    /// The step; `None`: no draft yet.
    pub(in crate::desk) at: Option<Stand>,
    /// What it waits for.
    pub(in crate::desk) pending: Pending,
}

impl Course {
    /// Of a period.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::desk) async fn of(app: &App, period: Period) -> Result<Self, Problem> {
        let stand = app.store().stand(period).await?;
        Ok(Self {
            period,
            revision: stand.as_ref().map_or(0, |(_, revision)| *revision),
            at: stand.map(|(stand, _)| stand),
            pending: app.store().pending(period).await?,
        })
    }

    /// The step.
    pub(in crate::desk) fn step(&self) -> Option<RankingStep> {
        self.at.as_ref().map(|at| at.step)
    }

    /// The page of the period on the desk.
    pub(in crate::desk) fn path(&self) -> String {
        match self.period {
            Period::Month(month) => format!("/desk/rankings/{month}"),
            Period::Quarter(quarter) => format!("/desk/assessments/{quarter}"),
        }
    }

    /// `核对中 · 第1版`.
    pub(in crate::desk) fn state(&self) -> String {
        match self.step() {
            Some(step) => format!("{} · 第{}版", step.word(), self.revision),
            None => "现在算出的数，还没有生成草稿".to_owned(),
        }
    }

    /// The next act, or why it may not be done yet.
    pub(in crate::desk) fn next(&self, app: &App) -> Act {
        let (law, at) = (app.pack().law(), self.at.as_ref());
        match advance(self.period, at, &self.pending, app.today(), &law) {
            Ok(next) => {
                let word = step::word(next, at.is_some());
                Act::primary(word, format!("{}/step", self.path()))
            }
            Err(refusal) => {
                let next = self.step().and_then(RankingStep::next);
                let word = step::word(next.unwrap_or(RankingStep::Draft), false);
                Act::refused(word, refusal.to_string())
            }
        }
    }

    /// The steps with the days they were taken, from the journal.
    ///
    /// # Errors
    /// The database fails.
    pub(in crate::desk) async fn stages(&self, app: &App) -> Result<Stages, Problem> {
        let stream = format!("{}/{}", self.period.paper(), self.period);
        let records = app.store().records(&stream).await?;
        // A ruling computes the figures anew without taking a step: the first record counts.
        let taken = |wanted: RankingStep| {
            records.iter().find_map(|(at, _, record)| match record {
                Record::RankingMoved {
                    revision, state, ..
                }
                | Record::AssessmentMoved {
                    revision, state, ..
                } if *revision == self.revision && state == wanted.code() => Some(at.date()),
                _ => None,
            })
        };
        let law = app.pack().law();
        let now = self.step();
        let stages = (RankingStep::ALL.into_iter())
            .map(|step| {
                let day = taken(step).map_or(String::new(), text::month_day);
                let until = (step == RankingStep::Checking && now == Some(step))
                    .then(|| taken(step).and_then(|since| objections_until(since, &law).ok()))
                    .flatten();
                Stage {
                    word: step.word().to_owned(),
                    date: until.map_or(day, |until| {
                        format!("到 {}", text::month_day_weekday(until))
                    }),
                    reach: match now {
                        Some(RankingStep::Published) => Reach::Past,
                        Some(now) if step < now => Reach::Past,
                        Some(now) if step == now => Reach::Current,
                        _ => Reach::Next,
                    },
                }
            })
            .collect();
        Ok(Stages { stages })
    }
}
