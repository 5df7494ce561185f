//! Score and place of the own unit in the newest ranking, and where the points went.

use crate::App;
use crate::assess::figure::opens;
use crate::kit::Problem;
use banjie_core::assessment::Month;
use banjie_core::district::UnitId;

/// What the newest ranking says of a unit.
pub(super) struct Standing {
    /// Address of the ranking.
    pub href: String,
    /// `2026年1月排名 · 审批服务组`.
    pub head: String,
    /// `87.65 分，第 3 名，共 6 家，90% 范围第 2–5 名`.
    pub place: String,
    /// The main loss; may be empty.
    pub loss: String,
    /// The cases that cost it.
    pub loss_href: String,
}

/// The newest sealed ranking that places the unit; `None` when there is none.
pub(super) async fn of(app: &App, unit: &UnitId) -> Result<Option<Standing>, Problem> {
    let mut sealed = None;
    for paper in app.store().papers("ranking", 4).await? {
        if let Ok(month) = paper.period.parse::<Month>() {
            sealed = app.store().published_ranking(month).await?;
        }
        if sealed.is_some() {
            break;
        }
    }
    let Some(kept) = sealed else {
        return Ok(None);
    };
    let ranking = kept.values;
    let href = format!("/rankings/{}", ranking.month);
    Ok(ranking.row(unit).map(|(group, ranked)| Standing {
        href,
        head: format!("{}排名 · {}", ranking.month.words(), group.group),
        place: format!(
            "{} 分，第 {} 名，共 {} 家，{}",
            ranked.printed(),
            ranked.place,
            group.placed.len(),
            ranked.range_words()
        ),
        loss: ranked.loss.clone(),
        loss_href: ranked.loss_cases.as_ref().map_or(String::new(), opens),
    }))
}
