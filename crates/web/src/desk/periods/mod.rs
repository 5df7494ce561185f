//! H3: the own unit's figures of a period under check, each opened to its matters: agree, or object.

mod month;
mod objection;
mod quarter;

use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::kit::form::{Form, FormLimits, KEY, new_key};
use crate::kit::parts::{Act, Acts, Cell, Column, DataTable, Empty};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render, text};
use crate::routes::{Access, Route, get, post};
use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use banjie_core::assessment::steps::{RankingStep, Stand, objections_until};
use banjie_core::assessment::{Figure, Period};
use banjie_core::district::{Action, UnitId};
use banjie_core::kinds::objection::Stage;
use banjie_core::matter::{Detail, Matter};
use jiff::civil::Date;

const HOME: &str = "/desk/assess";
/// Months in the list.
const MONTHS: u32 = 13;
/// Quarters in the list.
const QUARTERS: u32 = 5;

pub(super) fn routes() -> Vec<Route> {
    let access = Access::Staff(Action::Object);
    vec![
        get(HOME, access, list),
        get("/desk/assess/{period}", access, show),
        post("/desk/assess/{period}/confirm", access, confirm),
        get("/desk/assess/{period}/objection", access, objection::ask),
        post("/desk/assess/{period}/objection", access, objection::file),
    ]
}

#[derive(Template)]
#[template(path = "desk/periods/list.html")]
struct ListPage {
    desk: Desk,
    unit: String,
    /// The newest period that may still be checked.
    next: Option<(String, String)>,
    table: Option<DataTable>,
    empty: Empty,
}

#[derive(Template)]
#[template(path = "desk/periods/period.html")]
struct PeriodPage {
    desk: Desk,
    period: String,
    headline: String,
    said: Vec<String>,
    acts: Acts,
    figures: Figures,
    objections: Option<DataTable>,
}

/// The figures of one unit in one period.
struct Own {
    period: Period,
    revision: u32,
    stand: Stand,
    of: Of,
}

/// Of which sort.
enum Of {
    Month(Box<month::Own>),
    Quarter(Box<quarter::Own>),
}

/// How they are shown.
enum Figures {
    Month(Box<month::Shown>),
    Quarter(Box<quarter::Shown>),
}

impl Own {
    /// The last day for objections, while there is one.
    fn until(&self, app: &App) -> Option<Date> {
        let until = objections_until(self.stand.since, &app.pack().law()).ok()?;
        (self.stand.step == RankingStep::Checking && app.today() <= until).then_some(until)
    }

    /// Score and place in words.
    fn place(&self) -> String {
        match &self.of {
            Of::Month(own) => own.place(),
            Of::Quarter(own) => own.place(),
        }
    }

    /// What may be objected to, each with the figures that cost points.
    fn measures(&self) -> Vec<(String, Vec<&Figure>)> {
        match &self.of {
            Of::Month(own) => own.measures(),
            Of::Quarter(own) => own.measures(),
        }
    }

    /// The bonuses, deductions and vetoes that may be objected to, by number, in words.
    fn adjustments(&self) -> Vec<(u32, String)> {
        match &self.of {
            Of::Month(_) => Vec::new(),
            Of::Quarter(own) => own.adjustments(),
        }
    }
}

/// What a unit may see of a period: nothing before it is handed out for checking.
async fn own(app: &App, period: Period, unit: &UnitId) -> Result<Own, Problem> {
    let stand = app.store().stand(period).await?;
    let (stand, revision) = stand.ok_or(Problem::NotFound)?;
    if stand.step < RankingStep::Checking {
        return Err(Problem::NotFound);
    }
    let of = match period {
        Period::Month(month) => month::own(app, month, unit).await?.map(Of::Month),
        Period::Quarter(quarter) => quarter::own(app, quarter, unit).await?.map(Of::Quarter),
    };
    Ok(Own {
        period,
        revision,
        stand,
        of: of.ok_or(Problem::NotFound)?,
    })
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let unit = viewer.staff().unit.clone();
    let mut rows = Vec::new();
    let mut next = None;
    let mut papers = app.store().papers("assessment", QUARTERS).await?;
    papers.extend(app.store().papers("ranking", MONTHS).await?);
    let mut periods: Vec<Period> = papers
        .iter()
        .filter_map(|p| p.period.parse().ok())
        .collect();
    periods.sort_by_key(|period| std::cmp::Reverse((period.last(), period.first())));
    for period in periods {
        let Ok(own) = own(&app, period, &unit).await else {
            continue;
        };
        let words = format!("{}{}", period.words(), period.title());
        let state = match own.until(&app) {
            Some(until) => {
                next.get_or_insert((
                    format!("核对{}的数", period.words()),
                    format!("{HOME}/{period}"),
                ));
                format!("核对中，到 {} 为止", text::month_day_weekday(until))
            }
            None => own.stand.step.word().to_owned(),
        };
        rows.push(vec![
            Cell::link(words, format!("{HOME}/{period}")),
            own.place().into(),
            state.into(),
        ]);
    }
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "核对本单位的数").await?,
        unit: unit.to_string(),
        next,
        table: (!rows.is_empty()).then(|| DataTable {
            caption: "各期本单位的数".to_owned(),
            columns: ["考核期", "本单位", "状态"].map(Column::text).to_vec(),
            rows,
        }),
        empty: Empty {
            why: "现在没有要核对的数。".to_owned(),
            next:
                "区营商办把一个月的排名或一个季度的考核发出核对时，会出现在这里，核对 3 个工作日。"
                    .to_owned(),
            act: None,
        },
    };
    render(&page)
}

