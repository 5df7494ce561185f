//! One matter with its course, its identity behind the lock, its neighbours.

use super::filter::{Filter, Where};
use super::matters::{LINE, ListLine, Sort};
use crate::course::Happened;
use crate::db::{Cells, Tx};
use crate::log::Log;
use crate::record::Record;
use crate::{Contact, Store, StoreError, params};
use banjie_core::district::Sight;
use banjie_core::matter::{Act, By, Matter, MatterNo};
use banjie_core::moment::Moment;
use jiff::civil::Date;

/// A matter and everything that happened to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Its state.
    pub matter: Matter,
    /// Its events, oldest first.
    pub events: Vec<Happened>,
}

/// A look at an identity, as the complainant sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// Why.
    pub reason: String,
}

impl Store {
    /// A matter, if it exists and is in sight. What is hidden is not there.
    ///
    /// # Errors
    /// The database fails.
    pub async fn matter(&self, sight: &Sight, no: MatterNo) -> Result<Option<Course>, StoreError> {
        let mut tx = self.db.read().await?;
        let events = self.ground().events(&mut tx, no).await?;
        drop(tx);
        let Some(matter) = Matter::fold(events.iter().map(|e| (&e.event, &e.by, e.at))) else {
            return Ok(None);
        };
        Ok(sight.permits(&matter).then_some(Course { matter, events }))
    }

    /// Whether the last digits of the contact's telephone are these; the enterprise's own key.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tail_fits(&self, no: MatterNo, tail: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                // An item or a commitment is reached through its application.
                "select phone from contacts where district = $1 and (no = $2 or no =
                   (select parent from matters
                    where district = $1 and no = $2 and kind in ('application', 'commitment')))",
                &params![self.pack.district.code.as_str(), no.to_string()],
            )
            .await?;
        let four = tail.len() == 4 && tail.bytes().all(|b| b.is_ascii_digit());
        Ok(match row {
            Some(row) => four && row.text("phone")?.ends_with(tail),
            None => false,
        })
    }

    /// Opens the identity behind a matter: the reason enters the journal before the name is read.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open_identity(
        &self,
        no: MatterNo,
        reason: String,
        act: Act,
    ) -> Result<Option<Contact>, StoreError> {
        let record = Record::IdentityViewed { no, reason };
        let input = (self.ground(), no, record, act);
        self.db
            .write(input, |tx, (ground, no, record, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    ground.record(tx, &mut log, record, act).await?;
                    log.keep(tx).await?;
                    ground.contact(tx, *no).await
                })
            })
            .await
    }

    /// Who opened the identity of a matter, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn looks(&self, no: MatterNo) -> Result<Vec<Look>, StoreError> {
        let records = self.records(&format!("identity/{no}")).await?;
        Ok(records
            .into_iter()
            .filter_map(|(at, by, record)| match record {
                Record::IdentityViewed { reason, .. } => Some(Look { at, by, reason }),
                _ => None,
            })
            .collect())
    }

    /// Other matters that may be the same: the same enterprise, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn similar(
        &self,
        sight: &Sight,
        matter: &Matter,
        most: u64,
        today: Date,
    ) -> Result<Vec<ListLine>, StoreError> {
        let Some(enterprise) = &matter.enterprise else {
            return Ok(Vec::new());
        };
        let filter = match &enterprise.code {
            Some(code) => Filter {
                enterprise_code: Some(code.clone()),
                ..Filter::default()
            },
            None => Filter {
                q: enterprise.name.clone(),
                ..Filter::default()
            },
        };
        let listing = self
            .list(sight, &filter, Sort::Newest, 0, most + 1, today)
            .await?;
        let own = matter.no.to_string();
        Ok(listing
            .lines
            .into_iter()
            .filter(|l| l.no != own)
            .take(most as usize)
            .collect())
    }

    /// The list line of a matter, whatever the sight: for receipts and tracking by its owner.
    ///
    /// # Errors
    /// The database fails.
    pub async fn line(&self, no: MatterNo) -> Result<Option<ListLine>, StoreError> {
        let mut tx = self.db.read().await?;
        self.line_in(&mut tx, no).await
    }

    pub(crate) async fn line_in(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<ListLine>, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.and("m.no = ?", [no.to_string().into()]);
        let sql = format!("select {LINE} from matters m where {}", clause.sql);
        let row = tx.opt(&sql, &clause.params).await?;
        let line = row.map(|row| ListLine::read(Cells::of(&row, 0)).map(ListLine::kept));
        Ok(line.transpose()?)
    }

    /// The number given to a row of an imported file, if it was imported before.
    ///
    /// # Errors
    /// The database fails.
    pub async fn imported(&self, source: &str, row: &str) -> Result<Option<String>, StoreError> {
        let mut tx = self.db.read().await?;
        let found = tx
            .opt(
                "select no from imported where district = $1 and source = $2 and row_key = $3",
                &params![self.pack.district.code.as_str(), source, row],
            )
            .await?;
        Ok(found
            .map(|r| r.text("no").map(|t| t.to_owned()))
            .transpose()?)
    }
}
