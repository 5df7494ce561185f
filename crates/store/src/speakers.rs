//! Who said at a window what staff wrote down for them. The journal holds only a salted hash; name
//! and telephone lie beside it and are read behind a journalled look, as every identity.

use crate::db::Tx;
use crate::log::Log;
use crate::write::Ground;
use crate::{Ask, Contact, Store, StoreError, Written, int, params};
use banjie_core::matter::{Command, MatterNo};

impl Store {
    /// 代录异议: staff write down an objection to what is held against a promise, for somebody who
    /// came to the window.
    ///
    /// # Errors
    /// Refusals in words (a stale version among them), an unknown number, database failures.
    pub async fn object_for(
        &self,
        no: MatterNo,
        seen: u64,
        words: String,
        speaker: Contact,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        let command = Command::Object {
            words,
            speaker: Some(speaker.seal()),
        };
        let input = (self.ground(), no, seen, command, speaker, ask);
        self.db
            .write(input, |tx, (ground, no, seen, command, speaker, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let done = ground
                        .give(tx, &mut log, *no, Some(*seen), command, &ask.act)
                        .await?;
                    tx.exec(
                        "insert into speakers (district, no, version, name, phone, salt)
                         values ($1, $2, $3, $4, $5, $6)",
                        &params![
                            ground.district.as_str(),
                            no.to_string(),
                            int(done.version),
                            &speaker.name,
                            &speaker.phone,
                            &speaker.salt
                        ],
                    )
                    .await?;
                    log.keep(tx).await?;
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// Those who spoke at a window about a matter, each with the version of the matter it became;
    /// for pages that have journalled the look.
    ///
    /// # Errors
    /// The database fails.
    pub async fn speakers(&self, no: MatterNo) -> Result<Vec<(u64, Contact)>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().speakers(&mut tx, no).await
    }
}

impl Ground {
    async fn speakers(&self, tx: &mut Tx, no: MatterNo) -> Result<Vec<(u64, Contact)>, StoreError> {
        let rows = tx
            .all(
                "select version, name, phone, salt from speakers
                 where district = $1 and no = $2 order by version",
                &params![self.district.as_str(), no.to_string()],
            )
            .await?;
        let one = |row: &crate::db::Row| {
            let version = u64::try_from(row.int("version")?).map_err(StoreError::damaged)?;
            Ok((version, Contact::read(row)?))
        };
        rows.iter().map(one).collect()
    }
}
