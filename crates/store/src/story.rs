//! Many commands in one transaction, in the order of their times: how a demo year or a large
//! import is written without a commit for each step. The same functions as single commands.

use crate::db::WriteTx;
use crate::log::Log;
use crate::write::{Ground, Written};
use crate::{Contact, Store, StoreError};
use banjie_core::matter::{Act, Command, Evidence, MatterNo, NewAppeal, NewDirective};
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
    },
    /// The rules of the day run.
    Rules,
}

impl Store {
    /// Writes a chapter; `known` are the matters opened in earlier ones. A step that the rules
    /// refuse is left out, as it would be in life. Returns all matters known afterwards and how
    /// many steps were refused.
    ///
    /// # Errors
    /// The database fails; nothing of the chapter stays.
    pub async fn tell(
        &self,
        known: BTreeMap<u32, MatterNo>,
        chapter: Vec<(Act, Step)>,
    ) -> Result<(BTreeMap<u32, MatterNo>, u64), StoreError> {
        let input = (self.ground(), known, chapter);
        self.db
            .write(input, |tx, (ground, known, chapter)| {
                Box::pin(async move {
                    let mut known = known.clone();
                    let mut refused = 0;
                    let mut log = Log::lock(tx, &ground.district).await?;
                    for (act, step) in chapter {
                        let done = match step {
                            Step::Appeal {
                                handle,
                                appeal,
                                contact,
                            } => {
                                let mut appeal = (**appeal).clone();
                                appeal.contact = contact.as_ref().map(Contact::seal);
                                let opened = ground
                                    .submit(tx, &mut log, &appeal, contact.as_ref(), act)
                                    .await;
                                opened.map(|no| known.insert(*handle, no)).map(drop)
                            }
                            Step::Directive { handle, directive } => {
                                let one = std::slice::from_ref(&**directive);
                                let opened = ground.direct(tx, &mut log, one, act).await;
                                opened.map(|nos| {
                                    known.extend(nos.into_iter().map(|no| (*handle, no)))
                                })
                            }
                            Step::Give { handle, command } => match known.get(handle) {
                                Some(no) => ground
                                    .relate(tx, &mut log, *no, command, act)
                                    .await
                                    .map(drop),
                                None => Ok(()),
                            },
                            Step::Rules => ground.run_rules(tx, &mut log, act.at).await.map(drop),
                        };
                        match done {
                            Ok(()) => {}
                            Err(StoreError::Refused(_)) => refused += 1,
                            Err(e) => return Err(e),
                        }
                    }
                    log.keep(tx).await?;
                    Ok((known, refused))
                })
            })
            .await
    }
}

impl Ground {
    /// Gives a command of a story to the matter as it stands.
    async fn relate(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        no: MatterNo,
        command: &Command,
        act: &Act,
    ) -> Result<Written, StoreError> {
        let mut command = command.clone();
        if let Command::Answer { evidence, .. } = &mut command
            && evidence.is_empty()
        {
            let matter = self.load(tx, no).await?.ok_or(StoreError::NoMatter(no))?;
            evidence.extend(matter.records.last().copied().map(Evidence::Record));
        }
        self.give(tx, log, no, None, &command, act).await
    }
}
