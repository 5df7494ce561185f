//! `GET /api/v1/reports/{month}`: the figures to be reported and where each stands;
//! `POST /api/v1/reports/{month}/{id}`: reports, verifies or returns figures, all of them or none.

use super::doc::{Operation, parameter, reference};
use super::{body, files};
use crate::App;
use crate::desk::reports::{Place, Reported};
use crate::kit::viewer::Viewer;
use crate::kit::{Errors, Problem};
use crate::routes::{Access, Route, get, post};
use axum::Json;
use axum::extract::{Path, Request, State};
use banjie_core::assessment::report::{Grounds, Line, Report, ReportCommand, Said};
use banjie_core::district::{Action, Unit};
use banjie_core::moment::Moment;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/reports/{month}";
const ONE: &str = "/api/v1/reports/{month}/{id}";

pub(super) fn routes() -> Vec<Route> {
    vec![
        get(PATH, Access::Api(Action::SeeReports), list),
        post(ONE, Access::Api(Action::ReportFigure), give),
    ]
}

async fn list(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Result<Json<Value>, Problem> {
    let reported = Reported::of(&app, crate::assess::month(&month)?).await?;
    let lines = reported.seen(&app, &viewer);
    Ok(Json(json!({
        "month": reported.month,
        "until": reported.until,
        "settled": reported.settled,
        "figures": lines.all.iter().map(figure).collect::<Vec<_>>(),
    })))
}

/// One figure of one unit.
fn figure(line: &Line<'_>) -> Value {
    let report = line.report;
    let (value, not_applicable) = match report.map(|report| &report.said) {
        Some(Said::Value(value)) => (Some(value), None),
        Some(Said::NotApplicable(reason)) => (None, Some(reason)),
        None => (None, None),
    };
    let returned = report.and_then(|report| report.returned.as_ref());
    let files = report.map_or(&[][..], |report| &report.grounds.files);
    json!({
        "measure": line.measure.id,
        "title": line.measure.title,
        "about": line.reported.about,
        "unit_word": line.reported.unit_word,
        "lead": line.reported.lead,
        "verifier": line.reported.verifier,
        "unit": line.unit.id,
        "state": line.state().code(),
        "value": value,
        "not_applicable": not_applicable,
        "note": report.map(|report| &report.grounds.note),
        "files": files.iter().map(|file| &file.name).collect::<Vec<_>>(),
        "reported_at": report.map(made),
        "reported_by": report.map(|report| report.made.0.words()),
        "verified_by": report.and_then(|report| report.verified.as_ref()).map(|(by, _)| by.words()),
        "returned": returned.map(|(_, _, reason)| reason),
    })
}

/// When it was reported, as the one who verifies gives it back.
fn made(report: &Report) -> Moment {
    report.made.1
}

/// What is asked.
#[derive(Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
enum Asked {
    /// 报送.
    Report {
        figures: Vec<Figure>,
        #[serde(default)]
        note: String,
        #[serde(default)]
        files: Vec<files::Sent>,
    },
    /// 核验.
    Verify { figures: Vec<Seen> },
    /// 退回.
    Return { figures: Vec<Seen>, reason: String },
}

/// A unit's figure: a value, or why there is none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    unit: String,
    value: Option<Decimal>,
    not_applicable: Option<String>,
}

/// A unit's figure as it was read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    unit: String,
    reported_at: Moment,
}

