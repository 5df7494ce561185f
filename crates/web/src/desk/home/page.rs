//! The page of C1.

use super::calls::Calls;
use super::{Asked, Scope, scope};
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{
    Act, Acts, BulkBar, Chip, Choice, DataTable, Empty, FilterBar, LightKind, MatterGroup,
    MatterList, Note, Pager, Tab, Tabs, Tone,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Action;
use banjie_core::matter::clock::Light;
use banjie_core::matter::{CommandName, Law, MatterNo};
use banjie_store::reads::{Filter, Lights, ListLine, Sort};
use jiff::civil::Date;

/// Rows on a page.
pub(crate) const PAGE: u64 = 50;

#[derive(Template)]
#[template(path = "desk/home/page.html")]
struct HomePage {
    desk: Desk,
    gone: Option<Note>,
    heading: &'static str,
    count: String,
    acts: Acts,
    tabs: Tabs,
    filters: FilterBar,
    /// Figures to report or verify, with 待办.
    owed: Option<DataTable>,
    /// The calls the unit owes.
    calls: Option<MatterList>,
    /// How many of them are not shown.
    more_calls: usize,
    empty: Option<Empty>,
    list: Option<MatterList>,
    bulk: Option<BulkBar>,
    view: String,
    pager: Pager,
}

/// The view of the first page: tab, filter, order, page.
pub(super) struct View {
    scope: Scope,
    pub(super) light: Option<Light>,
    pub(super) only: &'static str,
    sort: Sort,
    page: u64,
}

impl View {
    fn of(asked: &Asked) -> Self {
        Self {
            scope: Scope::from_code(&asked.tab),
            light: crate::desk::list::light_of(&asked.light),
            only: match asked.only.as_str() {
                "today" => "today",
                "unsigned" => "unsigned",
                _ => "",
            },
            sort: Sort::from_code(&asked.sort).unwrap_or_default(),
            page: asked.page.parse().unwrap_or(1).clamp(1, 10_000),
        }
    }

    /// The address of this view without its page.
    fn href(&self) -> String {
        let mut pairs = vec![("tab", self.scope.code())];
        if let Some(light) = self.light {
            pairs.push(("light", crate::desk::list::light_code(light)));
        }
        if !self.only.is_empty() {
            pairs.push(("only", self.only));
        }
        if self.sort != Sort::default() {
            pairs.push(("sort", self.sort.code()));
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/desk?{query}")
    }

    fn narrowed(&self, filter: Filter, today: Date) -> Filter {
        let mut filter = Filter {
            light: self.light,
            ..filter
        };
        match self.only {
            "today" => {
                filter.due_from = Some(today);
                filter.due_to = Some(today);
            }
            "unsigned" => filter.state = Some("dispatched".to_owned()),
            _ => {}
        }
        filter
    }
}

/// The first page as this viewer sees it.
pub(super) async fn show(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Response, Problem> {
    let (today, law, store) = (app.today(), app.pack().law(), app.store());
    let view = View::of(asked);
    let whole = scope(view.scope, viewer, app);
    let filter = view.narrowed(whole.clone(), today);
    let offset = (view.page - 1) * PAGE;
    let listing = store
        .list(&viewer.sight, &filter, view.sort, offset, PAGE, today)
        .await?;
    let lights = store.lights(&viewer.sight, &whole, today).await?;
    let desk = frame(app, viewer, "/desk", view.scope.word()).await?;
    let owed = match view.scope {
        Scope::Todo => crate::desk::reports::owed(app, viewer).await?,
        _ => None,
    };
    let figures = owed
        .as_ref()
        .map_or(String::new(), |table| format!("，另有{}", table.caption));
    let groups = groups(app, viewer, &view, &filter, &listing.lines, listing.total).await?;
    let calls = Calls::of(app, viewer, view.scope).await?;
    let filters = chips(app, viewer, &view, (&whole, &calls), lights, today).await?;
    let calls = calls.seen(app, &view);
    let none = listing.lines.is_empty();
    let page = HomePage {
        gone: gone(asked),
        heading: view.scope.word(),
        count: match view.scope {
            Scope::Todo => format!("{} 件现在轮到您{figures}", listing.total + calls.len()),
            _ => format!("{} 件", listing.total),
        },
        acts: head_acts(&listing.lines, &calls, &view, &filter),
        tabs: tabs(app, viewer, view.scope, today).await?,
        filters,
        owed,
        empty: match none && calls.len() == 0 {
            true => Some(empty(app, viewer, &view, today, &law).await?),
            false => None,
        },
        calls: match view.page {
            1 => calls.list(app, viewer).await?,
            _ => None,
        },
        more_calls: calls.more(),
        list: (!none).then(|| MatterList {
            groups,
            select: true,
            beside: false,
            caption: format!("{}的办件", view.scope.word()),
        }),
        bulk: (!none).then(|| bulk(viewer, listing.total)),
        view: crate::desk::list::query_of(&filter, view.sort),
        pager: Pager {
            total: listing.total,
            size: PAGE,
            page: view.page,
            base: format!("{}&page=", view.href()),
            noun: "件",
        },
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// Said when what was just done has moved the matter out of sight.
fn gone(asked: &Asked) -> Option<Note> {
    let no: MatterNo = asked.gone.parse().ok()?;
    let done = CommandName::ALL
        .into_iter()
        .find(|c| c.code() == asked.done)?;
    Some(Note::new(
        Tone::Plain,
        &format!("办好了：{no} 已{}", done.word()),
        "它现在归别的单位，不在您的列表里了。",
    ))
}

fn head_acts(lines: &[ListLine], calls: &Calls, view: &View, filter: &Filter) -> Acts {
    let mut acts = Vec::new();
    if let (None, Some(call)) = (lines.first(), calls.first()) {
        acts.push(Act::primary("打下一个回访电话", call));
    }
    if let Some(first) = lines.first() {
        let from = if view.scope == Scope::Todo {
            "?from=todo"
        } else {
            ""
        };
        let href = format!("/desk/matters/{}{from}", first.no);
        let query = crate::desk::list::query_of(filter, view.sort);
        let export = format!("/desk/matters/export?{query}&as=xlsx&page={}", view.page);
        acts.push(Act::link("导出本页", export));
        acts.push(Act::primary("打开下一件", href));
    }
    acts.into()
}

async fn tabs(app: &App, viewer: &Viewer, current: Scope, today: Date) -> Result<Tabs, Problem> {
    let mut tabs = Vec::new();
    for one in Scope::ALL {
        let filter = scope(one, viewer, app);
        tabs.push(Tab {
            label: one.word().to_owned(),
            href: format!("/desk?tab={}", one.code()),
            count: Some(
                app.store().count(&viewer.sight, &filter, today).await?
                    + Calls::of(app, viewer, one).await?.len(),
            ),
            current: one == current,
        });
    }
    Ok(Tabs { tabs })
}

async fn chips(
    app: &App,
    viewer: &Viewer,
    view: &View,
    (whole, calls): (&Filter, &Calls),
    lights: Lights,
    today: Date,
) -> Result<FilterBar, Problem> {
    let with = |light, only| {
        View {
            scope: view.scope,
            light,
            only,
            sort: view.sort,
            page: 1,
        }
        .href()
    };
    let light = |light: Light, kind: LightKind, n: u64| {
        let on = view.light == Some(light);
        Chip {
            label: kind.word().to_owned(),
            href: with((!on).then_some(light), view.only),
            count: Some(n + calls.lit(kind)),
            light: Some(kind),
            on,
        }
    };
    let mut own = Vec::new();
    for (label, only) in [("今天到期", "today"), ("未签收", "unsigned")] {
        let narrowed = View {
            light: None,
            only,
            ..View::of(&Asked::default())
        }
        .narrowed(whole.clone(), today);
        let on = view.only == only;
        own.push(Chip {
            label: label.to_owned(),
            href: with(view.light, if on { "" } else { only }),
            count: Some(
                app.store().count(&viewer.sight, &narrowed, today).await? + calls.only(app, only),
            ),
            light: None,
            on,
        });
    }
    let at = Sort::ALL.iter().position(|s| *s == view.sort).unwrap_or(0);
    let next = Sort::ALL[(at + 1) % Sort::ALL.len()];
    let sort_href = View {
        scope: view.scope,
        light: view.light,
        only: view.only,
        sort: next,
        page: 1,
    }
    .href();
    Ok(FilterBar {
        lights: vec![
            light(Light::Overdue, LightKind::Overdue, lights.overdue),
            light(Light::DueSoon, LightKind::Soon, lights.due_soon),
            light(Light::Normal, LightKind::Normal, lights.normal),
            light(Light::Paused, LightKind::Paused, lights.paused),
        ],
        own,
        sort: view.sort.word().to_owned(),
        sort_href,
        ..FilterBar::default()
    })
}

/// 逾期, 今天和明天到期, 以后; other orders have no groups.
async fn groups(
    app: &App,
    viewer: &Viewer,
    view: &View,
    filter: &Filter,
    lines: &[ListLine],
    total: u64,
) -> Result<Vec<MatterGroup>, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    let row = |line: &ListLine| {
        let mut row = words::row(line, today, &law);
        if view.scope == Scope::Todo {
            row.href = format!("{}?from=todo", row.href);
        }
        row
    };
    if view.sort != Sort::Due || matches!(view.scope, Scope::Done | Scope::All) {
        let rows = lines.iter().map(row).collect();
        return Ok(vec![MatterGroup {
            rows,
            ..MatterGroup::default()
        }]);
    }
    let tomorrow = today.tomorrow().unwrap_or(today);
    let group = |line: &ListLine| match line.light(today) {
        Some(Light::Overdue) => 0,
        Some(Light::Paused) | None => 2,
        Some(_) if line.due <= tomorrow => 1,
        Some(_) => 2,
    };
    let mut groups: Vec<MatterGroup> = ["逾期", "今天和明天到期", "以后"]
        .into_iter()
        .map(|title| MatterGroup {
            title: title.to_owned(),
            ..MatterGroup::default()
        })
        .collect();
    for line in lines {
        groups[group(line)].rows.push(row(line));
    }
    let mut counts = [0_u64; 3];
    if total <= lines.len() as u64 {
        for line in lines {
            counts[group(line)] += 1;
        }
    } else {
        counts = counted(app, viewer, filter, total, tomorrow).await?;
    }
    for (group, count) in groups.iter_mut().zip(counts) {
        group.count = count;
    }
    if let Some(first) = lines.iter().find(|l| group(l) == 0) {
        groups[0].told = told(app, viewer, first, &law, today).await?;
    }
    groups.retain(|g| !g.rows.is_empty());
    Ok(groups)
}

/// The sizes of the three groups over all pages.
async fn counted(
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    total: u64,
    tomorrow: Date,
) -> Result<[u64; 3], Problem> {
    let (store, today) = (app.store(), app.today());
    let mut counts = [0; 3];
    for (group, light, until) in [
        (0, Light::Overdue, None),
        (1, Light::DueSoon, Some(tomorrow)),
        (1, Light::Normal, Some(tomorrow)),
    ] {
        if filter.light.is_some_and(|l| l != light) {
            continue;
        }
        let narrowed = Filter {
            light: Some(light),
            due_to: match (filter.due_to, until) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
            ..filter.clone()
        };
        counts[group] += store.count(&viewer.sight, &narrowed, today).await?;
    }
    counts[2] = total.saturating_sub(counts[0] + counts[1]);
    Ok(counts)
}

/// Who is told next about the first overdue matter, and when.
async fn told(
    app: &App,
    viewer: &Viewer,
    line: &ListLine,
    law: &Law<'_>,
    today: Date,
) -> Result<String, Problem> {
    let Ok(no) = line.no.parse::<MatterNo>() else {
        return Ok(String::new());
    };
    let found = app.store().matter(&viewer.sight, no).await?;
    let told = found.map(|c| words::told(&c.matter, today, law));
    Ok(match told {
        Some(told) if !told.is_empty() => format!("第 1 件{told}"),
        _ => "该告知的人都已告知".to_owned(),
    })
}

fn bulk(viewer: &Viewer, total: u64) -> BulkBar {
    BulkBar {
        acts: crate::desk::list::bulk_acts(viewer)
            .into_iter()
            .map(|(code, word)| Choice::new(code, word))
            .collect(),
        not_here: "办结、退回、延期须逐件办".to_owned(),
        total,
        selected: 0,
    }
}

/// Why there is nothing here, and what comes next.
async fn empty(
    app: &App,
    viewer: &Viewer,
    view: &View,
    today: Date,
    law: &Law<'_>,
) -> Result<Empty, Problem> {
    if view.light.is_some() || !view.only.is_empty() {
        return Ok(Empty {
            why: "没有符合这个筛选的办件。".to_owned(),
            next: "去掉筛选，看这一栏的全部办件。".to_owned(),
            act: Some(Act::link(
                "去掉筛选",
                format!("/desk?tab={}", view.scope.code()),
            )),
        });
    }
    if view.scope == Scope::Followed {
        return Ok(Empty {
            why: "还没有关注的办件。".to_owned(),
            next: "在办件页面点“关注”，以后在这里一眼看到它走到哪一步。".to_owned(),
            act: Some(Act::link("看全部办件", "/desk/matters")),
        });
    }
    let open = scope(Scope::Open, viewer, app);
    let store = app.store();
    let list = store
        .list(&viewer.sight, &open, Sort::Due, 0, 1, today)
        .await?;
    let next = match list.lines.first() {
        Some(first) => format!(
            "在办 {} 件，最近的{}到期（{}）。",
            list.total,
            text::month_day_weekday(first.due),
            words::owner(&first.waiting, &first.lead, law.district)
        ),
        None => "在办的也没有。新来的诉求和任务会出现在这里。".to_owned(),
    };
    let act = if viewer.may(Action::LeaderView) {
        Some(Act::link("看需要我做的", "/desk/leader"))
    } else if viewer.may(Action::Intake) && list.lines.is_empty() {
        Some(Act::link("登记一件诉求", "/desk/intake"))
    } else if viewer.may(Action::SeeMatters) {
        Some(Act::link("看在办的", "/desk?tab=open"))
    } else {
        None
    };
    let why = match view.scope {
        Scope::Todo => "都办完了。",
        Scope::Open => "没有在办的办件。",
        Scope::Done => "还没有办结的办件。",
        Scope::All | Scope::Followed => "还没有办件。",
    };
    Ok(Empty {
        why: why.to_owned(),
        next,
        act,
    })
}
