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
    numbers: Numbers,
    folded: Folded,
    place: Option<String>,
}

/// The last running number given to a matter, by year; as JSON in the log's own row, which every
/// job that appends writes anyway.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Numbers(pub(crate) BTreeMap<i16, u32>);

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
                "select frontier, numbers from logs where district = $1",
                &params![district.as_str()],
            )
            .await?;
        let row = rows.first().ok_or(StoreError::NoDistrict)?;
        Ok(Self {
            district: district.clone(),
            frontier: row.text("frontier")?.parse().map_err(StoreError::damaged)?,
            numbers: serde_json::from_str(row.text("numbers")?).map_err(StoreError::damaged)?,
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

    /// The next number of the year, in the order of the journal.
    pub(crate) fn number(&mut self, at: Moment) -> Result<MatterNo, StoreError> {
        let year = at.date().year();
        let last = self.numbers.0.entry(year).or_default();
        *last += 1;
        MatterNo::new(year, *last).ok_or(StoreError::NumbersUsedUp(year))
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
        let completed = self.frontier.append(leaf);
        let nodes: Vec<_> = completed.iter().map(|node| node.hash.to_string()).collect();
        tx.exec(
            "insert into journal (district, seq, at_ms, stream, version, event, leaf, nodes, line)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &params![
                self.district.as_str(),
                int(seq),
                line.at.ms(),
                line.stream,
                int(line.version),
                line.event,
                leaf.to_string(),
                nodes.join(" "),
                &text
            ],
        )
        .await?;
        Ok(text)
    }

    /// The log as this job has it.
    pub(crate) fn frontier(&self) -> &Frontier {
        &self.frontier
    }

    /// Keeps the new frontier and the last numbers; the last step of every job that appended.
    pub(crate) async fn keep(self, tx: &mut WriteTx) -> Result<(), StoreError> {
        let numbers = serde_json::to_string(&self.numbers).map_err(StoreError::damaged)?;
        tx.exec(
            "update logs set frontier = $2, numbers = $3 where district = $1",
            &params![self.district.as_str(), self.frontier.to_string(), numbers],
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

/// The stored hash at a place of the tree; level 0 are the leaves. It stands with the entry that
/// completed it.
pub(crate) async fn node(
    tx: &mut Tx,
    district: &DistrictCode,
    at: Coordinate,
) -> Result<Option<Hash>, StoreError> {
    let completed_by = (at.index + 1) << at.level;
    let row = tx
        .opt(
            "select leaf, nodes from journal where district = $1 and seq = $2",
            &params![district.as_str(), int(completed_by)],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let hash = match usize::from(at.level).checked_sub(1) {
        None => Some(row.text("leaf")?),
        Some(above) => row.text("nodes")?.split(' ').nth(above),
    };
    hash.map(|hash| hash.parse().map_err(StoreError::damaged))
        .transpose()
}
