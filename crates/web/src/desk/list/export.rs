//! This view as xlsx or csv: the rows of the list, in its order, every cell as text that computes
//! nothing.

use super::query::View;
use crate::App;
use crate::desk::home::PAGE;
use crate::desk::matter::attachment;
use crate::kit::viewer::Viewer;
use crate::kit::{Problem, text, words};
use axum::extract::{Query, State};
use axum::response::Response;
use banjie_core::matter::{Kind, Waiting};
use banjie_papers::xlsx::{Book, CellKind, Grid, GridColumn};
use banjie_papers::{csv, xlsx};
use banjie_store::reads::{ListLine, Sort};

/// Most rows of one file.
const MOST: u64 = 20_000;

/// The view of the address; with `page` only that page of it.
pub(super) async fn download(
    State(app): State<App>,
    viewer: Viewer,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = View::read(&pairs, &viewer);
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let one_page = value("page").is_some();
    let (offset, limit) = if one_page {
        ((view.page - 1) * PAGE, PAGE)
    } else {
        (0, MOST)
    };
    let listing = app
        .store()
        .list(
            &viewer.sight,
            &view.filter,
            view.sort,
            offset,
            limit,
            app.today(),
        )
        .await?;
    if !one_page && listing.total > MOST {
        return Err(Problem::Refused {
            sentence: format!(
                "这个视图有 {} 条，一次最多导出 {MOST} 条。请先按日期或单位筛选，再分几次导出。",
                text::thousands(listing.total)
            ),
            code: "too_many_rows",
        });
    }
    let on: Vec<String> = view.active().into_iter().map(|(_, w, _)| w).collect();
    let what = if one_page {
        format!("第 {} 页，共 {} 条", view.page, listing.total)
    } else {
        format!("全部 {} 条", listing.total)
    };
    let csv = value("as") == Some("csv");
    send(&app, &listing.lines, &on.join("；"), &what, view.sort, csv)
}

/// The file of these lines.
pub(super) fn send(
    app: &App,
    lines: &[ListLine],
    filters: &str,
    what: &str,
    sort: Sort,
    as_csv: bool,
) -> Result<Response, Problem> {
    let (today, demo) = (app.today(), app.site().demo);
    let filters = if filters.is_empty() {
        "没有筛选"
    } else {
        filters
    };
    let grid = Grid {
        name: "办件".to_owned(),
        notes: vec![
            format!(
                "{}办件清单 · {}",
                app.site().district_name,
                text::full_date(today)
            ),
            format!("{filters} · {} · {what}", sort.word()),
        ],
        columns: columns(),
        rows: lines.iter().map(|l| row(app, l)).collect(),
    };
    if as_csv {
        let bytes = csv::write(&grid, demo);
        let name = format!("办件清单-{today}.csv");
        return attachment(&name, "text/csv; charset=utf-8", bytes);
    }
    send_grid(app, "办件清单", grid)
}

/// One sheet of today as a file named after it.
pub(crate) fn send_grid(app: &App, name: &str, grid: Grid) -> Result<Response, Problem> {
    let book = Book {
        title: name.to_owned(),
        created: app.today(),
        demo: app.site().demo,
        sheets: vec![grid],
    };
    let bytes = xlsx::write(&book).map_err(|e| Problem::internal(&e))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attachment(&format!("{name}-{}.xlsx", app.today()), media, bytes)
}

fn columns() -> Vec<GridColumn> {
    let text = |title: &str, width| GridColumn::new(title, width, CellKind::Text);
    let date = |title: &str| GridColumn::new(title, 12, CellKind::Date);
    vec![
        text("编号", 20),
        text("类型", 10),
        text("灯", 8),
        text("环节", 22),
        text("标题", 50),
        text("企业", 30),
        text("统一社会信用代码", 22),
        text("主责单位", 16),
        text("经办", 10),
        text("配合单位", 24),
        text("轮到谁", 14),
        text("下一步", 20),
        date("时限"),
        text("剩余", 18),
        date("收到"),
        text("类别", 16),
        text("镇街", 16),
    ]
}

fn row(app: &App, line: &ListLine) -> Vec<String> {
    let (today, law) = (app.today(), app.pack().law());
    let ended = line.waiting == Waiting::Nobody.code();
    let light = words::light(line.light(today), ended);
    let shown = words::row(line, today, &law);
    let or_empty = |v: &Option<String>| v.clone().unwrap_or_default();
    vec![
        line.no.clone(),
        Kind::from_code(&line.kind)
            .map_or("", Kind::word)
            .to_owned(),
        light.word().to_owned(),
        line.state_word.clone(),
        line.title.clone(),
        or_empty(&line.enterprise),
        or_empty(&line.enterprise_code),
        line.lead.clone(),
        or_empty(&line.handler_name),
        line.support.split(' ').collect::<Vec<_>>().join("、"),
        if ended { String::new() } else { shown.unit },
        line.next_step.clone(),
        line.due.to_string(),
        shown.rest,
        line.opened_day.to_string(),
        or_empty(&line.topic),
        or_empty(&line.township),
    ]
}
