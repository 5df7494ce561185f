//! Looking a value up on a day. Before the first version and after the last there is no value:
//! that is an error naming rule and day, never a zero.

use super::{Parameter, RuleError, RuleFault, Source, TimeLimit, Value, Version};
use crate::district::RuleId;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// All parameters of a district, by id.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    parameters: BTreeMap<RuleId, Parameter>,
}

/// Why a set of parameters is refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesError {
    /// Two parameters have the same id.
    Twice(RuleId),
    /// A parameter's versions contradict each other; the first contradiction.
    Unsound {
        /// Which rule.
        id: RuleId,
        /// What is wrong.
        fault: RuleFault,
    },
}

impl Rules {
    /// Takes the parameters, refusing a repeated id or contradicting versions (see
    /// [`Parameter::faults`]).
    pub fn new(parameters: Vec<Parameter>) -> Result<Self, RulesError> {
        let mut all = BTreeMap::new();
        for parameter in parameters {
            if let Some(fault) = parameter.faults().into_iter().next() {
                let id = parameter.id;
                return Err(RulesError::Unsound { id, fault });
            }
            match all.entry(parameter.id.clone()) {
                Entry::Vacant(place) => place.insert(parameter),
                Entry::Occupied(_) => return Err(RulesError::Twice(parameter.id)),
            };
        }
        Ok(Self { parameters: all })
    }

    /// All parameters, by id.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Parameter> {
        self.parameters.values()
    }

    /// The parameter with its history.
    pub fn get(&self, id: &RuleId) -> Result<&Parameter, RuleError> {
        self.parameters.get(id).ok_or_else(|| RuleError::Unknown {
            id: id.clone(),
            nearest: self.nearest(id),
        })
    }

    /// The version in force on a day. Which day that is, the caller decides: normally the day the
    /// step was triggered (rules.md C9).
    pub fn version(&self, id: &RuleId, on: Date) -> Result<&Version, RuleError> {
        let versions = &self.get(id)?.versions;
        versions
            .iter()
            .rev()
            .find(|v| v.from <= on && v.until.is_none_or(|until| on <= until))
            .ok_or_else(|| RuleError::NoValue { id: id.clone(), on })
    }

    /// The time limit in force on a day.
    pub fn limit(&self, id: &RuleId, on: Date) -> Result<(&TimeLimit, &Source), RuleError> {
        match self.version(id, on)? {
            Version {
                value: Value::Limit(limit),
                source,
                ..
            } => Ok((limit, source)),
            _ => Err(wrong_kind(id, "时限")),
        }
    }

    /// The whole number in force on a day.
    pub fn number(&self, id: &RuleId, on: Date) -> Result<(i64, &Source), RuleError> {
        match self.version(id, on)? {
            Version {
                value: Value::Number(number),
                source,
                ..
            } => Ok((*number, source)),
            _ => Err(wrong_kind(id, "整数")),
        }
    }

    /// The exact decimal in force on a day; a whole number counts as one.
    pub fn decimal(&self, id: &RuleId, on: Date) -> Result<(Decimal, &Source), RuleError> {
        let version = self.version(id, on)?;
        match &version.value {
            Value::Decimal(decimal) => Ok((*decimal, &version.source)),
            Value::Number(number) => Ok((Decimal::from(*number), &version.source)),
            _ => Err(wrong_kind(id, "小数")),
        }
    }

    /// The text in force on a day.
    pub fn text(&self, id: &RuleId, on: Date) -> Result<(&str, &Source), RuleError> {
        match self.version(id, on)? {
            Version {
                value: Value::Text(text),
                source,
                ..
            } => Ok((text, source)),
            _ => Err(wrong_kind(id, "文字")),
        }
    }

    fn nearest(&self, id: &RuleId) -> Vec<RuleId> {
        crate::nearest::nearest(id.as_str(), self.parameters.keys().map(RuleId::as_str))
            .into_iter()
            .map(RuleId::from)
            .collect()
    }
}

fn wrong_kind(id: &RuleId, wanted: &'static str) -> RuleError {
    RuleError::WrongKind {
        id: id.clone(),
        wanted,
    }
}

impl RuleError {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "unknown_rule",
            Self::NoValue { .. } => "no_value",
            Self::WrongKind { .. } => "wrong_kind",
        }
    }
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown { id, nearest } if nearest.is_empty() => {
                write!(
                    f,
                    "没有编号为“{id}”的规则，请用 banjie rules show 查看全部规则。"
                )
            }
            Self::Unknown { id, nearest } => {
                let names: Vec<_> = nearest.iter().map(RuleId::as_str).collect();
                write!(
                    f,
                    "没有编号为“{id}”的规则，最接近的是：{}。",
                    names.join("、")
                )
            }
            Self::NoValue { id, on } => write!(
                f,
                "规则“{id}”在 {on} 没有有效的取值，请核对日期，或在规则文件中补上这一天适用的版本和依据。"
            ),
            Self::WrongKind { id, wanted } => write!(
                f,
                "规则“{id}”的取值不是{wanted}，请换用正确的规则编号，或改正规则文件中这条规则的取值。"
            ),
        }
    }
}

impl std::error::Error for RuleError {}

impl std::fmt::Display for RulesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Twice(id) => write!(f, "规则编号“{id}”出现了两次，请删去一条或改编号。"),
            Self::Unsound { id, fault } => {
                write!(f, "规则“{id}”：{}。{}", fault.kind, fault.kind.remedy())
            }
        }
    }
}

impl std::error::Error for RulesError {}
