//! The bulletin as a sheet: masthead, figures, sections whose titles are findings. Every figure
//! opens.

use super::figure::opens;
use super::{Edition, Eyes};
use crate::kit::parts::{Cell, Column, DataTable, HBar, Kpi, KpiRow, LightKind, LightView};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::Counted;
use banjie_core::assessment::bulletin::{Bulletin, GroupRates, Listed};
use banjie_core::assessment::period::span_words;
use banjie_core::assessment::scoring::Share;
use banjie_papers::qr::Qr;

/// One section.
pub(crate) struct Section {
    /// Its finding.
    pub(crate) title: String,
    parts: Vec<Part>,
}

/// A table of a section; of a long list the rest is folded away.
struct Part {
    heading: String,
    table: DataTable,
    rest: Option<(String, DataTable)>,
}

impl Part {
    fn table(table: DataTable) -> Self {
        Self {
            heading: String::new(),
            table,
            rest: None,
        }
    }
}

/// Rows of a list that stand open.
const OPEN: usize = 10;

/// The sheet.
#[derive(Template)]
#[template(path = "assess/sheet.html")]
pub(crate) struct Sheet {
    office: String,
    issue: String,
    days: String,
    kpis: KpiRow,
    /// In order; leaders remark on them by number.
    pub(crate) sections: Vec<Section>,
    until: String,
    proof: Proof,
}

/// What stands at the end of each paper.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="proof">{{ svg|safe }}<p class="small pre">编号 {{ code }} · 账本封存号 {{ head }}<br>扫码或输入编号核验原件：{{ url }}<br>有更正时，这个网址先显示新版。</p></div>"#
)]
pub(crate) struct Proof {
    svg: String,
    code: String,
    head: String,
    url: String,
}

part!(Sheet, Proof);

impl Proof {
    /// From the stamp of a paper.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(
        stamp: &banjie_papers::bulletin::Stamp,
        code: String,
    ) -> Result<Self, Problem> {
        let qr = Qr::of(&stamp.url).map_err(|e| Problem::internal(&e))?;
        Ok(Self {
            svg: qr.svg(27.0),
            code,
            head: stamp.head.clone(),
            url: stamp.url.clone(),
        })
    }
}

impl Sheet {
    /// The sheet of a bulletin.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(edition: &Edition<Bulletin>, eyes: Eyes<'_>) -> Result<Self, Problem> {
        let (b, stamp) = (&edition.values, &edition.stamp);
        let issued = match stamp.issued {
            Some(day) => format!("{}月{}日印发", day.month(), day.day()),
            None => "草稿，未印发".to_owned(),
        };
        let revised = match stamp.revision {
            0 | 1 => String::new(),
            n => format!(" · 第{n}版"),
        };
        Ok(Self {
            office: stamp.signer.clone(),
            issue: format!("{}{revised}", b.week.words()),
            days: format!("{} · {issued}", span_words(b.from, b.as_of)),
            kpis: kpis(b),
            sections: sections(b, eyes),
            until: banjie_papers::bulletin::counted_until(b),
            proof: Proof::of(stamp, b.code())?,
        })
    }
}

/// The figures at the head of a bulletin.
pub(crate) fn kpis(b: &Bulletin) -> KpiRow {
    let count = |label: &str, counted: &Counted, compare: String| Kpi {
        label: label.to_owned(),
        value: text::thousands(counted.cases),
        unit: "件".to_owned(),
        compare,
        href: opens(counted),
    };
    let on_time = Kpi {
        label: "按时办结率".to_owned(),
        value: (b.on_time.rate).map_or("无数据".to_owned(), |rate| rate.to_string()),
        unit: b.on_time.rate.map_or("", |_| "%").to_owned(),
        compare: format!("{} ÷ {} 件", b.on_time.hits.cases, b.on_time.cases()),
        href: b.on_time.whole.first().map(opens).unwrap_or_default(),
    };
    KpiRow {
        kpis: vec![
            count("交办", &b.received.now, b.received.words()),
            on_time,
            count("现在逾期", &b.overdue.now, b.overdue.words()),
            count(
                "在办",
                &b.open,
                format!("本周答复 {} 件", b.answered.now.cases),
            ),
        ],
    }
}

