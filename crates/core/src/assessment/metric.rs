//! What a measure counts: one aspect of one kind of matter. Every kind in the list can be measured
//! from pack data as soon as it contributes tallies: its code before the aspect is the metric's
//! code, e.g. `arrears_on_time`.

use super::tally::Count;
use crate::matter::Kind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An aspect of the cases of a kind, in percent of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// 按时: done in time of all that came due, open overdue ones counted as late. Of applications:
    /// items decided in their promised time; of commitments: what the unit had to check, inspect or
    /// deal with; of reviews: bad ones rung in time and then corrected or explained in time.
    OnTime,
    /// 解决: the enterprise says solved, of all its valid answers.
    Solved,
    /// 满意: good reviews of all valid reviews.
    Satisfied,
    /// 重办: reopened by the enterprise of all answered; less is better.
    Reopened,
    /// 配合: where another unit leads, a word or a file of this one by the day it was due, of all such
    /// rounds that came due, whatever their kind.
    Support,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// 越高越好.
    More,
    /// 越低越好.
    Less,
}

impl Better {
    /// The direction with this code: `more`, `less`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "more" => Some(Self::More),
            "less" => Some(Self::Less),
            _ => None,
        }
    }

    /// The words on screen and in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::More => "越高越好",
            Self::Less => "越低越好",
        }
    }
}

impl Aspect {
    /// All aspects, in the order of the tables.
    pub const ALL: [Aspect; 5] = [
        Self::OnTime,
        Self::Solved,
        Self::Satisfied,
        Self::Reopened,
        Self::Support,
    ];

    /// The end of the metric's code.
    fn code(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Solved => "solved",
            Self::Satisfied => "satisfied",
            Self::Reopened => "reopened",
            Self::Support => "support_on_time",
        }
    }

    /// The word on screen.
    fn word(self) -> &'static str {
        match self {
            Self::OnTime => "按时办结率",
            Self::Solved => "解决率",
            Self::Satisfied => "满意率",
            Self::Reopened => "重办率",
            Self::Support => "配合按时率",
        }
    }

    /// Which direction is good.
    pub fn better(self) -> Better {
        match self {
            Self::Reopened => Better::Less,
            Self::OnTime | Self::Solved | Self::Satisfied | Self::Support => Better::More,
        }
    }

    /// Whether it runs over matters of every kind: one measure of it counts them all.
    pub fn is_of_every_kind(self) -> bool {
        matches!(self, Self::Satisfied | Self::Support)
    }

    /// The counts in the numerator and beside it: [`Aspect::OnTime`], [`Aspect::Reopened`] and
    /// [`Aspect::Support`] are parts of the second, the others stand beside it in the denominator.
    pub fn counts(self) -> (Count, Count) {
        match self {
            Self::OnTime => (Count::OnTime, Count::Due),
            Self::Solved => (Count::Solved, Count::NotSolved),
            Self::Satisfied => (Count::Pleased, Count::Displeased),
            Self::Reopened => (Count::Reopened, Count::Answered),
            Self::Support => (Count::SupportOnTime, Count::SupportDue),
        }
    }
}

/// One aspect of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Metric {
    /// Of which kind.
    pub kind: Kind,
    /// What of it.
    pub aspect: Aspect,
}

impl Metric {
    /// 诉求按时办结率.
    pub const ON_TIME: Self = Self::new(Kind::Appeal, Aspect::OnTime);
    /// 诉求解决率.
    pub const SOLVED: Self = Self::new(Kind::Appeal, Aspect::Solved);
    /// 诉求满意率.
    pub const SATISFIED: Self = Self::new(Kind::Appeal, Aspect::Satisfied);
    /// 诉求重办率.
    pub const REOPENED: Self = Self::new(Kind::Appeal, Aspect::Reopened);
    /// 配合按时率.
    pub const SUPPORT: Self = Self::new(Kind::Appeal, Aspect::Support);
    /// 会议任务按时反馈率.
    pub const DIRECTIVE_ON_TIME: Self = Self::new(Kind::Directive, Aspect::OnTime);

    /// An aspect of a kind.
    pub const fn new(kind: Kind, aspect: Aspect) -> Self {
        Self { kind, aspect }
    }

    /// All metrics: every kind that is assessed in every aspect.
    pub fn all() -> impl Iterator<Item = Self> {
        let aspects = |kind| Aspect::ALL.map(|aspect| Self::new(kind, aspect));
        let assessed = Kind::ALL.into_iter().filter(|kind| !kind.is_named());
        assessed.flat_map(aspects)
    }

