//! `POST /api/v1/matters/{no}/commands`: one step of the work, against the version seen.

use super::{item, seen};
use crate::App;
use crate::api::doc::{Operation, reference};
use crate::api::{body, fields, files};
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, post};
use axum::Json;
use axum::extract::{Path, Request, State};
use banjie_core::district::{Action, PersonId};
use banjie_core::matter::{Command, MatterNo, Refusal};
use banjie_store::StoreError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

const PATH: &str = "/api/v1/matters/{no}/commands";

pub(super) fn routes() -> Vec<Route> {
    // Who may see may ask; which command is whose, `permit` decides with the same table.
    vec![post(PATH, Access::Api(Action::SeeMatters), give)]
}

/// The body: version, name and the fields of the command.
#[derive(Deserialize)]
struct Asked {
    expected_version: u64,
    command: String,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let matter = seen(&app, &viewer, &no).await?.matter;
    let key = body::key(request.headers())?;
    let asked: Asked = body::read(request).await?;
    let seen_version = asked.expected_version;
    let command = command(&app, &viewer, asked).await?;
    // "依据" is a text when refusing and a list when answering.
    let own: &[_] = match command {
        Command::Reject { .. } => &[("依据", "basis")],
        _ => &[],
    };
    let ask = viewer.ask(&app, key.as_deref());
    let given = app
        .store()
        .command(matter.no, seen_version, command, ask)
        .await;
    let done = match given {
        Ok(done) => done,
        Err(StoreError::Refused(refusal)) => {
            return Err(refused(&app, &viewer, matter.no, refusal, own).await?);
        }
        Err(other) => return Err(other.into()),
    };
    // Whoever passed it on may no longer see it.
    let law = app.pack().law();
    let now = app.store().matter(&viewer.sight, done.no).await?;
    let now = now.map(|course| item::whole(&course.matter, &law, app.today()));
    Ok(Json(json!({
        "number": done.no,
        "version": done.version,
        "opened": done.opened,
        "repeated": done.repeated,
        "matter": now,
    })))
}

/// The command that was asked for. Files are kept, and names looked up, here: nobody can hand in
/// another matter's file or another name for a person.
async fn command(app: &App, viewer: &Viewer, asked: Asked) -> Result<Command, Problem> {
    let Asked {
        command,
        mut fields,
        ..
    } = asked;
    match command.as_str() {
        "attach" => {
            let sent = fields.remove("file").ok_or_else(|| missing("file"))?;
            let sent = serde_json::from_value(sent).map_err(|_| {
                body::invalid("file", "file：请写成 {\"name\":…,\"content\":Base64}")
            })?;
            let mut kept = files::keep(app, vec![sent], "file").await?;
            let file = kept.pop().ok_or_else(|| missing("file"))?;
            Ok(Command::Attach { file })
        }
        "assign" => {
            let person = fields.get("person").and_then(Value::as_str);
            let person = PersonId(person.ok_or_else(|| missing("person"))?.to_owned());
            let colleagues = app.store().colleagues(&viewer.staff().unit).await?;
            let found = colleagues.into_iter().find(|a| a.staff.person == person);
            let staff = found.map(|a| a.staff).ok_or_else(|| {
                body::invalid(
                    "person",
                    &format!("person：本单位没有用户“{person}”，请填同事的用户名"),
                )
            })?;
            Ok(Command::Assign {
                person: staff.person,
                name: staff.name,
            })
        }
        _ => {
            fields.insert("command".to_owned(), command.into());
            let command = body::shaped(Value::Object(fields))?;
            if let Command::Merge { into, .. } = &command {
                let other = app.store().matter(&viewer.sight, *into).await?;
                other.ok_or_else(|| {
                    body::invalid("into", &format!("into：没有找到编号 {into} 的办件"))
                })?;
            }
            Ok(command)
        }
    }
}

fn missing(field: &str) -> Problem {
    body::invalid(field, &format!("{field}：没有填，请补上"))
}

/// A refusal with what a program needs to go on: the present state when it was stale, whose it is
/// when it is somebody else's, the field when a value does not fit.
async fn refused(
    app: &App,
    viewer: &Viewer,
    no: MatterNo,
    refusal: Refusal,
    own: &[(&str, &str)],
) -> Result<Problem, Problem> {
    Ok(match &refusal {
        Refusal::Stale { .. } => {
            let course = app.store().matter(&viewer.sight, no).await?;
            let law = app.pack().law();
            Problem::Conflict {
                what: refusal.to_string(),
                href: format!("/desk/matters/{no}"),
                current: course
                    .map(|c| item::whole(&c.matter, &law, app.today()))
                    .unwrap_or_default(),
            }
        }
        Refusal::NotYourUnit { owner } => {
            let unit = app.pack().district.unit(owner);
            Problem::Forbidden {
                what: "这件",
                owner: owner.to_string(),
                telephone: unit.map_or_else(
                    || app.pack().district.telephone.clone(),
                    |u| u.telephone.clone(),
                ),
            }
        }
        Refusal::NotYourRole { command, holders } => Problem::Forbidden {
            what: command.word(),
            owner: holders
                .iter()
                .map(|r| r.word())
                .collect::<Vec<_>>()
                .join("、"),
            telephone: app.pack().district.telephone.clone(),
        },
        _ => fields::problem(StoreError::Refused(refusal), own),
    })
}

pub(super) fn operation() -> Operation {
    Operation::post(PATH, "giveCommand", "办理一步；用您看到的 version")
        .number()
        .key()
        .body("application/json", reference("Command"))
        .answer(200, "办好了", reference("Given"))
        .refusals(&[401, 403, 404, 409, 413, 422])
}
