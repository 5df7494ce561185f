//! The tabs of a matter (C3): which there are, and what of its course each shows.

use super::support::{is_asked, replier};
use super::{href, timeline};
use crate::kit::parts::{Tab as TabLink, Tabs, Timeline, TimelineEvent};
use banjie_core::matter::{By, Event, Law};
use banjie_store::Happened;
use banjie_store::reads::Course;
use jiff::civil::Date;

/// What the page of a matter shows of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Work,
    Files,
    Words,
    Support,
    Course,
}

impl Tab {
    /// In their order on the page: word and code in the address.
    pub(super) const ALL: [(Tab, &'static str, &'static str); 5] = [
        (Tab::Work, "办理", ""),
        (Tab::Files, "材料", "files"),
        (Tab::Words, "往来", "words"),
        (Tab::Support, "会签", "support"),
        (Tab::Course, "经过", "course"),
    ];
}

/// The tabs with how much stands behind each.
pub(super) fn tabs(course: &Course, current: Tab) -> Tabs {
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
            .filter(|(tab, ..)| *tab != Tab::Support || is_asked(course.matter.kind()))
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
fn belongs(happened: &Happened, tab: Tab, course: &Course) -> bool {
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
        Tab::Support => replier(happened, &course.matter).is_some(),
        Tab::Work | Tab::Files | Tab::Course => true,
    }
}

/// What happened, newest first, as far as a tab shows it; `answers`: the viewer may rest an answer on a
/// comment.
pub(super) fn events(
    course: &Course,
    tab: Tab,
    answers: bool,
    today: Date,
    law: &Law<'_>,
) -> Timeline {
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
