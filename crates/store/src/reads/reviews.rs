//! Lists and rates of 好差评: a list of reviews within sight, rates from sums by day that cost the
//! same whatever the number of reviews.

use super::filter::Where;
use super::matters::{LINE, ListLine};
use crate::db::{Cells, Value};
use crate::{Store, StoreError, int, params};
use banjie_core::assessment::reviews::ReviewRates;
use banjie_core::assessment::tally::Count;
use banjie_core::district::{Sight, UnitId, WindowId};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Which reviews; every field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// The unit rated.
    pub unit: Option<UnitId>,
    /// Window.
    pub window: Option<WindowId>,
    /// An item's id or a topic.
    pub item: Option<String>,
    /// Level 1–5.
    pub level: Option<u8>,
    /// Only levels 1 and 2.
    pub bad: bool,
    /// State code.
    pub state: Option<String>,
    /// Also those nobody has rated yet.
    pub unrated: bool,
    /// Counted under this in the days given: the cases behind a rate.
    pub count: Option<Count>,
    /// First day: of the rating, or of the count.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// A review of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewLine {
    /// Its matter.
    pub line: ListLine,
    /// The matter rated.
    pub about: Option<String>,
    /// Window.
    pub window: Option<String>,
    /// Item or topic; empty: neither.
    pub item: String,
    /// 1–5.
    pub level: Option<u8>,
    /// The day of the rating.
    pub day: Option<Date>,
    /// Tags.
    pub tags: String,
    /// The level of the follow-up.
    pub followed_up: Option<u8>,
    /// The rater can be rung.
    pub named: bool,
    /// The rater was spoken to.
    pub called_back: bool,
}

/// What rates are given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatesBy {
    /// Each unit.
    Unit,
    /// Each window.
    Window,
    /// Each item or topic.
    Item,
}

impl RatesBy {
    fn column(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Window => "window_id",
            Self::Item => "item",
        }
    }
}

fn narrowed(clause: &mut Where, filter: &ReviewFilter) {
    let text = |v: &str| [Value::from(v)];
    let day = |v: Date| Value::from(v.to_string());
    if let Some(v) = &filter.unit {
        clause.and("m.lead = ?", text(v.as_str()));
    }
    if let Some(v) = &filter.window {
        clause.and("r.window_id = ?", text(v.as_str()));
    }
    if let Some(v) = &filter.item {
        clause.and("r.item = ?", text(v));
    }
    if let Some(v) = filter.level {
        clause.and("r.level = ?", [Value::from(i64::from(v))]);
    }
    if filter.bad {
        clause.and("r.level <= 2", []);
    }
    if let Some(v) = &filter.state {
        clause.and("m.state = ?", text(v));
    }
    if !filter.unrated && filter.count.is_none() && filter.state.is_none() {
        clause.and("r.level is not null", []);
    }
    match filter.count {
        Some(count) => {
            let from = filter.from.unwrap_or(Date::MIN);
            let to = filter.to.unwrap_or(Date::MAX);
            clause.and(
                "exists (select 1 from tallies t where t.district = m.district and t.no = m.no
                   and t.count = ? and t.day >= ? and t.day <= ?)",
                [Value::from(count.code()), day(from), day(to)],
            );
        }
        None => {
            if let Some(v) = filter.from {
                clause.and("r.day >= ?", [day(v)]);
            }
            if let Some(v) = filter.to {
                clause.and("r.day <= ?", [day(v)]);
            }
        }
    }
}

/// From the reviews to their matters, not the other way round: most matters have none.
const FROM: &str = "reviews r cross join matters m
     where m.district = r.district and m.no = r.no and r.district = $1";

