//! What can go wrong between a command and the disk.

use crate::db::DbError;
use banjie_core::assessment::rulebook::NoRulebook;
use banjie_core::matter::{MatterNo, Refusal};
use std::fmt;

/// A refusal of the rules, or a failure of the store. `Display` is a sentence for people.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreError {
    /// The rules say no.
    Refused(Refusal),
    /// No matter has this number, or it is not to be seen.
    NoMatter(MatterNo),
    /// The district has not been created in this database.
    NoDistrict,
    /// Demo data and a real district do not share a database.
    DemoAndReal,
    /// All numbers of a year are given out.
    NumbersUsedUp(i16),
    /// This row of this file was imported before.
    ImportedBefore,
    /// A name or user that must be unique is taken.
    Taken(String),
    /// While figures were computed, the log went on, so they are figures of no one moment.
    Overtaken,
    /// No version of the assessment method is in force in a month.
    NoRulebook(NoRulebook),
    /// A text in the journal or a derived table cannot be read: the check names the place.
    Damaged(String),
    /// The attachment store fails.
    Files(String),
    /// The database fails.
    Db(DbError),
}

impl StoreError {
    pub(crate) fn damaged(what: impl fmt::Display) -> Self {
        Self::Damaged(what.to_string())
    }
}

impl From<DbError> for StoreError {
    fn from(e: DbError) -> Self {
        Self::Db(e)
    }
}

impl From<NoRulebook> for StoreError {
    fn from(e: NoRulebook) -> Self {
        Self::NoRulebook(e)
    }
}

impl From<Refusal> for StoreError {
    fn from(e: Refusal) -> Self {
        Self::Refused(e)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(e) => e.fmt(f),
            Self::NoMatter(no) => write!(f, "没有找到编号 {no} 的办件，请对照回执再填一次"),
            Self::NoDistrict => f.write_str("数据库里还没有这个区，请先运行 banjie init"),
            Self::DemoAndReal => f.write_str(
                "这个数据库里是另一种数据：演示数据和正式数据不能放在一起，请换一个目录",
            ),
            Self::NumbersUsedUp(year) => write!(f, "{year} 年的编号已经用完"),
            Self::ImportedBefore => f.write_str("这一行以前导入过，没有重复登记"),
            Self::Taken(name) => write!(f, "“{name}”已经有人用了，请换一个"),
            Self::Overtaken => {
                f.write_str("算数的时候一直有办件在变动，数没有存，请过一会儿再试一次")
            }
            Self::NoRulebook(none) => none.fmt(f),
            Self::Damaged(what) => {
                write!(
                    f,
                    "数据读不懂（{what}），请运行 banjie journal check 查明位置"
                )
            }
            Self::Files(what) => write!(f, "材料没有存上（{what}），请稍后再传"),
            Self::Db(e) => e.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}
