//! The log as it is stored, read, hashed and understood by a task of its own while what was read
//! before is replayed.

use super::samples::SAMPLE_MOVED;
use crate::course::Happened;
use crate::record::Kept;
use crate::{Store, StoreError, params};
use banjie_core::matter::MatterNo;
use banjie_core::moment::Moment;
use banjie_journal::{Checker, Entry, Hash, Report};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Lines read at once.
const BATCH: i64 = 5_000;

/// A line as it is stored.
struct Stored {
    seq: i64,
    at_ms: i64,
    stream: String,
    version: i64,
    event: String,
    leaf: String,
    nodes: String,
    line: String,
}

/// A line that is right by itself.
pub(super) struct Line {
    pub(super) seq: i64,
    pub(super) said: Said,
    /// Of what moves a sample: the root of the log before this line.
    pub(super) root: Option<Hash>,
}

/// What a line says.
pub(super) enum Said {
    /// Something happened to a matter.
    Matter(MatterNo, Box<Happened>),
    /// Something else, as the stream's next version; `None`: no record that this program knows.
    Beside {
        stream: String,
        version: u64,
        kept: Option<Box<Kept>>,
    },
}

/// Lines in their order, up to the first that is not right.
pub(super) struct Batch {
    pub(super) lines: Vec<Line>,
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
                let rows = store.lines(after).await?;
                let Some(last) = rows.last() else { break };
                after = last.seq;
                let batch = checked(&mut checker, rows);
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
fn checked(checker: &mut Checker, rows: Vec<Stored>) -> Batch {
    let mut lines = Vec::with_capacity(rows.len());
    let mut fault = None;
    for row in rows {
        let root = (row.event == SAMPLE_MOVED).then(|| checker.root());
        let seq = row.seq;
        match feed(checker, &row).and_then(|entry| understood(&row, entry)) {
            Ok(said) => lines.push(Line { seq, said, root }),
            Err(found) => {
                fault = Some(found);
                break;
            }
        }
    }
    Batch { lines, fault }
}

/// What a row says, if its columns say the same as its line; the error is the fault in words.
fn understood(row: &Stored, entry: Entry) -> Result<Said, String> {
    let fault = |what: &str| wrong(row.seq, &row.stream, what);
    let moment = entry.at.parse::<Moment>();
    let moment = moment.map_err(|_| fault("时间读不懂"))?;
    let same = entry.stream == row.stream
        && crate::int(entry.version) == row.version
        && entry.event == row.event
        && moment.ms() == row.at_ms;
    if !same {
        return Err(fault("检索用的栏目和内容不一样"));
    }
    let Ok(no) = entry.stream.parse() else {
        return Ok(Said::Beside {
            kept: Kept::parse(&row.line).ok().map(Box::new),
            stream: entry.stream,
            version: entry.version,
        });
    };
    let happened = Happened::parse(&row.line).map_err(|_| fault("事件读不懂"))?;
    Ok(Said::Matter(no, Box::new(happened)))
}

/// What is wrong with a line of the log, in words.
pub(super) fn wrong(seq: i64, stream: &str, what: &str) -> String {
    format!("第 {seq} 条（{stream}）：{what}")
}

/// One row; the error is the fault in words.
fn feed(checker: &mut Checker, row: &Stored) -> Result<Entry, String> {
    let leaf = row.leaf.parse();
    let leaf = leaf.map_err(|_| format!("第 {} 条：存下的哈希不是哈希", row.seq))?;
    let seq = u64::try_from(row.seq).unwrap_or(0);
    let fed = (checker.feed(seq, leaf, &row.line)).map_err(|fault| fault.to_string())?;
    let mut stored = row.nodes.split_terminator(' ');
    for node in fed.nodes {
        let stored = stored.next().and_then(|hash| hash.parse().ok());
        (checker.node(&node, stored)).map_err(|fault| fault.to_string())?;
    }
    if stored.next().is_some() {
        return Err(wrong(row.seq, &row.stream, "存下的树上节点比应有的多"));
    }
    Ok(fed.entry)
}

impl Store {
    /// The next lines of the log, with the nodes of the tree that they completed.
    async fn lines(&self, after: i64) -> Result<Vec<Stored>, StoreError> {
        let district = &self.pack.district.code;
        let mut tx = self.db.read_long().await?;
        let mut rows = Vec::new();
        tx.each(
            "select seq, at_ms, stream, version, event, leaf, nodes, line from journal
             where district = $1 and seq > $2 order by seq limit $3",
            &params![district.as_str(), after, BATCH],
            &mut |mut row| {
                rows.push(Stored {
                    seq: row.int()?,
                    at_ms: row.int()?,
                    stream: row.text()?.to_owned(),
                    version: row.int()?,
                    event: row.text()?.to_owned(),
                    leaf: row.text()?.to_owned(),
                    nodes: row.text()?.to_owned(),
                    line: row.text()?.to_owned(),
                });
                Ok(())
            },
        )
        .await?;
        Ok(rows)
    }
}
