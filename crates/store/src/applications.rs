//! Applications: what lies beside the journal (the filled form, the letters of commitment), and the
//! matters that an acceptance opens in one transaction.

use crate::db::{Tx, WriteTx};
use crate::log::Log;
use crate::write::Ground;
use crate::{Ask, Contact, Store, StoreError, Written, params};
use banjie_core::kinds::application::{self, NewApplication};
use banjie_core::kinds::commitment::{self, Mode, NewCommitment};
use banjie_core::matter::{Act, Command, Enterprise, MatterNo, NewDirective, Refusal, Spawn, Told};
use banjie_core::packages::commitment::{
    CommitmentLetter, LetterFacts, LetterMaterial, PromiseLetter, Signature,
};
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::tolerance::ToleranceRefusal;

/// A filled form with its salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What was typed and signed.
    pub form: FilledForm,
    /// 16 random bytes in hex, drawn by the caller: nobody can find an answer by guessing hashes.
    pub salt: String,
}

impl Filled {
    /// What of it enters the journal: SHA-256 over salt and text, in hex.
    pub fn seal(&self) -> String {
        seal(&self.salt, "form", &self.form.text())
    }
}

/// A text beside the journal, sealed for what it is.
pub(crate) fn seal(salt: &str, what: &str, text: &str) -> String {
    banjie_journal::Suite::Sha256Ed25519
        .digest(&[
            salt.as_bytes(),
            b"\n",
            what.as_bytes(),
            b"\n",
            text.as_bytes(),
        ])
        .to_string()
}

/// What lies beside the journal for an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Who can be reached.
    pub contact: Option<Contact>,
    /// The filled form; `None` when another system or the window keeps it on paper.
    pub filled: Option<Filled>,
    /// Source and row of an imported file, so that a row counts once.
    pub import: Option<(String, String)>,
}

/// What a decision opened.
#[derive(Default)]
pub(crate) struct Opened {
    pub(crate) numbers: Vec<MatterNo>,
    /// Tells an application the numbers of its items.
    pub(crate) divide: Option<Told>,
}

impl Store {
    /// Opens an application.
    ///
    /// # Errors
    /// Refusals of the rules in words, and the database's failures.
    pub async fn open_application(
        &self,
        application: NewApplication,
        beside: Beside,
        ask: Ask,
    ) -> Result<Written, StoreError> {
        let input = (self.ground(), application, beside, ask);
        self.db
            .write(input, |tx, (ground, application, beside, ask)| {
                Box::pin(async move {
                    if let Some(done) = ground.replied(tx, ask).await? {
                        return Ok(done);
                    }
                    let mut log = Log::lock(tx, &ground.district).await?;
                    let no = ground
                        .apply(tx, &mut log, application, beside, &ask.act)
                        .await?;
                    log.keep(tx).await?;
                    let done = Written::opened(no);
                    ground.reply(tx, ask, &done).await?;
                    Ok(done)
                })
            })
            .await
    }

    /// The filled form of an application; personal, so whoever shows it to staff asks why first.
    ///
    /// # Errors
    /// The database fails or the text cannot be read.
    pub async fn filled_form(&self, no: MatterNo) -> Result<Option<FilledForm>, StoreError> {
        let mut tx = self.db.read().await?;
        let kept = self.ground().beside(&mut tx, Kept::Form, no).await?;
        kept.map(|(body, _)| FilledForm::parse(&body).ok_or_else(|| StoreError::damaged(no)))
            .transpose()
    }

    /// The letter of a commitment as it was signed: heads and texts, one a line.
    ///
    /// # Errors
    /// The database fails.
    pub async fn letter(&self, no: MatterNo) -> Result<Option<String>, StoreError> {
        let mut tx = self.db.read().await?;
        let kept = self.ground().beside(&mut tx, Kept::Letter, no).await?;
        Ok(kept.map(|(body, _)| body))
    }

    /// A broken promise of an enterprise that has not been repaired: no 容缺 until then.
    ///
    /// # Errors
    /// The database fails.
    pub async fn broken_promise(
        &self,
        enterprise: &Enterprise,
    ) -> Result<Option<MatterNo>, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().broken_promise(&mut tx, enterprise).await
    }
}

/// What the seal of a signature on paper is of.
pub(crate) const SIGNATURE: &str = "signature";

/// The two tables beside the journal.
#[derive(Clone, Copy)]
pub(crate) enum Kept {
    Form,
    Letter,
}

impl Kept {
    fn table(self) -> &'static str {
        match self {
            Self::Form => "forms",
            Self::Letter => "letters",
        }
    }
}

