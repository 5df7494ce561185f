//! Quarterly assessments: what they are computed from, and what was kept of them.

use super::assess::{Kept, kept};
use super::papers::Issued;
use crate::{Store, StoreError, params};
use banjie_core::assessment::difference::{Change, changes};
use banjie_core::assessment::quarterly::{
    Adjustment, Assessment, Decided, QuarterInput, QuarterRule, ReportCases,
};
use banjie_core::assessment::ranking::Ranking;
use banjie_core::assessment::report::{Reading, Reports};
use banjie_core::assessment::rulebook::{Basis, Rulebook};
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Counts, Month, Quarter};
use banjie_core::district::{District, IndicatorId, UnitId};
use banjie_core::matter::{Kind, Refusal};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What an assessment is computed from, but for the months.
struct Gathered {
    quarter: Quarter,
    as_of: Date,
    rule: QuarterRule,
    peer_groups: Vec<String>,
    counts: Counts,
    indicators: Vec<Counts>,
    reports: BTreeMap<UnitId, ReportCases>,
    decided: Vec<Decided>,
}

impl Gathered {
    fn assess(&self, store: &Store, months: &[(Ranking, u32)]) -> Assessment {
        Assessment::of(&QuarterInput {
            district: &store.pack.district,
            rule: self.rule,
            peer_groups: &self.peer_groups,
            quarter: self.quarter,
            as_of: self.as_of,
            months,
            counts: &self.counts,
            indicators: &self.indicators,
            reports: &self.reports,
            adjustments: &self.decided,
        })
    }
}

impl Store {
    /// The assessment of a quarter, computed now up to the end of `as_of`.
    ///
    /// # Errors
    /// The database fails; the rules hold no weights for the quarter.
    pub async fn assessment(
        &self,
        quarter: Quarter,
        as_of: Date,
    ) -> Result<Assessment, StoreError> {
        let mut months = Vec::new();
        for month in quarter.months() {
            if let Some(sealed) = self.sealed_ranking(month).await? {
                months.push((sealed.values, sealed.issued.revision));
            }
        }
        Ok(self.gathered(quarter, as_of).await?.assess(self, &months))
    }

    /// What would change if an assessment rested on the newest sealed rankings of its months, all else
    /// as the log has it now: the units whose total, place or grade differ.
    ///
    /// # Errors
    /// The database fails; the rules hold no weights for the quarter.
    pub async fn under_newest_months(
        &self,
        assessment: &Assessment,
    ) -> Result<Vec<Change>, StoreError> {
        let (mut before, mut now) = (Vec::new(), Vec::new());
        for basis in &assessment.months {
            for kept in self.ranking_revisions(basis.month).await? {
                let revision = kept.issued.revision;
                if !kept.issued.is_final() {
                    continue;
                }
                if Some(revision) == basis.revision {
                    before.push((kept.values.clone(), revision));
                }
                now.retain(|(ranking, _): &(Ranking, u32)| ranking.month != basis.month);
                now.push((kept.values, revision));
            }
        }
        let gathered = self.gathered(assessment.quarter, assessment.as_of).await?;
        let (before, now) = (gathered.assess(self, &before), gathered.assess(self, &now));
        let mut all = changes(&before, &now);
        all.retain(Change::changed);
        Ok(all)
    }

    /// Everything an assessment is computed from, but for the months.
    async fn gathered(&self, quarter: Quarter, as_of: Date) -> Result<Gathered, StoreError> {
        let books = self.rulebooks().await?;
        let mut reports = BTreeMap::new();
        for month in quarter.months() {
            if let Ok(book) = books.on(month)
                && month.last() <= as_of
            {
                let said = self.reports(month).await?;
                add_reports(&mut reports, &self.pack.district, book, &said);
            }
        }
        let decided = self.adjustments(quarter).await?;
        Ok(Gathered {
            quarter,
            as_of,
            rule: self.quarter_rule(quarter)?,
            peer_groups: books.on(quarter.months()[2])?.peer_groups.clone(),
            counts: self.counts(quarter.first(), as_of).await?,
            indicators: self.indicator_counts(quarter.first(), as_of).await?,
            reports,
            decided: decided.iter().filter_map(Adjustment::decided).collect(),
        })
    }

    /// The weights and thresholds of a quarter: those in force on its last day.
    ///
    /// # Errors
    /// A rule `quarter.*` has no value that day.
    pub fn quarter_rule(&self, quarter: Quarter) -> Result<QuarterRule, StoreError> {
        let rule = QuarterRule::of(&self.pack.rules, quarter.last());
        rule.map_err(|rule| StoreError::Refused(Refusal::Rule(rule)))
    }

    /// The sums of a span of days, of each indicator's matters alone, in the order of the pack.
    ///
    /// # Errors
    /// The database fails.
    pub async fn indicator_counts(&self, from: Date, to: Date) -> Result<Vec<Counts>, StoreError> {
        let mut all: Vec<Counts> = (self.pack.district.indicators.iter())
            .map(|indicator| Counts::under(indicator.id.clone(), from, to))
            .collect();
        for sum in self.sums(from, to).await? {
            let id = IndicatorId::from(sum.indicator.as_str());
            if let Some(counts) = all.iter_mut().find(|c| c.indicator() == Some(&id)) {
                counts.add(sum.unit, sum.kind, sum.count, sum.cases);
            }
        }
        Ok(all)
    }

