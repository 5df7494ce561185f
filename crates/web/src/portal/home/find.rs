//! The search of the portal: matter numbers, topics, pledges, published papers.

use crate::App;
use crate::kit::Portal;
use crate::portal::packages::{self, PackageRow};
use crate::portal::pledges::{PledgeView, holds};
use banjie_core::district::Topic;

/// A topic as a way into the form of an appeal.
pub(super) struct TopicView {
    pub(super) name: String,
    pub(super) line: String,
    pub(super) href: String,
}

impl TopicView {
    pub(super) fn of(topic: &Topic, portal: &Portal) -> Self {
        let id: String = form_urlencoded::byte_serialize(topic.id.as_str().as_bytes()).collect();
        let words: Vec<_> = topic.keywords.iter().take(3).map(String::as_str).collect();
        Self {
            name: topic.id.to_string(),
            line: format!("{}，找{}", words.join("、"), topic.unit),
            href: portal.href(&format!("/appeals/new?topic={id}")),
        }
    }
}

/// What the search found.
pub(super) struct Found {
    pub(super) packages: Vec<PackageRow>,
    pub(super) topics: Vec<TopicView>,
    pub(super) pledges: Vec<PledgeView>,
    /// Label and address.
    pub(super) pages: Vec<(&'static str, String)>,
}

impl Found {
    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
            && self.topics.is_empty()
            && self.pledges.is_empty()
            && self.pages.is_empty()
    }
}

/// Pages of the portal and the words that lead to them.
const PAGES: [(&str, &str, &[&str]); 9] = [
    ("查办理进度", "/track", &["进度", "查询", "编号", "办到哪"]),
    ("周通报", "/bulletins", &["通报", "周报", "公开"]),
    ("月排名", "/rankings", &["排名", "考核", "名次"]),
    ("季考核", "/assessments", &["季度", "考核", "等次"]),
    (
        "服务承诺和负责人电话",
        "/pledges",
        &["承诺", "电话", "负责人", "投诉"],
    ),
    (
        "时限和利息，自己算",
        "/rules",
        &[
            "时限",
            "期限",
            "几天",
            "多久",
            "工作日",
            "利息",
            "规定",
            "规则",
        ],
    ),
    (
        "信用修复：最早哪天能申请",
        "/rules/credit",
        &["信用修复", "公示期", "处罚公示"],
    ),
    ("账本封存记录", "/seals", &["封存", "账本", "核验", "回执"]),
    (
        "提交诉求",
        "/appeals/new",
        &["诉求", "反映", "投诉", "求助"],
    ),
];

/// Searches for words; without words everything is listed.
pub(super) fn find(app: &App, portal: &Portal, words: &str) -> Found {
    let district = &app.pack().district;
    // A whole sentence finds a topic by the keyword in it, a short word by the keyword it is in.
    let meets = |text: &str| text.contains(words) || words.contains(text);
    let fits = |t: &&Topic| meets(t.id.as_str()) || t.keywords.iter().any(|k| meets(k));
    let pages = PAGES
        .iter()
        .filter(|(label, _, keys)| {
            !words.is_empty() && (meets(label) || keys.iter().any(|k| meets(k)))
        })
        .map(|(label, path, _)| (*label, portal.href(path)))
        .collect();
    Found {
        packages: packages::found(app, portal, words),
        topics: district
            .topics
            .iter()
            .filter(fits)
            .map(|t| TopicView::of(t, portal))
            .collect(),
        pledges: district
            .pledges
            .iter()
            .filter(|p| holds(p, words) || words.contains(p.unit.as_str()))
            .map(|p| PledgeView::of(p, portal))
            .collect(),
        pages,
    }
}
