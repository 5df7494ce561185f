//! 好差评 on the write path: invitations, the links they travel by, ratings, and what is kept of the
//! network a rating came from.

use crate::db::{Tx, Value, WriteTx};
use crate::log::Log;
use crate::write::Ground;
use crate::{Ask, Contact, Store, StoreError, Written, params};
use banjie_core::assessment::reviews::ReviewRow;
use banjie_core::assessment::tally::Tally;
use banjie_core::kinds::review::{self, NewReview, Rating};
use banjie_core::matter::{Act, Command, Detail, Matter, MatterNo, Refusal};
use banjie_core::moment::Moment;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The visit's review, or the finished matter.
    pub no: MatterNo,
    /// The review, once there is one.
    pub review: Option<MatterNo>,
}

impl Store {
    /// A visit to a window: opens its review, which waits for the visitor. `token` is the hash of
    /// the link's.
    ///
    /// # Errors
    /// Refusals of the rules in words; the database's failures.
    pub async fn invite_review(
        &self,
        review: NewReview,
        token: impl Fn(MatterNo) -> String + Send + Sync + 'static,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        let input = (self.ground(), review, token, ask);
        self.db
            .write(input, |tx, (ground, review, token, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let no = ground.invite(tx, &mut log, review, &ask.act).await?;
                    let token = token(no);
                    ground.keep_link(tx, &token, no, ask.act.at).await?;
                    log.keep(tx).await?;
                    let done = Written::opened(no);
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// Keeps a link to a finished matter, by which its enterprise rates. Keeping it twice changes
    /// nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn link_review(
        &self,
        no: MatterNo,
        token: String,
        at: Moment,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), no, token, at);
        self.db
            .write(input, |tx, (ground, no, token, at)| {
                Box::pin(async move { ground.keep_link(tx, token, *no, *at).await })
            })
            .await
    }

