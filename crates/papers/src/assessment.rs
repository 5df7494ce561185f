//! 季考核 as an official paper and as a workbook. Every digit is taken from the values; nothing is
//! computed here.

use crate::bulletin::Stamp;
use crate::paper::{Align, Block, Paper, Table, chinese_date, ordinal};
use crate::xlsx::{Book, CellKind, Grid, GridColumn};
use banjie_core::assessment::quarterly::{Assessment, GroupAssessment, PartKind, UnitAssessment};

/// The assessment as a paper.
pub fn paper(assessment: &Assessment, stamp: &Stamp) -> Paper {
    let mut blocks = Vec::new();
    for (index, group) in assessment.groups.iter().enumerate() {
        blocks.push(Block::Heading1(format!(
            "{}、{}：{}",
            ordinal(index),
            group.group,
            group.finding
        )));
        blocks.push(Block::Table(totals(group)));
        let without = unplaced(group);
        if !without.is_empty() {
            blocks.push(Block::List(without));
        }
        blocks.push(Block::Heading2("各月得分和名次".to_owned()));
        blocks.push(Block::Table(months(assessment, group)));
    }
    let next = ordinal(assessment.groups.len());
    let adjusted: Vec<String> = assessment.rows().flat_map(adjustments).collect();
    blocks.push(Block::Heading1(match adjusted.len() {
        0 => format!("{next}、没有加分、扣分和一票否决"),
        n => format!("{next}、加分、扣分和一票否决 {n} 条，逐条写明依据"),
    }));
    if !adjusted.is_empty() {
        blocks.push(Block::List(adjusted));
    }
    blocks.push(Block::Note(counted_until(assessment)));
    blocks.push(Block::Note(assessment.basis_words()));
    blocks.push(Block::Note(assessment.method()));
    blocks.extend(stamp.signatures().map(Block::Note));
    Paper {
        issuer: format!("{}营商环境季考核", assessment.district),
        number: format!("{}（{}）", assessment.quarter.words(), stamp.edition()),
        period: assessment.quarter.words(),
        title: "营商环境工作季度考核结果".to_owned(),
        blocks,
        ..stamp.paper(assessment.code())
    }
}

/// `数据截至2026年3月31日24:00。`
pub fn counted_until(assessment: &Assessment) -> String {
    let running = if assessment.complete {
        ""
    } else {
        "本季尚未过完，为截至当日的数。"
    };
    format!("数据截至{}24:00。{running}", chinese_date(assessment.as_of))
}

/// `住建局：扣分 2 分：……（依据：……；……提出，……同意）`, one line an adjustment.
pub fn adjustments(row: &UnitAssessment) -> impl Iterator<Item = String> {
    let all = row.adjustments.iter();
    all.map(|adjustment| format!("{}：{}", row.unit, adjustment.words()))
}

/// Why units of a group have no place; those with the same reason in one line.
pub fn unplaced(group: &GroupAssessment) -> Vec<String> {
    let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in group.rows.iter().filter(|row| !row.unplaced.is_empty()) {
        match lines.iter_mut().find(|(why, _)| *why == row.unplaced) {
            Some((_, units)) => units.push(row.unit.as_str()),
            None => lines.push((&row.unplaced, vec![row.unit.as_str()])),
        }
    }
    let said = lines.into_iter();
    said.map(|(why, units)| format!("{}：{why}。", units.join("、")))
        .collect()
}

fn totals(group: &GroupAssessment) -> Table {
    let mut head = vec!["名次".to_owned(), "单位".to_owned()];
    head.extend(PartKind::ALL.map(|part| part.word().to_owned()));
    head.extend(["加减分", "总分", "等次"].map(str::to_owned));
    let mut align = vec![Align::Right; head.len()];
    align[1] = Align::Left;
    if let Some(last) = align.last_mut() {
        *last = Align::Left;
    }
    let rows = (group.rows.iter())
        .map(|row| {
            let [place, total, grade] = row.result_words();
            let mut cells = vec![place, row.unit.to_string()];
            cells.extend(row.parts.iter().map(|part| part.points_words()));
            cells.extend([row.moved_words(), total, grade]);
            cells
        })
        .collect();
    Table {
        caption: String::new(),
        head,
        rows,
        align,
    }
}

fn months(assessment: &Assessment, group: &GroupAssessment) -> Table {
    let mut head = vec!["单位".to_owned()];
    let months = assessment.quarter.months().into_iter().enumerate();
    head.extend(months.map(|(index, month)| {
        let of = group.rows.iter().filter_map(|row| {
            let of_month = row.months.get(index)?;
            of_month.place.map(|_| of_month.of)
        });
        match of.max() {
            Some(of) => format!("{}（{of}家排名）", month.words()),
            None => month.words(),
        }
    }));
    Table {
        caption: String::new(),
        align: vec![Align::Left; head.len()],
        head,
        rows: (group.rows.iter())
            .map(|row| {
                let mut cells = vec![row.unit.to_string()];
                cells.extend(
                    row.months
                        .iter()
                        .map(|month| match (month.score, month.place) {
                            (Some(score), Some(place)) => format!("{score}，第{place}名"),
                            _ => month.words(),
                        }),
                );
                cells
            })
            .collect(),
    }
}

