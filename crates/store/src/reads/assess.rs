//! Rankings: gathers what core computes them from; sums and rounds that bulletins share.

use super::figures::{COUNTED, figured};
use super::papers::Issued;
use crate::{Store, StoreError};
use banjie_core::assessment::bulletin::Standing;
use banjie_core::assessment::ranking::{ExcludedCase, Ranking, RankingInput};
use banjie_core::assessment::rulebook::{Rulebook, Rulebooks};
use banjie_core::assessment::scoring::Figures;
use banjie_core::assessment::standing::{Before, MonthPlaces, months_needed, places_of};
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counts, Figure, Month, Period};
use banjie_core::district::UnitId;
use banjie_core::matter::{Kind, Matter};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A paper as issued, with its values read back.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// State, revision, time.
    pub issued: Issued,
    /// The values.
    pub values: T,
}

/// What came before a month.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'a> {
    /// Places of the months before, the newest first.
    pub(super) places: &'a [MonthPlaces],
    /// The newest month for which a unit was interviewed.
    pub(super) talked: &'a BTreeMap<UnitId, Month>,
}

impl Store {
    /// The ranking of a month, computed now from its rollups up to the end of `as_of` (the month's
    /// last day, or a whole day before it).
    ///
    /// # Errors
    /// The database fails.
    pub async fn ranking(&self, month: Month, as_of: Date) -> Result<Ranking, StoreError> {
        let books = self.rulebooks().await?;
        let rulebook = books.on(month)?;
        let places = self.places_before(rulebook, &books, month).await?;
        let talked = self.talked(month, as_of).await?;
        let before = Earlier {
            places: &places,
            talked: &talked,
        };
        self.ranking_under(rulebook, before, month, as_of).await
    }

    /// The ranking of a month as `rulebook` gives it.
    pub(super) async fn ranking_under(
        &self,
        rulebook: &Rulebook,
        before: Earlier<'_>,
        month: Month,
        as_of: Date,
    ) -> Result<Ranking, StoreError> {
        let counts = self.counts(month.first(), as_of).await?;
        let reports = self.reports(month).await?;
        let excluded = self.excluded_in(month.first(), as_of).await?;
        Ok(Ranking::of(&RankingInput {
            district: &self.pack.district,
            rulebook,
            month,
            as_of,
            counts: &counts,
            reports: &reports,
            earlier: before.places,
            talked: before.talked,
            disputed: &self.disputed(Period::Month(month)).await?,
            excluded: &excluded,
        }))
    }

