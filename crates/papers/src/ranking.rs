//! 月排名 as an official paper and as a workbook. Every digit is taken from the values; nothing is
//! computed here.

use crate::bulletin::Stamp;
use crate::paper::{Align, Block, Paper, Table, chinese_date, ordinal};
use crate::xlsx::{Book, CellKind, Grid, GridColumn};
use banjie_core::assessment::ranking::{GroupRanking, Ranked, Ranking};
use banjie_core::assessment::scoring::{MeasureScore, Share};

/// The ranking as a paper. Give it [`Ranking::public`] for readers outside.
pub fn paper(ranking: &Ranking, stamp: &Stamp) -> Paper {
    let mut blocks = Vec::new();
    for (index, group) in ranking.groups.iter().enumerate() {
        group_blocks(index, group, &mut blocks);
    }
    let next = ordinal(ranking.groups.len());
    let excluded = ranking.excluded.len();
    blocks.push(Block::Heading1(match excluded {
        0 => format!("{next}、没有剔除的办件"),
        n => format!("{next}、剔除{n}件，逐件写明理由"),
    }));
    if excluded > 0 {
        blocks.push(excluded_table(ranking));
    }
    blocks.push(Block::Note(counted_until(ranking)));
    blocks.push(Block::Note(ranking.method()));
    blocks.extend(stamp.signatures().map(Block::Note));
    Paper {
        issuer: format!("{}营商环境月排名", ranking.district),
        number: format!("{}（{}）", ranking.month.words(), stamp.edition()),
        period: ranking.month.words(),
        title: "营商环境工作月度排名".to_owned(),
        blocks,
        ..stamp.paper(code(ranking))
    }
}

/// The ranking's number, `YPM-2026-01`.
pub fn code(ranking: &Ranking) -> String {
    format!("YPM-{}", ranking.month)
}

/// `数据截至2026年1月31日24:00。`
pub fn counted_until(ranking: &Ranking) -> String {
    let running = if ranking.complete {
        ""
    } else {
        "本月尚未过完，为截至当日的数。"
    };
    let day = chinese_date(ranking.as_of);
    format!("数据截至{day}24:00。{running}逾期未答复的按超时计。")
}

fn group_blocks(index: usize, group: &GroupRanking, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading1(format!(
        "{}、{}：{}",
        ordinal(index),
        group.group,
        group.finding
    )));
    if !group.placed.is_empty() {
        let titles = [
            "名次",
            "单位",
            "得分",
            "比上月",
            "90%范围",
            "末位概率",
            "应办",
            "主要失分",
        ];
        let mut align = vec![Align::Right; 8];
        align[1] = Align::Left;
        align[4] = Align::Left;
        align[7] = Align::Left;
        blocks.push(Block::Table(Table {
            caption: String::new(),
            head: titles.iter().map(|t| (*t).to_owned()).collect(),
            rows: group.placed.iter().map(row).collect(),
            align,
        }));
    }
    let indistinct = group.indistinct_words();
    if !indistinct.is_empty() {
        blocks.push(Block::Paragraph(indistinct));
    }
    if !group.unplaced.is_empty() {
        let lines = (group.unplaced.iter())
            .map(|unit| format!("{}：{}", unit.unit, unit.unplaced))
            .collect();
        blocks.push(Block::List(lines));
    }
}

fn row(row: &Ranked) -> Vec<String> {
    vec![
        row.place.to_string(),
        row.score.unit.to_string(),
        row.printed(),
        row.moved_words(),
        row.range_words(),
        row.last_words(),
        row.score.cases.cases.to_string(),
        if row.loss.is_empty() {
            "—".to_owned()
        } else {
            row.loss.clone()
        },
    ]
}

/// Whether the paper names matters: the public one does not, since a number leads to a complaint, and a
/// column that is empty by design is left out.
fn is_numbered(ranking: &Ranking) -> bool {
    ranking.excluded.iter().any(|case| !case.no.is_empty())
}

fn excluded_table(ranking: &Ranking) -> Block {
    let numbered = is_numbered(ranking);
    let rows = (ranking.excluded.iter())
        .map(|case| {
            let mut row = vec![chinese_date(case.day), case.unit.to_string()];
            row.extend(numbered.then(|| case.no.clone()));
            row.push(case.reason.clone());
            row
        })
        .collect();
    let head: &[&str] = match numbered {
        true => &["剔除日", "单位", "编号", "理由"],
        false => &["剔除日", "单位", "理由"],
    };
    Block::Table(Table {
        caption: String::new(),
        head: head.iter().map(|t| (*t).to_owned()).collect(),
        rows,
        align: Vec::new(),
    })
}

