//! What the replayed matters count for, kept up as the log is read: only what changed is counted
//! anew, and the sums of some days are had without looking at every matter.

use banjie_core::assessment::Counts;
use banjie_core::assessment::tally::{Count, Tally, tallies};
use banjie_core::district::{IndicatorId, UnitId};
use banjie_core::matter::{Kind, Law, Matter, MatterNo};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What cases are summed by, within a day.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    unit: UnitId,
    kind: Kind,
    indicator: Option<IndicatorId>,
    count: Count,
}

impl Key {
    pub(super) fn of(tally: &Tally) -> Self {
        Self {
            unit: tally.unit.clone(),
            kind: tally.kind,
            indicator: tally.indicator.clone(),
            count: tally.count,
        }
    }

    /// It and its day in words, by which stored sums and cases are compared with the log.
    pub(super) fn words(&self, day: Date) -> String {
        let indicator = self.indicator.as_ref().map_or("", |i| i.as_str());
        let (kind, count) = (self.kind.code(), self.count.code());
        format!("{} {kind} {indicator} {count} {day}", self.unit)
    }
}

/// The tallies of every matter and their sums.
#[derive(Default)]
pub(super) struct Counted {
    of: BTreeMap<MatterNo, Vec<Tally>>,
    sums: BTreeMap<Date, BTreeMap<Key, u64>>,
}

impl Counted {
    /// Counts a matter as it now stands, instead of as it stood.
    pub(super) fn recount(&mut self, matter: &Matter, law: &Law<'_>) {
        let now = tallies(matter, law);
        for tally in &now {
            *self.sum(tally) += 1;
        }
        for tally in self.of.insert(matter.no, now).into_iter().flatten() {
            let sum = self.sum(&tally);
            *sum = sum.saturating_sub(1);
        }
    }

    fn sum(&mut self, tally: &Tally) -> &mut u64 {
        let day = self.sums.entry(tally.day).or_default();
        day.entry(Key::of(tally)).or_default()
    }

    /// What a matter counts for.
    pub(super) fn of(&self, no: MatterNo) -> &[Tally] {
        self.of.get(&no).map_or(&[], Vec::as_slice)
    }

    /// What every matter counts for, by number.
    pub(super) fn all(&self) -> impl Iterator<Item = (MatterNo, &Tally)> {
        let all = self.of.iter();
        all.flat_map(|(no, tallies)| tallies.iter().map(|tally| (*no, tally)))
    }

    /// Every sum that is not 0, by day.
    pub(super) fn sums(&self) -> impl Iterator<Item = (Date, &Key, u64)> {
        let days = self.sums.iter();
        days.flat_map(|(day, sums)| sums.iter().map(|(key, cases)| (*day, key, *cases)))
            .filter(|(_, _, cases)| *cases > 0)
    }

    /// The sums of these days, both inclusive.
    pub(super) fn counts(&self, from: Date, to: Date) -> Counts {
        let mut counts = Counts::new(from, to);
        let days = self.sums.range(from..=to).flat_map(|(_, sums)| sums);
        for (key, cases) in days {
            let (unit, kind, count) = (key.unit.clone(), key.kind, key.count);
            match &key.indicator {
                Some(under) => counts.add_under(under.clone(), unit, kind, count, *cases),
                None => counts.add(unit, kind, count, *cases),
            }
        }
        counts
    }
}
