//! The one write path. Portal, desk, API, import, jobs and CLI all change a matter here: load its
//! events, decide, append, project, all in one transaction.

use crate::contact::Contact;
use crate::log::Log;
use crate::{Store, StoreError};
use banjie_core::district::DistrictCode;
use banjie_core::kinds;
use banjie_core::matter::{
    Act, Command, Detail, Law, MatterNo, MatterRow, NewAppeal, NewDirective, NewObjection,
};
use banjie_core::pack::Pack;
use banjie_journal::Frontier;
use std::sync::Arc;

/// Who asks, when, and under which key, so that a resent request changes nothing.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who and when.
    pub act: Act,
    /// Idempotency key, unique per asker; `None`: every request is a new one.
    pub key: Option<String>,
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
                    let no = log.number(ask.act.at)?;
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
}
