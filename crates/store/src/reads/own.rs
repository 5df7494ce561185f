//! What an enterprise may be shown of its own earlier appeals, and the answer to a form sent again.

use super::filter::OPEN;
use super::matters::{LINE, ListLine};
use crate::db::Cells;
use crate::{Ask, Store, StoreError, Written, params};

impl Store {
    /// The open appeals of a credit code, newest first, each with whether it was raised with this
    /// telephone. Only those that were may be shown to whoever typed both.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open_appeals_of(
        &self,
        credit_code: &str,
        phone: &str,
    ) -> Result<Vec<(ListLine, bool)>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                &format!(
                    "select {LINE}, case when c.phone = $3 then 1 else 0 end as own
                     from matters m left join contacts c on c.district = m.district and c.no = m.no
                     where m.district = $1 and m.enterprise_code = $2 and m.kind = 'appeal'
                       and m.sealed = 0 and {OPEN}
                     order by m.opened_ms desc, m.no desc limit 20"
                ),
                &params![self.pack.district.code.as_str(), credit_code, phone],
            )
            .await?;
        rows.iter()
            .map(|row| {
                let line = ListLine::read(Cells::of(row, 0))?;
                Ok((line.kept(), row.flag("own")?))
            })
            .collect()
    }

    /// What the same request did when it was carried out before; `None`: it was not.
    ///
    /// # Errors
    /// The database fails.
    pub async fn answered(&self, ask: &Ask) -> Result<Option<Written>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().replied(&mut tx, ask).await
    }
}
