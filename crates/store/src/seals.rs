//! Seals, receipts and proofs of the log.

use crate::db::{Tx, WriteTx};
use crate::log::{frontier, node};
use crate::write::{Ground, Opening, Written};
use crate::{Store, StoreError, int, params};
use banjie_core::matter::MatterNo;
use banjie_core::moment::Moment;
use banjie_journal::{
    Consistency, Coordinate, Frontier, Hash, HeadFile, Receipt, SignedHead, SigningKey,
    VerifiedHead, tree,
};
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Nodes = HashMap<(u8, u64), Hash>;

/// How long a head serves the receipts of the same log, in milliseconds: those of one commit share
/// a signature, and its time stays true to the second.
const FRESH_MS: i64 = 1000;

/// The head signed last.
pub(crate) type LastHead = Arc<Mutex<Option<(Moment, VerifiedHead)>>>;

/// What somebody who just opened a matter is told.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Due day.
    pub due: Date,
    /// Who has it.
    pub lead: String,
    /// What is done next.
    pub next_step: String,
    /// The proof that the journal holds it.
    pub receipt: Receipt,
}

impl Store {
    /// The public half of the signing key.
    pub fn public_key(&self) -> banjie_journal::PublicKey {
        self.key.public()
    }

    /// Signs the log as it stands and keeps the head. Nothing new: the last head is returned.
    ///
    /// # Errors
    /// The database fails.
    pub async fn seal(&self, at: Moment) -> Result<SignedHead, StoreError> {
        let head = self.head_now(at).await?;
        let input = (self.ground(), head.clone(), at);
        self.db
            .write(input, |tx, (ground, head, at)| {
                Box::pin(ground.keep_head(tx, head, *at))
            })
            .await?;
        let kept = self.heads(1).await?;
        Ok(kept.into_iter().next().unwrap_or(head))
    }

