//! Promises of enterprises: what was promised, how it stands, what followed.

use super::filter::Where;
use crate::db::{Value, like_pattern};
use crate::{Store, StoreError, int, params};
use banjie_core::district::Sight;
use banjie_core::kinds::commitment::Standing;
use banjie_core::matter::{Enterprise, Matter, MatterNo};
use std::collections::BTreeMap;

/// Most promises that an enterprise is shown at once.
const OWN: i64 = 100;

/// Which promises are wanted; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromiseFilter {
    /// Credit code or full name of the enterprise.
    pub enterprise: Option<String>,
    /// Words of its name.
    pub q: String,
    /// How it stands.
    pub standing: Option<Standing>,
}

impl PromiseFilter {
    fn narrow(&self, clause: &mut Where) {
        clause.and("m.kind = 'commitment'", []);
        if let Some(enterprise) = &self.enterprise {
            let one = || Value::from(enterprise.trim());
            clause.and(
                "(m.enterprise_code = ? or m.enterprise = ?)",
                [one(), one()],
            );
        }
        let words = self.q.trim();
        if !words.is_empty() {
            let pattern = like_pattern(&words.to_lowercase());
            let one = || Value::from(pattern.as_str());
            clause.and(
                "(lower(m.enterprise) like ? escape '\\'
                   or lower(m.enterprise_code) like ? escape '\\')",
                [one(), one()],
            );
        }
    }
}

impl Store {
    /// A page of promises, the newest first, and how many stand how (whatever standing is wanted).
    ///
    /// # Errors
    /// The database fails.
    pub async fn promises(
        &self,
        sight: &Sight,
        filter: &PromiseFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Matter>, BTreeMap<Standing, u64>), StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        filter.narrow(&mut clause);
        let mut tx = self.db.read().await?;
        let count = format!(
            "select m.state, count(*) as n from matters m where {} group by m.state",
            clause.sql
        );
        let mut counts = BTreeMap::new();
        for row in tx.all(&count, &clause.params).await? {
            if let Some(standing) = Standing::of_state(row.text("state")?) {
                *counts.entry(standing).or_default() += u64::try_from(row.int("n")?).unwrap_or(0);
            }
        }
        if let Some(standing) = filter.standing {
            let states: Vec<Value> = standing.states().map(Value::from).collect();
            let marks = vec!["?"; states.len()].join(", ");
            clause.and(&format!("m.state in ({marks})"), states);
        }
        clause
            .params
            .extend([int(limit), int(offset)].map(Value::from));
        let last = clause.params.len();
        let sql = format!(
            "select m.no from matters m where {} order by m.opened_ms desc, m.no desc limit ${} offset ${last}",
            clause.sql,
            last - 1
        );
        let rows = tx.all(&sql, &clause.params).await?;
        Ok((self.ground().load_each(&mut tx, &rows).await?, counts))
    }

    /// The promises of an enterprise that somebody may see who holds this matter (or the application
    /// it belongs to), newest first, each with whether it was reached by the same telephone. A name
    /// alone proves nothing, and neither does a credit code that anybody can type: those made under
    /// other telephones are there only when `proved`, that is when an office has accepted an
    /// application of this code from this telephone and so has looked at who acts for it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn own_promises(
        &self,
        no: MatterNo,
        enterprise: &Enterprise,
        proved: bool,
    ) -> Result<Vec<(Matter, bool)>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select m.no, case when own.no is null then 0 else 1 end as own from matters m
                   left join (select c.no from contacts c where c.district = $1 and c.phone in (
                     select o.phone from contacts o where o.district = $1 and (o.no = $4 or o.no =
                       (select p.parent from matters p where p.district = $1 and p.no = $4)))) own
                   on own.no = m.parent
                 where m.district = $1 and m.kind = 'commitment' and m.sealed = 0
                   and (m.enterprise_code = $2 or m.enterprise = $3)
                   and (own.no is not null or ($6 = 1 and m.enterprise_code = $2))
                 order by m.opened_ms desc, m.no desc limit $5",
                &params![
                    self.pack.district.code.as_str(),
                    enterprise.code.as_deref(),
                    enterprise.name.trim(),
                    no.to_string(),
                    OWN,
                    i64::from(proved)
                ],
            )
            .await?;
        let mut own = Vec::with_capacity(rows.len());
        for row in &rows {
            own.push(row.flag("own")?);
        }
        Ok((self.ground().load_each(&mut tx, &rows).await?.into_iter())
            .zip(own)
            .collect())
    }
}
