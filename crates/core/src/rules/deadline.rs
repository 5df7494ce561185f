//! A due date asked of a rule, with everything that may be said about the case: extended, paused,
//! single facts replaced. The calculator, the command line and the cases all ask here.

use super::{LengthUnit, RuleError, Rules, Source, TimeLimit, Value};
use crate::calendar::{Bounds, Calendar, Count, Excluded, MissingYear, Step, weekday_word};
use crate::district::RuleId;
use crate::matter::clock::ClockRefusal;
use jiff::civil::Date;

/// The item's own promised time bounds the supplement of a tolerance acceptance.
const SUPPLEMENT: &str = "tolerance.supplement";

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The rule.
    pub rule: RuleId,
    /// The day the step was triggered: day 0, and the day whose version counts (C9).
    pub from: Date,
    /// With the longest extension the rule allows.
    pub extended: bool,
    /// Days that do not count, both ends inclusive; not overlapping.
    pub pauses: Vec<(Date, Date)>,
    /// Facts of the rule replaced for this answer.
    pub set: Settings,
}

/// Facts of a rule replaced for one answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Length, e.g. another reading of the text.
    pub length: Option<u32>,
    /// Longest total when extended.
    pub extended: Option<u32>,
    /// Counting unit, e.g. "5 日" read as natural days.
    pub unit: Option<LengthUnit>,
    /// Whether the end rolls over rest days.
    pub roll: Option<bool>,
    /// 容缺: the item's own promised time, in working days; the supplement is never longer.
    pub promised: Option<u32>,
    /// 容缺: the time the applicant offers.
    pub offered: Option<u32>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The rule.
    pub rule: RuleId,
    /// Its title.
    pub title: String,
    /// The count with its steps.
    pub count: Count,
    /// Where the limit stands.
    pub source: Source,
    /// When the rule was last compared with the text in force.
    pub reviewed: Date,
    /// First and last day of the version that was used; without a last day it is still in force.
    pub in_force: (Date, Option<Date>),
    /// The conventions this answer stands on, full sentences, each with the mark of an unsure one.
    pub notes: Vec<String>,
}

/// Why there is no due date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadlineRefusal {
    /// Unknown rule, no value on that day, or no time limit.
    Rule(RuleError),
    /// Not extendable, not pausable, or a pause that cannot be.
    Clock(ClockRefusal),
    /// A needed year is not held.
    Calendar(MissingYear),
    /// Two pauses share a day.
    Overlap {
        /// The earlier pause.
        first: (Date, Date),
        /// The one that begins before it ends.
        second: (Date, Date),
    },
    /// The applicant offers to supply later than the item's own promised time allows.
    BeyondPromise {
        /// Working days offered.
        offered: u32,
        /// Working days promised.
        promised: u32,
        /// The latest day allowed.
        latest: Date,
    },
}

impl DeadlineRefusal {
    /// The code for JSON and logs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rule(error) => error.code(),
            Self::Clock(refusal) => refusal.code(),
            Self::Calendar(_) => "calendar_year_missing",
            Self::Overlap { .. } => "overlapping_pauses",
            Self::BeyondPromise { .. } => "beyond_promise",
        }
    }
}

impl From<RuleError> for DeadlineRefusal {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl From<ClockRefusal> for DeadlineRefusal {
    fn from(refusal: ClockRefusal) -> Self {
        Self::Clock(refusal)
    }
}

impl From<MissingYear> for DeadlineRefusal {
    fn from(missing: MissingYear) -> Self {
        Self::Calendar(missing)
    }
}

impl std::fmt::Display for DeadlineRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(error) => error.fmt(f),
            Self::Clock(refusal) => refusal.fmt(f),
            Self::Calendar(missing) => missing.fmt(f),
            Self::Overlap { first, second } => write!(
                f,
                "暂停 {} 至 {} 与 {} 至 {} 重叠：请合并为一段，或改正日期。",
                first.0, first.1, second.0, second.1
            ),
            Self::BeyondPromise {
                offered,
                promised,
                latest,
            } => write!(
                f,
                "申请人承诺 {offered} 个工作日补正，超过事项自身承诺的 {promised} 个工作日：补正最晚到 {latest}，请改短补正期限。"
            ),
        }
    }
}

impl std::error::Error for DeadlineRefusal {}

