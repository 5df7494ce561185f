//! 专项考核办法 as dated data: what is measured, how much it weighs, who is compared with whom,
//! what counts as last. The figures come from rollups and reports, the scoring reads this; nothing
//! here computes.

use super::form::Form;
pub use super::metric::{Aspect, Better, Metric};
use super::period::Month;
use crate::district::{IndicatorId, UnitId};
use crate::rules::Source;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One version of the assessment method. A sealed period keeps the version it was sealed under.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rulebook {
    /// Id, the same in all versions, e.g. `monthly`.
    pub id: String,
    /// Title as printed on the document.
    pub title: String,
    /// Version, e.g. `2025-1`.
    pub version: String,
    /// First day whose periods are assessed by it, the first of a month.
    pub from: Date,
    /// What is measured; the weights sum to 100 in each peer group.
    pub measures: Vec<Measure>,
    /// Fewer cases than this in the period: listed without a place.
    pub minimum_cases: u32,
    /// What happens to the weight of a measure with too few cases.
    pub missing: MissingMeasure,
    /// What happens when a figure was not reported or not verified in time.
    pub unreported: Unreported,
    /// How equal scores are placed.
    pub ties: Ties,
    /// What the speech left open, decided by this method.
    pub open: LeftOpen,
    /// Grounds on which a matter may leave the denominators, as printed.
    pub exclusions: Vec<String>,
    /// The peer groups in which places are given, in the order of the ranking's tables.
    pub peer_groups: Vec<String>,
    /// Where the method comes from.
    pub source: Source,
}

impl Rulebook {
    /// The measures that apply to a peer group.
    pub fn measures_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Measure> {
        (self.measures.iter()).filter(move |measure| measure.applies_to_group(group))
    }

    /// Last places in a row after which an interview is proposed.
    pub fn interview_after(&self) -> u32 {
        self.open.interview_after
    }
}

/// One measure with its weight and its way of scoring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Its id in the rulebook; the metric's code for counted ones.
    pub id: String,
    /// As printed.
    pub title: String,
    /// Where its value comes from.
    pub basis: Basis,
    /// How the value earns points.
    pub form: Form,
    /// Share of the score, in points of 100; 0 for what stands beyond the 100.
    pub weight: Decimal,
    /// Fewer cases than this: the measure does not count for the unit.
    pub minimum_cases: u32,
    /// Peer groups it applies to; empty: all.
    pub groups: Vec<String>,
    /// Units it applies to; empty: all of the groups. For others it is not applicable.
    pub units: Vec<UnitId>,
}

impl Measure {
    /// Whether it applies to any unit of a peer group.
    pub fn applies_to_group(&self, group: &str) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|g| g == group)
    }

    /// Whether it applies to a unit.
    pub fn applies_to(&self, unit: &UnitId, group: Option<&str>) -> bool {
        group.is_none_or(|group| self.applies_to_group(group))
            && (self.units.is_empty() || self.units.contains(unit))
    }

    /// Whether it is part of the 100 points.
    pub fn is_weighed(&self) -> bool {
        !self.form.is_beyond() && !self.weight.is_zero()
    }

    /// Which direction is good.
    pub fn better(&self) -> Better {
        match &self.basis {
            Basis::Rate(metric) => metric.better(),
            Basis::Missed(_) => Better::Less,
            Basis::Reported(reported) => reported.better,
        }
    }

    /// The unit of its value, e.g. `%`, `件`.
    pub fn unit_word(&self) -> &str {
        match &self.basis {
            Basis::Rate(_) => "%",
            Basis::Missed(_) => "件",
            Basis::Reported(reported) => &reported.unit_word,
        }
    }

    /// The metric it counts; `None` for reported figures.
    pub fn metric(&self) -> Option<Metric> {
        match self.basis {
            Basis::Rate(metric) | Basis::Missed(metric) => Some(metric),
            Basis::Reported(_) => None,
        }
    }

    /// How it scores, in the words of the document.
    pub fn form_words(&self) -> String {
        self.form.words(self.better(), self.unit_word())
    }
}

/// Where the value of a measure comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A rate from the journal, in percent.
    Rate(Metric),
    /// The number of cases that went wrong, from the journal.
    Missed(Metric),
    /// Reported by the lead department with evidence, verified by another unit.
    Reported(Reported),
}

