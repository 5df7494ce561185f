//! Lists of matters.

use super::AT_ONCE;
use super::filter::{Filter, Where};
use crate::db::{Cells, DbError, Engine, Value};
use crate::{Store, StoreError, int};
use banjie_core::district::Sight;
use banjie_core::matter::clock::Light;
use jiff::civil::Date;

/// One line of a list, as pages, exports and the API show it. Its texts are its own, or, for the
/// length of a call, those of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is documented at core's MatterRow of the same name"
)]
pub struct ListLine<T = String> {
    pub no: T,
    pub kind: T,
    pub state: T,
    pub state_word: T,
    pub title: T,
    pub enterprise: Option<T>,
    pub enterprise_code: Option<T>,
    pub channel: T,
    pub lead: T,
    pub support: T,
    pub sponsor: Option<T>,
    pub handler: Option<T>,
    pub handler_name: Option<T>,
    pub topic: Option<T>,
    pub indicator: Option<T>,
    pub township: Option<T>,
    pub waiting: T,
    pub next_step: T,
    pub due: Date,
    pub due_earliest: Option<Date>,
    pub yellow_from: Date,
    pub red_from: Date,
    pub paused: bool,
    pub opened_day: Date,
    pub ended_ms: Option<i64>,
    pub changed_ms: i64,
    pub parent: Option<T>,
    pub excluded: bool,
    pub version: u64,
}

impl<T: AsRef<str>> ListLine<T> {
    /// The light on a day; `None` when nobody in the offices can be late.
    pub fn light(&self, today: Date) -> Option<Light> {
        match self.waiting.as_ref() {
            "unit" | "coordinator" => {}
            _ => return None,
        }
        Some(if self.paused {
            Light::Paused
        } else if self.red_from <= today {
            Light::Overdue
        } else if self.yellow_from <= today {
            Light::DueSoon
        } else {
            Light::Normal
        })
    }
}

impl<'a> ListLine<&'a str> {
    /// Reads the columns of [`LINE`].
    pub(crate) fn read(mut cells: Cells<'a>) -> Result<Self, DbError> {
        // A struct's fields are evaluated in the order written here, which is that of LINE.
        Ok(Self {
            no: cells.text()?,
            kind: cells.text()?,
            state: cells.text()?,
            state_word: cells.text()?,
            title: cells.text()?,
            enterprise: cells.opt_text()?,
            enterprise_code: cells.opt_text()?,
            channel: cells.text()?,
            lead: cells.text()?,
            support: cells.text()?,
            sponsor: cells.opt_text()?,
            handler: cells.opt_text()?,
            handler_name: cells.opt_text()?,
            topic: cells.opt_text()?,
            indicator: cells.opt_text()?,
            township: cells.opt_text()?,
            waiting: cells.text()?,
            next_step: cells.text()?,
            due: cells.parsed()?,
            due_earliest: cells.opt_parsed()?,
            yellow_from: cells.parsed()?,
            red_from: cells.parsed()?,
            paused: cells.int()? != 0,
            opened_day: cells.parsed()?,
            ended_ms: cells.opt_int()?,
            changed_ms: cells.int()?,
            parent: cells.opt_text()?,
            excluded: cells.int()? != 0,
            version: u64::try_from(cells.int()?).unwrap_or(0),
        })
    }

    /// A copy that outlives its row.
    pub(crate) fn kept(self) -> ListLine {
        ListLine {
            no: self.no.to_owned(),
            kind: self.kind.to_owned(),
            state: self.state.to_owned(),
            state_word: self.state_word.to_owned(),
            title: self.title.to_owned(),
            enterprise: self.enterprise.map(str::to_owned),
            enterprise_code: self.enterprise_code.map(str::to_owned),
            channel: self.channel.to_owned(),
            lead: self.lead.to_owned(),
            support: self.support.to_owned(),
            sponsor: self.sponsor.map(str::to_owned),
            handler: self.handler.map(str::to_owned),
            handler_name: self.handler_name.map(str::to_owned),
            topic: self.topic.map(str::to_owned),
            indicator: self.indicator.map(str::to_owned),
            township: self.township.map(str::to_owned),
            waiting: self.waiting.to_owned(),
            next_step: self.next_step.to_owned(),
            due: self.due,
            due_earliest: self.due_earliest,
            yellow_from: self.yellow_from,
            red_from: self.red_from,
            paused: self.paused,
            opened_day: self.opened_day,
            ended_ms: self.ended_ms,
            changed_ms: self.changed_ms,
            parent: self.parent.map(str::to_owned),
            excluded: self.excluded,
            version: self.version,
        }
    }
}

