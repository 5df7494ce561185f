//! Where a month or quarter stands on its way from draft to published, and what it waits for.

use super::assess::{Kept, kept};
use super::papers::{Issued, Seen, With};
use crate::db::Tx;
use crate::log::Log;
use crate::record::Record;
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::difference::{Placing, changes};
use banjie_core::assessment::quarterly::{Adjustment, Assessment};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::steps::{Pending, RankingStep, Stand, StepRefusal, advance, sign};
use banjie_core::assessment::tally::tallies;
use banjie_core::assessment::{Month, Period};
use banjie_core::district::{PersonId, UnitId};
use banjie_core::matter::{Act, By, Detail, Matter, MatterNo};
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How often figures are computed anew because the log went on meanwhile.
pub(super) const TRIES: u32 = 20;
/// Objections are filed within days of a period's end; this many days after it, none is looked for.
const AFTER: i64 = 400;

/// Who signed a revision, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The person.
    pub person: PersonId,
    /// Name as shown that day.
    pub name: String,
    /// Unit acted for.
    pub unit: UnitId,
    /// When.
    pub at: Moment,
}

/// What happened to a period beside its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodNote {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// A correction or recomputation.
    pub record: Record,
}

impl Ground {
    /// Where a period stands and its newest revision; `None` before its first draft.
    pub(crate) async fn stand(
        &self,
        tx: &mut Tx,
        period: Period,
    ) -> Result<Option<(Stand, u32)>, StoreError> {
        let row = tx
            .opt(
                "select revision, state, at_ms from papers
                 where district = $1 and kind = $2 and period = $3
                 order by revision desc limit 1",
                &params![self.district.as_str(), period.paper(), period.to_string()],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let revision = u32::try_from(row.int("revision")?).map_err(StoreError::damaged)?;
        let state = row.text("state")?;
        let signers = self.signatures(tx, period, revision).await?;
        let stand = Stand {
            step: RankingStep::from_code(state).ok_or_else(|| StoreError::damaged(state))?,
            since: Moment::from_ms(row.int("at_ms")?).date(),
            signers: signers.into_iter().map(|s| s.person).collect(),
        };
        Ok(Some((stand, revision)))
    }

    async fn signatures(
        &self,
        tx: &mut Tx,
        period: Period,
        wanted: u32,
    ) -> Result<Vec<Signature>, StoreError> {
        let records = self.stream(tx, &format!("signature/{period}")).await?;
        let mut out: Vec<Signature> = Vec::new();
        for kept in records {
            let Record::PeriodSigned { revision, .. } = kept.record else {
                continue;
            };
            if let By::Staff { person, name, unit } = kept.by
                && revision == wanted
                && out.iter().all(|s| s.person != person)
            {
                out.push(Signature {
                    person,
                    name,
                    unit,
                    at: kept.at,
                });
            }
        }
        Ok(out)
    }
}

impl Store {
    /// Where a period stands and its newest revision; `None` before its first draft.
    ///
    /// # Errors
    /// The database fails.
    pub async fn stand(&self, period: Period) -> Result<Option<(Stand, u32)>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().stand(&mut tx, period).await
    }

