//! Bonuses, deductions and vetoes of a quarter: proposed, agreed, corrected, taken back, also because an
//! objection was upheld.

use crate::db::{Tx, WriteTx};
use crate::log::Log;
use crate::record::{self, Record};
use crate::write::Ground;
use crate::{Store, StoreError};
use banjie_core::assessment::quarterly::adjustment::{
    AdjustmentCommand, AdjustmentPlace, AdjustmentRefusal, Followed, decide, fold,
};
use banjie_core::assessment::quarterly::{Adjustment, QuarterRule};
use banjie_core::assessment::{Period, Quarter};
use banjie_core::district::PersonId;
use banjie_core::matter::{Act, By, NewObjection, Refusal};

impl Store {
    /// Every adjustment proposed for a quarter, in order.
    ///
    /// # Errors
    /// The database fails.
    pub async fn adjustments(&self, quarter: Quarter) -> Result<Vec<Adjustment>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().adjustments(&mut tx, quarter).await
    }

    /// Proposes an adjustment, gives the second word on it, or takes it back; a draft or figures under
    /// check are computed anew. Gives its number.
    ///
    /// # Errors
    /// The inner refusal says why nothing changes; the outer that the database fails.
    pub async fn adjust(
        &self,
        quarter: Quarter,
        command: AdjustmentCommand,
        act: Act,
    ) -> Result<Result<u32, AdjustmentRefusal>, StoreError> {
        let asked = Asked {
            ground: self.ground(),
            rule: self.quarter_rule(quarter)?,
            quarter,
            command,
            act: act.clone(),
        };
        let done = self
            .db
            .write(asked, |tx, asked| Box::pin(adjusted(tx, asked)))
            .await?;
        if done.is_ok() {
            self.renew(Period::Quarter(quarter), None, act).await?;
        }
        Ok(done)
    }
}

impl Ground {
    async fn adjustments(
        &self,
        tx: &mut Tx,
        quarter: Quarter,
    ) -> Result<Vec<Adjustment>, StoreError> {
        let records = self.stream(tx, &format!("adjustment/{quarter}")).await?;
        Ok(adjustments_of(&records))
    }

    /// Who proposed the bonus, deduction or veto that an objection is about; `None`: about none.
    ///
    /// # Errors
    /// No such one counts for the unit; the database fails.
    pub(crate) async fn proposer(
        &self,
        tx: &mut Tx,
        objection: &NewObjection,
    ) -> Result<Option<PersonId>, StoreError> {
        let Some(number) = objection.adjustment else {
            return Ok(None);
        };
        let all = match objection.period {
            Period::Quarter(quarter) => self.adjustments(tx, quarter).await?,
            Period::Month(_) => Vec::new(),
        };
        let mut own =
            (all.iter()).filter(|a| a.decided().is_some_and(|d| d.unit == objection.unit));
        let found = own.find(|adjustment| adjustment.number == number);
        let found = found.ok_or_else(|| Refusal::BadValue {
            field: "哪一项",
            value: format!("加减分第 {number} 条"),
            remedy: "它现在没有算进本单位的总分，请刷新后再选".to_owned(),
        })?;
        Ok(match &found.by {
            By::Staff { person, .. } => Some(person.clone()),
            By::Enterprise | By::Rule => None,
        })
    }

    /// Takes back or proposes to correct what an objection was about, as the ruling says. What was
    /// withdrawn meanwhile stays withdrawn.
    pub(crate) async fn follow_ruling(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        quarter: Quarter,
        followed: Followed,
        act: &Act,
    ) -> Result<(), StoreError> {
        let rule = QuarterRule::of(&self.pack.rules, quarter.last());
        let back = followed.to.is_none();
        let follow = Asked {
            ground: self.clone(),
            rule: rule.map_err(|rule| StoreError::Refused(Refusal::Rule(rule)))?,
            quarter,
            command: AdjustmentCommand::Follow(followed),
            act: act.clone(),
        };
        match self.adjusted(tx, log, &follow).await? {
            Ok(_) => Ok(()),
            Err(AdjustmentRefusal::NotCounting) if back => Ok(()),
            Err(refusal) => Err(Refusal::NotAllowed {
                why: refusal.to_string(),
            }
            .into()),
        }
    }

    /// Decides on what stands under the lock and appends the event.
    async fn adjusted(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        asked: &Asked,
    ) -> Result<Result<u32, AdjustmentRefusal>, StoreError> {
        let quarter = asked.quarter;
        let stand = self.stand(tx, Period::Quarter(quarter)).await?;
        let all = self.adjustments(tx, quarter).await?;
        let place = AdjustmentPlace {
            district: &self.pack.district,
            rule: &asked.rule,
            quarter,
            step: stand.map(|(stand, _)| stand.step),
        };
        let (command, act) = (asked.command.clone(), &asked.act);
        let (number, what) = match decide(place, &all, command, &act.by, act.at.date()) {
            Ok(done) => done,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let record = Record::AssessmentAdjusted {
            quarter,
            number,
            what,
        };
        self.record(tx, log, &record, act).await?;
        Ok(Ok(number))
    }
}

/// What a quarter's records say was added and taken off.
pub(crate) fn adjustments_of(records: &[record::Kept]) -> Vec<Adjustment> {
    fold(records.iter().filter_map(|kept| match &kept.record {
        Record::AssessmentAdjusted { number, what, .. } => Some((*number, what, &kept.by, kept.at)),
        _ => None,
    }))
}

struct Asked {
    ground: Ground,
    rule: QuarterRule,
    quarter: Quarter,
    command: AdjustmentCommand,
    act: Act,
}

/// The same in a job of its own.
async fn adjusted(
    tx: &mut WriteTx,
    asked: &Asked,
) -> Result<Result<u32, AdjustmentRefusal>, StoreError> {
    let mut log = Log::lock(tx, &asked.ground.district).await?;
    let done = asked.ground.adjusted(tx, &mut log, asked).await?;
    log.keep(tx).await?;
    Ok(done)
}
