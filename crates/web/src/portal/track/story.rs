//! The course of an appeal as its enterprise reads it. Notes between offices, and their reasons
//! for passing work among themselves, are not told here; every move itself is.

use crate::kit::parts::{Reach, Stage as StageView, TimelineEvent};
use crate::kit::{one_thing, text};
use banjie_core::kinds::appeal::{Appeal, Stage};
use banjie_core::matter::{By, Event, Law, Verdict};
use banjie_store::Happened;

pub(super) use crate::kit::text::moment;

fn own(by: &By) -> bool {
    *by == By::Enterprise
}

/// What happened, newest first, without messages.
pub(super) fn course(events: &[Happened], law: &Law<'_>) -> Vec<TimelineEvent> {
    let told = events.iter().rev().filter_map(|happened| {
        let (what, detail) = told(happened, law)?;
        let who = match &happened.by {
            By::Enterprise => "您".to_owned(),
            by => by.words(),
        };
        Some(TimelineEvent {
            what,
            detail,
            meta: format!("{} · {who}", moment(happened.at)),
            ..TimelineEvent::default()
        })
    });
    told.collect()
}

fn told(happened: &Happened, law: &Law<'_>) -> Option<(String, String)> {
    let own = own(&happened.by);
    let plain = |what: &str| (what.to_owned(), String::new());
    Some(match &happened.event {
        Event::AppealSubmitted { .. } if own => ("您提交了诉求".into(), "回执已生成".into()),
        Event::AppealSubmitted { .. } => ("代您登记了诉求".into(), "回执已生成".into()),
        Event::Dispatched {
            unit,
            support,
            ruling,
            ..
        } => {
            let what = if *ruling {
                format!("裁定由{unit}负责")
            } else {
                format!("派给{unit}")
            };
            let helpers: Vec<_> = support.iter().map(ToString::to_string).collect();
            let detail = match helpers.as_slice() {
                [] => String::new(),
                _ => format!("{}配合", helpers.join("、")),
            };
            (what, detail)
        }
        Event::Rejected { reason, .. } => ("不予受理".into(), reason.clone()),
        Event::PassedOn { to, .. } => ("不归本区办".into(), format!("请找{to}")),
        Event::Signed { handler } => ("已签收".into(), format!("由{}办理", handler.name)),
        Event::Assigned { handler } => (format!("改由{}办理", handler.name), String::new()),
        Event::Transferred { unit, .. } => (format!("转给{unit}"), String::new()),
        Event::Returned { unit, .. } => (format!("退回{unit}办理"), String::new()),
        Event::Disputed { .. } => plain("单位之间对由谁办有不同意见，由区营商办裁定"),
        Event::Paused { reason, .. } => ("暂停计时".into(), reason.clone()),
        Event::Resumed { reason, .. } => ("恢复计时".into(), format!("“{reason}”已有结果")),
        Event::Extended { reason, .. } => ("办理时间延长".into(), reason.clone()),
        Event::Urged { words } if own => ("您催办".into(), words.clone()),
        Event::Urged { .. } => plain("催办"),
        Event::Escalated { rung } => {
            let rung = law.ladder.rungs.iter().find(|r| r.id == *rung)?;
            (rung.announcement.clone(), String::new())
        }
        Event::Attached { file } if own => ("收到您补的材料".into(), file.name.clone()),
        Event::Attached { file } => ("添加了材料".into(), file.name.clone()),
        Event::Answered { .. } => plain("答复了您"),
        Event::Confirmed { verdict, words, .. } => match verdict {
            Verdict::Solved => ("您确认已解决".into(), words.clone()),
            Verdict::NotSolved => ("您说没有解决".into(), words.clone()),
            Verdict::NoAnswer => plain("确认时间已过，按“企业未确认”结束，不算满意"),
        },
        Event::Reopened { reason, .. } if own => ("您要求重办".into(), reason.clone()),
        Event::Reopened { reason, .. } => ("决定重办".into(), reason.clone()),
        Event::FoundUnsolved { words, .. } => {
            ("回访时您说没有解决，由区营商办复核".into(), words.clone())
        }
        Event::Concluded { reason } => ("复核后结案".into(), reason.clone()),
        Event::Withdrawn { reason } if own => ("您撤回了".into(), reason.clone()),
        Event::Withdrawn { reason } => ("撤回".into(), reason.clone()),
        Event::Merged { into, .. } => (format!("并入 {into}"), String::new()),
        Event::Excluded { reason, .. } => ("不计入单位考核".into(), reason.clone()),
        Event::RatingReminded { until } => (
            "提醒您还可以评价".into(),
            format!(
                "到{}为止，评不评由您，只提醒这一次",
                text::month_day(*until)
            ),
        ),
        Event::Recomputed { due } => (
            format!("时限重算为{}", text::month_day(*due)),
            String::new(),
        ),
        Event::Commented { .. }
        | Event::DirectiveDispatched { .. }
        | Event::ObjectionFiled { .. }
        | Event::Ruled { .. }
        | Event::ExclusionProposed { .. }
        | Event::ExclusionDeclined { .. }
        | Event::Reported { .. }
        | Event::Reflected { .. }
        | Event::Accepted { .. }
        | Event::SentBack { .. }
        | Event::ReviewInvited { .. }
        | Event::Rated { .. }
        | Event::ReviewLapsed {}
        | Event::ReviewFollowedUp { .. }
        | Event::CalledBack { .. }
        | Event::Redressed { .. }
        | Event::ReviewObjected { .. }
        | Event::ObjectionRefused { .. }
        | Event::ReviewConfirmed { .. }
        | Event::ReviewReopened { .. } => return None,
        other => one_thing::words(other, law)?,
    })
}

