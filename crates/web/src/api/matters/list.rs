//! `GET /api/v1/matters`: what the viewer may see, filtered, a page at a time.

use super::item::Item;
use crate::App;
use crate::api::doc::{Operation, parameter};
use crate::kit::viewer::Viewer;
use crate::kit::{Errors, Problem, text};
use crate::routes::{Access, Route, get};
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use banjie_core::district::{Action, UnitId};
use banjie_core::kinds::{appeal, application, commitment, directive};
use banjie_core::matter::Kind;
use banjie_core::matter::clock::Light;
use banjie_store::reads::{Cursor, Filter, ListLine, Sort};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;

/// Lines of a page when none are asked for, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;

pub(super) fn routes() -> Vec<Route> {
    vec![get(
        "/api/v1/matters",
        Access::Api(Action::SeeMatters),
        list,
    )]
}

/// What follows the items.
#[derive(Serialize)]
struct Rest {
    next: Option<String>,
    total: u64,
}

async fn list(
    State(app): State<App>,
    viewer: Viewer,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let asked = asked(query.as_deref().unwrap_or_default(), &app)?;
    let today = app.today();
    // Each line goes from its row straight into the answer: this is the busiest address.
    let mut body = Vec::with_capacity(asked.limit * 768);
    body.extend_from_slice(b"{\"items\":[");
    let mut written = Ok(());
    let mut write = |line: ListLine<&str>| {
        if body.ends_with(b"}") {
            body.push(b',');
        }
        let item = Item::of(&line, today);
        if let Err(e) = serde_json::to_writer(&mut body, &item) {
            written = Err(e);
        }
    };
    let end = app
        .store()
        .page(
            &viewer.sight,
            &asked.filter,
            asked.sort,
            asked.after.as_ref(),
            asked.limit,
            today,
            &mut write,
        )
        .await?;
    written.map_err(|e| Problem::internal(&e))?;
    let rest = Rest {
        next: end.next.map(|c| c.to_string()),
        total: end.total,
    };
    let rest = serde_json::to_string(&rest).map_err(|e| Problem::internal(&e))?;
    body.extend_from_slice(b"],");
    body.extend_from_slice(rest.trim_start_matches('{').as_bytes());
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

#[derive(Debug, Default)]
struct Asked {
    filter: Filter,
    sort: Sort,
    after: Option<Cursor>,
    limit: usize,
}

/// The query as a filter; every value that fits nothing is named with what fits.
fn asked(query: &str, app: &App) -> Result<Asked, Problem> {
    let mut asked = Asked {
        limit: USUAL,
        ..Asked::default()
    };
    let (mut errors, mut cursor) = (Errors::default(), String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = text::single_line(&value);
        if value.is_empty() {
            continue;
        }
        let filter = &mut asked.filter;
        let mut refuse = |remedy: &str| {
            errors.add(&name, format!("{name}：写成了“{value}”。{remedy}"));
        };
        match &*name {
            "kind" => match Kind::from_code(&value) {
                Some(kind) => filter.kind = Some(kind),
                None => refuse("可用 appeal（诉求）、directive（会议任务）"),
            },
            "state" => match known_state(&value) {
                true => filter.state = Some(value),
                false => refuse("没有这个状态，请对照接口说明 /api/v1/openapi.json"),
            },
            "unit" => match app.pack().district.unit(&UnitId(value.clone())) {
                Some(unit) => filter.unit = Some(unit.id.clone()),
                None => refuse("本区没有这个单位，请用单位简称"),
            },
            "light" => match Light::from_code(&value) {
                Some(light) => filter.light = Some(light),
                None => refuse("可用 normal、due_soon、overdue、paused"),
            },
            "from" | "to" => match value.parse::<Date>() {
                Ok(day) if name == "from" => filter.from = Some(day),
                Ok(day) => filter.to = Some(day),
                Err(_) => refuse("请写成 2026-02-27 这样的日期"),
            },
            "q" => filter.q = value,
            "sort" => match Sort::from_code(&value) {
                Some(sort) => asked.sort = sort,
                None => refuse("可用 due、-due、unit、age、-age"),
            },
            "limit" => match value.parse() {
                Ok(limit) if (1..=MOST).contains(&limit) => asked.limit = limit,
                _ => refuse("请写 1 到 200 的整数"),
            },
            "cursor" => cursor = value,
            _ => refuse(
                "没有这个条件。可用 kind、state、unit、light、from、to、q、sort、cursor、limit",
            ),
        }
    }
    if !cursor.is_empty() {
        asked.after = Cursor::parse(&cursor, asked.sort);
        if asked.after.is_none() {
            errors.add(
                "cursor",
                "cursor：不是这个排序的下一页记号。请原样使用上一页返回的 next，并保持 sort 不变",
            );
        }
    }
    errors.check().map_err(Problem::Invalid)?;
    Ok(asked)
}

fn known_state(code: &str) -> bool {
    states().any(|known| known == code)
}

/// The codes of all states of all kinds.
fn states() -> impl Iterator<Item = &'static str> {
    let appeal = appeal::Stage::CODES.iter();
    appeal
        .chain(&directive::Stage::CODES)
        .chain(&application::Stage::CODES)
        .chain(&application::item::Stage::CODES)
        .chain(&commitment::Stage::CODES)
        .map(|(code, _)| *code)
}

pub(super) fn operation() -> Operation {
    let kinds: Vec<_> = Kind::ALL.iter().map(|k| k.code()).collect();
    let mut states: Vec<_> = states().collect();
    states.sort_unstable();
    states.dedup();
    let sorts: Vec<_> = Sort::ALL.iter().map(|s| s.code()).collect();
    let day = json!({ "type": "string", "format": "date" });
    let text = json!({ "type": "string" });
    Operation::get("/api/v1/matters", "listMatters", "办件列表：只含您看得到的")
        .query("kind", "类型", json!({ "type": "string", "enum": kinds }))
        .query("state", "状态", json!({ "type": "string", "enum": states }))
        .query("unit", "主责单位，用简称", text.clone())
        .query(
            "light",
            "今天的灯",
            json!({ "type": "string", "enum": ["normal", "due_soon", "overdue", "paused"] }),
        )
        .query("from", "这天及以后提交", day.clone())
        .query("to", "这天及以前提交", day)
        .query("q", "编号、标题或企业名称里的字", text.clone())
        .query(
            "sort",
            "排序",
            json!({ "type": "string", "enum": sorts, "default": "due" }),
        )
        .parameter(parameter("query", "cursor", "上一页返回的 next", false, text))
        .query(
            "limit",
            "每页几件",
            json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL }),
        )
        .answer(
            200,
            "一页",
            json!({
                "type": "object",
                "required": ["items", "next", "total"],
                "properties": {
                    "items": { "type": "array", "items": { "$ref": "#/components/schemas/Item" } },
                    "next": { "type": ["string", "null"], "description": "下一页的 cursor；没有就是最后一页" },
                    "total": { "type": "integer" },
                },
            }),
        )
        .refusals(&[401, 403, 422])
}
