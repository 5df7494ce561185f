//! Accounts, sessions, tokens, and the count of wrong tries. Passwords arrive here as hashes;
//! hashing is slow work and is done outside the write path.

use crate::db::Row;
use crate::log::Log;
use crate::record::Record;
use crate::{Store, StoreError, params};
use banjie_core::district::{PersonId, PostId, Role, UnitId};
use banjie_core::matter::{Act, Staff};
use banjie_core::moment::Moment;

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who they are at work.
    pub staff: Staff,
    /// Office telephone.
    pub telephone: String,
    /// PHC string of the password (Argon2id).
    pub password: String,
    /// May sign in.
    pub active: bool,
}

/// A token for the API as its owner sees it; its value is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Hash of its value, hex.
    pub hash: String,
    /// What for.
    pub label: String,
    /// `read` or `act`.
    pub scope: String,
    /// When it was made.
    pub at: Moment,
}

const PERSON: &str = "p.person, p.name, p.unit, p.roles, p.post, p.telephone, p.password, p.active";

fn account(row: &Row) -> Result<Account, StoreError> {
    let roles = row.text("roles")?;
    let post = row.opt_text("post")?;
    Ok(Account {
        staff: Staff {
            person: PersonId(row.text("person")?.to_owned()),
            name: row.text("name")?.to_owned(),
            unit: UnitId(row.text("unit")?.to_owned()),
            roles: roles.split(' ').filter_map(Role::from_code).collect(),
            post: post.map(|p| PostId(p.to_owned())),
        },
        telephone: row.text("telephone")?.to_owned(),
        password: row.text("password")?.to_owned(),
        active: row.flag("active")?,
    })
}

fn codes(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|r| r.code().to_owned()).collect()
}

impl Store {
    /// Adds accounts, all or none, with their events.
    ///
    /// # Errors
    /// A user name is taken; the database fails.
    pub async fn add_people(&self, people: Vec<Account>, act: Act) -> Result<(), StoreError> {
        let input = (self.ground(), people, act);
        self.db
            .write(input, |tx, (ground, people, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    for account in people {
                        let staff = &account.staff;
                        let added = tx
                            .exec(
                                "insert into people (district, person, name, unit, roles, post,
                                   telephone, password, active)
                                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                                 on conflict do nothing",
                                &params![
                                    ground.district.as_str(),
                                    staff.person.as_str(),
                                    &staff.name,
                                    staff.unit.as_str(),
                                    codes(&staff.roles).join(" "),
                                    staff.post.as_ref().map(|p| p.as_str()),
                                    &account.telephone,
                                    &account.password,
                                    account.active
                                ],
                            )
                            .await?;
                        if added == 0 {
                            return Err(StoreError::Taken(staff.person.to_string()));
                        }
                        let record = Record::PersonAdded {
                            person: staff.person.to_string(),
                            name: staff.name.clone(),
                            unit: staff.unit.to_string(),
                            roles: codes(&staff.roles),
                        };
                        ground.record(tx, &mut log, &record, act).await?;
                    }
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The account of a user name.
    ///
    /// # Errors
    /// The database fails.
    pub async fn account(&self, person: &PersonId) -> Result<Option<Account>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                &format!("select {PERSON} from people p where p.district = $1 and p.person = $2"),
                &params![self.pack.district.code.as_str(), person.as_str()],
            )
            .await?;
        row.as_ref().map(account).transpose()
    }

