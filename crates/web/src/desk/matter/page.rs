//! The page of one matter (C3).

use super::files::{FileView, attached};
use super::offered::{Offered, offered, word};
use super::one_thing::{self, OneThing};
use super::said::{ReplyView, paragraphs, reply, review_facts};
use super::tabs::{Tab, events, tabs};
use super::{Asked, act, href, support, timeline};
use crate::App;
use crate::desk::{frame, todo};
use crate::kit::parts::{
    IdentityBar, IdentityLock, MatterGroup, MatterList, Note, Tabs, Timeline, Tone, WhyView,
};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text, words};
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use banjie_core::district::Action;
use banjie_core::kinds::{appeal, directive, review};
use banjie_core::matter::clock::Due;
use banjie_core::matter::{
    CommandName, Detail, Event, Kind, Law, Matter, Verdict, Waiting, permit,
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

struct OrderView {
    sentence: String,
    source: String,
    cadence: String,
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
        no_support: support::nobody_replied(matter),
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
    let replied = support::replies(course).last();
    if let Some((unit, version)) = replied {
        return format!("{unit}已回函，见“经过”第 {version} 条");
    }
    match matter.clock.due(law.calendar, today).latest() {
        due if due < today => "已经逾期，请今天就办".to_owned(),
        due => format!("{}前", text::month_day_weekday(due)),
    }
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

fn responsible(course: &Course, law: &Law<'_>) -> Vec<(&'static str, Vec<(String, &'static str)>)> {
    let matter = &course.matter;
    let mut rows = Vec::new();
    let post = matter.sponsor.as_ref().and_then(|p| law.district.post(p));
    let sponsor = post.map_or("派单后确定".to_owned(), |p| {
        format!("{} {}", p.holder, p.id)
    });
    rows.push(("包抓", vec![(sponsor, "")]));
    rows.push(("主责", vec![(owner(matter), "")]));
    rows.push(support::beside(course));
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
