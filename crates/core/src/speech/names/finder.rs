//! Names found in a text: known forms first, then what only looks like a unit or a post.

use super::super::Span;
use super::super::dictionary::Words;
use super::super::due;
use super::super::lexicon::Lexicon;
use super::{Mention, Names, Party, Who};

/// Finds names in a text.
pub(in crate::speech) struct Finder<'a> {
    pub(in crate::speech) chars: &'a [char],
    /// Characters inside quotation marks: names there are part of a title or a slogan.
    pub(in crate::speech) quoted: &'a [bool],
    pub(in crate::speech) names: &'a Names,
    pub(in crate::speech) words: &'a Words,
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
    pub(in crate::speech) fn parties(&self, span: Span) -> Vec<Party> {
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
    pub(in crate::speech) fn party_at(&self, at: usize, span: Span) -> Option<Party> {
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
            || due::at(&w.due, self.chars, at, end, false).is_some()
            || JOINTS.iter().any(|j| self.starts(at, end, j))
    }
}

/// A letter of a name: no punctuation, no space.
pub(in crate::speech) fn is_word(c: char) -> bool {
    c.is_alphanumeric() && c != ' '
}
