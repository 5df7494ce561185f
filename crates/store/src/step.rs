//! One step of a matter inside a job: decided by core, appended to the journal, projected; and the steps
//! of others that follow from it.

use crate::contact::Contact;
use crate::db::{Tx, WriteTx};
use crate::log::{Line, Log};
use crate::write::{Ground, Opening, Written};
use crate::{StoreError, params, project};
use banjie_core::district::{PersonId, UnitId};
use banjie_core::kinds;
use banjie_core::matter::{
    Act, Command, Event, Matter, MatterNo, NewAppeal, NewDirective, Refusal, Told, decide, open,
};
use std::collections::VecDeque;

impl Ground {
    /// Opens an appeal inside a job.
    pub(crate) async fn submit(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        appeal: &NewAppeal,
        contact: Option<&Contact>,
        act: &Act,
    ) -> Result<Opening, StoreError> {
        let no = log.number(act.at)?;
        let event = kinds::appeal::submit(no, appeal.clone(), act.at, &self.law())?;
        let opening = self.begin(tx, log, &event, act).await?;
        if let Some(contact) = contact {
            self.keep_contact(tx, no, contact).await?;
        }
        Ok(opening)
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
            let no = log.number(act.at)?;
            let event = kinds::directive::dispatch(no, directive.clone(), act.at, &self.law())?;
            self.begin(tx, log, &event, act).await?;
            opened.push(no);
        }
        Ok(opened)
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

    /// Opens a matter inside a job: its first event.
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

    /// Appends one event of a matter, which is `after` it; its line.
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
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(StoreError::damaged)
}