    /// Whether matters of the kind contribute the counts it needs: its line in the list of kinds says.
    pub fn is_counted(self) -> bool {
        self.kind.aspects().contains(&self.aspect)
    }

    /// The code used in packs and the API: `on_time` for appeals, `directive_on_time` for others.
    pub fn code(self) -> String {
        match self.kind {
            Kind::Appeal => self.aspect.code().to_owned(),
            kind => format!("{}_{}", kind.code(), self.aspect.code()),
        }
    }

    /// The word on screen.
    pub fn word(self) -> String {
        match (self.kind, self.aspect) {
            (Kind::Appeal, aspect) => aspect.word().to_owned(),
            (Kind::Directive, Aspect::OnTime) => "会议任务按时反馈率".to_owned(),
            (Kind::Application, Aspect::OnTime) => "一件事事项按时办结率".to_owned(),
            (Kind::Commitment, Aspect::OnTime) => "信用承诺按时核查率".to_owned(),
            (Kind::Review, Aspect::OnTime) => "差评按时回访整改率".to_owned(),
            (kind, aspect) => format!("{}{}", kind.word(), aspect.word()),
        }
    }

    /// The metric with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|metric| metric.code() == code)
    }

    /// Which direction is good.
    pub fn better(self) -> Better {
        self.aspect.better()
    }

    /// How many of `whole` cases went wrong when `hits` stand in the numerator.
    pub fn missed(self, hits: u64, whole: u64) -> u64 {
        match self.better() {
            Better::More => whole.saturating_sub(hits),
            Better::Less => hits,
        }
    }

    /// The cases that went wrong, in words: `6 件超时`; empty when there are none.
    pub fn missed_words(self, cases: u64) -> String {
        let n = cases;
        match self.aspect {
            _ if n == 0 => String::new(),
            Aspect::OnTime if self.kind == Kind::Directive => format!("{n} 项任务未按时反馈"),
            Aspect::OnTime if self.kind == Kind::Appeal => format!("{n} 件超时"),
            Aspect::OnTime if self.kind == Kind::Application => {
                format!("{n} 个一件事事项超过承诺时间")
            }
            Aspect::OnTime if self.kind == Kind::Commitment => {
                format!("{n} 份信用承诺没有按时核查")
            }
            Aspect::OnTime if self.kind == Kind::Review => {
                format!("{n} 条差评没有按时回访或整改")
            }
            Aspect::OnTime => format!("{n} 件{}超时", self.kind.word()),
            Aspect::Solved => format!("{n} 件企业说未解决"),
            Aspect::Satisfied => format!("{n} 件不满意"),
            Aspect::Reopened => format!("{n} 件重办"),
            Aspect::Support => format!("{n} 件没有按时配合"),
        }
    }

    /// What makes a missed case a good one, for the sentence "少 2 件超时".
    pub fn mended_words(self, cases: u64) -> String {
        format!("少{}", self.missed_words(cases))
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl From<Metric> for String {
    fn from(metric: Metric) -> String {
        metric.code()
    }
}

impl TryFrom<String> for Metric {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("考核项“{code}”不认识"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes stand in issued papers and never change.
    #[test]
    fn the_codes_of_issued_papers_stay() {
        let known = [
            (Metric::ON_TIME, "on_time", "按时办结率"),
            (Metric::SOLVED, "solved", "解决率"),
            (Metric::SATISFIED, "satisfied", "满意率"),
            (Metric::REOPENED, "reopened", "重办率"),
            (Metric::SUPPORT, "support_on_time", "配合按时率"),
            (
                Metric::DIRECTIVE_ON_TIME,
                "directive_on_time",
                "会议任务按时反馈率",
            ),
        ];
        for (metric, code, word) in known {
            assert_eq!(
                (metric.code().as_str(), metric.word().as_str()),
                (code, word)
            );
            let text = serde_json::to_string(&metric).unwrap();
            assert_eq!(text, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<Metric>(&text).unwrap(), metric);
        }
        assert!(serde_json::from_str::<Metric>("\"fines\"").is_err());
    }

    #[test]
    fn every_kind_has_a_code_of_its_own_in_every_aspect() {
        let codes: std::collections::BTreeSet<_> = Metric::all().map(Metric::code).collect();
        let kinds = Kind::ALL.iter().filter(|kind| !kind.is_named()).count();
        assert_eq!(codes.len(), kinds * Aspect::ALL.len());
        for metric in Metric::all() {
            assert_eq!(Metric::from_code(&metric.code()), Some(metric));
        }
    }
}
