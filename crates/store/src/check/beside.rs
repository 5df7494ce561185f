//! What lies beside the journal and is still bound to it: who sees a matter as a supporting unit,
//! contacts, accounts, tokens, issued papers, the counter of numbers, and the files on disk.

use super::Replay;
use crate::applications::{SIGNATURE, seal};
use crate::log::Numbers;
use crate::reads::sample_events;
use crate::record::{Kept, Record};
use crate::{Contact, Store, StoreError, params};
use banjie_core::assessment::callback::SampleEvent;
use banjie_core::assessment::quarterly::adjustment::AdjustmentEvent;
use banjie_core::assessment::report::ReportEvent;
use banjie_core::assessment::{Month, Quarter, Week};
use banjie_core::district::Named;
use banjie_core::matter::{By, Detail, Matter, MatterNo};
use banjie_core::moment::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// What the records of the log say of accounts and tokens, in the order they were written.
#[derive(Default)]
pub(super) struct Household {
    /// User name → name, unit and roles as in the last record.
    people: BTreeMap<String, (String, String, String)>,
    /// Person, label and scope of every token made and not ended.
    tokens: Vec<(String, String, String)>,
    /// Stream and revision of every paper → its last record.
    papers: BTreeMap<(String, u32), Record>,
    /// Topic and stream of every record that is found by its topic.
    streams: BTreeSet<(String, String)>,
    /// What was reported, verified or returned, by month.
    reports: BTreeMap<Month, Vec<Kept>>,
    /// Marks judged, samples drawn, enterprises called, by month.
    pub(super) samples: BTreeMap<Month, Vec<Kept>>,
    /// What units handed in and 区营商办 changed, by week.
    weeks: BTreeMap<Week, Vec<Kept>>,
    /// What was added to and taken off a quarter.
    adjustments: BTreeMap<Quarter, Vec<Kept>>,
    /// Versions of the assessment method submitted, adopted, sent back.
    pub(super) rulebooks: Vec<Kept>,
}

impl Household {
    /// Takes in a record of a stream that is no matter.
    pub(super) fn take(&mut self, stream: String, kept: Kept) {
        if let Some(topic) = kept.record.topic() {
            self.streams.insert((topic, stream));
        }
        match &kept.record {
            Record::ReportMoved { month, .. } => {
                self.reports.entry(*month).or_default().push(kept);
                return;
            }
            Record::WeekNoted { week, .. } | Record::BulletinEdited { week, .. } => {
                self.weeks.entry(*week).or_default().push(kept);
                return;
            }
            Record::AssessmentAdjusted { quarter, .. } => {
                self.adjustments.entry(*quarter).or_default().push(kept);
                return;
            }
            Record::RulebookMoved { .. } => {
                self.rulebooks.push(kept);
                return;
            }
            Record::SampleMoved { month, .. } => {
                self.samples.entry(*month).or_default().push(kept);
                return;
            }
            _ => {}
        }
        match kept.record {
            Record::PersonAdded {
                person,
                name,
                unit,
                roles,
            } => {
                self.people.insert(person, (name, unit, roles.join(" ")));
            }
            Record::TokenMade {
                person,
                label,
                scope,
            } => self.tokens.push((person, label, scope)),
            Record::TokenEnded { person, label } => {
                let ended = (self.tokens.iter()).position(|t| t.0 == person && t.1 == label);
                if let Some(ended) = ended {
                    self.tokens.remove(ended);
                }
            }
            record @ (Record::BulletinIssued { revision, .. }
            | Record::RankingMoved { revision, .. }
            | Record::AssessmentMoved { revision, .. }) => {
                self.papers.insert((record.stream(), revision), record);
            }
            _ => {}
        }
    }

    /// The hand-ins and changes of a week, in the order they were written.
    pub(super) fn week(&self, week: Week) -> Vec<Kept> {
        self.weeks.get(&week).cloned().unwrap_or_default()
    }

    /// What happened to the sample of a month so far.
    pub(super) fn sample(&self, month: Month) -> impl Iterator<Item = (&SampleEvent, &By, Moment)> {
        let kept = self.samples.get(&month).map_or(&[][..], Vec::as_slice);
        sample_events(kept)
    }