/// A figure that is not in the journal of matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// What exactly is reported: the definition.
    pub about: String,
    /// Unit of the value, e.g. `天`, `%`, `项`.
    pub unit_word: String,
    /// Which direction is good.
    pub better: Better,
    /// Who reports it for every unit concerned.
    pub lead: UnitId,
    /// Who verifies it: another unit.
    pub verifier: UnitId,
    /// The smallest value that can be.
    pub least: Decimal,
    /// The greatest value that can be.
    pub most: Decimal,
    /// The indicator it belongs to: its owner sees the reports, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indicator: Option<IndicatorId>,
}

/// What happens to the weight of a measure with fewer cases than its minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingMeasure {
    /// Spread over the unit's other measures in proportion to their weights.
    Redistribute,
    /// The unit gets no score in this period.
    NoScore,
}

/// What happens when a figure was not reported, or not verified. Never the same as a value of 0,
/// nor as "not applicable", whose weight is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreported {
    /// The measure earns no points and its weight stays.
    NoPoints,
    /// The unit gets no score until it is reported.
    NoScore,
}

/// How equal scores are placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// 1, 2, 2, 4 (rules.md C8).
    Competition,
    /// 1, 2, 2, 3.
    Dense,
}

/// Who is last when several share the lowest score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastTies {
    /// All of them.
    All,
    /// None of them.
    Nobody,
}

/// What a month without a place does to a row of last places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// It is passed over.
    Skip,
    /// It ends the row.
    Break,
}

/// Whether a row of last places begins anew after an interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterTalk {
    /// It begins anew with the month after.
    Reset,
    /// It goes on.
    GoOn,
}

/// What an open objection does to a last place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenObjection {
    /// The place does not count until the objection is decided.
    Suspend,
    /// It counts, and is corrected when the objection is upheld.
    Count,
}

macro_rules! codes {
    ($( $name:ident { $( $variant:ident = $code:literal $word:literal ),+ } )+) => { $(
        impl $name {
            /// The choice with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $( $code => Some(Self::$variant), )+ _ => None }
            }

            /// The code in packs.
            pub fn code(self) -> &'static str {
                match self { $( Self::$variant => $code ),+ }
            }

            /// The words in the document.
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word ),+ }
            }

            /// What may be written, each with its meaning.
            pub fn choices() -> String {
                [$( concat!($code, "（", $word, "）") ),+].join(" 或 ")
            }
        }
    )+ };
}
codes! {
    MissingMeasure {
        Redistribute = "redistribute" "不计分，权重按比例摊给该单位其他项",
        NoScore = "no_score" "该单位本期不计分"
    }
    Unreported {
        NoPoints = "no_points" "这一项不得分，权重不摊",
        NoScore = "no_score" "该单位本期不计分，补报后再算"
    }
    Ties {
        Competition = "competition" "同分同名次，其后跳过名次",
        Dense = "dense" "同分同名次，其后不跳名次"
    }
    LastTies {
        All = "all" "都算末位",
        Nobody = "nobody" "都不算末位"
    }
    Gap {
        Skip = "skip" "跳过，不算也不断",
        Break = "break" "中断，重新数起"
    }
    AfterTalk {
        Reset = "reset" "约谈后重新数起",
        GoOn = "go_on" "约谈后接着数"
    }
    OpenObjection {
        Suspend = "suspend" "异议答复前暂不计入",
        Count = "count" "照常计入，异议成立后更正"
    }
}

/// What the speech left open (rules.md §8). Every one is a choice of this method, none a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOpen {
    /// Last places in a row after which an interview is proposed; the speech says two.
    pub interview_after: u32,
    /// Who is last when several share the lowest score.
    pub last_ties: LastTies,
    /// Fewest units with a place in a group for anybody to be last.
    pub last_fewest: u32,
    /// Whether a unit whose measures all reach their targets is never last.
    pub last_spares_targets: bool,
    /// What a month without a place does to a row of last places.
    pub gap: Gap,
    /// Most months that are passed over in one row.
    pub gap_most: u32,
    /// Whether a row begins anew after an interview.
    pub after_talk: AfterTalk,
    /// What an open objection does to a last place.
    pub open_objection: OpenObjection,
    /// Months in which a new or merged unit is listed without a place.
    pub new_unit_months: u32,
    /// Where the choices come from, and how sure they are.
    pub source: Source,
}