async fn give(
    State(app): State<App>,
    viewer: Viewer,
    Path((month, id)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let place = Place::of(&app, &viewer, &month, id).await?;
    let asked: Asked = body::read(request).await?;
    let commands = commands(&app, &viewer, &place, asked).await?;
    let month = place.reported.month;
    let given = app
        .store()
        .report(month, &place.id, commands, viewer.act(&app));
    if let Err(refused) = given.await? {
        let mut errors = Errors::default();
        for (unit, refusal) in refused {
            errors.add(unit.as_str(), format!("{unit}：{refusal}"));
        }
        return Err(Problem::Invalid(errors));
    }
    let place = Place::of(&app, &viewer, &month.to_string(), place.id).await?;
    let lines = place.lines(&app, &viewer);
    let figures: Vec<Value> = lines.all.iter().map(figure).collect();
    Ok(Json(json!({ "month": month, "figures": figures })))
}

async fn commands(
    app: &App,
    viewer: &Viewer,
    place: &Place,
    asked: Asked,
) -> Result<Vec<(Unit, ReportCommand)>, Problem> {
    let lines = place.lines(app, viewer);
    let unit = |name: &str, at: usize| {
        let found = lines.all.iter().find(|line| line.unit.id.as_str() == name);
        found.map(|line| line.unit.clone()).ok_or_else(|| {
            let field = format!("figures[{at}].unit");
            body::invalid(
                &field,
                &format!("{field}：这一项不考核“{name}”，或者您看不到"),
            )
        })
    };
    let seen = |figures: Vec<Seen>, command: &dyn Fn(Moment) -> ReportCommand| {
        (figures.into_iter().enumerate())
            .map(|(at, seen)| Ok((unit(&seen.unit, at)?, command(seen.reported_at))))
            .collect::<Result<Vec<_>, Problem>>()
    };
    let commands = match asked {
        Asked::Verify { figures } => seen(figures, &|seen| ReportCommand::Verify { seen })?,
        Asked::Return { figures, reason } => {
            let send_back = |seen| ReportCommand::Return {
                seen,
                reason: reason.clone(),
            };
            seen(figures, &send_back)?
        }
        Asked::Report {
            figures,
            note,
            files: sent,
        } => {
            let files = files::keep(app, sent, "files").await?;
            let make = |(at, figure): (usize, Figure)| {
                let said = match (figure.value, figure.not_applicable) {
                    (Some(value), None) => Said::Value(value),
                    (None, Some(reason)) => Said::NotApplicable(reason),
                    _ => {
                        let field = format!("figures[{at}]");
                        let sentence =
                            format!("{field}：value 和 not_applicable 写一个，不能都写或都不写");
                        return Err(body::invalid(&field, &sentence));
                    }
                };
                let grounds = Grounds {
                    note: note.clone(),
                    files: files.clone(),
                };
                Ok((
                    unit(&figure.unit, at)?,
                    ReportCommand::Make { said, grounds },
                ))
            };
            let figures = figures.into_iter().enumerate();
            figures.map(make).collect::<Result<Vec<_>, Problem>>()?
        }
    };
    match commands.is_empty() {
        true => Err(body::invalid(
            "figures",
            "figures：一个数也没有，请至少写一个",
        )),
        false => Ok(commands),
    }
}

fn month() -> Value {
    let schema = json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}$" });
    parameter("path", "month", "例如 2026-02", true, schema)
}

fn figures() -> Value {
    json!({
        "type": "object",
        "required": ["month", "figures"],
        "properties": {
            "month": { "type": "string" },
            "figures": { "type": "array", "items": { "type": "object" } },
        },
    })
}

pub(super) fn operations() -> Vec<Operation> {
    let text = json!({ "type": "string" });
    let asked = json!({
        "type": "object",
        "required": ["act", "figures"],
        "properties": {
            "act": { "type": "string", "enum": ["report", "verify", "return"] },
            "figures": { "type": "array", "items": {
                "type": "object",
                "required": ["unit"],
                "properties": {
                    "unit": text,
                    "value": { "type": ["string", "number"], "description": "报送时写；零也要写" },
                    "not_applicable": { "type": "string", "description": "不适用的理由，和 value 只写一个" },
                    "reported_at": { "type": "string", "format": "date-time",
                        "description": "核验、退回时写看到的那一次报送的时间" },
                },
            } },
            "note": { "type": "string", "description": "依据；有附件的可以不写" },
            "files": { "type": "array", "items": reference("File") },
            "reason": { "type": "string", "description": "退回时写" },
        },
    });
    vec![
        Operation::get(
            PATH,
            "getReports",
            "一个月要报送的指标，各单位的数报到哪一步",
        )
        .parameter(month())
        .answer(200, "看得到的每个数", figures())
        .refusals(&[401, 403, 422]),
        Operation::post(
            ONE,
            "giveReports",
            "报送、核验或退回，几个数一起办成或都不办",
        )
        .parameter(month())
        .parameter(parameter("path", "id", "考核项编号", true, text))
        .body("application/json", asked)
        .answer(200, "这一项现在的各单位的数", figures())
        .refusals(&[401, 403, 404, 413, 422]),
    ]
}
