//! Work orders of the 12345 hotline.

use super::{MOST, NUMBER, New, Read, cell, contact, townships, uscc};
use banjie_core::district::{District, TopicId, UnitId};
use banjie_core::matter::{Channel, Enterprise, NewAppeal};
use banjie_papers::sheet::Row;
use banjie_papers::template::{Column, ColumnKind, Template};
use jiff::civil::Date;

/// The columns of the hotline's work orders, in the order of the template.
const TITLE: usize = 1;
const TEXT: usize = 2;
const NAME: usize = 3;
const CODE: usize = 4;
const PERSON: usize = 5;
const PHONE: usize = 6;
const TOPIC: usize = 7;
const TOWNSHIP: usize = 8;
const DAY: usize = 9;

/// The sheet to be filled in.
pub(super) fn template(district: &District) -> Template {
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
            Column::new("镇街", ColumnKind::Choice(townships(district)))
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

/// Reads a row; what is wrong with it is in `reasons`.
pub(super) fn row(row: &Row, district: &District, today: Date, reasons: &mut Vec<String>) -> Read {
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
    let code = uscc(cell(row, CODE), reasons);
    let contact = contact(row, (PERSON, PHONE), "来电人", reasons);
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
    (New::Appeal(Box::new(appeal)), contact)
}
