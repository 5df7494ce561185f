//! Whom to give a matter to, and why: a proposal to be confirmed, never a decision.

use banjie_core::district::{District, Topic, TopicId, UnitId};
use banjie_core::kinds::appeal::Stage;
use banjie_core::matter::{Detail, Event, Matter};
use banjie_store::reads::Course;

/// A proposal with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Proposal {
    /// Who would lead; `None`: nothing points to a unit.
    pub unit: Option<UnitId>,
    /// Who would support.
    pub support: Vec<UnitId>,
    /// The topic the proposal comes from.
    pub topic: Option<TopicId>,
    /// Why, one sentence.
    pub reason: String,
}

/// By the topic that the enterprise chose, else by the keywords of the topics in title and text.
pub(super) fn propose(matter: &Matter, district: &District) -> Proposal {
    if let Some(topic) = matter.topic.as_ref().and_then(|t| district.topic(t)) {
        let reason = format!("类别“{}”由{}负责", topic.id, topic.unit);
        return from_topic(topic, matter, reason);
    }
    let text = format!("{}\n{}", matter.title, matter.text);
    let hit = |t: &'_ Topic| {
        t.keywords
            .iter()
            .find(|k| text.contains(k.as_str()))
            .cloned()
    };
    let best = district
        .topics
        .iter()
        .map(|t| {
            let words = t.keywords.iter().filter(|k| text.contains(k.as_str()));
            (words.count(), t)
        })
        .filter(|(hits, _)| *hits > 0)
        // The first of equals, in the order of the pack.
        .reduce(|a, b| if b.0 > a.0 { b } else { a });
    match best {
        Some((_, topic)) => {
            let word = hit(topic).unwrap_or_default();
            let reason = format!("文中有“{word}”，属类别“{}”，由{}负责", topic.id, topic.unit);
            from_topic(topic, matter, reason)
        }
        None => Proposal {
            reason: "没有选类别，文中也没有认得的关键词，请看内容后选".to_owned(),
            ..Proposal::default()
        },
    }
}

fn from_topic(topic: &Topic, matter: &Matter, reason: String) -> Proposal {
    let mut support = topic.support.clone();
    if topic.township_supports
        && let Some(township) = &matter.township
        && !support.contains(township)
    {
        support.push(township.clone());
    }
    Proposal {
        unit: Some(topic.unit.clone()),
        support,
        topic: Some(topic.id.clone()),
        reason,
    }
}

/// What each side of a dispute says, oldest first: who, and the words.
pub(super) fn positions(course: &Course) -> Vec<(String, String)> {
    course
        .events
        .iter()
        .filter_map(|happened| {
            let reason = match &happened.event {
                Event::Transferred { unit, reason, .. } => format!("转给{unit}：{reason}"),
                Event::Returned { unit, reason, .. } => format!("退回{unit}：{reason}"),
                Event::Disputed { reason } => format!("提请裁定：{reason}"),
                _ => return None,
            };
            Some((happened.by.words(), reason))
        })
        .collect()
}

/// The enterprise's words, where it says that the answer has solved nothing.
pub(super) fn not_solved(matter: &Matter) -> Option<&str> {
    match &matter.detail {
        Detail::Appeal(appeal) => match &appeal.stage {
            Stage::NotSolved { words } => Some(words),
            _ => None,
        },
        _ => None,
    }
}
