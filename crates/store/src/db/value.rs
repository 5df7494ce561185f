//! Values that both engines keep alike, and rows of them.
//!
//! Only four kinds exist: money is fen and scores are hundredths as integers, moments are
//! milliseconds, dates are `YYYY-MM-DD` text, JSON is text. So no engine rounds or converts.

use super::DbError;
use std::sync::Arc;

/// One value of a column or a parameter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// SQL `null`.
    Null,
    /// `bigint`; truth is 1 or 0.
    Int(i64),
    /// `text`, UTF-8 without the NUL character.
    Text(String),
    /// `bytea`.
    Bytes(Vec<u8>),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "空值",
            Self::Int(_) => "整数",
            Self::Text(_) => "文本",
            Self::Bytes(_) => "字节",
        }
    }
}

macro_rules! from {
    ($($source:ty => |$value:ident| $to:expr;)*) => {
        $(impl From<$source> for Value {
            fn from($value: $source) -> Self {
                $to
            }
        })*
    };
}

from! {
    i64 => |value| Self::Int(value);
    i32 => |value| Self::Int(value.into());
    u32 => |value| Self::Int(value.into());
    u16 => |value| Self::Int(value.into());
    u8 => |value| Self::Int(value.into());
    bool => |value| Self::Int(value.into());
    String => |value| Self::Text(value);
    &String => |value| Self::Text(value.clone());
    &str => |value| Self::Text(value.to_owned());
    Vec<u8> => |value| Self::Bytes(value);
    &[u8] => |value| Self::Bytes(value.to_vec());
    &Vec<u8> => |value| Self::Bytes(value.clone());
    &Value => |value| value.clone();
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(value: &[u8; N]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The parameters of a statement as an array, `$1` first: `&params![no, at.ms(), note]`. Takes
/// whatever converts into a [`Value`](crate::db::Value).
#[macro_export]
macro_rules! params {
    ($($value:expr),+ $(,)?) => {
        [$($crate::db::Value::from($value)),+]
    };
}

/// One row of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    names: Arc<[String]>,
    values: Vec<Value>,
}

/// A column, by name or by position from 0.
pub trait Column {
    /// The column's position, if the row has it.
    fn position(&self, names: &[String]) -> Option<usize>;
    /// The column as written in error messages.
    fn label(&self) -> String;
}

impl Column for &str {
    fn position(&self, names: &[String]) -> Option<usize> {
        names.iter().position(|name| name == self)
    }
    fn label(&self) -> String {
        (*self).to_owned()
    }
}

impl Column for usize {
    fn position(&self, names: &[String]) -> Option<usize> {
        (*self < names.len()).then_some(*self)
    }
    fn label(&self) -> String {
        format!("#{self}")
    }
}

/// A pair of getters: the value itself, and the same where null is allowed.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident, $opt:ident: $variant:ident($inner:ident) => $to:expr, $type:ty, $word:literal;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// [`DbError::Column`] when the column is absent, null or of another kind.
            pub fn $name(&self, column: impl Column) -> Result<$type, DbError> {
                match self.value(&column)? {
                    Value::$variant($inner) => Ok($to),
                    other => Err(wrong(&column, $word, other)),
                }
            }

            #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), `None` for null.")]
            ///
            /// # Errors
            /// [`DbError::Column`] when the column is absent or of another kind.
            pub fn $opt(&self, column: impl Column) -> Result<Option<$type>, DbError> {
                match self.value(&column)? {
                    Value::Null => Ok(None),
                    Value::$variant($inner) => Ok(Some($to)),
                    other => Err(wrong(&column, $word, other)),
                }
            }
        )*
    };
}

impl Row {
    pub(super) fn new(names: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { names, values }
    }

    getters! {
        /// An integer.
        int, opt_int: Int(value) => *value, i64, "整数";
        /// A truth value kept as 1 or 0 (anything but 0 is true).
        flag, opt_flag: Int(value) => *value != 0, bool, "整数";
        /// A text, borrowed from the row.
        text, opt_text: Text(value) => value.as_str(), &str, "文本";
        /// A text of its own.
        string, opt_string: Text(value) => value.clone(), String, "文本";
        /// Bytes, borrowed from the row.
        bytes, opt_bytes: Bytes(value) => value.as_slice(), &[u8], "字节";
    }

    /// A value kept as JSON text.
    ///
    /// # Errors
    /// [`DbError::Column`] when the column is no text or the text does not read as `T`.
    pub fn json<T: serde::de::DeserializeOwned>(
        &self,
        column: impl Column + Copy,
    ) -> Result<T, DbError> {
        serde_json::from_str(self.text(column)?).map_err(|error| DbError::Column {
            column: column.label(),
            reason: format!("JSON 读不出：{error}"),
        })
    }

    /// The value as it is.
    ///
    /// # Errors
    /// [`DbError::Column`] when the column is absent.
    pub fn value(&self, column: &impl Column) -> Result<&Value, DbError> {
        column
            .position(&self.names)
            .and_then(|position| self.values.get(position))
            .ok_or_else(|| DbError::Column {
                column: column.label(),
                reason: format!("没有这一列，现有列为 {}", self.names.join("、")),
            })
    }

    /// The names of the columns, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All values, in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}

fn wrong(column: &impl Column, expected: &str, found: &Value) -> DbError {
    DbError::Column {
        column: column.label(),
        reason: format!("应为{expected}，实际为{}", found.kind()),
    }
}
