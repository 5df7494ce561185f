//! The courses of matters, read out of the journal.

use crate::StoreError;
use crate::course::Happened;
use crate::db::{Tx, Value};
use banjie_core::matter::Matter;
use std::collections::BTreeMap;

/// Each matter with the lines of its log, in this order: left to itself SQLite reads the whole
/// journal and looks for the matter of each line. The conditions follow with `and`.
///
/// For a like reason the few matters of a kind or of an enterprise are never ordered by `no` alone:
/// SQLite would walk the whole district along its primary key to have them in that order, instead of
/// finding them by index and sorting. `opened_ms, no` means the same and lies in no index.
pub(super) const EACH_LINE: &str = "matters m cross join journal j
     where j.district = m.district and j.stream = m.no";

/// What happened to each matter, by number.
pub(crate) type Courses = BTreeMap<String, Vec<Happened>>;

/// The courses of a statement whose rows are a number and a line of its log, those of one matter in
/// the order of their versions.
pub(crate) async fn courses(
    tx: &mut Tx,
    sql: &str,
    params: &[Value],
) -> Result<Courses, StoreError> {
    let mut courses = Courses::new();
    let mut unreadable = None;
    tx.each(sql, params, &mut |mut row| {
        let no = row.text()?.to_owned();
        match Happened::parse(row.text()?) {
            Ok(happened) => courses.entry(no).or_default().push(happened),
            Err(error) => unreadable = Some(error),
        }
        Ok(())
    })
    .await?;
    unreadable.map_or(Ok(courses), Err)
}

/// A matter as its course makes it.
pub(crate) fn folded(no: &str, course: &[Happened]) -> Result<Matter, StoreError> {
    let events = course.iter().map(|e| (&e.event, &e.by, e.at));
    Matter::fold(events).ok_or_else(|| StoreError::damaged(no))
}
