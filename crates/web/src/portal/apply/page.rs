//! P3: one page of a draft: a small group of questions, or one material. What is sent is saved before
//! it is judged, so nothing typed is lost; what is wrong is told at its field.

use super::steps::{Steps, Target, title_of};
use super::{changing, opened};
use crate::App;
use crate::apply::answers::QUESTIONS;
use crate::apply::fields::{self, Asked};
use crate::apply::{Work, materials, promise, work};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::{ErrorSummary, Field};
use crate::kit::security::hash;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text};
use crate::portal::{files, frame, onward};
use askama::Template;
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::packages::MergedForm;
use banjie_core::packages::answers::{AnswerError, Typed, read};

/// Name of the hidden field that says which answers the page was filled with.
const SEEN: &str = "_seen";
/// Name of the button that saves and goes back to the list.
const THEN: &str = "_then";

#[derive(Template)]
#[template(path = "portal/apply/page.html")]
struct FormPage {
    portal: Portal,
    package: String,
    heading: String,
    sub: String,
    summary: Option<ErrorSummary>,
    /// What another window or device saved meanwhile: question and answer.
    other: Vec<(String, String)>,
    carried: bool,
    asked: Vec<Asked>,
    action: String,
    list: String,
    seen: String,
}

/// What a page asks.
struct Shown<'a> {
    errors: &'a Errors,
    other: Vec<(String, String)>,
    blank: usize,
    status: StatusCode,
    /// The mark of what is saved, when that is not what is shown.
    seen: Option<String>,
}

