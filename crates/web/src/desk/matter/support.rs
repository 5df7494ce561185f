//! 会签: the supporting units of a matter and what they replied.

use banjie_core::matter::{By, Event, Kind, Matter};
use banjie_store::Happened;
use banjie_store::reads::Course;

/// Whether supporting units are asked for a reply: those of an application have an item of their own
/// each, and the unit of an objection is the one that objects.
pub(super) fn is_asked(kind: Kind) -> bool {
    matches!(kind, Kind::Appeal | Kind::Directive)
}

/// The supporting unit that replied by this.
pub(super) fn replier<'a>(happened: &'a Happened, matter: &Matter) -> Option<&'a str> {
    let replies = matches!(
        happened.event,
        Event::Commented { .. } | Event::Attached { .. }
    );
    match &happened.by {
        By::Staff { unit, .. }
            if replies && is_asked(matter.kind()) && matter.support.contains(unit) =>
        {
            Some(unit.as_str())
        }
        _ => None,
    }
}

/// The replies of supporting units, oldest first: who, and the version written by it.
pub(super) fn replies(course: &Course) -> impl Iterator<Item = (&str, u64)> {
    (course.events.iter())
        .filter_map(|event| Some((replier(event, &course.matter)?, event.version)))
}

/// What stands under 会签 while nobody replied.
pub(super) fn nobody_replied(matter: &Matter) -> String {
    let units: Vec<&str> = matter.support.iter().map(|u| u.as_str()).collect();
    match (is_asked(matter.kind()), units.is_empty()) {
        (false, _) => "这类办件不用会签。".to_owned(),
        (true, true) => "这件没有配合单位。".to_owned(),
        (true, false) => format!("{}还没有回函。", units.join("、")),
    }
}

/// The units beside the lead: what they are to the matter, and each with whether it replied.
pub(super) fn beside(course: &Course) -> (&'static str, Vec<(String, &'static str)>) {
    let matter = &course.matter;
    let units: Vec<(String, &'static str)> = (matter.support.iter())
        .map(|unit| {
            let replied = replies(course).any(|(by, _)| by == unit.as_str());
            let tag = match (is_asked(matter.kind()), replied) {
                (false, _) => "",
                (true, true) => "已回函",
                (true, false) => "未回",
            };
            (unit.to_string(), tag)
        })
        .collect();
    match (matter.kind(), units.is_empty()) {
        (Kind::Objection, _) => ("申诉", units),
        (_, true) => ("配合", vec![("无".to_owned(), "")]),
        (_, false) => ("配合", units),
    }
}
