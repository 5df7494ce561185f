//! Reported figures (指标报送): what the lead departments say and other units verify. A report's state is the
//! fold of its records; there is no table of values.

use crate::db::WriteTx;
use crate::log::Log;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::report::{
    Report, ReportCommand, ReportEvent, ReportPlace, ReportRefusal, Reports, decide,
};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::district::{Unit, UnitId};
use banjie_core::matter::{Act, By};
use banjie_core::moment::Moment;
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

    /// What happened to a figure, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn report_course(
        &self,
        month: Month,
        measure: &str,
        unit: &UnitId,
    ) -> Result<Vec<(Moment, By, ReportEvent)>, StoreError> {
        let stream = format!("report/{month}/{measure}/{unit}");
        let records = self.records(&stream);
        let what = |(at, by, record)| match record {
            Record::ReportMoved { what, .. } => Some((at, by, what)),
            _ => None,
        };
        Ok(records.await?.into_iter().filter_map(what).collect())
    }

    /// Reports, verifies or returns the figures of a measure, all of them or none.
    ///
    /// # Errors
    /// The inner refusals say why nothing changes, each with its unit; the outer that the database
    /// fails or no method is in force.
    pub async fn report(
        &self,
        month: Month,
        measure: &str,
        commands: Vec<(Unit, ReportCommand)>,
        act: Act,
    ) -> Result<Result<(), RefusedReports>, StoreError> {
        let rulebook = self.rulebooks().await?.on(month)?.clone();
        let asked = Asked {
            ground: self.ground(),
            rulebook,
            month,
            measure: measure.to_owned(),
            commands,
            act,
        };
        self.db
            .write(asked, |tx, asked| Box::pin(moved(tx, asked)))
            .await
    }
}

/// What is refused, and for which units.
pub type RefusedReports = Vec<(UnitId, ReportRefusal)>;

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
    rulebook: Rulebook,
    month: Month,
    measure: String,
    commands: Vec<(Unit, ReportCommand)>,
    act: Act,
}

/// Decides on what stands under the lock and appends the events.
async fn moved(tx: &mut WriteTx, asked: &Asked) -> Result<Result<(), RefusedReports>, StoreError> {
    let (ground, act) = (&asked.ground, &asked.act);
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
    let settled = step.is_some_and(|step| step >= RankingStep::Settled);
    let (mut records, mut refused) = (Vec::new(), Vec::new());
    for (unit, command) in &asked.commands {
        let place = ReportPlace {
            rulebook: &asked.rulebook,
            month: asked.month,
            measure: &asked.measure,
            unit,
            settled,
        };
        let stream = format!("report/{}/{}/{}", asked.month, asked.measure, unit.id);
        let now = fold(&ground.stream(tx, &stream).await?);
        match decide(place, now.as_ref(), command.clone(), &act.by, act.at.date()) {
            Ok(Some(what)) => records.push(Record::ReportMoved {
                month: asked.month,
                measure: asked.measure.clone(),
                unit: unit.id.clone(),
                what,
            }),
            Ok(None) => {}
            Err(refusal) => refused.push((unit.id.clone(), refusal)),
        }
    }
    if !refused.is_empty() {
        return Ok(Err(refused));
    }
    for record in &records {
        ground.record(tx, &mut log, record, act).await?;
    }
    log.keep(tx).await?;
    Ok(Ok(()))
}
