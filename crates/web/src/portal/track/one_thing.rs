//! P6 for an application, its items and commitments: one tracker, each item with its light, what is
//! to be supplied and by when, what came of it.

use super::page::FileLine;
use crate::App;
use crate::kit::parts::{LightView, Note, Reach, Stage as StageView, Tone};
use crate::kit::{Portal, Problem, text, words};
use crate::portal::{facts, files};
use banjie_core::district::Sight;
use banjie_core::kinds::application::{Application, Comes, Stage, item};
use banjie_core::kinds::commitment::{self, Commitment, Mode};
use banjie_core::matter::{Detail, Event, Evidence, Law, Matter, MatterNo};
use banjie_store::reads::Course;
use jiff::civil::Date;

/// What the page shows beside what all kinds have.
#[derive(Default)]
pub(super) struct OneThing {
    /// What is to be supplied, each with a line of how and by when.
    pub(super) wanted: Vec<(String, String)>,
    /// Items in their order.
    pub(super) parts: Vec<PartLine>,
    /// `全程 6 个工作日；一项一项办要 13 个工作日`.
    pub(super) whole: String,
    /// Commitments: words and address.
    pub(super) promises: Vec<(String, String)>,
    /// The letter, line by line.
    pub(super) letter: Vec<String>,
}

/// An item as its applicant sees it.
pub(super) struct PartLine {
    pub(super) name: String,
    pub(super) light: LightView,
    /// Unit, number, due day or result.
    pub(super) about: String,
    pub(super) files: Vec<FileLine>,
}

/// Everything of it.
pub(super) async fn view(app: &App, course: &Course, portal: &Portal) -> Result<OneThing, Problem> {
    let (today, law) = (app.today(), app.pack().law());
    match &course.matter.detail {
        Detail::Application(application) => {
            let mut view = OneThing {
                wanted: told(application),
                whole: whole(application),
                ..OneThing::default()
            };
            let done = matches!(application.stage, Stage::HandedOver { .. });
            for part in &application.parts {
                let found = app.store().matter(&Sight::District, part.no).await?;
                if let Some(child) = found {
                    view.parts
                        .push(part_line(&child, done, today, &law, portal));
                }
            }
            for no in &application.commitments {
                let found = app.store().matter(&Sight::District, *no).await?;
                view.promises
                    .extend(found.map(|c| promise_line(&c, portal)));
            }
            if !application.commitments.is_empty() || !application.promises.is_empty() {
                view.promises.push(all_promises(course.matter.no, portal));
            }
            Ok(view)
        }
        Detail::Commitment(commitment) => {
            let letter = app.store().letter(course.matter.no).await?;
            Ok(OneThing {
                wanted: owed(commitment),
                promises: vec![
                    back(commitment.new.application, portal),
                    all_promises(course.matter.no, portal),
                ],
                letter: letter
                    .iter()
                    .flat_map(|l| l.lines())
                    .map(str::to_owned)
                    .collect(),
                ..OneThing::default()
            })
        }
        Detail::Item(item) => Ok(OneThing {
            promises: vec![back(item.new.application, portal)],
            ..OneThing::default()
        }),
        Detail::Appeal(_)
        | Detail::Directive(_)
        | Detail::Review(_)
        | Detail::Objection(_)
        | Detail::Interview(_)
        | Detail::Consequence(_) => Ok(OneThing::default()),
    }
}

fn back(no: MatterNo, portal: &Portal) -> (String, String) {
    (
        format!("看整件申请 {no}"),
        portal.href(&format!("/track/{no}")),
    )
}

fn all_promises(no: MatterNo, portal: &Portal) -> (String, String) {
    let href = portal.href(&format!("/track/{no}/promises"));
    ("我的全部承诺".to_owned(), href)
}

