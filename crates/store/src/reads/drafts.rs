//! What somebody is still writing: kept so that nothing typed is lost. Not part of the journal.

use crate::db::DbError;
use crate::{Store, StoreError, int, params};
use banjie_core::moment::Moment;

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Id, drawn by the caller.
    pub id: String,
    /// Whose: `staff:li.min`, or a secret the owner holds.
    pub owner: String,
    /// Which form.
    pub kind: String,
    /// JSON of the form's own.
    pub body: String,
    /// Counts the saves; a save names the version it saw.
    pub version: u64,
    /// Last save.
    pub at: Moment,
}

impl Store {
    /// Saves a draft; version 0 makes a new one. `Ok(None)`: somebody saved another version
    /// meanwhile, nothing was changed.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_draft(&self, draft: Draft) -> Result<Option<u64>, StoreError> {
        let input = (self.ground(), draft);
        self.db
            .write(input, |tx, (ground, d)| {
                Box::pin(async move {
                    let row = tx
                        .opt(
                            "insert into drafts (district, id, owner, kind, body, version, at_ms)
                             values ($1, $2, $3, $4, $5, 1, $7)
                             on conflict (district, id) do update set body = $5,
                               version = drafts.version + 1, at_ms = $7
                             where drafts.version = $6 and drafts.owner = $3
                             returning version",
                            &params![
                                ground.district.as_str(),
                                &d.id,
                                &d.owner,
                                &d.kind,
                                &d.body,
                                int(d.version),
                                d.at.ms()
                            ],
                        )
                        .await?;
                    let version = row.map(|r| r.int("version")).transpose()?;
                    Ok::<_, StoreError>(version.and_then(|v| u64::try_from(v).ok()))
                })
            })
            .await
    }

    /// A draft by id, which may come from an address: one that no database could hold is nobody's.
    ///
    /// # Errors
    /// The database fails.
    pub async fn draft(&self, id: &str) -> Result<Option<Draft>, StoreError> {
        if id.contains('\0') {
            return Ok(None);
        }
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                "select id, owner, kind, body, version, at_ms from drafts
                 where district = $1 and id = $2",
                &params![self.pack.district.code.as_str(), id],
            )
            .await?;
        row.as_ref().map(read).transpose().map_err(StoreError::from)
    }

    /// The drafts of an owner for a form, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn drafts(&self, owner: &str, kind: &str) -> Result<Vec<Draft>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select id, owner, kind, body, version, at_ms from drafts
                 where district = $1 and owner = $2 and kind = $3 order by at_ms desc, id",
                &params![self.pack.district.code.as_str(), owner, kind],
            )
            .await?;
        rows.iter()
            .map(|r| read(r).map_err(StoreError::from))
            .collect()
    }

    /// Throws a draft away, once its content has been submitted or its owner says so.
    ///
    /// # Errors
    /// The database fails.
    pub async fn drop_draft(&self, id: String) -> Result<(), StoreError> {
        let input = (self.ground(), id);
        self.db
            .write(input, |tx, (ground, id)| {
                Box::pin(async move {
                    tx.exec(
                        "delete from drafts where district = $1 and id = $2",
                        &params![ground.district.as_str(), id],
                    )
                    .await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }

    /// Follows a matter, or stops following it (关注).
    ///
    /// # Errors
    /// The database fails.
    pub async fn follow(&self, person: String, no: String, on: bool) -> Result<(), StoreError> {
        let input = (self.ground(), person, no, on);
        self.db
            .write(input, |tx, (ground, person, no, on)| {
                Box::pin(async move {
                    let sql = if *on {
                        "insert into followed (district, person, no) values ($1, $2, $3)
                         on conflict do nothing"
                    } else {
                        "delete from followed where district = $1 and person = $2 and no = $3"
                    };
                    tx.exec(sql, &params![ground.district.as_str(), person, no])
                        .await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }

    /// Whether a person follows a matter.
    ///
    /// # Errors
    /// The database fails.
    pub async fn follows(&self, person: &str, no: &str) -> Result<bool, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                "select no from followed where district = $1 and person = $2 and no = $3",
                &params![self.pack.district.code.as_str(), person, no],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Keeps a list's filter under a name; the same name is replaced, an empty query removes it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_view(
        &self,
        person: String,
        name: String,
        query: String,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), person, name, query);
        self.db
            .write(input, |tx, (ground, person, name, query)| {
                Box::pin(async move {
                    let district = ground.district.as_str();
                    if query.is_empty() {
                        let sql = "delete from views where district = $1 and person = $2 and name = $3";
                        tx.exec(sql, &params![district, person, name]).await?;
                    } else {
                        tx.exec(
                            "insert into views (district, person, name, query) values ($1, $2, $3, $4)
                             on conflict (district, person, name) do update set query = excluded.query",
                            &params![district, person, name, query],
                        )
                        .await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }

    /// The saved views of a person: name and query, by name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn saved_views(&self, person: &str) -> Result<Vec<(String, String)>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select name, query from views where district = $1 and person = $2 order by name",
                &params![self.pack.district.code.as_str(), person],
            )
            .await?;
        rows.iter()
            .map(|r| Ok((r.text("name")?.to_owned(), r.text("query")?.to_owned())))
            .collect()
    }
}

fn read(row: &crate::db::Row) -> Result<Draft, DbError> {
    Ok(Draft {
        id: row.text("id")?.to_owned(),
        owner: row.text("owner")?.to_owned(),
        kind: row.text("kind")?.to_owned(),
        body: row.text("body")?.to_owned(),
        version: u64::try_from(row.int("version")?).unwrap_or(0),
        at: Moment::from_ms(row.int("at_ms")?),
    })
}
