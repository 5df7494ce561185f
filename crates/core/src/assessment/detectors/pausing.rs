//! The clock stopped just before the due day.

use super::{Detector, Field, History, Mark, mark, said};
use crate::matter::{By, Event, Matter};

pub(super) fn marks(history: &History, field: &Field<'_>) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut before: Option<Matter> = None;
    for (event, by, at) in &history.events {
        if let (Event::Paused { reason, from }, Some(matter)) = (event, &before) {
            let due = matter.clock.due(field.law.calendar, *from).latest();
            let left = field.working_days(*from, due);
            if left.is_some_and(|left| left <= field.thresholds.pause_days) {
                let unit = match by {
                    By::Staff { unit, .. } => unit,
                    _ => &matter.lead,
                };
                out.push(mark(
                    history,
                    Detector::Pausing,
                    unit,
                    at.date(),
                    format!(
                        "{}到期，{}以“{reason}”暂停计时，只剩 {} 个工作日",
                        said(due),
                        said(*from),
                        left.unwrap_or(0)
                    ),
                ));
            }
        }
        before = match before {
            None => crate::matter::open(event, *at),
            Some(matter) => Some(matter.apply(event, by, *at)),
        };
    }
    out
}
