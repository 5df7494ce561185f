//! The months a quarter rests on: the revision it took, whether a newer one holds now, and what that
//! one would change.

use super::Eyes;
use crate::App;
use crate::kit::Problem;
use banjie_core::assessment::Month;
use banjie_core::assessment::difference::Change;
use banjie_core::assessment::quarterly::{Assessment, MonthBasis};

/// The months, in order.
pub(crate) struct Basis {
    months: Vec<MonthSource>,
    /// What the newer revisions would change, a line a unit; said once for all of them.
    pub(crate) effect: Vec<String>,
}

/// One of them.
struct MonthSource {
    month: Month,
    /// `2026年2月排名第1版`, `2026年3月排名还没有封存，不计入`.
    words: String,
    /// The revision it rests on; empty where the viewer finds none.
    href: String,
    /// What has changed since, in words, with its address.
    newer: Option<(String, String)>,
}

/// The page of one revision of a month's ranking.
pub(crate) fn revision_href(month: Month, revision: u32) -> String {
    format!("/rankings/{month}?revision={revision}")
}

impl Basis {
    /// Of an assessment, as this person may see it: outside, what is sealed and not published is not
    /// spoken of.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn of(
        app: &App,
        assessment: &Assessment,
        eyes: Eyes<'_>,
    ) -> Result<Self, Problem> {
        let store = app.store();
        let newest = store.corrected_since(assessment).await?;
        let mut months = Vec::new();
        let mut hidden = false;
        for basis in &assessment.months {
            let most = match eyes {
                Eyes::Staff(_) => u32::MAX,
                Eyes::Public => (store.published_ranking(basis.month).await?)
                    .map_or(0, |kept| kept.issued.revision),
            };
            let newer = newest.iter().find(|(month, _)| *month == basis.month);
            let newer = newer.map(|(_, revision)| *revision);
            hidden |= newer.is_some_and(|revision| revision > most);
            months.push(MonthSource::of(basis, newer.filter(|n| *n <= most), most));
        }
        let told = months.iter().any(|month| month.newer.is_some()) && !hidden;
        let effect = match told {
            true => effect(&store.under_newest_months(assessment).await?),
            false => Vec::new(),
        };
        Ok(Self { months, effect })
    }

    /// What has changed since, a line a month.
    pub(crate) fn corrected(&self) -> Vec<String> {
        let newer = self.months.iter().filter_map(|month| month.newer.as_ref());
        newer.map(|(words, _)| words.clone()).collect()
    }

    /// Each month with the revision it rests on, and the newer one, with their addresses.
    pub(crate) fn lines(&self) -> Vec<(String, String)> {
        let lines = self.months.iter().flat_map(|month| {
            let newer = month.newer.as_ref().map(|(_, href)| {
                let words = format!("{}的新版", month.month.words());
                (words, href.clone())
            });
            [(month.words.clone(), month.href.clone())]
                .into_iter()
                .chain(newer)
        });
        lines.collect()
    }

    /// Where the revision of a month is read; empty without one.
    pub(crate) fn href(&self, month: Month) -> &str {
        let found = self.months.iter().find(|source| source.month == month);
        found.map_or("", |source| &source.href)
    }
}

impl MonthSource {
    fn of(basis: &MonthBasis, newer: Option<u32>, most: u32) -> Self {
        let (month, name) = (basis.month, basis.month.words());
        let seen = basis.revision.filter(|revision| *revision <= most);
        Self {
            month,
            words: match basis.revision {
                Some(revision) => format!("{name}排名第{revision}版"),
                None => format!("{name}排名还没有封存，不计入"),
            },
            href: seen.map_or(String::new(), |revision| revision_href(month, revision)),
            newer: newer.map(|now| {
                let words = match basis.revision {
                    Some(before) => format!(
                        "依据已更正：{name}排名已出第{now}版，这一版按第{before}版算。要按新的算，由区营商办出更正版"
                    ),
                    None => format!("{name}排名已经封存，这一版没有算进去"),
                };
                (words, revision_href(month, now))
            }),
        }
    }
}

fn effect(changes: &[Change]) -> Vec<String> {
    match changes {
        [] => vec!["只换新版月排名重算，各单位的总分、名次、等次都不变。".to_owned()],
        changes => std::iter::once("只换新版月排名重算，会变的：".to_owned())
            .chain(changes.iter().map(Change::words))
            .collect(),
    }
}
