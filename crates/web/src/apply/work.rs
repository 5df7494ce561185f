//! A draft as it is kept: the revision of its form, what was typed, what was handed in. It lies in
//! the table of drafts, never in the journal, and goes with the draft.

use crate::App;
use crate::kit::Problem;
use banjie_core::district::{ItemId, PackageId};
use banjie_core::kinds::application::NewApplication;
use banjie_core::moment::Moment;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::draft::Draft;
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::handin::{HandIn, HandedIn};
use banjie_core::packages::{MergedForm, Revision, ServicePackage};
use banjie_store::reads;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of these drafts in the store.
const KIND: &str = "apply";
/// Owner of those written by the public; the pass to one is its key.
pub(crate) const PUBLIC: &str = "public";
/// Letters and digits that cannot be misheard or misread.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Letters of a draft's name.
pub(crate) const NAME_LENGTH: usize = 8;
/// How often a save that met another one is tried again.
const AGAIN: usize = 8;

/// A draft in hand.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    /// Its name in the address; no secret.
    pub(crate) id: String,
    /// Whose.
    pub(crate) owner: String,
    /// Of which package.
    pub(crate) package: PackageId,
    /// What was filled in.
    pub(crate) draft: Draft,
    /// Names whose values came from another draft on the same device and were not looked at yet.
    pub(crate) carried: Vec<String>,
    /// 容缺 and 告知承诺 are not offered, and why; choices of them are not kept then.
    pub(crate) barred: Option<String>,
    /// Counts the saves.
    version: u64,
    /// Last save.
    pub(crate) at: Moment,
}

/// How it lies in the store.
#[derive(Serialize, Deserialize)]
struct Body {
    package: PackageId,
    revision: String,
    typed: Typed,
    #[serde(default)]
    handed: HandIn,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    promises: BTreeMap<ItemId, bool>,
    #[serde(default)]
    carried: Vec<String>,
}

impl Work {
    /// A new one on the present form.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub(crate) fn begin(
        app: &App,
        owner: &str,
        package: &ServicePackage,
        typed: Typed,
    ) -> Result<Self, Problem> {
        Ok(Self {
            id: name()?,
            owner: owner.to_owned(),
            package: package.id.clone(),
            draft: Draft::begin(package, typed),
            carried: Vec::new(),
            barred: None,
            version: 0,
            at: app.now(),
        })
    }

    /// A form that was handed in, to be looked at or printed; it is never saved.
    pub(crate) fn handed_in(app: &App, new: &NewApplication, filled: &FilledForm) -> Self {
        let file = |hash: &String| new.files.iter().find(|f| f.hash == *hash).cloned();
        let mut handed: HandIn = (new.handed.iter())
            .map(|h| {
                let files = h.files.iter().filter_map(file).collect();
                let said = HandedIn {
                    files,
                    ..HandedIn::default()
                };
                (h.material.clone(), said)
            })
            .collect();
        handed.extend(new.tolerance.iter().map(|wish| {
            let said = HandedIn {
                later: Some(wish.days.unwrap_or_default()),
                ..HandedIn::default()
            };
            (wish.material.clone(), said)
        }));
        Self {
            id: String::new(),
            owner: String::new(),
            package: new.package.clone(),
            draft: Draft {
                revision: Revision::kept(&new.revision),
                typed: filled.typed.clone(),
                handed,
                promises: new.promises.iter().map(|id| (id.clone(), true)).collect(),
            },
            carried: Vec::new(),
            barred: None,
            version: 0,
            at: app.now(),
        }
    }

    /// The package, as long as the district offers it.
    ///
    /// # Errors
    /// It does not any more.
    pub(crate) fn package<'a>(&self, app: &'a App) -> Result<&'a ServicePackage, Problem> {
        let found = app.pack().services.package(&self.package);
        found.ok_or_else(|| Problem::Expired {
            what: "这件套餐已经不办了，您填的内容还会保存到期满".to_owned(),
        })
    }

    /// The form as the answers make it.
    ///
    /// # Errors
    /// The package is gone.
    pub(crate) fn form<'a>(&self, app: &'a App) -> Result<MergedForm<'a>, Problem> {
        let package = self.package(app)?;
        Ok(self.draft.form(&app.pack().services, package))
    }

    /// The last day on which it is kept.
    pub(crate) fn kept_until(&self, app: &App) -> Date {
        let days = app.store().draft_days(app.today());
        self.at.plus_ms(days * 86_400_000).date()
    }

    fn row(&self, app: &App) -> Result<reads::Draft, Problem> {
        let body = Body {
            package: self.package.clone(),
            revision: self.draft.revision.to_string(),
            typed: self.draft.typed.clone(),
            handed: self.draft.handed.clone(),
            promises: self.draft.promises.clone(),
            carried: self.carried.clone(),
        };
        Ok(reads::Draft {
            id: self.id.clone(),
            owner: self.owner.clone(),
            kind: KIND.to_owned(),
            body: serde_json::to_string(&body).map_err(|e| Problem::internal(&e))?,
            version: self.version,
            at: app.now(),
        })
    }

    fn of(row: reads::Draft) -> Result<Self, Problem> {
        let body: Body = serde_json::from_str(&row.body).map_err(|e| Problem::internal(&e))?;
        Ok(Self {
            id: row.id,
            owner: row.owner,
            package: body.package,
            draft: Draft {
                revision: Revision::kept(&body.revision),
                typed: body.typed,
                handed: body.handed,
                promises: body.promises,
            },
            carried: body.carried,
            barred: None,
            version: row.version,
            at: row.at,
        })
    }
}

