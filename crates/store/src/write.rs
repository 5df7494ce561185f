//! The one write path. Portal, desk, API, import, jobs and CLI all change a matter here: load its
//! events, decide, append, project, all in one transaction.

use crate::db::{Row, Tx, WriteTx};
use crate::log::{Line, Log};
use crate::reads::courses;
use crate::{Store, StoreError, params, project};
use banjie_core::district::{DistrictCode, PersonId, UnitId};
use banjie_core::kinds;
use banjie_core::matter::{
    Act, Actor, By, Command, Detail, Event, Law, Matter, MatterNo, MatterRow, NewAppeal,
    NewDirective, NewObjection, Refusal, Told, decide, open,
};
use banjie_core::moment::Moment;
use banjie_core::pack::Pack;
use banjie_journal::Frontier;
use std::collections::VecDeque;
use std::sync::Arc;

/// Who asks, when, and under which key, so that a resent request changes nothing.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who and when.
    pub act: Act,
    /// Idempotency key, unique per asker; `None`: every request is a new one.
    pub key: Option<String>,
}

/// Who can be reached about an appeal; kept beside the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Telephone, normalised.
    pub phone: String,
    /// 16 random bytes in hex, drawn by the caller: nobody can find the number by guessing hashes.
    pub salt: String,
}

impl Contact {
    /// From a row with `name`, `phone` and `salt`.
    pub(crate) fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            name: row.text("name")?.to_owned(),
            phone: row.text("phone")?.to_owned(),
            salt: row.text("salt")?.to_owned(),
        })
    }

    /// What of it enters the journal: SHA-256 over salt, name and number, in hex.
    pub fn seal(&self) -> String {
        banjie_journal::Suite::Sha256Ed25519
            .digest(&[
                self.salt.as_bytes(),
                b"\n",
                self.name.as_bytes(),
                b"\n",
                self.phone.as_bytes(),
            ])
            .to_string()
    }
}

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Written {
    /// The matter.
    pub no: MatterNo,
    /// Its version now.
    pub version: u64,
    /// Matters opened with it.
    pub opened: Vec<MatterNo>,
    /// The request had been carried out before; nothing was changed now.
    #[serde(skip)]
    pub repeated: bool,
    /// The opening just written, for [`Store::opened`]; `None`: not an opening, or repeated.
    #[serde(skip)]
    pub opening: Option<Box<Opening>>,
}

impl Written {
    /// A matter just opened, and nothing with it.
    pub(crate) fn opened(no: MatterNo) -> Self {
        Self {
            no,
            version: 1,
            opened: Vec::new(),
            repeated: false,
            opening: None,
        }
    }
}

/// What the one who opened a matter is told, as its job left it: without another look at the
/// database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    pub(crate) row: MatterRow,
    /// Its line in the journal.
    pub(crate) line: String,
    /// The log before that line: its peaks are the proof of the line's place.
    pub(crate) before: Frontier,
    /// The log up to that line.
    pub(crate) log: Frontier,
}

impl Store {
    /// Opens an appeal. `import` names source and row of a file, so that a row counts once.
    ///
    /// # Errors
    /// Refusals of the rules in words, and the database's failures.
    pub async fn open_appeal(
        &self,
        mut appeal: NewAppeal,
        contact: Option<Contact>,
        import: Option<(String, String)>,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        appeal.contact = contact.as_ref().map(Contact::seal);
        let input = (self.ground(), appeal, contact, import, ask);
        self.db
            .write(input, |tx, (ground, appeal, contact, import, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let opening = ground
                        .submit(tx, &mut log, appeal, contact.as_ref(), &ask.act)
                        .await?;
                    let no = opening.row.no;
                    if let Some((source, row)) = import {
                        ground.keep_import(tx, source, row, no).await?;
                    }
                    log.keep(tx).await?;
                    let done = Written {
                        opening: Some(Box::new(opening)),
                        ..Written::opened(no)
                    };
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// Opens directives, all or none: what the coordinator confirmed on screen O2.
    ///
    /// # Errors
    /// The first refusal, naming the task; the database's failures.
    pub async fn open_directives(
        &self,
        directives: Vec<NewDirective>,
        ask: Ask,
    ) -> Result<Vec<MatterNo>, StoreError> {
        let input = (self.ground(), directives, ask);
        self.db
            .write(input, |tx, (ground, directives, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done.opened);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let opened = ground.direct(tx, &mut log, directives, &ask.act).await?;
                    log.keep(tx).await?;
                    if let Some(no) = opened.first() {
                        let done = Written {
                            opened: opened.clone(),
                            ..Written::opened(*no)
                        };
                        ground.reply(tx, ask, &done).await?;
                    }
                    Ok(opened)
                })
            })
            .await
    }

