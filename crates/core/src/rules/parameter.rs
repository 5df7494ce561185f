//! One parameter: id, unit, versions by effective date, source, confidence, last review.

use crate::district::RuleId;
use jiff::civil::Date;

/// How a length is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthUnit {
    /// 工作日 (rules.md C1).
    WorkingDays,
    /// 自然日 (C2).
    Days,
    /// 月 (C3).
    Months,
}

impl LengthUnit {
    /// The word after the number: `个工作日`, `日`, `个月`.
    pub fn word(self) -> &'static str {
        match self {
            Self::WorkingDays => "个工作日",
            Self::Days => "个自然日",
            Self::Months => "个月",
        }
    }
}

/// How sure we are of a value; shown to the reader (`口径待确认` for `Unsure`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the legal text.
    Confirmed,
    /// General knowledge, not read in a stored text.
    Known,
    /// Conflicting, partly seen, or a convention of ours.
    Unsure,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// Document title.
    pub document: String,
    /// Document number, e.g. `国务院令第802号`; empty when it has none.
    #[serde(default)]
    pub number: String,
    /// Article, e.g. `第二十五条`; empty when the whole document speaks.
    #[serde(default)]
    pub article: String,
    /// How sure we are.
    pub confidence: Confidence,
}

/// A time limit in force from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// Counting unit.
    pub unit: LengthUnit,
    /// Length.
    pub length: u32,
    /// Longest total when extended (C4: counted from the original trigger); `None`: may not be extended.
    pub extended: Option<u32>,
    /// Reasons for which the clock may pause, as shown to the clerk; empty: never pauses.
    pub pauses: Vec<String>,
    /// Whether a natural-day end on a rest day rolls on to the next working day (C2, C3).
    pub roll: bool,
}

/// What a parameter can hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A time limit.
    Limit(TimeLimit),
    /// A whole number, e.g. a minimum case count.
    Number(i64),
    /// An exact decimal, e.g. a rate in percent.
    Decimal(rust_decimal::Decimal),
    /// A fixed day of every year, e.g. 31 March; not rolled (C11).
    EveryYear {
        /// Month, 1–12.
        month: i8,
        /// Day of the month.
        day: i8,
    },
    /// A text.
    Text(String),
}

impl Value {
    /// The value in words: `20个工作日，经批准延长后共30个工作日`, `0.05`, `每年3月31日`.
    pub fn words(&self) -> String {
        match self {
            Self::Limit(limit) => {
                let word = limit.unit.word();
                let mut words = format!("{}{word}", limit.length);
                if let Some(total) = limit.extended {
                    words.push_str(&format!("，延长后共{total}{word}"));
                }
                if !limit.pauses.is_empty() {
                    words.push_str(&format!("，不计入：{}", limit.pauses.join("、")));
                }
                if limit.unit != LengthUnit::WorkingDays && !limit.roll {
                    words.push_str("，到期不顺延");
                }
                words
            }
            Self::Number(number) => number.to_string(),
            Self::Decimal(decimal) => decimal.to_string(),
            Self::EveryYear { month, day } => format!("每年{month}月{day}日"),
            Self::Text(text) => text.clone(),
        }
    }
}

impl Source {
    /// On one line, with the mark of an unsure fact:
    /// `《……》（国务院令第802号）第二十五条（口径待确认）`.
    pub fn words(&self) -> String {
        format!("{}{}", self.named(), self.confidence.mark())
    }

    /// On one line, without the mark: `《……》（国务院令第802号）第二十五条`.
    pub fn named(&self) -> String {
        let mut words = self.document.clone();
        if !self.number.is_empty() {
            words.push_str(&format!("（{}）", self.number));
        }
        words.push_str(&self.article);
        words
    }
}

impl Confidence {
    /// All, from sure to unsure.
    pub const ALL: [Confidence; 3] = [Confidence::Confirmed, Confidence::Known, Confidence::Unsure];

    /// The code in the pack and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Known => "known",
            Self::Unsure => "unsure",
        }
    }

    /// The word in a table: `已核对原文`, `通行做法`, `口径待确认`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "已核对原文",
            Self::Known => "通行做法",
            Self::Unsure => "口径待确认",
        }
    }

    /// What the reader sees behind the value: `（口径待确认）`, or nothing.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Unsure => "（口径待确认）",
            Self::Confirmed | Self::Known => "",
        }
    }
}

/// One version of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// First day in force.
    pub from: Date,
    /// Last day in force; `None`: no later version known.
    pub until: Option<Date>,
    /// The value.
    pub value: Value,
    /// Its source.
    pub source: Source,
}

/// A parameter with its history, oldest version first.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// `<capability>.<step>`.
    pub id: RuleId,
    /// What it says, in Chinese, for the screen.
    pub title: String,
    /// Versions, oldest first, not overlapping.
    pub versions: Vec<Version>,
    /// When somebody last compared it with the text in force.
    pub reviewed: Date,
    /// A district may override the value (local conventions only, never a statutory limit).
    pub local: bool,
    /// The time belongs to a party (to apply, object, sue), not to an authority: a district may
    /// not even shorten it.
    pub party: bool,
}

/// Why a lookup gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleError {
    /// No parameter has this id; the nearest ids are suggested.
    Unknown {
        /// What was asked.
        id: RuleId,
        /// Nearest known ids, best first.
        nearest: Vec<RuleId>,
    },
    /// The parameter has no value on that day.
    NoValue {
        /// Which rule.
        id: RuleId,
        /// Which day.
        on: Date,
    },
    /// The parameter is not a time limit (or not a number …).
    WrongKind {
        /// Which rule.
        id: RuleId,
        /// What was wanted, in Chinese.
        wanted: &'static str,
    },
}
