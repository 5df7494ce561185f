//! `journal check`: reads the whole log, replays every matter, computes sealed periods and issued
//! bulletins anew, compares what is derived, and names the first thing that does not fit.

mod beside;
mod bulletins;
mod counted;
mod lines;
mod past;
mod periods;
mod reviews;
mod samples;

use crate::db::{DbError, Row};
use crate::project::{COLUMNS, values};
use crate::{Store, StoreError, params};
use banjie_core::assessment::tally::Tally;
use banjie_core::matter::{Law, Matter, MatterNo, MatterRow};
use banjie_core::moment::Moment;
use banjie_journal::{Checker, Hash, SignedHead};
use beside::Household;
use counted::{Counted, Key};
use lines::{Line, Reader, Said};
use past::Past;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the check found.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Events read.
    pub events: u64,
    /// Matters replayed.
    pub matters: u64,
    /// Cases recounted.
    pub cases: u64,
    /// Seals that fit.
    pub heads: u64,
    /// Root of the log, hex.
    pub root: String,
    /// What does not fit, in words, the first first. Empty: all is well.
    pub faults: Vec<String>,
}

#[derive(Default)]
struct Replay {
    matters: BTreeMap<MatterNo, (Matter, Moment)>,
    /// Those that have not ended.
    open: BTreeSet<MatterNo>,
    /// Of the streams that are no matters.
    versions: BTreeMap<String, u64>,
    household: Household,
    counted: Counted,
    /// Matters not counted since their last change.
    changed: BTreeSet<MatterNo>,
    past: Past,
}

impl Store {
    /// Checks journal, tree, seals, matters, tallies and rollups, the figures of sealed periods and issued
    /// bulletins, drawn samples with what they were drawn from, and what lies beside the journal: contacts,
    /// accounts, tokens, papers, files. Also compares heads from other hands, if given.
    ///
    /// # Errors
    /// The database fails; what is wrong with the data is in the result.
    pub async fn check(&self, foreign: Vec<SignedHead>) -> Result<Checked, StoreError> {
        let heads = self.heads(u32::MAX >> 1).await?;
        let keys = [self.public_key()];
        let district = self.pack.district.code.as_str();
        let checker = Checker::new(self.suite(), district, heads, &keys).against(foreign, &keys);
        let law = self.pack.law();
        let mut sealed = self.sealed_periods().await?;
        let mut issued = self.issued_bulletins().await?;
        let mut replay = Replay {
            past: Past::of(issued.days()),
            ..Replay::default()
        };
        let mut figures = Vec::new();
        let mut faults = Vec::new();
        let mut log = Reader::of(self.clone(), checker);
        while let (Some(batch), true) = (log.next().await, faults.is_empty()) {
            for line in batch.lines {
                if sealed.has(line.seq) || issued.has(line.seq) {
                    replay.recount(&law);
                    figures.extend(sealed.at(line.seq, &replay, &self.pack));
                    figures.extend(issued.at(line.seq, &replay, &self.pack));
                    replay.past.only(issued.days());
                }
                figures.extend(self.redrawn(&line, &replay).await?);
                if let Err(fault) = replay.step(line) {
                    faults.push(fault);
                    break;
                }
            }
            if faults.is_empty() {
                faults.extend(batch.fault);
            }
        }
        replay.recount(&law);
        let report = log.finish().await?;
        if faults.is_empty() {
            faults.extend(report.faults.iter().map(ToString::to_string));
        }
        let mut cases = 0;
        if faults.is_empty() {
            self.compare_log(report.size, report.root, &mut faults)
                .await?;
            self.compare_rows(&replay, &mut faults).await?;
            cases = self.compare_tallies(&replay, &mut faults).await?;
            self.compare_rollups(&replay, &mut faults).await?;
            self.compare_reviews(&replay, &mut faults).await?;
            self.compare_beside(&replay, &mut faults).await?;
            faults.extend(figures);
        }
        Ok(Checked {
            events: report.size,
            matters: replay.matters.len() as u64,
            cases,
            heads: report.heads as u64,
            root: report.root.to_string(),
            faults,
        })
    }

    async fn compare_log(
        &self,
        size: u64,
        root: Hash,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        let kept = crate::log::frontier(&mut tx, &self.pack.district.code).await?;
        if kept.size() != size || kept.root() != root {
            faults.push(format!(
                "日志应有 {} 条，读到 {size} 条：末尾缺失或被替换",
                kept.size()
            ));
        }
        Ok(())
    }

