//! A unit's own month: score and place, measures, losses, exclusions.

use crate::App;
use crate::assess::{self, ranks};
use crate::kit::parts::DataTable;
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::losses::least_change;
use banjie_core::assessment::ranking::{Ranked, Ranking};
use banjie_core::assessment::scoring::UnitScore;
use banjie_core::assessment::{Figure, Month};
use banjie_core::district::UnitId;

/// The figures.
pub(super) struct Own {
    ranking: Ranking,
    group: String,
    of: usize,
    placed: Option<Ranked>,
    score: UnitScore,
}

/// How they are shown.
#[derive(Template)]
#[template(path = "desk/periods/month.html")]
pub(super) struct Shown {
    unit: String,
    measures: DataTable,
    cases: (String, String),
    /// Where points were lost, the most first, each with its cases.
    losses: Vec<(String, Option<String>)>,
    /// What would have been enough for a better place; empty when nothing small would.
    enough: String,
    excluded: Vec<String>,
}

part!(Shown);

/// Of a unit in a month; `None`: it is not ranked.
pub(super) async fn own(
    app: &App,
    month: Month,
    unit: &UnitId,
) -> Result<Option<Box<Own>>, Problem> {
    let Some(kept) = app.store().issued_ranking(month).await? else {
        return Ok(None);
    };
    let ranking = kept.values;
    let found = ranking.groups.iter().find_map(|group| {
        let placed = group.placed.iter().find(|row| row.score.unit == *unit);
        let score = match placed {
            Some(row) => Some(&row.score),
            None => group.unplaced.iter().find(|score| score.unit == *unit),
        };
        score.map(|score| {
            let of = group.placed.len();
            (group.group.clone(), of, placed.cloned(), score.clone())
        })
    });
    Ok(found.map(|(group, of, placed, score)| {
        Box::new(Own {
            ranking,
            group,
            of,
            placed,
            score,
        })
    }))
}

impl Own {
    /// `87.65 分，第 3 名，共 6 家`.
    pub(super) fn place(&self) -> String {
        match &self.placed {
            Some(row) => format!(
                "{} 分，{}第 {} 名，共 {} 家，90% 范围{}",
                row.printed(),
                self.group,
                row.place,
                self.of,
                row.range_words()
            ),
            None => self.score.unplaced.clone(),
        }
    }

    /// Each measure with the figure of what it cost.
    pub(super) fn measures(&self) -> Vec<(String, Vec<&Figure>)> {
        let measures = self.score.measures.iter();
        measures
            .map(|measure| {
                let missed = measure.share().map(|share| &share.missed.figure);
                (measure.title.clone(), missed.into_iter().collect())
            })
            .collect()
    }
}

/// The page's part.
pub(super) async fn shown(app: &App, own: &Own) -> Result<Shown, Problem> {
    let score = &own.score;
    Ok(Shown {
        unit: score.unit.to_string(),
        measures: ranks::measures(score),
        cases: (
            format!("应办 {} 件，逐件看", score.cases.cases),
            assess::figure::opens(&score.cases),
        ),
        losses: losses(score),
        enough: enough(app, own).await?,
        excluded: (own.ranking.excluded.iter())
            .filter(|case| case.unit == score.unit)
            .map(|case| format!("{} {}：{}", text::month_day(case.day), case.no, case.reason))
            .collect(),
    })
}

/// Each measure that cost points, with the address of its cases.
fn losses(score: &UnitScore) -> Vec<(String, Option<String>)> {
    let all = score.losses().into_iter();
    all.map(|measure| {
        let cases = measure.share().map(|share| &share.missed);
        let cases = cases.filter(|missed| missed.cases > 0);
        (measure.loss_words(), cases.map(assess::figure::opens))
    })
    .collect()
}

/// The smallest number of cases that would have given a better place, under the method the ranking
/// was computed by.
async fn enough(app: &App, own: &Own) -> Result<String, Problem> {
    let ranking = &own.ranking;
    let books = app.store().rulebooks().await?;
    let book = books.on(ranking.month).ok();
    let book = book.filter(|book| book.version == ranking.version);
    let change = book.and_then(|book| {
        let group = ranking.groups.iter().find(|g| g.group == own.group)?;
        let placed = &mut group.placed.iter();
        let index = placed.position(|row| row.score.unit == own.score.unit)?;
        least_change(group, index, book)
    });
    let words = change.map(|change| format!("别的单位不变，{}。", change.words()));
    Ok(words.unwrap_or_default())
}
