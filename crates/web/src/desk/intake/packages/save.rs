//! What the counter's form says: saved first, then judged, then read back and registered.

use super::page::{self, RECEIVED, SCAN, SIGNER, file_field};
use super::{HOME, own, owner};
use crate::App;
use crate::apply::fields;
use crate::apply::submit::{self, Committed};
use crate::apply::{Work, materials, promise, work};
use crate::kit::Problem;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::viewer::Viewer;
use crate::portal::files;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::district::MaterialCode;
use banjie_core::matter::Channel;
use banjie_core::packages::commitment::Signature;
use banjie_core::packages::handin::{HandIn, HandedIn, MaterialState};
use banjie_core::packages::{Given, Handover, MergedForm};
use banjie_store::StoreError;

/// A whole package at once: every material may bring its files.
const LIMITS: FormLimits = FormLimits {
    files: 60,
    ..files::READ
};

pub(super) async fn save(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, draft)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let mut sent = Form::read(request, LIMITS).await?;
    let work = match own(&app, &viewer, &id, &draft).await {
        Ok(work) => work,
        // Registered already: a second click finds the same matter.
        Err(Problem::NotFound) => return registered(&app, &viewer, &id, &draft).await,
        Err(other) => return Err(other),
    };
    let base = format!("{HOME}/{id}/{draft}");
    match sent.get("step") {
        "back" => Ok(Redirect::to(&base).into_response()),
        "register" => register(&app, &viewer, work, &mut sent).await,
        step => {
            let step = step.to_owned();
            let (work, errors) = keep(&app, &viewer, &work, &mut sent).await?;
            let added = fields::edited(&sent).is_some();
            if step != "check" || added {
                let errors = if added { Errors::default() } else { errors };
                // Half a form is no mistake while it is only saved.
                return match errors.is_empty() || step == "keep" {
                    true => Ok(Redirect::to(&format!("{base}?saved=1")).into_response()),
                    false => page::form(&app, &viewer, &work, &errors, false).await,
                };
            }
            match errors.is_empty() {
                true => page::check(&app, &viewer, &work, &sent, &errors).await,
                false => page::form(&app, &viewer, &work, &errors, false).await,
            }
        }
    }
}

/// Keeps everything that was sent; returns what is missing or wrong.
async fn keep(
    app: &App,
    viewer: &Viewer,
    before: &Work,
    sent: &mut Form,
) -> Result<(Work, Errors), Problem> {
    let old = before.form(app)?;
    let mut codes: Vec<String> = (app.pack().services.questions(old.package))
        .map(|q| q.code.to_string())
        .collect();
    codes.extend(old.fields.iter().map(|f| f.field.code.to_string()));
    let mut errors = Errors::default();
    let handed = take_materials(app, before, &old, sent, &mut errors).await?;
    let promises = promise::take(before, &old, sent, false, &mut errors);
    let (work, ()) = work::change(app, &owner(viewer), &before.id, |work| {
        work.draft.promises.clone_from(&promises);
        for code in &codes {
            fields::take(code, sent, &mut work.draft.typed);
        }
        work.draft.handed.extend(handed.clone());
        if let Ok(package) = work.package(app) {
            work.draft.revision = package.revision.clone();
        }
    })
    .await?;
    let form = work.form(app)?;
    let mut found = fields::errors_of(&work.draft.missing(&app.pack().services, &form));
    for (merged, state) in work.draft.materials(&form) {
        let name = file_field(merged.material.code.as_str());
        // A material that only the new answers ask for has not been seen yet.
        let sentence = errors.of(&name).map(str::to_owned);
        match (state, sentence) {
            (_, Some(sentence)) if state != MaterialState::NotNeeded => found.add(&name, sentence),
            (MaterialState::Missing, None) => {
                found.add(&name, format!("“{}”还没有交", merged.material.name));
            }
            _ => {}
        }
    }
    let chosen = |field: &str| field.ends_with("-when") || field.starts_with("promise-");
    for (field, sentence) in errors.iter().filter(|(f, _)| chosen(f)) {
        found.add(field, sentence);
    }
    Ok((work, found))
}