impl Ground {
    /// Opens an application inside a job.
    pub(crate) async fn apply(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        application: &NewApplication,
        beside: &Beside,
        act: &Act,
    ) -> Result<MatterNo, StoreError> {
        let no = log.number(act.at)?;
        let mut new = application.clone();
        new.contact = beside.contact.as_ref().map(Contact::seal);
        new.form = beside.filled.as_ref().map(Filled::seal);
        if !new.tolerance.is_empty() || !new.promises.is_empty() {
            self.no_broken_promise(tx, Some(&new.enterprise)).await?;
        }
        let filled = beside.filled.as_ref().map(|f| &f.form);
        let event = application::submit(no, new, filled, act.at, &self.law())?;
        self.begin(tx, log, &event, act).await?;
        if let Some(contact) = &beside.contact {
            self.keep_contact(tx, no, contact).await?;
        }
        if let Some(filled) = &beside.filled {
            self.keep(tx, Kept::Form, no, &filled.form.text(), &filled.salt)
                .await?;
        }
        if let Some((source, row)) = &beside.import {
            self.keep_import(tx, source, row, no).await?;
        }
        Ok(no)
    }

    /// Opens what a decision spawns; `from` is the matter and the command it was given.
    pub(crate) async fn spawn(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        from: (MatterNo, &Command),
        spawn: Vec<Spawn>,
        act: &Act,
    ) -> Result<Opened, StoreError> {
        let mut opened = Opened::default();
        let (mut items, mut commitments) = (Vec::new(), Vec::new());
        for one in spawn {
            match one {
                Spawn::Directive(directive) => {
                    let one: &[NewDirective] = std::slice::from_ref(&*directive);
                    opened.numbers.extend(self.direct(tx, log, one, act).await?);
                }
                Spawn::Item(mut item) => {
                    let no = log.number(act.at)?;
                    let id = item.item.clone();
                    let signed = match (&mut item.promise, from.1) {
                        (
                            Some(promise),
                            Command::Admit {
                                signature: Some(paper),
                                ..
                            },
                        ) => {
                            let (text, salt) = self.paper_signature(tx, from.0, paper).await?;
                            promise.signature = Some(seal(&salt, SIGNATURE, &text));
                            Some((text, salt))
                        }
                        (Some(_), _) => {
                            self.signed_when_handed_in(tx, from.0).await?;
                            None
                        }
                        (None, _) => None,
                    };
                    let event = application::item::open(no, *item, act.at, &self.law())?;
                    self.begin(tx, log, &event, act).await?;
                    if let Some((text, salt)) = signed {
                        self.keep(tx, Kept::Letter, no, &text, &salt).await?;
                    }
                    items.push((id, no));
                    opened.numbers.push(no);
                }
                Spawn::Commitment(new) => {
                    let no = self.commit(tx, log, from.1, *new, act).await?;
                    commitments.push(no);
                    opened.numbers.push(no);
                }
            }
        }
        if !items.is_empty() {
            opened.divide = Some(Told {
                to: from.0,
                command: Command::Divide { items, commitments },
            });
        }
        Ok(opened)
    }

    /// A promise without any signature would never become a letter (another system keeps its paper).
    async fn signed_when_handed_in(
        &self,
        tx: &mut WriteTx,
        application: MatterNo,
    ) -> Result<(), StoreError> {
        let form = self.beside(tx, Kept::Form, application).await?;
        let filled = form.and_then(|(body, _)| FilledForm::parse(&body));
        match filled.and_then(|f| f.signature) {
            Some(_) => Ok(()),
            None => Err(StoreError::Refused(Refusal::Missing {
                field: "签名",
                remedy: "告知承诺要有签名：请写签名的人，并把签好的承诺书扫描上传",
            })),
        }
    }

    /// A signature given on paper at the window, as it is kept until the item is decided, and its salt.
    async fn paper_signature(
        &self,
        tx: &mut WriteTx,
        application: MatterNo,
        signature: &Signature,
    ) -> Result<(String, String), StoreError> {
        let text = serde_json::to_string(signature).map_err(StoreError::damaged)?;
        let contact = self.contact(tx, application).await?;
        let form = self.beside(tx, Kept::Form, application).await?;
        let salt = form.map(|(_, salt)| salt).or(contact.map(|c| c.salt));
        Ok((text, salt.unwrap_or_default()))
    }

    /// Opens a commitment with its letter. The letter names people, so it lies beside the journal.
    async fn commit(
        &self,
        tx: &mut WriteTx,
        log: &mut Log,
        command: &Command,
        mut new: NewCommitment,
        act: &Act,
    ) -> Result<MatterNo, StoreError> {
        let paper = match (command, new.decided) {
            (Command::Admit { signature, .. }, _) => signature.clone(),
            // 告知承诺: signed on paper when it was accepted, and kept with the item since.
            (_, Some(item)) => {
                let kept = self.beside(tx, Kept::Letter, item).await?;
                let signature = kept.map(|(body, _)| serde_json::from_str(&body));
                signature
                    .transpose()
                    .map_err(|_| StoreError::damaged(item))?
            }
            _ => None,
        };
        let (text, salt) = self.letter(tx, &new, paper, act).await?;
        new.letter = Some(seal(&salt, "letter", &text));
        let no = log.number(act.at)?;
        let event = commitment::open(no, new, act.at, &self.law())?;
        self.begin(tx, log, &event, act).await?;
        self.keep(tx, Kept::Letter, no, &text, &salt).await?;
        Ok(no)
    }

