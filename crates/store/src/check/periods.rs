//! Sealed months computed once more while the log is replayed: the figures careers hang on follow
//! from the journal alone, as it stood when they were settled, and from no row beside it.

use super::Replay;
use crate::consequences::Proposals;
use crate::reads::{reports_of, rulebooks_of};
use crate::record::{Kept, Record};
use crate::{Store, StoreError, params};
use banjie_core::assessment::difference::changes;
use banjie_core::assessment::ranking::{ExcludedCase, Ranking, RankingInput};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::scoring::Figures;
use banjie_core::assessment::standing::{Before, MonthPlaces, months_needed, places_of};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::tally::{Count, tallies};
use banjie_core::assessment::{Counts, Month, Period};
use banjie_core::district::UnitId;
use banjie_core::matter::{Detail, Law};
use banjie_core::pack::Pack;
use std::collections::{BTreeMap, BTreeSet};

/// The most units named for one month.
const NAMED: usize = 3;

/// The sealed months of a district and the lines of the log that made them so.
#[derive(Default)]
pub(super) struct SealedMonths {
    /// The line that gave a revision its last figures → what it is.
    settled: BTreeMap<i64, (Month, u32)>,
    /// The line that sealed it.
    sealed: BTreeMap<i64, (Month, u32)>,
    /// As they are kept.
    kept: BTreeMap<(Month, u32), Ranking>,
    /// What was sealed up to the line reached.
    so_far: BTreeMap<Month, u32>,
}

impl Store {
    /// The sealed months; one whose values cannot be read is found by its digest.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn sealed_months(&self) -> Result<SealedMonths, StoreError> {
        let mut months = SealedMonths::default();
        for paper in self.all_papers().await? {
            let month = paper.period.parse::<Month>();
            let ranking = serde_json::from_str(&paper.body);
            if let (true, true, Ok(month), Ok(ranking)) =
                (paper.kind == "ranking", paper.is_final(), month, ranking)
            {
                months.kept.insert((month, paper.revision), ranking);
            }
        }
        let district = self.pack.district.code.as_str();
        let of: BTreeSet<Month> = months.kept.keys().map(|(month, _)| *month).collect();
        let mut tx = self.db.read_long().await?;
        for month in of {
            let stream = format!("ranking/{month}");
            let rows = tx
                .all(
                    "select seq, line from journal where district = $1 and stream = $2
                     order by version",
                    &params![district, &stream],
                )
                .await?;
            let mut last: BTreeMap<u32, i64> = BTreeMap::new();
            for row in &rows {
                let seq = row.int("seq")?;
                let Ok(Kept {
                    record:
                        Record::RankingMoved {
                            revision, state, ..
                        },
                    ..
                }) = Kept::parse(row.text("line")?)
                else {
                    continue;
                };
                if RankingStep::from_code(&state).is_none_or(|step| !step.is_final()) {
                    last.insert(revision, seq);
                } else if let Some(settled) = last.remove(&revision) {
                    months.settled.insert(settled, (month, revision));
                    months.sealed.insert(seq, (month, revision));
                }
            }
        }
        Ok(months)
    }
}

impl SealedMonths {
    /// Called for each line before it is replayed: what of the months settled or sealed by it does
    /// not follow from the log up to here, in words.
    pub(super) fn at(&mut self, seq: i64, replay: &Replay, pack: &Pack) -> Vec<String> {
        if let Some((month, revision)) = self.sealed.get(&seq) {
            let newest = self.so_far.entry(*month).or_default();
            *newest = (*newest).max(*revision);
        }
        let Some((month, revision)) = self.settled.get(&seq).copied() else {
            return Vec::new();
        };
        let Some(kept) = self.kept.get(&(month, revision)) else {
            return Vec::new();
        };
        let told = |what: String| format!("{}月排名第{revision}版：{what}", month.words());
        match self.recompute(month, replay, pack) {
            Ok(now) => differing(kept, &now).into_iter().map(told).collect(),
            Err(why) => vec![told(why)],
        }
    }

