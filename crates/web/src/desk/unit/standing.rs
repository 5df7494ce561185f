//! Score and place of the own unit in the newest ranking, and where the points went.

use crate::App;
use crate::assess::losses::{Losses, method};
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
    /// Where the points went and what would have been enough.
    pub losses: Losses,
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
    let book = method(app, &ranking).await?;
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
        losses: Losses::within(&ranking, book.as_ref(), &ranked.score),
    }))
}
