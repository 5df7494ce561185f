//! 周通报 as an official paper and as a workbook. Every digit is taken from the values; nothing is
//! computed here.

mod weekly;

use crate::paper::{Align, Block, Paper, Table, Verify, ordinal};
use crate::xlsx::{Book, CellKind, Grid, GridColumn};
use banjie_core::assessment::bulletin::{Bulletin, GroupRates, Listed, UnitRates};
use banjie_core::assessment::period::span_words;
use jiff::civil::Date;

/// What a paper says of itself beside its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Full name of the unit that issues it.
    pub signer: String,
    /// The day it was issued; `None`: a draft.
    pub issued: Option<Date>,
    /// Revision, from 1; 0: a draft.
    pub revision: u32,
    /// Page where it is checked.
    pub url: String,
    /// Head of the journal.
    pub head: String,
    /// Who signed the settled figures: `区营商办田志刚`; empty for papers nobody signs.
    pub signed: Vec<String>,
    /// 演示数据.
    pub demo: bool,
}

impl Stamp {
    /// What every issued paper of the district has in common: to whom, by whom, when, how it is checked.
    pub(crate) fn paper(&self, code: String) -> Paper {
        Paper {
            addressee: "各镇街、各部门".to_owned(),
            signer: self.signer.clone(),
            date: self.issued,
            demo: self.demo,
            verify: Some(Verify {
                url: self.url.clone(),
                code,
                head: self.head.clone(),
            }),
            ..Paper::default()
        }
    }

    /// `定稿签署：区营商办田志刚、组织部孟庆华。`
    pub(crate) fn signatures(&self) -> Option<String> {
        let names = self.signed.join("、");
        (!names.is_empty()).then(|| format!("定稿签署：{names}。"))
    }

    /// `第2版`, `草稿`.
    pub(crate) fn edition(&self) -> String {
        match self.revision {
            0 => "草稿，未印发".to_owned(),
            n => format!("第{n}版"),
        }
    }
}

/// The bulletin as a paper. Give it [`Bulletin::public`] for readers outside.
pub fn paper(bulletin: &Bulletin, stamp: &Stamp) -> Paper {
    let mut blocks = vec![Block::Paragraph(overview(bulletin))];
    for (index, (finding, body)) in sections(bulletin).into_iter().enumerate() {
        blocks.push(Block::Heading1(format!("{}、{finding}", ordinal(index))));
        blocks.extend(body);
    }
    blocks.push(Block::Note(counted_until(bulletin)));
    Paper {
        issuer: format!("{}营商环境周通报", bulletin.district),
        number: format!("{}（{}）", bulletin.week.words(), stamp.edition()),
        period: format!(
            "{}年{}",
            bulletin.from.year(),
            span_words(bulletin.from, bulletin.as_of)
        ),
        title: "营商环境工作情况通报".to_owned(),
        blocks,
        ..stamp.paper(bulletin.code())
    }
}

/// Each section: its finding and what stands below. Bulletins made before units handed in notes have
/// no highlights, indicators and notes.
fn sections(b: &Bulletin) -> Vec<(&str, Vec<Block>)> {
    let f = &b.findings;
    let new = b.has_notes();
    let mut out: Vec<(&str, Vec<Block>)> = Vec::new();
    if new {
        out.push((&f.points, weekly::points(b)));
    }
    out.push((&f.overdue, overdue(b)));
    out.push((&f.rates, b.groups.iter().map(rates_table).collect()));
    out.push((&f.satisfaction, vec![satisfaction(b)]));
    out.push((&f.movement, movement(b)));
    out.push((&f.directives, directives(b)));
    if new {
        out.push((&f.indicators, weekly::indicators(b)));
        out.push((&f.notes, weekly::notes(b)));
    }
    out.push((&f.next_week, list("下周到期", &b.next_week, b.as_of)));
    out
}

/// `数据截至2026年3月1日24:00…`.
pub fn counted_until(bulletin: &Bulletin) -> String {
    let day = crate::paper::chinese_date(bulletin.as_of);
    let running = if bulletin.complete {
        ""
    } else {
        "本周尚未过完，为截至当日的数。"
    };
    format!("数据截至{day}24:00。{running}按时办结率按到期的诉求计算，逾期未答复的按超时计。")
}

