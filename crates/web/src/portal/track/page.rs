//! P6: the matter as its enterprise sees it.

use super::acts::Act;
use super::one_thing::{self, OneThing};
use super::story::{self, Message};
use crate::App;
use crate::kit::parts::{
    Act as Button, Acts, Note, Stages, Timeline, TimelineEvent, Tone, TrackCard,
};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem, text, words};
use crate::portal::facts::{self, Facts};
use crate::portal::{files, frame};
use askama::Template;
use axum::http::Uri;
use banjie_core::kinds::appeal::{Appeal, Stage};
use banjie_core::kinds::review;
use banjie_core::matter::{self, Actor, By, Event, Evidence, Matter, ladder, permit};
use banjie_core::rules::LengthUnit;
use banjie_store::reads::{Course, Look};

/// Events shown before “全部 n 条”.
const SHOWN: usize = 5;

#[derive(Template)]
#[template(path = "portal/track/page.html")]
struct TrackPage {
    portal: Portal,
    number: String,
    title: String,
    enterprise: String,
    done: Option<&'static str>,
    /// While open: light, rest, date, count.
    card: Option<TrackCard>,
    ended: Option<Note>,
    /// It can still be rated, said once near the end of that time.
    rate: Option<Note>,
    stages: Option<Stages>,
    note: Option<Note>,
    answer: Option<Answer>,
    facts: Facts,
    acts: Acts,
    messages: Vec<Message>,
    timeline: Timeline,
    said: String,
    files: Vec<FileLine>,
    looks: Vec<LookLine>,
    receipt_href: String,
    /// What was said: `您反映的内容`, `申请的内容`.
    said_title: &'static str,
    letter_href: String,
    one: OneThing,
}

/// The reply of the unit.
struct Answer {
    by: String,
    when: String,
    reply: String,
    files: Vec<FileLine>,
}

pub(super) struct FileLine {
    pub(super) name: String,
    pub(super) size: String,
    /// Empty: only its name is shown.
    pub(super) href: String,
}

struct LookLine {
    when: String,
    who: String,
    reason: String,
}

/// The page.
pub(super) async fn show(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    course: &Course,
) -> Result<String, Problem> {
    let matter = &course.matter;
    let appeal = facts::detail(matter).ok();
    let number = matter.no.to_string();
    let mut portal = frame(app, uri, who, &matter.title);
    portal.path = format!("/track/{number}");
    let asked = |name: &str| {
        let query = uri.query().unwrap_or_default().as_bytes();
        form_urlencoded::parse(query)
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.into_owned())
    };
    let looks = app.store().looks(matter.no).await?;
    let facts = facts::facts(app, matter).await?;
    let page = TrackPage {
        done: asked("done")
            .and_then(|c| Act::from_code(&c))
            .map(Act::done),
        card: (!facts.ended).then(|| card(app, matter, &facts, &portal)),
        ended: match appeal {
            Some(appeal) => ended(app, matter, appeal),
            None if facts.ended => one_thing::ended(app, matter),
            None => None,
        },
        rate: rate_note(app, matter).await?,
        stages: match appeal {
            Some(appeal) => on_the_road(appeal).then(|| story::stages(appeal, &course.events)),
            None => one_thing::stages(course),
        }
        .map(|stages| Stages { stages }),
        note: (!facts.ended).then(|| match appeal {
            Some(appeal) => note(appeal, &facts),
            None => one_thing::note(matter, &facts.due, &facts.next),
        }),
        letter_href: portal.href(&format!("/track/{number}/letter")),
        said_title: match appeal {
            Some(_) => "您反映的内容",
            None => "申请的内容",
        },
        one: one_thing::view(app, course, &portal).await?,
        answer: answer(&portal, course),
        acts: buttons(app, matter, &portal),
        messages: story::messages(&course.events),
        timeline: timeline(app, course, asked("all").is_some(), &portal),
        said: matter.text.clone(),
        files: own_files(course, &portal),
        looks: looks.into_iter().rev().map(look).collect(),
        receipt_href: portal.href(&format!("/receipts/{number}")),
        enterprise: matter
            .enterprise
            .as_ref()
            .map_or_else(String::new, |e| e.name.clone()),
        title: matter.title.clone(),
        facts,
        number,
        portal,
    };
    page.render().map_err(|e| Problem::internal(&e))
}

/// Stages make sense on the way to an answer, not where the matter left it.
fn on_the_road(appeal: &Appeal) -> bool {
    !matches!(
        appeal.stage,
        Stage::Rejected { .. } | Stage::PassedOn { .. } | Stage::Withdrawn | Stage::Merged { .. }
    )
}

