//! 指标报送: the figures that no matter contains. The list of a month, and for each figure a page on
//! which the lead department reports with evidence and another unit verifies or sends back.

mod act;
mod due;
mod export;
mod list;
mod measure;

use crate::App;
use crate::kit::Problem;
use crate::kit::viewer::Viewer;
use crate::routes::{Access, Route, get, post};
use banjie_core::assessment::Month;
use banjie_core::assessment::report::{Line, Lines, Reports, report_until};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::steps::RankingStep;
use banjie_core::district::{Action, IndicatorId, UnitId};
use jiff::civil::Date;

pub(crate) use due::owed;
pub(crate) use measure::Place;

pub(crate) const HOME: &str = "/desk/reports";

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeReports);
    let report = Access::Staff(Action::ReportFigure);
    vec![
        get(HOME, see, list::show),
        get("/desk/reports/export", see, export::download),
        get("/desk/reports/{month}/{id}", see, measure::show),
        post("/desk/reports/{month}/{id}", report, act::report),
        post("/desk/reports/{month}/{id}/check", report, act::check),
        get(
            "/desk/reports/{month}/{id}/files/{hash}",
            see,
            measure::file,
        ),
    ]
}

/// What was reported for a month and by which method it is asked.
pub(crate) struct Reported {
    /// The month.
    pub month: Month,
    /// Its method; `None`: none was in force.
    pub book: Option<Rulebook>,
    /// What was reported.
    pub reports: Reports,
    /// The month's figures no longer change.
    pub settled: bool,
    /// The last day for reports.
    pub until: Option<Date>,
}

impl Reported {
    /// Of a month.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn of(app: &App, month: Month) -> Result<Self, Problem> {
        let store = app.store();
        let book = store.rulebooks().await?.on(month).ok().cloned();
        let kept = store.issued_ranking(month).await?;
        let step = kept.and_then(|kept| RankingStep::from_code(&kept.issued.state));
        Ok(Self {
            month,
            book,
            reports: store.reports(month).await?,
            settled: step.is_some_and(|step| step >= RankingStep::Settled),
            until: report_until(month, &app.pack().law()),
        })
    }

    /// What the viewer sees of it.
    pub(crate) fn seen<'a>(&'a self, app: &'a App, viewer: &Viewer) -> Lines<'a> {
        let district = &app.pack().district;
        let mut lines = match &self.book {
            Some(book) => Lines::of(book, district, &self.reports),
            None => Lines::default(),
        };
        let staff = viewer.staff();
        lines.all.retain(|line| line.is_seen_by(staff, district));
        lines
    }
}

/// Address of a figure's page.
pub(crate) fn href(month: Month, measure: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(measure.as_bytes()).collect();
    format!("{HOME}/{month}/{id}")
}

/// The figures of an indicator reported for last month, as far as the viewer sees them: `2026年1月平均用时：8 个数，
/// 未报 8 个` with the address of each.
///
/// # Errors
/// The database fails.
pub(crate) async fn of_indicator(
    app: &App,
    viewer: &Viewer,
    indicator: &IndicatorId,
) -> Result<Vec<(String, String)>, Problem> {
    let month = Month::of(app.today()).previous();
    let reported = Reported::of(app, month).await?;
    let mut lines = reported.seen(app, viewer);
    (lines.all).retain(|line| line.reported.indicator.as_ref() == Some(indicator));
    let mut out: Vec<(String, String)> = Vec::new();
    for line in &lines.all {
        let measure = line.measure;
        let address = href(month, &measure.id);
        if out.iter().any(|(_, known)| *known == address) {
            continue;
        }
        let all = lines
            .all
            .iter()
            .filter(|line| line.measure.id == measure.id);
        let of_this = Lines {
            all: all.copied().collect(),
        };
        let words = format!("{}{}：{}", month.words(), measure.title, of_this.words());
        out.push((words, address));
    }
    Ok(out)
}

/// What a unit has to do for last month: `要报 3 个数，要核 2 个数`; `None`: it has nothing to do with
/// reports.
///
/// # Errors
/// The database fails.
pub(crate) async fn todo(
    app: &App,
    viewer: &Viewer,
    unit: &UnitId,
) -> Result<Option<String>, Problem> {
    let month = Month::of(app.today()).previous();
    let reported = Reported::of(app, month).await?;
    let lines = reported.seen(app, viewer);
    let concerned =
        |line: &Line<'_>| line.reported.lead == *unit || line.reported.verifier == *unit;
    if !lines.all.iter().any(concerned) {
        return Ok(None);
    }
    let owed = |what: &str| {
        let mine = |line: &&Line<'_>| line.next().is_some_and(|(w, u)| w == what && u == unit);
        lines.all.iter().filter(mine).count()
    };
    let words: Vec<String> = ["报送", "改好再报", "核验"]
        .into_iter()
        .map(|what| (what, owed(what)))
        .filter(|(_, n)| *n > 0)
        .map(|(what, n)| format!("{n} 个数等本单位{what}"))
        .collect();
    let month = month.words();
    Ok(Some(match (words.is_empty(), reported.settled) {
        (_, true) => format!("{month}已经定稿，报送的数不再改动。"),
        (true, false) => format!("{month}没有等本单位报送或核验的数。"),
        (false, false) => format!("{month}：{}。", words.join("，")),
    }))
}
