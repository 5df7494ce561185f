//! One unit: who sponsors it, what it leads, its orders and reds, its places over months, and what it
//! contributed where others lead.

use super::{href, indicators, open_of, published, sees};
use crate::App;
use crate::desk::{frame, links};
use crate::kit::parts::{Cell, Column, DataTable, Kpi, KpiRow, MatterGroup, MatterList};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::rulebook::Metric;
use banjie_core::assessment::scoring::Share;
use banjie_core::district::{Sight, Unit, UnitId};
use banjie_core::matter::clock::Light;
use banjie_core::matter::{By, Event, Kind, MatterNo};
use banjie_core::moment::Moment;
use banjie_store::reads::{Course, Filter, Sort};

/// Months of places shown.
pub(super) const MONTHS: u32 = 6;
/// Matters of a list on the page; the rest is a link.
const MOST: u64 = 20;
/// Open matters looked at for what the unit supports.
const LOOKED: u64 = 500;
/// Of these, so many are opened to see whether the unit has written back.
const OPENED: usize = 60;

#[derive(Template)]
#[template(path = "desk/responsibility/unit.html")]
struct UnitPage {
    desk: Desk,
    unit: String,
    people: Vec<(&'static str, String)>,
    kpis: KpiRow,
    reds: MatterList,
    directives: MatterList,
    trend: Option<DataTable>,
    trend_href: String,
    support: Option<DataTable>,
    support_words: String,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(unit): Path<String>,
) -> Result<Response, Problem> {
    let id = UnitId::from(unit.as_str());
    let known = app.pack().district.unit(&id);
    let unit = known.filter(|unit| sees(&viewer, &unit.id));
    let unit = unit.ok_or(Problem::NotFound)?;
    let desk = frame(&app, &viewer, &href(&id), &format!("{id}的责任")).await?;
    let red = Filter {
        light: Some(Light::Overdue),
        ..open_of(&id)
    };
    let directives = Filter {
        kind: Some(Kind::Directive),
        ..open_of(&id)
    };
    let (support, support_words) = support(&app, &viewer, &id).await?;
    let reds = list(&app, &viewer, &red, "逾期的").await?;
    let page = UnitPage {
        unit: id.to_string(),
        people: people(&app, unit),
        kpis: kpis(&app, &viewer, &open_of(&id), ("unit", id.as_str())).await?,
        directives: MatterList {
            // One list has the cursor.
            beside: !reds.groups.is_empty(),
            ..list(&app, &viewer, &directives, "在办的会议任务").await?
        },
        reds,
        trend: trend(&app, &id).await?,
        trend_href: crate::desk::trends::unit_href(&id),
        support,
        support_words,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn people(app: &App, unit: &Unit) -> Vec<(&'static str, String)> {
    let sponsor = app.pack().district.sponsor_of(&unit.id);
    let sponsor = sponsor.map(|post| format!("{} {} {}", post.id, post.holder, post.telephone));
    vec![
        ("包抓", sponsor.unwrap_or_else(|| "没有".to_owned())),
        (
            "主责",
            format!("{} {} {}", unit.id, unit.head, unit.telephone),
        ),
        ("牵头指标", indicators(app, &unit.id)),
    ]
}

/// Open, overdue and yellow matters of a filter; `of` is the same filter in an address.
pub(super) async fn kpis(
    app: &App,
    viewer: &Viewer,
    own: &Filter,
    of: (&str, &str),
) -> Result<KpiRow, Problem> {
    let lights = app.store().lights(&viewer.sight, own, app.today()).await?;
    let kpi = |label: &str, value: u64, more: &[(&str, &str)]| Kpi {
        label: label.to_owned(),
        value: value.to_string(),
        unit: "件".to_owned(),
        compare: String::new(),
        href: links::matters(&[&[of, ("waiting", "unit")], more].concat()),
    };
    Ok(KpiRow {
        kpis: vec![
            kpi("在办", lights.total(), &[]),
            kpi("逾期", lights.overdue, &[("light", "overdue")]),
            kpi("临期", lights.due_soon, &[("light", "due_soon")]),
        ],
    })
}

pub(super) async fn list(
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    caption: &str,
) -> Result<MatterList, Problem> {
    let (store, today, law) = (app.store(), app.today(), app.pack().law());
    let found = store
        .list(&viewer.sight, filter, Sort::Due, 0, MOST, today)
        .await?;
    let rows: Vec<_> = (found.lines.iter())
        .map(|line| words::row(line, today, &law))
        .collect();
    let groups = match rows.is_empty() {
        true => Vec::new(),
        false => vec![MatterGroup {
            title: caption.to_owned(),
            count: found.total,
            rows,
            ..MatterGroup::default()
        }],
    };
    Ok(MatterList {
        groups,
        select: false,
        beside: false,
        caption: caption.to_owned(),
    })
}

/// Places and scores of the last months, the newest first.
async fn trend(app: &App, unit: &UnitId) -> Result<Option<DataTable>, Problem> {
    let rankings = published(app, MONTHS).await?;
    let rows: Vec<Vec<Cell>> = (rankings.iter())
        .map(|ranking| {
            let month = Cell::link(
                ranking.month.words(),
                format!("/rankings/{}", ranking.month),
            );
            match ranking.row(unit) {
                Some((group, row)) => vec![
                    month,
                    format!("第{}名，共{}家", row.place, group.placed.len()).into(),
                    row.printed().into(),
                    row.range_words().into(),
                    row.moved_words().into(),
                ],
                None => vec![
                    month,
                    "不排名次".into(),
                    "不计".into(),
                    "不计".into(),
                    "不计".into(),
                ],
            }
        })
        .collect();
    Ok((!rows.is_empty()).then(|| DataTable {
        caption: "名次变化".to_owned(),
        columns: vec![
            Column::text("月份"),
            Column::text("名次"),
            Column::number("得分"),
            Column::text("90%范围"),
            Column::text("比上月"),
        ],
        rows,
    }))
}

/// Open matters of others that the unit supports: whether it has written back, and when.
async fn support(
    app: &App,
    viewer: &Viewer,
    unit: &UnitId,
) -> Result<(Option<DataTable>, String), Problem> {
    let own = Sight::Unit {
        unit: unit.clone(),
        indicators: Vec::new(),
    };
    let filter = Filter {
        open: Some(true),
        ..Filter::default()
    };
    let (store, today) = (app.store(), app.today());
    let found = store
        .list(&own, &filter, Sort::Due, 0, LOOKED, today)
        .await?;
    let mut rows = Vec::new();
    let (mut asked, mut answered) = (0, 0);
    let others = found.lines.iter().filter(|l| l.lead != unit.as_str());
    for line in others.take(OPENED) {
        let no: MatterNo = line.no.parse().map_err(|e| Problem::internal(&e))?;
        // The viewer's own sight decides what is shown.
        let Some(course) = store.matter(&viewer.sight, no).await? else {
            continue;
        };
        let back = written_back(&course, unit);
        asked += 1;
        answered += u64::from(back.is_some());
        if rows.len() < MOST as usize {
            rows.push(vec![
                Cell::link(line.title.clone(), format!("/desk/matters/{no}")),
                line.lead.clone().into(),
                text::month_day(line.due).into(),
                back.map_or("还没有回函".to_owned(), |at| {
                    format!("{}回函", text::month_day(at.date()))
                })
                .into(),
            ]);
        }
    }
    let said = match asked {
        0 => "现在没有由别的单位主责、请本单位配合的在办件。".to_owned(),
        _ => format!("配合在办 {asked} 件，已经回函 {answered} 件。"),
    };
    let said = format!("{said}{}", scored(app, unit).await?);
    let table = (!rows.is_empty()).then(|| DataTable {
        caption: "配合的在办件".to_owned(),
        columns: vec![
            Column::text("办件"),
            Column::text("主责"),
            Column::text("时限"),
            Column::text("本单位"),
        ],
        rows,
    });
    Ok((table, said))
}

/// How the method of this month scores support, and how the unit stands in it so far.
async fn scored(app: &App, unit: &UnitId) -> Result<String, Problem> {
    let (month, today) = (Month::of(app.today()), app.today());
    let books = app.store().rulebooks().await?;
    let book = books.on(month).ok();
    let mut measures = book.into_iter().flat_map(|book| &book.measures);
    let Some(measure) = measures.find(|m| m.metric() == Some(Metric::SUPPORT)) else {
        return Ok("考核办法没有给配合单位计分，这里只记情况，不加分也不扣分。".to_owned());
    };
    let counts = app.store().counts(month.first(), today).await?;
    let share = Share::of(Metric::SUPPORT, Some(unit), &counts);
    Ok(format!(
        "考核办法按“{}”计分，{}。本月配合到期 {} 件，按时回函 {} 件。",
        measure.title,
        measure.form_words(),
        share.cases(),
        share.hits.cases
    ))
}

/// When the unit last wrote a record or added a file.
fn written_back(course: &Course, unit: &UnitId) -> Option<Moment> {
    let mut wrote = course.events.iter().rev().filter(|event| {
        let own = matches!(&event.by, By::Staff { unit: of, .. } if of == unit);
        own && matches!(
            event.event,
            Event::Commented { .. } | Event::Attached { .. }
        )
    });
    wrote.next().map(|event| event.at)
}
