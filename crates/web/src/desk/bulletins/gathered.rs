//! O3: what goes into a draft by hand: who has handed in and who has not, the highlights and problems
//! with the rule that chose each, and the way to change them.

use super::points::address;
use crate::App;
use crate::assess::Edition;
use crate::assess::sheet::trace_words;
use crate::kit::parts::{Act, Acts, Cell, Column, DataTable};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::bulletin::edits::EditEvent;
use banjie_core::assessment::bulletin::points::{Point, Side};

/// The two panels above the draft.
#[derive(Template)]
#[template(path = "desk/bulletins/gathered.html")]
pub(super) struct Gathered {
    points: DataTable,
    add: Acts,
    /// Why nothing can be changed; empty while it can.
    closed: String,
    idle: Vec<String>,
    handed: String,
    due: String,
    missing: Option<DataTable>,
}

part!(Gathered);

/// `亮点 3 条，问题 4 条`.
pub(super) fn points_words(b: &Bulletin) -> String {
    let of = |side| b.points.iter().filter(|point| point.side == side).count();
    let edited = b.points.iter().chain(&b.dropped);
    let edited = edited.filter(|point| !point.trace.is_empty()).count();
    let words = format!(
        "亮点 {} 条，问题 {} 条",
        of(Side::Highlight),
        of(Side::Problem)
    );
    match edited {
        0 => words,
        n => format!("{words}；{n} 条编辑过，印发后留痕"),
    }
}

/// What was gathered for a draft.
pub(super) async fn gathered(
    app: &App,
    edition: &Edition<Bulletin>,
    issued: bool,
) -> Result<Gathered, Problem> {
    let b = &edition.values;
    let closed = match (issued, b.complete) {
        (true, _) => "已经印发，不能再改；更正版沿用印发时的写法。".to_owned(),
        (false, false) => "本周还没有过完，数还会变，过完了才能改。".to_owned(),
        (false, true) => String::new(),
    };
    let open = closed.is_empty();
    let (_, edits) = app.store().week_entries(b.week).await?;
    let keys: Vec<&str> = (b.points.iter().chain(&b.dropped))
        .map(|point| point.key.as_str())
        .collect();
    let idle = (edits.all.iter())
        .filter(|(event, ..)| !keys.contains(&event.key()))
        .filter_map(|(event, ..)| match event {
            EditEvent::Reworded { words, .. } => Some(format!(
                "改写过的“{words}”现在不够条件，不印。数变了才会这样。"
            )),
            _ => None,
        });
    let row = |point: &Point, left: bool| row(b, point, left, open);
    let printed = b.points.iter().map(|point| row(point, false));
    let rows = printed.chain(b.dropped.iter().map(|point| row(point, true)));
    let add = Act::link("加写一条", address(b.week, ""));
    Ok(Gathered {
        points: DataTable {
            caption: "亮点和问题".to_owned(),
            columns: ["类", "写法", "怎么来的", "编辑"]
                .map(Column::text)
                .to_vec(),
            rows: rows.collect(),
        },
        add: match open {
            true => vec![add].into(),
            false => Acts::default(),
        },
        closed,
        idle: idle.collect(),
        handed: b.findings.notes.clone(),
        due: match (b.notes_due, issued) {
            (_, true) => "已经印发，不再收。".to_owned(),
            (Some(day), false) => format!(
                "{}前报送；印发以前都能报、能改，印发后截止。",
                text::month_day_weekday(day)
            ),
            (None, false) => "印发以前都能报、能改，印发后截止。".to_owned(),
        },
        missing: missing(app, b),
    })
}

fn row(b: &Bulletin, point: &Point, left: bool, open: bool) -> Vec<Cell> {
    let why = match point.rule.is_empty() {
        true => "区营商办写的".to_owned(),
        false => point.rule.clone(),
    };
    let said = point.trace.last().map(trace_words);
    vec![
        point.side.word().into(),
        match open {
            true => Cell::link(point.words.clone(), address(b.week, &point.key)),
            false => point.words.clone().into(),
        },
        why.into(),
        match (left, said) {
            (true, Some(said)) => format!("不印。{said}").into(),
            (false, Some(said)) => said.into(),
            (_, None) => "没有编辑过".into(),
        },
    ]
}

/// Who has not handed in, with the number to ring.
fn missing(app: &App, b: &Bulletin) -> Option<DataTable> {
    let rows: Vec<Vec<Cell>> = (b.notes_missing.iter())
        .map(|id| {
            let unit = app.pack().district.unit(id);
            vec![
                id.to_string().into(),
                unit.map_or(String::new(), |unit| unit.head.clone()).into(),
                unit.map_or(String::new(), |unit| unit.telephone.clone())
                    .into(),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| DataTable {
        caption: "没有报送的单位".to_owned(),
        columns: ["单位", "负责人", "电话"].map(Column::text).to_vec(),
        rows,
    })
}
