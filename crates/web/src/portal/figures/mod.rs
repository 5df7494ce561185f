//! The cases behind a figure: for staff the matters, for the public how many by unit and day. Both
//! show as many cases as the figure says.

use crate::App;
use crate::assess::{Eyes, figure};
use crate::kit::parts::{Cell, Column, DataTable, Empty, Pager};
use crate::kit::viewer::{MaybeViewer, Viewer};
use crate::kit::{Desk, Portal, Problem, text, words};
use crate::portal::frame;
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::assessment::Figure;
use banjie_core::district::Sight;
use banjie_core::matter::Kind;
use banjie_store::reads::Case;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/figures", Access::Public, show)]
}

/// Cases on a page.
const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "portal/figures/public.html")]
struct PublicPage {
    portal: Portal,
    words: String,
    total: String,
    table: DataTable,
    empty: Option<Empty>,
}

#[derive(Template)]
#[template(path = "portal/figures/staff.html")]
struct StaffPage {
    desk: Desk,
    words: String,
    total: String,
    hidden: usize,
    table: DataTable,
    pager: Pager,
    empty: Option<Empty>,
}

async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Response, Problem> {
    let (figure, page) = figure::parse(uri.query().unwrap_or_default())?;
    let html = match (&who.0, Eyes::of(who.0.as_ref())) {
        (Some(viewer), Eyes::Staff(_)) => staff(&app, viewer, &figure, page).await?,
        _ => {
            let cases = app.store().cases(&Sight::Nothing, &figure).await?;
            let total = cases.len() as u64;
            let page = PublicPage {
                portal: frame(&app, &uri, &who, &figure.words_in(&app.pack().district)),
                words: figure.words_in(&app.pack().district),
                total: text::thousands(total),
                table: public_table(&cases),
                empty: empty(total),
            };
            page.render().map_err(|e| Problem::internal(&e))?
        }
    };
    Ok(Html(html).into_response())
}

fn empty(total: u64) -> Option<Empty> {
    (total == 0).then(|| Empty {
        why: "这个数是 0，后面没有办件。".to_owned(),
        next: "数按天记账，改动后会重算；已印发的通报和已封存的排名不变。".to_owned(),
        act: None,
    })
}

/// By unit, kind and day: no numbers, no names.
fn public_table(cases: &[Case]) -> DataTable {
    let mut sums: BTreeMap<(&str, &str, Date), u64> = BTreeMap::new();
    for case in cases {
        let kind = Kind::from_code(&case.line.kind).map_or("", Kind::word);
        *sums
            .entry((case.unit.as_str(), kind, case.day))
            .or_default() += 1;
    }
    DataTable {
        caption: "各单位每天的件数".to_owned(),
        columns: vec![
            Column::text("单位"),
            Column::text("类型"),
            Column::text("计入日"),
            Column::number("件数"),
        ],
        rows: (sums.into_iter())
            .map(|((unit, kind, day), cases)| {
                vec![
                    unit.into(),
                    kind.into(),
                    text::full_date(day).into(),
                    text::thousands(cases).into(),
                ]
            })
            .collect(),
    }
}

async fn staff(app: &App, viewer: &Viewer, figure: &Figure, page: u64) -> Result<String, Problem> {
    let cases = app.store().cases(&viewer.sight, figure).await?;
    let total = cases.len() as u64;
    let from = usize::try_from((page - 1).saturating_mul(PAGE)).unwrap_or(usize::MAX);
    let today = app.today();
    let rows = (cases.iter().skip(from).take(PAGE as usize))
        .map(|case| staff_row(app, case, today))
        .collect();
    let names = [
        "编号",
        "标题",
        "单位",
        "经办",
        "计入日",
        "时限",
        "状态",
        "下一步",
    ];
    let page = StaffPage {
        desk: crate::desk::frame(
            app,
            viewer,
            "/figures",
            &figure.words_in(&app.pack().district),
        )
        .await?,
        words: figure.words_in(&app.pack().district),
        total: text::thousands(total),
        hidden: cases.iter().filter(|case| !case.in_sight).count(),
        table: DataTable {
            caption: figure.words_in(&app.pack().district),
            columns: names.map(Column::text).to_vec(),
            rows,
        },
        pager: Pager {
            total,
            size: PAGE,
            page,
            base: format!("{}&page=", figure::href(figure)),
            noun: "件",
        },
        empty: empty(total),
    };
    page.render().map_err(|e| Problem::internal(&e))
}

/// Out of sight only number, unit and days are shown.
fn staff_row(app: &App, case: &Case, today: Date) -> Vec<Cell> {
    let line = &case.line;
    let day = text::month_day(case.day);
    if !case.in_sight {
        let hidden = || Cell::from("—");
        return vec![
            line.no.clone().into(),
            "内容不在您的查看范围".into(),
            case.unit.clone().into(),
            hidden(),
            day.into(),
            words::due_words(line).into(),
            hidden(),
            hidden(),
        ];
    }
    let law = app.pack().law();
    let row = words::row(line, today, &law);
    // Until somebody has signed, the head of the unit answers for it.
    let head = || {
        let unit = law
            .district
            .units
            .iter()
            .find(|u| u.id.as_str() == line.lead);
        unit.map_or(String::new(), |unit| unit.head.clone())
    };
    let owner = match row.person.is_empty() {
        true => head(),
        false => row.person,
    };
    vec![
        Cell::link(line.no.clone(), row.href),
        line.title.clone().into(),
        case.unit.clone().into(),
        owner.into(),
        day.into(),
        format!("{}，{}", row.due, row.rest).into(),
        line.state_word.clone().into(),
        line.next_step.clone().into(),
    ]
}