fn number(counted: &Counted) -> Cell {
    Cell::link(text::thousands(counted.cases), opens(counted))
}

/// A rate opens to its cases; no data opens nothing.
fn rate(share: &Share) -> Cell {
    match (share.rate, share.whole.as_slice()) {
        (None, _) => "无数据".into(),
        // One figure makes up the denominator: open it; otherwise the cases counted as good.
        (Some(_), [whole]) => Cell::link(share.words(), opens(whole)),
        (Some(_), _) => Cell::link(share.words(), opens(&share.hits)),
    }
}

fn sections(b: &Bulletin, eyes: Eyes<'_>) -> Vec<Section> {
    let f = &b.findings;
    let titled = [
        (&f.overdue, overdue(b, eyes)),
        (&f.rates, rates(b)),
        (&f.satisfaction, satisfaction(b)),
        (&f.movement, movement(b)),
        (
            &f.directives,
            listed_in("在办的会议任务", &b.directives.rows, eyes),
        ),
        (&f.next_week, listed_in("下周到期", &b.next_week, eyes)),
    ];
    let ordinals = ["一", "二", "三", "四", "五", "六"];
    (ordinals.iter().zip(titled))
        .map(|(ordinal, (finding, parts))| Section {
            title: format!("{ordinal}、{finding}"),
            parts,
        })
        .collect()
}

fn overdue(b: &Bulletin, eyes: Eyes<'_>) -> Vec<Part> {
    let longest = b.late_units.first().map_or(0, |load| load.overdue.cases);
    let rows: Vec<Vec<Cell>> = (b.late_units.iter())
        .map(|load| {
            vec![
                load.unit.to_string().into(),
                number(&load.overdue),
                Cell::Bar(HBar::of(load.overdue.cases, longest)),
                number(&load.open),
                text::thousands(load.oldest.into()).into(),
            ]
        })
        .collect();
    let mut tables = Vec::new();
    if !rows.is_empty() {
        let columns = vec![
            Column::text("单位"),
            Column::number("现在逾期"),
            Column::text(""),
            Column::number("在办"),
            Column::number("最久（工作日）"),
        ];
        tables.push(Part::table(DataTable {
            caption: "逾期单位".to_owned(),
            columns,
            rows,
        }));
    }
    tables.extend(listed_in("红灯：逾期", &b.red, eyes));
    tables.extend(listed_in("黄灯：临期", &b.yellow, eyes));
    tables
}

/// A list of matters; none when it is empty.
fn listed_in(heading: &str, rows: &[Listed], eyes: Eyes<'_>) -> Vec<Part> {
    if rows.is_empty() {
        return Vec::new();
    }
    let heading = format!("{heading} {} 件", rows.len());
    let table = |rows: &[Listed]| DataTable {
        caption: heading.clone(),
        columns: listed_columns(eyes),
        rows: rows.iter().map(|row| listed_row(row, eyes)).collect(),
    };
    let (first, more) = rows.split_at(rows.len().min(OPEN));
    let rest = (!more.is_empty()).then(|| (format!("其余 {} 件", more.len()), table(more)));
    vec![Part {
        table: table(first),
        rest,
        heading,
    }]
}

fn listed_columns(eyes: Eyes<'_>) -> Vec<Column> {
    let mut columns = match eyes {
        Eyes::Public => vec![Column::text("单位")],
        Eyes::Staff(_) => vec![Column::text("单位、经办"), Column::text("办件")],
    };
    columns.extend([
        Column::number("到期"),
        Column::text("时限"),
        Column::text("下一步"),
    ]);
    columns
}

