//! The list of pledges, and one of them with its QR code for the wall of the service hall.

use super::kept::{OnTime, Record};
use crate::App;
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
    pledges: Vec<PledgeView>,
}

#[derive(Template)]
#[template(path = "portal/pledges/one.html")]
struct OnePage {
    portal: Portal,
    pledge: PledgeView,
    full_name: String,
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
    let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "q")
        .map_or_else(String::new, |(_, value)| text::single_line(&value));
    let page = ListPage {
        total: pledges.len(),
        answered: answered(app)?,
        pledges: pledges
            .iter()
            .filter(|p| holds(p, &query))
            .map(|p| PledgeView::of(p, &portal).with(record, &p.unit))
            .collect(),
        query,
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
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
        answered: answered(app)?,
        qr: qr.svg(38.0),
        portal,
    };
    page.render().map(Html).map_err(|e| Problem::internal(&e))
}
