//! Reading a case's input: every missing or wrong field is a refusal with a code.

use crate::calendar::MissingYear;
use crate::matter::clock::ClockRefusal;
use crate::rules::{LengthUnit, RuleError};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// A refusal: a stable code and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: String,
    /// The missing year, for `calendar_year_missing`.
    pub year: Option<i16>,
}

impl Refused {
    /// A refusal with this code and sentence.
    pub fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            year: None,
        }
    }

    pub(super) fn bad_input(sentence: impl Into<String>) -> Self {
        Self::new("bad_input", sentence)
    }

    /// The JSON form: `error`, `message`, and `year` where one is missing.
    pub fn json(&self) -> Value {
        let mut object = serde_json::json!({"error": self.code, "message": self.sentence});
        if let Some(year) = self.year {
            object["year"] = year.into();
        }
        object
    }
}

impl From<MissingYear> for Refused {
    fn from(missing: MissingYear) -> Self {
        Self {
            year: Some(missing.year),
            ..Self::new("calendar_year_missing", missing.to_string())
        }
    }
}

impl From<ClockRefusal> for Refused {
    fn from(refusal: ClockRefusal) -> Self {
        Self::new(refusal.code(), refusal.to_string())
    }
}

impl From<RuleError> for Refused {
    fn from(error: RuleError) -> Self {
        match error {
            RuleError::Unknown { id, nearest } => {
                let nearest: Vec<_> = nearest.iter().map(ToString::to_string).collect();
                let hint = if nearest.is_empty() {
                    String::new()
                } else {
                    format!(",是不是{}", nearest.join("、"))
                };
                let sentence = format!("没有规则“{id}”{hint}:请用 rules show 查看全部规则");
                Self::new("unknown_rule", sentence)
            }
            RuleError::NoValue { id, on } => {
                let sentence =
                    format!("规则“{id}”在{on}没有生效的版本:请换日期,或补录该日有效的规定");
                Self::new("no_value", sentence)
            }
            RuleError::WrongKind { id, wanted } => {
                let sentence = format!("规则“{id}”不是{wanted}:请换一条规则");
                Self::new("wrong_kind", sentence)
            }
        }
    }
}

/// The fields of a case's input.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a>(&'a Map<String, Value>);

impl<'a> Input<'a> {
    /// From a JSON object.
    ///
    /// # Errors
    /// `bad_input` when it is none.
    pub fn new(value: &'a Value) -> Result<Self, Refused> {
        (value.as_object().map(Self)).ok_or_else(|| Refused::bad_input("input 应为一个对象 { … }"))
    }

    /// The field, unless it is absent or null.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    pub(super) fn need(&self, key: &str) -> Result<&'a Value, Refused> {
        self.get(key)
            .ok_or_else(|| Refused::bad_input(format!("input 缺“{key}”:请补上")))
    }

    pub(super) fn text(&self, key: &str) -> Result<&'a str, Refused> {
        let value = self.need(key)?;
        (value.as_str()).ok_or_else(|| wrong(key, value, "文字"))
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, Refused> {
        (self.get(key))
            .map(|value| {
                value
                    .as_bool()
                    .ok_or_else(|| wrong(key, value, "true 或 false"))
            })
            .transpose()
    }

    pub(super) fn date(&self, key: &str) -> Result<Date, Refused> {
        date(key, self.need(key)?)
    }

    /// A count of things: not negative, as number or text.
    pub(super) fn whole(&self, key: &str) -> Result<u64, Refused> {
        whole(key, self.need(key)?)
    }

    pub(super) fn length(&self, key: &str) -> Result<u32, Refused> {
        let whole = self.whole(key)?;
        u32::try_from(whole).map_err(|_| wrong(key, &whole.into(), "合理的期限长度"))
    }

    pub(super) fn object(&self, key: &str) -> Result<&'a Map<String, Value>, Refused> {
        let value = self.need(key)?;
        (value.as_object()).ok_or_else(|| wrong(key, value, "对象 { … }"))
    }

    pub(super) fn unit(&self, key: &str) -> Result<LengthUnit, Refused> {
        let value = self.need(key)?;
        serde_json::from_value(value.clone())
            .map_err(|_| wrong(key, value, "working_days、days、months 之一"))
    }
}

pub(super) fn wrong(key: &str, value: &Value, wanted: &str) -> Refused {
    Refused::bad_input(format!("“{key}”是 {value},应为{wanted}:请更正"))
}

/// A date, written exactly as `2025-09-26`.
pub(super) fn date(key: &str, value: &Value) -> Result<Date, Refused> {
    let read = value.as_str().and_then(|text| {
        let date: Date = text.parse().ok()?;
        (date.to_string() == text).then_some(date)
    });
    read.ok_or_else(|| {
        let sentence = format!("“{key}”是 {value},不是有效日期:请写成 2025-09-26 的样子");
        Refused::new("bad_date", sentence)
    })
}

pub(super) fn whole(key: &str, value: &Value) -> Result<u64, Refused> {
    let read = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64(),
    };
    read.ok_or_else(|| wrong(key, value, "不小于0的整数"))
}

pub(super) fn decimal(key: &str, value: &Value) -> Result<Decimal, Refused> {
    let read = match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| wrong(key, value, "十进制数,如 \"92.5\""))
}
