//! `POST /open311/v2/requests.json`: an appeal as a GeoReport form.

use crate::App;
use crate::api::appeals::submit::{self, Sent, SentContact, SentEnterprise};
use crate::api::body;
use crate::api::doc::Operation;
use crate::kit::caller::Caller;
use crate::kit::form::FormLimits;
use crate::kit::{Errors, Form, Problem, text};
use crate::routes::{Access, Route, post};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

const PATH: &str = "/open311/v2/requests.json";
/// Characters of the description that become the title when none is given.
const TITLE: usize = 40;

pub(super) fn routes() -> Vec<Route> {
    vec![post(PATH, Access::Public, request)]
}

async fn request(
    State(app): State<App>,
    Caller(from): Caller,
    request: Request,
) -> Result<(StatusCode, Json<Value>), Problem> {
    app.count_submission(from)?;
    let key = body::key(request.headers())?;
    let form = Form::read(request, FormLimits::TEXT).await?;
    let sent = sent(&form);
    let no = submit::open(&app, sent, key).await.map_err(renamed)?.no;
    let line = app.store().line(no).await?.ok_or(Problem::NotFound)?;
    let notice = format!("现在归{}，下一步：{}", line.lead, line.next_step);
    Ok((
        StatusCode::CREATED,
        Json(json!([{
            "service_request_id": no,
            "service_notice": notice,
            "account_id": null,
        }])),
    ))
}

fn sent(form: &Form) -> Sent {
    let description = text::multi_line(form.get("description"));
    let title = match form.line("attribute[title]") {
        title if title.is_empty() => text::single_line(&description)
            .chars()
            .take(TITLE)
            .collect(),
        title => title,
    };
    Sent {
        enterprise: SentEnterprise {
            code: Some(form.line("attribute[code]")),
            name: form.line("attribute[enterprise]"),
        },
        title,
        text: match form.line("address_string") {
            address if address.is_empty() => description,
            address => format!("{description}\n地址：{address}"),
        },
        topic: Some(form.line("service_code")),
        township: Some(form.line("attribute[township]")),
        since: None,
        contact: SentContact {
            // Chinese names: family name first.
            name: format!("{}{}", form.line("last_name"), form.line("first_name")),
            phone: form.line("phone"),
        },
        files: Vec::new(),
    }
}

/// The fields under the names they have in this form.
fn renamed(problem: Problem) -> Problem {
    const NAMES: [(&str, &str); 8] = [
        ("enterprise.name", "attribute[enterprise]"),
        ("enterprise.code", "attribute[code]"),
        ("contact.name", "last_name"),
        ("contact.phone", "phone"),
        ("title", "attribute[title]"),
        ("text", "description"),
        ("topic", "service_code"),
        ("township", "attribute[township]"),
    ];
    let Problem::Invalid(errors) = problem else {
        return problem;
    };
    let mut own = Errors::default();
    for (field, sentence) in errors.iter() {
        match NAMES.iter().find(|(ours, _)| *ours == field) {
            Some((ours, name)) => own.add(name, sentence.replacen(ours, name, 1)),
            None => own.add(field, sentence),
        }
    }
    Problem::Invalid(own)
}

pub(super) fn operation() -> Operation {
    let text = || json!({ "type": "string" });
    Operation::post(PATH, "open311Submit", "Open311：提交诉求")
        .open()
        .key()
        .body(
            "application/x-www-form-urlencoded",
            json!({
                "type": "object",
                "required": ["service_code", "description", "last_name", "phone", "attribute[enterprise]"],
                "properties": {
                    "service_code": text(),
                    "description": text(),
                    "last_name": text(),
                    "first_name": text(),
                    "phone": text(),
                    "address_string": text(),
                    "attribute[enterprise]": text(),
                    "attribute[code]": text(),
                    "attribute[title]": text(),
                    "attribute[township]": text(),
                },
            }),
        )
        .answer(201, "收到了", json!({ "type": "array", "items": { "type": "object" } }))
        .refusals(&[400, 413, 422, 429])
}