    /// Who signed a revision of a period.
    ///
    /// # Errors
    /// The database fails.
    pub async fn signatures(
        &self,
        period: Period,
        revision: u32,
    ) -> Result<Vec<Signature>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().signatures(&mut tx, period, revision).await
    }

    /// What a period waits for.
    ///
    /// # Errors
    /// The database fails.
    pub async fn pending(&self, period: Period) -> Result<Pending, StoreError> {
        let objections = self.objections(period).await?;
        let open = objections.iter().filter(|m| !m.is_ended()).count();
        let counts = self.sums(period.first(), period.last()).await?;
        let due = counts
            .iter()
            .filter(|sum| sum.count == banjie_core::assessment::tally::Count::Due);
        let (mut unsealed, mut adjustments) = (Vec::new(), 0);
        if let Period::Quarter(quarter) = period {
            for month in quarter.months() {
                let stand = self.stand(Period::Month(month)).await?;
                if stand.is_none_or(|(stand, _)| !stand.step.is_final()) {
                    unsealed.push(month);
                }
            }
            let all = self.adjustments(quarter).await?;
            adjustments = all.iter().filter(|a| Adjustment::is_waiting(a)).count();
        }
        Ok(Pending {
            objections: open,
            exclusions: self.exclusions_awaited(period).await?.len(),
            adjustments,
            unsealed,
            cases: due.map(|sum| sum.cases).sum(),
        })
    }

    /// The objections to a period, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn objections(&self, period: Period) -> Result<Vec<Matter>, StoreError> {
        let until = period.last().saturating_add(jiff::Span::new().days(AFTER));
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select no from matters where district = $1 and kind = 'objection'
                   and opened_day >= $2 and opened_day <= $3 order by opened_day, no",
                &params![
                    self.pack.district.code.as_str(),
                    period.last().to_string(),
                    until.to_string()
                ],
            )
            .await?;
        let mut out = self.ground().load_each(&mut tx, &rows).await?;
        out.retain(|m| matches!(&m.detail, Detail::Objection(o) if o.period == period));
        Ok(out)
    }

    /// The units with an open objection to a period.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn disputed(&self, period: Period) -> Result<BTreeSet<UnitId>, StoreError> {
        let objections = self.objections(period).await?;
        let open = objections.into_iter().filter(|m| !m.is_ended());
        Ok(open
            .filter_map(|m| match m.detail {
                Detail::Objection(objection) => Some(objection.unit),
                _ => None,
            })
            .collect())
    }

    /// The matters whose exclusion waits for a second person, proposed since the months around a day.
    ///
    /// # Errors
    /// The database fails.
    pub async fn exclusions_proposed(&self, around: Date) -> Result<Vec<Matter>, StoreError> {
        let since = around.saturating_sub(jiff::Span::new().days(AFTER));
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select distinct stream as no from journal where district = $1
                   and event = 'matter.exclusion_proposed/1' and at_ms >= $2 order by no",
                &params![
                    self.pack.district.code.as_str(),
                    Moment::start_of(since).ms()
                ],
            )
            .await?;
        let mut out = self.ground().load_each(&mut tx, &rows).await?;
        out.retain(|matter| matter.exclusion_proposed.is_some());
        Ok(out)
    }

    /// Of these, the matters that count in a period as long as nobody excludes them. With any other the
    /// period's figures stay as they are, so it need not wait: an exclusion takes out what the matter
    /// contributed, on the days it was counted on, and what was counted later concerns a later period.
    ///
    /// # Errors
    /// The database fails.
    pub async fn exclusions_awaited(&self, period: Period) -> Result<Vec<Matter>, StoreError> {
        let law = self.pack.law();
        let mut out = self.exclusions_proposed(period.first()).await?;
        out.retain(|matter| {
            let counted = tallies(matter, &law);
            let mut days = counted.iter().map(|tally| tally.day);
            days.any(|day| period.first() <= day && day <= period.last())
        });
        Ok(out)
    }

    /// Takes a ranking one step on, see [`Store::advance`].
    ///
    /// # Errors
    /// As [`Store::advance`].
    pub async fn advance_ranking(
        &self,
        month: Month,
        seen: Option<RankingStep>,
        reason: &str,
        act: Act,
    ) -> Result<Result<Issued, StepRefusal>, StoreError> {
        self.advance(Period::Month(month), seen, reason, act).await
    }

    /// Takes a month or quarter one step on. The figures are computed anew up to 定稿; sealing and
    /// publishing keep the settled ones. `seen` is the step the form showed; `reason` why a published
    /// one is corrected.
    ///
    /// # Errors
    /// The inner refusal says why the step may not be taken; the outer that the database fails.
    pub async fn advance(
        &self,
        period: Period,
        seen: Option<RankingStep>,
        reason: &str,
        act: Act,
    ) -> Result<Result<Issued, StepRefusal>, StoreError> {
        for _ in 1..TRIES {
            match self.step(period, seen, reason, act.clone()).await {
                Err(StoreError::Overtaken) => {}
                done => return done,
            }
        }
        self.step(period, seen, reason, act).await
    }

    /// The figures of a period up to its end, computed now, as they are kept.
    async fn fresh(&self, period: Period) -> Result<String, StoreError> {
        match period {
            Period::Month(month) => {
                let ranking = self.ranking(month, month.last()).await?;
                serde_json::to_string(&ranking).map_err(StoreError::damaged)
            }
            Period::Quarter(quarter) => {
                let assessment = self.assessment(quarter, quarter.last()).await?;
                serde_json::to_string(&assessment).map_err(StoreError::damaged)
            }
        }
    }

    async fn step(
        &self,
        period: Period,
        seen: Option<RankingStep>,
        reason: &str,
        act: Act,
    ) -> Result<Result<Issued, StepRefusal>, StoreError> {
        let size = self.log_size().await?;
        let stand = self.stand(period).await?;
        let at = stand.as_ref().map(|(stand, _)| stand);
        let now = at.map(|stand| stand.step);
        if now != seen {
            return Ok(Err(StepRefusal::Moved { seen, now }));
        }
        let pending = self.pending(period).await?;
        let law = self.pack.law();
        let next = match advance(period, at, &pending, act.at.date(), &law) {
            Ok(next) => next,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let kept = self.paper(period.paper(), &period.to_string()).await?;
        let corrects = next == RankingStep::Draft && kept.is_some();
        if corrects && reason.trim().is_empty() {
            return Ok(Err(StepRefusal::NoReason));
        }
        let (revision, body) = match kept {
            Some(kept) if next.is_final() => (kept.revision, kept.body),
            kept => {
                let before = kept.map_or(0, |k| k.revision);
                (
                    before + u32::from(next == RankingStep::Draft),
                    self.fresh(period).await?,
                )
            }
        };
        let why = corrects.then(|| Record::PeriodCorrected {
            period,
            revision,
            reason: reason.trim().to_owned(),
        });
        let paper = Issued {
            kind: period.paper().to_owned(),
            period: period.to_string(),
            revision,
            state: next.code().to_owned(),
            body,
            at: act.at,
        };
        let rests_on = Seen {
            state: now.map_or("", RankingStep::code).to_owned(),
            size: Some(size),
        };
        let with = With {
            why,
            ..With::default()
        };
        match self.issue_with(paper.clone(), rests_on, with, act).await {
            // Somebody took a step between the look and the write.
            Err(StoreError::Taken(_)) => {
                let now = self.stand(period).await?.map(|(stand, _)| stand.step);
                Ok(Err(StepRefusal::Moved { seen, now }))
            }
            done => done.map(|()| Ok(paper)),
        }
    }

    /// Signs the settled figures of a period as one of two persons.
    ///
    /// # Errors
    /// The inner refusal: not settled, or signed before; the outer: the database fails.
    pub async fn sign_period(
        &self,
        period: Period,
        act: Act,
    ) -> Result<Result<(), StepRefusal>, StoreError> {
        let input = (self.ground(), period, act);
        self.db
            .write(input, |tx, (ground, period, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let stand = ground.stand(tx, *period).await?;
                    let person = act.by.staff().map(|s| s.person.clone());
                    let person = person.unwrap_or_else(|| PersonId(String::new()));
                    let at = stand.as_ref().map(|(stand, _)| stand);
                    if let Err(refusal) = sign(at, &person) {
                        return Ok(Err(refusal));
                    }
                    let revision = stand.map_or(0, |(_, revision)| revision);
                    let row = tx
                        .one(
                            "select body from papers where district = $1 and kind = $2
                               and period = $3 and revision = $4",
                            &params![
                                ground.district.as_str(),
                                period.paper(),
                                period.to_string(),
                                revision
                            ],
                        )
                        .await?;
                    let digest = banjie_journal::Suite::Sha256Ed25519
                        .digest(&[row.text("body")?.as_bytes()])
                        .to_string();
                    let record = Record::PeriodSigned {
                        period: *period,
                        revision,
                        digest,
                    };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await?;
                    Ok(Ok(()))
                })
            })
            .await
    }

    /// Computes a draft or a period under check anew after a ruling changed its figures, and writes
    /// down whose score or place changed. The days for checking go on as they began.
    ///
    /// # Errors
    /// The database fails.
    pub async fn recheck(
        &self,
        period: Period,
        because: MatterNo,
        act: Act,
    ) -> Result<(), StoreError> {
        self.renew(period, Some(because), act).await
    }

    /// The same, because of an objection or of an adjustment, which has a record of its own.
    pub(super) async fn renew(
        &self,
        period: Period,
        because: Option<MatterNo>,
        act: Act,
    ) -> Result<(), StoreError> {
        for _ in 1..TRIES {
            match self.recompute(period, because, act.clone()).await {
                Err(StoreError::Overtaken) => {}
                done => return done,
            }
        }
        self.recompute(period, because, act).await
    }

    async fn recompute(
        &self,
        period: Period,
        because: Option<MatterNo>,
        act: Act,
    ) -> Result<(), StoreError> {
        let size = self.log_size().await?;
        let Some(kept) = self.paper(period.paper(), &period.to_string()).await? else {
            return Ok(());
        };
        if RankingStep::from_code(&kept.state).is_none_or(RankingStep::is_final) {
            return Ok(());
        }
        // Settled figures are signed: an adjustment is refused then, a ruling is awaited before.
        let body = self.fresh(period).await?;
        if body == kept.body {
            return Ok(());
        }
        let changed = match period {
            Period::Month(_) => changed::<Ranking>(&kept.body, &body)?,
            Period::Quarter(_) => changed::<Assessment>(&kept.body, &body)?,
        };
        let why = because.map(|because| Record::PeriodRecomputed {
            period,
            revision: kept.revision,
            because,
            changed,
        });
        let rests_on = Seen {
            state: kept.state.clone(),
            size: Some(size),
        };
        let paper = Issued { body, ..kept };
        let with = With {
            why,
            ..With::default()
        };
        self.issue_with(paper, rests_on, with, act).await
    }

    /// A unit has checked its figures and agrees; told once for each revision.
    ///
    /// # Errors
    /// The database fails.
    pub async fn confirm_period(
        &self,
        period: Period,
        revision: u32,
        unit: UnitId,
        act: Act,
    ) -> Result<(), StoreError> {
        let confirmed = self.confirmations(period, revision).await?;
        if confirmed.iter().any(|(_, u)| *u == unit) {
            return Ok(());
        }
        let record = Record::PeriodConfirmed {
            period,
            revision,
            unit,
        };
        self.record(record, act).await
    }

    /// The units that have agreed with a revision, and when.
    ///
    /// # Errors
    /// The database fails.
    pub async fn confirmations(
        &self,
        period: Period,
        wanted: u32,
    ) -> Result<Vec<(Moment, UnitId)>, StoreError> {
        let records = self.records(&format!("confirmation/{period}")).await?;
        Ok(records
            .into_iter()
            .filter_map(|(at, _, record)| match record {
                Record::PeriodConfirmed { revision, unit, .. } if revision == wanted => {
                    Some((at, unit))
                }
                _ => None,
            })
            .collect())
    }

    /// Corrections and recomputations of a period, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn period_notes(&self, period: Period) -> Result<Vec<PeriodNote>, StoreError> {
        let records = self.records(&format!("correction/{period}")).await?;
        Ok(records
            .into_iter()
            .map(|(at, by, record)| PeriodNote { at, by, record })
            .collect())
    }

    /// Every revision of a month's ranking with its values, oldest first.
    ///
    /// # Errors
    /// The database fails; values cannot be read.
    pub async fn ranking_revisions(&self, month: Month) -> Result<Vec<Kept<Ranking>>, StoreError> {
        let all = self.revisions("ranking", &month.to_string()).await?;
        all.into_iter().map(kept).collect()
    }
}

/// Every unit whose score, place or grade differs between two bodies, in words.
fn changed<T>(before: &str, now: &str) -> Result<Vec<String>, StoreError>
where
    T: Placing + serde::de::DeserializeOwned,
{
    let read = |body: &str| serde_json::from_str::<T>(body).map_err(StoreError::damaged);
    let all = changes(&read(before)?, &read(now)?);
    let changed = all.iter().filter(|change| change.changed());
    Ok(changed.map(|change| change.words()).collect())
}
