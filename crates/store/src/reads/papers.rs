//! Bulletins and rankings as issued: values, state, revision. Each step is also a record in the
//! journal with the digest of the values, so a changed row is found.

use crate::log::Log;
use crate::record::Record;
use crate::{Store, StoreError, params};
use banjie_core::matter::{Act, NewDirective};
use banjie_core::moment::Moment;

/// A bulletin or ranking at one of its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// `bulletin`, `ranking` or `assessment`.
    pub kind: String,
    /// `2026-W09`, `2026-01`, `2026-Q1`.
    pub period: String,
    /// From 1.
    pub revision: u32,
    /// `issued`; `draft`, `checking`, `settled`, `sealed`, `published`.
    pub state: String,
    /// JSON of its values.
    pub body: String,
    /// When.
    pub at: Moment,
}

/// What a step rests on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The state of the revision; empty when there was none.
    pub(crate) state: String,
    /// Entries of the log then; `None`: not asked.
    pub(crate) size: Option<u64>,
}

/// What is written with a step.
#[derive(Clone, Debug, Default)]
pub(crate) struct With {
    /// Why it was taken.
    pub(crate) why: Option<Record>,
    /// Directives that it opens; one that is open already, with the same words in the same unit, is not
    /// opened again.
    pub(crate) orders: Vec<NewDirective>,
}

impl Issued {
    /// Whether it can no longer change.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.state.as_str(), "issued" | "sealed" | "published")
    }

    /// SHA-256 of its values, hex: what the journal keeps and settlers sign.
    pub fn digest(&self) -> String {
        banjie_journal::Suite::Sha256Ed25519
            .digest(&[self.body.as_bytes()])
            .to_string()
    }

    pub(crate) fn record(&self) -> Record {
        let digest = self.digest();
        let (period, revision) = (self.period.clone(), self.revision);
        let state = self.state.clone();
        match self.kind.as_str() {
            "bulletin" => Record::BulletinIssued {
                period,
                revision,
                digest,
            },
            "assessment" => Record::AssessmentMoved {
                period,
                revision,
                state,
                digest,
            },
            _ => Record::RankingMoved {
                period,
                revision,
                state,
                digest,
            },
        }
    }
}

impl Store {
    /// Keeps a paper at its new step, together with its record in the journal. What is sealed or
    /// issued never changes: a correction is a new revision. With it a head is signed that covers
    /// the record, so that the paper can name it from its first moment.
    ///
    /// # Errors
    /// `Taken`, when that revision is sealed or issued already; the database fails.
    pub async fn issue(&self, paper: Issued, act: Act) -> Result<(), StoreError> {
        let (seen, with) = (Seen::default(), With::default());
        self.issue_with(paper, seen, with, act).await
    }

    /// The same for a revision as it was seen, with what is written in the same transaction.
    ///
    /// # Errors
    /// As [`Store::issue`]; `Taken` also when somebody else moved the revision meanwhile;
    /// `Overtaken` when the log has grown.
    pub(crate) async fn issue_with(
        &self,
        paper: Issued,
        seen: Seen,
        with: With,
        act: Act,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), self.key.clone(), paper, seen, with, act);
        self.db
            .write(input, |tx, (ground, key, paper, seen, with, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    if seen.size.is_some_and(|size| size != log.frontier().size()) {
                        return Err(StoreError::Overtaken);
                    }
                    let kept = tx
                        .exec(
                            "insert into papers (district, kind, period, revision, state, body, at_ms)
                             values ($1, $2, $3, $4, $5, $6, $7)
                             on conflict (district, kind, period, revision) do update set
                               state = excluded.state, body = excluded.body, at_ms = excluded.at_ms
                             where papers.state = $8 and papers.state not in ('issued', 'published')
                               and (papers.state <> 'sealed' or (excluded.state = 'published'
                                 and excluded.body = papers.body))",
                            &params![
                                ground.district.as_str(),
                                &paper.kind,
                                &paper.period,
                                paper.revision,
                                &paper.state,
                                &paper.body,
                                paper.at.ms(),
                                seen.state.as_str()
                            ],
                        )
                        .await?;
                    if kept == 0 {
                        return Err(StoreError::Taken(format!("{} 第{}版", paper.period, paper.revision)));
                    }
                    ground.record(tx, &mut log, &paper.record(), act).await?;
                    if let Some(why) = &with.why {
                        ground.record(tx, &mut log, why, act).await?;
                    }
                    let orders = ground.not_open_yet(tx, &with.orders).await?;
                    ground.direct(tx, &mut log, &orders, act).await?;
                    if paper.is_final() {
                        let head = ground.head(key, log.frontier(), act.at)?;
                        ground.keep_head(tx, &head, act.at).await?;
                    }
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The newest revision of a paper.
    ///
    /// # Errors
    /// The database fails.
    pub async fn paper(&self, kind: &str, period: &str) -> Result<Option<Issued>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                "select kind, period, revision, state, body, at_ms from papers
                 where district = $1 and kind = $2 and period = $3
                 order by revision desc limit 1",
                &params![self.pack.district.code.as_str(), kind, period],
            )
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The newest revision of a period that everybody may see: published, or sealed before
    /// publishing was a step of its own (nobody signed then).
    ///
    /// # Errors
    /// The database fails.
    pub async fn published(&self, kind: &str, period: &str) -> Result<Option<Issued>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                "select kind, period, revision, state, body, at_ms from papers
                 where district = $1 and kind = $2 and period = $3
                   and (state = 'published' or (state = 'sealed' and not exists
                     (select 1 from journal j where j.district = $1 and j.stream = $4)))
                 order by revision desc limit 1",
                &params![
                    self.pack.district.code.as_str(),
                    kind,
                    period,
                    format!("signature/{period}")
                ],
            )
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Every revision of a period, oldest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revisions(&self, kind: &str, period: &str) -> Result<Vec<Issued>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select kind, period, revision, state, body, at_ms from papers
                 where district = $1 and kind = $2 and period = $3 order by revision",
                &params![self.pack.district.code.as_str(), kind, period],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// Every revision of every paper.
    pub(crate) async fn all_papers(&self) -> Result<Vec<Issued>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select kind, period, revision, state, body, at_ms from papers
                 where district = $1 order by kind, period, revision",
                &params![self.pack.district.code.as_str()],
            )
            .await?;
        rows.iter().map(read).collect()
    }

    /// The newest revision of each period, newest period first, without the values.
    ///
    /// # Errors
    /// The database fails.
    pub async fn papers(&self, kind: &str, most: u32) -> Result<Vec<Issued>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select kind, period, revision, state, '' as body, at_ms from papers p
                 where district = $1 and kind = $2 and revision =
                   (select max(q.revision) from papers q where q.district = p.district
                      and q.kind = p.kind and q.period = p.period)
                 order by period desc limit $3",
                &params![self.pack.district.code.as_str(), kind, most],
            )
            .await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &crate::db::Row) -> Result<Issued, StoreError> {
    Ok(Issued {
        kind: row.text("kind")?.to_owned(),
        period: row.text("period")?.to_owned(),
        revision: u32::try_from(row.int("revision")?).map_err(StoreError::damaged)?,
        state: row.text("state")?.to_owned(),
        body: row.text("body")?.to_owned(),
        at: Moment::from_ms(row.int("at_ms")?),
    })
}
