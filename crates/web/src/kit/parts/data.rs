//! Figures and tables.

use askama::Template;

use crate::kit::part;

/// One figure: label, value that opens, unit, one comparison in words.
#[derive(Clone, Debug, Default)]
pub struct Kpi {
    /// Label above.
    pub label: String,
    /// The figure as printed.
    pub value: String,
    /// Its unit, grey.
    pub unit: String,
    /// One comparison in words; may be empty.
    pub compare: String,
    /// The matters behind it; empty only on papers.
    pub href: String,
}

/// A row of three or four figures.
#[derive(Clone, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<div class="kpis">{% for k in kpis %}<div><span class="kpi-l">{{ k.label }}</span>{% if k.href.is_empty() %}<span class="fig">{{ k.value }}</span>{% else %}<a class="fig" href="{{ k.href }}">{{ k.value }}</a>{% endif %}<span class="unit">{{ k.unit }}</span>{% if !k.compare.is_empty() %}<span class="kpi-c">{{ k.compare }}</span>{% endif %}</div>{% endfor %}</div>"#
)]
pub struct KpiRow {
    /// In order.
    pub kpis: Vec<Kpi>,
}

/// A column of a data table.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Head.
    pub label: String,
    /// Numbers stand right.
    pub number: bool,
    /// The view sorted by it; empty: not sortable.
    pub sort_href: String,
    /// `ascending` or `descending` when the table is sorted by it.
    pub sorted: Option<&'static str>,
}

impl Column {
    /// A column of words.
    pub fn text(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            ..Self::default()
        }
    }

    /// A column of numbers.
    pub fn number(label: &str) -> Self {
        Self {
            number: true,
            ..Self::text(label)
        }
    }
}

/// A horizontal bar: share of the longest, 0 to 1000.
#[derive(Clone, Copy, Debug, Default, Template)]
#[template(
    ext = "html",
    source = r#"<svg class="hbar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{{ share }}" height="10"/></svg>"#
)]
pub struct HBar {
    /// Share of the longest bar in thousandths.
    pub share: u32,
}

impl HBar {
    /// The bar of `value` where `longest` fills the column.
    pub fn of(value: u64, longest: u64) -> Self {
        let share = value
            .min(longest)
            .saturating_mul(1000)
            .checked_div(longest)
            .unwrap_or(0);
        Self {
            share: u32::try_from(share).unwrap_or(1000),
        }
    }
}

/// A cell of a data table.
#[derive(Clone, Debug)]
pub enum Cell {
    /// Words or a figure.
    Text(String),
    /// Words or a figure that opens.
    Link {
        /// What is read.
        text: String,
        /// What it opens.
        href: String,
    },
    /// A bar.
    Bar(HBar),
    /// A light.
    Light(super::LightView),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Cell {
    /// A figure or word that opens.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link {
            text: text.into(),
            href: href.into(),
        }
    }
}

/// A plain table; the first cell of a row is its head and normally the link.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "kit/parts/table.html")]
pub struct DataTable {
    /// What it shows; read by ear, hidden by eye when the title above says it.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

part!(KpiRow, HBar, DataTable);

impl DataTable {
    fn class(&self, index: &usize) -> &'static str {
        match self.columns.get(*index) {
            Some(column) if column.number => "num nowrap",
            _ => "",
        }
    }
}
