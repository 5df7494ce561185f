//! The block model of an official paper: one value for docx and pdf.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The mark in the head of every page that shows invented data.
pub const DEMO_MARK: &str = "演示数据";

/// The sentence beside every QR code.
pub const VERIFY_HINT: &str = "扫码或输入编号核验原件";

const ORDINALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四",
    "十五", "十六", "十七", "十八", "十九", "二十",
];

/// `一`, `二`: the number of the heading at `index`, from 0; beyond twenty in figures.
pub fn ordinal(index: usize) -> String {
    let written = ORDINALS.get(index).copied();
    written.map_or_else(|| (index + 1).to_string(), str::to_owned)
}

/// An official paper in the form of GB/T 9704-2012. An empty text leaves its element out, so one
/// model serves a red-head bulletin as well as a plain form or letter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// 发文机关标志, printed large and red with the red line below its number. Empty: no red head.
    pub issuer: String,
    /// 发文字号 with its full year in hexagonal brackets, `X营商办〔2026〕7号`.
    pub number: String,
    /// What stretch of time the paper speaks of, `2026年2月9日—14日`; stands below the title.
    pub period: String,
    /// 标题. A line feed in it breaks the line there.
    pub title: String,
    /// 主送机关 without its colon, `各镇街、各部门`.
    pub addressee: String,
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// 附件说明: the names of the annexes.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// 发文机关署名.
    pub signer: String,
    /// 成文日期. None leaves it out (forms, drafts).
    pub date: Option<Date>,
    /// 抄送 (and other lines of the 版记), each with its own label: `抄送:区委办公室。`
    pub record: Vec<String>,
    /// True prints [`DEMO_MARK`] in the head of every page.
    pub demo: bool,
    /// How a reader checks the paper against the journal.
    pub verify: Option<Verify>,
}

/// What the verification block at the end of a paper shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verify {
    /// Plain address behind the QR code; no secret in it.
    pub url: String,
    /// The number a reader may type instead, `ZTB-2026-07`.
    pub code: String,
    /// The journal head (封存号) that covers the paper's issue, hexadecimal, whole or shortened.
    pub head: String,
}

/// One element of the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// First level, 黑体, with its own number: `一、总体情况`.
    Heading1(String),
    /// Second level, 楷体: `(一)按时办结`.
    Heading2(String),
    /// Third level, 仿宋 with its number: `1.逾期办件`.
    Heading3(String),
    /// A paragraph, first line indented by two characters.
    Paragraph(String),
    /// Lines that stand under each other, each with its own mark (`1.` or `(1)`).
    List(Vec<String>),
    /// A table; see [`Table`].
    Table(Table),
    /// A small line below a table or figure (4号), not indented.
    Note(String),
    /// What follows starts a new page.
    PageBreak,
}

/// A table of a paper. Its head repeats on each page and rows do not break.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Line above the table; empty for none.
    #[serde(default)]
    pub caption: String,
    /// Column titles.
    pub head: Vec<String>,
    /// Rows of cells; a short row is filled with empty cells, cells beyond the head are dropped.
    pub rows: Vec<Vec<String>>,
    /// How each column stands; columns beyond the list are [`Align::Left`].
    pub align: Vec<Align>,
}

impl Table {
    /// Alignment of column `index`.
    pub fn align_of(&self, index: usize) -> Align {
        self.align.get(index).copied().unwrap_or_default()
    }

    /// Cell text at `row`, `column`; empty where the row is short.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.rows
            .get(row)
            .and_then(|r| r.get(column))
            .map_or("", String::as_str)
    }
}

/// How the cells of a column stand. Numbers stand right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Flush left.
    #[default]
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
}

/// Why a paper could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperError {
    /// A font that the paper needs is not on this machine.
    FontMissing {
        /// The family that was looked for.
        family: String,
        /// The Debian package that brings it.
        package: String,
    },
    /// The verification address is too long or empty: no QR code can hold it.
    Address(String),
    /// A writer refused; the text says which and why.
    Writer(String),
}

impl std::fmt::Display for PaperError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FontMissing { family, package } => write!(
                f,
                "这台机器上没有字体“{family}”，文件没有生成。请管理员安装字体包 {package} \
                 （Debian：apt-get install {package}）后重试。"
            ),
            Self::Address(url) => write!(
                f,
                "核验网址“{}”放不进二维码，请改用不超过 500 个字符的网址。",
                url.chars().take(60).collect::<String>()
            ),
            Self::Writer(why) => write!(f, "文件没有生成：{why}。请把这句话告诉系统管理员。"),
        }
    }
}

impl std::error::Error for PaperError {}

/// `2026年2月24日`: the date as official papers write it, Arabic digits without leading zeros
/// (GB/T 9704-2012, 7.3.5.4).
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