async fn take_materials(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    sent: &mut Form,
    errors: &mut Errors,
) -> Result<HandIn, Problem> {
    let mut handed = HandIn::new();
    for merged in &form.materials {
        if merged.handover == Handover::Submitted && merged.material.given == Given::Counter {
            let code = &merged.material.code;
            let said = HandedIn {
                received: sent.all(RECEIVED).any(|ticked| ticked == code.as_str()),
                ..HandedIn::default()
            };
            handed.insert(code.clone(), said);
            continue;
        }
        if merged.handover != Handover::Submitted || merged.material.given != Given::Upload {
            continue;
        }
        let code: &MaterialCode = &merged.material.code;
        let name = file_field(code.as_str());
        let said = materials::take(app, work, merged, &name, sent, errors).await?;
        handed.insert(code.clone(), said);
    }
    Ok(handed)
}

/// 登记: with the letter signed on paper when something comes later.
async fn register(
    app: &App,
    viewer: &Viewer,
    work: Work,
    sent: &mut Form,
) -> Result<Response, Problem> {
    let form = work.form(app)?;
    let mut errors = Errors::default();
    let missing = work.draft.missing(&app.pack().services, &form);
    let states = work.draft.materials(&form);
    if !missing.is_empty() || states.iter().any(|(_, s)| !s.is_done()) {
        let errors = fields::errors_of(&missing);
        return page::form(app, viewer, &work, &errors, false).await;
    }
    let later = |(_, s): &(_, MaterialState)| matches!(s, MaterialState::Later(_));
    let promises = states.iter().any(later) || !work.draft.promised(&form).is_empty();
    let committed = match promises {
        true => letter(app, &work, &form, sent, &mut errors).await?,
        false => Committed::default(),
    };
    if !errors.is_empty() {
        return page::check(app, viewer, &work, sent, &errors).await;
    }
    let (mut new, beside) = submit::application(app, &work, Channel::Window, committed.clone())?;
    new.files.extend(committed.scan);
    let ask = viewer.ask(app, Some(&format!("apply/{}", work.id)));
    match app.store().open_application(new, beside, ask).await {
        Ok(written) => {
            app.store().drop_draft(work.id.clone()).await?;
            Ok(slip(work.package.as_str(), written.no))
        }
        Err(StoreError::Refused(refusal)) => {
            errors.add("", refusal.to_string());
            page::check(app, viewer, &work, sent, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

fn slip(package: &str, no: banjie_core::matter::MatterNo) -> Response {
    Redirect::to(&format!("{HOME}/{package}/slips/{no}")).into_response()
}

async fn registered(
    app: &App,
    viewer: &Viewer,
    id: &str,
    draft: &str,
) -> Result<Response, Problem> {
    let ask = viewer.ask(app, Some(&format!("apply/{draft}")));
    let done = app.store().answered(&ask).await?.ok_or(Problem::NotFound)?;
    Ok(slip(id, done.no))
}

/// The letter: who signed it, and its scan.
async fn letter(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    sent: &mut Form,
    errors: &mut Errors,
) -> Result<Committed, Problem> {
    let name = sent.line(SIGNER);
    let signer = match work.draft.signer(form, &name) {
        _ if name.is_empty() => {
            errors.add(SIGNER, "承诺书由谁签的：没有填。请写签字人的姓名");
            None
        }
        Ok(signer) => Some(signer),
        Err(refusal) => {
            errors.add(SIGNER, format!("签名“{name}”：{refusal}"));
            None
        }
    };
    let scan = files::take_named(app, sent, SCAN, errors).await?.pop();
    if scan.is_none() && errors.of(SCAN).is_none() {
        errors.add(
            SCAN,
            "签好的承诺书扫描件：没有选。请拍照或扫描后上传，或者返回修改，去掉晚点补的",
        );
    }
    let signature = signer
        .zip(scan.as_ref())
        .map(|(signer, scan)| Signature::Paper {
            name: signer.name,
            scan: scan.hash.clone(),
        });
    Ok(Committed { signature, scan })
}
