//! A row as the engine holds it: its values one after the other, borrowed. For lists, where a copy
//! of every text of every row would cost more than finding them.

use super::DbError;
use super::value::{Row, Value};
use rusqlite::types::ValueRef;

/// The values of a row in the order of the statement's columns.
pub(crate) struct Cells<'a> {
    source: Source<'a>,
    at: usize,
}

enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Kept(&'a Row),
}

enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Other,
}

impl<'a> Cells<'a> {
    pub(super) fn sqlite(row: &'a rusqlite::Row<'a>) -> Self {
        Self {
            source: Source::Sqlite(row),
            at: 0,
        }
    }

    /// Of a row already read, from a position on.
    pub(crate) fn of(row: &'a Row, first: usize) -> Self {
        Self {
            source: Source::Kept(row),
            at: first,
        }
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Result<&'a str, DbError> {
        match self.take()? {
            Cell::Text(text) => Ok(text),
            _ => Err(self.wrong("应为文本".to_owned())),
        }
    }

    /// A text or null.
    pub(crate) fn opt_text(&mut self) -> Result<Option<&'a str>, DbError> {
        match self.take()? {
            Cell::Text(text) => Ok(Some(text)),
            Cell::Null => Ok(None),
            _ => Err(self.wrong("应为文本".to_owned())),
        }
    }

    /// An integer.
    pub(crate) fn int(&mut self) -> Result<i64, DbError> {
        match self.take()? {
            Cell::Int(value) => Ok(value),
            _ => Err(self.wrong("应为整数".to_owned())),
        }
    }

    /// An integer or null.
    pub(crate) fn opt_int(&mut self) -> Result<Option<i64>, DbError> {
        match self.take()? {
            Cell::Int(value) => Ok(Some(value)),
            Cell::Null => Ok(None),
            _ => Err(self.wrong("应为整数".to_owned())),
        }
    }

    /// A text that reads as something, e.g. a day.
    pub(crate) fn parsed<T>(&mut self) -> Result<T, DbError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let text = self.text()?;
        text.parse()
            .map_err(|e| self.wrong(format!("“{text}”：{e}")))
    }

    /// Such a text or null.
    pub(crate) fn opt_parsed<T>(&mut self) -> Result<Option<T>, DbError>
    where
        T: std::str::FromStr<Err: std::fmt::Display>,
    {
        let text = self.opt_text()?;
        text.map(|text| {
            text.parse()
                .map_err(|e| self.wrong(format!("“{text}”：{e}")))
        })
        .transpose()
    }

    fn take(&mut self) -> Result<Cell<'a>, DbError> {
        let at = self.at;
        self.at += 1;
        match self.source {
            Source::Sqlite(row) => match row.get_ref(at) {
                Ok(ValueRef::Null) => Ok(Cell::Null),
                Ok(ValueRef::Integer(value)) => Ok(Cell::Int(value)),
                Ok(ValueRef::Text(bytes)) => std::str::from_utf8(bytes)
                    .map(Cell::Text)
                    .map_err(|e| self.wrong(e.to_string())),
                Ok(_) => Ok(Cell::Other),
                Err(e) => Err(self.wrong(e.to_string())),
            },
            Source::Kept(row) => Ok(match row.values().get(at) {
                Some(Value::Null) => Cell::Null,
                Some(Value::Int(value)) => Cell::Int(*value),
                Some(Value::Text(text)) => Cell::Text(text),
                Some(Value::Bytes(_)) | None => Cell::Other,
            }),
        }
    }

    /// About the value taken last.
    fn wrong(&self, reason: String) -> DbError {
        DbError::Column {
            column: format!("#{}", self.at),
            reason,
        }
    }
}
