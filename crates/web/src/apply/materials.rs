//! One material: the files that are there, or the promise to bring it later.

use super::Work;
use super::fields::serves;
use crate::App;
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{Choice, Control, Field};
use crate::kit::{Problem, text};
use crate::portal::files;
use banjie_core::packages::handin::{HandedIn, Promise};
use banjie_core::packages::tolerance::{Supplement, ToleranceRefusal};
use banjie_core::packages::{Given, MergedForm, MergedMaterial};

/// The choice to bring it later.
const LATER: &str = "later";

/// Until when a material may come later if it is accepted today.
///
/// # Errors
/// Every reason against it.
pub(crate) fn deferred(
    app: &App,
    work: &Work,
    merged: &MergedMaterial<'_>,
    offered: Option<u32>,
) -> Result<Supplement, Vec<ToleranceRefusal>> {
    let pack = app.pack();
    let promise = Promise {
        offered,
        accepted: app.today(),
        may_commit: true,
        open_bad_record: work.barred.as_deref(),
    };
    (pack.services).deferred(merged, &work.draft, &promise, &pack.rules, &pack.calendar)
}

/// A material of the form that is uploaded.
pub(crate) fn uploaded<'f, 'c>(
    form: &'f MergedForm<'c>,
    code: &str,
) -> Option<&'f MergedMaterial<'c>> {
    form.materials.iter().find(|m| {
        let asked = m.handover == banjie_core::packages::Handover::Submitted;
        asked && m.material.given == Given::Upload && m.material.code.as_str() == code
    })
}

/// Name of the choice between now and later, beside the file field of this name.
fn when(name: &str) -> String {
    format!("{name}-when")
}

/// The fields of a material under a name: files, and where the rules allow it, the choice to bring it
/// later.
///
/// # Errors
/// [`Problem::Internal`], never in practice.
pub(crate) fn fields(
    app: &App,
    work: &Work,
    merged: &MergedMaterial<'_>,
    (name, label): (&str, &str),
    errors: &Errors,
) -> Result<Vec<Field>, Problem> {
    let said = work.draft.handed.get(&merged.material.code);
    let kept = said.map_or(&[][..], |said| &said.files);
    let error = errors.of(name).unwrap_or_default();
    let file = files::named(app, name, label, kept, error)?;
    let may = merged.defer.is_some();
    let mut fields = vec![Field {
        required: !may || work.barred.is_some(),
        ..file
    }];
    if !may {
        return Ok(fields);
    }
    let mut choices = vec![Choice::new("now", "现在就交")];
    if let Ok(supplement) = deferred(app, work, merged, None) {
        choices.push(Choice {
            hint: format!(
                "今天受理的话，最晚 {}。要签信用承诺书；到期没补，容缺办理终止，记入承诺记录。",
                text::full_date(supplement.due.due)
            ),
            ..Choice::new(LATER, later_words(merged))
        });
    }
    let hint = (work.barred.as_deref()).unwrap_or("这份可以容缺：其他材料齐了先受理，这份晚点补");
    let later = said.is_some_and(|s| s.later.is_some() && s.files.is_empty());
    let name = when(name);
    fields.push(Field {
        error: errors.of(&name).unwrap_or_default().to_owned(),
        ..Field::with(&name, "这份材料什么时候交", Control::Radio(choices))
            .hint(hint)
            .value(if later { LATER } else { "now" })
    });
    Ok(fields)
}

fn later_words(merged: &MergedMaterial<'_>) -> String {
    match merged.defer {
        Some(0) | None => "受理当天补（容缺）".to_owned(),
        Some(days) => format!("受理后 {days} 个工作日内补（容缺）"),
    }
}

/// What the form says of a material under a name. Files that do not fit are told in `errors`, the rest
/// is kept.
///
/// # Errors
/// The disk refuses.
pub(crate) async fn take(
    app: &App,
    work: &Work,
    merged: &MergedMaterial<'_>,
    name: &str,
    form: &mut Form,
    errors: &mut Errors,
) -> Result<HandedIn, Problem> {
    let files = files::take_named(app, form, name, errors).await?;
    let wants = form.get(&when(name)) == LATER;
    let later = match wants.then(|| deferred(app, work, merged, None)) {
        Some(Ok(_)) => merged.defer,
        Some(Err(reasons)) => {
            let reasons: Vec<String> = reasons.iter().map(ToString::to_string).collect();
            let said = work.barred.clone().unwrap_or_else(|| reasons.join(""));
            errors.add(&when(name), said.trim_end_matches('。'));
            None
        }
        None => None,
    };
    if files.is_empty() && later.is_none() && errors.of(name).is_none() {
        let material = &merged.material.name;
        errors.add(
            name,
            match merged.defer {
                Some(_) => format!("“{material}”还没有文件：请选文件，或者选晚点补"),
                None => format!("“{material}”还没有文件：请选文件。这份是现在就要的，不能晚交"),
            },
        );
    }
    Ok(HandedIn {
        files,
        later,
        received: false,
    })
}

/// For which items, in words.
pub(crate) fn about(app: &App, merged: &MergedMaterial<'_>) -> String {
    serves(app, merged.serves.iter().map(|s| s.item))
}
