//! `POST /api/v1/appeals`: an enterprise's appeal from another system, or from its own.

use crate::App;
use crate::api::doc::{Operation, reference};
use crate::api::{body, fields, files};
use crate::kit::caller::Caller;
use crate::kit::security::{SessionToken, hash};
use crate::kit::{Errors, Problem, text};
use crate::routes::{Access, Route, post};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use banjie_core::codes::{Phone, Uscc};
use banjie_core::district::{TopicId, UnitId};
use banjie_core::matter::{Act, Actor, Channel, Enterprise, NewAppeal};
use banjie_store::{Ask, Contact, Written};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

const PATH: &str = "/api/v1/appeals";

pub(in crate::api) fn routes() -> Vec<Route> {
    vec![post(PATH, Access::Public, submit)]
}

/// What is sent.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Sent {
    pub(in crate::api) enterprise: SentEnterprise,
    pub(in crate::api) title: String,
    pub(in crate::api) text: String,
    #[serde(default)]
    pub(in crate::api) topic: Option<String>,
    #[serde(default)]
    pub(in crate::api) township: Option<String>,
    #[serde(default)]
    pub(in crate::api) since: Option<Date>,
    pub(in crate::api) contact: SentContact,
    #[serde(default)]
    pub(in crate::api) files: Vec<files::Sent>,
}

/// Who asks.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SentEnterprise {
    #[serde(default)]
    pub(in crate::api) code: Option<String>,
    pub(in crate::api) name: String,
}

/// Who can be reached; kept beside the journal.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SentContact {
    pub(in crate::api) name: String,
    pub(in crate::api) phone: String,
}

async fn submit(
    State(app): State<App>,
    Caller(from): Caller,
    request: Request,
) -> Result<Response, Problem> {
    app.count_submission(from)?;
    let key = body::key(request.headers())?;
    let sent: Sent = body::read(request).await?;
    let written = open(&app, sent, key).await?;
    created(&app, &written).await
}

/// What whoever submitted something is told: number, next step, receipt.
///
/// # Errors
/// The database fails.
pub(in crate::api) async fn created(app: &App, written: &Written) -> Result<Response, Problem> {
    let opened = app.store().opened(written, app.now()).await?;
    let track = format!("/track/{}", written.no);
    let answer = json!({
        "number": written.no,
        "due": opened.due,
        "lead_unit": opened.lead,
        "next_step": opened.next_step,
        "track": track,
        "receipt": opened.receipt,
    });
    let place = [(header::LOCATION, track)];
    Ok((StatusCode::CREATED, place, Json(answer)).into_response())
}

/// Opens the appeal that was sent, once for each key and content.
///
/// # Errors
/// Fields to be mended, each with its name in JSON.
pub(in crate::api) async fn open(
    app: &App,
    sent: Sent,
    key: Option<String>,
) -> Result<Written, Problem> {
    let key = key.map(|key| bound(&key, &sent)).transpose()?;
    let (code, phone) = checked(&sent).map_err(Problem::Invalid)?;
    let contact = Contact {
        name: text::single_line(&sent.contact.name),
        phone,
        // Half of a fresh token: 16 random bytes in hex.
        salt: SessionToken::new()?.reveal()[..32].to_owned(),
    };
    let appeal = NewAppeal {
        title: text::single_line(&sent.title),
        text: text::multi_line(&sent.text),
        enterprise: Enterprise {
            code,
            name: text::single_line(&sent.enterprise.name),
        },
        topic: given(sent.topic).map(TopicId),
        township: given(sent.township).map(UnitId),
        since: sent.since,
        channel: Channel::Api,
        contact: None,
        files: files::keep(app, sent.files, "files").await?,
        external: None,
        parent: None,
    };
    let ask = Ask {
        act: Act {
            at: app.now(),
            by: Actor::Enterprise,
        },
        key,
    };
    let opened = app
        .store()
        .open_appeal(appeal, Some(contact), None, ask)
        .await;
    opened.map_err(|e| fields::problem(e, &[]))
}

/// A key belongs to its content: the answer holds a receipt with the whole text, so a key that two
/// senders happen to share must never answer one with the other's.
fn bound(key: &str, sent: &Sent) -> Result<String, Problem> {
    let content = serde_json::to_string(sent).map_err(|e| Problem::internal(&e))?;
    Ok(format!("api:{}", hash(&format!("{key}\n{content}"))))
}

/// Everything that can be said about the values at once; the rest the rules say.
fn checked(sent: &Sent) -> Result<(Option<String>, String), Errors> {
    let mut errors = Errors::default();
    let mut need = |field: &str, value: &str, remedy: &str| {
        if text::single_line(value).is_empty() {
            errors.add(field, format!("{field}：没有填。{remedy}"));
        }
    };
    need(
        "enterprise.name",
        &sent.enterprise.name,
        "请填营业执照上的名称",
    );
    need("title", &sent.title, "请用一句话写清是什么事");
    need("text", &sent.text, "请写清发生了什么、希望怎样解决");
    need("contact.name", &sent.contact.name, "请填联系人姓名");
    need(
        "contact.phone",
        &sent.contact.phone,
        "请填能联系到的手机或固话",
    );
    if sent.contact.name.chars().count() > 50 {
        errors.add("contact.name", "contact.name：最多 50 字，请只写姓名");
    }
    let code = given(sent.enterprise.code.clone()).map(|typed| {
        Uscc::parse(&typed)
            .map(|code| code.as_str().to_owned())
            .map_err(|e| errors.add("enterprise.code", format!("enterprise.code：{e}")))
    });
    let phone = Phone::parse(&sent.contact.phone)
        .map(|phone| phone.to_string())
        .map_err(|e| errors.add("contact.phone", format!("contact.phone：{e}")));
    errors.check()?;
    Ok((code.and_then(Result::ok), phone.unwrap_or_default()))
}

/// An optional value; an empty text is none.
fn given(value: Option<String>) -> Option<String> {
    value
        .map(|v| text::single_line(&v))
        .filter(|v| !v.is_empty())
}

pub(in crate::api) fn operation() -> Operation {
    Operation::post(PATH, "submitAppeal", "提交诉求")
        .open()
        .key()
        .body("application/json", reference("NewAppeal"))
        .answer(201, "收到了，请保存回执", reference("Submitted"))
        .refusals(&[413, 422, 429])
}
