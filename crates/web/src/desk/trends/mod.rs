//! 趋势: a unit's published months and quarters, an indicator's matters, over months and years.

mod indicator;
mod unit;
mod years;

use crate::App;
use crate::desk::frame;
use crate::kit::parts::{Cell, Column, DataTable, Tab, Tabs};
use crate::kit::viewer::Viewer;
use crate::kit::{Desk, Problem, render};
use crate::routes::{Access, Route, get};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use banjie_core::district::{Action, IndicatorId, UnitId};
use serde::Deserialize;

const HOME: &str = "/desk/trends";
/// Months of the short and of the long view.
const SPANS: [(u32, &str); 2] = [(12, "近 12 个月"), (36, "近三年")];

pub(super) fn routes() -> Vec<Route> {
    let see = Access::Staff(Action::SeeFigures);
    vec![
        get(HOME, see, list),
        get("/desk/trends/units/{unit}", see, unit::show),
        get("/desk/trends/indicators/{indicator}", see, indicator::show),
    ]
}

/// The page of a unit's trend.
pub(crate) fn unit_href(unit: &UnitId) -> String {
    let unit: String = form_urlencoded::byte_serialize(unit.as_str().as_bytes()).collect();
    format!("{HOME}/units/{unit}")
}

/// The page of an indicator's trend.
pub(crate) fn indicator_href(indicator: &IndicatorId) -> String {
    format!("{HOME}/indicators/{indicator}")
}

/// Which span is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    months: String,
}

impl Asked {
    /// Months to look back.
    fn months(&self) -> u32 {
        let asked = self.months.parse().unwrap_or(0);
        let known = SPANS.iter().find(|(months, _)| *months == asked);
        known.map_or(SPANS[0].0, |(months, _)| *months)
    }

    fn tabs(&self, path: &str) -> Tabs {
        let now = self.months();
        let tabs = SPANS.map(|(months, label)| Tab {
            label: label.to_owned(),
            href: format!("{path}?months={months}"),
            count: None,
            current: months == now,
        });
        Tabs {
            tabs: tabs.to_vec(),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/trends/list.html")]
struct ListPage {
    desk: Desk,
    units: DataTable,
    indicators: DataTable,
}

async fn list(State(app): State<App>, viewer: Viewer) -> Result<Response, Problem> {
    let district = &app.pack().district;
    let units = (district.units.iter()).filter_map(|unit| {
        let group = unit.peer_group.clone()?;
        let name = unit.id.to_string();
        Some(vec![Cell::link(name, unit_href(&unit.id)), group.into()])
    });
    let indicators = district.indicators.iter().map(|indicator| {
        vec![
            Cell::link(indicator.name.clone(), indicator_href(&indicator.id)),
            indicator.lead.to_string().into(),
        ]
    });
    let table = |caption: &str, columns: [&str; 2], rows| DataTable {
        caption: caption.to_owned(),
        columns: columns.map(Column::text).to_vec(),
        rows,
    };
    let page = ListPage {
        units: table("各单位", ["单位", "可比组"], units.collect()),
        indicators: table("各指标", ["指标", "牵头单位"], indicators.collect()),
        desk: frame(&app, &viewer, HOME, "趋势").await?,
    };
    render(&page)
}
