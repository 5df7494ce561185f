//! Who is named: units by full name, short form and alias, posts and their holders, collectives,
//! and names that only look like units.

use super::dictionary::{Group, Hint, Words};
use super::lexicon::{Lexicon, narrow};
use super::{Dictionary, Named, Proposal, Span};
use crate::district::{District, PostId, UnitId, UnitKind};

mod finder;

pub(super) use finder::{Finder, is_word};

/// Every name of a district by which a text may call a unit or a post.
pub struct Names {
    forms: Lexicon<Who>,
    departments: Vec<UnitId>,
    townships: Vec<UnitId>,
    indicator_leads: Vec<UnitId>,
    owners: Vec<PostId>,
    posts: Vec<PostId>,
    topics: Vec<TopicWords>,
}

struct TopicWords {
    name: String,
    unit: UnitId,
    words: Vec<String>,
}

/// Who is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Unit(UnitId),
    Post(PostId),
    Group(Group),
    /// 17个部门.
    Departments(u32),
    /// 我们, 大家.
    Everyone,
    /// 我.
    Speaker,
    /// Looks like a unit or a post and is not in the pack.
    Unknown,
}

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub(super) span: Span,
    pub(super) who: Who,
}

/// Names joined by 、 or 和, with 等5个部门 behind them.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) span: Span,
    pub(super) members: Vec<Mention>,
    pub(super) count: Option<u32>,
}

impl Names {
    /// All names of the district: a unit's id, full name and aliases, each also with 区 or the
    /// district's name before it; a post's title, its holder, and both together.
    pub fn from_district(district: &District) -> Self {
        let mut forms: Vec<(String, Who)> = Vec::new();
        for unit in &district.units {
            let bare = unit.full_name.strip_prefix(&district.name);
            let names = [Some(unit.id.as_str()), Some(unit.full_name.as_str()), bare];
            let aliases = unit.aliases.iter().map(String::as_str);
            for name in names.into_iter().flatten().chain(aliases) {
                let who = Who::Unit(unit.id.clone());
                forms.push((name.to_owned(), who.clone()));
                if !name.starts_with('区') && !name.starts_with(&district.name) {
                    forms.push((format!("区{name}"), who.clone()));
                    forms.push((format!("{}{name}", district.name), who));
                }
            }
        }
        for post in &district.posts {
            let who = Who::Post(post.id.clone());
            let title = post.id.as_str();
            let bare = title.strip_prefix('区').unwrap_or(title);
            for name in [title, bare, post.holder.as_str()] {
                forms.push((name.to_owned(), who.clone()));
            }
            for rank in ["副区长", "区长", "书记", "部长", "主任", "局长"] {
                if title.ends_with(rank) {
                    forms.push((format!("{}{rank}", post.holder), who.clone()));
                    break;
                }
            }
        }
        let of = |kind: UnitKind| {
            let units = district.units.iter().filter(move |u| u.kind == kind);
            units.map(|u| u.id.clone()).collect::<Vec<_>>()
        };
        let mut indicator_leads: Vec<UnitId> =
            district.indicators.iter().map(|i| i.lead.clone()).collect();
        indicator_leads.sort();
        indicator_leads.dedup();
        let mut owners: Vec<PostId> = district
            .indicators
            .iter()
            .map(|i| i.owner.clone())
            .collect();
        owners.sort();
        owners.dedup();
        Self {
            forms: Lexicon::new(forms.iter().map(|(n, w)| (n.as_str(), w.clone()))),
            departments: of(UnitKind::Department),
            townships: of(UnitKind::Township),
            indicator_leads,
            owners,
            posts: district.posts.iter().map(|p| p.id.clone()).collect(),
            topics: district
                .topics
                .iter()
                .map(|t| TopicWords {
                    name: t.id.to_string(),
                    unit: t.unit.clone(),
                    words: t.keywords.clone(),
                })
                .collect(),
        }
    }

