//! The course of a matter out of the journal, and the matter folded from it.

use crate::db::{Row, Tx};
use crate::log::Log;
use crate::reads::{courses, folded};
use crate::write::Ground;
use crate::{StoreError, params};
use banjie_core::matter::{By, Event, Matter, MatterNo};
use banjie_core::moment::Moment;

/// One event of a matter as the journal holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// Place in the log.
    pub seq: u64,
    /// Version of the matter after it.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// What.
    pub event: Event,
}

impl Happened {
    /// Reads a line of the journal that belongs to a matter.
    pub(crate) fn parse(line: &str) -> Result<Self, StoreError> {
        let head: Head = serde_json::from_str(line).map_err(StoreError::damaged)?;
        Ok(Self {
            seq: head.seq,
            version: head.version,
            at: head.at,
            by: head.actor,
            event: serde_json::from_str(line).map_err(StoreError::damaged)?,
        })
    }
}

/// What stands around the event in its line; the event is read from the same line by itself, since
/// a tree of JSON values between would cost more than the second look.
#[derive(serde::Deserialize)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) version: u64,
    pub(crate) at: Moment,
    pub(crate) actor: By,
}

impl Ground {
    /// A matter as the job left it, or folded from its events.
    pub(crate) async fn known(
        &self,
        tx: &mut Tx,
        log: &mut Log,
        no: MatterNo,
    ) -> Result<Option<Matter>, StoreError> {
        match log.known(no) {
            Some(matter) => Ok(Some(matter)),
            None => self.load(tx, no).await,
        }
    }

    /// The matters whose numbers stand in rows as `no`, in their order.
    pub(crate) async fn load_each(
        &self,
        tx: &mut Tx,
        rows: &[Row],
    ) -> Result<Vec<Matter>, StoreError> {
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let no = row.text("no")?.parse().map_err(StoreError::damaged)?;
            found.extend(self.load(tx, no).await?);
        }
        Ok(found)
    }

    /// A matter folded from its events.
    pub(crate) async fn load(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<Matter>, StoreError> {
        let events = self.events(tx, no).await?;
        if events.is_empty() {
            return Ok(None);
        }
        folded(&no.to_string(), &events).map(Some)
    }

    /// The events of a matter, oldest first.
    pub(crate) async fn events(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Vec<Happened>, StoreError> {
        let sql = "select stream, line from journal where district = $1 and stream = $2
                   order by version";
        let params = params![self.district.as_str(), no.to_string()];
        let course = courses(tx, sql, &params).await?.into_values().next();
        Ok(course.unwrap_or_default())
    }
}
