//! What happened to a matter, in the words of the desk.

use crate::desk::proposals;
use crate::kit::parts::TimelineEvent;
use crate::kit::{one_thing, text};
use banjie_core::kinds::review;
use banjie_core::matter::{By, Event, Evidence, Law, Matter, Verdict, ladder};
use banjie_core::moment::Moment;
use banjie_store::Happened;
use jiff::civil::Date;

/// `2月26日 08:30`, with the year when it is not this one.
pub(crate) fn when(at: Moment, today: Date) -> String {
    let civil = at.civil();
    let day = civil.date();
    let year = if day.year() == today.year() {
        String::new()
    } else {
        format!("{}年", day.year())
    };
    format!(
        "{year}{} {:02}:{:02}",
        text::month_day(day),
        civil.hour(),
        civil.minute()
    )
}

/// One event: what, the rest of the sentence, when and who.
pub(crate) fn moment(
    happened: &Happened,
    matter: &Matter,
    today: Date,
    law: &Law<'_>,
) -> TimelineEvent {
    let (what, detail) = words(&happened.event, &happened.by, matter, law);
    TimelineEvent {
        what,
        detail,
        meta: format!("{} · {}", when(happened.at, today), happened.by.words()),
        links: Vec::new(),
        future: false,
    }
}

/// What the ladder will do next, if nobody moves.
pub(crate) fn ahead(matter: &Matter, today: Date, law: &Law<'_>) -> Option<TimelineEvent> {
    let (day, rung) = ladder::next(matter, today, law)?;
    let what = matter.step().what;
    // A step told in two clauses stands by itself: `如仍未盯住各事项，办齐后出件，报…` reads as three.
    let unless = match what.contains('，') {
        true => format!("如这一步还没有办完（{what}）"),
        false => format!("如仍未{what}"),
    };
    Some(TimelineEvent {
        what: format!("{} {unless}，{}", text::month_day(day), rung.announcement),
        future: true,
        ..TimelineEvent::default()
    })
}

