//! Shared fields: what a fact is called, how it is typed, and why it is asked.

use crate::district::FieldCode;

/// How an answer is typed and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldType {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// One of the choices.
    Choice,
    /// Several of the choices.
    Choices,
    /// 是 or 否.
    YesNo,
    /// An amount in yuan, at most two decimals.
    Money,
    /// A whole number.
    Number,
    /// A day.
    Date,
    /// A telephone, mobile or fixed.
    Phone,
    /// 统一社会信用代码.
    Uscc,
    /// 公民身份号码.
    CitizenId,
    /// 公民身份号码 of a person or 统一社会信用代码 of an organisation.
    Identity,
    /// A list of persons or organisations, one a row, with columns.
    People,
}

/// 是, the first choice of [`FieldType::YesNo`].
pub const YES: &str = "是";
/// 否, the second one.
pub const NO: &str = "否";

impl FieldType {
    /// All types.
    pub const ALL: [Self; 13] = [
        Self::Text,
        Self::LongText,
        Self::Choice,
        Self::Choices,
        Self::YesNo,
        Self::Money,
        Self::Number,
        Self::Date,
        Self::Phone,
        Self::Uscc,
        Self::CitizenId,
        Self::Identity,
        Self::People,
    ];

    /// The code in the pack and in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::YesNo => "yes_no",
            Self::Money => "money",
            Self::Number => "number",
            Self::Date => "date",
            Self::Phone => "phone",
            Self::Uscc => "uscc",
            Self::CitizenId => "citizen_id",
            Self::Identity => "identity",
            Self::People => "people",
        }
    }

    /// The word for a person who writes or reads the pack.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "一行文字",
            Self::LongText => "多行文字",
            Self::Choice => "单选",
            Self::Choices => "多选",
            Self::YesNo => "是或否",
            Self::Money => "金额",
            Self::Number => "整数",
            Self::Date => "日期",
            Self::Phone => "电话",
            Self::Uscc => "统一社会信用代码",
            Self::CitizenId => "身份证号码",
            Self::Identity => "身份证号码或统一社会信用代码",
            Self::People => "人员名单",
        }
    }

    /// The type of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.code() == code)
    }

    /// Whether the answer is chosen, so that conditions can stand on it.
    pub fn is_choice(self) -> bool {
        matches!(self, Self::Choice | Self::Choices | Self::YesNo)
    }

    /// Whether [`Bounds`] mean something: characters, rows or the value itself.
    pub fn has_bounds(self) -> bool {
        matches!(
            self,
            Self::Text | Self::LongText | Self::Money | Self::Number | Self::People
        )
    }
}

/// Smallest and largest: characters of a text, rows of a list, the value of a number (yuan for
/// money).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
}

impl Bounds {
    /// What satisfies both; may be empty, see [`Bounds::is_empty`].
    pub fn both(self, other: Self) -> Self {
        Self {
            min: self.min.max(other.min),
            max: match (self.max, other.max) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (one, None) | (None, one) => one,
            },
        }
    }

    /// Whether nothing satisfies them.
    pub fn is_empty(self) -> bool {
        matches!((self.min, self.max), (Some(min), Some(max)) if min > max)
    }

    /// Whether everything within `self` is within `other`, too.
    pub fn within(self, other: Self) -> bool {
        other.min.is_none_or(|min| self.min >= Some(min))
            && other
                .max
                .is_none_or(|max| self.max.is_some_and(|own| own <= max))
    }
}

/// A column of a [`FieldType::People`] list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Code, unique within the list.
    pub code: String,
    /// Its head.
    pub label: String,
    /// Any type but a list.
    pub kind: FieldType,
    /// Whether every row needs it.
    pub required: bool,
    /// What there is to choose; empty when it is typed.
    pub choices: Vec<String>,
}

/// One fact that forms ask, shared by all items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its code.
    pub code: FieldCode,
    /// The group of the form that it stands in.
    pub group: String,
    /// The question, as short as it can be.
    pub label: String,
    /// An example or where to find it; may be empty.
    pub hint: String,
    /// How it is typed.
    pub kind: FieldType,
    /// Its bounds.
    pub bounds: Bounds,
    /// What there is to choose; empty when it is typed.
    pub choices: Vec<String>,
    /// The columns of a list; empty otherwise.
    pub columns: Vec<Column>,
    /// Why it is asked, when an item does not say it better.
    pub why: String,
    /// Personal information: never in logs, masked where it need not be read.
    pub personal: bool,
}

/// A small group of fields that belong together; pages of the form are made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldGroup {
    /// Its id in the pack.
    pub id: String,
    /// The head of its page.
    pub title: String,
}
