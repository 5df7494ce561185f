//! Sealed months and quarters computed once more while the log is replayed: the figures careers hang
//! on follow from the journal alone, as it stood when they were settled, and from no row beside it.

use super::Replay;
use crate::consequences::Proposals;
use crate::reads::{Issued, add_reports, adjustments_of, reports_of, rulebooks_of};
use crate::record::{Kept, Record};
use crate::{Store, StoreError, params};
use banjie_core::assessment::difference::{Placing, changes};
use banjie_core::assessment::quarterly::{
    Adjustment, Assessment, Decided, QuarterInput, QuarterRule,
};
use banjie_core::assessment::ranking::{ExcludedCase, Ranking, RankingInput};
use banjie_core::assessment::rulebook::Rulebook;
use banjie_core::assessment::scoring::Figures;
use banjie_core::assessment::standing::{Before, MonthPlaces, months_needed, places_of};
use banjie_core::assessment::steps::RankingStep;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Month, Period, Quarter};
use banjie_core::district::{District, UnitId};
use banjie_core::matter::Detail;
use banjie_core::pack::Pack;
use std::collections::{BTreeMap, BTreeSet};

/// The most units named for one period.
const NAMED: usize = 3;

/// The values of a sealed period.
enum Values {
    Month(Box<Ranking>),
    Quarter(Box<Assessment>),
}

impl Values {
    /// `None`: not sealed, or values that cannot be read; those are found by their digest.
    fn of(paper: &Issued) -> Option<(Period, Self)> {
        let period: Period = paper.period.parse().ok()?;
        if !paper.is_final() || paper.kind != period.paper() {
            return None;
        }
        let values = match period {
            Period::Month(_) => Self::Month(serde_json::from_str(&paper.body).ok()?),
            Period::Quarter(_) => Self::Quarter(serde_json::from_str(&paper.body).ok()?),
        };
        Some((period, values))
    }
}

/// The sealed periods of a district and the lines of the log that made them so.
#[derive(Default)]
pub(super) struct SealedPeriods {
    /// The line that gave a revision its last figures → what it is.
    settled: BTreeMap<i64, (Period, u32)>,
    /// The line that sealed it.
    sealed: BTreeMap<i64, (Period, u32)>,
    /// As they are kept.
    kept: BTreeMap<(Period, u32), Values>,
    /// What was sealed up to the line reached.
    so_far: BTreeMap<Period, u32>,
}

impl Store {
    /// The sealed months and quarters.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn sealed_periods(&self) -> Result<SealedPeriods, StoreError> {
        let mut periods = SealedPeriods::default();
        for paper in self.all_papers().await? {
            if let Some((period, values)) = Values::of(&paper) {
                periods.kept.insert((period, paper.revision), values);
            }
        }
        let district = self.pack.district.code.as_str();
        let of: BTreeSet<Period> = periods.kept.keys().map(|(period, _)| *period).collect();
        let mut tx = self.db.read_long().await?;
        for period in of {
            let stream = format!("{}/{period}", period.paper());
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
                let moved = Kept::parse(row.text("line")?).map(|kept| kept.record);
                let (Ok(Record::RankingMoved {
                    revision, state, ..
                })
                | Ok(Record::AssessmentMoved {
                    revision, state, ..
                })) = moved
                else {
                    continue;
                };
                if RankingStep::from_code(&state).is_none_or(|step| !step.is_final()) {
                    last.insert(revision, seq);
                } else {
                    periods.sealed.insert(seq, (period, revision));
                    let settled = last.remove(&revision);
                    let settled = settled.map(|settled| (settled, (period, revision)));
                    periods.settled.extend(settled);
                }
            }
        }
        Ok(periods)
    }
}

impl SealedPeriods {
    /// Whether this line settled or sealed a period.
    pub(super) fn has(&self, seq: i64) -> bool {
        self.sealed.contains_key(&seq) || self.settled.contains_key(&seq)
    }

    /// Called for each line before it is replayed: what of the periods settled or sealed by it does
    /// not follow from the log up to here, in words.
    pub(super) fn at(&mut self, seq: i64, replay: &Replay, pack: &Pack) -> Vec<String> {
        if let Some((period, revision)) = self.sealed.get(&seq) {
            let newest = self.so_far.entry(*period).or_default();
            *newest = (*newest).max(*revision);
        }
        let Some((period, revision)) = self.settled.get(&seq).copied() else {
            return Vec::new();
        };
        let found = match self.kept.get(&(period, revision)) {
            Some(Values::Month(kept)) => {
                let now = self.ranking(kept.month, replay, pack);
                now.map(|now| differing_months(kept, &now))
            }
            Some(Values::Quarter(kept)) => {
                let now = self.assessment(kept.quarter, replay, pack);
                now.map(|now| differing_quarters(kept, &now))
            }
            None => Ok(Vec::new()),
        };
        let (words, title) = (period.words(), period.title());
        let told = |what: String| format!("{words}{title}第{revision}版：{what}");
        match found {
            Ok(faults) => faults.into_iter().map(told).collect(),
            Err(why) => vec![told(why)],
        }
    }

