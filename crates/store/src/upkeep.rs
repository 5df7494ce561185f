//! What nobody submitted goes after a while; what belongs to a matter stays for good.
//!
//! A file sent with a form lies in the attachment store before its form is submitted; a draft lies
//! in the database while somebody works on it. Both may be left behind. After the days of the rule
//! [`KEPT`] without a touch they are removed; a file that an event or a draft names is never removed,
//! however old. The answer kept for a request that may be sent again goes after the same time.

use crate::db::Engine;
use crate::{Store, StoreError, params};
use banjie_core::district::RuleId;
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The rule: days after the last touch for which drafts and unsubmitted files are kept.
pub const KEPT: &str = "draft.keep";
/// Where a district's rules do not say it.
const KEPT_DAYS: i64 = 30;

/// What a run removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Drafts nobody touched.
    pub drafts: u64,
    /// Files nobody submitted.
    pub files: u64,
    /// Answers to requests nobody will send again.
    pub replies: u64,
}

impl Store {
    /// Days after its last save for which a draft is kept, by the rule in force on a day.
    pub fn draft_days(&self, on: Date) -> i64 {
        let days = self.pack.rules.number(&RuleId::from(KEPT), on);
        days.map_or(KEPT_DAYS, |(days, _)| days.max(1))
    }

    /// Removes old drafts and files that nobody submitted, and lets SQLite look at its statistics.
    /// May run twice, and on several nodes.
    ///
    /// # Errors
    /// The database or the disk fails; what was removed until then stays removed.
    pub async fn tidy(&self, at: Moment) -> Result<Tidied, StoreError> {
        let before = at.ms() - self.draft_days(at.date()) * 86_400_000;
        let (drafts, replies) = self
            .db
            .write(
                (before, at.date().first_of_month().to_string()),
                |tx, (before, month)| {
                    Box::pin(async move {
                        let old = params![*before];
                        let drafts = tx.exec("delete from drafts where at_ms < $1", &old).await?;
                        // A salt of a month that has passed would be the only way back to an address.
                        tx.exec(
                            "delete from network_salts where day < $1",
                            &params![&*month],
                        )
                        .await?;
                        let replies = tx
                            .exec("delete from replies where at_ms < $1", &old)
                            .await?;
                        Ok((drafts, replies))
                    })
                },
            )
            .await
            .map_err(|e: crate::db::DbError| StoreError::from(e))?;
        let mut files = 0;
        // Candidates first: without any, the journal need not be read.
        let old = self.files.untouched_since(before)?;
        if !old.is_empty() {
            let named = self.named_files().await?;
            for hash in old.difference(&named) {
                files += u64::from(self.files.remove_untouched(hash, before)?);
            }
        }
        if self.db.engine() == Engine::Sqlite {
            self.db
                .write((), |tx, ()| {
                    Box::pin(async move {
                        // A pragma may answer with rows.
                        tx.all("pragma analysis_limit = 400", &[]).await?;
                        tx.all("pragma optimize", &[]).await.map(drop)
                    })
                })
                .await
                .map_err(|e: crate::db::DbError| StoreError::from(e))?;
        }
        Ok(Tidied {
            drafts,
            files,
            replies,
        })
    }

    /// Every hash that an event of any district or a draft names.
    async fn named_files(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let mut named = BTreeSet::new();
        for sql in [
            "select line as text from journal where line like '%\"hash\":%'",
            "select body as text from drafts",
        ] {
            for row in tx.all(sql, &[]).await? {
                named.extend(hashes(row.text("text")?));
            }
        }
        Ok(named)
    }
}

/// Everything in a text that is written like a hash.
fn hashes(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_ascii_hexdigit())
        .filter(|word| word.len() == 64)
        .map(str::to_owned)
}