impl Store {
    /// A page of reviews, the newest rating first, and how many there are in all.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reviews(
        &self,
        sight: &Sight,
        filter: &ReviewFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<ReviewLine>, u64), StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        narrowed(&mut clause, filter);
        let mut tx = self.db.read().await?;
        let count = format!("select count(*) as n from {FROM} and {}", clause.sql);
        let total = tx.one(&count, &clause.params).await?.int("n")?;
        clause
            .params
            .extend([int(limit), int(offset)].map(Value::from));
        let last = clause.params.len();
        let sql = format!(
            "select {LINE}, r.about, r.window_id, r.item, r.level, r.day, r.tags, r.followed_up,
               r.named, r.called_back
             from {FROM} and {} order by r.day desc, m.no desc limit ${} offset ${last}",
            clause.sql,
            last - 1
        );
        let own = LINE.split(',').count();
        let mut lines = Vec::new();
        for row in tx.all(&sql, &clause.params).await? {
            let mut cells = Cells::of(&row, own);
            let level = |n: Option<i64>| n.and_then(|n| u8::try_from(n).ok());
            lines.push(ReviewLine {
                line: ListLine::read(Cells::of(&row, 0))?.kept(),
                about: cells.opt_text()?.map(str::to_owned),
                window: cells.opt_text()?.map(str::to_owned),
                item: cells.text()?.to_owned(),
                level: level(cells.opt_int()?),
                day: cells.opt_parsed()?,
                tags: cells.text()?.to_owned(),
                followed_up: level(cells.opt_int()?),
                named: cells.int()? != 0,
                called_back: cells.int()? != 0,
            });
        }
        Ok((lines, u64::try_from(total).unwrap_or(0)))
    }

    /// The rates of each unit, window or item in a span of days, within a filter's unit, window and
    /// item. A unit's include its appeals: the levels given with a confirmation before reviews were
    /// matters, and the answers that could be rated.
    ///
    /// # Errors
    /// The database fails.
    pub async fn review_rates(
        &self,
        by: RatesBy,
        filter: &ReviewFilter,
        from: Date,
        to: Date,
    ) -> Result<BTreeMap<String, ReviewRates>, StoreError> {
        let key = by.column();
        let mut clause = Where {
            sql: "district = $1 and day >= $2 and day <= $3".to_owned(),
            params: params![
                self.pack.district.code.as_str(),
                from.to_string(),
                to.to_string()
            ]
            .to_vec(),
        };
        if let Some(v) = &filter.unit {
            clause.and("unit = ?", [Value::from(v.as_str())]);
        }
        if let Some(v) = &filter.window {
            clause.and("window_id = ?", [Value::from(v.as_str())]);
        }
        if let Some(v) = &filter.item {
            clause.and("item = ?", [Value::from(v.as_str())]);
        }
        if by != RatesBy::Unit {
            clause.and(&format!("{key} <> ''"), []);
        }
        let mut tx = self.db.read_long().await?;
        let sql = format!(
            "select {key} as place, count, sum(cases) as cases from review_rollups where {}
             group by {key}, count",
            clause.sql
        );
        let mut sums: BTreeMap<String, BTreeMap<Count, u64>> = BTreeMap::new();
        for row in tx.all(&sql, &clause.params).await? {
            let code = row.text("count")?;
            let count = Count::from_code(code).ok_or_else(|| StoreError::damaged(code))?;
            let cases = u64::try_from(row.int("cases")?).map_err(StoreError::damaged)?;
            let place = sums.entry(row.text("place")?.to_owned()).or_default();
            place.insert(count, cases);
        }
        drop(tx);
        let of = |sums: &BTreeMap<Count, u64>| {
            ReviewRates::of(|count| sums.get(&count).copied().unwrap_or(0))
        };
        let whole = by == RatesBy::Unit && filter.window.is_none() && filter.item.is_none();
        if !whole {
            return Ok(sums.iter().map(|(k, s)| (k.clone(), of(s))).collect());
        }
        let counts = self.counts(from, to).await?;
        let units = self.pack.district.units.iter().map(|u| &u.id);
        let wanted = units.filter(|u| filter.unit.as_ref().is_none_or(|f| f == *u));
        Ok(wanted
            .map(|u| (u.to_string(), ReviewRates::of_unit(Some(u), &counts)))
            .filter(|(_, rates)| *rates != ReviewRates::default())
            .collect())
    }
}
