//! This view of the list as xlsx, without anybody's name.

use super::list::{View, subject};
use crate::App;
use crate::desk::matter::attachment;
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text};
use axum::extract::{Query, State};
use axum::response::Response;
use banjie_core::kinds::review::level_word;
use banjie_papers::xlsx::{self, Book, CellKind, Grid, GridColumn};

/// Most rows of one file.
const MOST: u64 = 20_000;

/// The view of the address.
pub(super) async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = View::read(&given);
    let (today, demo) = (app.today(), app.site().demo);
    let district = &app.pack().district;
    let found = app.store().reviews(&viewer.sight, &view.filter, 0, MOST);
    let (lines, total) = found.await?;
    if total > MOST {
        return Err(Problem::Refused {
            sentence: format!(
                "这个视图有 {} 条，一次最多导出 {MOST} 条。请先按日期或单位筛选，再分几次导出。",
                text::thousands(total)
            ),
            code: "too_many_rows",
        });
    }
    let column = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let yes = |on: bool| if on { "是" } else { "否" }.to_owned();
    let rows = lines.iter().map(|line| {
        let level = |l: Option<u8>| l.map_or(String::new(), |l| level_word(l).to_owned());
        vec![
            line.line.no.clone(),
            line.about.clone().unwrap_or_default(),
            line.line.lead.clone(),
            subject(line, district),
            level(line.level),
            line.tags.clone(),
            line.day.map(|d| d.to_string()).unwrap_or_default(),
            level(line.followed_up),
            line.line.state_word.clone(),
            yes(line.named),
            yes(line.called_back),
            yes(line.line.excluded),
        ]
    });
    let grid = Grid {
        name: "好差评".to_owned(),
        notes: vec![
            format!(
                "{}好差评清单 · {}",
                app.site().district_name,
                text::full_date(today)
            ),
            format!("{} · 全部 {total} 条", view.words(district)),
        ],
        columns: vec![
            column("编号", 20),
            column("评的办件", 20),
            column("单位", 16),
            column("评的是", 36),
            column("等级", 12),
            column("具体情况", 30),
            GridColumn::new("评价日期", 12, CellKind::Date),
            column("追评", 12),
            column("环节", 22),
            column("留了电话", 10),
            column("已回访", 10),
            column("已剔除", 10),
        ],
        rows: rows.collect(),
    };
    let book = Book {
        title: "好差评清单".to_owned(),
        created: today,
        demo,
        sheets: vec![grid],
    };
    let bytes = xlsx::write(&book).map_err(|e| Problem::internal(&e))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("好差评清单-{today}.xlsx"), media, bytes)
}