    /// What was sealed of a month up to the line reached.
    fn month(&self, month: Month) -> Option<(&Ranking, u32)> {
        let period = Period::Month(month);
        let revision = *self.so_far.get(&period)?;
        match self.kept.get(&(period, revision))? {
            Values::Month(ranking) => Some((ranking, revision)),
            Values::Quarter(_) => None,
        }
    }

    fn ranking(&self, month: Month, replay: &Replay, pack: &Pack) -> Result<Ranking, String> {
        let (district, household) = (&pack.district, &replay.household);
        let books = rulebooks_of(&pack.rulebooks, household.rulebooks.clone());
        let book = books.on(month).map_err(|none| none.to_string())?;
        let mut earlier = Vec::new();
        let mut before = month;
        for _ in 0..months_needed(&book.open) {
            before = before.previous();
            let Ok(book) = books.on(before) else { break };
            let sealed = self.month(before).map(|(ranking, _)| ranking);
            earlier.push(MonthPlaces {
                month: before,
                places: sealed
                    .map_or_else(|| places(district, book, before, replay), Ranking::places),
                disputed: replay.disputed(before),
            });
        }
        let proposals = Proposals::among(replay.matters.values().map(|(matter, _)| matter));
        let talked = proposals.talked(month, month.last());
        Ok(Ranking::of(&RankingInput {
            district,
            rulebook: book,
            month,
            as_of: month.last(),
            counts: &replay.counted.counts(month.first(), month.last()),
            reports: &reports_of(household.reports_on(month)),
            earlier: &earlier,
            talked: &talked,
            disputed: &replay.disputed(month),
            excluded: &replay.excluded(month),
        }))
    }

    fn assessment(
        &self,
        quarter: Quarter,
        replay: &Replay,
        pack: &Pack,
    ) -> Result<Assessment, String> {
        let (district, household) = (&pack.district, &replay.household);
        let rule = QuarterRule::of(&pack.rules, quarter.last()).map_err(|e| e.to_string())?;
        let books = rulebooks_of(&pack.rulebooks, household.rulebooks.clone());
        let last = books.on(quarter.months()[2]).map_err(|e| e.to_string())?;
        let (mut months, mut reports) = (Vec::new(), BTreeMap::new());
        for month in quarter.months() {
            let sealed = self.month(month);
            months.extend(sealed.map(|(ranking, revision)| (ranking.clone(), revision)));
            if let Ok(book) = books.on(month) {
                let said = reports_of(household.reports_on(month));
                add_reports(&mut reports, district, book, &said);
            }
        }
        let (from, to) = (quarter.first(), quarter.last());
        let counts = replay.counted.counts(from, to);
        let indicators = district.indicators.iter();
        let indicators: Vec<_> = indicators.map(|i| counts.of_indicator(&i.id)).collect();
        let decided = adjustments_of(household.adjustments_of(quarter));
        let decided: Vec<Decided> = decided.iter().filter_map(Adjustment::decided).collect();
        Ok(Assessment::of(&QuarterInput {
            district,
            rule,
            peer_groups: &last.peer_groups,
            quarter,
            as_of: to,
            months: &months,
            counts: &counts,
            indicators: &indicators,
            reports: &reports,
            adjustments: &decided,
        }))
    }
}

fn places(
    district: &District,
    book: &Rulebook,
    month: Month,
    replay: &Replay,
) -> BTreeMap<UnitId, Before> {
    let figures = Figures {
        counts: &replay.counted.counts(month.first(), month.last()),
        reports: &reports_of(replay.household.reports_on(month)),
    };
    places_of(district, book, figures)
}

/// The units that differ.
fn differing(kept: &impl Placing, now: &impl Placing) -> Vec<String> {
    let units: Vec<String> = (changes(kept, now).iter())
        .filter(|change| change.changed())
        .map(|change| format!("按日志重算，{}", change.words()))
        .collect();
    let more = units.len().saturating_sub(NAMED);
    let mut out: Vec<String> = units.into_iter().take(NAMED).collect();
    if more > 0 {
        out.push(format!("另有 {more} 家单位和按日志重算的不一样"));
    }
    out
}

/// What differs, the units first.
fn differing_months(kept: &Ranking, now: &Ranking) -> Vec<String> {
    let units = differing(kept, now);
    if !units.is_empty() {
        return units;
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

/// The same of a quarter.
fn differing_quarters(kept: &Assessment, now: &Assessment) -> Vec<String> {
    let units = differing(kept, now);
    match units.is_empty() && kept != now {
        true => vec!["依据的月份、各项得分或加减分和按日志重算的不一样".to_owned()],
        false => units,
    }
}

impl Replay {
    /// What was excluded in a month, by day and number.
    fn excluded(&self, month: Month) -> Vec<ExcludedCase> {
        let mut out = Vec::new();
        for (no, (matter, _)) in &self.matters {
            let Some(exclusion) = &matter.exclusion else {
                continue;
            };
            let counted = self.counted.of(*no).iter();
            let excluded = counted
                .filter(|tally| tally.count == Count::Excluded && Month::of(tally.day) == month);
            out.extend(excluded.map(|tally| ExcludedCase {
                no: no.to_string(),
                unit: tally.unit.clone(),
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
