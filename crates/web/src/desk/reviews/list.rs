//! The list of reviews: what was said of whom, where it stands.

use super::talks;
use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Chip, Column, DataTable, Empty, FilterBar, Pager};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, text};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use banjie_core::assessment::tally::Count;
use banjie_core::district::{District, UnitId, WindowId};
use banjie_core::kinds::review::{LEVELS, Stage, level_word};
use banjie_store::reads::{ReviewFilter, ReviewLine};
use jiff::civil::Date;

const PAGE: u64 = 50;
pub(super) const HOME: &str = "/desk/reviews";

#[derive(Template)]
#[template(path = "desk/reviews/list.html")]
struct ListPage {
    desk: Desk,
    total: String,
    selects: Vec<Select>,
    dates: [(&'static str, &'static str, String); 2],
    filters: FilterBar,
    ignored: String,
    /// Windows that are proposed for a talk, for those who decide on it.
    talks: usize,
    empty: Option<Empty>,
    table: DataTable,
    query: String,
    pager: Pager,
}

/// A filter to choose from.
struct Select {
    name: &'static str,
    label: &'static str,
    chosen: String,
    choices: Vec<(String, String)>,
}

/// What an address asks for.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) filter: ReviewFilter,
    pairs: Vec<(&'static str, String)>,
    page: u64,
    ignored: Vec<String>,
}

impl View {
    /// Reads an address; what cannot be read is said and left out.
    pub(super) fn read(given: &[(String, String)]) -> Self {
        let mut view = View {
            page: 1,
            ..View::default()
        };
        for (name, value) in given.iter().filter(|(_, v)| !v.trim().is_empty()) {
            if let Some(kept) = view.take(name, value.trim()) {
                if name != "page" {
                    view.pairs.push((kept, value.trim().to_owned()));
                }
            } else if name != "as" {
                view.ignored.push(format!("“{value}”认不出"));
            }
        }
        view
    }

    fn take(&mut self, name: &str, value: &str) -> Option<&'static str> {
        let f = &mut self.filter;
        let day = text::date;
        Some(match name {
            "unit" => {
                f.unit = Some(UnitId::from(value));
                "unit"
            }
            "window" => {
                f.window = Some(WindowId::from(value));
                "window"
            }
            "item" => {
                f.item = Some(value.to_owned());
                "item"
            }
            "level" => {
                let level = value.parse().ok().filter(|l| (1..=5).contains(l))?;
                f.level = Some(level);
                "level"
            }
            "bad" => {
                f.bad = value == "1";
                "bad"
            }
            "state" => {
                Stage::CODES.iter().find(|(code, _)| *code == value)?;
                f.state = Some(value.to_owned());
                "state"
            }
            "unrated" => {
                f.unrated = value == "1";
                "unrated"
            }
            "count" => {
                f.count = Some(Count::from_code(value)?);
                "count"
            }
            "from" => {
                f.from = Some(day(value)?);
                "from"
            }
            "to" => {
                f.to = Some(day(value)?);
                "to"
            }
            "page" => {
                self.page = value.parse().ok().filter(|p| *p > 0)?;
                "page"
            }
            _ => return None,
        })
    }

    /// The address without some of its parts and with others.
    fn query(&self, without: &[&str], with: &[(&str, &str)]) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.pairs.iter().filter(|(n, _)| !without.contains(n)))
            .extend_pairs(with)
            .finish()
    }

    /// The filters in words.
    pub(super) fn words(&self, district: &District) -> String {
        let words: Vec<_> = (self.pairs.iter())
            .map(|(name, value)| chip_word(name, value, district))
            .collect();
        match words.as_slice() {
            [] => "没有筛选".to_owned(),
            words => words.join("；"),
        }
    }
}

fn chip_word(name: &str, value: &str, district: &District) -> String {
    match name {
        "level" => value.parse().map_or("", level_word).to_owned(),
        "bad" => "只看差评".to_owned(),
        "unrated" => "含没有评的".to_owned(),
        "state" => (Stage::CODES.iter())
            .find(|(code, _)| *code == value)
            .map_or(value, |(_, word)| word)
            .to_owned(),
        "window" => {
            (district.window(&value.into())).map_or_else(|| value.to_owned(), |w| w.name.clone())
        }
        "item" => (district.window_item(&value.into()))
            .map_or_else(|| value.to_owned(), |i| i.name.clone()),
        "count" => Count::from_code(value).map_or("", Count::word).to_owned(),
        "from" => format!("不早于 {value}"),
        "to" => format!("不晚于 {value}"),
        _ => value.to_owned(),
    }
}

