//! Lists of matters.

use super::filter::{Filter, Where};
use crate::db::{Row, Value};
use crate::{Store, StoreError};
use banjie_core::district::Sight;
use banjie_core::matter::clock::Light;
use jiff::civil::Date;

/// One line of a list, as pages, exports and the API show it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is documented at core's MatterRow of the same name"
)]
pub struct ListLine {
    pub no: String,
    pub kind: String,
    pub state: String,
    pub state_word: String,
    pub title: String,
    pub enterprise: Option<String>,
    pub enterprise_code: Option<String>,
    pub channel: String,
    pub lead: String,
    pub support: String,
    pub sponsor: Option<String>,
    pub handler: Option<String>,
    pub handler_name: Option<String>,
    pub topic: Option<String>,
    pub indicator: Option<String>,
    pub township: Option<String>,
    pub waiting: String,
    pub next_step: String,
    pub due: Date,
    pub due_earliest: Option<Date>,
    pub yellow_from: Date,
    pub red_from: Date,
    pub paused: bool,
    pub opened_day: Date,
    pub ended_ms: Option<i64>,
    pub changed_ms: i64,
    pub parent: Option<String>,
    pub excluded: bool,
    pub version: u64,
}

impl ListLine {
    /// The light on a day; `None` when nobody in the offices can be late.
    pub fn light(&self, today: Date) -> Option<Light> {
        match self.waiting.as_str() {
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

    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        let text = |c: &str| row.text(c).map(|t| t.to_owned());
        let opt = |c: &str| row.opt_text(c).map(|t| t.map(|t| t.to_owned()));
        let date = |t: &str| t.parse::<Date>().map_err(StoreError::damaged);
        Ok(Self {
            no: text("no")?,
            kind: text("kind")?,
            state: text("state")?,
            state_word: text("state_word")?,
            title: text("title")?,
            enterprise: opt("enterprise")?,
            enterprise_code: opt("enterprise_code")?,
            channel: text("channel")?,
            lead: text("lead")?,
            support: text("support")?,
            sponsor: opt("sponsor")?,
            handler: opt("handler")?,
            handler_name: opt("handler_name")?,
            topic: opt("topic")?,
            indicator: opt("indicator")?,
            township: opt("township")?,
            waiting: text("waiting")?,
            next_step: text("next_step")?,
            due: date(&text("due")?)?,
            due_earliest: opt("due_earliest")?.map(|d| date(&d)).transpose()?,
            yellow_from: date(&text("yellow_from")?)?,
            red_from: date(&text("red_from")?)?,
            paused: row.flag("paused")?,
            opened_day: date(&text("opened_day")?)?,
            ended_ms: row.opt_int("ended_ms")?,
            changed_ms: row.int("changed_ms")?,
            parent: opt("parent")?,
            excluded: row.flag("excluded")?,
            version: u64::try_from(row.int("version")?).unwrap_or(0),
        })
    }
}

pub(crate) const LINE: &str = "m.no, m.kind, m.state, m.state_word, m.title, m.enterprise,
  m.enterprise_code, m.channel, m.lead, m.support, m.sponsor, m.handler, m.handler_name, m.topic,
  m.indicator, m.township, m.waiting, m.next_step, m.due, m.due_earliest, m.yellow_from,
  m.red_from, m.paused, m.opened_day, m.ended_ms, m.changed_ms, m.parent, m.excluded, m.version";

/// How a list is ordered; ties by number, so the order is total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Due first.
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
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.filtered(filter, today);
        let mut tx = self.db.read().await?;
        let count = format!("select count(*) as n from matters m where {}", clause.sql);
        let total = tx.one(&count, &clause.params).await?.int("n")?;
        let page = format!(
            "select {LINE} from matters m where {} order by {} limit {limit} offset {offset}",
            clause.sql,
            sort.sql()
        );
        let rows = tx.all(&page, &clause.params).await?;
        drop(tx);
        let lines = rows.iter().map(ListLine::read).collect::<Result<_, _>>()?;
        Ok(Listing {
            lines,
            total: u64::try_from(total).unwrap_or(0),
        })
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
        self.lights_by(sight, filter, today, "m.lead").await
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
