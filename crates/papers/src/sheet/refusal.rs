//! Why a whole file was refused, as a sentence for the person who sent it.

use serde::{Deserialize, Serialize};

use super::{MAX_BYTES, MAX_CELLS};
use crate::zipguard::{MAX_ENTRIES, MAX_INFLATED, ZipFault};

/// Why a file could not be read as a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetError {
    /// Nothing in it.
    Empty,
    /// More bytes than [`super::MAX_BYTES`].
    TooLarge {
        /// Its size, rounded up.
        megabytes: usize,
    },
    /// `.xls` or `.et`.
    OldFormat,
    /// Protected by a password.
    Encrypted,
    /// A picture, a PDF, a web page …
    NotASheet {
        /// The file's name, fit for display.
        name: String,
        /// What it is, in Chinese.
        what: String,
    },
    /// Cut off or damaged.
    Broken,
    /// More entries than an office file has.
    TooManyEntries,
    /// Inflates to more than the limit.
    Inflated,
    /// Paths out of the archive, DTD or entities.
    Harmful,
    /// More styles, attributes or strings than any office file needs.
    Crowded,
    /// More cells than [`super::MAX_CELLS`].
    TooManyCells,
    /// More text in all than 32 MiB.
    TooMuchText,
    /// More merged ranges than can be followed.
    TooManyMerged,
    /// More rows than the template allows.
    TooManyRows {
        /// The limit.
        most: u32,
    },
    /// No row holds the titles.
    NoHead {
        /// The titles that were looked for.
        wanted: Vec<String>,
    },
    /// The head lacks required columns.
    MissingColumns {
        /// Their titles.
        missing: Vec<String>,
        /// The row taken for the head.
        row: u32,
    },
    /// A head and no rows.
    NoRows,
    /// Neither UTF-8 nor GB18030.
    Encoding,
}

impl std::fmt::Display for SheetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => write!(f, "文件是空的（0 字节）。请重新选择填好的表再上传。"),
            Self::TooLarge { megabytes } => write!(
                f,
                "文件有 {megabytes} MB，超过 {} MB 的上限。请删去图片和多余的表，或分成几份上传。",
                MAX_BYTES >> 20
            ),
            Self::OldFormat => write!(
                f,
                "这是旧格式的表（.xls 或 .et）。请用 Excel 或 WPS 打开，选“另存为”，类型选 .xlsx，再上传。"
            ),
            Self::Encrypted => write!(
                f,
                "文件加了密码，打不开。请在 Excel 或 WPS 里取消密码，保存后再上传。"
            ),
            Self::NotASheet { name, what } => write!(
                f,
                "“{name}”是{what}，不是表格。请上传 .xlsx 或 .csv；可以先下载模板，把内容填进“填写”表。"
            ),
            Self::Broken => write!(
                f,
                "文件不完整或已损坏，读不出来。请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再上传。"
            ),
            Self::TooManyEntries => write!(
                f,
                "文件里的附件超过 {MAX_ENTRIES} 个，不像普通表格。请把内容复制到模板里再上传。"
            ),
            Self::Inflated => write!(
                f,
                "文件解开后超过 {} MB，没有读取。请删去图片、多余的表和空行的格式，或把内容复制到模板里再上传。",
                MAX_INFLATED >> 20
            ),
            Self::Harmful => write!(
                f,
                "文件里有不该出现在表格里的内容（外部引用），没有读取。请把内容复制到新下载的模板里再上传。"
            ),
            Self::Crowded => write!(
                f,
                "文件里的样式或附加内容过多，没有读取。请把内容以“只粘贴数值”复制到模板里再上传。"
            ),
            Self::TooManyCells => write!(
                f,
                "表里超过 {MAX_CELLS} 个单元格，没有读取。请删去多余的行和列（包括只有格式的空行），或分成几份上传。"
            ),
            Self::TooMuchText => write!(f, "表里的文字合计超过 32 MB，没有读取。请分成几份上传。"),
            Self::TooManyMerged => write!(
                f,
                "表里合并的单元格太多，没有读取。请取消合并，把内容填进每一行，再上传。"
            ),
            Self::TooManyRows { most } => {
                write!(
                    f,
                    "表里超过 {most} 行。请分成几份，每份不超过 {most} 行，再上传。"
                )
            }
            Self::NoHead { wanted } => write!(
                f,
                "没有找到表头。表头要在前 30 行里，写有：{}。请下载模板，照表头填写。",
                wanted.join("、")
            ),
            Self::MissingColumns { missing, row } => write!(
                f,
                "第{row}行的表头缺少：{}。请补上这{}列（列名照模板写），再上传。",
                missing.join("、"),
                missing.len()
            ),
            Self::NoRows => write!(f, "表头下面没有内容。请从示例行的下一行开始填写，再上传。"),
            Self::Encoding => write!(
                f,
                "文件的文字编码认不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 或“CSV UTF-8”，再上传。"
            ),
        }
    }
}

impl std::error::Error for SheetError {}

impl From<ZipFault> for SheetError {
    fn from(fault: ZipFault) -> Self {
        match fault {
            ZipFault::Broken => Self::Broken,
            ZipFault::Encrypted => Self::Encrypted,
            ZipFault::Entries => Self::TooManyEntries,
            ZipFault::Inflated => Self::Inflated,
            ZipFault::Name | ZipFault::Entities => Self::Harmful,
            ZipFault::Crowded => Self::Crowded,
        }
    }
}
