//! The page of one matter (C3).

use super::offered::{Offered, offered, word};
use super::one_thing::{self, OneThing};
use super::{Asked, act, href, timeline};
use crate::App;
use crate::desk::{frame, todo};
use crate::kit::parts::{
    IdentityBar, IdentityLock, MatterGroup, MatterList, Note, Tab as TabLink, Tabs, Timeline,
    TimelineEvent, Tone, WhyView,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use crate::portal::files::size_words;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Action;
use banjie_core::kinds::{appeal, directive, review};
use banjie_core::matter::clock::Due;
use banjie_core::matter::{
    By, CommandName, Detail, Event, Kind, Law, Matter, Verdict, Waiting, permit,
};
use banjie_store::reads::{Course, Filter, ListLine, Sort};
use jiff::civil::Date;

#[derive(Template)]
#[template(path = "desk/matter/page.html")]
struct MatterPage {
    desk: Desk,
    done: Option<Note>,
    done_key: String,
    identity: IdentityBar,
    tabs: Tabs,
    tab: Tab,
    said_title: &'static str,
    said: Vec<String>,
    review: Vec<(&'static str, String)>,
    order: Option<OrderView>,
    files: Vec<FileView>,
    lock: Option<IdentityLock>,
    similar: Option<Note>,
    reply: Option<ReplyView>,
    parent_title: &'static str,
    parent: Option<(String, String)>,
    children: Option<MatterList>,
    timeline: Timeline,
    no_support: String,
    attach: Option<String>,
    comment: Option<String>,
    responsible: Vec<(&'static str, Vec<(String, &'static str)>)>,
    why: Option<WhyView>,
    why_not: String,
    more: crate::kit::parts::Acts,
    others: Vec<(String, String, String)>,
    one: Option<OneThing>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Work,
    Files,
    Words,
    Support,
    Course,
}

impl Tab {
    const ALL: [(Tab, &'static str, &'static str); 5] = [
        (Tab::Work, "办理", ""),
        (Tab::Files, "材料", "files"),
        (Tab::Words, "往来", "words"),
        (Tab::Support, "会签", "support"),
        (Tab::Course, "经过", "course"),
    ];
}

struct OrderView {
    sentence: String,
    source: String,
    cadence: String,
}

/// A file with its address, its size and who brought it.
pub(in crate::desk) struct FileView {
    pub(in crate::desk) name: String,
    pub(in crate::desk) href: String,
    pub(in crate::desk) about: String,
}

struct ReplyView {
    title: &'static str,
    lines: Vec<String>,
    steps: Vec<String>,
    meta: String,
}

/// The page as this viewer sees it.
pub(super) async fn show(
    app: &App,
    viewer: &Viewer,
    course: &Course,
    asked: &Asked,
) -> Result<Response, Problem> {
    let (matter, today, law) = (&course.matter, app.today(), app.pack().law());
    let address = href(matter.no);
    let desk = frame(app, viewer, &address, &matter.title).await?;
    let tab = Tab::ALL
        .into_iter()
        .find(|t| t.2 == asked.tab)
        .map_or(Tab::Work, |t| t.0);
    let person = viewer.staff().person.as_str();
    let followed = app.store().follows(person, &matter.no.to_string()).await?;
    let Offered { bar, more } = offered(app, viewer, matter, followed)?;
    let (place, next_href) = place(app, viewer, matter, asked, today).await?;
    let similar = app.store().similar(&viewer.sight, matter, 6, today).await?;
    let may = |name| permit(matter, name, &viewer.act(app), &law).is_ok();
    let files = attached(course, today);
    let why = words::why(&matter.clock, today, &law);
    let page = MatterPage {
        done: done_note(course, &asked.done),
        done_key: format!("{}-{}", matter.no, asked.done),
        identity: IdentityBar {
            crumb: ("待办".to_owned(), "/desk".to_owned()),
            number: matter.no.to_string(),
            tags: tags(matter),
            title: matter.title.clone(),
            subtitle: subtitle(matter, today),
            place,
            next_href,
            acts: bar,
            light: words::light_view(matter, today, &law),
            told: words::told(matter, today, &law),
            due: words::due_full(&matter.clock.due(law.calendar, today)),
            limit: words::limit(&matter.clock),
            why_href: "#why".to_owned(),
            owner: owner(matter),
            telephone: telephone(app, matter).await?,
            signed: signed(course, today),
            next: matter.step().what.to_owned(),
            next_detail: next_detail(course, today, &law),
        },
        tabs: tabs(course, tab),
        said_title: match matter.kind() {
            Kind::Review => "评价人怎么说",
            Kind::Application | Kind::Commitment => "内容",
            Kind::Objection => "申诉单位怎么说",
            _ => "企业怎么说",
        },
        said: paragraphs(&matter.text),
        review: review_facts(app, matter, today),
        order: order(matter),
        lock: lock(viewer, matter),
        similar: same(matter, &similar, may(CommandName::Merge)),
        reply: reply(course, today),
        parent_title: match matter.kind() {
            Kind::Review => "评的是哪一件",
            Kind::Application | Kind::Commitment => "整件申请",
            _ => "上级任务",
        },
        parent: parent(app, viewer, matter).await?,
        children: children(app, viewer, matter, today, &law).await?,
        timeline: events(course, tab, may(CommandName::Answer), today, &law),
        no_support: if matter.support.is_empty() {
            "这件没有配合单位。".to_owned()
        } else {
            format!("{}还没有回函。", units(matter))
        },
        attach: may(CommandName::Attach).then(|| format!("{address}/attach")),
        comment: may(CommandName::Comment).then(|| format!("{address}/comment")),
        responsible: responsible(course, &law),
        why_not: why_not(matter, today, &law),
        one: one_thing::view(app, matter).await?,
        why,
        more,
        others: similar
            .iter()
            .filter(|l| !is_same(matter, l))
            .map(|l| {
                (
                    l.title.clone(),
                    format!("/desk/matters/{}", l.no),
                    l.state_word.clone(),
                )
            })
            .collect(),
        tab,
        files,
        desk,
    };
    let html = page.render().map_err(|e| Problem::internal(&e))?;
    Ok(Html(html).into_response())
}

/// Where it stands in the list it was opened from, and the next one there.
async fn place(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
    asked: &Asked,
    today: Date,
) -> Result<(String, String), Problem> {
    if asked.from != "todo" {
        return Ok(Default::default());
    }
    let filter = todo(viewer, app);
    let store = app.store();
    let list = store
        .list(&viewer.sight, &filter, Sort::Due, 0, 200, today)
        .await?;
    let own = matter.no.to_string();
    let at = list.lines.iter().position(|l| l.no == own);
    let next = match at {
        Some(at) => list.lines.get(at + 1),
        None => list.lines.first(),
    };
    let words = match at {
        Some(at) => format!("第 {} 件，共 {} 件", at + 1, list.total),
        None => format!("待办还有 {} 件", list.total),
    };
    let href = next.map(|l| format!("/desk/matters/{}?from=todo", l.no));
    Ok((words, href.unwrap_or_default()))
}

fn tags(matter: &Matter) -> Vec<String> {
    let mut tags = vec![matter.kind().word().to_owned()];
    tags.extend(matter.topic.iter().map(|t| t.to_string()));
    if let Detail::Directive(d) = &matter.detail
        && d.reflection
    {
        tags.push("反思".to_owned());
    }
    if matter.exclusion.is_some() {
        tags.push("已剔除统计".to_owned());
    }
    if matter.exclusion_proposed.is_some() {
        tags.push("提请剔除，等复核".to_owned());
    }
    tags
}

fn subtitle(matter: &Matter, today: Date) -> String {
    let opened = timeline::when(matter.opened, today);
    let day = opened.split(' ').next().unwrap_or_default();
    match &matter.enterprise {
        Some(e) => format!("{} · {day}{}提交", e.name, matter.channel.word()),
        None if matches!(matter.detail, Detail::Objection(_)) => format!("{day}提出"),
        None if matter.kind() == Kind::Review => format!("{day}请人评价"),
        None => format!("{day}下发"),
    }
}

fn owner(matter: &Matter) -> String {
    match &matter.handler {
        Some(handler) => format!("{} · {}", matter.lead, handler.name),
        None => format!("{} · 未分人", matter.lead),
    }
}

async fn telephone(app: &App, matter: &Matter) -> Result<String, Problem> {
    if let Some(handler) = &matter.handler
        && let Some(account) = app.store().account(&handler.person).await?
        && !account.telephone.is_empty()
    {
        return Ok(account.telephone);
    }
    let unit = app.pack().district.unit(&matter.lead);
    Ok(unit.map(|u| u.telephone.clone()).unwrap_or_default())
}

fn signed(course: &Course, today: Date) -> String {
    let last = course.events.iter().rev().find_map(|e| match &e.event {
        Event::Signed { .. } => Some(Some(e.at)),
        Event::Dispatched { .. }
        | Event::Transferred { .. }
        | Event::Returned { .. }
        | Event::Reopened { .. }
        | Event::DirectiveDispatched { .. } => Some(None),
        _ => None,
    });
    match last {
        Some(Some(at)) => format!("{}签收", timeline::when(at, today)),
        Some(None) => "还没有签收".to_owned(),
        None => String::new(),
    }
}

/// What helps with the next step: the last reply of a supporting unit, the enterprise's words.
fn next_detail(course: &Course, today: Date, law: &Law<'_>) -> String {
    let matter = &course.matter;
    if let Detail::Review(r) = &matter.detail {
        match (&r.objection, r.stage) {
            (Some(o), review::Stage::Objected) => {
                return format!("{}申诉{}：{}", matter.lead, o.ground.word(), o.reason);
            }
            _ if matter.step().waiting == Waiting::Enterprise => return String::new(),
            _ => {}
        }
    }
    if let Detail::Appeal(a) = &matter.detail {
        match &a.stage {
            appeal::Stage::Disputed { reason } => return format!("单位说：{reason}"),
            appeal::Stage::NotSolved { words } => return format!("企业说：{words}"),
            appeal::Stage::Submitted => {
                let unit = a.proposed.as_ref();
                return unit.map_or(String::new(), |u| format!("按类别建议派给{u}"));
            }
            _ => {}
        }
    }
    if matter.step().waiting != Waiting::Unit {
        return String::new();
    }
    let replied = replies(course).last();
    if let Some((unit, version)) = replied {
        return format!("{unit}已回函，见“经过”第 {version} 条");
    }
    match matter.clock.due(law.calendar, today).latest() {
        due if due < today => "已经逾期，请今天就办".to_owned(),
        due => format!("{}前", text::month_day_weekday(due)),
    }
}

/// Records written by supporting units: who and the version.
fn replies(course: &Course) -> impl Iterator<Item = (&str, u64)> {
    course
        .events
        .iter()
        .filter_map(|e| match (&e.event, &e.by) {
            (Event::Commented { .. } | Event::Attached { .. }, By::Staff { unit, .. })
                if course.matter.support.contains(unit) =>
            {
                Some((unit.as_str(), e.version))
            }
            _ => None,
        })
}

fn tabs(course: &Course, current: Tab) -> Tabs {
    let count = |tab| match tab {
        Tab::Work => None,
        Tab::Files => Some(course.matter.attachments.len()),
        Tab::Course => Some(course.events.len()),
        tab => Some(
            course
                .events
                .iter()
                .filter(|e| belongs(e, tab, course))
                .count(),
        ),
    };
    let address = href(course.matter.no);
    Tabs {
        tabs: Tab::ALL
            .into_iter()
            .map(|(tab, label, code)| TabLink {
                label: label.to_owned(),
                href: if code.is_empty() {
                    address.clone()
                } else {
                    format!("{address}?tab={code}")
                },
                count: count(tab).map(|n| n as u64),
                current: tab == current,
            })
            .collect(),
    }
}

/// Which events a tab shows.
fn belongs(happened: &banjie_store::Happened, tab: Tab, course: &Course) -> bool {
    let by_support = match &happened.by {
        By::Staff { unit, .. } => course.matter.support.contains(unit),
        By::Enterprise | By::Rule => false,
    };
    match tab {
        Tab::Words => match &happened.event {
            Event::Commented { public, .. } => *public,
            Event::Answered { .. }
            | Event::Confirmed { .. }
            | Event::FoundUnsolved { .. }
            | Event::Rejected { .. }
            | Event::PassedOn { .. }
            | Event::Concluded { .. } => course.matter.enterprise.is_some(),
            Event::Urged { .. } | Event::Attached { .. } | Event::Reopened { .. } => {
                happened.by == By::Enterprise
            }
            _ => false,
        },
        Tab::Support => {
            by_support
                && matches!(
                    happened.event,
                    Event::Commented { .. } | Event::Attached { .. }
                )
        }
        Tab::Work | Tab::Files | Tab::Course => true,
    }
}

fn events(course: &Course, tab: Tab, answers: bool, today: Date, law: &Law<'_>) -> Timeline {
    let matter = &course.matter;
    let mut events: Vec<TimelineEvent> = Vec::new();
    if matches!(tab, Tab::Work | Tab::Course) {
        events.extend(timeline::ahead(matter, today, law));
    }
    let ahead = events.len();
    let shown = course
        .events
        .iter()
        .rev()
        .filter(|e| belongs(e, tab, course));
    for happened in shown {
        let mut event = timeline::moment(happened, matter, today, law);
        event.meta = format!("{} · 第 {} 条", event.meta, happened.version);
        if answers && matches!(happened.event, Event::Commented { .. }) {
            let close = format!("{}/close?record={}", href(matter.no), happened.version);
            event.links.push(("引作办结依据".to_owned(), close));
        }
        events.push(event);
    }
    let total = events.len() - ahead;
    // A link to the whole course only where more than one thing is left out.
    if tab == Tab::Work && total > 6 {
        events.truncate(ahead + 5);
    }
    Timeline {
        events,
        total: total as u64,
        all_href: format!("{}?tab=course", href(matter.no)),
    }
}

/// The files of a matter, in order.
pub(in crate::desk) fn attached(course: &Course, today: Date) -> Vec<FileView> {
    let matter = &course.matter;
    let brought = |hash: &str| {
        course.events.iter().find_map(|e| match &e.event {
            Event::Attached { file } if file.hash == hash => Some(format!(
                "{} · {}",
                timeline::when(e.at, today),
                e.by.words()
            )),
            Event::AppealSubmitted { appeal, .. }
                if appeal.files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 随诉求提交", timeline::when(e.at, today)))
            }
            Event::ApplicationSubmitted { application, .. }
                if application.files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 随申请提交", timeline::when(e.at, today)))
            }
            Event::ApplicationSupplied { files, .. } | Event::CommitmentSupplied { files, .. }
                if files.iter().any(|f| f.hash == hash) =>
            {
                Some(format!("{} · 补交", timeline::when(e.at, today)))
            }
            _ => None,
        })
    };
    matter
        .attachments
        .iter()
        .map(|f| FileView {
            name: f.name.clone(),
            href: format!("{}/files/{}", href(matter.no), f.hash),
            about: format!(
                "{} · {}",
                size_words(f.size),
                brought(&f.hash).unwrap_or_default()
            ),
        })
        .collect()
}

pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

fn order(matter: &Matter) -> Option<OrderView> {
    let Detail::Directive(d) = &matter.detail else {
        return None;
    };
    let sentence = [&d.order.sentence, &matter.text, &matter.title]
        .into_iter()
        .find(|t| !t.trim().is_empty())?;
    let on = d.order.on.map(text::full_date).unwrap_or_default();
    Some(OrderView {
        sentence: sentence.clone(),
        source: format!("{} {on}", d.order.source).trim().to_owned(),
        cadence: match d.cadence {
            directive::Cadence::Once => String::new(),
            cadence => format!("{}报一次", cadence.word()),
        },
    })
}

fn lock(viewer: &Viewer, matter: &Matter) -> Option<IdentityLock> {
    super::identity::kept_under(matter)?;
    let may = viewer.may(Action::SeeIdentity);
    let address = href(matter.no);
    Some(IdentityLock {
        who_sees: match matter.kind() {
            Kind::Review => "回访要用时写明理由查看，每一次都记入经过",
            _ => "查看须写理由，企业会看到是谁看的",
        }
        .to_owned(),
        view_href: if may {
            format!("{address}/identity")
        } else {
            String::new()
        },
        slip_href: match matter.kind() {
            Kind::Review => String::new(),
            _ => format!("{address}/slip"),
        },
    })
}

