//! Versions of the assessment method: those of the pack, those adopted since, those that wait; and
//! drafts tried on history. A version's state is the fold of its records.

use super::assess::Earlier;
use crate::db::WriteTx;
use crate::log::Log;
use crate::record::{Kept, Record};
use crate::write::Ground;
use crate::{Store, StoreError};
use banjie_core::assessment::Month;
use banjie_core::assessment::adoption::{
    AdoptionLaw, AdoptionRefusal, Proposal, RulebookCommand, Standing, decide,
};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::rulebook::{Rulebook, Rulebooks};
use banjie_core::assessment::standing::MonthPlaces;
use banjie_core::assessment::trial::{MonthRange, Trial, TrialMonth};
use banjie_core::district::UnitId;
use banjie_core::matter::Act;
use std::collections::{BTreeMap, BTreeSet};

/// The topic under which all versions are found.
const TOPIC: &str = "rulebook";

impl Store {
    /// The versions of the assessment method in force and to come: those of the pack and those
    /// adopted since.
    ///
    /// # Errors
    /// The database fails.
    pub async fn rulebooks(&self) -> Result<Rulebooks, StoreError> {
        Ok(rulebooks_of(&self.pack.rulebooks, self.topic(TOPIC).await?))
    }

    /// Every version that was ever submitted, the newest submission first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn proposals(&self) -> Result<Vec<Proposal>, StoreError> {
        let mut proposals = proposals(self.topic(TOPIC).await?);
        proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.submitted.1));
        Ok(proposals)
    }

    /// Submits a version, takes it back, adopts it or sends it back.
    ///
    /// # Errors
    /// The inner refusal says why nothing changes; the outer that the database fails.
    pub async fn move_rulebook(
        &self,
        version: &str,
        command: RulebookCommand,
        act: Act,
    ) -> Result<Result<(), AdoptionRefusal>, StoreError> {
        let asked = Asked {
            ground: self.ground(),
            version: version.to_owned(),
            command,
            act,
        };
        self.db
            .write(asked, |tx, asked| Box::pin(moved(tx, asked)))
            .await
    }

    /// A draft tried on months that are over: each as it was sealed, or would be ranked now, beside
    /// the draft. Earlier places, too, are those the draft would have given; an interview is taken
    /// to follow each proposal.
    ///
    /// # Errors
    /// The database fails; a month has no version in force.
    pub async fn try_rulebook(
        &self,
        draft: &Rulebook,
        range: MonthRange,
    ) -> Result<Trial, StoreError> {
        let mut earlier = self.places_under(draft, range.first).await?;
        let mut talked: BTreeMap<UnitId, Month> = BTreeMap::new();
        let mut months = Vec::new();
        for month in range.months() {
            let now = match self.sealed_ranking(month).await? {
                Some(sealed) => sealed.values,
                None => self.ranking(month, month.last()).await?,
            };
            let before = Earlier {
                places: &earlier,
                talked: &talked,
            };
            let tried = self
                .ranking_under(draft, before, month, month.last())
                .await?;
            let proposed: Vec<UnitId> = (tried.last_in_a_row())
                .map(|row| row.score.unit.clone())
                .collect();
            talked.extend(proposed.into_iter().map(|unit| (unit, month)));
            months.push(TrialMonth::of(&now, &tried));
            earlier.insert(0, places(month, &tried));
        }
        Ok(Trial {
            version: draft.version.clone(),
            months,
        })
    }
}

fn places(month: Month, ranking: &Ranking) -> MonthPlaces {
    MonthPlaces {
        month,
        places: ranking.places(),
        disputed: BTreeSet::new(),
    }
}

/// The proposals of all streams, in the order of their versions.
fn proposals(kept: Vec<Kept>) -> Vec<Proposal> {
    let mut streams: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    for kept in kept {
        if let Record::RulebookMoved { version, .. } = &kept.record {
            streams.entry(version.clone()).or_default().push(kept);
        }
    }
    streams.values().filter_map(|course| fold(course)).collect()
}

fn fold(course: &[Kept]) -> Option<Proposal> {
    let events = course.iter().filter_map(|kept| match &kept.record {
        Record::RulebookMoved { what, .. } => Some((what, &kept.by, kept.at)),
        _ => None,
    });
    Proposal::fold(events)
}

/// The pack's versions and those that these records adopted.
pub(crate) fn rulebooks_of(books: &Rulebooks, records: Vec<Kept>) -> Rulebooks {
    with_adopted(books, proposals(records))
}

/// Of two versions with one first day, the later adopted holds.
fn with_adopted(books: &Rulebooks, mut proposals: Vec<Proposal>) -> Rulebooks {
    let adopted = |proposal: &Proposal| match proposal.standing {
        Standing::Adopted(_, at) => Some(at),
        _ => None,
    };
    proposals.retain(|proposal| adopted(proposal).is_some());
    proposals.sort_by_key(|proposal| adopted(proposal));
    books.with(proposals.into_iter().map(|proposal| proposal.rulebook))
}

struct Asked {
    ground: Ground,
    version: String,
    command: RulebookCommand,
    act: Act,
}

/// Decides on what stands under the lock and appends the event.
async fn moved(tx: &mut WriteTx, asked: &Asked) -> Result<Result<(), AdoptionRefusal>, StoreError> {
    let ground = &asked.ground;
    let mut log = Log::lock(tx, &ground.district).await?;
    let all = ground.topic(tx, TOPIC).await?;
    let books = rulebooks_of(&ground.pack.rulebooks, all);
    let now = fold(
        &ground
            .stream(tx, &format!("rulebook/{}", asked.version))
            .await?,
    );
    let law = AdoptionLaw {
        books: &books,
        forbidden: &ground.pack.forbidden,
    };
    let (command, act) = (asked.command.clone(), &asked.act);
    let version = &asked.version;
    let what = match decide(law, version, now.as_ref(), command, &act.by, act.at.date()) {
        Ok(what) => what,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let record = Record::RulebookMoved {
        version: version.clone(),
        what,
    };
    ground.record(tx, &mut log, &record, act).await?;
    log.keep(tx).await?;
    Ok(Ok(()))
}
