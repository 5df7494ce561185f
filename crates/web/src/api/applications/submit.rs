//! `POST /api/v1/applications`: a filled form of a package with its files, from another system or from
//! the enterprise's own. 容缺 and 告知承诺 are the applicant's own signed choice: they come with the
//! scan of the letter, and the window looks at it when it accepts.

use super::promise;
use crate::App;
use crate::api::appeals::submit::created;
use crate::api::doc::{Operation, reference};
use crate::api::{body, fields, files};
use crate::apply::submit::application;
use crate::apply::{Work, work};
use crate::kit::caller::Caller;
use crate::kit::security::hash;
use crate::kit::{Errors, Problem, text};
use crate::routes::{Access, Route, post};
use axum::extract::{Request, State};
use axum::response::Response;
use banjie_core::district::{MaterialCode, PackageId};
use banjie_core::matter::{Act, Actor, Channel};
use banjie_core::packages::answers::Typed;
use banjie_core::packages::handin::HandedIn;
use banjie_core::packages::{Given, Handover, ServicePackage};
use banjie_store::{Ask, Written};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PATH: &str = "/api/v1/applications";

pub(in crate::api) fn routes() -> Vec<Route> {
    vec![post(PATH, Access::Public, submit)]
}

/// What is sent.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    package: String,
    /// The revision of the form it was filled in on; refused when the form has changed since.
    #[serde(default)]
    revision: Option<String>,
    /// By field: a text, several texts, or rows of texts by column.
    answers: BTreeMap<String, SentAnswer>,
    #[serde(default)]
    materials: Vec<SentMaterial>,
    /// 容缺: materials that come as late as allowed.
    #[serde(default)]
    tolerance: Vec<String>,
    /// 告知承诺: items decided on a promise.
    #[serde(default)]
    promises: Vec<String>,
    /// The letter under both.
    #[serde(default)]
    commitment: Option<SentCommitment>,
    /// Its number in the system it comes from.
    #[serde(default)]
    external: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum SentAnswer {
    One(String),
    Several(Vec<String>),
    Rows(Vec<BTreeMap<String, String>>),
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SentMaterial {
    material: String,
    files: Vec<files::Sent>,
}

/// A letter signed on paper.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct SentCommitment {
    signer: String,
    scan: files::Sent,
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

async fn open(app: &App, sent: Sent, key: Option<String>) -> Result<Written, Problem> {
    let key = key.map(|key| bound(&key, &sent)).transpose()?;
    let services = &app.pack().services;
    let package = services.package(&PackageId::from(sent.package.as_str()));
    let package = package.ok_or_else(|| {
        let known: Vec<&str> = services.packages().iter().map(|p| p.id.as_str()).collect();
        let sentence = format!(
            "package：没有“{}”，可以用 {}",
            sent.package,
            known.join("、")
        );
        body::invalid("package", &sentence)
    })?;
    if (sent.revision.as_ref()).is_some_and(|r| r != package.revision.as_str()) {
        let sentence = format!(
            "revision：这张表改过了，现在是 {}，请重新取 /api/v1/packages/{} 核对后再提交",
            package.revision, package.id
        );
        return Err(body::invalid("revision", &sentence));
    }
    let mut errors = Errors::default();
    let typed = typed(app, package, &sent.answers, &mut errors);
    let mut work = Work::begin(app, work::PUBLIC, package, typed)?;
    let form = work.form(app)?;
    for missing in work.draft.missing(services, &form) {
        let field = format!("answers.{}", missing.name);
        errors.add(&field, format!("{field}：{}", missing.sentence));
    }
    for (i, one) in sent.materials.iter().enumerate() {
        let asked = form.materials.iter().any(|m| {
            let submitted = m.handover == Handover::Submitted;
            submitted
                && m.material.given == Given::Upload
                && m.material.code.as_str() == one.material
        });
        if !asked {
            let at = format!("materials[{i}].material");
            let sentence = format!("{at}：这次不要“{}”的文件，请去掉", one.material);
            errors.add(&at, sentence);
        }
    }
    work::bar(app, &mut work).await?;
    let later = promise::later(app, &work, &form, &sent.tolerance, &mut errors);
    let promises = promise::promises(&work, &form, &sent.promises, &mut errors);
    let signer = promise::signer(
        &work,
        &form,
        !later.is_empty() || !promises.is_empty(),
        sent.commitment.as_ref().map(|c| c.signer.as_str()),
        &mut errors,
    );
    errors.check().map_err(Problem::Invalid)?;
    for (i, one) in sent.materials.into_iter().enumerate() {
        let at = format!("materials[{i}].files");
        let files = files::keep(app, one.files, &at).await?;
        let code = MaterialCode::from(one.material.as_str());
        let said = HandedIn {
            files,
            ..HandedIn::default()
        };
        work.draft.handed.insert(code, said);
    }
    work.draft.handed.extend(later);
    work.draft.promises = promises;
    let letter = sent.commitment.map(|c| c.scan);
    let committed = promise::committed(app, signer.zip(letter)).await?;
    let (mut new, beside) = application(app, &work, Channel::Api, committed.clone())?;
    new.files.extend(committed.scan);
    new.external = sent
        .external
        .map(|e| text::single_line(&e))
        .filter(|e| !e.is_empty());
    let ask = Ask {
        act: Act {
            at: app.now(),
            by: Actor::Enterprise,
        },
        key,
    };
    let opened = app.store().open_application(new, beside, ask).await;
    opened.map_err(|e| fields::problem(e, &[]))
}

/// Answers by the names the form uses; a field that the package does not know is told.
fn typed(
    app: &App,
    package: &ServicePackage,
    answers: &BTreeMap<String, SentAnswer>,
    errors: &mut Errors,
) -> Typed {
    let services = &app.pack().services;
    let whole = services.merge(package, &banjie_core::packages::Picks::new());
    let mut typed = Typed::new();
    for (name, answer) in answers {
        let code = banjie_core::district::FieldCode::from(name.as_str());
        if whole.field(&code).is_none() && !whole.is_question(&code) {
            let at = format!("answers.{name}");
            let sentence = format!("{at}：“{}”的表里没有这一项，请去掉", package.name);
            errors.add(&at, sentence);
            continue;
        }
        match answer {
            SentAnswer::One(value) => drop(typed.insert(name.clone(), vec![value.clone()])),
            SentAnswer::Several(values) => drop(typed.insert(name.clone(), values.clone())),
            SentAnswer::Rows(rows) => {
                for (row, cells) in rows.iter().enumerate() {
                    for (column, value) in cells {
                        typed.insert(format!("{name}.{row}.{column}"), vec![value.clone()]);
                    }
                }
            }
        }
    }
    typed
}

/// A key belongs to its content: two senders that happen to share one never get each other's answer.
fn bound(key: &str, sent: &Sent) -> Result<String, Problem> {
    let content = serde_json::to_string(sent).map_err(|e| Problem::internal(&e))?;
    Ok(format!("api:{}", hash(&format!("{key}\n{content}"))))
}

pub(in crate::api) fn operation() -> Operation {
    Operation::post(PATH, "submitApplication", "提交一件事的申请")
        .open()
        .key()
        .body("application/json", reference("NewApplication"))
        .answer(201, "收到了，请保存回执", reference("Submitted"))
        .refusals(&[413, 422, 429])
}

/// The schema of what is sent.
pub(in crate::api) fn schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["package", "answers"],
        "properties": {
            "package": { "type": "string", "description": "套餐，见 /api/v1/packages" },
            "revision": { "type": ["string", "null"], "description": "填表时的表式版本；表改过就拒绝" },
            "answers": {
                "type": "object",
                "description": "按字段代码：一项写文字，多选写列表，人员名单写一行一个对象",
                "additionalProperties": { "anyOf": [
                    text,
                    { "type": "array", "items": text },
                    { "type": "array", "items": { "type": "object", "additionalProperties": text } },
                ] },
            },
            "materials": { "type": "array", "items": {
                "type": "object",
                "required": ["material", "files"],
                "properties": {
                    "material": text,
                    "files": { "type": "array", "maxItems": 10,
                        "items": { "$ref": "#/components/schemas/File" } },
                },
            } },
            "tolerance": { "type": "array", "items": text,
                "description": "容缺：申请人自己选的、以后补的材料代码，按允许的最长时间；要附签好的承诺书" },
            "promises": { "type": "array", "items": text,
                "description": "告知承诺：申请人自己选的、凭承诺决定的事项代码；要附签好的承诺书" },
            "commitment": { "type": ["object", "null"],
                "description": "签好的承诺书：签名的人（法定代表人，或有授权的经办人）和扫描件",
                "required": ["signer", "scan"],
                "properties": { "signer": text, "scan": { "$ref": "#/components/schemas/File" } } },
            "external": { "type": ["string", "null"], "description": "来源系统里的编号" },
        },
    })
}
