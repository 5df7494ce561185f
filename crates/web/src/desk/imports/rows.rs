//! From the rows of a sheet to matters, or to reasons: pure, shared by screen and command line.

use banjie_core::codes::{Phone, Uscc};
use banjie_core::district::{District, TopicId, UnitId, UnitKind};
use banjie_core::matter::{Channel, Enterprise, NewAppeal};
use banjie_papers::sheet::{Row, Sheet, Skipped};
use banjie_papers::template::{Column, ColumnKind, Template};
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
}

impl ImportKind {
    /// All kinds.
    pub const ALL: [Self; 1] = [Self::Hotline];

    /// The code on the command line, in addresses and as the source of rows already imported.
    pub fn code(self) -> &'static str {
        match self {
            Self::Hotline => "hotline",
        }
    }

    /// The word on screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hotline => "12345 热线工单",
        }
    }

    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// The sheet to be filled in.
    pub fn template(self, district: &District) -> Template {
        match self {
            Self::Hotline => hotline(district),
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
    pub appeal: NewAppeal,
    /// Name and telephone of whoever can be asked; kept apart from the matter.
    pub contact: Option<(String, String)>,
}

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

/// The columns of the hotline's work orders, in the order of the template.
const NUMBER: usize = 0;
const TITLE: usize = 1;
const TEXT: usize = 2;
const NAME: usize = 3;
const CODE: usize = 4;
const PERSON: usize = 5;
const PHONE: usize = 6;
const TOPIC: usize = 7;
const TOWNSHIP: usize = 8;
const DAY: usize = 9;

fn hotline(district: &District) -> Template {
    let townships = district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township)
        .map(|u| u.id.to_string())
        .collect();
    let topics: Vec<_> = district.topics.iter().map(|t| t.id.as_str()).collect();
    Template {
        name: "12345热线工单导入".to_owned(),
        notes: vec![
            "同一个工单号只登记一次：重复导入同一份表、或者两份表里有同一个工单号，都不会重复。"
                .to_owned(),
            "类别不填的，按内容里的关键词推荐，由区营商办派单时确定。".to_owned(),
        ],
        columns: vec![
            Column::new("工单号", ColumnKind::Code)
                .required()
                .alias("工单编号")
                .alias("编号")
                .help("热线系统里的编号，同一个编号只登记一次。", "RX20260211001")
                .width(20),
            Column::new("标题", ColumnKind::Text)
                .required()
                .alias("事项标题")
                .help(
                    "一句话说清是什么事，最多 80 字。",
                    "反映物业公司拒不移交公共收益账目",
                )
                .width(36),
            Column::new("内容", ColumnKind::Text)
                .required()
                .alias("诉求内容")
                .alias("反映内容")
                .help(
                    "发生了什么、希望怎样解决，最多 5000 字。",
                    "来电人反映……（示例，导入时会跳过）",
                )
                .width(60),
            Column::new("企业名称", ColumnKind::Text)
                .required()
                .alias("企业")
                .alias("单位名称")
                .help("营业执照上的名称；个体工商户写字号。", "示例商贸有限公司")
                .width(28),
            Column::new("信用代码", ColumnKind::Code)
                .alias("统一社会信用代码")
                .help("18 位。不知道就空着，不要编。", "")
                .width(22),
            Column::new("联系人", ColumnKind::Text)
                .alias("来电人")
                .help("只用来联系，不给被反映的单位看。", "王女士"),
            Column::new("电话", ColumnKind::Code)
                .alias("联系电话")
                .alias("来电号码")
                .help("手机 11 位，座机带区号。", "13900000000"),
            Column::new("类别", ColumnKind::Text)
                .alias("诉求类别")
                .help(format!("可以不填。可填：{}。", topics.join("、")), "")
                .width(18),
            Column::new("镇街", ColumnKind::Choice(townships))
                .alias("所属镇街")
                .help("事情发生在哪个镇街，可以不填。", "")
                .width(14),
            Column::new("受理日期", ColumnKind::Date)
                .alias("来电日期")
                .alias("来电时间")
                .help("热线受理的那一天。", "2026-2-11")
                .width(14),
        ],
        max_rows: MOST,
    }
}

