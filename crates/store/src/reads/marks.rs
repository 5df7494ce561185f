//! 异常线索: what detectors find in a month, computed from the journal, and what is known of its
//! sample of call-backs.

use super::AT_ONCE;
use super::courses::{EACH_LINE, courses, folded};
use crate::db::{Tx, Value, placeholders};
use crate::log::frontier;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError, int, params};
use banjie_core::assessment::Month;
use banjie_core::assessment::callback::{SampleEvent, Sampling};
use banjie_core::assessment::detectors::{Field, Mark, Praise, Thresholds, marks};
use banjie_core::assessment::frame::looked_at_since;
use banjie_core::assessment::history::History;
use banjie_core::matter::{By, Refusal};
use banjie_core::moment::Moment;
use std::collections::BTreeMap;

/// From this level on a review is praise.
pub(crate) const GOOD: i64 = 4;

impl Store {
    /// What detectors find in a month, computed from the journal.
    ///
    /// # Errors
    /// The database fails; a threshold is missing from the rules.
    pub async fn marks(&self, month: Month) -> Result<Vec<Mark>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let ground = self.ground();
        let histories = ground.histories(&mut tx, month).await?;
        ground.marks(&mut tx, month, &histories).await
    }

    /// What is known of the sample of a month.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sampling(&self, month: Month) -> Result<Sampling, StoreError> {
        let mut tx = self.db.read().await?;
        self.ground().sampling(&mut tx, month).await
    }
}

/// The histories of a month as they stood when the log had a size. Reading them takes long in a large
/// district, so a job is given them and reads again only what was written since.
pub(crate) struct Looked {
    size: u64,
    histories: BTreeMap<String, History>,
}

impl Ground {
    /// Reads the histories of a month for a job to come.
    pub(crate) async fn look(&self, tx: &mut Tx, month: Month) -> Result<Looked, StoreError> {
        Ok(Looked {
            size: frontier(tx, &self.district).await?.size(),
            histories: self.histories_among(tx, month, None).await?,
        })
    }

    /// The histories of a month as they stand now, by number, given what was read of them before.
    pub(crate) async fn look_again(
        &self,
        tx: &mut Tx,
        month: Month,
        looked: Option<Looked>,
    ) -> Result<Vec<History>, StoreError> {
        let Some(Looked {
            size,
            mut histories,
        }) = looked
        else {
            return self.histories(tx, month).await;
        };
        let rows = tx
            .all(
                "select distinct stream from journal where district = $1 and seq > $2",
                &params![self.district.as_str(), int(size)],
            )
            .await?;
        let streams = rows.iter().map(|row| Ok(row.text("stream")?.to_owned()));
        let streams = streams.collect::<Result<Vec<_>, StoreError>>()?;
        for some in streams.chunks(AT_ONCE) {
            for stream in some {
                histories.remove(stream);
            }
            histories.extend(self.histories_among(tx, month, Some(some)).await?);
        }
        Ok(histories.into_values().collect())
    }

    /// The matters that are looked at with a month, each with its events, by number: those of core's
    /// [`is_looked_at`](banjie_core::assessment::frame::is_looked_at).
    pub(crate) async fn histories(
        &self,
        tx: &mut Tx,
        month: Month,
    ) -> Result<Vec<History>, StoreError> {
        let all = self.histories_among(tx, month, None).await?;
        Ok(all.into_values().collect())
    }

    /// The same of all matters or of those of some streams only.
    async fn histories_among(
        &self,
        tx: &mut Tx,
        month: Month,
        streams: Option<&[String]>,
    ) -> Result<BTreeMap<String, History>, StoreError> {
        let mut params = params![
            self.district.as_str(),
            month.last().to_string(),
            Moment::start_of(looked_at_since(month)).ms()
        ]
        .to_vec();
        let among = streams.map_or_else(String::new, |streams| {
            let first = params.len() + 1;
            params.extend(streams.iter().map(|stream| Value::from(stream.as_str())));
            format!("and m.no in ({})", placeholders(first, streams.len()))
        });
        let sql = format!(
            "select j.stream as no, j.line as line from {EACH_LINE} and m.district = $1
               and m.sealed = 0 and m.kind <> 'review'
               and m.opened_day <= $2 and (m.ended_ms is null or m.ended_ms >= $3) {among}
             order by m.opened_day, m.no, j.version"
        );
        let courses = courses(tx, &sql, &params).await?;
        let histories = courses.into_iter().map(|(no, course)| {
            let history = History {
                matter: folded(&no, &course)?,
                events: course.into_iter().map(|e| (e.event, e.by, e.at)).collect(),
            };
            Ok((no, history))
        });
        histories.collect()
    }

