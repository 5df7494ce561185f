//! The order of a package: what waits for what, what runs at the same time, and how long the whole
//! takes.

use super::item::ServiceItem;
use crate::district::ItemId;
use std::collections::BTreeSet;

/// Items that wait for each other in a circle, the first one again at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(pub Vec<ItemId>);

/// How long the whole takes: the longest chain of items that wait for each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WholeLimit<'c> {
    /// Promised working days along the chain; 0: on the spot.
    pub working_days: u32,
    /// Natural days of public notice along the chain; nobody handles anything then.
    pub notice_days: u32,
    /// The chain, first item first.
    pub path: Vec<&'c ItemId>,
    /// Promised working days of all items, one after the other.
    pub one_by_one: u32,
}

/// Which item of a package waits for which, by position.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    before: Vec<BTreeSet<usize>>,
}

impl Graph {
    /// Of `n` items that wait for nothing.
    pub(super) fn new(n: usize) -> Self {
        Self {
            before: vec![BTreeSet::new(); n],
        }
    }

    /// `item` waits for `first`.
    pub(super) fn wait(&mut self, item: usize, first: usize) {
        self.before[item].insert(first);
    }

    /// A circle, if there is one: positions, the first one again at the end.
    pub(super) fn cycle(&self) -> Option<Vec<usize>> {
        let levels = self.levels(&vec![true; self.before.len()]);
        let placed: BTreeSet<usize> = levels.into_iter().flatten().collect();
        let mut at = (0..self.before.len()).find(|i| !placed.contains(i))?;
        // Everything unplaced waits for something unplaced, so walking back must return.
        let mut walk = vec![at];
        loop {
            at = *self.before[at].iter().find(|b| !placed.contains(b))?;
            if let Some(start) = walk.iter().position(|w| *w == at) {
                let mut circle = walk.split_off(start);
                circle.push(at);
                circle.reverse();
                return Some(circle);
            }
            walk.push(at);
        }
    }

    /// What a present item waits for, seen through items that were dropped.
    pub(super) fn waits_for(&self, item: usize, present: &[bool]) -> BTreeSet<usize> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut open: Vec<usize> = self.before[item].iter().copied().collect();
        while let Some(next) = open.pop() {
            if !seen.insert(next) {
                continue;
            }
            if present[next] {
                found.insert(next);
            } else {
                open.extend(&self.before[next]);
            }
        }
        found
    }

    /// The present items in levels: each waits only for items of earlier levels. Items of a circle
    /// are left out.
    pub(super) fn levels(&self, present: &[bool]) -> Vec<Vec<usize>> {
        let mut left: Vec<(usize, BTreeSet<usize>)> = (0..self.before.len())
            .filter(|i| present[*i])
            .map(|i| (i, self.waits_for(i, present)))
            .collect();
        let mut done = BTreeSet::new();
        let mut levels = Vec::new();
        while !left.is_empty() {
            let (ready, rest): (Vec<_>, Vec<_>) = left
                .into_iter()
                .partition(|(_, before)| before.is_subset(&done));
            if ready.is_empty() {
                break;
            }
            let level: Vec<usize> = ready.into_iter().map(|(i, _)| i).collect();
            done.extend(&level);
            levels.push(level);
            left = rest;
        }
        levels
    }

    /// The longest chain through the levels. Natural and working days are compared at 5 working
    /// days in 7 and kept apart in the result.
    pub(super) fn whole<'c>(
        &self,
        levels: &[Vec<usize>],
        present: &[bool],
        items: &[&'c ServiceItem],
    ) -> WholeLimit<'c> {
        let weight = |(working, notice): (u32, u32)| 7 * u64::from(working) + 5 * u64::from(notice);
        let mut ends: Vec<((u32, u32), Option<usize>)> = vec![((0, 0), None); items.len()];
        let mut last = None;
        for i in levels.iter().flatten().copied() {
            let before = (self.waits_for(i, present).into_iter())
                .max_by_key(|b| (weight(ends[*b].0), std::cmp::Reverse(*b)));
            let (working, notice) = before.map_or((0, 0), |b| ends[b].0);
            let own_notice = items[i].notice.as_ref().map_or(0, |(_, days)| *days);
            ends[i] = ((working + items[i].promised, notice + own_notice), before);
            if last.is_none_or(|l: usize| weight(ends[i].0) > weight(ends[l].0)) {
                last = Some(i);
            }
        }
        let (working_days, notice_days) = last.map_or((0, 0), |l| ends[l].0);
        let mut path = Vec::new();
        while let Some(at) = last {
            path.push(&items[at].id);
            last = ends[at].1;
        }
        path.reverse();
        let one_by_one = levels.iter().flatten().map(|i| items[*i].promised).sum();
        WholeLimit {
            working_days,
            notice_days,
            path,
            one_by_one,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_dropped_still_hands_its_waiting_on() {
        // 2 waits for 1, 1 waits for 0; without 1, 2 still waits for 0.
        let mut graph = Graph::new(4);
        graph.wait(1, 0);
        graph.wait(2, 1);
        assert_eq!(graph.levels(&[true; 4]), [vec![0, 3], vec![1], vec![2]]);
        assert_eq!(
            graph.levels(&[true, false, true, true]),
            [vec![0, 3], vec![2]]
        );
    }

    #[test]
    fn a_circle_is_named_from_its_first_item_round_to_it_again() {
        let mut graph = Graph::new(4);
        assert_eq!(graph.cycle(), None);
        // 0 is free; 1 → 2 → 3 → 1.
        graph.wait(2, 1);
        graph.wait(3, 2);
        graph.wait(1, 3);
        graph.wait(1, 0);
        assert_eq!(graph.cycle(), Some(vec![1, 2, 3, 1]));
        let mut alone = Graph::new(1);
        alone.wait(0, 0);
        assert_eq!(alone.cycle(), Some(vec![0, 0]));
    }
}