/// Judges every row: what the sheet's reader found, and what the rules of the kind add.
pub fn judge(kind: ImportKind, sheet: &Sheet, district: &District, today: Date) -> Judged {
    let mut judged = Judged {
        accepted: Vec::new(),
        rejected: Vec::new(),
        skipped: sheet.skipped.clone(),
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in &sheet.rows {
        let mut reasons = row.problems.clone();
        let key = match kind {
            ImportKind::Hotline => hotline_key(row),
        };
        if let Some(first) = seen.get(&key) {
            let number = cell(row, NUMBER);
            reasons.push(format!(
                "工单号：“{number}”和第{first}行重复，请删去多出来的一行"
            ));
        } else {
            seen.insert(key.clone(), row.number);
        }
        let found = match kind {
            ImportKind::Hotline => hotline_row(row, district, today, &mut reasons),
        };
        if reasons.is_empty() {
            judged.accepted.push(Accepted {
                number: row.number,
                key,
                appeal: found.0,
                contact: found.1,
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

/// The work order's number; where it is missing, a hash of what the row says.
fn hotline_key(row: &Row) -> String {
    match cell(row, NUMBER) {
        "" => {
            let hash = Sha256::digest(row.cells.join("\u{1f}").as_bytes());
            hash.iter().map(|b| format!("{b:02x}")).collect()
        }
        number => number.to_owned(),
    }
}

fn hotline_row(
    row: &Row,
    district: &District,
    today: Date,
    reasons: &mut Vec<String>,
) -> (NewAppeal, Option<(String, String)>) {
    for (column, title, most) in [
        (TITLE, "标题", 80),
        (TEXT, "内容", 4_900),
        (NAME, "企业名称", 100),
        (PERSON, "联系人", 40),
        (NUMBER, "工单号", 60),
    ] {
        let given = cell(row, column).chars().count();
        if given > most {
            reasons.push(format!(
                "{title}：有 {given} 字，最多 {most} 字，请删去 {} 字",
                given - most
            ));
        }
    }
    let code = Some(cell(row, CODE))
        .filter(|c| !c.is_empty())
        .and_then(|typed| match Uscc::parse(typed) {
            Ok(code) => Some(code.as_str().to_owned()),
            Err(problem) => {
                reasons.push(format!("信用代码：{}", full_width(&problem.sentence)));
                None
            }
        });
    let contact = contact(row, reasons);
    let topic = Some(cell(row, TOPIC))
        .filter(|t| !t.is_empty())
        .map(|typed| {
            let topic = TopicId(typed.to_owned());
            if district.topic(&topic).is_none() {
                let all: Vec<_> = district.topics.iter().map(|t| t.id.as_str()).collect();
                reasons.push(format!(
                    "类别：写成了“{typed}”。没有这个类别，请从这些里选，或者空着：{}",
                    all.join("、")
                ));
            }
            topic
        });
    let taken: Option<Date> = cell(row, DAY).parse().ok();
    if let Some(day) = taken.filter(|d| *d > today) {
        reasons.push(format!("受理日期：{day} 还没有到，请改成实际受理的日期"));
    }
    let number = cell(row, NUMBER);
    let origin = match taken {
        Some(day) => format!("热线工单 {number}，{day} 受理"),
        None => format!("热线工单 {number}"),
    };
    let appeal = NewAppeal {
        title: cell(row, TITLE).to_owned(),
        text: format!("{}\n（{origin}）", cell(row, TEXT)),
        enterprise: Enterprise {
            code,
            name: cell(row, NAME).to_owned(),
        },
        topic,
        township: Some(cell(row, TOWNSHIP))
            .filter(|t| !t.is_empty())
            .map(|t| UnitId(t.to_owned())),
        since: None,
        channel: Channel::Hotline,
        contact: None,
        files: Vec::new(),
        external: Some(number.to_owned()).filter(|n| !n.is_empty()),
        parent: None,
    };
    (appeal, contact)
}

/// Name and telephone; a name without a telephone reaches nobody and is left out.
fn contact(row: &Row, reasons: &mut Vec<String>) -> Option<(String, String)> {
    let typed = cell(row, PHONE);
    if typed.is_empty() {
        return None;
    }
    match Phone::parse(typed) {
        Ok(phone) => {
            let name = match cell(row, PERSON) {
                "" => "来电人",
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
