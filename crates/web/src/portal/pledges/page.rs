//! The list of pledges, and one of them with its QR code for the wall of the service hall.

use super::kept::{OnTime, Record};
use crate::App;
use crate::kit::parts::{Chip, FilterBar};
use crate::kit::text;
use crate::kit::viewer::MaybeViewer;
use crate::kit::{Portal, Problem};
use crate::portal::frame;
use askama::Template;
use axum::http::Uri;
use axum::response::Html;
use banjie_core::district::{ServicePledge, UnitId};
use banjie_papers::qr::Qr;

#[derive(Template)]
#[template(path = "portal/pledges/list.html")]
struct ListPage {
    portal: Portal,
    total: usize,
    /// `5 个工作日内`, from the rules.
    answered: String,
    query: String,
    month: &'static str,
    filters: FilterBar,
    pledges: Vec<PledgeView>,
}

#[derive(Template)]
#[template(path = "portal/pledges/one.html")]
struct OnePage {
    portal: Portal,
    pledge: PledgeView,
    full_name: String,
    /// Its ratings and corrections.
    reviews: String,
    /// `5 个工作日内`, from the rules.
    answered: String,
    qr: String,
}

/// A pledge as pages show it.
pub(in crate::portal) struct PledgeView {
    pub(in crate::portal) unit: String,
    pub(in crate::portal) promises: Vec<String>,
    pub(in crate::portal) responsible: String,
    pub(in crate::portal) telephone: String,
    pub(in crate::portal) href: String,
    pub(in crate::portal) complain: String,
    /// `None`: nothing came due, or not asked for.
    pub(in crate::portal) on_time: Option<OnTime>,
}

impl PledgeView {
    pub(in crate::portal) fn of(pledge: &ServicePledge, portal: &Portal) -> Self {
        let unit: String =
            form_urlencoded::byte_serialize(pledge.unit.as_str().as_bytes()).collect();
        Self {
            unit: pledge.unit.to_string(),
            promises: pledge.promises.clone(),
            responsible: pledge.responsible.clone(),
            telephone: pledge.telephone.clone(),
            href: portal.href(&format!("/pledges/{unit}")),
            complain: portal.href(&format!("/appeals/new?unit={unit}")),
            on_time: None,
        }
    }

    /// The same with how far its time was kept.
    pub(in crate::portal) fn with(mut self, record: &Record, unit: &UnitId) -> Self {
        self.on_time = record.of(unit);
        self
    }
}

/// All pledges, or those that hold the words of `?q=`.
pub(super) fn list(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    record: &Record,
) -> Result<Html<String>, Problem> {
    let pledges = &app.pack().district.pledges;
    let title = format!("{} 家单位的服务承诺和负责人电话", pledges.len());
    let portal = frame(app, uri, who, &title);
    let asked = |wanted: &str| {
        form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
            .find(|(name, _)| name == wanted)
            .map_or_else(String::new, |(_, value)| text::single_line(&value))
    };
    let (query, late, by_rate) = (asked("q"), asked("late") == "1", asked("sort") == "rate");
    let mut found: Vec<PledgeView> = pledges
        .iter()
        .filter(|p| holds(p, &query))
        .map(|p| PledgeView::of(p, &portal).with(record, &p.unit))
        .collect();
    let missed = |p: &PledgeView| p.on_time.as_ref().is_some_and(|o| o.late);
    let filters = filters(
        &portal,
        &query,
        (late, by_rate),
        (found.len(), found.iter().filter(|p| missed(p)).count()),
        record.month(),
    );
    if late {
        found.retain(missed);
    }
    if by_rate {
        // The lowest share first; units without a case last.
        let rate = |p: &PledgeView| p.on_time.as_ref().and_then(|o| o.percent.parse().ok());
        found.sort_by(|a, b| {
            let (a, b): (f64, f64) = (rate(a).unwrap_or(1e3), rate(b).unwrap_or(1e3));
            a.total_cmp(&b)
        });
    }
    let page = ListPage {
        total: pledges.len(),
        answered: answered(app)?,
        month: record.month(),
        filters,
        pledges: found,
        query,
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}

/// All, or those that missed their time; in the pack's order or the lowest share first.
fn filters(
    portal: &Portal,
    query: &str,
    (late, by_rate): (bool, bool),
    (all, missed): (usize, usize),
    month: &str,
) -> FilterBar {
    let address = |late: bool, by_rate: bool| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        if !query.is_empty() {
            pairs.append_pair("q", query);
        }
        if late {
            pairs.append_pair("late", "1");
        }
        if by_rate {
            pairs.append_pair("sort", "rate");
        }
        match pairs.finish() {
            pairs if pairs.is_empty() => portal.href("/pledges"),
            pairs => portal.href(&format!("/pledges?{pairs}")),
        }
    };
    let chip = |label: String, n: usize, wanted: bool| Chip {
        label,
        href: address(wanted, by_rate),
        count: Some(n as u64),
        light: None,
        on: late == wanted,
    };
    FilterBar {
        own: vec![
            chip("全部".to_owned(), all, false),
            chip(format!("{month}有没按时的"), missed, true),
        ],
        sort: if by_rate {
            "按时率低的在前"
        } else {
            "按单位排"
        }
        .to_owned(),
        sort_href: address(late, !by_rate),
        ..FilterBar::default()
    }
}

/// The time an appeal is answered in, by the rule of today.
fn answered(app: &App) -> Result<String, Problem> {
    let rule = "appeal.handle".into();
    let (limit, _) = app
        .pack()
        .rules
        .limit(&rule, app.today())
        .map_err(|e| Problem::internal(&e))?;
    Ok(format!("{} {}内", limit.length, limit.unit.word()))
}

/// Whether a pledge holds these words in unit, name or promises.
pub(in crate::portal) fn holds(pledge: &ServicePledge, words: &str) -> bool {
    pledge.unit.as_str().contains(words)
        || pledge.responsible.contains(words)
        || pledge.promises.iter().any(|p| p.contains(words))
}

/// One pledge.
pub(super) fn one(
    app: &App,
    uri: &Uri,
    who: &MaybeViewer,
    unit: &str,
    record: &Record,
) -> Result<Html<String>, Problem> {
    let district = &app.pack().district;
    let found = district.pledges.iter().find(|p| p.unit.as_str() == unit);
    let pledge = found.ok_or(Problem::NotFound)?;
    let portal = frame(app, uri, who, &format!("{unit}的服务承诺"));
    let plain = PledgeView::of(pledge, &Portal::default());
    let complain_url = format!("{}{}", app.settings().url, plain.complain);
    let qr = Qr::of(&complain_url).map_err(|e| Problem::internal(&e))?;
    let page = OnePage {
        pledge: PledgeView::of(pledge, &portal).with(record, &pledge.unit),
        full_name: district
            .unit(&pledge.unit)
            .map_or_else(|| unit.to_owned(), |u| u.full_name.clone()),
        reviews: portal.href(&format!(
            "/reviews?unit={}",
            form_urlencoded::byte_serialize(unit.as_bytes()).collect::<String>()
        )),
        answered: answered(app)?,
        qr: qr.svg(38.0),
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
