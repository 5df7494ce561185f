//! Figures: sums of rollups, and the cases behind each.

use super::AT_ONCE;
use super::bulletin::by_reference;
use super::filter::Where;
use super::matters::{LINE, ListLine};
use crate::db::{Cells, Row, Value};
use crate::{Store, StoreError, params};
pub use banjie_core::assessment::Figure;
use banjie_core::assessment::overdue::{open, overdue};
use banjie_core::assessment::tally::Count;
use banjie_core::district::{Sight, UnitId};
use banjie_core::matter::Kind;
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// A sum of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Unit.
    pub unit: UnitId,
    /// Kind.
    pub kind: Kind,
    /// Indicator, empty when none.
    pub indicator: String,
    /// What is counted.
    pub count: Count,
    /// How many.
    pub cases: u64,
}

/// A case behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The unit it was counted for.
    pub unit: String,
    /// The day it was counted on.
    pub day: Date,
    /// Which round of the matter.
    pub round: u32,
    /// Whether the viewer may open the matter; otherwise only number, unit and days are shown.
    pub in_sight: bool,
    /// The matter.
    pub line: ListLine,
}

/// Each case counted, with its matter.
pub(super) const COUNTED: &str =
    "tallies t join matters m on m.district = t.district and m.no = t.no";

/// The cases of a figure as a condition over [`COUNTED`].
pub(super) fn figured(district: &str, figure: &Figure) -> Where {
    let mut clause = Where::district(district);
    let to = figure.to.to_string();
    clause.and(
        "t.count = ? and t.day >= ? and t.day <= ?",
        [
            Value::from(figure.count.code()),
            Value::from(figure.from.to_string()),
            Value::from(&to),
        ],
    );
    if let Some(unit) = &figure.unit {
        clause.and("t.unit = ?", [Value::from(unit.as_str())]);
    }
    if let Some(kind) = figure.kind {
        clause.and("t.kind = ?", [Value::from(kind.code())]);
    }
    if figure.unit.is_none() || figure.kind.is_none() {
        // Tallies are found by unit and kind; the sums know which have any. Without this the
        // database would read the tallies of all years.
        clause.and(
            "(t.unit, t.kind) in (select r.unit, r.kind from rollups r where r.district = ?
               and r.count = ? and r.day >= ? and r.day <= ? and r.cases > 0)",
            [
                Value::from(district),
                Value::from(figure.count.code()),
                Value::from(figure.from.to_string()),
                Value::from(&to),
            ],
        );
    }
    if let Some(indicator) = &figure.indicator {
        clause.and("t.indicator = ?", [Value::from(indicator.as_str())]);
    }
    if let Some(except) = figure.except {
        // Several units may support one round, each on time or not by itself.
        let same = match except {
            Count::SupportOnTime => "o.unit = t.unit and",
            _ => "",
        };
        clause.and(
            &format!(
                "not exists (select 1 from tallies o where o.district = t.district and o.no = t.no
                   and o.round = t.round and {same} o.count = ? and o.day <= ?)"
            ),
            [Value::from(except.code()), Value::from(&to)],
        );
        if except == Count::Answered {
            let after = figure.to.tomorrow().unwrap_or(Date::MAX);
            clause.and(
                "(m.ended_ms is null or m.ended_ms >= ?)",
                [Value::from(Moment::start_of(after).ms())],
            );
        }
    }
    clause
}

