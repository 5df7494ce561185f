//! D4: one proposal with its figures, statements, decision, record and corrective directives. Before
//! its reader has opened it that day, nothing of it is shown but its number and what it is.

use crate::App;
use crate::desk::frame;
use crate::desk::matter::{attached, find_closed, offered, timeline};
use crate::kit::form::{KEY, new_key};
use crate::kit::parts::{
    Act, Acts, Cell, Column, DataTable, LightView, MatterGroup, MatterList, Note, Timeline, Tone,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Named;
use banjie_core::kinds::consequence::Consequence;
use banjie_core::kinds::interview::Interview;
use banjie_core::matter::proposal::{Dossier, Fact};
use banjie_core::matter::{CommandName, Detail, Matter};
use banjie_store::reads::{Course, Filter, Sort};
use jiff::civil::Date;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/proposals/closed.html")]
struct ClosedPage {
    desk: Desk,
    number: String,
    title: String,
    acts: Acts,
}

#[derive(Template)]
#[template(path = "desk/proposals/page.html")]
struct OpenPage {
    desk: Desk,
    done: Option<Note>,
    corrected: Option<Note>,
    number: String,
    title: String,
    state: String,
    light: LightView,
    next: String,
    due: String,
    expires: String,
    acts: Acts,
    /// What can be printed, with its address but for the format.
    paper: Option<(&'static str, String)>,
    rule: String,
    facts: Vec<FactView>,
    certainty: String,
    checks: Option<DataTable>,
    said: Vec<(String, String)>,
    statements: Vec<(String, String)>,
    /// Files of an interview: name, address, size and who brought it.
    files: Vec<(String, String, String)>,
    children: Option<MatterList>,
    named: String,
    readers: Vec<String>,
    timeline: Timeline,
}

struct FactView {
    words: String,
    links: Vec<(String, String)>,
}

/// What the address may add.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What has just been done: the code of a command.
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(no): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let course = find_closed(&app, &viewer, &no).await?;
    let matter = &course.matter;
    let dossier = matter.dossier().ok_or(Problem::NotFound)?;
    let desk = frame(&app, &viewer, "/desk/proposals", &matter.title).await?;
    let html = match dossier.opened_on(&viewer.staff().person, app.today()) {
        false => closed(matter, desk)?.render(),
        true => open(&app, &viewer, &course, (dossier, &asked.done), desk)
            .await?
            .render(),
    };
    Ok(Html(html.map_err(|e| Problem::internal(&e))?).into_response())
}

fn closed(matter: &Matter, desk: Desk) -> Result<ClosedPage, Problem> {
    let hidden = vec![
        ("_version".to_owned(), matter.version.to_string()),
        (KEY.to_owned(), new_key()?),
    ];
    let to = format!("/desk/matters/{}/open", matter.no);
    Ok(ClosedPage {
        desk,
        number: matter.no.to_string(),
        title: matter.title.clone(),
        acts: vec![
            Act::post("打开", to, hidden).filled(),
            Act::link("先不看，返回", "/desk/proposals"),
        ]
        .into(),
    })
}

async fn open(
    app: &App,
    viewer: &Viewer,
    course: &Course,
    (dossier, done): (&Dossier, &str),
    desk: Desk,
) -> Result<OpenPage, Problem> {
    let (matter, today, law) = (&course.matter, app.today(), app.pack().law());
    let said = match &matter.detail {
        Detail::Interview(interview) => interview_said(interview),
        Detail::Consequence(consequence) => consequence_said(consequence),
        _ => Vec::new(),
    };
    let events: Vec<_> = (course.events.iter().rev())
        .map(|event| timeline::moment(event, matter, today, &law))
        .collect();
    let ended = matter.is_ended();
    Ok(OpenPage {
        done: done_note(matter, done),
        corrected: corrected_note(dossier),
        number: matter.no.to_string(),
        title: matter.title.clone(),
        state: matter.state_word().to_owned(),
        light: words::light_view(matter, today, &law),
        next: matter.step().what.to_owned(),
        due: match ended {
            true => String::new(),
            false => words::due_full(&matter.clock.due(law.calendar, today)),
        },
        expires: match dossier.resolution.is_some() || ended {
            true => String::new(),
            false => text::full_date(dossier.expires),
        },
        acts: offered::steps(app, viewer, matter)?,
        paper: printed(matter),
        rule: dossier.basis.rule.clone(),
        facts: dossier.basis.facts.iter().map(fact).collect(),
        certainty: dossier.basis.certainty.clone(),
        checks: checks(dossier),
        said: [decision(dossier, today), said].concat(),
        statements: (dossier.statements.iter())
            .map(|s| {
                let when = timeline::when(s.at, today);
                (s.words.clone(), format!("{} · {when}", s.by.words()))
            })
            .collect(),
        files: (attached(course, today).into_iter())
            .map(|file| (file.name, file.href, file.about))
            .collect(),
        children: children(app, viewer, matter).await?,
        named: named(matter),
        readers: readers(app, dossier, today).await?,
        timeline: Timeline {
            total: events.len() as u64,
            events,
            all_href: String::new(),
        },
        desk,
    })
}

fn fact(fact: &Fact) -> FactView {
    let mut links = Vec::new();
    if !fact.href.is_empty() {
        links.push(("看依据".to_owned(), fact.href.clone()));
    }
    links.extend((fact.cases.iter()).map(|no| (no.to_string(), format!("/desk/matters/{no}"))));
    FactView {
        words: fact.words.clone(),
        links,
    }
}

fn checks(dossier: &Dossier) -> Option<DataTable> {
    let rows: Vec<Vec<Cell>> = (dossier.basis.checks.iter())
        .map(|check| vec![check.ground.clone().into(), check.finding.clone().into()])
        .collect();
    (!rows.is_empty()).then(|| DataTable {
        caption: "排除情形".to_owned(),
        columns: vec![Column::text("情形"), Column::text("核对结果")],
        rows,
    })
}

fn decision(dossier: &Dossier, today: Date) -> Vec<(String, String)> {
    let Some(resolution) = &dossier.resolution else {
        return Vec::new();
    };
    let word = match resolution.adopted {
        true => "采纳",
        false => "不予采纳",
    };
    let when = timeline::when(resolution.at, today);
    vec![(
        "决定".to_owned(),
        format!(
            "{word}。理由：{}（{} · {when}）",
            resolution.reason,
            resolution.by.words()
        ),
    )]
}

fn interview_said(interview: &Interview) -> Vec<(String, String)> {
    let mut said = Vec::new();
    if let Some(invitation) = &interview.invitation {
        let on = text::full_date(invitation.on);
        said.push(("约谈".to_owned(), format!("{on}，{}", invitation.place)));
    }
    if let Some(minutes) = &interview.minutes {
        said.push(("参加人".to_owned(), minutes.present.clone()));
        said.push(("约谈记录".to_owned(), minutes.words.clone()));
    }
    if let Some(back) = &interview.looked_back {
        let word = match back.better {
            true => "有改进",
            false => "没有改进",
        };
        said.push(("回访".to_owned(), format!("{word}。{}", back.words)));
    }
    said
}

fn consequence_said(consequence: &Consequence) -> Vec<(String, String)> {
    let mut said = Vec::new();
    if let Some(until) = consequence.protest_until {
        said.push((
            "申请复核".to_owned(),
            format!("本人可以申请到{}", text::full_date(until)),
        ));
    }
    if let Some(reason) = &consequence.protest {
        said.push(("复核理由".to_owned(), reason.clone()));
    }
    if let Some((reason, by, _)) = &consequence.redecided {
        said.push((
            "复核结果".to_owned(),
            format!(
                "{}。理由：{reason}（{}）",
                consequence.stage.word(),
                by.words()
            ),
        ));
    }
    said
}

/// Who may see it; a person by name.
fn named(matter: &Matter) -> String {
    let person = match &matter.detail {
        Detail::Consequence(consequence) => consequence.person.as_ref(),
        _ => None,
    };
    let words: Vec<String> = (matter.named.iter())
        .map(|name| match (name, person) {
            (Named::Person(id), Some(person)) if *id == person.person => {
                format!("{}（本人）", person.name)
            }
            (name, _) => name.words(),
        })
        .collect();
    words.join("、")
}

async fn readers(app: &App, dossier: &Dossier, today: Date) -> Result<Vec<String>, Problem> {
    let mut readers = Vec::new();
    for (person, at) in &dossier.opened {
        let account = app.store().account(person).await?;
        let name = account.map_or_else(
            || person.to_string(),
            |a| format!("{} {}", a.staff.unit, a.staff.name),
        );
        readers.push(format!("{name}，最近 {}", timeline::when(*at, today)));
    }
    Ok(readers)
}

async fn children(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
) -> Result<Option<MatterList>, Problem> {
    let filter = Filter {
        parent: Some(matter.no.to_string()),
        ..Filter::default()
    };
    let (store, today, law) = (app.store(), app.today(), app.pack().law());
    let list = store
        .list(&viewer.sight, &filter, Sort::Due, 0, 50, today)
        .await?;
    if list.lines.is_empty() {
        return Ok(None);
    }
    let rows = list.lines.iter().map(|line| words::row(line, today, &law));
    Ok(Some(MatterList {
        groups: vec![MatterGroup {
            rows: rows.collect(),
            ..MatterGroup::default()
        }],
        select: false,
        beside: false,
        caption: "整改任务".to_owned(),
    }))
}

fn printed(matter: &Matter) -> Option<(&'static str, String)> {
    let Detail::Interview(interview) = &matter.detail else {
        return None;
    };
    interview.invitation.as_ref()?;
    let title = match interview.minutes {
        Some(_) => "约谈记录",
        None => "约谈通知书",
    };
    Some((title, format!("/desk/interviews/{}/paper", matter.no)))
}

fn corrected_note(dossier: &Dossier) -> Option<Note> {
    let why = dossier.corrected.as_ref()?;
    let text = match dossier.resolution {
        Some(_) => "决定时的依据已经不在，还没有约谈的请改为不予约谈；下面的依据是当时的数字。",
        None => "规则已经撤回这份建议，不用再办；下面的依据是当时的数字。",
    };
    Some(Note::new(Tone::Ask, why, text))
}

fn done_note(matter: &Matter, done: &str) -> Option<Note> {
    let name = CommandName::ALL.into_iter().find(|c| c.code() == done)?;
    if name == CommandName::Open {
        return None;
    }
    let text = match matter.is_ended() {
        true => "这件已经结束，不用再办。".to_owned(),
        false => format!("下一步：{}。", matter.step().what),
    };
    Some(Note::new(
        Tone::Plain,
        &format!("办好了：{}", name.word()),
        &text,
    ))
}