    /// What the link with this token's hash leads to; `None`: nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn linked_review(&self, token: &str) -> Result<Option<Linked>, StoreError> {
        let mut tx = self.db.read().await?;
        let Some(no) = self.ground().link(&mut tx, token).await? else {
            return Ok(None);
        };
        let review = self.ground().review_about(&mut tx, no).await?;
        Ok(Some(Linked { no, review }))
    }

    /// The review of a matter, or the review itself; `None`: nobody has rated it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn review_about(&self, no: MatterNo) -> Result<Option<MatterNo>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().review_about(&mut tx, no).await
    }

    /// 评价 through a link: of a visit, or of a finished matter, which then gets its review.
    ///
    /// # Errors
    /// The link leads nowhere; it has been rated; refusals of the rules; database failures.
    pub async fn rate(
        &self,
        no: MatterNo,
        mut rating: Rating,
        contact: Option<Contact>,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        rating.contact = contact.as_ref().map(Contact::seal);
        let input = (self.ground(), no, rating, contact, ask);
        self.db
            .write(input, |tx, (ground, no, rating, contact, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let done = ground.rate(tx, &mut log, *no, rating, &ask.act).await?;
                    if let Some(contact) = contact {
                        ground.keep_contact(tx, done.no, contact).await?;
                    }
                    log.keep(tx).await?;
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// A token for the network a rating comes from, under the month's salt: praise of one place is
    /// looked for month by month. `network` is hashed under a key that is not in the database, so
    /// that nobody finds an address by trying all of them; `fresh` is a new salt, drawn by the
    /// caller, for the first rating of the month; older salts are thrown away.
    ///
    /// # Errors
    /// The database fails.
    pub async fn network_token(
        &self,
        network: &str,
        fresh: String,
        at: Moment,
    ) -> Result<String, StoreError> {
        let month = at.date().first_of_month().to_string();
        let input = (self.ground(), fresh, month);
        let salt: String = self
            .db
            .write(input, |tx, (ground, fresh, month)| {
                Box::pin(async move {
                    ground.forget_salts(tx, month).await?;
                    let district = ground.district.as_str();
                    tx.exec(
                        "insert into network_salts (district, day, salt) values ($1, $2, $3)
                         on conflict do nothing",
                        &params![district, &*month, &*fresh],
                    )
                    .await?;
                    let row = tx
                        .one(
                            "select salt from network_salts where district = $1 and day = $2",
                            &params![district, &*month],
                        )
                        .await?;
                    Ok::<_, StoreError>(row.text("salt")?.to_owned())
                })
            })
            .await?;
        let digest = banjie_journal::Suite::Sha256Ed25519.digest(&[
            salt.as_bytes(),
            b"\n",
            network.as_bytes(),
        ]);
        Ok(digest.to_string()[..16].to_owned())
    }
}

impl Ground {
    /// Throws away the salts of months before the one that begins on this day.
    pub(crate) async fn forget_salts(
        &self,
        tx: &mut WriteTx,
        month: &str,
    ) -> Result<(), StoreError> {
        tx.exec(
            "delete from network_salts where district = $1 and day < $2",
            &params![self.district.as_str(), month],
        )
        .await?;
        Ok(())
    }

    /// Opens the review of a visit, or of a matter.
    pub(crate) async fn invite(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        review: &NewReview,
        act: &Act,
    ) -> Result<MatterNo, StoreError> {
        let no = log.number(act.at)?;
        let event = review::invite(no, review.clone(), act.at, &self.law())?;
        self.begin(tx, log, &event, act).await?;
        Ok(no)
    }

    /// Opens the review of a matter: one matter, one review.
    async fn invite_about(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        matter: &Matter,
        act: &Act,
    ) -> Result<MatterNo, StoreError> {
        let not = |why: &str| {
            StoreError::Refused(Refusal::NotAllowed {
                why: why.to_owned(),
            })
        };
        let subject = review::subject(matter).ok_or_else(|| not("这件还没有办，办完再评价"))?;
        if self.review_about(tx, matter.no).await?.is_some() {
            return Err(not("这件已经评价过了。还有话要说，请用追评"));
        }
        self.invite(tx, log, &subject, act).await
    }

    /// Rates inside a job: the review of a visit, or a finished matter, which then gets its review.
    pub(crate) async fn rate(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
        rating: &Rating,
        act: &Act,
    ) -> Result<Written, StoreError> {
        let matter = self.known(tx, log, no).await?;
        let matter = matter.ok_or(StoreError::NoMatter(no))?;
        let review = match &matter.detail {
            Detail::Review(_) => no,
            _ => self.invite_about(tx, log, &matter, act).await?,
        };
        let rating = rating.clone();
        self.give(tx, log, review, None, &Command::Rate { rating }, act)
            .await
    }

    /// A rating given with a command on the matter it is about: its review, or, where there is one
    /// already, the follow-up.
    pub(crate) async fn rate_with(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        matter: &Matter,
        rating: &Rating,
        act: &Act,
    ) -> Result<Option<MatterNo>, StoreError> {
        if let Some(review) = self.review_about(tx, matter.no).await? {
            let (level, words) = (rating.level, rating.words.clone());
            let again = Command::FollowUp { level, words };
            let done = Box::pin(self.give(tx, log, review, None, &again, act)).await;
            return match done {
                Ok(_) => Ok(None),
                Err(StoreError::Refused(
                    Refusal::WrongState { .. } | Refusal::NotAllowed { .. },
                )) => Err(StoreError::Refused(Refusal::BadValue {
                    field: "满意度",
                    value: review::level_word(level).to_owned(),
                    remedy: "这件评价过，追评也用过了或过了时间。请不选等级，只说是否解决"
                        .to_owned(),
                })),
                Err(other) => Err(other),
            };
        }
        let review = self.invite_about(tx, log, matter, act).await?;
        let rate = Command::Rate {
            rating: rating.clone(),
        };
        Box::pin(self.give(tx, log, review, None, &rate, act)).await?;
        Ok(Some(review))
    }

    async fn link(&self, tx: &mut Tx, token: &str) -> Result<Option<MatterNo>, StoreError> {
        let row = tx
            .opt(
                "select no from review_links where token = $1 and district = $2",
                &params![token, self.district.as_str()],
            )
            .await?;
        row.map(|r| r.text("no")?.parse().map_err(StoreError::damaged))
            .transpose()
    }

    async fn keep_link(
        &self,
        tx: &mut WriteTx,
        token: &str,
        no: MatterNo,
        at: Moment,
    ) -> Result<(), StoreError> {
        tx.exec(
            "insert into review_links (token, district, no, at_ms) values ($1, $2, $3, $4)
             on conflict do nothing",
            &params![token, self.district.as_str(), no.to_string(), at.ms()],
        )
        .await?;
        Ok(())
    }

    async fn review_about(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<MatterNo>, StoreError> {
        let row = tx
            .opt(
                "select no from reviews where district = $1 and (about = $2 or no = $2)",
                &params![self.district.as_str(), no.to_string()],
            )
            .await?;
        row.map(|r| r.text("no")?.parse().map_err(StoreError::damaged))
            .transpose()
    }
}

/// The columns of `reviews` after the district, in the order of [`values`].
pub(crate) const COLUMNS: &str = "no, about, window_id, item, officer, level, day, tags,
  followed_up, named, called_back, network";

/// A row as the database keeps it, in the order of [`COLUMNS`].
pub(crate) fn values(row: &ReviewRow) -> Vec<Value> {
    params![
        row.no.to_string(),
        row.about.map(|n| n.to_string()),
        row.window.as_ref().map(|w| w.as_str()),
        row.item_key(),
        row.officer.as_ref().map(|p| p.as_str()),
        row.level.map(i64::from),
        row.day.map(|d| d.to_string()),
        &row.tags,
        row.followed_up.map(i64::from),
        row.named,
        row.called_back,
        row.network.as_deref()
    ]
    .to_vec()
}

/// Saves the row of a review; of another kind nothing.
pub(crate) async fn save(
    tx: &mut WriteTx,
    ground: &Ground,
    matter: &Matter,
) -> Result<(), StoreError> {
    let Some(row) = ReviewRow::of(matter) else {
        return Ok(());
    };
    let mut all = vec![Value::from(ground.district.as_str())];
    all.extend(values(&row));
    let sql = format!(
        "insert into reviews (district, {COLUMNS}) values ({})
         on conflict (district, no) do update set level = excluded.level, day = excluded.day,
           tags = excluded.tags, followed_up = excluded.followed_up, named = excluded.named,
           called_back = excluded.called_back, network = excluded.network",
        crate::db::placeholders(1, all.len())
    );
    tx.exec(&sql, &all).await?;
    Ok(())
}

/// Adds (`by` = 1) or takes back (`by` = -1) a case of a review in the rates of its window and item.
pub(crate) async fn tally(
    tx: &mut WriteTx,
    ground: &Ground,
    row: &ReviewRow,
    tally: &Tally,
    by: i64,
) -> Result<(), StoreError> {
    tx.exec(
        "insert into review_rollups (district, unit, window_id, item, count, day, cases)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (district, count, day, unit, window_id, item)
         do update set cases = review_rollups.cases + excluded.cases",
        &params![
            ground.district.as_str(),
            tally.unit.as_str(),
            row.window.as_ref().map_or("", |w| w.as_str()),
            row.item_key(),
            tally.count.code(),
            tally.day.to_string(),
            by
        ],
    )
    .await?;
    Ok(())
}
