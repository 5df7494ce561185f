//! 回访样本 of a month: how it was drawn, what the enterprises said, what is late; what follows is
//! proposed and done by nobody but a person.

use super::HOME;
use super::page::tabs;
use crate::App;
use crate::assess;
use crate::desk::frame;
use crate::desk::matter::timeline::when;
use crate::kit::form::{Form, FormLimits};
use crate::kit::parts::{Act, Acts, Cell, Chip, Column, DataTable, FilterBar, Tabs};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{self, Heard, Item, Said, Sampling, Standing};
use banjie_core::assessment::sample::{Drawn, Shares};
use banjie_core::district::Action;
use banjie_core::matter::{Event, Waiting};
use banjie_store::StoreError;
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "desk/checks/sample.html")]
struct SamplePage {
    desk: Desk,
    tabs: Tabs,
    title: String,
    month: String,
    acts: Acts,
    facts: Vec<(&'static str, String)>,
    strata: Option<DataTable>,
    filters: FilterBar,
    items: Option<DataTable>,
    none: &'static str,
}

/// Which items are listed.
const ONLY: [(&str, &str); 5] = [
    ("", "全部"),
    ("not_solved", "说没有解决"),
    ("missed", "逾期没有回访"),
    ("waiting", "等回访"),
    ("given_up", "联系不上"),
];

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let month = assess::month(&month)?;
    let only = given.iter().find(|(name, _)| name == "only");
    let only = only.map_or("", |(_, value)| value.as_str());
    let sampling = app.store().sampling(month).await?;
    let marks = app.store().marks(month).await?;
    let today = app.today();
    let tries = self::tries(&app, today)?;
    let items: Vec<&Item> = (sampling.items.iter())
        .filter(|item| fits(item, only, today, tries))
        .collect();
    let title = format!("回访样本 {}", month.words());
    let page = SamplePage {
        desk: frame(&app, &viewer, HOME, &title).await?,
        tabs: tabs(month, marks.len(), &sampling, true),
        title: headline(&sampling, today, tries),
        month: month.words(),
        acts: acts(&viewer, &app, &sampling),
        facts: facts(&sampling, today),
        strata: sampling
            .drawing
            .is_some()
            .then(|| strata(&sampling, today, tries)),
        filters: filters(month, only),
        items: match items.is_empty() {
            true => None,
            false => Some(table(&app, &viewer, &items, tries).await?),
        },
        none: match sampling.items.is_empty() {
            true => "还没有抽样。抽到的办件会列在这里。",
            false => "没有符合的办件。",
        },
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// Calls without an answer after which one may give up.
///
/// # Errors
/// The rule has no value today.
pub(in crate::desk) fn tries(app: &App, today: Date) -> Result<u32, Problem> {
    let tries = callback::tries(&app.pack().law(), today);
    tries.map_err(|e| StoreError::Refused(e.into()).into())
}

fn fits(item: &Item, only: &str, today: Date, tries: u32) -> bool {
    let standing = item.standing(today, tries);
    match only {
        "not_solved" => item.heard().is_some_and(|a| a.said == Said::NotSolved),
        "missed" => standing == Standing::Missed,
        "waiting" => standing == Standing::Waiting,
        "given_up" => standing == Standing::GivenUp,
        _ => true,
    }
}

/// The finding in one line.
fn headline(sampling: &Sampling, today: Date, tries: u32) -> String {
    if sampling.items.is_empty() {
        return format!("{}还没有抽取回访样本", sampling.month.words());
    }
    let units = sampling.heard(today, tries);
    let sum = |of: fn(&Heard) -> u64| units.values().map(of).sum::<u64>();
    let (all, reached) = (sum(|h| h.drawn), sum(|h| h.reached));
    let mut title = match reached {
        0 => format!("回访样本 {all} 件，还没有回访结果"),
        n => format!(
            "回访样本 {all} 件，问到 {n} 件，{} 件企业说没有解决",
            sum(|h| h.not_solved)
        ),
    };
    let missed = sum(|h| h.missed);
    if missed > 0 {
        title.push_str(&format!("；{missed} 件逾期没有回访"));
    }
    title
}

fn acts(viewer: &Viewer, app: &App, sampling: &Sampling) -> Acts {
    let month = sampling.month;
    let mut acts = Vec::new();
    if sampling.drawing.is_some() {
        let href = format!("{HOME}/{month}/export");
        acts.push(Act::link("导出样本和抽样框", href));
    } else if viewer.may(Action::JudgeMark) {
        let draw = "抽取回访样本";
        acts.push(match app.today() > month.last() {
            true => Act::post(draw, format!("{HOME}/{month}/sample"), Vec::new()).filled(),
            false => Act::refused(draw, "这个月还没有过完，过完以后才能抽"),
        });
    }
    acts.into()
}

/// The rule of the draw in words.
pub(super) fn rule(shares: &Shares) -> String {
    format!(
        "每个单位没有线索的抽 {} 件，不够的全抽；有线索的抽百分之 {}，零头进一，最多 {} 件；区营商办指定的都抽。\
         由没有经手过的单位回访，谁手里的件少谁来。",
        shares.per_unit, shares.marked_percent, shares.marked_most
    )
}

fn facts(sampling: &Sampling, today: Date) -> Vec<(&'static str, String)> {
    let Some(drawing) = &sampling.drawing else {
        return Vec::new();
    };
    vec![
        (
            "谁抽的",
            format!("{} · {}", drawing.by.words(), when(drawing.at, today)),
        ),
        ("规则", rule(&drawing.frame.shares)),
        ("抽样框", format!("{} 件", drawing.frame.candidates.len())),
        (
            "种子",
            format!(
                "{}。最后一段是抽样那一刻日志的根哈希，谁也不能挑；用它和抽样框，谁抽都一样",
                drawing.frame.seed
            ),
        ),
        ("回访期限", text::full_date(drawing.due)),
    ]
}

fn strata(sampling: &Sampling, today: Date, tries: u32) -> DataTable {
    let heard = sampling.heard(today, tries);
    let frame = sampling.drawing.iter().flat_map(|d| d.frame.strata());
    let of = |(there, drawn): (usize, usize)| format!("{there} 抽 {drawn}");
    let rows = frame.map(|stratum| {
        let heard = heard.get(&stratum.unit).copied().unwrap_or_default();
        let mut row = vec![
            Cell::from(stratum.unit.to_string()),
            of(stratum.plain).into(),
            of(stratum.marked).into(),
            stratum.wanted.to_string().into(),
        ];
        row.extend(cells(&heard));
        row
    });
    let mut columns = vec![
        Column::text("单位"),
        Column::number("没有线索"),
        Column::number("有线索"),
        Column::number("指定"),
    ];
    columns.extend(HEARD.map(Column::number));
    DataTable {
        caption: "各单位的抽样框和回访结果".to_owned(),
        columns,
        rows: rows.collect(),
    }
}

/// The heads of [`cells`].
const HEARD: [&str; 6] = [
    "样本",
    "问到",
    "说解决了",
    "说没有解决",
    "说不满意",
    "逾期没有回访",
];

fn cells(heard: &Heard) -> [Cell; 6] {
    [
        heard.drawn,
        heard.reached,
        heard.solved,
        heard.not_solved,
        heard.displeased,
        heard.missed,
    ]
    .map(|n| Cell::from(n.to_string()))
}

/// What the enterprises said of each unit's matters of a month, for whoever looks at its ranking;
/// `None`: nothing was drawn.
///
/// # Errors
/// The database fails; a rule has no value.
pub(in crate::desk) async fn by_unit(
    app: &App,
    month: Month,
) -> Result<Option<DataTable>, Problem> {
    let sampling = app.store().sampling(month).await?;
    let today = app.today();
    let heard = sampling.heard(today, tries(app, today)?);
    let rows: Vec<Vec<Cell>> = (heard.iter())
        .map(|(unit, heard)| {
            let href = format!("{HOME}/{month}/sample");
            let mut row = vec![Cell::link(unit.to_string(), href)];
            row.extend(cells(heard));
            row
        })
        .collect();
    let mut columns = vec![Column::text("单位")];
    columns.extend(HEARD.map(Column::number));
    Ok((!rows.is_empty()).then_some(DataTable {
        caption: "回访抽查".to_owned(),
        columns,
        rows,
    }))
}

fn filters(month: Month, only: &str) -> FilterBar {
    let own = ONLY.map(|(code, word)| Chip {
        label: word.to_owned(),
        href: match code {
            "" => format!("{HOME}/{month}/sample"),
            code => format!("{HOME}/{month}/sample?only={code}"),
        },
        on: only == code,
        ..Chip::default()
    });
    FilterBar {
        own: own.to_vec(),
        ..FilterBar::default()
    }
}

/// How a matter came into the sample.
pub(super) fn chance(drawn: &Drawn) -> String {
    let marks: Vec<&str> = drawn.marks.iter().map(|d| d.word()).collect();
    match (drawn.wanted, marks.as_slice()) {
        (false, []) => "随机".to_owned(),
        (false, marks) => format!("有线索：{}", marks.join("、")),
        (true, []) => "区营商办指定".to_owned(),
        (true, marks) => format!("区营商办指定：{}", marks.join("、")),
    }
}

async fn table(
    app: &App,
    viewer: &Viewer,
    items: &[&Item],
    tries: u32,
) -> Result<DataTable, Problem> {
    let today = app.today();
    let mut rows = Vec::new();
    for item in items {
        let said = match item.heard() {
            Some(answer) if answer.words.is_empty() => answer.word(),
            Some(answer) => format!("{}：{}", answer.word(), answer.words),
            None => match item.calls.len() {
                0 => item.standing(today, tries).word().to_owned(),
                n => format!("{}，打过 {n} 次", item.standing(today, tries).word()),
            },
        };
        rows.push(vec![
            Cell::link(
                item.drawn.no.to_string(),
                format!("/desk/matters/{}", item.drawn.no),
            ),
            item.drawn.unit.to_string().into(),
            item.drawn.caller.to_string().into(),
            chance(&item.drawn).into(),
            text::month_day(item.due).into(),
            said.into(),
            follows(app, viewer, item).await?,
        ]);
    }
    Ok(DataTable {
        caption: "回访样本".to_owned(),
        columns: [
            "办件",
            "被回访单位",
            "回访单位",
            "怎么抽到",
            "期限",
            "企业怎么说",
            "接着怎样",
        ]
        .map(Column::text)
        .to_vec(),
        rows,
    })
}

/// What follows where the enterprise says that nothing is solved: 区营商办 decides whether it is done
/// again; once it has, where the matter stands.
async fn follows(app: &App, viewer: &Viewer, item: &Item) -> Result<Cell, Problem> {
    if item.heard().is_none_or(|a| a.said != Said::NotSolved) {
        return Ok(Cell::from(""));
    }
    let course = app.store().matter(&viewer.sight, item.drawn.no).await?;
    let Some(course) = course else {
        return Ok(Cell::from(""));
    };
    let (matter, events) = (&course.matter, course.events.iter());
    let after = events.skip_while(|e| !matches!(e.event, Event::FoundUnsolved { .. }));
    let again = after
        .into_iter()
        .any(|e| matches!(e.event, Event::Reopened { .. }));
    Ok(match matter.step().waiting {
        Waiting::Coordinator if viewer.may(Action::Review) => Cell::link(
            matter.step().what,
            format!("/desk/matters/{}#act", matter.no),
        ),
        Waiting::Coordinator => Cell::from(format!("等区营商办{}", matter.step().what)),
        _ if again => Cell::from(format!("已重办：{}", matter.state_word())),
        _ => Cell::from(matter.state_word()),
    })
}

pub(super) async fn draw(
    State(app): State<App>,
    viewer: Viewer,
    Path(month): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    Form::read(request, FormLimits::TEXT).await?;
    let month = assess::month(&month)?;
    // Sent twice: the sample is there.
    if app.store().sampling(month).await?.drawing.is_none() {
        app.store().draw_sample(month, viewer.act(&app)).await?;
    }
    Ok(Redirect::to(&format!("{HOME}/{month}/sample")).into_response())
}