/// The columns of a [`ListLine`], in the order in which it reads them.
pub(crate) const LINE: &str = "m.no, m.kind, m.state, m.state_word, m.title, m.enterprise,
  m.enterprise_code, m.channel, m.lead, m.support, m.sponsor, m.handler, m.handler_name, m.topic,
  m.indicator, m.township, m.waiting, m.next_step, m.due, m.due_earliest, m.yellow_from,
  m.red_from, m.paused, m.opened_day, m.ended_ms, m.changed_ms, m.parent, m.excluded, m.version";

/// The statement for one page of a list; its limit and offset join the parameters. Which matters
/// are on it comes from an index alone; only their lines are then fetched, on SQLite by the row's
/// own number, which saves a second search.
pub(super) fn lines_of(
    engine: Engine,
    clause: &mut Where,
    order: &str,
    limit: u64,
    offset: u64,
) -> String {
    let condition = std::mem::take(&mut clause.sql);
    clause
        .params
        .extend([int(limit), int(offset)].map(Value::from));
    let last = clause.params.len();
    let key = engine.pick("rowid", "no");
    let district = engine.pick("", " and m.district = $1");
    format!(
        "select {LINE} from
           (select m.{key} as place from matters m where {condition}
            order by {order} limit ${} offset ${last}) p
         join matters m on m.{key} = p.place{district} order by {order}",
        last - 1
    )
}

/// How a list is ordered; ties by number, so the order is total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Due first, what is ended last.
    #[default]
    Due,
    /// Due last.
    DueDescending,
    /// By lead unit.
    Unit,
    /// Oldest first.
    Age,
    /// Newest first.
    Newest,
}

impl Sort {
    /// All, for a choice.
    pub const ALL: [Sort; 5] = [
        Self::Due,
        Self::DueDescending,
        Self::Unit,
        Self::Age,
        Self::Newest,
    ];

    /// The code in a URL.
    pub fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::DueDescending => "-due",
            Self::Unit => "unit",
            Self::Age => "age",
            Self::Newest => "-age",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "先到期的在前",
            Self::DueDescending => "后到期的在前",
            Self::Unit => "按单位",
            Self::Age => "最早的在前",
            Self::Newest => "最新的在前",
        }
    }

    /// The sort with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.code() == code)
    }

    fn sql(self) -> &'static str {
        match self {
            Self::Due => "m.due, m.no",
            Self::DueDescending => "m.due desc, m.no desc",
            Self::Unit => "m.lead, m.due, m.no",
            Self::Age => "m.opened_day, m.no",
            Self::Newest => "m.opened_day desc, m.no desc",
        }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The lines.
    pub lines: Vec<ListLine>,
    /// How many the filter finds in all.
    pub total: u64,
}

/// How many open matters show which light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lights {
    /// 逾期.
    pub overdue: u64,
    /// 临期.
    pub due_soon: u64,
    /// 正常.
    pub normal: u64,
    /// 暂停.
    pub paused: u64,
}

impl Lights {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.overdue + self.due_soon + self.normal + self.paused
    }
}

