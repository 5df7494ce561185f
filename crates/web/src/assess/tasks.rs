//! The tasks behind a number of a bulletin: as many rows as it says; what the viewer may not see is
//! named by its unit only.

use super::{Edition, Eyes};
use crate::App;
use crate::kit::parts::{Cell, Column, DataTable};
use crate::kit::{Problem, text};
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::bulletin::tasks::{Part, Tasks};
use banjie_core::district::Sight;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which number, as its link says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Which {
    /// `s0`: the first source; `i01`: the indicator.
    #[serde(default)]
    row: String,
    #[serde(default)]
    part: String,
}

/// A number and what is behind it.
pub(crate) struct Opened {
    /// `三季度推进会：未办结 12 项`.
    pub(crate) title: String,
    /// The tasks.
    pub(crate) table: DataTable,
}

fn found<'a>(b: &'a Bulletin, which: &Which) -> Option<(String, Part, &'a Tasks)> {
    let part = Part::from_code(&which.part)?;
    if let Some(index) = which.row.strip_prefix('s') {
        let row = b.directives.sources.get(index.parse::<usize>().ok()?)?;
        return Some((row.source.clone(), part, row.part(part)?));
    }
    let id = which.row.strip_prefix('i')?;
    let row = b.indicators.iter().find(|row| row.id.as_str() == id)?;
    Some((row.name.clone(), part, row.part(part)?))
}

/// Opens a number.
///
/// # Errors
/// No such number; the database fails.
pub(crate) async fn opened(
    app: &App,
    edition: &Edition<Bulletin>,
    which: &Which,
    eyes: Eyes<'_>,
) -> Result<Opened, Problem> {
    let (name, part, tasks) = found(&edition.values, which).ok_or(Problem::NotFound)?;
    let sight = match eyes {
        Eyes::Public => &Sight::Nothing,
        Eyes::Staff(sight) => sight,
    };
    let numbers: Vec<&str> = tasks.list.iter().map(|task| task.no.as_str()).collect();
    let lines = app.store().lines_for(sight, &numbers).await?;
    let lines: BTreeMap<&str, _> = lines.iter().map(|line| (line.no.as_str(), line)).collect();
    let rows = (tasks.list.iter())
        .map(|task| -> Vec<Cell> {
            match lines.get(task.no.as_str()) {
                Some(line) => vec![
                    task.unit.to_string().into(),
                    Cell::link(line.title.clone(), format!("/desk/matters/{}", line.no)),
                    line.state_word.clone().into(),
                    text::month_day(line.due).into(),
                    line.next_step.clone().into(),
                ],
                None => vec![
                    task.unit.to_string().into(),
                    "内容不在您的查看范围".into(),
                    "—".into(),
                    "—".into(),
                    "—".into(),
                ],
            }
        })
        .collect();
    let title = format!("{name}：{} {} 项", part.word(), tasks.cases);
    Ok(Opened {
        table: DataTable {
            caption: title.clone(),
            columns: vec![
                Column::text("单位"),
                Column::text("任务"),
                Column::text("现在的状态"),
                Column::text("到期"),
                Column::text("下一步"),
            ],
            rows,
        },
        title,
    })
}
