//! A view of the marks as xlsx; with it the sample and what it was drawn from, so that anybody
//! draws the same again.

use super::page::became;
use super::sample::{chance, rule, tries};
use super::view::View;
use crate::App;
use crate::assess;
use crate::desk::matter::attachment;
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use banjie_core::assessment::callback::Sampling;
use banjie_core::assessment::detectors::Mark;
use banjie_papers::xlsx::{self, Book, CellKind, Grid, GridColumn};
use jiff::civil::Date;

pub(super) async fn download(
    State(app): State<App>,
    _viewer: Viewer,
    Path(month): Path<String>,
    Query(mut given): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    given.retain(|(name, _)| name != "month");
    let view = View {
        month,
        ..View::read(&app, &given)?
    };
    let marks = app.store().marks(month).await?;
    let sampling = app.store().sampling(month).await?;
    let today = app.today();
    let tries = tries(&app, today)?;
    let mut sheets = vec![marked(&view, &marks, &sampling)];
    if sampling.drawing.is_some() {
        sheets.push(called(&sampling, today, tries));
        sheets.push(frame(&sampling));
    }
    let book = Book {
        title: format!("异常线索和回访样本 {}", month.words()),
        created: today,
        demo: app.site().demo,
        sheets,
    };
    let bytes = xlsx::write(&book).map_err(|e| Problem::internal(&e))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("异常线索-{month}.xlsx"), media, bytes)
}

fn column(title: &str, width: u16) -> GridColumn {
    GridColumn::new(title, width, CellKind::Text)
}

fn marked(view: &View, marks: &[Mark], sampling: &Sampling) -> Grid {
    let rows = view.pick(marks, sampling).into_iter().map(|mark| {
        let judged = sampling.judgement(mark.no, mark.detector);
        vec![
            mark.no.to_string(),
            mark.unit.to_string(),
            mark.detector.word().to_owned(),
            mark.day.to_string(),
            mark.reason.clone(),
            judged.map_or(String::new(), |j| became(j.taken, &j.reason)),
        ]
    });
    Grid {
        name: "异常线索".to_owned(),
        notes: vec![
            format!("{} · {}", view.month.words(), view.words()),
            "线索只供抽查，不直接改分数。".to_owned(),
        ],
        columns: vec![
            column("办件", 20),
            column("单位", 16),
            column("哪一类", 18),
            GridColumn::new("日期", 12, CellKind::Date),
            column("为什么", 60),
            column("处理", 40),
        ],
        rows: rows.collect(),
    }
}

fn called(sampling: &Sampling, today: Date, tries: u32) -> Grid {
    let rows = sampling.items.iter().map(|item| {
        let answer = item.heard();
        vec![
            item.drawn.no.to_string(),
            item.drawn.unit.to_string(),
            item.drawn.caller.to_string(),
            chance(&item.drawn),
            item.due.to_string(),
            item.standing(today, tries).word().to_owned(),
            answer.map_or(String::new(), |a| a.word()),
            answer.map_or(String::new(), |a| a.words.clone()),
        ]
    });
    Grid {
        name: "回访样本".to_owned(),
        notes: vec![format!("截至 {}", text::full_date(today))],
        columns: vec![
            column("办件", 20),
            column("被回访单位", 16),
            column("回访单位", 16),
            column("怎么抽到", 24),
            GridColumn::new("回访期限", 12, CellKind::Date),
            column("进度", 14),
            column("企业怎么说", 24),
            column("原话", 50),
        ],
        rows: rows.collect(),
    }
}

/// 抽样框.
fn frame(sampling: &Sampling) -> Grid {
    let drawing = sampling.drawing.as_ref();
    let candidates = drawing.into_iter().flat_map(|d| &d.frame.candidates);
    let rows = candidates.map(|case| {
        let marks: Vec<&str> = case.marks.iter().map(|d| d.word()).collect();
        let hands: Vec<&str> = case.hands.iter().map(|u| u.as_str()).collect();
        vec![
            case.no.to_string(),
            case.unit.to_string(),
            marks.join("、"),
            if case.wanted { "是" } else { "" }.to_owned(),
            hands.join("、"),
        ]
    });
    let mut notes: Vec<String> = drawing.iter().map(|d| rule(&d.frame.shares)).collect();
    notes.extend(drawing.map(|d| format!("种子：{}", d.frame.seed)));
    Grid {
        name: "抽样框".to_owned(),
        notes,
        columns: vec![
            column("办件", 20),
            column("单位", 16),
            column("线索", 30),
            column("指定", 8),
            column("还经手的单位", 30),
        ],
        rows: rows.collect(),
    }
}
