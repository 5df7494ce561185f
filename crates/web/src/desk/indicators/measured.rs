//! What an indicator is measured by: the goal of the method and the figure of what counts for it.

use crate::App;
use crate::assess::sheet::tables::rate;
use crate::kit::Problem;
use crate::kit::parts::{Cell, Column, DataTable};
use banjie_core::assessment::indicator::{MEASURED, goal};
use banjie_core::assessment::rulebook::{Metric, Rulebooks};
use banjie_core::assessment::scoring::Share;
use banjie_core::assessment::{Counts, Month, Week};
use banjie_core::district::Indicator;

/// The sums of this week and this month, up to today.
pub(super) struct Sums {
    week: Counts,
    month: Counts,
    books: Rulebooks,
}

pub(super) async fn sums(app: &App) -> Result<Sums, Problem> {
    let (store, today) = (app.store(), app.today());
    Ok(Sums {
        week: store.counts(Week::of(today).first(), today).await?,
        month: store.counts(Month::of(today).first(), today).await?,
        books: store.rulebooks().await?,
    })
}

/// A rate; what nothing measures says so.
fn cell(metric: Metric, counts: &Counts, indicator: &Indicator) -> Cell {
    let share = Share::of(metric, None, &counts.of_indicator(&indicator.id));
    match share.rate {
        Some(_) => rate(&share),
        None => "没有数据".into(),
    }
}

impl Sums {
    /// 按时办结率 of this month.
    pub(super) fn on_time(&self, indicator: &Indicator) -> Cell {
        cell(Metric::ON_TIME, &self.month, indicator)
    }

    /// Goal and figures, one row a metric.
    pub(super) fn table(&self, app: &App, indicator: &Indicator) -> DataTable {
        let book = self.books.on(Month::of(app.today())).ok();
        let rows = MEASURED.map(|metric| -> Vec<Cell> {
            let goal = book.and_then(|book| goal(book, metric));
            vec![
                metric.word().into(),
                match goal {
                    Some(measure) => measure.form_words().into(),
                    None => "考核办法没有定".into(),
                },
                cell(metric, &self.week, indicator),
                cell(metric, &self.month, indicator),
            ]
        });
        DataTable {
            caption: "目标和数".to_owned(),
            columns: vec![
                Column::text("看什么"),
                Column::text("考核办法的目标"),
                Column::number("本周到今天"),
                Column::number("本月到今天"),
            ],
            rows: rows.to_vec(),
        }
    }
}

/// Which appeals count for it, as the pack says; or that none do.
pub(super) fn what_counts(app: &App, indicator: &Indicator) -> String {
    let topics = app.pack().district.topics.iter();
    let names: Vec<&str> = topics
        .filter(|topic| topic.indicator.as_ref() == Some(&indicator.id))
        .map(|topic| topic.id.as_str())
        .collect();
    match names.is_empty() {
        true => "没有哪类诉求计入这项指标，除了调度任务，这里没有数据。国家评价的指标值由牵头单位另报，日志里没有。".to_owned(),
        false => format!(
            "计入的诉求类别：{}；指名这项指标的会议任务也计入。国家评价的指标值由牵头单位另报，日志里没有。",
            names.join("、")
        ),
    }
}
