//! Many commands in one transaction, in the order of their times: how a demo year is written
//! without a commit for each step. The same functions as single commands.

use crate::db::{Handover, WriteTx};
use crate::log::{Folded, Log};
use crate::reads::OPEN;
use crate::write::Ground;
use crate::{Beside, Contact, Store, StoreError, params};
use banjie_core::kinds::application::NewApplication;
use banjie_core::kinds::review::{NewReview, Rating};
use banjie_core::matter::{
    Act, Command, Evidence, Kind, MatterNo, NewAppeal, NewDirective, Refusal,
};
use banjie_core::moment::Moment;
use std::collections::BTreeMap;

/// One step of a story. Matters are named by handles of the teller, since numbers are not known
/// before.
#[derive(Clone, Debug)]
pub enum Step {
    /// An appeal comes in.
    Appeal {
        /// Its handle.
        handle: u32,
        /// What is said.
        appeal: Box<NewAppeal>,
        /// By whom.
        contact: Option<Contact>,
    },
    /// A directive is dispatched.
    Directive {
        /// Its handle.
        handle: u32,
        /// The order.
        directive: Box<NewDirective>,
    },
    /// A command on a matter of the story. An answer without evidence rests on the latest record:
    /// the teller cannot know its version, since rules write events in between.
    Give {
        /// Its handle.
        handle: u32,
        /// What is asked.
        command: Command,
        /// The handle of the first matter that it opens; the others count on from there.
        opens: Option<u32>,
    },
    /// One matter is merged into another.
    Merge {
        /// Its handle.
        handle: u32,
        /// The other's.
        into: u32,
        /// Why they are the same.
        reason: String,
    },
    /// Somebody is served at a window and invited to rate.
    Visit {
        /// Its handle.
        handle: u32,
        /// Window, item, officer.
        review: Box<NewReview>,
    },
    /// An application is handed in.
    Application {
        /// Its handle.
        handle: u32,
        /// What is applied for.
        application: Box<NewApplication>,
        /// Form and contact.
        beside: Box<Beside>,
    },
    /// A finished matter is rated by whoever it was for.
    Rate {
        /// Its handle.
        handle: u32,
        /// The handle of the review.
        review: u32,
        /// The rating.
        rating: Rating,
    },
    /// The rules of the day run.
    Rules,
}

/// A step that the rules refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedStep {
    /// The matter, if it is known.
    pub no: Option<MatterNo>,
    /// When.
    pub at: Moment,
    /// What was asked.
    pub what: &'static str,
    /// The refusal.
    pub why: String,
}

impl std::fmt::Display for RefusedStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let no = self.no.map_or(String::new(), |no| no.to_string());
        write!(f, "{} {no} {}：{}", self.at, self.what, self.why)
    }
}

/// How far a story has been told. Open matters are carried from chapter to chapter, unless somebody else
/// acts on them in between.
#[derive(Clone, Debug, Default)]
pub struct Telling {
    known: BTreeMap<u32, MatterNo>,
    folded: Folded,
    refused: Vec<RefusedStep>,
}

impl Telling {
    /// How many matters were opened.
    pub fn matters(&self) -> usize {
        self.known.len()
    }

    /// The numbers of the matters, in the order of their handles.
    pub fn numbers(&self) -> impl Iterator<Item = MatterNo> + '_ {
        self.known.values().copied()
    }

    /// What the rules refused; a story that fits the rules has none.
    pub fn refused(&self) -> &[RefusedStep] {
        &self.refused
    }

    async fn step(
        &mut self,
        tx: &mut WriteTx,
        log: &mut Log,
        ground: &Ground,
        act: &Act,
        step: &Step,
    ) -> Result<(), StoreError> {
        match step {
            Step::Appeal {
                handle,
                appeal,
                contact,
            } => {
                let mut appeal = (**appeal).clone();
                appeal.contact = contact.as_ref().map(Contact::seal);
                let opening = ground
                    .submit(tx, log, &appeal, contact.as_ref(), act)
                    .await?;
                self.known.insert(*handle, opening.row.no);
            }
            Step::Directive { handle, directive } => {
                let one = std::slice::from_ref(&**directive);
                let opened = ground.direct(tx, log, one, act).await?;
                self.known
                    .extend(opened.into_iter().map(|no| (*handle, no)));
            }
            Step::Give {
                handle,
                command,
                opens,
            } => {
                let Some(no) = self.known.get(handle).copied() else {
                    return Err(refused("这件没有立上"));
                };
                // Only a month with many exclusions asks for the second opinion.
                if matches!(command, Command::Countersign { .. })
                    && ground
                        .known(tx, log, no)
                        .await?
                        .is_none_or(|matter| matter.exclusion_proposed.is_none())
                {
                    return Ok(());
                }
                let mut command = command.clone();
                if let Command::Answer { evidence, .. }
                | Command::Grant { evidence, .. }
                | Command::Redress { evidence, .. }
                | Command::Contest { evidence, .. } = &mut command
                    && evidence.is_empty()
                {
                    evidence.extend(ground.latest_record(tx, log, no).await?);
                }
                if let Command::Exclude { evidence, .. } = &mut command
                    && evidence.is_empty()
                {
                    evidence.extend(ground.review_record(tx, log, no).await?);
                }
                let done = ground.give(tx, log, no, None, &command, act).await?;
                self.known
                    .extend(opens.iter().flat_map(|first| *first..).zip(done.opened));
            }
            Step::Merge {
                handle,
                into,
                reason,
            } => {
                let (no, into) = (self.known.get(handle), self.known.get(into));
                let (Some(no), Some(into)) = (no.copied(), into.copied()) else {
                    return Err(refused("要并的两件没有都立上"));
                };
                let reason = reason.clone();
                let command = Command::Merge { into, reason };
                ground.give(tx, log, no, None, &command, act).await?;
            }
            Step::Visit { handle, review } => {
                let no = ground.invite(tx, log, review, act).await?;
                self.known.insert(*handle, no);
            }
            Step::Application {
                handle,
                application,
                beside,
            } => {
                let no = ground.apply(tx, log, application, beside, act).await?;
                self.known.insert(*handle, no);
            }
            Step::Rate {
                handle,
                review,
                rating,
            } => {
                let Some(no) = self.known.get(handle).copied() else {
                    return Err(refused("这件没有立上"));
                };
                let done = ground.rate(tx, log, no, rating, act).await?;
                self.known.insert(*review, done.no);
            }
            Step::Rules => {
                ground.run_rules(tx, log, act.at).await?;
            }
        }
        Ok(())
    }
}