    /// The accounts of a unit, by name; for assigning work.
    ///
    /// # Errors
    /// The database fails.
    pub async fn colleagues(&self, unit: &UnitId) -> Result<Vec<Account>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                &format!(
                    "select {PERSON} from people p
                     where p.district = $1 and p.unit = $2 and p.active = 1
                     order by p.name, p.person"
                ),
                &params![self.pack.district.code.as_str(), unit.as_str()],
            )
            .await?;
        rows.iter().map(account).collect()
    }

    /// Begins a session. `token` is the hash of the cookie's value; the value itself is nowhere.
    ///
    /// # Errors
    /// The database fails.
    pub async fn begin_session(
        &self,
        token: String,
        person: PersonId,
        at: Moment,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), token, person, at);
        self.db
            .write(input, |tx, (ground, token, person, at)| {
                Box::pin(async move {
                    tx.exec(
                        "insert into sessions (token, district, person, began_ms, seen_ms)
                         values ($1, $2, $3, $4, $4)",
                        &params![token, ground.district.as_str(), person.as_str(), at.ms()],
                    )
                    .await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }

    /// Who holds a session, if it was seen after `idle_since` and began after `born_since`.
    /// Returns the account and when the session was last marked as seen.
    ///
    /// # Errors
    /// The database fails.
    pub async fn session(
        &self,
        token: &str,
        idle_since: Moment,
        born_since: Moment,
    ) -> Result<Option<(Account, Moment)>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                &format!(
                    "select {PERSON}, s.seen_ms from sessions s
                     join people p on p.district = s.district and p.person = s.person
                     where s.token = $1 and s.district = $2 and s.seen_ms > $3 and s.began_ms > $4
                       and p.active = 1"
                ),
                &params![
                    token,
                    self.pack.district.code.as_str(),
                    idle_since.ms(),
                    born_since.ms()
                ],
            )
            .await?;
        row.map(|r| Ok((account(&r)?, Moment::from_ms(r.int("seen_ms")?))))
            .transpose()
    }

    /// Marks a session as seen, or ends it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn touch_session(
        &self,
        token: String,
        seen: Option<Moment>,
    ) -> Result<(), StoreError> {
        self.db
            .write((token, seen), |tx, (token, seen)| {
                Box::pin(async move {
                    match seen {
                        Some(at) => {
                            let sql = "update sessions set seen_ms = $2 where token = $1";
                            tx.exec(sql, &params![token, at.ms()]).await?;
                        }
                        None => {
                            tx.exec("delete from sessions where token = $1", &params![token])
                                .await?;
                        }
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }

    /// Makes an API token; `token` is the hash of its value.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_token(
        &self,
        token: String,
        person: PersonId,
        label: String,
        scope: String,
        act: Act,
    ) -> Result<(), StoreError> {
        let input = (self.ground(), token, person, label, scope, act);
        self.db
            .write(input, |tx, (ground, token, person, label, scope, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    tx.exec(
                        "insert into tokens (token, district, person, label, scope, at_ms)
                         values ($1, $2, $3, $4, $5, $6)",
                        &params![
                            token,
                            ground.district.as_str(),
                            person.as_str(),
                            label,
                            scope,
                            act.at.ms()
                        ],
                    )
                    .await?;
                    let record = Record::TokenMade {
                        person: person.to_string(),
                        label: label.clone(),
                        scope: scope.clone(),
                    };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await
                })
            })
            .await
    }

    /// The API tokens of a person, newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn tokens(&self, person: &PersonId) -> Result<Vec<Token>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx
            .all(
                "select token, label, scope, at_ms from tokens
                 where district = $1 and person = $2 order by at_ms desc, token",
                &params![self.pack.district.code.as_str(), person.as_str()],
            )
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Token {
                    hash: row.text("token")?.to_owned(),
                    label: row.text("label")?.to_owned(),
                    scope: row.text("scope")?.to_owned(),
                    at: Moment::from_ms(row.int("at_ms")?),
                })
            })
            .collect()
    }

    /// Ends an API token of a person, by its hash. `false`: they have no such token.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_token(
        &self,
        hash: String,
        person: PersonId,
        act: Act,
    ) -> Result<bool, StoreError> {
        let input = (self.ground(), hash, person, act);
        self.db
            .write(input, |tx, (ground, hash, person, act)| {
                Box::pin(async move {
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let row = tx
                        .opt(
                            "delete from tokens where district = $1 and token = $2 and person = $3
                             returning label",
                            &params![ground.district.as_str(), hash, person.as_str()],
                        )
                        .await?;
                    let Some(row) = row else { return Ok(false) };
                    let record = Record::TokenEnded {
                        person: person.to_string(),
                        label: row.text("label")?.to_owned(),
                    };
                    ground.record(tx, &mut log, &record, act).await?;
                    log.keep(tx).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Who holds an API token, and its scope.
    ///
    /// # Errors
    /// The database fails.
    pub async fn token(&self, token: &str) -> Result<Option<(Account, String)>, StoreError> {
        let mut tx = self.db.read().await?;
        let row = tx
            .opt(
                &format!(
                    "select {PERSON}, t.scope from tokens t
                     join people p on p.district = t.district and p.person = t.person
                     where t.token = $1 and t.district = $2 and p.active = 1"
                ),
                &params![token, self.pack.district.code.as_str()],
            )
            .await?;
        row.map(|r| Ok((account(&r)?, r.text("scope")?.to_owned())))
            .transpose()
    }

    /// Counts a try on a subject (`sign-in/li.min`, `track/BJ-…`) within a window that begins
    /// anew when `window_ms` have passed since its first try. Returns the count with this one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count_try(
        &self,
        subject: String,
        at: Moment,
        window_ms: i64,
    ) -> Result<u64, StoreError> {
        let input = (self.ground(), subject, at, window_ms);
        self.db
            .write(input, |tx, (ground, subject, at, window_ms)| {
                Box::pin(async move {
                    let row = tx
                        .one(
                            "insert into tries (district, subject, at_ms, count) values ($1, $2, $3, 1)
                             on conflict (district, subject) do update set
                               count = case when tries.at_ms < $4 then 1 else tries.count + 1 end,
                               at_ms = case when tries.at_ms < $4 then $3 else tries.at_ms end
                             returning count",
                            &params![
                                ground.district.as_str(),
                                subject,
                                at.ms(),
                                at.ms() - window_ms
                            ],
                        )
                        .await?;
                    Ok(u64::try_from(row.int("count")?).unwrap_or(0))
                })
            })
            .await
    }

    /// Forgets the tries on a subject, after a right one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn forget_tries(&self, subject: String) -> Result<(), StoreError> {
        let input = (self.ground(), subject);
        self.db
            .write(input, |tx, (ground, subject)| {
                Box::pin(async move {
                    tx.exec(
                        "delete from tries where district = $1 and subject = $2",
                        &params![ground.district.as_str(), subject],
                    )
                    .await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }
}
