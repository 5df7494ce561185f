//! What a bulletin says beside the counts: highlights and problems, tasks by who ordered them, the
//! indicators' dispatch lists, the units' own words.

use super::titles;
use crate::paper::{Align, Block, Table};
use crate::xlsx::{CellKind, Grid, GridColumn};
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::bulletin::notes::UnitNote;
use banjie_core::assessment::bulletin::points::Side;
use banjie_core::assessment::bulletin::tasks::{IndicatorProgress, Part, SourceProgress};

/// Highlights, then problems.
pub(super) fn points(b: &Bulletin) -> Vec<Block> {
    let mut blocks = Vec::new();
    let sides = Side::ALL.map(|side| {
        let of = b.points.iter().filter(move |point| point.side == side);
        (side, of.collect::<Vec<_>>())
    });
    let said = sides.iter().filter(|(_, points)| !points.is_empty());
    for ((side, points), ordinal) in said.zip(["（一）", "（二）"]) {
        blocks.push(Block::Heading2(format!("{ordinal}{}", side.word())));
        let lines = points.iter().enumerate();
        let lines = lines.map(|(n, point)| {
            let words = point.words.trim_end_matches('。');
            match point.rule.is_empty() {
                true => format!("{}.{words}。", n + 1),
                false => format!("{}.{words}。挑选规则：{}。", n + 1, point.rule),
            }
        });
        blocks.push(Block::List(lines.collect()));
    }
    blocks
}

/// The parts of a source that are printed.
const OF_SOURCE: [Part; 5] = [
    Part::Ordered,
    Part::Done,
    Part::Closed,
    Part::Open,
    Part::Late,
];

fn source_row(row: &SourceProgress) -> Vec<String> {
    let counted = OF_SOURCE.iter().filter_map(|part| row.part(*part));
    let mut cells = vec![row.source.clone()];
    cells.extend(counted.map(|tasks| tasks.cases.to_string()));
    cells
}

/// Tasks by the meeting, leader or bulletin that ordered them.
pub(super) fn sources(b: &Bulletin) -> Option<Block> {
    let rows: Vec<Vec<String>> = b.directives.sources.iter().map(source_row).collect();
    let mut head = titles(&["谁部署的"]);
    head.extend(OF_SOURCE.map(|part| part.word().to_owned()));
    let mut align = vec![Align::Left];
    align.extend(OF_SOURCE.map(|_| Align::Right));
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            caption: "会议任务按部署的会议和领导（项）".to_owned(),
            head,
            rows,
            align,
        })
    })
}

/// The parts of an indicator that are printed.
const OF_INDICATOR: [Part; 4] = [Part::Fresh, Part::Closed, Part::Open, Part::Late];

fn indicator_row(row: &IndicatorProgress) -> Vec<String> {
    let mut cells = vec![
        row.name.clone(),
        row.owner.to_string(),
        row.on_time.words(),
        row.red.cases.to_string(),
    ];
    let counted = OF_INDICATOR.iter().filter_map(|part| row.part(*part));
    cells.extend(counted.map(|tasks| tasks.cases.to_string()));
    cells
}

fn indicator_head() -> Vec<String> {
    let mut head = titles(&["指标", "指标长", "诉求按时率", "逾期（件）"]);
    head.extend(OF_INDICATOR.map(|part| part.word().to_owned()));
    head
}

/// The indicators with anything on their lists; the others by name.
pub(super) fn indicators(b: &Bulletin) -> Vec<Block> {
    let (busy, idle): (Vec<_>, Vec<_>) =
        (b.indicators.iter()).partition(|row: &&IndicatorProgress| row.is_dispatched());
    let mut blocks = Vec::new();
    if !busy.is_empty() {
        let mut align = vec![Align::Right; 8];
        align[..2].fill(Align::Left);
        blocks.push(Block::Table(Table {
            caption: "指标长调度（项）".to_owned(),
            head: indicator_head(),
            rows: busy.iter().map(|row| indicator_row(row)).collect(),
            align,
        }));
    }
    if !idle.is_empty() {
        let names: Vec<&str> = idle.iter().map(|row| row.name.as_str()).collect();
        blocks.push(Block::Note(format!(
            "没有调度任务的指标：{}。",
            names.join("、")
        )));
    }
    blocks
}

/// What each unit handed in, and who did not.
pub(super) fn notes(b: &Bulletin) -> Vec<Block> {
    let mut blocks = Vec::new();
    for note in &b.notes {
        blocks.push(Block::Paragraph(format!(
            "{}：{}{}",
            note.unit,
            note.words.replace('\n', " "),
            steps(note)
        )));
    }
    if !b.notes_missing.is_empty() {
        let names: Vec<&str> = b.notes_missing.iter().map(|unit| unit.as_str()).collect();
        blocks.push(Block::Note(format!(
            "没有报送的单位：{}。",
            names.join("、")
        )));
    }
    let missed = b.calls_missed_words();
    blocks.extend(missed.map(|units| Block::Note(format!("逾期没有回访的：{units}。"))));
    blocks
}

/// ` 整改：补两名窗口人员（7月20日前）。`, or nothing.
fn steps(note: &UnitNote) -> String {
    let steps: Vec<String> = (note.steps.iter())
        .map(|step| {
            format!(
                "{}（{}月{}日前）",
                step.what,
                step.due.month(),
                step.due.day()
            )
        })
        .collect();
    match steps.is_empty() {
        true => String::new(),
        false => format!(" 整改：{}。", steps.join("；")),
    }
}

/// The same for the workbook; none for bulletins that had none of it.
pub(super) fn grids(b: &Bulletin, notes: &[String]) -> Vec<Grid> {
    if !b.has_notes() {
        return Vec::new();
    }
    let words = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let numbers = |parts: &[Part]| -> Vec<GridColumn> {
        let parts = parts.iter();
        parts
            .map(|part| GridColumn::new(part.word(), 12, CellKind::Integer))
            .collect()
    };
    let grid = |name: &str, columns: Vec<GridColumn>, rows: Vec<Vec<String>>| Grid {
        name: name.to_owned(),
        notes: notes.to_vec(),
        columns,
        rows,
    };
    let mut of_source = vec![words("谁部署的", 40)];
    of_source.extend(numbers(&OF_SOURCE));
    let mut of_indicator = vec![
        words("指标", 24),
        words("指标长", 24),
        words("诉求按时率", 12),
        GridColumn::new("逾期", 10, CellKind::Integer),
    ];
    of_indicator.extend(numbers(&OF_INDICATOR));
    let points = (b.points.iter())
        .map(|p| vec![p.side.word().to_owned(), p.words.clone(), p.rule.clone()])
        .collect();
    let said = (b.notes.iter())
        .map(|note| {
            vec![
                note.unit.to_string(),
                note.words.clone(),
                steps(note).trim().to_owned(),
            ]
        })
        .collect();
    vec![
        grid(
            "亮点和问题",
            vec![words("类", 8), words("写法", 50), words("挑选规则", 40)],
            points,
        ),
        grid(
            "任务按部署",
            of_source,
            b.directives.sources.iter().map(source_row).collect(),
        ),
        grid(
            "指标调度",
            of_indicator,
            b.indicators.iter().map(indicator_row).collect(),
        ),
        grid(
            "单位报送",
            vec![
                words("单位", 16),
                words("本周情况", 60),
                words("整改措施", 40),
            ],
            said,
        ),
    ]
}