/// The due date of a rule's limit.
///
/// # Errors
/// See [`DeadlineRefusal`].
pub fn deadline(
    question: &Question,
    rules: &Rules,
    calendar: &Calendar,
) -> Result<Deadline, DeadlineRefusal> {
    let Question {
        rule, from, set, ..
    } = question;
    let parameter = rules.get(rule)?;
    let version = rules.version(rule, *from)?;
    let answer = |count| Deadline {
        rule: rule.clone(),
        title: parameter.title.clone(),
        count,
        source: version.source.clone(),
        reviewed: parameter.reviewed,
        in_force: (version.from, version.until),
        notes: Vec::new(),
    };
    // C11: a fixed day of the year is neither counted nor rolled.
    if let Value::EveryYear { month, day } = version.value {
        if question.extended {
            let rule = rule.clone();
            return Err(ClockRefusal::NeverExtends { rule }.into());
        }
        if !question.pauses.is_empty() {
            let rule = rule.clone();
            return Err(ClockRefusal::NeverPauses { rule }.into());
        }
        let count = next_fixed_day(*from, month, day);
        let notes = conventions(rules, count.due, [(true, "counting.fixed_day")]);
        return Ok(Deadline {
            notes,
            ..answer(count)
        });
    }
    let (limit, _) = rules.limit(rule, *from)?;
    let limit = replaced(limit, set);
    let length = if question.extended {
        let never = || ClockRefusal::NeverExtends { rule: rule.clone() };
        limit.extended.ok_or_else(never)?
    } else {
        limit.length
    };
    let excluded = excluded(question, &limit)?;
    let count = calendar.count_without(*from, limit.unit, length, limit.roll, &excluded)?;
    if let (SUPPLEMENT, Some(offered)) = (rule.as_str(), set.offered)
        && offered > length
    {
        return Err(DeadlineRefusal::BeyondPromise {
            offered,
            promised: length,
            latest: count.due,
        });
    }
    // C9: another version begins before the limit is over.
    let changes = (parameter.versions.iter())
        .any(|version| count.from < version.from && version.from <= count.due);
    let rolled = count.nominal < count.due && calendar.is_plain_weekend(count.nominal);
    let used = [
        (rolled, "counting.weekend"),
        (
            !limit.roll && limit.unit != LengthUnit::WorkingDays,
            "counting.publicity",
        ),
        (question.extended, "counting.extension"),
        (changes, "counting.version"),
    ];
    let notes = conventions(rules, count.due, used);
    Ok(Deadline {
        notes,
        ..answer(count)
    })
}

/// Where the due date must lie when a needed year has no notice yet; `None` when the question is
/// refused for another reason.
pub fn possible_span(question: &Question, rules: &Rules, calendar: &Calendar) -> Option<Bounds> {
    let (limit, _) = rules.limit(&question.rule, question.from).ok()?;
    let limit = replaced(limit, &question.set);
    let length = if question.extended {
        limit.extended?
    } else {
        limit.length
    };
    let excluded = excluded(question, &limit).ok()?;
    Some(calendar.bounds(question.from, limit.unit, length, limit.roll, &excluded))
}

/// The district's conventions about counting of which this answer made use, as sentences.
fn conventions<'i>(
    rules: &Rules,
    on: Date,
    used: impl IntoIterator<Item = (bool, &'i str)>,
) -> Vec<String> {
    (used.into_iter().filter(|(used, _)| *used))
        .filter_map(|(_, id)| rules.text(&RuleId::from(id), on).ok())
        .map(|(text, source)| format!("{text}{}。", source.confidence.mark()))
        .collect()
}

/// The rule's limit with the facts replaced.
fn replaced(limit: &TimeLimit, set: &Settings) -> TimeLimit {
    let mut limit = limit.clone();
    if let Some(promised) = set.promised {
        limit.length = promised;
        limit.unit = LengthUnit::WorkingDays;
    }
    limit.length = set.length.unwrap_or(limit.length);
    limit.extended = set.extended.or(limit.extended);
    limit.unit = set.unit.unwrap_or(limit.unit);
    limit.roll = set.roll.unwrap_or(limit.roll);
    limit
}

/// The pauses, checked: allowed by the rule, after the trigger, ending after they begin, apart.
fn excluded(question: &Question, limit: &TimeLimit) -> Result<Vec<Excluded>, DeadlineRefusal> {
    let started = question.from;
    let mut pauses = question.pauses.clone();
    for (from, until) in pauses.iter().copied() {
        if limit.pauses.is_empty() {
            let rule = question.rule.clone();
            return Err(ClockRefusal::NeverPauses { rule }.into());
        }
        if from < started {
            return Err(ClockRefusal::BeforeStart { from, started }.into());
        }
        if until < from {
            return Err(ClockRefusal::EndsBeforeItBegins { from, until }.into());
        }
    }
    pauses.sort_unstable();
    for pair in pauses.windows(2) {
        if let [first, second] = pair
            && second.0 <= first.1
        {
            return Err(DeadlineRefusal::Overlap {
                first: *first,
                second: *second,
            });
        }
    }
    Ok((pauses.into_iter())
        .map(|(from, until)| Excluded {
            from,
            until,
            reason: String::new(),
        })
        .collect())
}

/// The first such day of a year after `from`.
fn next_fixed_day(from: Date, month: i8, day: i8) -> Count {
    let in_year = |year| Date::new(year, month, day).ok();
    let due = in_year(from.year())
        .filter(|date| *date > from)
        .or_else(|| in_year(from.year() + 1))
        .unwrap_or(from);
    Count {
        from,
        unit: LengthUnit::Days,
        length: u32::try_from((due - from).get_days()).unwrap_or(0),
        nominal: due,
        due,
        why: vec![Step {
            date: due,
            counted: true,
            number: None,
            note: format!("每年{month}月{day}日，固定日期，不顺延").into(),
        }],
    }
}

impl Count {
    /// The working line by line, as the command line prints it: number, day, weekday, note; then
    /// how the end rolled.
    pub fn working(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.why.iter().map(Step::line).collect();
        if self.nominal != self.due {
            lines.push(format!("期满日 {}，顺延到 {}", self.nominal, self.due));
        }
        lines
    }
}

impl Step {
    fn line(&self) -> String {
        let number = self
            .number
            .map_or("    ".to_owned(), |n| format!("{n:>3} "));
        let weekday = weekday_word(self.date);
        // A plain weekend is called by its weekday, which stands there already.
        let note = if self.note == weekday { "" } else { &self.note };
        let line = format!("{number}{} {weekday} {note}", self.date);
        line.trim_end().to_owned()
    }
}