fn card(app: &App, matter: &Matter, facts: &Facts, portal: &Portal) -> TrackCard {
    let (today, law) = (app.today(), app.pack().law());
    let mut light = words::light_view(matter, today, &law);
    light.detail.clear();
    let days = match matter.clock.unit {
        LengthUnit::WorkingDays => "周末和放假不算",
        _ => "周末和放假也算",
    };
    let told = words::told(matter, today, &law);
    let limit = format!("限 {}，{days}", facts.limit.trim_end_matches('内'));
    TrackCard {
        light,
        stage: matter.state_word().to_owned(),
        rest: facts.rest.clone(),
        due: format!("{}到期", facts.due),
        limit: if told.is_empty() {
            limit
        } else {
            format!("{limit}。{told}")
        },
        why: words::why(&matter.clock, today, &law).map(|mut why| {
            if !why.rule_href.is_empty() {
                why.rule_href = portal.href(&why.rule_href);
            }
            why
        }),
    }
}

fn note(appeal: &Appeal, facts: &Facts) -> Note {
    match &appeal.stage {
        Stage::Answered { .. } => Note::new(
            Tone::Ask,
            "请您确认是否解决",
            &format!(
                "{}前选“已解决”或“没有解决”。到时没有选，按“企业未确认”结束，不算满意。",
                facts.due
            ),
        ),
        _ => Note::new(
            Tone::Plain,
            "现在不用您做什么",
            &format!("下一步：{}。", facts.next),
        ),
    }
}

/// How it ended and what the enterprise can do next, always with a telephone.
fn ended(app: &App, matter: &Matter, appeal: &Appeal) -> Option<Note> {
    let district = &app.pack().district;
    let office = format!(
        "{}，{}",
        district.coordinator,
        facts::telephone(app, &district.coordinator)
    );
    let plain = |title: &str, text: &str| Some(Note::new(Tone::Plain, title, text));
    let again = again_until(app, matter);
    match &appeal.stage {
        Stage::Solved => plain("已解决，您已确认", &format!("{again}有别的事，随时再提。")),
        Stage::Unconfirmed => plain(
            "已答复，您没有确认",
            &format!("按“企业未确认”结束，不算满意。{again}有疑问请找{office}。"),
        ),
        Stage::Concluded { reason } => plain(
            "区营商办复核后结案",
            &format!("说明：{reason}。{again}仍不同意，请找{office}。"),
        ),
        Stage::Rejected { reason, basis } => plain(
            "不予受理",
            &format!("理由：{reason}。依据：{basis}。有新情况可以另提一件；不同意，请找{office}。"),
        ),
        Stage::PassedOn {
            to,
            telephone,
            reason,
        } => plain(
            &format!("这件事归{to}管，电话 {telephone}"),
            &format!("{reason}。打不通或对方不接，请找{office}，由我们帮您联系。"),
        ),
        Stage::Withdrawn => plain("已撤回", &format!("以后可以另提一件。有疑问请找{office}。")),
        Stage::Merged { into } => plain(
            &format!("已并入 {into}，一起办"),
            &format!("那一件也是您提的，用同一个手机尾号就能查；不是您提的，结果请问{office}。"),
        ),
        _ => None,
    }
}

/// After the reminder, until it is rated or too late.
async fn rate_note(app: &App, matter: &Matter) -> Result<Option<Note>, Problem> {
    if matter.rating_reminded.is_none() || app.store().review_about(matter.no).await?.is_some() {
        return Ok(None);
    }
    let until = review::rating_until(matter, &app.pack().law());
    let until = until.map_err(|e| Problem::internal(&e))?;
    Ok(until.filter(|day| app.today() <= *day).map(|day| {
        Note::new(
            Tone::Plain,
            &format!("还可以评价，到{}为止", text::month_day(day)),
            "评不评由您：不评不算满意，也不算不满意，不影响您办事。只提醒这一次。",
        )
    }))
}

/// `没有真正解决，3月12日前可以要求重办。`, or nothing when the time is over.
fn again_until(app: &App, matter: &Matter) -> String {
    let law = app.pack().law();
    let until = matter.ended.and_then(|at| {
        let clock = law.clock(&"appeal.reopen".into(), at.date()).ok()?;
        Some(clock.due(law.calendar, app.today()).latest())
    });
    match until {
        Some(day) if day >= app.today() => {
            format!("没有真正解决，{}前可以要求重办。", text::month_day(day))
        }
        _ => String::new(),
    }
}