    /// The first kept head signed at a moment or later: it covers what was written by then.
    ///
    /// # Errors
    /// The database fails.
    pub async fn head_since(&self, at: Moment) -> Result<Option<SignedHead>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                "select head from log_heads where district = $1 and at_ms >= $2
                 order by size limit 1",
                &params![self.pack.district.code.as_str(), at.ms()],
            )
            .await?;
        row.map(|r| serde_json::from_str(r.text("head")?).map_err(StoreError::damaged))
            .transpose()
    }

    /// The log as it stands, signed but not kept: receipts carry such heads.
    async fn head_now(&self, at: Moment) -> Result<SignedHead, StoreError> {
        let mut tx = self.db.read().await?;
        let now = frontier(&mut tx, &self.pack.district.code).await?;
        Ok(self.sign(&now, at)?.signed().clone())
    }

    fn sign(&self, now: &Frontier, at: Moment) -> Result<VerifiedHead, StoreError> {
        let root = now.root();
        let mut last = self
            .last_head
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((signed_at, head)) = &*last {
            let age = at.ms() - signed_at.ms();
            if head.signed().head.root == root && (0..FRESH_MS).contains(&age) {
                return Ok(head.clone());
            }
        }
        let district = self.pack.district.code.as_str();
        let head = self
            .key
            .seal_for_receipts(district, now.size(), root, &at.to_string())
            .map_err(StoreError::damaged)?;
        *last = Some((at, head.clone()));
        Ok(head)
    }

    /// The newest kept heads, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn heads(&self, most: u32) -> Result<Vec<SignedHead>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select head from log_heads where district = $1 order by size desc limit $2",
                &params![self.pack.district.code.as_str(), most],
            )
            .await?;
        rows.iter()
            .map(|r| serde_json::from_str(r.text("head")?).map_err(StoreError::damaged))
            .collect()
    }

    /// The receipt of a matter: its opening event and the proof that the log holds it.
    ///
    /// # Errors
    /// No such matter; the database fails.
    pub async fn receipt(&self, no: MatterNo, at: Moment) -> Result<Receipt, StoreError> {
        let mut tx = self.db.read().await?;
        self.receipt_in(&mut tx, no, at).await
    }

    /// What somebody who just opened a matter is told.
    ///
    /// # Errors
    /// The database fails.
    pub async fn opened(&self, written: &Written, at: Moment) -> Result<Opened, StoreError> {
        if let Some(opening) = &written.opening {
            return self.just_opened(opening, at);
        }
        let mut tx = self.db.read().await?;
        let line = self.line_in(&mut tx, written.no).await?;
        let line = line.ok_or(StoreError::NoMatter(written.no))?;
        Ok(Opened {
            due: line.due,
            lead: line.lead,
            next_step: line.next_step,
            receipt: self.receipt_in(&mut tx, written.no, at).await?,
        })
    }

    /// Beside the newest entry stand, all to its left, the peaks of the tree before it.
    fn just_opened(&self, opening: &Opening, at: Moment) -> Result<Opened, StoreError> {
        let row = &opening.row;
        let head = self.sign(&opening.log, at)?;
        let receipt = Receipt::new(&row.no.to_string(), &opening.line, &head, |level, index| {
            opening.before.peak(Coordinate { level, index })
        });
        Ok(Opened {
            due: row.due,
            lead: row.lead.to_string(),
            next_step: row.next_step.to_owned(),
            receipt: receipt.map_err(StoreError::damaged)?,
        })
    }

    async fn receipt_in(
        &self,
        tx: &mut Tx,
        no: MatterNo,
        at: Moment,
    ) -> Result<Receipt, StoreError> {
        let district = &self.pack.district.code;
        let row = tx
            .opt(
                "select seq, line from journal
                 where district = $1 and stream = $2 and version = 1",
                &params![district.as_str(), no.to_string()],
            )
            .await?
            .ok_or(StoreError::NoMatter(no))?;
        let now = frontier(tx, district).await?;
        let head = self.sign(&now, at)?;
        let index = u64::try_from(row.int("seq")? - 1).map_err(StoreError::damaged)?;
        let needs = tree::inclusion_needs(index, now.size()).map_err(StoreError::damaged)?;
        let nodes = self.nodes(tx, &now, needs).await?;
        Receipt::new(&no.to_string(), row.text("line")?, &head, |level, index| {
            nodes.get(&(level, index)).copied()
        })
        .map_err(StoreError::damaged)
    }

    /// A head with the proof that the log of size `from` is its beginning.
    ///
    /// # Errors
    /// `from` is larger than the log; the database fails.
    pub async fn head_file(&self, from: u64, at: Moment) -> Result<HeadFile, StoreError> {
        let mut tx = self.db.read().await?;
        let now = frontier(&mut tx, &self.pack.district.code).await?;
        let head = self.sign(&now, at)?.signed().clone();
        let to = now.size();
        let needs = tree::consistency_needs(from, to).map_err(StoreError::damaged)?;
        let nodes = self.nodes(&mut tx, &now, needs).await?;
        let find = |level, index| nodes.get(&(level, index)).copied();
        let path =
            tree::consistency_proof(self.suite(), from, to, find).map_err(StoreError::damaged)?;
        Ok(HeadFile {
            head,
            consistency: Some(Consistency { from, to, path }),
        })
    }

    /// The hashes at these places. Most that a young entry needs are peaks, which are at hand.
    async fn nodes(
        &self,
        tx: &mut Tx,
        now: &Frontier,
        needs: Vec<Coordinate>,
    ) -> Result<Nodes, StoreError> {
        let mut nodes = Nodes::new();
        for at in needs {
            let hash = match now.peak(at) {
                Some(hash) => Some(hash),
                None => node(tx, &self.pack.district.code, at).await?,
            };
            if let Some(hash) = hash {
                nodes.insert((at.level, at.index), hash);
            }
        }
        Ok(nodes)
    }
}

impl Ground {
    /// Signs a log.
    pub(crate) fn head(
        &self,
        key: &SigningKey,
        now: &Frontier,
        at: Moment,
    ) -> Result<SignedHead, StoreError> {
        key.seal(
            self.district.as_str(),
            now.size(),
            now.root(),
            &at.to_string(),
        )
        .map_err(StoreError::damaged)
    }

    /// Keeps a head inside a job; one of the same size is there already.
    pub(crate) async fn keep_head(
        &self,
        tx: &mut WriteTx,
        head: &SignedHead,
        at: Moment,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(head).map_err(StoreError::damaged)?;
        tx.exec(
            "insert into log_heads (district, size, at_ms, head)
             values ($1, $2, $3, $4) on conflict (district, size) do nothing",
            &params![self.district.as_str(), int(head.head.size), at.ms(), text],
        )
        .await?;
        Ok(())
    }
}