/// The light as it stood at the end of the week.
fn light(row: &Listed) -> Cell {
    let (kind, days) = match (row.late, row.left) {
        (0, 0..=1) => (LightKind::Soon, row.left),
        (0, left) => (LightKind::Normal, left),
        (late, _) => (LightKind::Overdue, late),
    };
    let amount = match kind {
        LightKind::Overdue => format!("{days} 个工作日"),
        _ => format!("还剩 {days} 个工作日"),
    };
    Cell::Light(LightView::new(kind, amount))
}

fn listed_row(row: &Listed, eyes: Eyes<'_>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = match eyes {
        Eyes::Public => vec![format!("{} {}", row.unit, row.kind.word()).into()],
        // Unit over person, as in the lists of matters.
        Eyes::Staff(_) if eyes.reach(row.unit.as_str()) => {
            let href = format!("/desk/matters/{}", row.no);
            let who = format!("{} {}", row.unit, row.owner);
            vec![who.into(), Cell::link(row.title.clone(), href)]
        }
        Eyes::Staff(_) => vec![row.unit.to_string().into(), row.no.clone().into()],
    };
    cells.extend([
        text::month_day(row.due).into(),
        light(row),
        row.next_step.clone().into(),
    ]);
    cells
}

fn rates(b: &Bulletin) -> Vec<Part> {
    b.groups.iter().map(group_rates).collect()
}

fn group_rates(group: &GroupRates) -> Part {
    let mut columns = vec![Column::text("单位")];
    let numbers = [
        "交办",
        "答复",
        "在办",
        "逾期",
        "到期",
        "按时率",
        "解决率",
        "满意率",
    ];
    columns.extend(numbers.map(Column::number));
    let rows = (group.rows.iter())
        .map(|row| {
            let due = row.on_time.whole.first().map_or("0".into(), number);
            vec![
                row.unit.to_string().into(),
                number(&row.received),
                number(&row.answered),
                number(&row.open),
                number(&row.overdue),
                due,
                rate(&row.on_time),
                rate(&row.solved),
                rate(&row.satisfied),
            ]
        })
        .collect();
    let table = DataTable {
        caption: group.group.clone(),
        columns,
        rows,
    };
    Part {
        heading: group.group.clone(),
        ..Part::table(table)
    }
}

fn satisfaction(b: &Bulletin) -> Vec<Part> {
    let row = |share: &Share, good: &str, bad: &str| -> Vec<Cell> {
        vec![
            share.metric.word().into(),
            share.words().into(),
            Cell::link(format!("{} {good}", share.hits.cases), opens(&share.hits)),
            Cell::link(
                format!("{} {bad}", share.missed.cases),
                opens(&share.missed),
            ),
            Cell::Bar(HBar::of(share.hits.cases, share.cases())),
        ]
    };
    let table = DataTable {
        caption: "企业怎么说".to_owned(),
        columns: vec![
            Column::text("项目"),
            Column::number("率"),
            Column::number("好"),
            Column::number("差"),
            Column::text(""),
        ],
        rows: vec![
            row(&b.satisfied, "条满意", "条不满意"),
            row(&b.solved, "件已解决", "件未解决"),
        ],
    };
    vec![Part::table(table)]
}

fn movement(b: &Bulletin) -> Vec<Part> {
    let moved = b.better.iter().chain(&b.worse);
    let rows: Vec<Vec<Cell>> = moved
        .map(|m| {
            let change = match m.now.cases.checked_sub(m.before.cases) {
                Some(more) => format!("多 {more}"),
                None => format!("少 {}", m.before.cases - m.now.cases),
            };
            vec![
                m.unit.to_string().into(),
                number(&m.before),
                number(&m.now),
                change.into(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = DataTable {
        caption: "逾期件数与上周相比".to_owned(),
        columns: vec![
            Column::text("单位"),
            Column::number("上周末逾期"),
            Column::number("现在逾期"),
            Column::number("变化"),
        ],
        rows,
    };
    vec![Part::table(table)]
}
