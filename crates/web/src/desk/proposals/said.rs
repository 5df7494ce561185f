//! What happened to a proposal, in words; read only by those who may open it.

use crate::kit::text;
use banjie_core::matter::Event;

/// What, and the rest of the sentence; `None`: an event of something else.
pub(crate) fn words(event: &Event) -> Option<(String, String)> {
    let pair = |what: &str, detail: &str| Some((what.to_owned(), detail.to_owned()));
    match event {
        Event::InterviewProposed { interview, .. } => pair("提出约谈建议", &interview.basis.rule),
        Event::ConsequenceProposed { consequence, .. } => Some((
            format!("提出{}建议", consequence.subject.word()),
            consequence.basis.rule.clone(),
        )),
        Event::ProposalOpened {} => pair("打开看过", ""),
        Event::ProposalDecided {
            adopted,
            reason,
            until,
            ..
        } => {
            let until = until.map_or(String::new(), |until| {
                format!("；{}前可以申请复核", text::full_date(until))
            });
            let what = if *adopted {
                "决定：采纳建议"
            } else {
                "决定：不予采纳"
            };
            Some((what.to_owned(), format!("{reason}{until}")))
        }
        Event::InterviewInvited { on, place, .. } => {
            pair("通知约谈", &format!("{}，{place}", text::full_date(*on)))
        }
        Event::InterviewHeld { minutes, .. } => Some((
            format!("约谈，提出 {} 条整改措施", minutes.steps.len()),
            format!("参加：{}", minutes.present),
        )),
        Event::InterviewClosed { better, words } => {
            let what = if *better {
                "回访：有改进"
            } else {
                "回访：没有改进"
            };
            pair(what, words)
        }
        Event::ConsequenceNotified { words, .. } => pair("告知本人", words),
        Event::Stated { words } => pair("陈述", words),
        Event::Protested { reason, .. } => pair("申请复核", reason),
        Event::Redecided { upheld, reason } => {
            let what = if *upheld {
                "复核：维持原决定"
            } else {
                "复核：撤销原决定"
            };
            pair(what, reason)
        }
        Event::ProposalRetracted { why } => pair("依据更正，规则撤回建议", why),
        Event::ProposalExpired {} => pair("没有人决定，建议失效", ""),
        _ => None,
    }
}
