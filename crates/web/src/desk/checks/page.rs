//! The list of a month's marks.

use super::HOME;
use super::view::{By, View};
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{
    Cell, Chip, Choice, Column, Control, DataTable, Empty, Field, FilterBar, Pager, Tab, Tabs,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::Sampling;
use banjie_core::assessment::detectors::{Detector, Mark};
use banjie_core::district::Action;

const PAGE: u64 = 50;
/// Months to choose from.
const MONTHS: usize = 13;

#[derive(Template)]
#[template(path = "desk/checks/page.html")]
struct ChecksPage {
    desk: Desk,
    tabs: Tabs,
    title: String,
    ignored: String,
    fields: Vec<Field>,
    filters: FilterBar,
    table: Option<DataTable>,
    empty: Empty,
    pager: Pager,
    export: String,
}

/// The two pages of a month.
pub(super) fn tabs(month: Month, marks: usize, sampling: &Sampling, sample: bool) -> Tabs {
    let tab = |label: &str, href, count: usize, current| Tab {
        label: label.to_owned(),
        href,
        count: u64::try_from(count).ok(),
        current,
    };
    Tabs {
        tabs: vec![
            tab("异常线索", View::of(month).href(), marks, !sample),
            tab(
                "回访样本",
                format!("{HOME}/{month}/sample"),
                sampling.items.len(),
                sample,
            ),
        ],
    }
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let view = View::read(&app, &given)?;
    let (store, month) = (app.store(), view.month);
    let marks = store.marks(month).await?;
    let sampling = store.sampling(month).await?;
    let found = view.pick(&marks, &sampling);
    let total = u64::try_from(found.len()).unwrap_or(0);
    let skip = usize::try_from((view.page - 1).saturating_mul(PAGE)).unwrap_or(usize::MAX);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let shown: Vec<&Mark> = found.into_iter().skip(skip).take(most).collect();
    let open = (marks.iter())
        .filter(|m| sampling.judgement(m.no, m.detector).is_none())
        .count();
    let page = ChecksPage {
        desk: frame(&app, &viewer, HOME, &format!("异常线索 {}", month.words())).await?,
        tabs: tabs(month, marks.len(), &sampling, false),
        title: match (marks.len(), open) {
            (0, _) => format!("{}没有异常线索", month.words()),
            (n, 0) => format!("{}异常线索 {n} 条，都处理了", month.words()),
            (n, open) => format!("{}异常线索 {n} 条，{open} 条没有处理", month.words()),
        },
        ignored: view.ignored.join("；"),
        fields: fields(&app, &view),
        filters: filters(&view, &marks),
        table: (!shown.is_empty()).then(|| {
            let judges = viewer.may(Action::JudgeMark);
            table(&view, &shown, &sampling, judges)
        }),
        empty: Empty {
            why: "没有符合的线索。".to_owned(),
            next: "换一个月份，或者去掉筛选。".to_owned(),
            act: None,
        },
        pager: Pager {
            total,
            size: PAGE,
            page: view.page,
            base: format!("{}&page=", view.href()),
            noun: "条",
        },
        export: format!("{HOME}/{month}/export?{}", view.query()),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn fields(app: &App, view: &View) -> Vec<Field> {
    let mut months = Vec::new();
    let mut month = Month::of(app.today());
    for _ in 0..MONTHS {
        months.push(Choice::new(month.to_string(), month.words()));
        month = month.previous();
    }
    if !months.iter().any(|c| c.value == view.month.to_string()) {
        months.push(Choice::new(view.month.to_string(), view.month.words()));
    }
    let units = (app.pack().district.units.iter())
        .map(|unit| Choice::new(unit.id.as_str(), unit.id.as_str()))
        .collect();
    let unit = view.unit.as_ref().map_or("", |unit| unit.as_str());
    vec![
        Field::with("month", "月份", Control::Select(months)).value(view.month.to_string()),
        Field::with("unit", "单位", Control::Select(units))
            .value(unit)
            .optional(),
    ]
}

fn filters(view: &View, marks: &[Mark]) -> FilterBar {
    let counts = View::counts(marks);
    let toggled = |change: &dyn Fn(&mut View)| {
        let mut other = view.clone();
        change(&mut other);
        other.href()
    };
    let chips = Detector::ALL.into_iter().map(|detector| {
        let on = view.detector == Some(detector);
        Chip {
            label: detector.word().to_owned(),
            href: toggled(&|v| v.detector = (!on).then_some(detector)),
            count: Some(counts.get(&detector).copied().unwrap_or(0)),
            on,
            ..Chip::default()
        }
    });
    let open = Chip {
        label: "只看没有处理的".to_owned(),
        href: toggled(&|v| v.open = !v.open),
        on: view.open,
        ..Chip::default()
    };
    let active = view.unit.iter().map(|unit| Chip {
        label: unit.to_string(),
        href: toggled(&|v| v.unit = None),
        on: true,
        ..Chip::default()
    });
    FilterBar {
        own: chips.chain([open]).collect(),
        active: active.collect(),
        clear_href: View::of(view.month).href(),
        ..FilterBar::default()
    }
}

/// The address of one mark.
fn place(month: Month, mark: &Mark) -> String {
    format!("{HOME}/{month}/marks/{}/{}", mark.no, mark.detector.code())
}

fn table(view: &View, shown: &[&Mark], sampling: &Sampling, judges: bool) -> DataTable {
    let sorted = |label: &str, by: By| {
        let mut other = view.clone();
        let now = view.by == by;
        (other.by, other.down) = (by, now && !view.down);
        Column {
            sort_href: other.href(),
            sorted: now.then_some(if view.down { "descending" } else { "ascending" }),
            ..Column::text(label)
        }
    };
    let rows = shown.iter().map(|mark| {
        let became = match sampling.judgement(mark.no, mark.detector) {
            Some(judged) => Cell::from(became(judged.taken, &judged.reason)),
            None if judges => Cell::link("处理", place(view.month, mark)),
            None => Cell::from("没有处理"),
        };
        vec![
            Cell::link(mark.no.to_string(), format!("/desk/matters/{}", mark.no)),
            mark.unit.to_string().into(),
            mark.detector.word().into(),
            text::month_day(mark.day).into(),
            mark.reason.clone().into(),
            became,
        ]
    });
    DataTable {
        caption: "异常线索".to_owned(),
        columns: vec![
            Column::text("办件"),
            sorted("单位", By::Unit),
            sorted("哪一类", By::Detector),
            sorted("日期", By::Day),
            Column::text("为什么"),
            Column::text("处理"),
        ],
        rows: rows.collect(),
    }
}

/// What became of a mark, in words.
pub(super) fn became(taken: bool, reason: &str) -> String {
    match taken {
        true => format!("放进样本：{reason}"),
        false => format!("销去：{reason}"),
    }
}
