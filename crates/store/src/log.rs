//! Appending to the journal inside a write transaction: line, leaf, tree nodes.

use crate::db::{Tx, WriteTx};
use crate::params;
use crate::{Store, StoreError, int};
use banjie_core::district::DistrictCode;
use banjie_core::matter::{Matter, MatterNo};
use banjie_core::moment::Moment;
use banjie_journal::tree::{Coordinate, Frontier};
use banjie_journal::{Entry, Hash};
use std::collections::BTreeMap;

/// The log of a district, locked until the transaction ends: writers of one district queue here,
/// so the order of the journal is the order of commits.
pub(crate) struct Log {
    district: DistrictCode,
    frontier: Frontier,
    folded: Folded,
    place: Option<String>,
}

/// Open matters as a job left them. Nobody else writes while the log is locked, so a job that
/// gives a matter several commands folds its events once.
pub(crate) type Folded = BTreeMap<MatterNo, Matter>;

/// One event to be appended.
pub(crate) struct Line<'a> {
    pub at: Moment,
    pub stream: &'a str,
    pub version: u64,
    pub actor: serde_json::Value,
    pub event: &'a str,
    pub data: serde_json::Value,
}

impl Log {
    /// Locks and loads the log.
    pub(crate) async fn lock(
        tx: &mut WriteTx,
        district: &DistrictCode,
    ) -> Result<Self, StoreError> {
        let rows = tx
            .lock(
                "select frontier from logs where district = $1",
                &params![district.as_str()],
            )
            .await?;
        let row = rows.first().ok_or(StoreError::NoDistrict)?;
        let frontier = row.text("frontier")?.parse().map_err(StoreError::damaged)?;
        Ok(Self {
            district: district.clone(),
            frontier,
            folded: Folded::new(),
            place: None,
        })
    }

    /// Says from which network this job's request came, as a token.
    pub(crate) fn comes_from(&mut self, place: Option<String>) {
        self.place = place;
    }

    /// The token of the network this job's request came from.
    pub(crate) fn place(&self) -> Option<String> {
        self.place.clone()
    }

    /// Takes over the matters a job just before this one left behind; only for one that is sure
    /// that nobody wrote in between.
    pub(crate) fn go_on(&mut self, folded: Folded) {
        self.folded = folded;
    }

    /// What this job leaves behind.
    pub(crate) fn folded(&mut self) -> Folded {
        std::mem::take(&mut self.folded)
    }

    /// The matter as this job left it, if it changed it.
    pub(crate) fn known(&mut self, no: MatterNo) -> Option<Matter> {
        self.folded.remove(&no)
    }

    /// Keeps a matter for the job's next command to it.
    pub(crate) fn remember(&mut self, matter: Matter) {
        if !matter.is_ended() {
            self.folded.insert(matter.no, matter);
        }
    }

    /// Appends one event and returns its canonical line.
    pub(crate) async fn append(
        &mut self,
        tx: &mut WriteTx,
        line: Line<'_>,
    ) -> Result<String, StoreError> {
        let seq = self.frontier.size() + 1;
        let entry = Entry {
            district: self.district.to_string(),
            seq,
            at: line.at.to_string(),
            stream: line.stream.to_owned(),
            version: line.version,
            actor: line.actor,
            event: line.event.to_owned(),
            data: line.data,
        };
        let text = entry.line().map_err(StoreError::damaged)?;
        let leaf = self.frontier.suite().leaf(text.as_bytes());
        let nodes = self.frontier.append(leaf);
        tx.exec(
            "insert into journal (district, seq, at_ms, stream, version, event, leaf, line)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            &params![
                self.district.as_str(),
                int(seq),
                line.at.ms(),
                line.stream,
                int(line.version),
                line.event,
                leaf.to_string(),
                &text
            ],
        )
        .await?;
        for node in nodes {
            tx.exec(
                "insert into log_nodes (district, level, place, hash) values ($1, $2, $3, $4)",
                &params![
                    self.district.as_str(),
                    i64::from(node.level),
                    int(node.index),
                    node.hash.to_string()
                ],
            )
            .await?;
        }
        Ok(text)
    }

    /// The log as this job has it.
    pub(crate) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Keeps the new frontier; the last step of every job that appended.
    pub(crate) async fn keep(self, tx: &mut WriteTx) -> Result<(), StoreError> {
        tx.exec(
            "update logs set frontier = $2 where district = $1",
            &params![self.district.as_str(), self.frontier.to_string()],
        )
        .await?;
        Ok(())
    }
}

/// The frontier as it stands.
pub(crate) async fn frontier(tx: &mut Tx, district: &DistrictCode) -> Result<Frontier, StoreError> {
    let row = tx
        .opt(
            "select frontier from logs where district = $1",
            &params![district.as_str()],
        )
        .await?
        .ok_or(StoreError::NoDistrict)?;
    row.text("frontier")?.parse().map_err(StoreError::damaged)
}

impl Store {
    /// Entries of the district's log.
    pub(crate) async fn log_size(&self) -> Result<u64, StoreError> {
        let mut tx = self.db.read().await?;
        let frontier = frontier(&mut tx, &self.pack.district.code).await?;
        Ok(frontier.size())
    }
}

/// The stored hash at a place of the tree; level 0 are the leaves.
pub(crate) async fn node(
    tx: &mut Tx,
    district: &DistrictCode,
    level: u8,
    index: u64,
) -> Result<Option<Hash>, StoreError> {
    let row = if level == 0 {
        tx.opt(
            "select leaf as hash from journal where district = $1 and seq = $2",
            &params![district.as_str(), int(index + 1)],
        )
        .await?
    } else {
        tx.opt(
            "select hash from log_nodes where district = $1 and level = $2 and place = $3",
            &params![district.as_str(), i64::from(level), int(index)],
        )
        .await?
    };
    row.map(|r| r.text("hash")?.parse().map_err(StoreError::damaged))
        .transpose()
}

/// The stored nodes above the leaves that entries `first ..= last` completed.
pub(crate) async fn nodes(
    tx: &mut Tx,
    district: &DistrictCode,
    first: u64,
    last: u64,
) -> Result<BTreeMap<Coordinate, Hash>, StoreError> {
    let mut nodes = BTreeMap::new();
    for level in 1..u64::BITS as u8 {
        let (from, to) = (first.saturating_sub(1) >> level, last >> level);
        if to == 0 {
            break;
        }
        let rows = tx
            .all(
                "select place, hash from log_nodes
                 where district = $1 and level = $2 and place >= $3 and place < $4",
                &params![district.as_str(), i64::from(level), int(from), int(to)],
            )
            .await?;
        for row in rows {
            let index = u64::try_from(row.int("place")?).map_err(StoreError::damaged)?;
            let hash = row.text("hash")?.parse().map_err(StoreError::damaged)?;
            nodes.insert(Coordinate { level, index }, hash);
        }
    }
    Ok(nodes)
}