async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(period): Path<String>,
) -> Result<Response, Problem> {
    let period = assess::period(&period)?;
    let unit = viewer.staff().unit.clone();
    let own = own(&app, period, &unit).await?;
    let path = format!("{HOME}/{period}");
    let objections = app.store().objections(period).await?;
    let objections: Vec<&Matter> = (objections.iter())
        .filter(|m| matches!(&m.detail, Detail::Objection(o) if o.unit == unit))
        .collect();
    let agreed = app.store().confirmations(period, own.revision).await?;
    let agreed = agreed.iter().find(|(_, u)| *u == unit).map(|(at, _)| *at);
    let mut said = Vec::new();
    let mut acts = Vec::new();
    match own.until(&app) {
        Some(until) => {
            said.push(format!(
                "核对到{}，当天 24:00 以后不再受理申诉。到期不回话，按没有异议定稿。",
                text::full_date(until)
            ));
            match agreed {
                Some(at) => said.push(format!("{}已确认没有异议。", assess::day_words(at))),
                None => acts.push(
                    Act::post(
                        "核对无误，确认",
                        format!("{path}/confirm"),
                        vec![(KEY.to_owned(), new_key()?)],
                    )
                    .filled(),
                ),
            }
            acts.push(Act::link("提出申诉", format!("{path}/objection")));
        }
        None => said.push(closed(&own)),
    }
    let title = format!("核对 {}", period.words());
    let figures = match &own.of {
        Of::Month(of) => Figures::Month(Box::new(month::shown(&app, of).await?)),
        Of::Quarter(of) => Figures::Quarter(Box::new(quarter::shown(&app, of, &viewer).await?)),
    };
    let page = PeriodPage {
        desk: frame(&app, &viewer, &path, &title).await?,
        period: format!(
            "{}{} · 第{}版 · {}",
            period.words(),
            period.title(),
            own.revision,
            own.stand.step.word()
        ),
        headline: format!("{unit}：{}", own.place()),
        said,
        acts: acts.into(),
        figures,
        objections: (!objections.is_empty()).then(|| table(&objections)),
    };
    render(&page)
}

/// Why nothing can be said here any more, and how a mistake is corrected.
fn closed(own: &Own) -> String {
    format!(
        "核对期已经过了，现在是“{}”，不再受理申诉。确有错误的，请书面告诉区营商办，由它出更正版，写明各单位的差别。",
        own.stand.step.word()
    )
}

fn table(objections: &[&Matter]) -> DataTable {
    let rows = (objections.iter())
        .filter_map(|matter| {
            let Detail::Objection(o) = &matter.detail else {
                return None;
            };
            let result = match &o.stage {
                Stage::Filed => format!("等{}裁定", matter.lead),
                Stage::Ruled {
                    ruling,
                    reason,
                    instead: Some(terms),
                    ..
                } => format!("{}，改为{}：{reason}", ruling.word(), terms.words()),
                Stage::Ruled { ruling, reason, .. } => format!("{}：{reason}", ruling.word()),
            };
            Some(vec![
                Cell::link(
                    matter.no.to_string(),
                    format!("/desk/matters/{}", matter.no),
                ),
                o.measure.clone().into(),
                text::month_day(matter.opened.date()).into(),
                result.into(),
            ])
        })
        .collect();
    DataTable {
        caption: "本单位的申诉".to_owned(),
        columns: ["编号", "哪一项", "提出", "结果"]
            .map(Column::text)
            .to_vec(),
        rows,
    }
}

async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    Path(period): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Form::read(request, FormLimits::TEXT).await?;
    let period = assess::period(&period)?;
    let unit = viewer.staff().unit.clone();
    let own = own(&app, period, &unit).await?;
    if own.until(&app).is_none() {
        return Err(Problem::Refused {
            sentence: closed(&own),
            code: "period.closed",
        });
    }
    app.store()
        .confirm_period(period, own.revision, unit, viewer.act(&app))
        .await?;
    Ok(Redirect::to(&format!("{HOME}/{period}")).into_response())
}