/// The same enterprise about the same topic: perhaps the same thing.
fn is_same(matter: &Matter, line: &ListLine) -> bool {
    matter.topic.as_ref().map(|t| t.as_str()) == line.topic.as_deref() && line.topic.is_some()
}

fn same(matter: &Matter, similar: &[ListLine], merges: bool) -> Option<Note> {
    let mut links = Vec::new();
    for line in similar.iter().filter(|l| is_same(matter, l)) {
        let words = format!("{} {}（{}）", line.no, line.title, line.state_word);
        links.push((words, format!("/desk/matters/{}", line.no)));
        let open = line.waiting != Waiting::Nobody.code();
        if merges && open {
            let into = format!("{}/merge?into={}", href(matter.no), line.no);
            links.push(("并到一起".to_owned(), into));
        }
    }
    (!links.is_empty()).then(|| Note {
        tone: Tone::Ask,
        title: "像是同一件事：同一家企业，同一类诉求".to_owned(),
        text: String::new(),
        links,
    })
}

/// The answer or report that waits for its verdict, or the one that ended it.
fn reply(course: &Course, today: Date) -> Option<ReplyView> {
    let matter = &course.matter;
    course.events.iter().rev().find_map(|e| {
        let meta = |evidence: &str| {
            let rests = if evidence.is_empty() {
                String::new()
            } else {
                format!(" · 依据：{evidence}")
            };
            format!("{} · {}{rests}", timeline::when(e.at, today), e.by.words())
        };
        let mut steps = Vec::new();
        let (title, text, evidence) = match &e.event {
            Event::Answered {
                reply, evidence, ..
            } => ("给企业的答复", reply, timeline::evidences(evidence, matter)),
            Event::Reported {
                reply, evidence, ..
            } => ("办理情况", reply, timeline::evidences(evidence, matter)),
            Event::Reflected { reflection, .. } => {
                let said = |s: &directive::CorrectiveStep| {
                    format!("{}（{}前）", s.what, text::full_date(s.due))
                };
                steps = reflection.steps.iter().map(said).collect();
                ("反思：原因和整改措施", &reflection.cause, String::new())
            }
            Event::Concluded { reason } => ("结案说明", reason, String::new()),
            Event::Ruled { ruling, reason, .. } => (ruling.word(), reason, String::new()),
            Event::Redressed {
                reply, evidence, ..
            } => (
                "给评价人的反馈",
                reply,
                timeline::evidences(evidence, matter),
            ),
            _ => return None,
        };
        Some(ReplyView {
            title,
            lines: paragraphs(text),
            steps,
            meta: meta(&evidence),
        })
    })
}

