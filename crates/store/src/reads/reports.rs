//! Reported figures: what the lead departments say and other units verify. A report's state is the
//! fold of its records; there is no table of values.

use crate::db::WriteTx;
use crate::log::Log;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::report::{
    Report, ReportCommand, ReportPlace, ReportRefusal, Reports, decide,
};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::district::{Unit, UnitId};
use banjie_core::matter::Act;
use std::collections::BTreeMap;

impl Store {
    /// The reports of a month.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reports(&self, month: Month) -> Result<Reports, StoreError> {
        let kept = self.topic(&format!("report/{month}")).await?;
        Ok(reports_of(kept))
    }

    /// Reports, verifies or returns a figure.
    ///
    /// # Errors
    /// The inner refusal says why nothing changes; the outer that the database fails or no method is
    /// in force.
    pub async fn report(
        &self,
        month: Month,
        measure: &str,
        unit: &Unit,
        command: ReportCommand,
        act: Act,
    ) -> Result<Result<(), ReportRefusal>, StoreError> {
        let rulebook = self.rulebooks().await?.on(month)?.clone();
        let asked = Asked {
            ground: self.ground(),
            rulebook,
            month,
            measure: measure.to_owned(),
            unit: unit.clone(),
            command,
            act,
        };
        self.db
            .write(asked, |tx, asked| Box::pin(moved(tx, asked)))
            .await
    }
}

/// What a month's records say was reported.
pub(crate) fn reports_of(records: Vec<Kept>) -> Reports {
    let mut courses: BTreeMap<(String, UnitId), Vec<Kept>> = BTreeMap::new();
    for kept in records {
        if let Record::ReportMoved { measure, unit, .. } = &kept.record {
            let key = (measure.clone(), unit.clone());
            courses.entry(key).or_default().push(kept);
        }
    }
    let folded = (courses.into_iter())
        .filter_map(|((measure, unit), course)| Some((measure, unit, fold(&course)?)));
    Reports::new(folded)
}

fn fold(course: &[Kept]) -> Option<Report> {
    let events = course.iter().filter_map(|kept| match &kept.record {
        Record::ReportMoved { what, .. } => Some((what, &kept.by, kept.at)),
        _ => None,
    });
    Report::fold(events)
}

struct Asked {
    ground: Ground,
    rulebook: banjie_core::assessment::rulebook::Rulebook,
    month: Month,
    measure: String,
    unit: Unit,
    command: ReportCommand,
    act: Act,
}

/// Decides on what stands under the lock and appends the event.
async fn moved(tx: &mut WriteTx, asked: &Asked) -> Result<Result<(), ReportRefusal>, StoreError> {
    let ground = &asked.ground;
    let mut log = Log::lock(tx, &ground.district).await?;
    let row = tx
        .opt(
            "select state from papers where district = $1 and kind = 'ranking' and period = $2
             order by revision desc limit 1",
            &params![ground.district.as_str(), asked.month.to_string()],
        )
        .await?;
    let state = row
        .map(|row| row.text("state").map(str::to_owned))
        .transpose()?;
    let step = state.and_then(|state| RankingStep::from_code(&state));
    let place = ReportPlace {
        rulebook: &asked.rulebook,
        month: asked.month,
        measure: &asked.measure,
        unit: &asked.unit,
        settled: step.is_some_and(|step| step >= RankingStep::Settled),
    };
    let stream = format!("report/{}/{}/{}", asked.month, asked.measure, asked.unit.id);
    let now = fold(&ground.stream(tx, &stream).await?);
    let (command, act) = (asked.command.clone(), &asked.act);
    let what = match decide(place, now.as_ref(), command, &act.by, act.at.date()) {
        Ok(what) => what,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let record = Record::ReportMoved {
        month: asked.month,
        measure: asked.measure.clone(),
        unit: asked.unit.id.clone(),
        what,
    };
    ground.record(tx, &mut log, &record, act).await?;
    log.keep(tx).await?;
    Ok(Ok(()))
}
