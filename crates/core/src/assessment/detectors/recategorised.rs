//! Another topic after the enterprise complained: the matter leaves one figure for another.

use super::{Detector, Field, History, Mark, mark, said};
use crate::matter::{By, Event, Verdict};

pub(super) fn marks(history: &History, _: &Field<'_>) -> Vec<Mark> {
    let mut out = Vec::new();
    let (mut topic, mut complained) = (None, None);
    let mut led = history.matter.lead.clone();
    for (event, by, at) in &history.events {
        match event {
            Event::AppealSubmitted { appeal, .. } => topic.clone_from(&appeal.topic),
            Event::Confirmed {
                verdict: Verdict::NotSolved,
                ..
            } => complained = Some(("企业说没有解决", at.date())),
            Event::Urged { .. } if *by == By::Enterprise => {
                complained = Some(("企业催办", at.date()));
            }
            Event::Dispatched {
                topic: now, unit, ..
            } => {
                let changed = topic.is_some() && *now != topic;
                if let (true, Some((what, day))) = (changed, complained) {
                    let name = |t: &Option<crate::district::TopicId>| {
                        t.as_ref().map_or("不分类".to_owned(), ToString::to_string)
                    };
                    out.push(mark(
                        history,
                        Detector::Recategorised,
                        &led,
                        at.date(),
                        format!(
                            "{}{what}，{}由“{}”改为“{}”",
                            said(day),
                            said(at.date()),
                            name(&topic),
                            name(now)
                        ),
                    ));
                }
                topic.clone_from(now);
                led = unit.clone();
            }
            _ => {}
        }
    }
    out
}
