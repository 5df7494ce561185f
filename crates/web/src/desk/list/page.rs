//! The page of C2.

use super::query::{View, light_choices, light_of, query_of, state_choices};
use crate::App;
use crate::desk::frame::{NEWEST as ALL, frame};
use crate::desk::home::PAGE;
use crate::kit::parts::{
    Act, BulkBar, Chip, Choice, Empty, FilterBar, LightKind, MatterGroup, MatterList, Note, Pager,
    Tone,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::UnitKind;
use banjie_core::matter::Kind;
use banjie_core::matter::clock::Light;
use banjie_store::reads::{Filter, Sort};

#[derive(Template)]
#[template(path = "desk/list/page.html")]
struct ListPage {
    desk: Desk,
    total: String,
    ignored: Option<Note>,
    saved: Vec<(String, String)>,
    selects: Vec<Select>,
    dates: [(&'static str, &'static str, String); 2],
    q: String,
    rest: Vec<(String, String)>,
    filters: FilterBar,
    empty: Option<Empty>,
    list: MatterList,
    bulk: Option<BulkBar>,
    query: String,
    page: u64,
    pager: Pager,
}

/// A filter to choose from.
struct Select {
    name: &'static str,
    label: &'static str,
    chosen: String,
    choices: Vec<(String, String)>,
}

/// The list of this view.
pub(super) async fn show(app: &App, viewer: &Viewer, view: &View) -> Result<Response, Problem> {
    let (today, law, store) = (app.today(), app.pack().law(), app.store());
    let offset = (view.page - 1) * PAGE;
    let listing = store
        .list(&viewer.sight, &view.filter, view.sort, offset, PAGE, today)
        .await?;
    let title = match view.filter.q.as_str() {
        "" => "全部办件".to_owned(),
        q => format!("搜“{q}”"),
    };
    let mut desk = frame(app, viewer, "/desk/matters", &title).await?;
    desk.query.clone_from(&view.filter.q);
    let rows = listing.lines.iter().map(|l| words::row(l, today, &law));
    let query = view.query();
    let base = if query.is_empty() {
        "/desk/matters?page=".to_owned()
    } else {
        format!("/desk/matters?{query}&page=")
    };
    let page = ListPage {
        total: text::thousands(listing.total),
        ignored: (!view.ignored.is_empty()).then(|| {
            Note::new(
                Tone::Ask,
                &view.ignored.join("；"),
                "其余筛选照常有效。日期请写成 2026-2-27。",
            )
        }),
        saved: store.saved_views(viewer.staff().person.as_str()).await?,
        selects: selects(app, view),
        dates: [
            ("from", "收到不早于", shown_day(view.filter.from)),
            ("to", "收到不晚于", shown_day(view.filter.to)),
        ],
        q: view.filter.q.clone(),
        rest: rest(view),
        filters: chips(app, viewer, view).await?,
        empty: listing.lines.is_empty().then(|| empty(view)),
        list: MatterList {
            groups: vec![MatterGroup {
                rows: rows.collect(),
                ..MatterGroup::default()
            }],
            select: true,
            beside: false,
            caption: "办件清单".to_owned(),
        },
        bulk: (!listing.lines.is_empty()).then(|| BulkBar {
            acts: super::bulk_acts(viewer)
                .into_iter()
                .map(|(code, word)| Choice::new(code, word))
                .collect(),
            not_here: "办结、退回、延期须逐件办".to_owned(),
            total: listing.total,
            selected: 0,
        }),
        page: view.page,
        pager: Pager {
            total: listing.total,
            size: PAGE,
            page: view.page,
            base,
            noun: "件",
        },
        query,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

fn shown_day(day: Option<jiff::civil::Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn selects(app: &App, view: &View) -> Vec<Select> {
    let (district, f) = (&app.pack().district, &view.filter);
    let own = |v: &str| (v.to_owned(), v.to_owned());
    let coded = |(c, w): (&str, &str)| (c.to_owned(), w.to_owned());
    let select = |name, label, chosen: Option<String>, choices| Select {
        name,
        label,
        chosen: chosen.unwrap_or_default(),
        choices,
    };
    let townships = district
        .units
        .iter()
        .filter(|u| u.kind == UnitKind::Township);
    vec![
        select(
            "kind",
            "类型",
            f.kind.map(|k| k.code().to_owned()),
            Kind::ALL.map(|k| coded((k.code(), k.word()))).to_vec(),
        ),
        select(
            "state",
            "环节",
            f.state.clone(),
            state_choices().into_iter().map(coded).collect(),
        ),
        select(
            "unit",
            "主责单位",
            f.unit.as_ref().map(|u| u.to_string()),
            district.units.iter().map(|u| own(u.id.as_str())).collect(),
        ),
        select(
            "light",
            "灯",
            f.light.map(|l| super::light_code(l).to_owned()),
            light_choices().map(coded).collect(),
        ),
        select(
            "topic",
            "类别",
            f.topic.as_ref().map(|t| t.to_string()),
            district.topics.iter().map(|t| own(t.id.as_str())).collect(),
        ),
        select(
            "township",
            "镇街",
            f.township.as_ref().map(|t| t.to_string()),
            townships.map(|u| own(u.id.as_str())).collect(),
        ),
        select(
            "sort",
            "排序",
            Some(view.sort.code().to_owned()),
            Sort::ALL.map(|s| coded((s.code(), s.word()))).to_vec(),
        ),
    ]
}

/// Filters that came by a link and have no field here; they travel on as hidden values.
fn rest(view: &View) -> Vec<(String, String)> {
    const SHOWN: [&str; 9] = [
        "kind", "state", "unit", "light", "topic", "township", "from", "to", "q",
    ];
    let query = query_of(&view.filter, Sort::default());
    form_urlencoded::parse(query.as_bytes())
        .map(|(n, v)| (n.into_owned(), v.into_owned()))
        .filter(|(n, _)| !SHOWN.contains(&n.as_str()))
        .collect()
}

/// What a filter's value is called, for those whose value is only a code.
async fn called(app: &App, view: &View, name: &str) -> Result<Option<String>, Problem> {
    let f = &view.filter;
    let person = match name {
        "handler" => &f.handler,
        "mine" => &f.handler_or_none,
        "indicator" => {
            let all = &app.pack().district.indicators;
            let found = all.iter().find(|i| Some(&i.id) == f.indicator.as_ref());
            return Ok(found.map(|i| format!("指标：{}", i.name)));
        }
        _ => return Ok(None),
    };
    let Some(person) = person else {
        return Ok(None);
    };
    let found = app.store().account(person).await?;
    let word = if name == "mine" {
        "经办或未分人"
    } else {
        "经办"
    };
    Ok(found.map(|a| format!("{word}：{}", a.staff.name)))
}

async fn chips(app: &App, viewer: &Viewer, view: &View) -> Result<FilterBar, Problem> {
    let whole = Filter {
        light: None,
        ..view.filter.clone()
    };
    let counts = app
        .store()
        .lights(&viewer.sight, &whole, app.today())
        .await?;
    let numbers = [
        (LightKind::Overdue, counts.overdue),
        (LightKind::Soon, counts.due_soon),
        (LightKind::Normal, counts.normal),
        (LightKind::Paused, counts.paused),
    ];
    let lights = light_choices()
        .zip(numbers)
        .map(|((code, word), (kind, n))| {
            let light: Option<Light> = light_of(code);
            let on = view.filter.light == light;
            let filter = Filter {
                light: if on { None } else { light },
                ..whole.clone()
            };
            Chip {
                label: word.to_owned(),
                href: format!("/desk/matters?{}", query_of(&filter, view.sort)),
                count: Some(n),
                light: Some(kind),
                on,
            }
        });
    let open = |label: &str, value: Option<bool>| {
        let on = view.filter.open == value;
        let filter = Filter {
            open: if on { None } else { value },
            ..view.filter.clone()
        };
        Chip {
            label: label.to_owned(),
            href: format!("/desk/matters?{}", query_of(&filter, view.sort)),
            on,
            ..Chip::default()
        }
    };
    let at = Sort::ALL.iter().position(|s| *s == view.sort).unwrap_or(0);
    let next = Sort::ALL[(at + 1) % Sort::ALL.len()];
    let mut active = Vec::new();
    for (name, label, rest) in view.active() {
        if !matches!(name, "light" | "open") {
            active.push(Chip {
                label: called(app, view, name).await?.unwrap_or(label),
                href: format!("/desk/matters?{rest}"),
                on: true,
                ..Chip::default()
            });
        }
    }
    Ok(FilterBar {
        lights: lights.collect(),
        own: vec![open("在办", Some(true)), open("已结束", Some(false))],
        sort: view.sort.word().to_owned(),
        sort_href: format!("/desk/matters?{}", query_of(&view.filter, next)),
        save_href: format!("/desk/matters/views?{}", view.query()),
        active,
        clear_href: ALL.to_owned(),
    })
}

fn empty(view: &View) -> Empty {
    if view.query().is_empty() && view.page == 1 {
        return Empty {
            why: "还没有办件。".to_owned(),
            next: "企业提交的诉求、登记的诉求、下发的任务都会出现在这里。".to_owned(),
            act: Some(Act::link("登记一件诉求", "/desk/intake")),
        };
    }
    Empty {
        why: "没有符合这些筛选的办件。".to_owned(),
        next: "去掉一个筛选再看，或看全部。只能看到本人有权看的办件。".to_owned(),
        act: Some(Act::link("看全部办件", ALL)),
    }
}
