//! From a draft that is ready to an application: what enters the journal, and what lies beside it.

use super::Work;
use crate::App;
use crate::kit::form::new_key;
use crate::kit::{Problem, text};
use banjie_core::codes::{Phone, Uscc};
use banjie_core::district::UnitId;
use banjie_core::kinds::application::{Handed, NewApplication, Wish};
use banjie_core::matter::{Attachment, Channel, Enterprise};
use banjie_core::packages::MergedForm;
use banjie_core::packages::answers::Typed;
use banjie_core::packages::commitment::Signature;
use banjie_core::packages::filled::FilledForm;
use banjie_core::packages::handin::MaterialState;
use banjie_store::{Beside, Contact, Filled};

/// Who signed for what comes later, and whether that binds the applicant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Committed {
    /// How it was signed; `None`: nothing is promised.
    pub(crate) signature: Option<Signature>,
    /// The scan of a letter signed on paper.
    pub(crate) scan: Option<Attachment>,
}

/// The application that a draft makes, and what lies beside the journal for it.
///
/// # Errors
/// The package is gone; the operating system gives no randomness.
pub(crate) fn application(
    app: &App,
    work: &Work,
    channel: Channel,
    committed: Committed,
) -> Result<(NewApplication, Beside), Problem> {
    let form = work.form(app)?;
    let services = &app.pack().services;
    let typed = asked(&form, &work.draft.typed);
    let (handed, files, tolerance) = materials(work, &form, channel);
    let one = |name: &str| {
        let values = typed.get(name).and_then(|v| v.last());
        values.map_or_else(String::new, |v| text::single_line(v))
    };
    let may_commit =
        (committed.signature.as_ref()).is_some_and(|s| work.draft.signer(&form, s.name()).is_ok());
    // Without a signature nothing is promised: such materials are missing, and the window says so.
    let (tolerance, promises) = match committed.signature {
        Some(_) => {
            let promised = work.draft.promised(&form).into_iter();
            (tolerance, promised.map(|p| p.item.id.clone()).collect())
        }
        None => (Vec::new(), Vec::new()),
    };
    let mut picks = work.draft.picks(services);
    picks.retain(|code, _| {
        let personal = services.field(code).is_none_or(|f| f.personal);
        form.is_question(code) || (!personal && form.field(code).is_some())
    });
    let new = NewApplication {
        package: work.package.clone(),
        revision: work.draft.revision.to_string(),
        enterprise: enterprise(&typed),
        township: Some(UnitId::from(one("premises_town").as_str()))
            .filter(|unit| app.pack().district.unit(unit).is_some()),
        channel,
        picks,
        handed,
        files,
        signed: (!tolerance.is_empty() || !promises.is_empty()).then(|| app.today()),
        tolerance,
        promises,
        may_commit,
        contact: None,
        form: None,
        external: None,
    };
    let phone = first(&[&one("agent_phone"), &one("legal_rep_phone")]);
    let contact = Contact {
        name: first(&[&one("agent_name"), &one("legal_rep_name")]),
        phone: Phone::parse(&phone).map_or(phone, |p| p.digits),
        salt: new_key()?,
    };
    let filled = Filled {
        form: FilledForm {
            typed,
            signature: committed.signature,
        },
        salt: new_key()?,
    };
    let beside = Beside {
        contact: Some(contact),
        filled: Some(filled),
        import: None,
    };
    Ok((new, beside))
}

/// Who applies, as far as it has been filled in.
pub(super) fn enterprise(typed: &Typed) -> Enterprise {
    let one = |name: &str| {
        let values = typed.get(name).and_then(|v| v.last());
        values.map_or_else(String::new, |v| text::single_line(v))
    };
    Enterprise {
        code: (Uscc::parse(&one("uscc")).ok()).map(|c| c.as_str().to_owned()),
        name: first(&[
            &one("enterprise_name"),
            &one("dining_name"),
            &one("agent_name"),
        ]),
    }
}

fn first(texts: &[&str]) -> String {
    let found = texts.iter().find(|t| !t.is_empty());
    found.map_or_else(String::new, |t| (*t).to_owned())
}

/// What the form asks now: answers that were set aside stay behind.
fn asked(form: &MergedForm<'_>, typed: &Typed) -> Typed {
    let mut typed = typed.clone();
    typed.retain(|name, _| {
        let code = name.split('.').next().unwrap_or(name);
        let code = banjie_core::district::FieldCode::from(code);
        form.is_question(&code) || form.field(&code).is_some()
    });
    typed
}

/// Materials handed in, their files once each, and what is promised for later.
fn materials(
    work: &Work,
    form: &MergedForm<'_>,
    channel: Channel,
) -> (Vec<Handed>, Vec<Attachment>, Vec<Wish>) {
    let (mut handed, mut files, mut later) = (Vec::new(), Vec::<Attachment>::new(), Vec::new());
    for (merged, state) in work.draft.materials(form) {
        let material = merged.material.code.clone();
        let said = work.draft.handed.get(&material);
        let given = said.map_or(&[][..], |h| &h.files);
        let received = said.is_some_and(|h| h.received);
        match state {
            MaterialState::Uploaded(_) => {
                for file in given {
                    if !files.iter().any(|f| f.hash == file.hash) {
                        files.push(file.clone());
                    }
                }
                let hashes = given.iter().map(|f| f.hash.clone()).collect();
                handed.push(Handed {
                    material,
                    files: hashes,
                });
            }
            MaterialState::ByForm => handed.push(Handed {
                material,
                files: Vec::new(),
            }),
            // What only the counter can take is there when the clerk has ticked it.
            MaterialState::Counter if channel == Channel::Window && received => {
                handed.push(Handed {
                    material,
                    files: Vec::new(),
                });
            }
            MaterialState::Later(days) => later.push(Wish {
                material,
                days: Some(days),
            }),
            MaterialState::Counter
            | MaterialState::Promised
            | MaterialState::NotNeeded
            | MaterialState::Blocked
            | MaterialState::Missing => {}
        }
    }
    (handed, files, later)
}
