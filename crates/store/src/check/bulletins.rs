//! Issued bulletins computed once more while the log is replayed: their figures follow from the journal
//! as it stood when they were issued. Highlights and problems are left out: they also follow from rules
//! of the pack, which may have changed since.

use super::Replay;
use crate::reads::{by_reference, end_of, missed_by, rulebooks_of};
use crate::record::{Kept, Record};
use crate::weekly::entries_of;
use crate::{Store, StoreError, params};
use banjie_core::assessment::bulletin::difference::{Change, changes};
use banjie_core::assessment::bulletin::tasks::Ordered;
use banjie_core::assessment::bulletin::{Bulletin, BulletinInput};
use banjie_core::assessment::overdue::{open, overdue};
use banjie_core::assessment::tally::{Tally, tallies};
use banjie_core::assessment::{Counts, Month, Week};
use banjie_core::matter::{Detail, Law, Matter, MatterNo, Visibility};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The most differences named for one bulletin.
const NAMED: usize = 3;

/// The issued bulletins of a district and the lines of the log that issued them.
#[derive(Default)]
pub(super) struct IssuedBulletins {
    /// The line → what it issued, as kept.
    at: BTreeMap<i64, (u32, Bulletin)>,
    /// What each matter contributes at a version of it.
    counted: BTreeMap<MatterNo, (u64, Vec<Tally>)>,
}

impl Store {
    /// The issued bulletins; one whose values cannot be read is found by its digest.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn issued_bulletins(&self) -> Result<IssuedBulletins, StoreError> {
        let mut kept: BTreeMap<(Week, u32), Bulletin> = BTreeMap::new();
        for paper in self.all_papers().await? {
            let values: Result<Bulletin, _> = serde_json::from_str(&paper.body);
            if let (true, Ok(bulletin)) = (paper.kind == "bulletin", values) {
                kept.insert((bulletin.week, paper.revision), bulletin);
            }
        }
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select seq, line from journal
                 where district = $1 and event = 'bulletin.issued/1' order by seq",
                &params![self.pack.district.code.as_str()],
            )
            .await?;
        let mut at = BTreeMap::new();
        for row in &rows {
            let Ok(Kept {
                record:
                    Record::BulletinIssued {
                        period, revision, ..
                    },
                ..
            }) = Kept::parse(row.text("line")?)
            else {
                continue;
            };
            let week = period.parse::<Week>().ok();
            let values = week.and_then(|week| kept.remove(&(week, revision)));
            if let Some(values) = values {
                at.insert(row.int("seq")?, (revision, values));
            }
        }
        Ok(IssuedBulletins {
            at,
            counted: BTreeMap::new(),
        })
    }

    /// Called for each line before it is replayed: what of the bulletin issued by it does not follow
    /// from the log up to here, in words.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn recomputed(
        &self,
        issued: &mut IssuedBulletins,
        seq: i64,
        replay: &Replay,
    ) -> Result<Vec<String>, StoreError> {
        let Some((revision, kept)) = issued.at.remove(&seq) else {
            return Ok(Vec::new());
        };
        issued.count(replay, &self.pack.law());
        let told = |what: &str| format!("{}周通报第{revision}版：{what}", kept.week.words());
        let books = rulebooks_of(&self.pack.rulebooks, replay.household.rulebooks.clone());
        let book = match books.on(Month::of(kept.as_of)) {
            Ok(book) => book,
            Err(none) => return Ok(vec![told(&none.to_string())]),
        };
        let law = self.pack.law();
        let earlier = kept.as_of.saturating_sub(jiff::Span::new().days(7));
        let matters = self.replayed_at(replay, seq, kept.as_of).await?;
        let before = self.replayed_at(replay, seq, earlier).await?;
        let matters = by_reference(&matters);
        let (notes, edits) = entries_of(&replay.household.week(kept.week));
        let now = Bulletin::of(&BulletinInput {
            law,
            rulebook: book,
            week: kept.week,
            as_of: kept.as_of,
            counts: &issued.counts(kept.week.first(), kept.as_of),
            before: &issued.counts(kept.week.previous().first(), earlier),
            open: &open(&matters, kept.as_of, &law),
            overdue: &overdue(&matters, kept.as_of, &law),
            overdue_before: &overdue(&by_reference(&before), earlier, &law),
            matters: &matters,
            orders: &replay.orders(kept.as_of),
            picks: &[],
            edits: &edits,
            notes: &notes,
            calls_missed: &missed_by(&replay.household.samples, kept.as_of, &law)?,
        });
        let all = changes(&bare(kept.clone()), &bare(now));
        let mut out: Vec<String> = (all.iter().take(NAMED))
            .map(|change| {
                let Change { name, before, now } = change;
                told(&format!("“{name}”写的是“{before}”，按日志重算是“{now}”"))
            })
            .collect();
        if let Some(more) = all.len().checked_sub(NAMED).filter(|more| *more > 0) {
            out.push(told(&format!("另有 {more} 处和按日志重算的不一样")));
        }
        Ok(out)
    }

    /// The matters open at the end of a day, out of the lines before `seq`.
    async fn replayed_at(
        &self,
        replay: &Replay,
        seq: i64,
        day: Date,
    ) -> Result<BTreeMap<String, Matter>, StoreError> {
        let end = end_of(day);
        let all = replay.matters.values().map(|(matter, _)| matter);
        let open: Vec<MatterNo> = all
            .filter(|m| m.visibility == Visibility::Units && m.opened.ms() < end)
            .filter(|m| m.ended.is_none_or(|at| at.ms() >= end))
            .map(|m| m.no)
            .collect();
        let courses = self.courses_before(&open, seq).await?;
        let stood = courses.into_iter().filter_map(|(no, events)| {
            let known = events.iter().filter(|e| e.at.ms() < end);
            let matter = Matter::fold(known.map(|e| (&e.event, &e.by, e.at)))?;
            Some((no, matter))
        });
        Ok(stood.collect())
    }
}

