//! What was said: by whoever opened the matter, and by the unit that answered it.

use super::timeline;
use crate::App;
use crate::kit::text;
use banjie_core::kinds::{directive, review};
use banjie_core::matter::{Detail, Event, Matter};
use banjie_store::reads::Course;
use jiff::civil::Date;

/// What the unit said last.
pub(super) struct ReplyView {
    pub(super) title: &'static str,
    pub(super) lines: Vec<String>,
    pub(super) steps: Vec<String>,
    pub(super) meta: String,
}

/// The answer or report that waits for its verdict, or the one that ended it.
pub(super) fn reply(course: &Course, today: Date) -> Option<ReplyView> {
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

/// The lines of a text that say something.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(str::to_owned)
        .collect()
}

/// What was rated and how it went on, beside the words.
pub(super) fn review_facts(app: &App, matter: &Matter, today: Date) -> Vec<(&'static str, String)> {
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