    async fn compare_rows(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut tx = self.db.read_long().await?;
        let sql = format!("select {COLUMNS} from matters where district = $1 order by no");
        let rows = tx
            .all(&sql, &params![self.pack.district.code.as_str()])
            .await?;
        let mut stored: BTreeMap<String, _> = BTreeMap::new();
        for row in &rows {
            stored.insert(row.text("no")?.to_owned(), row);
        }
        let law = self.pack.law();
        for (no, (matter, changed)) in &replay.matters {
            let wanted = values(&MatterRow::of(matter, *changed, &law))?;
            match stored.remove(&no.to_string()) {
                None => faults.push(format!("办件 {no}：列表里缺这一件")),
                Some(row) if row.values() != wanted.as_slice() => {
                    let differing = row.names().iter().zip(row.values().iter().zip(&wanted));
                    let names: Vec<_> = differing
                        .filter(|(_, (a, b))| a != b)
                        .map(|(n, _)| n.as_str())
                        .collect();
                    faults.push(format!(
                        "办件 {no}：{} 和日志推出的不一样",
                        names.join("、")
                    ));
                }
                Some(_) => {}
            }
        }
        faults.extend(
            stored
                .keys()
                .map(|no| format!("办件 {no}：列表里有，日志里没有")),
        );
        Ok(())
    }

    async fn compare_tallies(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<u64, StoreError> {
        let all = replay.counted.all();
        let mut wanted: BTreeSet<String> = all.map(|(no, t)| case(t, no)).collect();
        let cases = wanted.len() as u64;
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select unit, kind, indicator, count, day, no, round from tallies where district = $1",
                &params![self.pack.district.code.as_str()],
            )
            .await?;
        for row in rows {
            let (sum, round) = (counted_words(&row)?, row.int("round")?);
            let found = format!("{sum} 第{round}轮 {}", row.text("no")?);
            if !wanted.remove(&found) {
                faults.push(format!("计数“{found}”：日志里推不出来"));
            }
        }
        faults.extend(wanted.iter().map(|k| format!("计数“{k}”：缺这一条")));
        Ok(cases)
    }

    async fn compare_rollups(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let sums = replay.counted.sums();
        let mut wanted: BTreeMap<String, i64> = sums
            .map(|(day, key, cases)| (format!("{} 第0轮", key.words(day)), crate::int(cases)))
            .collect();
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select unit, kind, indicator, count, day, cases from rollups
                 where district = $1 and cases <> 0",
                &params![self.pack.district.code.as_str()],
            )
            .await?;
        for row in rows {
            let found = format!("{} 第0轮", counted_words(&row)?);
            let cases = row.int("cases")?;
            let recounted = wanted.remove(&found).unwrap_or(0);
            if recounted != cases {
                faults.push(format!(
                    "汇总“{found}”：存的是 {cases}，按日志重算是 {recounted}"
                ));
            }
        }
        faults.extend(
            wanted
                .iter()
                .map(|(k, n)| format!("汇总“{k}”：缺，应为 {n}")),
        );
        Ok(())
    }
}

impl Replay {
    /// Counts what changed since it was last counted.
    fn recount(&mut self, law: &Law<'_>) {
        for no in std::mem::take(&mut self.changed) {
            if let Some((matter, _)) = self.matters.get(&no) {
                self.counted.recount(matter, law);
            }
        }
    }

    fn step(&mut self, line: Line) -> Result<(), String> {
        let seq = line.seq;
        let (no, happened) = match line.said {
            Said::Matter(no, happened) => (no, happened),
            Said::Beside {
                stream,
                version,
                kept,
            } => {
                let last = self.versions.entry(stream.clone()).or_default();
                if version != *last + 1 {
                    return Err(lines::wrong(seq, &stream, "版本号不连续"));
                }
                *last = version;
                if let Some(kept) = kept {
                    self.household.take(stream, *kept);
                }
                return Ok(());
            }
        };
        let fault = |what| Err(lines::wrong(seq, &no.to_string(), what));
        let at = happened.at;
        let next = match self.matters.remove(&no) {
            Some((matter, _)) if happened.version != matter.version + 1 => {
                return fault("版本号不连续");
            }
            None if happened.version != 1 => return fault("版本号不连续"),
            Some((matter, changed)) => {
                self.past.goes_on(&matter, changed, at);
                self.past.also(no, changed, &happened);
                matter.apply(&happened.event, &happened.by, at)
            }
            None => match banjie_core::matter::open(&happened.event, at) {
                Some(matter) => matter,
                None => return fault("办件的第一条不是开办事件"),
            },
        };
        match next.is_ended() {
            true => self.open.remove(&no),
            false => self.open.insert(no),
        };
        self.matters.insert(no, (next, at));
        self.changed.insert(no);
        Ok(())
    }
}

/// A case, in the words it is compared by.
fn case(tally: &Tally, no: MatterNo) -> String {
    let sum = Key::of(tally).words(tally.day);
    format!("{sum} 第{}轮 {no}", tally.round)
}

/// What a stored tally or sum counts, in the words of [`Key::words`].
fn counted_words(row: &Row) -> Result<String, DbError> {
    let columns = ["unit", "kind", "indicator", "count", "day"];
    let texts: Result<Vec<&str>, DbError> =
        columns.map(|name| row.text(name)).into_iter().collect();
    Ok(texts?.join(" "))
}
