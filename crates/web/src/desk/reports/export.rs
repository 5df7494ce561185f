//! This view of the list as xlsx.

use super::Reported;
use super::list::{View, next};
use crate::App;
use crate::desk::matter::attachment;
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Query, State};
use axum::response::Response;
use banjie_core::assessment::report::{Line, Said};
use banjie_core::matter::By;
use banjie_core::moment::Moment;
use banjie_papers::xlsx::{self, Book, CellKind, Grid, GridColumn};

/// The view of the address.
pub(super) async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = View::read(&given, &app);
    let reported = Reported::of(&app, view.month).await?;
    let mut lines = reported.seen(&app, &viewer);
    let words = view.words(&lines);
    view.filter(&mut lines);
    let (today, month) = (app.today(), view.month);
    let column = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let grid = Grid {
        name: "指标报送".to_owned(),
        notes: vec![
            format!(
                "{}{}指标报送 · {}",
                app.site().district_name,
                month.words(),
                text::full_date(today)
            ),
            format!("{words} · {}", lines.words()),
        ],
        columns: vec![
            column("指标", 24),
            column("单位", 16),
            column("数", 14),
            column("不适用的理由", 30),
            column("依据", 40),
            column("附件", 30),
            column("状态", 10),
            column("退回理由", 30),
            column("谁报送", 24),
            column("谁核验", 24),
            column("下一步", 24),
        ],
        rows: lines.all.iter().map(|line| row(line, &reported)).collect(),
    };
    let book = Book {
        title: format!("{}指标报送", month.words()),
        created: today,
        demo: app.site().demo,
        sheets: vec![grid],
    };
    let bytes = xlsx::write(&book).map_err(|e| Problem::internal(&e))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("指标报送-{month}.xlsx"), media, bytes)
}

fn row(line: &Line<'_>, reported: &Reported) -> Vec<String> {
    let report = line.report;
    let who = |(by, at): &(By, Moment)| format!("{} {}", by.words(), text::month_day(at.date()));
    let reason = match report.map(|report| &report.said) {
        Some(Said::NotApplicable(reason)) => reason.clone(),
        _ => String::new(),
    };
    let files = report.map(|report| {
        let names = report.grounds.files.iter().map(|file| file.name.as_str());
        names.collect::<Vec<_>>().join("、")
    });
    let returned = report.and_then(|report| report.returned.as_ref());
    vec![
        line.measure.title.clone(),
        line.unit.id.to_string(),
        line.figure(),
        reason,
        report.map_or(String::new(), |report| report.grounds.note.clone()),
        files.unwrap_or_default(),
        line.state().word().to_owned(),
        returned.map_or(String::new(), |(_, _, why)| why.clone()),
        report.map_or(String::new(), |report| who(&report.made)),
        report
            .and_then(|report| report.verified.as_ref())
            .map_or(String::new(), who),
        next(line, reported),
    ]
}