async fn parent(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
) -> Result<Option<(String, String)>, Problem> {
    let Some(no) = matter.parent else {
        return Ok(None);
    };
    let found = app.store().matter(&viewer.sight, no).await?;
    Ok(found.map(|c| (format!("{no} {}", c.matter.title), href(no))))
}

async fn children(
    app: &App,
    viewer: &Viewer,
    matter: &Matter,
    today: Date,
    law: &Law<'_>,
) -> Result<Option<MatterList>, Problem> {
    let filter = Filter {
        parent: Some(matter.no.to_string()),
        ..Filter::default()
    };
    let store = app.store();
    let list = store
        .list(&viewer.sight, &filter, Sort::Due, 0, 50, today)
        .await?;
    if list.lines.is_empty() {
        return Ok(None);
    }
    let rows = list.lines.iter().map(|l| words::row(l, today, law));
    Ok(Some(MatterList {
        groups: vec![MatterGroup {
            rows: rows.collect(),
            ..MatterGroup::default()
        }],
        select: false,
        beside: false,
        caption: children_title(matter).to_owned(),
    }))
}

fn children_title(matter: &Matter) -> &'static str {
    match matter.detail {
        Detail::Application(_) => "各个事项和承诺",
        _ => "由这件派生的办件",
    }
}

