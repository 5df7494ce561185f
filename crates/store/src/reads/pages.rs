//! Lists page by page for programs: the next page begins after the last line seen, so matters
//! that come in meanwhile are neither repeated nor skipped.

use super::filter::{Filter, Where};
use super::matters::{ListLine, Sort, lines_of};
use crate::db::{Cells, Value};
use crate::{Store, StoreError};
use banjie_core::district::Sight;
use jiff::civil::Date;

/// Between the parts of a cursor; in no date, unit name or number.
const GLUE: char = '~';

/// The place after a line, in the order it was listed by. Programs hand it back as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Vec<String>);

impl Cursor {
    /// The place after `line` in a list ordered by `sort`.
    pub fn after<T: AsRef<str>>(line: &ListLine<T>, sort: Sort) -> Self {
        let mut parts = match sort {
            Sort::Due | Sort::DueDescending => vec![line.due.to_string()],
            Sort::Unit => vec![line.lead.as_ref().to_owned(), line.due.to_string()],
            Sort::Age | Sort::Newest => vec![line.opened_day.to_string()],
        };
        parts.push(line.no.as_ref().to_owned());
        Self(parts)
    }

    /// Reads one that was handed out for a list of this order.
    pub fn parse(text: &str, sort: Sort) -> Option<Self> {
        let parts: Vec<_> = text.split(GLUE).map(str::to_owned).collect();
        (parts.len() == keys(sort).len()).then_some(Self(parts))
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(&GLUE.to_string()))
    }
}

/// What a list is ordered by, and whether it goes down.
fn keys(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Due | Sort::DueDescending => &["due", "no"],
        Sort::Unit => &["lead", "due", "no"],
        Sort::Age | Sort::Newest => &["opened_day", "no"],
    }
}

fn descending(sort: Sort) -> bool {
    matches!(sort, Sort::DueDescending | Sort::Newest)
}

/// `m.due desc, m.no desc`.
fn order(sort: Sort) -> String {
    let down = if descending(sort) { " desc" } else { "" };
    let keys: Vec<_> = keys(sort).iter().map(|k| format!("m.{k}{down}")).collect();
    keys.join(", ")
}

/// What a page of a list ends with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// How many the filter finds in all.
    pub total: u64,
    /// Where the next page begins; none: this was the last.
    pub next: Option<Cursor>,
}

impl Store {
    /// Hands over the lines of a page of what the viewer may see, beginning after `after`.
    ///
    /// # Errors
    /// The database fails.
    #[expect(clippy::too_many_arguments, reason = "what a list is asked for")]
    pub async fn page(
        &self,
        sight: &Sight,
        filter: &Filter,
        sort: Sort,
        after: Option<&Cursor>,
        limit: usize,
        today: Date,
        take: &mut (dyn FnMut(ListLine<&str>) + Send),
    ) -> Result<PageEnd, StoreError> {
        let mut clause = Where::district(self.pack.district.code.as_str());
        clause.within(sight);
        clause.filtered(filter, today);
        let mut tx = self.db.read().await?;
        let count = format!("select count(*) as n from matters m where {}", clause.sql);
        let total = tx.one(&count, &clause.params).await?.int("n")?;
        if let Some(Cursor(parts)) = after {
            let columns: Vec<_> = keys(sort).iter().map(|k| format!("m.{k}")).collect();
            let beyond = if descending(sort) { "<" } else { ">" };
            let places = vec!["?"; columns.len()].join(", ");
            clause.and(
                &format!("({}) {beyond} ({places})", columns.join(", ")),
                parts.iter().map(Value::from),
            );
        }
        // One more than asked for tells whether there is a next page.
        let most = limit as u64 + 1;
        let page = lines_of(tx.engine(), &mut clause, &order(sort), most, 0);
        let (mut taken, mut last, mut more) = (0, None, false);
        let mut each = |cells: Cells<'_>| {
            if taken == limit {
                more = true;
                return Ok(());
            }
            let line = ListLine::read(cells)?;
            taken += 1;
            if taken == limit {
                last = Some(Cursor::after(&line, sort));
            }
            take(line);
            Ok(())
        };
        tx.each(&page, &clause.params, &mut each).await?;
        Ok(PageEnd {
            total: u64::try_from(total).unwrap_or(0),
            next: last.filter(|_| more),
        })
    }
}
