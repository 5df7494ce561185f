//! P4: every answer once more, each with the way to change it; then it is signed and handed in.

use super::sign::{self, Sign};
use super::steps::Steps;
use super::{changing, opened, request_of, submitted};
use crate::App;
use crate::apply::answers::{self, MaterialRow, Row, Section};
use crate::apply::signing::{self, Request as CodeRequest};
use crate::apply::submit::{self, Committed};
use crate::apply::{Work, paper, promise};
use crate::kit::form::{Errors, Form};
use crate::kit::parts::ErrorSummary;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::{facts, frame, onward, pass};
use askama::Template;
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::matter::{Channel, Detail, MatterNo};
use banjie_core::packages::MergedForm;
use banjie_store::StoreError;

#[derive(Template)]
#[template(path = "portal/apply/check.html")]
struct CheckPage {
    portal: Portal,
    package: String,
    id: String,
    sections: Vec<Section>,
    materials: Vec<MaterialRow>,
    /// What was chosen about 告知承诺; `None`: nothing can be promised.
    promised: Option<String>,
    /// How many answers and materials are missing or wrong.
    left: usize,
    /// The form changed since.
    changed: bool,
    /// Where to go on filling in.
    next: String,
    window: String,
    summary: Option<ErrorSummary>,
    /// What is signed; `None` while something is missing.
    sign: Option<Sign>,
}

impl CheckPage {
    fn own(&self, place: &str) -> String {
        self.portal.href(&format!("/apply/{}/{place}", self.id))
    }

    /// The page of an answer, which comes back here.
    fn change(&self, place: &str) -> String {
        match place.split_once('#') {
            Some((page, name)) => self.own(&format!("{page}?back=check#{name}")),
            None => self.own(&format!("{place}?back=check")),
        }
    }

    /// A list in lines: `姓名：张三；出资额：…`.
    fn lines(&self, row: &Row) -> Vec<String> {
        let Some((heads, rows)) = &row.list else {
            return Vec::new();
        };
        let line = |cells: &Vec<String>| {
            let said = heads
                .iter()
                .zip(cells)
                .filter(|(_, value)| !value.is_empty());
            let said: Vec<String> = said
                .map(|(head, value)| format!("{head}：{value}"))
                .collect();
            said.join("；")
        };
        rows.iter().map(line).collect()
    }
}

pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => {
            page(
                &app,
                &uri,
                &who,
                &work,
                &Form::default(),
                &Errors::default(),
            )
            .await
        }
        Err(answer) => Ok(answer),
    }
}

