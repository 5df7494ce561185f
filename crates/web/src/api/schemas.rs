//! Shapes that several operations share, as JSON Schema 2020-12.

use serde_json::{Value, json};

/// All of them, by name.
pub(super) fn all() -> Value {
    json!({
        "Problem": problem(),
        "File": file(),
        "NewAppeal": new_appeal(),
        "NewApplication": super::applications::submit::schema(),
        "Submitted": submitted(),
        "Item": item(),
        "Matter": matter(),
        "Event": event(),
        "Command": command(),
        "Given": given(),
        "Receipt": receipt(),
        "Head": head(),
        "Package": super::packages::schema(),
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe_text() -> Value {
    json!({ "type": ["string", "null"] })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn maybe(format: &str) -> Value {
    json!({ "type": ["string", "null"], "format": format })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn problem() -> Value {
    object(
        &["type", "title", "status", "detail", "instance"],
        json!({
            "type": text(),
            "title": text(),
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "整句，可以直接给人看" },
            "instance": { "type": "string", "description": "事件号，打电话时报它" },
            "errors": { "type": "array", "items": object(
                &["field", "detail"],
                json!({ "field": text(), "detail": text() }),
            ) },
            "current": { "description": "409 时：现在的情况" },
        }),
    )
}

fn file() -> Value {
    object(
        &["name", "content"],
        json!({
            "name": { "type": "string", "description": "文件名，只用来显示" },
            "content": { "type": "string", "contentEncoding": "base64",
                "description": "pdf、jpg、png、docx、xlsx、txt" },
        }),
    )
}

fn new_appeal() -> Value {
    object(
        &["enterprise", "title", "text", "contact"],
        json!({
            "enterprise": object(&["name"], json!({
                "code": { "type": ["string", "null"], "description": "统一社会信用代码，18 位" },
                "name": { "type": "string", "maxLength": 100 },
            })),
            "title": { "type": "string", "minLength": 1, "maxLength": 80 },
            "text": { "type": "string", "minLength": 1, "maxLength": 5000 },
            "topic": { "type": ["string", "null"], "description": "类别，见 /open311/v2/services.json" },
            "township": { "type": ["string", "null"], "description": "在哪个镇街" },
            "since": { "type": ["string", "null"], "format": "date" },
            "contact": object(&["name", "phone"], json!({
                "name": { "type": "string", "maxLength": 50 },
                "phone": { "type": "string", "description": "手机或固话" },
            })),
            "files": { "type": "array", "maxItems": 10,
                "items": { "$ref": "#/components/schemas/File" } },
        }),
    )
}

fn submitted() -> Value {
    object(
        &[
            "number",
            "due",
            "lead_unit",
            "next_step",
            "track",
            "receipt",
        ],
        json!({
            "number": text(),
            "due": { "type": "string", "format": "date", "description": "哪天前要走完下一步" },
            "lead_unit": { "type": "string", "description": "现在归谁" },
            "next_step": text(),
            "track": { "type": "string", "description": "查进度的网址" },
            "receipt": { "$ref": "#/components/schemas/Receipt" },
        }),
    )
}

fn shared() -> Value {
    json!({
        "number": text(),
        "version": { "type": "integer" },
        "kind": text(),
        "state": text(),
        "state_word": text(),
        "title": text(),
        "enterprise": { "type": ["object", "null"], "properties": {
            "name": text(), "code": maybe_text(),
        } },
        "channel": text(),
        "lead_unit": { "type": "string", "description": "主责单位" },
        "support_units": { "type": "array", "items": text() },
        "sponsor": { "type": ["string", "null"], "description": "包抓区领导的岗位" },
        "handler": { "type": ["object", "null"], "properties": {
            "person": text(), "name": maybe_text(),
        } },
        "topic": maybe_text(),
        "indicator": maybe_text(),
        "township": maybe_text(),
        "light": { "type": ["string", "null"],
            "enum": ["normal", "due_soon", "overdue", "paused", null] },
        "waiting": { "type": "string", "enum": ["coordinator", "unit", "enterprise", "nobody"] },
        "next_step": text(),
        "due": day(),
        "due_earliest": { "type": ["string", "null"], "format": "date",
            "description": "放假通知未发布时：最早可能的日期" },
        "ended": maybe("date-time"),
        "parent": maybe_text(),
    })
}

const SHARED: [&str; 12] = [
    "number",
    "version",
    "kind",
    "state",
    "state_word",
    "title",
    "lead_unit",
    "light",
    "waiting",
    "next_step",
    "due",
    "ended",
];

fn with(more: Value) -> Value {
    let mut all = shared();
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    object(&SHARED, all)
}

fn item() -> Value {
    with(json!({ "opened": day(), "changed": time(), "excluded": { "type": "boolean" } }))
}

fn matter() -> Value {
    with(json!({
        "text": text(),
        "opened": time(),
        "clock": { "type": "object", "description": "时限：规则、起算日、长度、暂停" },
        "urged": { "type": "integer" },
        "attachments": { "type": "array", "items": { "type": "object" } },
        "rounds": { "type": "array", "items": { "type": "object" } },
        "excluded": { "type": ["object", "null"], "description": "剔除统计的理由、谁、何时" },
    }))
}

fn event() -> Value {
    object(
        &["seq", "version", "at", "by", "by_words", "event", "data"],
        json!({
            "seq": { "type": "integer", "description": "在全区日志里的序号" },
            "version": { "type": "integer" },
            "at": time(),
            "by": {},
            "by_words": text(),
            "event": { "type": "string", "description": "名称带版本，例如 matter.signed/1" },
            "data": {},
        }),
    )
}

fn command() -> Value {
    let fields = [
        ("dispatch", "unit，support[]，topic，reason"),
        ("reject", "reason，basis"),
        ("pass_on", "to，telephone，reason"),
        ("sign", "—"),
        ("assign", "person"),
        ("transfer", "unit，reason"),
        ("return", "reason"),
        ("pause", "reason"),
        ("resume", "reason"),
        ("extend", "total，reason"),
        ("urge", "words"),
        ("attach", "file"),
        ("comment", "words，public"),
        ("answer", "reply，evidence[{record} 或 {file}]"),
        ("reflect", "reflection{cause，steps[{what，due}]}"),
        ("reopen", "reason"),
        ("conclude", "reason"),
        ("withdraw", "reason"),
        ("merge", "into，reason"),
        ("accept", "words"),
        ("send_back", "reason"),
        ("exclude", "reason，evidence（好差评须有）"),
        ("call_back", "reached，words"),
        ("redress", "way，reply，evidence[{record} 或 {file}]"),
        ("contest", "ground，reason，evidence[{record} 或 {file}]"),
    ];
    let codes: Vec<_> = fields.iter().map(|(code, _)| *code).collect();
    let told: Vec<_> = fields.iter().map(|(c, f)| format!("{c}：{f}")).collect();
    let mut schema = object(
        &["expected_version", "command"],
        json!({
            "expected_version": { "type": "integer", "description": "您看到的 version" },
            "command": { "type": "string", "enum": codes },
            "file": { "$ref": "#/components/schemas/File" },
        }),
    );
    schema["description"] = format!("各命令另需的字段——{}", told.join("；")).into();
    schema
}

fn given() -> Value {
    object(
        &["number", "version", "opened", "repeated", "matter"],
        json!({
            "number": text(),
            "version": { "type": "integer" },
            "opened": { "type": "array", "items": text(), "description": "随之新开的办件" },
            "repeated": { "type": "boolean", "description": "以前办过，这次没有再办" },
            "matter": { "description": "现在的情况；转走后看不到时为 null" },
        }),
    )
}

fn head() -> Value {
    json!({ "type": "object", "description": "一次封存：日志的规模、根、时间和签名" })
}

fn receipt() -> Value {
    object(
        &[
            "format",
            "number",
            "district",
            "entry",
            "leaf_index",
            "leaf_hash",
            "path",
            "head",
            "public_key",
            "note",
        ],
        json!({
            "format": text(),
            "number": text(),
            "district": text(),
            "entry": { "type": "string", "description": "日志里的那一行，逐字" },
            "leaf_index": { "type": "integer" },
            "leaf_hash": text(),
            "path": { "type": "array", "items": text() },
            "head": { "$ref": "#/components/schemas/Head" },
            "public_key": {},
            "note": text(),
        }),
    )
}
