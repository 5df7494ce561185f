//! The calls a unit owes among its 待办: they are no matters of its own, so they stand in a list above.

use super::page::View;
use super::scope::Scope;
use crate::App;
use crate::desk::callbacks;
use crate::kit::Problem;
use crate::kit::parts::{LightKind, MatterGroup, MatterList};
use crate::kit::viewer::Viewer;
use crate::kit::words;
use banjie_store::reads::UnitCall;

/// Calls shown one by one, so that the unit's own reds stay in view; the rest is a link.
const SHOWN: usize = 5;

/// What is owed, each with its light.
pub(super) struct Calls(Vec<(UnitCall, LightKind)>);

impl Calls {
    /// All that are owed on the tab; other tabs have none.
    pub(super) async fn of(app: &App, viewer: &Viewer, scope: Scope) -> Result<Self, Problem> {
        let mut all = Vec::new();
        if scope == Scope::Todo {
            for call in callbacks::owed(app, viewer).await? {
                let light = callbacks::light(app, &call)?;
                all.push((call, light));
            }
        }
        Ok(Self(all))
    }

    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// How many have a light.
    pub(super) fn lit(&self, light: LightKind) -> u64 {
        self.0.iter().filter(|(_, own)| *own == light).count() as u64
    }

    /// How many a filter of the tab leaves.
    pub(super) fn only(&self, app: &App, only: &str) -> u64 {
        self.0.iter().filter(|c| fits(&c.0, app, only)).count() as u64
    }

    /// Those that the view's filters leave.
    pub(super) fn seen(self, app: &App, view: &View) -> Self {
        let light = view.light.map(|light| words::light(Some(light), false));
        let mut calls = self.0;
        calls.retain(|(call, own)| {
            light.is_none_or(|light| *own == light) && fits(call, app, view.only)
        });
        Self(calls)
    }

    /// How many the list leaves out.
    pub(super) fn more(&self) -> usize {
        self.0.len().saturating_sub(SHOWN)
    }

    /// The first one's form.
    pub(super) fn first(&self) -> Option<String> {
        let (call, _) = self.0.first()?;
        Some(callbacks::place(call.month, &call.item))
    }

    /// The first of them as a list; `None`: none is owed.
    pub(super) async fn list(
        &self,
        app: &App,
        viewer: &Viewer,
    ) -> Result<Option<MatterList>, Problem> {
        let mut rows = Vec::new();
        for (call, _) in self.0.iter().take(SHOWN) {
            rows.push(callbacks::owed_row(app, viewer, call).await?);
        }
        Ok((!rows.is_empty()).then(|| MatterList {
            groups: vec![MatterGroup {
                title: "抽到本单位回访的".to_owned(),
                count: self.len(),
                told: String::new(),
                rows,
            }],
            select: false,
            beside: true,
            caption: "抽到本单位打电话回访的办件".to_owned(),
        }))
    }
}

fn fits(call: &UnitCall, app: &App, only: &str) -> bool {
    match only {
        "today" => call.item.due == app.today(),
        "unsigned" => false,
        _ => true,
    }
}
