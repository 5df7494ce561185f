//! 不予受理 and 非本区职责: two different ends, each with its consequence named before it is done.

use super::HOME;
use crate::App;
use crate::desk::frame;
use crate::kit::form::{FormLimits, KEY, new_key};
use crate::kit::parts::{Control, ErrorSummary, Field, Note, Tone};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Errors, Form, Problem};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::district::Action;
use banjie_core::matter::{Command, Matter, MatterNo, Refusal};
use banjie_store::StoreError;

pub(super) fn routes() -> Vec<Route> {
    let who = Access::Staff(Action::Decline);
    vec![
        get("/desk/dispatch/{no}/reject", who, ask_reject),
        post("/desk/dispatch/{no}/reject", who, reject),
        get("/desk/dispatch/{no}/pass-on", who, ask_pass_on),
        post("/desk/dispatch/{no}/pass-on", who, pass_on),
    ]
}

/// Which of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Reject,
    PassOn,
}

impl End {
    fn word(self) -> &'static str {
        match self {
            Self::Reject => "不予受理",
            Self::PassOn => "告知非本区职责",
        }
    }

    fn consequence(self) -> &'static str {
        match self {
            Self::Reject => {
                "这件就此结束，企业马上看到理由和依据，可以提出异议。不计入“已解决”，也不能再派单。"
            }
            Self::PassOn => {
                "这件就此结束，企业马上看到该找谁、打什么电话。不计入“已解决”，也不能再派单。"
            }
        }
    }

    fn fields(self) -> Vec<Field> {
        match self {
            Self::Reject => vec![
                Field::with("reason", "理由", Control::TextArea(500))
                    .hint("企业会看到，请写清为什么不予受理"),
                Field::text("basis", "依据").hint("文件和条款，例如：《…条例》第十二条"),
            ],
            Self::PassOn => vec![
                Field::text("to", "该找谁").hint("有权办理的单位全称"),
                Field::text("telephone", "对方电话")
                    .width("w18")
                    .typed("off", "tel")
                    .hint("企业能打通的号码"),
                Field::with("reason", "理由", Control::TextArea(500))
                    .hint("企业会看到，请写清为什么不归本区"),
            ],
        }
    }

    fn command(self, form: &Form) -> Command {
        match self {
            Self::Reject => Command::Reject {
                reason: form.text("reason"),
                basis: form.line("basis"),
            },
            Self::PassOn => Command::PassOn {
                to: form.line("to"),
                telephone: form.line("telephone"),
                reason: form.text("reason"),
            },
        }
    }

    /// The field of the form under which the rules know it by its label.
    fn field_of(self, refusal: &Refusal) -> &'static str {
        let label = match refusal {
            Refusal::Missing { field, .. }
            | Refusal::TooLong { field, .. }
            | Refusal::BadValue { field, .. } => *field,
            _ => "",
        };
        match label {
            "理由" => "reason",
            "依据" => "basis",
            "该找谁" => "to",
            "对方电话" => "telephone",
            _ => "",
        }
    }

    fn path(self, no: MatterNo) -> String {
        match self {
            Self::Reject => format!("{HOME}/{no}/reject"),
            Self::PassOn => format!("{HOME}/{no}/pass-on"),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/dispatch/decline.html")]
struct DeclinePage {
    desk: Desk,
    summary: Option<ErrorSummary>,
    title: String,
    subject: String,
    consequence: Note,
    action: String,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    label: &'static str,
}

async fn ask_reject(
    app: State<App>,
    viewer: Viewer,
    no: Path<String>,
) -> Result<Response, Problem> {
    ask(&app, &viewer, &no, End::Reject).await
}

async fn ask_pass_on(
    app: State<App>,
    viewer: Viewer,
    no: Path<String>,
) -> Result<Response, Problem> {
    ask(&app, &viewer, &no, End::PassOn).await
}

async fn reject(
    app: State<App>,
    viewer: Viewer,
    no: Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    act(&app, &viewer, &no, End::Reject, request).await
}

async fn pass_on(
    app: State<App>,
    viewer: Viewer,
    no: Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    act(&app, &viewer, &no, End::PassOn, request).await
}

async fn ask(app: &App, viewer: &Viewer, no: &str, end: End) -> Result<Response, Problem> {
    let matter = load(app, viewer, no).await?;
    show(
        app,
        viewer,
        &matter,
        end,
        &Form::default(),
        &Errors::default(),
    )
    .await
}

async fn act(
    app: &App,
    viewer: &Viewer,
    no: &str,
    end: End,
    request: Request,
) -> Result<Response, Problem> {
    let form = Form::read(request, FormLimits::TEXT).await?;
    let matter = load(app, viewer, no).await?;
    let seen = form.get("_version").parse().unwrap_or(0);
    let ask = viewer.ask(app, form.key());
    match app
        .store()
        .command(matter.no, seen, end.command(&form), ask)
        .await
    {
        Ok(_) => Ok(Redirect::to(&format!("/desk/matters/{}", matter.no)).into_response()),
        Err(StoreError::Refused(refusal)) => {
            let mut errors = Errors::default();
            errors.add(end.field_of(&refusal), refusal.to_string());
            show(app, viewer, &matter, end, &form, &errors).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn load(app: &App, viewer: &Viewer, no: &str) -> Result<Matter, Problem> {
    let no: MatterNo = no.parse().map_err(|_| Problem::NotFound)?;
    let course = app.store().matter(&viewer.sight, no).await?;
    Ok(course.ok_or(Problem::NotFound)?.matter)
}

async fn show(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
    end: End,
    form: &Form,
    errors: &Errors,
) -> Result<Response, Problem> {
    let mut desk = frame(app, viewer, HOME, end.word()).await?;
    desk.errors = !errors.is_empty();
    let fields = end.fields().into_iter().map(|f| f.filled(form, errors));
    let page = DeclinePage {
        summary: desk
            .errors
            .then(|| ErrorSummary::from_errors(errors, "填的内容都还在。")),
        title: format!("{}？", end.word()),
        subject: format!(
            "{} {} · 现在是“{}”",
            matter.no,
            matter.title,
            matter.state_word()
        ),
        consequence: Note::new(Tone::Ask, end.consequence(), ""),
        action: end.path(matter.no),
        hidden: vec![
            (KEY.to_owned(), new_key()?),
            ("_version".to_owned(), matter.version.to_string()),
        ],
        fields: fields.collect(),
        label: end.word(),
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