/// The ranking as a workbook: places, how each score came about, exclusions.
pub fn book(ranking: &Ranking, stamp: &Stamp) -> Book {
    let notes = vec![
        format!(
            "{}营商环境月排名 {}（{}）",
            ranking.district,
            ranking.month.words(),
            stamp.edition()
        ),
        counted_until(ranking),
        ranking.method(),
        format!("编号 {} 账本封存号 {}", code(ranking), stamp.head),
    ];
    Book {
        title: format!("营商环境月排名{}", ranking.month),
        created: stamp.issued.unwrap_or(ranking.as_of),
        demo: stamp.demo,
        sheets: vec![
            places_grid(ranking, &notes),
            measures_grid(ranking, &notes),
            excluded_grid(ranking, &notes),
        ],
    }
}

fn places_grid(ranking: &Ranking, notes: &[String]) -> Grid {
    let columns = vec![
        GridColumn::new("可比组", 14, CellKind::Text),
        GridColumn::new("名次", 8, CellKind::Integer),
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("得分", 10, CellKind::Decimal(2)),
        GridColumn::new("比上月", 10, CellKind::Text),
        GridColumn::new("范围最好", 10, CellKind::Integer),
        GridColumn::new("范围最差", 10, CellKind::Integer),
        GridColumn::new("末位概率（千分之）", 18, CellKind::Integer),
        GridColumn::new("应办", 10, CellKind::Integer),
        GridColumn::new("主要失分", 36, CellKind::Text),
        GridColumn::new("说明", 36, CellKind::Text),
    ];
    let mut rows = Vec::new();
    for group in &ranking.groups {
        for row in &group.placed {
            rows.push(vec![
                group.group.clone(),
                row.place.to_string(),
                row.score.unit.to_string(),
                row.printed(),
                row.moved_words(),
                row.low.to_string(),
                row.high.to_string(),
                row.last_permille.to_string(),
                row.score.cases.cases.to_string(),
                row.loss.clone(),
                String::new(),
            ]);
        }
        for unit in &group.unplaced {
            let mut cells = vec![String::new(); 11];
            cells[0].clone_from(&group.group);
            cells[2] = unit.unit.to_string();
            cells[8] = unit.cases.cases.to_string();
            cells[10].clone_from(&unit.unplaced);
            rows.push(cells);
        }
    }
    Grid {
        name: "排名".to_owned(),
        notes: notes.to_vec(),
        columns,
        rows,
    }
}

fn measures_grid(ranking: &Ranking, notes: &[String]) -> Grid {
    let columns = vec![
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("考核项", 20, CellKind::Text),
        GridColumn::new("分子", 10, CellKind::Integer),
        GridColumn::new("分母", 10, CellKind::Integer),
        GridColumn::new("率%或报送的数", 14, CellKind::Decimal(2)),
        GridColumn::new("权重", 10, CellKind::Decimal(2)),
        GridColumn::new("摊入后权重", 12, CellKind::Decimal(2)),
        GridColumn::new("得分", 10, CellKind::Decimal(2)),
        GridColumn::new("失分", 10, CellKind::Decimal(2)),
        GridColumn::new("怎么算的", 80, CellKind::Text),
    ];
    let placed = (ranking.groups.iter()).flat_map(|g| g.placed.iter().map(|row| &row.score));
    let unplaced = ranking.groups.iter().flat_map(|g| &g.unplaced);
    let rows = (placed.chain(unplaced))
        .flat_map(|score| score.measures.iter().map(move |m| (score, m)))
        .map(|(score, m)| {
            vec![
                score.unit.to_string(),
                m.title.clone(),
                number(m, |share| share.hits.cases),
                number(m, Share::cases),
                (m.share().and_then(|share| share.rate)).map_or(m.value_words(), |r| r.to_string()),
                m.weight.to_string(),
                m.effective.to_string(),
                m.points_words(),
                m.lost.to_string(),
                m.why.clone(),
            ]
        })
        .collect();
    Grid {
        name: "得分依据".to_owned(),
        notes: notes.to_vec(),
        columns,
        rows,
    }
}

/// A number of cases; empty for reported figures, which have none.
fn number(measure: &MeasureScore, of: impl Fn(&Share) -> u64) -> String {
    measure
        .share()
        .map_or(String::new(), |share| of(share).to_string())
}

fn excluded_grid(ranking: &Ranking, notes: &[String]) -> Grid {
    let numbered = is_numbered(ranking);
    let mut columns = vec![
        GridColumn::new("剔除日", 12, CellKind::Date),
        GridColumn::new("单位", 16, CellKind::Text),
    ];
    columns.extend(numbered.then(|| GridColumn::new("编号", 20, CellKind::Text)));
    columns.push(GridColumn::new("理由", 60, CellKind::Text));
    Grid {
        name: "剔除".to_owned(),
        notes: notes.to_vec(),
        columns,
        rows: (ranking.excluded.iter())
            .map(|case| {
                let mut row = vec![case.day.to_string(), case.unit.to_string()];
                row.extend(numbered.then(|| case.no.clone()));
                row.push(case.reason.clone());
                row
            })
            .collect(),
    }
}
