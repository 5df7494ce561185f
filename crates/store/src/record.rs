//! Events that belong to no matter: people, tokens, looks at identities, bulletins, rankings.
//! They stand in the same log, in streams of their own.

use crate::db::WriteTx;
use crate::log::{Line, Log};
use crate::write::Ground;
use crate::{Store, StoreError, params};
use banjie_core::matter::{Act, MatterNo};
use serde::{Deserialize, Serialize};

/// An event of the district.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data")]
pub enum Record {
    /// An account was made.
    #[serde(rename = "person.added/1")]
    PersonAdded {
        /// User name.
        person: String,
        /// Name.
        name: String,
        /// Unit.
        unit: String,
        /// Role codes.
        roles: Vec<String>,
    },
    /// A password was set; neither it nor its hash is here.
    #[serde(rename = "person.password_set/1")]
    PasswordSet {
        /// User name.
        person: String,
    },
    /// A complainant's identity was opened.
    #[serde(rename = "identity.viewed/1")]
    IdentityViewed {
        /// Of which matter.
        no: MatterNo,
        /// Why.
        reason: String,
    },
    /// A token for the API was made.
    #[serde(rename = "token.made/1")]
    TokenMade {
        /// For whom.
        person: String,
        /// What for.
        label: String,
        /// Scope.
        scope: String,
    },
    /// A token for the API was ended by its owner.
    #[serde(rename = "token.ended/1")]
    TokenEnded {
        /// Whose.
        person: String,
        /// What it was for.
        label: String,
    },
    /// A bulletin was issued.
    #[serde(rename = "bulletin.issued/1")]
    BulletinIssued {
        /// `2026-W09`.
        period: String,
        /// Revision, from 1.
        revision: u32,
        /// SHA-256 of the values issued, hex.
        digest: String,
    },
    /// A ranking period moved on.
    #[serde(rename = "ranking.moved/1")]
    RankingMoved {
        /// `2026-01`.
        period: String,
        /// Revision, from 1.
        revision: u32,
        /// `draft`, `checking`, `settled`, `sealed`.
        state: String,
        /// SHA-256 of the values, hex.
        digest: String,
    },
    /// Rows were imported.
    #[serde(rename = "import.done/1")]
    ImportDone {
        /// Name of the file as given.
        source: String,
        /// Rows accepted.
        accepted: u32,
        /// Rows rejected.
        rejected: u32,
        /// Rows imported before.
        repeated: u32,
    },
}

impl Record {
    /// The stream it belongs to.
    pub fn stream(&self) -> String {
        match self {
            Self::PersonAdded { person, .. } | Self::PasswordSet { person } => {
                format!("person/{person}")
            }
            Self::IdentityViewed { no, .. } => format!("identity/{no}"),
            Self::TokenMade { person, .. } | Self::TokenEnded { person, .. } => {
                format!("token/{person}")
            }
            Self::BulletinIssued { period, .. } => format!("bulletin/{period}"),
            Self::RankingMoved { period, .. } => format!("ranking/{period}"),
            Self::ImportDone { source, .. } => format!("import/{source}"),
        }
    }
}

impl Ground {
    /// Appends a record inside a job.
    pub(crate) async fn record(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        record: &Record,
        act: &Act,
    ) -> Result<(), StoreError> {
        let stream = record.stream();
        let row = tx
            .one(
                "select coalesce(max(version), 0) as last from journal
                 where district = $1 and stream = $2",
                &params![self.district.as_str(), &stream],
            )
            .await?;
        let version = u64::try_from(row.int("last")?).map_err(StoreError::damaged)? + 1;
        let mut value = serde_json::to_value(record).map_err(StoreError::damaged)?;
        let name = value
            .get("event")
            .and_then(|e| e.as_str())
            .unwrap_or_default()
            .to_owned();
        let data = value
            .get_mut("data")
            .map(serde_json::Value::take)
            .unwrap_or_default();
        let actor = serde_json::to_value(act.by.by()).map_err(StoreError::damaged)?;
        log.append(
            tx,
            Line {
                at: act.at,
                stream: &stream,
                version,
                actor,
                event: &name,
                data,
            },
        )
        .await
        .map(drop)
    }
}

impl Store {
    /// Appends a record that changes nothing else.
    ///
    /// # Errors
    /// The database fails.
    pub async fn record(&self, record: Record, act: Act) -> Result<(), StoreError> {
        let input = (self.ground(), record, act);
        self.db
            .write(input, |tx, (ground, record, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    ground.record(tx, &mut log, record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The records of a stream, oldest first, each with its time and actor.
    ///
    /// # Errors
    /// The database fails or a line cannot be read.
    pub async fn records(
        &self,
        stream: &str,
    ) -> Result<Vec<(banjie_core::moment::Moment, banjie_core::matter::By, Record)>, StoreError>
    {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select line from journal where district = $1 and stream = $2 order by version",
                &params![self.pack.district.code.as_str(), stream],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let entry: banjie_journal::Entry =
                    serde_json::from_str(row.text("line")?).map_err(StoreError::damaged)?;
                let record = serde_json::json!({ "event": entry.event, "data": entry.data });
                Ok((
                    entry.at.parse().map_err(StoreError::damaged)?,
                    serde_json::from_value(entry.actor).map_err(StoreError::damaged)?,
                    serde_json::from_value(record).map_err(StoreError::damaged)?,
                ))
            })
            .collect()
    }
}