impl LeftOpen {
    /// Each choice as title and words, in the order of the document.
    pub fn items(&self) -> Vec<(&'static str, String)> {
        let spares = match self.last_spares_targets {
            true => "各项都达到满分线的单位不算末位",
            false => "各项都达到满分线的单位，名次最后的仍算末位",
        };
        let gap = match self.gap {
            Gap::Skip => format!("{}，一轮最多跳过{}个月", self.gap.word(), self.gap_most),
            Gap::Break => self.gap.word().to_owned(),
        };
        vec![
            (
                "末位在哪里比",
                "在本单位所在的可比组内比，不跨组".to_owned(),
            ),
            (
                "提出约谈建议",
                format!("连续{}次末位", self.interview_after),
            ),
            ("并列末位", self.last_ties.word().to_owned()),
            (
                "一组几个单位以上才有末位",
                format!("有名次的单位不少于{}个", self.last_fewest),
            ),
            ("达标单位", spares.to_owned()),
            ("中间有一个月没有名次", gap),
            ("约谈之后", self.after_talk.word().to_owned()),
            ("异议未答复", self.open_objection.word().to_owned()),
            (
                "新设、合并的单位",
                format!("自设立当月起{}个月列出得分，不排名次", self.new_unit_months),
            ),
        ]
    }
}

/// All versions of the method, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Rulebooks {
    versions: Vec<Rulebook>,
}

/// No version is in force in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRulebook {
    /// The month asked for.
    pub month: Month,
    /// First day of the oldest version; `None`: there is none.
    pub first: Option<Date>,
}

impl fmt::Display for NoRulebook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = self.month.words();
        match self.first {
            Some(day) => write!(
                f,
                "{month}还没有考核办法：最早的一版自{}年{}月{}日起施行，请看那以后的月份",
                day.year(),
                day.month(),
                day.day()
            ),
            None => write!(f, "{month}还没有考核办法，请先审定一版"),
        }
    }
}

impl std::error::Error for NoRulebook {}

impl Rulebooks {
    /// From versions in any order. Of two with the same first day the later one given holds.
    pub fn new(versions: impl IntoIterator<Item = Rulebook>) -> Self {
        let mut all: Vec<Rulebook> = Vec::new();
        for book in versions {
            all.retain(|other| other.from != book.from);
            all.push(book);
        }
        all.sort_by_key(|book| book.from);
        Self { versions: all }
    }

    /// All versions, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Rulebook> {
        self.versions.iter()
    }

    /// The version that a month is assessed by.
    ///
    /// # Errors
    /// The month lies before the oldest version.
    pub fn on(&self, month: Month) -> Result<&Rulebook, NoRulebook> {
        let upto = (self.versions).partition_point(|book| book.from <= month.first());
        let found = upto.checked_sub(1).and_then(|at| self.versions.get(at));
        found.ok_or_else(|| NoRulebook {
            month,
            first: self.versions.first().map(|book| book.from),
        })
    }

    /// The version with this name.
    pub fn version(&self, version: &str) -> Option<&Rulebook> {
        self.versions.iter().find(|book| book.version == version)
    }

    /// These versions and more, e.g. those adopted since the pack was written.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = Rulebook>) -> Self {
        Self::new(self.versions.iter().cloned().chain(more))
    }
}

#[cfg(test)]
mod tests {
    use super::super::scoring::tests::rulebook;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_is_assessed_by_the_version_in_force_on_its_first_day() {
        let version = |name: &str, from| Rulebook {
            version: name.to_owned(),
            from,
            ..rulebook()
        };
        let books = Rulebooks::new([
            version("2026-1", date(2026, 4, 1)),
            version("2025-1", date(2025, 1, 1)),
        ]);
        let on = |month: &str| books.on(month.parse().unwrap()).map(|b| b.version.as_str());
        assert_eq!(on("2025-01"), Ok("2025-1"));
        assert_eq!(on("2026-03"), Ok("2025-1"));
        assert_eq!(on("2026-04"), Ok("2026-1"));
        let none = on("2024-12").unwrap_err().to_string();
        assert!(
            none.contains("2024年12月") && none.contains("2025年1月1日"),
            "{none}"
        );
        let books = books.with([version("2026-1b", date(2026, 4, 1))]);
        assert_eq!(
            books.on("2026-05".parse().unwrap()).unwrap().version,
            "2026-1b"
        );
        assert!(books.version("2026-1").is_none());
    }
}