fn words(event: &Event, by: &By, matter: &Matter, law: &Law<'_>) -> (String, String) {
    let pair = |what: &str, detail: &str| (what.to_owned(), detail.to_owned());
    match event {
        Event::AppealSubmitted { appeal, .. } => {
            (format!("{}提交诉求", appeal.channel.word()), String::new())
        }
        Event::DirectiveDispatched { directive, .. } => (
            format!("下发给{}", directive.lead),
            directive.order.source.clone(),
        ),
        Event::ObjectionFiled { objection, .. } => (
            format!("{}提出申诉", objection.unit),
            format!("{}第{}版", objection.period.words(), objection.revision),
        ),
        Event::Ruled {
            ruling,
            reason,
            excluded,
            instead,
        } => {
            let mut tail = match excluded.len() {
                0 => String::new(),
                n => format!("，剔除 {n} 件"),
            };
            if let Some(terms) = instead {
                tail.push_str(&format!("，改为{}，等第二个人同意", terms.words()));
            }
            (format!("裁定：{}{tail}", ruling.word()), reason.clone())
        }
        Event::Dispatched {
            unit,
            reason,
            ruling,
            ..
        } => {
            let verb = if *ruling { "裁定由" } else { "派给" };
            let tail = if *ruling { "主责" } else { "" };
            (format!("{verb}{unit}{tail}"), reason.clone())
        }
        Event::Rejected { reason, basis } => {
            ("不予受理".to_owned(), format!("{reason}（依据：{basis}）"))
        }
        Event::PassedOn {
            to,
            telephone,
            reason,
        } => (
            format!("告知不归本区办，请找{to} {telephone}"),
            reason.clone(),
        ),
        Event::Signed { handler } => (format!("{}签收", handler.name), String::new()),
        Event::Assigned { handler } => (format!("交给{}办", handler.name), String::new()),
        Event::Transferred { unit, reason, .. } => (format!("转给{unit}"), reason.clone()),
        Event::Returned { unit, reason, .. } => (format!("退回{unit}"), reason.clone()),
        Event::Disputed { reason } => pair("单位有异议，请区营商办裁定", reason),
        Event::Paused { reason, from } => (
            "暂停计时".to_owned(),
            format!("{reason}，{}起不计时", text::month_day(*from)),
        ),
        Event::Resumed { reason, until } => (
            "恢复计时".to_owned(),
            format!("{reason}已结束，{}以后接着计时", text::month_day(*until)),
        ),
        Event::Extended { total, reason } => (
            format!("延期到合计 {total} {}", matter.clock.unit.word()),
            reason.clone(),
        ),
        Event::Urged { words } => pair("催办", words),
        Event::Escalated { rung } => {
            let known = law.ladder.rungs.iter().find(|r| r.id == *rung);
            let said = known.map_or(rung.as_str(), |r| r.announcement.as_str());
            (said.to_owned(), String::new())
        }
        Event::Attached { file } => (format!("添加材料“{}”", file.name), String::new()),
        Event::Commented { words, public } => {
            let who = match by {
                By::Staff { unit, .. } if *unit != matter.lead && *public => {
                    format!("{unit}回函（企业可见）")
                }
                By::Staff { unit, .. } if *unit != matter.lead => format!("{unit}回函"),
                By::Staff { .. } if *public => "给企业留言".to_owned(),
                By::Staff { .. } => "办理记录".to_owned(),
                By::Enterprise | By::Rule => "企业留言".to_owned(),
            };
            (who, words.clone())
        }
        Event::Answered {
            reply, evidence, ..
        } => (
            "答复企业，等企业确认".to_owned(),
            format!("{reply}（依据：{}）", evidences(evidence, matter)),
        ),
        Event::Reported {
            reply, evidence, ..
        } => (
            "反馈办理情况，等区营商办认可".to_owned(),
            format!("{reply}（依据：{}）", evidences(evidence, matter)),
        ),
        Event::Confirmed {
            verdict,
            level,
            words,
            ..
        } => {
            let said = match verdict {
                Verdict::Solved => "企业确认已解决",
                Verdict::NotSolved => "企业认为没有解决",
                Verdict::NoAnswer => "企业到期没有确认",
            };
            let level = level.map_or(String::new(), |l| format!("，评 {l} 星"));
            (format!("{said}{level}"), words.clone())
        }
        Event::Reopened { reason, .. } => pair("重办", reason),
        Event::FoundUnsolved { words, .. } => {
            pair("回访抽查，企业说没有解决，交区营商办复核", words)
        }
        Event::Concluded { reason } => pair("结案", reason),
        Event::Withdrawn { reason } => pair("撤回", reason),
        Event::Merged { into, reason } => (format!("并入 {into}"), reason.clone()),
        Event::ExclusionProposed { reason } => pair("提请剔除，等第二个人复核", reason),
        Event::ExclusionDeclined { reason } => pair("不同意剔除", reason),
        Event::Excluded { reason, evidence } if evidence.is_empty() => pair("剔除统计", reason),
        Event::Excluded { reason, evidence } => (
            "剔除统计".to_owned(),
            format!("{reason}（依据：{}）", evidences(evidence, matter)),
        ),
        Event::ReviewInvited { review, .. } => match review.about {
            Some(no) => (format!("请评价 {no}"), String::new()),
            None => ("请来窗口的人评价".to_owned(), String::new()),
        },
        Event::Rated { rating, .. } => {
            let said = [rating.tags.join("、"), rating.words.clone()];
            let said: Vec<_> = said.into_iter().filter(|s| !s.is_empty()).collect();
            (
                format!("评价：{}", review::level_word(rating.level)),
                said.join("；"),
            )
        }
        Event::RatingReminded { until } => (
            "提醒企业可以评价".to_owned(),
            format!("到{}为止，自愿，只提醒一次", text::month_day(*until)),
        ),
        Event::ReviewLapsed {} => pair("到期没有评价，哪里都不算", ""),
        Event::ReviewFollowedUp { level, words } => (
            format!("追评：{}（不改第一次的等级）", review::level_word(*level)),
            words.clone(),
        ),
        Event::CalledBack { reached, words, .. } => {
            let what = if *reached {
                "回访，已联系上"
            } else {
                "回访，没有联系上"
            };
            pair(what, words)
        }
        Event::Redressed {
            way,
            reply,
            evidence,
            ..
        } => {
            let rests = match evidences(evidence, matter) {
                rests if rests.is_empty() => String::new(),
                rests => format!("（依据：{rests}）"),
            };
            (
                format!("反馈评价人：{}", way.word()),
                format!("{reply}{rests}"),
            )
        }
        Event::ReviewObjected {
            ground,
            reason,
            evidence,
            ..
        } => (
            format!("申诉：{}，请别的单位复核", ground.word()),
            format!("{reason}（依据：{}）", evidences(evidence, matter)),
        ),
        Event::ObjectionRefused { reason, .. } => pair("申诉不成立，期限从今天重新算", reason),
        Event::ReviewConfirmed { verdict, words, .. } => {
            let said = match verdict {
                Verdict::Solved => "评价人认可",
                Verdict::NotSolved => "评价人不认可",
                Verdict::NoAnswer => "评价人到期没有确认",
            };
            pair(said, words)
        }
        Event::ReviewReopened { reason, .. } => pair("要求重新整改，期限从今天重新算", reason),
        Event::Reflected { reflection, .. } => (
            format!("报送反思，提出 {} 条整改措施", reflection.steps.len()),
            format!("原因：{}", reflection.cause),
        ),
        Event::Accepted { words, next } => match next {
            Some(_) => pair("认可，下一期接着报", words),
            None => pair("认可办结", words),
        },
        Event::SentBack { reason } => pair("退回重报", reason),
        Event::Recomputed { due } => (
            format!("放假通知已录入，时限定为{}", text::full_date(*due)),
            String::new(),
        ),
        other => one_thing::words(other, law)
            .or_else(|| proposals::words(other))
            .unwrap_or_default(),
    }
}

/// What an answer rests on, by name.
pub(crate) fn evidences(evidence: &[Evidence], matter: &Matter) -> String {
    let named: Vec<String> = evidence
        .iter()
        .map(|e| match e {
            Evidence::File(hash) => matter
                .attachments
                .iter()
                .find(|a| a.hash == *hash)
                .map_or("材料".to_owned(), |a| format!("“{}”", a.name)),
            Evidence::Record(version) => format!("第 {version} 条记录"),
        })
        .collect();
    named.join("、")
}
