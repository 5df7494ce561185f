//! The shape of an import: which columns a sheet has, what each may hold.

use serde::{Deserialize, Serialize};

/// An import template: written by [`crate::xlsx::template`], read back by [`crate::sheet::read`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Name of the import, `12345热线工单导入`.
    pub name: String,
    /// Further lines for the sheet 说明.
    pub notes: Vec<String>,
    /// The columns in the order in which they are written and returned.
    pub columns: Vec<Column>,
    /// Most rows that one file may bring.
    pub max_rows: u32,
}

/// One column of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Title in the head.
    pub title: String,
    /// Other titles under which the column is recognised (exports of other systems).
    pub aliases: Vec<String>,
    /// What the cells hold.
    pub kind: ColumnKind,
    /// True when a row without it is refused.
    pub required: bool,
    /// Width in half characters.
    pub width: u16,
    /// What to fill in, for the sheet 说明.
    pub help: String,
    /// Value of the example row.
    pub example: String,
}

impl Column {
    /// An optional column without aliases, help or example, 16 half characters wide.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Self {
        Self {
            title: title.into(),
            aliases: Vec::new(),
            kind,
            required: false,
            width: 16,
            help: String::new(),
            example: String::new(),
        }
    }

    /// The same column, required.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same column with another recognised title.
    pub fn alias(mut self, title: impl Into<String>) -> Self {
        self.aliases.push(title.into());
        self
    }

    /// The same column with help and example.
    pub fn help(mut self, help: impl Into<String>, example: impl Into<String>) -> Self {
        self.help = help.into();
        self.example = example.into();
        self
    }

    /// The same column, `width` half characters wide.
    pub fn width(mut self, width: u16) -> Self {
        self.width = width;
        self
    }
}

/// What the cells of a column hold and how they are tidied while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Free text; only blanks at the ends are taken off.
    Text,
    /// Codes and telephones: full width becomes half width, blanks go, letters become capitals.
    Code,
    /// A day; comes back as `2026-02-27`.
    Date,
    /// A whole number; separators go.
    Integer,
    /// A decimal number as text; separators go.
    Decimal,
    /// One of the listed values.
    Choice(Vec<String>),
}

impl ColumnKind {
    /// What the sheet 说明 says about cells of this kind.
    pub fn hint(&self) -> String {
        match self {
            Self::Text => String::new(),
            Self::Code => "文本格式。".to_owned(),
            Self::Date => "日期，如 2026-2-27。".to_owned(),
            Self::Integer => "整数。".to_owned(),
            Self::Decimal => "数字，不带单位。".to_owned(),
            Self::Choice(choices) => format!("从列表中选：{}。", choices.join("、")),
        }
    }
}