    /// The units a [`Named`] stands for, so that a collective order can be dispatched to each:
    /// one for a unit, all departments for 各部门 or for `17个部门` when the district has 17,
    /// all towns for 各镇街, the indicators' leads for 各指标牵头部门. Empty for posts and unknown names.
    pub fn units_behind(&self, named: &str, dictionary: &Dictionary) -> Vec<UnitId> {
        let words = Words::new(dictionary);
        let chars: Vec<char> = named.chars().map(narrow).collect();
        let whole = Span {
            start: 0,
            end: chars.len(),
        };
        let parties = Finder {
            chars: &chars,
            quoted: &[],
            names: self,
            words: &words,
        }
        .parties(whole);
        let mut units = Vec::new();
        for mention in parties.into_iter().flat_map(|p| p.members) {
            match mention.who {
                Who::Unit(id) => units.push(id),
                Who::Departments(n) if n as usize == self.departments.len() => {
                    units.extend(self.departments.iter().cloned());
                }
                Who::Group(Group::Departments) => units.extend(self.departments.iter().cloned()),
                Who::Group(Group::Townships) => units.extend(self.townships.iter().cloned()),
                Who::Group(Group::AllUnits) => {
                    units.extend(self.departments.iter().chain(&self.townships).cloned());
                }
                Who::Group(Group::IndicatorLeads) => {
                    units.extend(self.indicator_leads.iter().cloned());
                }
                _ => {}
            }
        }
        units
    }

    /// The posts behind 各指标长 and 各包抓领导; empty for anything else.
    pub fn posts_behind(&self, named: &str, dictionary: &Dictionary) -> Vec<PostId> {
        let group = dictionary
            .parties
            .collectives
            .iter()
            .find(|c| c.words.iter().any(|w| w == named));
        match group.map(|c| c.means) {
            Some(Group::IndicatorOwners) => self.owners.clone(),
            Some(Group::Leaders) => self.posts.clone(),
            _ => Vec::new(),
        }
    }

    /// Who could be responsible for a matter that names nobody, best first, with the reason:
    /// the pack's hints, then its topics' keywords. Proposals for a person to confirm.
    pub(super) fn propose(&self, text: &str, hints: &[Hint]) -> Vec<Proposal> {
        let mut found: Vec<Proposal> = Vec::new();
        let mut add = |unit: &UnitId, reason: String| {
            if !found.iter().any(|p| &p.unit == unit) {
                found.push(Proposal {
                    unit: unit.clone(),
                    reason,
                });
            }
        };
        for hint in hints {
            let unit = match self.forms.at(
                &hint.unit.chars().collect::<Vec<_>>(),
                0,
                hint.unit.chars().count(),
            ) {
                Some((len, Who::Unit(id))) if len == hint.unit.chars().count() => id.clone(),
                _ => continue,
            };
            if let Some(word) = hint.words.iter().find(|w| text.contains(w.as_str())) {
                add(&unit, format!("原文没有点名；词典把“{word}”归{unit}"));
            }
        }
        for topic in &self.topics {
            let hit = std::iter::once(&topic.name)
                .chain(&topic.words)
                .find(|w| text.contains(w.as_str()));
            if let Some(word) = hit {
                add(
                    &topic.unit,
                    format!(
                        "原文没有点名；“{word}”属诉求类别“{}”，由{}负责",
                        topic.name, topic.unit
                    ),
                );
            }
        }
        found.truncate(3);
        found
    }

    /// The name as the answer shows it: a unit's or post's id, otherwise as written.
    pub(super) fn named(&self, chars: &[char], mention: &Mention) -> Named {
        let written: String = chars[mention.span.start..mention.span.end].iter().collect();
        let (name, unknown) = match &mention.who {
            Who::Unit(id) => (id.to_string(), false),
            Who::Post(id) => (id.to_string(), false),
            Who::Departments(n) => (written, *n as usize != self.departments.len()),
            Who::Group(_) => (written, false),
            Who::Everyone | Who::Speaker | Who::Unknown => (written, true),
        };
        Named { name, unknown }
    }
}
