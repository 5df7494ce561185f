//! The words by which a text is read. They are data of the pack (`speech.toml`); the code holds
//! no second copy. [`Dictionary`] is the file, [`Words`] the same words ready for searching.

use super::Cadence;
use super::due::When;
use super::lexicon::Lexicon;
use serde::{Deserialize, Serialize};

/// `speech.toml` of a pack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dictionary {
    /// What makes a sentence an order.
    pub orders: OrderWords,
    /// Who does it.
    pub parties: PartyWords,
    /// By when, how often.
    pub time: TimeWords,
    /// What is no order.
    pub background: BackgroundWords,
    /// Missing stretches of the text.
    pub gaps: GapWords,
    /// Arrears and backlogs named beside a unit.
    pub problems: ProblemWords,
    /// Self-criticism.
    pub reflection: ReflectionWords,
    /// Who to propose when the text names nobody.
    #[serde(default)]
    pub hints: Vec<Hint>,
}

/// Words of ordering.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderWords {
    /// 要, 应当, 务必 …
    pub modals: Vec<String>,
    /// 要求, 主要, 适应 …: hold a modal's character without its meaning.
    pub lookalikes: Vec<String>,
    /// 建立, 制定, 公开 …
    pub verbs: Vec<String>,
    /// 全面, 立即, 重点 …, standing before the verb.
    pub adverbs: Vec<String>,
    /// 树牢, 提高认识 …: attitudes, not tasks.
    pub slogans: Vec<String>,
    /// 会议要求, 下一步 …
    pub demands: Vec<String>,
    /// 同时, 并 …: the subject goes on.
    pub continuations: Vec<String>,
    /// 因此, 一是 …
    pub connectives: Vec<String>,
}

/// Words of responsibility.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyWords {
    /// 牵头单位 … before a colon or at the head of a column.
    pub lead_labels: Vec<String>,
    /// 责任单位 …: who leads, or supports when 牵头单位 stands beside it.
    pub owner_labels: Vec<String>,
    /// 配合单位 …
    pub support_labels: Vec<String>,
    /// 完成时限 …
    pub due_labels: Vec<String>,
    /// 工作任务 …
    pub task_labels: Vec<String>,
    /// 牵头, 负责 … after a unit.
    pub lead_after: Vec<String>,
    /// 配合 … after a unit.
    pub support_after: Vec<String>,
    /// 由, 责成 … before a unit.
    pub lead_before: Vec<String>,
    /// 会同 … before a unit.
    pub support_before: Vec<String>,
    /// 局, 中心 …: by which a unit outside the pack is known.
    pub unit_suffixes: Vec<String>,
    /// 干部, 格局 …: end like a unit and are none.
    pub not_units: Vec<String>,
    /// 副区长, 书记 …
    pub titles: Vec<String>,
    /// 主要负责人 … behind a unit.
    pub persons: Vec<String>,
    /// 我们, 大家: everybody and nobody.
    pub everyone: Vec<String>,
    /// 我: the speaker.
    pub speaker: Vec<String>,
    /// 各部门, 各镇街 …
    pub collectives: Vec<Collective>,
}

/// Words that stand for many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collective {
    /// Whom they mean.
    pub means: Group,
    /// The words.
    pub words: Vec<String>,
}

/// Whom a collective word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// All departments.
    Departments,
    /// All towns and subdistricts.
    Townships,
    /// Departments, towns and subdistricts.
    AllUnits,
    /// 指标长.
    IndicatorOwners,
    /// The indicators' lead departments.
    IndicatorLeads,
    /// 区领导.
    Leaders,
}

/// Words of time that are no calendar date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeWords {
    /// 每周 …
    pub weekly: Vec<String>,
    /// 每月 …
    pub monthly: Vec<String>,
    /// 每季度 …
    pub quarterly: Vec<String>,
    /// 长期, 实行 …
    pub standing: Vec<String>,
    /// 会后立即 …: due on the day of the meeting.
    pub at_once: Vec<String>,
    /// 从下周起: due on the Monday after.
    pub next_week: Vec<String>,
    /// 从下月起: due on the first of the month after.
    pub next_month: Vec<String>,
    /// 尽快 …: a due phrase without a day.
    pub unfixed: Vec<String>,
}

/// Words of background, praise, example and explanation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackgroundWords {
    /// 比如 … at the head of a sentence.
    pub examples: Vec<String>,
    /// 刚才, 这种, 会议指出 … at the head of a sentence.
    pub heads: Vec<String>,
    /// 取得了, 就像 … anywhere.
    pub words: Vec<String>,
    /// 企业, 群众 …: subjects that are ordered nothing.
    pub subjects: Vec<String>,
    /// 可以, 让 …: an effect, not an act.
    pub possible: Vec<String>,
    /// 为了 … clauses, left out of the task.
    pub purposes: Vec<String>,
    /// 对, 将, 通过 …: clauses that open a task.
    pub topics: Vec<String>,
    /// 确保, 让 …: closing clauses, left out of the task.
    pub purpose_tails: Vec<String>,
    /// 已, 汇报 … after a unit.
    pub past: Vec<String>,
}

/// Marks of missing text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GapWords {
    /// 此处隐藏 …
    pub marks: Vec<String>,
}

/// Words of trouble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemWords {
    /// 积压, 滞后 …
    pub words: Vec<String>,
    /// 问题, 暴露出 …: the sentence speaks of troubles.
    pub marks: Vec<String>,
}

/// Words of self-criticism.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReflectionWords {
    /// 反思 …
    pub acts: Vec<String>,
    /// 围绕 … before the list of matters.
    pub abouts: Vec<String>,
    /// 等关键问题 … after it.
    pub tails: Vec<String>,
}

