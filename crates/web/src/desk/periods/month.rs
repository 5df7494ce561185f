//! A unit's own month: score and place, measures, losses, exclusions.

use crate::App;
use crate::assess::losses::Losses;
use crate::assess::{self, ranks};
use crate::kit::parts::DataTable;
use crate::kit::{Problem, part, text};
use askama::Template;
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
    losses: Losses,
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
    let book = assess::losses::method(app, &own.ranking).await?;
    Ok(Shown {
        unit: score.unit.to_string(),
        measures: ranks::measures(score),
        cases: (
            format!("应办 {} 件，逐件看", score.cases.cases),
            assess::figure::opens(&score.cases),
        ),
        losses: Losses::within(&own.ranking, book.as_ref(), score),
        excluded: (own.ranking.excluded.iter())
            .filter(|case| case.unit == score.unit)
            .map(|case| format!("{} {}：{}", text::month_day(case.day), case.no, case.reason))
            .collect(),
    })
}