/// A message between the enterprise and the offices.
pub(super) struct Message {
    pub(super) who: String,
    pub(super) words: String,
    pub(super) when: String,
}

/// Messages, newest first.
pub(super) fn messages(events: &[Happened]) -> Vec<Message> {
    events
        .iter()
        .rev()
        .filter_map(|happened| match &happened.event {
            Event::Commented {
                words,
                public: true,
            } => Some(Message {
                who: match &happened.by {
                    By::Enterprise => "您".to_owned(),
                    by => by.words(),
                },
                words: words.clone(),
                when: moment(happened.at),
            }),
            _ => None,
        })
        .collect()
}

/// 提交 · 派单 · 办理 · 答复 · 确认, with the day of each.
pub(super) fn stages(appeal: &Appeal, events: &[Happened]) -> Vec<StageView> {
    let last = |is: fn(&Event) -> bool| events.iter().rev().find(|h| is(&h.event)).map(|h| h.at);
    let at = match &appeal.stage {
        Stage::Submitted | Stage::Disputed { .. } => 1,
        Stage::Dispatched | Stage::Handling => 2,
        Stage::Answered { .. } => 4,
        Stage::NotSolved { .. } => 4,
        _ => 5,
    };
    let days = [
        last(|e| matches!(e, Event::AppealSubmitted { .. })),
        last(|e| matches!(e, Event::Dispatched { .. } | Event::Reopened { .. })),
        last(|e| matches!(e, Event::Signed { .. })),
        last(|e| matches!(e, Event::Answered { .. })),
        last(|e| matches!(e, Event::Confirmed { .. })),
    ];
    ["提交", "派单", "办理", "答复", "确认"]
        .into_iter()
        .zip(days)
        .enumerate()
        .map(|(index, (word, day))| StageView {
            word: word.to_owned(),
            reach: match index.cmp(&at) {
                std::cmp::Ordering::Less => Reach::Past,
                std::cmp::Ordering::Equal => Reach::Current,
                std::cmp::Ordering::Greater => Reach::Next,
            },
            date: match day.filter(|_| index < at) {
                Some(day) => text::month_day(day.date()),
                None if index == at => "进行中".to_owned(),
                None => String::new(),
            },
        })
        .collect()
}