/// The list of this view.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Html<String>, Problem> {
    let view = View::read(&given);
    let district = &app.pack().district;
    let offset = (view.page - 1) * PAGE;
    let found = app
        .store()
        .reviews(&viewer.sight, &view.filter, offset, PAGE);
    let (lines, total) = found.await?;
    let address = |query: String| match query.is_empty() {
        true => HOME.to_owned(),
        false => format!("{HOME}?{query}"),
    };
    let query = view.query(&[], &[]);
    let chip = |label: &str, name: &'static str, value: &'static str| {
        let on = view.pairs.iter().any(|(n, v)| *n == name && v == value);
        let with: &[(&str, &str)] = if on { &[] } else { &[(name, value)] };
        Chip {
            label: label.to_owned(),
            href: address(view.query(&[name], with)),
            on,
            ..Chip::default()
        }
    };
    let active = view
        .pairs
        .iter()
        .filter(|(n, _)| !matches!(*n, "bad" | "unrated"));
    let active: Vec<_> = active
        .map(|(name, value)| Chip {
            label: chip_word(name, value, district),
            href: address(view.query(&[name], &[])),
            on: true,
            ..Chip::default()
        })
        .collect();
    let page = ListPage {
        desk: frame(&app, &viewer, HOME, "好差评").await?,
        total: text::thousands(total),
        selects: selects(district, &view),
        dates: [
            ("from", "评价不早于", shown(view.filter.from)),
            ("to", "评价不晚于", shown(view.filter.to)),
        ],
        filters: FilterBar {
            own: vec![
                chip("只看差评", "bad", "1"),
                chip("已申诉", "state", Stage::Objected.code()),
                chip("不认可", "state", Stage::NotSolved.code()),
                chip("含没有评的", "unrated", "1"),
            ],
            active,
            clear_href: HOME.to_owned(),
            ..FilterBar::default()
        },
        ignored: view.ignored.join("；"),
        talks: talks::waiting(&app, &viewer).await?,
        empty: lines.is_empty().then(|| Empty {
            why: "没有符合的评价。".to_owned(),
            next: "评价由企业和群众自愿作出。窗口可以打印小票请来的人评。".to_owned(),
            act: None,
        }),
        table: table(&lines, district),
        pager: Pager {
            total,
            size: PAGE,
            page: view.page,
            base: match query.is_empty() {
                true => format!("{HOME}?page="),
                false => format!("{HOME}?{query}&page="),
            },
            noun: "条",
        },
        query,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

fn shown(day: Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn selects(district: &District, view: &View) -> Vec<Select> {
    let f = &view.filter;
    let select = |name, label, chosen: Option<String>, choices| Select {
        name,
        label,
        chosen: chosen.unwrap_or_default(),
        choices,
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    vec![
        select(
            "unit",
            "单位",
            f.unit.as_ref().map(ToString::to_string),
            (district.units.iter())
                .map(|u| pair(u.id.as_str(), u.id.as_str()))
                .collect(),
        ),
        select(
            "window",
            "窗口",
            f.window.as_ref().map(ToString::to_string),
            (district.windows.iter())
                .map(|w| pair(w.id.as_str(), &w.name))
                .collect(),
        ),
        select(
            "level",
            "等级",
            f.level.map(|l| l.to_string()),
            (LEVELS.iter())
                .map(|(l, word)| pair(&l.to_string(), word))
                .collect(),
        ),
        select(
            "state",
            "环节",
            f.state.clone(),
            Stage::CODES.iter().map(|(c, w)| pair(c, w)).collect(),
        ),
    ]
}

/// What was rated, in words.
pub(super) fn subject(line: &ReviewLine, district: &District) -> String {
    let item = item_name(line, district);
    match window_name(line, district) {
        Some(window) => format!("{item} · {window}"),
        None => item,
    }
}

fn window_name<'d>(line: &ReviewLine, district: &'d District) -> Option<&'d str> {
    let id = line.window.as_deref()?;
    district.window(&id.into()).map(|w| w.name.as_str())
}

fn item_name(line: &ReviewLine, district: &District) -> String {
    let item = district.window_item(&line.item.as_str().into());
    item.map_or_else(|| line.item.clone(), |i| i.name.clone())
}

fn table(lines: &[ReviewLine], district: &District) -> DataTable {
    let row = |line: &ReviewLine| {
        let level = line.level.map_or("还没有评", level_word);
        let later = line
            .followed_up
            .map_or(String::new(), |l| format!("（追评：{}）", level_word(l)));
        let call = match (line.named, line.called_back, line.level) {
            (_, _, None | Some(3..)) => "",
            (false, ..) => "没有留电话",
            (true, true, _) => "已回访",
            // The stage says so already.
            (true, false, _) if line.line.state == "to_call_back" => "",
            (true, false, _) => "没有联系上",
        };
        let due = match line.line.waiting.as_str() {
            "nobody" => String::new(),
            _ => format!("{}前", text::month_day(line.line.due)),
        };
        let stage = [line.line.state_word.as_str(), call, due.as_str()];
        let stage: Vec<&str> = stage.into_iter().filter(|w| !w.is_empty()).collect();
        let place = match window_name(line, district) {
            Some(window) => format!("{} · {window}", line.line.lead),
            None => line.line.lead.clone(),
        };
        let href = format!("/desk/matters/{}", line.line.no);
        vec![
            Cell::link(item_name(line, district), href),
            Cell::from(format!("{level}{later}")),
            Cell::from(line.tags.clone()),
            Cell::from(place),
            Cell::from(line.day.map_or(String::new(), |d| {
                format!("{}年{}", d.year(), text::month_day(d))
            })),
            Cell::from(stage.join(" · ")),
        ]
    };
    DataTable {
        caption: "好差评清单".to_owned(),
        columns: ["评的是", "等级", "具体情况", "哪里", "评价日期", "环节"]
            .map(Column::text)
            .to_vec(),
        rows: lines.iter().map(row).collect(),
    }
}