    /// The records of the reports on a month, in the order they were written.
    pub(super) fn reports_on(&self, month: Month) -> Vec<Kept> {
        self.reports.get(&month).cloned().unwrap_or_default()
    }

    /// The records of the adjustments to a quarter, in the order they were written.
    pub(super) fn adjustments_of(&self, quarter: Quarter) -> &[Kept] {
        self.adjustments.get(&quarter).map_or(&[], Vec::as_slice)
    }

    /// The files that adjustments and reports rest on, each with what it belongs to and its name.
    fn evidence(&self) -> impl Iterator<Item = (String, String, String)> {
        let records = self.adjustments.values().chain(self.reports.values());
        (records.flatten())
            .filter_map(|kept| match &kept.record {
                Record::ReportMoved {
                    month,
                    measure,
                    unit,
                    what: ReportEvent::Made { grounds, .. },
                } => Some((format!("{month} {measure} {unit}的报送"), grounds)),
                Record::AssessmentAdjusted {
                    quarter,
                    number,
                    what: AdjustmentEvent::Proposed(proposal),
                } => Some((format!("{quarter} 加减分第{number}条"), &proposal.grounds)),
                _ => None,
            })
            .flat_map(|(of, grounds)| {
                let files = grounds.files.iter();
                files.map(move |file| (file.hash.clone(), of.clone(), file.name.clone()))
            })
    }
}

impl Replay {
    /// Of every matter, its number with each of these.
    fn each(&self, of: impl Fn(&Matter) -> Vec<String>) -> BTreeSet<(String, String)> {
        let pairs = self.matters.iter().flat_map(|(no, (matter, _))| {
            let no = no.to_string();
            of(matter).into_iter().map(move |what| (no.clone(), what))
        });
        pairs.collect()
    }
}

impl Store {
    /// Compares all of it with the replayed log.
    ///
    /// # Errors
    /// The database or the disk fails; what does not fit goes into `faults`.
    pub(super) async fn compare_beside(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        self.compare_supports(replay, faults).await?;
        self.compare_named(replay, faults).await?;
        self.compare_contacts(replay, faults).await?;
        self.compare_speakers(replay, faults).await?;
        self.compare_forms(replay, faults).await?;
        self.compare_people(&replay.household, faults).await?;
        self.compare_tokens(&replay.household, faults).await?;
        self.compare_streams(&replay.household, faults).await?;
        self.compare_numbers(replay, faults).await?;
        self.compare_papers(&replay.household, faults).await?;
        self.compare_files(replay, faults).await
    }

