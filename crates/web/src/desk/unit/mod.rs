//! H1: the own unit at a glance: what is red, who carries how much, this month's figures and
//! where the points went.

mod stages;
mod standing;

use crate::App;
use crate::assess::figure;
use crate::desk::{callbacks, frame, links, reports};
use crate::kit::parts::{
    Cell, Column, DataTable, HBar, Kpi, KpiRow, LightKind, MatterGroup, MatterList,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, words};
use crate::portal::reviews::spelled;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::reviews::ReviewRates;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Figure, Month};
use banjie_core::district::{Action, UnitId};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{Kind, Waiting};
use banjie_store::reads::{Filter, ListLine, Sort, Sum};
use stages::Stages;
use standing::Standing;
use std::collections::BTreeMap;

const HOME: &str = "/desk/unit";
/// Matters of each group shown; the rest is a link.
const SHOWN: usize = 10;
/// Open matters of a unit looked at for the load by person.
const MOST: u64 = 2_000;

pub(super) fn routes() -> Vec<Route> {
    vec![get(HOME, Access::Staff(Action::UnitView), show)]
}

#[derive(Template)]
#[template(path = "desk/unit/page.html")]
struct UnitPage {
    desk: Desk,
    unit: String,
    /// The most pressing matter: what the button says and where it leads.
    first: Option<(&'static str, String)>,
    reds: usize,
    kpis: KpiRow,
    list: MatterList,
    more: Vec<(String, String)>,
    standing: Option<Standing>,
    trend: String,
    load: Option<DataTable>,
    stages: Option<Stages>,
    waiting: u64,
    waiting_href: String,
    reviews: Reviewed,
    /// The calls the unit owes for the sample; `None`: none.
    calls: Option<String>,
    /// What waits to be reported or verified; `None`: the unit reports nothing.
    reports: Option<String>,
}

/// This month's ratings in a line, and the bad ones still in hand.
struct Reviewed {
    words: String,
    href: String,
    open: u64,
    open_href: String,
}

async fn reviewed(app: &App, viewer: &Viewer, unit: &UnitId) -> Result<Reviewed, Problem> {
    let month = Month::of(app.today());
    let counts = app.store().counts(month.first(), app.today()).await?;
    let rates = ReviewRates::of_unit(Some(unit), &counts);
    let filter = Filter {
        kind: Some(Kind::Review),
        unit: Some(unit.clone()),
        waiting: Some(Waiting::Unit),
        ..Filter::default()
    };
    let open = app
        .store()
        .count(&viewer.sight, &filter, app.today())
        .await?;
    let words = match rates.valid() {
        0 => "本月还没有人评价。".to_owned(),
        n => format!(
            "本月 {n} 条评价，满意率 {}；差评 {} 条，回访率 {}，整改率 {}。",
            spelled(rates.satisfaction()),
            rates.bad_cases(),
            spelled(rates.call_back()),
            spelled(rates.correction())
        ),
    };
    let mine = [
        ("unit", unit.as_str()),
        ("kind", "review"),
        ("waiting", "unit"),
    ];
    Ok(Reviewed {
        words,
        href: format!(
            "/reviews?month={month}&unit={}",
            form_urlencoded::byte_serialize(unit.as_str().as_bytes()).collect::<String>()
        ),
        open,
        open_href: links::matters(&mine),
    })
}

async fn show(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let desk = frame(&app, &viewer, HOME, "本单位").await?;
    let unit = viewer.staff().unit.clone();
    let today = app.today();
    let own = |waiting: Waiting| Filter {
        unit: Some(unit.clone()),
        waiting: Some(waiting),
        ..Filter::default()
    };
    let open = app
        .store()
        .list(
            &viewer.sight,
            &own(Waiting::Unit),
            Sort::Due,
            0,
            MOST,
            today,
        )
        .await?
        .lines;
    let waiting = own(Waiting::Enterprise);
    let waiting = app.store().count(&viewer.sight, &waiting, today).await?;
    let reds = lit(&open, &app, Light::Overdue).len();
    let (groups, more) = groups(&open, &app, &unit);
    let page = UnitPage {
        first: first(&open, &app),
        reds,
        kpis: kpis(&app, &unit).await?,
        list: MatterList {
            groups,
            select: false,
            beside: false,
            caption: "本单位逾期、临期和没有签收的办件".to_owned(),
        },
        more,
        standing: standing::of(&app, &unit).await?,
        trend: crate::desk::trends::unit_href(&unit),
        load: load(&open, &app, &unit),
        stages: stages::of(&app, &viewer, &unit, &open).await?,
        waiting,
        waiting_href: links::matters(&[("unit", unit.as_str()), ("waiting", "enterprise")]),
        reviews: reviewed(&app, &viewer, &unit).await?,
        calls: callbacks::said(&callbacks::owed(&app, &viewer).await?),
        reports: reports::todo(&app, &viewer, &unit).await?,
        unit: unit.to_string(),
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn lit<'a>(open: &'a [ListLine], app: &App, light: Light) -> Vec<&'a ListLine> {
    let today = app.today();
    open.iter()
        .filter(|l| l.light(today) == Some(light))
        .collect()
}

/// Which one to take up first: red, then yellow, then unsigned.
fn first(open: &[ListLine], app: &App) -> Option<(&'static str, String)> {
    let red = lit(open, app, Light::Overdue).first().copied();
    let soon = lit(open, app, Light::DueSoon).first().copied();
    let unsigned = open.iter().find(|l| l.state == "dispatched");
    let (word, line) = [
        ("处理红灯", red),
        ("先办快到期的", soon),
        ("签收下一件", unsigned),
    ]
    .into_iter()
    .find_map(|(word, line)| Some((word, line?)))?;
    Some((word, format!("/desk/matters/{}", line.no)))
}

/// Red, yellow, not yet signed; and where the rest of a long group is.
fn groups(
    open: &[ListLine],
    app: &App,
    unit: &UnitId,
) -> (Vec<MatterGroup>, Vec<(String, String)>) {
    let (today, law) = (app.today(), app.pack().law());
    let unsigned = open
        .iter()
        .filter(|l| l.state == "dispatched" && l.light(today) == Some(Light::Normal))
        .collect();
    let of = |name, value| links::matters(&[("unit", unit.as_str()), (name, value)]);
    let parts: [(&str, Vec<&ListLine>, String); 3] = [
        (
            "逾期",
            lit(open, app, Light::Overdue),
            of("light", "overdue"),
        ),
        (
            "临期",
            lit(open, app, Light::DueSoon),
            of("light", "due_soon"),
        ),
        ("还没有签收", unsigned, of("state", "dispatched")),
    ];
    let mut groups = Vec::new();
    let mut more = Vec::new();
    for (title, lines, href) in parts {
        if lines.is_empty() {
            continue;
        }
        if lines.len() > SHOWN {
            more.push((format!("全部{title} {} 件", lines.len()), href));
        }
        groups.push(MatterGroup {
            title: title.to_owned(),
            count: lines.len() as u64,
            told: String::new(),
            rows: lines
                .iter()
                .take(SHOWN)
                .map(|l| words::row(l, today, &law))
                .collect(),
        });
    }
    (groups, more)
}

/// This month's own figures; each opens to its cases.
async fn kpis(app: &App, unit: &UnitId) -> Result<KpiRow, Problem> {
    let (from, to) = (Month::of(app.today()).first(), app.today());
    let sums = app.store().sums(from, to).await?;
    let count = |count: Count, kind: Option<Kind>| -> u64 {
        let mine =
            |s: &&Sum| s.unit == *unit && s.count == count && kind.is_none_or(|k| s.kind == k);
        sums.iter().filter(mine).map(|s| s.cases).sum()
    };
    let opens = |count: Count, except: Option<Count>, kind: Option<Kind>| {
        figure::href(&Figure {
            unit: Some(unit.clone()),
            kind,
            indicator: None,
            count,
            except,
            from,
            to,
        })
    };
    let rate = |part: u64, whole: u64| {
        if whole == 0 {
            "没有".to_owned()
        } else {
            // Half up, in tenths of a percent.
            let tenths = (part * 2000 + whole) / (2 * whole);
            format!("{}.{}%", tenths / 10, tenths % 10)
        }
    };
    let (due, on_time) = (count(Count::Due, None), count(Count::OnTime, None));
    let appeals = Some(Kind::Appeal);
    let solved = count(Count::Solved, appeals);
    let judged = solved + count(Count::NotSolved, appeals);
    let kpi = |label: &str, value: String, compare: String, href: String| Kpi {
        label: label.to_owned(),
        value,
        unit: String::new(),
        compare,
        href,
    };
    Ok(KpiRow {
        kpis: vec![
            kpi(
                "本月按时率",
                rate(on_time, due),
                format!("到期 {due} 件，按时 {on_time} 件"),
                opens(Count::Due, None, None),
            ),
            kpi(
                "到期未按时",
                (due - on_time.min(due)).to_string(),
                "没有答复的也算".to_owned(),
                opens(Count::Due, Some(Count::OnTime), None),
            ),
            kpi(
                "企业说解决了",
                rate(solved, judged),
                format!("企业表态 {judged} 件，解决 {solved} 件"),
                opens(Count::Solved, None, appeals),
            ),
            kpi(
                "企业说没解决",
                (judged - solved).to_string(),
                "已解决不含企业没表态的".to_owned(),
                opens(Count::NotSolved, None, appeals),
            ),
        ],
    })
}

/// Open matters by person, the fullest hands first.
fn load(open: &[ListLine], app: &App, unit: &UnitId) -> Option<DataTable> {
    let mut people: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for line in open {
        let id = line.handler.clone().unwrap_or_default();
        let name = line.handler_name.clone().unwrap_or("未分人".to_owned());
        let entry = people.entry((id, name)).or_default();
        entry.0 += 1;
        entry.1 += u64::from(line.light(app.today()) == Some(Light::Overdue));
    }
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_by_key(|(_, (n, reds))| (std::cmp::Reverse(*n), std::cmp::Reverse(*reds)));
    let longest = people.first().map(|(_, (n, _))| *n)?;
    let rows = people.iter().map(|((id, name), (n, reds))| {
        let mut pairs = vec![("unit", unit.as_str()), ("waiting", "unit")];
        let who = match id.as_str() {
            "" => Cell::from(name.as_str()),
            id => {
                pairs.push(("handler", id));
                Cell::link(name.as_str(), links::matters(&pairs))
            }
        };
        vec![
            who,
            Cell::from(n.to_string()),
            Cell::Bar(HBar::of(*n, longest)),
            match reds {
                0 => Cell::from("0"),
                reds => Cell::Light(crate::kit::parts::LightView::new(
                    LightKind::Overdue,
                    reds.to_string(),
                )),
            },
        ]
    });
    Some(DataTable {
        caption: "各人手上的在办件".to_owned(),
        columns: vec![
            Column::text("经办"),
            Column::number("在办"),
            Column::text(""),
            Column::text("其中逾期"),
        ],
        rows: rows.collect(),
    })
}
