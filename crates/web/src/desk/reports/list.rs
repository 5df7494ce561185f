//! The list of a month: which figures are asked, where each stands, whose turn it is.

use super::{HOME, Reported, href};
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Chip, Column, DataTable, Empty, FilterBar, LightKind, LightView};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use banjie_core::assessment::Month;
use banjie_core::assessment::report::{Line, Lines, State as Stands};

/// Months that can be chosen.
const MONTHS: usize = 13;

#[derive(Template)]
#[template(path = "desk/reports/list.html")]
struct ListPage {
    desk: Desk,
    month: String,
    said: String,
    until: String,
    ignored: String,
    months: Vec<(String, String, bool)>,
    selects: Vec<Select>,
    filters: FilterBar,
    table: DataTable,
    empty: Option<Empty>,
    query: String,
}

/// A filter to choose from.
struct Select {
    name: &'static str,
    label: &'static str,
    chosen: String,
    choices: Vec<(String, String)>,
}

/// What an address asks for.
pub(super) struct View {
    pub(super) month: Month,
    state: Option<Stands>,
    measure: String,
    unit: String,
    ignored: Vec<String>,
}

impl View {
    /// Reads an address; what cannot be read is said and left out.
    pub(super) fn read(given: &[(String, String)], app: &App) -> Self {
        let mut view = View {
            month: Month::of(app.today()).previous(),
            state: None,
            measure: String::new(),
            unit: String::new(),
            ignored: Vec::new(),
        };
        for (name, value) in given {
            let value = value.trim();
            match name.as_str() {
                _ if value.is_empty() => {}
                "month" => match value.parse() {
                    Ok(month) => view.month = month,
                    Err(bad) => view.ignored.push(format!("{bad}")),
                },
                "state" => match Stands::from_code(value) {
                    Some(state) => view.state = Some(state),
                    None => view.ignored.push(format!("“{value}”认不出")),
                },
                "measure" => view.measure = value.to_owned(),
                "unit" => view.unit = value.to_owned(),
                _ => view.ignored.push(format!("“{value}”认不出")),
            }
        }
        view
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let state = self.state.map_or("", Stands::code).to_owned();
        [
            ("month", self.month.to_string()),
            ("state", state),
            ("measure", self.measure.clone()),
            ("unit", self.unit.clone()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    /// The address of this view without one part and with others.
    fn query(&self, without: &str, with: &[(&str, &str)]) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs().iter().filter(|(name, _)| *name != without))
            .extend_pairs(with)
            .finish()
    }

    /// The lines that this view shows.
    pub(super) fn filter(&self, lines: &mut Lines<'_>) {
        lines.all.retain(|line| {
            (self.state.is_none_or(|state| line.state() == state))
                && (self.measure.is_empty() || line.measure.id == self.measure)
                && (self.unit.is_empty() || line.unit.id.as_str() == self.unit)
        });
    }

    /// The filters in words.
    pub(super) fn words(&self, lines: &Lines<'_>) -> String {
        let measure = lines
            .all
            .iter()
            .find(|line| line.measure.id == self.measure);
        let words: Vec<&str> = [
            self.state.map_or("", Stands::word),
            measure.map_or("", |line| line.measure.title.as_str()),
            &self.unit,
        ]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
        match words.is_empty() {
            true => "没有筛选".to_owned(),
            false => words.join("；"),
        }
    }
}

/// The list of this view.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let view = View::read(&given, &app);
    let reported = Reported::of(&app, view.month).await?;
    let all = reported.seen(&app, &viewer);
    let mut shown = all.clone();
    view.filter(&mut shown);
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "指标报送").await?,
        month: view.month.words(),
        said: match all.all.is_empty() {
            true => String::new(),
            false => format!("{}。", all.words()),
        },
        until: until(&reported),
        ignored: view.ignored.join("；"),
        months: months(&app, view.month),
        selects: selects(&view, &all),
        filters: filters(&view, &all),
        empty: empty(&reported, &all, &shown),
        table: table(&shown, &reported, &app),
        query: view.query("", &[]),
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// Until when figures are taken, or that they are no longer.
pub(super) fn until(reported: &Reported) -> String {
    match (reported.settled, reported.until) {
        (true, _) => {
            "这个月的排名已经定稿，报送的数不再改动；没有报或没有核的，按未报计。".to_owned()
        }
        (false, Some(day)) => format!(
            "{}前报送并核验；没有核验的数不得分，也不等于报了零。",
            text::full_date(day)
        ),
        (false, None) => "没有核验的数不得分，也不等于报了零。".to_owned(),
    }
}

fn months(app: &App, chosen: Month) -> Vec<(String, String, bool)> {
    let mut month = Month::of(app.today()).previous();
    let mut out = Vec::new();
    for _ in 0..MONTHS {
        out.push((month.to_string(), month.words(), month == chosen));
        month = month.previous();
    }
    if !out.iter().any(|(_, _, on)| *on) {
        out.insert(0, (chosen.to_string(), chosen.words(), true));
    }
    out
}