    async fn rows(&self, sql: &str) -> Result<Vec<crate::db::Row>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let district = params![self.pack.district.code.as_str()];
        Ok(tx.all(sql, &district).await?)
    }

    async fn compare_supports(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let wanted = replay.each(|matter| matter.support.iter().map(ToString::to_string).collect());
        let sql = "select no, unit as what from supports where district = $1";
        self.compare_pairs("配合单位", wanted, sql, faults).await
    }

    /// Who may know of a matter that is not for everybody.
    async fn compare_named(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let wanted = replay.each(|matter| matter.named.iter().map(Named::token).collect());
        let sql = "select no, who as what from named where district = $1";
        self.compare_pairs("列名的", wanted, sql, faults).await
    }

    /// Numbers of matters, each with what belongs to it and is called `word`.
    async fn compare_pairs(
        &self,
        word: &str,
        mut wanted: BTreeSet<(String, String)>,
        sql: &str,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        for row in self.rows(sql).await? {
            let found = (row.text("no")?.to_owned(), row.text("what")?.to_owned());
            if !wanted.remove(&found) {
                faults.push(format!("办件 {}：{word}“{}”在日志里没有", found.0, found.1));
            }
        }
        let missing = wanted.iter();
        faults.extend(missing.map(|(no, what)| format!("办件 {no}：缺{word}“{what}”")));
        Ok(())
    }

    /// A contact may be gone, its purpose having ended; one that is there is the one that was given.
    async fn compare_contacts(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let rows = self.rows("select no, name, phone, salt from contacts where district = $1");
        for row in rows.await? {
            let no = row.text("no")?;
            let contact = Contact::read(&row)?;
            let matter = no.parse::<MatterNo>().ok();
            let given = match matter.and_then(|no| replay.matters.get(&no)) {
                Some((matter, _)) => match &matter.detail {
                    Detail::Appeal(appeal) => appeal.contact.clone(),
                    Detail::Application(application) => application.new.contact.clone(),
                    Detail::Review(review) => {
                        let rated = review.rated.as_ref();
                        rated.and_then(|r| r.rating.contact.clone())
                    }
                    _ => None,
                },
                None => None,
            };
            if given != Some(contact.seal()) {
                faults.push(format!("办件 {no}：联系人和提交时留下的不是同一个"));
            }
        }
        Ok(())
    }

    /// Who spoke at a window may be gone, too; whoever is there is the one who was written down.
    async fn compare_speakers(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let rows = self.rows("select no, name, phone, salt from speakers where district = $1");
        for row in rows.await? {
            let no = row.text("no")?;
            let speaker = Contact::read(&row)?;
            let matter = no.parse::<MatterNo>().ok();
            let known = match matter.and_then(|no| replay.matters.get(&no)) {
                Some((matter, _)) => match &matter.detail {
                    Detail::Commitment(c) => c.speakers.contains(&speaker.seal()),
                    _ => false,
                },
                None => false,
            };
            if !known {
                faults.push(format!("办件 {no}：代录的人和当时登记的不是同一个"));
            }
        }
        Ok(())
    }

    /// Filled forms and letters may be gone; one that is there is the one that was handed in.
    async fn compare_forms(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        for (table, what, word) in [("forms", "form", "填的表"), ("letters", "letter", "承诺书")]
        {
            let sql = format!("select no, body, salt from {table} where district = $1");
            for row in self.rows(&sql).await? {
                let no = row.text("no")?;
                let matter = no.parse::<MatterNo>().ok();
                let matter = matter.and_then(|no| replay.matters.get(&no));
                let detail = matter.map(|(matter, _)| &matter.detail);
                let what = match detail {
                    Some(Detail::Item(_)) => SIGNATURE,
                    _ => what,
                };
                let found = seal(row.text("salt")?, what, row.text("body")?);
                let given = match detail {
                    // A paper signature under a promise, kept until the item is decided.
                    Some(Detail::Item(item)) => {
                        item.new.promise.as_ref().and_then(|p| p.signature.as_ref())
                    }
                    Some(Detail::Application(application)) => application.new.form.as_ref(),
                    Some(Detail::Commitment(commitment)) => commitment.new.letter.as_ref(),
                    _ => None,
                };
                if given != Some(&found) {
                    faults.push(format!("办件 {no}：{word}和当时留下的不是同一份"));
                }
            }
        }
        Ok(())
    }

    async fn compare_people(
        &self,
        household: &Household,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut wanted = household.people.clone();
        let rows = self.rows("select person, name, unit, roles from people where district = $1");
        for row in rows.await? {
            let person = row.text("person")?;
            let found = (
                row.text("name")?.to_owned(),
                row.text("unit")?.to_owned(),
                row.text("roles")?.to_owned(),
            );
            match wanted.remove(person) {
                None => faults.push(format!("账号 {person}：日志里没有这个账号")),
                Some(said) if said != found => {
                    faults.push(format!("账号 {person}：姓名、单位或角色和日志里的不一样"));
                }
                Some(_) => {}
            }
        }
        faults.extend(wanted.keys().map(|p| format!("账号 {p}：缺这个账号")));
        Ok(())
    }

    async fn compare_tokens(
        &self,
        household: &Household,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut wanted = household.tokens.clone();
        let rows = self.rows("select person, label, scope from tokens where district = $1");
        for row in rows.await? {
            let found = (
                row.text("person")?.to_owned(),
                row.text("label")?.to_owned(),
                row.text("scope")?.to_owned(),
            );
            match wanted.iter().position(|t| *t == found) {
                Some(place) => drop(wanted.swap_remove(place)),
                None => faults.push(format!(
                    "{} 的接口令牌“{}”：日志里没有这样一个令牌",
                    found.0, found.1
                )),
            }
        }
        let missing = wanted.iter();
        faults.extend(missing.map(|t| format!("{} 的接口令牌“{}”：缺这一个", t.0, t.1)));
        Ok(())
    }

    async fn compare_streams(
        &self,
        household: &Household,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut wanted = household.streams.clone();
        let rows = self.rows("select topic, stream from streams where district = $1");
        for row in rows.await? {
            let (topic, stream) = (
                row.text("topic")?.to_owned(),
                row.text("stream")?.to_owned(),
            );
            let found = (topic, stream);
            if !wanted.remove(&found) {
                faults.push(format!("{} 名下的“{}”：日志里没有", found.0, found.1));
            }
        }
        let missing = wanted.iter();
        faults.extend(missing.map(|(topic, stream)| format!("{topic} 名下缺“{stream}”")));
        Ok(())
    }

    /// The counter never stands behind the highest number given.
    async fn compare_numbers(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut highest: BTreeMap<i16, (u32, MatterNo)> = BTreeMap::new();
        for no in replay.matters.keys() {
            // `BJ-2026-004512-K`, ascending within a year.
            let text = no.to_string();
            let mut parts = text.split('-').skip(1);
            let year = parts.next().and_then(|part| part.parse().ok());
            let serial = parts.next().and_then(|part| part.parse().ok());
            if let (Some(year), Some(serial)) = (year, serial) {
                highest.insert(year, (serial, *no));
            }
        }
        let rows = self.rows("select numbers from logs where district = $1");
        let mut kept = Numbers::default();
        for row in rows.await? {
            kept = serde_json::from_str(row.text("numbers")?).map_err(StoreError::damaged)?;
        }
        for (year, (serial, no)) in highest {
            let last = kept.0.get(&year).copied().unwrap_or(0);
            if last < serial {
                faults.push(format!(
                    "编号：{year} 年的计数停在 {last}，而 {no} 已经发出"
                ));
            }
        }
        Ok(())
    }

    /// Every revision of every paper still has the values whose digest its last record names.
    async fn compare_papers(
        &self,
        household: &Household,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut wanted = household.papers.clone();
        for paper in self.all_papers().await? {
            let record = paper.record();
            let found = wanted.remove(&(record.stream(), paper.revision));
            if found.as_ref() != Some(&record) {
                faults.push(format!(
                    "{} 第{}版：内容和日志里封存的摘要不一样",
                    record.stream(),
                    paper.revision
                ));
            }
        }
        let missing = wanted.keys();
        faults
            .extend(missing.map(|(stream, revision)| format!("{stream} 第{revision}版：缺这一版")));
        Ok(())
    }

    /// Every file of a matter or adjustment lies on disk as it was handed in.
    async fn compare_files(
        &self,
        replay: &Replay,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let mut wanted: BTreeMap<String, (String, String)> = BTreeMap::new();
        for (hash, of, name) in replay.household.evidence() {
            wanted.insert(hash, (of, name));
        }
        for (no, (matter, _)) in &replay.matters {
            for file in &matter.attachments {
                wanted.insert(file.hash.clone(), (format!("办件 {no}"), file.name.clone()));
            }
        }
        let files = self.files().clone();
        // Reading and hashing gigabytes is no work for the thread that serves.
        let read = tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            for (hash, (of, name)) in wanted {
                match files.read(&hash) {
                    Ok(Some(_)) => {}
                    Ok(None) => found.push(format!("{of}：材料“{name}”（{hash}）不见了")),
                    Err(StoreError::Damaged(_)) => {
                        found.push(format!("{of}：材料“{name}”（{hash}）被换过"));
                    }
                    Err(other) => return Err(other),
                }
            }
            Ok(found)
        });
        let found = read.await.map_err(StoreError::damaged)?;
        faults.extend(found?);
        Ok(())
    }
}