    /// The newest revision of a month's ranking at its step.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn issued_ranking(&self, month: Month) -> Result<Option<Kept<Ranking>>, StoreError> {
        let issued = self.paper("ranking", &month.to_string()).await?;
        issued.map(kept).transpose()
    }

    /// The newest published revision of a month's ranking, what the public sees.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn published_ranking(
        &self,
        month: Month,
    ) -> Result<Option<Kept<Ranking>>, StoreError> {
        let issued = self.published("ranking", &month.to_string()).await?;
        issued.map(kept).transpose()
    }

    /// The newest revision of a month's ranking whose figures can no longer change.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn sealed_ranking(&self, month: Month) -> Result<Option<Kept<Ranking>>, StoreError> {
        let all = self.revisions("ranking", &month.to_string()).await?;
        let last = all.into_iter().rev().find(Issued::is_final);
        last.map(kept).transpose()
    }

    /// The sums of a span of days for the assessment.
    ///
    /// # Errors
    /// The database fails.
    pub async fn counts(&self, from: Date, to: Date) -> Result<Counts, StoreError> {
        let mut counts = Counts::new(from, to);
        for sum in self.sums(from, to).await? {
            let (unit, kind, count, cases) = (sum.unit, sum.kind, sum.count, sum.cases);
            match sum.indicator.as_str() {
                "" => counts.add(unit, kind, count, cases),
                under => counts.add_under(under.into(), unit, kind, count, cases),
            }
        }
        Ok(counts)
    }

    /// The places of the months before, the newest first: as sealed, or as their figures give them.
    async fn places_before(
        &self,
        rulebook: &Rulebook,
        books: &Rulebooks,
        month: Month,
    ) -> Result<Vec<MonthPlaces>, StoreError> {
        let mut out = Vec::new();
        let mut month = month;
        for _ in 0..months_needed(&rulebook.open) {
            month = month.previous();
            let Ok(book) = books.on(month) else { break };
            let places = match self.sealed_ranking(month).await? {
                Some(sealed) => sealed.values.places(),
                None => self.computed_places(book, month).await?,
            };
            out.push(MonthPlaces {
                month,
                places,
                disputed: self.disputed(Period::Month(month)).await?,
            });
        }
        Ok(out)
    }

    /// The places of the months before, as one rulebook would have given them.
    pub(super) async fn places_under(
        &self,
        rulebook: &Rulebook,
        month: Month,
    ) -> Result<Vec<MonthPlaces>, StoreError> {
        let mut out = Vec::new();
        let mut month = month;
        for _ in 0..months_needed(&rulebook.open) {
            month = month.previous();
            out.push(MonthPlaces {
                month,
                places: self.computed_places(rulebook, month).await?,
                disputed: self.disputed(Period::Month(month)).await?,
            });
        }
        Ok(out)
    }

    async fn computed_places(
        &self,
        rulebook: &Rulebook,
        month: Month,
    ) -> Result<BTreeMap<UnitId, Before>, StoreError> {
        let counts = self.counts(month.first(), month.last()).await?;
        let reports = self.reports(month).await?;
        let figures = Figures {
            counts: &counts,
            reports: &reports,
        };
        Ok(places_of(&self.pack.district, rulebook, figures))
    }

    /// The rounds behind a figure, without their matters.
    pub(super) async fn standing(&self, figure: &Figure) -> Result<Vec<Standing>, StoreError> {
        let clause = figured(self.pack.district.code.as_str(), figure);
        let sql = format!(
            "select t.unit, t.kind, t.no, t.day, t.indicator from {COUNTED} where {} order by t.day, t.no, t.round",
            clause.sql
        );
        let mut tx = self.db.read_long().await?;
        let rows = tx.all(&sql, &clause.params).await?;
        rows.iter()
            .map(|row| {
                let kind = row.text("kind")?;
                let indicator = row.text("indicator")?;
                Ok(Standing {
                    unit: UnitId(row.text("unit")?.to_owned()),
                    kind: Kind::from_code(kind).ok_or_else(|| StoreError::damaged(kind))?,
                    no: row.text("no")?.to_owned(),
                    day: row.text("day")?.parse().map_err(StoreError::damaged)?,
                    indicator: (!indicator.is_empty()).then(|| indicator.into()),
                })
            })
            .collect()
    }

    /// What was excluded in a span of days, with the reasons.
    async fn excluded_in(&self, from: Date, to: Date) -> Result<Vec<ExcludedCase>, StoreError> {
        let figure = Figure {
            unit: None,
            kind: None,
            indicator: None,
            count: Count::Excluded,
            except: None,
            from,
            to,
        };
        let mut out = Vec::new();
        for standing in self.standing(&figure).await? {
            let no = standing.no.parse().map_err(StoreError::damaged)?;
            let mut tx = self.db.read().await?;
            let events = self.ground().events(&mut tx, no).await?;
            drop(tx);
            let matter = Matter::fold(events.iter().map(|e| (&e.event, &e.by, e.at)));
            let exclusion = matter.and_then(|m| m.exclusion);
            out.push(ExcludedCase {
                no: standing.no,
                unit: standing.unit,
                day: standing.day,
                reason: exclusion.map(|e| e.reason).unwrap_or_default(),
            });
        }
        Ok(out)
    }
}

pub(super) fn kept<T: serde::de::DeserializeOwned>(issued: Issued) -> Result<Kept<T>, StoreError> {
    let values = serde_json::from_str(&issued.body).map_err(StoreError::damaged)?;
    Ok(Kept { issued, values })
}
