//! 容缺 and 告知承诺 of an application that another system sends: only what the rules offer, and signed.

use crate::App;
use crate::api::files;
use crate::apply::submit::Committed;
use crate::apply::{Work, materials};
use crate::kit::{Errors, Problem};
use banjie_core::district::ItemId;
use banjie_core::packages::MergedForm;
use banjie_core::packages::commitment::Signature;
use banjie_core::packages::handin::{HandIn, HandedIn};
use std::collections::BTreeMap;

/// What comes later, by material; what is not offered is told.
pub(super) fn later(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    tolerance: &[String],
    errors: &mut Errors,
) -> HandIn {
    let mut later = HandIn::new();
    for (i, code) in tolerance.iter().enumerate() {
        let at = format!("tolerance[{i}]");
        let Some(merged) = materials::uploaded(form, code) else {
            let sentence = format!("这次不要“{code}”的文件，不用容缺，请去掉");
            named(errors, &at, &sentence);
            continue;
        };
        if let Err(reasons) = materials::deferred(app, work, merged, None) {
            let why: Vec<String> = reasons.iter().map(ToString::to_string).collect();
            let said = work.barred.clone().unwrap_or_else(|| why.join(""));
            named(errors, &at, &said);
            continue;
        }
        let said = HandedIn {
            later: merged.defer,
            ..HandedIn::default()
        };
        later.insert(merged.material.code.clone(), said);
    }
    later
}

/// The items to be decided on a promise; what is not offered is told.
pub(super) fn promises(
    work: &Work,
    form: &MergedForm<'_>,
    promises: &[String],
    errors: &mut Errors,
) -> BTreeMap<ItemId, bool> {
    let offered = form.promisable();
    let mut chosen = BTreeMap::new();
    for (i, id) in promises.iter().enumerate() {
        let at = format!("promises[{i}]");
        let item = offered.iter().find(|p| p.item.id.as_str() == id);
        match (item, &work.barred) {
            (_, Some(why)) => named(errors, &at, why),
            (None, _) => named(errors, &at, &format!("这次“{id}”不能用告知承诺，请去掉")),
            (Some(promised), None) => drop(chosen.insert(promised.item.id.clone(), true)),
        }
    }
    chosen
}

/// The one who signed, when something is promised.
pub(super) fn signer(
    work: &Work,
    form: &MergedForm<'_>,
    promises: bool,
    signer: Option<&str>,
    errors: &mut Errors,
) -> Option<String> {
    match signer {
        None if promises => {
            let sentence = "选了容缺或告知承诺，要附签好的承诺书：签名的人和扫描件";
            named(errors, "commitment", sentence);
            None
        }
        Some(_) if !promises => {
            let sentence = "没有选容缺或告知承诺，不用承诺书，请去掉";
            named(errors, "commitment", sentence);
            None
        }
        None => None,
        Some(name) => match work.draft.signer(form, name) {
            Ok(signer) => Some(signer.name),
            Err(refusal) => {
                named(errors, "commitment.signer", &refusal.to_string());
                None
            }
        },
    }
}

/// The letter that was signed on paper, with its scan kept.
///
/// # Errors
/// The scan is of a kind that is not taken; the disk refuses.
pub(super) async fn committed(
    app: &App,
    letter: Option<(String, files::Sent)>,
) -> Result<Committed, Problem> {
    let Some((name, scan)) = letter else {
        return Ok(Committed::default());
    };
    let scan = files::keep(app, vec![scan], "commitment.scan").await?.pop();
    Ok(Committed {
        signature: scan.as_ref().map(|scan| Signature::Paper {
            name,
            scan: scan.hash.clone(),
        }),
        scan,
    })
}

fn named(errors: &mut Errors, at: &str, sentence: &str) {
    errors.add(at, format!("{at}：{sentence}"));
}
