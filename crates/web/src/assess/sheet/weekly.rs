//! What a bulletin says beside the counts: highlights and problems with the rule that chose them, tasks
//! by who ordered them, the indicators' dispatch lists, the units' own words.

use super::Part;
use super::tables::{number, rate};
use crate::assess::figure::opens;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::text;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::bulletin::points::{Point, Trace};
use banjie_core::assessment::bulletin::tasks::{IndicatorProgress, Part as Of, Tasks};

/// A sentence with what stands behind it.
pub(super) struct Item {
    /// `亮点`, `问题`, the unit.
    pub(super) head: String,
    /// The sentence.
    pub(super) words: String,
    /// Its numbers: label, address.
    pub(super) figures: Vec<(String, String)>,
    /// Where it comes from.
    pub(super) small: Vec<String>,
    /// Who changed it, when, from what.
    pub(super) trace: Vec<String>,
}

/// `7月6日 10:20 区营商办方晓晴改写。原文：…。理由：…`.
pub(crate) fn trace_words(trace: &Trace) -> String {
    let mut words = format!("{} {}{}。", text::moment(trace.at), trace.by, trace.what);
    if !trace.original.is_empty() {
        words.push_str(&format!(
            "原文：{}。",
            trace.original.trim_end_matches('。')
        ));
    }
    words.push_str(&format!("理由：{}", trace.reason));
    words
}

pub(super) fn points(b: &Bulletin) -> Vec<Item> {
    let mut items: Vec<Item> = b.points.iter().map(point).collect();
    for left in &b.dropped {
        items.push(Item {
            head: format!("没有印发的{}", left.side.word()),
            ..point(left)
        });
    }
    items
}

fn point(point: &Point) -> Item {
    let figures = point.figures.iter();
    Item {
        head: point.side.word().to_owned(),
        words: point.words.clone(),
        figures: figures
            .map(|f| {
                (
                    format!("{} {} 件", f.label, f.counted.cases),
                    opens(&f.counted),
                )
            })
            .collect(),
        small: vec![match point.rule.is_empty() {
            true => "区营商办写的".to_owned(),
            false => format!("挑选规则：{}", point.rule),
        }],
        trace: point.trace.iter().map(trace_words).collect(),
    }
}

/// The page of the tasks behind a number.
pub(crate) fn tasks_href(base: &str, row: &str, part: Of) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("row", row)
        .append_pair("part", part.code());
    format!("{base}/tasks?{}", query.finish())
}

fn tasks(base: &str, row: &str, part: Of, tasks: &Tasks) -> Cell {
    Cell::link(text::thousands(tasks.cases), tasks_href(base, row, part))
}

/// Tasks by the meeting, leader or bulletin that ordered them.
pub(super) fn sources(b: &Bulletin, base: &str) -> Vec<Part> {
    let parts = [Of::Ordered, Of::Done, Of::Closed, Of::Open, Of::Late];
    let rows: Vec<Vec<Cell>> = (b.directives.sources.iter().enumerate())
        .map(|(n, row)| {
            let mut cells: Vec<Cell> = vec![row.source.clone().into()];
            let counted = parts
                .iter()
                .filter_map(|part| Some((*part, row.part(*part)?)));
            cells.extend(counted.map(|(part, of)| tasks(base, &format!("s{n}"), part, of)));
            cells
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut columns = vec![Column::text("谁部署的")];
    columns.extend(parts.map(|part| Column::number(part.word())));
    let table = DataTable {
        caption: "会议任务按部署的会议和领导".to_owned(),
        columns,
        rows,
    };
    vec![Part {
        heading: "按会议和领导".to_owned(),
        ..Part::table(table)
    }]
}

/// Each indicator with anything on its list; the others in one row at the end.
pub(super) fn indicators(b: &Bulletin, base: &str) -> Vec<Part> {
    let parts = [Of::Fresh, Of::Closed, Of::Open, Of::Late];
    let (busy, idle): (Vec<_>, Vec<_>) =
        (b.indicators.iter()).partition(|row: &&IndicatorProgress| row.is_dispatched());
    let row = |row: &IndicatorProgress| {
        let mut cells: Vec<Cell> = vec![
            row.name.clone().into(),
            row.owner.to_string().into(),
            rate(&row.on_time),
            number(&row.red),
        ];
        let counted = parts
            .iter()
            .filter_map(|part| Some((*part, row.part(*part)?)));
        let key = format!("i{}", row.id);
        cells.extend(counted.map(|(part, of)| tasks(base, &key, part, of)));
        cells
    };
    let table = |rows: &[&IndicatorProgress], caption: &str| {
        let mut columns = vec![
            Column::text("指标"),
            Column::text("指标长"),
            Column::number("诉求按时率"),
            Column::number("逾期"),
        ];
        columns.extend(parts.map(|part| Column::number(part.word())));
        DataTable {
            caption: caption.to_owned(),
            columns,
            rows: rows.iter().map(|one| row(one)).collect(),
        }
    };
    let rest = (!idle.is_empty()).then(|| {
        let title = format!("没有调度任务的 {} 项指标", idle.len());
        (title.clone(), table(&idle, &title))
    });
    vec![Part {
        heading: "指标长调度".to_owned(),
        table: table(&busy, "各项指标的调度"),
        rest,
    }]
}

pub(super) fn notes(b: &Bulletin) -> Vec<Item> {
    let mut items: Vec<Item> = (b.notes.iter())
        .map(|note| Item {
            head: note.unit.to_string(),
            words: note.words.clone(),
            figures: Vec::new(),
            small: (note.steps.iter())
                .map(|step| format!("整改：{}（{}前）", step.what, text::month_day(step.due)))
                .chain((!note.by.is_empty()).then(|| note.handed_words()))
                .collect(),
            trace: Vec::new(),
        })
        .collect();
    if !b.notes_missing.is_empty() {
        let names: Vec<&str> = b.notes_missing.iter().map(|unit| unit.as_str()).collect();
        items.push(Item {
            head: "没有报送".to_owned(),
            words: names.join("、"),
            figures: Vec::new(),
            small: Vec::new(),
            trace: Vec::new(),
        });
    }
    items.extend(b.calls_missed_words().map(|words| Item {
        head: "逾期没有回访".to_owned(),
        words,
        figures: Vec::new(),
        small: vec!["抽到打电话问企业、到期没有打的".to_owned()],
        trace: Vec::new(),
    }));
    items
}
