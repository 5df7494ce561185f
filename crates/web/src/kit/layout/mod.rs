//! The three frames: portal, desk, paper. A page holds one of these structs and extends its file.

use super::assets;
use super::icon::MARK;

/// Frame of the public pages: field `portal` of a page that extends `kit/layout/portal.html`.
///
/// Blocks of the frame: `main` (inside `<main>`; use `<div class="wrap">` for the measure).
#[derive(Clone, Debug, Default)]
pub struct Portal {
    /// Short name of the district, e.g. `X区`.
    pub district_name: String,
    /// Title of the page without the district's name.
    pub title: String,
    /// 长辈版, from `?elder=1`.
    pub elder: bool,
    /// Whether the district is invented: marks head and foot with 演示数据.
    pub demo: bool,
    /// Whether the page shows errors of a form: the title then begins with `错误：`.
    pub errors: bool,
    /// Path and query of this page without `elder`, e.g. `/pledges?page=2`.
    pub path: String,
    /// Name of whoever is signed in.
    pub signed_in: Option<String>,
    /// The district's number for everything.
    pub telephone: String,
    /// No cookie, no script: the report pages of assurance §4.
    pub bare: bool,
}

/// Frame of the staff's pages: field `desk` of a page that extends `kit/layout/desk.html`.
///
/// Blocks of the frame: `main`. Class of `<body>`: `desk`, plus [`Desk::body_class`].
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// Short name of the district.
    pub district_name: String,
    /// Title of the page without the district's name.
    pub title: String,
    /// Whether the page shows errors of a form.
    pub errors: bool,
    /// Whether the district is invented.
    pub demo: bool,
    /// Side navigation, only what this person may open.
    pub nav: Vec<NavGroup>,
    /// Name of the person.
    pub who: String,
    /// Unit or post of the person.
    pub unit: String,
    /// Today in words, e.g. `2026年2月26日 周四`.
    pub today: String,
    /// What was searched for, shown again in the search field.
    pub query: String,
    /// Whether the person keeps keyboard shortcuts on (WCAG 2.1.4).
    pub shortcuts: bool,
    /// More classes on `<body>`; `lead` gives the grey ground of the leaders' pages.
    pub body_class: &'static str,
}

/// A group of the side navigation.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    /// Title; empty for the first group.
    pub title: String,
    /// Entries in order.
    pub items: Vec<NavItem>,
}

/// An entry of the side navigation.
#[derive(Clone, Debug, Default)]
pub struct NavItem {
    /// Its word.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// What I can move forward now; never a bare dot.
    pub count: Option<u64>,
    /// A word instead of a count, e.g. `第7期`, `核对中`.
    pub tag: String,
    /// Whether this is the page shown.
    pub current: bool,
}

impl NavItem {
    /// An entry without count.
    pub fn new(label: &str, href: &str) -> Self {
        Self {
            label: label.to_owned(),
            href: href.to_owned(),
            ..Self::default()
        }
    }

    /// Its address without the query.
    fn path(&self) -> &str {
        self.href.split('?').next().unwrap_or_default()
    }

    /// The same with a count.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Some(count);
        self
    }

    /// The same with a word instead of a count.
    #[must_use]
    pub fn tag(mut self, tag: &str) -> Self {
        tag.clone_into(&mut self.tag);
        self
    }
}

/// Frame of a printed page: field `paper` of a page that extends `kit/layout/paper.html`.
///
/// Blocks: `tools` (hidden in print), `main` (the sheet).
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Short name of the district.
    pub district_name: String,
    /// Title of the document.
    pub title: String,
    /// Whether the district is invented: written in the head of every page.
    pub demo: bool,
    /// The document's number.
    pub number: String,
    /// The journal seal it stands on, e.g. `7F3K-20A9`.
    pub seal: String,
    /// What one does by scanning the QR, e.g. `扫码评价`.
    pub code_does: &'static str,
    /// The address behind the QR, readable as text.
    pub url: String,
    /// The QR as SVG made by `papers`; the template trusts it.
    pub qr_svg: Option<String>,
    /// Where to go back to on screen.
    pub back: String,
}

impl Portal {
    /// A link inside the portal that keeps 长辈版 in the address.
    pub fn href(&self, to: &str) -> String {
        if self.elder {
            with_query(to, "elder=1")
        } else {
            to.to_owned()
        }
    }

    /// This page in the other size.
    pub fn elder_href(&self) -> String {
        if self.elder {
            self.path.clone()
        } else {
            with_query(&self.path, "elder=1")
        }
    }

    pub(crate) fn css(&self) -> &str {
        &assets::CSS.url
    }

    pub(crate) fn js(&self) -> &str {
        &assets::JS.url
    }

    pub(crate) fn icon(&self) -> &str {
        &assets::ICON.url
    }

    pub(crate) fn mark(&self) -> &'static str {
        MARK
    }
}

impl Desk {
    pub(crate) fn css(&self) -> &str {
        &assets::CSS.url
    }

    pub(crate) fn js(&self) -> &str {
        &assets::JS.url
    }

    pub(crate) fn icon(&self) -> &str {
        &assets::ICON.url
    }

    pub(crate) fn mark(&self) -> &'static str {
        MARK
    }

    /// Marks the entry whose address is the longest beginning of `path` as the page shown.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        let best = self
            .nav
            .iter()
            .flat_map(|g| &g.items)
            .filter(|i| {
                path.strip_prefix(i.path())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
            })
            .map(|i| i.path().len())
            .max();
        for item in self.nav.iter_mut().flat_map(|g| &mut g.items) {
            item.current = best == Some(item.path().len()) && path.starts_with(item.path());
        }
        self
    }
}

impl Paper {
    pub(crate) fn css(&self) -> &str {
        &assets::CSS.url
    }
}

/// Adds a pair to an address before its fragment.
fn with_query(to: &str, pair: &str) -> String {
    let (address, fragment) = match to.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (to, None),
    };
    let glue = if address.contains('?') { '&' } else { '?' };
    match fragment {
        Some(fragment) => format!("{address}{glue}{pair}#{fragment}"),
        None => format!("{address}{glue}{pair}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elder_mode_travels_in_the_address() {
        let mut portal = Portal {
            path: "/pledges?page=2".into(),
            ..Portal::default()
        };
        assert_eq!(portal.elder_href(), "/pledges?page=2&elder=1");
        assert_eq!(portal.href("/a"), "/a");
        portal.elder = true;
        assert_eq!(portal.elder_href(), "/pledges?page=2");
        assert_eq!(portal.href("/a#b"), "/a?elder=1#b");
    }

    #[test]
    fn the_longest_matching_entry_is_current() {
        let desk = Desk {
            nav: vec![NavGroup {
                title: String::new(),
                items: vec![
                    NavItem::new("待办", "/desk"),
                    NavItem::new("全部办件", "/desk/matters?sort=-age"),
                ],
            }],
            ..Desk::default()
        }
        .at("/desk/matters/BJ-1");
        let current: Vec<_> = desk.nav[0].items.iter().map(|i| i.current).collect();
        assert_eq!(current, [false, true]);
    }
}
