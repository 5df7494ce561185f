//! The lock over who can be reached: a reason first, then the name, once, on the answer page.

use super::{find, href, one_thing};
use crate::App;
use crate::apply::paper;
use crate::desk::frame;
use crate::kit::form::{Errors, Form, FormLimits};
use crate::kit::parts::{Choice, Control, ErrorSummary, Field, Note, Tone};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Sight;
use banjie_core::matter::{Detail, Matter, MatterNo};
use banjie_core::packages::filled::FilledForm;
use banjie_store::Contact;

#[derive(Template)]
#[template(path = "desk/matter/identity.html")]
struct IdentityPage {
    desk: Desk,
    back: String,
    title: String,
    summary: Option<ErrorSummary>,
    note: Note,
    fields: Vec<Field>,
    /// There is a filled form to be downloaded.
    has_form: bool,
    /// There is a letter to be downloaded.
    has_letter: bool,
    shown: Option<Shown>,
}

struct Shown {
    name: String,
    phone: String,
    reason: String,
    /// The filled form, all of it.
    answers: Vec<(String, String)>,
    /// The letter of a commitment, line by line.
    letter: Vec<String>,
    /// Who spoke at a window: name and telephone.
    speakers: Vec<(String, String)>,
}

/// The number under which the contact is kept; `None`: nobody stands behind the matter. Who rates a
/// finished matter left the number with that matter.
pub(super) fn kept_under(matter: &Matter) -> Option<MatterNo> {
    match &matter.detail {
        Detail::Review(r) if r.rated.as_ref()?.rating.contact.is_some() => Some(matter.no),
        Detail::Review(r) if r.subject.named => r.subject.about,
        Detail::Review(_) => None,
        _ => matter.enterprise.as_ref().map(|_| matter.contact_no()),
    }
}

/// Name of the button that asks for the form as a file.
const AS: &str = "as";

/// Reasons people have; anything else is written out.
const REASONS: [&str; 3] = ["核实情况，联系企业", "约定现场查看的时间", "告知办理结果"];
const OTHER: &str = "其他";

/// Asks for the reason.
pub(super) async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
) -> Result<Response, Problem> {
    let matter = find(&app, &viewer, &no).await?.matter;
    kept_under(&matter).ok_or(Problem::NotFound)?;
    page(
        &app,
        &viewer,
        &matter,
        &Form::default(),
        &Errors::default(),
        None,
    )
    .await
}

/// Opens the identity: the look enters the journal before the name is read.
pub(super) async fn open(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let matter = find(&app, &viewer, &no).await?.matter;
    let kept = kept_under(&matter).ok_or(Problem::NotFound)?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let reason = match reason(&form) {
        Ok(reason) => reason,
        Err(errors) => return page(&app, &viewer, &matter, &form, &errors, None).await,
    };
    let contact = app
        .store()
        .open_identity(kept, reason.clone(), viewer.act(&app))
        .await?;
    let shown = contact.unwrap_or_else(|| Contact {
        name: "没有留联系人".to_owned(),
        phone: "没有留电话".to_owned(),
        salt: String::new(),
    });
    let filled = app.store().filled_form(matter.contact_no()).await?;
    if form.get(AS) == "pdf"
        && let Some(filled) = &filled
    {
        return send_form(&app, matter.contact_no(), filled).await;
    }
    if matches!(form.get(AS), "letter" | "letter-docx") {
        return one_thing::send_letter(&app, &matter, form.get(AS) == "letter-docx").await;
    }
    let answers = filled.map(|f| one_thing::answers(&f, true, &app.pack().law()));
    let letter = app.store().letter(matter.no).await?;
    let speakers = app.store().speakers(matter.no).await?.into_iter();
    let shown = Shown {
        speakers: speakers.map(|(_, who)| (who.name, who.phone)).collect(),
        letter: letter
            .iter()
            .flat_map(|l| l.lines())
            .map(str::to_owned)
            .collect(),
        answers: answers.unwrap_or_default(),
        name: shown.name,
        phone: shown.phone,
        reason,
    };
    page(
        &app,
        &viewer,
        &matter,
        &form,
        &Errors::default(),
        Some(shown),
    )
    .await
}

/// The filled form as the applicant handed it in; the look has been journalled.
async fn send_form(app: &App, no: MatterNo, filled: &FilledForm) -> Result<Response, Problem> {
    let course = app.store().matter(&Sight::District, no).await?;
    let matter = course.ok_or(Problem::NotFound)?.matter;
    let Detail::Application(application) = &matter.detail else {
        return Err(Problem::NotFound);
    };
    let printed = paper::of_matter(app, &matter, &application.new, filled)?;
    crate::kit::paper::send_pdf(app, &printed, &format!("{no}申请表")).await
}

fn reason(form: &Form) -> Result<String, Errors> {
    let (chosen, more) = (form.line("reason"), form.text("words"));
    let mut errors = Errors::default();
    if !REASONS.contains(&chosen.as_str()) && chosen != OTHER {
        errors.add("reason", "理由：没有选。请选为什么要看，企业会看到");
    } else if chosen == OTHER && more.chars().count() < 4 {
        errors.add(
            "words",
            "具体说明：太短。选了“其他”，请用一句话写清为什么要看",
        );
    } else if more.chars().count() > 200 {
        errors.add("words", "具体说明：最多 200 字，请写短些");
    }
    errors.check()?;
    Ok(match (chosen == OTHER, more.is_empty()) {
        (true, _) => more,
        (false, true) => chosen,
        (false, false) => format!("{chosen}：{more}"),
    })
}

async fn page(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
    form: &Form,
    errors: &Errors,
    shown: Option<Shown>,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, &href(matter.no), "查看联系人身份").await?;
    desk.errors = !errors.is_empty();
    let mut choices: Vec<Choice> = REASONS.into_iter().map(|r| Choice::new(r, r)).collect();
    choices.push(Choice::new(OTHER, "其他，在下面写明"));
    let fields = vec![
        Field::with("reason", "理由", Control::Radio(choices)),
        Field::with("words", "具体说明", Control::TextArea(200)).optional(),
    ];
    let page = IdentityPage {
        back: href(matter.no),
        title: matter.title.clone(),
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "其他内容都还在。")),
        note: match &shown {
            None => Note::new(
                Tone::Ask,
                "查看会记入经过，企业能看到是谁、什么时候、为什么看的",
                "只转办不用看身份，打印转办单即可。",
            ),
            Some(_) => Note::new(
                Tone::Ask,
                "这一次查看已经记入，企业能看到",
                "离开本页后再看，要重新写理由。请不要抄给别人。",
            ),
        },
        fields: fields.into_iter().map(|f| f.filled(form, errors)).collect(),
        has_letter: app.store().letter(matter.no).await?.is_some(),
        has_form: app
            .store()
            .filled_form(matter.contact_no())
            .await?
            .is_some(),
        shown,
        desk,
    };
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok((status, Html(html)).into_response())
}
