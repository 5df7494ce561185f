//! How many appeals of each topic came in, by day: what rises.

use super::filter::Where;
use crate::db::Value;
use crate::{Store, StoreError};
use banjie_core::district::{Sight, TopicId};
use jiff::civil::Date;

impl Store {
    /// The appeals opened in a span of days, both inclusive, by topic and day; without a topic
    /// they are not among them.
    ///
    /// # Errors
    /// The database fails.
    pub async fn opened_by_topic(
        &self,
        sight: &Sight,
        from: Date,
        to: Date,
    ) -> Result<Vec<(TopicId, Date, u64)>, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.and(
            "m.kind = 'appeal' and m.topic is not null and m.opened_day >= ? and m.opened_day <= ?",
            [Value::from(from.to_string()), Value::from(to.to_string())],
        );
        let sql = format!(
            "select m.topic as topic, m.opened_day as day, count(*) as n from matters m
             where {} group by m.topic, m.opened_day order by m.topic, m.opened_day",
            clause.sql
        );
        let mut tx = self.db.read().await?;
        let rows = tx.all(&sql, &clause.params).await?;
        rows.iter()
            .map(|row| {
                Ok((
                    TopicId(row.text("topic")?.to_owned()),
                    row.text("day")?.parse().map_err(StoreError::damaged)?,
                    u64::try_from(row.int("n")?).unwrap_or(0),
                ))
            })
            .collect()
    }
}
