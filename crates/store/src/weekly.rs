//! What goes into a week's bulletin by hand: the units' notes, and the changes of highlights and
//! problems. Both are records of one topic; nothing is stored beside them.

use crate::log::Log;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError, db::WriteTx, params};
use banjie_core::assessment::Week;
use banjie_core::assessment::bulletin::edits::{self, EditCommand, EditPlace, Edits};
use banjie_core::assessment::bulletin::notes::{self, NewNote, NotePlace, Notes};
use banjie_core::assessment::bulletin::points::Point;
use banjie_core::district::UnitId;
use banjie_core::matter::Act;
use banjie_core::moment::Moment;
use jiff::civil::Date;

impl Store {
    /// What the units handed in for a week, and what was changed in its points.
    ///
    /// # Errors
    /// The database fails.
    pub async fn week_entries(&self, week: Week) -> Result<(Notes, Edits), StoreError> {
        Ok(entries_of(&self.topic(&Record::week_topic(week)).await?))
    }

    /// 报送: keeps what a unit says to its week. The same words again change nothing.
    ///
    /// # Errors
    /// Refusals in words: see [`notes::decide`]; the database fails.
    pub async fn hand_in(
        &self,
        week: Week,
        unit: UnitId,
        note: NewNote,
        act: Act,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), week, unit, note, act);
        self.db
            .write(input, |tx, (ground, week, unit, note, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let (now, _) = ground.week_entries(tx, *week).await?;
                    let place = NotePlace {
                        week: *week,
                        unit,
                        issued: ground.issued(tx, *week).await?,
                        now: now.of(unit),
                    };
                    let decided = notes::decide(place, note, act, &ground.law())?;
                    let Some(what) = decided else { return Ok(()) };
                    let record = Record::WeekNoted {
                        week: *week,
                        unit: unit.clone(),
                        what,
                    };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// Changes a highlight or problem of a week that is over. Asking for what stands changes nothing.
    ///
    /// # Errors
    /// Refusals in words: see [`edits::decide`]; the database fails.
    pub async fn edit_point(
        &self,
        week: Week,
        command: EditCommand,
        reason: &str,
        act: Act,
    ) -> Result<(), StoreError> {
        let chosen = self
            .bulletin_with(week, week.last(), &Edits::default())
            .await?;
        let input = (
            self.ground(),
            week,
            chosen.points,
            command,
            reason.to_owned(),
            act,
        );
        self.db
            .write(input, |tx, (ground, week, chosen, command, reason, act)| {
                let chosen: Vec<Point> = chosen.clone();
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let (_, edits) = ground.week_entries(tx, *week).await?;
                    let edited = edits.apply(chosen);
                    let place = EditPlace {
                        week: *week,
                        issued: ground.issued(tx, *week).await?.is_some(),
                        edited: &edited,
                        edits: &edits,
                    };
                    let decided = edits::decide(place, command.clone(), reason, act)?;
                    let Some(what) = decided else { return Ok(()) };
                    let record = Record::BulletinEdited { week: *week, what };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }
}

/// Notes and changes out of the records of a week.
pub(crate) fn entries_of(records: &[Kept]) -> (Notes, Edits) {
    let handed = records.iter().filter_map(|kept| match &kept.record {
        Record::WeekNoted { unit, what, .. } => Some((unit, what, &kept.by, kept.at)),
        _ => None,
    });
    let notes = Notes::fold(handed);
    let changed = records.iter().filter_map(|kept| match &kept.record {
        Record::BulletinEdited { what, .. } => Some((what.clone(), kept.by.clone(), kept.at)),
        _ => None,
    });
    let all = changed.collect();
    (notes, Edits { all })
}

impl Ground {
    async fn week_entries(
        &self,
        tx: &mut WriteTx,
        week: Week,
    ) -> Result<(Notes, Edits), StoreError> {
        Ok(entries_of(
            &self.topic(tx, &Record::week_topic(week)).await?,
        ))
    }

    /// The day the bulletin of a week was first issued.
    async fn issued(&self, tx: &mut WriteTx, week: Week) -> Result<Option<Date>, StoreError> {
        let row = tx
            .opt(
                "select at_ms from papers where district = $1 and kind = 'bulletin' and period = $2
                 order by revision limit 1",
                &params![self.district.as_str(), week.to_string()],
            )
            .await?;
        let at = row.map(|row| row.int("at_ms")).transpose()?;
        Ok(at.map(|ms| Moment::from_ms(ms).date()))
    }
}