    /// The letter and the salt it is sealed with.
    async fn letter(
        &self,
        tx: &mut WriteTx,
        new: &NewCommitment,
        paper: Option<Signature>,
        act: &Act,
    ) -> Result<(String, String), StoreError> {
        let contact = self.contact(tx, new.application).await?;
        let form = self.beside(tx, Kept::Form, new.application).await?;
        let signature = match &form {
            Some((body, _)) => {
                let filled = FilledForm::parse(body);
                filled
                    .ok_or_else(|| StoreError::damaged(new.application))?
                    .signature
            }
            None => None,
        };
        let (name, phone, salt) =
            contact.map_or_else(Default::default, |c| (c.name, c.phone, c.salt));
        let salt = form.map_or(salt, |(_, salt)| salt);
        let staff = act.by.staff();
        let no = new.application;
        let facts = LetterFacts {
            applicant: new.enterprise.name.clone(),
            applicant_code: (new.enterprise.code.clone())
                .unwrap_or_else(|| format!("尚未登记，申请编号 {no}")),
            item: new.what.clone(),
            matter: no.to_string(),
            unit: new.unit.to_string(),
            contact: name,
            telephone: phone,
            signature: paper.or(signature).unwrap_or(Signature::Typed {
                name: String::new(),
            }),
            signed: new.signed,
            officer: staff.map_or_else(String::new, |s| s.name.clone()),
        };
        let refused = |e: &dyn std::fmt::Display| {
            StoreError::Refused(Refusal::NotAllowed {
                why: e.to_string().trim_end_matches('。').to_owned(),
            })
        };
        let text = match new.mode {
            Mode::Tolerance => {
                let materials = new.deferred.iter().map(|d| LetterMaterial {
                    name: d.name.clone(),
                    form: d.form.clone(),
                    due: d.due,
                });
                let letter = CommitmentLetter::of(facts, new.accepted, materials.collect());
                letter.map_err(|e| refused(&e))?.text()
            }
            Mode::Promise => {
                let letter = PromiseLetter::new(facts, new.accepted, new.check.unwrap_or_default());
                letter.map_err(|e| refused(&e))?.text()
            }
        };
        Ok((text, salt))
    }

    async fn keep(
        &self,
        tx: &mut WriteTx,
        kept: Kept,
        no: MatterNo,
        body: &str,
        salt: &str,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "insert into {} (district, no, body, salt) values ($1, $2, $3, $4)",
            kept.table()
        );
        let values = params![self.district.as_str(), no.to_string(), body, salt];
        tx.exec(&sql, &values).await?;
        Ok(())
    }

    async fn beside(
        &self,
        tx: &mut Tx,
        kept: Kept,
        no: MatterNo,
    ) -> Result<Option<(String, String)>, StoreError> {
        let sql = format!(
            "select body, salt from {} where district = $1 and no = $2",
            kept.table()
        );
        let row = tx
            .opt(&sql, &params![self.district.as_str(), no.to_string()])
            .await?;
        row.map(|r| Ok((r.text("body")?.to_owned(), r.text("salt")?.to_owned())))
            .transpose()
    }

    /// Refuses 容缺 and 告知承诺 while a broken promise is open (rules.md §4).
    pub(crate) async fn no_broken_promise(
        &self,
        tx: &mut Tx,
        enterprise: Option<&Enterprise>,
    ) -> Result<(), StoreError> {
        let Some(enterprise) = enterprise else {
            return Ok(());
        };
        match self.broken_promise(tx, enterprise).await? {
            None => Ok(()),
            Some(no) => {
                let refusal = ToleranceRefusal::BadRecord(format!("承诺 {no} 没有履行"));
                Err(StoreError::Refused(Refusal::NotAllowed {
                    why: refusal.to_string().trim_end_matches('。').to_owned(),
                }))
            }
        }
    }

    async fn broken_promise(
        &self,
        tx: &mut Tx,
        enterprise: &Enterprise,
    ) -> Result<Option<MatterNo>, StoreError> {
        // Before it has a code an enterprise is known by its name only.
        let row = tx
            .opt(
                "select no from matters where district = $1 and kind = 'commitment' and state = $2
                   and (enterprise_code = $3 or enterprise = $4) order by opened_ms, no limit 1",
                &params![
                    self.district.as_str(),
                    commitment::BROKEN,
                    enterprise.code.as_deref(),
                    enterprise.name.trim()
                ],
            )
            .await?;
        row.map(|r| r.text("no")?.parse().map_err(StoreError::damaged))
            .transpose()
    }
}
