//! 窗口约谈: what the rule proposes as of a day, and what somebody has decided. A decision is a record
//! of its own stream; the rates it rests on are written with it, so that they stand whatever leaves
//! the rates later.

use super::{RatesBy, ReviewFilter};
use crate::log::Log;
use crate::record::{Kept, Record};
use crate::{Store, StoreError};
use banjie_core::assessment::Month;
use banjie_core::assessment::talks::{MonthRated, TalkEvent, TalkProposal, decide, proposals};
use banjie_core::district::{UnitId, WindowId};
use banjie_core::matter::{Act, By, Refusal};
use banjie_core::moment::Moment;
use jiff::civil::Date;

/// The topic under which all decisions are found.
pub(crate) const TALKS: &str = "window_talk";
/// Months that are looked back for proposals nobody has decided on.
const MONTHS: usize = 12;

/// A decision on a proposed talk.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidedTalk {
    /// What was proposed, and what it rested on.
    pub proposal: TalkProposal,
    /// What was decided.
    pub what: TalkEvent,
    /// By whom.
    pub by: By,
    /// When.
    pub at: Moment,
}

fn decided(kept: Vec<Kept>) -> Vec<DecidedTalk> {
    let one = |kept: Kept| match kept.record {
        Record::WindowTalkDecided {
            window,
            unit,
            facts,
            what,
            ..
        } => Some(DecidedTalk {
            proposal: TalkProposal {
                window,
                unit,
                facts,
            },
            what,
            by: kept.by,
            at: kept.at,
        }),
        _ => None,
    };
    let mut all: Vec<_> = kept.into_iter().filter_map(one).collect();
    all.sort_by_key(|talk| std::cmp::Reverse(talk.at));
    all
}

impl Store {
    /// What was decided on proposed talks, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn decided_talks(&self) -> Result<Vec<DecidedTalk>, StoreError> {
        Ok(decided(self.topic(TALKS).await?))
    }

    /// The talks that the rule proposes as of a day and nobody has decided on, the newest first.
    ///
    /// # Errors
    /// The rule `review.window_talk` has no value that day; the database fails.
    pub async fn proposed_talks(&self, today: Date) -> Result<Vec<TalkProposal>, StoreError> {
        let rule = self.pack.rules.number(&"review.window_talk".into(), today);
        let (many, _) = rule.map_err(|e| StoreError::Refused(e.into()))?;
        let many = usize::try_from(many).unwrap_or(0).max(1);
        let mut months = Vec::new();
        let mut month = Month::of(today);
        for _ in 0..MONTHS + many - 1 {
            month = month.previous();
            let all = ReviewFilter::default();
            let rates = self.review_rates(RatesBy::Window, &all, month.first(), month.last());
            months.insert(0, (month, rates.await?));
        }
        let settled: Vec<(WindowId, Month, Month)> = (self.decided_talks().await?.into_iter())
            .filter_map(|talk| {
                let (first, last) = talk.proposal.span()?;
                Some((talk.proposal.window, first, last))
            })
            .collect();
        let unit_of = |id: &WindowId| self.unit_of_window(id);
        Ok(proposals(&months, many, &settled, unit_of))
    }

    fn unit_of_window(&self, id: &WindowId) -> Option<UnitId> {
        self.pack.district.window(id).map(|w| w.unit.clone())
    }

    /// Decides on the talk that the rule proposes to a window, resting on months up to `last`.
    ///
    /// # Errors
    /// Nothing is proposed, or somebody has decided meanwhile; refusals of the rule; the database
    /// fails.
    pub async fn decide_talk(
        &self,
        window: WindowId,
        last: Month,
        asked: TalkEvent,
        act: Act,
    ) -> Result<(), StoreError> {
        let not = |why: &str| {
            StoreError::Refused(Refusal::NotAllowed {
                why: why.to_owned(),
            })
        };
        let open = self.proposed_talks(act.at.date()).await?;
        let of = |p: &TalkProposal| p.window == window && p.span().is_some_and(|s| s.1 == last);
        let proposal = open.into_iter().find(of);
        let proposal =
            proposal.ok_or_else(|| not("这个窗口这几个月没有待定的约谈建议，可能已经有人定了"))?;
        let what = decide(&proposal, asked, &act)?;
        let record = Record::WindowTalkDecided {
            window: proposal.window,
            unit: proposal.unit,
            last,
            facts: proposal.facts,
            what,
        };
        let input = (self.ground(), record, act);
        self.db
            .write(input, |tx, (ground, record, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    if !ground.stream(tx, &record.stream()).await?.is_empty() {
                        let why = "刚才已经有人定了，请看约谈清单".to_owned();
                        return Err(StoreError::Refused(Refusal::NotAllowed { why }));
                    }
                    ground.record(tx, &mut log, record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }
}

/// The ratings in words: `2025年9月 4 条评价里满意 1 条`.
pub fn rated_words(facts: &[MonthRated]) -> String {
    let one = |f: &MonthRated| {
        let (month, valid, satisfied) = (f.month.words(), f.valid, f.satisfied);
        format!("{month} {valid} 条评价里满意 {satisfied} 条")
    };
    facts.iter().map(one).collect::<Vec<_>>().join("；")
}
