//! Open matters that run under another version of their rule than the one in force.

use super::courses::{EACH_LINE, courses, folded};
use super::filter::{OPEN, Where};
use crate::db::Value;
use crate::{Store, StoreError};
use banjie_core::district::Sight;
use banjie_core::matter::Matter;
use banjie_core::rules::{UnderOldVersion, last_change_of_a_limit, under_old_versions};
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Store {
    /// The open matters in sight whose clock started under a version that has been replaced, or
    /// that will be, each with both due dates; a matter stands once for each other version.
    ///
    /// # Errors
    /// The database fails.
    pub async fn under_old_versions(
        &self,
        sight: &Sight,
        today: Date,
    ) -> Result<Vec<(Matter, UnderOldVersion)>, StoreError> {
        let Some(last) = last_change_of_a_limit(&self.pack.rules) else {
            return Ok(Vec::new());
        };
        let matters = self.open_before(sight, last).await?;
        let clocks = matters.iter().map(|m| (m.no, &m.clock));
        let rows = under_old_versions(clocks, &self.pack.rules, &self.pack.calendar, today);
        let by_number: BTreeMap<_, _> = matters.iter().map(|m| (m.no, m)).collect();
        Ok((rows.into_iter())
            .filter_map(|row| Some(((*by_number.get(&row.no)?).clone(), row)))
            .collect())
    }

    /// The open matters in sight opened before a day, folded from their events: a clock never
    /// starts before its matter is opened.
    async fn open_before(&self, sight: &Sight, day: Date) -> Result<Vec<Matter>, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.and(
            &format!("{OPEN} and m.opened_day < ?"),
            [Value::from(day.to_string())],
        );
        let sql = format!(
            "select m.no as no, j.line as line from {EACH_LINE} and {} order by m.opened_ms, m.no, j.version",
            clause.sql
        );
        let mut tx = self.db.read().await?;
        let courses = courses(&mut tx, &sql, &clause.params).await?;
        let matters = courses.iter().map(|(no, course)| folded(no, course));
        matters.collect()
    }
}
