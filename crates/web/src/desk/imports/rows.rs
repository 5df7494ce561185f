//! From the rows of a sheet to matters, or to reasons: pure, shared by screen and command line.

mod applications;
mod hotline;

use banjie_core::codes::{Phone, Uscc};
use banjie_core::district::{District, UnitKind};
use banjie_core::kinds::application::NewApplication;
use banjie_core::matter::NewAppeal;
use banjie_core::pack::Pack;
use banjie_papers::sheet::{Row, Sheet, Skipped};
use banjie_papers::template::Template;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// Most rows that one file may bring.
const MOST: u32 = 2_000;

/// What can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Work orders of the 12345 hotline.
    Hotline,
    /// 一件事 that another system received on paper or in its own form.
    Applications,
}

impl ImportKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::Hotline, Self::Applications];

    /// The code on the command line, in addresses and as the source of rows already imported.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hotline => "hotline",
            Self::Applications => "applications",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hotline => "12345 热线工单",
            Self::Applications => "别的系统收的一件事申请",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The sheet to be filled in.
    pub fn template(self, pack: &Pack) -> Template {
        match self {
            Self::Hotline => hotline::template(&pack.district),
            Self::Applications => applications::template(pack),
        }
    }
}

/// A row that can be imported.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Accepted {
    /// Its number in the file.
    pub number: u32,
    /// What makes it the same row in another file: the number of the work order, or a hash of
    /// its content.
    pub key: String,
    /// The matter.
    pub new: New,
    /// Name and telephone of whoever can be asked; kept apart from the matter.
    pub contact: Option<(String, String)>,
}

/// What a row opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum New {
    /// An appeal.
    Appeal(Box<NewAppeal>),
    /// An application whose form another system keeps.
    Application(Box<NewApplication>),
}

/// What reading a row gave: the matter, and whom to ask.
type Read = (New, Option<(String, String)>);

/// A row that cannot be imported, with every reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rejected {
    /// The row as it was read.
    pub row: Row,
    /// Each a sentence that names column, value and remedy.
    pub reasons: Vec<String>,
}

/// The rows of a sheet, judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judged {
    /// Those that can be imported.
    pub accepted: Vec<Accepted>,
    /// Those that cannot.
    pub rejected: Vec<Rejected>,
    /// Example and total rows.
    pub skipped: Vec<Skipped>,
}

/// Judges every row: what the sheet's reader found, and what the rules of the kind add.
pub fn judge(kind: ImportKind, sheet: &Sheet, pack: &Pack, today: Date) -> Judged {
    let mut judged = Judged {
        accepted: Vec::new(),
        rejected: Vec::new(),
        skipped: sheet.skipped.clone(),
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in &sheet.rows {
        let mut reasons = row.problems.clone();
        let key = key(row);
        if let Some(first) = seen.get(&key) {
            let number = cell(row, NUMBER);
            let title = row_title(kind);
            reasons.push(format!(
                "{title}：“{number}”和第{first}行重复，请删去多出来的一行"
            ));
        } else {
            seen.insert(key.clone(), row.number);
        }
        let found = match kind {
            ImportKind::Hotline => Some(hotline::row(row, &pack.district, today, &mut reasons)),
            ImportKind::Applications => applications::row(row, pack, today, &mut reasons),
        };
        if let Some((new, contact)) = found.filter(|_| reasons.is_empty()) {
            judged.accepted.push(Accepted {
                number: row.number,
                key,
                new,
                contact,
            });
        } else {
            judged.rejected.push(Rejected {
                row: row.clone(),
                reasons,
            });
        }
    }
    judged
}

fn cell(row: &Row, column: usize) -> &str {
    row.cells.get(column).map_or("", |c| c.trim())
}

/// The number in the other system; where it is missing, a hash of what the row says.
fn key(row: &Row) -> String {
    match cell(row, NUMBER) {
        "" => {
            let hash = Sha256::digest(row.cells.join("\u{1f}").as_bytes());
            hash.iter().map(|b| format!("{b:02x}")).collect()
        }
        number => number.to_owned(),
    }
}

/// The column of the number in the other system, the first of every template.
const NUMBER: usize = 0;

fn row_title(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Hotline => "工单号",
        ImportKind::Applications => "外部编号",
    }
}

/// The credit code in a cell, if there is one.
fn uscc(typed: &str, reasons: &mut Vec<String>) -> Option<String> {
    if typed.is_empty() {
        return None;
    }
    match Uscc::parse(typed) {
        Ok(code) => Some(code.as_str().to_owned()),
        Err(problem) => {
            reasons.push(format!("信用代码：{}", full_width(&problem.sentence)));
            None
        }
    }
}

/// The towns and subdistricts, to choose from.
fn townships(district: &District) -> Vec<String> {
    let units = district.units.iter();
    units
        .filter(|u| u.kind == UnitKind::Township)
        .map(|u| u.id.to_string())
        .collect()
}

/// Name and telephone; a name without a telephone reaches nobody and is left out.
fn contact(
    row: &Row,
    (person, phone): (usize, usize),
    nameless: &str,
    reasons: &mut Vec<String>,
) -> Option<(String, String)> {
    let typed = cell(row, phone);
    if typed.is_empty() {
        return None;
    }
    match Phone::parse(typed) {
        Ok(phone) => {
            let name = match cell(row, person) {
                "" => nameless,
                name => name,
            };
            Some((name.to_owned(), phone.digits))
        }
        Err(problem) => {
            reasons.push(format!("电话：{}", full_width(&problem.sentence)));
            None
        }
    }
}

/// The sentences about codes use the punctuation of keyboards; on pages it is Chinese.
fn full_width(sentence: &str) -> String {
    sentence.replace(',', "，").replace(':', "：")
}