/// Saves a new one.
///
/// # Errors
/// The database fails.
pub(crate) async fn keep(app: &App, work: &Work) -> Result<(), Problem> {
    let saved = app.store().save_draft(work.row(app)?).await?;
    saved.map(drop).ok_or(Problem::Busy)
}

/// The draft of this name and owner; `None`: there is none, or it has been handed in or was kept
/// for its time.
///
/// # Errors
/// The database fails.
pub(crate) async fn load(app: &App, owner: &str, id: &str) -> Result<Option<Work>, Problem> {
    if !is_name(id) {
        return Ok(None);
    }
    let row = app.store().draft(id).await?;
    let own = row.filter(|r| r.kind == KIND && r.owner == owner);
    let Some(mut work) = own.map(Work::of).transpose()? else {
        return Ok(None);
    };
    bar(app, &mut work).await?;
    Ok(Some(work))
}

/// Whether a broken promise of whoever applies stands in the way of 容缺 and 告知承诺: said where they
/// would be offered, and choices of them are taken back.
///
/// # Errors
/// The database fails.
pub(crate) async fn bar(app: &App, work: &mut Work) -> Result<(), Problem> {
    let enterprise = super::submit::enterprise(&work.draft.typed);
    if enterprise.name.is_empty() && enterprise.code.is_none() {
        return Ok(());
    }
    let Some(no) = app.store().broken_promise(&enterprise).await? else {
        return Ok(());
    };
    for said in work.draft.handed.values_mut() {
        said.later = None;
    }
    work.draft.promises.clear();
    work.barred = Some(format!(
        "{}的承诺 {no} 没有履行，已记入承诺记录，修复以前不能容缺，也不能用告知承诺，请现在就交。\
         要修复：补齐或改正以后拨 {}；不同意记入的，凭那件申请的编号在“查进度”里提出异议。",
        enterprise.name,
        app.pack().district.telephone
    ));
    Ok(())
}

/// All drafts of an owner, newest first.
///
/// # Errors
/// The database fails.
pub(crate) async fn all(app: &App, owner: &str) -> Result<Vec<Work>, Problem> {
    let rows = app.store().drafts(owner, KIND).await?;
    rows.into_iter().map(Work::of).collect()
}

/// Changes a draft as it stands now. Saves that meet are done one after the other: each changes
/// only what its own page asks, so nobody's answers are lost.
///
/// # Errors
/// The draft is gone; the database fails.
pub(crate) async fn change<T>(
    app: &App,
    owner: &str,
    id: &str,
    mut edit: impl FnMut(&mut Work) -> T,
) -> Result<(Work, T), Problem> {
    for _ in 0..AGAIN {
        let mut work = load(app, owner, id).await?.ok_or(Problem::NotFound)?;
        let before = work.clone();
        let done = edit(&mut work);
        // A page looked at and sent back unchanged is no save.
        if before.draft == work.draft && before.carried == work.carried {
            return Ok((work, done));
        }
        if let Some(version) = app.store().save_draft(work.row(app)?).await? {
            work.version = version;
            work.at = app.now();
            return Ok((work, done));
        }
    }
    Err(Problem::Busy)
}

/// A name for a new draft.
fn name() -> Result<String, Problem> {
    let mut bytes = [0_u8; NAME_LENGTH];
    getrandom::fill(&mut bytes).map_err(|e| Problem::internal(&e))?;
    Ok(letters(&bytes))
}

/// One letter for each byte.
pub(crate) fn letters(bytes: &[u8]) -> String {
    (bytes.iter())
        .map(|b| char::from(ALPHABET[usize::from(b % 32)]))
        .collect()
}

/// Whether a text could be the name of a draft.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() == NAME_LENGTH && text.bytes().all(|b| ALPHABET.contains(&b))
}