fn selects(view: &View, all: &Lines<'_>) -> Vec<Select> {
    let mut measures: Vec<(String, String)> = Vec::new();
    let mut units: Vec<(String, String)> = Vec::new();
    for line in &all.all {
        let measure = (line.measure.id.clone(), line.measure.title.clone());
        let unit = (line.unit.id.to_string(), line.unit.id.to_string());
        for (list, choice) in [(&mut measures, measure), (&mut units, unit)] {
            if !list.contains(&choice) {
                list.push(choice);
            }
        }
    }
    let select = |name, label, chosen: &str, choices| Select {
        name,
        label,
        chosen: chosen.to_owned(),
        choices,
    };
    vec![
        select("measure", "指标", &view.measure, measures),
        select("unit", "单位", &view.unit, units),
    ]
}

fn filters(view: &View, all: &Lines<'_>) -> FilterBar {
    let chip = |state: Stands| {
        let on = view.state == Some(state);
        let with: &[(&str, &str)] = if on { &[] } else { &[("state", state.code())] };
        Chip {
            label: format!("{} {}", state.word(), all.count(state)),
            href: format!("{HOME}?{}", view.query("state", with)),
            on,
            ..Chip::default()
        }
    };
    let named = [("measure", &view.measure), ("unit", &view.unit)];
    let active = (named.into_iter().filter(|(_, value)| !value.is_empty()))
        .map(|(name, value)| {
            let measure = all.all.iter().find(|line| line.measure.id == *value);
            Chip {
                label: measure.map_or(value.clone(), |line| line.measure.title.clone()),
                href: format!("{HOME}?{}", view.query(name, &[])),
                on: true,
                ..Chip::default()
            }
        })
        .collect();
    FilterBar {
        own: Stands::ALL.map(chip).to_vec(),
        active,
        clear_href: format!("{HOME}?month={}", view.month),
        ..FilterBar::default()
    }
}

fn empty(reported: &Reported, all: &Lines<'_>, shown: &Lines<'_>) -> Option<Empty> {
    if !shown.all.is_empty() {
        return None;
    }
    let month = reported.month.words();
    let (why, next) = match (&reported.book, all.all.is_empty()) {
        (None, _) => (
            format!("{month}还没有考核办法。"),
            "请换一个月份，或者先审定一版考核办法。".to_owned(),
        ),
        (Some(book), true) => (
            format!("{month}没有和您有关的报送指标。"),
            format!(
                "{month}按考核办法{}版考核；指标由谁报送、谁核验写在考核办法的附件里。",
                book.version
            ),
        ),
        (Some(_), false) => (
            "没有符合的数。".to_owned(),
            "请去掉一项筛选再看。".to_owned(),
        ),
    };
    Some(Empty {
        why,
        next,
        act: None,
    })
}

/// Where a figure stands, late or not.
pub(super) fn light(line: &Line<'_>, reported: &Reported, app: &App) -> Cell {
    let state = line.state();
    let late = reported.until.is_some_and(|day| app.today() > day);
    match (state, reported.settled) {
        (Stands::Verified, _) => state.word().into(),
        (_, true) => format!("{}，已定稿", state.word()).into(),
        (_, false) if late => {
            Cell::Light(LightView::new(LightKind::Overdue, state.word().to_owned()))
        }
        (_, false) => Cell::Light(LightView::new(LightKind::Normal, state.word().to_owned())),
    }
}

/// Whose turn it is and what for.
pub(super) fn next(line: &Line<'_>, reported: &Reported) -> String {
    match line.next().filter(|_| !reported.settled) {
        Some((what, unit)) => format!("{unit}{what}"),
        None => "没有".to_owned(),
    }
}

fn table(lines: &Lines<'_>, reported: &Reported, app: &App) -> DataTable {
    let due = reported
        .until
        .map_or(String::new(), text::month_day_weekday);
    let rows = lines.all.iter().map(|line| {
        let at = line.report.map(|report| report.made.1.date());
        vec![
            Cell::link(
                line.measure.title.clone(),
                href(reported.month, &line.measure.id),
            ),
            line.unit.id.to_string().into(),
            line.figure().into(),
            at.map_or("没有".to_owned(), text::month_day).into(),
            light(line, reported, app),
            next(line, reported).into(),
            due.clone().into(),
        ]
    });
    DataTable {
        caption: format!("{}的报送指标", reported.month.words()),
        columns: vec![
            Column::text("指标"),
            Column::text("单位"),
            Column::number("数"),
            Column::text("报送日"),
            Column::text("状态"),
            Column::text("下一步"),
            Column::text("时限"),
        ],
        rows: rows.collect(),
    }
}
