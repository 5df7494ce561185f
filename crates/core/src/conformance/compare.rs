//! Expectation against answer: key by key, keys that are not expected are not compared.

use super::Refused;
use rust_decimal::Decimal;
use serde_json::Value;

/// What differs. An expectation with the key `error` asks for a refusal.
pub(super) fn differences(expected: &Value, answer: &Result<Value, Refused>) -> Vec<String> {
    let mut found = Vec::new();
    match (expected.get("error"), answer) {
        // "There is no such date" is both a refusal and, asked for by name, a null.
        (None, Err(refused)) if only_nulls(expected) => {
            compare("", expected, &refused.json(), &mut found);
        }
        (None, Err(refused)) => {
            let (code, sentence) = (refused.code, &refused.sentence);
            found.push(format!("被拒绝（{code}）：{sentence}"));
        }
        (Some(code), Ok(actual)) => {
            found.push(format!("应被拒绝（{}），却得到 {actual}", plain(code)));
        }
        (Some(_), Err(refused)) => compare("", expected, &refused.json(), &mut found),
        (None, Ok(actual)) => compare("", expected, actual, &mut found),
    }
    found
}

/// Whether nothing but the absence of results is expected.
fn only_nulls(expected: &Value) -> bool {
    expected
        .as_object()
        .is_some_and(|keys| !keys.is_empty() && keys.values().all(Value::is_null))
}

fn compare(path: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            for (key, expected) in expected {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                match actual.get(key) {
                    Some(actual) => compare(&path, expected, actual, found),
                    None => {
                        found.push(format!("{path} 应为 {}，结果中没有这一项", plain(expected)))
                    }
                }
            }
        }
        (Value::Array(expected), Value::Array(actual)) => {
            if expected.len() != actual.len() {
                let (wanted, got) = (expected.len(), actual.len());
                found.push(format!("{path} 应有 {wanted} 项，得 {got} 项"));
            }
            for (i, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                compare(&format!("{path}[{i}]"), expected, actual, found);
            }
        }
        _ if same_scalar(expected, actual) => {}
        _ => {
            let (expected, actual) = (plain(expected), plain(actual));
            found.push(format!("{path} 应为 {expected}，得 {actual}"));
        }
    }
}

/// Numbers are equal by value, whether written as numbers or as decimal text.
fn same_scalar(expected: &Value, actual: &Value) -> bool {
    match (number(expected), number(actual)) {
        (Some(a), Some(b)) => a == b,
        _ => expected == actual,
    }
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => {
            let text = number.to_string();
            text.parse()
                .or_else(|_| Decimal::from_scientific(&text))
                .ok()
        }
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
