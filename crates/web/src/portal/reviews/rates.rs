//! 各单位、窗口、事项的评价: rates and corrections, open to everybody, without names.

use crate::App;
use crate::assess::figure;
use crate::kit::parts::{Cell, Column, DataTable, LevelBar, Tab, Tabs};
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::extract::{OriginalUri, State};
use axum::http::Uri;
use axum::response::Html;
use banjie_core::assessment::rates::{Percent, printed};
use banjie_core::assessment::reviews::ReviewRates;
use banjie_core::assessment::tally::Count;
use banjie_core::assessment::{Figure, Month};
use banjie_core::district::{District, UnitId};
use banjie_core::kinds::review::LEVELS;
use banjie_core::matter::Kind;
use banjie_store::reads::{RatesBy, ReviewFilter};
use jiff::civil::Date;

/// Months one may choose from.
const MONTHS: usize = 12;

#[derive(Template)]
#[template(path = "portal/reviews/rates.html")]
struct RatesPage {
    portal: Portal,
    by: &'static str,
    period: String,
    months: Vec<(String, String)>,
    month: String,
    tabs: Tabs,
    levels: Vec<(String, u64)>,
    bar: LevelBar,
    finding: String,
    table: Option<DataTable>,
}

/// The days a page of rates counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// First day.
    pub(super) from: Date,
    /// Last day.
    pub(super) to: Date,
    /// `2026-10`; empty: the last twelve months.
    pub(super) month: String,
}

impl Period {
    /// The month of an address, or the last twelve up to today.
    fn read(month: &str, today: Date) -> Self {
        match month.parse::<Month>() {
            Ok(m) => Self {
                from: m.first(),
                to: m.last(),
                month: m.to_string(),
            },
            Err(_) => {
                let back = (1..MONTHS).fold(Month::of(today), |m, _| m.previous());
                Self {
                    from: back.first(),
                    to: today,
                    month: String::new(),
                }
            }
        }
    }

    /// Months to choose from, the newest first: code and words.
    fn choices(today: Date) -> Vec<(String, String)> {
        let mut month = Month::of(today);
        let mut choices = Vec::new();
        for _ in 0..MONTHS {
            choices.push((month.to_string(), month.words()));
            month = month.previous();
        }
        choices
    }
}

/// `98.29%`, or `无数据`.
pub(crate) fn spelled(rate: Option<Percent>) -> String {
    rate.map_or("无数据".to_owned(), |r| format!("{}%", printed(r)))
}

/// What a key of a rate is called.
pub(super) fn called(district: &District, by: RatesBy, key: &str) -> String {
    match by {
        RatesBy::Unit => key.to_owned(),
        RatesBy::Window => {
            let window = district.window(&key.into());
            window.map_or_else(|| key.to_owned(), |w| format!("{}（{}）", w.name, w.unit))
        }
        RatesBy::Item => {
            let item = district.window_item(&key.into());
            item.map_or_else(|| key.to_owned(), |i| i.name.clone())
        }
    }
}

