//! How times, order and materials of a package are said; the row of a package in lists.

use crate::App;
use crate::kit::{Portal, Problem};
use banjie_core::packages::{Catalogue, Picks, ServiceItem, ServicePackage, Statutory, WholeLimit};
use banjie_core::rules::Rules;
use jiff::civil::Date;

/// A package in a list.
pub(in crate::portal) struct PackageRow {
    pub(in crate::portal) name: String,
    pub(in crate::portal) summary: String,
    pub(in crate::portal) href: String,
    /// `4 个工作日`, `3 个工作日＋公示`, for the case that everything is needed.
    pub(in crate::portal) time: String,
}

impl PackageRow {
    fn of(services: &Catalogue, package: &ServicePackage, portal: &Portal) -> Self {
        let whole = services.merge(package, &Picks::new());
        Self {
            name: package.name.clone(),
            summary: package.summary.clone(),
            href: portal.href(&format!("/packages/{}", package.id)),
            time: short(&whole.limit),
        }
    }
}

/// All packages.
pub(in crate::portal) fn rows(app: &App, portal: &Portal) -> Vec<PackageRow> {
    let services = &app.pack().services;
    (services.packages().iter())
        .map(|p| PackageRow::of(services, p, portal))
        .collect()
}

/// Packages whose name, other names, summary or items hold the words, or the other way round.
pub(in crate::portal) fn found(app: &App, portal: &Portal, words: &str) -> Vec<PackageRow> {
    let services = &app.pack().services;
    let meets = |text: &str| text.contains(words) || words.contains(text);
    (services.packages().iter())
        .filter(|p| {
            let items = p.items.iter().filter_map(|i| services.item(&i.item));
            meets(&p.name)
                || p.aliases.iter().any(|a| meets(a))
                || (words.chars().count() > 1
                    && (p.summary.contains(words)
                        || items.into_iter().any(|i| i.name.contains(words))))
        })
        .map(|p| PackageRow::of(services, p, portal))
        .collect()
}

/// `3 个工作日`, or `当场办结`.
pub(super) fn working_days(days: u32) -> String {
    match days {
        0 => "当场办结".to_owned(),
        days => format!("{days} 个工作日"),
    }
}

/// The whole of a package: `4 个工作日`, with notice `公示 20 日，办理 3 个工作日`.
pub(super) fn whole(limit: &WholeLimit<'_>) -> String {
    let handling = working_days(limit.working_days);
    match limit.notice_days {
        0 => handling,
        days => format!("公示 {days} 日，办理 {handling}"),
    }
}

/// The same for the end of a row, where a phone has little room: `3 个工作日＋公示`.
fn short(limit: &WholeLimit<'_>) -> String {
    let handling = working_days(limit.working_days);
    match limit.notice_days {
        0 => handling,
        _ => format!("{handling}＋公示"),
    }
}

/// What an item promises: `承诺 1 个工作日`.
pub(super) fn promised(item: &ServiceItem) -> String {
    match (&item.notice, item.promised) {
        (Some((_, days)), 0) => format!("公示 {days} 个自然日"),
        (Some((_, days)), wd) => format!("公示 {days} 个自然日，办理 {}", working_days(wd)),
        (None, 0) => working_days(0),
        (None, wd) => format!("承诺 {}", working_days(wd)),
    }
}

/// What the law gives: `法定 3 个工作日`; empty when no law gives a number.
///
/// # Errors
/// The rule has no value today.
pub(super) fn statutory(item: &ServiceItem, rules: &Rules, today: Date) -> Result<String, Problem> {
    let limit = match &item.statutory {
        Statutory::None => return Ok(String::new()),
        Statutory::Own(limit, _) => limit,
        Statutory::Rule(rule) => {
            let found = rules
                .limit(rule, today)
                .map_err(|e| Problem::internal(&e))?;
            found.0
        }
    };
    Ok(format!("法定 {} {}", limit.length, limit.unit.word()))
}