    /// The counts of one indicator's matters by month, from the first month that has any on; the months
    /// between are there even when empty.
    ///
    /// # Errors
    /// The database fails.
    pub async fn indicator_months(
        &self,
        indicator: &IndicatorId,
        from: Date,
        to: Date,
    ) -> Result<Vec<(Month, Counts)>, StoreError> {
        let mut tx = self.db.read_long().await?;
        let rows = tx
            .all(
                "select substr(day, 1, 7) as month, unit, kind, count, sum(cases) as cases
                 from rollups
                 where district = $1 and indicator = $2 and day >= $3 and day <= $4
                 group by substr(day, 1, 7), unit, kind, count having sum(cases) <> 0
                 order by 1",
                &params![
                    self.pack.district.code.as_str(),
                    indicator.as_str(),
                    from.to_string(),
                    to.to_string()
                ],
            )
            .await?;
        let mut out: Vec<(Month, Counts)> = Vec::new();
        for row in &rows {
            let month: Month = row.text("month")?.parse().map_err(StoreError::damaged)?;
            let mut next = out.last().map_or(month, |(last, _)| last.next());
            while out.last().is_none_or(|(last, _)| *last < month) {
                let counts = Counts::under(indicator.clone(), next.first(), next.last().min(to));
                out.push((next, counts));
                next = next.next();
            }
            let (kind, count) = (row.text("kind")?, row.text("count")?);
            let cases = u64::try_from(row.int("cases")?).map_err(StoreError::damaged)?;
            if let Some((_, counts)) = out.last_mut() {
                counts.add(
                    UnitId(row.text("unit")?.to_owned()),
                    Kind::from_code(kind).ok_or_else(|| StoreError::damaged(kind))?,
                    Count::from_code(count).ok_or_else(|| StoreError::damaged(count))?,
                    cases,
                );
            }
        }
        Ok(out)
    }

    /// The newest revision of a quarter's assessment at its step.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn issued_assessment(
        &self,
        quarter: Quarter,
    ) -> Result<Option<Kept<Assessment>>, StoreError> {
        let issued = self.paper("assessment", &quarter.to_string()).await?;
        issued.map(kept).transpose()
    }

    /// The newest published revision of a quarter's assessment, what the public sees.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn published_assessment(
        &self,
        quarter: Quarter,
    ) -> Result<Option<Kept<Assessment>>, StoreError> {
        let issued = self.published("assessment", &quarter.to_string()).await?;
        issued.map(kept).transpose()
    }

    /// The newest revision of a quarter's assessment whose figures can no longer change.
    ///
    /// # Errors
    /// The database fails; the values cannot be read.
    pub async fn sealed_assessment(
        &self,
        quarter: Quarter,
    ) -> Result<Option<Kept<Assessment>>, StoreError> {
        let all = self.revisions("assessment", &quarter.to_string()).await?;
        let last = all.into_iter().rev().find(Issued::is_final);
        last.map(kept).transpose()
    }

    /// Every revision of a quarter's assessment with its values, oldest first.
    ///
    /// # Errors
    /// The database fails; values cannot be read.
    pub async fn assessment_revisions(
        &self,
        quarter: Quarter,
    ) -> Result<Vec<Kept<Assessment>>, StoreError> {
        let all = self.revisions("assessment", &quarter.to_string()).await?;
        all.into_iter().map(kept).collect()
    }

    /// The months that were sealed anew after an assessment was computed, each with the revision that
    /// holds now: 依据已更正.
    ///
    /// # Errors
    /// The database fails.
    pub async fn corrected_since(
        &self,
        assessment: &Assessment,
    ) -> Result<Vec<(Month, u32)>, StoreError> {
        let mut out = Vec::new();
        for basis in &assessment.months {
            let all = self.revisions("ranking", &basis.month.to_string()).await?;
            let newest = all.iter().rev().find(|paper| paper.is_final());
            let newest = newest.map(|paper| paper.revision);
            if let Some(revision) = newest.filter(|_| newest != basis.revision) {
                out.push((basis.month, revision));
            }
        }
        Ok(out)
    }
}

/// Adds the figures a month's method asks for, each to the unit that reports it.
pub(crate) fn add_reports(
    cases: &mut BTreeMap<UnitId, ReportCases>,
    district: &District,
    book: &Rulebook,
    reports: &Reports,
) {
    for measure in &book.measures {
        let Basis::Reported(reported) = &measure.basis else {
            continue;
        };
        let ranked = district.units.iter().filter(|unit| {
            let group = unit.peer_group.as_deref();
            group.is_some() && measure.applies_to(&unit.id, group)
        });
        for unit in ranked {
            let of = cases.entry(reported.lead.clone()).or_default();
            of.owed += 1;
            match reports.reading(&measure.id, &unit.id) {
                Reading::Value(_) | Reading::NotApplicable(_) => of.verified += 1,
                Reading::Unverified => of.unverified += 1,
                Reading::Unreported => {}
            }
        }
    }
}
