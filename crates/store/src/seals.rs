//! Seals, receipts and proofs of the log.

use crate::db::Tx;
use crate::log::{frontier, node};
use crate::{Store, StoreError, int, params};
use banjie_core::matter::MatterNo;
use banjie_core::moment::Moment;
use banjie_journal::{Consistency, Coordinate, Hash, HeadFile, Receipt, SignedHead, tree};
use std::collections::HashMap;

type Nodes = HashMap<(u8, u64), Hash>;

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
                Box::pin(async move {
                    let text = serde_json::to_string(head).map_err(StoreError::damaged)?;
                    tx.exec(
                        "insert into log_heads (district, size, at_ms, head)
                         values ($1, $2, $3, $4) on conflict (district, size) do nothing",
                        &params![ground.district.as_str(), int(head.head.size), at.ms(), text],
                    )
                    .await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
        let kept = self.heads(1).await?;
        Ok(kept.into_iter().next().unwrap_or(head))
    }

    /// The log as it stands, signed but not kept: receipts carry such heads.
    async fn head_now(&self, at: Moment) -> Result<SignedHead, StoreError> {
        let mut tx = self.db.read().await?;
        self.sign(&mut tx, at).await
    }

    async fn sign(&self, tx: &mut Tx, at: Moment) -> Result<SignedHead, StoreError> {
        let district = &self.pack.district.code;
        let now = frontier(tx, district).await?;
        self.key
            .seal(district.as_str(), now.size(), now.root(), &at.to_string())
            .map_err(StoreError::damaged)
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
        let district = &self.pack.district.code;
        let row = tx
            .opt(
                "select seq, line from journal
                 where district = $1 and stream = $2 and version = 1",
                &params![district.as_str(), no.to_string()],
            )
            .await?
            .ok_or(StoreError::NoMatter(no))?;
        let head = self.sign(&mut tx, at).await?;
        let index = u64::try_from(row.int("seq")? - 1).map_err(StoreError::damaged)?;
        let needs = tree::inclusion_needs(index, head.head.size).map_err(StoreError::damaged)?;
        let nodes = self.nodes(&mut tx, needs).await?;
        Receipt::new(
            &no.to_string(),
            row.text("line")?,
            head,
            self.key.public(),
            |level, index| nodes.get(&(level, index)).copied(),
        )
        .map_err(StoreError::damaged)
    }

    /// A head with the proof that the log of size `from` is its beginning.
    ///
    /// # Errors
    /// `from` is larger than the log; the database fails.
    pub async fn head_file(&self, from: u64, at: Moment) -> Result<HeadFile, StoreError> {
        let mut tx = self.db.read().await?;
        let head = self.sign(&mut tx, at).await?;
        let to = head.head.size;
        let needs = tree::consistency_needs(from, to).map_err(StoreError::damaged)?;
        let nodes = self.nodes(&mut tx, needs).await?;
        let find = |level, index| nodes.get(&(level, index)).copied();
        let path =
            tree::consistency_proof(self.suite(), from, to, find).map_err(StoreError::damaged)?;
        Ok(HeadFile {
            head,
            consistency: Some(Consistency { from, to, path }),
        })
    }

    async fn nodes(&self, tx: &mut Tx, needs: Vec<Coordinate>) -> Result<Nodes, StoreError> {
        let mut nodes = Nodes::new();
        for at in needs {
            if let Some(hash) = node(tx, &self.pack.district.code, at.level, at.index).await? {
                nodes.insert((at.level, at.index), hash);
            }
        }
        Ok(nodes)
    }
}