impl Store {
    /// A page of what the viewer may see.
    ///
    /// # Errors
    /// The database fails.
    pub async fn list(
        &self,
        sight: &Sight,
        filter: &Filter,
        sort: Sort,
        offset: u64,
        limit: u64,
        today: Date,
    ) -> Result<Listing, StoreError> {
        let both = filter.state.is_none() && filter.waiting.is_none() && filter.open.is_none();
        // What is ended is not due: where both may come, the open ones are first.
        let parts = match sort {
            Sort::Due if both => vec![Some(true), Some(false)],
            _ => vec![filter.open],
        };
        let mut tx = self.db.read().await?;
        let (mut lines, mut total) = (Vec::new(), 0);
        for open in parts {
            let part = Filter {
                open,
                ..filter.clone()
            };
            let mut clause = Where::district(self.pack.district.code.as_str());
            clause.within(sight);
            clause.filtered(&part, today);
            let count = format!("select count(*) as n from matters m where {}", clause.sql);
            let found = tx.one(&count, &clause.params).await?.int("n")?;
            let found = u64::try_from(found).unwrap_or(0);
            let skipped = offset.saturating_sub(total);
            let wanted = limit.saturating_sub(lines.len() as u64);
            total += found;
            if wanted == 0 || skipped >= found {
                continue;
            }
            let page = lines_of(tx.engine(), &mut clause, sort.sql(), wanted, skipped);
            let mut keep = |cells: Cells<'_>| {
                lines.push(ListLine::read(cells)?.kept());
                Ok(())
            };
            tx.each(&page, &clause.params, &mut keep).await?;
        }
        Ok(Listing { lines, total })
    }

    /// The lines of these matters that the viewer may see, by number.
    ///
    /// # Errors
    /// The database fails.
    pub async fn lines_for(
        &self,
        sight: &Sight,
        numbers: &[&str],
    ) -> Result<Vec<ListLine>, StoreError> {
        let mut lines = Vec::new();
        let mut tx = self.db.read().await?;
        for some in numbers.chunks(AT_ONCE) {
            let mut clause = Where::district(self.pack.district.code.as_str());
            clause.within(sight);
            let marks = vec!["?"; some.len()].join(", ");
            clause.and(
                &format!("m.no in ({marks})"),
                some.iter().map(|no| Value::from(*no)),
            );
            let sql = format!(
                "select {LINE} from matters m where {} order by m.no",
                clause.sql
            );
            for row in tx.all(&sql, &clause.params).await? {
                lines.push(ListLine::read(Cells::of(&row, 0))?.kept());
            }
        }
        Ok(lines)
    }

    /// How many matters a filter finds.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count(
        &self,
        sight: &Sight,
        filter: &Filter,
        today: Date,
    ) -> Result<u64, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.filtered(filter, today);
        let mut tx = self.db.read().await?;
        let sql = format!("select count(*) as n from matters m where {}", clause.sql);
        let n = tx.one(&sql, &clause.params).await?.int("n")?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// The lights of the open matters a filter finds, those with the enterprise left out.
    ///
    /// # Errors
    /// The database fails.
    pub async fn lights(
        &self,
        sight: &Sight,
        filter: &Filter,
        today: Date,
    ) -> Result<Lights, StoreError> {
        let all = self.lights_by(sight, filter, today, "''").await?;
        Ok(all
            .into_iter()
            .next()
            .map(|(_, _, l)| l)
            .unwrap_or_default())
    }

    /// The lights by lead unit and kind code: the grid of L2.
    ///
    /// # Errors
    /// The database fails.
    pub async fn lights_by_unit(
        &self,
        sight: &Sight,
        filter: &Filter,
        today: Date,
    ) -> Result<Vec<(String, String, Lights)>, StoreError> {
        // An expression: in the order of an index by unit SQLite would walk the whole district.
        self.lights_by(sight, filter, today, "coalesce(m.lead, '')")
            .await
    }

    async fn lights_by(
        &self,
        sight: &Sight,
        filter: &Filter,
        today: Date,
        key: &str,
    ) -> Result<Vec<(String, String, Lights)>, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.filtered(filter, today);
        clause.and("m.waiting in ('unit', 'coordinator')", []);
        clause.params.push(Value::from(today.to_string()));
        let t = format!("${}", clause.params.len());
        let (kind, group) = match key {
            "''" => ("''", String::new()),
            key => (
                "m.kind",
                format!("group by {key}, m.kind order by {key}, m.kind"),
            ),
        };
        let sql = format!(
            "select {key} as unit, {kind} as kind,
               coalesce(sum(case when m.paused = 1 then 1 else 0 end), 0) as paused,
               coalesce(sum(case when m.paused = 0 and m.red_from <= {t} then 1 else 0 end), 0) as overdue,
               coalesce(sum(case when m.paused = 0 and m.red_from > {t} and m.yellow_from <= {t}
                 then 1 else 0 end), 0) as due_soon,
               coalesce(sum(case when m.paused = 0 and m.red_from > {t} and m.yellow_from > {t}
                 then 1 else 0 end), 0) as normal
             from matters m where {} {group}",
            clause.sql
        );
        let mut tx = self.db.read().await?;
        let rows = tx.all(&sql, &clause.params).await?;
        rows.iter()
            .map(|row| {
                let n = |c: &str| Ok::<_, StoreError>(u64::try_from(row.int(c)?).unwrap_or(0));
                let lights = Lights {
                    overdue: n("overdue")?,
                    due_soon: n("due_soon")?,
                    normal: n("normal")?,
                    paused: n("paused")?,
                };
                Ok((
                    row.text("unit")?.to_owned(),
                    row.text("kind")?.to_owned(),
                    lights,
                ))
            })
            .collect()
    }
}