    /// Opens an objection to the figures of a period under check.
    ///
    /// # Errors
    /// The period is not under check or its days are over; fields; the database's failures.
    pub async fn open_objection(
        &self,
        objection: NewObjection,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        let input = (self.ground(), objection, ask);
        self.db
            .write(input, |tx, (ground, objection, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    for no in &objection.cases {
                        let known = ground.load(tx, *no).await?;
                        known.ok_or(StoreError::NoMatter(*no))?;
                    }
                    let mut objection = objection.clone();
                    objection.proposer = ground.proposer(tx, &objection).await?;
                    let stand = ground.stand(tx, objection.period).await?;
                    let stand = stand.as_ref().map(|(stand, revision)| (stand, *revision));
                    let no = ground.number(tx, ask.act.at).await?;
                    let law = ground.law();
                    let event = kinds::objection::file(no, objection, stand, &ask.act, &law)?;
                    ground.begin(tx, &mut log, &event, &ask.act).await?;
                    log.keep(tx).await?;
                    let done = Written::opened(no);
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// Gives a command to a matter as it was seen at version `seen`.
    ///
    /// # Errors
    /// Refusals in words (a stale version among them), an unknown number, database failures.
    pub async fn command(
        &self,
        no: MatterNo,
        seen: u64,
        command: Command,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        self.command_from(None, no, seen, command, ask).await
    }

    /// The same by somebody of the public; `place` is the token of the network it came from, kept
    /// with a rating given on the way.
    ///
    /// # Errors
    /// As [`Store::command`].
    pub async fn command_from(
        &self,
        place: Option<String>,
        no: MatterNo,
        seen: u64,
        command: Command,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        let rules = matches!(command, Command::Rule { .. }).then(|| ask.act.clone());
        let input = (self.ground(), place, no, seen, command, ask);
        let done: Result<Written, StoreError> = self
            .db
            .write(input, |tx, (ground, place, no, seen, command, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    log.comes_from(place.clone());
                    let done = ground
                        .give(tx, &mut log, *no, Some(*seen), command, &ask.act)
                        .await?;
                    log.keep(tx).await?;
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await;
        let done = done?;
        if let Some(act) = rules.filter(|_| !done.repeated) {
            self.ruled(no, act).await?;
        }
        Ok(done)
    }

    /// A ruling that took matters out of the denominators changes figures under check: they are
    /// computed anew at once.
    async fn ruled(&self, no: MatterNo, act: Act) -> Result<(), StoreError> {
        let mut tx = self.db.read().await?;
        let matter = self.ground().load(&mut tx, no).await?;
        drop(tx);
        match matter.map(|m| m.detail) {
            Some(Detail::Objection(objection)) => self.recheck(objection.period, no, act).await,
            _ => Ok(()),
        }
    }
}

/// What every job stands on; cheap to clone into it.
#[derive(Clone)]
pub(crate) struct Ground {
    pub(crate) district: DistrictCode,
    pub(crate) pack: Arc<Pack>,
}

impl Ground {
    pub(crate) fn law(&self) -> Law<'_> {
        self.pack.law()
    }

    /// The next number of the year, in the order of the journal.
    pub(crate) async fn number(
        &self,
        tx: &mut WriteTx,
        at: Moment,
    ) -> Result<MatterNo, StoreError> {
        let year = at.date().year();
        let row = tx
            .one(
                "insert into numbers (district, year, last) values ($1, $2, 1)
                 on conflict (district, year) do update set last = numbers.last + 1
                 returning last",
                &params![self.district.as_str(), i64::from(year)],
            )
            .await?;
        let last = u32::try_from(row.int("last")?).ok();
        last.and_then(|last| MatterNo::new(year, last))
            .ok_or(StoreError::NumbersUsedUp(year))
    }

    /// Opens an appeal inside a job.
    pub(crate) async fn submit(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        appeal: &NewAppeal,
        contact: Option<&Contact>,
        act: &Act,
    ) -> Result<Opening, StoreError> {
        let no = self.number(tx, act.at).await?;
        let event = kinds::appeal::submit(no, appeal.clone(), act.at, &self.law())?;
        let opening = self.begin(tx, log, &event, act).await?;
        if let Some(contact) = contact {
            self.keep_contact(tx, no, contact).await?;
        }
        Ok(opening)
    }

    /// Gives a command inside a job, and those to other matters that follow from it; `seen` none: to
    /// the matter as it stands.
    pub(crate) async fn give(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
        seen: Option<u64>,
        command: &Command,
        act: &Act,
    ) -> Result<Written, StoreError> {
        let mut left = VecDeque::new();
        let (mut done, also) = self
            .one(tx, log, (no, seen), command, act, &mut left)
            .await?;
        for (other, command) in also {
            // What follows from a consequence would be a rule nobody has written.
            self.one(tx, log, (other, None), &command, act, &mut left)
                .await?;
        }
        // What follows for other matters is the rule's doing, at the same moment.
        let rule = Act::rule(act.at);
        while let Some(Told { to, command }) = left.pop_front() {
            let told = (to, None);
            let (then, _) = self.one(tx, log, told, &command, &rule, &mut left).await?;
            done.opened.extend(then.opened);
            if to == no {
                done.version = then.version;
            }
        }
        Ok(done)
    }

    /// One command to one matter, with what it opens; what it tells others is left to the caller.
    async fn one(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        (no, seen): (MatterNo, Option<u64>),
        command: &Command,
        act: &Act,
        left: &mut VecDeque<Told>,
    ) -> Result<(Written, Vec<(MatterNo, Command)>), StoreError> {
        let before = self.known(tx, log, no).await?;
        let before = before.ok_or(StoreError::NoMatter(no))?;
        if let Command::Merge { into, .. } = command {
            self.load(tx, *into)
                .await?
                .ok_or(StoreError::NoMatter(*into))?;
        }
        let seen = seen.unwrap_or(before.version);
        match command {
            Command::Assign { person, .. } => self.works_in(tx, person, &before.lead).await?,
            Command::Admit {
                deferred, promises, ..
            } if !deferred.is_empty() || !promises.is_empty() => {
                self.no_broken_promise(tx, before.enterprise.as_ref())
                    .await?;
            }
            _ => {}
        }
        let mut counted = command.clone();
        if let Command::Exclude { before, .. } = &mut counted {
            *before = self.excluded_in_month(tx, act.at.date()).await?;
        }
        let decision = decide(&before, seen, counted, act, &self.law())?;
        let by = act.by.by();
        let mut after = before.clone();
        for event in &decision.events {
            after = after.apply(event, &by, act.at);
            self.append(tx, log, &after, event, act).await?;
        }
        // A rule may find that nothing is left to do.
        if !decision.events.is_empty() {
            project::save(tx, self, Some(&before), &after, act.at).await?;
        }
        let version = after.version;
        log.remember(after.clone());
        if let Some((quarter, followed)) = decision.adjust {
            self.follow_ruling(tx, log, quarter, followed, act).await?;
        }
        let mut opened = self
            .spawn(tx, log, (no, command), decision.spawn, act)
            .await?;
        if let Some(mut rating) = decision.rating {
            rating.network = log.place();
            let rating = &rating;
            let review = self.rate_with(tx, log, &after, rating, act).await?;
            opened.numbers.extend(review);
        }
        left.extend(opened.divide);
        left.extend(decision.tell);
        let done = Written {
            no,
            version,
            opened: opened.numbers,
            repeated: false,
            opening: None,
        };
        Ok((done, decision.also))
    }

    /// How many matters left the denominators in the month of a day. Reviews do so by another rule:
    /// only another unit than the one rated excludes them, with evidence.
    async fn excluded_in_month(
        &self,
        tx: &mut Tx,
        day: jiff::civil::Date,
    ) -> Result<u64, StoreError> {
        let (first, last) = (day.first_of_month(), day.last_of_month());
        let row = tx
            .one(
                "select coalesce(sum(cases), 0) as cases from rollups
                 where district = $1 and count = 'excluded' and day >= $2 and day <= $3
                   and kind <> 'review'",
                &params![self.district.as_str(), first.to_string(), last.to_string()],
            )
            .await?;
        u64::try_from(row.int("cases")?).map_err(StoreError::damaged)
    }

    /// The handler must be somebody of the lead unit who still works there.
    async fn works_in(
        &self,
        tx: &mut Tx,
        person: &PersonId,
        unit: &UnitId,
    ) -> Result<(), StoreError> {
        let row = tx
            .opt(
                "select person from people
                 where district = $1 and person = $2 and unit = $3 and active = 1",
                &params![self.district.as_str(), person.as_str(), unit.as_str()],
            )
            .await?;
        if row.is_some() {
            return Ok(());
        }
        Err(StoreError::Refused(Refusal::BadValue {
            field: "经办人",
            value: person.to_string(),
            remedy: format!("{unit}没有这位在岗的工作人员，请从{unit}的名单里选"),
        }))
    }

    pub(crate) async fn begin(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        event: &Event,
        act: &Act,
    ) -> Result<Opening, StoreError> {
        let matter = open(event, act.at).ok_or_else(|| StoreError::damaged(event.name()))?;
        let before = log.frontier().clone();
        let line = self.append(tx, log, &matter, event, act).await?;
        let row = project::save(tx, self, None, &matter, act.at).await?;
        log.remember(matter);
        Ok(Opening {
            row,
            line,
            before,
            log: log.frontier().clone(),
        })
    }

    /// Those of some directives that are not open yet, with the same words in the same unit.
    pub(crate) async fn not_open_yet(
        &self,
        tx: &mut Tx,
        directives: &[NewDirective],
    ) -> Result<Vec<NewDirective>, StoreError> {
        let mut fresh = Vec::new();
        for directive in directives {
            let row = tx
                .opt(
                    "select no from matters where district = $1 and kind = 'directive'
                       and lead = $2 and title = $3 and ended_ms is null limit 1",
                    &params![
                        self.district.as_str(),
                        directive.lead.as_str(),
                        directive.title.as_str()
                    ],
                )
                .await?;
            if row.is_none() {
                fresh.push(directive.clone());
            }
        }
        Ok(fresh)
    }

    /// Opens directives inside a job.
    pub(crate) async fn direct(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        directives: &[NewDirective],
        act: &Act,
    ) -> Result<Vec<MatterNo>, StoreError> {
        let mut opened = Vec::with_capacity(directives.len());
        for directive in directives {
            let no = self.number(tx, act.at).await?;
            let event = kinds::directive::dispatch(no, directive.clone(), act.at, &self.law())?;
            self.begin(tx, log, &event, act).await?;
            opened.push(no);
        }
        Ok(opened)
    }

    async fn append(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        after: &Matter,
        event: &Event,
        act: &Act,
    ) -> Result<String, StoreError> {
        let stream = after.no.to_string();
        let (actor, mut data) = (json(&act.by.by())?, json(event)?);
        let line = Line {
            at: act.at,
            stream: &stream,
            version: after.version,
            actor,
            event: event.name(),
            data: data
                .get_mut("data")
                .map(serde_json::Value::take)
                .unwrap_or_default(),
        };
        log.append(tx, line).await
    }

    /// A matter as the job left it, or folded from its events.
    pub(crate) async fn known(
        &self,
        tx: &mut Tx,
        log: &mut Log,
        no: MatterNo,
    ) -> Result<Option<Matter>, StoreError> {
        match log.known(no) {
            Some(matter) => Ok(Some(matter)),
            None => self.load(tx, no).await,
        }
    }

    /// The matters whose numbers stand in rows as `no`, in their order.
    pub(crate) async fn load_each(
        &self,
        tx: &mut Tx,
        rows: &[Row],
    ) -> Result<Vec<Matter>, StoreError> {
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let no = row.text("no")?.parse().map_err(StoreError::damaged)?;
            found.extend(self.load(tx, no).await?);
        }
        Ok(found)
    }

    /// A matter folded from its events.
    pub(crate) async fn load(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<Matter>, StoreError> {
        let events = self.events(tx, no).await?;
        if events.is_empty() {
            return Ok(None);
        }
        let course = events.iter().map(|e| (&e.event, &e.by, e.at));
        Matter::fold(course)
            .map(Some)
            .ok_or_else(|| StoreError::damaged(no))
    }

    /// The events of a matter, oldest first.
    pub(crate) async fn events(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Vec<Happened>, StoreError> {
        let sql = "select stream, line from journal where district = $1 and stream = $2
                   order by version";
        let params = params![self.district.as_str(), no.to_string()];
        let course = courses(tx, sql, &params).await?.into_values().next();
        Ok(course.unwrap_or_default())
    }

    /// Who can be reached about a matter.
    pub(crate) async fn contact(
        &self,
        tx: &mut Tx,
        no: MatterNo,
    ) -> Result<Option<Contact>, StoreError> {
        let row = tx
            .opt(
                "select name, phone, salt from contacts where district = $1 and no = $2",
                &params![self.district.as_str(), no.to_string()],
            )
            .await?;
        row.as_ref().map(Contact::read).transpose()
    }

    pub(crate) async fn keep_contact(
        &self,
        tx: &mut WriteTx,
        no: MatterNo,
        contact: &Contact,
    ) -> Result<(), StoreError> {
        tx.exec(
            "insert into contacts (district, no, name, phone, salt) values ($1, $2, $3, $4, $5)",
            &params![
                self.district.as_str(),
                no.to_string(),
                &contact.name,
                &contact.phone,
                &contact.salt
            ],
        )
        .await?;
        Ok(())
    }

    pub(crate) async fn keep_import(
        &self,
        tx: &mut WriteTx,
        source: &str,
        row: &str,
        no: MatterNo,
    ) -> Result<(), StoreError> {
        let added = tx
            .exec(
                "insert into imported (district, source, row_key, no) values ($1, $2, $3, $4)
                 on conflict do nothing",
                &params![self.district.as_str(), source, row, no.to_string()],
            )
            .await?;
        if added == 0 {
            return Err(StoreError::ImportedBefore);
        }
        Ok(())
    }

    /// The answer given to the same request before.
    pub(crate) async fn replied(
        &self,
        tx: &mut Tx,
        ask: &Ask,
    ) -> Result<Option<Written>, StoreError> {
        let Some(key) = &ask.key else { return Ok(None) };
        let row = tx
            .opt(
                "select answer from replies where district = $1 and key = $2",
                &params![self.district.as_str(), scoped(key, &ask.act.by)],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let answer = serde_json::from_str(row.text("answer")?).map_err(StoreError::damaged)?;
        Ok(Some(Written {
            repeated: true,
            ..answer
        }))
    }

    pub(crate) async fn reply(
        &self,
        tx: &mut WriteTx,
        ask: &Ask,
        done: &Written,
    ) -> Result<(), StoreError> {
        let Some(key) = &ask.key else { return Ok(()) };
        let answer = serde_json::to_string(done).map_err(StoreError::damaged)?;
        tx.exec(
            "insert into replies (district, key, answer, at_ms) values ($1, $2, $3, $4)",
            &params![
                self.district.as_str(),
                scoped(key, &ask.act.by),
                answer,
                ask.act.at.ms()
            ],
        )
        .await?;
        Ok(())
    }
}

/// Keys of one asker never answer another.
fn scoped(key: &str, by: &Actor) -> String {
    match by {
        Actor::Staff(staff) => format!("staff:{}:{key}", staff.person),
        Actor::Enterprise => format!("public:{key}"),
        Actor::Rule => format!("rule:{key}"),
    }
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::damaged)
}

/// One event of a matter as the journal holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// Place in the log.
    pub seq: u64,
    /// Version of the matter after it.
    pub version: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: By,
    /// What.
    pub event: Event,
}

impl Happened {
    /// Reads a line of the journal that belongs to a matter.
    pub(crate) fn parse(line: &str) -> Result<Self, StoreError> {
        let head: Head = serde_json::from_str(line).map_err(StoreError::damaged)?;
        Ok(Self {
            seq: head.seq,
            version: head.version,
            at: head.at,
            by: head.actor,
            event: serde_json::from_str(line).map_err(StoreError::damaged)?,
        })
    }
}

/// What stands around the event in its line; the event is read from the same line by itself, since
/// a tree of JSON values between would cost more than the second look.
#[derive(serde::Deserialize)]
pub(crate) struct Head {
    pub(crate) seq: u64,
    pub(crate) version: u64,
    pub(crate) at: Moment,
    pub(crate) actor: By,
}
