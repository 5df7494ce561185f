//! Reviews beside the journal: their rows, and their rates by window and item.

use super::Replay;
use crate::reviews::{COLUMNS, values};
use crate::{Store, StoreError, params};
use banjie_core::assessment::reviews::ReviewRow;
use std::collections::BTreeMap;

impl Store {
    /// Compares both with the replayed log.
    pub(super) async fn compare_reviews(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let (mut rows, mut sums) = (BTreeMap::new(), BTreeMap::<String, i64>::new());
        for (matter, _) in replay.matters.values() {
            let Some(row) = ReviewRow::of(matter) else {
                continue;
            };
            let window = row.window.as_ref().map_or("", |w| w.as_str());
            for t in replay.counted.of(matter.no) {
                let key = (t.unit.as_str(), window, row.item_key());
                *sums
                    .entry(words(key, t.count.code(), &t.day.to_string()))
                    .or_default() += 1;
            }
            rows.insert(row.no.to_string(), values(&row));
        }
        let mut tx = self.db.read_long().await?;
        let district = params![self.pack.district.code.as_str()];
        let sql = format!("select {COLUMNS} from reviews where district = $1");
        for found in tx.all(&sql, &district).await? {
            let no = found.text("no")?;
            match rows.remove(no) {
                None => faults.push(format!("评价 {no}：日志里没有这一条")),
                Some(wanted) if found.values() != wanted.as_slice() => {
                    faults.push(format!("评价 {no}：和日志推出的不一样"));
                }
                Some(_) => {}
            }
        }
        faults.extend(rows.keys().map(|no| format!("评价 {no}：列表里缺这一条")));
        let found = tx
            .all(
                "select unit, window_id, item, count, day, cases from review_rollups
                 where district = $1 and cases <> 0",
                &district,
            )
            .await?;
        for row in found {
            let key = (row.text("unit")?, row.text("window_id")?, row.text("item")?);
            let key = words(key, row.text("count")?, row.text("day")?);
            let (cases, recounted) = (row.int("cases")?, sums.remove(&key).unwrap_or(0));
            if cases != recounted {
                faults.push(format!(
                    "评价汇总“{key}”：存的是 {cases}，按日志重算是 {recounted}"
                ));
            }
        }
        faults.extend(
            sums.iter()
                .map(|(key, n)| format!("评价汇总“{key}”：缺，应为 {n}")),
        );
        Ok(())
    }
}

fn words((unit, window, item): (&str, &str, &str), count: &str, day: &str) -> String {
    format!("{unit} {window} {item} {count} {day}")
}