fn units(matter: &Matter) -> String {
    let units: Vec<&str> = matter.support.iter().map(|u| u.as_str()).collect();
    units.join("、")
}

fn responsible(course: &Course, law: &Law<'_>) -> Vec<(&'static str, Vec<(String, &'static str)>)> {
    let matter = &course.matter;
    let mut rows = Vec::new();
    let post = matter.sponsor.as_ref().and_then(|p| law.district.post(p));
    let sponsor = post.map_or("派单后确定".to_owned(), |p| {
        format!("{} {}", p.holder, p.id)
    });
    rows.push(("包抓", vec![(sponsor, "")]));
    rows.push(("主责", vec![(owner(matter), "")]));
    // Only these are asked for a reply; the units of an application each have their own item.
    let asked = matches!(matter.kind(), Kind::Appeal | Kind::Directive);
    let supports: Vec<(String, &'static str)> = matter
        .support
        .iter()
        .map(|unit| {
            let replied = replies(course).any(|(u, _)| u == unit.as_str());
            let tag = match (asked, replied) {
                (false, _) => "",
                (true, true) => "已回函",
                (true, false) => "未回",
            };
            (unit.to_string(), tag)
        })
        .collect();
    rows.push(match (matter.kind(), supports.is_empty()) {
        (Kind::Objection, _) => ("申诉", supports),
        (_, true) => ("配合", vec![("无".to_owned(), "")]),
        (_, false) => ("配合", supports),
    });
    let indicator = matter.indicator.as_ref();
    if let Some(indicator) = indicator.and_then(|i| law.district.indicator(i)) {
        let owner = law.district.post(&indicator.owner);
        let owner = owner.map_or("", |p| p.holder.as_str());
        rows.push((
            "指标",
            vec![(format!("{}（指标长 {owner}）", indicator.name), "")],
        ));
    }
    rows
}

fn why_not(matter: &Matter, today: Date, law: &Law<'_>) -> String {
    match matter.clock.due(law.calendar, today) {
        due @ Due::Provisional { .. } => format!(
            "{}。放假通知录入后会重新计算，并在经过里写明。",
            words::due_full(&due)
        ),
        Due::Fixed(_) => "时限是会议指定的日期。".to_owned(),
    }
}

/// What was rated and how it went on, beside the words.
fn review_facts(app: &App, matter: &Matter, today: Date) -> Vec<(&'static str, String)> {
    let Detail::Review(r) = &matter.detail else {
        return Vec::new();
    };
    let (district, subject) = (&app.pack().district, &r.subject);
    let mut facts = Vec::new();
    if let Some(window) = subject.window.as_ref().and_then(|w| district.window(w)) {
        facts.push(("窗口", format!("{}（{}）", window.name, window.place)));
    }
    if let Some(item) = subject.item.as_ref().and_then(|i| district.window_item(i)) {
        facts.push(("事项", item.name.clone()));
    }
    if let Some(topic) = &subject.topic {
        facts.push(("类别", topic.clone()));
    }
    if let Some(officer) = &subject.officer {
        facts.push(("接待", officer.name.clone()));
    }
    if let Some(rated) = &r.rated {
        let when = timeline::when(rated.at, today);
        let level = review::level_word(rated.rating.level);
        facts.push(("评价", format!("{level} · {when}")));
        facts.push(("具体情况", rated.rating.tags.join("、")));
        let named = if r.is_named() {
            "留了电话，须回访"
        } else {
            "没有留电话，不用回访"
        };
        facts.push(("联系", named.to_owned()));
    }
    if let Some(f) = &r.follow_up {
        let level = review::level_word(f.level);
        facts.push(("追评", [level, f.words.as_str()].join("　")));
    }
    if let Some(x) = &matter.exclusion {
        facts.push(("剔除", format!("{}：{}", x.by.words(), x.reason)));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

/// What has just been done, said once.
fn done_note(course: &Course, done: &str) -> Option<Note> {
    let matter = &course.matter;
    let name = CommandName::ALL.into_iter().find(|c| c.code() == done)?;
    act::path(name)?;
    let verdict = matter.rounds.last().and_then(|r| r.verdict);
    let text = match name {
        CommandName::Answer if matter.enterprise.is_some() => {
            "企业会收到答复，5 个工作日内确认是否解决。".to_owned()
        }
        CommandName::Accept if matches!(verdict, Some((Verdict::Solved, _))) => {
            "单位会看到认可结果。".to_owned()
        }
        _ if matter.is_ended() => "这件已经结束，不用再办。".to_owned(),
        _ => format!("现在轮到{}：{}。", turn(matter), matter.step().what),
    };
    Some(Note::new(
        Tone::Plain,
        &format!("办好了：{}", word(matter, name)),
        &text,
    ))
}

/// Whose turn it is.
pub(super) fn turn(matter: &Matter) -> String {
    match matter.step().waiting {
        Waiting::Coordinator => "区营商办".to_owned(),
        Waiting::Enterprise if matter.kind() == Kind::Review => "评价人".to_owned(),
        Waiting::Enterprise => "企业".to_owned(),
        Waiting::Unit | Waiting::Nobody => match &matter.handler {
            Some(handler) => format!("{} {}", matter.lead, handler.name),
            None => matter.lead.to_string(),
        },
    }
}