impl<'a> Shown<'a> {
    fn plain(errors: &'a Errors) -> Self {
        Self {
            errors,
            other: Vec::new(),
            blank: 0,
            status: StatusCode::OK,
            seen: None,
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path((id, task, n)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let form = work.form(&app)?;
    let Some(target) = Target::find(&form, &task, &n) else {
        return Ok(onward(&uri, &format!("/apply/{id}")).into_response());
    };
    let query = uri.query().unwrap_or_default();
    let mut errors = Errors::default();
    // Who comes from the check page comes to mend something: it is told at its field at once.
    if asks(query, "back=check") {
        errors = fields::errors_of(&judged(&app, &work, &form, &target));
    }
    let shown = Shown {
        blank: usize::from(query.split('&').any(|p| p.starts_with("more="))),
        ..Shown::plain(&errors)
    };
    page(&app, &uri, &who, &work, &form, &target, shown)
}

fn asks(query: &str, pair: &str) -> bool {
    query.split('&').any(|p| p == pair)
}

fn page(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    work: &Work,
    form: &MergedForm<'_>,
    target: &Target<'_, '_>,
    shown: Shown<'_>,
) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let typed = &work.draft.typed;
    let one = |field: Field| Asked::One(Box::new(field));
    let (heading, sub, asked): (_, _, Vec<Asked>) = match target {
        Target::Questions => {
            let questions = app.pack().services.questions(package);
            let fields = questions.map(|q| one(fields::question(q, typed, shown.errors)));
            (
                "您的情况".to_owned(),
                "按您的回答，只问用得着的。".to_owned(),
                fields.collect(),
            )
        }
        Target::Page(page) => {
            let fields = (form.fields[page.fields.clone()].iter())
                .filter(|f| !form.is_question(&f.field.code))
                .map(|f| fields::asked(app, f, typed, shown.errors, shown.blank));
            (title_of(page), String::new(), fields.collect())
        }
        Target::Promise => {
            let fields = promise::fields(work, form, shown.errors);
            (
                "要不要告知承诺".to_owned(),
                "告知承诺是先决定、后核查：您书面承诺符合条件，我们当场决定，事后来核查。"
                    .to_owned(),
                fields.into_iter().map(one).collect(),
            )
        }
        Target::Material(merged) => {
            let fields = {
                let name = (files::FIELD, "选文件，或者拍照");
                materials::fields(app, work, merged, name, shown.errors)?
            };
            let material = merged.material;
            (
                material.name.clone(),
                format!("{}。{}。", material.form, materials::about(app, merged)),
                fields.into_iter().map(one).collect(),
            )
        }
    };
    let mut portal = frame(app, uri, who, &format!("{heading}：{}", package.name));
    portal.errors = !shown.errors.is_empty();
    let path = uri.path_and_query();
    let names = names(app, form, target);
    let page = FormPage {
        package: package.name.clone(),
        summary: portal.errors.then(|| {
            ErrorSummary::from_errors(shown.errors, "填的都已存下，可以先放着，回头再改。")
        }),
        other: shown.other,
        carried: work.carried.iter().any(|name| belongs(&names, name)),
        action: path.map_or_else(|| uri.path().to_owned(), |p| p.as_str().to_owned()),
        list: portal.href(&format!("/apply/{}", work.id)),
        seen: shown.seen.unwrap_or_else(|| seen(typed, &names)),
        heading,
        sub,
        asked,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((shown.status, Html(html)).into_response())
}

/// Codes of the fields a page asks.
fn names(app: &App, form: &MergedForm<'_>, target: &Target<'_, '_>) -> Vec<String> {
    match target {
        Target::Questions => {
            let questions = app.pack().services.questions(form.package);
            questions.map(|q| q.code.to_string()).collect()
        }
        Target::Page(page) => (form.fields[page.fields.clone()].iter())
            .filter(|f| !form.is_question(&f.field.code))
            .map(|f| f.field.code.to_string())
            .collect(),
        Target::Promise | Target::Material(_) => Vec::new(),
    }
}

fn belongs(codes: &[String], name: &str) -> bool {
    let code = name.split('.').next().unwrap_or(name);
    codes.iter().any(|c| c == code)
}

/// What is wrong with a page as it stands.
fn judged(
    app: &App,
    work: &Work,
    form: &MergedForm<'_>,
    target: &Target<'_, '_>,
) -> Vec<AnswerError> {
    let typed = &work.draft.typed;
    match target {
        Target::Questions => {
            let all = work.draft.missing(&app.pack().services, form);
            let names = names(app, form, target);
            all.into_iter()
                .filter(|e| belongs(&names, &e.name))
                .collect()
        }
        Target::Page(page) => {
            let fields = &form.fields[page.fields.clone()];
            let errors = read(fields, typed).errors.into_iter();
            let question = |e: &AnswerError| form.is_question(&e.name.as_str().into());
            errors.filter(|e| !question(e)).collect()
        }
        Target::Promise | Target::Material(_) => Vec::new(),
    }
}

/// A mark of the answers a page was filled with, so that a later save by somebody else is noticed.
fn seen(typed: &Typed, codes: &[String]) -> String {
    let own = typed.iter().filter(|(name, _)| belongs(codes, name));
    let text: Vec<String> = own.map(|(n, v)| format!("{n}={}", v.join("\n"))).collect();
    hash(&text.join("\n\n"))[..16].to_owned()
}

pub(super) async fn save(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path((id, task, n)): Path<(String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (_, mut sent, before) = match changing(&app, &uri, &who, request, &id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let old_form = before.form(&app)?;
    let Some(target) = Target::find(&old_form, &task, &n) else {
        return Ok(onward(&uri, &format!("/apply/{id}")).into_response());
    };
    if let Target::Material(merged) = &target {
        let mut errors = Errors::default();
        let said = {
            let name = files::FIELD;
            materials::take(&app, &before, merged, name, &mut sent, &mut errors).await?
        };
        let code = merged.material.code.clone();
        let (work, ()) = work::change(&app, work::PUBLIC, &id, |work| {
            work.draft.handed.insert(code.clone(), said.clone());
        })
        .await?;
        return answer(&app, &uri, &who, &sent, &work, (&task, &n), &errors);
    }
    if matches!(target, Target::Promise) {
        let mut errors = Errors::default();
        let said = promise::take(&before, &old_form, &sent, true, &mut errors);
        let (work, ()) = work::change(&app, work::PUBLIC, &id, |work| {
            work.draft.promises.clone_from(&said);
        })
        .await?;
        return answer(&app, &uri, &who, &sent, &work, (&task, &n), &errors);
    }
    let codes = names(&app, &old_form, &target);
    if let Some(other) = meanwhile(&app, &before, &codes, &sent) {
        let mut mine = before.clone();
        for code in &codes {
            fields::take(code, &sent, &mut mine.draft.typed);
        }
        let errors = Errors::default();
        // The fields hold what was typed here, the mark is that of what lies there: sent again, it
        // counts.
        let shown = Shown {
            other,
            status: StatusCode::CONFLICT,
            seen: Some(seen(&before.draft.typed, &codes)),
            ..Shown::plain(&errors)
        };
        return page(&app, &uri, &who, &mine, &old_form, &target, shown);
    }
    let (work, ()) = work::change(&app, work::PUBLIC, &id, |work| {
        for code in &codes {
            fields::take(code, &sent, &mut work.draft.typed);
        }
        work.carried.retain(|name| !belongs(&codes, name));
    })
    .await?;
    let form = work.form(&app)?;
    let errors = match Target::find(&form, &task, &n) {
        Some(target) => fields::errors_of(&judged(&app, &work, &form, &target)),
        None => Errors::default(),
    };
    answer(&app, &uri, &who, &sent, &work, (&task, &n), &errors)
}

/// Where a saved page leads: on, back to the list, another row, or here again with what to mend.
fn answer(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    sent: &Form,
    work: &Work,
    (task, n): (&str, &str),
    errors: &Errors,
) -> Result<Response, Problem> {
    let base = format!("/apply/{}", work.id);
    let here = format!("{task}/{n}");
    let query = uri.query().unwrap_or_default();
    let from_check = asks(query, "back=check");
    if let Some(list) = fields::edited(sent) {
        let more = (!sent.get(fields::ADD).is_empty()).then_some("more=1");
        let back = from_check.then_some("back=check");
        let pairs: Vec<&str> = more.into_iter().chain(back).collect();
        let query = match pairs.is_empty() {
            true => String::new(),
            false => format!("?{}", pairs.join("&")),
        };
        return Ok(onward(uri, &format!("{base}/{here}{query}#{list}")).into_response());
    }
    if sent.get(THEN) == "list" {
        return Ok(onward(uri, &base).into_response());
    }
    let form = work.form(app)?;
    if !errors.is_empty()
        && let Some(target) = Target::find(&form, task, n)
    {
        let shown = Shown {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..Shown::plain(errors)
        };
        return page(app, uri, who, work, &form, &target, shown);
    }
    if from_check {
        return Ok(onward(uri, &format!("{base}/check")).into_response());
    }
    let steps = Steps::of(app, work, &form)?;
    let to = match steps.next(&here) {
        // After the questions everybody should see what they lead to.
        _ if task == QUESTIONS => base,
        Some(place) => format!("{base}/{place}"),
        None => format!("{base}/check"),
    };
    Ok(onward(uri, &to).into_response())
}

/// Answers that another window or device saved since this page was filled: question and answer.
/// `None`: nobody did, or they say the same.
fn meanwhile(
    app: &App,
    now: &Work,
    codes: &[String],
    sent: &Form,
) -> Option<Vec<(String, String)>> {
    let typed = &now.draft.typed;
    let mark = sent.get(SEEN);
    if mark.is_empty() || mark == seen(typed, codes) {
        return None;
    }
    let mut mine = Typed::new();
    for code in codes {
        fields::take(code, sent, &mut mine);
    }
    let services = &app.pack().services;
    let differ: Vec<(String, String)> = (codes.iter())
        .filter(|code| {
            let one = std::slice::from_ref(*code);
            seen(typed, one) != seen(&mine, one)
        })
        .map(|code| {
            let label = services
                .field(&code.as_str().into())
                .map(|f| f.label.clone());
            let own = typed
                .iter()
                .filter(|(name, _)| belongs(std::slice::from_ref(code), name));
            let values: Vec<String> = own
                .flat_map(|(_, v)| v)
                .map(|v| text::single_line(v))
                .collect();
            let said = match values.is_empty() {
                true => "没有填".to_owned(),
                false => values.join("、"),
            };
            (label.unwrap_or_default(), said)
        })
        .collect();
    (!differ.is_empty()).then_some(differ)
}