/// A unit to propose for matters holding one of the words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// A unit of the pack.
    pub unit: String,
    /// The words.
    pub words: Vec<String>,
}

/// What a label introduces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// 牵头单位.
    Lead,
    /// 责任单位: leads, unless a 牵头单位 stands beside it.
    Owner,
    Support,
    Due,
    Task,
}

impl Label {
    /// The label beside others, of which one is 牵头单位 (`led`) or none is.
    pub(super) fn beside(self, led: bool) -> Self {
        match self {
            Self::Owner if led => Self::Support,
            Self::Owner => Self::Lead,
            other => other,
        }
    }
}

/// The dictionary, ready for searching.
pub(super) struct Words {
    pub(super) modals: Lexicon<bool>,
    pub(super) verbs: Lexicon<()>,
    pub(super) adverbs: Lexicon<()>,
    pub(super) slogans: Lexicon<()>,
    pub(super) demands: Lexicon<()>,
    pub(super) continuations: Lexicon<()>,
    pub(super) connectives: Lexicon<()>,
    pub(super) labels: Lexicon<Label>,
    pub(super) lead_after: Lexicon<()>,
    pub(super) support_after: Lexicon<()>,
    pub(super) lead_before: Lexicon<()>,
    pub(super) support_before: Lexicon<()>,
    pub(super) unit_suffixes: Vec<Vec<char>>,
    pub(super) not_units: Vec<Vec<char>>,
    pub(super) titles: Lexicon<()>,
    pub(super) persons: Lexicon<()>,
    pub(super) everyone: Lexicon<()>,
    pub(super) speaker: Lexicon<()>,
    pub(super) collectives: Lexicon<Group>,
    pub(super) cadence: Lexicon<Cadence>,
    pub(super) standing: Lexicon<()>,
    pub(super) due: Lexicon<When>,
    pub(super) examples: Lexicon<()>,
    pub(super) heads: Lexicon<()>,
    pub(super) background: Lexicon<()>,
    pub(super) subjects: Lexicon<()>,
    pub(super) possible: Lexicon<()>,
    pub(super) purposes: Lexicon<()>,
    pub(super) topics: Lexicon<()>,
    pub(super) purpose_tails: Lexicon<()>,
    pub(super) past: Lexicon<()>,
    pub(super) gaps: Lexicon<()>,
    pub(super) problems: Lexicon<()>,
    pub(super) problem_marks: Lexicon<()>,
    pub(super) acts: Lexicon<()>,
    pub(super) abouts: Lexicon<()>,
    pub(super) tails: Lexicon<()>,
}

fn plain(words: &[String]) -> Lexicon<()> {
    Lexicon::new(words.iter().map(|w| (w.as_str(), ())))
}

/// Several lists in one lexicon, each with its meaning.
fn tagged<T: Clone>(lists: &[(&[String], T)]) -> Lexicon<T> {
    Lexicon::new(
        lists
            .iter()
            .flat_map(|(words, tag)| words.iter().map(move |w| (w.as_str(), tag.clone()))),
    )
}

impl Words {
    pub(super) fn new(d: &Dictionary) -> Self {
        let (o, p, t, b) = (&d.orders, &d.parties, &d.time, &d.background);
        let chars = |list: &[String]| -> Vec<Vec<char>> {
            list.iter().map(|w| w.chars().collect()).collect()
        };
        Self {
            modals: tagged(&[(&o.modals, true), (&o.lookalikes, false)]),
            verbs: plain(&o.verbs),
            adverbs: plain(&o.adverbs),
            slogans: plain(&o.slogans),
            demands: plain(&o.demands),
            continuations: plain(&o.continuations),
            connectives: plain(&o.connectives),
            labels: tagged(&[
                (&p.lead_labels, Label::Lead),
                (&p.owner_labels, Label::Owner),
                (&p.support_labels, Label::Support),
                (&p.due_labels, Label::Due),
                (&p.task_labels, Label::Task),
            ]),
            lead_after: plain(&p.lead_after),
            support_after: plain(&p.support_after),
            lead_before: plain(&p.lead_before),
            support_before: plain(&p.support_before),
            unit_suffixes: chars(&p.unit_suffixes),
            not_units: chars(&p.not_units),
            titles: plain(&p.titles),
            persons: plain(&p.persons),
            everyone: plain(&p.everyone),
            speaker: plain(&p.speaker),
            collectives: Lexicon::new(
                p.collectives
                    .iter()
                    .flat_map(|c| c.words.iter().map(move |w| (w.as_str(), c.means))),
            ),
            cadence: tagged(&[
                (&t.weekly, Cadence::Weekly),
                (&t.monthly, Cadence::Monthly),
                (&t.quarterly, Cadence::Quarterly),
            ]),
            standing: plain(&t.standing),
            due: tagged(&[
                (&t.at_once, When::Meeting),
                (&t.next_week, When::Weekday { ahead: 1, day: 1 }),
                (&t.next_month, When::MonthDay { ahead: 1, day: 1 }),
                (&t.unfixed, When::Unfixed),
            ]),
            examples: plain(&b.examples),
            heads: plain(&b.heads),
            background: plain(&b.words),
            subjects: plain(&b.subjects),
            possible: plain(&b.possible),
            purposes: plain(&b.purposes),
            topics: plain(&b.topics),
            purpose_tails: plain(&b.purpose_tails),
            past: plain(&b.past),
            gaps: plain(&d.gaps.marks),
            problems: plain(&d.problems.words),
            problem_marks: plain(&d.problems.marks),
            acts: plain(&d.reflection.acts),
            abouts: plain(&d.reflection.abouts),
            tails: plain(&d.reflection.tails),
        }
    }
}