fn overview(b: &Bulletin) -> String {
    format!(
        "本周交办{}件（{}），答复{}件（{}）；期末在办{}件，逾期{}件（{}）。按时办结率{}，解决率{}，满意率{}。",
        b.received.now.cases,
        b.received.words(),
        b.answered.now.cases,
        b.answered.words(),
        b.open.cases,
        b.overdue.now.cases,
        b.overdue.words(),
        b.on_time.words(),
        b.solved.words(),
        b.satisfied.words(),
    )
}

fn overdue(b: &Bulletin) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !b.late_units.is_empty() {
        let rows = (b.late_units.iter())
            .map(|load| {
                vec![
                    load.unit.to_string(),
                    load.overdue.cases.to_string(),
                    load.open.cases.to_string(),
                    format!("{}个工作日", load.oldest),
                ]
            })
            .collect();
        blocks.push(Block::Table(Table {
            caption: "逾期单位".to_owned(),
            head: titles(&["单位", "逾期（件）", "在办（件）", "最久逾期"]),
            rows,
            align: vec![Align::Left, Align::Right, Align::Right, Align::Right],
        }));
    }
    for (caption, rows) in [("红灯（逾期）", &b.red), ("黄灯（临期）", &b.yellow)] {
        blocks.extend(list(caption, rows, b.as_of));
    }
    blocks
}

/// Rows of a list on paper; the workbook holds them all.
const ROWS: usize = 30;

/// A list, when there is anything in it, and how many more the workbook holds.
fn list(caption: &str, rows: &[Listed], as_of: Date) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    let (first, more) = rows.split_at(rows.len().min(ROWS));
    let mut blocks = vec![listing(&format!("{caption}{}件", rows.len()), first, as_of)];
    if !more.is_empty() {
        let more = more.len();
        blocks.push(Block::Note(format!("其余{more}件见本期表格（xlsx）。")));
    }
    blocks
}

/// Public lists have no numbers, titles and owners; their columns then go too.
fn listing(caption: &str, rows: &[Listed], as_of: Date) -> Block {
    let named = rows.iter().any(|row| !row.no.is_empty());
    let (head, align) = if named {
        (
            titles(&["单位", "办件", "经办", "到期", "时限", "下一步"]),
            vec![Align::Left; 6],
        )
    } else {
        (
            titles(&["单位", "类型", "到期", "时限", "下一步"]),
            vec![Align::Left; 5],
        )
    };
    let rows = (rows.iter())
        .map(|row| {
            let due = format!("{}月{}日", row.due.month(), row.due.day());
            let (rest, next) = (row.rest_words(as_of), row.next_step.clone());
            let unit = row.unit.to_string();
            if named {
                let what = format!("{} {}", row.no, row.title);
                vec![unit, what, row.owner.clone(), due, rest, next]
            } else {
                vec![unit, row.kind.word().to_owned(), due, rest, next]
            }
        })
        .collect();
    Block::Table(Table {
        caption: caption.to_owned(),
        head,
        rows,
        align,
    })
}

fn titles(titles: &[&str]) -> Vec<String> {
    titles.iter().map(|t| (*t).to_owned()).collect()
}

fn satisfaction(b: &Bulletin) -> Block {
    Block::Paragraph(format!(
        "解决率{}（{}件有答复的诉求中{}件企业说已解决），满意率{}（{}条评价中{}条满意）。没有办件的写“无数据”，不按零计。",
        b.solved.words(),
        b.solved.cases(),
        b.solved.hits.cases,
        b.satisfied.words(),
        b.satisfied.cases(),
        b.satisfied.hits.cases,
    ))
}

fn rates_table(group: &GroupRates) -> Block {
    let rows = group.rows.iter().map(rates_row).collect();
    let mut align = vec![Align::Right; 8];
    align[0] = Align::Left;
    Block::Table(Table {
        caption: group.group.clone(),
        head: titles(&[
            "单位",
            "交办",
            "答复",
            "在办",
            "逾期",
            "按时率",
            "解决率",
            "满意率",
        ]),
        rows,
        align,
    })
}

fn rates_row(row: &UnitRates) -> Vec<String> {
    vec![
        row.unit.to_string(),
        row.received.cases.to_string(),
        row.answered.cases.to_string(),
        row.open.cases.to_string(),
        row.overdue.cases.to_string(),
        row.on_time.words(),
        row.solved.words(),
        row.satisfied.words(),
    ]
}

