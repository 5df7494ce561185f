//! `GET /open311/v2/requests.json`: the appeals the caller may see, as GeoReport tells them.

use crate::App;
use crate::api::body::invalid;
use crate::api::doc::Operation;
use crate::kit::viewer::Viewer;
use crate::kit::{Errors, Problem, text};
use crate::routes::{Access, Route, get};
use axum::Json;
use axum::extract::{RawQuery, State};
use banjie_core::district::{Action, TopicId};
use banjie_core::matter::{Kind, MatterNo};
use banjie_core::moment::Moment;
use banjie_store::reads::{Filter, ListLine, Sort};
use jiff::civil::Date;
use serde_json::{Value, json};

const PATH: &str = "/open311/v2/requests.json";
/// Most requests of an answer (GeoReport: 1000; a page of ours holds fewer).
const MOST: u64 = 200;
/// Most numbers in `service_request_id`.
const MOST_IDS: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![get(PATH, Access::Api(Action::SeeMatters), requests)]
}

async fn requests(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, Problem> {
    let (filter, ids) = asked(query.as_deref().unwrap_or_default())?;
    let today = app.today();
    let mut found = Vec::new();
    match ids {
        Some(ids) => {
            for no in ids {
                let seen = app.store().matter(&viewer.sight, no).await?;
                let appeal = seen.is_some_and(|c| c.matter.kind() == Kind::Appeal);
                if let (true, Some(line)) = (appeal, app.store().line(no).await?) {
                    found.push(written(&line));
                }
            }
        }
        None => {
            let store = app.store();
            let listing = store
                .list(&viewer.sight, &filter, Sort::Newest, 0, MOST, today)
                .await?;
            found.extend(listing.lines.iter().map(written));
        }
    }
    Ok(Json(found.into()))
}

fn asked(query: &str) -> Result<(Filter, Option<Vec<MatterNo>>), Problem> {
    let mut filter = Filter {
        kind: Some(Kind::Appeal),
        ..Filter::default()
    };
    let (mut errors, mut ids) = (Errors::default(), None);
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = text::single_line(&value);
        match &*name {
            _ if value.is_empty() => {}
            "service_request_id" => ids = Some(numbers(&value)?),
            "service_code" => filter.topic = Some(TopicId(value)),
            "status" if value == "open" => filter.open = Some(true),
            "status" if value == "closed" => filter.open = Some(false),
            "status" => errors.add(
                "status",
                format!("status：写成了“{value}”。可用 open、closed"),
            ),
            "start_date" | "end_date" => match day(&value) {
                Some(day) if name == "start_date" => filter.from = Some(day),
                Some(day) => filter.to = Some(day),
                None => errors.add(
                    &name,
                    format!("{name}：写成了“{value}”。请写成 2026-02-27T00:00:00+08:00 这样的时间"),
                ),
            },
            // The standard lets clients send what a server does not know.
            _ => {}
        }
    }
    errors.check().map_err(Problem::Invalid)?;
    Ok((filter, ids))
}

fn numbers(text: &str) -> Result<Vec<MatterNo>, Problem> {
    let ids = text.split(',').map(|id| id.trim().parse());
    let ids = ids.collect::<Result<Vec<MatterNo>, _>>();
    let ids = ids.map_err(|e| invalid("service_request_id", &e.to_string()))?;
    if ids.len() > MOST_IDS {
        return Err(invalid(
            "service_request_id",
            &format!("service_request_id：一次最多查 {MOST_IDS} 件，请分次查"),
        ));
    }
    Ok(ids)
}

/// The day of a W3C time, or a bare day.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn written(line: &ListLine) -> Value {
    let closed = line.ended_ms.is_some();
    json!({
        "service_request_id": line.no,
        "status": if closed { "closed" } else { "open" },
        "status_notes": line.state_word,
        "service_name": line.topic,
        "service_code": line.topic,
        "description": line.title,
        "agency_responsible": line.lead,
        "service_notice": line.next_step,
        "requested_datetime": Moment::start_of(line.opened_day),
        "updated_datetime": Moment::from_ms(line.changed_ms),
        "expected_datetime": Moment::start_of(line.due),
        "address": line.township,
        "address_id": null,
        "zipcode": null,
        "lat": null,
        "long": null,
        "media_url": null,
    })
}

pub(super) fn operation() -> Operation {
    let text = json!({ "type": "string" });
    let time = json!({ "type": "string", "format": "date-time" });
    Operation::get(
        PATH,
        "open311Requests",
        "Open311：您看得到的诉求，新的在前，最多 200 件",
    )
    .query(
        "service_request_id",
        "一个或几个编号，用逗号隔开",
        text.clone(),
    )
    .query("service_code", "类别", text)
    .query(
        "status",
        "open 或 closed",
        json!({ "type": "string", "enum": ["open", "closed"] }),
    )
    .query("start_date", "这天及以后提交", time.clone())
    .query("end_date", "这天及以前提交", time)
    .answer(
        200,
        "诉求",
        json!({ "type": "array", "items": { "type": "object" } }),
    )
    .refusals(&[401, 403, 422])
}
