//! Reading a case's input: every missing or wrong field is a refusal with a code.

use crate::arrears::{InterestRefusal, TermRefusal};
use crate::calendar::MissingYear;
use crate::credit::CreditRefusal;
use crate::matter::clock::ClockRefusal;
use crate::money::{Money, MoneyError, Rate};
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
    /// Further facts for the JSON form: rule and date that have no value, the nearest ids, and
    /// `null` for each result that does not exist.
    pub facts: Map<String, Value>,
}

impl Refused {
    /// A refusal with this code and sentence.
    pub fn new(code: &'static str, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            year: None,
            facts: Map::new(),
        }
    }

    /// The same refusal with one more fact.
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.facts.insert(key.to_owned(), value.into());
        self
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
        for (key, value) in &self.facts {
            object[key] = value.clone();
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
        let refused = Self::new(error.code(), error.to_string());
        match error {
            RuleError::Unknown { id, nearest } => {
                let nearest: Vec<Value> = nearest.iter().map(|id| id.as_str().into()).collect();
                refused.with("rule", id.as_str()).with("nearest", nearest)
            }
            RuleError::NoValue { id, on } => {
                refused.with("rule", id.as_str()).with("on", on.to_string())
            }
            RuleError::WrongKind { id, .. } => refused.with("rule", id.as_str()),
        }
    }
}

impl From<TermRefusal> for Refused {
    fn from(refusal: TermRefusal) -> Self {
        let sentence = refusal.to_string();
        match refusal {
            // There is no statutory due date: that is the answer, and a refusal to guess one.
            TermRefusal::NoStatutoryTerm { rule, on } => Self::new("no_value", sentence)
                .with("rule", rule.as_str())
                .with("on", on.to_string())
                .with("term_days", Value::Null)
                .with("nominal", Value::Null)
                .with("due", Value::Null),
            TermRefusal::NoStart => Self::bad_input(sentence),
            TermRefusal::Rule(error) => error.into(),
            TermRefusal::Calendar(missing) => missing.into(),
        }
    }
}

impl From<InterestRefusal> for Refused {
    fn from(refusal: InterestRefusal) -> Self {
        match refusal {
            InterestRefusal::Rule(error) => error.into(),
            refusal => Self::new(refusal.code(), refusal.to_string()),
        }
    }
}

impl From<CreditRefusal> for Refused {
    fn from(refusal: CreditRefusal) -> Self {
        match refusal {
            CreditRefusal::Rule(error) => error.into(),
            CreditRefusal::Calendar(missing) => missing.into(),
            refusal => Self::new(refusal.code(), refusal.to_string()),
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
            .ok_or_else(|| Refused::bad_input(format!("input 缺“{key}”：请补上")))
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

    /// A date that may be absent.
    pub(super) fn optional_date(&self, key: &str) -> Result<Option<Date>, Refused> {
        self.get(key).map(|value| date(key, value)).transpose()
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
    Refused::bad_input(format!("“{key}”是 {value}，应为{wanted}：请更正"))
}

/// A date, written exactly as `2025-09-26`; `key` names the field in the refusal.
///
/// # Errors
/// `bad_date`: not written so, or no such day.
pub fn date(key: &str, value: &Value) -> Result<Date, Refused> {
    let read = value.as_str().and_then(|text| {
        let date: Date = text.parse().ok()?;
        (date.to_string() == text).then_some(date)
    });
    read.ok_or_else(|| {
        let sentence = format!("“{key}”是 {value}，不是有效日期：请写成 2025-09-26 的样子");
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
    read.ok_or_else(|| wrong(key, value, "十进制数，如 \"92.5\""))
}

fn money_text(key: &str, value: &Value) -> Result<String, Refused> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(Refused::new(
            MoneyError::NotANumber(other.to_string()).code(),
            format!("“{key}”是 {other}，不是数：请写成 \"236800.00\" 的样子。"),
        )),
    }
}

/// An amount in yuan.
pub(super) fn money(key: &str, value: &Value) -> Result<Money, Refused> {
    let text = money_text(key, value)?;
    Money::parse(&text).map_err(|e| Refused::new(e.code(), e.about(key)))
}

/// A rate in percent.
pub(super) fn rate(key: &str, value: &Value) -> Result<Rate, Refused> {
    let text = money_text(key, value)?;
    Rate::parse(&text).map_err(|e| Refused::new(e.code(), e.about(key)))
}
