//! Around a list: tabs, filters, pages, acts on many. All links, no script needed.

use askama::Template;

use super::{Choice, LightKind};
use crate::kit::part;

/// A tab with its count.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    /// Its word.
    pub label: String,
    /// Address.
    pub href: String,
    /// How many are in it.
    pub count: Option<u64>,
    /// Whether it is shown.
    pub current: bool,
}

/// A row of tabs below the title.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<nav class="tabs" aria-label="分类">{% for t in tabs %}<a href="{{ t.href }}"{% if t.current %} aria-current="page"{% endif %}>{{ t.label }}{% if let Some(n) = t.count %} <span>{{ n }}</span>{% endif %}</a>{% endfor %}</nav>"#
)]
pub struct Tabs {
    /// In order.
    pub tabs: Vec<Tab>,
}

/// A filter that is on or off; the link toggles it.
#[derive(Clone, Debug, Default)]
pub struct Chip {
    /// Its word.
    pub label: String,
    /// The view with it toggled.
    pub href: String,
    /// How many would be shown.
    pub count: Option<u64>,
    /// A light chip keeps its shape.
    pub light: Option<LightKind>,
    /// Whether it is on.
    pub on: bool,
}

/// Chips of lights, own chips, sort, save; active filters below with 清除.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/filters.html")]
pub struct FilterBar {
    /// Chips of the lights.
    pub lights: Vec<Chip>,
    /// Other chips.
    pub own: Vec<Chip>,
    /// The sort in words, e.g. `时限最近在前`; empty: none shown.
    pub sort: String,
    /// The next sort.
    pub sort_href: String,
    /// Saves the view; empty: none.
    pub save_href: String,
    /// Filters on that have no chip above: each link removes one.
    pub active: Vec<Chip>,
    /// The view without filters; shown when some are active.
    pub clear_href: String,
}

/// Pages of a list and its total.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/pager.html")]
pub struct Pager {
    /// All rows of the view.
    pub total: u64,
    /// Rows on a page.
    pub size: u64,
    /// This page, from 1.
    pub page: u64,
    /// Address of the view up to the page's number, e.g. `/desk/matters?sort=due&page=`.
    pub base: String,
    /// Word for one row, e.g. `件`, `条`.
    pub noun: &'static str,
}

/// Acts on the ticked rows, at the end of the form that holds the list. Buttons send `act`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/bulk.html")]
pub struct BulkBar {
    /// Allowed acts: value of `act` and word.
    pub acts: Vec<Choice>,
    /// What is not allowed here: `办结、退回、延期须逐件办`.
    pub not_here: String,
    /// Rows of the whole view; over 200 the choice of all is refused in words by the server.
    pub total: u64,
    /// Ticked already.
    pub selected: u64,
}

part!(Tabs, FilterBar, Pager, BulkBar);

impl Pager {
    fn total_words(&self) -> String {
        crate::kit::text::thousands(self.total)
    }

    fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1)).max(1)
    }

    /// First, last and the neighbours of this page; 0 stands for a gap.
    fn shown(&self) -> Vec<u64> {
        let pages = self.pages();
        let mut out = Vec::new();
        for page in 1..=pages {
            if page == 1 || page == pages || page.abs_diff(self.page) <= 2 {
                out.push(page);
            } else if out.last() != Some(&0) {
                out.push(0);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_far_away_are_a_gap() {
        let pager = Pager {
            total: 1000,
            size: 50,
            page: 10,
            base: "?page=".into(),
            noun: "件",
        };
        assert_eq!(pager.shown(), [1, 0, 8, 9, 10, 11, 12, 0, 20]);
        let html = pager.to_string();
        assert!(html.contains("共 1,000 件"), "{html}");
        let one = Pager { total: 12, ..pager };
        assert!(one.to_string().contains("全部显示"));
    }
}
