//! The log as it is stored, read and hashed by a task of its own while what was read before is
//! replayed.

use super::samples::SAMPLE_MOVED;
use crate::{Store, StoreError, params};
use banjie_journal::tree::Coordinate;
use banjie_journal::{Checker, Entry, Hash, Report};
use std::collections::BTreeMap;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Lines read at once.
const BATCH: i64 = 5_000;

/// A line as it is stored.
pub(super) struct Stored {
    pub(super) seq: i64,
    pub(super) at_ms: i64,
    pub(super) stream: String,
    pub(super) version: i64,
    pub(super) event: String,
    leaf: String,
    pub(super) line: String,
    /// Of what moves a sample: the root of the log before this line.
    pub(super) root: Option<Hash>,
}

/// Lines in their order, up to the first that is not right.
pub(super) struct Batch {
    /// Each with what it says.
    pub(super) lines: Vec<(Stored, Entry)>,
    /// What is wrong with the one after them, in words.
    pub(super) fault: Option<String>,
}

/// Hands out the log.
pub(super) struct Reader {
    batches: mpsc::Receiver<Batch>,
    task: JoinHandle<Result<Checker, StoreError>>,
}

impl Reader {
    /// Begins to read.
    pub(super) fn of(store: Store, mut checker: Checker) -> Self {
        let (give, batches) = mpsc::channel(1);
        let task = tokio::spawn(async move {
            let mut after = 0;
            loop {
                let (rows, nodes) = store.lines(after).await?;
                let Some(last) = rows.last() else { break };
                after = last.seq;
                let batch = checked(&mut checker, rows, &nodes);
                let wrong = batch.fault.is_some();
                // Nobody takes it: the replay has stopped at a fault of its own.
                if give.send(batch).await.is_err() || wrong {
                    break;
                }
            }
            Ok(checker)
        });
        Self { batches, task }
    }

    /// The next lines; nothing after the last or after a fault.
    pub(super) async fn next(&mut self) -> Option<Batch> {
        self.batches.recv().await
    }

    /// Stops reading and says what was found.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn finish(self) -> Result<Report, StoreError> {
        drop(self.batches);
        let checker = self.task.await.map_err(StoreError::damaged)??;
        Ok(checker.finish())
    }
}

/// Takes the rows into the check, up to the first that does not fit.
fn checked(checker: &mut Checker, rows: Vec<Stored>, nodes: &BTreeMap<Coordinate, Hash>) -> Batch {
    let mut lines = Vec::with_capacity(rows.len());
    for mut row in rows {
        row.root = (row.event == SAMPLE_MOVED).then(|| checker.root());
        match feed(checker, &row, nodes) {
            Ok(entry) => lines.push((row, entry)),
            Err(fault) => {
                return Batch {
                    lines,
                    fault: Some(fault),
                };
            }
        }
    }
    Batch { lines, fault: None }
}

/// One row; the error is the fault in words.
fn feed(
    checker: &mut Checker,
    row: &Stored,
    nodes: &BTreeMap<Coordinate, Hash>,
) -> Result<Entry, String> {
    let leaf = row.leaf.parse();
    let leaf = leaf.map_err(|_| format!("第 {} 条：存下的哈希不是哈希", row.seq))?;
    let seq = u64::try_from(row.seq).unwrap_or(0);
    let fed = (checker.feed(seq, leaf, &row.line)).map_err(|fault| fault.to_string())?;
    for node in fed.nodes {
        let (level, index) = (node.level, node.index);
        let stored = nodes.get(&Coordinate { level, index }).copied();
        (checker.node(&node, stored)).map_err(|fault| fault.to_string())?;
    }
    Ok(fed.entry)
}

impl Store {
    /// The next lines of the log, with the stored nodes of the tree that they completed.
    async fn lines(
        &self,
        after: i64,
    ) -> Result<(Vec<Stored>, BTreeMap<Coordinate, Hash>), StoreError> {
        let district = &self.pack.district.code;
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select seq, at_ms, stream, version, event, leaf, line from journal
                 where district = $1 and seq > $2 order by seq limit $3",
                &params![district.as_str(), after, BATCH],
            )
            .await?;
        let rows: Vec<Stored> = (rows.iter())
            .map(|r| {
                Ok(Stored {
                    seq: r.int("seq")?,
                    at_ms: r.int("at_ms")?,
                    stream: r.text("stream")?.to_owned(),
                    version: r.int("version")?,
                    event: r.text("event")?.to_owned(),
                    leaf: r.text("leaf")?.to_owned(),
                    line: r.text("line")?.to_owned(),
                    root: None,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        let place = |row: Option<&Stored>| row.map_or(0, |row| row.seq.unsigned_abs());
        let (first, last) = (place(rows.first()), place(rows.last()));
        let nodes = crate::log::nodes(&mut tx, district, first, last).await?;
        Ok((rows, nodes))
    }
}
