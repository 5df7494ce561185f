//! Drawn samples proved while the log is replayed: the frame that was recorded is the one that the log
//! before that line gives, matter by matter, with the marks that detectors find in it and the seed that
//! is its root; and what was drawn is what this frame gives.
//!
//! Thresholds and shares are those that the rules hold today for that month: they lie in the pack, not in
//! the log. Matters asked for after the draw are not computed anew; each stands in the log with its
//! reason.

use super::Replay;
use super::lines::{Line, Said};
use crate::course::Happened;
use crate::reads::{GOOD, courses};
use crate::record::Record;
use crate::{Store, StoreError, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{SampleEvent, Sampling};
use banjie_core::assessment::detectors::{Field, Praise, Thresholds, marks};
use banjie_core::assessment::frame::{is_looked_at, seed};
use banjie_core::assessment::history::History;
use banjie_core::assessment::reviews::ReviewRow;
use banjie_core::assessment::sample::draw;
use banjie_core::matter::MatterNo;
use std::collections::BTreeMap;

/// What is written of a sample.
pub(super) const SAMPLE_MOVED: &str = "sample.moved/1";
/// The most differences named for one draw.
const NAMED: usize = 3;
/// Streams read in one statement.
const STREAMS: usize = 200;

impl Store {
    /// Called for each line before it is replayed: what of a sample drawn by it does not follow from the
    /// log up to here, in words.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn redrawn(
        &self,
        line: &Line,
        replay: &Replay,
    ) -> Result<Vec<String>, StoreError> {
        let (Said::Beside { kept, .. }, Some(root)) = (&line.said, line.root) else {
            return Ok(Vec::new());
        };
        let Some(Record::SampleMoved {
            month,
            what: SampleEvent::Drawn { frame, drawn, .. },
        }) = kept.as_ref().map(|kept| &kept.record)
        else {
            return Ok(Vec::new());
        };
        let month = *month;
        let told = |what: &str| format!("{}的回访样本：{what}", month.words());
        if draw(frame) != *drawn {
            return Ok(vec![told("抽到的和抽样框、种子对不上")]);
        }
        let law = self.pack.law();
        let histories = self.histories_before(replay, month, line.seq).await?;
        let thresholds = match Thresholds::of(&law, month.last()) {
            Ok(thresholds) => thresholds,
            Err(why) => return Ok(vec![told(&why.to_string())]),
        };
        let found = marks(&Field {
            law,
            month,
            thresholds,
            histories: &histories,
            praise: &replay.praise(month),
        });
        let events = replay.household.sample(month);
        let sampling = Sampling::fold(month, events);
        let seed = seed(law.district, month, &root);
        let now = match sampling.frame(&histories, &found, seed, &law) {
            Ok(now) => now,
            Err(why) => return Ok(vec![told(&why.to_string())]),
        };
        let all = now.differences(frame);
        let named = all.iter().take(NAMED);
        let mut out: Vec<String> = named
            .map(|what| told(&format!("抽样框和按日志重算的不一样，{what}")))
            .collect();
        if let Some(more) = all.len().checked_sub(NAMED).filter(|more| *more > 0) {
            out.push(told(&format!("抽样框另有 {more} 处和按日志重算的不一样")));
        }
        Ok(out)
    }

    /// The matters looked at with a month, as the lines before `seq` make them, by number.
    async fn histories_before(
        &self,
        replay: &Replay,
        month: Month,
        seq: i64,
    ) -> Result<Vec<History>, StoreError> {
        let all = replay.matters.values().map(|(matter, _)| matter);
        let looked_at: Vec<MatterNo> = all
            .filter(|matter| is_looked_at(matter, month))
            .map(|matter| matter.no)
            .collect();
        let courses = self.courses_before(&looked_at, seq).await?;
        let histories = courses.into_iter().filter_map(|(no, events)| {
            let (matter, _) = replay.matters.get(&no.parse().ok()?)?;
            let events = events.into_iter().map(|e| (e.event, e.by, e.at));
            Some(History {
                matter: matter.clone(),
                events: events.collect(),
            })
        });
        Ok(histories.collect())
    }

    /// What happened to these matters in the lines before `seq`, by number.
    async fn courses_before(
        &self,
        numbers: &[MatterNo],
        seq: i64,
    ) -> Result<BTreeMap<String, Vec<Happened>>, StoreError> {
        let mut out = BTreeMap::new();
        let mut tx = self.db.read_long().await?;
        for some in numbers.chunks(STREAMS) {
            let mut params = params![self.pack.district.code.as_str(), seq].to_vec();
            let marks: Vec<String> = (some.iter())
                .map(|no| {
                    params.push(no.to_string().into());
                    format!("${}", params.len())
                })
                .collect();
            let sql = format!(
                "select stream, line from journal where district = $1 and seq < $2
                   and stream in ({}) order by stream, version",
                marks.join(", ")
            );
            out.append(&mut courses(&mut tx, &sql, &params).await?);
        }
        Ok(out)
    }
}

impl Replay {
    /// Good reviews of a month with what stands for the place they were sent from.
    fn praise(&self, month: Month) -> Vec<Praise> {
        let all = self.matters.values().map(|(matter, _)| matter);
        all.filter(|matter| matter.exclusion.is_none())
            .filter_map(|matter| {
                let row = ReviewRow::of(matter)?;
                let day = row.day.filter(|day| Month::of(*day) == month)?;
                let good = row.level.is_some_and(|level| i64::from(level) >= GOOD);
                Some(Praise {
                    no: row.about.unwrap_or(row.no),
                    unit: matter.lead.clone(),
                    day,
                    place: row.network.filter(|_| good)?,
                })
            })
            .collect()
    }
}