    fn recompute(&self, month: Month, replay: &Replay, pack: &Pack) -> Result<Ranking, String> {
        let law = pack.law();
        let household = &replay.household;
        let books = rulebooks_of(&pack.rulebooks, household.rulebooks.clone());
        let book = books.on(month).map_err(|none| none.to_string())?;
        let mut earlier = Vec::new();
        let mut before = month;
        for _ in 0..months_needed(&book.open) {
            before = before.previous();
            let Ok(book) = books.on(before) else { break };
            let sealed = self.so_far.get(&before);
            let sealed = sealed.and_then(|revision| self.kept.get(&(before, *revision)));
            earlier.push(MonthPlaces {
                month: before,
                places: sealed.map_or_else(|| places(book, before, replay, &law), Ranking::places),
                disputed: replay.disputed(before),
            });
        }
        let proposals = Proposals::among(replay.matters.values().map(|(matter, _)| matter));
        let talked = proposals.talked(month, month.last());
        Ok(Ranking::of(&RankingInput {
            district: law.district,
            rulebook: book,
            month,
            as_of: month.last(),
            counts: &replay.counts(month, &law),
            reports: &reports_of(household.reports_on(month)),
            earlier: &earlier,
            talked: &talked,
            disputed: &replay.disputed(month),
            excluded: &replay.excluded(month, &law),
        }))
    }
}

fn places(
    book: &Rulebook,
    month: Month,
    replay: &Replay,
    law: &Law<'_>,
) -> BTreeMap<UnitId, Before> {
    let figures = Figures {
        counts: &replay.counts(month, law),
        reports: &reports_of(replay.household.reports_on(month)),
    };
    places_of(law.district, book, figures)
}

/// What differs, the units first.
fn differing(kept: &Ranking, now: &Ranking) -> Vec<String> {
    let units: Vec<String> = (changes(kept, now).iter())
        .filter(|change| change.changed())
        .map(|change| format!("按日志重算，{}", change.words()))
        .collect();
    if !units.is_empty() {
        let more = units.len().saturating_sub(NAMED);
        let mut out: Vec<String> = units.into_iter().take(NAMED).collect();
        if more > 0 {
            out.push(format!("另有 {more} 家单位和按日志重算的不一样"));
        }
        return out;
    }
    if kept.excluded != now.excluded {
        return vec!["剔除的办件和按日志重算的不一样".to_owned()];
    }
    let rows = |ranking: &Ranking| -> Vec<_> {
        let placed = ranking.groups.iter().flat_map(|group| &group.placed);
        let certain = placed.map(|row| (row.score.clone(), row.low, row.high, row.last_permille));
        certain.collect()
    };
    match rows(kept) == rows(now) {
        true => Vec::new(),
        false => vec!["各项得分、名次范围或末位概率和按日志重算的不一样".to_owned()],
    }
}

impl Replay {
    /// The sums of a month, as the matters stand at the line reached.
    fn counts(&self, month: Month, law: &Law<'_>) -> Counts {
        let mut counts = Counts::new(month.first(), month.last());
        for (matter, _) in self.matters.values() {
            for tally in tallies(matter, law) {
                if Month::of(tally.day) == month {
                    counts.add(tally.unit, tally.kind, tally.count, 1);
                }
            }
        }
        counts
    }

    /// What was excluded in a month, by day and number.
    fn excluded(&self, month: Month, law: &Law<'_>) -> Vec<ExcludedCase> {
        let mut out = Vec::new();
        for (no, (matter, _)) in &self.matters {
            let Some(exclusion) = &matter.exclusion else {
                continue;
            };
            let counted = tallies(matter, law);
            let excluded = counted
                .into_iter()
                .filter(|tally| tally.count == Count::Excluded && Month::of(tally.day) == month);
            out.extend(excluded.map(|tally| ExcludedCase {
                no: no.to_string(),
                unit: tally.unit,
                day: tally.day,
                reason: exclusion.reason.clone(),
            }));
        }
        out.sort_by(|a, b| (a.day, &a.no).cmp(&(b.day, &b.no)));
        out
    }

    /// The units with an open objection to a month.
    fn disputed(&self, month: Month) -> BTreeSet<UnitId> {
        let open = self.matters.values().map(|(matter, _)| matter);
        open.filter(|matter| !matter.is_ended())
            .filter_map(|matter| match &matter.detail {
                Detail::Objection(objection) if objection.period == Period::Month(month) => {
                    Some(objection.unit.clone())
                }
                _ => None,
            })
            .collect()
    }
}
