//! One thing of one enterprise registered by an office as several matters: easy cases by the dozen.

use super::{Detector, Field, History, Mark, mark};
use crate::district::UnitId;
use crate::matter::{By, Kind};
use std::collections::BTreeMap;

pub(super) fn marks(field: &Field<'_>) -> Vec<Mark> {
    // Only what an office registers: an enterprise may come as often as it likes.
    let mut same: BTreeMap<(&UnitId, String, String), Vec<&History>> = BTreeMap::new();
    for history in field.histories {
        let opener = history.events.first().map(|(_, by, _)| by);
        let (Some(By::Staff { unit, .. }), Kind::Appeal) = (opener, history.matter.kind()) else {
            continue;
        };
        let Some(enterprise) = &history.matter.enterprise else {
            continue;
        };
        let who = enterprise.code.clone().unwrap_or(enterprise.name.clone());
        let topic = history.matter.topic.as_ref();
        let topic = topic.map_or(String::new(), ToString::to_string);
        same.entry((unit, who, topic)).or_default().push(history);
    }
    let least = usize::try_from(field.thresholds.split_least).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    for ((unit, _, topic), mut histories) in same {
        histories.sort_by_key(|history| (history.matter.opened, history.matter.no));
        for window in histories.windows(least.max(1)) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else {
                continue;
            };
            let days = (last.matter.opened.date() - first.matter.opened.date()).get_days();
            if u32::try_from(days).is_ok_and(|days| days <= field.thresholds.split_days) {
                let name = |history: &History| {
                    let enterprise = history.matter.enterprise.as_ref();
                    enterprise.map_or(String::new(), |e| e.name.clone())
                };
                let reason = format!(
                    "{unit}{} 天内为{}登记同一类别“{topic}” {} 件",
                    days + 1,
                    name(first),
                    window.len()
                );
                out.extend((window.iter()).map(|history| {
                    let day = history.matter.opened.date();
                    mark(history, Detector::Splitting, unit, day, reason.clone())
                }));
            }
        }
    }
    out.sort();
    out.dedup_by(|a, b| a.no == b.no);
    out
}