fn told(application: &Application) -> Vec<(String, String)> {
    match (&application.stage, &application.told) {
        (Stage::ToldMissing, Some((missing, _))) => (missing.iter())
            .map(|m| (m.name.clone(), m.what.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

fn owed(commitment: &Commitment) -> Vec<(String, String)> {
    (commitment.new.deferred.iter())
        .filter(|d| !commitment.settled.contains(&d.material))
        .map(|d| {
            (
                d.name.clone(),
                format!("{}，{}前", d.form, text::full_date(d.due)),
            )
        })
        .collect()
}

fn whole(application: &Application) -> String {
    let plan = &application.plan;
    let notice = match plan.notice_days {
        0 => String::new(),
        days => format!("，另有公示 {days} 天"),
    };
    format!(
        "{} 个事项一起办，全程 {} 个工作日{notice}；一项一项办要 {} 个工作日。",
        plan.items.len(),
        plan.working_days,
        plan.one_by_one
    )
}

fn part_line(
    child: &Course,
    handed_over: bool,
    today: Date,
    law: &Law<'_>,
    portal: &Portal,
) -> PartLine {
    let matter = &child.matter;
    let name = match &matter.detail {
        Detail::Item(item) => item.new.name.clone(),
        _ => matter.title.clone(),
    };
    let due = matter.clock.due(law.calendar, today).latest();
    let rest = match &matter.detail {
        Detail::Item(i) => match &i.stage {
            item::Stage::Waiting => format!("等“{}”办成后开始", i.new.after.join("”“")),
            item::Stage::Granted { words, number, .. } if number.is_empty() => words.clone(),
            item::Stage::Granted { words, number, .. } => format!("{words}（编号 {number}）"),
            item::Stage::Denied { reason, basis } => format!("{reason}（{basis}）"),
            item::Stage::Dropped { reason, .. } => reason.clone(),
            item::Stage::Revoked { reason, .. } => format!("决定已撤销：{reason}"),
            item::Stage::Begun | item::Stage::Handling => {
                format!("{}前办完", text::month_day_weekday(due))
            }
        },
        _ => String::new(),
    };
    let results = child.events.iter().find_map(|h| match &h.event {
        Event::ItemGranted { evidence, .. } => Some(evidence),
        _ => None,
    });
    let is_result = |hash: &str| {
        results.is_some_and(|e| {
            e.iter()
                .any(|one| matches!(one, Evidence::File(own) if own == hash))
        })
    };
    let own = matter.attachments.iter();
    PartLine {
        name,
        light: words::light_view(matter, today, law),
        about: format!("{} · {} · {rest}", matter.lead, matter.no),
        files: (own.filter(|a| handed_over && is_result(&a.hash)))
            .map(|a| FileLine {
                name: a.name.clone(),
                size: files::size_words(a.size),
                href: portal.href(&format!("/track/{}/file/{}", matter.no, a.hash)),
            })
            .collect(),
    }
}

fn promise_line(course: &Course, portal: &Portal) -> (String, String) {
    let matter = &course.matter;
    let words = match &matter.detail {
        Detail::Commitment(c) => format!("{}：{}", c.new.mode.word(), matter.state_word()),
        _ => matter.title.clone(),
    };
    (words, portal.href(&format!("/track/{}", matter.no)))
}

/// 提交 · 受理 · 办理 · 出件 for the whole; none for the others.
pub(super) fn stages(course: &Course) -> Option<Vec<StageView>> {
    let Detail::Application(application) = &course.matter.detail else {
        return None;
    };
    let at = match application.stage {
        Stage::ToAdmit | Stage::ToldMissing | Stage::Supplied => 1,
        Stage::Running => 2,
        Stage::ToHandOver => 3,
        Stage::HandedOver { .. } => 4,
        Stage::Refused { .. } | Stage::Withdrawn => return None,
    };
    let day = |is: fn(&Event) -> bool| {
        let found = course.events.iter().rev().find(|h| is(&h.event));
        found.map(|h| text::month_day(h.at.date()))
    };
    let days = [
        day(|e| matches!(e, Event::ApplicationSubmitted { .. })),
        day(|e| matches!(e, Event::ApplicationAdmitted { .. })),
        day(|e| matches!(e, Event::ApplicationItemEnded { clock: Some(_), .. })),
        day(|e| matches!(e, Event::ApplicationHandedOver { .. })),
    ];
    let words = ["提交", "受理", "办理", "出件"].into_iter().zip(days);
    let stage = |(index, (word, day)): (usize, (&str, Option<String>))| StageView {
        word: word.to_owned(),
        reach: match index.cmp(&at) {
            std::cmp::Ordering::Less => Reach::Past,
            std::cmp::Ordering::Equal => Reach::Current,
            std::cmp::Ordering::Greater => Reach::Next,
        },
        date: match index == at {
            true => "进行中".to_owned(),
            false => day.filter(|_| index < at).unwrap_or_default(),
        },
    };
    Some(words.enumerate().map(stage).collect())
}

/// What the applicant has to do now.
pub(super) fn note(matter: &Matter, due: &str, next: &str) -> Note {
    match &matter.detail {
        Detail::Application(a) if a.stage == Stage::ToldMissing => Note::new(
            Tone::Ask,
            "请补齐下面的材料",
            &format!("{due}前一次补齐。这是唯一一次告知，补齐后就受理，不会再要别的。"),
        ),
        Detail::Commitment(c) => match c.stage {
            commitment::Stage::Pledged => Note::new(
                Tone::Ask,
                "请按承诺补齐材料",
                &format!(
                    "{due}前补齐。到期没有补，容缺办理可能终止；遇到不可抗力请马上告诉受理单位。"
                ),
            ),
            commitment::Stage::Correcting => Note::new(
                Tone::Ask,
                "核查不符，请改正",
                &format!("{due}前改正并告诉我们。核查说：{}。", c.finding),
            ),
            commitment::Stage::Missed => Note::new(
                Tone::Ask,
                "日期已过，还可以补",
                "请尽快补交，或者给经办人留言说明原因。",
            ),
            commitment::Stage::Proposed => Note::new(
                Tone::Ask,
                "拟记入承诺记录，您可以提出异议",
                &format!(
                    "{due}前说明情况，由区营商办裁定是否记入。理由：{}。",
                    c.finding
                ),
            ),
            _ => Note::new(
                Tone::Plain,
                "现在不用您做什么",
                &format!("下一步：{next}。"),
            ),
        },
        _ => Note::new(
            Tone::Plain,
            "现在不用您做什么",
            &format!("下一步：{next}。"),
        ),
    }
}

/// How it ended, always with somebody to ask.
pub(super) fn ended(app: &App, matter: &Matter) -> Option<Note> {
    let lead = format!("{}，{}", matter.lead, facts::telephone(app, &matter.lead));
    let plain = |title: &str, text: String| Some(Note::new(Tone::Plain, title, &text));
    match &matter.detail {
        Detail::Application(a) => match &a.stage {
            Stage::HandedOver { way, words } => {
                let words = match words.as_str() {
                    "" => String::new(),
                    words => format!("{words}。"),
                };
                plain(
                    &format!("全部结果已送达：{}", way.word()),
                    format!("{words}有疑问请找{lead}。"),
                )
            }
            Stage::Refused { reason, basis } => plain(
                "不予受理",
                format!(
                    "理由：{reason}。依据：{basis}。您可以补好材料重新申请；不同意的，可以申请行政复议或者起诉。有疑问请找{lead}。"
                ),
            ),
            Stage::Withdrawn => plain("已撤回", format!("以后可以重新申请。有疑问请找{lead}。")),
            _ => None,
        },
        Detail::Commitment(c) => {
            let kind = match c.new.mode {
                Mode::Tolerance => "补交的材料已经核对",
                Mode::Promise => "核查相符",
            };
            match &c.stage {
                commitment::Stage::Kept => plain("承诺已履行", format!("{kind}，谢谢配合。")),
                commitment::Stage::Broken { reason } => plain(
                    "没有履行，已记入承诺记录",
                    format!(
                        "理由：{reason}。修复以前不能再容缺、告知承诺。不同意可以提出异议，要修复请找{lead}。"
                    ),
                ),
                commitment::Stage::Waived { reason } => {
                    plain("不记入承诺记录", format!("理由：{reason}。"))
                }
                commitment::Stage::Repaired { reason } => plain("已修复", format!("{reason}。")),
                commitment::Stage::Void => plain("这份承诺不再需要", format!("有疑问请找{lead}。")),
                _ => None,
            }
        }
        Detail::Item(_) => plain(
            matter.state_word(),
            format!("结果和整件申请一起送达。有疑问请找{lead}。"),
        ),
        Detail::Appeal(_)
        | Detail::Directive(_)
        | Detail::Review(_)
        | Detail::Objection(_)
        | Detail::Interview(_)
        | Detail::Consequence(_) => None,
    }
}

/// The materials that can be supplied now: code and name.
pub(super) fn suppliable(matter: &Matter) -> Vec<(String, String)> {
    match &matter.detail {
        Detail::Application(a) => (a.told.iter())
            .flat_map(|(missing, _)| missing)
            .filter(|m| {
                let planned = a.plan.material(&m.material);
                planned.is_some_and(|p| p.comes == Comes::Submitted)
            })
            .map(|m| (m.material.to_string(), m.name.clone()))
            .collect(),
        Detail::Commitment(c) => (c.new.deferred.iter())
            .filter(|d| !c.settled.contains(&d.material))
            .map(|d| (d.material.to_string(), d.name.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether the results of an application have been handed over: before that nobody takes one away.
///
/// # Errors
/// The database fails.
pub(super) async fn handed_over(app: &App, no: MatterNo) -> Result<bool, Problem> {
    let found = app.store().matter(&Sight::District, no).await?;
    Ok(found.is_some_and(|c| {
        matches!(&c.matter.detail, Detail::Application(a)
            if matches!(a.stage, Stage::HandedOver { .. }))
    }))
}
