//! Issued bulletins computed once more while the log is replayed: their figures follow from the journal
//! as it stood when they were issued. Highlights and problems are left out: they also follow from rules
//! of the pack, which may have changed since.

use super::Replay;
use crate::reads::{end_of, missed_by, rulebooks_of};
use crate::record::{Kept, Record};
use crate::weekly::entries_of;
use crate::{Store, StoreError, params};
use banjie_core::assessment::bulletin::difference::{Change, changes};
use banjie_core::assessment::bulletin::tasks::Ordered;
use banjie_core::assessment::bulletin::{Bulletin, BulletinInput};
use banjie_core::assessment::overdue::{open, overdue};
use banjie_core::assessment::{Month, Week};
use banjie_core::matter::{Detail, MatterNo, Visibility};
use banjie_core::pack::Pack;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The most differences named for one bulletin.
const NAMED: usize = 3;

/// The issued bulletins of a district: the line of the log that issued one → what it issued, as kept.
#[derive(Default)]
pub(super) struct IssuedBulletins(BTreeMap<i64, (u32, Bulletin)>);

impl IssuedBulletins {
    /// Whether this line issued one.
    pub(super) fn has(&self, seq: i64) -> bool {
        self.0.contains_key(&seq)
    }

    /// The days at whose end they tell how matters stood: their last, and that of the week before.
    pub(super) fn days(&self) -> impl Iterator<Item = Date> {
        let days = self.0.values().map(|(_, bulletin)| bulletin.as_of);
        days.flat_map(|day| [week_before(day), day])
    }

    /// Called for each line before it is replayed: what of the bulletin issued by it does not follow
    /// from the log up to here, in words.
    pub(super) fn at(&mut self, seq: i64, replay: &Replay, pack: &Pack) -> Vec<String> {
        let Some((revision, kept)) = self.0.remove(&seq) else {
            return Vec::new();
        };
        let week = kept.week.words();
        let told = |what: &str| format!("{week}周通报第{revision}版：{what}");
        let books = rulebooks_of(&pack.rulebooks, replay.household.rulebooks.clone());
        let book = match books.on(Month::of(kept.as_of)) {
            Ok(book) => book,
            Err(none) => return vec![told(&none.to_string())],
        };
        let (law, earlier) = (pack.law(), week_before(kept.as_of));
        let (matters, before) = (replay.open_at(kept.as_of), replay.open_at(earlier));
        let calls_missed = missed_by(&replay.household.samples, kept.as_of, &law);
        let calls_missed = match calls_missed {
            Ok(missed) => missed,
            Err(why) => return vec![told(&why.to_string())],
        };
        let (notes, edits) = entries_of(&replay.household.week(kept.week));
        let now = Bulletin::of(&BulletinInput {
            law,
            rulebook: book,
            week: kept.week,
            as_of: kept.as_of,
            counts: &replay.counted.counts(kept.week.first(), kept.as_of),
            before: &replay.counted.counts(kept.week.previous().first(), earlier),
            open: &open(&matters, kept.as_of, &law),
            overdue: &overdue(&matters, kept.as_of, &law),
            overdue_before: &overdue(&before, earlier, &law),
            matters: &matters,
            orders: &replay.orders(kept.as_of),
            picks: &[],
            edits: &edits,
            notes: &notes,
            calls_missed: &calls_missed,
        });
        let all = changes(&bare(kept), &bare(now));
        let mut out: Vec<String> = (all.iter().take(NAMED))
            .map(|change| {
                let Change { name, before, now } = change;
                told(&format!("“{name}”写的是“{before}”，按日志重算是“{now}”"))
            })
            .collect();
        if let Some(more) = all.len().checked_sub(NAMED).filter(|more| *more > 0) {
            out.push(told(&format!("另有 {more} 处和按日志重算的不一样")));
        }
        out
    }
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
        Ok(IssuedBulletins(at))
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

/// The same day of the week before.
fn week_before(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().days(7))
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