/// The assessment as a workbook: totals, parts with how they came about, months, adjustments.
pub fn book(assessment: &Assessment, stamp: &Stamp) -> Book {
    let notes = vec![
        format!(
            "{}营商环境季考核 {}（{}）",
            assessment.district,
            assessment.quarter.words(),
            stamp.edition()
        ),
        counted_until(assessment),
        assessment.basis_words(),
        assessment.method(),
        format!("编号 {} 账本封存号 {}", assessment.code(), stamp.head),
    ];
    let sheet = |name: &str, columns, rows| Grid {
        name: name.to_owned(),
        notes: notes.clone(),
        columns,
        rows,
    };
    Book {
        title: format!("营商环境季考核{}", assessment.quarter),
        created: stamp.issued.unwrap_or(assessment.as_of),
        demo: stamp.demo,
        sheets: vec![
            sheet("总分", total_columns(), total_rows(assessment)),
            sheet("各项", part_columns(), part_rows(assessment)),
            sheet("各月", month_columns(), month_rows(assessment)),
            sheet("加减分", adjusted_columns(), adjusted_rows(assessment)),
        ],
    }
}

fn total_columns() -> Vec<GridColumn> {
    vec![
        GridColumn::new("可比组", 14, CellKind::Text),
        GridColumn::new("名次", 8, CellKind::Integer),
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("各项得分", 12, CellKind::Decimal(2)),
        GridColumn::new("加减分", 12, CellKind::Text),
        GridColumn::new("总分", 10, CellKind::Decimal(2)),
        GridColumn::new("等次", 10, CellKind::Text),
        GridColumn::new("说明", 36, CellKind::Text),
    ]
}

fn total_rows(assessment: &Assessment) -> Vec<Vec<String>> {
    let rows = (assessment.groups.iter())
        .flat_map(|group| group.rows.iter().map(move |row| (&group.group, row)));
    rows.map(|(group, row)| {
        let [place, total, grade] = row.result_words();
        vec![
            group.clone(),
            place,
            row.unit.to_string(),
            row.base.map_or(String::new(), |base| base.to_string()),
            row.moved_words(),
            total,
            grade,
            row.unplaced.clone(),
        ]
    })
    .collect()
}

fn part_columns() -> Vec<GridColumn> {
    vec![
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("考核项", 14, CellKind::Text),
        GridColumn::new("值", 22, CellKind::Text),
        GridColumn::new("权重", 10, CellKind::Decimal(2)),
        GridColumn::new("摊入后权重", 12, CellKind::Decimal(2)),
        GridColumn::new("得分", 10, CellKind::Decimal(2)),
        GridColumn::new("怎么算的", 80, CellKind::Text),
    ]
}

fn part_rows(assessment: &Assessment) -> Vec<Vec<String>> {
    let parts = (assessment.rows()).flat_map(|row| row.parts.iter().map(move |part| (row, part)));
    parts
        .map(|(row, part)| {
            vec![
                row.unit.to_string(),
                part.part.word().to_owned(),
                part.value.clone(),
                part.weight.to_string(),
                part.effective.to_string(),
                part.points_words(),
                part.why.clone(),
            ]
        })
        .collect()
}

fn month_columns() -> Vec<GridColumn> {
    vec![
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("月份", 14, CellKind::Text),
        GridColumn::new("得分", 10, CellKind::Decimal(2)),
        GridColumn::new("名次", 8, CellKind::Integer),
        GridColumn::new("共几家", 8, CellKind::Integer),
        GridColumn::new("说明", 36, CellKind::Text),
    ]
}

fn month_rows(assessment: &Assessment) -> Vec<Vec<String>> {
    let months = (assessment.rows()).flat_map(|row| row.months.iter().map(move |m| (row, m)));
    months
        .map(|(row, month)| {
            vec![
                row.unit.to_string(),
                month.month.words(),
                month.score.map_or(String::new(), |score| score.to_string()),
                month.place.map_or(String::new(), |place| place.to_string()),
                month.place.map_or(String::new(), |_| month.of.to_string()),
                month.words(),
            ]
        })
        .collect()
}

fn adjusted_columns() -> Vec<GridColumn> {
    vec![
        GridColumn::new("单位", 16, CellKind::Text),
        GridColumn::new("加减分", 12, CellKind::Text),
        GridColumn::new("分数", 8, CellKind::Decimal(2)),
        GridColumn::new("理由", 50, CellKind::Text),
        GridColumn::new("依据文件", 36, CellKind::Text),
        GridColumn::new("谁定的", 36, CellKind::Text),
    ]
}

fn adjusted_rows(assessment: &Assessment) -> Vec<Vec<String>> {
    let all = assessment.rows().flat_map(|row| &row.adjustments);
    all.map(|adjustment| {
        vec![
            adjustment.unit.to_string(),
            adjustment.kind.word().to_owned(),
            adjustment.points.to_string(),
            adjustment.reason.clone(),
            adjustment.document.clone(),
            adjustment.by.clone(),
        ]
    })
    .collect()
}
