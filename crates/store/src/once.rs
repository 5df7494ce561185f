//! What was asked for before is not done again: requests by their key, rows of a file by their number.

use crate::db::{Tx, WriteTx};
use crate::write::{Ask, Ground, Written};
use crate::{StoreError, params};
use banjie_core::matter::{Actor, MatterNo};

impl Ground {
    /// The answer given to the same request before.
    pub(crate) async fn replied(
        &self,
        tx: &mut Tx,
        ask: &Ask,
    ) -> Result<Option<Written>, StoreError> {
        let Some(key) = &ask.key else { return Ok(None) };
        let row = tx
            .opt(
                "select answer from replies where district = $1 and key = $2",
                &params![self.district.as_str(), scoped(key, &ask.act.by)],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let answer = serde_json::from_str(row.text("answer")?).map_err(StoreError::damaged)?;
        Ok(Some(Written {
            repeated: true,
            ..answer
        }))
    }

    /// Keeps the answer under the request's key.
    pub(crate) async fn reply(
        &self,
        tx: &mut WriteTx,
        ask: &Ask,
        done: &Written,
    ) -> Result<(), StoreError> {
        let Some(key) = &ask.key else { return Ok(()) };
        let answer = serde_json::to_string(done).map_err(StoreError::damaged)?;
        tx.exec(
            "insert into replies (district, key, answer, at_ms) values ($1, $2, $3, $4)",
            &params![
                self.district.as_str(),
                scoped(key, &ask.act.by),
                answer,
                ask.act.at.ms()
            ],
        )
        .await?;
        Ok(())
    }

    /// Keeps that a row of a file has become a matter.
    ///
    /// # Errors
    /// `ImportedBefore`; the database fails.
    pub(crate) async fn keep_import(
        &self,
        tx: &mut WriteTx,
        source: &str,
        row: &str,
        no: MatterNo,
    ) -> Result<(), StoreError> {
        let added = tx
            .exec(
                "insert into imported (district, source, row_key, no) values ($1, $2, $3, $4)
                 on conflict do nothing",
                &params![self.district.as_str(), source, row, no.to_string()],
            )
            .await?;
        if added == 0 {
            return Err(StoreError::ImportedBefore);
        }
        Ok(())
    }
}

/// Keys of one asker never answer another.
fn scoped(key: &str, by: &Actor) -> String {
    match by {
        Actor::Staff(staff) => format!("staff:{}:{key}", staff.person),
        Actor::Enterprise => format!("public:{key}"),
        Actor::Rule => format!("rule:{key}"),
    }
}