pub(super) fn asked(uri: &Uri, name: &str) -> String {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(n, _)| n == name)
        .map_or_else(String::new, |(_, v)| v.into_owned())
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    who: MaybeViewer,
) -> Result<Html<String>, Problem> {
    let portal = frame(&app, &uri, &who, "评价和整改结果");
    let (today, district) = (app.today(), &app.pack().district);
    let period = Period::read(&asked(&uri, "month"), today);
    let unit = UnitId(asked(&uri, "unit"));
    let unit = district.unit(&unit).map(|u| u.id.clone());
    let (by, code) = match asked(&uri, "by").as_str() {
        "window" => (RatesBy::Window, "window"),
        "item" => (RatesBy::Item, "item"),
        _ => (RatesBy::Unit, ""),
    };
    let filter = ReviewFilter {
        unit: unit.clone(),
        ..ReviewFilter::default()
    };
    let store = app.store();
    let found = store
        .review_rates(by, &filter, period.from, period.to)
        .await?;
    let counts = store.counts(period.from, period.to).await?;
    let whole = ReviewRates::of_unit(unit.as_ref(), &counts);
    let rows = found
        .iter()
        .map(|(key, rates)| row(&portal, district, by, key, rates, (&unit, &period)));
    let rows: Vec<_> = rows.collect();
    let address = |code: &str| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("by", code),
            ("month", &period.month),
            ("unit", unit.as_ref().map_or("", |u| u.as_str())),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        portal.href(&match query.is_empty() {
            true => "/reviews".to_owned(),
            false => format!("/reviews?{query}"),
        })
    };
    let tab = |label: &str, own: &str| Tab {
        label: label.to_owned(),
        href: address(own),
        count: None,
        current: own == code,
    };
    let page = RatesPage {
        by: code,
        period: match period.month.as_str() {
            "" => "近 12 个月".to_owned(),
            _ => period
                .month
                .parse::<Month>()
                .map_or(String::new(), |m| m.words()),
        },
        months: Period::choices(today),
        month: period.month.clone(),
        tabs: Tabs {
            tabs: vec![
                tab("按单位", ""),
                tab("按窗口", "window"),
                tab("按事项", "item"),
            ],
        },
        levels: LEVELS
            .iter()
            .map(|(l, word)| {
                (
                    (*word).to_owned(),
                    whole.ratings.levels[usize::from(*l) - 1],
                )
            })
            .collect(),
        bar: LevelBar {
            levels: whole.ratings.levels,
        },
        finding: finding(unit.as_ref(), &whole),
        table: (!rows.is_empty()).then(|| DataTable {
            caption: "评价和整改".to_owned(),
            columns: columns(by),
            rows,
        }),
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// The sentence a reader would repeat.
fn finding(unit: Option<&UnitId>, rates: &ReviewRates) -> String {
    let who = unit.map_or("全区".to_owned(), ToString::to_string);
    if rates.valid() == 0 {
        return format!("{who}还没有人评价。没有评价的不算满意。");
    }
    format!(
        "{who} {} 条评价，满意率 {}；属实差评 {} 条，整改 {} 条。",
        rates.valid(),
        spelled(rates.satisfaction()),
        rates.upheld,
        rates.corrected
    )
}

fn columns(by: RatesBy) -> Vec<Column> {
    let first = match by {
        RatesBy::Unit => "单位",
        RatesBy::Window => "窗口",
        RatesBy::Item => "事项",
    };
    let mut columns = vec![Column::text(first)];
    let numbers = [
        "满意",
        "不满意",
        "满意率",
        "差评率",
        "实名差评回访率",
        "整改率",
        "按时整改率",
    ];
    columns.extend(numbers.map(Column::number));
    if by == RatesBy::Unit {
        columns.push(Column::number("主动评价率"));
    }
    columns.push(Column::number("剔除"));
    columns
}

fn row(
    portal: &Portal,
    district: &District,
    by: RatesBy,
    key: &str,
    rates: &ReviewRates,
    (unit, period): (&Option<UnitId>, &Period),
) -> Vec<Cell> {
    let opens = |count: Count| {
        let (from, to) = (period.from, period.to);
        if by == RatesBy::Unit {
            // Also the levels given with a confirmation before reviews were matters.
            let all = matches!(count, Count::Pleased | Count::Displeased);
            return portal.href(&figure::href(&Figure {
                unit: Some(key.into()),
                kind: (!all).then_some(Kind::Review),
                indicator: None,
                count,
                except: None,
                from,
                to,
            }));
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        let name = match by {
            RatesBy::Window => "window",
            _ => "item",
        };
        query.append_pair(name, key);
        if let Some(unit) = unit {
            query.append_pair("unit", unit.as_str());
        }
        query.append_pair("count", count.code());
        query.append_pair("from", &from.to_string());
        query.append_pair("to", &to.to_string());
        portal.href(&format!("/reviews/cases?{}", query.finish()))
    };
    let number = |n: u64, count| match n {
        0 => Cell::from("0"),
        n => Cell::link(n.to_string(), opens(count)),
    };
    let rate = |rate: Option<Percent>, hits: u64, count| match (rate, hits) {
        (None, _) => Cell::from("无数据"),
        (rate, 0) => Cell::from(spelled(rate)),
        (rate, _) => Cell::link(spelled(rate), opens(count)),
    };
    let (valid, bad) = (rates.valid(), rates.bad_cases());
    let mut row = vec![
        Cell::from(called(district, by, key)),
        number(valid - bad, Count::Pleased),
        number(bad, Count::Displeased),
        rate(rates.satisfaction(), valid - bad, Count::Pleased),
        rate(rates.bad(), bad, Count::Displeased),
        rate(rates.call_back(), rates.called_back, Count::CalledBack),
        rate(rates.correction(), rates.corrected, Count::Corrected),
        rate(rates.on_time(), rates.in_time, Count::CorrectedInTime),
    ];
    if by == RatesBy::Unit {
        row.push(Cell::from(spelled(rates.participation())));
    }
    row.push(number(rates.excluded, Count::Excluded));
    row
}