fn refused(why: &str) -> StoreError {
    StoreError::Refused(Refusal::NotAllowed {
        why: why.to_owned(),
    })
}

impl Step {
    fn handle(&self) -> Option<u32> {
        match self {
            Self::Appeal { handle, .. }
            | Self::Directive { handle, .. }
            | Self::Give { handle, .. }
            | Self::Visit { handle, .. }
            | Self::Application { handle, .. }
            | Self::Rate { handle, .. }
            | Self::Merge { handle, .. } => Some(*handle),
            Self::Rules => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Appeal { .. } => "提诉求",
            Self::Directive { .. } => "下发任务",
            Self::Give { command, .. } => command.name().word(),
            Self::Merge { .. } => "并案",
            Self::Visit { .. } => "请人评价",
            Self::Application { .. } => "申请",
            Self::Rate { .. } => "评价",
            Self::Rules => "规则",
        }
    }
}

impl Ground {
    /// The newest record of a review: it leaves the rates only with evidence.
    async fn review_record(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
    ) -> Result<Option<Evidence>, StoreError> {
        let matter = self.known(tx, log, no).await?;
        let matter = matter.ok_or(StoreError::NoMatter(no))?;
        let review = matter.kind() == Kind::Review;
        log.remember(matter);
        match review {
            true => self.latest_record(tx, log, no).await,
            false => Ok(None),
        }
    }

    /// Those of the carried matters on which nobody acted since.
    async fn unchanged(&self, tx: &mut WriteTx, mut carried: Folded) -> Result<Folded, StoreError> {
        let rows = tx
            .all(
                &format!(
                    "select m.no as no, m.version as version from matters m
                     where m.district = $1 and {OPEN}"
                ),
                &params![self.district.as_str()],
            )
            .await?;
        let mut versions: BTreeMap<MatterNo, i64> = BTreeMap::new();
        for row in &rows {
            let no = row.text("no")?.parse().map_err(StoreError::damaged)?;
            versions.insert(no, row.int("version")?);
        }
        carried.retain(|no, matter| versions.get(no) == Some(&crate::int(matter.version)));
        Ok(carried)
    }

    /// The newest record of a matter, as evidence.
    async fn latest_record(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
    ) -> Result<Option<Evidence>, StoreError> {
        let matter = self.known(tx, log, no).await?;
        let matter = matter.ok_or(StoreError::NoMatter(no))?;
        let record = matter.records.last().copied().map(Evidence::Record);
        log.remember(matter);
        Ok(record)
    }
}

impl Store {
    /// Writes a chapter and returns how far the story has come. A step that the rules refuse is
    /// left out and listed.
    ///
    /// # Errors
    /// The database fails; nothing of the chapter stays.
    pub async fn tell(
        &self,
        mut telling: Telling,
        chapter: Vec<(Act, Step)>,
    ) -> Result<Telling, StoreError> {
        let carried = Handover::new(std::mem::take(&mut telling.folded));
        let input = (self.ground(), telling, carried, chapter);
        self.db
            .write(input, |tx, (ground, telling, carried, chapter)| {
                Box::pin(async move {
                    let mut telling = telling.clone();
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let carried = carried.take().unwrap_or_default();
                    log.go_on(ground.unchanged(tx, carried).await?);
                    for (act, step) in chapter {
                        match telling.step(tx, &mut log, ground, act, step).await {
                            Ok(()) => {}
                            Err(StoreError::Refused(refusal)) => {
                                let no = step.handle().and_then(|h| telling.known.get(&h));
                                telling.refused.push(RefusedStep {
                                    no: no.copied(),
                                    at: act.at,
                                    what: step.word(),
                                    why: refusal.to_string(),
                                });
                            }
                            Err(e) => return Err(e),
                        }
                    }
                    telling.folded = log.folded();
                    log.keep(tx).await?;
                    Ok(telling)
                })
            })
            .await
    }
}