fn movement(b: &Bulletin) -> Vec<Block> {
    let moved = b.better.iter().chain(&b.worse);
    let lines: Vec<String> = (moved.enumerate())
        .map(|(n, moved)| format!("{}.{}。", n + 1, moved.words()))
        .collect();
    match lines.is_empty() {
        true => Vec::new(),
        false => vec![Block::List(lines)],
    }
}

fn directives(b: &Bulletin) -> Vec<Block> {
    let mut blocks: Vec<Block> = weekly::sources(b).into_iter().collect();
    blocks.extend(list("在办的会议任务", &b.directives.rows, b.as_of));
    blocks
}

/// The bulletin as a workbook: the units' week, and each list.
pub fn book(bulletin: &Bulletin, stamp: &Stamp) -> Book {
    let notes = vec![
        format!(
            "{}营商环境周通报 {}（{}）",
            bulletin.district,
            bulletin.week.words(),
            stamp.edition()
        ),
        counted_until(bulletin),
        format!("编号 {} 账本封存号 {}", bulletin.code(), stamp.head),
    ];
    let list = |name: &str, rows: &[Listed]| Grid {
        name: name.to_owned(),
        notes: notes.clone(),
        columns: vec![
            GridColumn::new("编号", 20, CellKind::Text),
            GridColumn::new("类型", 10, CellKind::Text),
            GridColumn::new("标题", 40, CellKind::Text),
            GridColumn::new("单位", 16, CellKind::Text),
            GridColumn::new("经办", 10, CellKind::Text),
            GridColumn::new("到期", 12, CellKind::Date),
            GridColumn::new("逾期工作日", 12, CellKind::Integer),
            GridColumn::new("剩余工作日", 12, CellKind::Integer),
            GridColumn::new("下一步", 30, CellKind::Text),
        ],
        rows: rows.iter().map(list_row).collect(),
    };
    Book {
        title: format!("营商环境周通报{}", bulletin.week),
        created: stamp.issued.unwrap_or(bulletin.as_of),
        demo: stamp.demo,
        sheets: vec![
            units_grid(bulletin, &notes),
            list("红灯", &bulletin.red),
            list("黄灯", &bulletin.yellow),
            list("下周到期", &bulletin.next_week),
            list("会议任务", &bulletin.directives.rows),
        ]
        .into_iter()
        .chain(weekly::grids(bulletin, &notes))
        .collect(),
    }
}

fn list_row(row: &Listed) -> Vec<String> {
    vec![
        row.no.clone(),
        row.kind.word().to_owned(),
        row.title.clone(),
        row.unit.to_string(),
        row.owner.clone(),
        row.due.to_string(),
        row.late.to_string(),
        row.left.to_string(),
        row.next_step.clone(),
    ]
}

fn units_grid(bulletin: &Bulletin, notes: &[String]) -> Grid {
    let mut columns = vec![
        GridColumn::new("可比组", 14, CellKind::Text),
        GridColumn::new("单位", 16, CellKind::Text),
    ];
    for title in ["交办", "答复", "在办", "逾期", "到期诉求", "按时"] {
        columns.push(GridColumn::new(title, 10, CellKind::Integer));
    }
    for title in ["按时办结率%", "解决率%", "满意率%"] {
        columns.push(GridColumn::new(title, 14, CellKind::Decimal(2)));
    }
    let rows = (bulletin.groups.iter())
        .flat_map(|group| group.rows.iter().map(move |row| (group, row)))
        .map(|(group, row)| {
            let rate = |share: &banjie_core::assessment::scoring::Share| {
                share.rate.map_or("无数据".to_owned(), |r| r.to_string())
            };
            vec![
                group.group.clone(),
                row.unit.to_string(),
                row.received.cases.to_string(),
                row.answered.cases.to_string(),
                row.open.cases.to_string(),
                row.overdue.cases.to_string(),
                row.on_time.cases().to_string(),
                row.on_time.hits.cases.to_string(),
                rate(&row.on_time),
                rate(&row.solved),
                rate(&row.satisfied),
            ]
        })
        .collect();
    Grid {
        name: "各单位".to_owned(),
        notes: notes.to_vec(),
        columns,
        rows,
    }
}