    /// What detectors find in these.
    pub(crate) async fn marks(
        &self,
        tx: &mut Tx,
        month: Month,
        histories: &[History],
    ) -> Result<Vec<Mark>, StoreError> {
        let law = self.law();
        let thresholds = Thresholds::of(&law, month.last()).map_err(Refusal::Rule)?;
        let praise = self.praise(tx, month).await?;
        Ok(marks(&Field {
            law,
            month,
            thresholds,
            histories,
            praise: &praise,
        }))
    }

    /// Good reviews of a month with what stands for the place they were sent from.
    async fn praise(&self, tx: &mut Tx, month: Month) -> Result<Vec<Praise>, StoreError> {
        let rows = tx
            .all(
                "select coalesce(r.about, r.no) as no, m.lead as unit, r.day as day,
                   r.network as place
                 from reviews r join matters m on m.district = r.district and m.no = r.no
                 where r.district = $1 and r.day >= $2 and r.day <= $3 and r.level >= $4
                   and r.network is not null and m.excluded = 0
                 order by r.no",
                &params![
                    self.district.as_str(),
                    month.first().to_string(),
                    month.last().to_string(),
                    GOOD
                ],
            )
            .await?;
        let praise = rows.iter().map(|row| {
            Ok(Praise {
                no: row.text("no")?.parse().map_err(StoreError::damaged)?,
                unit: row.text("unit")?.into(),
                day: row.text("day")?.parse().map_err(StoreError::damaged)?,
                place: row.text("place")?.to_owned(),
            })
        });
        praise.collect()
    }

    /// What is known of the sample of a month, inside a job or a read.
    pub(crate) async fn sampling(&self, tx: &mut Tx, month: Month) -> Result<Sampling, StoreError> {
        let kept = self.stream(tx, &format!("sample/{month}")).await?;
        Ok(Sampling::fold(month, sample_events(&kept)))
    }
}

/// What records say of a sample, for folding.
pub(crate) fn sample_events(kept: &[Kept]) -> impl Iterator<Item = (&SampleEvent, &By, Moment)> {
    kept.iter()
        .filter_map(|Kept { at, by, record }| match record {
            Record::SampleMoved { what, .. } => Some((what, by, *at)),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{both, district};
    use crate::{Ask, Written};
    use banjie_core::matter::{Act, Actor, Channel, Command, Enterprise, NewAppeal};
    use jiff::civil::date;

    fn ask(day: i8, month: i8) -> Ask {
        let at = Moment::local(date(2025, month, day).at(10, 0, 0, 0));
        let by = Actor::Enterprise;
        Ask {
            act: Act { at, by },
            key: None,
        }
    }

    async fn open(store: &Store, title: &str, when: Ask) -> Written {
        let appeal = NewAppeal {
            title: title.to_owned(),
            text: "申报材料交了两个月没有结果。".to_owned(),
            enterprise: Enterprise {
                code: None,
                name: "宏远达建筑装饰有限公司".to_owned(),
            },
            topic: None,
            township: None,
            since: None,
            channel: Channel::Portal,
            contact: None,
            files: Vec::new(),
            external: None,
            parent: None,
        };
        store.open_appeal(appeal, None, None, when).await.unwrap()
    }

    /// What a job was given is brought up to what stands under its lock: changed, new, and nothing that
    /// the month does not look at.
    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_written_since_is_read_again() {
        both(async |db| {
            let start = Moment::local(date(2025, 1, 2).at(8, 0, 0, 0));
            let store = district(&db, "looked", start).await;
            let (ground, month) = (store.ground(), "2025-11".parse().unwrap());
            let first = open(&store, "一直没动", ask(3, 11)).await;
            let second = open(&store, "随后补充", ask(4, 11)).await;
            let looked = {
                let mut tx = store.db.read().await.unwrap();
                ground.look(&mut tx, month).await.unwrap()
            };
            let more = Command::Comment {
                words: "补充：窗口让再等。".to_owned(),
                public: true,
            };
            let then = store.command(second.no, 1, more, ask(5, 11)).await.unwrap();
            let third = open(&store, "后来的", ask(6, 11)).await;
            open(&store, "下个月的", ask(1, 12)).await;

            let mut tx = store.db.read().await.unwrap();
            let now = ground.look_again(&mut tx, month, Some(looked)).await;
            let now = now.unwrap();
            let seen: Vec<_> = (now.iter())
                .map(|history| (history.matter.no, history.events.len()))
                .collect();
            assert_eq!(then.version, 2);
            assert_eq!(seen, [(first.no, 1), (second.no, 2), (third.no, 1)]);
            // As a job that was given nothing reads them.
            let anew = ground.look_again(&mut tx, month, None).await.unwrap();
            assert_eq!(format!("{now:?}"), format!("{anew:?}"));
        })
        .await;
    }
}