impl Store {
    /// The sums of all counts in a span of days, both inclusive, by unit, kind and indicator.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sums(&self, from: Date, to: Date) -> Result<Vec<Sum>, StoreError> {
        // Sums are found by count and day: named one by one, the counts keep the database to these days.
        let counts = Count::ALL.map(|count| format!("'{}'", count.code()));
        let sql = format!(
            "select unit, kind, indicator, count, sum(cases) as cases from rollups
             where district = $1 and count in ({}) and day >= $2 and day <= $3
             group by unit, kind, indicator, count having sum(cases) <> 0
             order by unit, kind, indicator, count",
            counts.join(", ")
        );
        let (from, to) = (from.to_string(), to.to_string());
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(&sql, &params![self.pack.district.code.as_str(), from, to])
            .await?;
        rows.iter()
            .map(|row| {
                let kind = row.text("kind")?;
                let count = row.text("count")?;
                Ok(Sum {
                    unit: UnitId(row.text("unit")?.to_owned()),
                    kind: Kind::from_code(kind).ok_or_else(|| StoreError::damaged(kind))?,
                    indicator: row.text("indicator")?.to_owned(),
                    count: Count::from_code(count).ok_or_else(|| StoreError::damaged(count))?,
                    cases: u64::try_from(row.int("cases")?).map_err(StoreError::damaged)?,
                })
            })
            .collect()
    }

    /// The cases behind a figure, by day and number; exactly as many as the figure says.
    ///
    /// # Errors
    /// The database fails.
    pub async fn cases(&self, sight: &Sight, figure: &Figure) -> Result<Vec<Case>, StoreError> {
        if let Some(late) = figure.standing() {
            return self.standing_cases(sight, figure, late).await;
        }
        let clause = figured(self.pack.district.code.as_str(), figure);
        let mut seen = Where {
            sql: clause.sql.clone(),
            params: clause.params.clone(),
        };
        seen.within(sight);
        let mut tx = self.db.read_long().await?;
        let sql = format!(
            "select t.unit as unit, t.day as day, t.round as round, {LINE} from {COUNTED} where {} order by t.day, m.no, t.round",
            clause.sql
        );
        let rows = tx.all(&sql, &clause.params).await?;
        let visible = format!(
            "select distinct m.no as no from {COUNTED} where {}",
            seen.sql
        );
        let visible = numbers(&tx.all(&visible, &seen.params).await?)?;
        rows.iter()
            .map(|row| {
                let line = ListLine::read(Cells::of(row, 3))?.kept();
                Ok(Case {
                    unit: row.text("unit")?.to_owned(),
                    day: row.text("day")?.parse().map_err(StoreError::damaged)?,
                    round: u32::try_from(row.int("round")?).unwrap_or(1),
                    in_sight: visible.contains(&line.no),
                    line,
                })
            })
            .collect()
    }

    /// What stood open at the end of a figure's last day, or only what was overdue; by due day and number.
    async fn standing_cases(
        &self,
        sight: &Sight,
        figure: &Figure,
        late: bool,
    ) -> Result<Vec<Case>, StoreError> {
        let (matters, law) = (self.matters_at(figure.to).await?, self.pack.law());
        let matters = by_reference(&matters);
        let mut stood = match late {
            true => overdue(&matters, figure.to, &law),
            false => open(&matters, figure.to, &law),
        };
        stood.retain(|case| {
            let (unit, kind) = (figure.unit.as_ref(), figure.kind);
            let indicator = figure.indicator.as_ref();
            unit.is_none_or(|unit| case.unit == *unit)
                && kind.is_none_or(|kind| case.kind == kind)
                && indicator.is_none_or(|wanted| case.indicator.as_ref() == Some(wanted))
        });
        let mut out = Vec::new();
        let mut tx = self.db.read_long().await?;
        for some in stood.chunks(AT_ONCE) {
            let mut clause = Where::district(self.pack.district.code.as_str());
            let marks = vec!["?"; some.len()].join(", ");
            let values = some.iter().map(|case| Value::from(case.no.as_str()));
            clause.and(&format!("m.no in ({marks})"), values);
            let mut seen = Where {
                sql: clause.sql.clone(),
                params: clause.params.clone(),
            };
            seen.within(sight);
            let visible = format!("select m.no as no from matters m where {}", seen.sql);
            let visible = numbers(&tx.all(&visible, &seen.params).await?)?;
            let sql = format!("select {LINE} from matters m where {}", clause.sql);
            let rows = tx.all(&sql, &clause.params).await?;
            let mut lines: HashMap<String, ListLine> = HashMap::new();
            for row in &rows {
                let line = ListLine::read(Cells::of(row, 0))?.kept();
                lines.insert(line.no.clone(), line);
            }
            out.extend(some.iter().filter_map(|case| {
                let rounds = matters
                    .get(&case.no)
                    .map_or(0, |matter| matter.rounds.len());
                Some(Case {
                    unit: case.unit.to_string(),
                    day: case.day,
                    round: u32::try_from(rounds.max(1)).unwrap_or(1),
                    in_sight: visible.contains(&case.no),
                    line: lines.remove(&case.no)?,
                })
            }));
        }
        Ok(out)
    }
}

/// The numbers in the column `no`.
fn numbers(rows: &[Row]) -> Result<HashSet<String>, StoreError> {
    let numbers = rows.iter().map(|row| Ok(row.text("no")?.to_owned()));
    numbers.collect()
}
