//! 告知承诺 as a choice: asked for each item that may be decided on a promise, decided by nobody but
//! the applicant.

use super::Work;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use banjie_core::district::ItemId;
use banjie_core::packages::MergedForm;
use banjie_core::packages::handin::Promised;
use std::collections::BTreeMap;

/// The task of it.
pub(crate) const PROMISE: &str = "promise";
const YES: &str = "yes";
const NO: &str = "no";

fn name(item: &ItemId) -> String {
    format!("promise-{item}")
}

/// A choice for each item that may be decided on a promise. While a broken promise is open the offer
/// is replaced by the sentence that says why and how to repair.
pub(crate) fn fields(work: &Work, form: &MergedForm<'_>, errors: &Errors) -> Vec<Field> {
    let field = |promised: Promised<'_>| {
        let name = name(&promised.item.id);
        let mut choices = vec![Choice::new(NO, "按平常的办：交齐材料，核查以后再决定")];
        if work.barred.is_none() {
            choices.push(Choice {
                hint: words(&promised),
                ..Choice::new(YES, "告知承诺：作书面承诺，当场决定")
            });
        }
        let chosen = match work.draft.promises.get(&promised.item.id) {
            Some(true) => YES,
            Some(false) => NO,
            None if work.barred.is_some() => NO,
            None => "",
        };
        let hint = work.barred.clone().unwrap_or_else(|| {
            "由您自己选，选哪样都给办；两样的条件和标准一样，只是核查在前还是在后".to_owned()
        });
        Field {
            error: errors.of(&name).unwrap_or_default().to_owned(),
            ..Field::with(&name, &promised.item.name, Control::Radio(choices))
                .hint(&hint)
                .value(chosen)
        }
    };
    form.promisable().into_iter().map(field).collect()
}

fn words(promised: &Promised<'_>) -> String {
    format!(
        "承诺：{}。决定后 {} 个工作日内核查；要签告知承诺书，不实的限期改正或撤销决定，记入承诺记录。",
        promised.mode.what, promised.mode.check
    )
}

/// What the form says; `whole`: every item must be answered.
pub(crate) fn take(
    work: &Work,
    form: &MergedForm<'_>,
    sent: &Form,
    whole: bool,
    errors: &mut Errors,
) -> BTreeMap<ItemId, bool> {
    let mut said = work.draft.promises.clone();
    for promised in form.promisable() {
        let item = &promised.item.id;
        match (sent.get(&name(item)), &work.barred) {
            (YES, None) => drop(said.insert(item.clone(), true)),
            (YES, Some(why)) => errors.add(&name(item), why.trim_end_matches('。')),
            (NO, _) => drop(said.insert(item.clone(), false)),
            _ if whole => errors.add(
                &name(item),
                format!("“{}”怎么办：没有选。请选一样", promised.item.name),
            ),
            _ => {}
        }
    }
    said
}

/// Whether every item that may be promised was answered; `None`: there is none.
pub(crate) fn answered(work: &Work, form: &MergedForm<'_>) -> Option<bool> {
    let offered = form.promisable();
    let said = |p: &Promised<'_>| work.draft.promises.contains_key(&p.item.id);
    (!offered.is_empty()).then(|| work.barred.is_some() || offered.iter().all(said))
}
