//! Who is named: units by full name, short form and alias, posts and their holders, collectives,
//! and names that only look like units.

use super::dictionary::{Group, Hint, Words};
use super::lexicon::{Lexicon, narrow};
use super::{Dictionary, Named, Proposal, Span};
use crate::district::{District, PostId, UnitId, UnitKind};

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
                        "原文没有点名;“{word}”属诉求类别“{}”,由{}负责",
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

/// Finds names in a text.
pub(super) struct Finder<'a> {
    pub(super) chars: &'a [char],
    /// Characters inside quotation marks: names there are part of a title or a slogan.
    pub(super) quoted: &'a [bool],
    pub(super) names: &'a Names,
    pub(super) words: &'a Words,
}

const JOINTS: [&str; 8] = ["以及", "、", "和", "与", "及", "/", " ", "等"];
const MAX_NAME: usize = 14;

impl Finder<'_> {
    fn quoted(&self, i: usize) -> bool {
        self.quoted.get(i).copied().unwrap_or(false)
    }

    fn starts(&self, at: usize, end: usize, word: &str) -> bool {
        let n = word.chars().count();
        at + n <= end && word.chars().zip(&self.chars[at..]).all(|(w, c)| w == *c)
    }

    /// All parties in a stretch of text.
    pub(super) fn parties(&self, span: Span) -> Vec<Party> {
        let mut found = Vec::new();
        let mut i = span.start;
        while i < span.end {
            match self.party_at(i, span) {
                Some(party) => {
                    i = party.span.end;
                    found.push(party);
                }
                None => i += 1,
            }
        }
        found
    }

    /// The party that starts exactly at `at`.
    pub(super) fn party_at(&self, at: usize, span: Span) -> Option<Party> {
        let first = self.mention_at(at, span, at == span.start)?;
        let mut party = Party {
            span: first.span,
            members: vec![first],
            count: None,
        };
        loop {
            let mut i = party.span.end;
            while let Some(joint) = JOINTS
                .iter()
                .find(|j| **j != "等" && self.starts(i, span.end, j))
            {
                i += joint.chars().count();
            }
            if i > party.span.end
                && let Some(next) = self.mention_at(i, span, true)
            {
                party.span.end = next.span.end;
                party.members.push(next);
                continue;
            }
            break;
        }
        self.tail(&mut party, span.end);
        if let Some((len, ())) = self.words.persons.at(self.chars, party.span.end, span.end) {
            party.span.end += len;
        }
        Some(party)
    }

    /// 等5个部门, 等部门, 等.
    fn tail(&self, party: &mut Party, end: usize) {
        let mut i = party.span.end;
        if !self.starts(i, end, "等") {
            return;
        }
        i += 1;
        let (count, after) = self.number(i, end);
        i = after;
        if self.starts(i, end, "个") {
            i += 1;
        }
        for word in [
            "相关部门",
            "有关部门",
            "部门",
            "单位",
            "镇街",
            "相关单位",
            "有关单位",
        ] {
            if self.starts(i, end, word) {
                party.span.end = i + word.chars().count();
                party.count = count;
                return;
            }
        }
        if count.is_none() {
            party.span.end += 1;
        }
    }

    fn number(&self, at: usize, end: usize) -> (Option<u32>, usize) {
        let mut i = at;
        let mut text = String::new();
        while i < end && text.len() < 4 && self.chars[i].is_ascii_digit() {
            text.push(self.chars[i]);
            i += 1;
        }
        (text.parse().ok(), i)
    }

    /// One name at `at`. `boundary`: a name not in the pack may start here.
    fn mention_at(&self, at: usize, span: Span, boundary: bool) -> Option<Mention> {
        if self.quoted(at) || at >= span.end {
            return None;
        }
        let known = self.names.forms.at(self.chars, at, span.end);
        let group = self.words.collectives.at(self.chars, at, span.end);
        let many = self.counted(at, span);
        let best = [
            known.map(|(len, who)| (len, who.clone())),
            group.map(|(len, g)| (len, Who::Group(*g))),
            many,
        ];
        let best = best.into_iter().flatten().max_by_key(|(len, _)| *len);
        if let Some((len, who)) = best {
            return self.checked(at, len, who, span);
        }
        let opens = boundary
            || at == span.start
            || !is_word(self.chars[at - 1])
            || self.after_opener(at, span.start);
        if opens {
            self.unknown_at(at, span)
        } else {
            None
        }
    }

    /// A known name stands alone, not as part of a longer word.
    fn checked(&self, at: usize, len: usize, who: Who, span: Span) -> Option<Mention> {
        let end = at + len;
        let mention = |start, end, who| {
            Some(Mention {
                span: Span { start, end },
                who,
            })
        };
        if let Who::Unit(_) = who {
            if self.bare(at, end) {
                return self.bare_name(at, end, who, span);
            }
            if let Some((more, ())) = self.words.titles.at(self.chars, end, span.end) {
                return mention(at, end + more, Who::Unknown);
            }
            let next = self.chars.get(end).filter(|_| end < span.end);
            let last = self.chars[end - 1];
            // 组织部门, 宣传部署, 财政局长.
            if matches!(
                (last, next),
                ('部', Some('门' | '署')) | ('局', Some('长' | '面'))
            ) {
                return None;
            }
            // 市发改委, 省税务局 are not the district's.
            if at > span.start && matches!(self.chars[at - 1], '市' | '省' | '县') {
                return mention(at - 1, end, Who::Unknown);
            }
        }
        if matches!(who, Who::Group(_))
            && at > span.start
            && matches!(self.chars[at - 1], '各' | '部' | '子')
        {
            return None;
        }
        mention(at, end, who)
    }

    /// 财政, 教育: a short form that is an ordinary word, too.
    fn bare(&self, at: usize, end: usize) -> bool {
        let name = &self.chars[at..end];
        !self.words.unit_suffixes.iter().any(|s| name.ends_with(s))
    }

    /// A bare short form names a unit only in a list (发改、财政、住建), before 部门, before
    /// 牵头 or 配合, or alone; 教育引导 and 税务登记 name nobody.
    fn bare_name(&self, at: usize, end: usize, who: Who, span: Span) -> Option<Mention> {
        let w = self.words;
        let mut after = end;
        if self.starts(end, span.end, "部门") {
            after = end + 2;
        } else {
            let listed = ["、", "等"].iter().any(|j| self.starts(end, span.end, j));
            let marked = w.lead_after.at(self.chars, end, span.end).is_some()
                || w.support_after.at(self.chars, end, span.end).is_some();
            let alone = end == span.end || !is_word(self.chars[end]);
            if !(listed || marked || alone) {
                return None;
            }
        }
        Some(Mention {
            span: Span {
                start: at,
                end: after,
            },
            who,
        })
    }

    /// 17个部门, 今天参会的17个部门.
    fn counted(&self, at: usize, span: Span) -> Option<(usize, Who)> {
        let mut i = at;
        while let Some(word) = [
            "今天",
            "参会的",
            "到会的",
            "与会的",
            "参加会议的",
            "全区",
            "以上",
            "上述",
            "这",
        ]
        .into_iter()
        .find(|w| self.starts(i, span.end, w))
        {
            i += word.chars().count();
        }
        let (count, after) = self.number(i, span.end);
        let count = count?;
        ["个部门", "家单位", "个单位", "家部门"]
            .into_iter()
            .find(|w| self.starts(after, span.end, w))
            .map(|w| (after + w.chars().count() - at, Who::Departments(count)))
    }

    fn after_opener(&self, at: usize, start: usize) -> bool {
        let opens = |lexicon: &Lexicon<()>| {
            (start.max(at.saturating_sub(3))..at).any(|i| {
                lexicon
                    .at(self.chars, i, at)
                    .is_some_and(|(len, ())| i + len == at)
            })
        };
        opens(&self.words.lead_before) || opens(&self.words.support_before)
    }

    /// 区大数据局, 李军副区长: known only by how it ends and by what follows.
    fn unknown_at(&self, at: usize, span: Span) -> Option<Mention> {
        let limit = span.end.min(at + MAX_NAME);
        let verb = self.words.verbs.at(self.chars, at, span.end).is_some();
        if self.words.modals.at(self.chars, at, span.end).is_some()
            || self
                .words
                .lead_before
                .at(self.chars, at, span.end)
                .is_some()
        {
            return None;
        }
        // No unit's name holds one of these; they end or open another part of the sentence.
        let foreign = |c: char| !is_word(c) || "的了在要将把对为是就并从向以于着需须应".contains(c);
        if foreign(self.chars[at]) {
            return None;
        }
        for end in at + 2..=limit {
            if foreign(self.chars[end - 1]) || self.quoted(end - 1) {
                return None;
            }
            let name = &self.chars[at..end];
            let titled = (at + 1..end).any(|i| {
                self.words
                    .titles
                    .at(self.chars, i, end)
                    .is_some_and(|(len, ())| i + len == end)
            });
            let named = self
                .words
                .unit_suffixes
                .iter()
                .any(|s| name.len() > s.len() && name.ends_with(s));
            let lookalike = self.words.not_units.iter().any(|s| name.ends_with(s));
            let allowed = !verb || name.len() <= 3;
            // 会同自然资源局, 报区营商办: the known name inside is meant.
            let known = (at + 1..end).any(|i| {
                let inner = self.names.forms.at(self.chars, i, end);
                inner.is_some_and(|(len, _)| i + len == end)
            });
            if known {
                return None;
            }
            if (titled || named) && !lookalike && allowed && self.ends_name(end, span.end) {
                return Some(Mention {
                    span: Span { start: at, end },
                    who: Who::Unknown,
                });
            }
        }
        None
    }

    /// What follows a name: an end, a joint, or a word of ordering.
    fn ends_name(&self, at: usize, end: usize) -> bool {
        if at >= end || !is_word(self.chars[at]) {
            return true;
        }
        let w = self.words;
        let ordering = matches!(w.modals.at(self.chars, at, end), Some((_, true)));
        let plain = [
            &w.lead_after,
            &w.support_after,
            &w.adverbs,
            &w.verbs,
            &w.support_before,
            &w.past,
        ];
        ordering
            || plain
                .into_iter()
                .any(|l| l.at(self.chars, at, end).is_some())
            || w.cadence.at(self.chars, at, end).is_some()
            || super::due::at(&w.due, self.chars, at, end, false).is_some()
            || JOINTS.iter().any(|j| self.starts(at, end, j))
    }
}

/// A letter of a name: no punctuation, no space.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c != ' '
}