async fn page(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    work: &Work,
    sent: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let package = work.package(app)?;
    let form = work.form(app)?;
    let steps = Steps::of(app, work, &form)?;
    let sections = answers::sections(app, work, &form)?;
    let materials = answers::materials(app, work, &form);
    let rows = sections.iter().flat_map(|s| &s.rows);
    let left = rows.filter(|r| !r.error.is_empty()).count()
        + materials.iter().filter(|m| !m.done).count()
        + usize::from(promise::answered(work, &form) == Some(false));
    let changed = !work.draft.is_current(package);
    let mut portal = frame(app, uri, who, &format!("核对：{}", package.name));
    portal.errors = !errors.is_empty();
    let own = |place: &str| portal.href(&format!("/apply/{}/{place}", work.id));
    let next = steps.next("").map_or_else(|| own(""), own);
    let sign = match left == 0 && !changed {
        true => {
            let hrefs = (own("code"), own("letter.pdf"));
            let sign = Sign::of(app, work, &form, &materials, sent, errors, hrefs);
            Some(sign.await?)
        }
        false => None,
    };
    let status = match errors.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = CheckPage {
        package: package.name.clone(),
        left,
        changed,
        next,
        promised: promise::answered(work, &form).map(|answered| promised(work, &form, answered)),
        window: (form.items.first()).map_or_else(String::new, |i| i.item.window.clone()),
        id: work.id.clone(),
        summary: (portal.errors)
            .then(|| ErrorSummary::from_errors(errors, "填的内容和文件都还在。")),
        sign,
        sections,
        materials,
        portal,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}

fn promised(work: &Work, form: &MergedForm<'_>, answered: bool) -> String {
    let items = work.draft.promised(form).into_iter();
    let names: Vec<&str> = items.map(|p| p.item.name.as_str()).collect();
    match (answered, names.is_empty()) {
        (false, _) => "还没有选，请选一样".to_owned(),
        (true, true) => "按平常的办：核查以后再决定".to_owned(),
        (true, false) => format!("凭承诺当场决定：{}", names.join("；")),
    }
}

/// 确认并提交. A second click or a form sent again finds the matter of the first.
pub(super) async fn submit(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (headers, sent, work) = match changing(&app, &uri, &who, request, &id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let form = work.form(&app)?;
    let mut errors = Errors::default();
    let ready = Steps::of(&app, &work, &form)?.done() && work.draft.is_current(form.package);
    if !ready {
        errors.add("", "还没有填好，没有提交。请把下面标出来的填完");
        return page(&app, &uri, &who, &work, &sent, &errors).await;
    }
    let committed = sign::read(&app, &work, &form, &sent, &mut errors).await?;
    if !errors.is_empty() {
        return page(&app, &uri, &who, &work, &sent, &errors).await;
    }
    match hand_in(&app, &work, committed).await {
        Ok(no) => submitted(&app, &uri, &headers, no),
        Err(Problem::Refused { sentence, .. }) => {
            errors.add("", sentence);
            page(&app, &uri, &who, &work, &sent, &errors).await
        }
        Err(other) => Err(other),
    }
}

/// Opens the application and throws the draft away: from now on its answers lie with the matter.
async fn hand_in(app: &App, work: &Work, committed: Committed) -> Result<MatterNo, Problem> {
    let (new, beside) = submit::application(app, work, Channel::Portal, committed)?;
    let opened = app
        .store()
        .open_application(new, beside, request_of(app, &work.id));
    let written = match opened.await {
        Ok(written) => written,
        Err(StoreError::Refused(refusal)) => {
            return Err(Problem::Refused {
                sentence: refusal.to_string(),
                code: "application",
            });
        }
        Err(other) => return Err(other.into()),
    };
    app.store().drop_draft(work.id.clone()).await?;
    signing::drop_of(app, &work.id).await?;
    Ok(written.no)
}

/// Asks the window to call the one who signs.
pub(super) async fn ask_code(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (_, sent, work) = match changing(&app, &uri, &who, request, &id).await? {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let form = work.form(&app)?;
    let mut errors = Errors::default();
    let signer = sign::signer(&work, &form, &sent, &mut errors);
    if signer.as_ref().is_some_and(|s| s.phone.is_empty()) {
        errors.add(
            sign::SIGNER,
            "签名：表里没有这位签名人的电话，窗口打不了。请到窗口签，或者换能签的另一位",
        );
    }
    let Some(signer) = signer.filter(|_| errors.is_empty()) else {
        return page(&app, &uri, &who, &work, &sent, &errors).await;
    };
    let package = &form.package.name;
    CodeRequest::new(&app, &id, package, &signer)
        .keep(&app)
        .await?;
    Ok(onward(&uri, &format!("/apply/{id}/check#sign")).into_response())
}

/// The form on paper, filled in as far as it is.
pub(super) async fn print(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let paper = paper::filled(&app, &work, &paper::Signed::default())?;
    let name = format!("{}申请表", work.package(&app)?.name);
    crate::kit::paper::send_pdf(&app, &paper, &name).await
}

/// The letters to be signed by hand at the window.
pub(super) async fn print_letter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let work = match opened(&app, &uri, &headers, &id).await? {
        Ok(work) => work,
        Err(answer) => return Ok(answer),
    };
    let paper = paper::letters(&app, &work)?.ok_or(Problem::NotFound)?;
    crate::kit::paper::send_pdf(&app, &paper, "承诺书").await
}

/// The form of an application that was handed in, for whoever holds the key to it.
pub(super) async fn print_matter(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Path(no): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    if !pass::holds(&app, &headers, no) {
        return Ok(onward(&uri, &format!("/track/{no}")).into_response());
    }
    let course = facts::own(&app, no).await?;
    let Detail::Application(application) = &course.matter.detail else {
        return Err(Problem::NotFound);
    };
    let filled = app
        .store()
        .filled_form(no)
        .await?
        .ok_or(Problem::NotFound)?;
    let paper = paper::of_matter(&app, &course.matter, &application.new, &filled)?;
    crate::kit::paper::send_pdf(&app, &paper, &format!("{no}申请表")).await
}