/// What is compared: everything but highlights and problems.
fn bare(bulletin: Bulletin) -> Bulletin {
    Bulletin {
        points: Vec::new(),
        dropped: Vec::new(),
        ..bulletin
    }
}

impl IssuedBulletins {
    /// Counts anew what changed since the bulletin before.
    fn count(&mut self, replay: &Replay, law: &Law<'_>) {
        for (no, (matter, _)) in &replay.matters {
            let known = self.counted.get(no);
            if known.is_none_or(|(version, _)| *version != matter.version) {
                let counted = (matter.version, tallies(matter, law));
                self.counted.insert(*no, counted);
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = (&MatterNo, &Vec<Tally>)> {
        self.counted.iter().map(|(no, (_, tallies))| (no, tallies))
    }

    fn counts(&self, from: Date, to: Date) -> Counts {
        let mut counts = Counts::new(from, to);
        for tally in self.all().flat_map(|(_, tallies)| tallies) {
            if from <= tally.day && tally.day <= to {
                let (unit, kind, count) = (tally.unit.clone(), tally.kind, tally.count);
                match &tally.indicator {
                    Some(under) => counts.add_under(under.clone(), unit, kind, count, 1),
                    None => counts.add(unit, kind, count, 1),
                }
            }
        }
        counts
    }
}

impl Replay {
    /// Every directive ordered by the end of a day, as it then stood.
    fn orders(&self, day: Date) -> Vec<Ordered> {
        let end = end_of(day);
        let is_directive = |no: &MatterNo| {
            let known = self.matters.get(no);
            known.is_some_and(|(m, _)| matches!(m.detail, Detail::Directive(_)))
        };
        let open = self.matters.values().map(|(matter, _)| matter);
        open.filter(|m| m.visibility == Visibility::Units && m.opened.ms() < end)
            .filter_map(|matter| {
                let Detail::Directive(directive) = &matter.detail else {
                    return None;
                };
                let open = matter.parent.as_ref().is_none_or(is_directive);
                let ended = matter.ended.filter(|at| at.ms() < end);
                Some(Ordered {
                    unit: matter.lead.clone(),
                    indicator: matter.indicator.clone(),
                    opened: matter.opened.date(),
                    ended: ended.map(|at| (at.date(), matter.state() == "done")),
                    ..Ordered::of(matter.no, &directive.order, open)
                })
            })
            .collect()
    }
}
