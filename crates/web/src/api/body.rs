//! JSON in: a body within limits, its faults named by field; the key that makes a resent request
//! harmless.

use crate::kit::{Errors, Problem, text};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

/// Most bytes of a body: files travel in it as Base64.
const MOST: usize = 20 * 1024 * 1024;
/// Longest `Idempotency-Key`.
const LONGEST_KEY: usize = 128;

/// Reads the body as JSON of this shape.
///
/// # Errors
/// Too large, no JSON, or a field that is missing, unknown or of the wrong type.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let media = request.headers().get(header::CONTENT_TYPE);
    let media = media.and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !media.to_ascii_lowercase().starts_with("application/json") {
        return Err(invalid(
            "",
            "请用 JSON 提交，并在 Content-Type 写 application/json",
        ));
    }
    let body = axum::body::to_bytes(request.into_body(), MOST)
        .await
        .map_err(|_| Problem::TooLarge {
            what: format!("提交的内容超过 {} MB", MOST >> 20),
        })?;
    parse(&body)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let path = e.path().to_string();
        let field = if path == "." { "" } else { &path };
        fault(field, e.inner())
    })?;
    reader.end().map_err(|e| fault("", &e))?;
    Ok(value)
}

/// A value of this shape out of JSON already read.
///
/// # Errors
/// A field that is missing or of the wrong type.
pub(super) fn shaped<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|e| {
        let path = e.path().to_string();
        let field = if path == "." { "" } else { &path };
        fault(field, e.inner())
    })
}

/// The parser's complaint as a sentence at its field.
fn fault(field: &str, e: &serde_json::Error) -> Problem {
    let said = e.to_string();
    let quoted = said.split('`').nth(1).unwrap_or_default();
    if said.starts_with("missing field") {
        let path = join(field, quoted);
        return invalid(&path, &format!("{path}：没有填，请补上"));
    }
    if said.starts_with("unknown field") {
        return invalid(
            field,
            &format!("{field}：没有这个字段，请对照接口说明 /api/v1/openapi.json"),
        );
    }
    if said.starts_with("unknown variant") {
        return invalid(
            field,
            &format!("“{quoted}”不在可用的值里，请对照接口说明 /api/v1/openapi.json"),
        );
    }
    if e.is_data() {
        let which = if field.is_empty() { "有字段" } else { field };
        return invalid(
            field,
            &format!("{which}：类型或格式不对，请对照接口说明 /api/v1/openapi.json"),
        );
    }
    let place = format!("第 {} 行第 {} 列", e.line(), e.column());
    invalid(
        "",
        &format!("内容不是完整的 JSON，{place}读不下去，请检查后再提交"),
    )
}

fn join(path: &str, field: &str) -> String {
    if path.is_empty() {
        field.to_owned()
    } else {
        format!("{path}.{field}")
    }
}

/// One sentence at one field.
pub(super) fn invalid(field: &str, sentence: &str) -> Problem {
    let mut errors = Errors::default();
    errors.add(field, sentence);
    Problem::Invalid(errors)
}

/// The `Idempotency-Key` of a request, if it has one.
///
/// # Errors
/// It is empty, too long or not visible ASCII.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().map(text::compact).unwrap_or_default();
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    if fits {
        Ok(Some(key))
    } else {
        Err(invalid(
            "Idempotency-Key",
            "Idempotency-Key：请用 1 到 128 个英文字母、数字或符号，每次新提交换一个",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[expect(dead_code, reason = "only its type is tested")]
        name: String,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[expect(dead_code, reason = "only its type is tested")]
        inner: Inner,
    }

    #[test]
    fn a_fault_names_its_field_and_the_way_on() {
        let cases = [
            (r#"{"inner":{}}"#, "inner.name", "没有填"),
            (r#"{"inner":{"name":1}}"#, "inner.name", "类型或格式不对"),
            (r#"{"inner":{"name":"a"},"x":1}"#, "x", "没有这个字段"),
            (r#"{"inner":"#, "", "不是完整的 JSON"),
            ("你好", "", "不是完整的 JSON"),
            (r#"{"inner":{"name":"a"}} x"#, "", "不是完整的 JSON"),
        ];
        for (body, field, part) in cases {
            let Err(Problem::Invalid(errors)) = parse::<Outer>(body.as_bytes()) else {
                panic!("{body} must be refused");
            };
            let (at, sentence) = errors.iter().next().unwrap();
            assert_eq!(at, field, "{body}: {sentence}");
            assert!(sentence.contains(part), "{body}: {sentence}");
        }
    }
}
