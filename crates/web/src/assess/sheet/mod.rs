//! The bulletin as a sheet: masthead, figures, sections whose titles are findings. Every figure
//! opens.

mod lists;
pub(crate) mod tables;
mod weekly;

use super::figure::opens;
use super::{Edition, Eyes};
use crate::kit::parts::{DataTable, Kpi, KpiRow};
use crate::kit::{Problem, part, text};
use askama::Template;
use banjie_core::assessment::Counted;
use banjie_core::assessment::bulletin::Bulletin;
use banjie_core::assessment::period::span_words;
use banjie_papers::paper::ordinal;
use banjie_papers::qr::Qr;
use weekly::Item;
pub(crate) use weekly::trace_words;

/// One section.
pub(crate) struct Section {
    /// Its finding.
    pub(crate) title: String,
    /// Sentences with what stands behind them.
    items: Vec<Item>,
    parts: Vec<Part>,
}

/// A table of a section; of a long list the rest is folded away.
struct Part {
    heading: String,
    table: DataTable,
    rest: Option<(String, DataTable)>,
}

impl Part {
    fn table(table: DataTable) -> Self {
        Self {
            heading: String::new(),
            table,
            rest: None,
        }
    }
}

/// The sheet.
#[derive(Template)]
#[template(path = "assess/sheet.html")]
pub(crate) struct Sheet {
    office: String,
    issue: String,
    days: String,
    kpis: KpiRow,
    /// In order; leaders remark on them by number.
    pub(crate) sections: Vec<Section>,
    until: String,
    proof: Proof,
    /// Page on which a leader remarks; empty for everybody else.
    remarks: String,
}

/// What stands at the end of each paper.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<div class="proof">{{ svg|safe }}<p class="small pre">编号 {{ code }} · 账本封存号 {{ head }}<br>扫码或输入编号核验原件：{{ url }}<br>有更正时，这个网址先显示新版。</p></div>"#
)]
pub(crate) struct Proof {
    svg: String,
    code: String,
    head: String,
    url: String,
}

part!(Sheet, Proof);

impl Proof {
    /// From the stamp of a paper.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(
        stamp: &banjie_papers::bulletin::Stamp,
        code: String,
    ) -> Result<Self, Problem> {
        let qr = Qr::of(&stamp.url).map_err(|e| Problem::internal(&e))?;
        Ok(Self {
            svg: qr.svg(27.0),
            code,
            head: stamp.head.clone(),
            url: stamp.url.clone(),
        })
    }
}

impl Sheet {
    /// The sheet of a bulletin.
    ///
    /// # Errors
    /// The address fits no QR code.
    pub(crate) fn of(edition: &Edition<Bulletin>, eyes: Eyes<'_>) -> Result<Self, Problem> {
        let (b, stamp) = (&edition.values, &edition.stamp);
        let issued = match stamp.issued {
            Some(day) => format!("{}月{}日印发", day.month(), day.day()),
            None => "草稿，未印发".to_owned(),
        };
        let revised = match stamp.revision {
            0 | 1 => String::new(),
            n => format!(" · 第{n}版"),
        };
        Ok(Self {
            office: stamp.signer.clone(),
            issue: format!("{}{revised}", b.week.words()),
            days: format!("{} · {issued}", span_words(b.from, b.as_of)),
            kpis: kpis(b),
            sections: sections(b, eyes, &edition.base()),
            until: banjie_papers::bulletin::counted_until(b),
            proof: Proof::of(stamp, b.code())?,
            remarks: String::new(),
        })
    }

    /// The same with a link beside each item to the leader's remark on it.
    #[must_use]
    pub(crate) fn remarked_at(mut self, page: &str) -> Self {
        page.clone_into(&mut self.remarks);
        self
    }

    /// What can be remarked on: sections by number, their items as `1.2`.
    pub(crate) fn subjects(&self) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (n, section) in self.sections.iter().enumerate() {
            out.push(((n + 1).to_string(), section.title.clone()));
            let items = section.items.iter().enumerate();
            out.extend(items.map(|(i, item)| {
                let words = format!("　{}：{}", item.head, item.words);
                (format!("{}.{}", n + 1, i + 1), words)
            }));
        }
        out
    }
}

/// The figures at the head of a bulletin.
pub(crate) fn kpis(b: &Bulletin) -> KpiRow {
    let count = |label: &str, counted: &Counted, compare: String| Kpi {
        label: label.to_owned(),
        value: text::thousands(counted.cases),
        unit: "件".to_owned(),
        compare,
        href: opens(counted),
    };
    let on_time = Kpi {
        label: "按时办结率".to_owned(),
        value: (b.on_time.rate).map_or("无数据".to_owned(), |rate| rate.to_string()),
        unit: b.on_time.rate.map_or("", |_| "%").to_owned(),
        compare: format!("{} ÷ {} 件", b.on_time.hits.cases, b.on_time.cases()),
        href: b.on_time.whole.first().map(opens).unwrap_or_default(),
    };
    KpiRow {
        kpis: vec![
            count("交办", &b.received.now, b.received.words()),
            on_time,
            count("现在逾期", &b.overdue.now, b.overdue.words()),
            count(
                "在办",
                &b.open,
                format!("本周答复 {} 件", b.answered.now.cases),
            ),
        ],
    }
}

fn sections(b: &Bulletin, eyes: Eyes<'_>, base: &str) -> Vec<Section> {
    let f = &b.findings;
    let new = b.has_notes();
    let mut titled: Vec<(&str, Vec<Item>, Vec<Part>)> = Vec::new();
    if new {
        titled.push((&f.points, weekly::points(b), Vec::new()));
    }
    titled.extend([
        (f.overdue.as_str(), Vec::new(), lists::overdue(b, eyes)),
        (&f.rates, Vec::new(), tables::rates(b)),
        (&f.satisfaction, Vec::new(), tables::satisfaction(b)),
        (&f.movement, Vec::new(), tables::movement(b)),
    ]);
    let mut directives = weekly::sources(b, base);
    directives.extend(lists::listed_in(
        "在办的会议任务",
        &b.directives.rows,
        None,
        eyes,
    ));
    titled.push((&f.directives, Vec::new(), directives));
    if new {
        titled.push((&f.indicators, Vec::new(), weekly::indicators(b, base)));
        titled.push((&f.notes, weekly::notes(b), Vec::new()));
    }
    let next = lists::listed_in("下周到期", &b.next_week, None, eyes);
    titled.push((&f.next_week, Vec::new(), next));
    (titled.into_iter().enumerate())
        .map(|(index, (finding, items, parts))| Section {
            title: format!("{}、{finding}", ordinal(index)),
            items,
            parts,
        })
        .collect()
}