fn buttons(app: &App, matter: &Matter, portal: &Portal) -> Acts {
    let act = matter::Act {
        at: app.now(),
        by: Actor::Enterprise,
    };
    let law = app.pack().law();
    let one_thing = !matches!(matter.detail, matter::Detail::Appeal(_));
    let supplies = permit(matter, Act::Supply.command(), &act, &law).is_ok();
    let mut acts: Vec<Button> = Act::ALL
        .into_iter()
        // One way to hand in what was asked for, not two beside each other.
        .filter(|a| !(one_thing && supplies && *a == Act::Files))
        .filter(|a| permit(matter, a.command(), &act, &law).is_ok())
        .filter(|a| *a != Act::Reopen || !matter.is_ended() || !again_until(app, matter).is_empty())
        .map(|a| {
            let href = portal.href(&format!("/track/{}/{}", matter.no, a.code()));
            Button::link(a.word_on(matter), href)
        })
        .collect();
    if let Some(first) = acts.first_mut() {
        first.primary = true;
    }
    // 一事一评: a finished appeal can be rated, and its review looked at and followed up.
    if matter.is_ended() && review::subject(matter).is_some() {
        let href = portal.href(&format!("/track/{}/rate", matter.no));
        acts.push(Button::post("评价或看评价", href, Vec::new()));
    }
    Acts { acts, pairs: true }
}

fn timeline(app: &App, course: &Course, all: bool, portal: &Portal) -> Timeline {
    let (today, law) = (app.today(), app.pack().law());
    let mut events = story::course(&course.events, &law);
    let total = events.len() as u64;
    if !all {
        events.truncate(SHOWN);
    }
    if let Some((day, rung)) = ladder::next(&course.matter, today, &law) {
        events.insert(
            0,
            TimelineEvent {
                what: format!(
                    "{} 如仍没有办好，{}",
                    text::month_day(day),
                    rung.announcement
                ),
                future: true,
                ..TimelineEvent::default()
            },
        );
    }
    Timeline {
        events,
        total: if all { 0 } else { total },
        all_href: portal.href(&format!("/track/{}?all=1#course", course.matter.no)),
    }
}

fn answer(portal: &Portal, course: &Course) -> Option<Answer> {
    let matter = &course.matter;
    let last = course.events.iter().rev().find_map(|h| match &h.event {
        Event::Answered {
            reply, evidence, ..
        } => Some((h, reply, evidence)),
        _ => None,
    });
    let (happened, reply, evidence) = last?;
    let files = matter.attachments.iter().filter(|a| {
        let is = |e: &Evidence| matches!(e, Evidence::File(hash) if *hash == a.hash);
        evidence.iter().any(is)
    });
    Some(Answer {
        by: happened.by.words(),
        when: story::moment(happened.at),
        reply: reply.clone(),
        files: files
            .map(|f| line(f, format!("/track/{}/file/{}", matter.no, f.hash), portal))
            .collect(),
    })
}

fn line(file: &matter::Attachment, path: String, portal: &Portal) -> FileLine {
    FileLine {
        name: file.name.clone(),
        size: files::size_words(file.size),
        href: portal.href(&path),
    }
}

/// The files the enterprise may open: its own, and those an answer rests on.
pub(super) fn may_open(course: &Course, hash: &str) -> bool {
    course.events.iter().any(|h| match &h.event {
        Event::AppealSubmitted { appeal, .. } => appeal.files.iter().any(|f| f.hash == hash),
        Event::ApplicationSubmitted { application, .. } => {
            application.files.iter().any(|f| f.hash == hash)
        }
        Event::ApplicationSupplied { files, .. } | Event::CommitmentSupplied { files, .. } => {
            files.iter().any(|f| f.hash == hash)
        }
        Event::Attached { file } => h.by == By::Enterprise && file.hash == hash,
        Event::Answered { evidence, .. } | Event::ItemGranted { evidence, .. } => evidence
            .iter()
            .any(|e| matches!(e, Evidence::File(own) if own == hash)),
        _ => false,
    })
}

fn own_files(course: &Course, portal: &Portal) -> Vec<FileLine> {
    let no = course.matter.no;
    let own = course.events.iter().flat_map(|h| match &h.event {
        Event::AppealSubmitted { appeal, .. } => appeal.files.clone(),
        Event::ApplicationSubmitted { application, .. } => application.files.clone(),
        Event::ApplicationSupplied { files, .. } | Event::CommitmentSupplied { files, .. } => {
            files.clone()
        }
        Event::Attached { file } if h.by == By::Enterprise => vec![file.clone()],
        _ => Vec::new(),
    });
    own.map(|f| line(&f, format!("/track/{no}/file/{}", f.hash), portal))
        .collect()
}

fn look(look: Look) -> LookLine {
    LookLine {
        when: story::moment(look.at),
        who: look.by.words(),
        reason: look.reason,
    }
}
