//! The OpenAPI document of the API, told beside each handler and put together here.

use serde_json::{Map, Value, json};

/// One operation of the document.
pub(super) struct Operation {
    path: &'static str,
    method: &'static str,
    value: Value,
}

impl Operation {
    /// A reading operation.
    pub(super) fn get(path: &'static str, id: &str, summary: &str) -> Self {
        Self::new(path, "get", id, summary)
    }

    /// A changing operation.
    pub(super) fn post(path: &'static str, id: &str, summary: &str) -> Self {
        Self::new(path, "post", id, summary)
    }

    fn new(path: &'static str, method: &'static str, id: &str, summary: &str) -> Self {
        let value = json!({
            "operationId": id,
            "summary": summary,
            "parameters": [],
            "responses": {},
            "security": [{ "token": [] }, { "session": [] }],
        });
        Self {
            path,
            method,
            value,
        }
    }

    /// Where it stands: path and method, lower case.
    #[cfg(test)]
    pub(super) fn place(&self) -> (&'static str, &'static str) {
        (self.path, self.method)
    }

    /// Anybody may call it.
    pub(super) fn open(mut self) -> Self {
        self.value["security"] = json!([]);
        self
    }

    /// Adds a parameter.
    pub(super) fn parameter(mut self, parameter: Value) -> Self {
        if let Some(all) = self.value["parameters"].as_array_mut() {
            all.push(parameter);
        }
        self
    }

    /// An optional parameter of the query.
    pub(super) fn query(self, name: &str, what: &str, schema: Value) -> Self {
        self.parameter(parameter("query", name, what, false, schema))
    }

    /// The matter number of the path.
    pub(super) fn number(self) -> Self {
        let schema = json!({ "type": "string", "pattern": "^BJ-\\d{4}-\\d{6,7}-[A-Z]$" });
        self.parameter(parameter("path", "no", "办件编号", true, schema))
    }

    /// The key that makes a resent request harmless.
    pub(super) fn key(self) -> Self {
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 128 });
        let what = "同一请求重发时用同一个值，只办一次";
        self.parameter(parameter("header", "Idempotency-Key", what, false, schema))
    }

    /// Its body.
    pub(super) fn body(mut self, media: &str, schema: Value) -> Self {
        self.value["requestBody"] =
            json!({ "required": true, "content": { media: { "schema": schema } } });
        self
    }

    /// A good answer.
    pub(super) fn answer(mut self, status: u16, what: &str, schema: Value) -> Self {
        self.value["responses"][status.to_string()] = json!({
            "description": what,
            "content": { "application/json": { "schema": schema } },
        });
        self
    }

    /// Refusals, each with its problem details.
    pub(super) fn refusals(mut self, statuses: &[u16]) -> Self {
        for status in statuses {
            self.value["responses"][status.to_string()] = json!({
                "description": words(*status),
                "content": { "application/problem+json": { "schema": reference("Problem") } },
            });
        }
        self
    }
}

fn words(status: u16) -> &'static str {
    match status {
        400 => "内容没有收全",
        401 => "没有登录，也没有可用的令牌",
        403 => "不归您办",
        404 => "没有，或者您看不到",
        409 => "别人已经办过，附现在的情况",
        413 => "内容太大",
        422 => "有字段要改，或者现在不能这样办",
        429 => "太频繁，按 Retry-After 再试",
        _ => "没有办成",
    }
}

/// A parameter.
pub(super) fn parameter(
    place: &str,
    name: &str,
    what: &str,
    required: bool,
    schema: Value,
) -> Value {
    json!({ "in": place, "name": name, "description": what, "required": required, "schema": schema })
}

/// A schema of `components`.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The whole document: OpenAPI 3.1.0.
pub(super) fn document(district: &str, operations: Vec<Operation>) -> Value {
    let mut paths = Map::new();
    for operation in operations {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method] = operation.value;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{district}营商环境办件接口"),
            "version": "1",
            "description": "日期写成 2026-02-27，时间带时区 +08:00。出错时返回 RFC 9457 问题详情，\
                detail 和 errors 里写明哪里不对、怎么改。令牌在工作台“接口令牌”里自己建。",
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-banjie" },
            },
            "schemas": super::schemas::all(),
        },
    })
}
