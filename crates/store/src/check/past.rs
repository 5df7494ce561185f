//! Matters as they stood at the end of a day that a later line of the log speaks of: a bulletin is
//! issued on Monday and tells of Sunday evening.

use super::Replay;
use crate::course::Happened;
use crate::reads::end_of;
use banjie_core::matter::{Matter, MatterNo, Visibility};
use banjie_core::moment::Moment;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The ends of days still to be spoken of, each with the matters that went on since.
#[derive(Default)]
pub(super) struct Past(BTreeMap<i64, BTreeMap<MatterNo, Arc<Matter>>>);

impl Past {
    /// To remember these days from the first line on.
    pub(super) fn of(days: impl Iterator<Item = Date>) -> Self {
        Self(days.map(|day| (end_of(day), BTreeMap::new())).collect())
    }

    /// A matter that stood like this since `changed` goes on at `at`.
    pub(super) fn goes_on(&mut self, before: &Matter, changed: Moment, at: Moment) {
        if changed >= at {
            return;
        }
        let mut ends = self.0.range_mut(changed.ms() + 1..=at.ms()).peekable();
        if ends.peek().is_some() {
            let before = Arc::new(before.clone());
            for (_, matters) in ends {
                // The first stays: what came after the day may be followed by what came before it.
                matters.entry(before.no).or_insert_with(|| before.clone());
            }
        }
    }

    /// An event that is older than the one before it: the clock was set back. It belongs to the
    /// days that ended between the two.
    pub(super) fn also(&mut self, no: MatterNo, changed: Moment, happened: &Happened) {
        if happened.at >= changed {
            return;
        }
        for (_, matters) in self.0.range_mut(happened.at.ms() + 1..=changed.ms()) {
            if let Some(kept) = matters.get_mut(&no) {
                let before = kept.as_ref().clone();
                *kept = Arc::new(before.apply(&happened.event, &happened.by, happened.at));
            }
        }
    }

    /// No other days are spoken of any more.
    pub(super) fn only(&mut self, days: impl Iterator<Item = Date>) {
        let ends: BTreeSet<i64> = days.map(end_of).collect();
        self.0.retain(|end, _| ends.contains(end));
    }
}

impl Replay {
    /// The matters open to all units at the end of a remembered day, by number.
    pub(super) fn open_at(&self, day: Date) -> BTreeMap<String, &Matter> {
        let end = end_of(day);
        let open = |no: &MatterNo| {
            let now = self.matters.get(no).map(|(matter, _)| matter);
            now.is_some_and(|matter| {
                let ended = matter.ended.is_some_and(|at| at.ms() < end);
                matter.visibility == Visibility::Units && !ended
            })
        };
        // What has ended and not changed since the day had ended before it, too.
        let unchanged = self.open.iter().filter_map(|no| {
            let (matter, changed) = self.matters.get(no)?;
            (changed.ms() < end).then_some((no, matter))
        });
        let kept = self.past.0.get(&end).into_iter().flatten();
        let kept = kept.map(|(no, matter)| (no, matter.as_ref()));
        (unchanged.chain(kept))
            .filter(|(no, _)| open(no))
            .map(|(no, matter)| (no.to_string(), matter))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::{Line, Said};
    use super::*;
    use banjie_core::matter::{By, open};
    use jiff::civil::date;

    const SUBMITTED: &str =
        include_str!("../../../core/tests/golden/events/appeal.submitted-1.json");
    const DISPATCHED: &str =
        include_str!("../../../core/tests/golden/events/matter.dispatched-1.json");
    const ATTACHED: &str = include_str!("../../../core/tests/golden/events/matter.attached-1.json");

    fn on(day: i8) -> Moment {
        Moment::local(date(2026, 3, day).at(9, 0, 0, 0))
    }

    fn happened(version: u64, at: Moment, event: &str) -> Happened {
        Happened {
            seq: version,
            version,
            at,
            by: By::Enterprise,
            event: serde_json::from_str(event).unwrap(),
        }
    }

    /// Submitted on Friday the 6th, dispatched on Monday the 9th; then, the clock having been set
    /// back, a file comes in on Saturday the 7th. On Sunday evening the matter had the file and was
    /// not dispatched.
    #[test]
    fn a_matter_is_told_of_as_it_stood() {
        let sunday = date(2026, 3, 8);
        let mut replay = Replay {
            past: Past::of([sunday].into_iter()),
            ..Replay::default()
        };
        let submitted = happened(1, on(6), SUBMITTED);
        let matter = open(&submitted.event, submitted.at).unwrap();
        let (no, desk, handed_in) = (matter.no, matter.lead, matter.attachments.len());
        let later = [happened(2, on(9), DISPATCHED), happened(3, on(7), ATTACHED)];
        for (seq, happened) in (1..).zip([submitted].into_iter().chain(later)) {
            let line = Line {
                seq,
                said: Said::Matter(no, Box::new(happened)),
                root: None,
            };
            replay.step(line).unwrap();
        }
        let (matter, _) = &replay.matters[&no];
        assert_ne!(matter.lead, desk, "it went on");
        let then = replay.open_at(sunday);
        let then = then[&no.to_string()];
        assert_eq!((&then.lead, then.attachments.len()), (&desk, handed_in + 1));
        // A day nobody asked for before is not remembered: the matter as it now stands.
        replay.past.only([].into_iter());
        assert_ne!(replay.open_at(sunday)[&no.to_string()].lead, desk);
    }
}
